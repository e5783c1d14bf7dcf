//! An empty database for a while: for simulations, which begin with nothing and leave nothing behind.

use crate::connection::Connection;
use crate::fault::{Fault, FaultKind};
use crate::queue::OpenFault;
use crate::url::DatabaseUrl;
use std::path::{Path, PathBuf};

/// A file in a temporary folder, or a schema of a PostgreSQL database; gone when it is dropped.
pub struct Scratch {
    url: DatabaseUrl,
    base: Option<DatabaseUrl>,
    name: String,
    folder: Option<PathBuf>,
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
        let name = format!("{name}_{}", std::process::id());
        match base {
            Some(base @ DatabaseUrl::Postgres(text)) => {
                let mut connection = Connection::open(base, true, 0)?;
                connection.batch(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"))?;
                let separator = if text.contains('?') { '&' } else { '?' };
                let url = DatabaseUrl::Postgres(format!("{text}{separator}options=-c%20search_path%3D{name}"));
                Ok(Self { url, base: Some(base.clone()), name, folder: None })
            }
            _ => {
                let folder = make_folder(&name).map_err(|error| Fault::new(FaultKind::Away, format!("no folder: {error}")))?;
                let url = DatabaseUrl::Sqlite(folder.join("clarion.db"));
                Ok(Self { url, base: None, name, folder: Some(folder) })
            }
        }
    }

    /// Where it is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }
}

/// Memory is quicker than a disk, and nothing here must last.
fn make_folder(name: &str) -> std::io::Result<PathBuf> {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
    let folder = parent.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir(&folder)?;
    Ok(folder)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir_all(folder));
        }
        if let Some(Ok(mut connection)) = self.base.as_ref().map(|base| Connection::open(base, true, 0)) {
            drop(connection.batch(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name)));
        }
    }
}
