//! Changing an answer by the link in a mail: cancelling, coming after all, another note.
//!
//! Cancelling frees the place for the first of the line, in the same transaction, and queues the mail that tells them. Where an event
//! has a limit its places are locked first, as `rsvp.rs` does it, so that a place is never given twice nor lost.

use super::rsvp::{self, RsvpRefusal};
use super::store;
use super::{Attendance, Response};
use crate::events;
use crate::ids::{Id, Ids};
use crate::people;
use crate::webhooks::{self, Happened, Kind};
use db::{Fault, Tx};
use jobs::NewJob;
use std::collections::BTreeMap;

/// The job that tells somebody that a place became free for them; its payload is identity and event, 32 bytes.
pub const PLACE_MAIL: &str = "events.place_mail";

/// Why an answer cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// No answer is behind this link.
    Unknown,
    /// The event does not take it.
    Event(RsvpRefusal),
}

/// The answer behind a link, its event's places locked.
fn locked(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<Option<(Attendance, bool)>, Fault> {
    let Some(found) = store::by_token(tx, token_hash)? else { return Ok(None) };
    let limited = store::lock_rooms(tx, &[found.event])?.contains(&found.event);
    // Whoever held the lock before may have let them in meanwhile.
    Ok(store::by_token(tx, token_hash)?.map(|found| (found, limited)))
}

/// They do not come. A second time changes nothing.
pub fn cancel(tx: &mut Tx<'_>, ids: &Ids, now: i64, token_hash: &[u8; 16]) -> Result<Result<Attendance, ChangeRefusal>, Fault> {
    let Some((found, limited)) = locked(tx, token_hash)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    let was = found.response;
    let found = give_up_place(tx, ids, now, found, limited)?;
    if found.response != was {
        tell(tx, now, &found)?;
    }
    Ok(Ok(found))
}

/// Tells the hooks of the event's group that somebody thought better of it.
fn tell(tx: &mut Tx<'_>, now: i64, found: &Attendance) -> Result<(), Fault> {
    let Attendance { group, event, id, .. } = *found;
    let happened = Happened { group, kind: Kind::Attendance, action: event, record: id, at: now };
    webhooks::note(tx, now, [group], |_| Ok(vec![happened]))
}

/// Somebody (human, event) who is erased does not come.
pub fn cancel_for(tx: &mut Tx<'_>, ids: &Ids, now: i64, (identity, event): (Id, Id)) -> Result<(), Fault> {
    let limited = store::lock_rooms(tx, &[event])?.contains(&event);
    match super::find(tx, identity, event)? {
        Some(found) => give_up_place(tx, ids, now, found, limited).map(drop),
        None => Ok(()),
    }
}

fn give_up_place(tx: &mut Tx<'_>, ids: &Ids, now: i64, found: Attendance, limited: bool) -> Result<Attendance, Fault> {
    if found.response == Response::NotComing || !store::leave(tx, found.identity, found.event, found.response, now)? {
        return Ok(found);
    }
    let mut moves = BTreeMap::new();
    let (event, kind) = (found.event, found.kind as i64);
    moves.insert((event, kind, found.response as i64), -1);
    moves.insert((event, kind, Response::NotComing as i64), 1);
    if limited && found.response == Response::Coming {
        match store::first_in_line(tx, event, now)? {
            None => drop(store::free_place(tx, event)?),
            Some((next, kind)) => {
                *moves.entry((event, kind as i64, Response::Waiting as i64)).or_default() -= 1;
                *moves.entry((event, kind as i64, Response::Coming as i64)).or_default() += 1;
                let payload = [next.0, event.0].concat();
                let job = NewJob { id: ids.fresh(now).0, kind: PLACE_MAIL, payload: &payload, run_at: now, created_at: now };
                jobs::queue(tx, &[job])?;
            }
        }
    }
    store::raise_tallies(tx, &moves)?;
    Ok(Attendance { response: Response::NotComing, ..found })
}

/// They come after all: to a place if there is one, else to the end of the line. A second time changes nothing.
pub fn come_back(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<Result<Attendance, ChangeRefusal>, Fault> {
    let Some((found, limited)) = locked(tx, token_hash)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    if found.response != Response::NotComing {
        return Ok(Ok(found));
    }
    let Some(event) = events::event(tx, found.event)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    if let Some(refusal) = rsvp::refusal(&event, now) {
        return Ok(Err(ChangeRefusal::Event(refusal)));
    }
    let (response, ticket) = match limited {
        false => (Response::Coming, 0),
        true => {
            let (granted, ticket) = store::take_places(tx, event.id, 1)?;
            (if granted == 1 { Response::Coming } else { Response::Waiting }, ticket)
        }
    };
    // Without a limit nothing was locked: of two clicks at once the first moves the tallies.
    if !store::return_from(tx, (found.identity, event.id), response, ticket, now)? {
        return Ok(Ok(Attendance { response, ticket, ..found }));
    }
    let kind = found.kind as i64;
    let moves = BTreeMap::from([((event.id, kind, Response::NotComing as i64), -1), ((event.id, kind, response as i64), 1)]);
    store::raise_tallies(tx, &moves)?;
    tell(tx, now, &found)?;
    Ok(Ok(Attendance { response, ticket, ..found }))
}

/// Another note to the host, sealed under the answer's id, and whether words may come at any hour.
pub fn set_note(
    tx: &mut Tx<'_>,
    now: i64,
    token_hash: &[u8; 16],
    any_hour: bool,
    sealed: Option<&Vec<u8>>,
) -> Result<Result<(), ChangeRefusal>, Fault> {
    let Some(found) = store::by_token(tx, token_hash)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    store::set_note(tx, (found.identity, found.event), any_hour, sealed, now)?;
    Ok(Ok(()))
}

/// Leaving the group's news by the link of an answer. What is said about this event still comes.
pub fn unsubscribe(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<(), Fault> {
    match store::by_token(tx, token_hash)? {
        Some(found) => people::leave(tx, found.identity, found.group, now),
        None => Ok(()),
    }
}

/// Reads the payload of [`PLACE_MAIL`].
pub fn place_mail_of(payload: &[u8]) -> Option<(Id, Id)> {
    let (identity, event) = payload.split_first_chunk::<16>()?;
    Some((Id(*identity), Id(event.try_into().ok()?)))
}
