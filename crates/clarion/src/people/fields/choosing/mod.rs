//! Fields for choosing: custom fields with fixed choices, by which a group finds people as it does by tags.
//!
//! Names and choices are sealed; which choice somebody has is a clear fact, by its id. For such a field a record holds either a choice
//! or a free text: what comes in and equals a choice by its folded text becomes it ([`settle`]), anything else is kept as it was
//! written. So nobody loses what a form, a file or another system says, and only what a group defined chooses.

pub mod define;
pub mod jobs;
pub mod look;
pub mod set;
pub mod settle;
pub(crate) mod store;

use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Scope;
use db::{Fault, Tx};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A field has at most so many choices that can be given: more than anybody reads through.
pub const CHOICES_MAX: usize = 50;
/// With retired ones at most so many.
pub const CHOICES_EVER_MAX: usize = 200;
/// A group has at most so many fields for choosing: each is a question of the list's page.
pub const CHOOSING_MAX: usize = 50;
/// The longest choice, in characters.
pub const CHOICE_CHARS_MAX: usize = 100;

refusals! {
    /// Why something about a field for choosing is not done.
    ChoosingRefusal {
        /// The field or the choice has no name.
        NoName = "choosing-refused-name",
        /// The field has no choice.
        NoChoice = "choosing-refused-none",
        /// Another choice of the field has that name.
        Taken = "choosing-refused-taken",
        /// The group has a field of that name.
        FieldStands = "choosing-refused-field",
        /// It would have too many choices.
        TooManyChoices = "choosing-refused-choices",
        /// The group has too many such fields.
        TooManyFields = "choosing-refused-fields",
        /// It would be for more people than one answer waits for.
        TooManyPeople = "choosing-refused-people",
        /// There is no such field, choice or person.
        Unknown = "choosing-refused-unknown",
    }
}

/// One of a field's choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: Id,
    /// Its words.
    pub name: String,
    /// Whether it is given to nobody any more.
    pub is_retired: bool,
}

/// A field for choosing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosing {
    /// The field.
    pub field: Id,
    /// Its name.
    pub name: String,
    /// Its choices, in their order.
    pub choices: Vec<Choice>,
}

impl Choosing {
    /// A choice by its id, retired ones too.
    pub fn choice(&self, id: Id) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// Those that can be given.
    pub fn standing(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| !choice.is_retired)
    }
}

/// The keyed hash under which a choice is found by its text; `None` where nothing is left of that.
fn text_key(vault: &Vault, group: Id, field: Id, text: &str) -> Option<[u8; 16]> {
    let folded = seal::name::fold(text);
    (!folded.is_empty()).then(|| vault.foreign_key(group, "field_choice", &format!("{field}\n{folded}")))
}

fn open(vault: &Vault, group: Id, row: &store::ChoiceRow) -> Result<Choice, Fault> {
    let name = vault.open_sealed(group, &row.id.0, &row.sealed)?;
    let name = String::from_utf8(name).map_err(|_| Fault::bug("a choice is no text"))?;
    Ok(Choice { id: row.id, name, is_retired: row.retired_at.is_some() })
}

/// The choices of one field of a group, in their order, retired ones too.
pub fn of_field(tx: &mut Tx<'_>, vault: &Vault, group: Id, field: Id) -> Result<Vec<Choice>, Fault> {
    let rows = store::choices_of(tx, Scope::of(group), field, CHOICES_EVER_MAX as i64)?;
    rows.iter().map(|row| open(vault, group, row)).collect()
}

/// A group's fields for choosing, by name, with all their choices.
pub fn of_group(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<Choosing>, Fault> {
    let fields = super::of_group(tx, vault, group)?.into_iter().filter(|field| field.chooses);
    let mut all: Vec<Choosing> = fields.map(|field| Choosing { field: field.id, name: field.name, choices: Vec::new() }).collect();
    if all.is_empty() {
        return Ok(all);
    }
    let places: HashMap<Id, usize> = all.iter().enumerate().map(|(at, field)| (field.field, at)).collect();
    for row in store::choices(tx, Scope::of(group), (CHOOSING_MAX * CHOICES_EVER_MAX) as i64)? {
        // One of a field that is being deleted has no place any more.
        if let Some(at) = places.get(&row.field) {
            all[*at].choices.push(open(vault, group, &row)?);
        }
    }
    all.sort_by_cached_key(|field| seal::name::fold(&field.name));
    Ok(all)
}

/// Which choices these humans have in a group's list, as field and choice.
pub fn of_people(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<HashMap<Id, Vec<(Id, Id)>>, Fault> {
    let mut wanted: Vec<(Id, Id)> = identities.iter().map(|identity| (group, *identity)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found: HashMap<Id, Vec<(Id, Id)>> = HashMap::new();
    for (_, identity, field, choice) in store::chosen(tx, &wanted)? {
        found.entry(identity).or_default().push((field, choice));
    }
    Ok(found)
}

/// What these humans have chosen in a group's list, in words: the choice by the field's name.
pub fn in_words(
    tx: &mut Tx<'_>,
    vault: &Vault,
    group: Id,
    identities: &[Id],
) -> Result<HashMap<Id, BTreeMap<String, String>>, Fault> {
    let found = of_people(tx, group, identities)?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let fields = of_group(tx, vault, group)?;
    let words = |(field, choice): &(Id, Id)| {
        let field = fields.iter().find(|known| known.field == *field)?;
        Some((field.name.clone(), field.choice(*choice)?.name.clone()))
    };
    Ok(found.into_iter().map(|(identity, chosen)| (identity, chosen.iter().filter_map(words).collect())).collect())
}

/// Writes choices as they are to be (group, human, field, choice), and takes others away (group, human, field).
pub(crate) fn write(tx: &mut Tx<'_>, set: &[(Id, Id, Id, Id)], gone: &[(Id, Id, Id)]) -> Result<(), Fault> {
    store::set(tx, set)?;
    store::clear(tx, gone).map(drop)
}

/// Who has a choice, up to so many.
pub(crate) fn who_chose(tx: &mut Tx<'_>, group: Id, choice: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    store::who_chose(tx, Scope::of(group), choice, at_most)
}

/// Which of these humans have a choice.
pub(crate) fn which_chose(tx: &mut Tx<'_>, group: Id, choice: Id, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    Ok(store::which_chose(tx, Scope::of(group), choice, identities)?.into_iter().collect())
}

/// How many people of a group have a choice.
pub fn count(tx: &mut Tx<'_>, group: Id, choice: Id) -> Result<u64, Fault> {
    Ok(store::count(tx, Scope::of(group), choice)?.unsigned_abs())
}

/// A group's record was moved from one human to another, or taken in by the other's record.
pub(in crate::people) fn moved(tx: &mut Tx<'_>, group: Id, from: Id, to: Id) -> Result<(), Fault> {
    store::move_all(tx, Scope::of(group), from, to)
}

/// A record is erased.
pub(in crate::people) fn forget(tx: &mut Tx<'_>, group: Id, identity: Id) -> Result<(), Fault> {
    store::drop_all(tx, Scope::of(group), identity)
}
