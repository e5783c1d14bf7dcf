//! Checkpoints, after C2SP tlog-checkpoint: a log's size and root, signed by the log and cosigned by witnesses.

use crate::key::{Forged, VerifierKey};
use crate::note::{self, Note, NoteProblem};
use crate::{Hash, SigningKey};
use std::fmt;

/// Extension lines; ours has none.
const EXTENSIONS_MAX: usize = 16;

/// A log's head: how many entries, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Lines that other logs may add; opaque.
    pub extensions: Vec<String>,
}

/// Why a checkpoint is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointProblem {
    /// No note.
    #[error(transparent)]
    Note(#[from] NoteProblem),
    /// A note with another text.
    #[error("The text of the checkpoint cannot be read.")]
    Text,
    /// Another log's.
    #[error("The checkpoint is of another log than the key.")]
    OtherLog,
    /// The log's signature is missing.
    #[error("The checkpoint is not signed by the log.")]
    NotSigned,
    /// A signature of the log or of a known witness does not verify.
    #[error("The checkpoint or a signature under it was changed.")]
    Forged(#[from] Forged),
}

impl Checkpoint {
    /// Reads the text of a note.
    pub fn parse(text: &str) -> Option<Self> {
        if !note::is_text(text) {
            return None;
        }
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, digits, root) = (lines.next()?, lines.next()?, lines.next()?);
        let size = decimal(digits).filter(|size| i64::try_from(*size).is_ok())?;
        let root = Hash::parse(root)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        let whole = !origin.is_empty() && extensions.len() <= EXTENSIONS_MAX && extensions.iter().all(|line| !line.is_empty());
        (whole && (size > 0 || root == Hash::empty())).then(|| Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// Signs it.
    pub fn signed(&self, key: &SigningKey) -> Note {
        let text = self.to_string();
        let signature = key.sign(&text, 0);
        Note::new(text, vec![signature])
    }
}

/// A number as the formats write it: decimal, without leading zeros.
pub(crate) fn decimal(digits: &str) -> Option<u64> {
    let number: u64 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A witness's word for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name.
    pub witness: String,
    /// When, in seconds since 1970 UTC.
    pub at: u64,
}

/// A checkpoint that its log has signed, and who of the known witnesses has cosigned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// In the order of the known witnesses.
    pub cosigned: Vec<Cosigned>,
}

/// Believes a checkpoint: it must be of the log whose key this is, and signed by it. Whether enough witnesses stand behind it,
/// the caller decides.
pub fn open(note: &Note, log: &VerifierKey, witnesses: &[VerifierKey]) -> Result<Opened, CheckpointProblem> {
    let checkpoint = Checkpoint::parse(note.text()).ok_or(CheckpointProblem::Text)?;
    if checkpoint.origin != log.name() {
        return Err(CheckpointProblem::OtherLog);
    }
    note.signed_by(log)?.ok_or(CheckpointProblem::NotSigned)?;
    let mut cosigned = Vec::new();
    for witness in witnesses {
        if let Some(at) = note.signed_by(witness)?.and_then(|signed| signed.at) {
            cosigned.push(Cosigned { witness: witness.name().to_owned(), at });
        }
    }
    Ok(Opened { checkpoint, cosigned })
}
