//! The signature of a webhook, as the Standard Webhooks specification has it: HMAC-SHA-256 over id, time and body, in base64, under a
//! secret that is written `whsec_` and its base64. Source: <https://github.com/standard-webhooks/standard-webhooks>, "Signature scheme".

use crate::ids::Ids;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What stands before a secret's base64.
const PREFIX: &str = "whsec_";
/// Bytes of a new secret; the specification asks for 24 to 64.
const SECRET_BYTES: usize = 32;

/// A secret that the receiver shares. Never printed but where it is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    pub fn new(ids: &Ids) -> Self {
        let bytes: [u8; SECRET_BYTES] = ids.bytes();
        Self(format!("{PREFIX}{}", STANDARD.encode(bytes)))
    }

    /// As its owner puts it into the receiver.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// One signature, as it stands in the header.
    fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        // Ours were all made by `new`, so they can be read; another would sign under no bytes, and no receiver would take that.
        let bytes = STANDARD.decode(self.0.trim_start_matches(PREFIX)).unwrap_or_default();
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        for part in [id.as_bytes(), b".", seconds.to_string().as_bytes(), b".", body] {
            context.update(part);
        }
        format!("v1,{}", STANDARD.encode(context.sign().as_ref()))
    }
}

/// The header `webhook-signature`: a signature under each secret that stands, so that a receiver can be moved to a new one in its own
/// time.
pub fn header<'a>(secrets: impl Iterator<Item = &'a Secret>, id: &str, seconds: i64, body: &[u8]) -> String {
    secrets.map(|secret| secret.sign(id, seconds, body)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference vector of the specification's libraries (`libraries/python/tests/test_webhooks.py`, "sign function works").
    #[test]
    fn the_published_vector_is_signed_as_published() {
        let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signed = header([&secret].into_iter(), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_side_by_side() {
        let (new, old) = (Secret::new(&Ids::seeded(1)), Secret::new(&Ids::seeded(2)));
        let both = header([&new, &old].into_iter(), "id", 1, b"{}");
        let (first, second) = both.split_once(' ').expect("two");
        assert_eq!(first, header([&new].into_iter(), "id", 1, b"{}"));
        assert_eq!(second, header([&old].into_iter(), "id", 1, b"{}"));
        assert!(new.text().starts_with("whsec_") && new != old && format!("{new:?}") == "Secret");
    }
}
