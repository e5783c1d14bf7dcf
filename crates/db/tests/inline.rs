//! One connection on the caller's thread, with the faults that it is given.

use crate::on_both_engines;
use crate::tables::{MIGRATIONS, add, counts};
use db::{DatabaseUrl, Db, Engine, Fate, Fault, FaultKind, Gather, Scratch};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use testkit::Postgres;

on_both_engines! {
    a_lost_connection_runs_the_closure_again_and_writes_once;
    a_collision_after_an_outage_is_run_again;
    a_process_that_dies_answers_nobody_and_keeps_what_it_committed;
    a_gathered_verb_runs_at_once;
}

/// Databases of one place, each with the fates of its writes; after the last all commit.
struct Place {
    scratch: Scratch,
    _database: Option<testkit::postgres::Database>,
}

impl Place {
    fn new(engine: Engine, name: &str) -> Self {
        let database = (engine == Engine::Postgres).then(|| Postgres::shared().fresh_database());
        let base = database.as_ref().map(|database| DatabaseUrl::parse(&database.url()).unwrap());
        let place = Self { scratch: Scratch::make(base.as_ref(), name).unwrap(), _database: database };
        place.open(&[]).migrate(MIGRATIONS, 1).unwrap();
        place
    }

    fn open(&self, fates: &[Fate]) -> Db {
        let fates: Mutex<VecDeque<Fate>> = Mutex::new(fates.iter().copied().collect());
        Db::open_inline(self.scratch.url(), Arc::new(move || fates.lock().unwrap().pop_front().unwrap_or(Fate::Commits))).unwrap()
    }
}

fn a_lost_connection_runs_the_closure_again_and_writes_once(engine: Engine) {
    let place = Place::new(engine, "lost");
    for (fate, number) in [(Fate::LostBefore, 1), (Fate::LostAfter, 2)] {
        let (db, runs) = (place.open(&[fate, fate]), Arc::new(Mutex::new(0)));
        let counted = Arc::clone(&runs);
        let written = db.write_bulk("test", move |tx| {
            *counted.lock().unwrap() += 1;
            add(tx, &[number])
        });
        written.unwrap();
        assert_eq!(*runs.lock().unwrap(), 3, "{fate:?}");
        assert_eq!(db.read_blocking(counts).unwrap().0, number as i64);
    }
}

fn a_collision_after_an_outage_is_run_again(engine: Engine) {
    let place = Place::new(engine, "met");
    let db = place.open(&[Fate::LostBefore; 20]);
    let runs = std::sync::atomic::AtomicUsize::new(0);
    let written = db.write_bulk("test", move |tx| {
        add(tx, &[1])?;
        match runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            20 => Err(Fault::new(FaultKind::Collision, "two met")),
            _ => Ok(()),
        }
    });
    written.unwrap();
    let always = db.write_bulk("test", |_| Err::<(), _>(Fault::new(FaultKind::Collision, "two met")));
    assert_eq!(always.unwrap_err().kind(), FaultKind::Collision, "which has an end");
}

fn a_process_that_dies_answers_nobody_and_keeps_what_it_committed(engine: Engine) {
    let place = Place::new(engine, "died");
    for (fate, kept) in [(Fate::DiesBefore, 0), (Fate::DiesAfter, 1)] {
        let db = place.open(&[fate]);
        assert!(db.write_bulk("test", |tx| add(tx, &[7])).is_err());
        assert!(db.write_bulk("test", |tx| add(tx, &[8])).is_err() && db.read_blocking(counts).is_err(), "it is gone");
        drop(db);
        assert_eq!(place.open(&[]).read_blocking(counts).unwrap().0, kept, "{fate:?}");
    }
}

fn a_gathered_verb_runs_at_once(engine: Engine) {
    let place = Place::new(engine, "gathered");
    let db = place.open(&[]);
    let verb = Gather::new(&db, "test", 8, |tx, numbers: &[u64]| {
        add(tx, numbers)?;
        Ok(numbers.iter().map(|number| Ok::<_, ()>(*number)).collect())
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(verb.submit(5)).unwrap(), Ok(5));
    assert_eq!(db.read_blocking(counts).unwrap().0, 1);
}

#[test]
fn what_a_killed_process_left_is_cleared_and_what_a_living_one_uses_is_not() {
    let folder = |scratch: &Scratch| match scratch.url() {
        DatabaseUrl::Sqlite(file) => file.parent().unwrap().to_path_buf(),
        DatabaseUrl::Postgres(_) => panic!("it is a file"),
    };
    let living = Scratch::make(None, "living").unwrap();
    // As a process leaves it that had no time to clear up: nobody holds it any more.
    let left = folder(&living).with_file_name("clarion_scratch_left_0");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("clarion.db"), b"rows").unwrap();
    let next = Scratch::make(None, "next").unwrap();
    assert!(!left.exists());
    assert!(folder(&living).is_dir() && folder(&next).is_dir());
    let used = folder(&living);
    drop(living);
    assert!(!used.exists());
}
