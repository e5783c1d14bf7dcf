//! An owner looks at what a rule would touch, switches it on by that look, changes it or switches it off.
//!
//! Any one owner may: each of them may erase anybody anyway. But it is in the audit log, all owners are mailed, and for [`WAIT`] nothing
//! happens. A changed rule waits anew; one that is switched on again with the same months stays as it is.

use super::{Kind, Rule, WAIT, jobs, store, telling};
use crate::coalitions::{Act, merging};
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why a rule cannot be looked at or switched on.
    RetentionRefusal {
        /// There is no such rule, or not with so many months.
        Unknown = "retention-refused-unknown",
        /// It was not looked at today, or somebody has looked again since.
        NoLook = "retention-refused-look",
        /// It is on, with so many months.
        Same = "retention-refused-same",
        /// The group's list is part of another's, or can still be taken apart from it.
        Merging = "retention-refused-merging",
    }
}

/// Has it counted what a rule of so many months would touch. The look's id is the deed's.
pub fn look(tx: &mut Tx<'_>, act: &Act, kind: Kind, months: i64) -> Result<Result<(), RetentionRefusal>, Fault> {
    if !kind.months().contains(&months) {
        return Ok(Err(RetentionRefusal::Unknown));
    }
    store::ask_look(tx, act.group, kind, act.id, months, act.now)?;
    jobs::queue_count(tx, act.group, kind, act.id, act.now)?;
    Ok(Ok(()))
}

/// Switches a rule on, or changes its months, by the look that somebody saw.
pub fn switch_on(tx: &mut Tx<'_>, act: &Act, kind: Kind, seen: Id) -> Result<Result<(), RetentionRefusal>, Fault> {
    let look = store::look(tx, act.group, kind)?.filter(|look| look.id == seen && look.is_good(act.now));
    let Some(look) = look else { return Ok(Err(RetentionRefusal::NoLook)) };
    if merging::is_one_with_another(tx, act.group)? {
        return Ok(Err(RetentionRefusal::Merging));
    }
    let rule = Rule {
        group: act.group,
        kind,
        id: act.id,
        months: look.months,
        account: act.account,
        announced: look.touched[0],
        switched_on_at: act.now,
        takes_effect_at: act.now + WAIT,
    };
    if !store::switch_on(tx, &rule)? {
        // A commit in doubt is run again: our own rule is nobody else's.
        let is_ours = store::rule(tx, act.group, kind)?.is_some_and(|standing| standing.id == rule.id);
        return Ok(if is_ours { Ok(()) } else { Err(RetentionRefusal::Same) });
    }
    telling::queue(tx, &rule)?;
    Ok(Ok(()))
}

/// Switches a rule off. One that is off stays so.
pub fn switch_off(tx: &mut Tx<'_>, act: &Act, kind: Kind) -> Result<Result<(), RetentionRefusal>, Fault> {
    store::switch_off(tx, act.group, kind)?;
    Ok(Ok(()))
}
