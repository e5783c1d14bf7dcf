//! A second group's word for a passkey that waits: what is signed, and whether it holds. Pure: the server asks it before it keeps a
//! word, and whoever checks a decision file asks the very same.
//!
//! The word is an act over the passkey's entry in the log, signed by a passkey of another group of the electorate. That the signing
//! passkey has itself waited its time out by then is asked by whoever knows the log: words are not built on words, so a coalition's
//! first passkeys all wait.

use super::document::{FrozenGroup, FrozenPasskey};
use super::passkeys::Entry;
use crate::ids::Id;
use crate::trust::assertion::{Assertion, AssertionRefusal, RelyingParty};
use crate::trust::ballot::{Act, ActWords, NONCE_RANDOM_BYTES, SignedWords};
use crate::trust::cose::PublicKey;
use crate::trust::{Hash, canonical};
use serde::{Deserialize, Serialize};

/// The format of what enters the log.
pub const FORMAT: &str = "clarion passkey confirmation 2";

/// A word as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The act in canonical bytes.
    pub words: String,
    /// The passkey's answer.
    pub assertion: Assertion,
}

#[derive(Serialize)]
struct Document<'a> {
    assertion: &'a Assertion,
    format: &'static str,
    words: &'a str,
}

/// Why a word does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmationRefusal {
    /// No act that confirms, or one for another passkey, group, post or coalition.
    #[error("It was signed for another passkey or for something else.")]
    Words,
    /// By the group whose passkey it is.
    #[error("It was signed in the name of the passkey's own group.")]
    OwnGroup,
    /// Not by a passkey of the electorate.
    #[error("The passkey that signed it does not count for a group of the electorate.")]
    Signer,
    /// By a passkey that waited itself.
    #[error("The passkey that signed it had not waited its own time out.")]
    SignerWaits,
    /// What the passkey answered.
    #[error("{0}")]
    Assertion(#[from] AssertionRefusal),
}

/// What a passkey signs to confirm an entry: an act whose words are the entry itself.
pub fn is_of(words: &ActWords, coalition: Id, entry: &Entry) -> bool {
    let document = Hash::of(&[&entry.document()]);
    (words.act, words.coalition, words.plan) == (Act::ConfirmPasskey, coalition, Hash::ZERO)
        && (words.subject, words.words, words.nonce.0.len()) == (entry.passkey, document, NONCE_RANDOM_BYTES)
}

impl Confirmation {
    /// What is hashed into the log: with the signature, so that none can be put under these words later.
    pub fn document(&self) -> Vec<u8> {
        self.document_as(FORMAT)
    }

    /// The same of other signed words, under a format of their own.
    pub(super) fn document_as(&self, format: &'static str) -> Vec<u8> {
        canonical::of(&Document { assertion: &self.assertion, format, words: &self.words })
    }

    /// Whether a passkey of another group signed these words for this entry, and which.
    pub fn check<'a>(
        &self,
        (coalition, site): (Id, &RelyingParty),
        electorate: &'a [FrozenGroup],
        entry: &Entry,
    ) -> Result<(&'a FrozenGroup, &'a FrozenPasskey), ConfirmationRefusal> {
        let Some(SignedWords::Act(words)) = SignedWords::read(self.words.as_bytes()) else {
            return Err(ConfirmationRefusal::Words);
        };
        if !is_of(&words, coalition, entry) {
            return Err(ConfirmationRefusal::Words);
        }
        if words.group == entry.group {
            return Err(ConfirmationRefusal::OwnGroup);
        }
        let group = electorate.iter().find(|known| known.group == words.group).ok_or(ConfirmationRefusal::Signer)?;
        let passkey = group.passkeys.iter().find(|known| known.passkey == words.passkey).ok_or(ConfirmationRefusal::Signer)?;
        let key = PublicKey::read(&passkey.key.0).map_err(|_| ConfirmationRefusal::Signer)?;
        self.assertion.check(&key, &Hash::of(&[self.words.as_bytes()]), site)?;
        Ok((group, passkey))
    }
}
