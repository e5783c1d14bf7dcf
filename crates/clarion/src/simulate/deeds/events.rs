//! On-call events: added, vetted, answered, changed by the right number of people, cancelled.

use super::nothing;
use crate::clock::{DAY, HOUR};
use crate::events::add::{self, NewEvent};
use crate::events::attending::{self, AttendanceKind};
use crate::events::change::{self, Facts, NewChange};
use crate::events::outcome;
use crate::events::vet::{self, Vetter};
use crate::events::{self, Event, Place, Private, RsvpInput, Times};
use crate::ids::Id;
use crate::simulate::people::{DELEGATE, DEPUTY, agreed};
use crate::simulate::world::Told;
use crate::simulate::{Broken, Story, store};
use std::collections::{BTreeMap, BTreeSet};

/// An event as the simulation remembers it.
pub(in crate::simulate) struct Gathering {
    pub(super) id: Id,
    /// At which of the parties.
    pub(super) party: usize,
    /// Times at which it may be: those that its own people and others agreed on.
    pub(super) starts: BTreeSet<i64>,
    /// A change that waits, its time, and who has a word in it: parties that did not propose it.
    pub(super) change: Option<Waiting>,
    /// Answers that somebody was told to stand.
    answers: BTreeMap<Id, ()>,
    capacity: Option<i64>,
}

/// A change of an event that waits for others.
#[derive(Clone)]
pub(super) struct Waiting {
    pub(super) id: Id,
    starts_at: i64,
    pub(super) by: Id,
    /// Whether a plan had frozen the event, and the group whose event it is.
    is_frozen: bool,
    group: Id,
    agreed: BTreeSet<Id>,
}

impl Gathering {
    /// A group's word for the change that waits. Of a frozen event two groups must agree, else one that is not its own.
    pub(super) fn agree(&mut self, group: Id) {
        let Some(waiting) = &mut self.change else { return };
        waiting.agreed.insert(group);
        let others = waiting.agreed.iter().filter(|agreed| **agreed != waiting.group).count();
        if (waiting.is_frozen && waiting.agreed.len() >= 2) || (!waiting.is_frozen && others >= 1) {
            self.starts.insert(waiting.starts_at);
        }
    }
}

impl Story {
    pub(super) fn some_event(&mut self) -> Option<usize> {
        let newest = self.events.len().checked_sub(1)?;
        let back = self.world.dice.below(4);
        Some(newest.saturating_sub(back))
    }

    pub(super) fn event(&self, id: Id) -> Result<Option<Event>, Broken> {
        self.world.read(move |tx| events::event(tx, id))
    }

    /// An event is where and when its people and others have agreed, and its tallies equal its rows.
    pub(in crate::simulate) fn check_event(&mut self, at: usize) -> Result<(), Broken> {
        let id = self.events[at].id;
        let (event, (rows, tally)) = self.world.read(move |tx| Ok((events::event(tx, id)?, store::answered(tx, id)?)))?;
        let broken = |why: String| Err(Broken::new(format!("event {id}: {why}")));
        if rows != tally {
            return broken(format!("its answers are {rows:?} and it counts {tally:?}"));
        }
        let known = &self.events[at];
        let coming = rows.get(&(attending::Response::Coming as i64)).copied().unwrap_or(0);
        if known.capacity.is_some_and(|capacity| coming > capacity) {
            return broken(format!("{coming} people come where there is room for {:?}", known.capacity));
        }
        if rows.values().sum::<i64>() < known.answers.len() as i64 {
            return broken(format!("{} people were told that their answer stands, and the rows are {rows:?}", known.answers.len()));
        }
        match event {
            Some(event) if known.starts.contains(&event.times.starts_at) => Ok(()),
            Some(_) => broken("it was moved, and nobody who may has agreed".to_owned()),
            None => broken("it is gone".to_owned()),
        }
    }
}

/// A group adds an event; some have a limit.
pub(super) fn add(story: &mut Story) -> Result<String, Broken> {
    let (now, number) = (story.world.now(), story.events.len());
    let party = story.world.dice.below(story.parties.len());
    let (group, coalition) = (story.parties[party].id, story.coalition().id);
    let slug = format!("read-in-{}", story.world.ids.fresh(now));
    let mut event = add::blank(story.world.ids.fresh(now), group, coalition, slug, now);
    event.title_en = format!("Read-in {number}");
    event.place = Place {
        name: "Library steps".into(),
        street: "1 Example Street".into(),
        city: "Springfield".into(),
        region: "OH".into(),
        zip: "45501".into(),
    };
    let starts_at = now + (3 + story.world.dice.below(20) as i64) * DAY;
    event.times = Times { starts_at, ends_at: starts_at + 2 * HOUR, time_zone: "America/New_York".into() };
    event.capacity = [None, None, Some(3)][story.world.dice.below(3)];
    let host = format!("host{}@hosts.example", story.world.dice.below(12));
    let private = Private { host: add::host("Hana Host", &host), ..Private::default() };
    let prepared = add::prepare_private(&story.world.app().intake(), &event, private, "en", now).map_err(Broken::unable)?;
    let (host, sealed) = prepared.map_err(Broken::unable)?;
    let (id, capacity) = (event.id, event.capacity);
    let new = NewEvent { event, access: BTreeMap::new(), sealed, host };
    let vault = story.world.app().vault.clone();
    let added = story.world.write("events.add", move |tx| add::add(tx, &vault, now, &new))?;
    if story.event(id)?.is_some() {
        let (starts, answers) = (BTreeSet::from([starts_at]), BTreeMap::new());
        story.events.push(Gathering { id, party, starts, change: None, answers, capacity });
    }
    let mut told = vec![added.word().to_owned()];
    for _ in 0..story.world.dice.below(3) {
        told.push(vet(story)?);
    }
    Ok(told.join(", "))
}

/// Somebody looks at an event, mostly of another group than its own.
pub(super) fn vet(story: &mut Story) -> Result<String, Broken> {
    let Some(at) = story.some_event() else { return nothing() };
    let party = story.world.dice.below(story.parties.len());
    let (event, own, now) = (story.events[at].id, story.events[at].party == party, story.world.now());
    let by = Vetter { account: Some(story.parties[party].people[DEPUTY].account), group: story.parties[party].id };
    let verdict = story.world.ids.fresh(now);
    let vetted = story.world.write("events.vet", move |tx| vet::vet(tx, now, verdict, event, by))?;
    if vetted.is_done() && own {
        return Err(Broken::new(format!("event {event} was vetted by its own group")));
    }
    Ok(vetted.word().to_owned())
}

/// A supporter comes, if it is called.
pub(super) fn answer(story: &mut Story) -> Result<String, Broken> {
    let Some(at) = story.some_event() else { return nothing() };
    let Some(supporter) = story.world.dice.pick(&story.supporters).cloned() else { return nothing() };
    let (event, group, now) = (story.events[at].id, story.parties[story.events[at].party].id, story.world.now());
    let person = story.world.input(group, &supporter.email, &supporter.email)?;
    let attendance = story.world.ids.fresh(now);
    let consents_to_calls = if story.world.dice.in_thousand(500) { vec![agreed(group, now)] } else { Vec::new() };
    let input = RsvpInput {
        event,
        attendance,
        token_hash: story.world.app().vault.token(attendance).hash(),
        kind: AttendanceKind::Confirmed,
        person,
        also: Vec::new(),
        consents: consents_to_calls.clone(),
        any_hour: false,
        sealed_note: None,
        answered_at: now,
    };
    if !consents_to_calls.is_empty() {
        story.left.remove(&supporter.email);
    }
    let answered = story.world.gathered("events.rsvp", async move |app| app.rsvp.submit(input).await)?;
    if let Told::Done(answered) = &answered {
        story.events[at].answers.insert(answered.attendance, ());
    }
    Ok(answered.word().to_owned())
}

/// Its own people want it at another time.
pub(super) fn propose_change(story: &mut Story) -> Result<String, Broken> {
    let Some(at) = story.some_event() else { return nothing() };
    let Some(event) = story.event(story.events[at].id)? else { return nothing() };
    let (now, account) = (story.world.now(), story.parties[story.events[at].party].people[DELEGATE].account);
    let mut facts = Facts::of(&event);
    facts.times.starts_at += HOUR;
    facts.times.ends_at += HOUR;
    let (id, starts_at, is_vetted) = (story.world.ids.fresh(now), facts.times.starts_at, event.vetted_at.is_some());
    let new = NewChange { id, event: event.id, account: Some(account), facts, host: None };
    let vault = story.world.app().vault.clone();
    let proposed = story.world.write("events.propose", move |tx| change::propose(tx, &vault, now, &new))?;
    if is_vetted && !matches!(proposed, Told::Refused(_)) {
        let (is_frozen, group) = (event.frozen_by.is_some(), event.group);
        story.events[at].change = Some(Waiting { id, starts_at, by: account, is_frozen, group, agreed: BTreeSet::new() });
    } else if !matches!(proposed, Told::Refused(_)) {
        story.events[at].starts.insert(starts_at);
    }
    Ok(proposed.word().to_owned())
}

/// Somebody else confirms a change.
pub(super) fn confirm_change(story: &mut Story) -> Result<String, Broken> {
    let Some(at) = story.some_event() else { return nothing() };
    let Some(waiting) = story.events[at].change.clone() else { return nothing() };
    let party = story.steering_party()?;
    let account = party.people[DEPUTY].account;
    if account == waiting.by {
        return nothing();
    }
    let (vault, now, spare, change, group) =
        (story.world.app().vault.clone(), story.world.now(), story.world.ids.bytes(), waiting.id, party.id);
    let confirmed =
        story.world.write("events.confirm", move |tx| change::confirm(tx, &vault, now, change, (account, group), spare))?;
    if !matches!(confirmed, Told::Refused(_)) {
        story.events[at].agree(group);
    }
    Ok(confirmed.word().to_owned())
}

/// Its group cancels it.
pub(super) fn cancel(story: &mut Story) -> Result<String, Broken> {
    let Some(at) = story.some_event() else { return nothing() };
    let (event, now) = (story.events[at].id, story.world.now());
    let cancelled = story.world.write("events.cancel", move |tx| outcome::cancel(tx, event, now).map(Ok::<_, ()>))?;
    Ok(cancelled.word().to_owned())
}
