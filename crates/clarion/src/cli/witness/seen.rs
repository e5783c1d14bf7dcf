//! What a witness remembers: the checkpoint that it confirmed last, whole, in a file that is replaced in one step.

use super::beside;
use crate::cli::Problem;
use crate::cli::verify::read;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tlog::note::NOTE_BYTES_MAX;
use tlog::{Checkpoint, Note, VerifierKey, checkpoint};

/// The last confirmed state.
pub(super) struct Seen {
    path: PathBuf,
    pub(super) checkpoint: Checkpoint,
}

impl Seen {
    /// Reads the file; `None` where there is none yet.
    pub(super) fn read(path: &Path, log: &VerifierKey) -> Result<Option<Self>, Problem> {
        if !path.exists() {
            return Ok(None);
        }
        let note = Note::parse(&read(path, NOTE_BYTES_MAX)?).ok();
        let opened = note.and_then(|note| checkpoint::open(&note, log, &[]).ok());
        let other = || {
            Problem::Refused(format!("{} holds no state of the log of this key. Name another file with --seen.", path.display()))
        };
        Ok(Some(Self { path: path.to_owned(), checkpoint: opened.ok_or_else(other)?.checkpoint }))
    }

    /// Keeps the state that does not fit beside the one that was seen, and says what that means.
    pub(super) fn contradicted(&self, note: &Note, size: u64) -> Problem {
        let proof = beside(&self.path, ".contradiction");
        match std::fs::write(&proof, note.to_string()) {
            Ok(()) => Problem::Refused(format!(
                "The log contradicts itself: {} and {} entries do not fit. Keep {} and {}, and tell the coalition.",
                self.checkpoint.size,
                size,
                self.path.display(),
                proof.display()
            )),
            Err(error) => Problem::file(&proof, &error),
        }
    }
}

/// Replaces what was seen; on the disk when it returns.
pub(super) fn write(path: &Path, note: &Note) -> Result<(), Problem> {
    let new = beside(path, ".new");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = File::create(&new).and_then(|mut file| {
        file.write_all(note.to_string().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, path)?;
        File::open(folder)?.sync_all()
    });
    written.map_err(|error| Problem::file(path, &error))
}
