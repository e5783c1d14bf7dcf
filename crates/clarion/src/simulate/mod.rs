//! `clarion simulate`: a small coalition lives through many days in one process, in virtual time, while everything that can go wrong
//! goes wrong. The same seed tells the same story.
//!
//! The people of `people.rs` do what `deeds/` holds, through the very verbs that the pages call: they vote, invite, leave, recall, call
//! and stop; one of their groups is hostile. The server they talk to (`world.rs`) loses connections and dies at any write
//! (`fates.rs`), its clock jumps, and its mail relay (`relay.rs`) answers as it likes; each seed leans to something else
//! (`leanings.rs`). After every step `check.rs` compares what the server has written with what the simulation itself knows must be
//! true. Nothing here serves anybody.

mod check;
mod deeds;
mod dice;
mod fates;
mod leanings;
mod people;
mod recount;
mod relay;
pub(crate) mod store;
mod trace;
mod world;

use crate::clock::DAY;
use crate::coalitions::Coalition;
use crate::ids::Id;
use crate::trust::Hash;
use db::DatabaseUrl;
use people::{Party, Supporter};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use trace::Trace;
use world::{BEGINS_AT, World};

/// What must hold and does not, or why there could be no simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// In the step of this number; 0 before the first.
    pub step: u64,
    /// What was found, in a sentence.
    pub what: String,
}

impl Broken {
    fn new(what: String) -> Self {
        Self { step: 0, what }
    }

    fn unable(problem: impl std::fmt::Display) -> Self {
        Self::new(format!("the simulation cannot go on: {problem}"))
    }
}

/// One simulation.
pub struct Simulation {
    /// From which all of its chance is drawn.
    pub seed: u64,
    /// How long it goes on.
    pub steps: u64,
    /// An empty database.
    pub url: DatabaseUrl,
    /// Where the lines of its trace go.
    pub trace: Option<Box<dyn Write + Send>>,
}

/// What a simulation saw, when everything held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lived {
    /// Steps.
    pub steps: u64,
    /// Microseconds of simulated time.
    pub time: i64,
    /// Processes that died.
    pub deaths: u64,
    /// Ballots of which an outcome started.
    pub started: u64,
    /// Mails that the relay took.
    pub mails: u64,
    /// The hash of the trace.
    pub trace: String,
}

impl Lived {
    /// Whole simulated days.
    pub fn days(&self) -> i64 {
        self.time / DAY
    }
}

/// A ballot as the simulation remembers it.
#[derive(Default)]
struct Vote {
    id: Id,
    /// How many records it had when it was last counted again.
    records: usize,
    /// Records whose answer somebody got: their numbers and the hash of what was signed.
    answered: BTreeMap<u64, Hash>,
    /// More than prepared: from then on it must stay.
    was_open: bool,
    /// It has come to its end, and its end was checked.
    is_over: bool,
}

/// A sending that may run.
struct Running {
    id: Id,
    /// The subjects that its mails may have.
    subjects: Vec<String>,
    is_over: bool,
    /// Stopped or paused when later work last began: nothing of it may leave.
    is_held_up: bool,
    /// The pauses that groups asked for and were not refused, in their order: when, and which group.
    pauses: Vec<(i64, Id)>,
    /// Which of the sendings it corrects.
    corrects: Option<usize>,
    /// Its waves whose audience is known.
    waves: BTreeSet<Id>,
    /// Who has it: humans and mailboxes.
    humans: BTreeSet<Id>,
    mailboxes: BTreeSet<String>,
}

impl Running {
    fn new(id: Id, subjects: Vec<String>, is_over: bool) -> Self {
        let (waves, humans, mailboxes) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { id, subjects, is_over, is_held_up: false, pauses: Vec::new(), corrects: None, waves, humans, mailboxes }
    }
}

/// What the simulation knows by itself.
struct Story {
    world: World,
    coalition: Option<Coalition>,
    parties: Vec<Party>,
    supporters: Vec<Supporter>,
    /// Mailboxes whose owners left all calls and have not agreed again.
    left: BTreeSet<String>,
    petition: Id,
    signatures: BTreeSet<Id>,
    plans: Vec<Id>,
    /// The deadline of the newest plan, as it was last written.
    plan_ends_at: i64,
    ballots: Vec<Vote>,
    /// What holders of passkeys signed of their own will.
    honest: BTreeSet<Hash>,
    /// What others made up or signed in a name that is not theirs.
    forged: BTreeSet<Hash>,
    events: Vec<deeds::Gathering>,
    sendings: Vec<Running>,
    /// The mails of the sendings: which sending, which human.
    mails: BTreeMap<Id, (usize, Id)>,
    mails_seen: usize,
    log: Option<tlog::Checkpoint>,
    started: u64,
    is_at_its_end: bool,
}

impl Story {
    fn empty(world: World) -> Self {
        Self {
            world,
            coalition: None,
            parties: Vec::new(),
            supporters: Vec::new(),
            left: BTreeSet::new(),
            petition: Id::ZERO,
            signatures: BTreeSet::new(),
            plans: Vec::new(),
            plan_ends_at: 0,
            ballots: Vec::new(),
            honest: BTreeSet::new(),
            forged: BTreeSet::new(),
            events: Vec::new(),
            sendings: Vec::new(),
            mails: BTreeMap::new(),
            mails_seen: 0,
            log: None,
            started: 0,
            is_at_its_end: false,
        }
    }

    /// The coalition, which stands from the beginning.
    fn coalition(&self) -> Coalition {
        self.coalition.clone().expect("it is founded before anything else")
    }

    fn step(&mut self, number: u64) -> Result<(), Broken> {
        let passing = self.world.dice.time_passing();
        self.world.clock.advance(passing);
        let told = deeds::any(self)?;
        let jobs_max = self.world.dice.below(self.world.leanings.jobs);
        self.note_held_up()?;
        let jobs = self.world.work(jobs_max)?;
        self.check()?;
        let minutes = (self.world.now() - BEGINS_AT) / crate::clock::MINUTE;
        self.world.trace.line(&format!("{number} {minutes} min: {told}; {}", jobs.join(", ")));
        Ok(())
    }
}

/// Steps after the last one in which nothing goes wrong any more, so that everything can come to its end.
const CALM_STEPS: u64 = 60;

/// Lives through one simulation.
pub fn live(simulation: Simulation) -> Result<Lived, Broken> {
    let Simulation { seed, steps, url, trace } = simulation;
    let mut world = World::begin(seed, url, Trace::new(trace))?;
    world.fates.calm(false);
    let leanings = format!("0 {:?}", world.leanings);
    world.trace.line(&leanings);
    let mut story = Story::settle_in(world)?;
    for number in 1..=steps {
        story.step(number).map_err(|broken| Broken { step: number, ..broken })?;
    }
    story.come_to_an_end().map_err(|broken| Broken { step: steps, ..broken })?;
    Ok(Lived {
        steps,
        time: story.world.now() - BEGINS_AT,
        deaths: story.world.fates.deaths(),
        started: story.started,
        mails: story.mails_seen as u64,
        trace: story.world.trace.sum(),
    })
}
