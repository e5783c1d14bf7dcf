//! Writing a plan: every save is a version, and facts are only ever added.
//!
//! Whoever saves names the version they began from. If somebody else saved meanwhile, nothing is overwritten: they are told, with what
//! they typed still there, and decide themselves. A plan that groups vote on cannot be changed.

use super::document::{DocumentRefusal, PlanDocument};
use super::store::{self, SealedVersion};
use super::{PlanState, Tools};
use crate::ids::Id;
use crate::trust::canonical;
use db::{Fault, Tx};

/// Facts of one plan.
pub const FACTS_MAX: i64 = 1_000;
/// A fact, in characters.
pub const FACT_CHARS_MAX: usize = 2_000;

/// A plan, or its next version, prepared.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The plan.
    pub plan: Id,
    sealed: SealedVersion,
}

/// Why something was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeRefusal {
    /// What the document says.
    #[error(transparent)]
    Document(#[from] DocumentRefusal),
    /// There is none.
    #[error("There is no such plan.")]
    Unknown,
    /// Somebody was faster.
    #[error("Somebody saved this plan while you were writing. Look at what changed, then save again.")]
    SavedMeanwhile,
    /// Groups vote on it, or it is over.
    #[error("This plan is frozen. It can be changed when it is on hold.")]
    Frozen,
    /// Empty or too long.
    #[error("Say what happened and how you know it, each in at most 2,000 characters.")]
    Fact,
    /// Too many.
    #[error("This plan has 1,000 facts; no more can be added.")]
    TooManyFacts,
}

/// Checks and seals a version, outside of the transaction.
pub fn prepare(
    tools: &Tools,
    plan: Id,
    account: Id,
    document: &PlanDocument,
    now: i64,
) -> Result<Result<Draft, ComposeRefusal>, Fault> {
    if let Err(refusal) = document.check() {
        return Ok(Err(refusal.into()));
    }
    let id = tools.ids.fresh(now);
    let sealed = tools.seal(id, &canonical::of(document))?;
    Ok(Ok(Draft { plan, sealed: SealedVersion { id, account, sealed } }))
}

/// Begins a plan.
pub fn begin(tx: &mut Tx<'_>, coalition: Id, group: Id, draft: &Draft, now: i64) -> Result<(), Fault> {
    store::add_plan(tx, draft.plan, coalition, group, now)?;
    store::add_version(tx, draft.plan, 1, &draft.sealed, now).map(drop)
}

/// Saves the version after `after`; its number.
pub fn save(tx: &mut Tx<'_>, after: i64, draft: &Draft, now: i64) -> Result<Result<i64, ComposeRefusal>, Fault> {
    let next = after + 1;
    if store::next_version(tx, draft.plan, after, now)? {
        store::add_version(tx, draft.plan, next, &draft.sealed, now)?;
        return Ok(Ok(next));
    }
    let Some(plan) = store::plan(tx, draft.plan)? else { return Ok(Err(ComposeRefusal::Unknown)) };
    // A commit in doubt is run again: our own version is no stranger's.
    if store::version_id(tx, draft.plan, next)? == Some(draft.sealed.id) {
        return Ok(Ok(next));
    }
    let is_frozen = !plan.state.is_open_to_edits();
    Ok(Err(if is_frozen { ComposeRefusal::Frozen } else { ComposeRefusal::SavedMeanwhile }))
}

/// A fact, prepared.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// Its id.
    pub id: Id,
    /// The group of whoever notes it.
    pub group: Id,
    /// Who notes it.
    pub account: Id,
    pub(super) sealed: Vec<u8>,
}

/// Who notes a fact, and the id it will have.
#[derive(Clone, Copy, Debug)]
pub struct NotedBy {
    /// The fact's id, the same when it is tried again.
    pub id: Id,
    /// The group of whoever notes it.
    pub group: Id,
    /// Who notes it.
    pub account: Id,
}

/// Checks and seals a fact.
pub fn prepare_fact(tools: &Tools, by: NotedBy, words: &str, source: &str) -> Result<Result<NewFact, ComposeRefusal>, Fault> {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= FACT_CHARS_MAX;
    if !fits(words) || !fits(source) {
        return Ok(Err(ComposeRefusal::Fact));
    }
    let NotedBy { id, group, account } = by;
    let sealed = store::seal_fact(tools, id, words.trim(), source.trim())?;
    Ok(Ok(NewFact { id, group, account, sealed }))
}

/// Notes a fact; also while groups vote, for that is when they need it. A plan that is over takes none.
pub fn note_fact(tx: &mut Tx<'_>, plan: Id, fact: &NewFact, now: i64) -> Result<Result<(), ComposeRefusal>, Fault> {
    let Some(standing) = store::plan(tx, plan)? else { return Ok(Err(ComposeRefusal::Unknown)) };
    if matches!(standing.state, PlanState::Called | PlanState::StoodDown) {
        return Ok(Err(ComposeRefusal::Frozen));
    }
    match store::add_fact(tx, plan, fact, now, FACTS_MAX)? {
        true => Ok(Ok(())),
        false => Ok(Err(ComposeRefusal::TooManyFacts)),
    }
}
