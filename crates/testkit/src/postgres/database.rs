//! Databases inside a cluster: made empty or as a copy of one that is kept, dropped with their guard.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::error::SqlState;
use postgres::{Client, NoTls};

use super::server::Access;

/// A database of its own. Dropping this drops it, with whoever is still connected.
#[derive(Debug)]
pub struct Database {
    access: Access,
    name: String,
}

impl Database {
    /// Its address, `postgres://...`, over TCP on 127.0.0.1 and without TLS.
    #[must_use]
    pub fn url(&self) -> String {
        self.access.url(&self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that its test stopped has nothing to drop; the files go with the cluster.
        let _gone = run(&self.access, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// Makes an empty database.
pub(super) fn create(access: &Access) -> Database {
    // Nobody can have touched this one.
    copied(access, "template0").expect("the test server makes databases")
}

/// Makes a database that is a copy of `original`, which is filled once and then kept as long as the cluster.
pub(super) fn copy(access: &Access, original: &str, fill: impl FnOnce(&str) + Send) -> Database {
    match copied(access, original) {
        Err(fault) if fault.code() == Some(&SqlState::UNDEFINED_DATABASE) => {
            fill_original(access, original, fill);
            copied(access, original).expect("what was filled can be copied")
        }
        copy => copy.expect("the test server makes databases"),
    }
}

/// Two processes may come at once: each fills one of its own, and the first that is done gives it the name.
fn fill_original(access: &Access, original: &str, fill: impl FnOnce(&str) + Send) {
    let filled = create(access);
    // As `run` does, for the same reason.
    std::thread::scope(|scope| scope.spawn(|| fill(&filled.url())).join()).expect("the database can be filled");
    match run(access, format!("ALTER DATABASE {} RENAME TO {original}", filled.name)) {
        Err(fault) if fault.code() != Some(&SqlState::DUPLICATE_DATABASE) => panic!("it keeps its name: {fault:?}"),
        // Its guard finds no database of the old name, or drops the one that came late.
        _ => {}
    }
}

fn copied(access: &Access, original: &str) -> Result<Database, postgres::Error> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        // By copying files: in memory this takes a tenth of the time that the log of their content takes.
        match run(access, format!("CREATE DATABASE {name} TEMPLATE {original} STRATEGY file_copy")) {
            // Left by a killed process that had our number.
            Err(fault) if fault.code() == Some(&SqlState::DUPLICATE_DATABASE) => {}
            made => return made.map(|()| Database { access: access.clone(), name }),
        }
    }
}

/// Whether a server is there that takes our password.
pub(super) fn answers(access: &Access) -> bool {
    run(access, "SELECT 1".to_owned()).is_ok()
}

/// Runs one statement on a thread of its own: the client blocks, and tests may be inside an async runtime.
fn run(access: &Access, statement: String) -> Result<(), postgres::Error> {
    let url = access.url("postgres");
    let thread = std::thread::spawn(move || Client::connect(&url, NoTls)?.batch_execute(&statement));
    thread.join().expect("the client does not panic")
}
