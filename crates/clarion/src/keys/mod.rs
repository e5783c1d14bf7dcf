//! The server's secrets while it runs: the master key, what it wraps, and the groups' data keys.
//!
//! The matching secret and the secrets of tokens and form stamps lie in the database wrapped by the master key; a group's data
//! keys too. Nothing here knows what is sealed with them.

pub mod recovery;
pub mod rotate;
pub mod source;
mod store;

use crate::ids::{Id, Ids};
use db::{Db, Fault, FaultKind, Tx};
use seal::{Channel, DataKey, Keyring, MasterKey, MatchingKey, MatchingSecret, SealError};
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use store::STATEMENTS;
pub use store::WrappedKey;

/// Why the secrets cannot be opened, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum VaultProblem {
    /// Another key than the one the database was begun with.
    #[error("this master key does not open this database: use the key it was begun with (see `clarion keys`)")]
    WrongMasterKey,
    /// The database.
    #[error(transparent)]
    Database(#[from] Fault),
}

struct Secrets {
    /// Changes when it is rotated.
    master: RwLock<MasterKey>,
    matching: MatchingSecret,
    tokens: [u8; 32],
    stamps: [u8; 32],
    foreign: [u8; 32],
    keyring: Keyring,
}

/// The opened secrets; cheap to clone.
#[derive(Clone)]
pub struct Vault {
    secrets: Arc<Secrets>,
}

const MATCHING: &str = "matching";
const TOKENS: &str = "tokens";
const STAMPS: &str = "stamps";
const FOREIGN: &str = "foreign-ids";

impl Vault {
    /// Opens the secrets of this database, making them at the first start. Blocks.
    pub fn open(db: &Db, master: MasterKey, ids: &Ids, now: i64) -> Result<Self, VaultProblem> {
        let secret = |name| named_secret(db, &master, ids, now, name);
        let (matching, tokens, stamps, foreign) = (secret(MATCHING)?, secret(TOKENS)?, secret(STAMPS)?, secret(FOREIGN)?);
        let matching = MatchingSecret::from_bytes(matching);
        let master = RwLock::new(master);
        let vault = Self { secrets: Arc::new(Secrets { master, matching, tokens, stamps, foreign, keyring: Keyring::new() }) };
        vault.load(db)?;
        vault.make_instance_key(db, ids, now)?;
        Ok(vault)
    }

    /// Makes the data key of the instance itself, under which organisers' accounts are sealed; it stands where a group's would, with
    /// sixteen zeros for the group. Of two servers that start at once both use the first one's.
    fn make_instance_key(&self, db: &Db, ids: &Ids, now: i64) -> Result<(), VaultProblem> {
        if self.secrets.keyring.contains(&Id::ZERO.0) {
            return Ok(());
        }
        let key = self.new_group(Id::ZERO, ids);
        db.write_bulk("keys.instance", move |tx| add(tx, &key, now))?;
        self.load(db)
    }

    /// Reads every data key. Blocks.
    pub fn load(&self, db: &Db) -> Result<(), VaultProblem> {
        let keys = db.read_blocking(store::data_keys)?;
        keys.iter().try_for_each(|key| self.take_in(key))
    }

    /// Makes sure that a group's key is known here: another node may have made it.
    pub async fn know(&self, db: &Db, group: Id) -> Result<(), VaultProblem> {
        if self.secrets.keyring.contains(&group.0) {
            return Ok(());
        }
        let keys = db.read_newest(store::data_keys).await?;
        keys.iter().try_for_each(|key| self.take_in(key))
    }

    fn take_in(&self, key: &WrappedKey) -> Result<(), VaultProblem> {
        let bytes = self.master().unwrap_secret(&purpose_of(key.group, key.version), &key.wrapped);
        let bytes = bytes.map_err(|_| VaultProblem::WrongMasterKey)?;
        self.secrets.keyring.insert(key.group.0, DataKey::from_bytes(key.version, bytes));
        Ok(())
    }

    /// Makes the first data key of a new group, wrapped for the transaction that adds the group.
    pub fn new_group(&self, group: Id, ids: &Ids) -> WrappedKey {
        let bytes = ids.bytes();
        let version = 1;
        let master = self.master();
        let wrapped = master.wrap(&purpose_of(group, version), &bytes, ids.bytes());
        self.secrets.keyring.insert(group.0, DataKey::from_bytes(version, bytes));
        WrappedKey { group, version, wrapped, wrapped_by: Some(master.fingerprint()) }
    }

    /// The matching key of a folded address.
    pub fn matching_key(&self, channel: Channel, folded: &str) -> MatchingKey {
        self.secrets.matching.key(channel, folded)
    }

    /// The key under which a foreign id of a group is found.
    pub fn foreign_key(&self, group: Id, kind: &str, text: &str) -> [u8; 16] {
        short_hash(&self.secrets.foreign, &[&group.0, kind.as_bytes(), &[0], text.as_bytes()])
    }

    /// The token that a mail carries for what a row with this id waits for: 128 bits that only this server can make.
    pub fn token(&self, row: Id) -> seal::Token {
        seal::Token::from_bytes(short_hash(&self.secrets.tokens, &[&row.0]))
    }

    /// A message authentication code of 16 bytes for what a page hands out and takes back.
    pub fn stamp(&self, parts: &[&[u8]]) -> [u8; 16] {
        short_hash(&self.secrets.stamps, parts)
    }

    /// Seals a record of a group.
    pub fn seal(&self, group: Id, record: &[u8; 16], plain: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>, Fault> {
        self.secrets.keyring.seal(&group.0, record, plain, nonce).map_err(|error| fault_of(&error))
    }

    /// Opens a record of a group.
    pub fn open_sealed(&self, group: Id, record: &[u8; 16], blob: &[u8]) -> Result<Vec<u8>, Fault> {
        self.secrets.keyring.open(&group.0, record, blob).map_err(|error| fault_of(&error))
    }

    /// Wraps every secret and data key under a new master key, in the caller's transaction. What is already wrapped by the new one
    /// stays, so that a commit in doubt can be run again. Afterwards comes [`set_master`](Self::set_master).
    pub fn rewrap(&self, tx: &mut Tx<'_>, new: &MasterKey, ids: &Ids, now: i64) -> Result<usize, Fault> {
        let old = self.master();
        let again = |purpose: &[u8], wrapped: &[u8]| match old.unwrap_secret(purpose, wrapped) {
            Ok(bytes) => Ok(Some(new.wrap(purpose, &bytes, ids.bytes()))),
            Err(error) => new.unwrap_secret(purpose, wrapped).map(|_| None).map_err(|_| fault_of(&error)),
        };
        let mut count = 0;
        for key in store::data_keys(tx)? {
            if let Some(wrapped) = again(&purpose_of(key.group, key.version), &key.wrapped)? {
                store::set_data_key(tx, &WrappedKey { wrapped, ..key })?;
                count += 1;
            }
        }
        for (name, wrapped) in store::secrets(tx)? {
            if let Some(wrapped) = again(name.as_bytes(), &wrapped)? {
                store::set_secret(tx, &name, &wrapped)?;
                count += 1;
            }
        }
        store::set_fact(tx, WRAPPED_BY, &new.fingerprint(), now)?;
        Ok(count)
    }

    /// The master key, for wrapping and for the recovery sheet.
    pub fn master(&self) -> MasterKey {
        // Nothing panics while it is held.
        self.secrets.master.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What [`rewrap`](Self::rewrap) committed is now wrapped by this one.
    pub fn set_master(&self, new: MasterKey) {
        *self.secrets.master.write().unwrap_or_else(PoisonError::into_inner) = new;
    }
}

/// The fingerprint of the master key since it was last rotated.
const WRAPPED_BY: &str = "master_key";

/// Whether this key opens the database; `None` where nothing was sealed yet.
pub fn opens(tx: &mut Tx<'_>, master: &MasterKey) -> Result<Option<bool>, Fault> {
    let secrets = store::secrets(tx)?;
    Ok(secrets.first().map(|(name, wrapped)| master.unwrap_secret(name.as_bytes(), wrapped).is_ok()))
}

fn fault_of(error: &SealError) -> Fault {
    Fault::bug(format!("a sealed record: {error}"))
}

fn purpose_of(group: Id, version: u16) -> Vec<u8> {
    [b"data-key".as_slice(), &group.0, &version.to_le_bytes()].concat()
}

fn short_hash(secret: &[u8; 32], parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_keyed(secret);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// Reads a wrapped secret, or makes it: whoever comes first wins, everybody reads the winner's.
fn named_secret(db: &Db, master: &MasterKey, ids: &Ids, now: i64, name: &'static str) -> Result<[u8; 32], VaultProblem> {
    let fresh = master.wrap(name.as_bytes(), &ids.bytes(), ids.bytes());
    let wrapped = db.write_bulk("keys.open", move |tx| store::secret_or(tx, name, &fresh, seal::FOLDING_VERSION, now))?;
    master.unwrap_secret(name.as_bytes(), &wrapped).map_err(|_| VaultProblem::WrongMasterKey)
}

/// Adds a group's key to the database. A server that has not noticed a rotation must not add what nobody could open.
pub(crate) fn add(tx: &mut Tx<'_>, key: &WrappedKey, now: i64) -> Result<(), Fault> {
    match (store::fact(tx, WRAPPED_BY)?, &key.wrapped_by) {
        (Some(current), Some(by)) if current != *by => {
            Err(Fault::new(FaultKind::Refused, "the master key was rotated meanwhile: restart this server"))
        }
        _ => store::add_data_key(tx, key, now).map(drop),
    }
}

/// A fact about this installation.
pub fn fact(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, Fault> {
    store::fact(tx, name)
}

/// Notes a fact about this installation.
pub fn set_fact(tx: &mut Tx<'_>, name: &str, fact: &str, now: i64) -> Result<(), Fault> {
    store::set_fact(tx, name, fact, now).map(drop)
}
