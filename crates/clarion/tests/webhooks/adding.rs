//! Adding a webhook, trying it, changing its secret, taking it away; and who may not.

use super::receiver::Receiver;
use super::{WITHIN, on_both, owned, secret_in};
use crate::harness::{self, Server};
use clarion::clock::{DAY, HOUR, SECOND};
use testkit::wait_until;

#[test]
fn a_hook_begins_off_and_a_test_shows_whether_it_is_taken_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(server, "Alder"));
        let hook = alder.adds(server, &receiver.url(), &["signature"]);
        let read = alder.reads(server, &hook);
        assert!(read.contains(">Off<") && read.contains("Nothing was posted yet") && !read.contains(&hook.secret), "{read}");
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        alder.presses(server, &hook, "test");
        wait_until("the test", WITHIN, || receiver.got().len() == 1);
        let item = receiver.got()[0].item();
        assert_eq!((&item["clarion:test"], &item["osdi:signature"]["person"]["family_name"]), (&true.into(), &"Example".into()));
        assert!(receiver.got()[0].is_signed_with(&hook.secret) && item["idempotency_key"] == receiver.got()[0].id);
        wait_until("the log", WITHIN, || alder.reads(server, &hook).contains("the receiver answered 200"));
        assert!(alder.reads(server, &hook).contains("Nothing waits to be posted"), "who signed before it was on is not told");
        drop(worker);
    });
}

#[test]
fn a_new_secret_signs_beside_the_old_one_for_a_day_postgres_too() {
    on_both(|server| {
        let (worker, receiver, alder) = (server.worker(), Receiver::start([]), owned(server, "Alder"));
        let hook = alder.adds(server, &receiver.url(), &["signature"]);
        let shown = server.page("POST", &format!("{}/rotate", hook.page), &alder.cookie, b"");
        let new = secret_in(&shown.text);
        assert!(shown.status == 200 && new.starts_with("whsec_") && new != hook.secret);
        assert!(alder.reads(server, &hook).contains("The secret before this one still signs"));
        alder.presses(server, &hook, "test");
        wait_until("both signatures", WITHIN, || receiver.got().len() == 1);
        let first = receiver.got().remove(0);
        assert!(first.is_signed_with(&hook.secret) && first.is_signed_with(&new));
        alder.noted(server, &hook);
        server.app.clock.advance(DAY + SECOND);
        alder.presses(server, &hook, "test");
        wait_until("one signature", WITHIN, || receiver.got().len() >= 2);
        let second = receiver.got().remove(1);
        assert!(second.is_signed_with(&new) && !second.is_signed_with(&hook.secret));
        // The secret lies sealed, and the log of deeds names what was done.
        let audit = server.page("GET", "/console/groups/alder/audit", &alder.cookie, b"").text;
        for words in ["Added a webhook", "Gave a webhook a new secret", "Sent a test by a webhook"] {
            assert!(audit.contains(words), "{words}");
        }
        drop(worker);
    });
}

#[test]
fn a_form_says_what_is_wrong_and_a_group_touches_its_own_hooks_alone_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let theirs = server.petition(&birch.group.key, "Benches");
        for (form, why) in [
            ("url=nowhere&signature=yes".to_owned(), "no address of a receiver"),
            ("url=https%3A%2F%2Fme%3Asecret%40hooks.example%2F&signature=yes".to_owned(), "without a password"),
            ("url=ftp%3A%2F%2Fhooks.example%2F&signature=yes".to_owned(), "must begin with https"),
            ("url=https%3A%2F%2Fhooks.example%2F".to_owned(), "Tick at least one thing"),
        ] {
            let answer = server.page("POST", &alder.home, &alder.cookie, form.as_bytes());
            assert!(answer.status == 422 && answer.text.contains(why), "{form}: {}", answer.text);
            assert!(
                answer.text.contains("-error\"") && answer.text.contains("id=\"errors\""),
                "said at its field: {}",
                answer.text
            );
        }
        let form = format!("url=https%3A%2F%2Fhooks.example%2F&signature=yes&action={theirs}");
        let answer = server.page("POST", &alder.home, &alder.cookie, form.as_bytes());
        let said = answer.status == 422 && answer.text.contains("That is no petition, event or form of the group");
        assert!(said && answer.text.contains("value=\"https://hooks.example/\""), "another group's petition: {}", answer.text);
        let hook = alder.adds(server, "https://hooks.example/in", &["signature", "erasure"]);
        let theirs = hook.page.replace("/alder/", "/birch/");
        assert_eq!(server.page("GET", &theirs, &birch.cookie, b"").status, 404);
        assert_eq!(server.page("GET", &hook.page, &birch.cookie, b"").status, 403);
        for button in ["on", "off", "test", "remove"] {
            let answer = server.page("POST", &format!("{theirs}/{button}"), &birch.cookie, b"");
            assert!(answer.header("location").contains("webhook-refused-unknown"), "{button}: {}", answer.text);
        }
        assert_eq!(server.page("POST", &format!("{theirs}/rotate"), &birch.cookie, b"").status, 404);
        assert_eq!(server.page("POST", &format!("{}/explode", hook.page), &alder.cookie, b"").status, 404);
        let asked = server.page("GET", &format!("{}/remove", hook.page), &alder.cookie, b"").text;
        assert!(asked.contains("Remove this webhook?") && asked.contains("Nothing waits"), "{asked}");
        server.app.clock.advance(HOUR + 1);
        for button in ["on", "rotate"] {
            let answer = server.page("POST", &format!("{}/{button}", hook.page), &alder.cookie, b"");
            assert!(answer.header("location").contains("old-session"), "{button}");
        }
        let removed = server.page("POST", &format!("{}/remove", hook.page), &alder.cookie, b"");
        assert_eq!(removed.header("location"), format!("{}?done=webhook-removed", alder.home), "an old session may take away");
        let after = server.page("GET", removed.header("location"), &alder.cookie, b"").text;
        assert!(after.contains("The webhook is removed."), "{after}");
        assert_eq!(server.page("GET", &hook.page, &alder.cookie, b"").status, 404);
    });
}

#[test]
fn a_group_has_ten_hooks_at_most() {
    let server = super::server(db::Engine::Sqlite);
    let alder = owned(&server, "Alder");
    for number in 0..10 {
        alder.adds(&server, &format!("https://hooks.example/{number}"), &["signature"]);
    }
    assert!(!server.page("GET", &alder.home, &alder.cookie, b"").text.contains("Add a webhook"));
    let answer = server.page("POST", &alder.home, &alder.cookie, b"url=https%3A%2F%2Fhooks.example%2F&signature=yes");
    assert!(answer.status == 422 && answer.text.contains("The group has ten webhooks"), "{}", answer.text);
}

#[test]
fn without_the_keepers_word_the_form_takes_no_neighbour() {
    let server = Server::start(db::Engine::Sqlite);
    let group = server.group("Alder");
    let owner = server.sign_in(server.account("ada@alder.example", &[(group.id, clarion::access::SeatRole::Owner)]));
    let refused = |url: &str| {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("url", url).append_pair("signature", "yes").finish();
        let answer: harness::Answered = server.page("POST", "/console/groups/alder/webhooks", &owner, form.as_bytes());
        assert_eq!(answer.status, 422, "{url}");
        answer.text
    };
    for url in ["https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/", "https://2130706433/"] {
        assert!(refused(url).contains("must be on the public internet"), "{url}");
    }
    assert!(refused("http://hooks.example/").contains("must begin with https"));
    assert!(refused("https://hooks.example:5432/").contains("no port of its own"));
}
