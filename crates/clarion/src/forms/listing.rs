//! Submissions as the form's own group sees them: in the console, in a file and through the API. No other group sees any.

use super::store;
use super::submit::Said;
use crate::coalitions::merging;
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::marks::{Place, Walked};
use db::{Fault, Tx};
use std::collections::{HashMap, HashSet};

/// Somebody's submissions are listed up to so many.
const OF_PERSON_MAX: i64 = 10_000;
/// A group has at most so many forms in its lists.
pub(super) const FORMS_MAX: i64 = 100_000;

/// A submission as it lies in the database.
#[derive(Clone, Debug)]
pub(crate) struct SubmissionRow {
    pub(crate) id: Id,
    pub(crate) form: Id,
    pub(crate) group: Id,
    pub(crate) identity: Id,
    pub(crate) person: Id,
    pub(crate) kind: super::SubmissionKind,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) created_at: i64,
    pub(crate) modified_at: i64,
}

/// A submission, opened for its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its id.
    pub id: Id,
    /// The form.
    pub form: Id,
    /// The human, internal to the server.
    pub identity: Id,
    /// The record in the group's list.
    pub person: Id,
    /// How we know.
    pub kind: super::SubmissionKind,
    /// What was said; `None` where it was erased.
    pub said: Option<Said>,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

fn open(vault: &Vault, row: &SubmissionRow) -> Result<Shown, Fault> {
    let said = Said::open(vault, row.group, row.id, row.sealed.as_deref())?;
    let SubmissionRow { id, form, identity, person, kind, created_at, modified_at, .. } = *row;
    Ok(Shown { id, form, identity, person, kind, said, created_at, modified_at })
}

/// Whether the form's group sees what was sent to another: one that has become part of it. Who came while two groups were one, and
/// stayed with the other when they parted, counts, as somebody who was erased does.
pub(super) fn is_seen(tx: &mut Tx<'_>, form_group: Id, of: Id) -> Result<bool, Fault> {
    Ok(form_group == of || merging::survivor_of(tx, of)? == Some(form_group))
}

/// Opens a form's submissions for its group.
fn open_all(tx: &mut Tx<'_>, vault: &Vault, form: OfForm, mut rows: Vec<SubmissionRow>) -> Result<Vec<Shown>, Fault> {
    let Some(asked) = store::form(tx, form.0)? else { return Ok(Vec::new()) };
    let mut seen: HashMap<Id, bool> = HashMap::new();
    for row in &mut rows {
        let is_known = match seen.get(&row.group) {
            Some(known) => *known,
            None => is_seen(tx, asked.group, row.group)?,
        };
        seen.insert(row.group, is_known);
        row.sealed = row.sealed.take().filter(|_| is_known);
    }
    rows.iter().map(|row| open(vault, row)).collect()
}

/// The submissions of one form, in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfForm(pub Id);

impl Walked for OfForm {
    fn mark(&self, tx: &mut Tx<'_>, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
        store::mark(tx, self.0, after, before, skip)
    }
}

/// One page by its place.
pub fn page(tx: &mut Tx<'_>, vault: &Vault, form: OfForm, place: Place, at_most: i64) -> Result<Vec<Shown>, Fault> {
    let rows = store::page(tx, form.0, place, at_most)?;
    open_all(tx, vault, form, rows)
}

/// The newest ones, the newest first.
pub fn newest(tx: &mut Tx<'_>, vault: &Vault, form: OfForm, at_most: i64) -> Result<Vec<Shown>, Fault> {
    let rows = store::newest(tx, form.0, at_most)?;
    open_all(tx, vault, form, rows)
}

/// Some by their ids, in the order of their ids.
pub fn by_ids(tx: &mut Tx<'_>, vault: &Vault, form: OfForm, ids: &[Id]) -> Result<Vec<Shown>, Fault> {
    let mut rows = store::by_ids(tx, form.0, ids)?;
    rows.sort_by_key(|row| row.id);
    open_all(tx, vault, form, rows)
}

/// How many stand after a mark.
pub fn count_after(tx: &mut Tx<'_>, form: OfForm, mark: Id) -> Result<i64, Fault> {
    store::count_after(tx, form.0, mark)
}

/// The submissions of one record of a group, oldest first.
pub fn of_person(tx: &mut Tx<'_>, vault: &Vault, group: Id, person: Id) -> Result<Vec<Shown>, Fault> {
    let mut rows = store::of_person(tx, person, OF_PERSON_MAX)?;
    rows.retain(|row| row.group == group);
    rows.iter().map(|row| open(vault, row)).collect()
}

/// What one human submitted on a group's pages, oldest first.
pub(crate) fn of_human(tx: &mut Tx<'_>, vault: &Vault, group: Id, identity: Id) -> Result<Vec<Shown>, Fault> {
    store::of_human(tx, identity, group, OF_PERSON_MAX)?.iter().map(|row| open(vault, row)).collect()
}

/// The humans who submitted a form, up to so many.
pub(crate) fn submitters(tx: &mut Tx<'_>, form: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    store::submitters(tx, form, at_most)
}

/// Which of these humans submitted a form.
pub(crate) fn which_submitted(tx: &mut Tx<'_>, form: Id, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    Ok(store::which_submitted(tx, form, identities)?.into_iter().collect())
}

/// What somebody who is erased answered to a group's forms goes; the counts stay.
/// By the record: its mailbox may have been another one then.
pub(crate) fn forget_answers(tx: &mut Tx<'_>, group: Id, person: Id, now: i64) -> Result<(), Fault> {
    store::forget_answers(tx, person, group, now).map(drop)
}

/// The same of one human, also where no record stands any more.
pub(crate) fn forget_of_human(tx: &mut Tx<'_>, group: Id, identity: Id, now: i64) -> Result<(), Fault> {
    store::forget_of_human(tx, identity, group, now).map(drop)
}

/// The newest submission of each record that has one.
pub(crate) fn newest_of_people(tx: &mut Tx<'_>, people: &[Id]) -> Result<Vec<(Id, i64)>, Fault> {
    store::newest_of_people(tx, people)
}

/// The records of a group whose people submitted one of its forms from then on.
pub(crate) fn acted_since(tx: &mut Tx<'_>, group: Id, since: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    let mut found = Vec::new();
    for form in store::forms_of_group(tx, group, FORMS_MAX)? {
        let left = at_most - found.len() as i64;
        if left <= 0 {
            break;
        }
        found.extend(store::submitters_since(tx, form.id, since, left)?);
    }
    Ok(found)
}

/// The key under which a submission's foreign id is found.
pub fn foreign_key(vault: &Vault, group: Id, text: &str) -> [u8; 16] {
    vault.foreign_key(group, "submission", text)
}

/// A group's form with this foreign id.
pub fn identified(tx: &mut Tx<'_>, group: Id, identifier: &str) -> Result<Option<Id>, Fault> {
    store::identified(tx, group, identifier)
}

/// Adds foreign ids of a form.
pub fn add_identifiers(tx: &mut Tx<'_>, form: Id, identifiers: &[String]) -> Result<(), Fault> {
    store::add_identifiers(tx, form, identifiers).map(drop)
}

/// One record takes in another of its group: the submissions come along.
pub fn give_to(tx: &mut Tx<'_>, from: Id, to: Id) -> Result<(), Fault> {
    store::give(tx, from, to).map(drop)
}
