//! All SQL about attendance: answers, places, tallies.

use super::rsvp::RsvpInput;
use super::{Attendance, AttendanceKind, Response};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;
use std::collections::{BTreeMap, HashMap, HashSet};

db::statements! {
    /// The events to which somebody comes.
    EVENTS_OF = "SELECT identity_id, event_id FROM attendance WHERE identity_id = $1 AND response = 1";
    /// Answering once is this key. With a limit everybody waits at first, and gets a place in the same transaction if there is one.
    ADD_ATTENDANCE = "INSERT INTO attendance (identity_id, event_id, id, group_id, person_id, kind, response, ticket, any_hour, region, token_hash,
        sealed, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12, $12)
        ON CONFLICT (identity_id, event_id) DO NOTHING RETURNING identity_id, event_id";
    /// Somebody who had answered before.
    FIND_ATTENDANCE = "SELECT identity_id, event_id, id, group_id, person_id, kind, response, ticket, any_hour, region, sealed, created_at, modified_at
        FROM attendance WHERE identity_id = $1 AND event_id = $2";
    /// Answers anew: what was not said stays, a kind never becomes weaker.
    SET_ATTENDANCE = "UPDATE attendance SET kind = $3, response = $4, any_hour = $5,
        sealed = COALESCE($6, sealed), modified_at = $7 WHERE identity_id = $1 AND event_id = $2";
    /// Gives a place, or a place in the line.
    SET_PLACE = "UPDATE attendance SET response = $3, ticket = $4 WHERE identity_id = $1 AND event_id = $2";
    /// The answer behind a mailed link.
    BY_TOKEN = "SELECT identity_id, event_id, id, group_id, person_id, kind, response, ticket, any_hour, region, sealed, created_at, modified_at
        FROM attendance WHERE token_hash = $1";
    /// One of an event's answers.
    ONE = "SELECT identity_id, event_id, id, group_id, person_id, kind, response, ticket, any_hour, region, sealed, created_at, modified_at
        FROM attendance WHERE event_id = $1 AND id = $2";
    /// A page of an event's answers.
    OF_EVENT = "SELECT identity_id, event_id, id, group_id, person_id, kind, response, ticket, any_hour, region, sealed, created_at, modified_at
        FROM attendance WHERE event_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Who comes, or waits for a place.
    COMING = "SELECT identity_id FROM attendance WHERE event_id = $1 AND response IN (1, 2) ORDER BY id LIMIT $2";
    /// What an erased human wrote.
    FORGET_NOTES = "UPDATE attendance SET sealed = NULL, any_hour = FALSE WHERE identity_id = $1 AND group_id = $2";
    /// What one human answered.
    OF_HUMAN = "SELECT identity_id, event_id, id, group_id, person_id, kind, response, ticket, any_hour, region, sealed, created_at, modified_at
        FROM attendance WHERE identity_id = $1 ORDER BY id DESC LIMIT $2";
    /// Until when somebody has to do with a group's events: an answer to one that comes holds until it is over.
    NEWEST_OF_HUMAN = "SELECT a.identity_id, a.created_at, e.ends_at FROM attendance a JOIN event e ON e.id = a.event_id
        WHERE a.identity_id = $1 AND a.group_id = $2 AND a.response IN (1, 2)";
    /// Leaves, once: from a place or from the line.
    LEAVE = "UPDATE attendance SET response = 3, modified_at = $4 WHERE identity_id = $1 AND event_id = $2 AND response = $3";
    /// Comes back after having left, once.
    RETURN = "UPDATE attendance SET response = $3, ticket = $4, modified_at = $5 WHERE identity_id = $1 AND event_id = $2 AND response = 3";
    /// Changes the note and when words may come.
    SET_NOTE = "UPDATE attendance SET any_hour = $3, sealed = $4, modified_at = $5 WHERE identity_id = $1 AND event_id = $2";
    /// The first of the line comes in.
    FIRST_IN_LINE = "UPDATE attendance SET response = 1, modified_at = $2 WHERE event_id = $1 AND response = 2
        AND ticket = (SELECT MIN(ticket) FROM attendance WHERE event_id = $1 AND response = 2)
        RETURNING identity_id, kind";
    /// How many stand before somebody.
    BEFORE_IN_LINE = "SELECT COUNT(*) FROM attendance WHERE event_id = $1 AND response = 2 AND ticket < $2";
    /// Opens the places of an event with a limit.
    OPEN_ROOM = "INSERT INTO event_room (event_id, capacity, taken, tickets, granted) VALUES ($1, $2, 0, 0, 0) ON CONFLICT (event_id) DO NOTHING";
    /// Takes the lock on an event's places before any answer to it is written; no row where it has no limit.
    LOCK_ROOM = "UPDATE event_room SET granted = 0 WHERE event_id = $1 RETURNING event_id";
    /// Takes as many places as there are, up to those wanted, and draws tickets for all who want one.
    TAKE_PLACES = "UPDATE event_room SET
        granted = CASE WHEN capacity - taken >= $2 THEN $2 WHEN capacity > taken THEN capacity - taken ELSE 0 END,
        taken = CASE WHEN capacity - taken >= $2 THEN taken + $2 WHEN capacity > taken THEN capacity ELSE taken END,
        tickets = tickets + $2 WHERE event_id = $1 RETURNING granted, tickets";
    /// Gives a place back, if nobody stood in line for it.
    FREE_PLACE = "UPDATE event_room SET taken = taken - 1 WHERE event_id = $1 AND taken > 0";
    /// Raises a counter of this writer's stripe.
    RAISE_TALLY = "INSERT INTO attendance_tally (event_id, kind, response, stripe, attendances) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (event_id, kind, response, stripe) DO UPDATE SET attendances = attendance_tally.attendances + excluded.attendances";
    /// The counters of an event over all stripes.
    TALLY = "SELECT kind, response, CAST(SUM(attendances) AS BIGINT) FROM attendance_tally WHERE event_id = $1 GROUP BY kind, response ORDER BY kind, response";
    /// The rows themselves, for comparing.
    ROWS_BY_RESPONSE = "SELECT kind, response, COUNT(*) FROM attendance WHERE event_id = $1 GROUP BY kind, response ORDER BY kind, response";
    /// The confirmed who come, for every event of a coalition, for its list.
    COMING_OF_COALITION = "SELECT t.event_id, CAST(SUM(t.attendances) AS BIGINT) FROM attendance_tally t JOIN event e ON e.id = t.event_id
        WHERE e.coalition_id = $1 AND t.response = 1 AND t.kind = 1 GROUP BY t.event_id";
    /// An event that ended before an instant and whose answers still stand.
    OVER = "SELECT id FROM event WHERE ends_at < $1 AND id IN (SELECT event_id FROM attendance) ORDER BY id LIMIT 1";
    /// Forgets some of an event's answers; the tallies stay.
    FORGET = "DELETE FROM attendance WHERE (identity_id, event_id) IN
        (SELECT identity_id, event_id FROM attendance WHERE event_id = $1 ORDER BY id LIMIT $2)";
    /// Whether a mailbox has answered already, for the words of its mail.
    HAS_ANSWERED = "SELECT k.matching_key, a.event_id FROM identity_key k JOIN attendance a ON a.identity_id = k.identity_id
        WHERE k.matching_key = $1 AND a.event_id = $2 AND a.kind = 1 AND a.response <> 3";
}

pub(super) fn events_of(tx: &mut Tx<'_>, people: &[Id]) -> Result<Vec<(Id, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = people.iter().map(|identity| [identity.into()]).collect();
    let mut found = Vec::with_capacity(people.len());
    tx.many_rows(&EVENTS_OF, &rows, |row| {
        found.push((Id(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(found)
}

/// An answer to add, by somebody who was recognised.
pub(crate) struct NewAttendance<'a> {
    pub(crate) identity: Id,
    pub(crate) person: Id,
    pub(crate) response: Response,
    /// In the order in which people came.
    pub(crate) place: usize,
    pub(crate) input: &'a RsvpInput,
}

/// Adds answers (sorted, each once); identity and event of each that is new.
pub(crate) fn add(tx: &mut Tx<'_>, answers: &[NewAttendance<'_>]) -> Result<HashSet<(Id, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 12]> = answers
        .iter()
        .map(|row| {
            [
                (&row.identity).into(),
                (&row.input.event).into(),
                (&row.input.attendance).into(),
                (&row.input.person.group).into(),
                (&row.person).into(),
                Val::Int(row.input.kind as i64),
                Val::Int(row.response as i64),
                row.input.any_hour.into(),
                (&row.input.person.coarse.region).into(),
                (&row.input.token_hash).into(),
                row.input.sealed_note.as_ref().into(),
                row.input.answered_at.into(),
            ]
        })
        .collect();
    let mut added = HashSet::with_capacity(rows.len());
    tx.many_rows(&ADD_ATTENDANCE, &rows, |row| {
        added.insert((Id(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(added)
}

fn attendance_row(row: &Row<'_>) -> Result<Attendance, Fault> {
    Ok(Attendance {
        identity: Id(row.id(0)?),
        event: Id(row.id(1)?),
        id: Id(row.id(2)?),
        group: Id(row.id(3)?),
        person: Id(row.id(4)?),
        kind: AttendanceKind::of(row.int(5)?)?,
        response: Response::of(row.int(6)?)?,
        ticket: row.int(7)?,
        any_hour: row.bool(8)?,
        region: row.text(9)?,
        sealed: row.maybe_bytes(10)?,
        created_at: row.int(11)?,
        modified_at: row.int(12)?,
    })
}

pub(crate) fn find(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<HashMap<(Id, Id), Attendance>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(identity, event)| [identity.into(), event.into()]).collect();
    let mut found = HashMap::with_capacity(rows.len());
    tx.many_rows(&FIND_ATTENDANCE, &rows, |row| {
        let attendance = attendance_row(row)?;
        found.insert((attendance.identity, attendance.event), attendance);
        Ok(())
    })?;
    Ok(found)
}

/// An answer given anew.
pub(crate) struct Renewed<'a> {
    pub(crate) identity: Id,
    pub(crate) kind: AttendanceKind,
    pub(crate) response: Response,
    /// Their note, sealed under the id that stands.
    pub(crate) sealed_note: Option<Vec<u8>>,
    pub(crate) input: &'a RsvpInput,
}

/// Writes answers anew (sorted, each once).
pub(crate) fn renew(tx: &mut Tx<'_>, now: i64, renewed: &[Renewed<'_>]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 7]> = renewed
        .iter()
        .map(|row| {
            [
                (&row.identity).into(),
                (&row.input.event).into(),
                Val::Int(row.kind as i64),
                Val::Int(row.response as i64),
                row.input.any_hour.into(),
                row.sealed_note.as_ref().into(),
                now.into(),
            ]
        })
        .collect();
    tx.many(&SET_ATTENDANCE, &rows)
}

/// Gives places and tickets: identity, event, response, ticket (sorted, each once).
pub(crate) fn set_places(tx: &mut Tx<'_>, places: &[(Id, Id, Response, i64)]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 4]> = places
        .iter()
        .map(|(identity, event, response, ticket)| [identity.into(), event.into(), Val::Int(*response as i64), (*ticket).into()])
        .collect();
    tx.many(&SET_PLACE, &rows)
}

pub(crate) fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<Option<Attendance>, Fault> {
    tx.first(&BY_TOKEN, &[token_hash.into()], attendance_row)
}

pub(crate) fn one(tx: &mut Tx<'_>, event: Id, id: Id) -> Result<Option<Attendance>, Fault> {
    tx.first(&ONE, &[(&event).into(), (&id).into()], attendance_row)
}

pub(crate) fn of_event(tx: &mut Tx<'_>, event: Id, after: Id, at_most: i64) -> Result<Vec<Attendance>, Fault> {
    tx.rows(&OF_EVENT, &[(&event).into(), (&after).into(), at_most.into()], attendance_row)
}

/// Leaves; `false` where they do not stand there any more.
pub(crate) fn leave(tx: &mut Tx<'_>, identity: Id, event: Id, from: Response, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&LEAVE, &[(&identity).into(), (&event).into(), Val::Int(from as i64), now.into()])? == 1)
}

/// Comes back; `false` where they had not left any more.
pub(crate) fn return_from(
    tx: &mut Tx<'_>,
    (identity, event): (Id, Id),
    response: Response,
    ticket: i64,
    now: i64,
) -> Result<bool, Fault> {
    let params = [(&identity).into(), (&event).into(), Val::Int(response as i64), ticket.into(), now.into()];
    Ok(tx.run(&RETURN, &params)? == 1)
}

pub(crate) fn set_note(
    tx: &mut Tx<'_>,
    (identity, event): (Id, Id),
    any_hour: bool,
    sealed: Option<&Vec<u8>>,
    now: i64,
) -> Result<u64, Fault> {
    tx.run(&SET_NOTE, &[(&identity).into(), (&event).into(), any_hour.into(), sealed.into(), now.into()])
}

/// Lets the first of the line in: who, and how we know of them. The room's lock is held.
pub(crate) fn first_in_line(tx: &mut Tx<'_>, event: Id, now: i64) -> Result<Option<(Id, AttendanceKind)>, Fault> {
    tx.first(&FIRST_IN_LINE, &[(&event).into(), now.into()], |row| Ok((Id(row.id(0)?), AttendanceKind::of(row.int(1)?)?)))
}

pub(crate) fn before_in_line(tx: &mut Tx<'_>, event: Id, ticket: i64) -> Result<i64, Fault> {
    Ok(tx.first(&BEFORE_IN_LINE, &[(&event).into(), ticket.into()], |row| row.int(0))?.unwrap_or(0))
}

pub(crate) fn open_room(tx: &mut Tx<'_>, event: Id, capacity: i64) -> Result<u64, Fault> {
    tx.run(&OPEN_ROOM, &[(&event).into(), capacity.into()])
}

/// Locks the places of events (sorted, each once); which of them have a limit.
pub(crate) fn lock_rooms(tx: &mut Tx<'_>, events: &[Id]) -> Result<HashSet<Id>, Fault> {
    let mut limited = HashSet::new();
    for event in events {
        if tx.first(&LOCK_ROOM, &[event.into()], |row| row.id(0))?.is_some() {
            limited.insert(*event);
        }
    }
    Ok(limited)
}

/// Takes places: how many were given, and the last ticket that was drawn.
pub(crate) fn take_places(tx: &mut Tx<'_>, event: Id, wanted: i64) -> Result<(i64, i64), Fault> {
    let taken = tx.first(&TAKE_PLACES, &[(&event).into(), wanted.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    taken.ok_or_else(|| Fault::bug("an event's places vanished"))
}

pub(crate) fn free_place(tx: &mut Tx<'_>, event: Id) -> Result<u64, Fault> {
    tx.run(&FREE_PLACE, &[(&event).into()])
}

/// Raises counters: by event, kind and response, in this writer's stripe.
pub(crate) fn raise_tallies(tx: &mut Tx<'_>, by: &BTreeMap<(Id, i64, i64), i64>) -> Result<(), Fault> {
    let stripe = tx.stripe();
    let rows: Vec<[Val<'_>; 5]> = by
        .iter()
        .filter(|(_, attendances)| **attendances != 0)
        .map(|((event, kind, response), attendances)| {
            [event.into(), (*kind).into(), (*response).into(), stripe.into(), (*attendances).into()]
        })
        .collect();
    tx.many(&RAISE_TALLY, &rows).map(drop)
}

/// One counter: kind, response, attendances.
pub(crate) type TallyRow = (AttendanceKind, Response, i64);

fn tally_row(row: &Row<'_>) -> Result<TallyRow, Fault> {
    Ok((AttendanceKind::of(row.int(0)?)?, Response::of(row.int(1)?)?, row.int(2)?))
}

pub(crate) fn tally(tx: &mut Tx<'_>, event: Id) -> Result<Vec<TallyRow>, Fault> {
    tx.rows(&TALLY, &[(&event).into()], tally_row)
}

pub(crate) fn rows_by_response(tx: &mut Tx<'_>, event: Id) -> Result<Vec<TallyRow>, Fault> {
    tx.rows(&ROWS_BY_RESPONSE, &[(&event).into()], tally_row)
}

/// How many confirmed people come to each event of a coalition; events that nobody answered are left out.
pub(crate) fn coming_of_coalition(tx: &mut Tx<'_>, coalition: Id) -> Result<HashMap<Id, i64>, Fault> {
    let rows = tx.rows(&COMING_OF_COALITION, &[(&coalition).into()], |row| Ok((Id(row.id(0)?), row.int(1)?)));
    Ok(rows?.into_iter().collect())
}

/// An event that ended before an instant and whose answers still stand.
pub(crate) fn over(tx: &mut Tx<'_>, before: i64) -> Result<Option<Id>, Fault> {
    tx.first(&OVER, &[before.into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn forget(tx: &mut Tx<'_>, event: Id, at_most: i64) -> Result<u64, Fault> {
    tx.run(&FORGET, &[(&event).into(), at_most.into()])
}

/// Which of these mailboxes have answered already.
pub(crate) fn have_answered(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(key, event)| [(&key.0).into(), event.into()]).collect();
    let mut found = HashSet::new();
    tx.many_rows(&HAS_ANSWERED, &rows, |row| {
        found.insert((MatchingKey(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn coming(tx: &mut Tx<'_>, event: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&COMING, &[(&event).into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

pub(crate) fn of_human(tx: &mut Tx<'_>, identity: Id, at_most: i64) -> Result<Vec<Attendance>, Fault> {
    tx.rows(&OF_HUMAN, &[(&identity).into(), at_most.into()], attendance_row)
}

/// For each of these humans' answers to a group's events: whose, when it was given, when the event ends.
pub(crate) fn newest_of_humans(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<Vec<(Id, i64, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&group).into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&NEWEST_OF_HUMAN, &rows, |row| {
        found.push((Id(row.id(0)?), row.int(1)?, row.int(2)?));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn forget_notes(tx: &mut Tx<'_>, identity: Id, group: Id) -> Result<u64, Fault> {
    tx.run(&FORGET_NOTES, &[(&identity).into(), (&group).into()])
}
