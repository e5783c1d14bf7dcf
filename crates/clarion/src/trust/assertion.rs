//! Whether a passkey signed what we think it signed: the check of a WebAuthn assertion (W3C Web Authentication Level 3, section 7.2)
//! over a challenge of our own.
//!
//! webauthn-rs takes no challenge from outside, and a ballot *is* its challenge, so this check is ours. It is stricter than a sign-in:
//! the human must have been present *and* verified, and an assertion made inside another site's frame is refused. Counters are not
//! looked at: synced passkeys leave them at zero, and a ballot cannot be used twice anyway.

use super::cose::PublicKey;
use super::{Base64, Hash, base64};
use serde::{Deserialize, Serialize};

/// Browsers write about 150 bytes; an origin and a few additional members still fit.
pub const CLIENT_DATA_BYTES_MAX: usize = 2_048;
/// 37 bytes, and room for what extensions add.
pub const AUTHENTICATOR_DATA_BYTES_MAX: usize = 1_024;
/// A signature of ES256 takes at most 72 bytes, one of EdDSA 64.
pub const SIGNATURE_BYTES_MAX: usize = 80;

/// What an authenticator answered, as the browser hands it over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// Which site, what was done by the human, a counter.
    pub authenticator_data: Base64,
    /// What the browser says it asked: JSON.
    pub client_data: Base64,
    /// Over the authenticator's data and the hash of the client data.
    pub signature: Base64,
}

/// Where an assertion must come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelyingParty {
    /// The passkey domain.
    pub id: String,
    /// Scheme, host and port of the pages.
    pub origin: String,
}

/// Why an assertion does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionRefusal {
    /// Too long, too short or unreadable.
    #[error("The answer of the passkey cannot be read.")]
    Malformed,
    /// Not made by asking for a passkey.
    #[error("The passkey was not asked to sign, but something else.")]
    Type,
    /// Over something else: other words, an older page, another ballot.
    #[error("The passkey signed something else than these words.")]
    Challenge,
    /// Made on another site.
    #[error("The passkey signed on another site than this one.")]
    Origin,
    /// Made within another site's page.
    #[error("The passkey signed inside a page of another site.")]
    CrossOrigin,
    /// Made for another passkey domain.
    #[error("The passkey belongs to another site.")]
    RelyingParty,
    /// Not of this key.
    #[error("The signature is not of this passkey.")]
    Signature,
    /// Nobody touched it.
    #[error("The passkey signed without anybody being there.")]
    UserNotPresent,
    /// Nobody unlocked it.
    #[error("The passkey did not check who you are. Unlock it with your finger, face or PIN.")]
    UserNotVerified,
}

/// Members that are not known are passed over, as the standard asks; those that are known may stand only once.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    #[serde(rename = "topOrigin")]
    top_origin: Option<serde::de::IgnoredAny>,
}

/// The flags of authenticator data (Web Authentication Level 3, section 6.1).
mod flags {
    pub const USER_PRESENT: u8 = 0x01;
    pub const USER_VERIFIED: u8 = 0x04;
    pub const ATTESTED_CREDENTIAL: u8 = 0x40;
    pub const EXTENSIONS: u8 = 0x80;
}

/// The hash of the site, the flags, a counter.
const AUTHENTICATOR_DATA_BYTES: usize = 37;

impl Assertion {
    /// Whether this passkey signed this challenge here, with its human present and verified.
    pub fn check(&self, key: &PublicKey, challenge: &Hash, site: &RelyingParty) -> Result<(), AssertionRefusal> {
        let (client_bytes, authenticator, signature) = (&self.client_data.0, &self.authenticator_data.0, &self.signature.0);
        if client_bytes.len() > CLIENT_DATA_BYTES_MAX || signature.len() > SIGNATURE_BYTES_MAX {
            return Err(AssertionRefusal::Malformed);
        }
        let client: ClientData = serde_json::from_slice(client_bytes).map_err(|_| AssertionRefusal::Malformed)?;
        let (site_hash, flags) = read_authenticator_data(authenticator)?;
        if client.kind != "webauthn.get" {
            return Err(AssertionRefusal::Type);
        }
        if client.challenge != base64(&challenge.0) {
            return Err(AssertionRefusal::Challenge);
        }
        if client.origin != site.origin {
            return Err(AssertionRefusal::Origin);
        }
        if client.cross_origin || client.top_origin.is_some() {
            return Err(AssertionRefusal::CrossOrigin);
        }
        if site_hash != &Hash::of(&[site.id.as_bytes()]).0 {
            return Err(AssertionRefusal::RelyingParty);
        }
        let message = [authenticator.as_slice(), &Hash::of(&[client_bytes]).0].concat();
        if !key.signed(&message, signature) {
            return Err(AssertionRefusal::Signature);
        }
        if flags & flags::USER_PRESENT == 0 {
            return Err(AssertionRefusal::UserNotPresent);
        }
        if flags & flags::USER_VERIFIED == 0 {
            return Err(AssertionRefusal::UserNotVerified);
        }
        Ok(())
    }
}

/// The hash of the site, and the flags. An assertion holds no new passkey; what extensions add is signed and not looked at.
fn read_authenticator_data(bytes: &[u8]) -> Result<(&[u8; 32], u8), AssertionRefusal> {
    let malformed = AssertionRefusal::Malformed;
    let (site_hash, rest) = bytes.split_first_chunk::<32>().ok_or(malformed)?;
    let flags = *rest.first().ok_or(malformed)?;
    let extended = flags & flags::EXTENSIONS != 0;
    let length_fits = match extended {
        true => (AUTHENTICATOR_DATA_BYTES + 1..=AUTHENTICATOR_DATA_BYTES_MAX).contains(&bytes.len()),
        false => bytes.len() == AUTHENTICATOR_DATA_BYTES,
    };
    if length_fits && flags & flags::ATTESTED_CREDENTIAL == 0 { Ok((site_hash, flags)) } else { Err(malformed) }
}
