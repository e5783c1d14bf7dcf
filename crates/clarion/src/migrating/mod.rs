//! Moving a group's list here from a system that speaks the Action Network API: people, custom fields, tags, petitions,
//! signatures, forms, submissions.
//!
//! Steps follow each other ([`STEPS`]); each walks lists of the source page by page and writes a few records a transaction, together
//! with how far it has come. So a run that was killed goes on where it stopped, and one that came to its end can be made again: what
//! came before is known by the id that it had elsewhere, and only what is new or changed there since is written. A "no" of either side
//! stands. What Clarion does not hold is counted by name (`report.rs`).

mod forms;
mod left;
mod people;
mod petitions;
mod questions;
mod read;
mod report;
mod signatures;
pub mod source;
pub(crate) mod store;
mod submissions;
mod tags;

pub use report::Report;

use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::merging;
use crate::ids::Id;
use crate::osdi::hal;
use crate::people::{Coarse, Details, bring};
use db::{Fault, FaultKind, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use source::{Ask, Source};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use store::Key;
use url::Url;

/// Records written in one transaction. A person takes some ten statements, so a transaction stays well under 20 ms.
const RECORDS_AT_ONCE: usize = 10;
/// A source of consent is a sentence.
pub const SOURCE_CHARS_MAX: usize = 200;

/// Brings one kind of record.
type Step = fn(&mut Run<'_>) -> Result<(), MigrateProblem>;
/// The steps in their order. A new kind of record is a file with one, and a line here before the last.
const STEPS: &[Step] = &[
    tags::bring_fields,
    tags::bring,
    people::bring,
    tags::give,
    petitions::bring,
    signatures::bring,
    forms::bring,
    submissions::bring,
    left::count,
];

/// Why it ended before its end, worded for whoever runs it.
#[derive(Debug, thiserror::Error)]
pub enum MigrateProblem {
    /// The address is neither https nor on this machine.
    #[error("The key would travel in the clear. Use an address that begins with https://.")]
    InTheClear,
    /// No entry point there.
    #[error("No such API answers there. The address is that of its entry point, such as https://actionnetwork.org/api/v2/.")]
    NotThere,
    /// The key opens nothing.
    #[error("The source does not take this key. Look at it again.")]
    KeyRefused,
    /// It sends the key elsewhere.
    #[error("The source leads to another address, and the key is sent nowhere else. Name that address with --url.")]
    Redirected,
    /// It asks to be left alone.
    #[error(
        "The source takes no more calls for now. Run this again later, with a smaller --calls-per-second; it goes on where it stopped."
    )]
    TooOften,
    /// Nobody answers.
    #[error("The source does not answer. Run this again when it does; it goes on where it stopped.")]
    Away,
    /// Another status.
    #[error("The source answered {0}, again and again. Run this again later; it goes on where it stopped.")]
    Status(u16),
    /// A page that cannot be read.
    #[error("The source sent something under {0} that is no page of this API. Run this again; it goes on where it stopped.")]
    Unreadable(String),
    /// A page of many megabytes.
    #[error("The source sent more than 8 MB under {0} at once. That is no page of this API.")]
    TooLarge(String),
    /// A list without an end.
    #[error("The list {0} of the source does not end. That is no page of this API.")]
    Endless(String),
    /// The source of consent is no sentence.
    #[error("--consent-source needs one line of at most 200 characters.")]
    ConsentSource,
    /// The group merges with another, or is part of it.
    #[error("The group merges with another, or is part of it. Lists are moved when that is done, into the group that stays.")]
    Merging,
    /// Two at once.
    #[error("Another command moves the same list. Wait until it has ended.")]
    Overtaken,
    /// Whoever asked has gone.
    #[error("It was stopped. Run it again: it goes on where it stopped.")]
    Stopped,
    /// The database.
    #[error(transparent)]
    Database(#[from] Fault),
}

/// What is to be moved where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The group whose list grows.
    pub group: Group,
    /// The entry point of the other system; ends with a slash.
    pub url: Url,
    /// Where these people agreed to hear from the group.
    pub consent_source: String,
    /// The pace; 0 for none.
    pub calls_per_second: f64,
    /// A list has at most so many pages.
    pub pages_max: u64,
}

/// Where a run stands: what comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// Which of [`STEPS`].
    step: usize,
    /// The tag, petition or form whose list is walked, by its id there.
    item: String,
    /// Pages of the list that are done.
    pages: u64,
    /// Records of the next page that are done.
    records: usize,
}

/// What is kept between two transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct State {
    place: Place,
    report: Report,
}

impl State {
    fn to_text(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts always serialise")
    }

    fn of(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(|_| Fault::bug("how far a list has come cannot be read"))
    }
}

/// How far it has come, for whoever waits.
#[derive(Clone, Debug)]
pub struct Reached {
    /// What is walked.
    pub what: &'static str,
    /// Records done of it.
    pub done: u64,
    /// Of so many, where the source says.
    pub of: u64,
}

/// Hears how far it has come; a break stops it.
pub type Told<'a> = dyn FnMut(&Reached) -> ControlFlow<()> + 'a;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What was done and what was left.
    pub report: Report,
    /// Whether an earlier run that had been stopped was finished.
    pub resumed: bool,
}

/// A run.
struct Run<'a> {
    app: &'a App,
    options: &'a Options,
    source: Source<'a>,
    told: &'a mut Told<'a>,
    key: Key,
    turn: i64,
    state: State,
    /// The source's tags with ours, by their ids there.
    tags: Vec<(Id, Id)>,
    /// The source's petitions with ours, likewise.
    petitions: Vec<(Id, Id)>,
    /// Its forms, by their ids there.
    forms: BTreeMap<Id, forms::Came>,
}

/// Moves a list here. Blocks.
pub fn run<'a>(app: &'a App, options: &'a Options, ask: &'a Ask<'a>, told: &'a mut Told<'a>) -> Result<Ended, MigrateProblem> {
    if !source::is_safe(&options.url) {
        return Err(MigrateProblem::InTheClear);
    }
    let consent_source = seal::text::clean_line(&options.consent_source, SOURCE_CHARS_MAX);
    if consent_source.map_or(true, |line| line.is_empty()) {
        return Err(MigrateProblem::ConsentSource);
    }
    let mut source = Source::new(options.url.clone(), ask, options.calls_per_second, options.pages_max);
    if !source.opens()? {
        return Err(MigrateProblem::KeyRefused);
    }
    let group = options.group.id;
    let key = Key { group, source: app.vault.foreign_key(group, "migrating", options.url.as_str()) };
    let (turn, state) = begin(app, key)?;
    let resumed = state != State::default();
    let (tags, petitions, forms) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut run = Run { app, options, source, told, key, turn, state, tags, petitions, forms };
    for step in STEPS {
        step(&mut run)?;
    }
    Ok(Ended { report: run.state.report, resumed })
}

/// Where it stands, begun if it was not; one that came to its end begins anew.
fn begin(app: &App, key: Key) -> Result<(i64, State), MigrateProblem> {
    let now = app.clock.now();
    let group = key.group;
    if app.db.read_blocking(move |tx| merging::takes_no_lists(tx, group))? {
        return Err(MigrateProblem::Merging);
    }
    let standing = app.db.write_bulk("migrating.begin", move |tx| {
        let fresh = State::default().to_text();
        store::begin(tx, &key, &fresh, now)?;
        let row = store::standing(tx, &key)?.ok_or_else(|| Fault::bug("what was begun is gone"))?;
        match row.ended_at {
            None => Ok(Some(row)),
            Some(_) if store::begin_anew(tx, &key, row.turn, &fresh, now)? => store::standing(tx, &key),
            Some(_) => Ok(None),
        }
    });
    let row = standing?.ok_or(MigrateProblem::Overtaken)?;
    Ok((row.turn, State::of(&row.state)?))
}

impl Run<'_> {
    /// Whether this step was done before the run was stopped.
    fn is_past(&self, step: usize) -> bool {
        self.state.place.step > step
    }

    /// Does work and moves on to a place, in one transaction. The work may be run again.
    fn write(
        &mut self,
        next: Place,
        work: impl Fn(&mut Tx<'_>, &mut Report) -> Result<(), Fault> + Send + Sync + 'static,
    ) -> Result<(), MigrateProblem> {
        let (key, turn, report, now) = (self.key, self.turn, self.state.report.clone(), self.app.clock.now());
        let ended_at = (next.step >= STEPS.len()).then_some(now);
        let written = self.app.db.write_bulk("migrating.write", move |tx| {
            let standing = store::standing(tx, &key)?.ok_or_else(|| Fault::bug("what was begun is gone"))?;
            if standing.turn != turn || standing.ended_at.is_some() {
                // An earlier try whose answer was lost stands one turn further, at this place.
                let state = State::of(&standing.state)?;
                return Ok((standing.turn == turn + 1 && state.place == next).then_some(state));
            }
            let mut state = State { place: next.clone(), report: report.clone() };
            work(tx, &mut state.report)?;
            match store::move_on(tx, &key, turn, &state.to_text(), ended_at)? {
                true => Ok(Some(state)),
                false => Err(Fault::new(FaultKind::Collision, "another command moved the same list on at once")),
            }
        });
        self.state = written?.ok_or(MigrateProblem::Overtaken)?;
        self.turn += 1;
        Ok(())
    }

    /// Goes on with the next step.
    fn end_step(&mut self, step: usize) -> Result<(), MigrateProblem> {
        self.write(Place { step: step + 1, ..Place::default() }, |_, _| Ok(()))
    }

    /// What is held of somebody who came along, by their id there.
    fn opened(&self, person: Id) -> Result<Option<(Details, Coarse)>, Fault> {
        let (vault, group) = (self.app.vault.clone(), self.options.group.id);
        let key = vault.foreign_key(group, "person", &hal::migrated(person));
        self.app.db.read_blocking(move |tx| bring::opened(tx, &vault, group, &key))
    }

    /// Walks a list of the source from where the run stands to its end; `each` gets a few records and the place after them.
    fn walk(
        &mut self,
        what: &'static str,
        path: &str,
        mut each: impl FnMut(&mut Self, &[Value], Place) -> Result<(), MigrateProblem>,
    ) -> Result<(), MigrateProblem> {
        loop {
            let number = self.state.place.pages + 1;
            let page = self.source.page(path, number)?;
            let done = self.state.place.records.min(page.records.len());
            let chunks: Vec<&[Value]> = page.records[done..].chunks(RECORDS_AT_ONCE).collect();
            for (at, chunk) in chunks.iter().enumerate() {
                let mut next = self.state.place.clone();
                next.records += chunk.len();
                if at + 1 == chunks.len() {
                    (next.pages, next.records) = (number, 0);
                }
                let passed = 25 * next.pages + next.records as u64;
                each(self, chunk, next)?;
                let of = page.total.unwrap_or(0);
                let reached = Reached { what, done: passed.min(if of > 0 { of } else { passed }), of };
                if (self.told)(&reached).is_break() {
                    return Err(MigrateProblem::Stopped);
                }
            }
            if page.is_last {
                return Ok(());
            }
            // A page of which nothing was left to do, after a stop.
            self.state.place.pages = number;
            self.state.place.records = 0;
        }
    }

    /// Walks the lists of several items, from the one at hand on, each to its end.
    fn walk_each(
        &mut self,
        step: usize,
        items: &[(Id, Id)],
        mut each: impl FnMut(&mut Self, (Id, Id)) -> Result<(), MigrateProblem>,
    ) -> Result<(), MigrateProblem> {
        let from = self.state.place.item.parse::<Id>().unwrap_or(Id::ZERO);
        for item in items.iter().filter(|(there, _)| *there >= from) {
            if self.state.place.item != item.0.to_string() {
                self.state.place = Place { step, item: item.0.to_string(), ..Place::default() };
            }
            each(self, *item)?;
        }
        Ok(())
    }
}
