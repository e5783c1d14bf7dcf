//! Recognising people: which human, and which record of the group's list.
//!
//! A slice of people comes in, keyed and sealed. Their keys are added first; who was already known is looked up. Then their records
//! are added; a record that was already there is merged, and written only if something changed. An address belongs to one identity;
//! a mailbox and a number that come together stay two identities (DESIGN section 4: keys join only when the human proved both).

use super::fields::choosing::settle::{self, Known, Word};
use super::store::{self, KeyRow, NewPerson, PersonRow};
use super::{Coarse, Details, PersonInput};
use crate::coalitions::merging;
use crate::ids::Id;
use crate::keys::Vault;
use db::{Fault, FaultKind, Tx};
use seal::MatchingKey;
use std::collections::{HashMap, HashSet};

/// What was found out about one who came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The human, internal to the server.
    pub identity: Id,
    /// The record in the group's list.
    pub person: Id,
    /// Whether the record is new.
    pub added: bool,
    /// Whether a record that was there changed.
    pub changed: bool,
}

/// Recognises a slice; answers in its order. Whoever has neither a mailbox nor a number is always somebody new.
pub fn recognise(tx: &mut Tx<'_>, vault: &Vault, now: i64, people: &[&PersonInput]) -> Result<Vec<Recognised>, Fault> {
    let identities = identities(tx, now, people)?;
    let places = places(tx, people, &identities)?;
    let mut drafts = drafts(vault, people, &places)?;
    settle(tx, vault, &mut drafts)?;
    let said: Vec<settle::Said<'_>> =
        drafts.iter().filter(|draft| !draft.words.is_empty()).map(|draft| ((draft.key.1, draft.key.0), &draft.words[..])).collect();
    let chose = settle::write(tx, &said)?;
    let added = add(tx, &drafts)?;
    let known = merge_known(tx, vault, now, &drafts, (&added, &chose))?;
    let mut groups: Vec<Id> = drafts.iter().map(|draft| draft.key.1).collect();
    groups.sort_unstable();
    groups.dedup();
    merging::arrived(tx, now, &groups)?;
    places
        .iter()
        .map(|place| {
            let at = drafts.binary_search_by_key(&(place.identity, place.group), |draft| draft.key);
            let at = at.map_err(|_| Fault::bug("somebody has no draft"))?;
            let (person, added, changed) =
                known[at].map_or((drafts[at].first.id, true, false), |(person, changed)| (person, false, changed));
            Ok(Recognised { identity: place.identity, person, added, changed })
        })
        .collect()
}

/// Whose each key is, after new ones were added and proofs noted.
fn identities(tx: &mut Tx<'_>, now: i64, people: &[&PersonInput]) -> Result<HashMap<MatchingKey, Id>, Fault> {
    let mut keys: Vec<KeyRow> = Vec::with_capacity(people.len() * 2);
    for person in people {
        keys.extend(person.email.map(|(key, identity)| (key, identity, person.email_proved.then_some(now))));
        keys.extend(person.phone.map(|(key, identity)| (key, identity, None)));
    }
    // A proof in the slice goes before the same key without one.
    keys.sort_by_key(|(key, _, proved)| (*key, proved.is_none()));
    keys.dedup_by_key(|(key, ..)| *key);
    let mut is_new: HashSet<MatchingKey> = HashSet::with_capacity(keys.len());
    store::add_keys(tx, &keys, |key| {
        is_new.insert(key);
    })?;
    let (new, known): (Vec<&KeyRow>, Vec<&KeyRow>) = keys.iter().partition(|(key, ..)| is_new.contains(key));
    let mut identity_of: HashMap<MatchingKey, Id> = new.iter().map(|(key, identity, _)| (*key, *identity)).collect();
    if known.is_empty() {
        return Ok(identity_of);
    }
    let wanted: Vec<MatchingKey> = known.iter().map(|(key, ..)| *key).collect();
    let proved_now: HashMap<MatchingKey, i64> = known.iter().filter_map(|(key, _, proved)| Some((*key, (*proved)?))).collect();
    let mut to_prove = Vec::new();
    for (key, identity, proved_at) in store::find_keys(tx, &wanted)? {
        identity_of.insert(key, identity);
        if proved_at.is_none() {
            to_prove.extend(proved_now.get(&key).map(|at| (key, *at)));
        }
    }
    to_prove.sort_unstable();
    store::prove_keys(tx, &to_prove)?;
    match identity_of.len() == keys.len() {
        true => Ok(identity_of),
        false => Err(Fault::new(FaultKind::Collision, "a key vanished between adding and finding it")),
    }
}

/// Where somebody belongs: a human in a group's list.
struct Place {
    identity: Id,
    group: Id,
    phone_identity: Option<Id>,
}

fn places(tx: &mut Tx<'_>, people: &[&PersonInput], identity_of: &HashMap<MatchingKey, Id>) -> Result<Vec<Place>, Fault> {
    let whose = |key: Option<(MatchingKey, Id)>| key.and_then(|(key, _)| identity_of.get(&key).copied());
    // Somebody who gives only a number may stand in the list with a mailbox and that number.
    let mut by_number: Vec<(Id, Id)> = people
        .iter()
        .filter(|person| person.email.is_none())
        .filter_map(|person| Some((whose(person.phone)?, person.group)))
        .collect();
    by_number.sort_unstable();
    by_number.dedup();
    let mut stands_as = HashMap::new();
    if !by_number.is_empty() {
        stands_as
            .extend(store::find_by_phone(tx, &by_number)?.into_iter().map(|(phone, group, identity)| ((phone, group), identity)));
    }
    people
        .iter()
        .map(|person| {
            let phone_identity = whose(person.phone);
            let by_phone = phone_identity.map(|phone| stands_as.get(&(phone, person.group)).copied().unwrap_or(phone));
            let identity = whose(person.email).or(by_phone).or(person.alone);
            let identity =
                identity.ok_or_else(|| Fault::bug("somebody without a mailbox, a number or an identity of their own"))?;
            Ok(Place { identity, group: person.group, phone_identity })
        })
        .collect()
}

/// A human in a group's list.
type Key = (Id, Id);

/// One record to be: the first of the slice who asked for it, with what later ones added.
struct Draft<'a> {
    key: Key,
    first: &'a PersonInput,
    phone_identity: Option<Id>,
    details: Details,
    coarse: Coarse,
    /// Whether all of this only fills what is not known.
    fills_only: bool,
    /// `None` until somebody comes a second time: then the first one's seal no longer holds all.
    sealed_again: Option<Vec<u8>>,
    /// What they say of fields for choosing.
    words: Vec<Word>,
}

/// The records to be, sorted, each once.
fn drafts<'a>(vault: &Vault, people: &[&'a PersonInput], places: &[Place]) -> Result<Vec<Draft<'a>>, Fault> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|&at| (places[at].identity, places[at].group, at));
    let mut drafts: Vec<Draft<'a>> = Vec::with_capacity(people.len());
    for at in order {
        let (place, person) = (&places[at], people[at]);
        let key = (place.identity, place.group);
        match drafts.last_mut().filter(|draft| draft.key == key) {
            None => drafts.push(Draft {
                key,
                first: person,
                phone_identity: place.phone_identity,
                details: person.details.clone(),
                coarse: person.coarse.clone(),
                fills_only: person.fills_only,
                sealed_again: None,
                words: Vec::new(),
            }),
            Some(draft) => {
                (draft.details, draft.coarse) =
                    together((&draft.details, &draft.coarse), (&person.details, &person.coarse), person.fills_only);
                draft.phone_identity = one_of(draft.phone_identity, place.phone_identity, person.fills_only);
                draft.fills_only &= person.fills_only;
                draft.sealed_again = Some(seal_again(vault, place.group, draft.first.id, &draft.details, &person.spare)?);
            }
        }
    }
    Ok(drafts)
}

/// Texts that are choices of a group's fields become choices, and are sealed no more.
fn settle(tx: &mut Tx<'_>, vault: &Vault, drafts: &mut [Draft<'_>]) -> Result<(), Fault> {
    let known = Known::read(tx, vault, drafts.iter().map(|draft| ((draft.key.1, draft.key.0), &draft.details.custom)))?;
    for draft in drafts {
        draft.words = known.take(vault, (draft.key.1, draft.key.0), &mut draft.details.custom);
        if draft.words.iter().any(|word| word.choice.is_some()) {
            draft.sealed_again = Some(seal_again(vault, draft.key.1, draft.first.id, &draft.details, &draft.first.spare)?);
        }
    }
    Ok(())
}

/// Adds the records that are new; for each draft, whether it was.
fn add(tx: &mut Tx<'_>, drafts: &[Draft<'_>]) -> Result<Vec<bool>, Fault> {
    let rows: Vec<NewPerson<'_>> = drafts
        .iter()
        .map(|draft| NewPerson {
            identity: draft.key.0,
            phone_identity: draft.phone_identity,
            input: draft.first,
            sealed: draft.sealed_again.as_deref().unwrap_or(&draft.first.sealed),
            coarse: &draft.coarse,
        })
        .collect();
    let mut added = vec![false; drafts.len()];
    store::add_people(tx, &rows, |identity, group| {
        if let Ok(at) = drafts.binary_search_by_key(&(identity, group), |draft| draft.key) {
            added[at] = true;
        }
    })?;
    Ok(added)
}

/// Merges drafts into the records that were there already; for each draft, that record's id and whether it changed.
fn merge_known(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    drafts: &[Draft<'_>],
    (added, chose): (&[bool], &HashSet<Key>),
) -> Result<Vec<Option<(Id, bool)>>, Fault> {
    let mut known = vec![None; drafts.len()];
    let wanted: Vec<Key> = drafts.iter().zip(added).filter(|(_, added)| !**added).map(|(draft, _)| draft.key).collect();
    if wanted.is_empty() {
        return Ok(known);
    }
    // Whoever erases somebody of these lists waits until this transaction has ended; was somebody erased before, they are not found.
    // Otherwise what follows could be written beside a record that is gone.
    let mut lists: Vec<[u8; 16]> = wanted.iter().map(|(_, group)| group.0).collect();
    lists.sort_unstable();
    lists.dedup();
    tx.share(&lists)?;
    let mut changed = Vec::new();
    for row in store::find_people(tx, &wanted)? {
        let Ok(at) = drafts.binary_search_by_key(&(row.identity, row.group), |draft| draft.key) else { continue };
        let id = row.id;
        let write = merge(vault, now, &row, &drafts[at], chose.contains(&(row.group, row.identity)))?;
        known[at] = Some((id, write.is_some()));
        changed.extend(write);
    }
    if known.iter().flatten().count() != wanted.len() || store::set_people(tx, &changed)? != changed.len() as u64 {
        return Err(Fault::new(FaultKind::Collision, "a person was changed by somebody else meanwhile"));
    }
    Ok(known)
}

/// The record with what the draft says, and when it had been modified; `None` if that changes nothing.
fn merge(vault: &Vault, now: i64, row: &PersonRow, draft: &Draft<'_>, chose: bool) -> Result<Option<(PersonRow, i64)>, Fault> {
    let details = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    let (mut merged, coarse) = together((&details, &row.coarse), (&draft.details, &draft.coarse), draft.fills_only);
    for word in draft.words.iter().filter(|word| word.choice.is_some()) {
        merged.custom.remove(&word.name);
    }
    let phone_identity = one_of(row.phone_identity, draft.phone_identity, draft.fills_only);
    if merged == details && coarse == row.coarse && phone_identity == row.phone_identity && !chose {
        return Ok(None);
    }
    let sealed = seal_again(vault, row.group, row.id, &merged, &draft.first.spare)?;
    let was_modified_at = row.modified_at;
    // Later than before even where the clock stood still, since the update is conditional on it.
    let modified_at = now.max(was_modified_at + 1);
    let (identity, group, id) = (row.identity, row.group, row.id);
    Ok(Some((PersonRow { identity, group, id, phone_identity, sealed, coarse, modified_at }, was_modified_at)))
}

/// What is known with what came: the newer word wins, but where it only fills.
fn together(known: (&Details, &Coarse), came: (&Details, &Coarse), fills_only: bool) -> (Details, Coarse) {
    let (older, newer) = if fills_only { (came, known) } else { (known, came) };
    (older.0.merged(newer.0), older.1.merged(newer.1))
}

/// The same of one thing.
fn one_of(known: Option<Id>, came: Option<Id>, fills_only: bool) -> Option<Id> {
    if fills_only { known.or(came) } else { came.or(known) }
}

/// Seals merged details. The nonce is drawn from spare randomness and the text itself, so that a closure that runs again with
/// another text never uses one nonce twice.
pub(super) fn seal_again(vault: &Vault, group: Id, person: Id, details: &Details, spare: &[u8; 32]) -> Result<Vec<u8>, Fault> {
    let plain = details.to_bytes();
    let hash = blake3::keyed_hash(spare, &[person.0.as_slice(), &plain].concat());
    let nonce = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    vault.seal(group, &person.0, &plain, nonce)
}
