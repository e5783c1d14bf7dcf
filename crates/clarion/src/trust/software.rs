//! A passkey in software, for the demo, the simulator and the tests: it signs as an authenticator would, and has no human to ask.
//!
//! The server never votes with one: a ballot counts only with a passkey that was registered and frozen.

use super::assertion::{Assertion, RelyingParty};
use super::{Base64, Hash, base64, cose};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

/// Present and verified: what a ballot asks for.
pub const USER_IS_THERE: u8 = 0x05;

/// A passkey of ES256.
pub struct SoftwarePasskey {
    pair: EcdsaKeyPair,
    cose: Vec<u8>,
}

impl SoftwarePasskey {
    /// The passkey of a secret; the same one for the same secret.
    pub fn from_secret(secret: [u8; 32]) -> Self {
        // Almost any 32 bytes are a key of P-256. The few that are not are hashed until they are.
        let mut secret = Hash(secret);
        loop {
            if let Some(passkey) = Self::try_from_secret(&secret.0) {
                return passkey;
            }
            secret = Hash::of(&[&secret.0]);
        }
    }

    fn try_from_secret(secret: &[u8; 32]) -> Option<Self> {
        let public = PrivateKey::from_private_key(&ECDH_P256, secret).ok()?.compute_public_key().ok()?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_ASN1_SIGNING, secret, public.as_ref()).ok()?;
        Some(Self { pair, cose: cose::es256(public.as_ref().try_into().ok()?) })
    }

    /// Its public key, a COSE_Key.
    pub fn cose(&self) -> &[u8] {
        &self.cose
    }

    /// Signs a challenge as a browser on this site would have it signed.
    pub fn sign(&self, challenge: &Hash, site: &RelyingParty) -> Assertion {
        self.sign_as(&client_data("webauthn.get", challenge, &site.origin), &site.id, USER_IS_THERE)
    }

    /// Signs whatever it is given, for tests of what must be refused.
    pub fn sign_as(&self, client_data: &str, site_id: &str, flags: u8) -> Assertion {
        self.sign_counting(client_data, site_id, flags, 0)
    }

    /// The same by an authenticator that counts its uses.
    pub fn sign_counting(&self, client_data: &str, site_id: &str, flags: u8, count: u32) -> Assertion {
        let mut authenticator_data = Hash::of(&[site_id.as_bytes()]).0.to_vec();
        authenticator_data.push(flags);
        authenticator_data.extend(count.to_be_bytes());
        let message = [authenticator_data.as_slice(), &Hash::of(&[client_data.as_bytes()]).0].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &message).expect("a key of P-256 signs any bytes");
        Assertion {
            authenticator_data: Base64(authenticator_data),
            client_data: Base64(client_data.as_bytes().to_vec()),
            signature: Base64(signature.as_ref().to_vec()),
        }
    }
}

/// The client data of a browser.
pub fn client_data(kind: &str, challenge: &Hash, origin: &str) -> String {
    format!(r#"{{"type":"{kind}","challenge":"{}","origin":"{origin}","crossOrigin":false}}"#, base64(&challenge.0))
}
