//! Ed25519 keys after C2SP signed-note and tlog-cosignature: what signs, and the text (vkey) by which others verify.

use crate::note::{self, Signature};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use sha2::{Digest as _, Sha256};
use std::fmt::{self, Write as _};

/// What a key's signatures mean, as the byte that the format assigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ed25519 over the text.
    Plain = 1,
    /// Ed25519 over a time and a checkpoint: "as of then, this was the largest consistent tree I saw".
    Cosignature = 4,
}

const PUBLIC_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;
const TIME_BYTES: usize = 8;
/// A name, an id of eight digits, 33 bytes in base64, and two signs.
const VKEY_BYTES_MAX: usize = note::NAME_BYTES_MAX + 56;

/// How a secret key begins.
const SECRET_HEAD: &str = "PRIVATE+KEY+";

/// A signature carries a key's name and id and does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A signature does not verify: the signed text or the signature was changed.")]
pub struct Forged;

/// What verifies.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: Kind,
    id: [u8; 4],
    public: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// A key of this name; `None` where the name or the point cannot be.
    pub fn new(name: &str, kind: Kind, public: &[u8; PUBLIC_BYTES]) -> Option<Self> {
        let public = ed25519_dalek::VerifyingKey::from_bytes(public).ok()?;
        (note::is_name(name) && !public.is_weak()).then(|| Self {
            name: name.to_owned(),
            kind,
            id: id_of(name, kind, &public),
            public,
        })
    }

    /// Reads a vkey: `<name>+<id>+<kind and public key>`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > VKEY_BYTES_MAX {
            return None;
        }
        let mut parts = text.splitn(3, '+');
        let (name, _, encoded) = (parts.next()?, parts.next()?, parts.next()?);
        let decoded: [u8; 1 + PUBLIC_BYTES] = STANDARD.decode(encoded).ok()?.try_into().ok()?;
        let (kind, public) = decoded.split_first_chunk::<1>()?;
        let kind = [Kind::Plain, Kind::Cosignature].into_iter().find(|known| *known as u8 == kind[0])?;
        let key = Self::new(name, kind, public.first_chunk()?)?;
        // The id follows from the rest; another one is a mistake or a lie.
        (key.to_string() == text).then_some(key)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its signatures mean.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The public key.
    pub fn public(&self) -> [u8; PUBLIC_BYTES] {
        self.public.to_bytes()
    }

    /// Whether a line says that it is of this key.
    pub(crate) fn made(&self, signature: &Signature) -> bool {
        signature.name == self.name && signature.key_id == self.id
    }

    /// Verifies one signature over a text; the time that a cosignature states.
    pub(crate) fn verify(&self, text: &str, signature: &Signature) -> Result<Option<u64>, Forged> {
        match self.kind {
            Kind::Plain => self.check(text.as_bytes(), &signature.bytes).map(|()| None),
            Kind::Cosignature => {
                let (time, bytes) = signature.bytes.split_first_chunk::<TIME_BYTES>().ok_or(Forged)?;
                let seconds = u64::from_be_bytes(*time);
                if seconds > i64::MAX as u64 {
                    return Err(Forged);
                }
                self.check(cosigned(text, seconds).as_bytes(), bytes).map(|()| Some(seconds))
            }
        }
    }

    fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), Forged> {
        let bytes: &[u8; SIGNATURE_BYTES] = signature.try_into().map_err(|_| Forged)?;
        let signature = ed25519_dalek::Signature::from_bytes(bytes);
        // Strict, so that no two of us can disagree about one signature.
        self.public.verify_strict(message, &signature).map_err(|_| Forged)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+", self.name)?;
        self.id.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_char('+')?;
        f.write_str(&STANDARD.encode([[self.kind as u8].as_slice(), self.public.as_bytes()].concat()))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

fn id_of(name: &str, kind: Kind, public: &ed25519_dalek::VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', kind as u8]).chain_update(public.as_bytes()).finalize();
    *hash.first_chunk().expect("a hash has 32 bytes")
}

/// What a cosignature signs.
fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// What signs. Its secret is wiped from memory when it is dropped, and never shown.
pub struct SigningKey {
    verifier: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key made of 32 random bytes; `None` where the name cannot be.
    pub fn from_seed(name: &str, kind: Kind, seed: &[u8; 32]) -> Option<Self> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, kind, secret.verifying_key().as_bytes())?;
        Some(Self { verifier, secret })
    }

    /// Reads what [`to_secret_text`](Self::to_secret_text) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > VKEY_BYTES_MAX + SECRET_HEAD.len() {
            return None;
        }
        let mut parts = text.strip_prefix(SECRET_HEAD)?.splitn(3, '+');
        let (name, _, encoded) = (parts.next()?, parts.next()?, parts.next()?);
        let decoded: [u8; 33] = STANDARD.decode(encoded).ok()?.try_into().ok()?;
        let (kind, seed) = decoded.split_first_chunk::<1>()?;
        let kind = [Kind::Plain, Kind::Cosignature].into_iter().find(|known| *known as u8 == kind[0])?;
        let key = Self::from_seed(name, kind, seed.first_chunk()?)?;
        (key.to_secret_text() == text).then_some(key)
    }

    /// The secret key in one line, as Go's checksum database writes it. The caller keeps it out of logs.
    pub fn to_secret_text(&self) -> String {
        let id: String = self.verifier.id.iter().map(|byte| format!("{byte:02x}")).collect();
        let encoded = STANDARD.encode([[self.verifier.kind as u8].as_slice(), self.secret.as_bytes()].concat());
        format!("{SECRET_HEAD}{}+{id}+{encoded}", self.verifier.name)
    }

    /// What others verify with.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a note's text. A cosigner states the time, in seconds since 1970 UTC; a plain key ignores it.
    pub fn sign(&self, text: &str, seconds: u64) -> Signature {
        let bytes = match self.verifier.kind {
            Kind::Plain => self.secret.sign(text.as_bytes()).to_vec(),
            Kind::Cosignature => {
                let signature = self.secret.sign(cosigned(text, seconds).as_bytes());
                [seconds.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
            }
        };
        Signature { name: self.verifier.name.clone(), key_id: self.verifier.id, bytes }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, ..)", self.verifier.name)
    }
}
