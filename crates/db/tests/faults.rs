//! A database that goes away and comes back; a disk that is full.

use crate::tables::{COUNT, ENDLESS, MIGRATIONS, add, add_words, counts, open};
use db::{DatabaseUrl, Db, Engine, FaultKind, Migration, Settings};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
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

/// Between a database and whoever writes: passes bytes on until it is cut, and then neither reads nor closes.
struct Wire {
    port: u16,
    is_cut: Arc<AtomicBool>,
}

impl Wire {
    fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire = Self { port: listener.local_addr().unwrap().port(), is_cut: Arc::default() };
        let is_cut = Arc::clone(&wire.is_cut);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
                pass_on(client.try_clone().unwrap(), server.try_clone().unwrap(), &is_cut);
                pass_on(server, client, &is_cut);
            }
        });
        wire
    }
}

/// What comes after the cut stays with this thread, which holds both ends open as long as the test lives.
fn pass_on(mut from: TcpStream, mut to: TcpStream, is_cut: &Arc<AtomicBool>) {
    let (is_cut, was_cut) = (Arc::clone(is_cut), is_cut.load(SeqCst));
    std::thread::spawn(move || {
        let mut bytes = [0; 65_536];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            // A connection that was made after the cut is another wire.
            while is_cut.load(SeqCst) && !was_cut {
                std::thread::park();
            }
            if to.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        // Whoever made the other half of the way hears of the end.
        let _closed = to.shutdown(std::net::Shutdown::Both);
    });
}

#[test]
fn a_postgres_server_that_vanishes_without_a_word_is_away_and_then_works_again() {
    let database = Postgres::shared().fresh_database();
    let url = url::Url::parse(&database.url()).unwrap();
    let wire = Wire::before(url.port().unwrap());
    let mut through = url;
    through.set_port(Some(wire.port)).unwrap();
    // The server, too, gives up the one that vanished from its side, and the row that it holds.
    through.set_query(Some("tcp_user_timeout=1&options=-c%20idle_in_transaction_session_timeout%3D1s"));
    let db = Db::open(&DatabaseUrl::parse(through.as_str()).unwrap(), None, Settings::default()).unwrap();
    db.migrate(MIGRATIONS, 1).unwrap();
    // More than the system's buffers hold: what nobody takes on stays unacknowledged.
    let (words, tries) = ("x".repeat(16 << 20), Arc::new(AtomicUsize::new(0)));
    let asked = Arc::clone(&tries);
    db.write_bulk("test", move |tx| {
        add_words(tx, 1, "few")?;
        if asked.fetch_add(1, SeqCst) == 0 {
            wire.is_cut.store(true, SeqCst);
        }
        add_words(tx, 2, &words)
    })
    .unwrap();
    assert_eq!(tries.load(SeqCst), 2, "lost once, and then written over a new connection");
    let beside = Db::open(&DatabaseUrl::parse(&database.url()).unwrap(), None, Settings::default()).unwrap();
    assert_eq!(beside.read_blocking(counts).unwrap().0, 2);
}

#[test]
fn a_postgres_statement_that_does_not_come_to_its_end_is_away() {
    let database = Postgres::shared().fresh_database();
    let url = format!("{}?options=-c%20statement_timeout%3D200ms", database.url());
    let db = Db::open(&DatabaseUrl::parse(&url).unwrap(), None, Settings::default()).unwrap();
    db.migrate(MIGRATIONS, 1).unwrap();
    let tries = AtomicUsize::new(0);
    let number = db.read_blocking(move |tx| {
        let statement = if tries.fetch_add(1, SeqCst) == 0 { &ENDLESS } else { &COUNT };
        tx.first(statement, &[], |row| row.int(0))
    });
    assert_eq!(number.unwrap(), Some(0), "it was ended, and then run again");
}

#[test]
fn a_postgres_migration_takes_as_long_as_it_takes() {
    const SLOW: &[Migration] =
        &[Migration { number: 1, text: "-- reference table\nCREATE TABLE slow AS SELECT 1 AS one FROM pg_sleep(0.4);\n" }];
    let database = Postgres::shared().fresh_database();
    let url = format!("{}?options=-c%20statement_timeout%3D200ms", database.url());
    let db = Db::open(&DatabaseUrl::parse(&url).unwrap(), None, Settings::default()).unwrap();
    db.migrate(SLOW, 1).unwrap();
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
