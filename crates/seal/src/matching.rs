//! Matching keys: how an address is found again without being stored in the clear.
//! The secret never changes in use (DESIGN, "Keyed"): a changed secret or changed folding rules need a rematch of every row.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Version of the folding rules. Raise it with every change to `email`, `phone` or their data that can give a
/// different folded form for an address that was accepted before.
pub const FOLDING_VERSION: i64 = 1;

/// By what a human can be reached, and found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A mailbox; the folded form comes from [`crate::email::fold`].
    Email,
    /// A telephone number; the folded form is E.164, from [`crate::phone::fold`].
    Phone,
}

impl Channel {
    /// The number stored in the database; never changes.
    pub fn code(self) -> i64 {
        i64::from(self.byte())
    }

    fn byte(self) -> u8 {
        match self {
            Self::Email => 1,
            Self::Phone => 2,
        }
    }
}

/// Keyed hash of a channel and a folded address; equal for equal addresses, meaningless without the secret.
/// 128 bits: among a billion addresses two meet with a chance of about 1 in 10^21.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchingKey(pub [u8; 16]);

/// The secret behind all matching keys of one instance. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MatchingSecret([u8; 32]);

impl MatchingSecret {
    /// The secret made of these bytes, which must come from a good random source.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Keyed BLAKE3 over the channel's byte and the folded address, cut to 16 bytes.
    pub fn key(&self, channel: Channel, folded: &str) -> MatchingKey {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&[channel.byte()]);
        hasher.update(folded.as_bytes());
        let hash = hasher.finalize();
        MatchingKey(*hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes"))
    }
}

impl fmt::Debug for MatchingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MatchingSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_channel_address_and_secret_only() {
        let secret = MatchingSecret::from_bytes([5; 32]);
        let key = secret.key(Channel::Email, "ana@mail.example");
        assert_eq!(key, secret.clone().key(Channel::Email, "ana@mail.example"));
        assert_ne!(key, secret.key(Channel::Phone, "ana@mail.example"));
        assert_ne!(key, secret.key(Channel::Email, "ann@mail.example"));
        assert_ne!(key, MatchingSecret::from_bytes([6; 32]).key(Channel::Email, "ana@mail.example"));
        assert_eq!(format!("{secret:?}"), "MatchingSecret(..)");
    }

    /// What a stored key depends on: if this fails, every stored key of every instance has become useless.
    #[test]
    fn the_form_of_a_key_never_changes() {
        let secret = MatchingSecret::from_bytes(*b"whats the Elvish word for friend");
        let long = blake3::keyed_hash(b"whats the Elvish word for friend", b"\x01ana@mail.example");
        assert_eq!(secret.key(Channel::Email, "ana@mail.example").0, long.as_bytes()[..16]);
        assert_eq!((Channel::Email.code(), Channel::Phone.code()), (1, 2));
    }

    /// First entry of the keyed vectors published with BLAKE3 (empty input), which guards the library itself.
    #[test]
    fn the_published_keyed_vector_comes_out() {
        let hash = blake3::keyed_hash(b"whats the Elvish word for friend", b"");
        assert_eq!(hash.to_hex().as_str(), "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26");
    }
}
