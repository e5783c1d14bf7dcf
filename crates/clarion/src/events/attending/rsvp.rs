//! Answering an event "if it is called": the rule that the page, the API and the confirming link share.
//!
//! A slice of people comes in, each for some event. First: can it be answered? Then the people are recognised, in the event's group and
//! in every group they ticked. Then the answers are added: the database's unique key (identity, event) *is* the once-only rule. Where
//! an event has a limit, its places are locked before its answers are written, and one conditional UPDATE gives as many places as there
//! are and draws the tickets of the line. Whoever had answered keeps what they have; who had cancelled joins anew. The tallies are
//! raised in the same transaction, and the consents noted. Nothing is sent from here.

use super::store::{self, NewAttendance, Renewed};
use super::{Attendance, AttendanceKind, Response};
use crate::events::{self, Event, EventState};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{self, Consent, PersonInput, Recognised};
use crate::webhooks::{self, Happened, Kind};
use db::{Fault, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One answer, keyed and sealed.
#[derive(Clone, Debug)]
pub struct RsvpInput {
    /// Which event.
    pub event: Id,
    /// The answer's id, if it turns out to be new.
    pub attendance: Id,
    /// Hash of the token that this id gives.
    pub token_hash: [u8; 16],
    /// How we know.
    pub kind: AttendanceKind,
    /// The person in the event's group's list.
    pub person: PersonInput,
    /// The person in the lists of the groups they ticked.
    pub also: Vec<PersonInput>,
    /// What they allowed.
    pub consents: Vec<Consent>,
    /// Whether words about this event may come at any hour.
    pub any_hour: bool,
    /// Their note to the host, sealed under `attendance`.
    pub sealed_note: Option<Vec<u8>>,
    /// When they answered, microseconds.
    pub answered_at: i64,
}

/// An answer that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The answer, this one or the earlier one of the same human.
    pub attendance: Id,
    /// The record in the event's group's list.
    pub person: Id,
    /// Whether they come or wait.
    pub response: Response,
    /// Their place in the order of answers; 0 where the event has no limit.
    pub ticket: i64,
    /// Whether it is new.
    pub added: bool,
}

/// Why an event cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsvpRefusal {
    /// There is no such event, or nobody has vetted it.
    Unknown,
    /// A change of place, time or contact waits for others' word.
    HeldBack,
    /// The coalition stood down.
    Released,
    /// Its group cancelled it.
    Cancelled,
    /// It has begun.
    Begun,
}

/// Whether the event takes answers now.
pub fn refusal(event: &Event, now: i64) -> Option<RsvpRefusal> {
    match event.state() {
        EventState::Unvetted => Some(RsvpRefusal::Unknown),
        EventState::HeldBack => Some(RsvpRefusal::HeldBack),
        EventState::Released => Some(RsvpRefusal::Released),
        EventState::Cancelled => Some(RsvpRefusal::Cancelled),
        EventState::OnCall | EventState::Confirmed if event.times.starts_at <= now => Some(RsvpRefusal::Begun),
        EventState::OnCall | EventState::Confirmed => None,
    }
}

/// Answers for a slice, in its order.
pub fn rsvp(tx: &mut Tx<'_>, vault: &Vault, now: i64, slice: &[&RsvpInput]) -> Result<Vec<Result<Answered, RsvpRefusal>>, Fault> {
    let refusals = refusals(tx, now, slice)?;
    let takers: Vec<&RsvpInput> =
        slice.iter().zip(&refusals).filter(|(_, refusal)| refusal.is_none()).map(|(input, _)| *input).collect();
    let people: Vec<&PersonInput> =
        takers.iter().map(|input| &input.person).chain(takers.iter().flat_map(|input| &input.also)).collect();
    let recognised = people::recognise(tx, vault, now, &people)?;
    let answered = add(tx, vault, now, &takers, &recognised)?;
    tell(tx, now, &takers, &recognised, &answered)?;
    let consents: Vec<(Id, &Consent)> = takers
        .iter()
        .zip(&recognised)
        .flat_map(|(input, person)| input.consents.iter().map(|consent| (person.identity, consent)))
        .collect();
    people::consent::note(tx, &consents)?;
    let mut answered = answered.into_iter();
    refusals
        .into_iter()
        .map(|refusal| match refusal {
            Some(refusal) => Ok(Err(refusal)),
            None => answered.next().map(Ok).ok_or_else(|| Fault::bug("somebody who comes got no answer")),
        })
        .collect()
}

/// Tells the hooks of the events' groups, and of those whose lists somebody came to by a tick.
fn tell(tx: &mut Tx<'_>, now: i64, takers: &[&RsvpInput], recognised: &[Recognised], answered: &[Answered]) -> Result<(), Fault> {
    let people = takers.iter().flat_map(|input| std::iter::once(&input.person).chain(&input.also));
    webhooks::note(tx, now, people.map(|person| person.group), |_| {
        let mut all = Vec::new();
        for (input, answered) in takers.iter().zip(answered) {
            let is_new = answered.added || input.kind == AttendanceKind::Confirmed;
            let (group, action, record) = (input.person.group, input.event, answered.attendance);
            all.extend(is_new.then_some(Happened { group, kind: Kind::Attendance, action, record, at: input.answered_at }));
        }
        let lists = takers.iter().map(|input| input.person.group);
        let lists = lists.chain(takers.iter().flat_map(|input| input.also.iter().map(|person| person.group)));
        let added = lists.zip(recognised).filter(|(_, known)| known.added);
        all.extend(added.map(|(group, known)| webhooks::new_supporter(group, known.person, now)));
        Ok(all)
    })
}

pub(in crate::events) fn refusals(tx: &mut Tx<'_>, now: i64, slice: &[&RsvpInput]) -> Result<Vec<Option<RsvpRefusal>>, Fault> {
    let mut events: HashMap<Id, Option<Event>> = HashMap::new();
    let mut refusals = Vec::with_capacity(slice.len());
    for input in slice {
        let event = match events.get(&input.event) {
            Some(event) => event,
            None => events.entry(input.event).or_insert(events::event(tx, input.event)?),
        };
        refusals.push(event.as_ref().map_or(Some(RsvpRefusal::Unknown), |event| refusal(event, now)));
    }
    Ok(refusals)
}

/// Where an answer stands after the slice.
#[derive(Clone, Copy)]
struct Stands {
    attendance: Id,
    kind: AttendanceKind,
    response: Response,
    ticket: i64,
    added: bool,
}

/// By event, kind and response: how many more or fewer.
type Moves = BTreeMap<(Id, i64, i64), i64>;

/// Adds and renews the answers, gives places, raises the tallies.
fn add(tx: &mut Tx<'_>, vault: &Vault, now: i64, takers: &[&RsvpInput], recognised: &[Recognised]) -> Result<Vec<Answered>, Fault> {
    let events: BTreeSet<Id> = takers.iter().map(|input| input.event).collect();
    let limited = store::lock_rooms(tx, &events.into_iter().collect::<Vec<_>>())?;
    let rows = rows(takers, recognised, &limited);
    let added = store::add(tx, &rows)?;
    let (new, known): (Vec<_>, Vec<_>) = rows.iter().partition(|row| added.contains(&key(row)));
    let mut moves = Moves::new();
    let mut stands: HashMap<(Id, Id), Stands> = HashMap::with_capacity(rows.len());
    for row in &new {
        let (attendance, kind, response) = (row.input.attendance, row.input.kind, row.response);
        stands.insert(key(row), Stands { attendance, kind, response, ticket: 0, added: true });
    }
    let joining = renew(tx, vault, now, &known, &mut stands, &mut moves)?;
    let joins = |row: &&&NewAttendance<'_>| {
        limited.contains(&row.input.event) && (joining.contains(&key(row)) || added.contains(&key(row)))
    };
    give_places(tx, &rows.iter().filter(|row| joins(&row)).collect::<Vec<_>>(), &mut stands)?;
    for row in rows.iter().filter(|row| added.contains(&key(row)) || joining.contains(&key(row))) {
        let stand = stands.get(&key(row)).ok_or_else(|| Fault::bug("an answer vanished"))?;
        *moves.entry((row.input.event, stand.kind as i64, stand.response as i64)).or_default() += 1;
    }
    store::raise_tallies(tx, &moves)?;
    takers
        .iter()
        .zip(recognised)
        .map(|(input, person)| {
            let stand = stands.get(&(person.identity, input.event)).ok_or_else(|| Fault::bug("an answer vanished"))?;
            let added = stand.added && stand.attendance == input.attendance;
            let Stands { attendance, response, ticket, .. } = *stand;
            Ok(Answered { attendance, person: person.person, response, ticket, added })
        })
        .collect()
}

fn key(row: &NewAttendance<'_>) -> (Id, Id) {
    (row.identity, row.input.event)
}

/// The answers to be, sorted, each once; of two in one slice the confirmed one stands, else the first.
fn rows<'a>(takers: &[&'a RsvpInput], recognised: &[Recognised], limited: &HashSet<Id>) -> Vec<NewAttendance<'a>> {
    let mut rows: Vec<NewAttendance<'a>> = takers
        .iter()
        .zip(recognised)
        .zip(0..)
        .map(|((input, person), place)| {
            let response = if limited.contains(&input.event) { Response::Waiting } else { Response::Coming };
            NewAttendance { identity: person.identity, person: person.person, response, place, input }
        })
        .collect();
    rows.sort_by_key(|row| (row.identity, row.input.event, row.input.kind, row.place));
    rows.dedup_by_key(|row| (row.identity, row.input.event));
    rows
}

/// Renews what the human themselves said anew; who had cancelled and now comes is returned, to be given a place. Nobody but the human
/// turns their "no" into a "yes".
fn renew(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    known: &[&NewAttendance<'_>],
    stands: &mut HashMap<(Id, Id), Stands>,
    moves: &mut Moves,
) -> Result<HashSet<(Id, Id)>, Fault> {
    let earlier = store::find(tx, &known.iter().map(|row| key(row)).collect::<Vec<_>>())?;
    let (mut renewed, mut joining) = (Vec::new(), HashSet::new());
    for row in known {
        let found = earlier.get(&key(row)).ok_or_else(|| Fault::bug("an answer vanished"))?;
        let mut stand =
            Stands { attendance: found.id, kind: found.kind, response: found.response, ticket: found.ticket, added: false };
        if row.input.kind == AttendanceKind::Confirmed {
            let was = (row.input.event, found.kind as i64, found.response as i64);
            stand.kind = AttendanceKind::Confirmed;
            if found.response == Response::NotComing {
                stand.response = row.response;
                joining.insert(key(row));
                *moves.entry(was).or_default() -= 1;
            } else if found.kind != AttendanceKind::Confirmed {
                *moves.entry(was).or_default() -= 1;
                *moves.entry((row.input.event, stand.kind as i64, stand.response as i64)).or_default() += 1;
            }
            let sealed_note = sealed_under(vault, found, row.input)?;
            renewed.push(Renewed {
                identity: row.identity,
                kind: stand.kind,
                response: stand.response,
                sealed_note,
                input: row.input,
            });
        }
        stands.insert(key(row), stand);
    }
    store::renew(tx, now, &renewed)?;
    Ok(joining)
}

/// The note, sealed under the answer that stands. The nonce is drawn from spare randomness and the text, as `recognise` does it.
fn sealed_under(vault: &Vault, found: &Attendance, input: &RsvpInput) -> Result<Option<Vec<u8>>, Fault> {
    let Some(sealed) = &input.sealed_note else { return Ok(None) };
    if found.id == input.attendance {
        return Ok(Some(sealed.clone()));
    }
    let plain = vault.open_sealed(found.group, &input.attendance.0, sealed)?;
    let hash = blake3::keyed_hash(&input.person.spare, &[b"note".as_slice(), &found.id.0, &plain].concat());
    let nonce = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    vault.seal(found.group, &found.id.0, &plain, nonce).map(Some)
}

/// Gives places in the order in which people came, as far as there are any, and a ticket to all.
fn give_places(tx: &mut Tx<'_>, joining: &[&NewAttendance<'_>], stands: &mut HashMap<(Id, Id), Stands>) -> Result<(), Fault> {
    let mut lines: BTreeMap<Id, Vec<&NewAttendance<'_>>> = BTreeMap::new();
    for row in joining {
        lines.entry(row.input.event).or_default().push(row);
    }
    let mut places = Vec::with_capacity(joining.len());
    for (event, mut line) in lines {
        line.sort_by_key(|row| row.place);
        let wanted = line.len() as i64;
        let (granted, last_ticket) = store::take_places(tx, event, wanted)?;
        for (row, ticket) in line.into_iter().zip(last_ticket - wanted + 1..) {
            let response = if ticket <= last_ticket - wanted + granted { Response::Coming } else { Response::Waiting };
            places.push((row.identity, event, response, ticket));
            if let Some(stand) = stands.get_mut(&key(row)) {
                (stand.response, stand.ticket) = (response, ticket);
            }
        }
    }
    places.sort_unstable();
    store::set_places(tx, &places).map(drop)
}
