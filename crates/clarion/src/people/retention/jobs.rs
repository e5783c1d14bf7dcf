//! Later work of retention: looks are counted when an owner asks, rules run once a day, owners are mailed.

use super::{Kind, Rule, count, run, telling};
use crate::app::App;
use crate::aside::{self, aside};
use crate::ids::Id;
use crate::messages::Mailer;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const COUNT: &str = "people.retention_count";
const RUN: &str = "people.retention";
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);
/// A list of a million takes a minute to count, and hours to erase from. The work ends by itself and goes on where it stood: it must not be
/// given up for being tried often.
const BOUNDS: Bounds = Bounds {
    attempts_max: i64::MAX / 2,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(60),
    run_time_max: Duration::from_secs(6 * 3600),
    parallel_max: 1,
};

/// Queues the counting of a look. After it, wake the workers.
pub(super) fn queue_count(tx: &mut Tx<'_>, group: Id, kind: Kind, look: Id, now: i64) -> Result<(), Fault> {
    let payload = [&group.0[..], &look.0[..], kind.as_str().as_bytes()].concat();
    ::jobs::queue(
        tx,
        &[NewJob { id: look.following(COUNT.as_bytes()).0, kind: COUNT, payload: &payload, run_at: now, created_at: now }],
    )
}

/// Group, look and kind of a payload.
fn read(payload: &[u8]) -> Option<(Id, Kind, Id)> {
    let (group, rest) = payload.split_first_chunk::<16>()?;
    let (look, kind) = rest.split_first_chunk::<16>()?;
    Some((Id(*group), Kind::of(std::str::from_utf8(kind).ok()?)?, Id(*look)))
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    telling::register(registry, app, mailer);
    let counting = app.clone();
    registry.add(COUNT, BOUNDS, move |job| counted(counting.clone(), job));
    let running = app.clone();
    registry.add_every(RUN, DAILY, BOUNDS, move |_| {
        let app = running.clone();
        async move { outcome(run_all(&app).await) }
    });
}

async fn counted(app: App, job: Job) -> Outcome {
    let Some(look) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    if app.vault.know(&app.db, look.0).await.is_err() {
        return Outcome::retry("a group's key is not known here yet");
    }
    outcome(aside(move |is_wanted| count::count(&app, look, is_wanted)).await)
}

/// Every rule that does something today. `false`: the worker stops.
async fn run_all(app: &App) -> Result<bool, Fault> {
    let listing = app.clone();
    let rules = tokio::task::spawn_blocking(move || run::due(&listing)).await;
    // What goes wrong with one group's list stops no other group's rule.
    let mut first = None;
    for rule in rules.unwrap_or_else(|_| Err(Fault::bug("retention panicked")))? {
        match run_one(app, rule).await {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(fault) => first = first.or(Some(fault)),
        }
    }
    let forgetting = app.clone();
    let forgotten = aside(move |_| run::forget_old(&forgetting).map(|()| true)).await;
    first.map_or(forgotten, Err)
}

async fn run_one(app: &App, rule: Rule) -> Result<bool, Fault> {
    app.vault.know(&app.db, rule.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let running = app.clone();
    aside(move |is_wanted| run::run(&running, &rule, is_wanted)).await
}

fn outcome(worked: Result<bool, Fault>) -> Outcome {
    if let Err(fault) = &worked {
        tracing::error!(%fault, "retention was not worked on");
    }
    aside::outcome(worked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        let payload = [&[7; 16][..], &[8; 16][..], b"quiet"].concat();
        assert_eq!(read(&payload), Some((Id([7; 16]), Kind::Quiet, Id([8; 16]))));
        assert_eq!((read(&[7; 32]), read(&[7; 9]), read(&[])), (None, None, None));
    }
}
