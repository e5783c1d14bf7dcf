//! Overlap: how many people two groups of a coalition have in common, where an owner of each agreed that it is counted.
//!
//! Either group's word ends it, and what was counted goes with it. It is defended as reach is: only people count who agreed to mails of
//! both groups from their own mailbox, so that no import and no API call adds anybody; and they count after a week, so that a group that
//! signs up mailboxes of its own to move the number has to wait for each step. It is rounded to tens before it is kept, counted again
//! after a day at the earliest, and the same for both groups.

pub mod jobs;
pub(crate) mod store;

use super::history::{Act, ActKind, note};
use super::reach::People;
use super::{hold, role_of};
use crate::clock::DAY;
use crate::ids::Id;
use db::{Fault, Tx};

/// A count is good for so long (DESIGN, section 4).
pub const COUNTED_EVERY: i64 = DAY;
/// Whoever agreed to one of the groups later than this before the count does not count yet (DESIGN, section 4, of imports; here of all).
pub const SETTLED_AFTER: i64 = 7 * DAY;

refusals! {
    /// Why a group's word about an overlap is not taken.
    OverlapRefusal {
        /// One of the two is not in the coalition, or both are one.
        NotTwo = "overlap-refused-not-two",
    }
}

/// Two groups, in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Two {
    first: Id,
    second: Id,
}

impl Two {
    /// Two groups, whichever is named first.
    pub fn of(one: Id, other: Id) -> Self {
        Self { first: one.min(other), second: one.max(other) }
    }
}

/// How a group stands to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The other group.
    pub other: Id,
    /// Whether this group gave its word.
    pub ours: bool,
    /// Whether the other did.
    pub theirs: bool,
    /// What was last counted, and when.
    pub counted: Option<(People, i64)>,
}

impl Agreed {
    /// Whether it may be counted, and was not within a day.
    pub fn is_due(&self, now: i64) -> bool {
        self.ours && self.theirs && self.counted.is_none_or(|(_, counted_at)| now - counted_at >= COUNTED_EVERY)
    }
}

/// An owner's word that the overlap with another group may be counted. Twice changes nothing.
pub fn agree(tx: &mut Tx<'_>, act: &Act, coalition: Id, other: Id) -> Result<Result<(), OverlapRefusal>, Fault> {
    if !are_two(tx, act, coalition, other)? {
        return Ok(Err(OverlapRefusal::NotTwo));
    }
    // A word from before the group left and came back counts no more.
    store::drop_stale_words(tx, coalition, act.group)?;
    if store::add_word(tx, act, coalition, other)? {
        note(tx, coalition, act, ActKind::OverlapAgreed, Some(other), "")?;
    }
    Ok(Ok(()))
}

/// An owner of either ends it: both words go, and what was counted.
pub fn end(tx: &mut Tx<'_>, act: &Act, coalition: Id, other: Id) -> Result<Result<(), OverlapRefusal>, Fault> {
    if !are_two(tx, act, coalition, other)? {
        return Ok(Err(OverlapRefusal::NotTwo));
    }
    store::drop_count(tx, coalition, Two::of(act.group, other))?;
    if store::drop_words(tx, coalition, act.group, other)? {
        note(tx, coalition, act, ActKind::OverlapEnded, Some(other), "")?;
    }
    Ok(Ok(()))
}

fn are_two(tx: &mut Tx<'_>, act: &Act, coalition: Id, other: Id) -> Result<bool, Fault> {
    hold(tx, coalition)?;
    let both = role_of(tx, coalition, act.group)?.is_some() && role_of(tx, coalition, other)?.is_some();
    Ok(both && act.group != other)
}

/// How a group stands to the others of a coalition with whom a word was given.
pub fn of_group(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Vec<Agreed>, Fault> {
    let words = store::words(tx, coalition, group)?;
    let mut all: Vec<Agreed> = Vec::new();
    for (by, about) in words {
        let other = if by == group { about } else { by };
        let at = all.iter().position(|agreed| agreed.other == other);
        let at = at.unwrap_or_else(|| {
            all.push(Agreed { other, ours: false, theirs: false, counted: None });
            all.len() - 1
        });
        let agreed = &mut all[at];
        if by == group { agreed.ours = true } else { agreed.theirs = true }
    }
    for agreed in all.iter_mut().filter(|agreed| agreed.ours && agreed.theirs) {
        agreed.counted = store::kept(tx, coalition, Two::of(group, agreed.other))?;
    }
    Ok(all)
}

/// Counts and rounds.
fn count(tx: &mut Tx<'_>, two: Two, now: i64) -> Result<People, Fault> {
    Ok(People::of(store::count(tx, two, now - SETTLED_AFTER)?))
}

/// Keeps what was counted while both words stand, unless another count is younger than a day.
fn keep(tx: &mut Tx<'_>, coalition: Id, two: Two, people: People, now: i64) -> Result<(), Fault> {
    // A word that ends in this instant has ended before it, or ends what is kept here.
    hold(tx, coalition)?;
    let stands = of_group(tx, coalition, two.first)?.into_iter().any(|agreed| agreed.other == two.second && agreed.is_due(now));
    if stands { store::keep(tx, coalition, two, people, now, now - COUNTED_EVERY) } else { Ok(()) }
}
