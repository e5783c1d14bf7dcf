//! What of a coalition's ballots waits for a person: an opening to sign, a voice to give, a decision that can still be halted. Only what
//! they can sign with a passkey that was frozen is said, for the group for which the pages let them act.

use super::{Outcome, there};
use crate::access::{Deed, passkeys};
use crate::ids::Id;
use crate::plans::ballot_box::{BallotBox, GroupState, Phase};
use crate::plans::document::{Both, FrozenPasskey, Power};
use crate::plans::{self, Tools, store};
use db::{Fault, Tx};

/// Ballots of a coalition that are looked at, the newest first: more do not run at once.
const BALLOTS_MAX: i64 = 10;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToDo {
    /// Sign its opening.
    Open,
    /// Give the group's voice.
    Vote,
    /// Look at the decision, and halt it if it must be.
    Halt,
}

/// A ballot that waits for somebody.
#[derive(Clone, Debug)]
pub(crate) struct WaitingBallot {
    /// Its id.
    pub(crate) ballot: Id,
    /// The plan's title.
    pub(crate) plan: Both,
    /// The group for which they would sign.
    pub(crate) group: String,
    /// What waits.
    pub(crate) to_do: ToDo,
    /// Until when.
    pub(crate) until: i64,
    /// The plan's zone.
    pub(crate) time_zone: String,
}

/// The ballots of a coalition that wait for this account, the newest first.
pub(crate) fn waiting(tx: &mut Tx<'_>, tools: &Tools, account: Id, slug: &str, now: i64) -> Result<Vec<WaitingBallot>, Fault> {
    let Outcome::Done(there) = there(tx, account, slug, Deed::SeePlans)? else { return Ok(Vec::new()) };
    let own: Vec<Id> = passkeys::passkeys_of(tx, account)?.into_iter().map(|passkey| passkey.id).collect();
    let mut waiting = Vec::new();
    for ballot in store::live_ballots(tx, there.coalition.id, now, BALLOTS_MAX)? {
        let Some(found) = plans::ballot(tx, tools, ballot)? else { continue };
        let Some(group) = found.frozen.group(there.group.id) else { continue };
        let frozen: Vec<&FrozenPasskey> = group.passkeys.iter().filter(|passkey| own.contains(&passkey.passkey)).collect();
        let state = found.groups.get(&there.group.id).filter(|state| !state.left);
        let Some((to_do, until)) = state.and_then(|state| to_do(&found, state, &frozen, now)) else { continue };
        let document = &found.frozen.document;
        let (plan, time_zone) = (document.title.clone(), document.time_zone.clone());
        waiting.push(WaitingBallot { ballot, plan, group: there.group.name.clone(), to_do, until, time_zone });
    }
    Ok(waiting)
}

fn to_do(found: &BallotBox, state: &GroupState, own: &[&FrozenPasskey], now: i64) -> Option<(ToDo, i64)> {
    let speaks = own.iter().any(|own| own.power == Power::Deputy || (own.power == Power::Delegate && !state.recalled));
    let deadline = found.frozen.document.deadline;
    match found.phase {
        Phase::Prepared if !own.is_empty() && !state.opened && !found.is_stuck() => Some((ToDo::Open, deadline)),
        Phase::Open { .. } if speaks && state.standing.is_none() && found.due(now).is_none() => Some((ToDo::Vote, deadline)),
        Phase::Decided { outcome, starts_at, .. } if speaks && state.halts.is_none() && now < starts_at => {
            (outcome != plans::Outcome::Hold).then_some((ToDo::Halt, starts_at))
        }
        _ => None,
    }
}
