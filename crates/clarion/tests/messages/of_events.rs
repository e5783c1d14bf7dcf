//! A call around an event: hosts first, then who comes, then everyone else, each once.

use super::ground::{Counting, Death, agreed};
use crate::events::ground::Place3;
use clarion::clock::SECOND;
use clarion::events::attending::change;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage, State, Words};
use clarion::messages::jobs::register_with;
use clarion::people::{self, Coarse, Details};
use clarion::web::lang::Lang;
use db::Engine;
use jobs::{Registry, Worker};
use std::sync::Arc;
use std::time::{Duration, Instant};

on_both!(hosts_then_who_comes_then_everyone_else);

async fn hosts_then_who_comes_then_everyone_else(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let app = place.app();
    let event = place.event("read-in", None).await;
    let answers: Vec<_> = (0..5).map(|number| place.input(event.id, number)).collect();
    // One changes their mind; they agreed to no calls, so they get nothing.
    let (ids, now, hash) = (app.ids.clone(), app.clock.now(), answers[4].token_hash);
    for answer in answers {
        place.answer(answer).await.unwrap();
    }
    app.db.write("stories.cancel", move |tx| change::cancel(tx, &ids, now, &hash)).await.unwrap().unwrap();
    // Two agreed to calls: one of them comes, too.
    let group = place.groups[0];
    let intake = app.intake();
    let person = |email: &str| {
        let details = Details { email: email.into(), ..Details::default() };
        intake.person(group, now, Some(email), details, Coarse::default()).unwrap()
    };
    let (vault, people) = (app.vault.clone(), [person("p0@people.example"), person("other@people.example")]);
    let agree = move |tx: &mut db::Tx<'_>| {
        let known = people::recognise(tx, &vault, now, &people.iter().collect::<Vec<_>>())?;
        let consent = agreed(group, now - SECOND);
        people::consent::note(tx, &known.iter().map(|known| (known.identity, &consent)).collect::<Vec<_>>())
    };
    app.db.write("stories.agree", agree).await.unwrap();
    let sending = app.ids.fresh(now);
    let wave = |number: i64, audience: Audience| NewMessage {
        id: app.ids.fresh(now),
        sending,
        coalition: place.coalition.id,
        plan: None,
        corrects: None,
        kind: Kind::Call,
        wave: number,
        is_drill: false,
        audience,
        words: vec![Words { lang: Lang::En, subject: format!("Wave {number}"), body: "Come.".into() }],
        notice_code: "K7QF-2M".into(),
        starts_at: now,
    };
    let waves = [wave(1, Audience::Hosts), wave(2, Audience::Rsvps), wave(3, Audience::Everyone)];
    let start = move |tx: &mut db::Tx<'_>| waves.iter().try_for_each(|wave| calls::start(tx, now, wave));
    app.db.write("stories.start", start).await.unwrap();
    let sink = Counting::of(place.site.ground.mailer.builder(), Death::Never);
    let mut registry = Registry::new();
    register_with(&mut registry, app, sink.clone());
    let clock = app.clock.clone();
    let settings = jobs::Settings::new(app.ids.bytes(), app.waker.clone());
    let worker = Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings);
    let begun = Instant::now();
    let state = async || app.db.read_newest(move |tx| calls::sending(tx, sending)).await.unwrap().unwrap().state;
    while state().await != State::Ended {
        assert!(begun.elapsed() < Duration::from_secs(60), "the sending does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let waves = app.db.read_newest(move |tx| calls::progress(tx, sending)).await.unwrap();
    let people: Vec<(i64, i64)> = waves.iter().map(|wave| (wave.people.audience, wave.people.handed_over)).collect();
    assert_eq!(people, [(1, 1), (4, 4), (1, 1)]);
    assert_eq!((sink.count(), sink.mails().len()), (6, 6));
    worker.stop().await;
}
