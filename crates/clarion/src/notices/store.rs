//! All SQL about notices and logs.

use super::log::{Entered, LogView};
use super::{DocumentKind, Kind, Notice};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};
use std::collections::BTreeMap;
use tlog::Hash;

db::statements! {
    /// Begins a log.
    ADD_LOG = "INSERT INTO coalition_log (coalition_id, origin, vkey, size, newest_at, begun_at) VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT DO NOTHING";
    /// One log.
    LOG = "SELECT origin, vkey, size, newest_at FROM coalition_log WHERE coalition_id = $1";
    /// The same, holding its row until the transaction ends.
    TAKE_LOG = "UPDATE coalition_log SET size = size WHERE coalition_id = $1 RETURNING origin, vkey, size, newest_at";
    /// Grows a log from what it was.
    SET_SIZE = "UPDATE coalition_log SET size = $3, newest_at = $4 WHERE coalition_id = $1 AND size = $2";
    /// Adds an entry at its place.
    ADD_ENTRY = "INSERT INTO log_entry (coalition_id, place, document_id, kind, entered_at, entry) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Where a document stands.
    ENTERED = "SELECT place, entered_at FROM log_entry WHERE coalition_id = $1 AND document_id = $2";
    /// Entries from one place up to another.
    ENTRIES = "SELECT entry FROM log_entry WHERE coalition_id = $1 AND place >= $2 AND place < $3 ORDER BY place";
    /// Adds a hash at its place.
    ADD_HASH = "INSERT INTO log_hash (coalition_id, level, place, hash) VALUES ($1, $2, $3, $4)";
    /// One hash.
    HASH = "SELECT hash FROM log_hash WHERE coalition_id = $1 AND level = $2 AND place = $3";
    /// Hashes of one level from one place up to another.
    HASHES = "SELECT hash FROM log_hash WHERE coalition_id = $1 AND level = $2 AND place >= $3 AND place < $4 ORDER BY place";
    /// Adds a signed checkpoint.
    ADD_CHECKPOINT = "INSERT INTO log_checkpoint (coalition_id, size, note, signed_at) VALUES ($1, $2, $3, $4)";
    /// One checkpoint.
    CHECKPOINT = "SELECT note FROM log_checkpoint WHERE coalition_id = $1 AND size = $2";
    /// Names a witness.
    ADD_WITNESS = "INSERT INTO log_witness (coalition_id, name, vkey, named_at) VALUES ($1, $2, $3, $4) ON CONFLICT (coalition_id, name) DO NOTHING";
    /// A coalition's witnesses.
    WITNESSES = "SELECT vkey FROM log_witness WHERE coalition_id = $1 ORDER BY name";
    /// Takes a cosignature; a later one of the same witness for the same size says no more than the first.
    ADD_COSIGNATURE = "INSERT INTO log_cosignature (coalition_id, size, witness, line, taken_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (coalition_id, size, witness) DO NOTHING";
    /// The cosignatures of a checkpoint.
    COSIGNATURES = "SELECT line FROM log_cosignature WHERE coalition_id = $1 AND size = $2 ORDER BY witness";
    /// The size above a place that most witnesses have cosigned.
    BEST_COSIGNED = "SELECT size FROM log_cosignature WHERE coalition_id = $1 AND size > $2 GROUP BY size ORDER BY COUNT(*) DESC, size DESC LIMIT 1";
    /// Adds a notice under a code that nobody has.
    ADD_NOTICE = "INSERT INTO notice (id, coalition_id, code, kind, issued_at, note) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    /// One notice.
    NOTICE = "SELECT id, coalition_id, code, kind, issued_at, note, withdrawn_at FROM notice WHERE id = $1";
    /// One by its code.
    NOTICE_BY_CODE = "SELECT id, coalition_id, code, kind, issued_at, note, withdrawn_at FROM notice WHERE code = $1";
    /// The newest of a coalition.
    NOTICES_OF = "SELECT id, coalition_id, code, kind, issued_at, note, withdrawn_at FROM notice WHERE coalition_id = $1 ORDER BY issued_at DESC, id DESC LIMIT $2";
    /// The newest of all.
    NEWEST = "SELECT id, coalition_id, code, kind, issued_at, note, withdrawn_at FROM notice WHERE note IS NOT NULL ORDER BY issued_at DESC, id DESC LIMIT $1";
    /// Takes a notice's words away.
    WITHDRAW = "UPDATE notice SET note = NULL, withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL";
}

pub(crate) fn add_log(tx: &mut Tx<'_>, coalition: Id, log: &LogView, now: i64) -> Result<bool, Fault> {
    let params = [(&coalition).into(), (&log.origin).into(), (&log.vkey).into(), log.newest_at.into(), now.into()];
    Ok(tx.run(&ADD_LOG, &params)? == 1)
}

fn log_row(row: &Row<'_>) -> Result<LogView, Fault> {
    Ok(LogView { origin: row.text(0)?, vkey: row.text(1)?, size: row.int(2)?, newest_at: row.int(3)? })
}

pub(crate) fn log(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<LogView>, Fault> {
    tx.first(&LOG, &[(&coalition).into()], log_row)
}

pub(crate) fn take_log(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<LogView>, Fault> {
    tx.first(&TAKE_LOG, &[(&coalition).into()], log_row)
}

pub(crate) fn set_size(tx: &mut Tx<'_>, coalition: Id, from: i64, to: i64, newest_at: i64) -> Result<bool, Fault> {
    Ok(tx.run(&SET_SIZE, &[(&coalition).into(), from.into(), to.into(), newest_at.into()])? == 1)
}

pub(crate) fn add_entry(
    tx: &mut Tx<'_>,
    coalition: Id,
    entered: Entered,
    document: Id,
    kind: DocumentKind,
    entry: &[u8],
) -> Result<(), Fault> {
    let place = [(&coalition).into(), entered.place.into(), (&document).into()];
    let rest = [kind.as_str().into(), entered.at.into(), entry.into()];
    tx.run(&ADD_ENTRY, &[place, rest].concat()).map(drop)
}

pub(crate) fn entered(tx: &mut Tx<'_>, coalition: Id, document: Id) -> Result<Option<Entered>, Fault> {
    tx.first(&ENTERED, &[(&coalition).into(), (&document).into()], |row| Ok(Entered { place: row.int(0)?, at: row.int(1)? }))
}

pub(crate) fn entries(tx: &mut Tx<'_>, coalition: Id, first: i64, end: i64) -> Result<Vec<Vec<u8>>, Fault> {
    tx.rows(&ENTRIES, &[(&coalition).into(), first.into(), end.into()], |row| row.bytes(0))
}

pub(crate) fn add_hashes(tx: &mut Tx<'_>, coalition: Id, hashes: &BTreeMap<(i64, i64), Hash>) -> Result<(), Fault> {
    let row =
        hashes.iter().map(|((level, place), hash)| [(&coalition).into(), Val::Int(*level), Val::Int(*place), (&hash.0).into()]);
    let rows: Vec<[Val<'_>; 4]> = row.collect();
    tx.many(&ADD_HASH, &rows).map(drop)
}

fn hash_of(row: &Row<'_>) -> Result<Hash, Fault> {
    row.bytes(0)?.try_into().map(Hash).map_err(|_| Fault::bug("a hash of a log has another length"))
}

pub(crate) fn hash(tx: &mut Tx<'_>, coalition: Id, level: i64, place: i64) -> Result<Hash, Fault> {
    let found = tx.first(&HASH, &[(&coalition).into(), level.into(), place.into()], hash_of)?;
    found.ok_or_else(|| Fault::bug("a log lacks a hash"))
}

pub(crate) fn hashes(tx: &mut Tx<'_>, coalition: Id, level: i64, first: i64, end: i64) -> Result<Vec<Hash>, Fault> {
    tx.rows(&HASHES, &[(&coalition).into(), level.into(), first.into(), end.into()], hash_of)
}

pub(crate) fn add_checkpoint(tx: &mut Tx<'_>, coalition: Id, size: i64, note: &str, now: i64) -> Result<(), Fault> {
    tx.run(&ADD_CHECKPOINT, &[(&coalition).into(), size.into(), note.into(), now.into()]).map(drop)
}

pub(crate) fn checkpoint(tx: &mut Tx<'_>, coalition: Id, size: i64) -> Result<Option<String>, Fault> {
    tx.first(&CHECKPOINT, &[(&coalition).into(), size.into()], |row| row.text(0))
}

pub(crate) fn add_witness(tx: &mut Tx<'_>, coalition: Id, name: &str, vkey: &str, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ADD_WITNESS, &[(&coalition).into(), name.into(), vkey.into(), now.into()])? == 1)
}

pub(crate) fn witnesses(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<String>, Fault> {
    tx.rows(&WITNESSES, &[(&coalition).into()], |row| row.text(0))
}

pub(crate) fn add_cosignature(
    tx: &mut Tx<'_>,
    coalition: Id,
    size: i64,
    witness: &str,
    line: &str,
    now: i64,
) -> Result<u64, Fault> {
    tx.run(&ADD_COSIGNATURE, &[(&coalition).into(), size.into(), witness.into(), line.into(), now.into()])
}

pub(crate) fn cosignatures(tx: &mut Tx<'_>, coalition: Id, size: i64) -> Result<Vec<String>, Fault> {
    tx.rows(&COSIGNATURES, &[(&coalition).into(), size.into()], |row| row.text(0))
}

pub(crate) fn best_cosigned(tx: &mut Tx<'_>, coalition: Id, place: i64) -> Result<Option<i64>, Fault> {
    tx.first(&BEST_COSIGNED, &[(&coalition).into(), place.into()], |row| row.int(0))
}

pub(crate) fn add_notice(tx: &mut Tx<'_>, notice: &Notice) -> Result<bool, Fault> {
    let params = [
        (&notice.id).into(),
        (&notice.coalition).into(),
        (&notice.code).into(),
        notice.kind.as_str().into(),
        notice.issued_at.into(),
        notice.note.as_ref().into(),
    ];
    Ok(tx.run(&ADD_NOTICE, &params)? == 1)
}

fn notice_row(row: &Row<'_>) -> Result<Notice, Fault> {
    Ok(Notice {
        id: Id(row.id(0)?),
        coalition: Id(row.id(1)?),
        code: row.text(2)?,
        kind: Kind::of(&row.text(3)?).ok_or_else(|| Fault::bug("a notice's kind"))?,
        issued_at: row.int(4)?,
        note: row.maybe_text(5)?,
        withdrawn_at: row.maybe_int(6)?,
    })
}

pub(crate) fn notice(tx: &mut Tx<'_>, id: Id) -> Result<Option<Notice>, Fault> {
    tx.first(&NOTICE, &[(&id).into()], notice_row)
}

pub(crate) fn notice_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Notice>, Fault> {
    tx.first(&NOTICE_BY_CODE, &[code.into()], notice_row)
}

pub(crate) fn notices_of(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Notice>, Fault> {
    tx.rows(&NOTICES_OF, &[(&coalition).into(), at_most.into()], notice_row)
}

pub(crate) fn newest(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Notice>, Fault> {
    tx.rows(&NEWEST, &[at_most.into()], notice_row)
}

pub(crate) fn withdraw(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&WITHDRAW, &[(&id).into(), now.into()])? == 1)
}
