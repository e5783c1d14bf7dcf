//! Several documents proved against one state of a log: what a decision file carries instead of a proof for each.
//!
//! A place in the log holds a time and a salted hash, so whoever checks needs time, salt and the hashes up to the root beside the
//! document itself. Here they stand as data of canonical JSON; the formats below are those of [`super::evidence`].

use super::document::NoticeText;
use super::entry::{DocumentKind, Entry, SALT_BYTES};
use super::evidence::{EvidenceProblem, keys, no_strangers};
use super::log::{self, Signer};
use super::{store, witness};
use crate::ids::Id;
use crate::trust::{Base64, Hash};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use tlog::proof::HASHES_MAX;
use tlog::{CheckpointProblem, Note, Opened, ProofProblem, VerifierKey, checkpoint, tree};

/// A state of a log, signed by it and by witnesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogState {
    /// The log's public key.
    pub vkey: String,
    /// The public keys of the witnesses.
    pub witnesses: Vec<String>,
    /// The checkpoint with all signatures.
    pub checkpoint: String,
}

/// Where a document stands, and what makes its entry and the root again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    /// When it was entered, microseconds.
    pub at: i64,
    /// With what it was salted.
    pub salt: Base64,
    /// Its place, from 0.
    pub place: u64,
    /// From the entry's sibling up to the root's child.
    pub hashes: Vec<Hash>,
}

/// Documents proved against one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proofs {
    /// The state.
    pub log: LogState,
    /// In the order of the documents; `None` for one that was never entered.
    pub inclusions: Vec<Option<Inclusion>>,
}

/// A state that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Believed {
    /// The log's public key, as the file tells it.
    pub vkey: VerifierKey,
    /// The log's head and who cosigned it.
    pub opened: Opened,
}

/// Proves documents against the state that most witnesses have cosigned of those that hold them all, else the newest. `None` where not
/// one of them was entered.
pub fn prove(tx: &mut Tx<'_>, signer: &Signer, coalition: Id, documents: &[Id]) -> Result<Option<Proofs>, Fault> {
    let Some(log) = store::log(tx, coalition)? else { return Ok(None) };
    let mut entered = Vec::with_capacity(documents.len());
    for document in documents {
        entered.push(store::entered(tx, coalition, *document)?);
    }
    let Some(last) = entered.iter().flatten().map(|entered| entered.place).max() else { return Ok(None) };
    let size = store::best_cosigned(tx, coalition, last)?.unwrap_or(log.size);
    let mut inclusions = Vec::with_capacity(documents.len());
    for (document, entered) in documents.iter().zip(entered) {
        let Some(entered) = entered else {
            inclusions.push(None);
            continue;
        };
        let place = log::unsigned(entered.place)?;
        let hashes = tree::inclusion(place, log::unsigned(size)?, |level, index| log::stored(tx, coalition, level, index))?;
        let hashes = hashes.into_iter().map(|hash| Hash(hash.0)).collect();
        inclusions.push(Some(Inclusion { at: entered.at, salt: Base64(signer.salt(*document).to_vec()), place, hashes }));
    }
    let witnesses = witness::named(tx, coalition)?.iter().map(ToString::to_string).collect();
    let checkpoint = log::checkpoint_at(tx, coalition, size)?.to_string();
    Ok(Some(Proofs { log: LogState { vkey: log.vkey, witnesses, checkpoint }, inclusions }))
}

impl LogState {
    /// Checks the signatures under it. Whose key it is, the reader must know from elsewhere.
    pub fn open(&self) -> Result<Believed, EvidenceProblem> {
        let (vkey, witnesses) = keys(&self.vkey, &self.witnesses, None)?;
        let note = Note::parse(self.checkpoint.as_bytes()).map_err(CheckpointProblem::Note)?;
        let opened = checkpoint::open(&note, &vkey, &witnesses)?;
        no_strangers(&note, &opened)?;
        // One state has one writing, so that no byte of it can be another.
        if note.to_string() == self.checkpoint { Ok(Believed { vkey, opened }) } else { Err(EvidenceProblem::Form) }
    }
}

impl Believed {
    /// Whether a document stands where the proof says.
    pub fn holds(&self, kind: DocumentKind, document: &[u8], inclusion: &Inclusion) -> Result<(), EvidenceProblem> {
        let salt: &[u8; SALT_BYTES] = inclusion.salt.0.as_slice().try_into().map_err(|_| EvidenceProblem::Salt)?;
        let leaf = Entry::of(inclusion.at, kind, document, salt).leaf();
        let head = &self.opened.checkpoint;
        let hashes: Vec<tlog::Hash> = inclusion.hashes.iter().take(HASHES_MAX + 1).map(|hash| tlog::Hash(hash.0)).collect();
        match tree::includes(&leaf, inclusion.place, head.size, &hashes, &head.root) {
            true => Ok(()),
            false => Err(ProofProblem::NotIncluded.into()),
        }
    }

    /// The words of a notice, if this coalition signed them.
    pub fn signed_words(&self, notice: &str) -> Result<NoticeText, EvidenceProblem> {
        super::evidence::signed_words(notice, &self.vkey)
    }
}
