//! Later work of merging: the numbers are counted, people move or move back, late-comers follow, and what stood before is forgotten.

use super::{State, count, slices, store};
use crate::app::App;
use crate::aside::{aside, outcome};
use crate::clock::SECOND;
use crate::ids::Id;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const COUNT: &str = "groups.merge_count";
const WORK: &str = "groups.merge";
const SWEEP: &str = "groups.merge_sweep";
const FORGET: &str = "groups.merge_forget";
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);
/// The work ends by itself, not by how often a worker looked: it must not be given up halfway. A list of a million takes minutes; a
/// machine in trouble gets six hours at a time.
const BOUNDS: Bounds = Bounds {
    attempts_max: i64::MAX / 2,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(60),
    run_time_max: Duration::from_secs(6 * 3600),
    parallel_max: 2,
};

fn queue(tx: &mut Tx<'_>, kind: &'static str, merge: Id, which: &[u8], now: i64) -> Result<(), Fault> {
    let id = merge.following(&[kind.as_bytes(), which].concat()).0;
    ::jobs::queue(tx, &[NewJob { id, kind, payload: &merge.0, run_at: now, created_at: now }])
}

pub(super) fn queue_count(tx: &mut Tx<'_>, merge: Id, now: i64) -> Result<(), Fault> {
    queue(tx, COUNT, merge, &now.to_le_bytes(), now)
}

/// The work that follows from a start, or from the second word for taking apart: once for each.
pub(super) fn queue_work(tx: &mut Tx<'_>, merge: Id, state: State, now: i64) -> Result<(), Fault> {
    queue(tx, WORK, merge, &[state as u8], now)
}

/// One a second at most, however many come late.
pub(super) fn queue_sweep(tx: &mut Tx<'_>, merge: Id, now: i64) -> Result<(), Fault> {
    let second = now.div_euclid(SECOND);
    // The job of the next second sees whoever committed in this one.
    queue(tx, SWEEP, merge, &second.to_le_bytes(), (second + 1) * SECOND)
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App) {
    let add = |registry: &mut Registry, kind, work: Handler| {
        let app = app.clone();
        registry.add(kind, BOUNDS, move |job| run(app.clone(), job, work));
    };
    add(registry, COUNT, |app, id, _| {
        let merge = app.db.read_blocking(move |tx| store::merge(tx, id))?.filter(|merge| merge.state == State::Agreed);
        merge.map_or(Ok(()), |merge| count::count(app, &merge)).map(|()| true)
    });
    add(registry, WORK, |app, id, is_wanted| slices::run(app, id, is_wanted));
    add(registry, SWEEP, |app, id, _| slices::sweep(app, id).map(|()| true));
    let app = app.clone();
    registry.add_every(FORGET, DAILY, Bounds::default(), move |_| {
        let app = app.clone();
        async move {
            let forget = move |is_wanted: &dyn Fn() -> bool| {
                while is_wanted() && slices::forget_some(&app)? > 0 {}
                Ok(is_wanted())
            };
            outcome(aside(forget).await)
        }
    });
}

type Handler = fn(&App, Id, &dyn Fn() -> bool) -> Result<bool, Fault>;

async fn run(app: App, job: Job, work: Handler) -> Outcome {
    let Ok(id) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let merge = app.db.read_newest(move |tx| store::merge(tx, id)).await;
    for group in merge.ok().flatten().iter().flat_map(super::Merge::groups) {
        if app.vault.know(&app.db, group).await.is_err() {
            return Outcome::retry("a group's key is not known here yet");
        }
    }
    let worked = aside(move |is_wanted| work(&app, id, is_wanted)).await;
    if let Err(fault) = &worked {
        tracing::error!(merge = %id, %fault, "a merge was not worked on");
    }
    outcome(worked)
}
