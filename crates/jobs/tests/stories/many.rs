//! A crowd of jobs over several workers.

use crate::ground::{Ground, KIND, until};
use jobs::{Bounds, Job, Outcome, Registry};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

on_both!(ten_thousand_jobs_over_four_workers_run_once_each, a_crowd_of_one_kind_does_not_hold_up_another);

async fn ten_thousand_jobs_over_four_workers_run_once_each(ground: &Ground) {
    const JOBS: u64 = 10_000;
    for at in (0..JOBS).step_by(500) {
        ground.queue(KIND, at..at + 500).await;
    }
    let runs: Arc<Mutex<HashMap<[u8; 16], u64>>> = Arc::default();
    let start = Instant::now();
    let workers = [0; 4].map(|_| {
        let mut registry = Registry::new();
        let runs = Arc::clone(&runs);
        registry.add(KIND, Bounds::default(), move |job: Job| {
            *runs.lock().unwrap().entry(job.id).or_default() += 1;
            std::future::ready(Outcome::Done)
        });
        ground.start(registry)
    });
    until("all are done", async || ground.count(1).await.0 == JOBS as i64).await;
    eprintln!("{:?}: {:.0} jobs/s claimed, run and settled", ground.db.engine(), JOBS as f64 / start.elapsed().as_secs_f64());
    for worker in workers {
        worker.stop().await;
    }
    assert_eq!(ground.count(1).await, (JOBS as i64, JOBS as i64), "one attempt each");
    let runs = runs.lock().unwrap();
    assert_eq!((runs.len() as u64, runs.values().sum::<u64>()), (JOBS, JOBS));
}

async fn a_crowd_of_one_kind_does_not_hold_up_another(ground: &Ground) {
    ground.queue("stories.crowd", 0..500).await;
    ground.queue(KIND, 1000..1001).await;
    let mut registry = Registry::new();
    registry.add("stories.crowd", Bounds::default(), |_: Job| std::future::pending());
    registry.add(KIND, Bounds::default(), |_: Job| std::future::ready(Outcome::Done));
    let worker = ground.start(registry);
    until("the single one is done", async || ground.row(1000).await.state == 1).await;
    drop(worker);
}
