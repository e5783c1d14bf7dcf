//! Statements: drafted by one, published by somebody of another steering group, withdrawn with a reason.

use super::{Owned, Verb, act, at_once, coalition, done, owned, seen};
use crate::harness::on_both;
use clarion::access::SeatRole;
use clarion::statements::draft::{DraftRefusal, change, draft, drop_draft};
use clarion::statements::publish::{PublishRefusal, publish, withdraw};
use clarion::statements::{self, StatementState, StatementWords};

fn words(title: &str) -> StatementWords {
    StatementWords {
        title_en: title.to_owned(),
        text_en: "We ask for **lanterns**.".to_owned(),
        title_es: "Faroles".to_owned(),
        text_es: "Pedimos **faroles**.".to_owned(),
    }
}

#[test]
fn another_person_of_another_steering_group_publishes_what_they_read_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [standing.steering[0], standing.steering[1]];
        let coalition = standing.id;
        let partner = standing.partner.act(server);
        assert_eq!(
            done(server, move |tx| draft(tx, &partner, Some(coalition), &words("Lanterns now"))),
            Err(DraftRefusal::NotSteering)
        );
        let drafted = one.act(server);
        let slug = done(server, move |tx| draft(tx, &drafted, Some(coalition), &words("Lanterns now"))).unwrap();
        assert_eq!(slug, "lanterns-now");
        let second = server.account("second@people.example", &[(one.group, SeatRole::Owner), (two.group, SeatRole::Owner)]);
        let own = act(server, second, one.group);
        assert_eq!(done(server, move |tx| publish(tx, &own, drafted.id, 1)), Err(PublishRefusal::NotAnother));
        // Somebody who sits in both groups and wrote it cannot publish it for the other one.
        let both = act(server, second, one.group);
        assert_eq!(done(server, move |tx| change(tx, &both, drafted.id, 1, &words("Lanterns, now"))), Ok(2));
        let hat = act(server, second, two.group);
        assert_eq!(done(server, move |tx| publish(tx, &hat, drafted.id, 2)), Err(PublishRefusal::NotAnother));
        let reads = two.act(server);
        assert_eq!(done(server, move |tx| publish(tx, &reads, drafted.id, 1)), Err(PublishRefusal::Changed));
        assert!(seen(server, move |tx| statements::of_coalition(tx, coalition)).is_empty());
        assert_eq!(done(server, move |tx| publish(tx, &reads, drafted.id, 2)), Ok(()));
        let published = seen(server, move |tx| statements::of_coalition(tx, coalition));
        assert_eq!(published.iter().map(|found| found.words.title_en.as_str()).collect::<Vec<_>>(), ["Lanterns, now"]);
        let late = one.act(server);
        assert_eq!(done(server, move |tx| change(tx, &late, drafted.id, 2, &words("Other"))), Err(DraftRefusal::Over));
        assert_eq!(done(server, move |tx| drop_draft(tx, &late, drafted.id)), Err(DraftRefusal::Over));
    });
}

#[test]
fn words_changed_while_somebody_reads_them_are_not_published_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [standing.steering[0], standing.steering[1]];
        for round in 0..10 {
            let drafted = one.act(server);
            let (coalition, title) = (standing.id, format!("Lanterns {round}"));
            done(server, move |tx| draft(tx, &drafted, Some(coalition), &words(&title))).unwrap();
            let (reads, writes) = (two.act(server), one.act(server));
            let publishes: Verb<bool> = Box::new(move |tx| Ok(publish(tx, &reads, drafted.id, 1)?.is_ok()));
            let changes: Verb<bool> = Box::new(move |tx| Ok(change(tx, &writes, drafted.id, 1, &words("Forged"))?.is_ok()));
            let happened = at_once(server, vec![publishes, changes]);
            assert_eq!(happened.iter().filter(|happened| **happened).count(), 1, "{happened:?}");
            let found = seen(server, move |tx| statements::find(tx, drafted.id)).unwrap();
            assert_eq!(found.state == StatementState::Published, found.words.title_en != "Forged");
        }
    });
}

#[test]
fn what_is_withdrawn_says_so_at_its_address_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [standing.steering[0], standing.steering[1]];
        let coalition = standing.id;
        let drafted = one.act(server);
        done(server, move |tx| draft(tx, &drafted, Some(coalition), &words("Lanterns now"))).unwrap();
        let reads = two.act(server);
        assert_eq!(done(server, move |tx| withdraw(tx, &reads, drafted.id, "Early")), Err(PublishRefusal::Over));
        done(server, move |tx| publish(tx, &reads, drafted.id, 1)).unwrap();
        assert_eq!(done(server, move |tx| withdraw(tx, &reads, drafted.id, " ")), Err(PublishRefusal::Why));
        let partner = standing.partner.act(server);
        assert_eq!(done(server, move |tx| withdraw(tx, &partner, drafted.id, "No")), Err(PublishRefusal::NotSteering));
        let page = server.page("GET", "/statements/lanterns-now", "", b"");
        assert!(page.status == 200 && page.text.contains("<strong>lanterns</strong>"), "{}", page.text);
        let spanish = server.page("GET", "/es/statements/lanterns-now", "", b"");
        assert!(spanish.text.contains("<strong>faroles</strong>"), "{}", spanish.text);
        assert_eq!(done(server, move |tx| withdraw(tx, &reads, drafted.id, "A number was wrong.")), Ok(()));
        let page = server.page("GET", "/statements/lanterns-now", "", b"");
        assert!(page.status == 410 && page.text.contains("A number was wrong.") && !page.text.contains("<strong>lanterns"));
    });
}

#[test]
fn a_group_speaks_for_itself_and_never_for_another_postgres_too() {
    on_both(|server| {
        let (alder, birch): (Owned, Owned) = (owned(server, "Alder"), owned(server, "Birch"));
        let drafted = alder.act(server);
        let slug = done(server, move |tx| draft(tx, &drafted, None, &words("Ours"))).unwrap();
        let again = birch.act(server);
        let other = done(server, move |tx| draft(tx, &again, None, &words("Ours"))).unwrap();
        assert_eq!((slug.as_str(), other.as_str()), ("ours", "ours-2"));
        assert_eq!(server.page("GET", "/statements/ours", "", b"").status, 404, "a draft is nobody else's");
        assert_eq!(done(server, move |tx| publish(tx, &again, drafted.id, 1)), Err(PublishRefusal::NotSteering));
        assert_eq!(done(server, move |tx| change(tx, &again, drafted.id, 1, &words("X"))), Err(DraftRefusal::NotSteering));
        assert_eq!(done(server, move |tx| drop_draft(tx, &again, drafted.id)), Err(DraftRefusal::NotSteering));
        assert_eq!(done(server, move |tx| publish(tx, &drafted, drafted.id, 1)), Ok(()));
        assert_eq!(server.page("GET", "/statements/ours", "", b"").status, 200);
        assert_eq!(done(server, move |tx| drop_draft(tx, &again, again.id)), Ok(()));
        assert_eq!(server.page("GET", "/statements/ours-2", "", b"").status, 404);
    });
}
