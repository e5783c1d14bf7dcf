//! What a browser says it asked of a passkey: JSON whose hash the passkey signs (Web Authentication Level 3, section 5.8.1).

use crate::trust::Hash;
use crate::trust::assertion::CLIENT_DATA_BYTES_MAX;
use serde::Deserialize;

/// The members that are looked at. Those that are not known are passed over, as the standard asks.
#[derive(Deserialize)]
pub(super) struct ClientData {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) challenge: String,
    pub(super) origin: String,
    #[serde(rename = "crossOrigin", default)]
    pub(super) cross_origin: bool,
    #[serde(rename = "topOrigin")]
    pub(super) top_origin: Option<serde::de::IgnoredAny>,
}

impl ClientData {
    /// Reads it; nothing for what is none.
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        let fits = json.len() <= CLIENT_DATA_BYTES_MAX;
        fits.then(|| serde_json::from_slice(json).ok()).flatten()
    }

    /// The challenge, if it is one of ours by its shape.
    pub(super) fn challenge(&self) -> Option<Hash> {
        Hash::parse(&self.challenge)
    }

    /// Whether it was asked by a page of this origin itself, not from within another site's.
    pub(super) fn is_of(&self, origin: &str) -> bool {
        self.origin == origin && !self.cross_origin && self.top_origin.is_none()
    }
}
