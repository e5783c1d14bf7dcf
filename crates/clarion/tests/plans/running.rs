//! Words that are on their way, and what people do to them by the pages: one group pauses, two people of two groups resume, stop and
//! correct with their passkeys over the same words.

use super::pages::{House, Organiser, attribute, unescaped};
use crate::harness::{Answered, Server, on_both};
use clarion::access::SeatRole;
use clarion::access::sessions::{self, BeganBy, Device, NewSession};
use clarion::clock::HOUR;
use clarion::ids::Id;
use clarion::messages::calls::{self, Kind, Progress, Sending, State};
use clarion::plans::{self, Tools, follow, running, start};
use clarion::trust::Hash;
use clarion::trust::cose::PublicKey;
use clarion::{notices, people};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);
/// Who agreed to calls of the coalition.
const PEOPLE: i64 = 3;

/// A call to everyone, decided by a ballot and started; no mail has left.
pub(super) fn called<'a>(server: &'a Server) -> (House<'a>, Id) {
    let house = House::new(server);
    add_people(server, house.organiser.group);
    let mut fields = house.fields();
    fields.retain(|(name, _)| name != "call_waves");
    fields.push(("call_waves".to_owned(), "everyone".to_owned()));
    fields.iter_mut().filter(|(name, _)| name == "cooling_off").for_each(|(_, minutes)| *minutes = "0".to_owned());
    let (_, ballot) = house.prepared_with(&fields);
    for (key, choice) in [("open", ""), ("vote", "call")] {
        for delegate in &house.delegates {
            assert_eq!(house.sign(delegate, &ballot, key, choice, "").status, 303);
        }
    }
    let id: Id = ballot.rsplit('/').next().unwrap().parse().unwrap();
    let (app, now) = (&server.app, server.app.clock.now());
    let (tools, follow) = (Tools::of(app), follow::of(app));
    let started = app.db.write_bulk("test.start", move |tx| start::start(tx, &tools, now, id, &follow)).unwrap();
    assert_eq!(started.unwrap().outcome, plans::Outcome::Call);
    (house, id)
}

pub(super) fn add_people(server: &Server, group: Id) {
    let (app, now) = (&server.app, server.app.clock.now());
    let person = |number: i64| {
        let email = format!("p{number}@people.example");
        let details = people::Details { given_name: "Ana".into(), email: email.clone(), ..people::Details::default() };
        app.intake().person(group, now, Some(&email), details, people::Coarse::default()).unwrap()
    };
    let (people, vault): (Vec<_>, _) = ((0..PEOPLE).map(person).collect(), app.vault.clone());
    let added = app.db.write_bulk("test.people", move |tx| {
        let known = people::recognise(tx, &vault, now, &people.iter().collect::<Vec<_>>())?;
        let consent = crate::messages::ground::agreed(group, now - HOUR);
        people::consent::note(tx, &known.iter().map(|known| (known.identity, &consent)).collect::<Vec<_>>())
    });
    added.unwrap();
}

pub(super) fn sending(server: &Server, id: Id) -> Sending {
    server.app.db.read_blocking(move |tx| calls::sending(tx, id)).unwrap().unwrap()
}

/// The mails of sendings; others tell of new passkeys.
pub(super) fn mails(server: &Server) -> Vec<String> {
    server.mails().into_iter().filter(|mail| mail.contains("/t/leave/")).collect()
}

fn progress(server: &Server, id: Id) -> Progress {
    Progress::of(&server.app.db.read_blocking(move |tx| calls::progress(tx, id)).unwrap())
}

/// Both groups paused it, and a worker has counted who waits.
fn held_up(house: &House<'_>, id: Id) -> jobs::Worker {
    let path = address(id);
    for delegate in &house.delegates {
        assert_eq!(house.post(delegate, &format!("{path}/pause"), &[]).header("location"), format!("{path}?as="));
    }
    assert_eq!(sending(house.server, id).state, State::Paused);
    let worker = house.server.worker();
    house.server.app.waker.wake();
    wait_until("the audience is frozen", WITHIN, || progress(house.server, id).waiting == PEOPLE);
    worker
}

pub(super) fn address(sending: Id) -> String {
    format!("/console/coalitions/lanterns/calls/{sending}")
}

/// Writes down what is to be done; the page on which it is signed.
pub(super) fn writes(house: &House<'_>, who: &Organiser, sending: Id, power: &str, fields: &[(&str, &str)]) -> String {
    let path = format!("{}/powers/{power}", address(sending));
    let page = house.get(who, &path);
    assert_eq!(page.status, 200, "{}", page.text);
    let version = page.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let written = house.post(who, &path, &[fields, &[("version", version)]].concat());
    assert_eq!(written.status, 303, "{}", written.text);
    written.header("location").to_owned()
}

pub(super) fn signs(house: &House<'_>, who: &Organiser, page: &str) -> Answered {
    house.sign(who, page, "act", "", "")
}

pub(super) fn correction() -> [(&'static str, &'static str); 4] {
    [
        ("subject_en", "It is on Sunday"),
        ("text_en", "Come on Sunday, not on Saturday.  \r\n\r\nBring a lantern."),
        ("subject_es", "Es el domingo"),
        ("text_es", "Venga el domingo, no el sábado."),
    ]
}

#[test]
fn one_group_pauses_by_a_button_and_two_people_of_two_groups_resume_postgres_too() {
    on_both(|server| {
        let (house, id) = called(server);
        let (path, [ada, bo]) = (address(id), [&house.delegates[0], &house.delegates[1]]);
        let pause = format!("{path}/pause");
        assert_eq!(house.post(&house.partner, &pause, &[]).status, 403, "a partner decides nothing");
        let stale = stale_cookie(server, ada.account);
        let page = server.page("GET", &path, &stale, b"");
        assert!(!page.text.contains("Pause it</button>") && page.text.contains("Sign in again to pause it"), "{}", page.text);
        let refused = server.page("POST", &pause, &stale, b"");
        assert_eq!(refused.header("location"), format!("{path}?as=&refused=pause-refused-stale"));
        // Whoever has a seat in a steering group pauses, delegate or not.
        assert!(house.get(&house.organiser, &path).text.contains("Pause it</button>"));
        house.post(&house.organiser, &pause, &[]);
        let page = house.get(ada, &path).text;
        assert!(page.contains("Paused: alder, Ada Example, ") && page.contains("it goes on "), "{page}");
        assert!(!page.contains("Pause it</button>"), "once for each group");
        let again = house.post(ada, &pause, &[]);
        assert_eq!(again.header("location"), format!("{path}?as=&refused=pause-refused-before"));
        assert!(house.get(bo, &path).text.contains("alder paused this. If your group pauses it, too"));
        house.post(bo, &pause, &[]);
        assert_eq!(sending(server, id).state, State::Paused);
        let worker = server.worker();
        server.app.waker.wake();
        wait_until("the audience is frozen", WITHIN, || progress(server, id).waiting == PEOPLE);

        let act = writes(&house, &house.organiser, id, "resume", &[("reason", "The square is free again.")]);
        let page = house.get(ada, &act).text;
        for words in ["Emails go on to 3 people who are waiting.", "The square is free again.", "&#62; The square is free again."] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(signs(&house, ada, &act).status, 303);
        let page = house.get(&house.organiser, &act).text;
        assert!(
            page.contains("It waits for somebody of another steering group.") && !page.contains("id=\"act-heading\""),
            "{page}"
        );
        assert!(house.get(bo, &path).text.contains("Signed to resume: alder, Ada Example, "), "it shows at once");
        assert_eq!(sending(server, id).state, State::Paused);
        assert!(house.get(bo, &act).text.contains("With your signature it is done at once."));
        assert_eq!(signs(&house, bo, &act).status, 303);
        assert!(house.get(bo, &act).text.contains("Two people of different steering groups signed this."));
        wait_until("it goes on to its end", WITHIN, || sending(server, id).state == State::Ended);
        assert_eq!((progress(server, id).handed_over, mails(server).len()), (PEOPLE, 3));
        let page = house.get(ada, &format!("/es{path}")).text;
        assert!(page.contains("Reanudado: alder") && page.contains("Reanudado: birch"), "{page}");
        drop(worker);
        can_be_checked_again(server, id);
    });
}

/// What was signed is checked by what is kept, and by nothing else.
fn can_be_checked_again(server: &Server, id: Id) {
    let tools = Tools::of(&server.app);
    let kept = server.app.db.read_blocking(move |tx| running::signatures(tx, &tools, id)).unwrap();
    assert_eq!(kept.len(), 2);
    for (_, signature) in kept {
        let words: Value = serde_json::from_str(&signature.words).unwrap();
        assert_eq!((words["act"].as_str(), words["subject"].as_str()), (Some("resume"), Some(id.to_string().as_str())));
        assert_eq!(words["words"], json!(Hash::of(&[signature.text.as_bytes()])));
        let (key, challenge) = (PublicKey::read(&signature.key.0).unwrap(), Hash::of(&[signature.words.as_bytes()]));
        assert_eq!(signature.assertion.check(&key, &challenge, &signature.site), Ok(()));
    }
}

/// A session that began some hours ago.
fn stale_cookie(server: &Server, account: Id) -> String {
    let began_at = server.app.clock.now() - 5 * HOUR;
    let session = NewSession::new(&server.app.ids, began_at, BeganBy::Link, Device::default());
    let cookie = format!("session={}", session.secret);
    server.app.db.write_bulk("test.sign_in", move |tx| sessions::begin(tx, account, &session)).unwrap();
    cookie
}

#[test]
fn a_stop_takes_two_passkeys_that_count_over_the_same_words_postgres_too() {
    on_both(|server| {
        let (house, id) = called(server);
        let _worker = held_up(&house, id);
        let (path, [ada, bo]) = (address(id), [&house.delegates[0], &house.delegates[1]]);
        let stop = format!("{path}/powers/stop");
        for page in [&stop, &path] {
            assert_eq!(house.get(&house.partner, page).status, 403);
        }
        assert_eq!(house.post(&house.partner, &stop, &[("version", "2")]).status, 403);
        let old = house.post(ada, &stop, &[("version", "1"), ("reason", "A storm.")]);
        assert!(old.status == 422 && old.text.contains("Something changed since you opened the page."), "{}", old.text);
        assert!(old.text.contains(">A storm.</textarea>"), "nothing typed is lost");
        let act = writes(&house, ada, id, "stop", &[("reason", "A storm.")]);
        assert!(house.get(bo, &act).text.contains("3 people are still waiting and get nothing of it."));
        assert_eq!(house.get(&house.partner, &act).status, 403);
        // A passkey that came after the opening of the ballot.
        let late = House::sit(server, "late@birch.example", bo.group, 9);
        assert!(house.get(&late, &act).text.contains("You have no passkey that counts here."));
        // A voice for another group, another's passkey, and other words than those on the page.
        let page = house.get(bo, &act).text;
        let fixed: Value = serde_json::from_str(&attribute(&page, "data-words")).unwrap();
        let passkey = |who: &Organiser| {
            let listed: Value = serde_json::from_str(&attribute(&house.get(who, &act).text, "data-passkeys")).unwrap();
            listed[0]["id"].clone()
        };
        let exact = unescaped(page.split("hidden readonly>").nth(1).unwrap().split("</textarea>").next().unwrap());
        let words = |group: Id, passkey: Value, text: &str| {
            let mut words = fixed.clone();
            words["group"] = json!(group);
            words["passkey"] = passkey;
            words["words"] = json!(Hash::of(&[text.as_bytes()]));
            words["nonce"] = json!(clarion::trust::base64(&[7; 16]));
            words
        };
        let refused = |words: &Value| house.send_words(bo, &act, words, "").header("location").to_owned();
        let wrong = [
            (words(ada.group, passkey(ada), &exact), "act-refused-other-group"),
            (words(bo.group, passkey(ada), &exact), "act-refused-passkey"),
            (words(bo.group, passkey(bo), "something else"), "act-refused-other-words"),
        ];
        for (words, why) in wrong {
            assert!(refused(&words).ends_with(&format!("&refused={why}")), "{why}");
            assert!(!house.get(bo, &path).text.contains("Signed to stop"), "{why}");
        }
        let mut of_another = words(bo.group, passkey(bo), &exact);
        of_another["act"] = json!("resume");
        assert!(refused(&of_another).ends_with("&refused=act-refused-other-words"));
        // Two people of one group are one group.
        let cy = &house.organiser;
        let of_cy = words(cy.group, passkey(cy), &exact);
        signs(&house, ada, &act);
        house.send_words(cy, &act.replace("as=", "as=alder"), &of_cy, "");
        assert_eq!(sending(server, id).state, State::Paused);
        assert!(signs(&house, bo, &act).header("location").ends_with("?as=birch"));
        assert_eq!((sending(server, id).state, mails(server).len()), (State::Stopped, 0));
        assert!(house.get(bo, &path).text.contains("Stopped: birch, Ada Example, "));
        // What is over is neither resumed nor stopped, by no link that is still open somewhere.
        for power in ["resume", "stop"] {
            let late = house.get(ada, &format!("{path}/powers/{power}"));
            assert_eq!(late.header("location"), format!("{path}?as=alder&refused=power-refused-not-now"));
        }
        assert_eq!(house.get(ada, &format!("{path}/powers/escalate")).status, 404);
    });
}

#[test]
fn a_correction_is_published_and_takes_the_place_of_the_old_words_postgres_too() {
    on_both(|server| {
        let (house, id) = called(server);
        let worker = held_up(&house, id);
        let (path, [ada, bo]) = (address(id), [&house.delegates[0], &house.delegates[1]]);
        let page = house.get(ada, &format!("{path}/powers/correct")).text;
        assert!(page.contains("Read this.") && page.contains("Lea esto."), "it begins with the words that stand");
        let correct = format!("{path}/powers/correct");
        let version = sending(server, id).version.to_string();
        let mut fields = [correction().as_slice(), &[("version", &version)]].concat();
        fields[2].1 = "";
        let refused = house.post(ada, &correct, &fields);
        assert!(refused.status == 422 && refused.text.contains("Come on Sunday, not on Saturday."), "{}", refused.text);
        fields[2].1 = "Mire act.example";
        let refused = house.post(ada, &correct, &fields);
        assert!(refused.status == 422 && refused.text.contains("The words cannot be published as they are."), "{}", refused.text);

        // Each group writes its own, and they agree on one of them.
        let other =
            writes(&house, bo, id, "correct", &[("subject_en", "a"), ("text_en", "b"), ("subject_es", "c"), ("text_es", "d")]);
        signs(&house, bo, &other);
        let act = writes(&house, ada, id, "correct", &correction());
        signs(&house, ada, &act);
        let page = house.get(bo, &act).text;
        for words in [
            "Es el domingo",
            "3 people who are still waiting get the new ones in their place.",
            "&#62; Come on Sunday, not on Saturday.\n&#62;\n&#62; Bring a lantern.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(sending(server, id).state, State::Paused, "two groups over different words are no two");
        signs(&house, bo, &act);
        assert_eq!(sending(server, id).state, State::Stopped);
        let corrected: Id = act.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap();
        wait_until("the correction ends", WITHIN, || sending(server, corrected).state == State::Ended);
        let new = sending(server, corrected);
        assert_eq!((new.kind, new.corrects, progress(server, corrected).handed_over), (Kind::Correction, Some(id), PEOPLE));
        let mails = mails(server);
        assert_eq!(mails.len(), 3);
        assert!(mails.iter().all(|mail| mail.contains("Come on Sunday") && !mail.contains("Read this.")), "{}", mails[0]);

        let coalition = house.coalition;
        let told = server.app.db.read_blocking(move |tx| notices::newest_of(tx, coalition, 10)).unwrap();
        assert!(told.len() == 2 && told[0].kind == notices::Kind::Correction, "{told:?}");
        let code = server.page("GET", &format!("/n/{}", notices::code::spaced(&told[0].code)), "", b"").text;
        assert!(code.contains("Come on Sunday, not on Saturday."), "{code}");
        let page = house.get(ada, &path).text;
        assert!(page.contains("A correction of these words") && page.contains(&address(corrected)), "{page}");
        assert!(page.contains("Corrected: alder") && page.contains("Corrected: birch"), "{page}");
        // The old words of the other group do nothing any more.
        assert!(house.get(ada, &other).text.contains("These words do nothing any more."));
        // A correction can be corrected, by those whom the first ballot froze.
        let again = writes(&house, &house.organiser, corrected, "correct", &correction());
        signs(&house, &house.organiser, &again);
        signs(&house, bo, &again);
        let last: Id = again.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap();
        wait_until("the second correction ends", WITHIN, || sending(server, last).state == State::Ended);
        assert_eq!((progress(server, last).handed_over, self::mails(server).len()), (PEOPLE, 6));
        drop(worker);
    });
}

/// A seat in a group does not make a passkey of another group's ballot count there.
#[test]
fn nobody_signs_for_two_groups() {
    let server = Server::start(db::Engine::Sqlite);
    let (house, id) = called(&server);
    let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
    let (account, group, now) = (ada.account, bo.group, server.app.clock.now());
    let seated = move |tx: &mut db::Tx<'_>| clarion::access::add_seat(tx, account, group, SeatRole::Owner, now);
    server.app.db.write_bulk("test.seat", seated).unwrap();
    let act = writes(&house, ada, id, "stop", &[("as", "alder")]);
    signs(&house, ada, &act);
    let as_birch = act.replace("as=alder", "as=birch");
    assert!(house.get(ada, &as_birch).text.contains("You have no passkey that counts here."));
    assert_eq!(sending(&server, id).state, State::Running);
}
