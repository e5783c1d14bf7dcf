//! The one place that calls XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), in place and with the tag at the end.
//! What the bytes mean, and how they are padded, is decided by `keyring`, `master` and `recovery`.

use chacha20poly1305::{AeadInPlace, KeyInit, Tag, XChaCha20Poly1305, XNonce};

/// Bytes of a nonce. 192 bits, so that random ones never meet.
pub(crate) const NONCE_BYTES: usize = 24;
/// Bytes of the authentication tag.
pub(crate) const TAG_BYTES: usize = 16;

/// Why something could not be sealed or opened. Says nothing of what was inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes end too early, or their length cannot come from sealing.
    #[error("the sealed bytes are cut short")]
    Truncated,
    /// The first byte names a format that this version does not know.
    #[error("the sealed bytes have a format this version does not know")]
    UnknownFormat,
    /// The keyring holds no data key of that group in that version.
    #[error("the data key of this record is not loaded")]
    NoKey,
    /// The tag does not fit: other key, other record, or changed bytes.
    #[error("the sealed bytes were changed, or belong to another record or key")]
    Forged,
}

/// Encrypts `buffer[start..]` in place and appends the tag. `buffer` may carry a header before `start`.
pub(crate) fn encrypt(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], associated: &[u8], buffer: &mut Vec<u8>, start: usize) {
    let tag = XChaCha20Poly1305::new(key.into())
        .encrypt_in_place_detached(XNonce::from_slice(nonce), associated, &mut buffer[start..])
        .expect("the cipher refuses only more than 256 GiB");
    buffer.extend_from_slice(&tag);
}

/// Opens `sealed` (ciphertext and tag).
pub(crate) fn decrypt(key: &[u8; 32], nonce: &[u8], associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (body, tag) = sealed.split_last_chunk::<TAG_BYTES>().ok_or(SealError::Truncated)?;
    let nonce: &[u8; NONCE_BYTES] = nonce.try_into().map_err(|_| SealError::Truncated)?;
    let mut plain = body.to_vec();
    XChaCha20Poly1305::new(key.into())
        .decrypt_in_place_detached(XNonce::from_slice(nonce), associated, &mut plain, Tag::from_slice(tag))
        .map_err(|_| SealError::Forged)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Appendix A.3.1 of draft-irtf-cfrg-xchacha-03.
    #[test]
    fn the_published_vector_comes_out() {
        let plain =
            b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let associated = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let key: [u8; 32] = std::array::from_fn(|i| 0x80 + u8::try_from(i).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap());
        let mut buffer = plain.to_vec();
        encrypt(&key, &nonce, &associated, &mut buffer, 0);
        let start = [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b, 0x95, 0x76, 0x57, 0x94, 0x93, 0xc0, 0xe9, 0x39];
        let tag = [0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7, 0x98, 0x79, 0x47, 0xde, 0xaf, 0xd8, 0x78, 0x0a, 0xcf, 0x49];
        assert_eq!(buffer[..16], start);
        assert_eq!(buffer[plain.len()..], tag);
        assert_eq!(decrypt(&key, &nonce, &associated, &buffer).unwrap(), plain);
    }
}
