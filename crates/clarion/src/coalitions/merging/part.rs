//! What two groups hold about a human once their lists are taken apart again: three-way, between what stood before, what the merge made
//! of it, and what stands now. Pure but for sealing.
//!
//! What nobody touched is as before, byte for byte. What was touched since: a "no" and a correction are kept on both sides; a "yes" stays
//! with the survivor, to whom it was given; a signature goes with its petition, answers go with their form. Somebody who did something with the survivor since
//! stays on its list too, as a newcomer.

use super::holding::{Chosen, Consent, Holding, Image, Kind, Note, Person, Tagging};
use super::unite::{CONFIRMED, Hands, is_no, unite};
use crate::ids::Id;
use crate::people::{Coarse, Details};
use db::Fault;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What taking apart needs beside what a merge does.
pub(super) struct Parting<'a> {
    pub(super) hands: Hands<'a>,
    /// The petitions, events and forms that went back to the former group.
    pub(super) returned: HashSet<Id>,
    /// The former group's tag for each of the survivor's.
    pub(super) twins: HashMap<Id, Id>,
}

impl Parting<'_> {
    /// The survivor's field for a choice of the former group.
    fn field_of(&self, choice: &Id) -> Option<Id> {
        self.hands.choices.there.get(choice).map(|(field, _)| *field)
    }

    /// Whether the former group has a choice of somebody in the field of this name.
    fn has_chosen(&self, there: &Holding, name: &String) -> bool {
        let names = &self.hands.choices.names;
        there.choices.iter().any(|row| self.field_of(&row.choice).and_then(|field| names.get(&field)) == Some(name))
    }
}

/// The former group's part and the survivor's, from what stood before and what both hold now.
pub(super) fn part(with: &Parting<'_>, image: &Image, now: [&Holding; 2]) -> Result<[Holding; 2], Fault> {
    let [_, here] = now;
    let made = unite(&with.hands, &image.former, &image.survivor)?;
    let corrected = corrected_fields(with, &made, here);
    let [mut former, mut survivor] = [image.former.clone(), image.survivor.clone()];
    [former.consents, survivor.consents] = consents(image, &made, now);
    let stays = image.survivor.person.is_some() || did_something(with, here, &survivor.consents, &made);
    [former.person, survivor.person] = people(with, image, &made, now, (stays, &corrected))?;
    [former.taggings, survivor.taggings] = taggings(with, image, &made, now, stays);
    [former.choices, survivor.choices] = choices(with, image, now, (stays, &corrected));
    [former.notes, survivor.notes] = notes(with, image, &made, now, stays)?;
    if survivor.person.is_none() {
        // A "yes" to a group that knows nobody to go with it means nothing.
        survivor.consents.retain(|consent| is_no(consent.status));
    }
    hand_back(with, image, now, [&mut former, &mut survivor])?;
    Ok([former, survivor])
}

/// Whether somebody whom the survivor did not know before has something with it now.
fn did_something(with: &Parting<'_>, here: &Holding, kept: &[Consent], made: &Holding) -> bool {
    let mut acts = Kind::ALL.into_iter().flat_map(|kind| here.took_part(kind)).map(|row| row.action);
    // By themselves: what a key or a list asserts is nothing that the human did.
    let said_yes = |row: &Consent| row.status == CONFIRMED && made.consent(row.channel, row.purpose) != Some(row);
    acts.any(|act| !with.returned.contains(&act)) || kept.iter().any(said_yes)
}

fn consents(image: &Image, made: &Holding, now: [&Holding; 2]) -> [Vec<Consent>; 2] {
    let all = [&image.former, &image.survivor, now[0], now[1]];
    let keys: BTreeSet<(i64, i64)> =
        all.iter().flat_map(|held| held.consents.iter().map(|row| (row.channel, row.purpose))).collect();
    let mut parts = [Vec::new(), Vec::new()];
    for (channel, purpose) in keys {
        let of = |held: &Holding| held.consent(channel, purpose).cloned();
        let [mut there, mut here] = [of(&image.former), of(&image.survivor)];
        let said = [of(now[0]), of(now[1])];
        if said[1] != of(made) {
            here = said[1].clone();
        }
        if said[1] != of(made) && said[1].as_ref().is_some_and(|said| is_no(said.status)) {
            there = said[1].clone();
        }
        // What was said to the former group since: a "no" holds on both sides, too.
        match said[0].clone() {
            Some(no) if is_no(no.status) => {
                here = here.filter(|here| is_no(here.status)).or_else(|| Some(no.clone()));
                there = Some(no);
            }
            yes => there = there.or(yes),
        }
        parts[0].extend(there);
        parts[1].extend(here);
    }
    parts
}

/// The survivor's fields for choosing in which something else stands since: another choice, another text, one in place of the other.
fn corrected_fields(with: &Parting<'_>, made: &Holding, here: &Holding) -> BTreeSet<Id> {
    let names = &with.hands.choices.names;
    let says = |held: &Holding, field: &Id| (held.chosen(*field), names.get(field).and_then(|name| held.text(name).cloned()));
    let chosen = made.choices.iter().chain(&here.choices).map(|row| row.field);
    let fields: BTreeSet<Id> = names.keys().copied().chain(chosen).collect();
    fields.into_iter().filter(|field| says(made, field) != says(here, field)).collect()
}

/// A field that was corrected since is corrected on both sides; else each side has its own again.
fn field(own: &str, made: &str, now: &str) -> String {
    if now == made { own.to_owned() } else { now.to_owned() }
}

/// `chosen`: the names of fields for choosing that were corrected: what stands there now holds, a text or none beside a choice.
fn corrected(own: &Details, made: &Details, now: &Details, chosen: &BTreeSet<&String>) -> Details {
    let mut custom = own.custom.clone();
    let names: BTreeSet<&String> = made.custom.keys().chain(now.custom.keys()).chain(chosen.iter().copied()).collect();
    for name in names {
        match (made.custom.get(name), now.custom.get(name)) {
            (made, now) if made == now && !chosen.contains(name) => {}
            (_, Some(value)) => drop(custom.insert(name.clone(), value.clone())),
            (_, None) => drop(custom.remove(name)),
        }
    }
    let mut identifiers = own.identifiers.clone();
    identifiers.retain(|name| now.identifiers.contains(name) || !made.identifiers.contains(name));
    let added = now.identifiers.iter().filter(|name| !made.identifiers.contains(name) && !own.identifiers.contains(name));
    identifiers.extend(added.cloned());
    Details {
        given_name: field(&own.given_name, &made.given_name, &now.given_name),
        family_name: field(&own.family_name, &made.family_name, &now.family_name),
        email: field(&own.email, &made.email, &now.email),
        phone: field(&own.phone, &made.phone, &now.phone),
        street: field(&own.street, &made.street, &now.street),
        locality: field(&own.locality, &made.locality, &now.locality),
        custom,
        identifiers,
    }
}

/// A record as it was before, with what was corrected since.
fn restored(
    with: &Parting<'_>,
    (side, own): (usize, &Person),
    (made, now): (Option<&Person>, Option<&Person>),
    chosen: &BTreeSet<Id>,
) -> Result<Person, Fault> {
    let hands = &with.hands;
    let (Some(made), Some(now)) = (made, now) else { return Ok(own.clone()) };
    let chosen = chosen.iter().filter_map(|field| hands.choices.names.get(field)).collect();
    let details = corrected(&own.details, &made.details, &now.details, &chosen);
    let coarse = Coarse {
        country: field(&own.coarse.country, &made.coarse.country, &now.coarse.country),
        region: field(&own.coarse.region, &made.coarse.region, &now.coarse.region),
        zip: field(&own.coarse.zip, &made.coarse.zip, &now.coarse.zip),
        lang: field(&own.coarse.lang, &made.coarse.lang, &now.coarse.lang),
    };
    let phone_identity = if now.phone_identity == made.phone_identity { own.phone_identity } else { now.phone_identity };
    // Later than what stands now: lists in memory look for what changed. The sealed part is as it lay, where nothing was corrected.
    let modified_at = hands.now.max(now.modified_at + 1).max(own.modified_at + 1);
    let own = Person { coarse, phone_identity, modified_at, ..own.clone() };
    match details == own.details {
        true => Ok(own),
        false => hands.person(hands.groups[side], &own, details),
    }
}

fn people(
    with: &Parting<'_>,
    image: &Image,
    made: &Holding,
    now: [&Holding; 2],
    (stays, chosen): (bool, &BTreeSet<Id>),
) -> Result<[Option<Person>; 2], Fault> {
    let hands = &with.hands;
    let [there, here] = [now[0].person.as_ref(), now[1].person.as_ref()];
    let restore = |side: usize, own: &Person| restored(with, (side, own), (made.person.as_ref(), here), chosen);
    let mut former = image.former.person.as_ref().map(|own| restore(0, own)).transpose()?;
    if let (Some(own), Some(newer)) = (&former, there) {
        // Somebody came to the former group's pages between its return and this: one record holds both.
        let (mut details, coarse) = (own.details.merged(&newer.details), own.coarse.merged(&newer.coarse));
        details.custom.retain(|name, _| !with.has_chosen(now[0], name));
        let phone_identity = newer.phone_identity.or(own.phone_identity);
        let modified_at = own.modified_at.max(newer.modified_at);
        let one = Person { coarse, phone_identity, modified_at, ..own.clone() };
        former = Some(hands.person(hands.groups[0], &one, details)?);
    }
    let survivor = match (&image.survivor.person, here) {
        (Some(own), Some(_)) => Some(restore(1, own)?),
        // Erased since, or never there.
        (_, None) => None,
        (None, Some(now)) if stays => Some(as_newcomer(with, now)?),
        (None, Some(_)) => None,
    };
    Ok([former.or_else(|| there.cloned()), survivor])
}

/// The record goes back under its own id; who stays gets a record of their own.
fn as_newcomer(with: &Parting<'_>, now: &Person) -> Result<Person, Fault> {
    let hands = &with.hands;
    let id = now.id.following(b"the record of a newcomer who stays when two groups part");
    hands.person(hands.groups[1], &Person { id, ..now.clone() }, now.details.clone())
}

/// Tags given or taken since are a correction: both sides have it.
fn taggings(with: &Parting<'_>, image: &Image, made: &Holding, now: [&Holding; 2], stays: bool) -> [Vec<Tagging>; 2] {
    let has = |rows: &[Tagging], tag: Id| rows.iter().any(|row| row.tag == tag);
    let (made, here) = (&made.taggings, &now[1].taggings);
    let given: Vec<&Tagging> = here.iter().filter(|row| !has(made, row.tag)).collect();
    let taken: HashSet<Id> = made.iter().filter(|row| !has(here, row.tag)).map(|row| row.tag).collect();
    let mut survivor: BTreeMap<Id, Tagging> = image.survivor.taggings.iter().map(|row| (row.tag, row.clone())).collect();
    let mut former: BTreeMap<Id, Tagging> = image.former.taggings.iter().map(|row| (row.tag, row.clone())).collect();
    for row in given {
        survivor.insert(row.tag, row.clone());
        if let Some(tag) = with.twins.get(&row.tag) {
            former.entry(*tag).or_insert_with(|| Tagging { tag: *tag, ..row.clone() });
        }
    }
    survivor.retain(|tag, _| !taken.contains(tag));
    former.retain(|tag, _| !with.hands.tags.get(tag).is_some_and(|twin| taken.contains(twin)));
    former.extend(now[0].taggings.iter().map(|row| (row.tag, row.clone())));
    let survivor = if stays { survivor.into_values().collect() } else { Vec::new() };
    [former.into_values().collect(), survivor]
}

/// What was chosen since, or taken away, is a correction: both sides have it.
fn choices(with: &Parting<'_>, image: &Image, now: [&Holding; 2], (stays, corrected): (bool, &BTreeSet<Id>)) -> [Vec<Chosen>; 2] {
    let twins = &with.hands.choices;
    let by_field = |rows: &[Chosen]| rows.iter().map(|row| (row.field, row.choice)).collect::<BTreeMap<Id, Id>>();
    let (mut former, mut survivor) = (by_field(&image.former.choices), by_field(&image.survivor.choices));
    for field in corrected {
        former.retain(|_, choice| with.field_of(choice) != Some(*field));
        survivor.remove(field);
        if let Some(choice) = now[1].chosen(*field) {
            survivor.insert(*field, choice);
            former.extend(twins.back.get(&choice).copied());
        }
    }
    // Who came to the former group's pages since: their text stands in place of a choice, as their choice does in place of a text.
    let texts = |choice: &Id| with.field_of(choice).and_then(|field| now[0].text(twins.names.get(&field)?));
    former.retain(|_, choice| texts(choice).is_none());
    former.extend(by_field(&now[0].choices));
    let rows = |chosen: BTreeMap<Id, Id>| chosen.into_iter().map(|(field, choice)| Chosen { field, choice }).collect();
    [rows(former), if stays { rows(survivor) } else { Vec::new() }]
}

/// A note that was removed since is removed on both sides. One that was written since stays where the record stays.
fn notes(with: &Parting<'_>, image: &Image, made: &Holding, now: [&Holding; 2], stays: bool) -> Result<[Vec<Note>; 2], Fault> {
    let [there, here] = with.hands.groups;
    let has = |rows: &[Note], id: Id| rows.iter().any(|row| row.id == id);
    let kept = |own: &[Note]| own.iter().filter(|row| has(&now[1].notes, row.id)).cloned().collect::<Vec<_>>();
    let (mut former, mut survivor) = (kept(&image.former.notes), kept(&image.survivor.notes));
    for row in now[1].notes.iter().filter(|row| !has(&made.notes, row.id)) {
        match stays {
            true => survivor.push(row.clone()),
            false => former.push(with.hands.note(row, (here, there))?),
        }
    }
    former.extend(now[0].notes.iter().cloned());
    Ok([former, survivor])
}

/// Signatures and answers go with their petition, event or form.
fn hand_back(with: &Parting<'_>, image: &Image, now: [&Holding; 2], [former, survivor]: [&mut Holding; 2]) -> Result<(), Fault> {
    let (hands, [there, here]) = (&with.hands, with.hands.groups);
    let [to_former, to_survivor] = [&*former, &*survivor].map(|held| held.person.as_ref().map(|person| person.id));
    for kind in Kind::ALL {
        let (mut back, mut stays) = (Vec::new(), Vec::new());
        for row in now[1].took_part(kind) {
            if !with.returned.contains(&row.action) {
                stays.push(hands.took_part(row, (here, here), to_survivor.unwrap_or(row.person))?);
                continue;
            }
            let before = image.former.took_part(kind).iter().find(|old| old.action == row.action);
            match before.filter(|old| old.modified_at == row.modified_at && old.kind == row.kind) {
                Some(untouched) => back.push(untouched.clone()),
                None => back.push(hands.took_part(row, (here, there), to_former.unwrap_or(row.person))?),
            }
        }
        for row in now[0].took_part(kind) {
            back.push(hands.took_part(row, (there, there), to_former.unwrap_or(row.person))?);
        }
        (*former.took_part_mut(kind), *survivor.took_part_mut(kind)) = (back, stays);
    }
    Ok(())
}
