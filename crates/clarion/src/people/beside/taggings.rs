//! Taggings: that one person of a group's list has one tag. The API tells them apart by ids of their own, which stay while the tag does,
//! also when the record moves to another human.

use super::store::{self, TaggingRow};
use super::tags::{self, TagRefusal};
use crate::ids::Id;
use crate::osdi::marks::{Place, Walked};
use crate::people::Scope;
use crate::people::store as people;
use db::{Fault, Tx};
use std::collections::HashMap;

/// A tagging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tagging {
    /// Its id.
    pub id: Id,
    /// The tag.
    pub tag: Id,
    /// The record of who has it.
    pub person: Id,
    /// Since when, microseconds.
    pub tagged_at: i64,
}

/// Of which group and tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaggingsOf {
    /// The group.
    pub group: Id,
    /// Its tag.
    pub tag: Id,
}

impl TaggingsOf {
    fn pair(self) -> (Id, Id) {
        (self.group, self.tag)
    }
}

impl Walked for TaggingsOf {
    fn mark(&self, tx: &mut Tx<'_>, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
        store::tagging_mark(tx, self.pair(), after, before, skip)
    }
}

/// With the records of the humans; who has none is left out.
fn whole(tx: &mut Tx<'_>, group: Id, rows: Vec<TaggingRow>) -> Result<Vec<Tagging>, Fault> {
    let wanted: Vec<(Id, Id)> = rows.iter().map(|row| (row.identity, group)).collect();
    let records: HashMap<Id, Id> = people::find_people(tx, &wanted)?.into_iter().map(|row| (row.identity, row.id)).collect();
    let tagging = |row: TaggingRow| {
        let person = records.get(&row.identity).copied()?;
        Some(Tagging { id: row.id, tag: row.tag, person, tagged_at: row.tagged_at })
    };
    Ok(rows.into_iter().filter_map(tagging).collect())
}

/// How many stand after a mark.
pub fn count_after(tx: &mut Tx<'_>, of: TaggingsOf, mark: Id) -> Result<i64, Fault> {
    store::taggings_after(tx, of.pair(), mark)
}

/// One page by its place.
pub fn page(tx: &mut Tx<'_>, of: TaggingsOf, place: Place, at_most: i64) -> Result<Vec<Tagging>, Fault> {
    let rows = store::tagging_page(tx, of.pair(), place, at_most)?;
    whole(tx, of.group, rows)
}

/// One by its id.
pub fn one(tx: &mut Tx<'_>, of: TaggingsOf, id: Id) -> Result<Option<Tagging>, Fault> {
    let row = store::tagging(tx, of.pair(), id)?;
    Ok(whole(tx, of.group, row.into_iter().collect())?.pop())
}

/// All of one human in a group's list, in the order in which they were given.
pub fn of_person(tx: &mut Tx<'_>, group: Id, identity: Id) -> Result<Vec<Tagging>, Fault> {
    let rows = store::taggings_of(tx, Scope::of(group), identity)?;
    whole(tx, group, rows)
}

/// Gives a tag to one person of the group's list; the tagging that stands then. `None` where the group has no such person.
pub fn give(tx: &mut Tx<'_>, now: i64, of: TaggingsOf, by: Id, person: Id) -> Result<Result<Option<Tagging>, TagRefusal>, Fault> {
    let Some(found) = people::person_of_group(tx, Scope::of(of.group), person)? else { return Ok(Ok(None)) };
    let identity = found.row.identity;
    if let Err(refusal) = tags::give(tx, now, of.group, of.tag, by, &[identity])? {
        return Ok(Err(refusal));
    }
    let row = store::tagging_of(tx, of.pair(), identity)?;
    Ok(Ok(whole(tx, of.group, row.into_iter().collect())?.pop()))
}

/// Takes a tag from whoever has it by this tagging. The tag itself stays.
pub fn take(tx: &mut Tx<'_>, of: TaggingsOf, id: Id) -> Result<(), Fault> {
    match store::tagging(tx, of.pair(), id)? {
        Some(row) => tags::take(tx, of.group, of.tag, &[row.identity]).map(drop),
        None => Ok(()),
    }
}
