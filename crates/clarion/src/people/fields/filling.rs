//! Fields that are filled from elsewhere: how a field and its choices are called now, and what stands in it. Whoever fills a field keeps
//! ids alone, since its name is its group's secret.

use super::choosing::{self, Choice};
use super::{by_id, of_group};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{self, opened};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A field that can be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fillable {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its choices that can be given; `None` where any text can stand in it.
    pub choices: Option<Vec<Choice>>,
}

/// A group's fields by name, free ones and those with choices.
pub fn fillable(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<Fillable>, Fault> {
    let choosing = choosing::of_group(tx, vault, group)?;
    let choices = |id: Id| choosing.iter().find(|field| field.field == id).map(|field| field.standing().cloned().collect());
    let mut all: Vec<Fillable> = of_group(tx, vault, group)?
        .into_iter()
        .map(|field| Fillable { choices: choices(field.id), id: field.id, name: field.name })
        .collect();
    all.sort_by_cached_key(|field| seal::name::fold(&field.name));
    Ok(all)
}

/// How a group calls a field, and a choice of it; `None` where either is no more.
pub fn called(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (group, field): (Id, Id),
    choice: Option<Id>,
) -> Result<Option<(String, Option<String>)>, Fault> {
    let Some(field) = by_id(tx, vault, group, field)? else { return Ok(None) };
    let Some(choice) = choice else { return Ok(Some((field.name, None))) };
    let known = choosing::of_field(tx, vault, group, field.id)?.into_iter().find(|known| known.id == choice);
    Ok(known.map(|known| (field.name, Some(known.name))))
}

/// What a group's records of whoever has these mailboxes say, by name: all free fields, and what was chosen in these.
pub fn standing(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (group, fields): (Id, &BTreeMap<Id, &str>),
    mailboxes: &[MatchingKey],
) -> Result<HashMap<MatchingKey, BTreeMap<String, String>>, Fault> {
    let humans = people::identities_of(tx, mailboxes)?;
    let identities: Vec<Id> = humans.values().copied().collect();
    let mut texts: HashMap<Id, BTreeMap<String, String>> =
        opened(tx, vault, group, &identities)?.into_iter().map(|(identity, (details, _))| (identity, details.custom)).collect();
    let chosen = choosing::of_people(tx, group, &identities)?;
    let met: BTreeSet<Id> = chosen.values().flatten().map(|(field, _)| *field).filter(|field| fields.contains_key(field)).collect();
    let mut words = HashMap::new();
    for field in met {
        words.extend(choosing::of_field(tx, vault, group, field)?.into_iter().map(|choice| (choice.id, choice.name)));
    }
    for (identity, chosen) in chosen {
        let said = chosen.iter().filter_map(|(field, choice)| Some(((*fields.get(field)?).to_owned(), words.get(choice)?.clone())));
        texts.entry(identity).or_default().extend(said);
    }
    Ok(humans.into_iter().filter_map(|(mailbox, identity)| Some((mailbox, texts.get(&identity)?.clone()))).collect())
}
