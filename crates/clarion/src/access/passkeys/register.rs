//! Registering a passkey: what the browser is asked for, what its answer must hold, and the row.

use super::attested::{self, AttestedProblem};
use super::challenge::{self, Purpose};
use super::client_data::ClientData;
use super::{DOMAIN_FACT, PASSKEYS_MAX, Passkey, passkeys_of, store};
use crate::ids::{Id, Ids};
use crate::keys::{Vault, fact, set_fact};
use crate::trust::assertion::RelyingParty;
use crate::trust::cose::ES256;
use crate::trust::{Hash, base64};
use crate::web::site::SITE_NAME;
use db::{Fault, Tx};
use serde_json::{Value, json};

/// What a browser answered when it was asked for a new passkey.
#[derive(Clone, Debug, Default)]
pub struct NewPasskeyAnswer {
    /// What it says it asked: JSON.
    pub client_data: Vec<u8>,
    /// What the authenticator made.
    pub attestation: Vec<u8>,
    /// How its owner calls it.
    pub name: String,
}

/// Why a passkey was not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterRefusal {
    /// The page was open too long, or the answer was used before.
    Stale,
    /// The answer is none that a browser would give here.
    Unreadable,
    /// The device did not check who its human is.
    NotVerified,
    /// A key that nobody here can check.
    OtherAlgorithm,
    /// It is registered already.
    Known,
    /// The account has as many as it may.
    TooMany,
}

/// A passkey that was checked, with the challenge it answered.
#[derive(Clone, Debug)]
pub struct Checked {
    passkey: Passkey,
    challenge: Hash,
    domain: String,
}

impl Checked {
    /// The passkey to be.
    pub fn passkey(&self) -> &Passkey {
        &self.passkey
    }
}

/// Whose passkey it will be.
#[derive(Clone, Copy, Debug)]
pub struct Asks<'a> {
    /// The account.
    pub account: Id,
    /// Its mailbox, by which the device names the passkey.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The passkeys it has.
    pub known: &'a [Passkey],
}

/// What the browser's script hands to `navigator.credentials.create`, bytes as base64url. ES256 is all that is asked for, because
/// ballots are signed with it; known passkeys are named, so that one device does not make two.
pub fn options(vault: &Vault, ids: &Ids, now: i64, site: &RelyingParty, asks: &Asks<'_>) -> Value {
    let challenge = challenge::fresh(vault, ids, now, Purpose::Register(asks.account));
    let known: Vec<Value> =
        asks.known.iter().map(|passkey| json!({ "type": "public-key", "id": base64(&passkey.credential_id) })).collect();
    json!({
        "rp": { "id": site.id, "name": SITE_NAME },
        "user": { "id": base64(&asks.account.0), "name": asks.email, "displayName": asks.name },
        "challenge": challenge.to_string(),
        "pubKeyCredParams": [{ "type": "public-key", "alg": ES256 }],
        "timeout": challenge::CHALLENGE_LIFE / 1000,
        "excludeCredentials": known,
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
        "attestation": "none",
    })
}

/// Checks an answer (Web Authentication Level 3, section 7.1); needs no transaction.
pub fn check(
    vault: &Vault,
    ids: &Ids,
    now: i64,
    site: &RelyingParty,
    account: Id,
    answer: &NewPasskeyAnswer,
) -> Result<Result<Checked, RegisterRefusal>, Fault> {
    let refuse = |refusal| Ok(Err(refusal));
    let Some(client) = ClientData::read(&answer.client_data) else { return refuse(RegisterRefusal::Unreadable) };
    if client.kind != "webauthn.create" || !client.is_of(&site.origin) {
        return refuse(RegisterRefusal::Unreadable);
    }
    let purpose = Purpose::Register(account);
    let Some(challenge) = client.challenge().filter(|challenge| challenge::is_fresh(vault, now, purpose, challenge)) else {
        return refuse(RegisterRefusal::Stale);
    };
    let attested = match attested::read(&answer.attestation, &site.id) {
        Ok(attested) => attested,
        Err(AttestedProblem::NotVerified) => return refuse(RegisterRefusal::NotVerified),
        Err(AttestedProblem::OtherAlgorithm) => return refuse(RegisterRefusal::OtherAlgorithm),
        Err(AttestedProblem::Malformed | AttestedProblem::OtherSite) => return refuse(RegisterRefusal::Unreadable),
    };
    let id = ids.fresh(now);
    let passkey = Passkey {
        id,
        account,
        credential_id: attested.credential_id,
        public_key: attested.cose,
        algorithm: attested.key.algorithm(),
        sign_count: i64::from(attested.sign_count),
        sealed_name: vault.seal(Id::ZERO, &id.0, answer.name.as_bytes(), ids.bytes())?,
        registered_at: now,
        used_at: None,
    };
    Ok(Ok(Checked { passkey, challenge, domain: site.id.clone() }))
}

/// Registers what was checked. The first passkey of the instance settles its domain.
pub fn register(tx: &mut Tx<'_>, now: i64, checked: &Checked) -> Result<Result<(), RegisterRefusal>, Fault> {
    let Checked { passkey, challenge, domain } = checked;
    if !store::answer_challenge(tx, challenge, passkey.id, now)? {
        return Ok(Err(RegisterRefusal::Stale));
    }
    let known = passkeys_of(tx, passkey.account)?;
    if known.iter().any(|known| known.id == passkey.id) {
        // A commit in doubt, run again.
        return Ok(Ok(()));
    }
    if known.len() >= PASSKEYS_MAX {
        return Ok(Err(RegisterRefusal::TooMany));
    }
    if !store::add_passkey(tx, passkey)? {
        return Ok(Err(RegisterRefusal::Known));
    }
    if fact(tx, DOMAIN_FACT)?.is_none() {
        set_fact(tx, DOMAIN_FACT, domain, now)?;
    }
    Ok(Ok(()))
}
