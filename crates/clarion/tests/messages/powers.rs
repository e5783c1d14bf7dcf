//! Pausing, resuming and stopping, by the right number of people of the right groups.

use super::ground::{Counting, Death, Ground, START};
use clarion::clock::{Clock, MINUTE, SECOND};
use clarion::coalitions::Role;
use clarion::ids::Id;
use clarion::messages::calls::{self, By, PauseRefusal, Paused, Power, State, TwoRefusal, TwoSaid, WhyPaused};
use clarion::messages::delivery::ON_THE_WAY_MAX;
use db::Engine;

/// Twice what all workers together have on the way.
const PEOPLE: usize = 2 * ON_THE_WAY_MAX;

on_both!(
    one_groups_pause_lapses_and_anothers_word_makes_it_stand,
    two_people_of_two_groups_resume_and_stop,
    what_ran_out_of_people_while_paused_ends_when_it_goes_on,
);

async fn pause(ground: &Ground, sending: Id, group: Id) -> Result<Paused, PauseRefusal> {
    let by = by(ground, group, ground.app.ids.fresh(START));
    let now = ground.app.clock.now();
    ground.app.db.write("stories.pause", move |tx| calls::confirm_or_pause(tx, now, sending, &by)).await.unwrap()
}

fn by(ground: &Ground, group: Id, account: Id) -> By {
    By { act: ground.app.ids.fresh(START), account, group, words_hash: [7; 32] }
}

type Verb = fn(&mut db::Tx<'_>, i64, Id, i64, &By) -> Result<Result<TwoSaid, TwoRefusal>, db::Fault>;

async fn say(ground: &Ground, verb: Verb, sending: Id, version: i64, by: By) -> Result<TwoSaid, TwoRefusal> {
    let now = ground.app.clock.now();
    let said = ground.app.db.write("stories.say", move |tx| verb(tx, now, sending, version, &by)).await.unwrap();
    ground.app.waker.wake();
    said
}

/// A sending of [`PEOPLE`] whose first mails stand before a shut gate.
async fn shut(engine: Engine) -> (Ground, Counting, jobs::Worker, Id) {
    let ground = Ground::new(engine, Clock::manual(START), 3, &[]).await;
    ground.crowd(PEOPLE).await;
    let sink = Counting::new(&ground, Death::Never);
    sink.shut();
    let worker = ground.worker(sink.clone());
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until("the first mails are on the way", async || sink.steps() > 0).await;
    (ground, sink, worker, sending)
}

async fn one_groups_pause_lapses_and_anothers_word_makes_it_stand(engine: Engine) {
    let (ground, sink, worker, sending) = shut(engine).await;
    let partner = ground.add_group("Partner", "3 Street", Role::Partner).await;
    assert_eq!(pause(&ground, sending, partner).await, Err(PauseRefusal::NotSteering));
    assert_eq!(pause(&ground, sending, ground.groups[0]).await, Ok(Paused::Until(START + 15 * MINUTE)));
    assert_eq!(pause(&ground, sending, ground.groups[0]).await, Err(PauseRefusal::PausedBefore));
    sink.open();
    ground.until("what was on the way has arrived", async || ground.progress(sending).await.handed_over > 0).await;
    ground.until_quiet(sending).await;
    let before = sink.count();
    assert!(before <= ON_THE_WAY_MAX, "a pause holds: {before} mails have left");
    // It lapses by itself.
    ground.app.clock.advance(15 * MINUTE + SECOND);
    ground.app.waker.wake();
    ground.until("it goes on", async || sink.count() > before).await;
    ground.until_ended(sending).await;
    assert_eq!(pause(&ground, sending, ground.groups[1]).await, Err(PauseRefusal::NotRunning));
    worker.stop().await;
    // Another group's word makes it stand.
    let (ground, sink, worker, sending) = shut(engine).await;
    pause(&ground, sending, ground.groups[0]).await.unwrap();
    ground.app.clock.advance(SECOND);
    assert_eq!(pause(&ground, sending, ground.groups[1]).await, Ok(Paused::ForGood));
    sink.open();
    ground.app.clock.advance(60 * MINUTE);
    ground.app.waker.wake();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let paused = ground.sending(sending).await;
    assert_eq!((paused.state, paused.why_paused), (State::Paused, Some(WhyPaused::Group)));
    assert!(ground.progress(sending).await.waiting > 0);
    let acts = ground.app.db.read_newest(move |tx| calls::acts(tx, &paused)).await.unwrap();
    assert_eq!(
        acts.iter().map(|act| (act.power, act.group)).collect::<Vec<_>>(),
        [(Power::Pause, ground.groups[0]), (Power::Pause, ground.groups[1])]
    );
    worker.stop().await;
}

async fn two_people_of_two_groups_resume_and_stop(engine: Engine) {
    let (ground, sink, worker, sending) = shut(engine).await;
    let [one, two, three] = ground.groups[..] else { panic!("three groups") };
    let (ana, ben) = (ground.app.ids.fresh(START), ground.app.ids.fresh(START));
    pause(&ground, sending, one).await.unwrap();
    pause(&ground, sending, two).await.unwrap();
    sink.open();
    let version = ground.sending(sending).await.version;
    assert_eq!(say(&ground, calls::resume, sending, version, by(&ground, one, ana)).await, Ok(TwoSaid::WaitsForAnother));
    // Another person for the same group, who speaks for it from then on, and the same person for another group are no second.
    assert_eq!(say(&ground, calls::resume, sending, version, by(&ground, one, ben)).await, Ok(TwoSaid::WaitsForAnother));
    assert_eq!(say(&ground, calls::resume, sending, version, by(&ground, two, ben)).await, Ok(TwoSaid::WaitsForAnother));
    let others_words = By { words_hash: [8; 32], ..by(&ground, three, ana) };
    assert_eq!(say(&ground, calls::resume, sending, version, others_words).await, Ok(TwoSaid::WaitsForAnother));
    let version_before = version;
    let chosen = ground.add_group("Fourth", "4 Street", Role::Steering).await;
    assert_eq!(say(&ground, calls::resume, sending, version, by(&ground, chosen, ana)).await, Ok(TwoSaid::Done));
    assert_eq!(say(&ground, calls::stop, sending, version_before, by(&ground, two, ana)).await, Err(TwoRefusal::Changed));
    ground.until_ended(sending).await;
    assert_eq!(ground.progress(sending).await.handed_over, PEOPLE as i64);
    worker.stop().await;
    // Stopping leaves the rest without a mail.
    let (ground, sink, worker, sending) = shut(engine).await;
    let version = ground.sending(sending).await.version;
    for (group, wanted) in [(ground.groups[0], TwoSaid::WaitsForAnother), (ground.groups[1], TwoSaid::Done)] {
        let account = ground.app.ids.fresh(START);
        assert_eq!(say(&ground, calls::stop, sending, version, by(&ground, group, account)).await, Ok(wanted));
    }
    sink.open();
    ground.until("what was on the way is noted", async || ground.progress(sending).await.handed_over > 0).await;
    ground.until_quiet(sending).await;
    let is_noted = async || ground.progress(sending).await.handed_over == sink.count() as i64;
    ground.until("all that was on the way is noted", is_noted).await;
    let all = ground.progress(sending).await;
    assert_eq!(ground.sending(sending).await.state, State::Stopped);
    assert_eq!(all.handed_over, sink.count() as i64);
    assert!(all.waiting > 100, "{all:?}");
    worker.stop().await;
}

async fn what_ran_out_of_people_while_paused_ends_when_it_goes_on(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    pause(&ground, sending, ground.groups[0]).await.unwrap();
    assert_eq!(pause(&ground, sending, ground.groups[1]).await, Ok(Paused::ForGood));
    let worker = ground.worker(Counting::new(&ground, Death::Never));
    ground.until("its only wave is frozen, and empty", async || ground.waves(sending).await[0].ended_at.is_some()).await;
    assert_eq!(ground.sending(sending).await.state, State::Paused);
    let version = ground.sending(sending).await.version;
    for (group, wanted) in [(ground.groups[0], TwoSaid::WaitsForAnother), (ground.groups[1], TwoSaid::Done)] {
        let account = ground.app.ids.fresh(START);
        assert_eq!(say(&ground, calls::resume, sending, version, by(&ground, group, account)).await, Ok(wanted));
    }
    ground.until_ended(sending).await;
    worker.stop().await;
}
