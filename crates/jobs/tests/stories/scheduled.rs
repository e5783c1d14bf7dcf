//! Work that comes by itself, once in each period.

use crate::ground::{Ground, HOUR, START, quiet_moment, until};
use jobs::{Bounds, Outcome, Registry, period_id};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

on_both!(two_nodes_run_a_daily_job_once_a_day);

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn two_nodes_run_a_daily_job_once_a_day(ground: &Ground) {
    let runs = Arc::new(AtomicU64::new(0));
    let node = || {
        let mut registry = Registry::new();
        let runs = Arc::clone(&runs);
        registry.add_every("stories.daily", DAY, Bounds::default(), move |job| {
            assert_eq!(job.id, period_id("stories.daily", job_day(job.created_at)));
            runs.fetch_add(1, Ordering::SeqCst);
            std::future::ready(Outcome::Done)
        });
        ground.start(registry)
    };
    let (one, other) = (node(), node());
    for day in 1..=3 {
        until("it ran", async || ground.count(1).await.0 == day).await;
        ground.advance(11 * HOUR);
        quiet_moment().await;
        assert_eq!(runs.load(Ordering::SeqCst), day as u64, "once a day");
        ground.advance(13 * HOUR);
    }
    until("it ran on the fourth day", async || ground.count(1).await.0 == 4).await;
    one.stop().await;
    other.stop().await;
    // What was done today is kept, so a node started today does not do it again.
    let now = ground.now.load(Ordering::SeqCst);
    assert!(jobs::clean_up(&ground.db, now).await.unwrap() < 4);
    let third = node();
    quiet_moment().await;
    assert_eq!(runs.load(Ordering::SeqCst), 4);
    third.stop().await;
}

fn job_day(at: i64) -> i64 {
    assert!(at >= START);
    at / (24 * HOUR)
}
