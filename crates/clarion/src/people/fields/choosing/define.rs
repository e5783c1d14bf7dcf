//! Defining fields for choosing: a new one with its choices, one more choice, another name for one, retiring one, making a free field
//! one for choosing, and the beginning of deleting a field.

use super::{CHOICE_CHARS_MAX, CHOICES_EVER_MAX, CHOICES_MAX, CHOOSING_MAX, ChoosingRefusal, jobs, store, text_key};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::Scope;
use crate::people::api_body::NAME_CHARS_MAX;
use crate::people::fields::{self, FIELDS_MAX, names};
use db::{Fault, Tx};
use std::collections::HashMap;

/// A choice to be, keyed and sealed for its field.
#[derive(Clone, Debug)]
struct NewChoice {
    id: Id,
    key: [u8; 16],
    sealed: Vec<u8>,
}

/// Choices to be of one field.
#[derive(Clone, Debug)]
pub struct NewChoices {
    group: Id,
    field: Id,
    /// The field's name, keyed and sealed, where the field is new.
    named: Option<([u8; 16], Vec<u8>)>,
    /// The same name, for finding it in another spelling; empty where the field stands.
    name: String,
    choices: Vec<NewChoice>,
}

impl NewChoices {
    /// The field.
    pub fn field(&self) -> Id {
        self.field
    }
}

/// Texts as choices are shown: one line each, each once by its folded form, none empty or too long.
pub fn cleaned<'a>(typed: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for text in typed {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let line: String = line.chars().filter(|c| !c.is_control()).take(CHOICE_CHARS_MAX).collect();
        let folded = seal::name::fold(&line);
        if !folded.is_empty() && kept.iter().all(|(known, _)| *known != folded) {
            kept.push((folded, line));
        }
    }
    kept.into_iter().map(|(_, line)| line).collect()
}

fn sealed_choices(
    (vault, ids): (&Vault, &Ids),
    now: i64,
    (group, field): (Id, Id),
    texts: &[String],
) -> Result<Result<Vec<NewChoice>, ChoosingRefusal>, Fault> {
    if texts.is_empty() {
        return Ok(Err(ChoosingRefusal::NoChoice));
    }
    if texts.len() > CHOICES_MAX {
        return Ok(Err(ChoosingRefusal::TooManyChoices));
    }
    let choice = |text: &String| {
        let id = ids.fresh(now);
        let key = text_key(vault, group, field, text).ok_or_else(|| Fault::bug("a choice of nothing"))?;
        Ok(NewChoice { id, key, sealed: vault.seal(group, &id.0, text.as_bytes(), ids.bytes())? })
    };
    texts.iter().map(choice).collect::<Result<Vec<_>, Fault>>().map(Ok)
}

/// Prepares a new field with choices.
pub fn prepare_field(
    with: (&Vault, &Ids),
    now: i64,
    group: Id,
    (name, choices): (&str, &[String]),
) -> Result<Result<NewChoices, ChoosingRefusal>, Fault> {
    let (vault, ids) = with;
    let name = match seal::text::clean_line(name, NAME_CHARS_MAX) {
        Ok(name) if !name.is_empty() => name,
        _ => return Ok(Err(ChoosingRefusal::NoName)),
    };
    let field = ids.fresh(now);
    let named = (vault.foreign_key(group, "custom_field", &name), vault.seal(group, &field.0, name.as_bytes(), ids.bytes())?);
    let choices = sealed_choices(with, now, (group, field), choices)?;
    Ok(choices.map(|choices| NewChoices { group, field, named: Some(named), name, choices }))
}

/// Prepares choices of a field that stands.
pub fn prepare_choices(
    with: (&Vault, &Ids),
    now: i64,
    (group, field): (Id, Id),
    choices: &[String],
) -> Result<Result<NewChoices, ChoosingRefusal>, Fault> {
    let choices = sealed_choices(with, now, (group, field), choices)?;
    Ok(choices.map(|choices| NewChoices { group, field, named: None, name: String::new(), choices }))
}

/// Whether the group may have one more field for choosing. Two at once may pass the bound by one: it is there against a flood.
fn has_room(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    let fields = names::of_group(tx, group, FIELDS_MAX as i64)?;
    Ok(fields.iter().filter(|field| field.chooses).count() < CHOOSING_MAX)
}

/// Adds a new field with its choices.
pub fn add_field(tx: &mut Tx<'_>, vault: &Vault, now: i64, new: &NewChoices) -> Result<Result<(), ChoosingRefusal>, Fault> {
    let Some((name_key, sealed)) = &new.named else { return Ok(Err(ChoosingRefusal::NoName)) };
    match names::field_of_name(tx, new.group, name_key)? {
        // Run again after a lost answer.
        Some((row, _)) if row.id == new.field => return Ok(Ok(())),
        Some(_) => return Ok(Err(ChoosingRefusal::FieldStands)),
        None => {}
    }
    if !fields::spelled(tx, vault, new.group, std::slice::from_ref(&new.name))?.is_empty() {
        return Ok(Err(ChoosingRefusal::FieldStands));
    }
    if !has_room(tx, new.group)? || names::of_group(tx, new.group, FIELDS_MAX as i64)?.len() >= FIELDS_MAX {
        return Ok(Err(ChoosingRefusal::TooManyFields));
    }
    let field = names::NewField { id: new.field, name_key: *name_key, sealed: sealed.clone() };
    if names::add(tx, new.group, &[field], now)? == 0 {
        return Ok(Err(ChoosingRefusal::FieldStands));
    }
    names::set_chooses(tx, new.group, new.field, true)?;
    write_choices(tx, now, new)?;
    Ok(Ok(()))
}

/// Adds choices to a field for choosing. Records whose free text equals one of them get it by a job.
pub fn add_choices(tx: &mut Tx<'_>, now: i64, new: &NewChoices) -> Result<Result<(), ChoosingRefusal>, Fault> {
    // A free field gets choices by being turned, after a look at its texts.
    let chooses = names::field(tx, new.group, new.field)?.is_some_and(|(row, _)| row.chooses);
    if !chooses || !names::hold(tx, new.group, new.field)? {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    let known = store::choices_of(tx, Scope::of(new.group), new.field, CHOICES_EVER_MAX as i64 + 1)?;
    let texts: Vec<store::Text> = new.choices.iter().map(|choice| (new.group, new.field, choice.key)).collect();
    let there = store::choices_of_texts(tx, &texts)?.values().filter(|(_, is_retired)| !is_retired).count();
    let added = new.choices.len() - there;
    let standing = known.iter().filter(|row| row.retired_at.is_none()).count();
    if standing + added > CHOICES_MAX || known.len() + added > CHOICES_EVER_MAX {
        return Ok(Err(ChoosingRefusal::TooManyChoices));
    }
    write_choices(tx, now, new)?;
    jobs::queue(tx, (new.group, new.field), jobs::Work::Match, now)?;
    Ok(Ok(()))
}

/// Makes a free field one for choosing. The free texts stay until the job has gone through the list.
pub fn turn(tx: &mut Tx<'_>, now: i64, new: &NewChoices) -> Result<Result<(), ChoosingRefusal>, Fault> {
    let is_free = names::field(tx, new.group, new.field)?.is_some_and(|(row, dropped)| !row.chooses && dropped.is_none());
    if is_free && !has_room(tx, new.group)? {
        return Ok(Err(ChoosingRefusal::TooManyFields));
    }
    if !names::set_chooses(tx, new.group, new.field, true)? {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    add_choices(tx, now, new)
}

fn write_choices(tx: &mut Tx<'_>, now: i64, new: &NewChoices) -> Result<(), Fault> {
    for (place, choice) in (now..).zip(&new.choices) {
        store::add_choice(tx, Scope::of(new.group), (choice.id, new.field, &choice.key, &choice.sealed), place)?;
    }
    Ok(())
}

/// Another name for a choice, sealed.
#[derive(Clone, Debug)]
pub struct Renamed {
    key: [u8; 16],
    sealed: Vec<u8>,
}

/// Prepares another name for a choice.
pub fn prepare_name(
    (vault, ids): (&Vault, &Ids),
    (group, field, choice): (Id, Id, Id),
    typed: &str,
) -> Result<Result<Renamed, ChoosingRefusal>, Fault> {
    let cleaned = cleaned(std::iter::once(typed)).pop().unwrap_or_default();
    let Some(key) = text_key(vault, group, field, &cleaned) else { return Ok(Err(ChoosingRefusal::NoName)) };
    Ok(Ok(Renamed { key, sealed: vault.seal(group, &choice.0, cleaned.as_bytes(), ids.bytes())? }))
}

/// Renames a choice: whoever has it has the new name, and whose free text is that name gets it by a job.
pub fn rename(
    tx: &mut Tx<'_>,
    now: i64,
    group: Id,
    (field, choice): (Id, Id),
    renamed: &Renamed,
) -> Result<Result<(), ChoosingRefusal>, Fault> {
    let known = store::choices_of(tx, Scope::of(group), field, CHOICES_EVER_MAX as i64)?;
    if !names::hold(tx, group, field)? || !known.iter().any(|row| row.id == choice) {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    if !store::rename(tx, Scope::of(group), (field, choice), &renamed.key, &renamed.sealed)? {
        return Ok(Err(ChoosingRefusal::Taken));
    }
    jobs::queue(tx, (group, field), jobs::Work::Match, now)?;
    Ok(Ok(()))
}

/// Retires a choice, or brings it back: whoever has it keeps it, and nobody gets it any more.
pub fn retire(
    tx: &mut Tx<'_>,
    now: i64,
    group: Id,
    (field, choice): (Id, Id),
    retires: bool,
) -> Result<Result<(), ChoosingRefusal>, Fault> {
    if !names::hold(tx, group, field)? {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    if !retires {
        let known = store::choices_of(tx, Scope::of(group), field, CHOICES_EVER_MAX as i64)?;
        if known.iter().filter(|row| row.retired_at.is_none() && row.id != choice).count() >= CHOICES_MAX {
            return Ok(Err(ChoosingRefusal::TooManyChoices));
        }
    }
    if !store::retire(tx, Scope::of(group), (field, choice), retires.then_some(now))? {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    if !retires {
        jobs::queue(tx, (group, field), jobs::Work::Match, now)?;
    }
    Ok(Ok(()))
}

/// Begins to delete a field: from now on it is nowhere to be seen, and a job takes what records hold of it.
pub fn remove(tx: &mut Tx<'_>, now: i64, group: Id, field: Id) -> Result<Result<(), ChoosingRefusal>, Fault> {
    if !names::begin_drop(tx, group, field, now)? {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    jobs::queue(tx, (group, field), jobs::Work::Remove, now)?;
    Ok(Ok(()))
}

/// A field of a group with this name, if it stands.
pub fn find(tx: &mut Tx<'_>, vault: &Vault, group: Id, name: &str) -> Result<Option<fields::CustomField>, Fault> {
    let found = names::field_of_name(tx, group, &vault.foreign_key(group, "custom_field", name))?;
    match found.filter(|(_, dropped)| dropped.is_none()) {
        Some((row, _)) => fields::open(vault, group, &row).map(Some),
        None => Ok(None),
    }
}

/// The counterpart of another group's field for choosing.
#[derive(Clone, Debug)]
pub(crate) struct Twin {
    pub(crate) field: Id,
    /// Whether it was a free field before.
    pub(crate) is_turned: bool,
    /// For each choice of the other field: the one of the same folded text, and whether it had to be made.
    pub(crate) choices: Vec<(Id, bool)>,
}

/// Finds or makes a group's counterpart of another group's field, whatever bounds say: that there is room is seen before.
pub(crate) fn twin(
    tx: &mut Tx<'_>,
    (vault, ids): (&Vault, &Ids),
    now: i64,
    group: Id,
    other: &super::Choosing,
) -> Result<Twin, Fault> {
    let known = find(tx, vault, group, &other.name)?;
    let is_turned = known.as_ref().is_none_or(|field| !field.chooses);
    let field = match known {
        Some(field) => field.id,
        None => {
            fields::Names::prepare(vault, ids, now, group, std::iter::once(other.name.as_str()))?.keep(tx, now).map(drop)?;
            let made = find(tx, vault, group, &other.name)?;
            made.ok_or_else(|| Fault::new(db::FaultKind::Collision, "a field of that name is being deleted"))?.id
        }
    };
    if is_turned {
        names::set_chooses(tx, group, field, true)?;
    }
    let mut standing: HashMap<String, Id> = HashMap::new();
    for row in store::choices_of(tx, Scope::of(group), field, i64::MAX)? {
        standing.insert(seal::name::fold(&super::open(vault, group, &row)?.name), row.id);
    }
    let mut choices = Vec::with_capacity(other.choices.len());
    for (place, choice) in (now..).zip(&other.choices) {
        if let Some(known) = standing.get(&seal::name::fold(&choice.name)) {
            choices.push((*known, false));
            continue;
        }
        let key = text_key(vault, group, field, &choice.name).ok_or_else(|| Fault::bug("a choice of nothing"))?;
        let id = ids.fresh(now);
        let sealed = vault.seal(group, &id.0, choice.name.as_bytes(), ids.bytes())?;
        store::add_choice(tx, Scope::of(group), (id, field, &key, &sealed), place)?;
        if choice.is_retired {
            store::retire(tx, Scope::of(group), (field, id), Some(now))?;
        }
        choices.push((id, true));
    }
    Ok(Twin { field, is_turned, choices })
}

/// Has the free texts of a group's whole list compared with the choices of all its fields.
pub(crate) fn match_texts(tx: &mut Tx<'_>, now: i64, group: Id) -> Result<(), Fault> {
    for field in names::of_group(tx, group, FIELDS_MAX as i64)?.into_iter().filter(|field| field.chooses) {
        jobs::queue(tx, (group, field.id), jobs::Work::Match, now)?;
    }
    Ok(())
}

/// Drops a choice that nobody has.
pub(crate) fn drop_unused(tx: &mut Tx<'_>, group: Id, choice: Id) -> Result<(), Fault> {
    store::drop_choice(tx, Scope::of(group), choice).map(drop)
}

/// A field that has no choice is a free one.
pub(crate) fn free_again(tx: &mut Tx<'_>, group: Id, field: Id) -> Result<(), Fault> {
    if store::choices_of(tx, Scope::of(group), field, 1)?.is_empty() {
        names::set_chooses(tx, group, field, false)?;
    }
    Ok(())
}
