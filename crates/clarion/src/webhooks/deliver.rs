//! Posting what waits: a job is a turn of one hook. It takes a few deliveries in hand, reads what they name, posts them side by side,
//! and notes what became of them, until nothing is due, something failed, or its time is up; then the next turn is queued.
//!
//! A delivery in hand is due again when its lease ends, so what a killed worker had is posted again, under the same id. A hook has one
//! turn at a time in each process, so a slow receiver holds one place and no other group's hooks.

use super::content::Desk;
use super::post::{self, Posted, Problem, Signed};
use super::store::{self, Attempt, Claimed};
use super::{
    FAILING_MAX, Hook, KEPT_TRYING, Kind, LOG_LIFE, LOG_MAX, REST, RETRIES, Reach, Sealed, WAITING_MAX, signature, telling,
};
use crate::app::App;
use crate::clock::{MINUTE, SECOND};
use crate::ids::Id;
use crate::osdi::hal::Links;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, FaultKind, Tx};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

const TURN: &str = "webhooks.turn";
const FORGET: &str = "webhooks.forget";
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);

/// A turn is short and may be cut off anywhere. Many at once: each waits for somebody else's server.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 32,
};
/// Posted side by side to one receiver.
const SIDE_BY_SIDE: i64 = 4;
/// After so long a turn makes room for other hooks.
const TURN_TIME: Duration = Duration::from_secs(20);
/// Whoever has a delivery in hand for longer than a post and its note can take is gone.
const LEASE: i64 = MINUTE;
/// Rows forgotten with one commit.
const FORGET_SLICE: u64 = 500;

/// Queues a turn for each hook (hook, what the turn is for). After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, turns: &[(Id, Id)], run_at: i64, now: i64) -> Result<(), Fault> {
    let job = |(hook, what): &'_ (Id, Id)| -> [u8; 16] {
        *blake3::derive_key(TURN, &[hook.0, what.0].concat()).first_chunk().expect("a hash has 32 bytes")
    };
    let jobs: Vec<NewJob<'_>> =
        turns.iter().map(|turn| NewJob { id: job(turn), kind: TURN, payload: &turn.0.0, run_at, created_at: now }).collect();
    ::jobs::queue(tx, &jobs)
}

/// Adds these kinds of job to the registry of a worker.
pub(super) fn register(registry: &mut Registry, app: &App) {
    let postman = Arc::new(Postman { app: app.clone(), links: Links::new(&app.settings.public_url), on_turn: Mutex::default() });
    registry.add(TURN, BOUNDS, move |job| {
        let postman = Arc::clone(&postman);
        async move { postman.run(&job).await }
    });
    let app = app.clone();
    registry.add_every(FORGET, DAILY, Bounds::default(), move |_| {
        let app = app.clone();
        async move {
            match forget(&app).await {
                Ok(()) => Outcome::Done,
                Err(fault) => Outcome::retry(format!("{:?}", fault.kind())),
            }
        }
    });
}

async fn forget(app: &App) -> Result<(), Fault> {
    let before = app.clock.now() - LOG_LIFE;
    while app.db.write("webhooks.forget", move |tx| store::forget_attempts(tx, before, FORGET_SLICE as i64)).await? == FORGET_SLICE
    {
    }
    Ok(())
}

/// One delivery that was posted, or that there was nothing to post for.
struct Done {
    claimed: Claimed,
    /// `None` where it named nothing that the group may see.
    posted: Option<Posted>,
    took: Duration,
    at: i64,
}

struct Postman {
    app: App,
    links: Links,
    /// Hooks on turn in this process.
    on_turn: Mutex<HashSet<Id>>,
}

/// Takes a hook off its turn, however the turn ends.
struct OnTurn<'a> {
    postman: &'a Postman,
    hook: Id,
}

impl Drop for OnTurn<'_> {
    fn drop(&mut self) {
        self.postman.lock().remove(&self.hook);
    }
}

impl Postman {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<Id>> {
        self.on_turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` where the hook is on turn already.
    fn begin(&self, hook: Id) -> Option<OnTurn<'_>> {
        let begins = self.lock().insert(hook);
        // Made only then: dropping one takes the hook off its turn.
        begins.then(|| OnTurn { postman: self, hook })
    }

    async fn run(&self, job: &Job) -> Outcome {
        let Ok(hook) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
            return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
        };
        let Some(turn) = self.begin(hook) else { return Outcome::Done };
        let ended = self.turn(hook).await;
        // First the end of the turn, then the look for what is left: whoever came before its end is seen, whoever comes after takes a
        // turn of its own.
        drop(turn);
        let now = self.app.clock.now();
        let next = self.app.db.write("webhooks.next_turn", move |tx| queue_next(tx, hook, now)).await;
        match ended.and(next) {
            Ok(()) => Outcome::Done,
            Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
        }
    }

    /// Posts what is due.
    async fn turn(&self, id: Id) -> Result<(), Fault> {
        let begun = Instant::now();
        while begun.elapsed() < TURN_TIME {
            let now = self.app.clock.now();
            let lease = now + LEASE;
            let claimed = self.app.db.write("webhooks.claim", move |tx| claim(tx, id, now, lease)).await?;
            let Some((hook, claimed)) = claimed.filter(|(_, claimed)| !claimed.is_empty()) else { break };
            let done = self.post_all(&hook, claimed).await?;
            let now = self.app.clock.now();
            let has_failed = self.app.db.write("webhooks.settle", move |tx| settle(tx, &hook, &done, lease, now)).await?;
            self.app.waker.wake();
            if has_failed {
                break;
            }
        }
        Ok(())
    }

    async fn post_all(&self, hook: &Hook, claimed: Vec<Claimed>) -> Result<Vec<Done>, Fault> {
        let app = &self.app;
        app.vault.know(&app.db, hook.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        let sealed = Sealed::open(&app.vault, hook.group, hook.id, &hook.sealed)?;
        let url = Url::parse(&sealed.url).map_err(|_| Fault::bug("a webhook's address cannot be read"))?;
        let (vault, links, settings, group) = (app.vault.clone(), self.links.clone(), Arc::clone(&app.settings), hook.group);
        let bodies = app.db.read_newest(move |tx| {
            let desk = Desk { vault: &vault, links: &links, public_url: &settings.public_url };
            let with_body = |claimed: &Claimed| Ok((claimed.clone(), body_of(&desk, tx, group, claimed)?));
            claimed.iter().map(with_body).collect::<Result<Vec<_>, Fault>>()
        });
        let posts = bodies.await?.into_iter().map(|(claimed, body)| self.post_one(&sealed, &url, claimed, body));
        Ok(futures_util::future::join_all(posts).await)
    }

    async fn post_one(&self, sealed: &Sealed, url: &Url, claimed: Claimed, body: Option<Vec<u8>>) -> Done {
        let (at, begun) = (self.app.clock.now(), Instant::now());
        let Some(body) = body else { return Done { claimed, posted: None, took: Duration::ZERO, at } };
        let (id, seconds) = (claimed.id.to_string(), at.div_euclid(SECOND));
        let signature = signature::header(sealed.secrets(at), &id, seconds, &body);
        let signed = Signed { id, seconds: seconds.to_string(), signature, body: body.into() };
        let posted = post::post(&self.app.names, reach(&self.app), url, signed).await;
        Done { claimed, posted: Some(posted), took: begun.elapsed(), at }
    }
}

/// What is posted. What our own mistake keeps from being written is left out, so that it does not hold up all that comes after it.
fn body_of(desk: &Desk<'_>, tx: &mut Tx<'_>, group: Id, claimed: &Claimed) -> Result<Option<Vec<u8>>, Fault> {
    match desk.body(tx, group, claimed) {
        Err(fault) if fault.kind() == FaultKind::Bug => {
            tracing::error!(delivery = %claimed.id, %fault, "a webhook cannot be told of this");
            Ok(None)
        }
        other => other,
    }
}

/// How far hooks reach on this server.
pub(super) fn reach(app: &App) -> Reach {
    if app.settings.webhooks_private { Reach::Private } else { Reach::Public }
}

/// Takes what is due in hand; `None` where the hook is gone or rests. What waits for one that is off or gone is dropped, some in a turn.
fn claim(tx: &mut Tx<'_>, id: Id, now: i64, lease: i64) -> Result<Option<(Hook, Vec<Claimed>)>, Fault> {
    let Some(hook) = store::one(tx, id)? else {
        store::drop_some(tx, id, FORGET_SLICE as i64)?;
        return Ok(None);
    };
    // Nothing is posted before all that is not wanted any more is gone.
    if !hook.is_on && store::drop_some_unwanted(tx, hook.id, FORGET_SLICE as i64)? == FORGET_SLICE {
        return Ok(None);
    }
    if hook.rests_until > now {
        return Ok(None);
    }
    let claimed = store::claim(tx, hook.id, now, lease, SIDE_BY_SIDE)?;
    Ok(Some((hook, claimed)))
}

/// Notes what became of a few; whether one of them failed.
fn settle(tx: &mut Tx<'_>, hook: &Hook, done: &[Done], lease: i64, now: i64) -> Result<bool, Fault> {
    let (mut has_failed, mut has_succeeded, mut is_gone) = (false, false, false);
    // Removed meanwhile: what waited for it goes in its next turn, and no note of a try outlives it.
    if !store::hold(tx, hook.id)? {
        return Ok(false);
    }
    for done in done {
        let Some(posted) = done.posted else {
            store::drop_delivery(tx, hook.id, done.claimed.id)?;
            continue;
        };
        let number = done.claimed.attempts + 1;
        store::add_attempt(tx, hook.id, &attempt_of(done, number, posted))?;
        let is_try = done.claimed.kind == Kind::Test;
        match retry_after(posted, done, now).filter(|_| !is_try) {
            Some(wait) => drop(store::again(tx, (hook.id, done.claimed.id), number, now + wait, lease)?),
            None => drop(store::drop_delivery(tx, hook.id, done.claimed.id)?),
        }
        has_succeeded |= posted.problem.is_none() && !is_try;
        has_failed |= posted.problem.is_some() && !is_try;
        is_gone |= posted.problem == Some(Problem::Gone) && !is_try;
    }
    store::drop_older(tx, hook.id, LOG_MAX)?;
    if has_succeeded {
        store::succeeded(tx, hook.id)?;
    }
    if has_failed {
        let since = store::failed(tx, hook.id, now, now + REST)?;
        let why = if is_gone { Some("gone") } else { since.filter(|since| now - since >= FAILING_MAX).map(|_| "failing") };
        if let Some(why) = why {
            switch_off(tx, hook.id, why, now)?;
        }
    }
    Ok(has_failed)
}

fn attempt_of(done: &Done, number: i64, posted: Posted) -> Attempt {
    Attempt {
        delivery: done.claimed.id,
        number,
        kind: done.claimed.kind,
        status: i64::from(posted.status),
        problem: posted.problem.map_or_else(String::new, |problem| problem.as_str().to_owned()),
        took_ms: i64::try_from(done.took.as_millis()).unwrap_or(i64::MAX),
        tried_at: done.at,
    }
}

/// How long a failed delivery waits; `None` for one that was taken or is given up.
fn retry_after(posted: Posted, done: &Done, now: i64) -> Option<i64> {
    posted.problem?;
    let wait = RETRIES.get(usize::try_from(done.claimed.attempts).ok()?)?;
    (now + wait - done.claimed.made_at <= KEPT_TRYING).then_some(*wait)
}

/// What waits for it goes in its next turns: nobody would know what to make of it when the hook is switched on again some day.
fn switch_off(tx: &mut Tx<'_>, hook: Id, why: &str, now: i64) -> Result<(), Fault> {
    match store::give_up(tx, hook, why, now)? {
        Some(group) => telling::queue(tx, hook, group, now),
        None => Ok(()),
    }
}

/// The turn in which the next is due. What is due and could not be posted yet comes at once, or when the hook has rested.
fn queue_next(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<(), Fault> {
    let Some(due) = store::next_due(tx, id)? else { return Ok(()) };
    let hook = store::one(tx, id)?;
    if hook.as_ref().is_some_and(|hook| hook.is_on) && store::waiting(tx, id, WAITING_MAX + 1)? > WAITING_MAX {
        switch_off(tx, id, "full", now)?;
    }
    let at = hook.map_or(now, |hook| due.max(hook.rests_until).max(now));
    let mut what = [0; 16];
    what[..8].copy_from_slice(&at.to_be_bytes());
    queue(tx, &[(id, Id(what))], at, now)
}
