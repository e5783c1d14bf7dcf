//! Petitions and signatures as a group sees them in lists: its own, and of petitions it co-sponsors those of people who agreed to its
//! news themselves.

mod noting;
pub(crate) mod store;

pub use noting::change_note;

use super::SignatureKind;
use super::create::{self, NewPetition};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::ApiError;
use crate::osdi::chosen::{self, CHOSEN_MAX};
use crate::osdi::filter::Filter;
use crate::osdi::hal;
use crate::osdi::marks::{Place, Walked};
use crate::osdi::range::{self, Range};
use crate::people::Scope;
use db::{Fault, Tx};
use std::collections::{HashMap, HashSet};

/// A group has at most so many petitions in its lists.
const PETITIONS_MAX: i64 = 100_000;
/// A person's signatures are listed up to so many.
const OF_PERSON_MAX: i64 = 10_000;
const LIMIT: i64 = CHOSEN_MAX as i64 + 1;

/// A petition with what the API tells beside it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The petition, whole.
    pub whole: NewPetition,
    /// Its group.
    pub group: Group,
    /// Its foreign ids.
    pub identifiers: Vec<String>,
    /// The description above its text.
    pub description: String,
}

impl Known {
    /// Whether a group has it or co-sponsors it.
    pub fn is_of(&self, group: Id) -> bool {
        self.whole.petition.group == group || self.whole.sponsors.contains(&group)
    }
}

/// One petition with what the API tells beside it.
pub fn known(tx: &mut Tx<'_>, id: Id) -> Result<Option<Known>, Fault> {
    let Some(whole) = create::find_by_id(tx, id)? else { return Ok(None) };
    let group = coalitions::group(tx, whole.petition.group)?.ok_or_else(|| Fault::bug("a petition without its group"))?;
    let identifiers = store::identifiers(tx, id)?;
    let description = store::description(tx, id)?.unwrap_or_default();
    Ok(Some(Known { whole, group, identifiers, description }))
}

/// The petitions that a group has or co-sponsors, oldest first.
pub fn petitions_of(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Id>, Fault> {
    store::petitions_of(tx, Scope::of(group), PETITIONS_MAX)
}

/// The office with this title, in either language.
pub fn office_titled(tx: &mut Tx<'_>, title: &str) -> Result<Option<Id>, Fault> {
    store::office_titled(tx, title)
}

/// Keeps what the API was given beside a petition's words; `None` leaves the description.
pub fn keep_beside(tx: &mut Tx<'_>, petition: Id, identifiers: &[String], description: Option<&str>) -> Result<(), Fault> {
    store::add_identifiers(tx, petition, identifiers)?;
    if let Some(description) = description {
        store::set_description(tx, petition, description)?;
    }
    Ok(())
}

/// The petition of a group that a foreign id names.
pub fn identified(tx: &mut Tx<'_>, group: Id, identifier: &str) -> Result<Option<Id>, Fault> {
    store::identified(tx, group, identifier)
}

/// The signatures of a petition, as seen by a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The petition.
    pub petition: Id,
    /// The group that looks.
    pub by: Id,
}

impl Seen {
    /// Within whose list it is looked.
    pub(super) fn list(&self) -> Scope {
        Scope::of(self.by)
    }
}

impl Walked for Seen {
    fn mark(&self, tx: &mut Tx<'_>, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
        store::mark(tx, self, after, before, skip)
    }
}

/// A signature as it lies in the database; `person` is the record in the list of the group that looks.
#[derive(Clone, Debug)]
pub(crate) struct SeenRow {
    pub(crate) id: Id,
    pub(crate) petition: Id,
    pub(crate) group: Id,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) created_at: i64,
    pub(crate) modified_at: i64,
    pub(crate) person: Id,
    pub(crate) kind: SignatureKind,
}

/// What is sealed with a signature: the comment and, after a NUL that no comment can hold, foreign ids, one a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The comment; may be empty.
    pub comment: String,
    /// Foreign ids.
    pub identifiers: Vec<String>,
}

impl Note {
    /// The bytes that are sealed; `None` where there is nothing to keep.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        match (self.comment.is_empty(), self.identifiers.is_empty()) {
            (true, true) => None,
            (false, true) => Some(self.comment.clone().into_bytes()),
            _ => Some(format!("{}\0{}", self.comment, self.identifiers.join("\n")).into_bytes()),
        }
    }

    /// Reads what was sealed.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Fault> {
        let text = String::from_utf8(bytes).map_err(|_| Fault::bug("a signature's comment cannot be read"))?;
        let (comment, rest) = text.split_once('\0').unwrap_or((&text, ""));
        Ok(Self { comment: comment.to_owned(), identifiers: rest.lines().map(str::to_owned).collect() })
    }
}

/// A signature, opened for the group that looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its id.
    pub id: Id,
    /// The petition.
    pub petition: Id,
    /// The record in the list of the group that looks.
    pub person: Id,
    /// Comment and foreign ids; only of the group's own signatures.
    pub note: Note,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

/// What is sealed with a signature of a group.
fn note_of(vault: &Vault, group: Id, signature: Id, sealed: Option<&[u8]>) -> Result<Note, Fault> {
    match sealed {
        Some(sealed) => Note::from_bytes(vault.open_sealed(group, &signature.0, sealed)?),
        None => Ok(Note::default()),
    }
}

fn open(vault: &Vault, by: Id, row: SeenRow) -> Result<Shown, Fault> {
    let SeenRow { id, petition, group, sealed, person, created_at, modified_at, .. } = row;
    let note = note_of(vault, group, id, sealed.as_deref().filter(|_| group == by))?;
    Ok(Shown { id, petition, person, note, created_at, modified_at })
}

/// One page by its place.
pub fn page(tx: &mut Tx<'_>, vault: &Vault, seen: Seen, place: Place, at_most: i64) -> Result<Vec<Shown>, Fault> {
    store::page(tx, &seen, place, at_most)?.into_iter().map(|row| open(vault, seen.by, row)).collect()
}

/// A signature on a group's own page, opened.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its id.
    pub id: Id,
    /// The human behind it.
    pub identity: Id,
    /// The record in the group's list.
    pub person: Id,
    /// How it came.
    pub kind: SignatureKind,
    /// Comment and foreign ids.
    pub note: Note,
    /// When it was made.
    pub created_at: i64,
}

/// The signatures on a group's own petition that were recorded before one, the newest first. Of another group's there are none.
pub fn own_before(tx: &mut Tx<'_>, vault: &Vault, seen: Seen, before: Id, at_most: i64) -> Result<Vec<Own>, Fault> {
    let opened = |row: store::OwnRow| {
        let note = match row.sealed {
            Some(sealed) => Note::from_bytes(vault.open_sealed(seen.by, &row.id.0, &sealed)?)?,
            None => Note::default(),
        };
        let store::OwnRow { id, identity, person, kind, created_at, .. } = row;
        Ok(Own { id, identity, person, kind, note, created_at })
    };
    store::own_before(tx, &seen, before, at_most)?.into_iter().map(opened).collect()
}

/// Some by their ids, in the order of their ids.
pub fn by_ids(tx: &mut Tx<'_>, vault: &Vault, seen: Seen, ids: &[Id]) -> Result<Vec<Shown>, Fault> {
    let mut rows = store::by_ids(tx, &seen, ids)?;
    rows.sort_by_key(|row| row.id);
    rows.into_iter().map(|row| open(vault, seen.by, row)).collect()
}

/// How many stand after a mark.
pub fn count_after(tx: &mut Tx<'_>, seen: Seen, mark: Id) -> Result<i64, Fault> {
    store::count_after(tx, &seen, mark)
}

/// The signatures of one person of a group with how each came, oldest first.
pub fn of_person(tx: &mut Tx<'_>, vault: &Vault, by: Id, person: Id, identity: Id) -> Result<Vec<(Shown, SignatureKind)>, Fault> {
    let mut rows = store::of_person(tx, person, OF_PERSON_MAX)?;
    let others = store::of_identity(tx, identity, Scope::of(by), OF_PERSON_MAX)?;
    rows.extend(others.into_iter().map(|row| SeenRow { person, ..row }));
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let shown = |row: SeenRow| {
        let kind = row.kind;
        Ok((open(vault, by, row)?, kind))
    };
    rows.into_iter().map(shown).collect()
}

/// The humans who signed a petition, as far as a group may know, up to so many.
pub(crate) fn signers(tx: &mut Tx<'_>, seen: Seen, at_most: i64) -> Result<Vec<Id>, Fault> {
    store::signers(tx, seen, at_most)
}

/// Which of these humans signed a petition, as far as a group may know.
pub(crate) fn which_signed(tx: &mut Tx<'_>, seen: Seen, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    Ok(store::which_signed(tx, seen, identities)?.into_iter().collect())
}

/// What somebody who is erased wrote with their signatures on a group's petitions goes; the signatures stay counted.
/// By the record: its mailbox may have been another one then.
pub(crate) fn forget_comments(tx: &mut Tx<'_>, group: Id, person: Id, now: i64) -> Result<(), Fault> {
    store::forget_comments(tx, person, group, now).map(drop)
}

/// The newest action of each record (id, human) that has one.
pub fn newest_actions(tx: &mut Tx<'_>, group: Id, people: &[(Id, Id)]) -> Result<HashMap<Id, i64>, Fault> {
    let ids: Vec<Id> = people.iter().map(|(person, _)| *person).collect();
    let identities: Vec<Id> = people.iter().map(|(_, identity)| *identity).collect();
    let mut newest: HashMap<Id, i64> = store::newest_of_people(tx, &ids)?.into_iter().collect();
    let elsewhere: HashMap<Id, i64> = store::newest_of_identities(tx, Scope::of(group), &identities)?.into_iter().collect();
    for (person, identity) in people {
        if let Some(at) = elsewhere.get(identity) {
            let known = newest.entry(*person).or_insert(*at);
            *known = (*known).max(*at);
        }
    }
    Ok(newest)
}

/// The records of a group whose people signed something from then on.
pub fn acted_since(tx: &mut Tx<'_>, group: Id, since: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    let mut found = Vec::new();
    for petition in petitions_of(tx, group)? {
        let left = at_most - found.len() as i64;
        if left <= 0 {
            break;
        }
        found.extend(store::signers_since(tx, &Seen { petition, by: group }, since, left)?);
    }
    Ok(found)
}

/// One record takes in another of its group: the signatures come along.
pub fn give_to(tx: &mut Tx<'_>, from: Id, to: Id) -> Result<(), Fault> {
    store::give(tx, from, to).map(drop)
}

/// What a filter of signatures asks.
#[derive(Clone, Debug)]
pub enum Question {
    /// By our id.
    Own(Id),
    /// By a foreign id's key.
    Foreign([u8; 16]),
    /// By the day it was made.
    Created(Range),
    /// By the day it last changed.
    Modified(Range),
    /// All of them.
    All(Vec<Question>),
    /// One of them.
    Any(Vec<Question>),
}

/// The key under which a signature's foreign id is found.
pub fn foreign_key(vault: &Vault, seen: Seen, text: &str) -> [u8; 16] {
    vault.foreign_key(seen.by, "signature", text)
}

/// Understands a filter, or says in a sentence what is wrong with it.
pub fn understand(vault: &Vault, seen: Seen, filter: &Filter) -> Result<Question, ApiError> {
    let each = |parts: &[Filter]| parts.iter().map(|part| understand(vault, seen, part)).collect::<Result<Vec<_>, _>>();
    match filter {
        Filter::All(parts) => Ok(Question::All(each(parts)?)),
        Filter::Any(parts) => Ok(Question::Any(each(parts)?)),
        Filter::Leaf { field, op, value } => match field.as_str() {
            "created_date" => Ok(Question::Created(range::of(field, *op, value)?)),
            "modified_date" => Ok(Question::Modified(range::of(field, *op, value)?)),
            "identifier" => {
                range::only_eq(field, *op)?;
                Ok(hal::own_id(value).map_or_else(|| Question::Foreign(foreign_key(vault, seen, value)), Question::Own))
            }
            _ => Err(range::unknown_field(field, "identifier, created_date and modified_date")),
        },
    }
}

/// Sorted ids that the question chooses, at most one more than [`CHOSEN_MAX`].
pub fn choose(tx: &mut Tx<'_>, seen: Seen, question: &Question) -> Result<Vec<Id>, Fault> {
    Ok(match question {
        Question::Own(id) => store::by_ids(tx, &seen, &[*id])?.into_iter().map(|row| row.id).collect(),
        Question::Foreign(key) => {
            let found: Vec<Id> = crate::people::find_identifier(tx, seen.by, key)?.into_iter().collect();
            store::by_ids(tx, &seen, &found)?.into_iter().map(|row| row.id).collect()
        }
        Question::Created(range) => store::created(tx, &seen, *range, LIMIT)?,
        Question::Modified(range) => {
            let since = modified_since(tx, seen, range.start)?;
            if range.is_open() { since } else { chosen::without(since, &modified_since(tx, seen, range.end)?) }
        }
        Question::All(parts) => {
            let mut left: Option<Vec<Id>> = None;
            for part in parts {
                let found = choose(tx, seen, part)?;
                left = Some(left.map_or_else(|| found.clone(), |left| chosen::both(&left, &found)));
            }
            left.unwrap_or_default()
        }
        Question::Any(parts) => {
            let mut found = Vec::new();
            for part in parts {
                found = chosen::either(found, choose(tx, seen, part)?);
            }
            found
        }
    })
}

fn modified_since(tx: &mut Tx<'_>, seen: Seen, start: i64) -> Result<Vec<Id>, Fault> {
    let made = store::created(tx, &seen, Range { start, end: i64::MAX }, LIMIT)?;
    if start <= 0 {
        return Ok(made);
    }
    Ok(chosen::sorted([made, store::changed(tx, &seen, start, LIMIT)?].concat()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_comment_and_foreign_ids() {
        for note in [
            Note { comment: "Please.".to_owned(), identifiers: Vec::new() },
            Note { comment: String::new(), identifiers: vec!["crm:1".to_owned(), "crm:2".to_owned()] },
        ] {
            assert_eq!(Note::from_bytes(note.to_bytes().unwrap()).unwrap(), note);
        }
        assert_eq!(Note::default().to_bytes(), None);
        assert_eq!(Note::from_bytes(b"Please.".to_vec()).unwrap().comment, "Please.");
    }
}
