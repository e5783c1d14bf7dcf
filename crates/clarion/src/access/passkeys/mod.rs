//! Passkeys: a key pair on somebody's own device, whose public half lies here.
//!
//! Registering asks for ES256 only, the algorithm that ballots are signed with; what a device makes beyond that may sign in and is
//! told that it cannot vote. The checks are our own (docs/decisions/0011): signatures go through the library that TLS uses already.
//! Counting when a delegate's new passkey may vote is the ballot's business.

mod attested;
mod cbor;
mod challenge;
mod client_data;
pub(super) mod pages;
pub mod register;
pub mod sign_in;
pub(crate) mod store;

pub use challenge::CHALLENGE_LIFE;

use crate::config::Settings;
use crate::ids::Id;
use crate::keys::{Vault, fact};
use crate::trust::assertion::RelyingParty;
use crate::trust::cose::ES256;
use db::{Fault, Tx};

/// One person has a phone, a laptop, a key on a ring and their spares.
pub const PASSKEYS_MAX: usize = 20;
/// A passkey's name in characters.
pub const NAME_CHARS_MAX: usize = 60;

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub account: Id,
    /// What the authenticator calls it.
    pub credential_id: Vec<u8>,
    /// The public key as the authenticator gave it: a COSE_Key.
    pub public_key: Vec<u8>,
    /// The algorithm's number in COSE: -7 ES256, -8 EdDSA.
    pub algorithm: i64,
    /// The authenticator's counter when it was last used; 0 where it keeps none.
    pub sign_count: i64,
    /// The name its owner gave it, sealed.
    pub sealed_name: Vec<u8>,
    /// When it was registered.
    pub registered_at: i64,
    /// When it last signed in.
    pub used_at: Option<i64>,
}

impl Passkey {
    /// Whether ballots may be signed with it, as far as its algorithm goes.
    pub fn can_vote(&self) -> bool {
        self.algorithm == ES256
    }

    /// The name its owner gave it.
    pub fn name(&self, vault: &Vault) -> Result<String, Fault> {
        let plain = vault.open_sealed(Id::ZERO, &self.id.0, &self.sealed_name)?;
        String::from_utf8(plain).map_err(|_| Fault::bug("a passkey's name cannot be read"))
    }
}

/// An account's passkeys, the oldest first.
pub fn passkeys_of(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Passkey>, Fault> {
    store::passkeys_of(tx, account, PASSKEYS_MAX as i64)
}

/// Adds a passkey that no browser made: a simulation's. Whether its credential was new.
pub(crate) fn add_in_software(tx: &mut Tx<'_>, passkey: &Passkey) -> Result<bool, Fault> {
    store::add_passkey(tx, passkey)
}

/// Takes one of an account's passkeys away; whether there was one.
pub fn remove(tx: &mut Tx<'_>, account: Id, passkey: Id) -> Result<bool, Fault> {
    store::drop_passkey(tx, account, passkey)
}

/// Forgets answered challenges that are too old to be answered again anyway.
pub(super) fn forget_answered(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_old_challenges(tx, now - 2 * CHALLENGE_LIFE)
}

/// The name of the fact that says which domain the first passkey was made for. It cannot change: passkeys of another open nothing.
pub const DOMAIN_FACT: &str = "passkey_domain";

/// The domain that the passkeys of this instance were made for, where the settings name another: none of them opens anything there.
pub fn left_domain(tx: &mut Tx<'_>, settings: &Settings) -> Result<Option<String>, Fault> {
    Ok(fact(tx, DOMAIN_FACT)?.filter(|made_for| settings.passkey_domain.as_deref() != Some(made_for)))
}

/// Where passkeys of this instance must come from; `None` where browsers make none.
pub fn site(settings: &Settings) -> Option<RelyingParty> {
    let id = settings.usable_passkey_domain()?.to_owned();
    let url = url::Url::parse(&settings.public_url).ok()?;
    Some(RelyingParty { id, origin: url.origin().ascii_serialization() })
}
