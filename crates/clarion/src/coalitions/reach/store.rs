//! All SQL about reach.

use crate::ids::Id;
use db::{Fault, Tx, Val};

db::statements! {
    /// Different humans who agreed to calls from their own mailbox, by state. `CROSS JOIN` keeps SQLite at the order of the consents'
    /// key, so that nothing is sorted.
    COUNT = "SELECT t.state, COUNT(*) FROM (
            SELECT c.identity_id, MAX(p.region) AS state FROM consent c CROSS JOIN membership m CROSS JOIN person p
            WHERE c.channel = 1 AND c.purpose = 2 AND c.status = 1
            AND m.coalition_id = $1 AND m.group_id = c.group_id AND p.identity_id = c.identity_id AND p.group_id = c.group_id
            GROUP BY c.identity_id) AS t
        GROUP BY t.state ORDER BY t.state";
    /// What was last counted.
    KEPT = "SELECT people, counted_at FROM reach WHERE coalition_id = $1";
    KEPT_STATES = "SELECT state, people FROM reach_of_state WHERE coalition_id = $1 ORDER BY state";
    /// Of two that count at once one keeps.
    RENEW = "UPDATE reach SET people = $2, counted_at = $3 WHERE coalition_id = $1 AND counted_at <= $4";
    ADD = "INSERT INTO reach (coalition_id, people, counted_at) VALUES ($1, $2, $3) ON CONFLICT (coalition_id) DO NOTHING";
    DROP_STATES = "DELETE FROM reach_of_state WHERE coalition_id = $1";
    KEEP_STATE = "INSERT INTO reach_of_state (coalition_id, state, people) VALUES ($1, $2, $3)
        ON CONFLICT (coalition_id, state) DO UPDATE SET people = excluded.people";
}

pub(super) fn count(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(String, i64)>, Fault> {
    tx.rows(&COUNT, &[(&coalition).into()], |row| Ok((row.text(0)?, row.int(1)?)))
}

pub(super) fn kept(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<(i64, i64)>, Fault> {
    tx.first(&KEPT, &[(&coalition).into()], |row| Ok((row.int(0)?, row.int(1)?)))
}

pub(super) fn kept_states(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(String, i64)>, Fault> {
    tx.rows(&KEPT_STATES, &[(&coalition).into()], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// Whether it was kept: another count is older than `before`, or there is none.
pub(super) fn keep(tx: &mut Tx<'_>, coalition: Id, people: i64, counted_at: i64, before: i64) -> Result<bool, Fault> {
    let (coalition, people, counted_at) = (Val::from(&coalition), Val::from(people), Val::from(counted_at));
    Ok(tx.run(&RENEW, &[coalition, people, counted_at, before.into()])? == 1
        || tx.run(&ADD, &[coalition, people, counted_at])? == 1)
}

pub(super) fn keep_states(tx: &mut Tx<'_>, coalition: Id, states: &[(&str, i64)]) -> Result<(), Fault> {
    tx.run(&DROP_STATES, &[(&coalition).into()])?;
    let rows: Vec<[Val<'_>; 3]> =
        states.iter().map(|(state, people)| [(&coalition).into(), (*state).into(), (*people).into()]).collect();
    tx.many(&KEEP_STATE, &rows).map(drop)
}
