//! What of a ballot enters its coalition's log: the frozen plan's hash when it opens, and the end of its records when it is decided,
//! with each signature of a withdrawal before that, and with each halt after it.
//!
//! The log holds both salted, so that nobody learns of a plan from it before its coalition tells. Whoever is given the decision file
//! sees that the plan was this one before anybody voted, the ballots these when the rule was met, and who halted it in time.

use super::Tools;
use super::ballot_box::BallotBox;
use super::document::Frozen;
use crate::coalitions;
use crate::ids::Id;
use crate::notices::{self, DocumentKind, NewDocument, Signer};
use crate::trust::Hash;
use db::{Fault, Tx};

/// The id in the log of a ballot's frozen plan.
pub fn plan_id(ballot: Id) -> Id {
    ballot.following(b"plan")
}

/// The id in the log of a ballot's decision.
pub fn decision_id(ballot: Id) -> Id {
    ballot.following(b"decision")
}

/// The id in the log of a halt: its record's number tells it from the others.
pub fn halt_id(ballot: Id, record: u64) -> Id {
    ballot.following(&[&b"halt"[..], &record.to_be_bytes()].concat())
}

/// The id in the log of a group's word for a withdrawal, likewise.
pub fn withdrawal_id(ballot: Id, record: u64) -> Id {
    ballot.following(&[&b"withdrawal"[..], &record.to_be_bytes()].concat())
}

/// What signs for the coalition of a frozen plan. A log that stands keeps its name, whatever the site is called now.
pub(super) fn signer(tools: &Tools, frozen: &Frozen) -> Signer {
    Signer::new(tools.vault.clone(), &frozen.site.origin)
}

/// The plan was frozen: its hash is entered.
pub(super) fn enter_plan(tx: &mut Tx<'_>, tools: &Tools, now: i64, opened: &BallotBox) -> Result<(), Fault> {
    enter(tx, tools, now, opened, (plan_id(opened.frozen.ballot), DocumentKind::Plan, opened.plan))
}

/// An outcome was decided: the end of the chain of all records up to and with the decision is entered.
pub(super) fn enter_decision(tx: &mut Tx<'_>, tools: &Tools, now: i64, decided: &BallotBox) -> Result<(), Fault> {
    enter(tx, tools, now, decided, (decision_id(decided.frozen.ballot), DocumentKind::Decision, decided.head))
}

/// A group signed a halt: the end of the chain of all records up to and with it is entered.
pub(super) fn enter_halt(tx: &mut Tx<'_>, tools: &Tools, now: i64, halted: &BallotBox) -> Result<(), Fault> {
    enter(tx, tools, now, halted, (halt_id(halted.frozen.ballot, halted.records), DocumentKind::Halt, halted.head))
}

/// A group signed a withdrawal: the end of the chain of all records up to and with it is entered.
pub(super) fn enter_withdrawal(tx: &mut Tx<'_>, tools: &Tools, now: i64, of: &BallotBox) -> Result<(), Fault> {
    enter(tx, tools, now, of, (withdrawal_id(of.frozen.ballot, of.records), DocumentKind::Withdrawal, of.head))
}

fn enter(
    tx: &mut Tx<'_>,
    tools: &Tools,
    now: i64,
    of: &BallotBox,
    (id, kind, hash): (Id, DocumentKind, Hash),
) -> Result<(), Fault> {
    let (coalition, _) = coalitions::coalition(tx, of.frozen.coalition)?.ok_or_else(|| Fault::bug("a ballot of no coalition"))?;
    notices::enter(tx, &signer(tools, &of.frozen), now, &coalition, &[NewDocument { id, kind, bytes: &hash.0 }]).map(drop)
}
