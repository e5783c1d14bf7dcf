//! What free texts say of fields for choosing: a text that equals a choice becomes that choice, another one stays and replaces it. A
//! retired choice is one only for whoever has it: programs send back what they read.
//!
//! Everything that writes a record's custom fields passes here: pages, the API, imports, migrations.

use super::{store, text_key};
use crate::ids::Id;
use crate::keys::Vault;
use db::{Fault, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What somebody says of one field for choosing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The field.
    pub field: Id,
    /// Its name.
    pub name: String,
    /// The choice; `None` where the text is none, or empty.
    pub choice: Option<Id>,
}

/// The fields and choices that some texts name.
#[derive(Debug, Default)]
pub struct Known {
    fields: HashMap<(Id, [u8; 16]), Id>,
    /// Each with whether it is retired.
    choices: HashMap<store::Text, (Id, bool)>,
    /// Group, human and field with the choice that they have; read only where a text names a retired one.
    had: HashMap<(Id, Id, Id), Id>,
}

/// Somebody in a group's list: group and human.
pub type Who = (Id, Id);

/// The key under which a field's name is kept.
fn name_key(vault: &Vault, group: Id, name: &str) -> [u8; 16] {
    vault.foreign_key(group, "custom_field", name)
}

impl Known {
    /// Looks up what these texts (whose, fields by name) name: twice for all of them, and not at all where there are none.
    pub fn read<'a>(
        tx: &mut Tx<'_>,
        vault: &Vault,
        texts: impl Iterator<Item = (Who, &'a BTreeMap<String, String>)> + Clone,
    ) -> Result<Self, Fault> {
        let names: BTreeSet<(Id, &str)> =
            texts.clone().flat_map(|((group, _), custom)| custom.keys().map(move |name| (group, name.as_str()))).collect();
        if names.is_empty() {
            return Ok(Self::default());
        }
        let mut keys: Vec<(Id, [u8; 16])> = names.iter().map(|(group, name)| (*group, name_key(vault, *group, name))).collect();
        keys.sort_unstable();
        let fields: HashMap<(Id, [u8; 16]), Id> =
            store::choosing(tx, &keys)?.into_iter().map(|(group, key, field)| ((group, key), field)).collect();
        if fields.is_empty() {
            return Ok(Self::default());
        }
        let of_name: HashMap<(Id, &str), Id> = names
            .iter()
            .filter_map(|(group, name)| Some(((*group, *name), *fields.get(&(*group, name_key(vault, *group, name)))?)))
            .collect();
        let mut wanted: BTreeSet<store::Text> = BTreeSet::new();
        for ((group, _), custom) in texts.clone() {
            let said = custom.iter().filter_map(|(name, text)| Some((*of_name.get(&(group, name.as_str()))?, text)));
            wanted.extend(said.filter_map(|(field, text)| Some((group, field, text_key(vault, group, field, text)?))));
        }
        let choices = store::choices_of_texts(tx, &wanted.into_iter().collect::<Vec<_>>())?;
        let had = match choices.values().any(|(_, is_retired)| *is_retired) {
            true => had(tx, texts.map(|(who, _)| who))?,
            false => HashMap::new(),
        };
        Ok(Self { fields, choices, had })
    }

    /// Takes out of a record's texts those that are choices; what is said of each field for choosing.
    pub fn take(&self, vault: &Vault, (group, human): Who, custom: &mut BTreeMap<String, String>) -> Vec<Word> {
        if self.fields.is_empty() {
            return Vec::new();
        }
        let word = |(name, text): (&String, &String)| {
            let field = *self.fields.get(&(group, name_key(vault, group, name)))?;
            let key = text_key(vault, group, field, text);
            let known = key.and_then(|key| self.choices.get(&(group, field, key)).copied());
            let stands = |(choice, is_retired): (Id, bool)| !is_retired || self.had.get(&(group, human, field)) == Some(&choice);
            let choice = known.filter(|known| stands(*known)).map(|(choice, _)| choice);
            Some(Word { field, name: name.clone(), choice })
        };
        let words: Vec<Word> = custom.iter().filter_map(word).collect();
        custom.retain(|name, _| !words.iter().any(|word| word.choice.is_some() && word.name == *name));
        words
    }
}

/// Which choices people have: by group, human and field.
fn had(tx: &mut Tx<'_>, who: impl Iterator<Item = Who>) -> Result<HashMap<(Id, Id, Id), Id>, Fault> {
    let who: BTreeSet<Who> = who.collect();
    let chosen = store::chosen(tx, &who.into_iter().collect::<Vec<_>>())?;
    Ok(chosen.into_iter().map(|(group, human, field, choice)| ((group, human, field), choice)).collect())
}

/// Somebody with what is said of them.
pub type Said<'a> = (Who, &'a [Word]);

/// Writes what is said; for whom (group, human) that changed anything.
pub fn write(tx: &mut Tx<'_>, said: &[Said<'_>]) -> Result<HashSet<Who>, Fault> {
    let wanted = said.iter().filter(|(_, words)| !words.is_empty()).map(|(who, _)| *who);
    let had = had(tx, wanted)?;
    let (mut to_set, mut to_clear) = (BTreeMap::new(), BTreeSet::new());
    for ((group, human), words) in said {
        for word in *words {
            let place = (*group, *human, word.field);
            match word.choice {
                Some(choice) if had.get(&place) != Some(&choice) => drop(to_set.insert(place, choice)),
                None if had.contains_key(&place) => drop(to_clear.insert(place)),
                _ => {}
            }
        }
    }
    let rows: Vec<store::Chosen> = to_set.iter().map(|((group, human, field), choice)| (*group, *human, *field, *choice)).collect();
    store::set(tx, &rows)?;
    store::clear(tx, &to_clear.iter().copied().collect::<Vec<_>>())?;
    Ok(to_set.keys().chain(&to_clear).map(|(group, human, _)| (*group, *human)).collect())
}
