//! Steps: later work without a loop, for whoever moves the time.

use crate::ground::{Ground, KIND, SECOND, answering};
use jobs::{Bounds, Job, Outcome, Registry, Stepped, Steps};
use std::sync::atomic::Ordering;
use std::time::Duration;

on_both!(a_step_does_one_due_job_and_writes_it_down, a_step_that_is_cut_off_leaves_its_job_to_the_end_of_its_lease);

async fn a_step_does_one_due_job_and_writes_it_down(ground: &Ground) {
    let (registry, runs) = answering(Bounds::default(), Outcome::Done);
    let mut steps = Steps::new(ground.node(), registry, ground.clock(), ground.settings());
    assert_eq!(steps.run_due_once().await.unwrap(), None);
    ground.queue(KIND, 1..3).await;
    let done = Some(Stepped { kind: KIND, outcome: Outcome::Done });
    assert_eq!(steps.run_due_once().await.unwrap(), done);
    assert_eq!((runs.load(Ordering::SeqCst), ground.count(1).await.0, ground.figures().await.due), (1, 1, 1));
    assert_eq!(steps.run_due_once().await.unwrap(), done);
    assert_eq!(steps.run_due_once().await.unwrap(), None);
}

async fn a_step_that_is_cut_off_leaves_its_job_to_the_end_of_its_lease(ground: &Ground) {
    let mut registry = Registry::new();
    registry.add(KIND, Bounds::default(), |_: Job| std::future::pending());
    let mut steps = Steps::new(ground.node(), registry, ground.clock(), ground.settings());
    ground.queue(KIND, 1..2).await;
    assert!(tokio::time::timeout(Duration::from_millis(500), steps.run_due_once()).await.is_err());
    drop(steps);
    let (registry, _) = answering(Bounds::default(), Outcome::Done);
    let mut other = Steps::new(ground.node(), registry, ground.clock(), ground.settings());
    assert_eq!(other.run_due_once().await.unwrap(), None);
    ground.advance(61 * SECOND);
    assert_eq!(other.run_due_once().await.unwrap().map(|stepped| stepped.outcome), Some(Outcome::Done));
    assert_eq!(ground.row(1).await.attempts, 2);
}
