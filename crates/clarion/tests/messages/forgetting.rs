//! Who got the words of a sending is known for 90 days after it ended; then numbers are left.

use super::ground::{Counting, Death, Ground, START};
use clarion::clock::{Clock, DAY};
use clarion::ids::Id;
use clarion::messages::calls::{self, By, NewWords, State, TwoRefusal, TwoSaid};
use clarion::messages::delivery::KEPT_FOR;
use db::Engine;

on_both!(
    ninety_days_after_the_end_numbers_are_left_and_nobody_is_known,
    a_correction_that_stays_paused_keeps_nobody_of_what_it_corrects,
);

mod rows {
    db::statements! {
        HUMANS = "SELECT COUNT(*) FROM delivery WHERE sending_id = $1";
        MAILBOXES = "SELECT COUNT(*) FROM delivery_address WHERE sending_id = $1";
        AUDIENCES = "SELECT COUNT(*) FROM audience_slice a JOIN message m ON m.id = a.message_id WHERE m.sending_id = $1";
    }
}

/// With the rest of the other sending it is more than one page of the walk.
const PEOPLE: usize = 1_100;

/// Humans, mailboxes and frozen slices that are known of a sending.
async fn known(ground: &Ground, sending: Id) -> [i64; 3] {
    let count = move |tx: &mut db::Tx<'_>| {
        let mut found = [0; 3];
        for (found, statement) in found.iter_mut().zip([&rows::HUMANS, &rows::MAILBOXES, &rows::AUDIENCES]) {
            *found = tx.first(statement, &[(&sending).into()], |row| row.int(0))?.unwrap_or(0);
        }
        Ok(found)
    };
    ground.app.db.read_newest(count).await.unwrap()
}

async fn send(ground: &Ground) -> Id {
    let sending = ground.app.ids.fresh(ground.app.clock.now());
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until_ended(sending).await;
    sending
}

/// What the second of two groups hears that wants a sending corrected.
async fn correct(ground: &Ground, sending: Id) -> (Id, Result<TwoSaid, TwoRefusal>) {
    let (wrong, ids, now) = (ground.sending(sending).await, &ground.app.ids, ground.app.clock.now());
    let corrected = ids.fresh(now);
    let words = ground.message(corrected, 1).words;
    let new = NewWords { sending: corrected, words, notice_code: "K7QF-2N".into() };
    let mut said = Ok(TwoSaid::WaitsForAnother);
    for group in &ground.groups {
        let by = By { act: ids.fresh(now), account: ids.fresh(now), group: *group, words_hash: [9; 32] };
        let (wrong, new) = (wrong.clone(), new.clone());
        let verb = move |tx: &mut db::Tx<'_>| calls::correct(tx, now, &wrong, &by, |_| Ok(new.clone()));
        said = ground.app.db.write("stories.correct", verb).await.unwrap();
    }
    (corrected, said)
}

async fn ninety_days_after_the_end_numbers_are_left_and_nobody_is_known(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    ground.crowd(PEOPLE).await;
    let worker = ground.worker(Counting::new(&ground, Death::Never));
    let first = send(&ground).await;
    ground.app.clock.advance(60 * DAY);
    let second = send(&ground).await;
    worker.stop().await;
    let (people, all, later) = (PEOPLE as i64, ground.progress(first).await, known(&ground, second).await);
    for [humans, mailboxes, slices] in [known(&ground, first).await, later] {
        assert_eq!((humans, mailboxes), (people, people));
        assert!(slices > 0);
    }
    ground.app.clock.advance(KEPT_FOR - 60 * DAY + DAY);
    let worker = ground.server_worker();
    ground.until("the first is forgotten", async || known(&ground, first).await == [0; 3]).await;
    assert_eq!(known(&ground, second).await, later, "it ended later");
    assert_eq!(ground.progress(first).await, all, "the numbers stay");
    assert_eq!(correct(&ground, first).await.1, Err(TwoRefusal::NotNow), "nobody knows any more for whom");
    assert_eq!(correct(&ground, second).await.1, Ok(TwoSaid::Done));
    worker.stop().await;
}

async fn a_correction_that_stays_paused_keeps_nobody_of_what_it_corrects(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    ground.crowd(20).await;
    let worker = ground.worker(Counting::new(&ground, Death::Never));
    let wrong = send(&ground).await;
    worker.stop().await;
    ground.app.clock.advance(KEPT_FOR - DAY);
    let (correction, said) = correct(&ground, wrong).await;
    assert_eq!(said, Ok(TwoSaid::Done));
    for group in &ground.groups {
        let (now, ids) = (ground.app.clock.now(), &ground.app.ids);
        let by = By { act: ids.fresh(now), account: ids.fresh(now), group: *group, words_hash: [7; 32] };
        let pause = move |tx: &mut db::Tx<'_>| calls::confirm_or_pause(tx, now, correction, &by);
        ground.app.db.write("stories.pause", pause).await.unwrap().unwrap();
    }
    // The time comes while nobody has yet looked whom the correction goes to.
    ground.app.clock.advance(2 * DAY);
    let worker = ground.server_worker();
    ground
        .until("its people are chosen", async || ground.waves(correction).await.iter().all(|wave| wave.frozen_at.is_some()))
        .await;
    worker.stop().await;
    assert!(known(&ground, correction).await[2] > 0, "they were not forgotten before that");
    ground.app.clock.advance(2 * DAY);
    let worker = ground.server_worker();
    ground.until("the first is forgotten", async || known(&ground, wrong).await == [0; 3]).await;
    worker.stop().await;
    assert_eq!((ground.sending(correction).await.state, known(&ground, correction).await[0]), (State::Paused, 0));
}
