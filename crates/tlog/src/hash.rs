//! The hashes of RFC 6962, section 2.1: leaves and nodes are told apart by their first byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;
/// Letters of a hash in base64.
pub(crate) const HASH_TEXT_CHARS: usize = 44;

const LEAF: u8 = 0;
const NODE: u8 = 1;

/// A SHA-256 hash of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The root of a tree without leaves: the hash of nothing.
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of an entry.
    pub fn leaf(entry: &[u8]) -> Self {
        Self(Sha256::new().chain_update([LEAF]).chain_update(entry).finalize().into())
    }

    /// The hash of a node over its two children.
    pub fn node(left: &Self, right: &Self) -> Self {
        Self(Sha256::new().chain_update([NODE]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// Reads base64; only the one text that [`Display`](fmt::Display) gives.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != HASH_TEXT_CHARS {
            return None;
        }
        STANDARD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}
