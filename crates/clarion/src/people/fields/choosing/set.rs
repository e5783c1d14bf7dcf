//! Setting one field for choosing of people in a group's list, or taking their choice away: what an organiser does on a person's page,
//! and for everybody whom a question chooses.

use super::{ChoosingRefusal, store};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::fields::names;
use crate::people::recognise::seal_again;
use crate::people::store::{self as records, PersonRow};
use crate::people::{Details, Scope};
use db::{Fault, FaultKind, Tx};
use std::collections::HashMap;

/// What is to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The field.
    pub field: Id,
    /// Its name, under which a record may hold a free text.
    pub name: String,
    /// The choice; `None` takes away what stands, and a free text stays.
    pub choice: Option<Id>,
}

/// Sets it for humans of a group's list: a free text of the field goes, since the choice says it now. For how many something changed.
pub fn set(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    group: Id,
    wish: &Wish,
    identities: &[Id],
    spare: &[u8; 32],
) -> Result<Result<u64, ChoosingRefusal>, Fault> {
    let stands = match wish.choice {
        Some(choice) => store::stands(tx, Scope::of(group), wish.field, choice)?,
        None => true,
    };
    if !stands || !names::hold(tx, group, wish.field)? {
        return Ok(Err(ChoosingRefusal::Unknown));
    }
    let mut wanted: Vec<(Id, Id)> = identities.iter().map(|identity| (*identity, group)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let people: Vec<(Id, Id)> = wanted.iter().map(|(identity, _)| (group, *identity)).collect();
    let chosen = store::chosen(tx, &people)?.into_iter().filter(|(_, _, field, _)| *field == wish.field);
    let had: HashMap<Id, Id> = chosen.map(|(_, identity, _, choice)| (identity, choice)).collect();
    let (mut to_set, mut to_clear, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for row in records::find_people(tx, &wanted)? {
        let differs = had.get(&row.identity).copied() != wish.choice;
        match wish.choice {
            Some(choice) if differs => to_set.push((group, row.identity, wish.field, choice)),
            None if differs => to_clear.push((group, row.identity, wish.field)),
            _ => {}
        }
        let sealed = without_text(vault, &row, wish, spare)?;
        if differs || sealed.is_some() {
            let was = row.modified_at;
            let sealed = sealed.unwrap_or_else(|| row.sealed.clone());
            changed.push((PersonRow { sealed, modified_at: now.max(was + 1), ..row }, was));
        }
    }
    to_set.sort_unstable();
    to_clear.sort_unstable();
    store::set(tx, &to_set)?;
    store::clear(tx, &to_clear)?;
    match records::set_people(tx, &changed)? == changed.len() as u64 {
        true => Ok(Ok(changed.len() as u64)),
        // Run again, it sees the change.
        false => Err(Fault::new(FaultKind::Collision, "a person was changed by somebody else meanwhile")),
    }
}

/// A record sealed without its free text of the field; `None` where it has none, or where that stays.
fn without_text(vault: &Vault, row: &PersonRow, wish: &Wish, spare: &[u8; 32]) -> Result<Option<Vec<u8>>, Fault> {
    if wish.choice.is_none() {
        return Ok(None);
    }
    let mut details = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    match details.custom.remove(&wish.name) {
        Some(_) => seal_again(vault, row.group, row.id, &details, spare).map(Some),
        None => Ok(None),
    }
}
