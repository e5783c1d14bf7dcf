//! Answering an event: by the page and the mail, once for each human, within the places there are, and out again.

use super::ground::Place3;
use crate::petitions::mailing::readable;
use crate::petitions::on_both;
use crate::petitions::visitors::{first_action, form, path_of};
use clarion::clock::{DAY, SECOND};
use clarion::events::attending::{self, Answered, Response, change};
use clarion::events::{self, RsvpRefusal};
use clarion::ids::Id;
use db::Engine;
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;
use testkit::smtp_sink::{SinkSettings, SmtpSink, first_link};
use tokio::task::JoinSet;

const WITHIN: Duration = Duration::from_secs(30);

on_both!(
    an_answer_counts_once_its_mailbox_confirmed_it,
    the_link_changes_cancels_and_comes_back,
    whoever_has_answered_gets_the_same_answer,
    it_was_not_me_deletes_the_answer,
    two_thousand_answers_to_five_hundred_places,
    cancelling_and_answering_at_once_keeps_every_place,
    the_first_of_the_line_is_told_of_a_free_place,
    who_said_no_is_not_brought_back_by_a_group,
    a_stood_down_event_takes_no_answer,
    who_came_is_forgotten_and_the_numbers_stay,
);

fn sink() -> SmtpSink {
    SmtpSink::start(SinkSettings::default())
}

async fn place(engine: Engine, sink: &SmtpSink) -> Place3 {
    Place3::open(engine, &[("CLARION_SMTP_URL", &sink.url()), ("CLARION_TRUSTED_PROXIES", "1")]).await
}

/// The stamp of an event's form.
async fn stamp(place: &Place3, path: &str) -> String {
    let page = place.site.visitor().await.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, rest) = page.text.split_once("name=\"stamp\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// Sends the form of an event's page and opens the link of the mail; the link's path.
async fn mailed(place: &Place3, sink: &SmtpSink, path: &str, body: &str, mails: usize) -> String {
    let answer = place.site.visitor().await.post(path, body).await;
    assert_eq!((answer.status, answer.header("location")), (303, format!("{path}/check-mail").as_str()));
    assert!(sink.wait_for(mails, WITHIN).await);
    path_of(&first_link(&sink.received()[mails - 1].data).unwrap()).to_owned()
}

async fn an_answer_counts_once_its_mailbox_confirmed_it(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let worker = place.worker();
    let event = place.event("read-in", None).await;
    let path = "/events/read-in";
    let body = form(&stamp(&place, path).await, "Ada@People.example", "Ada", "45501")
        + "&comment=I+can+bring+chairs&any-hour=yes&calls=yes";
    let link = mailed(&place, &sink, path, &body, 1).await;
    let mail = readable(&sink.received()[0].data);
    for part in [
        "Read-in for evening hours",
        "Monday, January 25, 2027, 3:00 AM – 5:00 AM EST",
        "Library steps, 1 Example Street, Springfield, OH 45501",
        "only if Libraries for Every County calls it",
    ] {
        assert!(mail.contains(part), "{part} in {mail}");
    }
    assert!(!mail.contains("bring chairs"), "nothing that was typed reaches an unproved mailbox");
    let mut visitor = place.site.visitor().await;
    let page = visitor.get(&link).await;
    for part in [
        "Springfield, OH 45501",
        "Ramp on the left",
        "Not stated",
        "I can bring chairs",
        "may reach me at any hour",
        "may send me the calls",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    assert_eq!(place.counts(event.id).await.0.coming, 0, "looking changes nothing");
    for _ in 0..2 {
        let answer = visitor.post(first_action(&page.text), "").await;
        assert_eq!((answer.status, answer.header("location")), (303, link.as_str()));
    }
    let standing = visitor.get(&link).await;
    assert!(
        standing.text.contains("You will come if it is called") && standing.text.contains("I can bring chairs"),
        "{}",
        standing.text
    );
    let (tallies, rows) = place.counts(event.id).await;
    assert_eq!((tallies.coming, &tallies), (1, &rows));
    place.app().clock.advance(SECOND);
    let shown = visitor.get(path).await.text;
    assert!(shown.contains("person will come if it is called") && !shown.contains("hana.host"), "{shown}");
    worker.stop().await;
}

async fn the_link_changes_cancels_and_comes_back(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let worker = place.worker();
    let event = place.event("read-in", None).await;
    let path = "/events/read-in";
    let body = form(&stamp(&place, path).await, "ada@people.example", "Ada", "45501");
    let link = mailed(&place, &sink, path, &body, 1).await;
    let mut visitor = place.site.visitor().await;
    let page = visitor.get(&link).await;
    visitor.post(first_action(&page.text), "").await;
    // Past the thirty days of a form, the link of an answer still works.
    let before = place.app().clock.now();
    let noted = visitor.post(&format!("{link}/note"), "note=Two+of+us&any-hour=yes").await;
    assert_eq!(noted.status, 303);
    assert!(visitor.get(&link).await.text.contains("Two of us"));
    let long = "x".repeat(2_001);
    let refused = visitor.post(&format!("{link}/note"), &format!("note={long}")).await;
    assert!(refused.status == 422 && refused.text.contains(&long), "what was typed stays");
    for (button, words, coming) in [
        ("cancel", "You do not come", 0),
        ("cancel", "You do not come", 0),
        ("return", "You will come", 1),
        ("return", "You will come", 1),
    ] {
        assert_eq!(visitor.post(&format!("{link}/{button}"), "").await.status, 303);
        assert!(visitor.get(&link).await.text.contains(words), "{button}");
        let (tallies, rows) = place.counts(event.id).await;
        assert_eq!((tallies.coming, &tallies), (coming, &rows), "{button}");
    }
    assert_eq!(place.app().clock.now(), before);
    for bad in ["/t/nothing/cancel", "/t/0000000000000000000000/cancel"] {
        assert_eq!(visitor.post(bad, "").await.status, 404);
    }
    worker.stop().await;
}

async fn whoever_has_answered_gets_the_same_answer(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let event = place.event("read-in", Some(1)).await;
    let path = "/events/read-in";
    for number in 0..2 {
        place.answer(place.input(event.id, number)).await.unwrap();
    }
    let stamp = stamp(&place, path).await;
    let mut visitor = place.site.visitor().await;
    let mut answers = Vec::new();
    // Who comes, who waits, who is new, and who comes a second time.
    for email in ["p0@people.example", "p1@people.example", "p9@people.example", "p9@people.example"] {
        let mut answer = visitor.ask("POST", path, "192.0.2.1", &form(&stamp, email, "Ada", "45501")).await;
        answer.headers.retain(|(name, _)| name != "date");
        answers.push((answer.status, answer.headers, answer.text));
    }
    assert_eq!(answers[0].0, 303);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    assert_eq!(place.site.ground.pending_rows().await, 3, "each mailbox has its row, whatever it did before");
}

async fn it_was_not_me_deletes_the_answer(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let worker = place.worker();
    let event = place.event("read-in", None).await;
    let path = "/events/read-in";
    let body = form(&stamp(&place, path).await, "ada@people.example", "Ada", "45501");
    let link = mailed(&place, &sink, path, &body, 1).await;
    let mut visitor = place.site.visitor().await;
    let told = visitor.post(&format!("{link}/not-me"), "").await;
    assert!(told.status == 200 && told.text.contains("Nothing was done in your name"), "{}", told.text);
    assert_eq!(visitor.get(&link).await.status, 404);
    assert_eq!(visitor.post(path, &body).await.status, 303, "the next form is taken as any other");
    place.site.ground.until_idle().await;
    assert_eq!((sink.count(), place.counts(event.id).await.0.coming), (1, 0), "and the group asks no more");
    worker.stop().await;
}

/// Everybody at once; the answers in the order in which they were sent.
async fn all_answer(place: &Place3, event: Id, people: std::ops::Range<usize>) -> Vec<Answered> {
    let mut sending = JoinSet::new();
    for number in people {
        let (gather, input) = (place.app().rsvp.clone(), place.input(event, number));
        sending.spawn(async move { (number, gather.submit(input).await.unwrap().unwrap()) });
    }
    let mut all = sending.join_all().await;
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, answered)| answered).collect()
}

async fn two_thousand_answers_to_five_hundred_places(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let event = place.event("read-in", Some(500)).await;
    let answered = all_answer(&place, event.id, 0..2_000).await;
    let in_line: BTreeSet<i64> = answered.iter().filter(|one| one.response == Response::Waiting).map(|one| one.ticket).collect();
    let within: BTreeSet<i64> = answered.iter().filter(|one| one.response == Response::Coming).map(|one| one.ticket).collect();
    assert_eq!(within, (1..=500).collect(), "exactly five hundred, the first who came");
    assert_eq!(in_line, (501..=2_000).collect(), "and a line in order");
    let (tallies, rows) = place.counts(event.id).await;
    assert_eq!((tallies.coming, tallies.waiting, &tallies), (500, 1_500, &rows));
    // The same people again change nothing.
    let again = all_answer(&place, event.id, 0..300).await;
    assert!(
        again
            .iter()
            .zip(&answered)
            .all(|(again, first)| (again.attendance, again.ticket, again.added) == (first.attendance, first.ticket, false))
    );
    assert_eq!(place.counts(event.id).await.0, tallies);
    // A hundred of those who come leave: the first hundred of the line come in.
    let leaving: Vec<Answered> = answered.iter().filter(|one| one.response == Response::Coming).take(100).copied().collect();
    let mut cancelling = JoinSet::new();
    for one in leaving {
        let (db, ids, hash) = (place.app().db.clone(), place.app().ids.clone(), place.app().vault.token(one.attendance).hash());
        cancelling
            .spawn(async move { db.write("stories.cancel", move |tx| change::cancel(tx, &ids, 0, &hash)).await.unwrap().unwrap() });
    }
    cancelling.join_all().await;
    let (tallies, rows) = place.counts(event.id).await;
    assert_eq!((tallies.coming, tallies.waiting, tallies.not_coming, &tallies), (500, 1_400, 100, &rows));
    let id = event.id;
    let all = place.app().db.read_newest(move |tx| attending::of_event(tx, id, Id::ZERO, 5_000)).await.unwrap();
    let first_waiting = all.iter().filter(|one| one.response == Response::Waiting).map(|one| one.ticket).min();
    assert_eq!(first_waiting, Some(601), "nobody was overtaken");
}

async fn cancelling_and_answering_at_once_keeps_every_place(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let event = place.event("read-in", Some(20)).await;
    let answered = all_answer(&place, event.id, 0..60).await;
    let mut doing = JoinSet::new();
    for (number, one) in answered.iter().enumerate() {
        let (app, hash, back) = (place.app().clone(), place.app().vault.token(one.attendance).hash(), number % 3 == 0);
        doing.spawn(async move {
            let ids = app.ids.clone();
            app.db.write("stories.cancel", move |tx| change::cancel(tx, &ids, 0, &hash)).await.unwrap().unwrap();
            if back {
                app.db.write("stories.return", move |tx| change::come_back(tx, 0, &hash)).await.unwrap().unwrap();
            }
        });
        let (gather, input) = (place.app().rsvp.clone(), place.input(event.id, 100 + number));
        doing.spawn(async move { assert!(gather.submit(input).await.unwrap().is_ok()) });
    }
    doing.join_all().await;
    let (tallies, rows) = place.counts(event.id).await;
    assert_eq!((tallies.coming, tallies.waiting, tallies.not_coming, &tallies), (20, 60, 40, &rows));
    let id = event.id;
    let all = place.app().db.read_newest(move |tx| attending::of_event(tx, id, Id::ZERO, 5_000)).await.unwrap();
    let tickets: HashSet<i64> = all.iter().filter(|one| one.response != Response::NotComing).map(|one| one.ticket).collect();
    assert_eq!(tickets.len(), 80, "no two stand at one place of the line");
}

async fn the_first_of_the_line_is_told_of_a_free_place(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let worker = place.worker();
    let event = place.event("read-in", Some(1)).await;
    let first = place.answer(place.input(event.id, 0)).await.unwrap();
    for number in 1..=2 {
        assert_eq!(place.answer(place.input(event.id, number)).await.unwrap().response, Response::Waiting);
    }
    let link = format!("/t/{}", place.app().vault.token(first.attendance).to_text());
    let mut visitor = place.site.visitor().await;
    assert_eq!(visitor.post(&format!("{link}/cancel"), "").await.status, 303);
    assert!(sink.wait_for(1, WITHIN).await);
    let mail = sink.received().remove(0);
    assert_eq!(mail.to, "p1@people.example");
    assert!(readable(&mail.data).contains("A place became free"), "{}", readable(&mail.data));
    let theirs = first_link(&mail.data).unwrap();
    assert!(visitor.get(path_of(&theirs)).await.text.contains("You will come if it is called"));
    let leaving = visitor.post(&format!("{}/unsubscribe", path_of(&theirs)), "List-Unsubscribe=One-Click").await;
    assert_eq!(leaving.status, 200, "the one click of its mail works, though no form stands behind it: {}", leaving.text);
    // Coming back is at the end of the line.
    visitor.post(&format!("{link}/return"), "").await;
    let page = visitor.get(&link).await.text;
    assert!(page.contains("You are on the waiting list") && page.contains("1 person is before you"), "{page}");
    worker.stop().await;
    assert_eq!(sink.count(), 1);
}

async fn who_said_no_is_not_brought_back_by_a_group(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let event = place.event("read-in", None).await;
    let asserted =
        |number| clarion::events::RsvpInput { kind: attending::AttendanceKind::Asserted, ..place.input(event.id, number) };
    let answered = place.answer(asserted(1)).await.unwrap();
    let (ids, hash) = (place.app().ids.clone(), place.app().vault.token(answered.attendance).hash());
    place.app().db.write("stories.cancel", move |tx| change::cancel(tx, &ids, 0, &hash)).await.unwrap().unwrap();
    assert_eq!(place.answer(asserted(1)).await.unwrap().response, Response::NotComing);
    assert_eq!(place.answer(place.input(event.id, 1)).await.unwrap().response, Response::Coming, "but by themselves");
    assert_eq!(place.answer(asserted(2)).await.unwrap().response, Response::Coming);
    place.answer(place.input(event.id, 2)).await.unwrap();
    let (tallies, rows) = place.counts(event.id).await;
    assert_eq!((tallies.coming, tallies.asserted, tallies.not_coming, &tallies), (2, 0, 0, &rows), "both confirmed it");
}

async fn a_stood_down_event_takes_no_answer(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let event = place.event("read-in", None).await;
    let path = "/events/read-in";
    let stamp = stamp(&place, path).await;
    let (coalition, now) = (place.coalition.id, place.app().clock.now());
    let released = place.app().db.write("stories.release", move |tx| events::release_all(tx, coalition, now)).await.unwrap();
    assert_eq!(released, 1);
    place.app().clock.advance(DAY / 24);
    assert_eq!(place.answer(place.input(event.id, 1)).await, Err(RsvpRefusal::Released));
    let mut visitor = place.site.visitor().await;
    let answer = visitor.post(path, &form(&stamp, "ada@people.example", "Ada", "45501")).await;
    assert!(answer.status == 410 && answer.text.contains("This event does not take place"), "{}", answer.text);
    assert!(!answer.text.contains("name=\"stamp\""), "the form is gone");
    let calendar = visitor.get(&format!("{path}/event.ics")).await;
    assert!(calendar.text.contains("STATUS:CANCELLED") && calendar.header("content-type").starts_with("text/calendar"));
}

async fn who_came_is_forgotten_and_the_numbers_stay(engine: Engine) {
    let sink = sink();
    let place = place(engine, &sink).await;
    let event = place.event("read-in", None).await;
    all_answer(&place, event.id, 0..600).await;
    let forget = |now: i64| place.app().db.write("stories.forget", move |tx| attending::forget_old(tx, now));
    let end = event.times.ends_at + 30 * DAY;
    assert_eq!(forget(end).await.unwrap(), 0, "for thirty days they stand");
    assert_eq!((forget(end + 1).await.unwrap(), forget(end + 1).await.unwrap(), forget(end + 1).await.unwrap()), (500, 100, 0));
    let (tallies, rows) = place.counts(event.id).await;
    assert_eq!((tallies.coming, rows.coming), (600, 0));
}
