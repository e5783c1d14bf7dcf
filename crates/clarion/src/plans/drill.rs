//! A drill: an outcome of a plan as it would go out now, settled, written and counted, into a sink that cannot send.
//!
//! It is the sending of the outcome's waves with [`is_drill`](calls::Sending::is_drill) set, so everything up to the sink is the real
//! thing. Nothing is published, no event is confirmed, nobody's contacts of the week are used up.

use super::start::{Started, waves_of};
use super::{Outcome, Tools, follow, store};
use crate::coalitions;
use crate::ids::Id;
use crate::messages::calls::{self, Sending, State};
use db::{Fault, Tx};

/// Drills that a plan's page lists.
pub const DRILLS_MAX: i64 = 20;

refusals! {
    /// Why a drill was not started.
    DrillRefusal {
        /// There is no such plan.
        Unknown = "plan-refused-unknown",
        /// The outcome has no waves.
        Nobody = "drill-refused-nobody",
        /// Its words could not be published, so the real thing could not start either.
        Words = "ballot-refused-notice-words",
        /// Another of this plan runs.
        Runs = "drill-refused-runs",
    }
}

/// What is drilled.
#[derive(Clone, Debug)]
pub struct DrillInput {
    /// The drill's id.
    pub id: Id,
    /// Whose plan.
    pub coalition: Id,
    /// The plan.
    pub plan: Id,
    /// Which of its outcomes.
    pub outcome: Outcome,
    /// The address of this site.
    pub public_url: String,
}

/// Starts a drill of the plan's newest version. After it, wake the workers.
pub fn start(tx: &mut Tx<'_>, tools: &Tools, now: i64, input: &DrillInput) -> Result<Result<(), DrillRefusal>, Fault> {
    // One after the other: what is looked at here still stands when this commits.
    coalitions::hold(tx, input.coalition)?;
    let plan = store::plan(tx, input.plan)?.filter(|plan| plan.coalition == input.coalition);
    let Some(plan) = plan else { return Ok(Err(DrillRefusal::Unknown)) };
    let Some(version) = store::version(tx, tools, plan.id, plan.version)? else { return Ok(Err(DrillRefusal::Unknown)) };
    let words = version.document.outcome(input.outcome).clone();
    if words.waves.is_empty() {
        return Ok(Err(DrillRefusal::Nobody));
    }
    if follow::check_outcome(&version.document, input.outcome, &input.public_url).is_err() {
        return Ok(Err(DrillRefusal::Words));
    }
    // Started again after a commit whose answer was lost, it is the one that runs.
    let runs = |drill: &Sending| drill.id != input.id && matches!(drill.state, State::Running | State::Paused);
    if drills_of(tx, plan.coalition, plan.id)?.iter().any(runs) {
        return Ok(Err(DrillRefusal::Runs));
    }
    let started = Started {
        coalition: plan.coalition,
        plan: plan.id,
        group: plan.group,
        ballot: input.id,
        outcome: input.outcome,
        waves: waves_of(&words, input.id),
        words,
        events: Vec::new(),
        notice: Id::ZERO,
    };
    for message in follow::drilled(&started, now) {
        calls::start(tx, now, &message)?;
    }
    Ok(Ok(()))
}

/// The newest drills of a plan.
pub fn drills_of(tx: &mut Tx<'_>, coalition: Id, plan: Id) -> Result<Vec<Sending>, Fault> {
    calls::drills_of(tx, coalition, plan, DRILLS_MAX)
}
