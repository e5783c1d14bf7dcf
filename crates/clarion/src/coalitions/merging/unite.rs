//! What the surviving group holds about a human once the former group's part has come to it. Pure but for sealing.
//!
//! The survivor's own words stand; what it does not know is filled from the former's. Consents: where the two differ, the stricter
//! stands, and "never asked" is a standing like the others for whoever is on that list. A group on whose list somebody is not has no
//! say. Consents to texts do not move; a "no" to texts does.

use super::holding::{Chosen, Consent, Holding, Kind, Note, Person, Tagging, TookPart};
use super::things::choices::ChoiceTwins;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Details;
use db::Fault;
use std::collections::{BTreeSet, HashMap};

/// How a consent stands: `consent.status` in the database.
pub(super) const CONFIRMED: i64 = 1;
const ASSERTED: i64 = 2;
const UNSUBSCRIBED: i64 = 3;
const BOUNCED: i64 = 4;
#[cfg(test)]
const COMPLAINED: i64 = 5;

/// How strict a standing is (DESIGN section 4): complained > unsubscribed > bounced > never asked > unconfirmed > confirmed.
fn strictness(status: Option<i64>) -> u8 {
    match status {
        Some(CONFIRMED) => 0,
        Some(ASSERTED) => 1,
        None => 2,
        Some(BOUNCED) => 3,
        Some(UNSUBSCRIBED) => 4,
        // Complained; and whatever a newer server may know, which is safer taken for a "no".
        Some(_) => 5,
    }
}

/// Whether it is a "no", by the human or by their mailbox.
pub(super) fn is_no(status: i64) -> bool {
    strictness(Some(status)) > strictness(None)
}

/// What a merge works with, the same for all humans of a slice.
pub(super) struct Hands<'a> {
    pub(super) vault: &'a Vault,
    /// The former group and the survivor.
    pub(super) groups: [Id; 2],
    pub(super) now: i64,
    /// Spare randomness: nonces are drawn from it and the text, so that a closure that runs again uses none twice for two texts.
    pub(super) spare: [u8; 32],
    /// The survivor's tag for each of the former group's.
    pub(super) tags: HashMap<Id, Id>,
    /// Which choices of fields are the same.
    pub(super) choices: ChoiceTwins,
}

impl Hands<'_> {
    pub(super) fn seal(&self, group: Id, record: Id, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let hash = blake3::keyed_hash(&self.spare, &[&group.0[..], &record.0, plain].concat());
        let nonce = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
        self.vault.seal(group, &record.0, plain, nonce)
    }

    /// Opens what one group sealed and seals it for the other.
    pub(super) fn reseal(&self, from: Id, to: Id, record: Id, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.seal(to, record, &self.vault.open_sealed(from, &record.0, sealed)?)
    }

    pub(super) fn maybe_reseal(&self, from: Id, to: Id, record: Id, sealed: Option<&Vec<u8>>) -> Result<Option<Vec<u8>>, Fault> {
        sealed.map(|sealed| self.reseal(from, to, record, sealed)).transpose()
    }

    /// A record with other contents, of a group, changed now.
    pub(super) fn person(&self, group: Id, person: &Person, details: Details) -> Result<Person, Fault> {
        let sealed = self.seal(group, person.id, &details.to_bytes())?;
        // Later than before even where the clock stood still, since writes name the date that they saw.
        Ok(Person { sealed, details, modified_at: self.now.max(person.modified_at + 1), ..person.clone() })
    }

    pub(super) fn took_part(&self, row: &TookPart, (from, to): (Id, Id), person: Id) -> Result<TookPart, Fault> {
        let sealed = if from == to { row.sealed.clone() } else { self.maybe_reseal(from, to, row.id, row.sealed.as_ref())? };
        Ok(TookPart { person, sealed, ..row.clone() })
    }

    pub(super) fn note(&self, row: &Note, (from, to): (Id, Id)) -> Result<Note, Fault> {
        Ok(Note { sealed: self.reseal(from, to, row.id, &row.sealed)?, ..row.clone() })
    }
}

/// What the survivor will hold about a human. The former group then holds nothing.
pub(super) fn unite(hands: &Hands<'_>, former: &Holding, survivor: &Holding) -> Result<Holding, Fault> {
    let [from, to] = hands.groups;
    let chosen: Vec<&String> = survivor.choices.iter().filter_map(|row| hands.choices.names.get(&row.field)).collect();
    let person = person(hands, former.person.as_ref(), survivor.person.as_ref(), &chosen)?;
    let record = person.as_ref().map(|person| person.id);
    let mut united = Holding { person, consents: consents(former, survivor), ..survivor.clone() };
    for row in &former.taggings {
        let tag = *hands.tags.get(&row.tag).ok_or_else(|| Fault::bug("a tag of the former group has no twin"))?;
        if !united.taggings.iter().any(|known| known.tag == tag) {
            united.taggings.push(Tagging { tag, ..row.clone() });
        }
    }
    let written = |field: &Id| {
        let name = hands.choices.names.get(field);
        name.is_some_and(|name| survivor.person.as_ref().is_some_and(|person| person.details.custom.contains_key(name)))
    };
    // One of a field that was deleted since has no twin.
    for (field, choice) in former.choices.iter().filter_map(|row| hands.choices.there.get(&row.choice)) {
        if !united.choices.iter().any(|known| known.field == *field) && !written(field) {
            united.choices.push(Chosen { field: *field, choice: *choice });
        }
    }
    united.choices.sort_by_key(|row| row.field);
    for row in &former.notes {
        united.notes.push(hands.note(row, (from, to))?);
    }
    for kind in Kind::ALL {
        for row in former.took_part(kind) {
            united.took_part_mut(kind).push(hands.took_part(row, (from, to), record.unwrap_or(row.person))?);
        }
    }
    Ok(united)
}

/// `chosen`: the fields in which the survivor has a choice; a free text of the former group's adds nothing to that.
fn person(
    hands: &Hands<'_>,
    former: Option<&Person>,
    survivor: Option<&Person>,
    chosen: &[&String],
) -> Result<Option<Person>, Fault> {
    match (former, survivor) {
        (None, ours) => Ok(ours.cloned()),
        (Some(theirs), None) => hands.person(hands.groups[1], theirs, theirs.details.clone()).map(Some),
        (Some(theirs), Some(ours)) => {
            let mut details = theirs.details.merged(&ours.details);
            details.custom.retain(|name, _| !chosen.contains(&name));
            let coarse = theirs.coarse.merged(&ours.coarse);
            let phone_identity = ours.phone_identity.or(theirs.phone_identity);
            if details == ours.details && coarse == ours.coarse && phone_identity == ours.phone_identity {
                return Ok(Some(ours.clone()));
            }
            let filled = Person { coarse, phone_identity, ..ours.clone() };
            hands.person(hands.groups[1], &filled, details).map(Some)
        }
    }
}

/// The consents of both, the stricter of each.
pub(super) fn consents(former: &Holding, survivor: &Holding) -> Vec<Consent> {
    let of = |held: &Holding| held.consents.iter().map(|row| (row.channel, row.purpose)).collect::<BTreeSet<_>>();
    let keys: BTreeSet<(i64, i64)> = of(former).union(&of(survivor)).copied().collect();
    let stands = |(channel, purpose): (i64, i64)| {
        let (theirs, ours) = (former.consent(channel, purpose), survivor.consent(channel, purpose));
        let is_text = channel == seal::Channel::Phone.code();
        if is_text && !theirs.is_some_and(|theirs| is_no(theirs.status)) {
            return ours.cloned();
        }
        // On a list without a row means never asked; not on the list means no say.
        let theirs_say = theirs.is_some() || former.person.is_some();
        let ours_say = ours.is_some() || survivor.person.is_some();
        let strict = |row: Option<&Consent>| strictness(row.map(|row| row.status));
        match (theirs_say, ours_say) {
            (true, true) if is_text && ours.is_none() => theirs.cloned(),
            (true, true) if strict(theirs) > strict(ours) => theirs.cloned(),
            (_, true) => ours.cloned(),
            (_, false) => theirs.cloned(),
        }
    };
    keys.into_iter().filter_map(stands).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Coarse;

    fn held(on_list: bool, channel: i64, status: Option<i64>, source: &str) -> Holding {
        let (id, details, coarse) = (Id::ZERO, Details::default(), Coarse::default());
        let person = Person { id, phone_identity: None, sealed: Vec::new(), coarse, created_at: 0, modified_at: 0, details };
        let consent = |status| Consent { channel, purpose: 1, status, words: [0; 16], source: source.to_owned(), noted_at: 0 };
        Holding { person: on_list.then_some(person), consents: status.map(consent).into_iter().collect(), ..Holding::default() }
    }

    fn united(channel: i64, former: (bool, Option<i64>), survivor: (bool, Option<i64>)) -> Option<(i64, String)> {
        let rows = consents(&held(former.0, channel, former.1, "former"), &held(survivor.0, channel, survivor.1, "survivor"));
        rows.first().map(|row| (row.status, row.source.clone()))
    }

    /// From the strictest.
    const ORDER: [Option<i64>; 6] = [Some(COMPLAINED), Some(UNSUBSCRIBED), Some(BOUNCED), None, Some(ASSERTED), Some(CONFIRMED)];

    #[test]
    fn of_two_standings_the_stricter_one_stands_in_every_pair() {
        for (at, former) in ORDER.iter().enumerate() {
            for (beside, survivor) in ORDER.iter().enumerate() {
                let stands = united(1, (true, *former), (true, *survivor)).map(|(status, _)| status);
                assert_eq!(stands, ORDER[at.min(beside)], "{former:?} meets {survivor:?}");
            }
        }
    }

    #[test]
    fn of_equals_the_survivors_words_stay() {
        assert_eq!(united(1, (true, Some(CONFIRMED)), (true, Some(CONFIRMED))), Some((CONFIRMED, "survivor".to_owned())));
    }

    #[test]
    fn a_group_on_whose_list_somebody_is_not_has_no_say() {
        for status in ORDER {
            assert_eq!(united(1, (true, status), (false, None)).map(|(status, _)| status), status);
            assert_eq!(united(1, (false, None), (true, status)).map(|(status, _)| status), status);
        }
        let refused_once = united(1, (true, Some(CONFIRMED)), (false, Some(UNSUBSCRIBED)));
        assert_eq!(refused_once, Some((UNSUBSCRIBED, "survivor".to_owned())), "who was erased there had said no");
    }

    #[test]
    fn consents_to_texts_do_not_move_and_a_no_to_texts_does() {
        for given in [CONFIRMED, ASSERTED] {
            for on_list in [true, false] {
                assert_eq!(united(2, (true, Some(given)), (on_list, None)), None);
            }
            assert_eq!(united(2, (true, Some(given)), (true, Some(CONFIRMED))), Some((CONFIRMED, "survivor".to_owned())));
        }
        assert_eq!(united(2, (true, None), (true, Some(CONFIRMED))), Some((CONFIRMED, "survivor".to_owned())));
        for said in [UNSUBSCRIBED, BOUNCED, COMPLAINED] {
            for (on_list, ours) in [(true, None), (false, None), (true, Some(CONFIRMED))] {
                assert_eq!(united(2, (true, Some(said)), (on_list, ours)), Some((said, "former".to_owned())));
            }
        }
    }
}
