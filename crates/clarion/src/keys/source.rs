//! Reading the master key from where the settings say: given, in a file, or printed by a command.
//!
//! A rotation that was cut off between its commit and its last step leaves the new key beside the old one; opening then takes the new
//! one (see `rotate.rs`).

use crate::config::MasterKeySource;
use crate::ids::Ids;
use seal::MasterKey;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A key file is one line; whatever is longer is none.
const FILE_BYTES_MAX: u64 = 4096;

/// Why there is no master key, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum SourceProblem {
    /// The file that was named, or that a database needs, is not there.
    #[error("The master key file {0} is missing. Put it back, or make it again with `clarion keys recover`.")]
    Missing(PathBuf),
    /// The file cannot be read or made.
    #[error("The master key file {0} cannot be used: {1}.")]
    File(PathBuf, ErrorKind),
    /// What stands there is no key.
    #[error("{place} holds no master key: it must be 64 hex digits.")]
    NoKey {
        /// Where.
        place: String,
    },
    /// The command.
    #[error("The command for the master key failed. Run it by hand and mend CLARION_MASTER_KEY_COMMAND.")]
    Command,
}

/// Reads the key; `None` where a file may still be made and is not there.
pub fn read(source: &MasterKeySource) -> Result<Option<MasterKey>, SourceProblem> {
    match source {
        MasterKeySource::Given(key) => Ok(Some(key.clone())),
        MasterKeySource::Command(command) => printed_by(command).map(Some),
        MasterKeySource::File { path, made } => match read_file(path) {
            Err(SourceProblem::Missing(_)) if *made => Ok(None),
            other => other.map(Some),
        },
    }
}

/// Reads a key file.
pub fn read_file(path: &Path) -> Result<MasterKey, SourceProblem> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => SourceProblem::Missing(path.to_owned()),
        kind => SourceProblem::File(path.to_owned(), kind),
    })?;
    let mut text = String::new();
    let read = file.take(FILE_BYTES_MAX).read_to_string(&mut text);
    let place = path.display().to_string();
    read.map_err(|_| SourceProblem::NoKey { place: place.clone() })?;
    MasterKey::parse(&text).map_err(|_| SourceProblem::NoKey { place })
}

/// Makes a new key and its file. A file that is there is never written over.
pub fn make(path: &Path, ids: &Ids) -> Result<MasterKey, SourceProblem> {
    let key = MasterKey::from_bytes(ids.bytes());
    write_new(path, &key)?;
    Ok(key)
}

/// Writes a key to a file that must not be there yet, for its owner only, and waits until it is on the disk.
pub fn write_new(path: &Path, key: &MasterKey) -> Result<(), SourceProblem> {
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).and_then(|mut file| {
        writeln!(file, "{}", key.to_text())?;
        file.sync_all()?;
        sync_folder(path)
    });
    written.map_err(|error| SourceProblem::File(path.to_owned(), error.kind()))
}

/// A new name is durable only once its folder is.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn printed_by(command: &str) -> Result<MasterKey, SourceProblem> {
    let printed = Command::new("sh").args(["-c", command]).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let printed = printed.map_err(|_| SourceProblem::Command)?;
    if !printed.status.success() {
        return Err(SourceProblem::Command);
    }
    let text = String::from_utf8(printed.stdout).unwrap_or_default();
    MasterKey::parse(&text).map_err(|_| SourceProblem::NoKey { place: "What CLARION_MASTER_KEY_COMMAND prints".to_owned() })
}
