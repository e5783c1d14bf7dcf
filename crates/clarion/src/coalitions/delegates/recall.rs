//! Recalling a delegate or deputy: one person of the group proposes, another confirms. Then the post is empty; the other post stays.
//!
//! The person concerned has no part in it. A recall that nobody confirms lapses after [`RECALL_LIFE`]. An open ballot asks
//! [`since`] which delegates were recalled, and voids their votes.

use super::Post;
use super::store;
use crate::clock::DAY;
use crate::coalitions::history::note;
use crate::coalitions::{Act, ActKind, hold};
use crate::ids::Id;
use db::{Fault, Tx};

/// So long a recall waits for the second person.
pub const RECALL_LIFE: i64 = 7 * DAY;

/// A recall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// Its id.
    pub id: Id,
    /// The holding that would end.
    pub holding: Id,
    /// In which coalition.
    pub coalition: Id,
    /// Of which group.
    pub group: Id,
    /// Who is recalled.
    pub account: Id,
    /// Who proposed it.
    pub proposed_by: Id,
    /// Until when it can be confirmed.
    pub expires_at: i64,
    /// Who confirmed it.
    pub confirmed_by: Option<Id>,
    /// When it ended.
    pub ended_at: Option<i64>,
}

refusals! {
    /// Why somebody cannot be recalled like this.
    RecallRefusal {
        /// Nobody is in that post.
        Nobody = "recall-refused-nobody",
        /// The person concerned resigns instead.
        Oneself = "recall-refused-oneself",
        /// A recall of this person waits already.
        Waits = "recall-refused-waits",
        /// It was confirmed, taken back, is too old, or never was.
        Over = "recall-refused-over",
        /// The second must be another person.
        SamePerson = "recall-refused-same-person",
    }
}

/// Proposes to recall whoever is in `act.group`'s post. The recall's id is the deed's.
pub fn propose(tx: &mut Tx<'_>, act: &Act, coalition: Id, post: Post) -> Result<Result<(), RecallRefusal>, Fault> {
    hold(tx, coalition)?;
    let current = super::current(tx, coalition, act.group)?;
    let Some(holding) = current.into_iter().find(|holding| holding.post == post) else {
        return Ok(Err(RecallRefusal::Nobody));
    };
    if holding.account == act.account {
        return Ok(Err(RecallRefusal::Oneself));
    }
    store::expire_recalls(tx, coalition, act.now)?;
    let recall = Recall {
        id: act.id,
        holding: holding.id,
        coalition,
        group: act.group,
        account: holding.account,
        proposed_by: act.account,
        expires_at: act.now + RECALL_LIFE,
        confirmed_by: None,
        ended_at: None,
    };
    if !store::add_recall(tx, &recall, act.now)? {
        let ours = store::recall(tx, act.id)?.is_some();
        return Ok(if ours { Ok(()) } else { Err(RecallRefusal::Waits) });
    }
    note(tx, coalition, act, ActKind::RecallProposed, None, post.as_str())?;
    Ok(Ok(()))
}

/// Confirms a recall, as another person of the same group.
pub fn confirm(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), RecallRefusal>, Fault> {
    let Some(found) = store::recall(tx, id)?.filter(|found| found.group == act.group) else {
        return Ok(Err(RecallRefusal::Over));
    };
    hold(tx, found.coalition)?;
    let Some(recall) = store::recall(tx, id)? else { return Ok(Err(RecallRefusal::Over)) };
    if recall.confirmed_by == Some(act.account) {
        return Ok(Ok(()));
    }
    if act.account == recall.account {
        return Ok(Err(RecallRefusal::Oneself));
    }
    if act.account == recall.proposed_by {
        return Ok(Err(RecallRefusal::SamePerson));
    }
    let current = super::current(tx, recall.coalition, recall.group)?;
    let holding = current.into_iter().find(|holding| holding.id == recall.holding);
    let Some(holding) = holding.filter(|_| recall.ended_at.is_none() && recall.expires_at > act.now) else {
        return Ok(Err(RecallRefusal::Over));
    };
    if !store::confirm_recall(tx, id, act.account, act.now)? {
        return Ok(Err(RecallRefusal::Over));
    }
    store::end(tx, holding.id, "recalled", act.now)?;
    note(tx, recall.coalition, act, ActKind::Recalled, None, holding.post.as_str())?;
    Ok(Ok(()))
}

/// Takes a recall back: the person who proposed it.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), RecallRefusal>, Fault> {
    let found = store::recall(tx, id)?.filter(|found| found.group == act.group && found.proposed_by == act.account);
    let Some(found) = found else { return Ok(Err(RecallRefusal::Over)) };
    hold(tx, found.coalition)?;
    if !store::withdraw_recall(tx, id, act.now)? {
        let withdrawn = store::recall(tx, id)?.is_some_and(|found| found.ended_at.is_some() && found.confirmed_by.is_none());
        return Ok(if withdrawn { Ok(()) } else { Err(RecallRefusal::Over) });
    }
    note(tx, found.coalition, act, ActKind::RecallWithdrawn, None, "")?;
    Ok(Ok(()))
}

/// The recalls of a group's people that wait.
pub fn open(tx: &mut Tx<'_>, coalition: Id, group: Id, now: i64) -> Result<Vec<Recall>, Fault> {
    store::open_recalls(tx, coalition, group, now)
}

/// One recall in any state.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Recall>, Fault> {
    store::recall(tx, id)
}

/// The recalls that were confirmed since an instant: group, account and when.
pub fn since(tx: &mut Tx<'_>, coalition: Id, since: i64) -> Result<Vec<Recall>, Fault> {
    store::recalls_since(tx, coalition, since)
}
