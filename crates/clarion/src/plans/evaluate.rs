//! Asking the rule: after each record, when the consult window ends, and at the deadline. What it gives is noted once, and the start
//! is queued with it.

use super::ballot_box::{BallotBox, Phase, Signatures, What};
use super::store::{self, BallotRow};
use super::telling::{self, News};
use super::{Outcome, PlanState, Tools, cast, commitments, jobs};
use crate::ids::Id;
use db::{Fault, Tx};

/// Notes the outcome that is due, if one is.
pub fn evaluate(tx: &mut Tx<'_>, tools: &Tools, now: i64, ballot: Id) -> Result<Option<Outcome>, Fault> {
    let Some(row) = store::take_ballot(tx, ballot)?.filter(|row| row.state == "open") else { return Ok(None) };
    let mut ballot_box = store::ballot_box(tx, tools, &row)?;
    note_due(tx, tools, now, &row, &mut ballot_box)
}

/// The same on a box that is already in hand.
pub(super) fn note_due(
    tx: &mut Tx<'_>,
    tools: &Tools,
    now: i64,
    row: &BallotRow,
    ballot_box: &mut BallotBox,
) -> Result<Option<Outcome>, Fault> {
    if !matches!(ballot_box.phase, Phase::Open { .. }) {
        return Ok(None);
    }
    let Some(decided) = ballot_box.due(now.max(ballot_box.last_at)) else { return Ok(None) };
    let record = cast::next(ballot_box, now, What::Decided(decided.clone()));
    ballot_box.take(&record, Signatures::Known).map_err(|_| Fault::bug("a decision that the rule gave was refused"))?;
    store::add_record(tx, tools, tools.ids.fresh(now), &record, None, ballot_box)?;
    store::set_plan_state(tx, row.plan, row.id, PlanState::Decided, now)?;
    jobs::queue_start(tx, row.id, decided.starts_at, now)?;
    telling::queue(tx, row.id, News::Decided, now, now)?;
    commitments::enter_decision(tx, tools, now, ballot_box)?;
    Ok(Some(decided.outcome))
}
