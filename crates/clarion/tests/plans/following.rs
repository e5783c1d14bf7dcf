//! What an outcome sets off: the events of the coalition are confirmed, released or left on call, its words are a notice in the log, and
//! everybody of its waves is told, once.

use super::room;
use crate::events::ground::Place3;
use crate::messages::ground::{Counting, Death};
use clarion::events::{self, Standing};
use clarion::ids::Id;
use clarion::messages::calls::{self, State};
use clarion::messages::jobs::register_with;
use clarion::notices;
use clarion::plans::document::{Both, PlanDocument};
use clarion::plans::start::{Started, Wave};
use clarion::plans::{Outcome, follow};
use db::Engine;
use jobs::{Registry, Worker};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_confirms_publishes_and_tells_sqlite() {
    a_call_confirms_publishes_and_tells(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_confirms_publishes_and_tells_postgres() {
    a_call_confirms_publishes_and_tells(Engine::Postgres).await;
}

/// An outcome as a ballot of this coalition would start it.
fn started(place: &Place3, outcome: Outcome, event: Id) -> Started {
    let (app, now) = (place.app(), place.app().clock.now());
    let words = room::document().outcome(outcome).clone();
    let waves =
        words.waves.iter().zip(1..).map(|(audience, number)| Wave { number, audience: *audience, message: app.ids.fresh(now) });
    Started {
        coalition: place.coalition.id,
        plan: app.ids.fresh(now),
        group: place.groups[0],
        ballot: app.ids.fresh(now),
        outcome,
        waves: waves.collect(),
        words,
        events: vec![event],
        notice: app.ids.fresh(now),
    }
}

async fn set_off(place: &Place3, started: &Started) {
    let (follow, started, now) = (follow::of(place.app()), started.clone(), place.app().clock.now());
    // Twice, as after a commit in doubt: the second changes nothing.
    for _ in 0..2 {
        let (follow, started) = (Arc::clone(&follow), started.clone());
        place.app().db.write("stories.follow", move |tx| follow(tx, now, &started)).await.unwrap();
    }
}

async fn standing(place: &Place3, event: Id) -> Standing {
    place.app().db.read_newest(move |tx| events::event(tx, event)).await.unwrap().unwrap().standing
}

async fn a_call_confirms_publishes_and_tells(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let app = place.app();
    let event = place.event("read-in", None).await.id;
    for number in 0..3 {
        place.answer(place.input(event, number)).await.unwrap();
    }
    let hold = started(&place, Outcome::Hold, event);
    set_off(&place, &hold).await;
    assert_eq!(standing(&place, event).await, Standing::OnCall, "nothing was decided about it");
    let call = started(&place, Outcome::Call, event);
    set_off(&place, &call).await;
    assert_eq!(standing(&place, event).await, Standing::Confirmed);

    let (coalition, id) = (place.coalition.id, call.notice);
    let (told, entered) = app
        .db
        .read_newest(move |tx| Ok((notices::newest_of(tx, coalition, 10)?, notices::entered(tx, coalition, id)?)))
        .await
        .unwrap();
    assert_eq!(told.len(), 2, "one notice for each outcome: {told:?}");
    assert!(told.iter().any(|notice| notice.id == id && notice.kind == notices::Kind::Call));
    assert!(entered.is_some(), "its hash stands in the public log");

    let sink = Counting::of(place.site.ground.mailer.builder(), Death::Never);
    let mut registry = Registry::new();
    register_with(&mut registry, app, sink.clone());
    let clock = app.clock.clone();
    let settings = jobs::Settings::new(app.ids.bytes(), app.waker.clone());
    let worker = Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings);
    let (begun, sending) = (Instant::now(), call.ballot);
    let state = async || app.db.read_newest(move |tx| calls::sending(tx, sending)).await.unwrap().unwrap().state;
    while state().await != State::Ended {
        assert!(begun.elapsed() < Duration::from_secs(60), "the sending does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let waves = app.db.read_newest(move |tx| calls::progress(tx, sending)).await.unwrap();
    let people: Vec<(i64, i64)> = waves.iter().map(|wave| (wave.people.audience, wave.people.handed_over)).collect();
    assert_eq!(people, [(1, 1), (3, 3), (0, 0), (0, 0)], "the host, who comes, and nobody who agreed to calls");
    let code = notices::code::spaced(&told.iter().find(|notice| notice.id == id).unwrap().code);
    let named = app.db.read_newest(move |tx| calls::sending(tx, sending)).await.unwrap().unwrap().notice_code;
    assert_eq!((sink.count(), named), (4, code), "each gets one mail, and all of them name the notice");
    assert_each_is_told_of_their_event(&sink.texts());
    worker.stop().await;
}

/// The host and those who come are told which, when in its zone, and where, in the mail's language; after the words of the notice.
fn assert_each_is_told_of_their_event(texts: &[String]) {
    for text in texts {
        let (named, when) = if text.contains("Su evento: Lectura pública por la tarde\n") {
            ("Su evento: ", "EST")
        } else {
            ("Your event: Read-in for evening hours\n", "EST")
        };
        let after = text.split(named).nth(1).unwrap_or_else(|| panic!("no event in {text}"));
        assert!(after.contains(when) || after.contains("EDT"), "{after}");
        assert!(after.contains("Library steps, 1 Example Street, Springfield, OH 45501\n"), "{after}");
        assert!(after.contains("/events/read-in\n"), "{after}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stand_down_releases_the_events() {
    let place = Place3::open(Engine::Sqlite, &[]).await;
    let event = place.event("read-in", None).await.id;
    set_off(&place, &started(&place, Outcome::StandDown, event)).await;
    assert_eq!(standing(&place, event).await, Standing::Released);
}

#[test]
fn words_that_no_notice_can_hold_are_found_before_the_ballot() {
    let published = |text: &str| {
        let mut document: PlanDocument = room::document();
        document.call.text = Both { en: text.to_owned(), es: text.to_owned() };
        follow::check_words(&document, "https://act.example").map_err(|(outcome, _)| outcome)
    };
    assert_eq!(published("Come. All of it is at https://act.example/n"), Ok(()));
    assert_eq!(published("Look at act.example for more."), Err(Outcome::Call), "an address without its scheme");
    assert_eq!(published("Two spaces at the end  "), Err(Outcome::Call));
}
