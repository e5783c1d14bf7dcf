//! All SQL of delivery: leasing slices, and what each step of a worker writes.

use super::super::calls::Sending;
use super::super::store as messages;
use super::held;
use super::slice::Slice;
use super::tally::Tally;
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;

db::statements! {
    /// Slices with something to do that nobody has: earlier waves first.
    FREE_SLICES = "SELECT message_id, number FROM delivery_slice WHERE sending_id = $1 AND ended_at IS NULL AND due_at <= $2
        AND (lease_until <= $2 OR worker = $3) ORDER BY wave, number LIMIT $4";
    /// Of two who want one slice, one gets it.
    LEASE = "UPDATE delivery_slice SET worker = $3, lease_until = $4, step = step + 1
        WHERE message_id = $1 AND number = $2 AND ended_at IS NULL AND (lease_until <= $5 OR worker = $3)";
    /// A slice, and its sending as it stands now.
    SLICE = "SELECT d.message_id, d.number, d.sending_id, d.people, d.next, d.on_the_way, d.held, d.tally, d.worker, d.step,
            s.id, s.coalition_id, s.plan_id, s.corrects_id, s.kind, s.is_drill, s.notice_code, s.state, s.version, s.paused_until,
            s.paused_by, s.why_paused, s.created_at, s.ended_at
        FROM delivery_slice d JOIN sending s ON s.id = d.sending_id WHERE d.message_id = $1 AND d.number = $2";
    /// One step: only whoever still has the lease, and only once.
    KEEP_SLICE = "UPDATE delivery_slice SET next = $5, on_the_way = $6, held = $7, tally = $8, handed_over = $9, refused = $10,
            in_doubt = $11, failed = $12, lease_until = $13, due_at = $14, ended_at = $15, step = step + 1
        WHERE message_id = $1 AND number = $2 AND worker = $3 AND step = $4";
    RENEW = "UPDATE delivery_slice SET lease_until = $4 WHERE message_id = $1 AND number = $2 AND worker = $3 AND ended_at IS NULL";
    /// When there is next something to do that nobody has.
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM delivery_slice
        WHERE sending_id = $1 AND ended_at IS NULL";
    PEOPLE = "SELECT CAST(SUM(people) AS BIGINT) FROM message WHERE sending_id = $1 AND frozen_at IS NOT NULL";
    NOTE_FIRST = "UPDATE message SET first_at = $2 WHERE id = $1 AND first_at IS NULL";
    /// The once-only rule for mailboxes.
    ADD_ADDRESS = "INSERT INTO delivery_address (matching_key, sending_id, channel) VALUES ($1, $2, 1)
        ON CONFLICT (matching_key, sending_id, channel) DO NOTHING RETURNING matching_key, sending_id";
    /// One contact more, unless there were enough.
    ADD_CONTACT = "INSERT INTO contact (identity_id, coalition_id, purpose, week, contacts, allowed) VALUES ($1, $2, 2, $3, 1, $4)
        ON CONFLICT (identity_id, coalition_id, purpose, week)
        DO UPDATE SET contacts = contact.contacts + 1, allowed = excluded.allowed WHERE contact.contacts < excluded.allowed
        RETURNING identity_id, coalition_id";
    /// Whether there were enough, for a drill: it must not use anything up.
    HAS_ENOUGH = "SELECT identity_id, coalition_id FROM contact
        WHERE identity_id = $1 AND coalition_id = $2 AND purpose = 2 AND week = $3 AND contacts >= $4";
    /// The once-only rule for humans.
    ADD_DELIVERY = "INSERT INTO delivery (identity_id, sending_id, message_id, group_id, state, reason, noted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (identity_id, sending_id) DO NOTHING RETURNING identity_id, sending_id";
    SET_DELIVERY = "UPDATE delivery SET state = $3, reason = $4, noted_at = $5 WHERE identity_id = $1 AND sending_id = $2";
    /// Whether somebody still comes to an event of a coalition, or waits for a place.
    WHO_COMES = "SELECT a.identity_id, e.coalition_id FROM attendance a JOIN event e ON e.id = a.event_id
        WHERE a.identity_id = $1 AND e.coalition_id = $2 AND a.response IN (1, 2) LIMIT 1";
    RATES = "SELECT sender_id, mails_a_minute, minute, mails FROM sender_rate";
    /// Taken only by whoever saw the row as it was.
    USE_RATE = "UPDATE sender_rate SET minute = $4, mails = $5 WHERE sender_id = $1 AND minute = $2 AND mails = $3";
    SET_RATE = "INSERT INTO sender_rate (sender_id, mails_a_minute, minute, mails) VALUES ($1, $2, 0, 0)
        ON CONFLICT (sender_id) DO UPDATE SET mails_a_minute = excluded.mails_a_minute";
    /// Who got something, whatever sending it was, in the order of the table.
    HUMANS = "SELECT identity_id, sending_id FROM delivery WHERE (identity_id, sending_id) > ($1, $2)
        ORDER BY identity_id, sending_id LIMIT $3";
    MAILBOXES = "SELECT matching_key, sending_id FROM delivery_address WHERE (matching_key, sending_id) > ($1, $2)
        ORDER BY matching_key, sending_id LIMIT $3";
    FORGET_HUMAN = "DELETE FROM delivery WHERE identity_id = $1 AND sending_id = $2";
    FORGET_MAILBOX = "DELETE FROM delivery_address WHERE matching_key = $1 AND sending_id = $2";
    /// What the mails of a message share.
    SHARED = "SELECT m.audience, s.notice_code, s.coalition_id, c.name FROM message m
        JOIN sending s ON s.id = m.sending_id JOIN coalition c ON c.id = s.coalition_id WHERE m.id = $1";
}

pub(super) fn free_slices(
    tx: &mut Tx<'_>,
    sending: Id,
    now: i64,
    worker: &[u8; 16],
    at_most: i64,
) -> Result<Vec<(Id, i64)>, Fault> {
    let params = [(&sending).into(), now.into(), worker.into(), at_most.into()];
    tx.rows(&FREE_SLICES, &params, |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

pub(super) fn lease(tx: &mut Tx<'_>, slice: (Id, i64), worker: &[u8; 16], now: i64, until: i64) -> Result<bool, Fault> {
    Ok(tx.run(&LEASE, &[(&slice.0).into(), slice.1.into(), worker.into(), until.into(), now.into()])? == 1)
}

/// Of [`SLICE`], before those of the sending.
const SLICE_COLUMNS: usize = 10;

fn slice_row(row: &Row<'_>) -> Result<Slice, Fault> {
    let place = |at| u16::try_from(row.int(at)?).map_err(|_| Fault::bug("a place in a slice"));
    Ok(Slice {
        message: Id(row.id(0)?),
        number: row.int(1)?,
        sending: Id(row.id(2)?),
        people: place(3)?,
        next: place(4)?,
        on_the_way: held::places_from_bytes(&row.bytes(5)?)?,
        held: held::from_bytes(&row.bytes(6)?)?,
        tally: Tally::from_bytes(&row.bytes(7)?)?,
        worker: row.maybe_id(8)?,
        step: row.int(9)?,
    })
}

/// Slices, each with its sending, in no order.
pub(super) fn slices(tx: &mut Tx<'_>, wanted: &[(Id, i64)]) -> Result<Vec<(Slice, Sending)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(message, number)| [message.into(), (*number).into()]).collect();
    let mut found = Vec::with_capacity(wanted.len());
    tx.many_rows(&SLICE, &rows, |row| {
        found.push((slice_row(row)?, messages::sending_at(row, SLICE_COLUMNS)?));
        Ok(())
    })?;
    Ok(found)
}

/// A slice after a step, with when its lease ends and when it has ended itself.
pub(super) struct Kept<'a> {
    pub(super) slice: &'a Slice,
    pub(super) worker: [u8; 16],
    pub(super) lease_until: i64,
    pub(super) ended_at: Option<i64>,
}

/// Writes steps; how many of them still had their lease.
pub(super) fn keep_slices(tx: &mut Tx<'_>, kept: &[Kept<'_>]) -> Result<u64, Fault> {
    let bytes: Vec<[Vec<u8>; 3]> = kept
        .iter()
        .map(|kept| [held::places_to_bytes(&kept.slice.on_the_way), held::to_bytes(&kept.slice.held), kept.slice.tally.to_bytes()])
        .collect();
    let rows: Vec<[Val<'_>; 15]> = kept
        .iter()
        .zip(&bytes)
        .map(|(kept, [on_the_way, held, tally])| {
            let (slice, totals) = (kept.slice, kept.slice.tally.totals());
            [
                (&slice.message).into(),
                slice.number.into(),
                (&kept.worker).into(),
                slice.step.into(),
                i64::from(slice.next).into(),
                on_the_way.into(),
                held.into(),
                tally.into(),
                totals.handed_over.into(),
                totals.refused.into(),
                totals.in_doubt.into(),
                slice.failed().into(),
                kept.lease_until.into(),
                slice.due_at().into(),
                kept.ended_at.into(),
            ]
        })
        .collect();
    tx.many(&KEEP_SLICE, &rows)
}

pub(super) fn renew(tx: &mut Tx<'_>, slice: (Id, i64), worker: &[u8; 16], until: i64) -> Result<bool, Fault> {
    Ok(tx.run(&RENEW, &[(&slice.0).into(), slice.1.into(), worker.into(), until.into()])? == 1)
}

pub(super) fn next_due(tx: &mut Tx<'_>, sending: Id) -> Result<Option<i64>, Fault> {
    Ok(tx.first(&NEXT_DUE, &[(&sending).into()], |row| row.maybe_int(0))?.flatten())
}

pub(super) fn people(tx: &mut Tx<'_>, sending: Id) -> Result<i64, Fault> {
    Ok(tx.first(&PEOPLE, &[(&sending).into()], |row| row.maybe_int(0))?.flatten().unwrap_or(0))
}

pub(super) fn note_first(tx: &mut Tx<'_>, message: Id, now: i64) -> Result<(), Fault> {
    tx.run(&NOTE_FIRST, &[(&message).into(), now.into()]).map(drop)
}

/// Takes mailboxes (sorted, each once) for sendings; calls back for each that was free.
pub(super) fn add_addresses(
    tx: &mut Tx<'_>,
    wanted: &[(MatchingKey, Id)],
    mut free: impl FnMut(MatchingKey, Id),
) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(key, sending)| [(&key.0).into(), sending.into()]).collect();
    tx.many_rows(&ADD_ADDRESS, &rows, |row| {
        free(MatchingKey(row.id(0)?), Id(row.id(1)?));
        Ok(())
    })
    .map(drop)
}

/// Counts a contact of each human (sorted, each once) with a coalition; calls back for each that was allowed.
pub(super) fn add_contacts(
    tx: &mut Tx<'_>,
    wanted: &[(Id, Id)],
    week: i64,
    allowed: i64,
    mut is_allowed: impl FnMut(Id, Id),
) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 4]> = contact_rows(wanted, week, allowed);
    tx.many_rows(&ADD_CONTACT, &rows, |row| {
        is_allowed(Id(row.id(0)?), Id(row.id(1)?));
        Ok(())
    })
    .map(drop)
}

/// Calls back for each human whom a coalition wrote to often enough.
pub(super) fn have_enough(
    tx: &mut Tx<'_>,
    wanted: &[(Id, Id)],
    week: i64,
    allowed: i64,
    mut has_enough: impl FnMut(Id, Id),
) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 4]> = contact_rows(wanted, week, allowed);
    tx.many_rows(&HAS_ENOUGH, &rows, |row| {
        has_enough(Id(row.id(0)?), Id(row.id(1)?));
        Ok(())
    })
    .map(drop)
}

fn contact_rows<'a>(wanted: &'a [(Id, Id)], week: i64, allowed: i64) -> Vec<[Val<'a>; 4]> {
    wanted.iter().map(|(identity, coalition)| [identity.into(), coalition.into(), week.into(), allowed.into()]).collect()
}

/// A delivery as it is first written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NewDelivery {
    pub(super) identity: Id,
    pub(super) sending: Id,
    pub(super) message: Id,
    pub(super) group: Id,
    pub(super) state: i64,
    pub(super) reason: i64,
}

/// Adds deliveries (sorted, each once); calls back with human and sending of each that was not there.
pub(super) fn add_deliveries(tx: &mut Tx<'_>, new: &[NewDelivery], now: i64, mut added: impl FnMut(Id, Id)) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 7]> = new
        .iter()
        .map(|new| {
            let (identity, sending, message) = (&new.identity, &new.sending, &new.message);
            let (state, reason) = (new.state.into(), new.reason.into());
            [identity.into(), sending.into(), message.into(), (&new.group).into(), state, reason, now.into()]
        })
        .collect();
    tx.many_rows(&ADD_DELIVERY, &rows, |row| {
        added(Id(row.id(0)?), Id(row.id(1)?));
        Ok(())
    })
    .map(drop)
}

/// Human, sending, state and reason of a delivery that stands.
pub(super) type Change = (Id, Id, i64, i64);

/// Changes deliveries (sorted, each once).
pub(super) fn set_deliveries(tx: &mut Tx<'_>, changes: &[Change], now: i64) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 5]> = changes
        .iter()
        .map(|(identity, sending, state, reason)| [identity.into(), sending.into(), (*state).into(), (*reason).into(), now.into()])
        .collect();
    tx.many(&SET_DELIVERY, &rows)
}

/// Calls back for each human who comes to an event of a coalition.
pub(super) fn who_comes(tx: &mut Tx<'_>, wanted: &[(Id, Id)], mut comes: impl FnMut(Id, Id)) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(identity, coalition)| [identity.into(), coalition.into()]).collect();
    tx.many_rows(&WHO_COMES, &rows, |row| {
        comes(Id(row.id(0)?), Id(row.id(1)?));
        Ok(())
    })
    .map(drop)
}

/// A sender's rate, and what was used of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    pub(super) sender: Id,
    pub(super) mails_a_minute: i64,
    pub(super) minute: i64,
    pub(super) mails: i64,
}

pub(super) fn rates(tx: &mut Tx<'_>) -> Result<Vec<Rate>, Fault> {
    tx.rows(&RATES, &[], |row| {
        Ok(Rate { sender: Id(row.id(0)?), mails_a_minute: row.int(1)?, minute: row.int(2)?, mails: row.int(3)? })
    })
}

/// Uses some of a rate; `false` where somebody else used some meanwhile.
pub(super) fn use_rate(tx: &mut Tx<'_>, seen: &Rate, minute: i64, mails: i64) -> Result<bool, Fault> {
    let params = [(&seen.sender).into(), seen.minute.into(), seen.mails.into(), minute.into(), mails.into()];
    Ok(tx.run(&USE_RATE, &params)? == 1)
}

pub(super) fn set_rate(tx: &mut Tx<'_>, sender: Id, mails_a_minute: i64) -> Result<(), Fault> {
    tx.run(&SET_RATE, &[(&sender).into(), mails_a_minute.into()]).map(drop)
}

/// What the mails of a message share: saved audience, notice code, coalition, its name.
pub(super) fn shared(tx: &mut Tx<'_>, message: Id) -> Result<Option<(String, String, Id, String)>, Fault> {
    tx.first(&SHARED, &[(&message).into()], |row| Ok((row.text(0)?, row.text(1)?, Id(row.id(2)?), row.text(3)?)))
}

/// By what somebody who got a sending is known to it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trace {
    /// The human: `delivery`.
    Human,
    /// The mailbox's matching key: `delivery_address`.
    Mailbox,
}

/// One page of a table of deliveries: who, and of which sending.
pub(super) fn traces(tx: &mut Tx<'_>, trace: Trace, after: ([u8; 16], Id), rows_max: i64) -> Result<Vec<([u8; 16], Id)>, Fault> {
    let statement = match trace {
        Trace::Human => &HUMANS,
        Trace::Mailbox => &MAILBOXES,
    };
    tx.rows(statement, &[(&after.0).into(), (&after.1).into(), rows_max.into()], |row| Ok((row.id(0)?, Id(row.id(1)?))))
}

pub(super) fn forget(tx: &mut Tx<'_>, trace: Trace, gone: &[([u8; 16], Id)]) -> Result<u64, Fault> {
    let statement = match trace {
        Trace::Human => &FORGET_HUMAN,
        Trace::Mailbox => &FORGET_MAILBOX,
    };
    let rows: Vec<[Val<'_>; 2]> = gone.iter().map(|(who, sending)| [who.into(), sending.into()]).collect();
    tx.many(statement, &rows)
}
