//! All SQL of lists that are sent through the console.

use crate::ids::Id;
use db::{Fault, Tx, Val};

db::statements! {
    /// Adds a list on its way.
    ADD_UPLOAD = "INSERT INTO people_upload (id, group_id, account_id, file_id, pieces, bytes, state, version, sealed, consent_source,
            was_before, problem, created_at, expires_at)
        VALUES ($1, $2, $3, $4, 0, 0, 'arriving', 0, $5, '', $8, '', $6, $7) ON CONFLICT (id) DO NOTHING";
    /// How many lists of a group stand beside one, with their files.
    STANDING = "SELECT COUNT(*) FROM people_upload WHERE group_id = $1 AND id <> $2 AND expires_at > $3
        AND state IN ('arriving', 'ready', 'checking', 'checked', 'running', 'paused')";
    UPLOAD = "SELECT id, group_id, account_id, file_id, pieces, bytes, state, version, sealed, consent_source, signed_by, signed_at,
            import_id, was_before, problem, created_at, expires_at FROM people_upload WHERE id = $1";
    UPLOADS_OF = "SELECT id, group_id, account_id, file_id, pieces, bytes, state, version, sealed, consent_source, signed_by, signed_at,
            import_id, was_before, problem, created_at, expires_at FROM people_upload WHERE group_id = $1 ORDER BY id DESC LIMIT $2";
    /// The file is here.
    ARRIVED = "UPDATE people_upload SET state = 'ready', version = version + 1, sealed = $2, pieces = $3, bytes = $4
        WHERE id = $1 AND state = 'arriving'";
    /// Another state, from the version that was seen.
    MOVE = "UPDATE people_upload SET state = $3, version = version + 1, problem = $4 WHERE id = $1 AND version = $2";
    /// The same with what is sealed.
    MOVE_SEALED = "UPDATE people_upload SET state = $3, version = version + 1, problem = '', sealed = $4 WHERE id = $1 AND version = $2";
    /// Who says where the consent comes from.
    SIGN = "UPDATE people_upload SET version = version + 1, sealed = $3, consent_source = $4, signed_by = $5, signed_at = $6
        WHERE id = $1 AND version = $2 AND state = 'checked'";
    /// The import that was begun. Not a change of its standing, so the version stays.
    BEGUN = "UPDATE people_upload SET import_id = $2 WHERE id = $1 AND import_id IS NULL";
    /// It came to its end.
    ENDED = "UPDATE people_upload SET state = 'done', version = version + 1, import_id = $3, was_before = $4
        WHERE id = $1 AND version = $2";
    /// Drops a list that was thrown away before it was started.
    DROP = "DELETE FROM people_upload WHERE id = $1 AND version = $2 AND import_id IS NULL";
    /// Lists that nobody started while their file was kept.
    FORGET = "DELETE FROM people_upload WHERE id IN (SELECT id FROM people_upload
        WHERE expires_at <= $1 AND import_id IS NULL AND state IN ('arriving', 'ready', 'checking', 'checked', 'failed')
        ORDER BY expires_at LIMIT 64)";
}

/// A list as it lies in the database.
pub(super) struct Row {
    pub(super) id: Id,
    pub(super) group: Id,
    pub(super) account: Id,
    pub(super) file: Id,
    pub(super) pieces: i64,
    pub(super) bytes: i64,
    pub(super) state: String,
    pub(super) version: i64,
    pub(super) sealed: Vec<u8>,
    pub(super) consent_source: String,
    pub(super) signed_by: Option<Id>,
    pub(super) signed_at: Option<i64>,
    pub(super) import: Option<Id>,
    pub(super) was_before: bool,
    pub(super) problem: String,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
}

fn read(row: &db::Row<'_>) -> Result<Row, Fault> {
    Ok(Row {
        id: Id(row.id(0)?),
        group: Id(row.id(1)?),
        account: Id(row.id(2)?),
        file: Id(row.id(3)?),
        pieces: row.int(4)?,
        bytes: row.int(5)?,
        state: row.text(6)?,
        version: row.int(7)?,
        sealed: row.bytes(8)?,
        consent_source: row.text(9)?,
        signed_by: row.maybe_id(10)?.map(Id),
        signed_at: row.maybe_int(11)?,
        import: row.maybe_id(12)?.map(Id),
        was_before: row.bool(13)?,
        problem: row.text(14)?,
        created_at: row.int(15)?,
        expires_at: row.int(16)?,
    })
}

/// A list on its way.
#[derive(Clone)]
pub(super) struct New {
    pub(super) id: Id,
    pub(super) group: Id,
    pub(super) account: Id,
    pub(super) file: Id,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
}

/// Adds a list, unless too many of the group stand. Two at once may pass the bound by one: it is there against a flood.
pub(super) fn add(tx: &mut Tx<'_>, new: &New, files_max: i64) -> Result<bool, Fault> {
    let beside = [(&new.group).into(), (&new.id).into(), new.created_at.into()];
    if tx.first(&STANDING, &beside, |row| row.int(0))?.unwrap_or(0) >= files_max {
        return Ok(false);
    }
    let values: [Val<'_>; 8] = [
        (&new.id).into(),
        (&new.group).into(),
        (&new.account).into(),
        (&new.file).into(),
        (&new.sealed).into(),
        new.created_at.into(),
        new.expires_at.into(),
        false.into(),
    ];
    tx.run(&ADD_UPLOAD, &values)?;
    Ok(true)
}

pub(super) fn upload(tx: &mut Tx<'_>, id: Id) -> Result<Option<Row>, Fault> {
    tx.first(&UPLOAD, &[(&id).into()], read)
}

pub(super) fn uploads_of(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Row>, Fault> {
    tx.rows(&UPLOADS_OF, &[(&group).into(), at_most.into()], read)
}

pub(super) fn arrived(tx: &mut Tx<'_>, id: Id, sealed: &[u8], pieces: i64, bytes: i64) -> Result<u64, Fault> {
    tx.run(&ARRIVED, &[(&id).into(), sealed.into(), pieces.into(), bytes.into()])
}

pub(super) fn change(tx: &mut Tx<'_>, (id, version): (Id, i64), state: &str, problem: &str) -> Result<bool, Fault> {
    Ok(tx.run(&MOVE, &[(&id).into(), version.into(), state.into(), problem.into()])? == 1)
}

pub(super) fn change_sealed(tx: &mut Tx<'_>, (id, version): (Id, i64), state: &str, sealed: &[u8]) -> Result<bool, Fault> {
    Ok(tx.run(&MOVE_SEALED, &[(&id).into(), version.into(), state.into(), sealed.into()])? == 1)
}

pub(super) fn sign(
    tx: &mut Tx<'_>,
    (id, version): (Id, i64),
    sealed: &[u8],
    source: &str,
    (account, now): (Id, i64),
) -> Result<bool, Fault> {
    let values = [(&id).into(), version.into(), sealed.into(), source.into(), (&account).into(), now.into()];
    Ok(tx.run(&SIGN, &values)? == 1)
}

pub(super) fn begun(tx: &mut Tx<'_>, id: Id, import: Id) -> Result<u64, Fault> {
    tx.run(&BEGUN, &[(&id).into(), (&import).into()])
}

pub(super) fn ended(tx: &mut Tx<'_>, (id, version): (Id, i64), import: Id, was_before: bool) -> Result<bool, Fault> {
    Ok(tx.run(&ENDED, &[(&id).into(), version.into(), (&import).into(), was_before.into()])? == 1)
}

pub(super) fn drop_upload(tx: &mut Tx<'_>, (id, version): (Id, i64)) -> Result<bool, Fault> {
    Ok(tx.run(&DROP, &[(&id).into(), version.into()])? == 1)
}

pub(super) fn forget_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    tx.run(&FORGET, &[now.into()])
}
