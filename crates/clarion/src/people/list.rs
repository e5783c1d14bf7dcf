//! A group's list: a page of it, and what a filter chooses from it.
//!
//! Leaves are registered statements that give sorted ids; `and` and `or` merge them here, with a bound. Names are sealed: they are
//! compared last, by opening at most [`OPENED_MAX`] of the records that the other comparisons left.

use super::api_resource::{self, Shown};
use super::store;
use crate::forms;
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::chosen::{self, CHOSEN_MAX};
use crate::osdi::filter::{Filter, Op};
use crate::osdi::marks::{Place, STRIDE, Walked};
use crate::osdi::range::{self, Range};
use crate::osdi::{ApiError, hal};
use crate::people::Details;
use crate::people::Scope;
use crate::petitions::listing;
use db::{Fault, Tx};

/// At most so many records are opened for one filter by name. Opening takes about 2 us each.
pub const OPENED_MAX: usize = 200_000;
const FIELDS: &str =
    "identifier, created_date, modified_date, given_name, family_name, email_address, phone_number, region and postal_code";
const LIMIT: i64 = CHOSEN_MAX as i64 + 1;

/// A group's list, as marks see it.
#[derive(Clone, Copy, Debug)]
pub struct PeopleOf(pub Id);

impl Walked for PeopleOf {
    fn mark(&self, tx: &mut Tx<'_>, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
        store::people_mark(tx, Scope::of(self.0), after, before, skip)
    }
}

/// How many stand after the last mark.
pub fn count_after(tx: &mut Tx<'_>, group: Id, mark: Id) -> Result<i64, Fault> {
    store::people_after(tx, Scope::of(group), mark)
}

/// One page by its place.
pub fn page(tx: &mut Tx<'_>, vault: &Vault, group: Id, place: Place, at_most: i64) -> Result<Vec<Shown>, Fault> {
    let rows = store::people_page(tx, Scope::of(group), place, at_most)?;
    api_resource::show(tx, vault, group, rows)
}

/// Some by their ids, in the order of their ids.
pub fn by_ids(tx: &mut Tx<'_>, vault: &Vault, group: Id, ids: &[Id]) -> Result<Vec<Shown>, Fault> {
    let mut rows = store::people_of_group(tx, Scope::of(group), ids)?;
    rows.sort_by_key(|dated| dated.row.id);
    api_resource::show(tx, vault, group, rows)
}

/// Which of these records the group has.
pub(crate) fn which_stand(tx: &mut Tx<'_>, group: Scope, ids: &[Id]) -> Result<Vec<Id>, Fault> {
    Ok(store::people_of_group(tx, group, ids)?.into_iter().map(|dated| dated.row.id).collect())
}

/// One by its id.
pub fn one(tx: &mut Tx<'_>, vault: &Vault, group: Id, id: Id) -> Result<Option<Shown>, Fault> {
    Ok(by_ids(tx, vault, group, &[id])?.pop())
}

/// What a filter asks, understood before the database is asked.
#[derive(Clone, Debug)]
pub enum Question {
    /// A record by its own id.
    Own(Option<Id>),
    /// A record by a foreign id's key.
    Foreign([u8; 16]),
    /// By mailbox or number.
    Key(seal::MatchingKey),
    /// By the day it was made.
    Created(Range),
    /// By the day it last changed or its person last acted.
    Modified(Range),
    /// By state.
    Region(String),
    /// By ZIP.
    Zip(String),
    /// By folded given name.
    GivenName(String),
    /// By folded family name.
    FamilyName(String),
    /// All of them.
    All(Vec<Question>),
    /// One of them.
    Any(Vec<Question>),
}

/// Understands a filter, or says in a sentence what is wrong with it.
pub fn understand(vault: &Vault, group: Id, home: &str, filter: &Filter) -> Result<Question, ApiError> {
    let each = |parts: &[Filter]| parts.iter().map(|part| understand(vault, group, home, part)).collect::<Result<Vec<_>, _>>();
    match filter {
        Filter::All(parts) => Ok(Question::All(each(parts)?)),
        Filter::Any(parts) => Ok(Question::Any(each(parts)?)),
        Filter::Leaf { field, op, value } => leaf(vault, group, home, (field, *op, value)),
    }
}

fn leaf(vault: &Vault, group: Id, home: &str, (field, op, value): (&str, Op, &str)) -> Result<Question, ApiError> {
    match field {
        "created_date" => return Ok(Question::Created(range::of(field, op, value)?)),
        "modified_date" => return Ok(Question::Modified(range::of(field, op, value)?)),
        "identifier" | "given_name" | "family_name" | "email_address" | "phone_number" | "region" | "postal_code" => {}
        _ => return Err(range::unknown_field(field, FIELDS)),
    }
    range::only_eq(field, op)?;
    Ok(match field {
        "identifier" => match hal::own_id(value) {
            Some(id) => Question::Own(Some(id)),
            None => Question::Foreign(vault.foreign_key(group, "person", value)),
        },
        "given_name" => Question::GivenName(seal::name::fold(value)),
        "family_name" => Question::FamilyName(seal::name::fold(value)),
        // Whoever asks for no address gets nobody.
        "email_address" => seal::email::fold(value)
            .map_or(Question::Own(None), |email| Question::Key(vault.matching_key(seal::Channel::Email, &email.folded))),
        "phone_number" => super::api_body::folded_phone(value, home)
            .map_or(Question::Own(None), |number| Question::Key(vault.matching_key(seal::Channel::Phone, &number))),
        "region" => Question::Region(value.to_ascii_uppercase()),
        _ => Question::Zip(seal::zip::clean(value).unwrap_or_else(|| value.to_ascii_uppercase())),
    })
}

/// Sorted ids that the question chooses. The refusal is a sentence for who asked too much.
pub fn choose(tx: &mut Tx<'_>, vault: &Vault, group: Id, question: &Question) -> Result<Result<Vec<Id>, ApiError>, Fault> {
    let mut asked = Asked { tx, vault, group };
    match asked.ids(question, None) {
        Ok(ids) => Ok(chosen::bounded(ids)),
        Err(Stopped::Refused(refusal)) => Ok(Err(refusal)),
        Err(Stopped::Fault(fault)) => Err(fault),
    }
}

enum Stopped {
    Refused(ApiError),
    Fault(Fault),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

struct Asked<'a, 'b> {
    tx: &'a mut Tx<'b>,
    vault: &'a Vault,
    group: Id,
}

const EVER: Range = Range { start: 0, end: i64::MAX };

impl Asked<'_, '_> {
    /// What the question chooses among `among`, or among all.
    fn ids(&mut self, question: &Question, among: Option<&[Id]>) -> Result<Vec<Id>, Stopped> {
        let found = match question {
            Question::All(parts) => return self.all(parts, among),
            Question::Any(parts) => {
                let mut found = Vec::new();
                for part in parts {
                    found = chosen::either(found, self.ids(part, among)?);
                }
                return Ok(found);
            }
            Question::GivenName(name) => return self.named(among, |details| seal::name::fold(&details.given_name) == *name),
            Question::FamilyName(name) => return self.named(among, |details| seal::name::fold(&details.family_name) == *name),
            Question::Own(None) => Vec::new(),
            Question::Own(Some(id)) => {
                let known = store::person_of_group(self.tx, Scope::of(self.group), *id)?.map(|dated| dated.row.id);
                // Programs that knew somebody by the id of the system that the list came from find them by it.
                let elsewhere = self.vault.foreign_key(self.group, "person", &hal::migrated(*id));
                let known =
                    known.map_or_else(|| store::find_identifier(self.tx, Scope::of(self.group), &elsewhere), |id| Ok(Some(id)))?;
                known.into_iter().collect()
            }
            Question::Foreign(key) => store::find_identifier(self.tx, Scope::of(self.group), key)?.into_iter().collect(),
            Question::Key(key) => store::people_of_key(self.tx, Scope::of(self.group), *key)?,
            Question::Created(range) => store::people_created(self.tx, Scope::of(self.group), *range, LIMIT)?,
            Question::Modified(range) => self.modified(*range)?,
            Question::Region(region) => store::people_of_region(self.tx, Scope::of(self.group), region, LIMIT)?,
            Question::Zip(zip) => store::people_of_zip(self.tx, Scope::of(self.group), zip, LIMIT)?,
        };
        let found = chosen::bounded(chosen::sorted(found)).map_err(Stopped::Refused)?;
        Ok(among.map_or_else(|| found.clone(), |among| chosen::both(&found, among)))
    }

    /// Names last: by then the others have left few records to open.
    fn all(&mut self, parts: &[Question], among: Option<&[Id]>) -> Result<Vec<Id>, Stopped> {
        let mut order: Vec<&Question> = parts.iter().collect();
        order.sort_by_key(|part| part.opens_names());
        let mut left = among.map(<[Id]>::to_vec);
        for part in order {
            left = Some(self.ids(part, left.as_deref())?);
        }
        Ok(left.unwrap_or_default())
    }

    fn named(&mut self, among: Option<&[Id]>, is_it: impl Fn(&Details) -> bool) -> Result<Vec<Id>, Stopped> {
        let everybody;
        let among = match among {
            Some(among) => among,
            None => {
                everybody = store::people_created(self.tx, Scope::of(self.group), EVER, OPENED_MAX as i64 + 1)?;
                &everybody
            }
        };
        if among.len() > OPENED_MAX {
            let sentence = "Names are looked for among at most 200,000 people. Add another comparison, for instance a postal_code.";
            return Err(Stopped::Refused(ApiError::bad(sentence)));
        }
        let mut found = Vec::new();
        for slice in among.chunks(STRIDE as usize) {
            for store::DatedRow { row, .. } in store::people_of_group(self.tx, Scope::of(self.group), slice)? {
                let details = Details::from_bytes(&self.vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
                if is_it(&details) {
                    found.push(row.id);
                }
            }
        }
        Ok(chosen::sorted(found))
    }

    /// Whose later date, of their own or of their newest action, lies in the range.
    fn modified(&mut self, range: Range) -> Result<Vec<Id>, Stopped> {
        let since = self.modified_since(range.start)?;
        if range.is_open() {
            return Ok(since);
        }
        let later = self.modified_since(range.end)?;
        Ok(chosen::without(since, &later))
    }

    fn modified_since(&mut self, start: i64) -> Result<Vec<Id>, Stopped> {
        let made = store::people_created(self.tx, Scope::of(self.group), Range { start, end: i64::MAX }, LIMIT)?;
        if start <= 0 {
            return Ok(made);
        }
        let changed = store::people_changed(self.tx, Scope::of(self.group), start, LIMIT)?;
        let acted = listing::acted_since(self.tx, self.group, start, LIMIT)?;
        let submitted = forms::listing::acted_since(self.tx, self.group, start, LIMIT)?;
        chosen::bounded(chosen::sorted([made, changed, acted, submitted].concat())).map_err(Stopped::Refused)
    }
}

impl Question {
    fn opens_names(&self) -> bool {
        match self {
            Self::GivenName(_) | Self::FamilyName(_) => true,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::opens_names),
            _ => false,
        }
    }
}
