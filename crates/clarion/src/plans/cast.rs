//! Putting a signed record into a ballot box: a group's ballot, a recall, a withdrawal, a halt.
//!
//! The ballot's row is taken first, so that everybody who writes to one ballot waits their turn. Then the rule is asked: if an outcome
//! is already due, it is noted, and whoever came too late is told so. Then the box says whether the record counts; it is added; and the
//! rule is asked again. So a decision is never missed, and never made on other ballots than those that everybody can count.

use super::ballot_box::{BallotBox, BoxRefusal, Phase, Record, Signatures, Signed, What};
use super::evaluate;
use super::store::{self, BallotRow};
use super::telling::{self, News};
use super::{Outcome, PlanState, Tools, commitments};
use crate::ids::Id;
use crate::trust::Hash;
use db::{Fault, Tx};

/// A signed record on its way into a box.
#[derive(Clone, Debug)]
pub struct CastInput {
    /// The record's id.
    pub record: Id,
    /// The ballot.
    pub ballot: Id,
    /// What was signed.
    pub signed: Signed,
}

/// A record that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Its number.
    pub number: u64,
    /// Its receipt: with both, the group can see later that its record is still in the box, and all before it.
    pub receipt: Hash,
    /// What was decided with it, or before it was put in again.
    pub decided: Option<Outcome>,
}

/// Puts a record into its box. The inner answer is the person's; a decision that was due is written either way.
pub fn cast(tx: &mut Tx<'_>, tools: &Tools, now: i64, input: &CastInput) -> Result<Result<Cast, BoxRefusal>, Fault> {
    let Some(row) = store::take_ballot(tx, input.ballot)? else { return Ok(Err(BoxRefusal::OtherBallot)) };
    if let Some(number) = store::record_number(tx, row.id, input.record)? {
        return again(tx, tools, &row, number).map(Ok);
    }
    let mut ballot_box = store::ballot_box(tx, tools, &row)?;
    evaluate::note_due(tx, tools, now, &row, &mut ballot_box)?;
    // An opening goes through `open`, which also freezes the plan.
    if ballot_box.phase == Phase::Prepared {
        return Ok(Err(BoxRefusal::NotOpen));
    }
    // Once something is decided, nothing but a halt is signed.
    let is_halt = matches!(ballot_box.phase, Phase::Decided { .. });
    let withdrawn_before = ballot_box.withdrawals().len();
    let record = next_record(&ballot_box, now, &input.signed);
    if let Err(refusal) = ballot_box.take(&record, Signatures::Check) {
        return Ok(Err(refusal));
    }
    add_signed(tx, tools, input.record, &record, &ballot_box)?;
    let (number, receipt) = (ballot_box.records, ballot_box.head);
    if is_halt {
        commitments::enter_halt(tx, tools, now, &ballot_box)?;
    }
    if ballot_box.withdrawals().len() > withdrawn_before {
        commitments::enter_withdrawal(tx, tools, now, &ballot_box)?;
    }
    let taken_back = match ballot_box.phase {
        Phase::Halted { .. } => Some(News::Halted),
        Phase::Withdrawn { .. } => Some(News::Withdrawn),
        _ => None,
    };
    if let Some(news) = taken_back {
        store::set_plan_state(tx, row.plan, row.id, PlanState::Hold, now)?;
        crate::events::thaw(tx, row.plan)?;
        telling::queue(tx, row.id, news, now, now)?;
    }
    evaluate::note_due(tx, tools, now, &row, &mut ballot_box)?;
    Ok(Ok(Cast { number, receipt, decided: decided(&ballot_box) }))
}

/// A commit in doubt is run again: the record stands, and so does its receipt.
fn again(tx: &mut Tx<'_>, tools: &Tools, row: &BallotRow, number: i64) -> Result<Cast, Fault> {
    let mut ballot_box = BallotBox::new(store::frozen(tools, row)?);
    let mut receipt = ballot_box.head;
    for record in store::records(tx, tools, row.id)? {
        ballot_box.take(&record, Signatures::Known).map_err(|_| Fault::bug("the records of a ballot do not follow"))?;
        if i64::try_from(record.number) == Ok(number) {
            receipt = ballot_box.head;
        }
    }
    Ok(Cast { number: number.unsigned_abs(), receipt, decided: decided(&ballot_box) })
}

fn decided(ballot_box: &BallotBox) -> Option<Outcome> {
    match ballot_box.phase {
        Phase::Decided { outcome, .. } | Phase::Started { outcome, .. } => Some(outcome),
        Phase::Prepared | Phase::Open { .. } | Phase::Halted { .. } | Phase::Withdrawn { .. } => None,
    }
}

/// A group leaves the coalition: in each ballot that runs there it counts as silent from now on. What that means for the rule is noted
/// at once. To be called in the transaction in which it leaves.
pub fn leave(tx: &mut Tx<'_>, tools: &Tools, now: i64, coalition: Id, group: Id) -> Result<(), Fault> {
    for ballot in store::running_ballots(tx, coalition)? {
        let Some(row) = store::take_ballot(tx, ballot)? else { continue };
        let mut ballot_box = store::ballot_box(tx, tools, &row)?;
        evaluate::note_due(tx, tools, now, &row, &mut ballot_box)?;
        let left = next(&ballot_box, now, What::Left(super::ballot_box::Left { group }));
        // It never was in this electorate, or is out of it already.
        if ballot_box.take(&left, Signatures::Check).is_err() {
            continue;
        }
        store::add_record(tx, tools, tools.ids.fresh(now), &left, None, &ballot_box)?;
        evaluate::note_due(tx, tools, now, &row, &mut ballot_box)?;
    }
    Ok(())
}

/// The next record of a box. Clocks of two servers may differ a little; time in a box never runs backwards.
pub(super) fn next(ballot_box: &BallotBox, now: i64, what: What) -> Record {
    Record { number: ballot_box.records + 1, at: now.max(ballot_box.last_at), what }
}

pub(super) fn next_record(ballot_box: &BallotBox, now: i64, signed: &Signed) -> Record {
    next(ballot_box, now, What::Signed(signed.clone()))
}

pub(super) fn add_signed(tx: &mut Tx<'_>, tools: &Tools, id: Id, record: &Record, now: &BallotBox) -> Result<(), Fault> {
    let What::Signed(signed) = &record.what else { return Err(Fault::bug("only signed records have a challenge")) };
    store::add_record(tx, tools, id, record, Some(Hash::of(&[signed.words.as_bytes()])), now)
}
