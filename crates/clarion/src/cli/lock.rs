//! SQLite is one process: whoever writes holds the lock beside the database file. On PostgreSQL there is nothing to hold.
//!
//! The lock is the system's (`flock`), so it ends with its process however that ends; the file stays and means nothing by itself.
//! `data/clarion.db` has `data/clarion.lock`, and `data/clarion.sock` where its server listens for commands.

use super::Problem;
use db::DatabaseUrl;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// Where the socket of the database's server lies; `None` on PostgreSQL.
pub fn socket_of(url: &DatabaseUrl) -> Option<PathBuf> {
    match url {
        DatabaseUrl::Sqlite(path) => Some(path.with_extension("sock")),
        DatabaseUrl::Postgres(_) => None,
    }
}

/// Takes the lock; `None` where another process holds it.
pub fn take(url: &DatabaseUrl) -> Result<Option<Lock>, Problem> {
    let DatabaseUrl::Sqlite(path) = url else { return Ok(Some(Lock { _file: None })) };
    let path = path.with_extension("lock");
    let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = opened.map_err(|error| Problem::file(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Problem::file(&path, &error)),
    }
}
