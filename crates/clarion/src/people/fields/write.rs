//! Writing one custom field of one person: what an organiser does on the person's page. An empty text takes the field away.

use super::{FieldRefusal, Names};
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::field::Field;
use crate::people::Intake;
use crate::people::Scope;
use crate::people::api_body::{CUSTOM_CHARS_MAX, Checked, NAME_CHARS_MAX};
use crate::people::api_write::{self, Change};
use crate::people::beside::tags::Changes;
use crate::people::store;
use db::{Fault, Tx};
use std::collections::BTreeMap;

/// A field of a person to be written.
#[derive(Clone, Debug)]
pub struct Write {
    /// The name, where there is a text for it.
    names: Option<Names>,
    change: Change,
}

/// Prepares it for `by`; needs no transaction.
pub fn prepare(
    intake: &Intake,
    (group, by): (Id, Id),
    person: Id,
    (name, text): (&str, &str),
    now: i64,
) -> Result<Result<Write, FieldRefusal>, Fault> {
    let (Ok(name), Ok(text)) = (seal::text::clean_line(name, NAME_CHARS_MAX), seal::text::clean(text, CUSTOM_CHARS_MAX)) else {
        return Ok(Err(FieldRefusal::Text));
    };
    if name.is_empty() {
        return Ok(Err(FieldRefusal::NoName));
    }
    let names = match text.is_empty() {
        true => None,
        false => Some(Names::prepare(&intake.vault, &intake.ids, now, group, std::iter::once(name.as_str()))?),
    };
    let field = if text.is_empty() { Field::Cleared } else { Field::Given(text) };
    let checked = Checked { custom: BTreeMap::from([(name, field)]), ..Checked::default() };
    let change = api_write::prepare_change(intake, (group, by), person, checked, Changes::default(), now);
    Ok(Ok(Write { names, change }))
}

/// Writes it.
pub fn write(tx: &mut Tx<'_>, vault: &Vault, now: i64, write: &Write) -> Result<Result<(), FieldRefusal>, Fault> {
    if store::person_of_group(tx, Scope::of(write.change.group), write.change.person)?.is_none() {
        return Ok(Err(FieldRefusal::Unknown));
    }
    let group = write.change.group;
    let other = super::spelled(tx, vault, group, &write.change.checked.custom.keys().cloned().collect::<Vec<_>>())?;
    if !other.is_empty() {
        // The group has the field already, in another spelling: that one stands.
        let mut change = write.change.clone();
        change.checked.spell(&other);
        return Ok(api_write::change(tx, vault, now, &change)?.map_err(|_| FieldRefusal::Unknown));
    }
    if let Some(Err(refusal)) = write.names.as_ref().map(|names| names.keep(tx, now)).transpose()? {
        return Ok(Err(refusal));
    }
    let changed = api_write::change(tx, vault, now, &write.change)?;
    Ok(changed.map_err(|_| FieldRefusal::Unknown))
}
