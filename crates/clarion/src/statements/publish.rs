//! Publishing a statement in the version that was read, and withdrawing it.

use super::draft::may_write;
use super::store;
use super::{Statement, StatementState, WHY_CHARS_MAX};
use crate::coalitions::history::note;
use crate::coalitions::{Act, ActKind};
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why a statement cannot be published or withdrawn.
    PublishRefusal {
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "publish-refused-not-steering",
        /// Another person of another steering group must read and publish it.
        NotAnother = "publish-refused-not-another",
        /// Somebody changed it since it was read.
        Changed = "publish-refused-changed",
        /// It is no draft any more, or not public.
        Over = "publish-refused-over",
        /// No reason, or a long one.
        Why = "publish-refused-why",
    }
}

/// Publishes a draft.
pub fn publish(tx: &mut Tx<'_>, act: &Act, id: Id, version: i64) -> Result<Result<(), PublishRefusal>, Fault> {
    let Some(found) = store::find(tx, id)? else { return Ok(Err(PublishRefusal::Over)) };
    if !may_write(tx, found.coalition, act.group, found.group)? {
        return Ok(Err(PublishRefusal::NotSteering));
    }
    if found.coalition.is_some() && !is_another(&found, act) {
        return Ok(Err(PublishRefusal::NotAnother));
    }
    if !store::publish(tx, id, version, act)? {
        let now = store::find(tx, id)?;
        return Ok(match now.map(|now| (now.state, now.published_by)) {
            // A commit in doubt is run again.
            Some((StatementState::Published, Some(by))) if by == act.group => Ok(()),
            Some((StatementState::Draft, _)) => Err(PublishRefusal::Changed),
            _ => Err(PublishRefusal::Over),
        });
    }
    if let Some(coalition) = found.coalition {
        note(tx, coalition, act, ActKind::StatementPublished, None, &found.slug)?;
    }
    Ok(Ok(()))
}

/// A coalition's words need two people of two groups. The database's own condition says the same again, on the row that is published.
fn is_another(found: &Statement, act: &Act) -> bool {
    found.group != act.group && found.drafted_by != act.account
}

/// Withdraws a statement: any steering group of its coalition, with a reason that its page shows; of a group's own, that group.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id, why: &str) -> Result<Result<(), PublishRefusal>, Fault> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > WHY_CHARS_MAX {
        return Ok(Err(PublishRefusal::Why));
    }
    let Some(found) = store::find(tx, id)? else { return Ok(Err(PublishRefusal::Over)) };
    if !may_write(tx, found.coalition, act.group, found.group)? {
        return Ok(Err(PublishRefusal::NotSteering));
    }
    if !store::withdraw(tx, id, why, act)? {
        let withdrawn = found.state == StatementState::Withdrawn && found.withdrawn_by == Some(act.group);
        return Ok(if withdrawn { Ok(()) } else { Err(PublishRefusal::Over) });
    }
    if let Some(coalition) = found.coalition {
        note(tx, coalition, act, ActKind::StatementWithdrawn, None, &found.slug)?;
    }
    Ok(Ok(()))
}
