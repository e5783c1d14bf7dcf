//! What a group holds about one human: the record, consents, tags, choices, notes, signatures, answers to events and to forms. Read whole,
//! written by its difference to what was read.

pub(crate) mod store;

use crate::forms::submit::Said;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::fields::choosing;
use crate::people::{Coarse, Details, epoch};
use crate::petitions::listing;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A record. `details` is what is sealed, opened; it is not kept with an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) id: Id,
    pub(super) phone_identity: Option<Id>,
    #[serde(with = "bytes")]
    pub(super) sealed: Vec<u8>,
    pub(super) coarse: Coarse,
    pub(super) created_at: i64,
    pub(super) modified_at: i64,
    #[serde(skip)]
    pub(super) details: Details,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Consent {
    pub(super) channel: i64,
    pub(super) purpose: i64,
    pub(super) status: i64,
    pub(super) words: [u8; 16],
    pub(super) source: String,
    pub(super) noted_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tagging {
    pub(super) tag: Id,
    pub(super) account: Id,
    pub(super) tagged_at: i64,
    /// By which the API names it: the same wherever it goes.
    pub(super) id: Option<Id>,
}

/// What somebody has chosen in a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub(super) field: Id,
    pub(super) choice: Id,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) id: Id,
    pub(super) account: Id,
    #[serde(with = "bytes")]
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: i64,
}

/// By what somebody takes part in an action of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Signature,
    Attendance,
    Submission,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Signature, Self::Attendance, Self::Submission];
}

/// Somebody's part in a petition, an event or a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TookPart {
    /// The petition, event or form; images from before it was called so name which of them.
    #[serde(alias = "petition", alias = "event", alias = "form")]
    pub(super) action: Id,
    pub(super) id: Id,
    pub(super) person: Id,
    /// How it was given; of an event, what was answered.
    #[serde(alias = "response")]
    pub(super) kind: i64,
    #[serde(with = "maybe_bytes")]
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) modified_at: i64,
}

/// All of it, each kind by its key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Holding {
    pub(super) person: Option<Person>,
    pub(super) consents: Vec<Consent>,
    pub(super) taggings: Vec<Tagging>,
    /// Images from before there were such fields have none.
    #[serde(default)]
    pub(super) choices: Vec<Chosen>,
    pub(super) notes: Vec<Note>,
    pub(super) signatures: Vec<TookPart>,
    pub(super) attendances: Vec<TookPart>,
    pub(super) submissions: Vec<TookPart>,
}

impl Holding {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn consent(&self, channel: i64, purpose: i64) -> Option<&Consent> {
        self.consents.iter().find(|consent| (consent.channel, consent.purpose) == (channel, purpose))
    }

    /// The choice in a field.
    pub(super) fn chosen(&self, field: Id) -> Option<Id> {
        self.choices.iter().find(|row| row.field == field).map(|row| row.choice)
    }

    /// The free text in a field of this name.
    pub(super) fn text(&self, name: &str) -> Option<&String> {
        self.person.as_ref().and_then(|person| person.details.custom.get(name))
    }

    pub(super) fn took_part(&self, kind: Kind) -> &Vec<TookPart> {
        match kind {
            Kind::Signature => &self.signatures,
            Kind::Attendance => &self.attendances,
            Kind::Submission => &self.submissions,
        }
    }

    pub(super) fn took_part_mut(&mut self, kind: Kind) -> &mut Vec<TookPart> {
        match kind {
            Kind::Signature => &mut self.signatures,
            Kind::Attendance => &mut self.attendances,
            Kind::Submission => &mut self.submissions,
        }
    }

    fn sort(&mut self) {
        self.consents.sort_by_key(|row| (row.channel, row.purpose));
        self.taggings.sort_by_key(|row| row.tag);
        self.choices.sort_by_key(|row| row.field);
        self.notes.sort_by_key(|row| row.id);
        Kind::ALL.into_iter().for_each(|kind| self.took_part_mut(kind).sort_by_key(|row| row.action));
    }
}

/// Humans with what a group holds about them.
pub(super) type Holdings = BTreeMap<Id, Holding>;

/// Reads what a group holds about humans (sorted, each once), and opens the records. Everybody asked for is there, if empty.
pub(super) fn read(tx: &mut Tx<'_>, vault: &Vault, group: Id, identities: &[Id]) -> Result<Holdings, Fault> {
    let mut found: Holdings = identities.iter().map(|identity| (*identity, Holding::default())).collect();
    let mut of = |identity: Id, put: &mut dyn FnMut(&mut Holding)| found.get_mut(&identity).map(put);
    for (identity, mut row) in store::people(tx, group, identities)? {
        row.details = opened(vault, group, &row)?;
        of(identity, &mut |held| held.person = Some(row.clone()));
    }
    for (identity, row) in store::consents(tx, group, identities)? {
        of(identity, &mut |held| held.consents.push(row.clone()));
    }
    for (identity, row) in store::taggings(tx, group, identities)? {
        of(identity, &mut |held| held.taggings.push(row.clone()));
    }
    for (identity, chosen) in choosing::of_people(tx, group, identities)? {
        let rows = chosen.into_iter().map(|(field, choice)| Chosen { field, choice }).collect::<Vec<_>>();
        of(identity, &mut |held| held.choices.clone_from(&rows));
    }
    for (identity, row) in store::notes(tx, group, identities)? {
        of(identity, &mut |held| held.notes.push(row.clone()));
    }
    for kind in Kind::ALL {
        for (identity, row) in store::took_part(tx, kind, group, identities)? {
            of(identity, &mut |held| held.took_part_mut(kind).push(row.clone()));
        }
    }
    found.values_mut().for_each(Holding::sort);
    Ok(found)
}

/// Reads records, unopened, and consents: enough to count what a merge would do.
pub(super) fn read_standing(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<Holdings, Fault> {
    let mut found: Holdings = identities.iter().map(|identity| (*identity, Holding::default())).collect();
    for (identity, person) in store::people(tx, group, identities)? {
        found.entry(identity).or_default().person = Some(person);
    }
    for (identity, consent) in store::consents(tx, group, identities)? {
        found.entry(identity).or_default().consents.push(consent);
    }
    Ok(found)
}

pub(super) fn opened(vault: &Vault, group: Id, person: &Person) -> Result<Details, Fault> {
    Details::from_bytes(&vault.open_sealed(group, &person.id.0, &person.sealed)?)
}

/// What two groups hold about humans: as it was read, and as it is to be.
#[derive(Default)]
pub(super) struct Both {
    pub(super) was: [Holdings; 2],
    pub(super) to_be: [Holdings; 2],
}

/// Writes what differs, for both groups: what was read is named with each change, so that nothing newer is lost. Records go from one list
/// and come to the other with the ids that they had, so what any server kept of either is over.
pub(super) fn write(tx: &mut Tx<'_>, vault: &Vault, groups: [Id; 2], both: &Both) -> Result<(), Fault> {
    for side in [0, 1] {
        let (group, was, to_be) = (groups[side], &both.was[side], &both.to_be[side]);
        write_people(tx, vault, group, was, to_be)?;
        let consents = differ(was, to_be, |held| &held.consents, |row| (row.channel, row.purpose));
        store::drop_consents(tx, group, &consents.gone)?;
        store::set_consents(tx, group, &consents.changed)?;
        store::add_consents(tx, group, &consents.new)?;
        // Who has a tag, or a note, is one fact: a row that differs is another row.
        let taggings = differ(was, to_be, |held| &held.taggings, |row| row.tag);
        store::drop_taggings(tx, group, &taggings.gone)?;
        store::add_taggings(tx, group, &taggings.new)?;
        write_choices(tx, group, &differ(was, to_be, |held| &held.choices, |row| row.field))?;
        let notes = differ(was, to_be, |held| &held.notes, |row| row.id);
        store::drop_notes(tx, group, &notes.gone)?;
        store::add_notes(tx, group, &notes.new)?;
    }
    for (from, to) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        hand(tx, vault, groups, both, (from, to))?;
    }
    epoch::raise(tx, groups)
}

/// What differs in rows of one kind.
struct Differ<'a, T> {
    gone: Vec<(Id, &'a T)>,
    changed: Vec<(Id, &'a T, &'a T)>,
    new: Vec<(Id, &'a T)>,
}

fn differ<'a, T: PartialEq, K: PartialEq>(
    was: &'a Holdings,
    to_be: &'a Holdings,
    rows: impl Fn(&'a Holding) -> &'a Vec<T>,
    key: impl Fn(&T) -> K,
) -> Differ<'a, T> {
    let mut differ = Differ { gone: Vec::new(), changed: Vec::new(), new: Vec::new() };
    for (identity, held) in was {
        let Some(then) = to_be.get(identity) else { continue };
        let (before, after) = (rows(held), rows(then));
        for row in before {
            match after.iter().find(|new| key(new) == key(row)) {
                None => differ.gone.push((*identity, row)),
                Some(new) if new != row => differ.changed.push((*identity, row, new)),
                Some(_) => {}
            }
        }
        let is_new = |row: &&T| !before.iter().any(|old| key(old) == key(row));
        differ.new.extend(after.iter().filter(is_new).map(|row| (*identity, row)));
    }
    differ
}

fn write_choices(tx: &mut Tx<'_>, group: Id, differ: &Differ<'_, Chosen>) -> Result<(), Fault> {
    let gone: Vec<(Id, Id, Id)> = differ.gone.iter().map(|(identity, row)| (group, *identity, row.field)).collect();
    let changed = differ.changed.iter().map(|(identity, _, row)| (*identity, *row));
    let set = changed.chain(differ.new.iter().copied()).map(|(identity, row)| (group, identity, row.field, row.choice));
    choosing::write(tx, &set.collect::<Vec<_>>(), &gone)
}

fn write_people(tx: &mut Tx<'_>, vault: &Vault, group: Id, was: &Holdings, to_be: &Holdings) -> Result<(), Fault> {
    let (mut gone, mut changed, mut new) = (Vec::new(), Vec::new(), Vec::new());
    let (mut named_no_more, mut named) = (BTreeSet::new(), BTreeSet::new());
    for (identity, held) in was {
        let Some(then) = to_be.get(identity) else { continue };
        match (&held.person, &then.person) {
            (Some(before), None) => gone.push((*identity, before)),
            (Some(before), Some(after)) if before != after => changed.push((*identity, before, after)),
            (None, Some(after)) => new.push((*identity, after)),
            _ => continue,
        }
        let keys = |person: &Option<Person>| -> BTreeSet<store::Identifier> {
            let names = person.iter().flat_map(|person| person.details.identifiers.iter().map(move |name| (name, person.id)));
            names.map(|(name, record)| (vault.foreign_key(group, "person", name), record)).collect()
        };
        let (before, after) = (keys(&held.person), keys(&then.person));
        named_no_more.extend(before.difference(&after).copied());
        named.extend(after.difference(&before).copied());
    }
    store::drop_people(tx, group, &gone)?;
    store::set_people(tx, group, &changed)?;
    store::add_people(tx, group, &new)?;
    store::drop_identifiers(tx, &named_no_more.into_iter().collect::<Vec<_>>())?;
    store::add_identifiers(tx, group, &named.into_iter().collect::<Vec<_>>())
}

/// Signatures and answers to events and forms are one row each, whichever group has them: they change hands.
fn hand(tx: &mut Tx<'_>, vault: &Vault, groups: [Id; 2], both: &Both, (from, to): (usize, usize)) -> Result<(), Fault> {
    let hands = (groups[from], groups[to]);
    for kind in Kind::ALL {
        let mut rows = Vec::new();
        for (identity, then) in &both.to_be[to] {
            let Some(held) = both.was[from].get(identity) else { continue };
            for row in then.took_part(kind) {
                let was = held.took_part(kind).iter().find(|old| old.action == row.action);
                rows.extend(was.filter(|was| from != to || *was != row).map(|was| (*identity, was, row)));
            }
        }
        store::hand(tx, kind, hands, &rows)?;
        if from != to {
            let named = rows.iter().map(|(_, _, row)| Ok((row.id, foreign_ids(vault, hands.1, kind, row)?)));
            rename(tx, vault, hands, kind, &named.collect::<Result<Vec<_>, Fault>>()?)?;
        }
    }
    Ok(())
}

/// The names by which other systems know somebody's part in an action; answers to events have none.
fn foreign_ids(vault: &Vault, group: Id, kind: Kind, row: &TookPart) -> Result<Vec<String>, Fault> {
    match kind {
        Kind::Signature => {
            let note = row.sealed.as_ref().map(|sealed| vault.open_sealed(group, &row.id.0, sealed)).transpose()?;
            Ok(note.map(listing::Note::from_bytes).transpose()?.unwrap_or_default().identifiers)
        }
        Kind::Submission => Ok(Said::open(vault, group, row.id, row.sealed.as_deref())?.unwrap_or_default().identifiers),
        Kind::Attendance => Ok(Vec::new()),
    }
}

/// Foreign ids are found under keys that hold the group: they are keyed anew for the one that has the record now.
fn rename(tx: &mut Tx<'_>, vault: &Vault, (from, to): (Id, Id), kind: Kind, named: &[(Id, Vec<String>)]) -> Result<(), Fault> {
    let kind = match kind {
        Kind::Signature => "signature",
        Kind::Attendance => return Ok(()),
        Kind::Submission => "submission",
    };
    let keys = |group: Id| -> Vec<store::Identifier> {
        let all = named.iter().flat_map(|(record, names)| names.iter().map(move |name| (name, *record)));
        let all: BTreeSet<_> = all.map(|(name, record)| (vault.foreign_key(group, kind, name), record)).collect();
        all.into_iter().collect()
    };
    store::drop_identifiers(tx, &keys(from))?;
    store::add_identifiers(tx, to, &keys(to))
}

/// What both groups held about a human before their lists became one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Image {
    pub(super) former: Holding,
    pub(super) survivor: Holding,
}

impl Image {
    /// The bytes that are kept. What was sealed in the tables is sealed here, as it lay there.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("rows of texts and numbers always serialise")
    }

    /// Reads them, and opens the records.
    pub(super) fn from_bytes(vault: &Vault, groups: [Id; 2], kept: &[u8]) -> Result<Self, Fault> {
        let mut image: Self = serde_json::from_slice(kept).map_err(|_| Fault::bug("what stood before a merge cannot be read"))?;
        for (group, side) in groups.into_iter().zip([&mut image.former, &mut image.survivor]) {
            if let Some(person) = &mut side.person {
                person.details = opened(vault, group, person)?;
            }
        }
        Ok(image)
    }
}

/// Sealed bytes in a document.
mod bytes {
    use super::{Engine, STANDARD_NO_PAD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD_NO_PAD.decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// The same where there may be none.
mod maybe_bytes {
    use super::{Engine, STANDARD_NO_PAD};
    use serde::{Deserialize, Deserializer, Serialize as _, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(|bytes| STANDARD_NO_PAD.encode(bytes)).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| STANDARD_NO_PAD.decode(text).map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_older_images_call_otherwise_is_read() {
        let part = TookPart { action: Id([1; 16]), id: Id([2; 16]), person: Id([3; 16]), kind: 2, sealed: None, modified_at: 7 };
        let kept = serde_json::to_string(&part).expect("plain structs always serialise");
        for (action, kind) in [("action", "kind"), ("petition", "kind"), ("form", "kind"), ("event", "response")] {
            let older = kept.replace("\"action\"", &format!("\"{action}\"")).replace("\"kind\"", &format!("\"{kind}\""));
            assert_eq!(serde_json::from_str(&older).ok(), Some(part.clone()), "{older}");
        }
    }
}
