//! Real mails over SMTP: what they carry, and relays that are away, refuse, and come back.

use super::ground::{Ground, START, WITHIN, relay};
use clarion::clock::{Clock, MINUTE};
use clarion::messages::calls::{self, Progress, State, WhyPaused};
use clarion::messages::delivery::{FAILED_MIN, ON_THE_WAY_MAX, Refusal};
use db::Engine;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::smtp_sink::{Answer, Script, SinkSettings, SmtpSink};

use crate::petitions::confirming_mails::gate;
use crate::petitions::mailing::readable;

on_both!(
    the_first_mail_arrives_within_two_seconds,
    a_relay_that_was_away_gets_each_mail_once,
    what_the_relay_refuses_is_told_with_the_reason,
    a_connection_that_breaks_leaves_doubts_and_doubles_nobody,
    errors_that_mount_pause_the_sending,
    more_than_the_outbox_is_for_pauses_the_sending,
);

fn sink(script: Option<Script>) -> SmtpSink {
    SmtpSink::start(SinkSettings { script, ..SinkSettings::default() })
}

async fn ground(engine: Engine, clock: Clock, sink: &SmtpSink) -> Ground {
    Ground::new(engine, clock, 2, &[("CLARION_SMTP_URL", &sink.url())]).await
}

fn times(sink: &SmtpSink) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for mail in sink.received() {
        *times.entry(mail.to).or_default() += 1;
    }
    times
}

async fn the_first_mail_arrives_within_two_seconds(engine: Engine) {
    let sink = sink(None);
    let ground = ground(engine, Clock::System, &sink).await;
    ground.crowd(1000).await;
    let worker = ground.server_worker();
    let begun = Instant::now();
    let sending = ground.start_two_waves().await;
    assert!(sink.wait_for(1, WITHIN).await, "nothing arrived");
    let first = begun.elapsed();
    // Only a quiet machine can be held to it.
    assert!(!testkit::long() || first <= Duration::from_secs(2), "the first mail came after {first:?}");
    ground.until_ended(sending).await;
    assert_eq!((sink.count(), times(&sink).len()), (1000, 1000));
    assert!(sink.violations().is_empty());
    let mail = sink.received().into_iter().find(|mail| mail.to == "p0@people.example").unwrap();
    let text = readable(&mail.data);
    for part in [
        "Subject: It is called",
        "Hello Ana,",
        "Come to the library on Saturday at noon.",
        "K7QF-2M",
        "https://act.example/n/K7QF-2M",
        "1 Made-up Street",
        "List-Unsubscribe: <https://act.example/t/leave/",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Get no more calls from Open Libraries",
        "text/plain",
        "text/html",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let spanish = sink.received().into_iter().find(|mail| mail.to == "p1@people.example").unwrap();
    assert!(readable(&spanish.data).contains("https://act.example/es/n/K7QF-2M"));
    worker.stop().await;
    eprintln!("the first mail arrived after {} ms, the last of 1,000 after {} ms", first.as_millis(), begun.elapsed().as_millis());
}

async fn a_relay_that_was_away_gets_each_mail_once(engine: Engine) {
    let sink = sink(None);
    let is_open = Arc::new(AtomicBool::new(false));
    let url = gate(&sink, Arc::clone(&is_open)).await;
    let ground = Ground::new(engine, Clock::System, 2, &[("CLARION_SMTP_URL", &url)]).await;
    ground.crowd(150).await;
    let worker = ground.server_worker();
    let sending = ground.start_two_waves().await;
    ground
        .until("the audiences are frozen", async || ground.waves(sending).await.iter().all(|wave| wave.frozen_at.is_some()))
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(ground.progress(sending).await.handed_over, 0);
    is_open.store(true, Ordering::SeqCst);
    ground.until_ended(sending).await;
    let all = ground.progress(sending).await;
    assert_eq!(all, Progress { audience: 150, handed_over: 150, ..Progress::default() });
    assert!(times(&sink).values().all(|times| *times == 1));
    assert_eq!(sink.count(), 150);
    worker.stop().await;
}

async fn what_the_relay_refuses_is_told_with_the_reason(engine: Engine) {
    let later = Arc::new(AtomicBool::new(false));
    let script: Script = {
        let later = Arc::clone(&later);
        Arc::new(move |to| match to {
            "p1@people.example" => Answer::RefuseRecipient(550),
            "p2@people.example" => Answer::RefuseBody(554),
            "p3@people.example" | "p4@people.example" if !later.load(Ordering::SeqCst) => Answer::RefuseRecipient(451),
            "p5@people.example" => Answer::RefuseRecipient(452),
            _ => Answer::Accept,
        })
    };
    let sink = sink(Some(script));
    let ground = ground(engine, Clock::manual(START), &sink).await;
    ground.crowd(40).await;
    let worker = ground.server_worker();
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground
        .until("all but the refused have theirs", async || {
            let all = ground.progress(sending).await;
            all.audience > 0 && all.waiting <= 3 && all.refused == 2
        })
        .await;
    later.store(true, Ordering::SeqCst);
    ground.until_ended_in_steps(sending, 16 * MINUTE, worker, || ground.server_worker()).await;
    let all = ground.progress(sending).await;
    assert_eq!((all.audience, all.refused), (40, 3));
    assert_eq!((all.handed_over, all.in_doubt), (37, 0));
    let report = ground.app.db.read_newest(move |tx| calls::report(tx, sending)).await.unwrap();
    let mut refused: Vec<(Refusal, i64)> = report.iter().flat_map(|line| line.refused.clone()).collect();
    refused.sort_unstable();
    assert_eq!(refused.iter().filter(|(why, _)| *why == Refusal::Relay).map(|(_, people)| people).sum::<i64>(), 2);
    assert_eq!(refused.last(), Some(&(Refusal::TriedTooOften, 1)), "p5");
    assert!(times(&sink).values().all(|times| *times == 1));
}

async fn a_connection_that_breaks_leaves_doubts_and_doubles_nobody(engine: Engine) {
    let script: Script = Arc::new(|to| if to == "p6@people.example" { Answer::KeepAndDrop } else { Answer::Accept });
    let sink = sink(Some(script));
    let ground = ground(engine, Clock::System, &sink).await;
    ground.crowd(400).await;
    let worker = ground.server_worker();
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until_ended(sending).await;
    // The one, and whoever was behind it on its connection.
    let (all, arrived) = (ground.progress(sending).await, sink.count() as i64);
    assert!((1..=smtp::IN_FLIGHT_MAX as i64).contains(&all.in_doubt), "{all:?}");
    assert!(arrived >= all.handed_over && arrived <= all.handed_over + all.in_doubt, "{arrived}, {all:?}");
    assert_eq!((all.handed_over + all.in_doubt, all.refused), (400, 0));
    assert!(times(&sink).values().all(|times| *times == 1));
    worker.stop().await;
}

async fn errors_that_mount_pause_the_sending(engine: Engine) {
    let sink = sink(Some(Arc::new(|_| Answer::RefuseRecipient(550))));
    let ground = ground(engine, Clock::manual(START), &sink).await;
    ground.crowd(2_000).await;
    let worker = ground.worker(relay(&ground));
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until("it pauses itself", async || ground.sending(sending).await.state == State::Paused).await;
    assert_eq!(ground.sending(sending).await.why_paused, Some(WhyPaused::Errors));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let all = ground.progress(sending).await;
    // Beyond the bound only what was on the way when it was reached, and what the same steps had judged.
    let at_most = FAILED_MIN + 2 * ON_THE_WAY_MAX as i64;
    assert!(all.refused >= FAILED_MIN && all.refused <= at_most, "{all:?}");
    assert_eq!(all.handed_over, 0);
    worker.stop().await;
}

async fn more_than_the_outbox_is_for_pauses_the_sending(engine: Engine) {
    let ground = Ground::new(engine, Clock::manual(START), 2, &[]).await;
    ground.crowd(1001).await;
    let worker = ground.server_worker();
    let sending = ground.app.ids.fresh(START);
    ground.start(vec![ground.message(sending, 1)]).await;
    ground.until("it pauses itself", async || ground.sending(sending).await.state == State::Paused).await;
    let paused = ground.sending(sending).await;
    assert_eq!(paused.why_paused, Some(WhyPaused::Outbox));
    assert_eq!(ground.progress(sending).await.waiting, 1001);
    worker.stop().await;
}
