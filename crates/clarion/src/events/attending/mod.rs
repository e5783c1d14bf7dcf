//! Attending: people's answers to events, from "I will come if it is called" to the waiting list and back out.

pub mod change;
pub mod confirm;
pub mod count;
mod rsvp;
pub(crate) mod store;

pub use count::{Count, count, recount};
pub use rsvp::{Answered, RsvpInput, RsvpRefusal, refusal, rsvp};

use crate::clock::DAY;
use crate::ids::Id;
use crate::keys::Vault;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::{HashMap, HashSet};

pub use crate::actions::kinds::HowKnown as AttendanceKind;

/// What somebody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i64)]
pub enum Response {
    /// They come if it is called.
    Coming = 1,
    /// They stand on the waiting list.
    Waiting = 2,
    /// They do not come.
    NotComing = 3,
}

impl Response {
    pub(super) fn of(code: i64) -> Result<Self, Fault> {
        let known = [Self::Coming, Self::Waiting, Self::NotComing].into_iter().find(|response| *response as i64 == code);
        known.ok_or_else(|| Fault::bug("a response"))
    }
}

/// Somebody's answer, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Who, internal to the server.
    pub identity: Id,
    /// To which event.
    pub event: Id,
    /// Its id.
    pub id: Id,
    /// The event's group.
    pub group: Id,
    /// The record in the group's list.
    pub person: Id,
    /// How we know.
    pub kind: AttendanceKind,
    /// What they answered.
    pub response: Response,
    /// The order of the waiting list; 0 where the event has no limit.
    pub ticket: i64,
    /// Whether words about this event may come at any hour.
    pub any_hour: bool,
    /// State code; "" is unknown.
    pub region: String,
    /// Their note to the host, sealed under the attendance's id.
    pub sealed: Option<Vec<u8>>,
    /// When they answered first.
    pub created_at: i64,
    /// When they last changed it.
    pub modified_at: i64,
}

/// Opens the places of an event that has a limit; a second time changes nothing.
pub(super) fn open_room(tx: &mut Tx<'_>, event: Id, capacity: i64) -> Result<(), Fault> {
    store::open_room(tx, event, capacity).map(drop)
}

/// The answer behind a mailed link.
pub fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<Option<Attendance>, Fault> {
    store::by_token(tx, token_hash)
}

/// Somebody's answer to an event.
pub fn find(tx: &mut Tx<'_>, identity: Id, event: Id) -> Result<Option<Attendance>, Fault> {
    Ok(store::find(tx, &[(identity, event)])?.remove(&(identity, event)))
}

/// The events to which these people come: human and event.
pub fn events_of(tx: &mut Tx<'_>, people: &[Id]) -> Result<Vec<(Id, Id)>, Fault> {
    store::events_of(tx, people)
}

/// Which of these mailboxes have answered already.
pub(super) fn have_answered(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    store::have_answered(tx, wanted)
}

/// How many confirmed people come to each event of a coalition; events that nobody answered are left out.
pub fn coming_of_coalition(tx: &mut Tx<'_>, coalition: Id) -> Result<HashMap<Id, i64>, Fault> {
    store::coming_of_coalition(tx, coalition)
}

/// The address by which somebody changes or cancels an answer: for every mail about its event.
pub fn answer_url(vault: &Vault, public_url: &str, lang: Lang, attendance: Id) -> String {
    format!("{public_url}{}", lang.path(&format!("/t/{}", vault.token(attendance).to_text())))
}

/// One answer to an event by its id: for the event's own group.
pub(crate) fn one(tx: &mut Tx<'_>, event: Id, id: Id) -> Result<Option<Attendance>, Fault> {
    store::one(tx, event, id)
}

/// A page of an event's answers after this id, by id: for the event's own group.
pub fn of_event(tx: &mut Tx<'_>, event: Id, after: Id, at_most: i64) -> Result<Vec<Attendance>, Fault> {
    store::of_event(tx, event, after, at_most)
}

/// Who comes to an event or waits for a place, up to so many.
pub(crate) fn coming(tx: &mut Tx<'_>, event: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    store::coming(tx, event, at_most)
}

/// Which of these humans come to an event or wait for a place.
pub(crate) fn which_come(tx: &mut Tx<'_>, event: Id, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    let wanted: Vec<(Id, Id)> = identities.iter().map(|identity| (*identity, event)).collect();
    let answers = store::find(tx, &wanted)?.into_values();
    Ok(answers.filter(|answer| answer.response != Response::NotComing).map(|answer| answer.identity).collect())
}

/// Somebody's answers to a group's events, the newest first.
pub fn of_human(tx: &mut Tx<'_>, identity: Id, group: Id) -> Result<Vec<Attendance>, Fault> {
    let answers = store::of_human(tx, identity, OF_HUMAN_MAX)?;
    Ok(answers.into_iter().filter(|answer| answer.group == group).collect())
}

/// When these humans last had to do with a group's events, where they had: with one that comes, until it is over.
pub(crate) fn newest_of_humans(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<HashMap<Id, i64>, Fault> {
    let mut newest: HashMap<Id, i64> = HashMap::new();
    for (identity, answered_at, ends_at) in store::newest_of_humans(tx, group, identities)? {
        let known = newest.entry(identity).or_insert(answered_at);
        *known = (*known).max(answered_at).max(ends_at);
    }
    Ok(newest)
}

/// What somebody who is erased wrote to the hosts of a group's events goes.
pub(crate) fn forget_notes(tx: &mut Tx<'_>, identity: Id, group: Id) -> Result<(), Fault> {
    store::forget_notes(tx, identity, group).map(drop)
}

/// Somebody's answers are listed up to so many.
const OF_HUMAN_MAX: i64 = 1_000;

/// Answers are kept so long after their event; then only the numbers are (DESIGN, section 4).
pub const KEPT_AFTER: i64 = 30 * DAY;
/// Answers forgotten with one commit.
pub const FORGET_SLICE: u64 = 500;

/// The clean-up of one slice: who answered events that are long over. Zero means that nothing is left. The tallies stay.
pub fn forget_old(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    match store::over(tx, now - KEPT_AFTER)? {
        Some(event) => store::forget(tx, event, FORGET_SLICE as i64),
        None => Ok(0),
    }
}

/// How many stand before somebody on the waiting list.
pub fn before_in_line(tx: &mut Tx<'_>, event: Id, ticket: i64) -> Result<i64, Fault> {
    store::before_in_line(tx, event, ticket)
}
