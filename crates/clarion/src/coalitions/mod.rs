//! Groups and their coalitions: any body with its own list, and those that act under one name.

pub mod pages;
pub(crate) mod store;

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

    /// The role with this word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Steering, Self::Partner, Self::Endorser].into_iter().find(|role| role.as_str() == word)
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
    store::add_coalition(tx, coalition)
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

/// All groups by name, at most `at_most`.
pub fn groups(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Group>, Fault> {
    store::groups(tx, at_most)
}

/// Coalitions by name, at most `at_most`.
pub fn coalitions(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Coalition>, Fault> {
    store::coalitions(tx, at_most)
}

/// One coalition.
pub fn coalition_by_id(tx: &mut Tx<'_>, id: Id) -> Result<Option<Coalition>, Fault> {
    store::coalition_by_id(tx, id)
}

/// One coalition by its address.
pub fn coalition_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Coalition>, Fault> {
    store::coalition_by_slug(tx, slug)
}

/// The groups of a coalition by name, with their role's word.
pub fn members(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Group, String)>, Fault> {
    store::members(tx, coalition)
}

/// The coalitions of a group by name.
pub fn coalitions_of(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Coalition>, Fault> {
    store::coalitions_of(tx, group)
}
