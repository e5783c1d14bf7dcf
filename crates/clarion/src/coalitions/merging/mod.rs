//! Merging two groups: one list goes into the other's, and can be taken apart again for 30 days.
//!
//! | step | who |
//! |---|---|
//! | ask another group | an owner of one of the two ([`agree`]) |
//! | agree | an owner of the other, another person; then the numbers are counted ([`count`]) and shown to both |
//! | start | an owner of the survivor; what is whole changes hands at once ([`things`]), people follow in slices ([`slices`]) |
//! | take apart | one owner of each, within 30 days; likewise at once and in slices |
//!
//! What becomes of one human is pure: [`unite`] and [`part`]. Which table moves and which stays: docs/decisions/0017.

pub mod agree;
pub(crate) mod console;
pub mod count;
pub(crate) mod holding;
pub mod jobs;
mod part;
pub mod slices;
pub(crate) mod store;
pub(crate) mod telling;
pub(crate) mod things;
mod unite;

use crate::clock::DAY;
use crate::ids::Id;
use db::{Fault, Tx};

/// For so long a merge can be taken apart, and what stood before is kept (DESIGN section 4).
pub const PARTED_WITHIN: i64 = 30 * DAY;
/// A group that went into another, which went into a third: so many steps are followed. Each took a month at least.
const STEPS_MAX: usize = 8;

/// Where a merge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// One group asks the other.
    Asked,
    /// Both agreed; the numbers are counted or shown.
    Agreed,
    /// People move.
    Running,
    /// Done; it can be taken apart for a while.
    Merged,
    /// It is being taken apart.
    Parting,
    /// It was taken apart.
    Parted,
    /// One of the two thought better of it before the start.
    Withdrawn,
    /// Done for good.
    Kept,
}

impl State {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Asked, "asked"),
        (Self::Agreed, "agreed"),
        (Self::Running, "running"),
        (Self::Merged, "merged"),
        (Self::Parting, "parting"),
        (Self::Parted, "parted"),
        (Self::Withdrawn, "withdrawn"),
        (Self::Kept, "kept"),
    ];

    fn of(word: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|(_, known)| *known == word);
        found.map(|(state, _)| state).ok_or_else(|| Fault::bug("a merge's state"))
    }

    /// Whether another merge of either group has to wait for this one.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Parted | Self::Withdrawn | Self::Kept)
    }
}

/// Which part of the work comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The people on the former group's list; when it is taken apart, those whose image is kept.
    People,
    /// Who said something to the former group without being on its list: mostly the erased, whose "no" stays.
    Consents,
    /// Signatures of people who are on no list any more.
    Signatures,
    /// Their answers to events.
    Attendances,
    /// Their answers to forms.
    Submissions,
    /// Mailboxes that are not to be written to.
    Stops,
    /// A last look whether somebody came meanwhile.
    Last,
}

impl Phase {
    const ALL: [Self; 7] =
        [Self::People, Self::Consents, Self::Signatures, Self::Attendances, Self::Submissions, Self::Stops, Self::Last];

    fn of(code: i64) -> Result<Self, Fault> {
        let at = usize::try_from(code).ok();
        at.and_then(|at| Self::ALL.get(at)).copied().ok_or_else(|| Fault::bug("a merge's phase"))
    }

    fn code(self) -> i64 {
        self as i64
    }
}

/// Somebody's word for their group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The group.
    pub group: Id,
    /// Who said it.
    pub account: Id,
}

/// What a merge would do, in numbers. Exact: both groups agreed to see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// People on the former group's list.
    pub former: i64,
    /// People on the survivor's.
    pub survivor: i64,
    /// People on both.
    pub both: i64,
    /// Consents that become stricter than one of the two had them.
    pub stricter: i64,
    /// Consents to texts that end.
    pub texts: i64,
    /// As of when.
    pub counted_at: i64,
}

/// A merge of two groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: Id,
    /// The group that goes into the other.
    pub former: Id,
    /// The group that stays.
    pub survivor: Id,
    /// Where it stands.
    pub state: State,
    /// Who asked.
    pub asked: Word,
    /// When.
    pub asked_at: i64,
    /// Who agreed for the other group.
    pub agreed_by: Option<Id>,
    /// The numbers, once both agreed and they were counted.
    pub numbers: Option<Numbers>,
    /// When people began to move.
    pub began_at: i64,
    /// What comes next.
    pub phase: Phase,
    cursor: Vec<u8>,
    /// People that were moved, or moved back.
    pub people_done: i64,
    /// When it was done.
    pub merged_at: Option<i64>,
    /// The first word for taking it apart.
    pub apart: Option<Word>,
    /// When it was taken apart.
    pub parted_at: Option<i64>,
}

impl Merge {
    /// The former group and the survivor.
    pub(crate) fn groups(&self) -> [Id; 2] {
        [self.former, self.survivor]
    }

    /// The other of the two.
    pub fn other_of(&self, group: Id) -> Id {
        if group == self.former { self.survivor } else { self.former }
    }

    /// Whether a group has a part in it.
    pub fn concerns(&self, group: Id) -> bool {
        self.groups().contains(&group)
    }
}

/// One merge.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Merge>, Fault> {
    store::merge(tx, id)
}

/// The merges in which a group has a part, the newest first.
pub fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Merge>, Fault> {
    store::merges_of(tx, group, at_most)
}

/// The merge by which a group is part of another now.
pub(crate) fn part_of(tx: &mut Tx<'_>, group: Id) -> Result<Option<Merge>, Fault> {
    match store::survivor(tx, group)? {
        Some((_, merge)) => store::merge(tx, merge),
        None => Ok(None),
    }
}

/// The group that a group has become part of; `None` where it is still its own.
pub fn survivor_of(tx: &mut Tx<'_>, group: Id) -> Result<Option<Id>, Fault> {
    let (mut at, mut found) = (group, None);
    for _ in 0..STEPS_MAX {
        let Some((survivor, _)) = store::survivor(tx, at)? else { break };
        (at, found) = (survivor, Some(survivor));
    }
    Ok(found)
}

/// Whether one of two groups has become part of the other.
pub(crate) fn are_one(tx: &mut Tx<'_>, one: Id, other: Id) -> Result<bool, Fault> {
    Ok(survivor_of(tx, one)? == Some(other) || survivor_of(tx, other)? == Some(one))
}

/// For which groups a word to this one holds: itself, and what it has become part of. Links in old mails name the former group.
pub(crate) fn stands(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Id>, Fault> {
    Ok([Some(group), survivor_of(tx, group)?].into_iter().flatten().collect())
}

/// Whether people of a group are on the move at the moment.
pub fn is_moving(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    store::is_moving(tx, group)
}

/// Whether a merge of this group runs or can still be taken apart: then two lists are one, and what is erased goes from both.
pub(crate) fn is_one_with_another(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(store::live(tx, group)?.is_some())
}

/// Whether no list can be imported for a group: its people are on the move, or it is part of another.
pub(crate) fn takes_no_lists(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(is_moving(tx, group)? || survivor_of(tx, group)?.is_some())
}

/// Somebody came to these groups' lists: what was begun before a merge may end after it, such as a form that is confirmed late. They
/// are sent after the others, in the same transaction that put them there.
pub(crate) fn arrived(tx: &mut Tx<'_>, now: i64, groups: &[Id]) -> Result<(), Fault> {
    for group in groups {
        if let Some((_, merge)) = store::survivor(tx, *group)? {
            jobs::queue_sweep(tx, merge, now)?;
        }
    }
    Ok(())
}

/// Somebody is erased from a group's list: what was kept of them goes, so that taking a merge apart brings nobody back. The group that
/// merges or merged with this one, if there is one: the human's "no" holds there too.
pub(crate) fn erased(tx: &mut Tx<'_>, group: Id, identities: impl IntoIterator<Item = Id>) -> Result<Option<Id>, Fault> {
    let Some((merge, former, survivor)) = store::live(tx, group)? else { return Ok(None) };
    for identity in identities {
        store::forget_human(tx, identity, merge)?;
    }
    Ok(Some(if group == former { survivor } else { former }))
}

/// A record of a group was given another mailbox, and with it another human: what was kept of the one before goes. Should the groups part,
/// the record stays with the survivor as a newcomer's does, and nothing that is erased later comes back.
pub(crate) fn moved(tx: &mut Tx<'_>, group: Id, from: Id) -> Result<(), Fault> {
    match store::live(tx, group)? {
        Some((merge, ..)) => store::forget_image(tx, from, merge).map(drop),
        None => Ok(()),
    }
}

/// Who among these was not told yet that their group became part of the one that writes: with the former group's name.
pub(crate) fn to_be_told(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<(Id, Id, String)>, Fault> {
    store::tellings(tx, wanted)
}

/// Whether anybody on this server has yet to be told so.
pub(crate) fn is_telling(tx: &mut Tx<'_>) -> Result<bool, Fault> {
    store::is_telling(tx)
}

/// They were told.
pub(crate) fn told(tx: &mut Tx<'_>, told: &[(Id, Id)]) -> Result<(), Fault> {
    store::told(tx, told)
}
