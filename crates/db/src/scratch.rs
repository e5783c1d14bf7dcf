//! An empty database for a while: for simulations, which begin with nothing and leave nothing behind.
//!
//! A process that is killed leaves its folder. Each one holds a lock on the folder that it uses, which ends with it however it ends:
//! whoever makes a folder later removes those that nobody holds. (The id of a process in a name would not do: containers that share
//! their memory have ids of their own.) A schema that a killed process left stays until somebody drops it.

use crate::connection::Connection;
use crate::fault::{Fault, FaultKind};
use crate::queue::OpenFault;
use crate::url::DatabaseUrl;
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// By which a folder is known as one of these.
const PREFIX: &str = "clarion_scratch_";
/// A name that somebody holds, or a folder that others remove before it is held, is passed over; so often in a row is no chance.
const TRIES_MAX: usize = 20;

/// A file in a temporary folder, or a schema of a PostgreSQL database; gone when it is dropped.
pub struct Scratch {
    url: DatabaseUrl,
    base: Option<DatabaseUrl>,
    name: String,
    folder: Option<Folder>,
}

/// A folder, held as long as its process lives.
struct Folder {
    path: PathBuf,
    _held: File,
}

impl Scratch {
    /// Makes one of this name: in `base` where that is a PostgreSQL server's, else as a file. What this process made under the name before is
    /// gone. A name has small letters, digits and `_`.
    pub fn make(base: Option<&DatabaseUrl>, name: &str) -> Result<Self, OpenFault> {
        let is_plain = !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if !is_plain {
            return Err(Fault::bug("the name of a scratch database").into());
        }
        // Two processes may want the same name at once.
        let name = format!("{PREFIX}{name}_{}", std::process::id());
        match base {
            Some(base @ DatabaseUrl::Postgres(text)) => {
                let mut connection = Connection::open(base, true, 0)?;
                connection.batch(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"))?;
                let separator = if text.contains('?') { '&' } else { '?' };
                let url = DatabaseUrl::Postgres(format!("{text}{separator}options=-c%20search_path%3D{name}"));
                Ok(Self { url, base: Some(base.clone()), name, folder: None })
            }
            _ => {
                let folder = Folder::make(&name).map_err(|error| Fault::new(FaultKind::Away, format!("no folder: {error}")))?;
                let url = DatabaseUrl::Sqlite(folder.path.join("clarion.db"));
                Ok(Self { url, base: None, name, folder: Some(folder) })
            }
        }
    }

    /// Where it is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }
}

impl Folder {
    /// Memory is quicker than a disk, and nothing here must last.
    fn make(name: &str) -> std::io::Result<Self> {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        clear_left(&parent)?;
        for number in 0..TRIES_MAX {
            let path = parent.join(format!("{name}_{number}"));
            match std::fs::create_dir(&path) {
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            // Somebody who clears may come between.
            let Ok(held) = File::open(&path) else { continue };
            held.lock()?;
            if path.exists() {
                return Ok(Self { path, _held: held });
            }
        }
        Err(std::io::Error::other("each of its names is taken"))
    }
}

/// Removes the folders that no living process holds. What cannot be looked at or removed, such as another user's, stays.
fn clear_left(parent: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(parent)?.flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            drop(clear_unless_held(&entry.path()));
        }
    }
    Ok(())
}

fn clear_unless_held(path: &Path) -> std::io::Result<()> {
    let folder = File::open(path)?;
    if folder.try_lock().is_ok() {
        // Only whoever has the lock removes: what stands there is still what was locked, or it was made anew by somebody else.
        let (locked, there) = (folder.metadata()?, std::fs::symlink_metadata(path)?);
        if (locked.dev(), locked.ino()) == (there.dev(), there.ino()) {
            std::fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir_all(&folder.path));
        }
        if let Some(Ok(mut connection)) = self.base.as_ref().map(|base| Connection::open(base, true, 0)) {
            drop(connection.batch(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name)));
        }
    }
}
