//! Opening a ballot: one person has the plan frozen, two of different steering groups sign it, and with the second it is open.
//!
//! At the second signature everything is put together once more. If a word, an event, a group or a passkey changed since the plan was
//! frozen, the ballot does not open: what the first person signed would no longer be true.

use super::ballot_box::{BoxRefusal, Phase, Signed};
use super::document::{Frozen, FrozenRefusal};
use super::freeze::{self, BallotOf, Facts};
use super::{PlanVersion, Tools, cast, commitments, jobs, store, telling};
use crate::events;
use crate::ids::Id;
use crate::trust::ballot::SignedWords;
use crate::trust::canonical;
use db::{Fault, Tx};

/// A plan, frozen and sealed.
#[derive(Clone, Debug)]
pub struct Preparation {
    /// What was frozen.
    pub frozen: Frozen,
    group: Id,
    sealed: Vec<u8>,
}

/// Why a ballot is not prepared or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefusal {
    /// What was to be frozen.
    #[error(transparent)]
    Frozen(#[from] FrozenRefusal),
    /// Its deadline is too near.
    #[error("The deadline must lie after the consult window. Change the plan first.")]
    DeadlineTooSoon,
    /// There is none.
    #[error("There is no such plan, or somebody changed it. Load the page again.")]
    Unknown,
    /// It is on a ballot, decided or over.
    #[error("Groups already vote on this plan, or it is over.")]
    PlanFrozen,
    /// A word, an event, a group or a passkey.
    #[error("Something changed since this ballot was prepared. Prepare it again, so that both of you sign the same.")]
    Changed,
    /// The signature.
    #[error(transparent)]
    Box(#[from] BoxRefusal),
}

/// Freezes a version for a new ballot, outside of the transaction.
pub fn prepare(
    tools: &Tools,
    (coalition, plan, group): (Id, Id, Id),
    version: &PlanVersion,
    facts: &Facts,
    now: i64,
) -> Result<Result<Preparation, OpenRefusal>, Fault> {
    let of = BallotOf { coalition, plan, ballot: tools.ids.fresh(now) };
    let frozen = freeze::freeze(of, tools.ids.bytes(), version, facts, now);
    if let Err(refusal) = frozen.check() {
        return Ok(Err(refusal.into()));
    }
    let document = &frozen.document;
    if now.saturating_add(document.consult_minutes * crate::clock::MINUTE) >= document.deadline {
        return Ok(Err(OpenRefusal::DeadlineTooSoon));
    }
    let sealed = tools.seal(of.ballot, &canonical::of(&frozen))?;
    Ok(Ok(Preparation { frozen, group, sealed }))
}

/// Keeps the frozen plan until two people signed it. A group's earlier preparation of the same plan is dropped.
pub fn keep(tx: &mut Tx<'_>, preparation: &Preparation, now: i64) -> Result<Result<(), OpenRefusal>, Fault> {
    let frozen = &preparation.frozen;
    let Some(plan) = store::plan(tx, frozen.plan)?.filter(|plan| plan.version == frozen.version) else {
        return Ok(Err(OpenRefusal::Unknown));
    };
    if !plan.state.is_open_to_edits() {
        return Ok(Err(OpenRefusal::PlanFrozen));
    }
    store::add_ballot(tx, preparation.group, frozen, &preparation.sealed, now)?;
    Ok(Ok(()))
}

/// One signature of an opening.
#[derive(Clone, Debug)]
pub struct OpenInput {
    /// The record's id.
    pub record: Id,
    /// The ballot.
    pub ballot: Id,
    /// The act and its signature.
    pub signed: Signed,
    /// What the other domains know now.
    pub facts: Facts,
}

/// Signs the opening; with the second group's signature the ballot is open and the plan frozen. Answers whether it is.
pub fn open(tx: &mut Tx<'_>, tools: &Tools, now: i64, input: &OpenInput) -> Result<Result<bool, OpenRefusal>, Fault> {
    let Some(row) = store::take_ballot(tx, input.ballot)? else { return Ok(Err(OpenRefusal::Unknown)) };
    let mut ballot_box = store::ballot_box(tx, tools, &row)?;
    if store::record_number(tx, row.id, input.record)?.is_some() {
        return Ok(Ok(ballot_box.phase != Phase::Prepared));
    }
    if !is_as_frozen(tx, tools, &row, &ballot_box.frozen, &input.facts)? {
        return Ok(Err(OpenRefusal::Changed));
    }
    let record = cast::next_record(&ballot_box, now, &input.signed);
    if let Err(refusal) = ballot_box.take(&record, super::ballot_box::Signatures::Check) {
        return Ok(Err(refusal.into()));
    }
    let Phase::Open { consult_until, .. } = ballot_box.phase else {
        cast::add_signed(tx, tools, input.record, &record, &ballot_box)?;
        if let Some(group) = signer_of(&input.signed) {
            telling::queue_awaited(tx, (row.plan, row.id, group), now)?;
        }
        return Ok(Ok(false));
    };
    // Of two ballots of one plan that open at once, the second meets a plan that is frozen already; nothing of it is written.
    if !store::freeze_plan(tx, &row, now)? {
        return Ok(Err(OpenRefusal::PlanFrozen));
    }
    cast::add_signed(tx, tools, input.record, &record, &ballot_box)?;
    // From now on it takes two groups to change when or where people come, and it shows.
    events::freeze(tx, row.coalition, row.plan)?;
    // Not before it was frozen, also where a clock was set back since: the log shows that its passkeys counted by then.
    commitments::enter_plan(tx, tools, now.max(row.prepared_at), &ballot_box)?;
    jobs::queue_evaluations(tx, row.id, [consult_until, row.deadline], now)?;
    telling::queue_opened(tx, row.id, row.deadline, now)?;
    Ok(Ok(true))
}

/// The group in whose name something was signed.
fn signer_of(signed: &Signed) -> Option<Id> {
    SignedWords::read(signed.words.as_bytes()).map(|words| words.group())
}

/// Whether the same document would be frozen again, with the passkeys that counted then.
fn is_as_frozen(tx: &mut Tx<'_>, tools: &Tools, row: &store::BallotRow, frozen: &Frozen, facts: &Facts) -> Result<bool, Fault> {
    let Some(plan) = store::plan(tx, row.plan)? else { return Ok(false) };
    let Some(version) = store::version(tx, tools, row.plan, plan.version)? else { return Ok(false) };
    let Ok(salt) = frozen.salt.0.as_slice().try_into() else { return Ok(false) };
    let of = BallotOf { coalition: row.coalition, plan: row.plan, ballot: row.id };
    Ok(freeze::freeze(of, salt, &version, facts, row.prepared_at).hash() == frozen.hash())
}
