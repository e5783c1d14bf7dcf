//! The files by which anyone checks a notice or a whole log without this server: what is in them, and the check.
//!
//! Each is JSON in one spelling: bytes that are not exactly what we would write are refused, so that no change goes unseen. Whoever
//! checks should know the log's public key from elsewhere; the file's own is only good for finding damage.

use super::document::NoticeText;
use super::entry::{DocumentKind, Entry, SALT_BYTES};
use super::log::{self, Signer};
use super::{Notice, store, witness};
use crate::coalitions::Coalition;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use tlog::tree::Frontier;
use tlog::{Checkpoint, CheckpointProblem, Note, NoteProblem, Opened, Proof, ProofProblem, VerifierKey, checkpoint};

/// Bytes of a notice's file.
pub const NOTICE_FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Entries of a log's file; a larger log is read as tiles.
pub const LOG_FILE_ENTRIES_MAX: i64 = 100_000;
/// Bytes of a log's file: each entry is a line of 64 letters at most.
pub const LOG_FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

const NOTICE_FORM: &str = "notice file v1";
const LOG_FORM: &str = "log file v1";

/// Why a file is not believed, in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceProblem {
    /// Longer than any we make.
    #[error("This file is longer than any that Clarion writes.")]
    TooLong,
    /// Not our JSON, or not as we write it.
    #[error("This file is not as Clarion writes it: something in it was changed, cut or added.")]
    Form,
    /// A public key in it, or the one that was given.
    #[error("A public key cannot be read: it was changed or cut.")]
    Key,
    /// Not the key that the reader trusts.
    #[error("This file is of another log than the key you trust: nobody vouches for it.")]
    OtherKey,
    /// The signed words.
    #[error("The signed words: {0}")]
    Words(NoteProblem),
    /// The signature under the words.
    #[error("The coalition did not sign these words: they or the signature were changed.")]
    NotSigned,
    /// Signed, but not in the form of a notice.
    #[error("The signed words are not in the form of a notice.")]
    WordsForm,
    /// The proof.
    #[error("The log's proof: {0}")]
    Proof(#[from] ProofProblem),
    /// The checkpoint.
    #[error("The log's checkpoint: {0}")]
    Checkpoint(#[from] CheckpointProblem),
    /// Time and salt are not there.
    #[error("The proof lacks the time and salt of the entry.")]
    Salt,
    /// A signature of nobody that the file names.
    #[error("A signature under the checkpoint is of no witness that this file names.")]
    Stranger,
    /// An entry.
    #[error("An entry of the log cannot be read.")]
    Entry,
    /// Times run backwards.
    #[error("The times of the log's entries run backwards.")]
    Times,
    /// The tree of the entries has another root.
    #[error("The entries are not those that the log has signed: one was changed, dropped, added or moved.")]
    Root,
    /// Not an extension of what was seen before.
    #[error("The log has not only grown since the older file: something that stood in it was changed or dropped.")]
    NotGrown,
}

/// What `/n/<code>/notice.json` gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFile {
    clarion: String,
    /// The log's and coalition's public key.
    pub vkey: String,
    /// The witnesses' public keys.
    pub witnesses: Vec<String>,
    /// The words, signed.
    pub notice: String,
    /// That they are in the log.
    pub proof: String,
}

/// A notice that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedNotice {
    /// What it says.
    pub text: NoticeText,
    /// Its place in the log, from 0.
    pub place: u64,
    /// When it was entered, microseconds.
    pub entered_at: i64,
    /// The log's head and who cosigned it.
    pub opened: Opened,
}

impl NoticeFile {
    /// The file of a notice whose words were not withdrawn.
    pub fn of(tx: &mut Tx<'_>, signer: &Signer, coalition: &Coalition, notice: &Notice) -> Result<Option<Self>, Fault> {
        let (Some(words), Some(proof)) = (&notice.note, log::proof(tx, signer, coalition, notice.id)?) else { return Ok(None) };
        let vkey = log::log_of(tx, signer, coalition)?.vkey;
        let witnesses = store::witnesses(tx, coalition.id)?;
        let (notice, proof) = (words.clone(), proof.to_string());
        Ok(Some(Self { clarion: NOTICE_FORM.to_owned(), vkey, witnesses, notice, proof }))
    }

    /// As it is served.
    pub fn to_text(&self) -> String {
        written(self)
    }

    /// Reads one.
    pub fn parse(bytes: &[u8]) -> Result<Self, EvidenceProblem> {
        let file: Self = read(bytes, NOTICE_FILE_BYTES_MAX)?;
        if file.clarion == NOTICE_FORM { Ok(file) } else { Err(EvidenceProblem::Form) }
    }

    /// Checks all of it. `trusted` is the log's key as the reader knows it.
    pub fn check(&self, trusted: Option<&VerifierKey>) -> Result<CheckedNotice, EvidenceProblem> {
        let (key, witnesses) = keys(&self.vkey, &self.witnesses, trusted)?;
        let text = signed_words(&self.notice, &key)?;
        let proof = Proof::parse(self.proof.as_bytes())?;
        let (at, salt) = proof.extra.as_deref().and_then(time_and_salt).ok_or(EvidenceProblem::Salt)?;
        let entry = Entry::of(at, DocumentKind::Notice, self.notice.as_bytes(), &salt);
        let opened = proof.check(&entry.leaf(), &key, &witnesses)?;
        no_strangers(&proof.checkpoint, &opened)?;
        Ok(CheckedNotice { text, place: proof.index, entered_at: at, opened })
    }
}

/// The words of a signed note, if it is a notice and of this key.
pub(super) fn signed_words(notice: &str, key: &VerifierKey) -> Result<NoticeText, EvidenceProblem> {
    let note = Note::parse(notice.as_bytes()).map_err(EvidenceProblem::Words)?;
    let signed = note.signed_by(key).ok().flatten().is_some() && note.signatures.len() == 1;
    if !signed {
        return Err(EvidenceProblem::NotSigned);
    }
    NoticeText::parse(note.text()).ok_or(EvidenceProblem::WordsForm)
}

/// The extra data of a proof: what makes the entry again.
pub fn time_and_salt(extra: &[u8]) -> Option<(i64, [u8; SALT_BYTES])> {
    let (at, salt) = extra.split_first_chunk::<8>()?;
    Some((i64::from_be_bytes(*at), salt.try_into().ok()?))
}

/// What `/coalitions/<slug>/log/log.json` gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogFile {
    clarion: String,
    /// The log's public key.
    pub vkey: String,
    /// The witnesses' public keys.
    pub witnesses: Vec<String>,
    /// The newest checkpoint.
    pub checkpoint: String,
    /// All entries, in base64.
    pub entries: Vec<String>,
}

/// A log that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedLog {
    /// The checkpoint, with all signatures.
    pub note: Note,
    /// Its head and who cosigned it.
    pub opened: Opened,
    /// The time of the newest entry, microseconds.
    pub newest_at: Option<i64>,
}

impl LogFile {
    /// The file of a log; `None` where it is too large for one.
    pub fn of(tx: &mut Tx<'_>, signer: &Signer, coalition: &Coalition) -> Result<Option<Self>, Fault> {
        let view = log::log_of(tx, signer, coalition)?;
        if view.size > LOG_FILE_ENTRIES_MAX {
            return Ok(None);
        }
        let entries = store::entries(tx, coalition.id, 0, view.size)?.iter().map(|entry| STANDARD.encode(entry)).collect();
        let witnesses = witness::named(tx, coalition.id)?.iter().map(ToString::to_string).collect();
        let checkpoint = log::checkpoint(tx, signer, coalition)?.to_string();
        Ok(Some(Self { clarion: LOG_FORM.to_owned(), vkey: view.vkey, witnesses, checkpoint, entries }))
    }

    /// As it is served.
    pub fn to_text(&self) -> String {
        written(self)
    }

    /// Reads one.
    pub fn parse(bytes: &[u8]) -> Result<Self, EvidenceProblem> {
        let file: Self = read(bytes, LOG_FILE_BYTES_MAX)?;
        if file.clarion == LOG_FORM { Ok(file) } else { Err(EvidenceProblem::Form) }
    }

    /// Checks all of it; with an older head of the same log also that the log has only grown since.
    pub fn check(&self, trusted: Option<&VerifierKey>, since: Option<&Checkpoint>) -> Result<CheckedLog, EvidenceProblem> {
        let (key, witnesses) = keys(&self.vkey, &self.witnesses, trusted)?;
        let note = Note::parse(self.checkpoint.as_bytes()).map_err(CheckpointProblem::Note)?;
        let opened = checkpoint::open(&note, &key, &witnesses)?;
        no_strangers(&note, &opened)?;
        let (mut tree, mut newest_at, mut grown) = (Frontier::default(), None, since.is_none());
        for encoded in &self.entries {
            grown |= since.is_some_and(|since| is_head(since, &tree));
            let entry = STANDARD.decode(encoded).ok().and_then(|bytes| Entry::parse(&bytes)).ok_or(EvidenceProblem::Entry)?;
            if newest_at.is_some_and(|at| at > entry.at) {
                return Err(EvidenceProblem::Times);
            }
            newest_at = Some(entry.at);
            tree.push(entry.leaf());
        }
        grown |= since.is_some_and(|since| is_head(since, &tree));
        if !is_head(&opened.checkpoint, &tree) {
            return Err(EvidenceProblem::Root);
        }
        if grown { Ok(CheckedLog { note, opened, newest_at }) } else { Err(EvidenceProblem::NotGrown) }
    }
}

fn is_head(checkpoint: &Checkpoint, tree: &Frontier) -> bool {
    checkpoint.size == tree.size() && checkpoint.root == tree.root()
}

pub(super) fn keys(
    vkey: &str,
    witnesses: &[String],
    trusted: Option<&VerifierKey>,
) -> Result<(VerifierKey, Vec<VerifierKey>), EvidenceProblem> {
    let key = VerifierKey::parse(vkey).ok_or(EvidenceProblem::Key)?;
    if trusted.is_some_and(|trusted| *trusted != key) {
        return Err(EvidenceProblem::OtherKey);
    }
    let witness = |vkey: &String| VerifierKey::parse(vkey).filter(|key| key.kind() == tlog::Kind::Cosignature);
    let witnesses: Option<Vec<VerifierKey>> = witnesses.iter().map(witness).collect();
    Ok((key, witnesses.ok_or(EvidenceProblem::Key)?))
}

/// Each signature is of the log or of a witness that was named, so that a changed name or id is not passed over.
pub(super) fn no_strangers(note: &Note, opened: &Opened) -> Result<(), EvidenceProblem> {
    if note.signatures.len() == 1 + opened.cosigned.len() { Ok(()) } else { Err(EvidenceProblem::Stranger) }
}

fn written(file: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(file).expect("texts and lists of texts are JSON");
    text.push('\n');
    text
}

fn read<T: Serialize + serde::de::DeserializeOwned>(bytes: &[u8], bytes_max: usize) -> Result<T, EvidenceProblem> {
    if bytes.len() > bytes_max {
        return Err(EvidenceProblem::TooLong);
    }
    let file: T = serde_json::from_slice(bytes).map_err(|_| EvidenceProblem::Form)?;
    if written(&file).as_bytes() == bytes { Ok(file) } else { Err(EvidenceProblem::Form) }
}
