//! The master key: what the operator keeps, and the only key that is ever written down outside the database.
//! It wraps the data keys of the groups and the matching secret; it never touches a person's data itself.
//! Where it comes from (environment, file, command) is the server's business.

use std::fmt::{self, Write};

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::cipher::{self, NONCE_BYTES, SealError, TAG_BYTES};

/// First byte of a wrapped secret.
const WRAP_FORMAT: u8 = 1;
/// Bytes of a wrapped secret: format, nonce, 32 bytes of ciphertext, tag.
const WRAPPED_BYTES: usize = 1 + NONCE_BYTES + 32 + TAG_BYTES;
/// Keeps the fingerprint apart from every other use of the key.
const FINGERPRINT_CONTEXT: &str = "clarion 2026 master key fingerprint";

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// 32 random bytes that wrap every other secret. Wiped from memory when dropped; compared in constant time.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

/// The text is no master key. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A master key is 64 hex digits or the base64 of 32 bytes; this text of {length} characters is neither.")]
pub struct KeyTextProblem {
    /// Characters of the text without the white space around it.
    pub length: usize,
}

impl MasterKey {
    /// The key made of these bytes, which must come from a good random source.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hex digits, or base64 of 32 bytes (either alphabet, padded or not); white space around is ignored.
    pub fn parse(text: &str) -> Result<Self, KeyTextProblem> {
        let text = text.trim();
        let problem = KeyTextProblem { length: text.chars().count() };
        if text.len() == 64 {
            return from_hex(text.as_bytes()).map(Self).ok_or(problem);
        }
        // 32 bytes are 43 digits of base64, 44 with padding: nothing longer is worth decoding.
        if text.len() > 44 {
            return Err(problem);
        }
        let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).map_err(|_| problem)?;
        let decoded = Zeroizing::new(decoded);
        decoded.as_slice().try_into().map(Self).map_err(|_| problem)
    }

    /// The key as 64 hex digits, for the key file. The caller keeps it out of logs.
    pub fn to_text(&self) -> String {
        to_hex(&self.0)
    }

    /// Seals another secret. `purpose` (such as `data key of <group id>`) must be given again to unwrap it, so that
    /// one wrapped secret cannot be put in another's place. 73 bytes: format, nonce, ciphertext, tag.
    pub fn wrap(&self, purpose: &[u8], secret: &[u8; 32], nonce: [u8; 24]) -> Vec<u8> {
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(WRAP_FORMAT);
        wrapped.extend_from_slice(&nonce);
        wrapped.extend_from_slice(secret);
        cipher::encrypt(&self.0, &nonce, purpose, &mut wrapped, 1 + NONCE_BYTES);
        wrapped
    }

    /// Opens what [`wrap`](Self::wrap) sealed for the same purpose.
    pub fn unwrap_secret(&self, purpose: &[u8], wrapped: &[u8]) -> Result<[u8; 32], SealError> {
        let (format, rest) = wrapped.split_first().ok_or(SealError::Truncated)?;
        if *format != WRAP_FORMAT {
            return Err(SealError::UnknownFormat);
        }
        let (nonce, sealed) = rest.split_at_checked(NONCE_BYTES).ok_or(SealError::Truncated)?;
        let plain = Zeroizing::new(cipher::decrypt(&self.0, nonce, purpose, sealed)?);
        plain.as_slice().try_into().map_err(|_| SealError::Truncated)
    }

    /// Twelve hex digits in three groups with which two people compare keys over the telephone. A one-way hash of
    /// 256 random bits: it helps nobody to find the key.
    pub fn fingerprint(&self) -> String {
        let hash = blake3::derive_key(FINGERPRINT_CONTEXT, &self.0);
        format!("{}-{}-{}", to_hex(&hash[..2]), to_hex(&hash[2..4]), to_hex(&hash[4..6]))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for MasterKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for MasterKey {}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
    }
    text
}

fn from_hex(text: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_write_a_key_is_read() {
        let key = MasterKey::from_bytes(std::array::from_fn(|i| u8::try_from(i * 8 + 7).unwrap()));
        let hex = key.to_text();
        let spellings = [
            hex.clone(),
            hex.to_uppercase(),
            format!("  {hex}\n"),
            STANDARD.encode(key.bytes()),
            STANDARD.encode(key.bytes()).trim_end_matches('=').to_owned(),
            URL_SAFE.encode(key.bytes()),
        ];
        for spelling in spellings {
            assert_eq!(MasterKey::parse(&spelling).unwrap(), key, "{spelling}");
        }
    }

    #[test]
    fn a_wrong_text_gets_a_sentence_that_does_not_repeat_it() {
        for text in ["", "secret", &"g".repeat(64), &"a".repeat(63), &"é".repeat(32), "AAAA====", &"a".repeat(9000)] {
            let sentence = MasterKey::parse(text).unwrap_err().to_string();
            assert!(sentence.contains("64 hex digits"));
            assert!(text.is_empty() || text == "a" || !sentence.contains(text));
        }
    }

    #[test]
    fn debug_and_fingerprint_keep_the_secret() {
        let key = MasterKey::from_bytes([0xab; 32]);
        assert_eq!(format!("{key:?}"), "MasterKey(..)");
        assert_eq!(key.fingerprint().len(), 14);
        assert!(!key.to_text().contains(&key.fingerprint()[..4]));
        assert_ne!(key.fingerprint(), MasterKey::from_bytes([0xac; 32]).fingerprint());
    }

    #[test]
    fn a_wrapped_secret_opens_only_for_its_purpose() {
        let key = MasterKey::from_bytes([1; 32]);
        let wrapped = key.wrap(b"data key 7", &[9; 32], [3; 24]);
        assert_eq!(wrapped.len(), WRAPPED_BYTES);
        assert_eq!(key.unwrap_secret(b"data key 7", &wrapped), Ok([9; 32]));
        assert_eq!(key.unwrap_secret(b"data key 8", &wrapped), Err(SealError::Forged));
        assert_eq!(MasterKey::from_bytes([2; 32]).unwrap_secret(b"data key 7", &wrapped), Err(SealError::Forged));
        for length in 0..wrapped.len() {
            assert!(key.unwrap_secret(b"data key 7", &wrapped[..length]).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_bytes_panic(text in ".{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = MasterKey::parse(&text);
            prop_assert!(MasterKey::from_bytes([1; 32]).unwrap_secret(b"x", &bytes).is_err());
        }
    }
}
