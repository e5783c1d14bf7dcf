//! The one cluster of a test run, shared by all its processes. Two locks: who holds `start.lock` may look and start or
//! stop; who holds `users.lock` (shared) keeps the server alive. A process holds the latter until it ends, whichever
//! way, because the kernel lets go of it.

use std::fs::File;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::database::{self, Database};
use super::own::Own;
use super::server::{Access, Keeper, lock_file, write_private};
use crate::folder::quick_place;

/// Long enough that the pauses between two tests do not end it, short enough that nobody finds it left behind.
const IDLE_S: u32 = 10;

/// The shared cluster. It lives at least as long as this process.
#[derive(Debug)]
pub struct Postgres {
    access: Access,
    _in_use: File,
}

impl Postgres {
    /// The cluster of this build folder, started if nobody has yet.
    ///
    /// # Panics
    /// When no PostgreSQL 15 or later is on this machine, or it does not start.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::join(&state_folder(), IDLE_S))
    }

    /// A cluster for this test alone, which it may stop and start.
    ///
    /// # Panics
    /// As [`Postgres::shared`] does.
    #[must_use]
    pub fn own() -> Own {
        Own::start_new()
    }

    /// A new empty database, dropped with its guard.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn fresh_database(&self) -> Database {
        database::create(&self.access)
    }

    /// A new database that begins as a copy of the one called `original`; whoever comes first makes that, and `fill` gets its
    /// address. The name tells what is in it: another content, another name.
    ///
    /// # Panics
    /// When the server refuses, or `fill` panics.
    pub fn copy_of(&self, original: &str, fill: impl FnOnce(&str) + Send) -> Database {
        database::copy(&self.access, original, fill)
    }

    /// Joins those who use the cluster of `state`, or starts it.
    pub(super) fn join(state: &Path, idle_s: u32) -> Self {
        std::fs::create_dir_all(state).expect("the build folder can be written");
        let starting = lock_file(&state.join("start.lock"));
        starting.lock().expect("a lock of our own folder can be taken");
        let in_use = lock_file(&state.join("users.lock"));
        in_use.lock_shared().expect("a lock of our own folder can be taken");
        let access = running(state).unwrap_or_else(|| start(state, idle_s));
        Self { access, _in_use: in_use }
    }
}

fn start(state: &Path, idle_s: u32) -> Access {
    remove_remains(state);
    // Not in the build folder: the server may run as another user, who cannot reach it there.
    let place = tempfile::Builder::new().prefix("clarion-postgres-").tempdir_in(quick_place());
    let data = place.expect("temporary files can be written").keep();
    std::fs::remove_dir(&data).expect("the folder made just now is empty");
    let access = Keeper { state, data: &data, idle_s }.start_anywhere();
    write_private(&state.join("state"), &format!("{} {} {}", access.port, access.password, data.display()));
    access
}

/// The files of a server whose keeper was killed before it could remove them.
fn remove_remains(state: &Path) {
    let text = std::fs::read_to_string(state.join("state")).unwrap_or_default();
    if let Some(data) = text.splitn(3, ' ').nth(2) {
        let _gone = std::fs::remove_dir_all(data);
    }
}

/// The running cluster, if what the state file tells still answers.
fn running(state: &Path) -> Option<Access> {
    let text = std::fs::read_to_string(state.join("state")).ok()?;
    let mut parts = text.splitn(3, ' ');
    let access = Access { port: parts.next()?.parse().ok()?, password: parts.next()?.to_owned() };
    TcpStream::connect((Ipv4Addr::LOCALHOST, access.port)).ok()?;
    // Another program may have got the port: only our server takes our password.
    database::answers(&access).then_some(access)
}

/// Beside the programs just built: `target/debug/testkit-postgres`.
fn state_folder() -> PathBuf {
    let program = std::env::current_exe().expect("a running program knows its file");
    let mut folder = program.parent().expect("a program is in a folder");
    if folder.ends_with("deps") || folder.ends_with("examples") {
        folder = folder.parent().expect("cargo makes it inside the build folder");
    }
    folder.join("testkit-postgres")
}
