//! Fields that are filled from elsewhere: how a field and its choices are called now, and what stands in it. Whoever fills a field keeps
//! ids alone, since its name is its group's secret.

use super::choosing::{self, Choice};
use super::{by_id, of_group};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{self, opened};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::BTreeMap;

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
    let all = choosing::of_group(tx, vault, group)?;
    let known = all.iter().find(|known| known.field == field.id).and_then(|known| known.choice(choice));
    Ok(known.map(|known| (field.name, Some(known.name.clone()))))
}

/// What a group's record of whoever has this mailbox says in all its fields, by name: texts, and choices in words.
pub fn standing(tx: &mut Tx<'_>, vault: &Vault, group: Id, mailbox: MatchingKey) -> Result<BTreeMap<String, String>, Fault> {
    let Some(identity) = people::identity_of(tx, mailbox)? else { return Ok(BTreeMap::new()) };
    let Some((details, _)) = opened(tx, vault, group, &[identity])?.remove(&identity) else { return Ok(BTreeMap::new()) };
    let mut custom = details.custom;
    custom.extend(choosing::in_words(tx, vault, group, &[identity])?.remove(&identity).unwrap_or_default());
    Ok(custom)
}
