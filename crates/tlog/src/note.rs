//! Signed notes, after C2SP signed-note: a text, an empty line, and a line for each signature.
//! A note that was read is not yet believed: ask [`Note::signed_by`].

use crate::key::{Forged, VerifierKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// Bytes of a note. A page of words in two languages and sixteen signatures of any kind fit many times.
pub const NOTE_BYTES_MAX: usize = 512 * 1024;
/// Signatures of a note; the format asks for at least 16.
pub const SIGNATURES_MAX: usize = 64;
/// Bytes of one signature: post-quantum ones have up to 5,000.
const SIGNATURE_BYTES_MAX: usize = 8 * 1024;
/// Bytes of a key's name.
pub const NAME_BYTES_MAX: usize = 255;

const DASH: &str = "\u{2014} ";
const KEY_ID_BYTES: usize = 4;

/// A signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub name: String,
    /// The key's id: only a hint, never a proof.
    pub key_id: [u8; KEY_ID_BYTES],
    /// The signature itself; what is in it is decided by the kind of key.
    pub bytes: Vec<u8>,
}

/// A text with signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    /// At least one.
    pub signatures: Vec<Signature>,
}

/// Why some bytes are no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteProblem {
    /// Longer than [`NOTE_BYTES_MAX`].
    #[error("The note is too long.")]
    TooLong,
    /// Not UTF-8, or control characters.
    #[error("The note has characters that no note may have.")]
    Characters,
    /// No empty line before the signatures, or no newline at the end.
    #[error("The note has no signatures after an empty line.")]
    NoSignatures,
    /// A line that is no signature.
    #[error("A signature line of the note cannot be read.")]
    SignatureLine,
    /// More than [`SIGNATURES_MAX`].
    #[error("The note has too many signatures.")]
    TooManySignatures,
}

/// Whether a text may stand in a note: it ends in a newline, and newline is its only control character.
pub fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.bytes().any(|byte| byte < b' ' && byte != b'\n') && text.len() <= NOTE_BYTES_MAX
}

/// Whether a key may be called so.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

impl Signature {
    /// Reads a line without its newline.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
        if !is_name(name) || encoded.len() > SIGNATURE_BYTES_MAX * 2 {
            return None;
        }
        let decoded = STANDARD.decode(encoded).ok()?;
        let (key_id, bytes) = decoded.split_first_chunk::<KEY_ID_BYTES>()?;
        let fits = (1..=SIGNATURE_BYTES_MAX).contains(&bytes.len());
        fits.then(|| Self { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = STANDARD.encode([self.key_id.as_slice(), &self.bytes].concat());
        write!(f, "{DASH}{} {encoded}", self.name)
    }
}

impl Note {
    /// Puts a text and its signatures together.
    ///
    /// # Panics
    /// If the text may not stand in a note ([`is_text`]).
    pub fn new(text: String, signatures: Vec<Signature>) -> Self {
        assert!(is_text(&text), "a note's text ends in a newline and has no other control character");
        Self { text, signatures }
    }

    /// Reads a note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteProblem> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(NoteProblem::TooLong);
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteProblem::Characters)?;
        let (before, lines) = whole.rsplit_once("\n\n").ok_or(NoteProblem::NoSignatures)?;
        let text = format!("{before}\n");
        if !is_text(&text) {
            return Err(NoteProblem::Characters);
        }
        let lines = lines.strip_suffix('\n').ok_or(NoteProblem::NoSignatures)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == SIGNATURES_MAX {
                return Err(NoteProblem::TooManySignatures);
            }
            signatures.push(Signature::parse(line).ok_or(NoteProblem::SignatureLine)?);
        }
        Ok(Self { text, signatures })
    }

    /// The signed text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What a key says about this note. A line with the key's name and id that does not verify makes the whole note a forgery;
    /// lines of other keys are passed over.
    pub fn signed_by(&self, key: &VerifierKey) -> Result<Option<Signed>, Forged> {
        let mut signed = None;
        for signature in self.signatures.iter().filter(|signature| key.made(signature)) {
            signed = Some(Signed { at: key.verify(&self.text, signature)? });
        }
        Ok(signed)
    }
}

/// A key has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// When, in seconds since 1970 UTC, as a cosignature says; `None` for a plain signature.
    pub at: Option<u64>,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}
