//! Somebody changes how they are called, and in which language they get mails. The mailbox stays: it is what an account is found by.
//!
//! Whoever looks into an audit log later finds the name of that time nowhere: it names accounts by id, and shows the name of today.

use super::accounts::{self, Account, NAME_CHARS_MAX, Profile};
use super::store;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::web::lang::Lang;
use db::{Fault, Tx};

refusals! {
    /// Why a name cannot stand.
    RenameRefusal {
        /// It is empty, too long, or holds what no name does.
        Name = "account-refused-name",
    }
}

/// A change, sealed.
#[derive(Clone, Debug)]
pub struct Renamed {
    account: Id,
    sealed: Vec<u8>,
    lang: Lang,
}

/// Checks and seals; needs no transaction.
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    account: &Account,
    name: &str,
    lang: Lang,
) -> Result<Result<Renamed, RenameRefusal>, Fault> {
    let Some(name) = seal::text::clean_line(name, NAME_CHARS_MAX).ok().filter(|name| !name.is_empty()) else {
        return Ok(Err(RenameRefusal::Name));
    };
    let profile = Profile { name, ..accounts::open(vault, account.id, &account.sealed)? };
    let plain = serde_json::to_vec(&profile).expect("two texts always serialise");
    let sealed = vault.seal(Id::ZERO, &account.id.0, &plain, ids.bytes())?;
    Ok(Ok(Renamed { account: account.id, sealed, lang }))
}

/// Writes it. A mailbox never changes, so of two at once the later name stands and nothing is lost.
pub fn rename(tx: &mut Tx<'_>, renamed: &Renamed) -> Result<(), Fault> {
    store::set_account(tx, renamed.account, &renamed.sealed, renamed.lang)
}
