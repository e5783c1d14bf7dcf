//! Signing in with a passkey: nobody types who they are, the passkey says it.

use super::challenge::{self, Purpose};
use super::client_data::ClientData;
use super::{Passkey, store};
use crate::access::sessions::{self, NewSession};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::trust::Hash;
use crate::trust::assertion::{Assertion, AssertionRefusal, RelyingParty};
use crate::trust::cose::PublicKey;
use db::{Fault, Tx};
use serde_json::{Value, json};

/// What a browser answered when it was asked for a passkey.
#[derive(Clone, Debug, Default)]
pub struct PasskeyAnswer {
    /// What the authenticator calls the passkey.
    pub credential_id: Vec<u8>,
    /// What it signed.
    pub assertion: Assertion,
}

/// Why a passkey opened nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyRefusal {
    /// None of ours: removed, or of another site.
    Unknown,
    /// The page was open too long, or the answer was used before.
    Stale,
    /// The device did not check who its human is.
    NotVerified,
    /// The answer does not fit the passkey or this site.
    Wrong,
    /// Its counter went back: somebody may have a copy of it.
    Copied,
}

/// An answer that fits its passkey.
#[derive(Clone, Debug)]
pub struct Checked {
    passkey: Id,
    account: Id,
    challenge: Hash,
    sign_count: i64,
}

/// What the browser's script hands to `navigator.credentials.get`, bytes as base64url.
pub fn options(vault: &Vault, ids: &Ids, now: i64, site: &RelyingParty) -> Value {
    json!({
        "challenge": challenge::fresh(vault, ids, now, Purpose::SignIn).to_string(),
        "rpId": site.id,
        "timeout": challenge::CHALLENGE_LIFE / 1000,
        "userVerification": "required",
    })
}

/// The passkey that an answer names.
pub fn find(tx: &mut Tx<'_>, credential_id: &[u8]) -> Result<Option<Passkey>, Fault> {
    store::passkey_by_credential(tx, credential_id)
}

/// Checks an answer against its passkey; needs no transaction.
pub fn check(
    vault: &Vault,
    now: i64,
    site: &RelyingParty,
    passkey: &Passkey,
    answer: &PasskeyAnswer,
) -> Result<Checked, PasskeyRefusal> {
    let client = ClientData::read(&answer.assertion.client_data.0).ok_or(PasskeyRefusal::Wrong)?;
    let challenge = client.challenge().ok_or(PasskeyRefusal::Wrong)?;
    if !challenge::is_fresh(vault, now, Purpose::SignIn, &challenge) {
        return Err(PasskeyRefusal::Stale);
    }
    let key = PublicKey::read(&passkey.public_key).map_err(|_| PasskeyRefusal::Unknown)?;
    answer.assertion.check(&key, &challenge, site).map_err(|refusal| match refusal {
        AssertionRefusal::UserNotPresent | AssertionRefusal::UserNotVerified => PasskeyRefusal::NotVerified,
        _ => PasskeyRefusal::Wrong,
    })?;
    // Behind the hash of the site and the flags (section 6.1); the check above has seen that they are there.
    let counter = answer.assertion.authenticator_data.0.get(33..37).and_then(|bytes| bytes.first_chunk::<4>());
    let sign_count = counter.map_or(0, |bytes| i64::from(u32::from_be_bytes(*bytes)));
    Ok(Checked { passkey: passkey.id, account: passkey.account, challenge, sign_count })
}

/// Begins the session of a checked answer.
pub fn sign_in(tx: &mut Tx<'_>, now: i64, checked: &Checked, session: &NewSession) -> Result<Result<(), PasskeyRefusal>, Fault> {
    if !store::answer_challenge(tx, &checked.challenge, session.id, now)? {
        return Ok(Err(PasskeyRefusal::Stale));
    }
    if sessions::has_begun(tx, session.id)? {
        // A commit in doubt, run again.
        return Ok(Ok(()));
    }
    if !store::use_passkey(tx, checked.passkey, checked.sign_count, now)? {
        return Ok(Err(PasskeyRefusal::Copied));
    }
    sessions::begin(tx, checked.account, session)?;
    Ok(Ok(()))
}
