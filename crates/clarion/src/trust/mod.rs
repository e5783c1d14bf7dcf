//! What can be checked without trusting the server: canonical bytes, hashes, signatures of passkeys.
//!
//! Nothing here reads a database or a clock. The same functions check a ballot when it is cast and when somebody counts again from
//! a file, years later and offline.

pub mod assertion;
pub mod cose;
pub mod software;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Bytes that stand in JSON as base64url without padding. There is one way to write each.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(pub Vec<u8>);

/// Writes bytes as base64url without padding.
pub fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url without padding; `None` for anything else, stray last bits included.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64(&self.0))
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&base64(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        from_base64(&text).map(Self).ok_or_else(|| serde::de::Error::custom("no base64url without padding"))
    }
}

/// A SHA-256 hash. In JSON and on pages it stands as base64url.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Thirty-two zeros: where nothing stood before.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of these parts, one after the other. Their lengths are not hashed: only the last may vary in length.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        parts.iter().for_each(|part| context.update(part));
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        from_base64(text)?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no hash of 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_sha_256() {
        // FIPS 180-4, "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let hash = Hash::of(&[b"a", b"bc"]);
        assert_eq!(hash.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
    }

    #[test]
    fn there_is_one_way_to_write_bytes() {
        assert_eq!(from_base64("AQ"), Some(vec![1]));
        for other in ["AR", "AQ==", "AQ ", "A", "+Q"] {
            assert_eq!(from_base64(other), None, "{other}");
        }
    }
}
