//! The start of a decided outcome: once, at its hour, unless it was halted.
//!
//! One conditional UPDATE claims it, in the transaction that also sets off everything else: the events are confirmed or released, the
//! notice is published, the waves begin. Either all of it is committed or nothing.

use super::ballot_box::{BallotBox, Phase, Signatures, What};
use super::document::{Audience, OutcomeWords};
use super::{Outcome, PlanState, Tools, cast, store};
use crate::coalitions;
use crate::ids::Id;
use db::{Fault, Tx};
use std::sync::Arc;

/// A wave that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// Counted from 1.
    pub number: i64,
    /// Whom it reaches.
    pub audience: Audience,
    /// The id of the message that carries it; the same however often the start is run.
    pub message: Id,
}

/// What starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Whose plan.
    pub coalition: Id,
    /// The plan.
    pub plan: Id,
    /// The group that began the plan.
    pub group: Id,
    /// The ballot that decided it.
    pub ballot: Id,
    /// The outcome.
    pub outcome: Outcome,
    /// Its words.
    pub words: OutcomeWords,
    /// The frozen events, to be confirmed or released.
    pub events: Vec<Id>,
    /// Its waves, in their order.
    pub waves: Vec<Wave>,
    /// The id of its notice; the same however often the start is run.
    pub notice: Id,
}

/// What an outcome sets off in other domains: confirm or release `events`, publish the notice, start a message for each wave. It runs
/// in the transaction of the start, so it only moves rows, and is harmless the second time.
pub type Follow = Arc<dyn Fn(&mut Tx<'_>, i64, &Started) -> Result<(), Fault> + Send + Sync>;

/// Starts it if it is due; `None` where it is not, was halted, or has started.
pub fn start(tx: &mut Tx<'_>, tools: &Tools, now: i64, ballot: Id, follow: &Follow) -> Result<Option<Started>, Fault> {
    let Some(row) = store::ballot(tx, ballot)? else { return Ok(None) };
    // Whoever is just leaving is let go first, or waits and is refused, because a call is on its way.
    coalitions::hold(tx, row.coalition)?;
    if !store::start_ballot(tx, ballot, now)? {
        return Ok(None);
    }
    let Some(row) = store::take_ballot(tx, ballot)? else { return Ok(None) };
    let mut ballot_box = store::ballot_box(tx, tools, &row)?;
    let record = cast::next(&ballot_box, now, What::Started);
    ballot_box.take(&record, Signatures::Known).map_err(|_| Fault::bug("a start that is due was refused"))?;
    store::add_record(tx, tools, tools.ids.fresh(now), &record, None, &ballot_box)?;
    let Some(plan) = store::plan(tx, row.plan)? else { return Err(Fault::bug("a ballot without its plan")) };
    let started = what_starts(&ballot_box, plan.group)?;
    store::set_plan_state(tx, row.plan, row.id, PlanState::after(started.outcome), now)?;
    for wave in &started.waves {
        store::add_wave(tx, row.id, wave, now)?;
    }
    follow(tx, now, &started)?;
    Ok(Some(started))
}

fn what_starts(ballot_box: &BallotBox, group: Id) -> Result<Started, Fault> {
    let Phase::Started { outcome, .. } = ballot_box.phase else { return Err(Fault::bug("it has not started")) };
    let frozen = &ballot_box.frozen;
    let words = frozen.document.outcome(outcome).clone();
    Ok(Started {
        coalition: frozen.coalition,
        plan: frozen.plan,
        group,
        ballot: frozen.ballot,
        outcome,
        waves: waves_of(&words, frozen.ballot),
        words,
        events: frozen.events.iter().map(|event| event.event).collect(),
        notice: frozen.ballot.following(b"notice"),
    })
}

/// The waves of an outcome, with messages whose ids follow from the ballot's or the drill's.
pub(super) fn waves_of(words: &OutcomeWords, from: Id) -> Vec<Wave> {
    let wave =
        |(audience, number): (&Audience, i64)| Wave { number, audience: *audience, message: from.following(&number.to_le_bytes()) };
    words.waves.iter().zip(1..).map(wave).collect()
}

/// The waves of a ballot's outcome: their numbers and messages.
pub fn waves(tx: &mut Tx<'_>, ballot: Id) -> Result<Vec<(i64, Id)>, Fault> {
    store::waves(tx, ballot)
}
