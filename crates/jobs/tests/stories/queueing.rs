//! Queueing, waiting for a node that knows the kind, and what is kept afterwards.

use crate::ground::{Ground, HOUR, KIND, START, answering, id, quiet_moment, until};
use db::{Fault, FaultKind};
use jobs::{Bounds, Figures, NewJob, Outcome, Registry};
use std::sync::atomic::Ordering;

on_both!(
    every_statement_can_be_prepared,
    a_job_exists_only_with_its_transaction_and_once,
    a_job_of_an_unknown_kind_waits_for_a_node_that_knows_it,
    ended_jobs_are_deleted_after_their_time,
);

async fn every_statement_can_be_prepared(ground: &Ground) {
    ground.check_statements();
}

async fn a_job_exists_only_with_its_transaction_and_once(ground: &Ground) {
    let job = NewJob { id: id(1), kind: KIND, payload: b"", run_at: START, created_at: START };
    let undone = ground.db.write("stories.undone", move |tx| {
        jobs::queue(tx, &[job])?;
        Err::<(), _>(Fault::new(FaultKind::Refused, "made up"))
    });
    assert!(undone.await.is_err());
    assert_eq!(ground.figures().await, Figures::default());
    ground.queue(KIND, 1..2).await;
    ground.queue(KIND, 1..2).await;
    assert_eq!(ground.figures().await, Figures { waiting: 1, due: 1, due_since: Some(START), given_up: 0 });
}

async fn a_job_of_an_unknown_kind_waits_for_a_node_that_knows_it(ground: &Ground) {
    let (registry, _) = answering(Bounds::default(), Outcome::Done);
    let older = ground.start(registry);
    ground.queue("stories.newer", 1..2).await;
    ground.queue(KIND, 2..3).await;
    until("the known one is done", async || ground.row(2).await.state == 1).await;
    quiet_moment().await;
    assert_eq!((ground.row(1).await.state, ground.row(1).await.attempts), (0, 0));
    let mut registry = Registry::new();
    registry.add("stories.newer", Bounds::default(), |_| std::future::ready(Outcome::Done));
    let newer = ground.start(registry);
    until("the newer one is done", async || ground.row(1).await.state == 1).await;
    older.stop().await;
    newer.stop().await;
}

async fn ended_jobs_are_deleted_after_their_time(ground: &Ground) {
    let mut registry = Registry::new();
    registry.add(KIND, Bounds::default(), |_| std::future::ready(Outcome::Done));
    registry
        .add("stories.hopeless", Bounds::default(), |_| std::future::ready(Outcome::GiveUp { reason: "no address".to_owned() }));
    let worker = ground.start(registry);
    // More than one slice.
    ground.queue(KIND, 0..700).await;
    ground.queue("stories.hopeless", 1000..1003).await;
    until("all ended", async || ground.figures().await.waiting == 0).await;
    worker.stop().await;
    let now = ground.now.load(Ordering::SeqCst);
    assert_eq!(jobs::clean_up(&ground.db, now + 24 * HOUR).await.unwrap(), 0);
    assert_eq!(jobs::clean_up(&ground.db, now + 26 * HOUR).await.unwrap(), 700);
    assert_eq!(ground.figures().await.given_up, 3);
    assert_eq!(jobs::clean_up(&ground.db, now + 31 * 24 * HOUR).await.unwrap(), 3);
}
