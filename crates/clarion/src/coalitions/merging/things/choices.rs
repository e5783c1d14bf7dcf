//! Fields for choosing when groups merge: fields of the same name join, and choices by their folded text. The survivor gets what it
//! lacks, sealed under its key; the former group's stay where they are, for taking apart.

use super::{NEW, Thing, store};
use crate::coalitions::merging::Merge;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::fields::choosing::{self, CHOICES_EVER_MAX, CHOOSING_MAX, Choosing, define};
use db::{Fault, Tx};
use std::collections::{HashMap, HashSet};

pub(super) const CHOICE: &str = "choice";
/// A free field of the survivor that the merge gave choices.
pub(super) const TURNED: &str = "turned-field";

/// Which choices of the two groups are the same.
#[derive(Clone, Debug, Default)]
pub(in crate::coalitions::merging) struct ChoiceTwins {
    /// The survivor's field and choice for each choice of the former group.
    pub(in crate::coalitions::merging) there: HashMap<Id, (Id, Id)>,
    /// The former group's field and choice for each choice of the survivor.
    pub(in crate::coalitions::merging) back: HashMap<Id, (Id, Id)>,
    /// The names of the survivor's fields.
    pub(in crate::coalitions::merging) names: HashMap<Id, String>,
}

/// Whether the survivor has room for the former group's fields for choosing and their choices.
pub(in crate::coalitions::merging) fn has_room(tx: &mut Tx<'_>, vault: &Vault, former: Id, survivor: Id) -> Result<bool, Fault> {
    let mut together: HashMap<String, HashSet<String>> = HashMap::new();
    for group in [former, survivor] {
        for field in choosing::of_group(tx, vault, group)? {
            let choices = field.choices.iter().map(|choice| seal::name::fold(&choice.name));
            together.entry(field.name).or_default().extend(choices);
        }
    }
    Ok(together.len() <= CHOOSING_MAX && together.values().all(|choices| choices.len() <= CHOICES_EVER_MAX))
}

/// A choice of the survivor for each of the former group's.
pub(super) fn twin_choices(tx: &mut Tx<'_>, (vault, ids): (&Vault, &Ids), now: i64, merge: &Merge) -> Result<(), Fault> {
    let (mut twins, mut turned) = (Vec::new(), Vec::new());
    for field in choosing::of_group(tx, vault, merge.former)? {
        let made = define::twin(tx, (vault, ids), now, merge.survivor, &field)?;
        if made.is_turned {
            turned.push(Thing { id: made.field, other: made.field, word: String::new(), number: now });
        }
        twins.extend(field.choices.iter().zip(made.choices).map(|(choice, (twin, is_new))| Thing {
            id: choice.id,
            other: twin,
            word: if is_new { NEW } else { "" }.to_owned(),
            number: 0,
        }));
    }
    store::note(tx, merge.id, CHOICE, &twins)?;
    store::note(tx, merge.id, TURNED, &turned)
}

/// Which choices are the same. One that the former group got since is given its twin here; and so are those of the survivor that were
/// `given` since and are to be the former group's too.
pub(in crate::coalitions::merging) fn choice_twins(
    tx: &mut Tx<'_>,
    with: (&Vault, &Ids),
    now: i64,
    merge: &Merge,
    given: &HashSet<Id>,
) -> Result<ChoiceTwins, Fault> {
    let (vault, _) = with;
    let mut pairs: HashMap<Id, Id> =
        store::of_kind(tx, merge.id, CHOICE)?.into_iter().map(|thing| (thing.id, thing.other)).collect();
    for field in choosing::of_group(tx, vault, merge.former)? {
        let late: Vec<_> = field.choices.iter().filter(|choice| !pairs.contains_key(&choice.id)).cloned().collect();
        if !late.is_empty() {
            let made = define::twin(tx, with, now, merge.survivor, &Choosing { choices: late.clone(), ..field })?;
            pairs.extend(late.iter().zip(made.choices).map(|(choice, (twin, _))| (choice.id, twin)));
        }
    }
    let mut back: HashMap<Id, Id> = pairs.iter().map(|(former, survivor)| (*survivor, *former)).collect();
    let ours = choosing::of_group(tx, vault, merge.survivor)?;
    for field in &ours {
        let wanted = |choice: &&choosing::Choice| given.contains(&choice.id) && !back.contains_key(&choice.id);
        let new: Vec<_> = field.choices.iter().filter(wanted).cloned().collect();
        if !new.is_empty() {
            let made = define::twin(tx, with, now, merge.former, &Choosing { choices: new.clone(), ..field.clone() })?;
            back.extend(new.iter().zip(made.choices).map(|(choice, (twin, _))| (choice.id, twin)));
        }
    }
    let theirs = choosing::of_group(tx, vault, merge.former)?;
    let fields = |of: &[Choosing]| -> HashMap<Id, Id> {
        of.iter().flat_map(|field| field.choices.iter().map(|choice| (choice.id, field.field))).collect()
    };
    let (of_ours, of_theirs) = (fields(&ours), fields(&theirs));
    // Of a field that was deleted since nothing is the same any more.
    let placed = |fields: &HashMap<Id, Id>, pairs: HashMap<Id, Id>| -> HashMap<Id, (Id, Id)> {
        pairs.into_iter().filter_map(|(from, to)| Some((from, (*fields.get(&to)?, to)))).collect()
    };
    let names = ours.into_iter().map(|field| (field.field, field.name)).collect();
    Ok(ChoiceTwins { there: placed(&of_ours, pairs), back: placed(&of_theirs, back), names })
}

/// What only the merge brought goes where nobody has it; a field without choices is free again.
pub(super) fn forget(tx: &mut Tx<'_>, merge: &Merge) -> Result<(), Fault> {
    for thing in store::of_kind(tx, merge.id, CHOICE)?.into_iter().filter(|thing| thing.word == NEW) {
        define::drop_unused(tx, merge.survivor, thing.other)?;
    }
    for thing in store::of_kind(tx, merge.id, TURNED)? {
        define::free_again(tx, merge.survivor, thing.id)?;
    }
    Ok(())
}
