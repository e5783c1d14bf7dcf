//! A coalition's log: it begins with the first document, grows at its end only, and signs what it has become.
//!
//! Growing is one transaction: the log's row is taken first, so that others wait; hashes and entry are inserted under keys that
//! hold each place once; the size moves from what it was. Whoever comes with a document that stands there gets its place again.

use super::entry::{DocumentKind, Entry, SALT_BYTES};
use super::store;
use crate::app::App;
use crate::clock::SECOND;
use crate::coalitions::Coalition;
use crate::ids::Id;
use crate::keys::Vault;
use db::{Fault, FaultKind, Tx};
use std::collections::BTreeMap;
use tlog::tree;
use tlog::{Checkpoint, Hash, Kind, Note, SigningKey, VerifierKey};

/// What signs for the coalitions of this server. Cheap to clone.
#[derive(Clone)]
pub struct Signer {
    vault: Vault,
    public_url: String,
}

impl Signer {
    /// The server's.
    pub fn of(app: &App) -> Self {
        Self::new(app.vault.clone(), &app.settings.public_url)
    }

    /// One of these secrets, for a site at this address.
    pub fn new(vault: Vault, public_url: &str) -> Self {
        Self { vault, public_url: public_url.to_owned() }
    }

    /// The site's address.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The key of a coalition under the name of its log.
    fn key(&self, coalition: Id, origin: &str) -> Result<SigningKey, Fault> {
        let seed = self.vault.log_secret(&[b"signing key", &coalition.0]);
        SigningKey::from_seed(origin, Kind::Plain, &seed).ok_or_else(|| Fault::bug("the name of a log has a space or a plus"))
    }

    /// The salt of a document. It follows from the document's id and a secret of the server.
    pub fn salt(&self, document: Id) -> [u8; SALT_BYTES] {
        self.vault.log_secret(&[b"salt", &document.0])
    }

    /// The number from which a notice's code is made, another for each attempt.
    pub(super) fn code_number(&self, notice: Id, attempt: u8) -> u64 {
        let bytes = self.vault.log_secret(&[b"code", &notice.0, &[attempt]]);
        u64::from_be_bytes(*bytes.first_chunk().expect("a secret has 32 bytes"))
    }

    /// Signs a text with a coalition's key.
    pub(super) fn sign(&self, coalition: Id, log: &LogView, text: String) -> Result<Note, Fault> {
        let signature = self.key(coalition, &log.origin)?.sign(&text, 0);
        Ok(Note::new(text, vec![signature]))
    }
}

/// A public address without its scheme: `act.example`, `localhost:8080`.
pub fn host_of(public_url: &str) -> &str {
    public_url.split_once("://").map_or(public_url, |(_, rest)| rest).trim_end_matches('/')
}

/// A log as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    /// Its name, and its key's.
    pub origin: String,
    /// By which others verify.
    pub vkey: String,
    /// Entries.
    pub size: i64,
    /// The time of the newest, microseconds; 0 where there is none.
    pub newest_at: i64,
}

impl LogView {
    /// The key by which others verify.
    pub fn verifier(&self) -> Result<VerifierKey, Fault> {
        VerifierKey::parse(&self.vkey).ok_or_else(|| Fault::bug("the public key of a log cannot be read"))
    }
}

/// Something to enter.
#[derive(Clone, Copy, Debug)]
pub struct NewDocument<'a> {
    /// Its id: the same one is entered once.
    pub id: Id,
    /// What it is.
    pub kind: DocumentKind,
    /// Its bytes. They are hashed and not kept here.
    pub bytes: &'a [u8],
}

/// Where something stands in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Its place, from 0.
    pub place: i64,
    /// When it was entered, microseconds.
    pub at: i64,
}

/// The log of a coalition; an empty one where nothing was entered yet.
pub fn log_of(tx: &mut Tx<'_>, signer: &Signer, coalition: &Coalition) -> Result<LogView, Fault> {
    match store::log(tx, coalition.id)? {
        Some(log) => Ok(log),
        None => new_log(signer, coalition),
    }
}

fn new_log(signer: &Signer, coalition: &Coalition) -> Result<LogView, Fault> {
    let origin = format!("{}/coalitions/{}/log", host_of(&signer.public_url), coalition.slug);
    let vkey = signer.key(coalition.id, &origin)?.verifier().to_string();
    Ok(LogView { origin, vkey, size: 0, newest_at: 0 })
}

/// Enters documents in a coalition's log, in their order; where each stands. A document that is there already keeps its place.
pub fn enter(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: &Coalition,
    documents: &[NewDocument<'_>],
) -> Result<Vec<Entered>, Fault> {
    let log = take(tx, signer, now, coalition)?;
    // Times never run backwards: whoever waited for the log may have read the clock before whoever had it.
    let at = now.max(log.newest_at);
    let mut growth = Growth { coalition: coalition.id, size: log.size, fresh: BTreeMap::new() };
    let mut places = Vec::with_capacity(documents.len());
    for document in documents {
        let standing = store::entered(tx, coalition.id, document.id)?;
        let entered = match standing {
            Some(entered) => entered,
            None => growth.add(tx, signer, at, document)?,
        };
        places.push(entered);
    }
    if growth.size > log.size {
        growth.finish(tx, signer, at, &log)?;
    }
    Ok(places)
}

/// Begins the log of a coalition, empty, so that its name and key stand from then on; a second time changes nothing.
pub fn begin(tx: &mut Tx<'_>, signer: &Signer, now: i64, coalition: &Coalition) -> Result<(), Fault> {
    if store::log(tx, coalition.id)?.is_some() {
        return Ok(());
    }
    let log = new_log(signer, coalition)?;
    if store::add_log(tx, coalition.id, &log, now)? {
        let note = head(tx, signer, coalition.id, &log)?;
        store::add_checkpoint(tx, coalition.id, log.size, &note.to_string(), now)?;
    }
    Ok(())
}

/// Takes the log for this transaction, beginning it if need be. Whoever else wants it waits until we are done.
fn take(tx: &mut Tx<'_>, signer: &Signer, now: i64, coalition: &Coalition) -> Result<LogView, Fault> {
    begin(tx, signer, now, coalition)?;
    let log = store::take_log(tx, coalition.id)?.ok_or_else(|| Fault::bug("two coalitions have a log of one name"))?;
    // Another secret, from a wrong backup say, must not sign for a log that others know by its key.
    match signer.key(coalition.id, &log.origin)?.verifier().to_string() == log.vkey {
        true => Ok(log),
        false => Err(Fault::bug("the secret of the logs is not the one this log was begun with")),
    }
}

/// A log while it grows within one transaction.
struct Growth {
    coalition: Id,
    size: i64,
    /// Hashes that became complete in this transaction.
    fresh: BTreeMap<(i64, i64), Hash>,
}

impl Growth {
    fn add(&mut self, tx: &mut Tx<'_>, signer: &Signer, at: i64, document: &NewDocument<'_>) -> Result<Entered, Fault> {
        let entry = Entry::of(at, document.kind, document.bytes, &signer.salt(document.id));
        let nodes = tree::append(unsigned(self.size)?, entry.leaf(), |level, index| self.read(tx, level, index))?;
        for node in nodes {
            self.fresh.insert((node.level.into(), signed(node.index)?), node.hash);
        }
        let entered = Entered { place: self.size, at };
        store::add_entry(tx, self.coalition, entered, document.id, document.kind, &entry.to_bytes())?;
        self.size += 1;
        Ok(entered)
    }

    fn read(&self, tx: &mut Tx<'_>, level: u8, index: u64) -> Result<Hash, Fault> {
        match self.fresh.get(&(level.into(), signed(index)?)) {
            Some(hash) => Ok(*hash),
            None => stored(tx, self.coalition, level, index),
        }
    }

    /// Writes the hashes, moves the size, and signs.
    fn finish(self, tx: &mut Tx<'_>, signer: &Signer, at: i64, log: &LogView) -> Result<(), Fault> {
        store::add_hashes(tx, self.coalition, &self.fresh)?;
        if !store::set_size(tx, self.coalition, log.size, self.size, at)? {
            return Err(Fault::new(FaultKind::Collision, "a log grew under our hands"));
        }
        let note = head(tx, signer, self.coalition, &LogView { size: self.size, ..log.clone() })?;
        store::add_checkpoint(tx, self.coalition, self.size, &note.to_string(), at)
    }
}

fn head(tx: &mut Tx<'_>, signer: &Signer, coalition: Id, log: &LogView) -> Result<Note, Fault> {
    let size = unsigned(log.size)?;
    let root = tree::root(size, |level, index| stored(tx, coalition, level, index))?;
    let checkpoint = Checkpoint { origin: log.origin.clone(), size, root, extensions: Vec::new() };
    Ok(checkpoint.signed(&signer.key(coalition, &log.origin)?))
}

/// A complete subtree's hash.
pub(super) fn stored(tx: &mut Tx<'_>, coalition: Id, level: u8, index: u64) -> Result<Hash, Fault> {
    store::hash(tx, coalition, level.into(), signed(index)?)
}

pub(super) fn unsigned(number: i64) -> Result<u64, Fault> {
    u64::try_from(number).map_err(|_| Fault::bug("a log has less than no entries"))
}

pub(super) fn signed(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|_| Fault::bug("a place beyond all logs"))
}

/// Where a document stands in a coalition's log, if it does.
pub fn entered(tx: &mut Tx<'_>, coalition: Id, document: Id) -> Result<Option<Entered>, Fault> {
    store::entered(tx, coalition, document)
}

/// The newest checkpoint with the cosignatures that it has so far.
pub fn checkpoint(tx: &mut Tx<'_>, signer: &Signer, coalition: &Coalition) -> Result<Note, Fault> {
    match store::log(tx, coalition.id)? {
        Some(log) => checkpoint_at(tx, coalition.id, log.size),
        None => head(tx, signer, coalition.id, &new_log(signer, coalition)?),
    }
}

/// The checkpoint of a size that was signed, with its cosignatures.
pub(super) fn checkpoint_at(tx: &mut Tx<'_>, coalition: Id, size: i64) -> Result<Note, Fault> {
    let text = store::checkpoint(tx, coalition, size)?.ok_or_else(|| Fault::bug("a log has no checkpoint of its size"))?;
    let mut note = Note::parse(text.as_bytes()).map_err(|_| Fault::bug("a stored checkpoint cannot be read"))?;
    for line in store::cosignatures(tx, coalition, size)? {
        note.signatures.extend(tlog::Signature::parse(&line));
    }
    Ok(note)
}

/// The proof that a document is in the log, under the checkpoint that most witnesses have cosigned, else the newest.
/// `None` where it was never entered. What makes the entry again (time and salt) stands in the proof's extra data.
pub fn proof(tx: &mut Tx<'_>, signer: &Signer, coalition: &Coalition, document: Id) -> Result<Option<tlog::Proof>, Fault> {
    let coalition = coalition.id;
    let (Some(entered), Some(log)) = (store::entered(tx, coalition, document)?, store::log(tx, coalition)?) else {
        return Ok(None);
    };
    let size = store::best_cosigned(tx, coalition, entered.place)?.unwrap_or(log.size);
    let index = unsigned(entered.place)?;
    let hashes = tree::inclusion(index, unsigned(size)?, |level, index| stored(tx, coalition, level, index))?;
    let extra = [entered.at.to_be_bytes().as_slice(), &signer.salt(document)].concat();
    Ok(Some(tlog::Proof { extra: Some(extra), index, hashes, checkpoint: checkpoint_at(tx, coalition, size)? }))
}

/// The time of a cosignature, as a clock of ours tells it.
pub(super) fn micros(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(SECOND)
}
