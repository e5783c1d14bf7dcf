//! Two workers, one of which dies around its n-th write: nobody gets two, nobody is lost, and at most what it had on the way is in doubt.

use super::ground::{Counting, Death, Ground, START, WITHIN};
use clarion::clock::Clock;
use clarion::messages::calls::{self, State};
use clarion::messages::delivery::ON_THE_WAY_MAX;
use db::Engine;
use std::time::Instant;

on_both!(a_worker_that_dies_doubles_and_loses_nobody, a_worker_that_dies_beside_another_doubles_and_loses_nobody);

const PEOPLE: usize = 2_000;

/// The hand-overs around which it dies; in a long test every one.
fn deaths() -> Vec<Death> {
    let numbers: Vec<usize> = if testkit::long() { (1..=24).collect() } else { vec![1, 2, 5] };
    numbers.into_iter().flat_map(|number| [Death::Before(number), Death::After(number)]).collect()
}

async fn a_worker_that_dies_doubles_and_loses_nobody(engine: Engine) {
    for death in deaths() {
        let doubts = one_death(engine, death).await;
        assert!(doubts > 0, "{death:?}: it had mails on the way");
    }
}

async fn a_worker_that_dies_beside_another_doubles_and_loses_nobody(engine: Engine) {
    for death in deaths() {
        let ground = Ground::new(engine, Clock::manual(START), 4, &[]).await;
        ground.crowd(PEOPLE).await;
        let sink = Counting::new(&ground, death);
        let alive = sink.with(Death::Never);
        let (dying, healthy) = (ground.worker(sink.clone()), ground.worker(alive.clone()));
        let sending = ground.start_two_waves().await;
        // The other may be quicker, and nothing is left to die at.
        let is_over = async || ground.sending(sending).await.state == State::Ended;
        ground.until("it dies or all is over", async || sink.is_dead() || is_over().await).await;
        drop(dying);
        ground.until_ended_in_time(sending, healthy, || ground.worker(alive.clone())).await;
        check(&ground, sending, &sink, death).await;
    }
}

async fn one_death(engine: Engine, death: Death) -> i64 {
    let ground = Ground::new(engine, Clock::manual(START), 4, &[]).await;
    ground.crowd(PEOPLE).await;
    let sink = Counting::new(&ground, death);
    let alive = sink.with(Death::Never);
    let dying = ground.worker(sink.clone());
    let sending = ground.start_two_waves().await;
    // It works alone until it dies: the second comes to what is left and to what is in doubt.
    let begun = Instant::now();
    while !sink.is_dead() {
        assert!(begun.elapsed() < WITHIN, "{death:?}: it was to die");
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let second = ground.worker(alive.clone());
    drop(dying);
    ground.until_ended_in_time(sending, second, || ground.worker(alive.clone())).await;
    check(&ground, sending, &sink, death).await;
    ground.progress(sending).await.in_doubt
}

async fn check(ground: &Ground, sending: clarion::ids::Id, sink: &Counting, death: Death) {
    let waves = ground.waves(sending).await;
    let all = ground.progress(sending).await;
    assert_eq!(all.audience, PEOPLE as i64, "{death:?}");
    for wave in &waves {
        let people = wave.people;
        assert_eq!(people.handed_over + people.refused + people.in_doubt, people.audience, "{death:?}: {wave:?}");
        assert_eq!(people.waiting, 0);
    }
    let mails = sink.mails();
    assert!(mails.values().all(|times| *times == 1), "{death:?}: somebody got two");
    // Whoever is not in doubt and was not refused has it.
    let arrived = mails.len() as i64;
    assert!(arrived >= all.handed_over && arrived <= all.handed_over + all.in_doubt, "{death:?}: {arrived} of {all:?}");
    assert!(all.in_doubt <= ON_THE_WAY_MAX as i64, "{death:?}: {} in doubt", all.in_doubt);
    assert_eq!(all.refused, 0);
    let listed = ground.app.db.read_newest(move |tx| calls::in_doubt(tx, sending, 1 + ON_THE_WAY_MAX as i64)).await.unwrap();
    assert_eq!(listed.len() as i64, all.in_doubt);
}
