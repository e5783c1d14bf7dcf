//! A worker: takes a slice, walks it step by step, and lets it go.
//!
//! While the mails of one step are handed over, those of the next are written and built. The answers of the one go into the same
//! transaction as the deliveries of the next, so a worker never has more on the way than one step's mails.

use super::super::audience::Entry;
use super::claim::{Claim, claim};
use super::letter::Shared;
use super::outcome::{Answer, answer};
use super::prepare::{Ready, prepare};
use super::slice::{Slice, Turn};
use super::step::{self, Lost, Step, Stepped};
use super::{LANES, LEASE, MAILS_PER_STEP, Sink, store};
use crate::app::App;
use crate::clock::SECOND;
use crate::ids::Id;
use crate::messages::calls::WhyPaused;
use crate::messages::{self, BuiltMail, store as sendings};
use ::jobs::{Job, Outcome};
use db::{Fault, FaultKind, Gather};
use std::sync::Arc;
use std::time::Duration;

/// A worker looks up after so long, so that a server that stops need not wait for a whole audience.
const RUN: i64 = 5 * SECOND;
/// While the relay is away, a worker looks for it so often.
const AWAY: i64 = 2 * SECOND;
/// A relay that takes longer over a step's mails leaves the rest of them in doubt.
const HAND_OVER_MAX: Duration = Duration::from_secs(240);
/// Steps that may wait for a commit: each worker has one.
const WAITING_MAX: usize = 16 * LANES;
/// One step is work enough for a commit of its own: while one commit waits for the disk, the other writer goes on.
const SECOND_AT: usize = 1;

/// Delivers sendings into one kind of sink.
pub struct Runner<S: Sink> {
    app: App,
    sink: S,
    step: Gather<Step, Stepped, Lost>,
}

/// A slice in a worker's hand.
struct Hand {
    worker: [u8; 16],
    slice: Slice,
    entries: Arc<[Entry]>,
    shared: Arc<Shared>,
}

impl<S: Sink> Runner<S> {
    /// A runner; it works only when it is asked to.
    pub fn new(app: &App, sink: S) -> Self {
        let clock = app.clock.clone();
        let take = move |tx: &mut db::Tx<'_>, steps: &[Step]| step::step(tx, clock.now(), steps);
        let step = Gather::with_second_at(&app.db, "messages.step", WAITING_MAX, SECOND_AT, take);
        Self { app: app.clone(), sink, step }
    }

    /// Works on the sending that a job names, for a while. What follows: again at once, again later, or nothing.
    pub async fn run(self: Arc<Self>, job: Job) -> Outcome {
        let Ok(sending) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
            return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
        };
        let worker: [u8; 16] = self.app.ids.bytes();
        let until = self.app.clock.now() + RUN;
        match self.work(sending, worker, until).await {
            Ok(None) => Outcome::Done,
            Ok(Some(at)) => Outcome::RetryAt { at, reason: "there is more".to_owned() },
            Err(fault) => {
                tracing::error!(%sending, %fault, "a sending stands still for a moment");
                let at = self.app.clock.now() + AWAY;
                Outcome::RetryAt { at, reason: format!("the database: {:?}", fault.kind()) }
            }
        }
    }

    /// When there is next something to do.
    async fn work(self: &Arc<Self>, sending: Id, worker: [u8; 16], until: i64) -> Result<Option<i64>, Fault> {
        loop {
            if !self.sink.is_ready() {
                return Ok(Some(self.app.clock.now() + AWAY));
            }
            let clock = self.app.clock.clone();
            let asked = move |tx: &mut db::Tx<'_>| claim(tx, clock.now(), sending, &worker, S::IS_DRILL);
            let (slice, entries) = match self.app.db.write("messages.claim_slice", asked).await? {
                Claim::Slice(slice, entries) => (*slice, entries),
                Claim::Nothing(due_at) => return Ok(due_at),
            };
            if self.is_too_many(sending).await? {
                return Ok(None);
            }
            let hand = self.take(worker, slice, entries).await?;
            if let Some(at) = self.walk(hand, until).await? {
                return Ok(Some(at).filter(|at| *at < i64::MAX));
            }
            if self.app.clock.now() >= until {
                return Ok(Some(self.app.clock.now()));
            }
        }
    }

    /// Pauses a sending that is too large for the sink.
    async fn is_too_many(&self, sending: Id) -> Result<bool, Fault> {
        let sink = self.sink.clone();
        let asked = move |tx: &mut db::Tx<'_>| Ok(sink.is_too_many(store::people(tx, sending)?));
        if !self.app.db.read_newest(asked).await? {
            return Ok(false);
        }
        let pause = move |tx: &mut db::Tx<'_>| sendings::pause_itself(tx, sending, WhyPaused::Outbox);
        self.app.db.write("messages.pause_itself", pause).await?;
        tracing::warn!(%sending, "more mails than the outbox is meant for: set CLARION_SMTP_URL to a mail relay");
        Ok(true)
    }

    async fn take(&self, worker: [u8; 16], slice: Slice, entries: Arc<[Entry]>) -> Result<Hand, Fault> {
        let (message, sending, people) = (slice.message, slice.sending, Arc::clone(&entries));
        let shared = self.app.db.read_newest(move |tx| Shared::read(tx, message, sending, &people)).await?;
        for group in shared.group_ids() {
            let known = self.app.vault.know(&self.app.db, group).await;
            known.map_err(|problem| Fault::new(FaultKind::Refused, problem.to_string()))?;
        }
        Ok(Hand { worker, slice, entries, shared: Arc::new(shared) })
    }

    /// Walks a slice to its end, until nothing of it is due, or until time is over; when the sending goes on, if it waits.
    async fn walk(self: &Arc<Self>, mut hand: Hand, until: i64) -> Result<Option<i64>, Fault> {
        let mut ready = self.ready(&hand, self.turns(&hand.slice)).await?;
        let mut settled = Vec::new();
        loop {
            // What was prepared and is not handed over now is prepared again by whoever comes next.
            let is_away = !self.sink.is_ready();
            if is_away || self.app.clock.now() >= until {
                ready = Ready::default();
            }
            let lets_go = ready.candidates.is_empty();
            let Ok(stepped) = self.take_step(&hand, std::mem::take(&mut settled), &ready, lets_go).await? else { return Ok(None) };
            let goers = goers(&stepped.slice, &mut ready);
            hand.slice = stepped.slice;
            if goers.is_empty() {
                let is_over = lets_go || stepped.waits_until.is_some();
                if is_over {
                    if !lets_go {
                        self.let_go(&hand).await?;
                    }
                    let back_at = self.app.clock.now() + AWAY;
                    return Ok(stepped.waits_until.or(is_away.then_some(back_at)));
                }
                ready = self.ready(&hand, self.turns(&hand.slice)).await?;
                continue;
            }
            let next = self.turns(&hand.slice);
            let (turns, mails): (Vec<Turn>, Vec<BuiltMail>) = goers.into_iter().unzip();
            let (answers, prepared) = tokio::join!(self.hand_over(&hand, mails), self.ready(&hand, next));
            settled = turns.into_iter().zip(answers).collect();
            // The answers must be noted even where the next could not be prepared.
            ready = prepared.unwrap_or_default();
        }
    }

    fn turns(&self, slice: &Slice) -> Vec<Turn> {
        slice.turns(self.app.clock.now(), MAILS_PER_STEP)
    }

    async fn ready(self: &Arc<Self>, hand: &Hand, turns: Vec<Turn>) -> Result<Ready, Fault> {
        if turns.is_empty() {
            return Ok(Ready::default());
        }
        let (runner, shared, entries) = (Arc::clone(self), Arc::clone(&hand.shared), Arc::clone(&hand.entries));
        let prepared = tokio::task::spawn_blocking(move || prepare(&runner.app, &runner.sink, &shared, &entries, turns));
        prepared.await.map_err(|_| Fault::bug("preparing mails panicked"))?
    }

    async fn take_step(
        &self,
        hand: &Hand,
        settled: Vec<(Turn, Answer)>,
        ready: &Ready,
        lets_go: bool,
    ) -> Result<Result<Stepped, Lost>, Fault> {
        self.step
            .submit(Step {
                slice: hand.slice.clone(),
                worker: hand.worker,
                entries: Arc::clone(&hand.entries),
                settled,
                candidates: ready.candidates.clone(),
                not_tried_until: self.app.clock.now() + AWAY,
                is_budgeted: hand.shared.is_budgeted,
                is_rated: hand.shared.is_rated,
                is_drill: S::IS_DRILL,
                lets_go,
            })
            .await
    }

    /// Hands mails over in a task of its own, so that a job that is cut off does not cut a mail in two; gives signs of life meanwhile.
    async fn hand_over(self: &Arc<Self>, hand: &Hand, mails: Vec<BuiltMail>) -> Vec<Answer> {
        let all = mails.len();
        let runner = Arc::clone(self);
        let mut carried = tokio::spawn(async move { tokio::time::timeout(HAND_OVER_MAX, runner.sink.hand_over(mails)).await });
        let beat = Duration::from_micros(LEASE.unsigned_abs()) / 3;
        let outcomes = loop {
            tokio::select! {
                done = &mut carried => break done,
                () = tokio::time::sleep(beat) => self.renew(hand).await,
            }
        };
        let outcomes = match outcomes {
            Ok(Ok(outcomes)) if outcomes.len() == all => outcomes,
            _ => vec![messages::Outcome::InDoubt; all],
        };
        outcomes.into_iter().map(answer).collect()
    }

    async fn renew(&self, hand: &Hand) {
        let (slice, worker, clock) = ((hand.slice.message, hand.slice.number), hand.worker, self.app.clock.clone());
        let renew = move |tx: &mut db::Tx<'_>| store::renew(tx, slice, &worker, clock.now() + LEASE);
        if let Err(fault) = self.app.db.write("messages.renew_lease", renew).await {
            tracing::warn!(%fault, "a lease was not renewed");
        }
    }

    /// Another worker may have the slice at once. If this fails, the lease ends by itself.
    async fn let_go(&self, hand: &Hand) -> Result<(), Fault> {
        let (slice, worker, clock) = ((hand.slice.message, hand.slice.number), hand.worker, self.app.clock.clone());
        let let_go = move |tx: &mut db::Tx<'_>| store::renew(tx, slice, &worker, clock.now());
        self.app.db.write("messages.let_go", let_go).await.map(drop)
    }
}

/// Those of the prepared who may be handed over, with their mails.
fn goers(slice: &Slice, ready: &mut Ready) -> Vec<(Turn, BuiltMail)> {
    let goes = |turn: &Turn| slice.on_the_way.contains(&turn.place);
    let turns: Vec<Turn> = ready.candidates.iter().map(|candidate| candidate.turn).filter(goes).collect();
    turns.into_iter().filter_map(|turn| Some((turn, ready.mails.remove(&turn.place)?))).collect()
}
