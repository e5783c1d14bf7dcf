//! What rules do, once a day: a group's list is gone through, and whatever is due goes, in slices behind people.
//!
//! Found beside the writers, judged again in the transaction that erases, so that whoever did something meanwhile stays. Each slice moves
//! how far the run has come, so that it can be killed anywhere and taken up by anybody. It stops where the group merges or merged and can
//! still part (then two lists are one), and while words of a call are on their way to the list; the next day it goes on.

use super::walk::{self, Asked, Found, What};
use super::{Rule, TOUCHED_MAX, store};
use crate::app::App;
use crate::clock::DAY;
use crate::coalitions::{self, merging};
use crate::ids::{Id, Ids};
use crate::messages::calls;
use crate::people::beside::notes;
use crate::people::erase::{self, Asked as By};
use crate::petitions::listing::{self, Note, Seen};
use db::{Fault, Tx};
use std::time::{Duration, Instant};

/// Records looked at in one snapshot: some 10 ms of one reader.
const PAGE: i64 = 500;
/// People in the first slice, at least, and at most.
const PEOPLE_FIRST: usize = 8;
const PEOPLE_MAX: usize = 128;
/// A slice that took longer is followed by one of half the size, one that took less than half of it by a larger one: well under the 20 ms
/// that nobody shall wait.
const SLICE_LONG: Duration = Duration::from_millis(9);

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The list is gone through.
    Done,
    /// The rule was switched off or changed.
    Off,
    /// The group merges, or can still part.
    Merging,
    /// Words of a call are on their way.
    Calling,
    /// It touched as many as a day may.
    Enough,
}

impl Ended {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Done, Self::Off, Self::Merging, Self::Calling, Self::Enough];

    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Off => "off",
            Self::Merging => "merging",
            Self::Calling => "calling",
            Self::Enough => "enough",
        }
    }
}

/// The rules that do something now.
pub fn due(app: &App) -> Result<Vec<Rule>, Fault> {
    let now = app.clock.now();
    app.db.read_blocking(move |tx| store::due_rules(tx, now))
}

/// Today's run of a rule, from where it stands, until its end or `is_wanted` says no: then `false`. The group's key is at hand. Blocks.
pub fn run(app: &App, rule: &Rule, is_wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
    let day = app.clock.now().div_euclid(DAY);
    let (begun, now) = (rule.clone(), app.clock.now());
    app.db.write_bulk("people.retention_begin", move |tx| store::begin_run(tx, &begun, day, now))?;
    let running = rule.clone();
    let Some((mut after, _)) = app.db.read_blocking(move |tx| store::running(tx, &running, day))? else { return Ok(true) };
    let mut slices = Slices { app, rule, day, size: PEOPLE_FIRST };
    let asked = slices.asked();
    let ended = loop {
        if !is_wanted() {
            return Ok(false);
        }
        let (reader, until) = (asked.clone(), app.clock.now());
        let page = app.db.read_blocking(move |tx| walk::page(tx, &reader, after, PAGE, until))?;
        let Some(last) = page.last else { break Ended::Done };
        after = last;
        let mut people: Vec<Id> = page.found.iter().map(|found| found.person).collect();
        people.dedup();
        match slices.all(&people, is_wanted)? {
            Some(Step::Stopped(ended)) => break ended,
            Some(Step::Unwanted) => return Ok(false),
            None => {}
        }
    };
    let (over, now) = (rule.clone(), app.clock.now());
    app.db.write_bulk("people.retention_end", move |tx| store::end_run(tx, &over, day, ended.as_str(), now))?;
    Ok(true)
}

/// Why no further slice follows.
enum Step {
    Stopped(Ended),
    Unwanted,
}

/// The slices of one run.
struct Slices<'a> {
    app: &'a App,
    rule: &'a Rule,
    day: i64,
    size: usize,
}

impl Slices<'_> {
    fn asked(&self) -> Asked {
        Asked { vault: self.app.vault.clone(), group: self.rule.group, kind: self.rule.kind, months: self.rule.months }
    }

    /// All slices of a page; `None` where the next page follows.
    fn all(&mut self, people: &[Id], is_wanted: &dyn Fn() -> bool) -> Result<Option<Step>, Fault> {
        let mut left = people;
        while !left.is_empty() {
            if !is_wanted() {
                return Ok(Some(Step::Unwanted));
            }
            let (slice, rest) = left.split_at(self.size.min(left.len()));
            let (took, ended) = self.one(slice)?;
            if let Some(ended) = ended {
                return Ok(Some(Step::Stopped(ended)));
            }
            if took > SLICE_LONG {
                self.size = (self.size / 2).max(1);
            } else if took < SLICE_LONG / 2 {
                self.size = (self.size + self.size / 4 + 1).min(PEOPLE_MAX);
            }
            left = rest;
        }
        Ok(None)
    }

    /// One slice: how long its statements took, and why none follows.
    fn one(&self, people: &[Id]) -> Result<(Duration, Option<Ended>), Fault> {
        let (asked, rule, people) = (self.asked(), self.rule.clone(), people.to_vec());
        let (ids, now, day) = (self.app.ids.clone(), self.app.clock.now(), self.day);
        self.app.db.write_bulk("people.retention_slice", move |tx| {
            let began = Instant::now();
            let ended = slice(tx, &asked, (&rule, day), &people, &ids, now)?;
            Ok((began.elapsed(), ended))
        })
    }
}

/// Whether a rule has to stand still, and why.
fn hindrance(tx: &mut Tx<'_>, rule: &Rule, now: i64) -> Result<Option<Ended>, Fault> {
    let stands = store::rule(tx, rule.group, rule.kind)?.is_some_and(|standing| standing.id == rule.id);
    if !stands || rule.takes_effect_at > now {
        return Ok(Some(Ended::Off));
    }
    if merging::is_one_with_another(tx, rule.group)? {
        return Ok(Some(Ended::Merging));
    }
    for coalition in coalitions::coalitions_of(tx, rule.group)? {
        if calls::is_on_its_way(tx, coalition.id)? {
            return Ok(Some(Ended::Calling));
        }
    }
    Ok(None)
}

fn slice(
    tx: &mut Tx<'_>,
    asked: &Asked,
    (rule, day): (&Rule, i64),
    people: &[Id],
    ids: &Ids,
    now: i64,
) -> Result<Option<Ended>, Fault> {
    if let Some(ended) = hindrance(tx, rule, now)? {
        return Ok(Some(ended));
    }
    let (Some(reached), Some((_, touched))) = (people.last(), store::running(tx, rule, day)?) else { return Ok(None) };
    if touched >= TOUCHED_MAX {
        return Ok(Some(Ended::Enough));
    }
    let found = walk::of_people(tx, asked, people, now)?;
    // Whoever moves the run on does the work; another worker that was quicker has done it.
    if !store::move_run(tx, rule, day, *reached, found.len() as i64)? {
        return Ok(None);
    }
    for found in &found {
        let_go(tx, asked, found, ids, now)?;
    }
    Ok(None)
}

fn let_go(tx: &mut Tx<'_>, asked: &Asked, found: &Found, ids: &Ids, now: i64) -> Result<(), Fault> {
    let group = asked.group;
    match &found.what {
        // Who is gone already was erased otherwise: nothing is left to do.
        What::Person => erase::erase_for(tx, &asked.vault, ids, now, (group, found.person), By::Rule).map(drop),
        What::Note(note) => notes::remove(tx, group, found.identity, *note).map(drop),
        What::Comment { petition, signature } => {
            let seen = Seen { petition: *petition, by: group };
            let without = |was: &Note| Note { comment: String::new(), identifiers: was.identifiers.clone() };
            listing::change_note(tx, &asked.vault, (seen, *signature), &without, (now, ids.bytes())).map(drop)
        }
    }
}

/// Looks and runs that are long over are forgotten.
pub fn forget_old(app: &App) -> Result<(), Fault> {
    let now = app.clock.now();
    let (looks, day) = (now - super::LOOK_KEPT, (now - super::RUN_KEPT).div_euclid(DAY));
    app.db.write_bulk("people.retention_forget", move |tx| store::drop_old(tx, looks, day))
}
