//! Delivery: waves in their order, each human once, in their language, from the group they know best; who left or was stopped between
//! queueing and sending gets nothing.

use super::ground::{Counting, Death, Ground, START};
use clarion::clock::{Clock, DAY, MINUTE};
use clarion::ids::Id;
use clarion::messages::calls::{self, NewMessage, State};
use clarion::messages::delivery::{self, CALLS_A_WEEK_MAX, Drill, ON_THE_WAY_MAX, Refusal};
use clarion::people;
use db::Engine;

on_both!(
    everybody_gets_one_mail_in_their_language,
    who_leaves_while_it_runs_gets_nothing,
    the_budget_of_a_week_is_kept,
    a_rate_is_kept,
    a_drill_reaches_nobody_and_uses_nothing_up,
);

async fn everybody_gets_one_mail_in_their_language(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 3, &[]).await;
    ground.crowd(2500).await;
    let sink = Counting::new(&ground, Death::Never);
    let worker = ground.worker(sink.clone());
    let sending = ground.start_two_waves().await;
    ground.until_ended(sending).await;
    let waves = ground.waves(sending).await;
    assert_eq!(waves[0].people.audience, 500);
    assert_eq!(waves[1].people.audience, 2000);
    for wave in &waves {
        assert_eq!(wave.people.handed_over, wave.people.audience);
        assert!(wave.first_at.is_some() && wave.ended_at.is_some() && wave.frozen_at.is_some());
    }
    assert_eq!((sink.count(), sink.mails().len()), (2500, 2500));
    let spanish = sink.subjects().iter().filter(|subject| subject.contains("Se convoca")).count();
    assert_eq!(spanish, 1250);
    let report = ground.app.db.read_newest(move |tx| calls::report(tx, sending)).await.unwrap();
    assert_eq!(report.iter().map(|line| line.handed_over).sum::<i64>(), 2500);
    assert_eq!(report.len(), 6, "each group in each wave: {report:?}");
    worker.stop().await;
}

async fn who_leaves_while_it_runs_gets_nothing(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    // More than all workers can have on the way at once: whoever stands at the end has not been judged yet.
    let people = ON_THE_WAY_MAX + 44;
    ground.crowd(people).await;
    let sink = Counting::new(&ground, Death::Never);
    sink.shut();
    let worker = ground.worker(sink.clone());
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until("the first mails are on the way", async || sink.steps() > 0).await;
    let last = last_identities(&ground, 20).await;
    let (left, groups) = (last[..10].to_vec(), ground.groups.clone());
    let leave = move |tx: &mut db::Tx<'_>| left.iter().try_for_each(|who| people::leave_calls(tx, *who, &groups, START));
    ground.app.db.write("stories.leave", leave).await.unwrap();
    let keys: Vec<seal::MatchingKey> = keys_of(&ground, &last[10..]).await;
    let stop = move |tx: &mut db::Tx<'_>| keys.iter().try_for_each(|key| people::suppress_mail(tx, *key, Id::ZERO, START));
    ground.app.db.write("stories.stop", stop).await.unwrap();
    sink.open();
    ground.until_ended(sending).await;
    let report = ground.app.db.read_newest(move |tx| calls::report(tx, sending)).await.unwrap();
    let refused = |why: Refusal| {
        let lines = report.iter().flat_map(|line| &line.refused);
        lines.filter(|(reason, _)| *reason == why).map(|(_, people)| *people).sum::<i64>()
    };
    assert_eq!((refused(Refusal::Left), refused(Refusal::Suppressed)), (10, 10), "{report:?}");
    let all = ground.progress(sending).await;
    let people = people as i64;
    assert_eq!((all.audience, all.handed_over, all.refused, all.in_doubt), (people, people - 20, 20, 0));
    assert_eq!(sink.mails().len() as i64, people - 20);
    worker.stop().await;
}

mod rows {
    db::statements! {
        LAST = "SELECT DISTINCT identity_id FROM person ORDER BY identity_id DESC LIMIT $1";
        KEY = "SELECT matching_key FROM identity_key WHERE identity_id = $1";
        CONTACTS = "SELECT COUNT(*) FROM contact";
    }
}

async fn last_identities(ground: &Ground, people: i64) -> Vec<Id> {
    let read = move |tx: &mut db::Tx<'_>| tx.rows(&rows::LAST, &[people.into()], |row| Ok(Id(row.id(0)?)));
    ground.app.db.read_newest(read).await.unwrap()
}

async fn keys_of(ground: &Ground, people: &[Id]) -> Vec<seal::MatchingKey> {
    let people = people.to_vec();
    let read = move |tx: &mut db::Tx<'_>| {
        let key = |who: &Id| tx.first(&rows::KEY, &[who.into()], |row| Ok(seal::MatchingKey(row.id(0)?)));
        people.iter().map(key).collect::<Result<Vec<_>, _>>()
    };
    ground.app.db.read_newest(read).await.unwrap().into_iter().flatten().collect()
}

async fn the_budget_of_a_week_is_kept(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 1, &[]).await;
    ground.crowd(20).await;
    let sink = Counting::new(&ground, Death::Never);
    let worker = ground.worker(sink.clone());
    for number in 1..=CALLS_A_WEEK_MAX + 1 {
        let sending = ground.app.ids.fresh(START);
        ground.start(vec![ground.message(sending, 1)]).await;
        ground.until_ended(sending).await;
        let all = ground.progress(sending).await;
        let handed_over = if number <= CALLS_A_WEEK_MAX { 20 } else { 0 };
        assert_eq!((all.handed_over, all.refused), (handed_over, 20 - handed_over), "call {number}");
    }
    ground.app.clock.advance(7 * DAY);
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until_ended(sending).await;
    assert_eq!(ground.progress(sending).await.handed_over, 20, "a new week");
    worker.stop().await;
}

async fn a_rate_is_kept(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START - START % MINUTE), 2, &[]).await;
    ground.crowd(120).await;
    let slow = ground.groups[0];
    ground.app.db.write("stories.rate", move |tx| delivery::set_rate(tx, slow, 10)).await.unwrap();
    let sink = Counting::new(&ground, Death::Never);
    let mut worker = ground.worker(sink.clone());
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    // Everybody of the other group, and ten of the slow one.
    let other = async || {
        let report = ground.app.db.read_newest(move |tx| calls::report(tx, sending)).await.unwrap();
        let of =
            |is_slow: bool| report.iter().filter(|line| (line.group == slow) == is_slow).map(|line| line.handed_over).sum::<i64>();
        (of(true), of(false))
    };
    let mut minutes = 1;
    while ground.sending(sending).await.state != State::Ended {
        let wanted = ground.progress(sending).await.audience;
        ground
            .until("the minute's mails have left", async || {
                let (slow, all) = (other().await.0, ground.progress(sending).await);
                slow == 10 * minutes || (wanted > 0 && all.handed_over == all.audience)
            })
            .await;
        let slow = other().await.0;
        assert!(slow <= 10 * minutes, "{slow} in {minutes} minutes");
        minutes += 1;
        // A jump of the clock ends leases: nothing may be on the way, so nobody works meanwhile.
        worker.stop().await;
        ground.app.clock.advance(MINUTE);
        worker = ground.worker(sink.clone());
    }
    let (slow, others) = other().await;
    assert_eq!(slow + others, 120);
    assert!(slow > 40 && minutes >= (slow + 9) / 10, "{slow} and {others} took {minutes} minutes");
    worker.stop().await;
}

async fn a_drill_reaches_nobody_and_uses_nothing_up(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    ground.crowd(100).await;
    let real = Counting::new(&ground, Death::Never);
    let workers = [ground.worker(real.clone()), ground.worker(Drill(ground.mailer.builder()))];
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![NewMessage { is_drill: true, ..ground.message(sending, 1) }]).await;
    ground.until_ended(sending).await;
    let all = ground.progress(sending).await;
    assert_eq!((all.audience, all.handed_over), (100, 100));
    assert!(real.mails().is_empty() && real.subjects().is_empty(), "the workers of real mails leave it alone");
    let contacts = |tx: &mut db::Tx<'_>| tx.first(&rows::CONTACTS, &[], |row| row.int(0));
    assert_eq!(ground.app.db.read_newest(contacts).await.unwrap(), Some(0));
    for worker in workers {
        worker.stop().await;
    }
}
