//! A database that goes away and comes back; a disk that is full.

use crate::tables::{MIGRATIONS, add, counts, open};
use db::{DatabaseUrl, Db, Engine, FaultKind, Settings};
use testkit::postgres::Stop;
use testkit::{Postgres, TempFolder, wait_until};

/// Runs each story on both engines, under names that say which.
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident;)*) => {
        mod on_sqlite {
            $(#[test]
            fn $story() {
                super::$story(db::Engine::Sqlite);
            })*
        }
        mod on_postgres {
            $(#[test]
            fn $story() {
                super::$story(db::Engine::Postgres);
            })*
        }
    };
}

#[test]
fn restart_of_postgres_loses_nothing_that_was_answered() {
    let cluster = Postgres::own();
    let database = cluster.fresh_database();
    let db = Db::open(&DatabaseUrl::parse(&database.url()).unwrap(), None, Settings::default()).unwrap();
    db.migrate(MIGRATIONS, 1).unwrap();
    let (writer, done) = (db.clone(), std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0)));
    let answered = std::sync::Arc::clone(&done);
    let writing = std::thread::spawn(move || {
        for n in 0..400u64 {
            writer.write_bulk("test", move |tx| add(tx, &[n])).unwrap();
            answered.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    });
    for (after, how) in [(50, Stop::Fast), (150, Stop::Immediate), (250, Stop::Fast)] {
        wait_until("so many are answered", std::time::Duration::from_secs(60), || {
            done.load(std::sync::atomic::Ordering::SeqCst) >= after
        });
        cluster.restart(how);
    }
    writing.join().unwrap();
    assert_eq!(db.read_blocking(counts).unwrap().0, 400);
}

#[test]
fn restart_of_postgres_after_patience_is_a_fault_and_then_works_again() {
    let cluster = Postgres::own();
    let database = cluster.fresh_database();
    let db = Db::open(&DatabaseUrl::parse(&database.url()).unwrap(), None, Settings::default()).unwrap();
    db.migrate(MIGRATIONS, 1).unwrap();
    cluster.stop(Stop::Immediate);
    assert_eq!(db.write_bulk("test", |tx| add(tx, &[1])).unwrap_err().kind(), FaultKind::Away);
    cluster.start();
    db.write_bulk("test", |tx| add(tx, &[1])).unwrap();
    assert_eq!(db.read_blocking(counts).unwrap().0, 1);
}

#[test]
fn a_wrong_address_says_so_at_the_start() {
    let refused = Db::open(&DatabaseUrl::parse("postgres://nobody@127.0.0.1:1/none").unwrap(), None, Settings::default());
    assert!(refused.is_err_and(|fault| fault.0.kind() == FaultKind::Away));
    let folder = TempFolder::new();
    let url = format!("sqlite:{}", folder.join("missing/folder/x.db").display());
    assert!(Db::open(&DatabaseUrl::parse(&url).unwrap(), None, Settings::default()).is_err());
}

#[test]
fn one_process_sees_what_another_wrote() {
    let first = open(Engine::Sqlite);
    first.db.write_bulk("test", |tx| add(tx, &[1, 2])).unwrap();
    let second = Db::open(&DatabaseUrl::parse(&first.url).unwrap(), None, Settings::default()).unwrap();
    assert_eq!(second.read_blocking(counts).unwrap().0, 2);
}
