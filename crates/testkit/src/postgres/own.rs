//! A cluster for one test, which may stop, start and restart it: for what must survive a server that goes away. It keeps
//! its port and its databases over a restart, and ends with its guard or with the test's process.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use crate::folder::TempFolder;

use super::database::{self, Database};
use super::programs;
use super::server::{Access, Keeper, lock_file};

/// Only our own process holds the lock, so the keeper need not wait for others.
const IDLE_S: u32 = 1;

/// How the server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In order: connections are closed, everything is written.
    Fast,
    /// As if it had crashed: the next start recovers from its log.
    Immediate,
}

impl Stop {
    fn word(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Immediate => "immediate",
        }
    }
}

/// A private cluster.
#[derive(Debug)]
pub struct Own {
    access: Access,
    state: TempFolder,
    data: PathBuf,
    _in_use: File,
}

impl Own {
    pub(super) fn start_new() -> Self {
        let state = TempFolder::new();
        let in_use = lock_file(&state.join("users.lock"));
        in_use.lock_shared().expect("a lock of our own folder can be taken");
        // Beside the folder of the locks, which is closed to the user that the server may run as.
        let data = state.path().with_extension("cluster");
        let access = Keeper { state: state.path(), data: &data, idle_s: IDLE_S }.start_anywhere();
        Self { access, state, data, _in_use: in_use }
    }

    /// A new empty database, dropped with its guard.
    ///
    /// # Panics
    /// When the server is stopped.
    #[must_use]
    pub fn fresh_database(&self) -> Database {
        database::create(&self.access)
    }

    /// The folder with everything that the server itself writes: tables, write-ahead log, its log.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        &self.data
    }

    /// Stops the server; returns when it is gone.
    ///
    /// # Panics
    /// When it does not stop within a minute.
    pub fn stop(&self, how: Stop) {
        assert!(self.pg_ctl_stop(how), "PostgreSQL did not stop; its log is in {}", self.data.display());
    }

    /// Starts the server again where it was; returns when it takes connections.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(&self) {
        let keeper = Keeper { state: self.state.path(), data: &self.data, idle_s: IDLE_S };
        keeper.start(self.access.port).unwrap_or_else(|said| panic!("PostgreSQL did not start again: {said}"));
    }

    /// Stops and starts it.
    ///
    /// # Panics
    /// As [`Own::stop`] and [`Own::start`] do.
    pub fn restart(&self, how: Stop) {
        self.stop(how);
        self.start();
    }

    fn pg_ctl_stop(&self, how: Stop) -> bool {
        // Through `sh`, because as root the program must run as the server's user.
        let script = r#"cd /; if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid=postgres --regid=postgres --init-groups "$@"; fi; exec "$@""#;
        let output = Command::new("sh")
            .args(["-c", script, "stop"])
            .arg(programs::folder().join("pg_ctl"))
            .args(["stop", "--wait", "--timeout=60", "--mode", how.word(), "--pgdata"])
            .arg(self.data.join("cluster"))
            .output();
        output.is_ok_and(|output| output.status.success())
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // Stopped already, perhaps by the test itself; the keeper notices and the files go here.
        let _stopped = self.pg_ctl_stop(Stop::Immediate);
        let _gone = std::fs::remove_dir_all(&self.data);
    }
}
