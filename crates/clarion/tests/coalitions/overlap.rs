//! Overlap: counted only while both groups' words stand, of people who said yes to both themselves, rounded, once a day.

use super::reach::add;
use super::{Owned, Standing, coalition, done, seen};
use crate::harness::{Server, on_both_in_time};
use clarion::clock::{DAY, MINUTE};
use clarion::coalitions::membership::leave;
use clarion::coalitions::overlap::{self, OverlapRefusal};
use clarion::coalitions::{Calling, Role, join};
use clarion::people::ConsentStatus;
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
