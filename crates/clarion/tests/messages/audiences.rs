//! Who stands in an audience, and whose mail it is.

use super::ground::{Counting, Death, Ground, START};
use clarion::clock::{Clock, DAY, SECOND};
use clarion::coalitions::Role;
use clarion::ids::Id;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, By, Kind, NewMessage, NewWords, TwoSaid};
use clarion::people;
use clarion::people::import::{Importer, Options};
use clarion::petitions::create::{self, NewPetition};
use clarion::petitions::{Beside, PetitionWords, SignInput, SignatureKind, sign};
use db::Engine;
use std::ops::ControlFlow;

on_both!(
    the_mail_comes_from_the_group_they_know_best,
    only_who_agreed_to_calls_stands_in_it,
    later_waves_leave_out_who_stood_in_earlier_ones,
    a_correction_goes_to_those_who_were_reached,
);

async fn the_mail_comes_from_the_group_they_know_best(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 3, &[]).await;
    let mut groups = ground.groups.clone();
    groups.sort_unstable();
    let [first, second, third] = groups[..] else { panic!("three groups") };
    // The newest consent, whatever the order of groups.
    for (group, at) in [(first, 30), (second, 10), (third, 20)] {
        ground.add(group, "newest@people.example", "20001", "en", Some(START - at)).await;
    }
    // The same consent to all: then the newest action.
    for group in [first, second, third] {
        ground.add(group, "active@people.example", "20001", "en", Some(START - DAY)).await;
        ground.add(group, "quiet@people.example", "20001", "en", Some(START - DAY)).await;
    }
    let at = [(first, START - 9), (third, START - 5), (second, START - 7)];
    for (group, signed_at) in at {
        sign_with(&ground, group, "active@people.example", signed_at).await;
    }
    let sink = Counting::new(&ground, Death::Never);
    let worker = ground.worker(sink.clone());
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until_ended(sending).await;
    let report = ground.app.db.read_newest(move |tx| calls::report(tx, sending)).await.unwrap();
    let of = |group: Id| report.iter().filter(|line| line.group == group).map(|line| line.handed_over).sum::<i64>();
    assert_eq!((of(first), of(second), of(third)), (1, 1, 1), "quiet, newest, active: {report:?}");
    assert_eq!(sink.mails().len(), 3);
    worker.stop().await;
}

async fn sign_with(ground: &Ground, group: Id, email: &str, at: i64) {
    let app = &ground.app;
    let petition = create::blank(app.ids.fresh(at), group, format!("p-{at}"), at);
    let words = PetitionWords { lang: "en".into(), title: "Keep them open".into(), ..PetitionWords::default() };
    let new = NewPetition { petition: petition.clone(), words: vec![words], sponsors: Vec::new(), targets: Vec::new() };
    app.db.write("stories.petition", move |tx| create::create(tx, &new)).await.unwrap().unwrap();
    let folded = seal::email::fold(email).unwrap().folded;
    let details = people::Details { email: email.to_owned(), ..people::Details::default() };
    let person = app.intake().person(group, at, Some(&folded), details, people::Coarse::default()).unwrap();
    let input = SignInput {
        petition: petition.id,
        signature: app.ids.fresh(at),
        kind: SignatureKind::Asserted,
        person,
        also: Vec::new(),
        consents: Vec::new(),
        sealed_comment: None,
        signed_at: at,
        beside: Beside::default(),
    };
    let vault = app.vault.clone();
    let signed = app.db.write("stories.sign", move |tx| sign(tx, &vault, at, &[&input])).await.unwrap();
    assert!(signed[0].is_ok());
}

async fn only_who_agreed_to_calls_stands_in_it(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 1, &[]).await;
    let group = ground.groups[0];
    let outside = ground.add_group("Elsewhere", "2 Other Street", Role::Steering).await;
    ground.add(group, "agreed@people.example", "20001", "en", Some(START - 1)).await;
    ground.add(group, "never-asked@people.example", "20001", "en", None).await;
    let left = ground.add(group, "left@people.example", "20001", "en", Some(START - 9)).await;
    ground.app.db.write("stories.leave", move |tx| people::leave_calls(tx, left, &[group], START - 5)).await.unwrap();
    // A list with a source asserts news of the group, and no calls of a coalition: nobody stands in it because of an import.
    let app = ground.app.clone();
    let imported = tokio::task::spawn_blocking(move || {
        let importer = Importer { db: app.db.clone(), intake: app.intake(), clock: app.clock.clone() };
        let options = Options { group, country: "US".into(), consent_source: Some("a fair".into()), ..Options::default() };
        let file = std::io::Cursor::new("email\nimported@people.example\nnever-asked@people.example\n");
        importer.run(&options, file, &mut |_| ControlFlow::Continue(())).unwrap().counts.read
    });
    assert_eq!(imported.await.unwrap(), 2);
    let sink = Counting::new(&ground, Death::Never);
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    let worker = ground.worker(sink.clone());
    ground.until_ended(sending).await;
    // Who agrees after the audience was frozen gets none of it.
    ground.add(outside, "late@people.example", "20001", "en", Some(START + SECOND)).await;
    assert_eq!(ground.progress(sending).await.audience, 1);
    assert_eq!(sink.subjects(), ["Group 0: It is called"]);
    worker.stop().await;
}

async fn later_waves_leave_out_who_stood_in_earlier_ones(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    ground.crowd(60).await;
    let sink = Counting::new(&ground, Death::Never);
    let worker = ground.worker(sink.clone());
    let sending = ground.app.ids.fresh(START);
    let near = |zip: &str| Audience::Near { zips: [zip.to_owned()].into() };
    // Queued in the wrong order: the waves freeze in theirs.
    ground
        .start(vec![
            ground.message(sending, 3),
            NewMessage { audience: near("20001"), ..ground.message(sending, 2) },
            NewMessage { audience: near("45501"), ..ground.message(sending, 1) },
        ])
        .await;
    ground.until_ended(sending).await;
    let people: Vec<i64> = ground.waves(sending).await.iter().map(|wave| wave.people.audience).collect();
    assert_eq!(people, [12, 48, 0]);
    assert!(sink.mails().values().all(|times| *times == 1));
    assert_eq!(sink.mails().len(), 60);
    worker.stop().await;
}

async fn a_correction_goes_to_those_who_were_reached(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    ground.crowd(40).await;
    let sink = Counting::new(&ground, Death::Never);
    let worker = ground.worker(sink.clone());
    let sending = ground.app.ids.fresh(START);
    let near = Audience::Near { zips: ["45501".to_owned()].into() };
    ground.start(vec![NewMessage { audience: near, ..ground.message(sending, 1) }]).await;
    ground.until_ended(sending).await;
    let wrong = ground.sending(sending).await;
    let corrected = ground.app.ids.fresh(START);
    let words = ground.message(corrected, 1).words;
    let new = NewWords { sending: corrected, words, notice_code: "K7QF-2N".into() };
    for (number, wanted) in [(0, TwoSaid::WaitsForAnother), (1, TwoSaid::Done)] {
        let ids = &ground.app.ids;
        let by = By { act: ids.fresh(START), account: ids.fresh(START), group: ground.groups[number], words_hash: [9; 32] };
        let (wrong, new) = (wrong.clone(), new.clone());
        let said = ground
            .app
            .db
            .write("stories.correct", move |tx| calls::correct(tx, START, &wrong, &by, |_| Ok(new.clone())))
            .await
            .unwrap();
        assert_eq!(said, Ok(wanted));
    }
    ground.app.waker.wake();
    ground.until_ended(corrected).await;
    let correction = ground.sending(corrected).await;
    assert_eq!((correction.kind, correction.corrects), (Kind::Correction, Some(sending)));
    assert_eq!(ground.progress(corrected).await.handed_over, 8);
    assert_eq!(sink.count(), 16);
    worker.stop().await;
}
