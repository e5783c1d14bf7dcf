//! Rotating the master key: every wrapped key is wrapped anew in one transaction, and the key file replaced.
//!
//! The new key is written beside the old one first and is on the disk before the commit; after it the new file takes the old one's
//! name. A crash in between leaves two files of which one opens the database, and opening tries both ([`finish`]). Nothing that was
//! sealed for people is touched: only their data keys are wrapped by the master key.

use super::source::{self, SourceProblem};
use super::{Vault, opens};
use crate::config::MasterKeySource;
use crate::ids::Ids;
use db::{Db, Fault};
use seal::MasterKey;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io::{Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Keys that were wrapped anew.
    pub keys: usize,
    /// The new key's fingerprint.
    pub fingerprint: String,
    /// Where the new key lies.
    pub file: PathBuf,
}

/// Why the key was not rotated, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RotateProblem {
    /// The key comes from elsewhere, so that no file can be replaced.
    #[error("The master key comes from no file here. Name one for the new key with --new-key-file, and use it from then on.")]
    NoFile,
    /// Two at once.
    #[error("Another rotation is running. Wait until it has ended.")]
    Running,
    /// A rotation was cut off after its commit; it was finished instead.
    #[error("An earlier rotation had been cut off after its commit; it is finished now. Run the command again for another key.")]
    WasUnfinished,
    /// The files.
    #[error(transparent)]
    Source(#[from] SourceProblem),
    /// The database. The key file stays: it may be the one that opens the database.
    #[error(transparent)]
    Database(#[from] Fault),
}

/// Where the new key lies until the commit.
pub fn new_file_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".new");
    PathBuf::from(name)
}

/// Rotates. With `new_file` the new key is written there and nothing is replaced. Blocks.
pub fn rotate(
    db: &Db,
    vault: &Vault,
    ids: &Ids,
    now: i64,
    source: &MasterKeySource,
    new_file: Option<&Path>,
) -> Result<Rotated, RotateProblem> {
    let new = MasterKey::from_bytes(ids.bytes());
    let (keys, file) = match (new_file, source) {
        (Some(file), _) => {
            source::write_new(file, &new)?;
            (rewrap(db, vault, ids, now, &new)?, file)
        }
        (None, MasterKeySource::File { path, .. }) => (replace(db, vault, ids, now, path, &new)?, path.as_path()),
        (None, _) => return Err(RotateProblem::NoFile),
    };
    Ok(Rotated { keys, fingerprint: new.fingerprint(), file: file.to_owned() })
}

fn replace(db: &Db, vault: &Vault, ids: &Ids, now: i64, path: &Path, new: &MasterKey) -> Result<usize, RotateProblem> {
    let beside = new_file_of(path);
    let broken = |error: std::io::Error| SourceProblem::File(beside.clone(), error.kind());
    let mut file = locked(&beside)?;
    if let Some(key) = finish(db, path)? {
        vault.set_master(key);
        return Err(RotateProblem::WasUnfinished);
    }
    // A file that was left behind may have been copied by hand.
    file.set_permissions(Permissions::from_mode(0o600)).map_err(broken)?;
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", new.to_text()));
    written.and_then(|()| file.sync_all()).and_then(|()| source::sync_folder(&beside)).map_err(broken)?;
    let keys = rewrap(db, vault, ids, now, new)?;
    take_place(&beside, path)?;
    Ok(keys)
}

/// The file for the new key, held by this process alone.
fn locked(beside: &Path) -> Result<File, RotateProblem> {
    let broken = |error: std::io::Error| SourceProblem::File(beside.to_owned(), error.kind());
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(beside).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(RotateProblem::Running),
        Err(TryLockError::Error(error)) => return Err(broken(error).into()),
    }
    // Another rotation may have given this very file the old one's name before we held it.
    let same = std::fs::metadata(beside).is_ok_and(|there| file.metadata().is_ok_and(|ours| ours.ino() == there.ino()));
    if same { Ok(file) } else { Err(RotateProblem::Running) }
}

fn rewrap(db: &Db, vault: &Vault, ids: &Ids, now: i64, new: &MasterKey) -> Result<usize, Fault> {
    let mut keys = 0;
    // The second time finds what another node added while the first committed; later ones are refused there.
    for _ in 0..2 {
        let (vault, ids, new) = (vault.clone(), ids.clone(), new.clone());
        keys += db.write_bulk("keys.rotate", move |tx| vault.rewrap(tx, &new, &ids, now))?;
    }
    vault.set_master(new.clone());
    Ok(keys)
}

fn take_place(beside: &Path, path: &Path) -> Result<(), SourceProblem> {
    let renamed = std::fs::rename(beside, path).and_then(|()| source::sync_folder(path));
    renamed.map_err(|error| SourceProblem::File(path.to_owned(), error.kind()))
}

/// Finishes a rotation that was cut off after its commit: if the key beside opens the database, it takes the file's name and is
/// returned. Blocks.
pub fn finish(db: &Db, path: &Path) -> Result<Option<MasterKey>, RotateProblem> {
    let beside = new_file_of(path);
    let Ok(key) = source::read_file(&beside) else { return Ok(None) };
    let tried = key.clone();
    if db.read_blocking(move |tx| opens(tx, &tried))? != Some(true) {
        return Ok(None);
    }
    take_place(&beside, path)?;
    Ok(Some(key))
}
