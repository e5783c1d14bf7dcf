//! Tokens in links (confirm, change, leave): 128 random bits that only the mail's reader holds.
//! The database keeps their hash, so that a stolen one opens no link; how long they live is decided by who stores them.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

/// Characters of the text form.
const TEXT_CHARACTERS: usize = 22;
/// Keeps these hashes apart from every other BLAKE3 hash of the project.
const HASH_CONTEXT: &str = "clarion 2026 link token";

/// 16 random bytes. Compared in constant time; never printed by `Debug`.
#[derive(Clone, Copy)]
pub struct Token([u8; 16]);

impl Token {
    /// The token made of these bytes, which must come from a good random source.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads the text form, exactly: 22 characters of base64url, no padding, no stray bits. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != TEXT_CHARACTERS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// 22 characters of base64url, fit for a path.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database stores: BLAKE3 with a context of its own, cut to 16 bytes.
    pub fn hash(&self) -> [u8; 16] {
        let hash = blake3::derive_key(HASH_CONTEXT, &self.0);
        *hash.first_chunk().expect("a BLAKE3 hash has 32 bytes")
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_exact_text_is_a_token() {
        let text = Token::from_bytes([0xff; 16]).to_text();
        assert_eq!(text, "_____________________w");
        assert!(Token::parse(&text).is_some());
        for wrong in [
            "",
            "_____________________x",
            "/////////////////////w",
            "_____________________w==",
            " ____________________w",
            "ééééééééééé",
        ] {
            assert!(Token::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{:?}", Token::from_bytes([1; 16])), "Token(..)");
    }

    proptest! {
        #[test]
        fn text_and_back(bytes: [u8; 16], noise in ".{0,30}") {
            let token = Token::from_bytes(bytes);
            prop_assert_eq!(Token::parse(&token.to_text()), Some(token));
            prop_assert_ne!(token.hash(), bytes);
            let _ = Token::parse(&noise);
        }
    }
}
