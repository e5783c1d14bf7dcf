//! All SQL of webhooks.

use super::{Happened, Hook, Kind};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// Adds a hook to a group that has fewer than so many.
    ADD = "WITH standing AS (SELECT COUNT(*) AS webhooks FROM webhook WHERE group_id = $2)
        INSERT INTO webhook (id, group_id, sealed, kinds, action_id, is_on, off_why, failing_since, rests_until, created_at, modified_at)
        SELECT $1, $2, $3, $4, $5, FALSE, '', NULL, 0, $6, $6 FROM standing WHERE webhooks < $7
        ON CONFLICT (id) DO NOTHING";
    OF_GROUP = "SELECT id, group_id, sealed, kinds, action_id, is_on, off_why, failing_since, rests_until, created_at
        FROM webhook WHERE group_id = $1 ORDER BY id LIMIT $2";
    ONE = "SELECT id, group_id, sealed, kinds, action_id, is_on, off_why, failing_since, rests_until, created_at FROM webhook WHERE id = $1";
    /// Asked for each group of a slice of people: by an index that holds only what is on.
    ON = "SELECT id, group_id, kinds, action_id FROM webhook WHERE group_id = $1 AND is_on";
    /// An owner's word; a fresh start for one that had failed.
    SWITCH = "UPDATE webhook SET is_on = $3, off_why = '', failing_since = NULL, rests_until = 0, modified_at = $4
        WHERE id = $1 AND group_id = $2";
    SEAL = "UPDATE webhook SET sealed = $3, modified_at = $4 WHERE id = $1 AND group_id = $2 AND sealed = $5";
    /// Takes it in hand, so that what removes it comes before or after.
    HOLD = "UPDATE webhook SET rests_until = rests_until WHERE id = $1";
    REMOVE = "DELETE FROM webhook WHERE id = $1 AND group_id = $2";
    REMOVE_ATTEMPTS = "DELETE FROM webhook_attempt WHERE webhook_id = $1";
    ADD_DELIVERY = "INSERT INTO webhook_delivery (webhook_id, id, kind, action_id, record_id, made_at, attempts, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT (webhook_id, id) DO NOTHING";
    /// Takes a few in hand: until then nobody else does. Of two workers at once the second finds that they are no longer due.
    CLAIM = "WITH due AS MATERIALIZED
        (SELECT id FROM webhook_delivery WHERE webhook_id = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $4)
        UPDATE webhook_delivery SET due_at = $3 WHERE webhook_id = $1 AND due_at <= $2 AND id IN (SELECT id FROM due)
        RETURNING id, kind, action_id, record_id, made_at, attempts";
    /// Some of what waits for a hook that is gone.
    DROP_SOME = "WITH some_waiting AS MATERIALIZED (SELECT id FROM webhook_delivery WHERE webhook_id = $1 ORDER BY due_at LIMIT $2)
        DELETE FROM webhook_delivery WHERE webhook_id = $1 AND id IN (SELECT id FROM some_waiting)";
    /// Some of what waits for a hook that is off; its owners' tries stay.
    DROP_SOME_UNWANTED = "WITH some_waiting AS MATERIALIZED
        (SELECT id FROM webhook_delivery WHERE webhook_id = $1 AND kind <> 'test' ORDER BY due_at LIMIT $2)
        DELETE FROM webhook_delivery WHERE webhook_id = $1 AND id IN (SELECT id FROM some_waiting)";
    /// A try of its owners does not wait until it has rested.
    WAKE = "UPDATE webhook SET rests_until = 0 WHERE id = $1 AND group_id = $2";
    NEXT_DUE = "SELECT due_at FROM webhook_delivery WHERE webhook_id = $1 ORDER BY due_at LIMIT 1";
    /// How many wait, up to a bound.
    WAITING = "SELECT COUNT(*) FROM (SELECT id FROM webhook_delivery WHERE webhook_id = $1 ORDER BY due_at LIMIT $2) AS t";
    DROP_DELIVERY = "DELETE FROM webhook_delivery WHERE webhook_id = $1 AND id = $2";
    /// Unless its lease ended and another worker has it in hand.
    AGAIN = "UPDATE webhook_delivery SET attempts = $3, due_at = $4 WHERE webhook_id = $1 AND id = $2 AND due_at = $5";
    ADD_ATTEMPT = "INSERT INTO webhook_attempt (webhook_id, delivery_id, attempt, kind, status, problem, took_ms, tried_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (webhook_id, delivery_id, attempt) DO NOTHING";
    /// All but the newest so many.
    DROP_OLDER = "DELETE FROM webhook_attempt WHERE webhook_id = $1 AND tried_at <
        (SELECT tried_at FROM webhook_attempt WHERE webhook_id = $1 ORDER BY tried_at DESC LIMIT 1 OFFSET $2)";
    ATTEMPTS = "SELECT delivery_id, attempt, kind, status, problem, took_ms, tried_at FROM webhook_attempt
        WHERE webhook_id = $1 ORDER BY tried_at DESC, delivery_id LIMIT $2";
    SUCCEEDED = "UPDATE webhook SET failing_since = NULL, rests_until = 0 WHERE id = $1 AND failing_since IS NOT NULL";
    FAILED = "UPDATE webhook SET failing_since = COALESCE(failing_since, $2), rests_until = $3 WHERE id = $1
        RETURNING failing_since";
    /// Once: whoever does it tells the owners.
    GIVE_UP = "UPDATE webhook SET is_on = FALSE, off_why = $2, modified_at = $3 WHERE id = $1 AND is_on RETURNING group_id";
    FORGET_ATTEMPTS = "DELETE FROM webhook_attempt WHERE (webhook_id, delivery_id, attempt) IN
        (SELECT webhook_id, delivery_id, attempt FROM webhook_attempt WHERE tried_at < $1 ORDER BY tried_at LIMIT $2)";
}

/// A hook that is on, as far as whatever happens has to know.
#[derive(Clone, Debug)]
pub(super) struct On {
    pub(super) id: Id,
    pub(super) group: Id,
    pub(super) kinds: Vec<Kind>,
    pub(super) action: Option<Id>,
}

/// A delivery to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewDelivery {
    pub(super) hook: Id,
    pub(super) id: Id,
    pub(super) happened: Happened,
}

/// A delivery in hand.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) id: Id,
    pub(super) kind: Kind,
    pub(super) action: Id,
    pub(super) record: Id,
    pub(super) made_at: i64,
    pub(super) attempts: i64,
}

/// What became of one try.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) delivery: Id,
    pub(super) number: i64,
    pub(super) kind: Kind,
    pub(super) status: i64,
    pub(super) problem: String,
    pub(super) took_ms: i64,
    pub(super) tried_at: i64,
}

fn hook(row: &Row<'_>) -> Result<Hook, Fault> {
    Ok(Hook {
        id: Id(row.id(0)?),
        group: Id(row.id(1)?),
        sealed: row.bytes(2)?,
        kinds: Kind::all_of(&row.text(3)?)?,
        action: row.maybe_id(4)?.map(Id),
        is_on: row.bool(5)?,
        off_why: row.text(6)?,
        failing_since: row.maybe_int(7)?,
        rests_until: row.int(8)?,
        created_at: row.int(9)?,
    })
}

/// `false` where the group has as many as it may, or this one already.
pub(super) fn add(tx: &mut Tx<'_>, new: &Hook, at_most: i64) -> Result<bool, Fault> {
    let kinds = Kind::words(&new.kinds);
    let action = new.action.as_ref().map(Val::from);
    let (id, group, sealed) = ((&new.id).into(), (&new.group).into(), (&new.sealed).into());
    let params = [id, group, sealed, (&kinds).into(), action.into(), new.created_at.into(), at_most.into()];
    Ok(tx.run(&ADD, &params)? == 1)
}

pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Hook>, Fault> {
    tx.rows(&OF_GROUP, &[(&group).into(), at_most.into()], hook)
}

pub(super) fn one(tx: &mut Tx<'_>, id: Id) -> Result<Option<Hook>, Fault> {
    tx.first(&ONE, &[(&id).into()], hook)
}

pub(super) fn on(tx: &mut Tx<'_>, groups: &[Id]) -> Result<Vec<On>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = groups.iter().map(|group| [group.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&ON, &rows, |row| {
        let kinds = Kind::all_of(&row.text(2)?)?;
        found.push(On { id: Id(row.id(0)?), group: Id(row.id(1)?), kinds, action: row.maybe_id(3)?.map(Id) });
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn switch(tx: &mut Tx<'_>, (id, group): (Id, Id), is_on: bool, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&SWITCH, &[(&id).into(), (&group).into(), is_on.into(), now.into()])? == 1)
}

/// `false` where somebody else changed it meanwhile.
pub(super) fn seal(tx: &mut Tx<'_>, (id, group): (Id, Id), sealed: &[u8], was: &[u8], now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&SEAL, &[(&id).into(), (&group).into(), sealed.into(), now.into(), was.into()])? == 1)
}

/// With what became of its tries; what waits for it goes with its next turn. `false` where the group has no such hook.
pub(super) fn remove(tx: &mut Tx<'_>, id: Id, group: Id) -> Result<bool, Fault> {
    if tx.run(&REMOVE, &[(&id).into(), (&group).into()])? == 0 {
        return Ok(false);
    }
    tx.run(&REMOVE_ATTEMPTS, &[(&id).into()])?;
    Ok(true)
}

/// Takes a hook in hand until the transaction ends; `false` where it is gone.
pub(super) fn hold(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&HOLD, &[(&id).into()])? == 1)
}

/// Whether the group has it.
pub(super) fn wake(tx: &mut Tx<'_>, (id, group): (Id, Id)) -> Result<bool, Fault> {
    Ok(tx.run(&WAKE, &[(&id).into(), (&group).into()])? == 1)
}

/// Drops some of what waits for a hook that is gone.
pub(super) fn drop_some(tx: &mut Tx<'_>, hook: Id, at_most: i64) -> Result<u64, Fault> {
    tx.run(&DROP_SOME, &[(&hook).into(), at_most.into()])
}

/// The same for a hook that is off.
pub(super) fn drop_some_unwanted(tx: &mut Tx<'_>, hook: Id, at_most: i64) -> Result<u64, Fault> {
    tx.run(&DROP_SOME_UNWANTED, &[(&hook).into(), at_most.into()])
}

/// Leaves the newest so many tries.
pub(super) fn drop_older(tx: &mut Tx<'_>, hook: Id, kept: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLDER, &[(&hook).into(), kept.into()])
}

pub(super) fn add_deliveries(tx: &mut Tx<'_>, new: &[NewDelivery], now: i64) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 7]> = new
        .iter()
        .map(|row| {
            let (kind, action) = (row.happened.kind, (&row.happened.action).into());
            // A try goes before all that waits.
            let due = if kind == Kind::Test { 0 } else { now };
            let (hook, id, record) = ((&row.hook).into(), (&row.id).into(), (&row.happened.record).into());
            [hook, id, kind.as_str().into(), action, record, now.into(), due.into()]
        })
        .collect();
    tx.many(&ADD_DELIVERY, &rows)
}

/// Takes a few that are due in hand until `lease`.
pub(super) fn claim(tx: &mut Tx<'_>, hook: Id, now: i64, lease: i64, at_most: i64) -> Result<Vec<Claimed>, Fault> {
    tx.rows(&CLAIM, &[(&hook).into(), now.into(), lease.into(), at_most.into()], |row| {
        Ok(Claimed {
            id: Id(row.id(0)?),
            kind: Kind::of(&row.text(1)?)?,
            action: Id(row.id(2)?),
            record: Id(row.id(3)?),
            made_at: row.int(4)?,
            attempts: row.int(5)?,
        })
    })
}

pub(super) fn next_due(tx: &mut Tx<'_>, hook: Id) -> Result<Option<i64>, Fault> {
    tx.first(&NEXT_DUE, &[(&hook).into()], |row| row.int(0))
}

pub(super) fn waiting(tx: &mut Tx<'_>, hook: Id, at_most: i64) -> Result<i64, Fault> {
    Ok(tx.first(&WAITING, &[(&hook).into(), at_most.into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn drop_delivery(tx: &mut Tx<'_>, hook: Id, delivery: Id) -> Result<u64, Fault> {
    tx.run(&DROP_DELIVERY, &[(&hook).into(), (&delivery).into()])
}

pub(super) fn again(tx: &mut Tx<'_>, (hook, delivery): (Id, Id), attempts: i64, due_at: i64, lease: i64) -> Result<u64, Fault> {
    tx.run(&AGAIN, &[(&hook).into(), (&delivery).into(), attempts.into(), due_at.into(), lease.into()])
}

pub(super) fn add_attempt(tx: &mut Tx<'_>, hook: Id, attempt: &Attempt) -> Result<u64, Fault> {
    let Attempt { delivery, number, kind, status, problem, took_ms, tried_at } = attempt;
    let about = [(&hook).into(), delivery.into(), (*number).into(), kind.as_str().into()];
    let became = [(*status).into(), problem.into(), (*took_ms).into(), (*tried_at).into()];
    tx.run(&ADD_ATTEMPT, &[about, became].concat())
}

pub(super) fn attempts(tx: &mut Tx<'_>, hook: Id, at_most: i64) -> Result<Vec<Attempt>, Fault> {
    tx.rows(&ATTEMPTS, &[(&hook).into(), at_most.into()], |row| {
        Ok(Attempt {
            delivery: Id(row.id(0)?),
            number: row.int(1)?,
            kind: Kind::of(&row.text(2)?)?,
            status: row.int(3)?,
            problem: row.text(4)?,
            took_ms: row.int(5)?,
            tried_at: row.int(6)?,
        })
    })
}

pub(super) fn succeeded(tx: &mut Tx<'_>, hook: Id) -> Result<u64, Fault> {
    tx.run(&SUCCEEDED, &[(&hook).into()])
}

/// Since when it fails; `None` where it is gone.
pub(super) fn failed(tx: &mut Tx<'_>, hook: Id, now: i64, rests_until: i64) -> Result<Option<i64>, Fault> {
    tx.first(&FAILED, &[(&hook).into(), now.into(), rests_until.into()], |row| row.int(0))
}

/// Whose it was, if it was on.
pub(super) fn give_up(tx: &mut Tx<'_>, hook: Id, why: &str, now: i64) -> Result<Option<Id>, Fault> {
    tx.first(&GIVE_UP, &[(&hook).into(), why.into(), now.into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn forget_attempts(tx: &mut Tx<'_>, before: i64, at_most: i64) -> Result<u64, Fault> {
    tx.run(&FORGET_ATTEMPTS, &[before.into(), at_most.into()])
}
