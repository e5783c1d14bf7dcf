//! A claim stands while its worker lives, and no longer.

use crate::ground::{Ground, KIND, SECOND, START, answering, id, quiet_moment, until};
use jobs::{Bounds, Job, Outcome, Registry, Settings, Worker};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

on_both!(
    a_job_longer_than_its_lease_runs_once,
    a_killed_workers_job_runs_again_after_its_lease,
    a_late_answer_of_a_lost_lease_changes_nothing,
    a_clock_that_leaps_takes_no_job_from_the_worker_that_runs_it,
    stopping_waits_for_what_runs_and_hands_back_the_rest,
);

/// A kind that counts what runs, and then waits for `gate`, or for ever.
fn waiting(gate: Option<Arc<Notify>>) -> (Registry, Arc<AtomicU64>) {
    let begun = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&begun);
    let mut registry = Registry::new();
    registry.add(KIND, Bounds::default(), move |_: Job| {
        counted.fetch_add(1, Ordering::SeqCst);
        let gate = gate.clone();
        async move {
            match gate {
                Some(gate) => gate.notified().await,
                None => std::future::pending().await,
            }
            Outcome::Done
        }
    });
    (registry, begun)
}

async fn a_job_longer_than_its_lease_runs_once(ground: &Ground) {
    let runs: Arc<Mutex<HashMap<[u8; 16], u64>>> = Arc::default();
    let clock = Ground::running_clock();
    let workers = [0, 1].map(|_| {
        let mut registry = Registry::new();
        let runs = Arc::clone(&runs);
        registry.add(KIND, Bounds::default(), move |job: Job| {
            *runs.lock().unwrap().entry(job.id).or_default() += 1;
            async {
                tokio::time::sleep(Duration::from_millis(2500)).await;
                Outcome::Done
            }
        });
        let settings = Settings { lease: Duration::from_millis(1000), ..ground.settings() };
        Worker::start(ground.node(), Arc::new(registry), Arc::clone(&clock), settings)
    });
    ground.queue(KIND, 0..100).await;
    until("all are done", async || ground.count(1).await.0 == 100).await;
    assert_eq!(ground.count(1).await.1, 100, "one attempt each");
    assert!(runs.lock().unwrap().values().all(|runs| *runs == 1));
    for worker in workers {
        worker.stop().await;
    }
}

async fn a_killed_workers_job_runs_again_after_its_lease(ground: &Ground) {
    let (registry, begun) = waiting(None);
    let killed = ground.start(registry);
    ground.queue(KIND, 1..2).await;
    until("it runs", async || begun.load(Ordering::SeqCst) == 1).await;
    drop(killed);
    let (registry, runs) = answering(Bounds::default(), Outcome::Done);
    let worker = ground.start(registry);
    ground.advance(59 * SECOND);
    quiet_moment().await;
    assert_eq!(runs.load(Ordering::SeqCst), 0, "the lease still stands");
    ground.advance(SECOND);
    until("it is done", async || ground.row(1).await.state == 1).await;
    assert_eq!((runs.load(Ordering::SeqCst), ground.row(1).await.attempts), (1, 2));
    worker.stop().await;
}

async fn a_clock_that_leaps_takes_no_job_from_the_worker_that_runs_it(ground: &Ground) {
    let gate = Arc::new(Notify::new());
    let (registry, begun) = waiting(Some(Arc::clone(&gate)));
    let worker = ground.start(registry);
    ground.queue(KIND, 1..2).await;
    until("it runs", async || begun.load(Ordering::SeqCst) == 1).await;
    ground.advance(3600 * SECOND);
    // Another is claimed after the leap.
    ground.queue(KIND, 2..3).await;
    until("both run", async || begun.load(Ordering::SeqCst) >= 2).await;
    quiet_moment().await;
    assert_eq!(begun.load(Ordering::SeqCst), 2, "each once");
    gate.notify_waiters();
    until("both are done", async || ground.count(1).await.0 == 2).await;
    assert_eq!(ground.count(1).await.1, 2, "one attempt each");
    worker.stop().await;
}

async fn a_late_answer_of_a_lost_lease_changes_nothing(ground: &Ground) {
    let gates = [Arc::new(Notify::new()), Arc::new(Notify::new())];
    let (registry, begun) = waiting(Some(Arc::clone(&gates[0])));
    // Its clock stands, so that it never sees its lease end and gives no sign of life.
    let late = Worker::start(ground.node(), Arc::new(registry), Arc::new(|| START), ground.settings());
    ground.queue(KIND, 1..2).await;
    until("the first runs", async || begun.load(Ordering::SeqCst) == 1).await;
    ground.now.fetch_add(61 * SECOND, Ordering::SeqCst);
    let (registry, begun) = waiting(Some(Arc::clone(&gates[1])));
    let other = ground.start(registry);
    until("the second took over", async || begun.load(Ordering::SeqCst) == 1).await;
    let held = ground.row(1).await;
    assert_eq!(held.attempts, 2, "the second's attempt is a later one");
    gates[0].notify_one();
    quiet_moment().await;
    late.stop().await;
    assert_eq!(ground.row(1).await, held);
    gates[1].notify_one();
    until("the second is done", async || ground.row(1).await.state == 1).await;
    assert_eq!(ground.row(1).await.attempts, held.attempts);
    other.stop().await;
}

async fn stopping_waits_for_what_runs_and_hands_back_the_rest(ground: &Ground) {
    let mut registry = Registry::new();
    registry.add(KIND, Bounds::default(), |job: Job| async move {
        if job.id == id(2) {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        Outcome::Done
    });
    let settings = Settings { stop_wait: Duration::from_millis(500), ..ground.settings() };
    let worker = Worker::start(ground.node(), Arc::new(registry), ground.clock(), settings);
    ground.queue(KIND, 1..3).await;
    until("both run", async || ground.row(1).await.attempts + ground.row(2).await.attempts == 2).await;
    worker.stop().await;
    assert_eq!(ground.row(1).await.state, 1);
    let back = ground.row(2).await;
    assert_eq!((back.state, back.attempts, back.run_at), (0, 0, ground.now.load(Ordering::SeqCst)));
}
