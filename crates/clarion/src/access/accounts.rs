//! Accounts of organisers: a mailbox and a name, both sealed, and seats in groups.
//!
//! An account is found by the matching key of its mailbox. Nothing is ever sent to an address that somebody typed at sign-in: mails
//! go to the one that is sealed here, so that two spellings of a mailbox cannot be played against each other.

use super::store;
use super::{Actor, Seat, SeatRole};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use seal::{Channel, MatchingKey};
use serde::{Deserialize, Serialize};

/// A name's longest form in characters.
pub const NAME_CHARS_MAX: usize = 100;
/// The seats of one account that are read; more groups than this are nobody's.
pub const SEATS_MAX: i64 = 200;

/// What is sealed of an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// How the person is called.
    pub name: String,
    /// Where mails go.
    pub email: String,
}

/// Names nobody in a log by accident.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile(..)")
    }
}

/// An account as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// [`Profile`], sealed; [`open`] opens it.
    pub sealed: Vec<u8>,
    /// The language of mails to it.
    pub lang: Lang,
    /// When it was made.
    pub created_at: i64,
}

/// An account to be.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its id, if the mailbox has none yet.
    pub id: Id,
    /// The mailbox.
    pub matching_key: MatchingKey,
    /// Name and mailbox.
    pub sealed: Vec<u8>,
    /// The language of mails to it.
    pub lang: Lang,
    /// When it is made.
    pub created_at: i64,
}

/// The key by which a mailbox's account is found.
pub fn key_of(vault: &Vault, email: &seal::email::Email) -> MatchingKey {
    vault.matching_key(Channel::Email, &email.folded)
}

/// Keys and seals an account to be; needs no transaction.
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    now: i64,
    email: &seal::email::Email,
    name: &str,
    lang: Lang,
) -> Result<NewAccount, Fault> {
    let id = ids.fresh(now);
    let profile = Profile { name: name.to_owned(), email: email.typed.clone() };
    let plain = serde_json::to_vec(&profile).expect("two texts always serialise");
    let sealed = vault.seal(Id::ZERO, &id.0, &plain, ids.bytes())?;
    Ok(NewAccount { id, matching_key: key_of(vault, email), sealed, lang, created_at: now })
}

/// Opens who an account is.
pub fn open(vault: &Vault, account: Id, sealed: &[u8]) -> Result<Profile, Fault> {
    let plain = vault.open_sealed(Id::ZERO, &account.0, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Fault::bug("an account cannot be read"))
}

/// The name of whoever has an account; empty where it is gone.
pub fn name_of(tx: &mut Tx<'_>, vault: &Vault, account: Id) -> Result<String, Fault> {
    match store::account(tx, account)? {
        Some(found) => Ok(open(vault, found.id, &found.sealed)?.name),
        None => Ok(String::new()),
    }
}

/// Adds an account; the id of the one that this mailbox then has, whether it is new or stood before.
pub fn add_account(tx: &mut Tx<'_>, new: &NewAccount) -> Result<Id, Fault> {
    store::add_account(tx, new)?;
    let standing = store::account_by_key(tx, new.matching_key)?;
    standing.map(|account| account.id).ok_or_else(|| Fault::bug("an account vanished"))
}

/// The account of a mailbox.
pub fn account_by_key(tx: &mut Tx<'_>, key: MatchingKey) -> Result<Option<Account>, Fault> {
    store::account_by_key(tx, key)
}

/// One account.
pub fn account(tx: &mut Tx<'_>, id: Id) -> Result<Option<Account>, Fault> {
    store::account(tx, id)
}

/// Accounts in the order in which they were made, after one of them.
pub fn accounts(tx: &mut Tx<'_>, after: Id, at_most: i64) -> Result<Vec<Account>, Fault> {
    store::accounts(tx, after, at_most)
}

/// Gives an account a seat in a group; one who sits there gets the role given last.
pub fn add_seat(tx: &mut Tx<'_>, account: Id, group: Id, role: SeatRole, now: i64) -> Result<(), Fault> {
    store::set_seat(tx, account, Seat { group, role }, now)
}

/// Takes a seat away; whether there was one.
pub fn drop_seat(tx: &mut Tx<'_>, account: Id, group: Id) -> Result<bool, Fault> {
    store::drop_seat(tx, account, group)
}

/// Who somebody is when they act: the account with its seats.
pub fn actor(tx: &mut Tx<'_>, account: Id) -> Result<Option<Actor>, Fault> {
    if store::account(tx, account)?.is_none() {
        return Ok(None);
    }
    Ok(Some(Actor { account, seats: store::seats(tx, account, SEATS_MAX)? }))
}

/// The accounts that sit in a group, with their roles, in the order in which they were seated.
pub fn seated_in(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<(Account, SeatRole)>, Fault> {
    store::seated_in(tx, group, at_most)
}
