//! A receiver that takes nothing for days, or says that it wants no more: the hook is switched off, and its owners are told.

use super::receiver::{Receiver, Reply};
use super::{WITHIN, on_both, owned};
use clarion::clock::{DAY, HOUR, MINUTE};
use std::sync::{Arc, Barrier};
use testkit::wait_until;

mod rows {
    db::statements! {
        TURNS = "SELECT COUNT(*) FROM job WHERE kind = 'webhooks.turn' AND state = 0";
        TRIES = "SELECT COUNT(*) FROM webhook_attempt";
    }
}

#[test]
fn no_note_of_a_try_outlives_a_hook_that_was_removed_meanwhile_postgres_too() {
    on_both(|server| {
        let removed = Arc::new(Barrier::new(2));
        let (worker, alder) = (server.worker(), owned(server, "Alder"));
        let receiver = Receiver::start([Reply::Late(Arc::clone(&removed))]);
        let hook = alder.hooks(server, &receiver, &["signature"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        wait_until("the post", WITHIN, || receiver.got().len() == 1);
        let answer = server.page("POST", &format!("{}/remove", hook.page), &alder.cookie, b"");
        assert_eq!(answer.header("location"), format!("{}?done=webhook-removed", alder.home));
        removed.wait();
        let count = |statement| server.app.db.read_blocking(move |tx| tx.first(statement, &[], |row| row.int(0))).unwrap();
        wait_until("its turns have ended", WITHIN, || count(&rows::TURNS) == Some(0));
        assert_eq!(count(&rows::TRIES), Some(0));
        drop(worker);
    });
}

#[test]
fn a_hook_that_fails_for_five_days_is_switched_off_and_its_owners_are_told_postgres_too() {
    on_both(|server| {
        let receiver = Receiver::start(vec![Reply::Status(503); 2]);
        let (worker, alder) = (server.worker(), owned(server, "Alder"));
        let hook = alder.hooks(server, &receiver, &["signature"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        wait_until("the failure", WITHIN, || alder.reads(server, &hook).contains("It has failed since"));
        // So old a delivery is no news any more: after this try it is given up, and the hook with it.
        server.app.clock.advance(5 * DAY + HOUR);
        wait_until("it is switched off", WITHIN, || alder.reads(server, &hook).contains("It failed for five days"));
        wait_until("the mail", WITHIN, || {
            server
                .mails()
                .iter()
                .any(|mail| mail.contains("owner@alder.example") && mail.contains("A webhook of Alder was switched off"))
        });
        assert_eq!(server.mails().iter().filter(|mail| mail.contains("was switched off")).count(), 1);
        wait_until("what waited is dropped", WITHIN, || alder.reads(server, &hook).contains("Nothing waits to be posted"));
        assert!(alder.reads(server, &hook).contains(">Off<"));
        drop(worker);
    });
}

#[test]
fn a_receiver_that_is_gone_ends_it_at_once_postgres_too() {
    on_both(|server| {
        let receiver = Receiver::start([Reply::Status(410)]);
        let (worker, alder) = (server.worker(), owned(server, "Alder"));
        let hook = alder.hooks(server, &receiver, &["signature"]);
        let petition = server.petition(&alder.group.key, "Lanterns");
        alder.signs(server, &petition, "one@people.example");
        wait_until("it is switched off", WITHIN, || alder.reads(server, &hook).contains("wants no more, so it was switched off"));
        wait_until("the mail", WITHIN, || server.mails().iter().any(|mail| mail.contains("was switched off")));
        // Its owners switch it on again, and it begins anew.
        alder.presses(server, &hook, "on");
        alder.signs(server, &petition, "two@people.example");
        wait_until("the post", WITHIN, || receiver.got().len() == 2);
        assert!(alder.reads(server, &hook).contains(">On<"));
        drop(worker);
    });
}

#[test]
fn a_delivery_is_tried_as_often_as_the_table_says_and_then_given_up() {
    let server = super::server(db::Engine::Sqlite);
    let receiver = Receiver::start(vec![Reply::Status(500); 9]);
    let (worker, alder) = (server.worker(), owned(&server, "Alder"));
    let hook = alder.hooks(&server, &receiver, &["signature"]);
    let petition = server.petition(&alder.group.key, "Lanterns");
    alder.signs(&server, &petition, "one@people.example");
    // The waits of the table, the first lengthened to the rest that a hook takes after a failure.
    for (number, wait) in
        [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 20 * HOUR, 24 * HOUR].into_iter().enumerate()
    {
        wait_until("a try", WITHIN, || receiver.got().len() == number + 1);
        wait_until("its note", WITHIN, || alder.reads(&server, &hook).contains(&format!(", try {}, ", number + 1)));
        server.app.clock.advance(wait);
    }
    wait_until("the last try", WITHIN, || receiver.got().len() == 9);
    wait_until("nothing is left", WITHIN, || alder.reads(&server, &hook).contains("Nothing waits to be posted"));
    assert!(alder.reads(&server, &hook).contains(">On<"), "one delivery that was given up does not end the hook");
    drop(worker);
}
