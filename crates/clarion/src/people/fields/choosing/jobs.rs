//! Later work of fields: the records of a whole list are gone through, a slice at a time behind people who wait. Texts that equal a
//! choice become it; or what a deleted field held is taken away. Begun again after a stop it does what is left.

use super::settle::{self, Known};
use super::store;
use crate::app::App;
use crate::aside::{aside, outcome};
use crate::ids::Id;
use crate::osdi::marks::Place;
use crate::people::fields::{self, names};
use crate::people::recognise::seal_again;
use crate::people::store::{self as records, PersonRow};
use crate::people::{Details, Scope};
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, FaultKind, Tx};
use std::collections::BTreeMap;
use std::time::Duration;

const KIND: &str = "people.field_work";
/// Records read at once, to find those that hold something.
const PAGE: usize = 1_000;
/// Records changed with one commit.
const SLICE: usize = 200;
/// The work ends by itself. A list of a million takes a minute or two.
const BOUNDS: Bounds = Bounds {
    attempts_max: 1_000,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(60),
    run_time_max: Duration::from_secs(3600),
    parallel_max: 2,
};

/// What is done with what records hold of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Texts that equal a choice become it.
    Match = 1,
    /// Texts and choices go, and at last the field.
    Remove = 2,
}

/// Queues the work: once for each deed.
pub(super) fn queue(tx: &mut Tx<'_>, (group, field): (Id, Id), work: Work, now: i64) -> Result<(), Fault> {
    let payload = [&group.0[..], &field.0, &[work as u8]].concat();
    let id = field.following(&[&payload[..], &now.to_le_bytes()].concat()).0;
    ::jobs::queue(tx, &[NewJob { id, kind: KIND, payload: &payload, run_at: now, created_at: now }])
}

/// Adds this kind of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.add(KIND, BOUNDS, move |job| run(app.clone(), job));
}

fn read(payload: &[u8]) -> Option<(Id, Id, Work)> {
    let (ids, work) = payload.split_at_checked(32)?;
    let (group, field) = ids.split_at(16);
    let work = if work == [Work::Remove as u8] { Work::Remove } else { Work::Match };
    Some((Id(group.try_into().ok()?), Id(field.try_into().ok()?), work))
}

async fn run(app: App, job: Job) -> Outcome {
    let Some((group, field, work)) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    if app.vault.know(&app.db, group).await.is_err() {
        return Outcome::retry("a group's key is not known here yet");
    }
    outcome(aside(move |is_wanted| Walk { app: &app, group, field, work, is_wanted }.run()).await)
}

/// One walk through a list.
struct Walk<'a> {
    app: &'a App,
    group: Id,
    field: Id,
    work: Work,
    is_wanted: &'a dyn Fn() -> bool,
}

impl Walk<'_> {
    /// Goes through the list; `false` where it was stopped before the end.
    fn run(&self) -> Result<bool, Fault> {
        let (group, field, vault) = (self.group, self.field, self.app.vault.clone());
        let found = self.app.db.read_blocking(move |tx| match names::field(tx, group, field)? {
            Some((row, dropped_at)) => Ok(Some((fields::open(&vault, group, &row)?.name, row.chooses, dropped_at))),
            None => Ok(None),
        })?;
        // Deleted since, or free again: nothing is left to do.
        let is_due = |chooses: bool, dropped_at: Option<i64>| match self.work {
            Work::Match => chooses && dropped_at.is_none(),
            Work::Remove => dropped_at.is_some(),
        };
        let Some((name, ..)) = found.filter(|(_, chooses, dropped_at)| is_due(*chooses, *dropped_at)) else { return Ok(true) };
        if !self.walk(&name)? {
            return Ok(false);
        }
        if self.work == Work::Remove {
            self.drop_choices()?;
        }
        Ok(true)
    }

    fn walk(&self, name: &str) -> Result<bool, Fault> {
        let (group, mut after) = (self.group, Id::ZERO);
        loop {
            if !(self.is_wanted)() {
                return Ok(false);
            }
            let (vault, wanted) = (self.app.vault.clone(), name.to_owned());
            let (last, holding) = self.app.db.read_blocking(move |tx| {
                let rows = records::people_page(tx, Scope::of(group), Place { after, skip: 0 }, PAGE as i64)?;
                let mut holding = Vec::new();
                for dated in &rows {
                    let details = Details::from_bytes(&vault.open_sealed(group, &dated.row.id.0, &dated.row.sealed)?)?;
                    holding.extend(details.custom.contains_key(&wanted).then_some(dated.row.id));
                }
                Ok((rows.last().map(|dated| dated.row.id), holding))
            })?;
            for slice in holding.chunks(SLICE) {
                self.change(name, slice)?;
            }
            match last {
                Some(last) => after = last,
                None => return Ok(true),
            }
        }
    }

    /// Takes the texts of some records out, or makes choices of them.
    fn change(&self, name: &str, people: &[Id]) -> Result<(), Fault> {
        let (group, work, now, vault) = (self.group, self.work, self.app.clock.now(), self.app.vault.clone());
        let (spare, name, people): ([u8; 32], String, Vec<Id>) = (self.app.ids.bytes(), name.to_owned(), people.to_vec());
        self.app.db.write_bulk(KIND, move |tx| {
            let mut held: Vec<(PersonRow, Details, BTreeMap<String, String>)> = Vec::new();
            for dated in records::people_of_group(tx, Scope::of(group), &people)? {
                let details = Details::from_bytes(&vault.open_sealed(group, &dated.row.id.0, &dated.row.sealed)?)?;
                let texts = details.custom.get(&name).map(|text| BTreeMap::from([(name.clone(), text.clone())]));
                held.extend(texts.map(|texts| (dated.row, details, texts)));
            }
            let known = match work {
                Work::Match => Known::read(tx, &vault, held.iter().map(|(row, _, texts)| ((group, row.identity), texts)))?,
                Work::Remove => Known::default(),
            };
            let (mut words, mut changed) = (Vec::new(), Vec::new());
            for (row, mut details, mut texts) in held {
                let said = known.take(&vault, (group, row.identity), &mut texts);
                if work == Work::Match && !texts.is_empty() {
                    continue;
                }
                details.custom.remove(&name);
                let sealed = seal_again(&vault, group, row.id, &details, &spare)?;
                let (was, modified_at) = (row.modified_at, now.max(row.modified_at + 1));
                words.push(((group, row.identity), said));
                changed.push((PersonRow { sealed, modified_at, ..row }, was));
            }
            settle::write(tx, &words.iter().map(|(who, said)| (*who, said.as_slice())).collect::<Vec<_>>())?;
            match records::set_people(tx, &changed)? == changed.len() as u64 {
                true => Ok(()),
                false => Err(Fault::new(FaultKind::Collision, "a person was changed by somebody else meanwhile")),
            }
        })
    }

    /// Takes the choices of a deleted field from whoever has them; then they go, and the field.
    fn drop_choices(&self) -> Result<(), Fault> {
        let (group, field, now) = (self.group, self.field, self.app.clock.now());
        loop {
            let left = self.app.db.write_bulk(KIND, move |tx| {
                for choice in store::choices_of(tx, Scope::of(group), field, i64::MAX)? {
                    let who = store::who_chose(tx, Scope::of(group), choice.id, SLICE as i64)?;
                    if who.is_empty() {
                        continue;
                    }
                    let people: Vec<(Id, Id)> = who.iter().map(|identity| (*identity, group)).collect();
                    store::clear(tx, &who.iter().map(|identity| (group, *identity, field)).collect::<Vec<_>>())?;
                    let touched = |row: PersonRow| {
                        let was = row.modified_at;
                        (PersonRow { modified_at: now.max(was + 1), ..row }, was)
                    };
                    let touched: Vec<(PersonRow, i64)> = records::find_people(tx, &people)?.into_iter().map(touched).collect();
                    return match records::set_people(tx, &touched)? == touched.len() as u64 {
                        true => Ok(true),
                        false => Err(Fault::new(FaultKind::Collision, "a person was changed by somebody else meanwhile")),
                    };
                }
                store::drop_choices(tx, Scope::of(group), field)?;
                names::drop_field(tx, group, field)?;
                Ok(false)
            })?;
            if !left {
                return Ok(());
            }
        }
    }
}
