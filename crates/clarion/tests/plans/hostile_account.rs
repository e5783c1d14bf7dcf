//! One hostile account in a steering group, over the same pages as everybody: alone it opens no ballot, halts nothing, speaks for no
//! other group, and vouches for no passkey of its own.
//!
//! That it alone stops, resumes or corrects no call stands in `messages/powers.rs`, that it moves no frozen event in `events/changing.rs`.

use super::pages::{House, Organiser, attribute};
use super::passkeys::{confirm_with, own, refused};
use crate::harness::{Server, on_both, on_both_in_time};
use clarion::access::{self, SeatRole};
use clarion::clock::HOUR;
use clarion::ids::Id;
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
