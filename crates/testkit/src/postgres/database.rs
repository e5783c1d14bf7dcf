//! Databases inside a cluster: made empty, dropped with their guard.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::error::SqlState;
use postgres::{Client, NoTls};

use super::server::Access;

/// An empty database of its own. Dropping this drops it, with whoever is still connected.
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

/// Makes a database from `template0`, which nobody can have touched.
pub(super) fn create(access: &Access) -> Database {
    static MADE: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        match run(access, format!("CREATE DATABASE {name} TEMPLATE template0")) {
            Ok(()) => return Database { access: access.clone(), name },
            // Left by a killed process that had our number.
            Err(fault) if fault.code() == Some(&SqlState::DUPLICATE_DATABASE) => {}
            Err(fault) => panic!("the test server makes no database: {fault:?}"),
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
