//! What changes hands as a whole when groups merge, and goes back when they part: petitions, events, forms, keys, seats,
//! memberships, tags, choices.
//!
//! All of it moves in the transaction that starts the work, before any person does: from then on whatever is sent to the former
//! group's pages, or with its keys, comes to the survivor, and nothing that arrives meanwhile is lost.

pub(super) mod choices;
pub(crate) mod store;
pub(super) mod words;

use super::unite::Hands;
use super::{Merge, Phase};
use crate::coalitions::membership::change_role;
use crate::coalitions::{Act, ActKind, history};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::beside::tags;
use db::{Fault, Tx};
use std::collections::{HashMap, HashSet};
use store::Handed;

/// A row that remembers. What `other`, `word` and `number` are goes by the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) id: Id,
    pub(super) other: Id,
    pub(super) word: String,
    pub(super) number: i64,
}

const EVENT: &str = "event";
const SEAT: &str = "seat";
const MEMBERSHIP: &str = "membership";
const JOIN_FORM: &str = "join-form";
const CHAPTER: &str = "chapter";
const SPONSOR: &str = "sponsor";
const SPONSOR_OF_OWN: &str = "own-sponsor";
const SPONSORSHIP: &str = "sponsorship";
const TAG: &str = "tag";
/// A word beside a thing: the survivor's counterpart was made by the merge, and goes with it.
const NEW: &str = "new";

/// How many things of each kind would move: petitions, events, forms, statements, API keys.
pub(super) fn count(tx: &mut Tx<'_>, group: Id) -> Result<[usize; 5], Fault> {
    Ok([
        store::of_group(tx, Handed::Petition, group)?.len(),
        store::events(tx, group)?.len(),
        store::of_group(tx, Handed::Form, group)?.len(),
        store::of_group(tx, Handed::Statement, group)?.len(),
        store::of_group(tx, Handed::Key, group)?.len(),
    ])
}

/// Whether a plan has frozen an event of a group, or a change of one waits for others' word.
pub(super) fn has_bound_events(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    store::has_bound_events(tx, group)
}

/// Whether words of a coalition, a drill's too, are on their way, or its groups vote.
pub(super) fn is_busy(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    store::is_busy(tx, coalition)
}

/// Whether a list arrives or is imported for a group.
pub(super) fn is_importing(tx: &mut Tx<'_>, group: Id, now: i64) -> Result<bool, Fault> {
    store::is_importing(tx, group, now)
}

/// Hands everything to the survivor.
pub(super) fn hand_over(tx: &mut Tx<'_>, ids: &Ids, hands: &Hands<'_>, act: &Act, merge: &Merge) -> Result<(), Fault> {
    let (former, survivor) = (merge.former, merge.survivor);
    for kind in Handed::ALL {
        let things = store::of_group(tx, kind, former)?;
        store::note(tx, merge.id, kind.as_str(), &things)?;
        store::hand(tx, kind, &things.iter().map(|thing| thing.id).collect::<Vec<_>>(), (former, survivor))?;
    }
    let events = store::events(tx, former)?;
    store::note(tx, merge.id, EVENT, &events)?;
    hand_events(tx, hands, &events, (former, survivor))?;
    let mut seats = Vec::new();
    for seat in store::seats(tx, former)? {
        if store::give_seat(tx, seat.id, survivor, act.now)? {
            seats.push(seat);
        }
    }
    store::note(tx, merge.id, SEAT, &seats)?;
    let join_forms = store::join_forms(tx, former, survivor)?;
    store::note(tx, merge.id, JOIN_FORM, &join_forms)?;
    for form in &join_forms {
        store::hand_join_form(tx, form, (former, survivor))?;
    }
    let memberships = store::memberships(tx, former)?;
    store::note(tx, merge.id, MEMBERSHIP, &memberships)?;
    for membership in &memberships {
        change_role::set_role(tx, act, membership.id, former, None)?;
        history::note(tx, membership.id, &Act { group: former, ..*act }, ActKind::Merged, Some(survivor), "")?;
    }
    let chapters = store::chapters(tx, former)?;
    store::note(tx, merge.id, CHAPTER, &chapters)?;
    for chapter in &chapters {
        let parent = (chapter.id != survivor).then_some(survivor);
        let agreed_at = parent.and(Some(chapter.number).filter(|at| *at > 0));
        store::set_parent(tx, chapter.id, (former, parent), agreed_at)?;
    }
    hand_sponsors(tx, merge)?;
    twin_tags(tx, ids, hands, merge, act.now)?;
    let tags = tag_twins(tx, (hands.vault, ids), act.now, merge)?;
    words::name_fields(tx, (hands.vault, ids), act.now, (former, survivor), i64::MIN)?;
    choices::twin_choices(tx, (hands.vault, ids), act.now, merge)?;
    let choices = choices::choice_twins(tx, (hands.vault, ids), act.now, merge, &HashSet::new())?;
    words::bring_questions(tx, (hands.vault, ids), act.now, merge, (&tags, &choices))
}

fn hand_events(tx: &mut Tx<'_>, hands: &Hands<'_>, events: &[Thing], (from, to): (Id, Id)) -> Result<(), Fault> {
    for event in events {
        if let Some(sealed) = store::event_sealed(tx, event.id, from)? {
            store::hand_event(tx, event.id, (from, to), &hands.reseal(from, to, event.id, &sealed)?)?;
        }
    }
    Ok(())
}

/// Nobody co-sponsors their own petition, and nobody stands on a page twice.
fn hand_sponsors(tx: &mut Tx<'_>, merge: &Merge) -> Result<(), Fault> {
    let (former, survivor) = (merge.former, merge.survivor);
    let mut moved = store::sponsored(tx, former)?;
    for thing in &mut moved {
        store::drop_sponsor(tx, thing.id, former)?;
        if thing.other != survivor && store::add_sponsor(tx, thing.id, survivor, thing.number)? {
            NEW.clone_into(&mut thing.word);
        }
    }
    store::note(tx, merge.id, SPONSOR, &moved)?;
    let own: Vec<Thing> = store::sponsored(tx, survivor)?.into_iter().filter(|thing| thing.other == survivor).collect();
    for thing in &own {
        store::drop_sponsor(tx, thing.id, survivor)?;
    }
    store::note(tx, merge.id, SPONSOR_OF_OWN, &own)?;
    let mut asked = Vec::new();
    for thing in store::sponsorships(tx, former)? {
        if store::hand_sponsorship(tx, thing.id, (former, survivor))? {
            asked.push(thing);
        }
    }
    store::note(tx, merge.id, SPONSORSHIP, &asked)
}

/// How many tags the survivor would have.
pub(super) fn tags_together(tx: &mut Tx<'_>, vault: &Vault, former: Id, survivor: Id) -> Result<usize, Fault> {
    let folded = |tags: Vec<tags::Tag>| tags.into_iter().map(|tag| seal::name::fold(&tag.name)).collect::<HashSet<_>>();
    let (theirs, ours) = (folded(tags::of_group(tx, vault, former)?), folded(tags::of_group(tx, vault, survivor)?));
    Ok(theirs.union(&ours).count())
}

/// A tag of the survivor for each of the former group's, by name.
fn twin_tags(tx: &mut Tx<'_>, ids: &Ids, hands: &Hands<'_>, merge: &Merge, now: i64) -> Result<(), Fault> {
    let mut twins = Vec::new();
    for tag in tags::of_group(tx, hands.vault, merge.former)? {
        let Some((twin, is_new)) = twin(tx, (hands.vault, ids), now, merge.survivor, &tag.name)? else { continue };
        twins.push(Thing { id: tag.id, other: twin, word: if is_new { NEW } else { "" }.to_owned(), number: 0 });
    }
    store::note(tx, merge.id, TAG, &twins)
}

/// The tag of this name in a group, and whether it had to be made.
fn twin(tx: &mut Tx<'_>, (vault, ids): (&Vault, &Ids), now: i64, group: Id, name: &str) -> Result<Option<(Id, bool)>, Fault> {
    let Some(named) = tags::prepare(vault, ids, now, group, name)? else { return Ok(None) };
    match tags::find(tx, &named)? {
        Some(known) => Ok(Some((known, false))),
        None => Ok(tags::find_or_add(tx, now, &named)?.ok().map(|made| (made, true))),
    }
}

/// The survivor's tag for each of the former group's. One that the former group got since is given its twin here.
pub(super) fn tag_twins(tx: &mut Tx<'_>, (vault, ids): (&Vault, &Ids), now: i64, merge: &Merge) -> Result<HashMap<Id, Id>, Fault> {
    let mut twins: HashMap<Id, Id> = store::of_kind(tx, merge.id, TAG)?.into_iter().map(|thing| (thing.id, thing.other)).collect();
    for tag in tags::of_group(tx, vault, merge.former)? {
        if twins.contains_key(&tag.id) {
            continue;
        }
        if let Some((made, _)) = twin(tx, (vault, ids), now, merge.survivor, &tag.name)? {
            twins.insert(tag.id, made);
        }
    }
    Ok(twins)
}

/// The former group's tag for each of these of the survivor, by name; made where it had none.
pub(super) fn tags_back(
    tx: &mut Tx<'_>,
    (vault, ids): (&Vault, &Ids),
    now: i64,
    merge: &Merge,
    given: &HashSet<Id>,
) -> Result<HashMap<Id, Id>, Fault> {
    let known = store::of_kind(tx, merge.id, TAG)?.into_iter();
    let mut back: HashMap<Id, Id> = known.map(|thing| (thing.other, thing.id)).collect();
    if given.iter().all(|tag| back.contains_key(tag)) {
        return Ok(back);
    }
    for tag in tags::of_group(tx, vault, merge.survivor)? {
        if given.contains(&tag.id) && !back.contains_key(&tag.id) {
            back.extend(twin(tx, (vault, ids), now, merge.former, &tag.name)?.map(|(made, _)| (tag.id, made)));
        }
    }
    Ok(back)
}

/// The petitions, events or forms of the former group that changed hands, by the phase in which what people did with them moves.
pub(super) fn acts(tx: &mut Tx<'_>, merge: Id, phase: Phase) -> Result<Vec<Id>, Fault> {
    let kind = match phase {
        Phase::Submissions => Handed::Form.as_str(),
        Phase::Attendances => EVENT,
        _ => Handed::Petition.as_str(),
    };
    Ok(store::of_kind(tx, merge, kind)?.into_iter().map(|thing| thing.id).collect())
}

/// Gives everything back, where the survivor still has it.
pub(super) fn give_back(tx: &mut Tx<'_>, ids: &Ids, hands: &Hands<'_>, act: &Act, merge: &Merge) -> Result<(), Fault> {
    let (former, survivor) = (merge.former, merge.survivor);
    let mut handed: HashMap<&str, Vec<Id>> = HashMap::new();
    for (kind, thing) in store::all(tx, merge.id)? {
        let agreed_at = Some(thing.number).filter(|at| *at > 0);
        match kind.as_str() {
            EVENT => hand_events(tx, hands, &[thing], (survivor, former))?,
            SEAT => store::take_seat(tx, thing.id, survivor)?,
            MEMBERSHIP => {
                store::rejoin(tx, former, &thing)?;
                history::note(tx, thing.id, &Act { group: former, ..*act }, ActKind::Parted, Some(survivor), &thing.word)?;
            }
            JOIN_FORM => store::hand_join_form(tx, &thing, (survivor, former))?,
            CHAPTER if thing.id == survivor => store::parent_again(tx, survivor, former, agreed_at)?,
            CHAPTER => store::set_parent(tx, thing.id, (survivor, Some(former)), agreed_at)?,
            SPONSOR => {
                if thing.word == NEW {
                    store::drop_sponsor(tx, thing.id, survivor)?;
                }
                store::add_sponsor(tx, thing.id, former, thing.number)?;
            }
            SPONSOR_OF_OWN => drop(store::add_sponsor(tx, thing.id, survivor, thing.number)?),
            SPONSORSHIP => drop(store::hand_sponsorship(tx, thing.id, (survivor, former))?),
            words::QUESTION => words::drop_question(tx, survivor, &thing)?,
            other => {
                let kind = Handed::ALL.into_iter().find(|kind| kind.as_str() == other);
                if let Some(kind) = kind {
                    handed.entry(kind.as_str()).or_default().push(thing.id);
                }
            }
        }
    }
    for kind in Handed::ALL {
        store::hand(tx, kind, handed.get(kind.as_str()).map_or(&[], Vec::as_slice), (survivor, former))?;
    }
    // A correction since may have named a new field, and corrections hold on both sides.
    words::name_fields(tx, (hands.vault, ids), act.now, (survivor, former), merge.began_at)
}

/// After everybody is back: tags and choices that only the merge brought go, where nobody has them; and nothing is remembered.
pub(super) fn forget(tx: &mut Tx<'_>, merge: &Merge) -> Result<(), Fault> {
    for thing in store::of_kind(tx, merge.id, TAG)? {
        if thing.word == NEW {
            tags::drop_unused(tx, merge.survivor, thing.other)?;
        }
    }
    choices::forget(tx, merge)?;
    store::forget(tx, merge.id)
}
