//! Folders of tests: one that is removed with its guard, and the one with real open data, where a machine has it.

use crate::long;
use std::path::{Path, PathBuf};

/// A new empty folder, removed with everything in it when this is dropped.
#[derive(Debug)]
pub struct TempFolder(tempfile::TempDir);

impl TempFolder {
    /// Makes the folder among the system's temporary files.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let made = tempfile::Builder::new().prefix("clarion-test-").tempdir();
        Self(made.expect("a folder for temporary files can be written"))
    }

    /// Makes it in memory, where the system has room for that: for what need not outlive a crash of the machine.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn in_memory() -> Self {
        let made = tempfile::Builder::new().prefix("clarion-test-").tempdir_in(quick_place());
        Self(made.expect("a folder for temporary files can be written"))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of `name` inside it.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }
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
