//! All SQL of imports: how far each has come, and the sealed pieces of what it refused.

use super::{Counts, Standing};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// Once for each file, mapping and petition of a group.
    ADD_IMPORT = "INSERT INTO people_import (id, group_id, file_hash, consent_source, sealed, byte_offset, line, rows_read, rows_added,
            rows_updated, rows_refused, refused_blob, refused_pieces, started_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, $8, 0, $9)
        ON CONFLICT (group_id, file_hash) DO NOTHING";
    /// The import of a file, whoever began it.
    FIND_IMPORT = "SELECT id, consent_source, byte_offset, line, rows_read, rows_added, rows_updated, rows_refused, refused_blob,
            refused_pieces, started_at, ended_at, rows_repeated, rows_signed
        FROM people_import WHERE group_id = $1 AND file_hash = $2";
    /// The same, by its id.
    IMPORT = "SELECT id, consent_source, byte_offset, line, rows_read, rows_added, rows_updated, rows_refused, refused_blob,
            refused_pieces, started_at, ended_at, rows_repeated, rows_signed
        FROM people_import WHERE id = $1";
    /// Moves an import on, unless somebody else did.
    MOVE_ON = "UPDATE people_import SET byte_offset = $3, line = $4, rows_read = $5, rows_added = $6, rows_updated = $7,
            rows_refused = $8, refused_pieces = $9, ended_at = $10, rows_repeated = $11, rows_signed = $12
        WHERE id = $1 AND byte_offset = $2 AND ended_at IS NULL";
    /// Some of a file's pieces: 64 of them are 16 MB.
    DROP_PIECES = "DELETE FROM blob WHERE id = $1 AND piece IN (SELECT piece FROM blob WHERE id = $1 ORDER BY piece LIMIT 64)";
    /// One piece of a file. A transaction that is run again writes the same.
    ADD_PIECE = "INSERT INTO blob (id, piece, group_id, kind, sealed, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id, piece) DO NOTHING";
    /// One piece.
    PIECE = "SELECT sealed FROM blob WHERE id = $1 AND piece = $2";
    /// An import that goes on keeps what it refused before.
    KEEP_PIECES = "UPDATE blob SET expires_at = $2 WHERE id = $1 AND expires_at < $2";
    /// Some of what has expired, so that no transaction is long.
    DROP_EXPIRED = "DELETE FROM blob WHERE (id, piece) IN (SELECT id, piece FROM blob WHERE expires_at <= $1 ORDER BY expires_at LIMIT 64)";
}

/// An import to begin.
pub(super) struct NewImport<'a> {
    pub(super) id: Id,
    pub(super) group: Id,
    pub(super) file_hash: [u8; 16],
    pub(super) consent_source: &'a str,
    pub(super) sealed: &'a [u8],
    pub(super) byte_offset: i64,
    pub(super) line: i64,
    pub(super) refused_blob: Id,
    pub(super) now: i64,
}

pub(super) fn add_import(tx: &mut Tx<'_>, new: &NewImport<'_>) -> Result<u64, Fault> {
    let values: [Val<'_>; 9] = [
        (&new.id).into(),
        (&new.group).into(),
        (&new.file_hash).into(),
        new.consent_source.into(),
        new.sealed.into(),
        new.byte_offset.into(),
        new.line.into(),
        (&new.refused_blob).into(),
        new.now.into(),
    ];
    tx.run(&ADD_IMPORT, &values)
}

pub(super) fn import(tx: &mut Tx<'_>, group: Id, file_hash: &[u8; 16]) -> Result<Option<Standing>, Fault> {
    tx.first(&FIND_IMPORT, &[(&group).into(), file_hash.into()], standing)
}

pub(super) fn standing_of(tx: &mut Tx<'_>, import: Id) -> Result<Option<Standing>, Fault> {
    tx.first(&IMPORT, &[(&import).into()], standing)
}

fn standing(row: &Row<'_>) -> Result<Standing, Fault> {
    Ok(Standing {
        id: Id(row.id(0)?),
        consent_source: row.text(1)?,
        byte_offset: row.int(2)?,
        line: row.int(3)?,
        counts: Counts {
            read: row.int(4)?,
            added: row.int(5)?,
            updated: row.int(6)?,
            refused: row.int(7)?,
            repeated: row.int(12)?,
            signed: row.int(13)?,
        },
        refused_blob: Id(row.id(8)?),
        refused_pieces: row.int(9)?,
        started_at: row.int(10)?,
        ended_at: row.maybe_int(11)?,
    })
}

/// Writes where an import stands now; whether it still stood at `was_at`.
pub(super) fn move_on(tx: &mut Tx<'_>, was_at: i64, now: &Standing) -> Result<bool, Fault> {
    let counts = &now.counts;
    let values: [Val<'_>; 12] = [
        (&now.id).into(),
        was_at.into(),
        now.byte_offset.into(),
        now.line.into(),
        counts.read.into(),
        counts.added.into(),
        counts.updated.into(),
        counts.refused.into(),
        now.refused_pieces.into(),
        now.ended_at.into(),
        counts.repeated.into(),
        counts.signed.into(),
    ];
    Ok(tx.run(&MOVE_ON, &values)? == 1)
}

/// Adds a piece of a file: what it is, whose, and which file.
pub(super) fn add_piece(
    tx: &mut Tx<'_>,
    (kind, group, file): (&'static str, Id, Id),
    piece: i64,
    sealed: &[u8],
    expires_at: i64,
) -> Result<u64, Fault> {
    tx.run(&ADD_PIECE, &[(&file).into(), piece.into(), (&group).into(), kind.into(), sealed.into(), expires_at.into()])
}

pub(super) fn drop_pieces(tx: &mut Tx<'_>, file: Id) -> Result<u64, Fault> {
    tx.run(&DROP_PIECES, &[(&file).into()])
}

pub(super) fn piece(tx: &mut Tx<'_>, blob: Id, piece: i64) -> Result<Option<Vec<u8>>, Fault> {
    tx.first(&PIECE, &[(&blob).into(), piece.into()], |row| row.bytes(0))
}

pub(super) fn keep_pieces(tx: &mut Tx<'_>, blob: Id, expires_at: i64) -> Result<u64, Fault> {
    tx.run(&KEEP_PIECES, &[(&blob).into(), expires_at.into()])
}

pub(super) fn drop_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    tx.run(&DROP_EXPIRED, &[now.into()])
}
