//! Overlap: counted only while both groups' words stand, of people who said yes to both themselves, rounded, once a day.

use super::reach::add;
use super::{Owned, Standing, coalition, done, seen};
use crate::harness::{Server, on_both_in_time};
use clarion::clock::{DAY, MINUTE};
use clarion::coalitions::membership::leave;
use clarion::coalitions::overlap::{self, OverlapRefusal};
use clarion::coalitions::{Calling, Role, join};
use clarion::people::ConsentStatus;
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::Duration;
use testkit::wait_until;

const YES: Option<ConsentStatus> = Some(ConsentStatus::Confirmed);

fn page(server: &Server, of: &Owned) -> String {
    let answer = server.page("GET", "/console/coalitions/lanterns/overlap", &server.sign_in(of.owner), b"");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

/// Presses a button of the page; what the page says afterwards.
fn says(server: &Server, of: &Owned, other: &Owned, word: &str) -> String {
    let body = format!("word={word}&group={}", other.group);
    let answer = server.page("POST", "/console/coalitions/lanterns/overlap", &server.sign_in(of.owner), body.as_bytes());
    assert_eq!((answer.status, answer.header("location").contains("refused")), (303, false), "{}", answer.text);
    page(server, of)
}

/// The number, once what looking queued was done.
fn counted(server: &Server, standing: &Standing, of: &Owned, other: &Owned) -> String {
    page(server, of);
    let worker = server.worker();
    let (coalition, group, other, clock) = (standing.id, of.group, other.group, server.app.clock.clone());
    wait_until("somebody counted", Duration::from_secs(60), || {
        let now = clock.now();
        let all = seen(server, move |tx| overlap::of_group(tx, coalition, group));
        all.iter().any(|agreed| agreed.other == other && agreed.counted.is_some() && !agreed.is_due(now))
    });
    server.stop(worker);
    let page = page(server, of);
    page.split(" people in common").next().unwrap().rsplit('>').next().unwrap().to_owned()
}

#[test]
fn two_groups_count_what_they_have_in_common_while_both_agree_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 1);
        let (one, two) = (standing.steering[0], standing.partner);
        add(server, one.group, 0..40, "45501", YES);
        add(server, two.group, 20..60, "45501", YES);
        // None of these counts: on a list only, asserted, left.
        add(server, two.group, 0..5, "45501", None);
        add(server, two.group, 5..10, "45501", Some(ConsentStatus::Asserted));
        add(server, two.group, 10..15, "45501", Some(ConsentStatus::Unsubscribed));
        server.app.clock.advance(8 * DAY);
        assert!(page(server, &one).contains("No count is agreed"));
        assert!(says(server, &one, &two, "agree").contains("Your group agreed."));
        assert!(page(server, &two).contains("Steering0 agreed."));
        let worker = server.worker();
        page(server, &one);
        server.stop(worker);
        let (id, group) = (standing.id, one.group);
        assert_eq!(seen(server, move |tx| overlap::of_group(tx, id, group))[0].counted, None, "not by one word");
        says(server, &two, &one, "agree");
        assert_eq!(counted(server, &standing, &one, &two), "20");
        assert_eq!(counted(server, &standing, &two, &one), "20");
        // Newcomers count after a week, and nothing is counted twice a day.
        add(server, one.group, 60..90, "45501", YES);
        add(server, two.group, 60..90, "45501", YES);
        server.app.clock.advance(DAY + MINUTE);
        assert_eq!(counted(server, &standing, &one, &two), "20");
        server.app.clock.advance(7 * DAY);
        assert_eq!(counted(server, &standing, &one, &two), "50");
        let history = server.page("GET", "/console/coalitions/lanterns/history", &server.sign_in(one.owner), b"").text;
        assert!(history.contains("agreed that its overlap with Partner is counted"), "{history}");
        assert!(says(server, &two, &one, "end").contains("No count is agreed"));
        assert!(page(server, &one).contains("No count is agreed"), "either ends it for both");
        says(server, &one, &two, "agree");
        assert!(page(server, &one).contains("Your group agreed."), "both agree anew");
    });
}

mod rows {
    db::statements! {
        COUNTED = "SELECT COUNT(*) FROM job WHERE kind = 'coalitions.count_overlap' AND state = 1";
    }
}

#[test]
fn a_count_that_meets_the_end_of_a_word_does_not_show_when_both_agree_again_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 1);
        let (one, two, id) = (standing.steering[0], standing.partner, standing.id);
        let agree = |by: Owned, about: Owned| {
            let act = by.act(server);
            assert_eq!(done(server, move |tx| overlap::agree(tx, &act, id, about.group)), Ok(()));
        };
        let counted = || {
            let agreed = seen(server, move |tx| overlap::of_group(tx, id, one.group));
            agreed.first().map(|agreed| agreed.counted)
        };
        agree(one, two);
        agree(two, one);
        // Looking queues a count; nobody works yet.
        page(server, &one);
        let begun = Arc::new(Barrier::new(2));
        let (is_counted, over) = mpsc::channel();
        let (db, act, begins, over) = (server.app.db.clone(), two.act(server), Arc::clone(&begun), Mutex::new(over));
        let ends = std::thread::spawn(move || {
            let end = move |tx: &mut db::Tx<'_>| {
                let ended = overlap::end(tx, &act, id, one.group)?;
                begins.wait();
                // Its commit comes a while after its words: the count has time to get in between.
                let _is_counted = over.lock().unwrap().recv_timeout(Duration::from_secs(2));
                Ok(ended)
            };
            db.write_bulk("test.end", end).unwrap().unwrap();
        });
        let jobs = || seen(server, |tx| tx.first(&rows::COUNTED, &[], |row| row.int(0)));
        begun.wait();
        let worker = server.worker();
        wait_until("the count or the word to end", Duration::from_secs(60), || ends.is_finished() || jobs() == Some(1));
        let _waited = is_counted.send(());
        ends.join().unwrap();
        wait_until("the count has ended", Duration::from_secs(60), || jobs() == Some(1));
        server.stop(worker);
        assert_eq!(counted(), None, "no word stands");
        agree(one, two);
        agree(two, one);
        assert_eq!(counted(), Some(None), "nothing was kept from before");
    });
}

#[test]
fn words_of_a_group_that_left_count_no_more_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 2);
        let (one, two) = (standing.steering[0], standing.partner);
        for (by, about) in [(one, two), (two, one)] {
            let (act, id) = (by.act(server), standing.id);
            assert_eq!(done(server, move |tx| overlap::agree(tx, &act, id, about.group)), Ok(()));
        }
        let (act, id) = (two.act(server), standing.id);
        done(server, move |tx| leave::leave(tx, &act, id, None, Calling::Not)).unwrap();
        let words = |group| seen(server, move |tx| overlap::of_group(tx, id, group)).len();
        assert_eq!(words(one.group), 0);
        let act = one.act(server);
        assert_eq!(done(server, move |tx| overlap::agree(tx, &act, id, two.group)), Err(OverlapRefusal::NotTwo));
        let act = one.act(server);
        assert_eq!(done(server, move |tx| overlap::agree(tx, &act, id, act.group)), Err(OverlapRefusal::NotTwo));
        server.app.clock.advance(MINUTE);
        let now = server.app.clock.now();
        done(server, move |tx| join(tx, id, two.group, Role::Partner, now));
        let agreed = seen(server, move |tx| overlap::of_group(tx, id, one.group));
        assert!(agreed.is_empty(), "both are asked anew: {agreed:?}");
    });
}
