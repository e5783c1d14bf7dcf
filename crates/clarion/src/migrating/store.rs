//! All SQL of how far a list that moves here has come.

use crate::ids::Id;
use db::{Fault, Tx};

db::statements! {
    /// Once for each group and source.
    BEGIN = "INSERT INTO migrating (group_id, source_key, turn, state, started_at) VALUES ($1, $2, 0, $3, $4)
        ON CONFLICT (group_id, source_key) DO NOTHING";
    STANDING = "SELECT turn, state, ended_at FROM migrating WHERE group_id = $1 AND source_key = $2";
    /// One that came to its end begins anew.
    BEGIN_ANEW = "UPDATE migrating SET turn = turn + 1, state = $4, started_at = $5, ended_at = NULL
        WHERE group_id = $1 AND source_key = $2 AND turn = $3 AND ended_at IS NOT NULL";
    /// Moves it on, unless somebody else did.
    MOVE_ON = "UPDATE migrating SET turn = turn + 1, state = $4, ended_at = $5
        WHERE group_id = $1 AND source_key = $2 AND turn = $3 AND ended_at IS NULL";
}

/// Which list from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) group: Id,
    pub(super) source: [u8; 16],
}

/// How far it has come.
pub(super) struct Row {
    pub(super) turn: i64,
    pub(super) state: String,
    pub(super) ended_at: Option<i64>,
}

pub(super) fn begin(tx: &mut Tx<'_>, key: &Key, state: &str, now: i64) -> Result<u64, Fault> {
    tx.run(&BEGIN, &[(&key.group).into(), (&key.source).into(), state.into(), now.into()])
}

pub(super) fn standing(tx: &mut Tx<'_>, key: &Key) -> Result<Option<Row>, Fault> {
    tx.first(&STANDING, &[(&key.group).into(), (&key.source).into()], |row| {
        Ok(Row { turn: row.int(0)?, state: row.text(1)?, ended_at: row.maybe_int(2)? })
    })
}

pub(super) fn begin_anew(tx: &mut Tx<'_>, key: &Key, turn: i64, state: &str, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&BEGIN_ANEW, &[(&key.group).into(), (&key.source).into(), turn.into(), state.into(), now.into()])? == 1)
}

pub(super) fn move_on(tx: &mut Tx<'_>, key: &Key, turn: i64, state: &str, ended_at: Option<i64>) -> Result<bool, Fault> {
    Ok(tx.run(&MOVE_ON, &[(&key.group).into(), (&key.source).into(), turn.into(), state.into(), ended_at.into()])? == 1)
}
