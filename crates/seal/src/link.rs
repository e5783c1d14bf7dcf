//! Links that carry what they stand for, sealed: for mails to a million people, whose links must not cost a row each.
//! `nonce (24) | ciphertext | tag (16)` in base64url. The nonce is a keyed hash of the text, so that the same text gives the same
//! link and two texts never share a nonce. A link cannot be taken back one by one: use a `Token` where that is needed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::cipher::{self, NONCE_BYTES};

/// Longer texts are none of ours, and are refused before they are decoded.
const TEXT_CHARACTERS_MAX: usize = 512;
const NONCE_CONTEXT: &str = "clarion 2026 sealed link nonce";

/// Seals a few bytes into a text fit for a path. `purpose` keeps links of different kinds apart.
pub fn wrap(secret: &[u8; 32], purpose: &[u8], plain: &[u8]) -> String {
    let nonce_key = blake3::derive_key(NONCE_CONTEXT, secret);
    let mut hasher = blake3::Hasher::new_keyed(&nonce_key);
    hasher.update(&(purpose.len() as u64).to_le_bytes()).update(purpose).update(plain);
    let nonce: [u8; NONCE_BYTES] = *hasher.finalize().as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes");
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(plain);
    cipher::encrypt(secret, &nonce, purpose, &mut bytes, NONCE_BYTES);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Opens what [`wrap`] made with this secret for this purpose; `None` for anything else.
pub fn open(secret: &[u8; 32], purpose: &[u8], text: &str) -> Option<Vec<u8>> {
    if text.len() > TEXT_CHARACTERS_MAX {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
    cipher::decrypt(secret, nonce, purpose, sealed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_only_whole_and_for_its_purpose() {
        let link = wrap(&[1; 32], b"leave", &[7; 32]);
        assert_eq!(link.len(), 96);
        assert_eq!(link, wrap(&[1; 32], b"leave", &[7; 32]));
        assert_ne!(link, wrap(&[1; 32], b"leave", &[8; 32]));
        assert_eq!(open(&[1; 32], b"leave", &link).unwrap(), [7; 32]);
        assert!(open(&[1; 32], b"enter", &link).is_none());
        assert!(open(&[2; 32], b"leave", &link).is_none());
        assert!(open(&[1; 32], b"leave", "").is_none() && open(&[1; 32], b"leave", &"A".repeat(600)).is_none());
        for at in 0..link.len() {
            let mut changed = link.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(open(&[1; 32], b"leave", &changed).is_none(), "{at}");
        }
    }
}
