//! Who decides about an event: vetting by another group, changes that hold it back, and the coalition's outcome.

use super::ground::Place3;
use crate::petitions::mailing::{POSTAL_ADDRESS, group};
use clarion::clock::HOUR;
use clarion::events::add::EventRefusal;
use clarion::events::change::{self, ChangeRefusal, Confirmed, Facts, NewChange, NewHost, Proposed};
use clarion::events::vet::{self, VetRefusal, Vetter};
use clarion::events::{self, Event, EventState, Host};
use clarion::ids::Id;
use clarion::people::{Coarse, Details};
use db::Engine;
use tokio::task::JoinSet;

on_both!(
    an_event_is_public_once_another_group_vetted_it,
    of_two_who_vet_at_once_one_did,
    a_change_whose_answer_was_lost_is_told_as_done,
    a_vetted_event_changes_by_another_groups_word,
    a_frozen_event_changes_by_two_people_of_different_groups,
    of_two_words_at_once_both_count,
    the_coalitions_outcome_leaves_a_held_back_event_held_back,
    a_new_host_is_sealed_until_the_change_stands,
);

const ACCOUNTS: [Id; 4] = [Id([11; 16]), Id([12; 16]), Id([13; 16]), Id([14; 16])];

async fn an_event_is_public_once_another_group_vetted_it(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let mut new = place.new_event("read-in", None);
    new.event.host = Some(ACCOUNTS[0]);
    place.add(&new).await.unwrap();
    assert_eq!(place.add(&place.new_event("read-in", None)).await, Err(EventRefusal::SlugTaken));
    let mut elsewhere = place.new_event("elsewhere", None);
    elsewhere.event.coalition = Id([9; 16]);
    assert_eq!(place.add(&elsewhere).await, Err(EventRefusal::Coalition));
    let (id, mut visitor) = (new.event.id, place.site.visitor().await);
    let stranger = group(place.app(), POSTAL_ADDRESS).await.id;
    assert_eq!(visitor.get("/events/read-in").await.status, 404);
    assert_eq!(place.answer(place.input(id, 1)).await, Err(events::RsvpRefusal::Unknown));
    let by = |group, account| Vetter { account, group };
    assert_eq!(place.vet(id, by(place.groups[0], None)).await, Err(VetRefusal::OwnGroup));
    assert_eq!(place.vet(id, by(stranger, None)).await, Err(VetRefusal::OtherCoalition));
    assert_eq!(place.vet(id, by(place.groups[1], Some(ACCOUNTS[0]))).await, Err(VetRefusal::OwnEvent));
    assert_eq!(place.vet(Id([7; 16]), by(place.groups[1], None)).await, Err(VetRefusal::Unknown));
    let refuse = |reason: &'static str| {
        let (app, by) = (place.app(), by(place.groups[1], Some(ACCOUNTS[1])));
        app.db.write("stories.refuse", move |tx| vet::refuse(tx, 0, Id([21; 16]), id, by, reason))
    };
    assert_eq!(refuse("  ").await.unwrap(), Err(VetRefusal::Reason));
    assert_eq!(refuse("The street is missing a number.").await.unwrap(), Ok(()));
    let verdict = place.app().db.read_newest(move |tx| vet::last_verdict(tx, id)).await.unwrap().unwrap();
    assert!(!verdict.is_vetted && verdict.reason.starts_with("The street"), "{verdict:?}");
    assert_eq!(visitor.get("/events/read-in").await.status, 404, "a refusal makes nothing public");
    place.vet(id, by(place.groups[1], Some(ACCOUNTS[1]))).await.unwrap();
    assert_eq!(place.vet(id, by(place.groups[2], None)).await, Err(VetRefusal::AlreadyVetted));
    for (path, words) in
        [("/events/read-in", "Takes place only if it is called"), ("/es/events/read-in", "Se hace solo si se convoca")]
    {
        let page = visitor.get(path).await;
        assert!(page.status == 200 && page.text.contains(words), "{}", page.text);
    }
}

async fn of_two_who_vet_at_once_one_did(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let new = place.new_event("read-in", None);
    place.add(&new).await.unwrap();
    let id = new.event.id;
    let one = place.vet(id, Vetter { account: Some(ACCOUNTS[1]), group: place.groups[1] });
    let other = place.vet(id, Vetter { account: Some(ACCOUNTS[2]), group: place.groups[2] });
    let (one, other) = tokio::join!(one, other);
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}

/// Two hours later.
fn later(event: &Event) -> Facts {
    let mut facts = Facts::of(event);
    facts.times.starts_at += 2 * HOUR;
    facts.times.ends_at += 2 * HOUR;
    facts
}

async fn propose(place: &Place3, new: NewChange) -> Result<Proposed, ChangeRefusal> {
    let (app, now) = (place.app(), place.app().clock.now());
    let vault = app.vault.clone();
    app.db.write("stories.propose", move |tx| change::propose(tx, &vault, now, &new)).await.unwrap()
}

async fn confirm(place: &Place3, change: Id, by: (Id, Id)) -> Result<Confirmed, ChangeRefusal> {
    let (app, now) = (place.app(), place.app().clock.now());
    let (vault, spare) = (app.vault.clone(), app.ids.bytes());
    app.db.write("stories.confirm", move |tx| change::confirm(tx, &vault, now, change, by, spare)).await.unwrap()
}

fn change_of(event: &Event, id: u8) -> NewChange {
    NewChange { id: Id([id; 16]), event: event.id, account: Some(ACCOUNTS[0]), facts: later(event), host: None }
}

async fn a_change_whose_answer_was_lost_is_told_as_done(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let new = place.new_event("read-in", None);
    place.add(&new).await.unwrap();
    let event = place.read(new.event.id).await;
    let (app, now) = (place.app(), event.created_at + HOUR);
    let mut facts = Facts::of(&event);
    facts.place.name = "Reading room".to_owned();
    let change = NewChange { id: app.ids.fresh(now), event: event.id, account: Some(ACCOUNTS[0]), facts, host: None };
    // The layer runs a closure again whose commit it never heard of.
    for (at, told) in [(now, Ok(Proposed::Changed)), (now, Ok(Proposed::Changed)), (now + HOUR, Err(ChangeRefusal::Nothing))] {
        let (vault, change) = (app.vault.clone(), change.clone());
        let said = app.db.write("stories.propose", move |tx| change::propose(tx, &vault, at, &change)).await.unwrap();
        assert_eq!(said, told);
    }
    assert_eq!(place.read(event.id).await.place.name, "Reading room");
}

async fn a_vetted_event_changes_by_another_groups_word(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let unvetted = place.new_event("draft", None);
    place.add(&unvetted).await.unwrap();
    assert_eq!(propose(&place, change_of(&unvetted.event, 30)).await, Ok(Proposed::Changed), "nobody had seen it");
    let event = place.event("read-in", None).await;
    let nothing = NewChange { facts: Facts::of(&event), ..change_of(&event, 31) };
    assert_eq!(propose(&place, nothing).await, Err(ChangeRefusal::Nothing));
    assert_eq!(propose(&place, change_of(&event, 31)).await, Ok(Proposed::HeldBack(1)));
    assert_eq!(propose(&place, change_of(&event, 32)).await, Err(ChangeRefusal::AnotherWaits));
    assert_eq!(place.read(event.id).await.state(), EventState::HeldBack);
    assert_eq!(place.answer(place.input(event.id, 1)).await, Err(events::RsvpRefusal::HeldBack));
    let page = place.site.visitor().await.get("/events/read-in").await.text;
    assert!(page.contains("A change is being checked") && !page.contains("name=\"stamp\""), "{page}");
    let change = Id([31; 16]);
    assert_eq!(confirm(&place, change, (ACCOUNTS[0], place.groups[1])).await, Err(ChangeRefusal::OwnChange));
    assert_eq!(confirm(&place, change, (ACCOUNTS[1], place.groups[0])).await, Err(ChangeRefusal::OwnGroup));
    assert_eq!(confirm(&place, change, (ACCOUNTS[1], Id([8; 16]))).await, Err(ChangeRefusal::OtherCoalition));
    assert_eq!(confirm(&place, change, (ACCOUNTS[1], place.groups[1])).await, Ok(Confirmed::Stands));
    assert_eq!(confirm(&place, change, (ACCOUNTS[1], place.groups[1])).await, Ok(Confirmed::Stands), "run again, the same");
    assert_eq!(confirm(&place, change, (ACCOUNTS[2], place.groups[2])).await, Err(ChangeRefusal::Ended));
    let now = place.read(event.id).await;
    assert_eq!((now.state(), Facts::of(&now)), (EventState::OnCall, later(&event)));
    // Those who knew the old time are to be told, once.
    let coalition = place.coalition.id;
    let to_tell = move |tx: &mut db::Tx<'_>| change::corrections(tx, coalition);
    let corrections = place.app().db.read_newest(to_tell).await.unwrap();
    assert_eq!(corrections.iter().map(|one| one.id).collect::<Vec<_>>(), [change]);
    assert_eq!((corrections[0].before().unwrap(), corrections[0].after().unwrap()), (Facts::of(&event), later(&event)));
    assert!(place.app().db.write("stories.told", move |tx| change::told(tx, change, 1)).await.unwrap());
    assert!(!place.app().db.write("stories.told", move |tx| change::told(tx, change, 2)).await.unwrap());
    assert!(place.app().db.read_newest(to_tell).await.unwrap().is_empty());
    // A change that is taken back leaves the old facts.
    assert_eq!(propose(&place, change_of(&now, 33)).await, Ok(Proposed::HeldBack(1)));
    let withdraw = |id: u8| place.app().db.write("stories.withdraw", move |tx| change::withdraw(tx, 0, Id([id; 16])));
    assert_eq!(withdraw(33).await.unwrap(), Ok(()));
    assert_eq!(withdraw(33).await.unwrap(), Err(ChangeRefusal::Ended));
    assert_eq!((place.read(event.id).await.state(), Facts::of(&place.read(event.id).await)), (EventState::OnCall, later(&event)));
}

/// Freezes the coalition's events into a plan; how many.
async fn freeze(place: &Place3) -> u64 {
    let coalition = place.coalition.id;
    place.app().db.write("stories.freeze", move |tx| events::freeze(tx, coalition, Id([5; 16]))).await.unwrap()
}

async fn a_frozen_event_changes_by_two_people_of_different_groups(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let event = place.event("read-in", None).await;
    place.add(&place.new_event("draft", None)).await.unwrap();
    assert_eq!((freeze(&place).await, freeze(&place).await), (1, 1), "the vetted one, as often as it is asked");
    assert_eq!(propose(&place, change_of(&event, 31)).await, Ok(Proposed::HeldBack(2)));
    let change = Id([31; 16]);
    assert_eq!(confirm(&place, change, (ACCOUNTS[1], place.groups[1])).await, Ok(Confirmed::Waits(1)));
    assert_eq!(confirm(&place, change, (ACCOUNTS[2], place.groups[1])).await, Err(ChangeRefusal::SameGroup));
    assert_eq!(
        confirm(&place, change, (ACCOUNTS[1], place.groups[2])).await,
        Err(ChangeRefusal::SameGroup),
        "nor one person twice"
    );
    assert_eq!(place.read(event.id).await.state(), EventState::HeldBack, "one group's word is not enough");
    assert_eq!(confirm(&place, change, (ACCOUNTS[2], place.groups[2])).await, Ok(Confirmed::Stands));
    let now = place.read(event.id).await;
    assert_eq!((now.state(), Facts::of(&now), now.frozen_by), (EventState::OnCall, later(&event), Some(Id([5; 16]))));
    let thawed = place.app().db.write("stories.thaw", move |tx| events::thaw(tx, Id([5; 16]))).await.unwrap();
    assert_eq!((thawed, place.read(event.id).await.frozen_by), (1, None));
}

async fn of_two_words_at_once_both_count(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    for round in 0..10u8 {
        let event = place.event(&format!("read-in-{round}"), None).await;
        freeze(&place).await;
        let change = 40 + round;
        propose(&place, change_of(&event, change)).await.unwrap();
        let mut words = JoinSet::new();
        for by in ACCOUNTS.into_iter().zip(place.groups).skip(1) {
            let app = place.app().clone();
            words.spawn(async move {
                let (vault, spare) = (app.vault.clone(), app.ids.bytes());
                let verb = move |tx: &mut db::Tx<'_>| change::confirm(tx, &vault, 0, Id([change; 16]), by, spare);
                app.db.write("stories.confirm", verb).await.unwrap().unwrap()
            });
        }
        let words = words.join_all().await;
        assert!(words.contains(&Confirmed::Stands) && words.contains(&Confirmed::Waits(1)), "{words:?}");
        assert_eq!(place.read(event.id).await.state(), EventState::OnCall);
    }
}

async fn the_coalitions_outcome_leaves_a_held_back_event_held_back(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let (event, moved) = (place.event("read-in", None).await, place.event("moved", None).await);
    let draft = place.new_event("draft", None);
    place.add(&draft).await.unwrap();
    freeze(&place).await;
    propose(&place, change_of(&moved, 31)).await.unwrap();
    let coalition = place.coalition.id;
    let call = || place.app().db.write("stories.call", move |tx| events::confirm_all(tx, coalition, 1));
    assert_eq!((call().await.unwrap(), call().await.unwrap()), (2, 0), "once");
    assert_eq!(place.read(event.id).await.state(), EventState::Confirmed);
    assert_eq!(place.read(moved.id).await.state(), EventState::HeldBack);
    assert_eq!(place.read(draft.event.id).await.state(), EventState::Unvetted);
    for by in ACCOUNTS.into_iter().zip(place.groups).skip(1) {
        confirm(&place, Id([31; 16]), by).await.unwrap();
    }
    assert_eq!(place.read(moved.id).await.state(), EventState::Confirmed, "it was called meanwhile");
    let hosts = place.app().db.read_newest(move |tx| events::hosts(tx, coalition)).await.unwrap();
    assert_eq!(hosts.len(), 2, "the hosts of vetted events");
    let release = place.app().db.write("stories.release", move |tx| events::release_all(tx, coalition, 2));
    assert_eq!(release.await.unwrap(), 2);
    assert_eq!(place.read(event.id).await.state(), EventState::Released);
}

async fn a_new_host_is_sealed_until_the_change_stands(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let event = place.event("read-in", None).await;
    let app = place.app();
    let details = Details { given_name: "Nia".into(), email: "nia@hosts.example".into(), ..Details::default() };
    let person = app.intake().person(place.groups[0], 0, Some("nia@hosts.example"), details, Coarse::default()).unwrap();
    let host = Host { name: "Nia Newhost".into(), email: "nia@hosts.example".into(), phone: String::new() };
    let host = NewHost { host, account: None, person, spare: [3; 32] };
    let new = NewChange { facts: Facts::of(&event), host: Some(host), ..change_of(&event, 31) };
    assert_eq!(propose(&place, new).await, Ok(Proposed::HeldBack(1)));
    let (vault, id) = (app.vault.clone(), event.id);
    let host_now = move |tx: &mut db::Tx<'_>| {
        let event = events::event(tx, id)?.expect("it stands");
        Ok((events::private(tx, &vault, &event)?.host.name, event.host_identity))
    };
    let before = app.db.read_newest(host_now.clone()).await.unwrap();
    assert_eq!(before.0, "Hana Host");
    confirm(&place, Id([31; 16]), (ACCOUNTS[1], place.groups[1])).await.unwrap();
    let after = app.db.read_newest(host_now).await.unwrap();
    assert_eq!(after.0, "Nia Newhost");
    assert_ne!(after.1, before.1, "messages to hosts reach the new one");
}
