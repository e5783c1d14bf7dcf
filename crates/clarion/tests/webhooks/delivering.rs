//! What happens to a delivery: posted, tried again, found by another worker, and never to an address that may not be connected to.

use super::receiver::{Receiver, Reply};
use super::{WITHIN, on_both, owned, with_names};
use crate::harness::Server;
use clarion::clock::{Clock, MINUTE, SECOND};
use clarion::outgoing::Names;
use db::Engine;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::wait_until;

#[test]
fn a_signature_is_posted_signed_and_in_the_form_that_receivers_know_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(server, "Alder"));
        let hook = alder.hooks(server, &receiver, &["signature"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        wait_until("the post", WITHIN, || receiver.got().len() == 1);
        let got = receiver.got().remove(0);
        assert!(got.is_signed_with(&hook.secret));
        let item = got.item();
        let record = &item["osdi:signature"];
        assert_eq!(record["action_network:petition_id"], petition.as_str());
        assert_eq!(record["person"]["email_addresses"][0]["address"], "one@people.example");
        assert_eq!(
            record["person"]["identifiers"][0],
            format!("action_network:{}", record["action_network:person_id"].as_str().unwrap())
        );
        assert_eq!((&record["add_tags"], &item["idempotency_key"]), (&serde_json::json!([]), &got.id.as_str().into()));
        assert_eq!(item["action_network:sponsor"]["title"], "Alder");
        assert!(item["action_network:sponsor"]["url"].as_str().unwrap().ends_with("/groups/alder"));
        // Signing twice is no news.
        alder.signs(server, &petition, "one@people.example");
        alder.signs(server, &petition, "two@people.example");
        wait_until("the second signer", WITHIN, || receiver.got().len() == 2);
        assert_eq!(receiver.got()[1].item()["osdi:signature"]["person"]["email_addresses"][0]["address"], "two@people.example");
        alder.presses(server, &hook, "off");
        alder.signs(server, &petition, "three@people.example");
        alder.presses(server, &hook, "test");
        wait_until("the test", WITHIN, || receiver.got().len() == 3);
        assert_eq!(receiver.got()[2].item()["clarion:test"], true, "what happens while it is off is not told");
        drop(worker);
    });
}

#[test]
fn what_fails_is_posted_again_under_the_same_id_and_no_redirect_is_followed_postgres_too() {
    on_both(|server| {
        let elsewhere = Receiver::start([]);
        let receiver = Receiver::start([Reply::Status(500), Reply::Redirect(elsewhere.url())]);
        let (worker, alder) = (server.worker(), owned(server, "Alder"));
        let hook = alder.hooks(server, &receiver, &["signature"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        wait_until("the failure", WITHIN, || alder.reads(server, &hook).contains("the receiver answered 500"));
        assert!(alder.reads(server, &hook).contains("1 message waits to be posted"));
        server.app.clock.advance(30 * SECOND);
        wait_until("the redirect", WITHIN, || alder.reads(server, &hook).contains("the receiver answered 302"));
        server.app.clock.advance(4 * MINUTE);
        testkit::wait_until("a while", WITHIN, || receiver.got().len() == 2);
        server.app.clock.advance(2 * MINUTE);
        wait_until("the third try", WITHIN, || receiver.got().len() == 3);
        let got = receiver.got();
        assert!(got[0].id == got[1].id && got[1].id == got[2].id && got.iter().all(|one| one.is_signed_with(&hook.secret)));
        assert!(elsewhere.got().is_empty());
        wait_until("the log", WITHIN, || alder.reads(server, &hook).contains(", try 3, "));
        assert!(
            alder.reads(server, &hook).contains("Nothing waits to be posted")
                && !alder.reads(server, &hook).contains("has failed since")
        );
        drop(worker);
    });
}

#[test]
fn what_a_killed_worker_had_in_hand_is_posted_by_the_next_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([Reply::Silence]), owned(server, "Alder"));
        let hook = alder.hooks(server, &receiver, &["signature"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        wait_until("the post", WITHIN, || receiver.got().len() == 1);
        drop(worker);
        server.app.clock.advance(2 * MINUTE);
        let worker = server.worker();
        wait_until("the post of the next worker", WITHIN, || receiver.got().len() == 2);
        assert_eq!(receiver.got()[0].id, receiver.got()[1].id);
        wait_until("the log", WITHIN, || alder.reads(server, &hook).contains("the receiver answered 200"));
        drop(worker);
    });
}

#[test]
fn a_receiver_that_never_answers_holds_up_no_other_group() {
    let server = super::server(Engine::Sqlite);
    let (worker, slow, quick) = (server.worker(), Receiver::start(vec![Reply::Silence; 64]), Receiver::start([]));
    let (alder, birch) = (owned(&server, "Alder"), owned(&server, "Birch"));
    let hook = alder.hooks(&server, &slow, &["signature"]);
    birch.hooks(&server, &quick, &["signature"]);
    let (ours, theirs) = (server.petition(&alder.group.key, "Lanterns"), server.petition(&birch.group.key, "Benches"));
    for number in 0..8 {
        alder.signs(&server, &ours, &format!("slow{number}@people.example"));
    }
    wait_until("the slow receiver has some in hand", WITHIN, || !slow.got().is_empty());
    // A busy machine may take as long as we wait for the slow one: then it is asked once more.
    let timeouts = || alder.reads(&server, &hook).matches("no answer within ten seconds").count();
    let told_first = (1..=6).find(|round| {
        let before = timeouts();
        birch.signs(&server, &theirs, &format!("quick{round}@people.example"));
        wait_until("the quick one is told", WITHIN, || quick.got().len() == *round);
        let is_first = timeouts() == before;
        if !is_first {
            let posted = slow.got().len();
            wait_until("the slow receiver has some in hand again", WITHIN, || {
                server.app.clock.advance(MINUTE);
                slow.got().len() > posted
            });
        }
        is_first
    });
    let rounds = told_first.expect("each time the quick one waited until the slow one had not answered");
    wait_until("the log", WITHIN, || alder.reads(&server, &hook).contains("no answer within ten seconds"));
    assert!(slow.got().len() <= 4 * rounds, "after a failure the rest waits");
    drop(worker);
}

/// A server without the keeper's word for private addresses, whose names stand for these.
fn public_only(engine: Engine, addresses: &'static [&'static str], asked: &Arc<AtomicUsize>) -> Server {
    let asked = Arc::clone(asked);
    let names = Names::given(move |_| {
        asked.fetch_add(1, Ordering::Relaxed);
        addresses.iter().map(|text| text.parse::<IpAddr>().unwrap()).collect()
    });
    Server::start_as(engine, Clock::manual(Clock::System.now()), &[], names)
}

#[test]
fn a_name_that_stands_for_a_neighbour_is_not_connected_to_postgres_too() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        // Alone, hidden behind a public one, and written in the newer form.
        for addresses in [&["127.0.0.1"][..], &["1.1.1.1", "10.0.0.7"], &["::ffff:127.0.0.1"], &["169.254.169.254"]] {
            let asked = Arc::default();
            let server = public_only(engine, addresses, &asked);
            let (worker, alder) = (server.worker(), owned(&server, "Alder"));
            let hook = alder.adds(&server, "https://hooks.example/in", &["signature"]);
            alder.presses(&server, &hook, "test");
            wait_until("the refusal", WITHIN, || alder.reads(&server, &hook).contains("not on the public internet"));
            assert_eq!(asked.load(Ordering::Relaxed), 1, "{addresses:?}");
            drop(worker);
        }
    }
}

#[test]
fn a_name_is_looked_up_once_and_what_was_checked_is_connected_to_postgres_too() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let asked: Arc<AtomicUsize> = Arc::default();
        let counted = Arc::clone(&asked);
        // Whoever asks a second time is sent elsewhere.
        let names = Names::given(move |_| {
            let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
            vec![if first { IpAddr::from([127, 0, 0, 1]) } else { IpAddr::from([127, 0, 0, 2]) }]
        });
        let server = with_names(engine, names);
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(&server, "Alder"));
        let url = format!("http://hooks.example:{}/hooks", receiver.port());
        let hook = alder.adds(&server, &url, &["signature"]);
        alder.presses(&server, &hook, "test");
        wait_until("the post", WITHIN, || receiver.got().len() == 1);
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        drop(worker);
    }
}
