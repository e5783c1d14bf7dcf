//! Asking a group's list: what was asked is said, what nobody can mean is said at its field, and numbers are told for long lists too.

use super::supporters::{Organiser, add, names};
use crate::harness::on_both_in_time;
use clarion::people::roster::NewsCounts;
use serde_json::json;

#[test]
fn a_question_that_nobody_can_mean_is_mended_at_its_field() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        organiser.does(&format!("/{ana}/tags"), "name=Marshal");
        server.app.clock.advance(2_000_000);
        for (asked, field, said) in [
            ("zip=4550", "zip", "Write the ZIP code with five digits"),
            ("state=ZZ", "state", "No state or territory is called “ZZ”"),
            ("state=Atlantis", "state", "No state or territory is called “Atlantis”"),
            ("since=2026-13-45", "since", "Write a day that the calendar has"),
            ("until=soon", "until", "Write a day that the calendar has"),
            ("tag=gone", "tag", "not on your group’s list any more"),
        ] {
            let page = organiser.get(&format!("?{asked}"));
            let at_field = page.contains(&format!("id=\"{field}-error\"")) && page.contains(&format!("href=\"#{field}\""));
            assert!(at_field && page.contains(said) && page.contains("<details open>"), "{asked}: {page}");
            assert!(page.contains("Nobody fits.") && names(&page).is_empty(), "{asked}");
        }
        for fine in ["zip=45501", "state=oh", "state=Ohio", "since=2020-01-01"] {
            let page = organiser.get(&format!("?{fine}"));
            assert!(!page.contains("-error\"") && names(&page) == ["Ana Example"], "{fine}: {page}");
        }
    });
}

#[test]
fn what_was_asked_is_said_above_the_results_and_the_questions_are_folded() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        server.app.clock.advance(2_000_000);
        let page = organiser.get("?state=OH&news=asserted&since=2020-01-01");
        let said = "Asked: State: OH · News of your group by email: Your group says that they did · \
                    On the list since, at the earliest: 2020-01-01";
        assert!(page.contains(said) && page.contains("<details>") && !page.contains("<details open>"), "{page}");
        assert!(!organiser.get("").contains("Asked:"));
    });
}

#[test]
fn who_takes_a_tag_away_is_not_told_that_it_can_be_given_back() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        organiser.does(&format!("/{ana}/tags"), "name=Marshal");
        server.app.clock.advance(2_000_000);
        let (_, _, page) = organiser.post("/tag", "deed=take&name=Marshal");
        assert!(page.contains("Who had the tag is not kept") && !page.contains("in the same way"), "{page}");
        let (_, _, page) = organiser.post("/tag", "deed=give&name=Marshal");
        assert!(page.contains("To take it back you take the tag away again"), "{page}");
    });
}

#[test]
fn a_note_that_is_too_long_is_refused_whole() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        let (_, to, _) = organiser.post(&format!("/{ana}/notes"), &format!("text={}", "x".repeat(2_001)));
        assert!(to.ends_with("refused=note-refused-long"), "{to}");
        let page = organiser.get(&format!("/{ana}?refused=note-refused-long"));
        assert!(page.contains("at most 2,000 characters") && !page.contains("xxxx"), "{page}");
        organiser.does(&format!("/{ana}/notes"), &format!("text={}", "y".repeat(2_000)));
    });
}

#[test]
fn how_many_of_a_long_list_get_news_is_counted_beside() {
    on_both_in_time(|server| {
        let (group, app) = (server.group("Alder"), &server.app);
        for number in 0..5 {
            let id = add(server, &group, "Ana", "Example", &format!("p{number}@mail.example"), "45501");
            if number == 0 {
                server.put(&format!("/people/{id}"), &group.key, &json!({"email_addresses": [{"status": "unsubscribed"}]})).ok();
            }
        }
        let counted = server.waits_for(app.news_totals.of(app, group.id)).unwrap();
        // A machine that is very busy counts longer than a look waits: then the next one is told.
        let counted = counted.or_else(|| {
            testkit::wait_until("the list is counted", std::time::Duration::from_secs(60), || {
                server.waits_for(app.news_totals.of(app, group.id)).unwrap().is_some()
            });
            server.waits_for(app.news_totals.of(app, group.id)).unwrap()
        });
        let expected = NewsCounts { asserted: 4, left: 1, ..NewsCounts::default() };
        assert_eq!(counted.map(|counted| counted.counts), Some(expected));
    });
}
