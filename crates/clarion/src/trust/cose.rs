//! The public key of a passkey, as the authenticator wrote it: a COSE_Key (RFC 9052, RFC 9053) of the two algorithms that we know.
//!
//! The reader knows the few shapes of CBOR that such a key has and refuses everything else; it is total and looks at no more than
//! [`KEY_BYTES_MAX`] bytes.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey};

/// A key of ES256 takes 77 bytes, one of EdDSA 42; a key with its lengths written long still fits.
pub const KEY_BYTES_MAX: usize = 128;

/// ECDSA on P-256 with SHA-256, the one algorithm with which a delegate votes. The number is of IANA's COSE registry.
pub const ES256: i64 = -7;
/// EdDSA on Ed25519.
pub const EDDSA: i64 = -8;

/// A public key that can check signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// A point of P-256, uncompressed: 4, x, y.
    Es256([u8; 65]),
    /// A key of Ed25519.
    EdDsa([u8; 32]),
}

/// Bytes that are no key we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no public key of ES256 or EdDSA")]
pub struct UnknownKey;

impl PublicKey {
    /// Reads a COSE_Key.
    pub fn read(cose: &[u8]) -> Result<Self, UnknownKey> {
        let members = members(cose).ok_or(UnknownKey)?;
        let number = |label: i64| members.iter().find_map(|(known, part)| (*known == label).then(|| part.number())?);
        let bytes = |label: i64| -> Option<[u8; 32]> {
            members.iter().find_map(|(known, part)| (*known == label).then(|| part.bytes()?.try_into().ok())?)
        };
        // Labels: 1 kty, 3 alg, -1 crv, -2 x, -3 y (RFC 9053, section 7).
        let key = match (members.len(), number(1), number(3), number(-1)) {
            (5, Some(2), Some(ES256), Some(1)) => bytes(-2).zip(bytes(-3)).map(|(x, y)| {
                let mut point = [4; 65];
                point[1..33].copy_from_slice(&x);
                point[33..].copy_from_slice(&y);
                Self::Es256(point)
            }),
            (4, Some(1), Some(EDDSA), Some(6)) => bytes(-2).map(Self::EdDsa),
            _ => None,
        };
        key.ok_or(UnknownKey)
    }

    /// Its algorithm's number.
    pub fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => ES256,
            Self::EdDsa(_) => EDDSA,
        }
    }

    /// Whether the signature is of this key over these bytes. A point that is not on the curve has signed nothing.
    pub fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature).is_ok(),
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok(),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Number(i64),
    Bytes(&'a [u8]),
}

impl<'a> Part<'a> {
    fn number(self) -> Option<i64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    fn bytes(self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

/// The members of a map from numbers to numbers or byte strings, each label once, and nothing after it.
fn members(cose: &[u8]) -> Option<Vec<(i64, Part<'_>)>> {
    let mut rest = cose.get(..cose.len().min(KEY_BYTES_MAX + 1)).filter(|bytes| bytes.len() <= KEY_BYTES_MAX)?;
    let (5, count) = head(&mut rest)? else { return None };
    let mut members: Vec<(i64, Part<'_>)> = Vec::new();
    for _ in 0..count {
        let label = part(&mut rest)?.number()?;
        if members.iter().any(|(known, _)| *known == label) {
            return None;
        }
        members.push((label, part(&mut rest)?));
    }
    rest.is_empty().then_some(members)
}

fn part<'a>(rest: &mut &'a [u8]) -> Option<Part<'a>> {
    let (kind, value) = head(rest)?;
    match kind {
        0 => i64::try_from(value).ok().map(Part::Number),
        1 => i64::try_from(value).ok().map(|value| Part::Number(-1 - value)),
        2 => {
            let (bytes, after) = rest.split_at_checked(usize::try_from(value).ok()?)?;
            *rest = after;
            Some(Part::Bytes(bytes))
        }
        _ => None,
    }
}

/// The kind and the value at the head of a part (RFC 8949, section 3): short, or in one or two bytes. Nothing in a key is longer.
fn head(rest: &mut &[u8]) -> Option<(u8, u64)> {
    let (first, after) = rest.split_first()?;
    let (kind, short) = (first >> 5, first & 31);
    let (value, after) = match short {
        0..=23 => (u64::from(short), after),
        24 => {
            let (byte, after) = after.split_first()?;
            (u64::from(*byte), after)
        }
        25 => {
            let (bytes, after) = after.split_first_chunk::<2>()?;
            (u64::from(u16::from_be_bytes(*bytes)), after)
        }
        _ => return None,
    };
    *rest = after;
    Some((kind, value))
}

/// Writes a key of ES256 as a COSE_Key, as authenticators do.
pub fn es256(point: &[u8; 65]) -> Vec<u8> {
    let mut cose = vec![0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20];
    cose.extend_from_slice(&point[1..33]);
    cose.extend_from_slice(&[0x22, 0x58, 0x20]);
    cose.extend_from_slice(&point[33..]);
    cose
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point() -> [u8; 65] {
        std::array::from_fn(|at| if at == 0 { 4 } else { at as u8 })
    }

    #[test]
    fn keys_are_read_in_any_order_and_with_long_heads() {
        let cose = es256(&point());
        assert_eq!(cose.len(), 77);
        assert_eq!(PublicKey::read(&cose), Ok(PublicKey::Es256(point())));
        let mut turned = vec![0xa4, 0x21, 0x59, 0, 0x20];
        turned.extend([7; 32]);
        turned.extend([0x20, 6, 0x18, 3, 0x27, 1, 1]);
        assert_eq!(PublicKey::read(&turned), Ok(PublicKey::EdDsa([7; 32])));
    }

    #[test]
    fn other_keys_are_refused() {
        let cose = es256(&point());
        let changed = |at: usize, byte: u8| {
            let mut other = cose.clone();
            other[at] = byte;
            PublicKey::read(&other)
        };
        assert_eq!(changed(4, 0x38), Err(UnknownKey), "another algorithm");
        assert_eq!(changed(6, 2), Err(UnknownKey), "another curve");
        assert_eq!(changed(5, 1), Err(UnknownKey), "a label that stands twice");
        assert_eq!(changed(9, 0x1f), Err(UnknownKey), "a coordinate that is too short");
        let mut longer = cose.clone();
        longer.push(0);
        assert_eq!(PublicKey::read(&longer), Err(UnknownKey), "something after the key");
        for length in 0..cose.len() {
            assert_eq!(PublicKey::read(&cose[..length]), Err(UnknownKey), "cut off after {length}");
        }
        let mut more = cose;
        more[0] = 0xa6;
        more.extend([4, 0]);
        assert_eq!(PublicKey::read(&more), Err(UnknownKey), "a member that we do not know");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = PublicKey::read(&bytes);
        }

        #[test]
        fn a_key_with_a_changed_byte_is_another_key_or_none(at in 0usize..77, change in 1u8..) {
            let mut cose = es256(&point());
            cose[at] ^= change;
            prop_assert_ne!(PublicKey::read(&cose), Ok(PublicKey::Es256(point())));
        }
    }
}
