//! What a group has words of its own for: custom fields, and questions that it asks its list again and again. The survivor gets its own
//! of each, sealed under its key; the former group's stay where they are, for taking apart.

use super::choices::ChoiceTwins;
use super::{NEW, Thing, store};
use crate::coalitions;
use crate::coalitions::merging::Merge;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::fields::{self, FIELDS_MAX, Names};
use crate::people::queries::{self, QUERIES_MAX};
use db::{Fault, Tx};
use std::collections::{HashMap, HashSet};
use url::form_urlencoded::{Serializer, parse};

pub(super) const QUESTION: &str = "question";

/// Whether the survivor has room for the names of the former group's fields, and for its questions.
pub(in crate::coalitions::merging) fn has_room(tx: &mut Tx<'_>, vault: &Vault, former: Id, survivor: Id) -> Result<bool, Fault> {
    let mut names = HashSet::new();
    let mut questions = 0;
    for group in [former, survivor] {
        names.extend(fields::of_group(tx, vault, group)?.into_iter().map(|field| field.name));
        questions += queries::of_group(tx, vault, group)?.len();
    }
    Ok(names.len() <= FIELDS_MAX && questions <= QUERIES_MAX && super::choices::has_room(tx, vault, former, survivor)?)
}

/// The names of a group's fields that were first used since then become the other's, too. What the fields hold goes with the people.
pub(super) fn name_fields(
    tx: &mut Tx<'_>,
    (vault, ids): (&Vault, &Ids),
    now: i64,
    (from, to): (Id, Id),
    since: i64,
) -> Result<(), Fault> {
    let names: Vec<String> =
        fields::of_group(tx, vault, from)?.into_iter().filter(|field| field.created_at >= since).map(|field| field.name).collect();
    let names = Names::prepare(vault, ids, now, to, names.iter().map(String::as_str))?;
    // That there is room was seen before the start. What came since is told by the records in any case.
    names.keep(tx, now).map(drop)
}

/// The survivor asks what the former group asked. Where it asks something else under the same name, the former group's stands beside
/// it, with that group's name.
pub(super) fn bring_questions(
    tx: &mut Tx<'_>,
    (vault, ids): (&Vault, &Ids),
    now: i64,
    merge: &Merge,
    (tags, choices): (&HashMap<Id, Id>, &ChoiceTwins),
) -> Result<(), Fault> {
    let fold = |name: &str| seal::name::fold(name);
    let mut ours: HashMap<String, String> =
        queries::of_group(tx, vault, merge.survivor)?.into_iter().map(|query| (fold(&query.name), query.asks)).collect();
    let former = coalitions::group(tx, merge.former)?.map(|group| group.name).unwrap_or_default();
    let mut brought = Vec::new();
    for query in queries::of_group(tx, vault, merge.former)? {
        let asks = translated(&query.asks, tags, choices);
        let names = [query.name.clone(), format!("{} ({former})", query.name)];
        let Some(name) = names.into_iter().find(|name| ours.get(&fold(name)).is_none_or(|known| *known == asks)) else { continue };
        let Ok(new) = queries::prepare(vault, ids, now, merge.survivor, (&name, &asks))? else { continue };
        if ours.insert(fold(&name), asks).is_none() && queries::save(tx, now, &new)?.is_ok() {
            brought.push(Thing { id: query.id, other: new.id(), word: NEW.to_owned(), number: now });
        }
    }
    store::note(tx, merge.id, QUESTION, &brought)
}

/// A question in the survivor's words: tags and choices have other ids there, petitions and forms keep theirs.
fn translated(asks: &str, tags: &HashMap<Id, Id>, choices: &ChoiceTwins) -> String {
    let twin = |choice: &str| match choice.parse::<Id>().ok().and_then(|choice| choices.there.get(&choice)) {
        Some((_, twin)) => twin.to_string(),
        None => choice.to_owned(),
    };
    let mut asked = Serializer::new(String::new());
    for (field, value) in parse(asks.as_bytes()) {
        if field == "choices" {
            asked.append_pair(&field, &value.split('.').map(twin).collect::<Vec<_>>().join("."));
            continue;
        }
        let tag = (field == "tag").then(|| value.parse::<Id>().ok().and_then(|tag| tags.get(&tag))).flatten();
        match tag {
            Some(tag) => asked.append_pair(&field, &tag.to_string()),
            None => asked.append_pair(&field, &value),
        };
    }
    asked.finish()
}

/// A question that the merge brought goes, unless somebody saved another one in its place.
pub(super) fn drop_question(tx: &mut Tx<'_>, survivor: Id, brought: &Thing) -> Result<(), Fault> {
    queries::remove_unchanged(tx, survivor, brought.other, brought.number)
}
