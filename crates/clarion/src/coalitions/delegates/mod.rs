//! Who speaks and votes for a steering group: a delegate and a deputy, each somebody with a seat in it.
//!
//! The group's owner names them; a new one takes the old one's place. The history stays. Somebody whose seat ends, or whose group
//! steers no more, is delegate no more.

pub mod name;
pub mod recall;
pub(crate) mod store;

use super::Group;
use crate::ids::Id;
use db::{Fault, Tx};

/// What somebody is for their group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// Speaks and votes.
    Delegate,
    /// Votes where the delegate does not.
    Deputy,
}

impl Post {
    /// The word in the column and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delegate => "delegate",
            Self::Deputy => "deputy",
        }
    }

    /// The post of such a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Delegate, Self::Deputy].into_iter().find(|post| post.as_str() == word)
    }
}

/// Somebody in a post, now or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Its id.
    pub id: Id,
    /// In which coalition.
    pub coalition: Id,
    /// For which group.
    pub group: Id,
    /// Which post.
    pub post: Post,
    /// Who.
    pub account: Id,
    /// Since when.
    pub named_at: i64,
    /// Until when, if it ended.
    pub ended_at: Option<i64>,
}

/// A group that decides, with those who vote for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SteeringGroup {
    /// The group.
    pub group: Group,
    /// The delegate's account.
    pub delegate: Option<Id>,
    /// The deputy's account.
    pub deputy: Option<Id>,
}

/// The steering groups of a coalition by name, each with its delegate and deputy.
pub fn steering(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<SteeringGroup>, Fault> {
    let holdings = store::current(tx, coalition)?;
    let members = super::members(tx, coalition)?;
    let groups = members.into_iter().filter(|(_, role)| role == super::Role::Steering.as_str());
    let of = |group: &Group, post| {
        let held = holdings.iter().find(|holding| holding.group == group.id && holding.post == post);
        held.map(|holding| holding.account)
    };
    let steering =
        groups.map(|(group, _)| SteeringGroup { delegate: of(&group, Post::Delegate), deputy: of(&group, Post::Deputy), group });
    Ok(steering.collect())
}

/// Whether an account is a group's delegate or deputy in a coalition now.
pub fn is_delegate(tx: &mut Tx<'_>, coalition: Id, group: Id, account: Id) -> Result<bool, Fault> {
    Ok(store::current(tx, coalition)?.iter().any(|holding| holding.group == group && holding.account == account))
}

/// Those in a post now.
pub fn current(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Vec<Holding>, Fault> {
    Ok(store::current(tx, coalition)?.into_iter().filter(|holding| holding.group == group).collect())
}

/// Everybody a group ever had in a post, the newest first.
pub fn history(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Vec<Holding>, Fault> {
    store::history(tx, coalition, group)
}

/// A seat was taken away: whatever post its owner had for that group ends, in every coalition.
pub fn seat_ended(tx: &mut Tx<'_>, account: Id, group: Id, now: i64) -> Result<(), Fault> {
    store::end_of_account(tx, account, group, now)
}

/// A group steers no more, or left.
pub(super) fn group_steers_no_more(tx: &mut Tx<'_>, coalition: Id, group: Id, now: i64) -> Result<(), Fault> {
    store::end_of_group(tx, coalition, group, now)
}
