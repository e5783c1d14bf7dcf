//! Who is told what: each kind of thing, of one action or all, and only as far as the group sees it itself.

use super::receiver::Receiver;
use super::{Owned, WITHIN, on_both, owned};
use crate::harness::{Server, id_of, person};
use clarion::clock::{DAY, HOUR};
use clarion::coalitions::{self, Coalition, Role};
use clarion::events::add::{self, NewEvent};
use clarion::events::attending::{AttendanceKind, change};
use clarion::events::vet::{self, Vetter};
use clarion::events::{AccessFacts, Place, Private, RsvpInput, Times};
use clarion::ids::Id;
use clarion::people::consent::Words;
use clarion::people::{self, Consent, ConsentStatus, Purpose};
use clarion::petitions::{Beside, SignInput, SignatureKind, create};
use serde_json::{Value, json};
use testkit::wait_until;

/// Every kind that an owner can choose.
const ALL: [&str; 6] = ["signature", "submission", "attendance", "supporter", "unsubscribe", "erasure"];

/// The records that came, by the names of their types, in no order.
fn records(receiver: &Receiver, count: usize) -> Vec<(String, Value)> {
    wait_until("the posts", WITHIN, || receiver.got().len() >= count);
    let got = receiver.got();
    assert_eq!(got.len(), count, "{got:?}");
    let beside = ["action_network:sponsor", "idempotency_key"];
    let record = |item: Value| {
        let fields = item.as_object().unwrap().clone();
        fields.into_iter().find(|(name, _)| !beside.contains(&name.as_str())).unwrap()
    };
    let mut records: Vec<(String, Value)> = got.iter().map(|one| record(one.item())).collect();
    records.sort_by(|one, other| one.0.cmp(&other.0));
    records
}

#[test]
fn new_people_leavers_and_the_erased_are_told_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(server, "Alder"));
        alder.hooks(server, &receiver, &ALL);
        let added = server.post("/people", &alder.group.key, &json!({"person": person("one@people.example")})).ok();
        let id = id_of(&added);
        let come = records(&receiver, 1).remove(0);
        assert_eq!(
            (come.0.as_str(), &come.1["person"]["identifiers"][0]),
            ("action_network:upload", &format!("action_network:{id}").into())
        );
        // Again is no news.
        server.post("/people", &alder.group.key, &json!({"person": person("one@people.example")})).ok();
        let (key, group) = (server.app.vault.matching_key(seal::Channel::Email, "one@people.example"), alder.group.id);
        let now = server.app.clock.now();
        server.app.db.write_bulk("test.leave", move |tx| people::unsubscribe(tx, key, group, now)).unwrap();
        server.app.waker.wake();
        let left = records(&receiver, 2).remove(1);
        assert_eq!(
            (left.0.as_str(), &left.1["person"]["email_addresses"][0]["status"]),
            ("clarion:unsubscribe", &"unsubscribed".into())
        );
        let erase = format!("/console/groups/alder/supporters/{id}/erase");
        assert_eq!(server.page("POST", &erase, &alder.cookie, b"").status, 303);
        // The "no" that an erasure leaves finds nobody any more; the erasure names an id and nothing else.
        let erased = records(&receiver, 3).remove(1);
        assert_eq!((erased.0.as_str(), &erased.1["action_network:person_id"]), ("clarion:erasure", &id.as_str().into()));
        assert!(!erased.1.to_string().contains("one@people.example"), "{}", erased.1);
        drop(worker);
    });
}

#[test]
fn somebody_erased_before_the_post_is_not_told_postgres_too() {
    on_both(|server| {
        let (receiver, alder) = (Receiver::start([]), owned(server, "Alder"));
        let hook = alder.hooks(server, &receiver, &["signature", "supporter"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        let people = server.get("/people", &alder.group.key).ok();
        let id = id_of(&people["_embedded"]["osdi:people"][0]);
        assert!(alder.reads(server, &hook).contains("2 messages wait to be posted"), "no worker runs yet");
        assert_eq!(server.page("POST", &format!("/console/groups/alder/supporters/{id}/erase"), &alder.cookie, b"").status, 303);
        let worker = server.worker();
        wait_until("nothing waits", WITHIN, || alder.reads(server, &hook).contains("Nothing waits to be posted"));
        assert!(receiver.got().is_empty());
        drop(worker);
    });
}

#[test]
fn a_hook_about_one_action_hears_of_no_other_and_forms_are_told_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(server, "Alder"));
        let form = id_of(&server.post("/forms", &alder.group.key, &json!({"title": "Help us", "origin_system": "Test"})).ok());
        let encoded = url::form_urlencoded::Serializer::new(String::new()).append_pair("url", &receiver.url()).finish();
        let all = format!("{encoded}&submission=yes&signature=yes&supporter=yes&action={form}");
        let refused = server.page("POST", &alder.home, &alder.cookie, all.as_bytes());
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("belong to no one action"), "somebody new belongs to no form");
        let hook = alder.adds_with(server, &format!("{encoded}&submission=yes&signature=yes&action={form}"));
        alder.presses(server, &hook, "on");
        assert!(alder.reads(server, &hook).contains("Only Help us"));
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        let body = json!({"person": person("two@people.example")});
        server.post(&format!("/forms/{form}/submissions"), &alder.group.key, &body).ok();
        let told = records(&receiver, 1).remove(0);
        assert_eq!((told.0.as_str(), &told.1["action_network:form_id"]), ("osdi:submission", &form.as_str().into()));
        assert_eq!(told.1["person"]["email_addresses"][0]["address"], "two@people.example");
        drop(worker);
    });
}

/// Somebody confirms from their mailbox, with these groups ticked.
fn confirms(server: &Server, alder: &Owned, petition: Id, email: &str, ticked: &[Id]) {
    let (app, now) = (&server.app, server.app.clock.now());
    let details = people::Details { given_name: "Ana".to_owned(), email: email.to_owned(), ..people::Details::default() };
    let on_list = |group: Id| {
        let person = app.intake().person(group, now, Some(email), details.clone(), people::Coarse::default()).unwrap();
        people::PersonInput { email_proved: true, ..person }
    };
    let yes = |group: &Id| Consent {
        group: *group,
        channel: seal::Channel::Email,
        purpose: Purpose::News,
        status: ConsentStatus::Confirmed,
        words: Words::new("en", "Send me news."),
        source: String::new(),
        noted_at: now,
    };
    let input = SignInput {
        petition,
        signature: app.ids.fresh(now),
        kind: SignatureKind::Confirmed,
        person: on_list(alder.group.id),
        also: ticked.iter().map(|group| on_list(*group)).collect(),
        consents: ticked.iter().map(yes).collect(),
        sealed_comment: None,
        signed_at: now,
        beside: Beside::default(),
    };
    server.waits_for(app.sign.submit(input)).unwrap().unwrap();
    app.waker.wake();
}

#[test]
fn a_co_sponsor_is_told_of_its_own_people_and_of_nobody_else_postgres_too() {
    on_both(|server| {
        let (worker, ours, theirs) = (server.worker(), Receiver::start([]), Receiver::start([]));
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        alder.hooks(server, &ours, &["signature"]);
        birch.hooks(server, &theirs, &["signature", "supporter"]);
        let petition: Id = server.petition(&alder.group.key, "Lanterns").parse().unwrap();
        let other = birch.group.id;
        let sponsored = server.app.db.write_bulk("test.sponsor", move |tx| {
            let mut whole = create::find_by_id(tx, petition)?.unwrap();
            whole.sponsors.push(other);
            create::change(tx, &whole, 0)
        });
        sponsored.unwrap().unwrap();
        confirms(server, &alder, petition, "one@people.example", &[]);
        confirms(server, &alder, petition, "two@people.example", &[birch.group.id]);
        assert_eq!(records(&ours, 2).len(), 2, "the page's group hears of both");
        let told = records(&theirs, 2);
        assert_eq!(told.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["action_network:upload", "osdi:signature"]);
        for (_, record) in &told {
            assert_eq!(record["person"]["email_addresses"][0]["address"], "two@people.example", "{record}");
        }
        // The person is the one of its own list.
        let list = server.get("/people", &birch.group.key).ok();
        assert_eq!(told[1].1["action_network:person_id"], json!(id_of(&list["_embedded"]["osdi:people"][0])));
        drop(worker);
    });
}

/// A vetted event of a group, in a coalition with another.
fn event(server: &Server, host: Id, other: Id) -> Id {
    let (app, now) = (&server.app, server.app.clock.now());
    let line = |text: &str| text.to_owned();
    let coalition = Coalition {
        id: app.ids.fresh(now),
        slug: line("readers"),
        name: line("Readers"),
        about_en: String::new(),
        about_es: String::new(),
        created_at: now,
    };
    let mut event = add::blank(app.ids.fresh(now), host, coalition.id, line("read-in"), now);
    event.title_en = line("Read-in");
    event.place = Place {
        name: line("Library steps"),
        street: line("1 Example Street"),
        city: line("Springfield"),
        region: line("OH"),
        zip: line("45501"),
    };
    event.times = Times { starts_at: now + DAY, ends_at: now + DAY + HOUR, time_zone: line("America/New_York") };
    let private = Private { host: add::host("Hana Host", "hana@hosts.example"), ..Private::default() };
    let (hosted_by, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now).unwrap().unwrap();
    let (id, verdict, vault) = (event.id, app.ids.fresh(now), app.vault.clone());
    let new = NewEvent { event, access: AccessFacts::new(), sealed, host: hosted_by };
    let made = app.db.write_bulk("test.event", move |tx| {
        coalitions::add_coalition(tx, &coalition)?;
        for group in [host, other] {
            coalitions::join(tx, coalition.id, group, Role::Steering, now)?;
        }
        add::add(tx, &vault, now, &new)?.unwrap();
        vet::vet(tx, now, verdict, id, Vetter { account: None, group: other })
    });
    made.unwrap().unwrap();
    id
}

#[test]
fn answers_to_an_event_are_told_and_so_is_who_thinks_better_of_it_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(server, "Alder"));
        let event = event(server, alder.group.id, server.group("Birch").id);
        let hook = alder.hooks(server, &receiver, &["attendance"]);
        let (app, now) = (&server.app, server.app.clock.now());
        let details =
            people::Details { given_name: "Ana".to_owned(), email: "one@people.example".to_owned(), ..people::Details::default() };
        let person =
            app.intake().person(alder.group.id, now, Some("one@people.example"), details, people::Coarse::default()).unwrap();
        let attendance = app.ids.fresh(now);
        let token_hash = app.vault.token(attendance).hash();
        let input = RsvpInput {
            event,
            attendance,
            token_hash,
            kind: AttendanceKind::Confirmed,
            person: people::PersonInput { email_proved: true, ..person },
            also: Vec::new(),
            consents: Vec::new(),
            any_hour: false,
            sealed_note: None,
            answered_at: now,
        };
        server.waits_for(app.rsvp.submit(input)).unwrap().unwrap();
        app.waker.wake();
        let come = records(&receiver, 1).remove(0);
        assert_eq!((come.0.as_str(), &come.1["status"]), ("osdi:attendance", &"accepted".into()));
        assert_eq!(come.1["action_network:event_id"], json!(event));
        assert_eq!(come.1["person"]["email_addresses"][0]["address"], "one@people.example");
        alder.noted(server, &hook);
        app.clock.advance(HOUR);
        let (ids, later) = (app.ids.clone(), app.clock.now());
        app.db.write_bulk("test.cancel", move |tx| change::cancel(tx, &ids, later, &token_hash)).unwrap().unwrap();
        app.waker.wake();
        wait_until("the second post", WITHIN, || receiver.got().len() >= 2);
        assert_eq!(receiver.got()[1].item()["osdi:attendance"]["status"], "declined");
        drop(worker);
    });
}
