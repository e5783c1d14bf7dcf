//! What stands in a log: a time and a salted hash. Nobody learns from it what was entered, and whoever is shown document and
//! salt can check it.

use sha2::{Digest as _, Sha256};

/// Bytes of an entry: form, time, hash.
pub const ENTRY_BYTES: usize = 41;
/// Bytes of a salt: as long as the hash, so that nothing can be guessed through it.
pub const SALT_BYTES: usize = 32;

const FORM: u8 = 1;
/// Keeps this hash apart from every other use of SHA-256.
const CONTEXT: &[u8] = b"clarion log document v1\n";

/// What was entered. The kind is hashed with the document, so that one cannot be passed off as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Signed words.
    Notice,
    /// A delegate's passkey.
    Passkey,
    /// The frozen plan of a ballot.
    Plan,
    /// What was decided.
    Decision,
    /// That a group wants a decision halted.
    Halt,
    /// That a group wants an open ballot withdrawn.
    Withdrawal,
}

impl DocumentKind {
    /// The word in the column and in the hash.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Passkey => "passkey",
            Self::Plan => "plan",
            Self::Decision => "decision",
            Self::Halt => "halt",
            Self::Withdrawal => "withdrawal",
        }
    }
}

/// One entry of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was entered, microseconds since 1970 UTC.
    pub at: i64,
    /// The salted hash of the document.
    pub hash: [u8; 32],
}

impl Entry {
    /// The entry of a document.
    pub fn of(at: i64, kind: DocumentKind, document: &[u8], salt: &[u8; SALT_BYTES]) -> Self {
        let kind = kind.as_str().as_bytes();
        let length = u8::try_from(kind.len()).expect("the kinds have short names");
        let hash = Sha256::new().chain_update(CONTEXT).chain_update(salt).chain_update([length]).chain_update(kind);
        Self { at, hash: hash.chain_update(document).finalize().into() }
    }

    /// As it is hashed into the tree and served.
    pub fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[0] = FORM;
        bytes[1..9].copy_from_slice(&self.at.to_be_bytes());
        bytes[9..].copy_from_slice(&self.hash);
        bytes
    }

    /// Reads one; `None` for other bytes.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; ENTRY_BYTES] = bytes.try_into().ok()?;
        let (head, hash) = bytes.split_at(9);
        let (form, at) = head.split_at(1);
        let entry = Self { at: i64::from_be_bytes(at.try_into().ok()?), hash: hash.try_into().ok()? };
        (form == [FORM]).then_some(entry)
    }

    /// What the tree holds of it.
    pub fn leaf(self) -> tlog::Hash {
        tlog::Hash::leaf(&self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in every log: if this fails, old documents can no longer be proved.
    #[test]
    fn the_form_of_an_entry_never_changes() {
        let entry = Entry::of(1_800_000_000_000_000, DocumentKind::Notice, b"words", &[7; SALT_BYTES]);
        let text: String = entry.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text, "01000665172898800099ddb0d885a75499e48e78801f1d7413ac2a53e304049293785036f59c513967");
        assert_eq!(Entry::parse(&entry.to_bytes()), Some(entry));
        assert_eq!(Entry::parse(&entry.to_bytes()[1..]), None);
    }

    #[test]
    fn kind_salt_and_document_all_count() {
        let of = |kind, document: &[u8], salt| Entry::of(0, kind, document, &[salt; SALT_BYTES]).hash;
        let first = of(DocumentKind::Notice, b"a", 1);
        assert_ne!(first, of(DocumentKind::Passkey, b"a", 1));
        assert_ne!(first, of(DocumentKind::Notice, b"b", 1));
        assert_ne!(first, of(DocumentKind::Notice, b"a", 2));
    }
}
