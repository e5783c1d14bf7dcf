//! Submissions that change while a list moves: there, here, by a key and by the human themselves.

use super::moving::{Source, URL, list};
use super::{calls, move_from, options};
use crate::forms::submitting::said;
use crate::harness::{Server, id_of, on_both};
use clarion::clock::DAY;
use clarion::forms::{self, Answers, FormState, SubmissionKind};
use clarion::ids::Id;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::time::Duration;

/// The pledge of a group, and its submission of the person that their own program calls so.
fn submission(server: &Server, key: &str, person: &str) -> (String, Value) {
    let form = list(server, key, "/forms").into_iter().find(|form| form["clarion:kind"] == "pledge").unwrap();
    let path = format!("/forms/{}/submissions", id_of(&form));
    let found = server.get(&format!("/people?filter=identifier+eq+'{person}'"), key).ok();
    let person = id_of(&found["_embedded"]["osdi:people"][0]);
    let one = list(server, key, &path).into_iter().find(|one| one["action_network:person_id"] == person.as_str()).unwrap();
    (path, one)
}

fn answers(server: &Server, key: &str, person: &str) -> Value {
    submission(server, key, person).1["clarion:answers"].clone()
}

/// Says something else for a person, with a key.
fn corrects(server: &Server, key: &str, person: &str, text: &str) {
    let (path, one) = submission(server, key, person);
    server.put(&format!("{path}/{}", id_of(&one)), key, &json!({"clarion:answers": {"q1": text}})).ok();
}

/// Opens the form that arrived stopped, and answers as the human themselves.
fn confirms(server: &Server, group: Id, key: &str, email: &str, text: &str) {
    let (path, _) = submission(server, key, "crm:1");
    let form: Id = path.split('/').nth(2).unwrap().parse().unwrap();
    let answers = Answers::from([("q1".to_owned(), vec![text.to_owned()])]);
    let input = said(server, (form, group), email, SubmissionKind::Confirmed, answers);
    let (vault, app) = (server.app.vault.clone(), &server.app);
    let act = clarion::coalitions::Act { id: app.ids.fresh(app.clock.now()), account: Id::ZERO, group, now: app.clock.now() };
    let done = app.db.write_bulk("test.confirm", move |tx| {
        forms::running::set_stopped(tx, &act, form, false)?.unwrap();
        forms::submit(tx, &vault, act.now, &[&input])
    });
    assert!(!done.unwrap()[0].unwrap().added, "it takes the place of what came");
    let opened = app.db.read_blocking(move |tx| forms::create::find_by_id(tx, form)).unwrap().unwrap();
    assert_eq!(opened.form.state, FormState::Open);
}

/// Waits for the next second but one, and says which it is.
fn next_second(server: &Server) -> i64 {
    let second = |server: &Server| server.app.clock.now() / 1_000_000;
    let next = second(server) + 1;
    testkit::wait_until("the next second", Duration::from_secs(60), || second(server) > next);
    next
}

#[test]
fn of_two_answers_the_later_stands_and_a_humans_own_always() {
    let source = Source::new();
    on_both(|server| {
        let group = server.group("Newhouse");
        let (there, here) = (source.group.key.as_str(), group.key.as_str());
        let options = options(server, group.id, URL);
        let ask = calls(&source.server, there);
        let moves = || move_from(server, &options, &ask, &mut |_| ControlFlow::Continue(())).unwrap().report;
        moves();
        // Dates are told to the second: what is corrected here in the second in which it came is not later.
        next_second(server);
        corrects(server, here, "crm:2", "Corrected here");
        confirms(server, group.id, here, "p3@mail.example", "My own");
        let text = format!("Changed there {}", next_second(server));
        for person in ["crm:1", "crm:3"] {
            corrects(&source.server, there, person, &text);
        }
        let again = moves();
        assert_eq!((again.of("submissions_updated"), again.of("submissions_added")), (1, 0));
        assert_eq!(answers(server, here, "crm:1"), json!({"q1": [text]}));
        assert_eq!(answers(server, here, "crm:2"), json!({"q1": ["Corrected here"]}));
        assert_eq!(answers(server, here, "crm:3"), json!({"q1": ["My own"]}));
        let before = ["crm:1", "crm:2", "crm:3"].map(|person| submission(server, here, person).1);
        assert_eq!(moves().of("submissions_updated"), 0);
        assert_eq!(["crm:1", "crm:2", "crm:3"].map(|person| submission(server, here, person).1), before);
    });
}

#[test]
fn a_form_that_closed_there_arrives_closed_with_what_it_got() {
    let source = Source::new();
    let (path, _) = submission(&source.server, &source.group.key, "crm:1");
    let form = path.trim_end_matches("/submissions");
    let past = clarion::osdi::dates::text(source.server.app.clock.now() - DAY);
    source.server.put(form, &source.group.key, &json!({"clarion:closes_at": past})).ok();
    on_both(|server| {
        let group = server.group("Newhouse");
        let ask = calls(&source.server, &source.group.key);
        let ended = move_from(server, &options(server, group.id, URL), &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(ended.report.of("submissions_added"), 31);
        let (path, _) = submission(server, &group.key, "crm:1");
        let shown = server.get(path.trim_end_matches("/submissions"), &group.key).ok();
        assert_eq!((&shown["clarion:closes_at"], &shown["total_submissions"]), (&json!(past), &json!(28)));
    });
}
