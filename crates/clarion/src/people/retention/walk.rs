//! Going through a group's list: whom a rule concerns, and what of theirs. The look beforehand and the run both ask here.

use super::due::{self, Facts, Since};
use super::{Kind, store};
use crate::events::attending;
use crate::forms;
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::marks::Place;
use crate::people::Scope;
use crate::people::store::{self as people, DatedRow};
use crate::petitions::listing::{self, Note};
use db::{Fault, Tx};
use std::collections::HashMap;

/// A rule as it would be, or is.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) vault: Vault,
    pub(super) group: Id,
    pub(super) kind: Kind,
    pub(super) months: i64,
}

/// What goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The whole record.
    Person,
    /// A note beside it.
    Note(Id),
    /// A comment; foreign ids that stand with it stay.
    Comment { petition: Id, signature: Id },
}

/// Something that a rule concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) person: Id,
    pub(super) identity: Id,
    pub(super) since: Since,
    pub(super) at: i64,
    pub(super) due_at: i64,
    pub(super) what: What,
}

/// A page of the list.
pub(super) struct Page {
    /// Its last record; `None` at the end of the list.
    pub(super) last: Option<Id>,
    /// How many people stand on it.
    pub(super) people: i64,
    /// What is due by then, in the order of the records.
    pub(super) found: Vec<Found>,
}

/// The people after a record, and what of them is due until then.
pub(super) fn page(tx: &mut Tx<'_>, asked: &Asked, after: Id, at_most: i64, until: i64) -> Result<Page, Fault> {
    let rows = people::people_page(tx, Scope::of(asked.group), Place { after, skip: 0 }, at_most)?;
    let (last, people) = (rows.last().map(|dated| dated.row.id), rows.len() as i64);
    Ok(Page { last, people, found: judge(tx, asked, &rows, until)? })
}

/// What of some people is due until then; who is gone meanwhile is left out.
pub(super) fn of_people(tx: &mut Tx<'_>, asked: &Asked, ids: &[Id], until: i64) -> Result<Vec<Found>, Fault> {
    let rows = people::people_of_group(tx, Scope::of(asked.group), ids)?;
    judge(tx, asked, &rows, until)
}

fn judge(tx: &mut Tx<'_>, asked: &Asked, rows: &[DatedRow], until: i64) -> Result<Vec<Found>, Fault> {
    let mut found = match asked.kind {
        Kind::Notes => notes(tx, asked, rows, until)?,
        Kind::Comments => comments(tx, asked, rows, until)?,
        Kind::Quiet | Kind::Left | Kind::Asserted => records(tx, asked, rows)?,
    };
    found.retain(|found| found.due_at <= until);
    found.sort_by_key(|found| (found.person, found.at));
    Ok(found)
}

/// The humans of a record: of its mailbox, and of its number where that is another one.
fn humans(dated: &DatedRow) -> impl Iterator<Item = Id> + '_ {
    [Some(dated.row.identity), dated.row.phone_identity.filter(|number| *number != dated.row.identity)].into_iter().flatten()
}

fn records(tx: &mut Tx<'_>, asked: &Asked, rows: &[DatedRow]) -> Result<Vec<Found>, Fault> {
    let mut identities: Vec<Id> = rows.iter().flat_map(humans).collect();
    identities.sort_unstable();
    identities.dedup();
    let mut consents: HashMap<Id, Vec<due::Held>> = HashMap::new();
    for (identity, held) in store::consents(tx, Scope::of(asked.group), &identities)? {
        consents.entry(identity).or_default().push(held);
    }
    let people: Vec<(Id, Id)> = rows.iter().map(|dated| (dated.row.id, dated.row.identity)).collect();
    let records: Vec<Id> = people.iter().map(|(record, _)| *record).collect();
    let signed = listing::newest_actions(tx, asked.group, &people)?;
    let submitted: HashMap<Id, i64> = forms::listing::newest_of_people(tx, &records)?.into_iter().collect();
    let answered = attending::newest_of_humans(tx, asked.group, &identities)?;
    let one = |dated: &DatedRow| {
        let id = dated.row.id;
        let acted = [signed.get(&id), submitted.get(&id)]
            .into_iter()
            .flatten()
            .chain(humans(dated).filter_map(|human| answered.get(&human)));
        let facts = Facts {
            joined_at: dated.created_at,
            acted_at: acted.copied().max(),
            consents: humans(dated).filter_map(|human| consents.get(&human)).flatten().copied().collect(),
        };
        let (since, at) = due::since(asked.kind, &facts)?;
        let due_at = due::due_at(at, asked.months);
        Some(Found { person: id, identity: dated.row.identity, since, at, due_at, what: What::Person })
    };
    Ok(rows.iter().filter_map(one).collect())
}

fn notes(tx: &mut Tx<'_>, asked: &Asked, rows: &[DatedRow], until: i64) -> Result<Vec<Found>, Fault> {
    let by_human: HashMap<Id, Id> = rows.iter().map(|dated| (dated.row.identity, dated.row.id)).collect();
    let identities: Vec<Id> = by_human.keys().copied().collect();
    let notes = store::old_notes(tx, Scope::of(asked.group), &identities, until - due::due_at(0, asked.months))?.into_iter();
    let one = |(identity, note, at): (Id, Id, i64)| {
        let person = *by_human.get(&identity)?;
        Some(Found { person, identity, since: Since::Written, at, due_at: due::due_at(at, asked.months), what: What::Note(note) })
    };
    Ok(notes.filter_map(one).collect())
}

fn comments(tx: &mut Tx<'_>, asked: &Asked, rows: &[DatedRow], until: i64) -> Result<Vec<Found>, Fault> {
    let by_record: HashMap<Id, Id> = rows.iter().map(|dated| (dated.row.id, dated.row.identity)).collect();
    let records: Vec<Id> = by_record.keys().copied().collect();
    // Only what is old enough is opened.
    let written_until = until - due::due_at(0, asked.months);
    let mut found = Vec::new();
    for row in store::old_comments(tx, Scope::of(asked.group), &records, written_until)? {
        let Some(identity) = by_record.get(&row.person).copied() else { continue };
        let note = Note::from_bytes(asked.vault.open_sealed(asked.group, &row.signature.0, &row.sealed)?)?;
        if note.comment.is_empty() {
            continue;
        }
        let what = What::Comment { petition: row.petition, signature: row.signature };
        let (at, due_at) = (row.created_at, due::due_at(row.created_at, asked.months));
        found.push(Found { person: row.person, identity, since: Since::Written, at, due_at, what });
    }
    Ok(found)
}
