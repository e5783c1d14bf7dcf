//! What becomes of jobs that fail: again later, and given up in the end.

use crate::ground::{Ground, KIND, START, answering, quiet_moment, until};
use jobs::{Bounds, Job, Outcome, Registry};
use std::sync::atomic::Ordering;
use std::time::Duration;

on_both!(
    a_failing_job_runs_after_growing_delays_and_is_given_up_with_its_reason,
    a_panic_and_a_run_too_long_are_tried_again,
    a_job_that_names_its_time_runs_then,
    a_job_that_kills_its_workers_is_given_up,
);

async fn a_failing_job_runs_after_growing_delays_and_is_given_up_with_its_reason(ground: &Ground) {
    let delay = Duration::from_secs(100);
    let bounds = Bounds { attempts_max: 3, retry_delay_min: delay, ..Bounds::default() };
    let (registry, runs) = answering(bounds, Outcome::retry("smtp: 451"));
    let worker = ground.start(registry);
    ground.queue(KIND, 1..2).await;
    for (attempt, seconds) in [(1, 100), (2, 200)] {
        until("the attempt is written", async || {
            let row = ground.row(1).await;
            row.attempts == attempt && !row.held
        })
        .await;
        assert_eq!(ground.row(1).await.reason, "smtp: 451");
        let now = ground.now.load(Ordering::SeqCst);
        let row = ground.row(1).await;
        let wait = row.run_at - now;
        assert!((seconds * 800_000..=seconds * 1_200_000).contains(&wait), "attempt {attempt} waits {wait}");
        ground.advance(wait - 1);
        quiet_moment().await;
        assert_eq!(runs.load(Ordering::SeqCst), attempt as u64, "not before its time");
        ground.advance(1);
    }
    until("it is given up", async || ground.row(1).await.state == 2).await;
    let row = ground.row(1).await;
    assert_eq!((row.attempts, row.reason.as_str(), runs.load(Ordering::SeqCst)), (3, "smtp: 451", 3));
    assert_eq!(ground.figures().await.given_up, 1);
    worker.stop().await;
}

async fn a_panic_and_a_run_too_long_are_tried_again(ground: &Ground) {
    let mut registry = Registry::new();
    let bounds = Bounds { run_time_max: Duration::from_millis(20), ..Bounds::default() };
    registry.add(KIND, bounds, |job: Job| async move {
        assert_ne!(job.payload, crate::ground::id(1), "a made-up panic");
        std::future::pending().await
    });
    let worker = ground.start(registry);
    ground.queue(KIND, 1..3).await;
    until("both failed", async || !ground.row(1).await.reason.is_empty() && !ground.row(2).await.reason.is_empty()).await;
    let (panicked, slow) = (ground.row(1).await, ground.row(2).await);
    assert_eq!((panicked.state, panicked.reason.as_str()), (0, "its handler panicked"));
    assert_eq!((slow.state, slow.reason.as_str()), (0, "it took too long"));
    worker.stop().await;
}

async fn a_job_that_names_its_time_runs_then(ground: &Ground) {
    let at = START + 5_000_000;
    let (registry, _) = answering(Bounds::default(), Outcome::RetryAt { at, reason: "rate".to_owned() });
    let worker = ground.start(registry);
    ground.queue(KIND, 1..2).await;
    until("it is put off", async || ground.row(1).await.reason == "rate").await;
    assert_eq!(ground.row(1).await.run_at, at);
    worker.stop().await;
}

async fn a_job_that_kills_its_workers_is_given_up(ground: &Ground) {
    ground.queue(KIND, 1..2).await;
    ground.set_attempts(1, 3).await;
    let (registry, runs) = answering(Bounds { attempts_max: 3, ..Bounds::default() }, Outcome::Done);
    let worker = ground.start(registry);
    until("it is given up", async || ground.row(1).await.state == 2).await;
    assert_eq!(ground.row(1).await.reason, "its worker was lost at every attempt");
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    worker.stop().await;
}
