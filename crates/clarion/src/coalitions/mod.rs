//! Groups and their coalitions: any body with its own list, and those that act under one name.
//!
//! Whoever changes who is what in a coalition takes its row first ([`hold`]): of two at once one waits, and then sees what the other
//! did. So a verb may look and then write, and what it saw still stands when it commits.

pub mod console;
pub mod delegates;
pub mod found;
pub mod history;
pub mod joining;
pub mod membership;
pub mod merging;
pub mod overlap;
pub mod pages;
pub mod profile;
pub mod reach;
pub mod seats;
pub mod sharing;
pub(crate) mod store;
pub mod words;

pub use delegates::{Post, SteeringGroup, steering};
pub use history::{Act, ActKind};
pub use membership::Calling;
pub use profile::{GroupKind, LegalKind, Profile};

use crate::ids::{Id, Ids};
use crate::keys::{self, Vault};
use db::{Fault, Tx};

/// Any body with its own list. All of it is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: Id,
    /// Its place in `/groups/<slug>`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, in English, Markdown.
    pub about_en: String,
    /// What it is, in Spanish, Markdown.
    pub about_es: String,
    /// Where letters reach it: no mail leaves without it.
    pub postal_address: String,
    /// The country of addresses that name none, such as `US`.
    pub country: String,
    /// When it was made.
    pub created_at: i64,
}

/// Groups under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalition {
    /// Its id.
    pub id: Id,
    /// Its place in `/coalitions/<slug>`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, in English, Markdown.
    pub about_en: String,
    /// What it is, in Spanish, Markdown.
    pub about_es: String,
    /// When it was founded.
    pub created_at: i64,
}

/// What a group is in a coalition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Decides.
    Steering,
    /// Takes part.
    Partner,
    /// Lends its name.
    Endorser,
}

impl Role {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Steering => "steering",
            Self::Partner => "partner",
            Self::Endorser => "endorser",
        }
    }

    /// The role of a column's word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Steering, Self::Partner, Self::Endorser].into_iter().find(|role| role.as_str() == word)
    }
}

/// Where a coalition stands between being thought of and being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoalitionState {
    /// Its founders have not all agreed: nobody but they see it.
    Founding,
    /// It is there, and public.
    Standing,
    /// A founder declined, or the founding was given up.
    CalledOff,
}

impl CoalitionState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Founding => "founding",
            Self::Standing => "standing",
            Self::CalledOff => "called off",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Founding, Self::Standing, Self::CalledOff];
        all.into_iter().find(|state| state.as_str() == word).ok_or_else(|| Fault::bug("a coalition's state"))
    }
}

/// Adds a group with its first data key; `false` where its slug is taken.
pub fn add_group(tx: &mut Tx<'_>, group: &Group, key: &keys::WrappedKey) -> Result<bool, Fault> {
    let added = store::add_group(tx, group)?;
    if added {
        keys::add(tx, key, group.created_at)?;
    }
    Ok(added)
}

/// Prepares a group's data key for [`add_group`].
pub fn key_for(vault: &Vault, group: &Group, ids: &Ids) -> keys::WrappedKey {
    vault.new_group(group.id, ids)
}

/// Adds a coalition; `false` where its slug is taken.
pub fn add_coalition(tx: &mut Tx<'_>, coalition: &Coalition) -> Result<bool, Fault> {
    store::add_coalition(tx, coalition, CoalitionState::Standing)
}

/// Makes a group part of a coalition; a second time changes nothing.
pub fn join(tx: &mut Tx<'_>, coalition: Id, group: Id, role: Role, now: i64) -> Result<(), Fault> {
    store::add_membership(tx, coalition, group, role, now).map(drop)
}

/// One group.
pub fn group(tx: &mut Tx<'_>, id: Id) -> Result<Option<Group>, Fault> {
    store::group(tx, id)
}

/// One group by its address.
pub fn group_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Group>, Fault> {
    store::group_by_slug(tx, slug)
}

/// A group's word in addresses, from that word alone or from a whole address.
pub(crate) fn slug_in(text: &str) -> String {
    text.trim_end_matches('/').rsplit('/').next().unwrap_or_default().trim().to_owned()
}

/// The group that somebody means who typed this: by its address, or the address of its page, or by its name, if one group alone has it.
pub fn group_meant(tx: &mut Tx<'_>, typed: &str) -> Result<Option<Group>, Fault> {
    if let Some(group) = store::group_by_slug(tx, &slug_in(typed))? {
        return Ok(Some(group));
    }
    let mut named = store::groups_named(tx, typed)?;
    Ok(named.pop().filter(|_| named.is_empty()))
}

/// All groups by name, at most `at_most`.
pub fn groups(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Group>, Fault> {
    store::groups(tx, at_most)
}

/// Coalitions by name, at most `at_most`.
pub fn coalitions(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Coalition>, Fault> {
    store::coalitions(tx, at_most)
}

/// One coalition that stands, by its address.
pub fn coalition_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Coalition>, Fault> {
    store::coalition_by_slug(tx, slug)
}

/// One coalition in any state, by its address.
pub fn coalition_in_any_state(tx: &mut Tx<'_>, slug: &str) -> Result<Option<(Coalition, CoalitionState)>, Fault> {
    store::coalition_in_any_state(tx, slug)
}

/// One coalition in any state.
pub fn coalition(tx: &mut Tx<'_>, id: Id) -> Result<Option<(Coalition, CoalitionState)>, Fault> {
    store::coalition(tx, id)
}

/// What a group is in a coalition, if it is in it.
pub fn role_of(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Option<Role>, Fault> {
    store::role_of(tx, coalition, group)
}

/// The groups of a coalition in which an account has a seat, of those that the caller knows to be the account's.
pub fn roles_of(tx: &mut Tx<'_>, coalition: Id, groups: &[Id]) -> Result<Vec<(Id, Role)>, Fault> {
    let mut roles = Vec::new();
    for group in groups {
        if let Some(role) = role_of(tx, coalition, *group)? {
            roles.push((*group, role));
        }
    }
    Ok(roles)
}

/// Takes a coalition in hand until the transaction ends, and says where it stands; `None` where there is none.
pub(crate) fn hold(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<CoalitionState>, Fault> {
    match store::take_coalition(tx, coalition)? {
        true => Ok(store::coalition(tx, coalition)?.map(|(_, state)| state)),
        false => Ok(None),
    }
}

/// Takes a group in hand until the transaction ends; `false` where there is none.
pub(crate) fn hold_group(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    store::take_group(tx, group)
}

/// Whether a coalition that is now held stands and the group steers it.
pub(crate) fn hold_as_steering(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<bool, Fault> {
    Ok(hold(tx, coalition)? == Some(CoalitionState::Standing) && role_of(tx, coalition, group)? == Some(Role::Steering))
}

/// How many groups steer a coalition.
pub fn steering_count(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    store::steering_count(tx, coalition)
}

/// The groups of a coalition by name, with their role's word.
pub fn members(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Group, String)>, Fault> {
    store::members(tx, coalition)
}

/// The coalitions of a group by name.
pub fn coalitions_of(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Coalition>, Fault> {
    store::coalitions_of(tx, group)
}
