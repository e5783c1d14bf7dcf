//! Who may: organisers' accounts, how they sign in, their seats in groups, and API keys. The one place that says "may".
//!
//! Other domains ask for [`SignedIn`] in a handler, read the [`Actor`] in their transaction and ask [`may`] whether it may do a
//! [`Deed`].

mod account_pages;
pub mod accounts;
mod console_pages;
pub mod forgery;
pub mod jobs;
pub mod key_pages;
pub mod limits;
pub mod links;
pub mod may;
pub(crate) mod owner_mail;
pub mod pages;
pub mod passkeys;
pub mod rate;
pub mod recent;
pub mod recovery;
mod recovery_pages;
pub mod rename;
pub mod safety;
mod scopes;
pub mod sessions;
mod sign_in_pages;
pub mod signed_in;
pub(crate) mod store;
mod waiting;

pub use accounts::{Account, NewAccount, Profile, account, actor, add_account, add_seat, drop_seat};
pub(crate) use key_pages::NAME_CHARS_MAX as KEY_NAME_CHARS_MAX;
pub use may::{Deed, Standing, may};
pub use passkeys::{Passkey, passkeys_of};
pub use scopes::Scopes;
pub use signed_in::SignedIn;

use crate::ids::{Id, Ids};
use crate::web::lang::{self, Lang};
use db::{Fault, Tx};

/// What somebody is in a group. An owner may what an organiser may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeatRole {
    /// Works with the group's people, events and messages.
    Organiser,
    /// Decides for the group too: who sits in it, what it is part of.
    Owner,
}

impl SeatRole {
    /// The word in the column, and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organiser => "organiser",
            Self::Owner => "owner",
        }
    }

    /// The role with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Organiser, Self::Owner].into_iter().find(|role| role.as_str() == word)
    }
}

/// An account's part in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Where.
    pub group: Id,
    /// As what.
    pub role: SeatRole,
}

/// Who acts: an account with its seats, as they stand in this transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: Id,
    /// Its seats.
    pub seats: Vec<Seat>,
}

impl Actor {
    /// What the account is in a group; `None` where it has no seat.
    pub fn role_in(&self, group: Id) -> Option<SeatRole> {
        self.seats.iter().find(|seat| seat.group == group).map(|seat| seat.role)
    }
}

/// An API key of a group, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: Id,
    /// Whose list it opens.
    pub group: Id,
    /// What it is for, in the group's words.
    pub name: String,
    /// Calls a second above which it is answered 429; 0 for no rate.
    pub calls_per_second: i64,
    /// What it opens.
    pub scopes: Scopes,
}

/// What the key is called that is made with its group, before anybody named it.
pub const FIRST_KEY_NAME: &str = "made with the group";

impl ApiKey {
    /// Its name to a reader: the group's own word, or ours in their language.
    pub fn name_in(&self, lang: Lang) -> String {
        if self.name == FIRST_KEY_NAME { lang::t(lang, "api-key-first", &[]) } else { self.name.clone() }
    }
}

/// The default rate of a key (DESIGN section 3).
pub const CALLS_PER_SECOND: i64 = 100;

/// The text of a new key: 128 random bits, shown once.
pub fn new_secret(ids: &Ids) -> String {
    let bytes: [u8; 16] = ids.bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(secret: &str) -> [u8; 32] {
    blake3::derive_key("clarion 2026 api key", secret.as_bytes())
}

/// Gives a group a key.
pub fn add_api_key(tx: &mut Tx<'_>, key: &ApiKey, secret: &str, now: i64) -> Result<(), Fault> {
    store::add_api_key(tx, key, &hash(secret), now).map(drop)
}

/// The key that this text is, unless it was revoked.
pub fn api_key(tx: &mut Tx<'_>, secret: &str) -> Result<Option<ApiKey>, Fault> {
    store::api_key(tx, &hash(secret))
}

/// The hash under which a key's text is kept, for asking with [`api_key_by_hash`].
pub fn hash_of(secret: &str) -> [u8; 32] {
    hash(secret)
}

/// The key with this hash, unless it was revoked.
pub fn api_key_by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<ApiKey>, Fault> {
    store::api_key(tx, hash)
}

/// A key as its group's list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// The key.
    pub key: ApiKey,
    /// When it was made.
    pub created_at: i64,
    /// When it was taken away.
    pub revoked_at: Option<i64>,
}

/// A group has at most so many keys that open, so that a list of them stays readable.
pub const KEYS_MAX: i64 = 100;

/// A group's keys, the revoked ones too: the newest first, at most ten times [`KEYS_MAX`].
pub fn api_keys(tx: &mut Tx<'_>, group: Id) -> Result<Vec<ListedKey>, Fault> {
    store::api_keys(tx, group, 10 * KEYS_MAX)
}

/// Gives a group another key, unless it has [`KEYS_MAX`]; whether it has it now.
pub fn add_another_api_key(tx: &mut Tx<'_>, key: &ApiKey, secret: &str, now: i64) -> Result<bool, Fault> {
    let hash = hash(secret);
    let added = store::add_another_api_key(tx, key, &hash, now, KEYS_MAX)?;
    // A commit in doubt is run again, and finds its own row.
    Ok(added || store::api_key(tx, &hash)?.is_some())
}

/// Takes a key away; servers that know it stop taking it within [`recent::LIFE`].
pub fn revoke_api_key(tx: &mut Tx<'_>, key: Id, now: i64) -> Result<bool, Fault> {
    store::revoke_api_key(tx, key, now)
}

/// A key by its id, revoked or not.
pub fn api_key_by_id(tx: &mut Tx<'_>, key: Id) -> Result<Option<ListedKey>, Fault> {
    store::api_key_by_id(tx, key)
}
