//! Folders of tests: one that is removed with its guard, and the one with real open data, where a machine has it.

use crate::long;
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Once;

/// By which a folder is known as one of these.
const PREFIX: &str = "clarion-tests-";
/// A folder that another process removes before it is held is made anew; so often in a row is no chance.
const TRIES_MAX: usize = 20;

/// A new empty folder, removed with everything in it when this is dropped.
///
/// A process that is killed leaves its folders. Each is held by a lock that ends with its process, however that ends: the first folder of
/// every process clears those in the same place that nobody holds. (The id of a process in a name would not do: containers that share
/// their memory have ids of their own.)
#[derive(Debug)]
pub struct TempFolder {
    folder: tempfile::TempDir,
    _held: File,
}

impl TempFolder {
    /// Makes the folder among the system's temporary files.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        Self::made_in(&std::env::temp_dir())
    }

    /// Makes it in memory, where the system has room for that: for what need not outlive a crash of the machine.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn in_memory() -> Self {
        static CLEARED: Once = Once::new();
        let place = quick_place();
        CLEARED.call_once(|| clear_left(&place));
        Self::made_in(&place)
    }

    fn made_in(place: &Path) -> Self {
        let made = (0..TRIES_MAX).find_map(|_| {
            let made = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place);
            let folder = made.expect("a folder for temporary files can be written");
            // Somebody who clears may come between.
            let held = File::open(folder.path()).ok()?;
            held.lock_shared().expect("a folder of our own can be locked");
            folder.path().exists().then_some(Self { folder, _held: held })
        });
        made.expect("nobody removes each folder")
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The path of `name` inside it.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }
}

/// Removes the folders that no living process holds. What cannot be looked at or removed, such as another user's, stays.
fn clear_left(place: &Path) {
    let found = std::fs::read_dir(place).into_iter().flatten().flatten();
    // A cluster beside a folder has its name and an ending; its keeper removes it.
    let is_ours = |name: &str| name.strip_prefix(PREFIX).is_some_and(|rest| !rest.contains('.'));
    for entry in found.filter(|entry| entry.file_name().to_str().is_some_and(is_ours)) {
        let _stays = clear_unless_held(&entry.path());
    }
}

fn clear_unless_held(path: &Path) -> std::io::Result<()> {
    let folder = File::open(path)?;
    if folder.try_lock().is_ok() {
        // Only whoever has the lock removes: what stands there is still what was locked.
        let (locked, there) = (folder.metadata()?, std::fs::symlink_metadata(path)?);
        if (locked.dev(), locked.ino()) == (there.dev(), there.ino()) {
            std::fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// Less than this, which containers often have, would be full of a cluster and a few databases soon.
const MEMORY_BYTES_MIN: u64 = 2 << 30;

/// Memory where there is room, else the disk. What tests wait for is mostly the disk. The long ones, with up to a million people, stay
/// there.
pub(crate) fn quick_place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(memory).map_or(0, |found| found.f_bavail * found.f_frsize);
    if room >= MEMORY_BYTES_MIN && !long() { memory.to_owned() } else { std::env::temp_dir() }
}

impl Default for TempFolder {
    fn default() -> Self {
        Self::new()
    }
}

/// The folder of optional real open data: `CLARION_SHARED`, else `../shared/data` beside the repository. Where there
/// is none it prints a line, and the test that wanted it goes on with its own small sample.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a switch of the test run, not a setting of the server")]
pub fn shared_data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CLARION_SHARED").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("no open data at {}: set CLARION_SHARED to test with it", folder.display());
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_test_left_is_cleared_and_what_a_living_one_uses_is_not() {
        let place = TempFolder::new();
        let living = TempFolder::made_in(place.path());
        // As a process leaves them that had no time to clear up: nobody holds them any more.
        let (left, foreign) = (place.join("clarion-tests-left"), place.join("somebody-elses"));
        let cluster = place.join("clarion-tests-left.cluster");
        for folder in [&left, &foreign, &cluster] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("clarion.db"), b"rows").unwrap();
        }
        clear_left(place.path());
        assert!(!left.exists());
        assert!(living.path().is_dir() && foreign.is_dir() && cluster.is_dir());
    }
}
