//! One hostile account in a steering group, over the same pages as everybody, with its cookie and its passkey: alone it opens no
//! ballot, halts nothing, stops, resumes or corrects no call, moves no frozen event, speaks for no other group, and vouches for no
//! passkey of its own.

use super::pages::{House, Organiser, attribute, unescaped};
use super::passkeys::{confirm_with, own, refused};
use super::running::{address, called, correction, sending, signs, writes};
use crate::events::console::fields;
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::access::{self, SeatRole};
use clarion::clock::HOUR;
use clarion::events::{self, Event, EventState};
use clarion::ids::Id;
use clarion::messages::calls::State;
use clarion::notices;
use clarion::plans::confirm_passkey;
use clarion::plans::passkeys::Entry;
use clarion::plans::set_passkey_wait_minutes;
use clarion::trust::{Hash, base64};
use serde_json::{Value, json};

/// The words that the page of a ballot offers under `key`.
fn offered(house: &House<'_>, who: &Organiser, ballot: &str, key: &str) -> Value {
    let page = house.get(who, ballot).text;
    let form = page.split("<section").find(|section| section.contains(&format!("id=\"{key}-heading\""))).unwrap().to_owned();
    serde_json::from_str(&attribute(&form, "data-words")).unwrap()
}

/// The same words in somebody else's name, signed with one's own passkey.
fn in_the_name_of(house: &House<'_>, words: &Value, group: Id, passkey: &Value, choice: &str) -> Value {
    let mut words = words.clone();
    let (nonce, empty) = (house.server.app.ids.bytes::<16>(), json!(Hash::of(&[b""])));
    (words["group"], words["passkey"]) = (json!(group), passkey.clone());
    match words.get("act").is_some() {
        true => (words["nonce"], words["words"]) = (json!(base64(&nonce)), empty),
        false => {
            words["nonce"] = json!(base64(&[&nonce[..], &[0; 32]].concat()));
            (words["choice"], words["reason"]) = (json!(choice), empty);
        }
    }
    words
}

/// The passkeys of a group in a frozen plan.
fn passkeys_of(house: &House<'_>, ballot: &str, group: Id) -> Vec<Value> {
    let file: Value = serde_json::from_str(&house.get(&house.organiser, &format!("{ballot}/file")).text).unwrap();
    let groups = file["frozen"]["electorate"].as_array().unwrap();
    let own = groups.iter().find(|one| one["group"] == json!(group)).unwrap();
    own["passkeys"].as_array().unwrap().iter().map(|passkey| passkey["passkey"].clone()).collect()
}

#[test]
fn one_account_alone_gets_nowhere_postgres_too() {
    on_both(|server: &Server| {
        let house = House::new(server);
        let (_, ballot) = house.prepared();
        let [eve, bo] = [&house.delegates[0], &house.delegates[1]];
        let words = offered(&house, eve, &ballot, "open");
        let (own, others) = (passkeys_of(&house, &ballot, eve.group), passkeys_of(&house, &ballot, bo.group));
        // Opening: once for one's own group, and for nobody else's, with whichever passkey one names.
        assert_eq!(house.sign(eve, &ballot, "open", "", "").status, 303);
        let refused = |words: &Value| house.send_words(eve, &ballot, words, "").header("location").to_owned();
        let again = refused(&in_the_name_of(&house, &words, eve.group, &own[0], ""));
        assert!(again.contains("refused=ballot-refused-"), "{again}");
        for passkey in [&own[0], &others[0]] {
            let opened = refused(&in_the_name_of(&house, &words, bo.group, passkey, ""));
            assert_eq!(opened, format!("{ballot}?refused=ballot-refused-other-group"));
        }
        assert!(!house.get(eve, &ballot).text.contains("The ballot is open"), "one group opens nothing");
        // Voting for another group.
        house.sign(bo, &ballot, "open", "", "");
        let vote = offered(&house, eve, &ballot, "vote");
        for passkey in [&own[0], &others[0]] {
            let voted = refused(&in_the_name_of(&house, &vote, bo.group, passkey, "call"));
            assert_eq!(voted, format!("{ballot}?refused=ballot-refused-other-group"));
        }
        let with_others = refused(&in_the_name_of(&house, &vote, eve.group, &others[0], "call"));
        assert_eq!(with_others, format!("{ballot}?refused=ballot-refused-other-group"), "a passkey of another group");
        // Halting what both decided.
        house.sign(eve, &ballot, "vote", "call", "");
        house.sign(bo, &ballot, "vote", "call", "");
        let halt = offered(&house, eve, &ballot, "halt");
        assert_eq!(house.sign(eve, &ballot, "halt", "", "I do not like it.").status, 303);
        for (group, passkey) in [(eve.group, &own[0]), (bo.group, &own[0]), (bo.group, &others[0])] {
            let halted = refused(&in_the_name_of(&house, &halt, group, passkey, ""));
            assert!(halted.contains("refused=ballot-refused-"), "{halted}");
        }
        assert!(house.get(bo, &ballot).text.contains("The groups decided to call."), "it is still to start");
    });
}

/// Writes what is to be done to a call, signs it, and signs it again in every name that one account can think of.
fn tries(house: &House<'_>, id: Id, power: &str, fields: &[(&str, &str)]) {
    let ([eve, bo], colleague) = ([&house.delegates[0], &house.delegates[1]], &house.organiser);
    let act = writes(house, eve, id, power, fields);
    let page = house.get(eve, &act).text;
    let words: Value = serde_json::from_str(&attribute(&page, "data-words")).unwrap();
    let exact = unescaped(page.split("hidden readonly>").nth(1).unwrap().split("</textarea>").next().unwrap());
    let signed_as = |who: &Organiser, path: &str, group: Id, passkey: Id| {
        let mut words = words.clone();
        (words["group"], words["passkey"]) = (json!(group), json!(passkey));
        (words["words"], words["nonce"]) =
            (json!(Hash::of(&[exact.as_bytes()])), json!(base64(&house.server.app.ids.bytes::<16>())));
        house.send_words(who, path, &words, &exact)
    };
    let (eves, bos) = (own(house, eve), own(house, bo));
    assert_eq!(signs(house, eve, &act).status, 303);
    // Once more in her own group's name is the same voice again.
    signed_as(eve, &act, eve.group, eves);
    for (group, passkey) in [(bo.group, eves), (bo.group, bos), (eve.group, bos)] {
        let told = signed_as(eve, &act, group, passkey).header("location").to_owned();
        assert!(told.contains("&refused=act-refused-") || told.contains("&refused=power-refused-"), "{power}: {told}");
    }
    let as_other = signed_as(eve, &format!("{}?as=birch", act.split('?').next().unwrap()), bo.group, eves);
    assert_eq!(as_other.status, 403, "{power}: no seat there");
    // Somebody else of the same group is no second group.
    signed_as(colleague, &act, colleague.group, own(house, colleague));
}

#[test]
fn one_account_alone_changes_no_running_call_postgres_too() {
    on_both(|server: &Server| {
        let (house, id) = called(server);
        for delegate in &house.delegates {
            house.post(delegate, &format!("{}/pause", address(id)), &[]);
        }
        let before = sending(server, id);
        assert_eq!(before.state, State::Paused);
        tries(&house, id, "resume", &[("reason", "Go on.")]);
        tries(&house, id, "stop", &[("reason", "I do not like it.")]);
        tries(&house, id, "correct", &correction());
        let (after, coalition) = (sending(server, id), house.coalition);
        assert_eq!((after.state, after.version), (State::Paused, before.version), "nothing was done to it");
        let told = server.app.db.read_blocking(move |tx| notices::newest_of(tx, coalition, 10)).unwrap();
        assert_eq!(told.len(), 1, "no word but the call's was published");
        // What stops it is one more person, of another group.
        let act = writes(&house, &house.delegates[0], id, "stop", &[("reason", "A storm.")]);
        for delegate in &house.delegates {
            signs(&house, delegate, &act);
        }
        assert_eq!(sending(server, id).state, State::Stopped);
    });
}

#[test]
fn one_account_alone_moves_no_frozen_event_postgres_too() {
    on_both(|server: &Server| {
        let house = House::new(server);
        let ([eve, bo], colleague) = ([&house.delegates[0], &house.delegates[1]], &house.organiser);
        let coalition = house.coalition;
        let event = || -> Event { server.app.db.read_blocking(move |tx| events::of_coalition(tx, coalition)).unwrap().remove(0) };
        let ours = [("host_group", "alder~lanterns")];
        let path = house.post(eve, "/console/events/new", &fields(&ours)).header("location").to_owned();
        assert_eq!(house.post(bo, &format!("{path}/vet"), &[("group", "birch")]).status, 303);
        let (_, ballot) = house.prepared();
        for delegate in [eve, bo] {
            assert_eq!(house.sign(delegate, &ballot, "open", "", "").status, 303);
        }
        let moved = [ours[0], ("place", "Somewhere else"), ("starts", "2099-01-31T18:00")];
        assert_eq!(house.post(eve, &format!("{path}/move"), &fields(&moved)).status, 303);
        let confirm = |who: &Organiser, group: &str| house.post(who, &format!("{path}/confirm-change"), &[("group", group)]).status;
        assert_eq!([(eve, "alder"), (eve, "birch")].map(|(who, group)| confirm(who, group)), [409, 403], "her own change");
        for _ in 0..2 {
            confirm(colleague, "alder");
            let held = event();
            assert_eq!((held.place.name.as_str(), held.state()), ("Library steps", EventState::HeldBack), "one group is one group");
        }
        assert_eq!(confirm(bo, "birch"), 303);
        assert_eq!((event().place.name.as_str(), event().state()), ("Somewhere else", EventState::OnCall));
    });
}

/// A seat in a second steering group does not make one person two.
#[test]
fn nobody_vouches_for_a_passkey_of_their_own_postgres_too() {
    on_both_in_time(|server: &Server| {
        let house = House::new(server);
        let (eve, other) = (&house.delegates[0], house.delegates[1].group);
        let (account, coalition) = (eve.account, house.coalition);
        house.prepared();
        server.app.clock.advance(25 * HOUR);
        let now = server.app.clock.now();
        let seated = server.app.db.write_bulk("test.seat", move |tx| {
            set_passkey_wait_minutes(tx, coalition, 24 * 60, now)?;
            access::add_seat(tx, account, other, SeatRole::Organiser, now)
        });
        seated.unwrap();
        House::register(server, &server.sign_in(eve.account), 21);
        let waiting = server.app.db.read_blocking(move |tx| confirm_passkey::waiting(tx, coalition, now)).unwrap();
        let waiting: Vec<Entry> = waiting.iter().filter(|one| one.account == account).map(|one| one.entry).collect();
        assert!(waiting.len() >= 2, "the new one in both groups");
        for entry in waiting {
            for group in [eve.group, other] {
                let told = confirm_with(&house, eve, (entry.id(), &entry), (group, own(&house, eve)));
                assert_eq!(told, refused(entry.id(), "own-group"), "with a passkey of hers that counts, in either name");
            }
        }
    });
}
