//! Withdrawing a ballot before its end, so that a plan does not stay locked on one that was a mistake or can decide nothing any more.
//!
//! One that is only prepared is dropped by the group that prepared it; others need not heed it, and must not be able to keep it from
//! being opened. One that is open is withdrawn by two groups, with a passkey and a reason each, and only while nothing is decided: what
//! was decided can be halted, and is never undone. As for a halt those two speak for their groups, unless nothing can be decided any more. All ballots that were cast stay in the box, and so do the reasons. Why so:
//! `docs/decisions/0016-two-groups-withdraw-an-open-ballot.md`.

use super::ballot_box::{BallotBox, BoxRefusal, GroupState, Phase, speaks_for};
use super::document::FrozenPasskey;
use super::rule::{self, Choice, Moment, Outcome, Verdict};
use super::store;
use crate::ids::Id;
use db::{Fault, Tx};

impl BallotBox {
    /// The groups that want the ballot withdrawn, with their reasons.
    pub fn withdrawals(&self) -> Vec<(Id, &str)> {
        self.groups.iter().filter_map(|(group, state)| Some((*group, state.withdraws.as_deref()?))).collect()
    }

    /// Whether neither a call nor a stand-down can be met any more, even if every group that can still speak were for it. It stays so:
    /// who left does not come back, a recall is not undone, and no passkey is added.
    pub fn is_stuck(&self) -> bool {
        let electorate = self.groups.keys().copied().collect();
        let rule = &self.frozen.document.rule;
        [(Choice::Call, Outcome::Call), (Choice::StandDown, Outcome::StandDown)].into_iter().all(|(choice, outcome)| {
            let all = self.groups.iter().filter(|(group, state)| self.can_speak(**group, state));
            let standing = all.map(|(group, _)| (*group, choice)).collect();
            rule::decide(rule, &electorate, &standing, Moment::Over) != Verdict::Decided(outcome)
        })
    }

    fn can_speak(&self, group: Id, state: &GroupState) -> bool {
        let passkeys = self.frozen.group(group).map(|group| group.passkeys.as_slice()).unwrap_or_default();
        !state.left && passkeys.iter().any(|passkey| speaks_for(passkey, state).is_ok())
    }

    /// Whether two groups may withdraw it, while it is open. They could halt what it decides in the cooling-off, so this gives them
    /// nothing more; a coalition that wants no halts is not given any through this door.
    pub fn may_be_withdrawn(&self) -> bool {
        self.frozen.document.cooling_off_minutes > 0 || self.is_stuck()
    }

    /// Takes a group's word for it; with the second it is withdrawn.
    pub(super) fn take_withdrawal(
        &mut self,
        group: Id,
        passkey: &FrozenPasskey,
        reason: Option<&str>,
        at: i64,
    ) -> Result<(), BoxRefusal> {
        self.is_open(at)?;
        let is_stuck = self.is_stuck();
        if !self.may_be_withdrawn() {
            return Err(BoxRefusal::CanBeDecided);
        }
        let state = self.groups.get_mut(&group).ok_or(BoxRefusal::NotInElectorate)?;
        // What can decide nothing may lack the very people who speak for groups: then whoever could open it can end it.
        if !is_stuck {
            speaks_for(passkey, state)?;
        }
        let reason = reason.ok_or(BoxRefusal::ReasonMissing)?;
        if state.withdraws.is_some() {
            return Err(BoxRefusal::WithdrawsAlready);
        }
        state.withdraws = Some(reason.to_owned());
        if self.withdrawals().len() == 2 {
            self.phase = Phase::Withdrawn { withdrawn_at: at };
        }
        Ok(())
    }
}

/// Why a prepared ballot is not withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawRefusal {
    /// Two groups have signed its opening.
    #[error("This ballot is open. Two steering groups can withdraw it by signing on its page.")]
    Opened,
    /// Another group prepared it.
    #[error("Another group prepared this ballot. Only that group can withdraw it before it opens.")]
    OtherGroup,
}

/// Drops a ballot that this group had prepared and that is not open. Where it is gone already there is nothing left to do.
pub fn withdraw_prepared(tx: &mut Tx<'_>, ballot: Id, group: Id) -> Result<Result<(), WithdrawRefusal>, Fault> {
    if store::withdraw_prepared(tx, ballot, group)?.is_some() {
        return Ok(Ok(()));
    }
    Ok(match store::ballot(tx, ballot)? {
        None => Ok(()),
        Some(row) if row.state == "prepared" => Err(WithdrawRefusal::OtherGroup),
        Some(_) => Err(WithdrawRefusal::Opened),
    })
}
