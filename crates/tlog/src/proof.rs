//! Proofs in text: that an entry is in a log (C2SP tlog-proof), and that a log has only grown, as a witness is asked to
//! confirm (the body of C2SP tlog-witness's add-checkpoint).

use crate::checkpoint::{self, CheckpointProblem, Opened, decimal};
use crate::hash::HASH_TEXT_CHARS;
use crate::note::{NOTE_BYTES_MAX, Note};
use crate::{Hash, VerifierKey, tree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// Hashes of a proof: a tree of 64-bit size has no more levels.
pub const HASHES_MAX: usize = 63;
/// Bytes of the extra data.
pub const EXTRA_BYTES_MAX: usize = 4 * 1024;
/// Head, extra data, hashes and the checkpoint.
pub const PROOF_BYTES_MAX: usize = NOTE_BYTES_MAX + 2 * EXTRA_BYTES_MAX + (HASHES_MAX + 1) * (HASH_TEXT_CHARS + 1);

const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// That an entry is in a log, to be checked without the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What else is needed to make the entry again; nobody signed it.
    pub extra: Option<Vec<u8>>,
    /// The entry's place.
    pub index: u64,
    /// From the entry's sibling up to the root's child.
    pub hashes: Vec<Hash>,
    /// The checkpoint, whole.
    pub checkpoint: Note,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofProblem {
    /// The text around the checkpoint.
    #[error("The proof cannot be read.")]
    Text,
    /// The checkpoint in it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointProblem),
    /// The hashes do not lead from the entry to the root.
    #[error("The proof does not lead from this entry to the root that the log has signed.")]
    NotIncluded,
}

impl Proof {
    /// Reads a proof.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofProblem> {
        let (head, checkpoint) = halves(bytes)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEAD) {
            return Err(ProofProblem::Text);
        }
        let mut line = lines.next().ok_or(ProofProblem::Text)?;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(STANDARD.decode(encoded).ok().filter(|bytes| bytes.len() <= EXTRA_BYTES_MAX).ok_or(ProofProblem::Text)?);
            line = lines.next().ok_or(ProofProblem::Text)?;
        }
        let index = line.strip_prefix("index ").and_then(decimal).ok_or(ProofProblem::Text)?;
        let hashes = hashes(lines)?;
        Ok(Self { extra, index, hashes, checkpoint })
    }

    /// Checks that an entry with this leaf hash is in the log; what the log and the known witnesses have signed.
    pub fn check(&self, leaf: &Hash, log: &VerifierKey, witnesses: &[VerifierKey]) -> Result<Opened, ProofProblem> {
        let opened = checkpoint::open(&self.checkpoint, log, witnesses)?;
        let head = &opened.checkpoint;
        if tree::includes(leaf, self.index, head.size, &self.hashes, &head.root) {
            Ok(opened)
        } else {
            Err(ProofProblem::NotIncluded)
        }
    }
}

/// What stands before the first empty line, and the note after it.
fn halves(bytes: &[u8]) -> Result<(&str, Note), ProofProblem> {
    if bytes.len() > PROOF_BYTES_MAX {
        return Err(ProofProblem::Text);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ProofProblem::Text)?;
    let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofProblem::Text)?;
    let note = Note::parse(checkpoint.as_bytes()).map_err(CheckpointProblem::Note)?;
    Ok((head, note))
}

fn hashes<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Hash>, ProofProblem> {
    let mut hashes = Vec::new();
    for line in lines {
        if hashes.len() == HASHES_MAX {
            return Err(ProofProblem::Text);
        }
        hashes.push(Hash::parse(line).ok_or(ProofProblem::Text)?);
    }
    Ok(hashes)
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// A newer checkpoint with the proof that the log has only grown since the older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growth {
    /// Entries of the older tree.
    pub old: u64,
    /// The consistency proof.
    pub hashes: Vec<Hash>,
    /// The newer checkpoint, whole.
    pub checkpoint: Note,
}

impl Growth {
    /// Reads what a witness is sent.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofProblem> {
        let (head, checkpoint) = halves(bytes)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal).ok_or(ProofProblem::Text)?;
        Ok(Self { old, hashes: hashes(lines)?, checkpoint })
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
