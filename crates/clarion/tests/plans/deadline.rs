//! The deadline: what stands decides, late ballots are told so, and the jobs bring it all about by themselves.

use super::Room;
use super::room::{DEADLINE, DELEGATE, NOW, VOTING, noting};
use ::jobs::{Registry, Worker};
use clarion::app::{App, Parts};
use clarion::plans::ballot_box::{BoxRefusal, Phase};
use clarion::plans::{Choice, Outcome, jobs};
use std::sync::Arc;
use std::time::{Duration, Instant};

on_both!(
    what_stands_at_the_deadline_decides,
    a_late_ballot_is_refused_and_the_decision_noted_all_the_same,
    too_few_have_spoken,
    a_decision_waits_for_the_stated_hour,
    the_jobs_decide_and_start_by_themselves,
);

fn what_stands_at_the_deadline_decides(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (0, DELEGATE), Choice::StandDown, VOTING).unwrap();
    room.vote(ballot, (1, DELEGATE), Choice::StandDown, VOTING).unwrap();
    assert_eq!(room.evaluate(ballot, DEADLINE - 1), None, "two of four are no majority while two may still speak");
    assert_eq!(room.evaluate(ballot, DEADLINE), Some(Outcome::StandDown), "two of the two that spoke");
}

fn a_late_ballot_is_refused_and_the_decision_noted_all_the_same(room: &Room) {
    let ballot = room.open();
    for number in 0..2 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    // The job is late, the ballot even later.
    assert_eq!(room.vote(ballot, (2, DELEGATE), Choice::StandDown, DEADLINE + 5), Err(BoxRefusal::Ended));
    assert!(matches!(room.ballot_box(ballot).phase, Phase::Decided { outcome: Outcome::Call, .. }));
    assert_eq!(room.plan_state(), "decided");
}

fn too_few_have_spoken(room: &Room) {
    let ballot = room.open();
    room.vote(ballot, (0, DELEGATE), Choice::Call, VOTING).unwrap();
    assert_eq!(room.evaluate(ballot, DEADLINE), Some(Outcome::Hold));
    let (follow, noted) = noting();
    assert!(room.start(ballot, DEADLINE, &follow).is_some(), "a hold changes nothing, so it needs no cooling-off");
    assert_eq!(room.plan_state(), "hold");
    assert_eq!(noted.lock().unwrap()[0].waves, []);
    let again = room.prepare(1);
    assert_ne!(again, ballot, "a new ballot can be prepared");
}

fn a_decision_waits_for_the_stated_hour(room: &Room) {
    let hour = DEADLINE + 1_000_000;
    let ballot = room.open_with(|document| document.starts_at = Some(hour));
    for number in 0..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, VOTING).unwrap();
    }
    assert!(matches!(room.ballot_box(ballot).phase, Phase::Decided { starts_at, .. } if starts_at == hour));
    let (follow, noted) = noting();
    assert_eq!(room.start(ballot, hour - 1, &follow), None);
    assert!(room.start(ballot, hour, &follow).is_some());
    assert_eq!(noted.lock().unwrap().len(), 1);
}

/// Everything at the machine's own time: the window has passed, the deadline too, and a worker finds out.
fn the_jobs_decide_and_start_by_themselves(room: &Room) {
    let ballot = room.open();
    for number in 0..3 {
        room.vote(ballot, (number, DELEGATE), Choice::Call, NOW + 1).unwrap();
    }
    let app = &room.server.app;
    let settings = ::jobs::Settings::new(app.ids.bytes(), app.waker.clone());
    // Not the machine's clock: the story plays around NOW, and its day passes while the worker runs.
    let clock = clarion::clock::Clock::manual(DEADLINE);
    let parts = Parts::new(app.db.clone(), app.vault.clone(), clock.clone(), app.ids.clone(), app.settings.clone());
    let later = App::from(Parts { waker: app.waker.clone(), ..parts });
    let (follow, noted) = noting();
    let mut registry = Registry::new();
    jobs::register(&mut registry, &later, follow);
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let ticking = clock.clone();
    let now: ::jobs::Clock = Arc::new(move || ticking.now());
    let worker = runtime.block_on(async { Worker::start(app.db.clone(), Arc::new(registry), now, settings) });
    let wait_for = |state: &str| {
        while room.plan_state() != state {
            assert!(began.elapsed() < Duration::from_secs(60), "the plan stays {}", room.plan_state());
            std::thread::park_timeout(Duration::from_millis(20));
        }
    };
    wait_for("decided");
    assert!(noted.lock().unwrap().is_empty(), "nothing starts while it cools off");
    clock.advance(10 * clarion::clock::MINUTE);
    app.waker.wake();
    wait_for("called");
    runtime.block_on(worker.stop());
    let started = noted.lock().unwrap();
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].waves.len(), 4);
}
