//! A crowd: everybody is answered after the commit, nobody's bad item harms the others, and counters equal rows at every instant.

use crate::tables::{add, counts, open, raise};
use db::{Engine, Fault, FaultKind, Gather};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn adding(db: &db::Db) -> Gather<u64, bool, Infallible> {
    Gather::new(db, "test.add", 10_000, |tx, items: &[u64]| {
        let mut sorted = items.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let new = add(tx, &sorted)?;
        raise(tx, new.len() as i64)?;
        Ok(items.iter().map(|n| Ok(new.contains(&crate::tables::key(*n)))).collect())
    })
}

fn a_crowd_is_counted_exactly_while_somebody_compares(engine: Engine) {
    let open = open(engine);
    let gather = adding(&open.db);
    let done = Arc::new(AtomicBool::new(false));
    let comparing = {
        let (db, done) = (open.db.clone(), Arc::clone(&done));
        std::thread::spawn(move || {
            let mut looks = 0;
            while !done.load(Ordering::SeqCst) || looks < 20 {
                let (rows, counted) = db.read_blocking(counts).unwrap();
                assert_eq!(rows, counted);
                looks += 1;
            }
        })
    };
    let runtime = runtime();
    runtime.block_on(async {
        // Every number comes twice.
        let tasks: Vec<_> = (0..4_000u64)
            .map(|n| (gather.clone(), n / 2))
            .map(|(gather, n)| tokio::spawn(async move { gather.submit(n).await }))
            .collect();
        for task in tasks {
            assert!(task.await.unwrap().is_ok());
        }
    });
    done.store(true, Ordering::SeqCst);
    comparing.join().unwrap();
    assert_eq!(open.db.read_blocking(counts).unwrap(), (2_000, 2_000));
}

fn one_poisoned_item_stands_alone(engine: Engine) {
    let open = open(engine);
    let gather: Gather<u64, (), Infallible> = Gather::new(&open.db, "test.poison", 1_000, |tx, items: &[u64]| {
        add(tx, items)?;
        match items.contains(&13) {
            true => Err(Fault::new(FaultKind::Refused, "on purpose")),
            false => Ok(items.iter().map(|_| Ok(())).collect()),
        }
    });
    let failed: Vec<u64> = runtime().block_on(async {
        let tasks: Vec<_> = (0..100u64)
            .map(|n| {
                (
                    n,
                    tokio::spawn({
                        let gather = gather.clone();
                        async move { gather.submit(n).await }
                    }),
                )
            })
            .collect();
        let mut failed = Vec::new();
        for (n, task) in tasks {
            if task.await.unwrap().is_err() {
                failed.push(n);
            }
        }
        failed
    });
    assert_eq!(failed, [13]);
    assert_eq!(open.db.read_blocking(counts).unwrap().0, 99);
}

fn a_verb_that_answers_too_few_is_a_fault_and_writes_nothing(engine: Engine) {
    let open = open(engine);
    let gather: Gather<u64, (), Infallible> = Gather::new(&open.db, "test.short", 10, |tx, items: &[u64]| {
        add(tx, items)?;
        Ok(Vec::new())
    });
    let answer = runtime().block_on(gather.submit(1));
    assert_eq!(answer.unwrap_err().kind(), FaultKind::Bug);
    assert_eq!(open.db.read_blocking(counts).unwrap().0, 0);
}

fn a_full_line_is_told_at_once(engine: Engine) {
    let open = open(engine);
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let gather: Gather<u64, (), Infallible> = Gather::new(&open.db, "test.slow", 3, move |_, items: &[u64]| {
        wait.lock().unwrap().recv().ok();
        Ok(items.iter().map(|_| Ok(())).collect())
    });
    runtime().block_on(async {
        let spawn = |n| {
            let gather = gather.clone();
            tokio::spawn(async move { gather.submit(n).await })
        };
        // One slice is taken and held; three more may wait; then the line is full.
        let first = spawn(0);
        let mut waiting = Vec::new();
        let refused = loop {
            match tokio::time::timeout(std::time::Duration::from_millis(50), gather.submit(9)).await {
                Ok(answer) => break answer,
                Err(_) => waiting.push(spawn(1)),
            }
        };
        assert_eq!(refused.unwrap_err().kind(), FaultKind::Busy);
        drop(release);
        assert!(first.await.unwrap().is_ok());
    });
}

crate::on_both_engines! {
    a_crowd_is_counted_exactly_while_somebody_compares;
    one_poisoned_item_stands_alone;
    a_verb_that_answers_too_few_is_a_fault_and_writes_nothing;
    a_full_line_is_told_at_once;
}
