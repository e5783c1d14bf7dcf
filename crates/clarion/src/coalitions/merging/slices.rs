//! The work in slices: each is one transaction that moves some humans and how far the work has come, so that it can be killed anywhere
//! and taken up by anybody.
//!
//! Who comes next is looked for beside the writers; the slice then takes the merge's row, and does nothing if another worker was
//! quicker. A slice grows and shrinks so that its statements stay well under 20 ms (DESIGN section 5).

use super::holding::{self, Both, Holding, Holdings, Image};
use super::part::{Parting, part};
use super::store::{self, Stop};
use super::things::choices::ChoiceTwins;
use super::unite::{Hands, unite};
use super::{Merge, Phase, State, things};
use crate::app::App;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::fields::choosing::define;
use db::{Fault, Tx};
use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

/// Humans in the first slice, at least, and at most.
const HUMANS_FIRST: usize = 16;
const HUMANS_MIN: usize = 4;
const HUMANS_MAX: usize = 256;
/// A slice that took longer is followed by one of half the size, one that took less than half of it by a larger one.
const SLICE_LONG: Duration = Duration::from_millis(9);
/// Rows of all groups that are passed over in one look.
const LOOKED: i64 = 4_000;

/// What comes next: the place from which it was found, and the place behind it.
#[derive(Clone, Debug)]
struct Ahead {
    from: (Phase, Vec<u8>),
    to: (Phase, Vec<u8>),
    humans: Vec<Id>,
    images: Vec<(Id, Vec<u8>)>,
    stops: Vec<Stop>,
    people: i64,
}

/// Works until it is done, or `is_wanted` says no: then `false`. Blocks.
pub fn run(app: &App, id: Id, is_wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
    let mut size = HUMANS_FIRST;
    loop {
        if !is_wanted() {
            return Ok(false);
        }
        let Some(merge) = app.db.read_blocking(move |tx| store::merge(tx, id))? else { return Ok(true) };
        if !matches!(merge.state, State::Running | State::Parting) {
            return Ok(true);
        }
        let seen = merge.clone();
        let ahead = app.db.read_blocking(move |tx| look_ahead(tx, &seen, size))?;
        let took = write(app, &merge, ahead)?;
        if took > SLICE_LONG {
            size = (size / 2).max(HUMANS_MIN);
        } else if took < SLICE_LONG / 2 {
            size = (size + size / 4 + 1).min(HUMANS_MAX);
        }
    }
}

/// One slice; how long its statements took.
fn write(app: &App, merge: &Merge, ahead: Ahead) -> Result<Duration, Fault> {
    let (vault, ids, id, now, spare) = (app.vault.clone(), app.ids.clone(), merge.id, app.clock.now(), app.ids.bytes());
    app.db.write_bulk("groups.merge_slice", move |tx| {
        let began = Instant::now();
        if !store::take_turn(tx, id)? {
            return Ok(began.elapsed());
        }
        let Some(merge) = store::merge(tx, id)?.filter(|merge| (merge.phase, &merge.cursor) == (ahead.from.0, &ahead.from.1))
        else {
            // Another worker was here.
            return Ok(began.elapsed());
        };
        let work = Work { vault: &vault, ids: &ids, now, spare, merge: &merge };
        match merge.state {
            State::Running => work.unite(tx, &ahead)?,
            _ => work.part(tx, &ahead)?,
        }
        Ok(began.elapsed())
    })
}

/// People who came to the former group's list after the merge was done, until nobody is there any more. Blocks.
pub fn sweep(app: &App, id: Id) -> Result<(), Fault> {
    loop {
        let (vault, ids, now) = (app.vault.clone(), app.ids.clone(), app.clock.now());
        let swept = app.db.write_bulk("groups.merge_sweep", move |tx| {
            let merge = store::merge(tx, id)?.filter(|merge| matches!(merge.state, State::Merged | State::Kept));
            merge.map_or(Ok(0), |merge| sweep_some(tx, &vault, &ids, now, &merge))
        })?;
        if swept == 0 {
            return Ok(());
        }
    }
}

/// Some of them, in the caller's transaction; how many.
pub(super) fn sweep_some(tx: &mut Tx<'_>, vault: &Vault, ids: &Ids, now: i64, merge: &Merge) -> Result<usize, Fault> {
    let late = store::people_of(tx, merge.former, Id::ZERO, HUMANS_FIRST as i64)?;
    Work { vault, ids, now, spare: ids.bytes(), merge }.move_humans(tx, &humans_of(&late))?;
    Ok(late.len())
}

fn humans_of(people: &[(Id, Vec<Id>)]) -> Vec<Id> {
    let mut humans: Vec<Id> = people.iter().flat_map(|(_, humans)| humans.iter().copied()).collect();
    humans.sort_unstable();
    humans.dedup();
    humans
}

fn id_in(cursor: &[u8], at: usize) -> Id {
    cursor.get(at * 16..at * 16 + 16).and_then(|bytes| bytes.try_into().ok()).map_or(Id::ZERO, Id)
}

/// Finds who comes next.
fn look_ahead(tx: &mut Tx<'_>, merge: &Merge, size: usize) -> Result<Ahead, Fault> {
    let from = (merge.phase, merge.cursor.clone());
    let nothing = Ahead { to: from.clone(), from, humans: Vec::new(), images: Vec::new(), stops: Vec::new(), people: 0 };
    let after = id_in(&merge.cursor, 0);
    let then = |phase| Ahead { to: (phase, Vec::new()), ..nothing.clone() };
    match (merge.state, merge.phase) {
        (State::Parting, Phase::People) => {
            let images = store::images_after(tx, merge.id, after, size as i64)?;
            let Some((last, _)) = images.last() else { return Ok(then(Phase::Stops)) };
            Ok(Ahead { to: (Phase::People, last.0.to_vec()), people: images.len() as i64, images, ..nothing })
        }
        (_, Phase::People) => {
            let people = store::people_of(tx, merge.former, after, size as i64)?;
            let Some((last, _)) = people.last() else { return Ok(then(Phase::Consents)) };
            let to = (Phase::People, last.0.to_vec());
            Ok(Ahead { to, humans: humans_of(&people), people: people.len() as i64, ..nothing })
        }
        (_, Phase::Consents) => {
            let page = store::consent_page(tx, after, LOOKED)?;
            let Some((last, _)) = page.last().copied() else { return Ok(then(Phase::Signatures)) };
            // The last human of a full page may have more rows; nobody has a page full.
            let is_whole = (page.len() as i64) < LOOKED;
            let end =
                if is_whole { last } else { page.iter().rev().find(|(human, _)| *human < last).map_or(last, |(human, _)| *human) };
            let mut humans: Vec<Id> =
                page.iter().filter(|(human, group)| *group == merge.former && *human <= end).map(|(human, _)| *human).collect();
            humans.dedup();
            let end = if humans.len() > size { humans[size - 1] } else { end };
            humans.truncate(size);
            Ok(Ahead { to: (Phase::Consents, end.0.to_vec()), humans, ..nothing })
        }
        (_, phase @ (Phase::Signatures | Phase::Attendances | Phase::Submissions)) => {
            let next = match phase {
                Phase::Signatures => Phase::Attendances,
                Phase::Attendances => Phase::Submissions,
                _ => Phase::Stops,
            };
            let Some(act) = things::acts(tx, merge.id, phase)?.into_iter().find(|act| *act >= after) else { return Ok(then(next)) };
            let row = if act == after { id_in(&merge.cursor, 1) } else { Id::ZERO };
            let page = store::act_page(tx, phase, act, row, LOOKED)?;
            let place = |act: Id, row: Id| [act.0, row.0].concat();
            let Some((last, ..)) = page.last().copied() else {
                let behind = Id((u128::from_be_bytes(act.0).saturating_add(1)).to_be_bytes());
                return Ok(Ahead { to: (phase, place(behind, Id::ZERO)), ..nothing });
            };
            let left: Vec<(Id, Id)> =
                page.into_iter().filter(|(_, _, group)| *group == merge.former).map(|(row, human, _)| (row, human)).collect();
            let end = if left.len() > size { left[size - 1].0 } else { last };
            let mut humans: Vec<Id> = left.into_iter().take(size).map(|(_, human)| human).collect();
            humans.sort_unstable();
            humans.dedup();
            Ok(Ahead { to: (phase, place(act, end)), humans, ..nothing })
        }
        (state, Phase::Stops) => look_for_stops(tx, merge, state, nothing),
        (_, Phase::Last) => Ok(nothing),
    }
}

fn look_for_stops(tx: &mut Tx<'_>, merge: &Merge, state: State, nothing: Ahead) -> Result<Ahead, Fault> {
    let page = store::stop_page(tx, id_in(&merge.cursor, 0).0, LOOKED)?;
    let Some(last) = page.last().map(|stop| stop.key) else {
        return Ok(Ahead { to: (Phase::Last, Vec::new()), ..nothing });
    };
    let is_whole = (page.len() as i64) < LOOKED;
    let end = if is_whole { last } else { page.iter().rev().find(|stop| stop.key < last).map_or(last, |stop| stop.key) };
    let wanted = |stop: &Stop| match state {
        State::Parting => stop.scope == merge.survivor && stop.noted_at >= merge.began_at,
        _ => stop.scope == merge.former,
    };
    let mut stops: Vec<Stop> = page.into_iter().filter(|stop| stop.key <= end && wanted(stop)).collect();
    let end = if stops.len() > HUMANS_MAX { stops[HUMANS_MAX - 1].key } else { end };
    stops.retain(|stop| stop.key <= end);
    Ok(Ahead { to: (Phase::Stops, end.to_vec()), stops, ..nothing })
}

/// What a slice works with.
struct Work<'a> {
    vault: &'a Vault,
    ids: &'a Ids,
    now: i64,
    spare: [u8; 32],
    merge: &'a Merge,
}

impl<'a> Work<'a> {
    fn hands(&self, tags: std::collections::HashMap<Id, Id>, choices: ChoiceTwins) -> Hands<'a> {
        Hands { vault: self.vault, groups: self.merge.groups(), now: self.now, spare: self.spare, tags, choices }
    }

    /// Which choices are the same, where anybody has one.
    fn choices(&self, tx: &mut Tx<'_>, has_choices: bool, given: &HashSet<Id>) -> Result<ChoiceTwins, Fault> {
        match has_choices {
            true => things::choices::choice_twins(tx, (self.vault, self.ids), self.now, self.merge, given),
            false => Ok(ChoiceTwins::default()),
        }
    }

    /// One step of a merge.
    fn unite(&self, tx: &mut Tx<'_>, ahead: &Ahead) -> Result<(), Fault> {
        let merge = self.merge;
        self.move_humans(tx, &ahead.humans)?;
        let new = store::add_stops(tx, merge.survivor, &ahead.stops)?;
        store::note_stops(tx, merge.id, &new)?;
        if ahead.from.0 != Phase::Last {
            return store::reached(tx, merge.id, ahead.to.0, &ahead.to.1, ahead.people);
        }
        match store::people_of(tx, merge.former, Id::ZERO, 1)?.is_empty() {
            true => store::merged(tx, merge.id, self.now),
            // Somebody came meanwhile.
            false => store::reached(tx, merge.id, Phase::People, &[], 0),
        }
    }

    /// Moves humans, whatever the former group holds about them.
    fn move_humans(&self, tx: &mut Tx<'_>, humans: &[Id]) -> Result<(), Fault> {
        if humans.is_empty() {
            return Ok(());
        }
        let (merge, [former, survivor]) = (self.merge, self.merge.groups());
        let was = [holding::read(tx, self.vault, former, humans)?, holding::read(tx, self.vault, survivor, humans)?];
        let has_tags = was[0].values().any(|held| !held.taggings.is_empty());
        let tags = match has_tags {
            true => things::tag_twins(tx, (self.vault, self.ids), self.now, merge)?,
            false => std::collections::HashMap::new(),
        };
        let has_choices = was.iter().flat_map(BTreeMap::values).any(|held| !held.choices.is_empty());
        let hands = self.hands(tags, self.choices(tx, has_choices, &HashSet::new())?);
        let mut both = Both { was, ..Both::default() };
        let (mut images, mut to_tell) = (Vec::new(), Vec::new());
        for (human, there) in both.was[0].iter().filter(|(_, there)| !there.is_empty()) {
            let here = both.was[1].get(human).cloned().unwrap_or_default();
            // Who came after the start is a newcomer, and stays with the survivor whatever becomes of the merge.
            if there.person.as_ref().is_none_or(|person| person.created_at < merge.began_at) {
                images.push((*human, Image { former: there.clone(), survivor: self.before(&here) }.to_bytes()));
                to_tell.extend(there.person.is_some().then_some(*human));
            }
            both.to_be[1].insert(*human, unite(&hands, there, &here)?);
            both.to_be[0].insert(*human, Holding::default());
        }
        store::add_images(tx, merge.id, &images)?;
        store::add_tellings(tx, merge.id, survivor, &to_tell)?;
        holding::write(tx, self.vault, merge.groups(), &both)
    }

    /// What the survivor held before the start: a record that came since, by a page that had changed hands already, is no part of it.
    fn before(&self, here: &Holding) -> Holding {
        let began_at = self.merge.began_at;
        if here.person.as_ref().is_none_or(|person| person.created_at < began_at) {
            return here.clone();
        }
        let consents = here.consents.iter().filter(|consent| consent.noted_at < began_at).cloned().collect();
        Holding { consents, ..Holding::default() }
    }

    /// One step of taking apart.
    fn part(&self, tx: &mut Tx<'_>, ahead: &Ahead) -> Result<(), Fault> {
        let merge = self.merge;
        self.move_back(tx, &ahead.images)?;
        // A stop that was said since holds on both sides.
        store::add_stops(tx, merge.former, &ahead.stops)?;
        if ahead.from.0 != Phase::Last {
            return store::reached(tx, merge.id, ahead.to.0, &ahead.to.1, ahead.people);
        }
        let brought = store::stops_of(tx, merge.id, HUMANS_MAX as i64)?;
        if !brought.is_empty() {
            store::end_stops(tx, merge.survivor, &brought)?;
            return store::forget_stops(tx, merge.id, &brought);
        }
        things::forget(tx, merge)?;
        store::parted(tx, merge.id, self.now)
    }

    fn move_back(&self, tx: &mut Tx<'_>, kept: &[(Id, Vec<u8>)]) -> Result<(), Fault> {
        if kept.is_empty() {
            return Ok(());
        }
        let (merge, [former, survivor]) = (self.merge, self.merge.groups());
        let humans: Vec<Id> = kept.iter().map(|(human, _)| *human).collect();
        // Who was erased since they were found is not brought back.
        let standing: HashSet<Id> = store::which_have_images(tx, merge.id, &humans)?.into_iter().collect();
        let open = |(human, image): &(Id, Vec<u8>)| Ok((*human, Image::from_bytes(self.vault, merge.groups(), image)?));
        let images: BTreeMap<Id, Image> =
            kept.iter().filter(|(human, _)| standing.contains(human)).map(open).collect::<Result<_, Fault>>()?;
        let humans: Vec<Id> = images.keys().copied().collect();
        let was = [holding::read(tx, self.vault, former, &humans)?, holding::read(tx, self.vault, survivor, &humans)?];
        let mut given = HashSet::new();
        for (human, image) in &images {
            let had: HashSet<Id> = image.survivor.taggings.iter().map(|row| row.tag).collect();
            let now = was[1].get(human).map_or(&[][..], |held| &held.taggings);
            given.extend(now.iter().map(|row| row.tag).filter(|tag| !had.contains(tag)));
        }
        let has_tags = !given.is_empty() || images.values().any(|image| !image.former.taggings.is_empty());
        let makers = (self.vault, self.ids);
        let (tags, twins) = match has_tags {
            true => (things::tag_twins(tx, makers, self.now, merge)?, things::tags_back(tx, makers, self.now, merge, &given)?),
            false => Default::default(),
        };
        let choices = self.twins_of_images(tx, &images, &was)?;
        let mut returned = HashSet::new();
        for phase in [Phase::Signatures, Phase::Attendances, Phase::Submissions] {
            returned.extend(things::acts(tx, merge.id, phase)?);
        }
        let with = Parting { hands: self.hands(tags, choices), returned, twins };
        let mut both = Both { was, ..Both::default() };
        let nothing = Holding::default();
        for (human, image) in &images {
            let now = [0, 1].map(|side: usize| both.was[side].get(human).unwrap_or(&nothing));
            let [there, here] = part(&with, image, now)?;
            both.to_be[0].insert(*human, there);
            both.to_be[1].insert(*human, here);
        }
        holding::write(tx, self.vault, merge.groups(), &both)?;
        store::drop_images(tx, merge.id, &humans)?;
        store::untell(tx, merge.id, &humans)
    }

    /// Which choices are the same, among them those that the survivor gave since.
    fn twins_of_images(&self, tx: &mut Tx<'_>, images: &BTreeMap<Id, Image>, now: &[Holdings; 2]) -> Result<ChoiceTwins, Fault> {
        let mut given = HashSet::new();
        for (human, image) in images {
            let now = now[1].get(human).map_or(&[][..], |held| &held.choices);
            given.extend(now.iter().filter(|row| !image.survivor.choices.contains(row)).map(|row| row.choice));
        }
        let had = |image: &Image| !image.former.choices.is_empty() || !image.survivor.choices.is_empty();
        let has_choices = !given.is_empty() || images.values().any(had) || now[0].values().any(|held| !held.choices.is_empty());
        self.choices(tx, has_choices, &given)
    }
}

/// Forgets what stood before merges that are over: some at a time; how many. What the two wrote freely in a field that the other had
/// choices for becomes those choices only now, since parting could not tell it from what was chosen.
pub fn forget_some(app: &App) -> Result<u64, Fault> {
    let now = app.clock.now();
    app.db.write_bulk("groups.merge_forget", move |tx| {
        for survivor in store::keep(tx, now - super::PARTED_WITHIN)? {
            define::match_texts(tx, now, survivor)?;
        }
        for merge in store::over(tx, OVER_LOOKED)? {
            let images = store::images_after(tx, merge, Id::ZERO, HUMANS_MAX as i64)?;
            if !images.is_empty() {
                return store::drop_images(tx, merge, &images.iter().map(|(human, _)| *human).collect::<Vec<_>>());
            }
            let stops = store::stops_of(tx, merge, HUMANS_MAX as i64)?;
            if !stops.is_empty() {
                store::forget_stops(tx, merge, &stops)?;
                return Ok(stops.len() as u64);
            }
        }
        Ok(0)
    })
}

/// The newest so many merges that are over are looked through; the others were, on the days before.
const OVER_LOOKED: i64 = 200;
