//! The server inside of a simulation: one process after another over one database, a clock that is moved by hand, and a relay.
//!
//! A process that dies takes all of its memory along: the next one opens the same database with a new `App`. What was asked of the dead
//! one is answered to nobody.

use super::Broken;
use super::dice::Dice;
use super::fates::FateBook;
use super::leanings::Leanings;
use super::relay::SimulatedRelay;
use super::trace::Trace;
use crate::app::App;
use crate::clock::{Clock, SECOND};
use crate::config::Settings;
use crate::ids::Ids;
use crate::keys::Vault;
use crate::messages::{self, Mailer};
use crate::plans::{self, Tools};
use crate::schema;
use db::{DatabaseUrl, Db, Fault, Tx};
use jobs::{Outcome, Registry, Steps};
use std::sync::{Arc, Mutex, PoisonError};

/// When every simulation begins: 15 January 2027, 08:00 UTC.
pub(super) const BEGINS_AT: i64 = 1_800_000_000 * SECOND;
/// A process that dies before it serves anybody is begun again; so often in a row is no chance.
const BEGINNINGS_MAX: usize = 50;

/// What somebody hears who asked for something.
#[derive(Debug)]
pub(super) enum Told<D, R> {
    Done(D),
    Refused(R),
    /// The process died: it may have been done or not.
    Nothing,
}

impl<D, R> Told<D, R> {
    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// The word in the trace.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Refused(_) => "refused",
            Self::Nothing => "no answer",
        }
    }
}

struct Life {
    app: App,
    steps: Steps,
    runtime: tokio::runtime::Runtime,
}

/// Everything around the coalition.
pub(super) struct World {
    pub(super) leanings: Leanings,
    pub(super) dice: Dice,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) relay: SimulatedRelay,
    pub(super) fates: Arc<FateBook>,
    pub(super) trace: Trace,
    url: DatabaseUrl,
    settings: Arc<Settings>,
    life: Life,
}

impl World {
    /// Makes the tables, and begins the first process.
    pub(super) fn begin(seed: u64, url: DatabaseUrl, trace: Trace) -> Result<Self, Broken> {
        let flags = [("public_url", "https://act.example".to_owned()), ("data_dir", "simulation".to_owned())];
        let settings = Settings::read(None, std::iter::empty(), &flags).map_err(Broken::unable)?;
        let (settings, clock, ids) = (Arc::new(settings), Clock::manual(BEGINS_AT), Ids::seeded(seed));
        let leanings = Leanings::of(seed);
        let fates = Arc::new(FateBook::new(Dice::of(seed, "fates"), leanings.fates));
        let builder = Mailer::new(&settings).map_err(Broken::unable)?.builder();
        let relay = SimulatedRelay::new(builder, clock.clone(), Arc::clone(&fates), Dice::of(seed, "relay"), &leanings);
        let db = open(&url, &fates)?;
        db.migrate(schema::MIGRATIONS, BEGINS_AT).map_err(Broken::unable)?;
        drop(db);
        let life = Life::begin(&url, &settings, &clock, &ids, &relay, &fates)?;
        Ok(Self { leanings, dice: Dice::of(seed, "story"), clock, ids, relay, fates, trace, url, settings, life })
    }

    pub(super) fn app(&self) -> &App {
        &self.life.app
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(super) fn tools(&self) -> Tools {
        Tools { vault: self.app().vault.clone(), ids: self.ids.clone() }
    }

    /// Reads the committed state.
    pub(super) fn read<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Broken> {
        self.app().db.read_blocking(run).map_err(|fault| Broken::new(format!("reading failed: {fault}")))
    }

    /// One write, as a page would ask for it. However often the layer runs the closure, it must say the same.
    pub(super) fn write<D: Send + 'static, R: Send + 'static>(
        &mut self,
        name: &'static str,
        verb: impl Fn(&mut Tx<'_>) -> Result<Result<D, R>, Fault> + Send + 'static,
    ) -> Result<Told<D, R>, Broken> {
        let answers: Arc<Mutex<Vec<bool>>> = Arc::default();
        let noted = Arc::clone(&answers);
        let written = self.app().db.write_bulk(name, move |tx| {
            let answer = verb(tx)?;
            noted.lock().unwrap_or_else(PoisonError::into_inner).push(answer.is_ok());
            Ok(answer)
        });
        let answers = answers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if answers.iter().any(|answer| Some(answer) != answers.first()) {
            return Err(Broken::new(format!("{name} was run again after a lost commit and said otherwise: {answers:?}")));
        }
        self.told(name, written)
    }

    /// The same for a verb that a crowd does.
    pub(super) fn gathered<D, R>(
        &mut self,
        name: &'static str,
        verb: impl AsyncFnOnce(&App) -> Result<Result<D, R>, Fault>,
    ) -> Result<Told<D, R>, Broken> {
        let answer = self.life.runtime.block_on(verb(&self.life.app));
        self.told(name, answer)
    }

    fn told<D, R>(&mut self, name: &str, answer: Result<Result<D, R>, Fault>) -> Result<Told<D, R>, Broken> {
        match answer {
            Ok(Ok(done)) => Ok(Told::Done(done)),
            Ok(Err(refusal)) => Ok(Told::Refused(refusal)),
            Err(_) if self.fates.has_died() => self.begin_again().map(|()| Told::Nothing),
            Err(fault) => Err(Broken::new(format!("{name} failed: {fault}"))),
        }
    }

    /// Does at most so many due jobs; their kinds, for the trace.
    pub(super) fn work(&mut self, jobs_max: usize) -> Result<Vec<&'static str>, Broken> {
        let mut kinds = Vec::new();
        while kinds.len() < jobs_max {
            match self.life.runtime.block_on(self.life.steps.run_due_once()) {
                Ok(None) => break,
                Ok(Some(stepped)) => {
                    if let Outcome::GiveUp { reason } = &stepped.outcome {
                        return Err(Broken::new(format!("a job of {} was given up: {reason}", stepped.kind)));
                    }
                    kinds.push(stepped.kind);
                }
                Err(_) if self.fates.has_died() => {
                    kinds.push("death");
                    self.begin_again()?;
                }
                Err(fault) => return Err(Broken::new(format!("later work failed: {fault}"))),
            }
        }
        Ok(kinds)
    }

    fn begin_again(&mut self) -> Result<(), Broken> {
        self.fates.begin();
        self.life = Life::begin(&self.url, &self.settings, &self.clock, &self.ids, &self.relay, &self.fates)?;
        Ok(())
    }
}

fn open(url: &DatabaseUrl, fates: &Arc<FateBook>) -> Result<Db, Broken> {
    let fates = Arc::clone(fates);
    Db::open_inline(url, Arc::new(move || fates.decide())).map_err(Broken::unable)
}

impl Life {
    fn begin(
        url: &DatabaseUrl,
        settings: &Arc<Settings>,
        clock: &Clock,
        ids: &Ids,
        relay: &SimulatedRelay,
        fates: &Arc<FateBook>,
    ) -> Result<Self, Broken> {
        for _ in 0..BEGINNINGS_MAX {
            let db = open(url, fates)?;
            let vault = match Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), ids, clock.now()) {
                Ok(vault) => vault,
                Err(_) if fates.has_died() => {
                    fates.begin();
                    continue;
                }
                Err(problem) => return Err(Broken::unable(problem)),
            };
            let app = App::new(db, vault, clock.clone(), ids.clone(), Arc::clone(settings));
            let mut registry = Registry::new();
            messages::jobs::register_with(&mut registry, &app, relay.clone());
            plans::jobs::register(&mut registry, &app, plans::follow::of(&app));
            let worker = jobs::Settings::new(ids.bytes(), app.waker.clone());
            let now = clock.clone();
            let steps = Steps::new(app.db.clone(), registry, Arc::new(move || now.now()), worker);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(Broken::unable)?;
            return Ok(Self { app, steps, runtime });
        }
        Err(Broken::new("no process lived long enough to begin".to_owned()))
    }
}
