//! A new passkey as an authenticator hands it over: the attestation object (Web Authentication Level 3, sections 6.5 and 7.1).
//!
//! We ask for no attestation and judge none: who made the device is not our business. What is read is the authenticator's data: for
//! which site, whether its human was present and verified, the credential's id and its public key.

use super::cbor::Reader;
use crate::trust::Hash;
use crate::trust::cose::PublicKey;

/// Without a statement it has about 200 bytes; some authenticators add certificates though nobody asked.
pub(super) const ATTESTATION_BYTES_MAX: usize = 8 * 1024;
/// The standard's own bound (section 4, "Credential ID").
const CREDENTIAL_ID_BYTES_MAX: usize = 1023;
/// Three members: format, statement, data.
const MEMBERS: usize = 3;

/// The flags of authenticator data (section 6.1).
mod flags {
    pub const USER_PRESENT: u8 = 0x01;
    pub const USER_VERIFIED: u8 = 0x04;
    pub const ATTESTED_CREDENTIAL: u8 = 0x40;
    pub const EXTENSIONS: u8 = 0x80;
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attested {
    pub(super) credential_id: Vec<u8>,
    /// As the authenticator wrote it.
    pub(super) cose: Vec<u8>,
    pub(super) key: PublicKey,
    pub(super) sign_count: u32,
}

/// Why it is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttestedProblem {
    /// Cut off, too long, or something else.
    Malformed,
    /// Made for another domain.
    OtherSite,
    /// Nobody was there, or nobody unlocked it.
    NotVerified,
    /// A key of an algorithm that we do not know.
    OtherAlgorithm,
}

/// Reads an attestation object made for a passkey domain.
pub(super) fn read(object: &[u8], domain: &str) -> Result<Attested, AttestedProblem> {
    let data = authenticator_data(object).ok_or(AttestedProblem::Malformed)?;
    let (site, rest) = data.split_first_chunk::<32>().ok_or(AttestedProblem::Malformed)?;
    let (head, rest) = rest.split_first_chunk::<5>().ok_or(AttestedProblem::Malformed)?;
    let [flags, count @ ..] = *head;
    if *site != Hash::of(&[domain.as_bytes()]).0 {
        return Err(AttestedProblem::OtherSite);
    }
    if flags & flags::USER_PRESENT == 0 || flags & flags::USER_VERIFIED == 0 {
        return Err(AttestedProblem::NotVerified);
    }
    if flags & flags::ATTESTED_CREDENTIAL == 0 {
        return Err(AttestedProblem::Malformed);
    }
    let (credential_id, cose, rest) = credential(rest).ok_or(AttestedProblem::Malformed)?;
    // What extensions add stands behind the key; nobody asked for any.
    if !rest.is_empty() && flags & flags::EXTENSIONS == 0 {
        return Err(AttestedProblem::Malformed);
    }
    let key = PublicKey::read(cose).map_err(|_| AttestedProblem::OtherAlgorithm)?;
    let sign_count = u32::from_be_bytes(count);
    Ok(Attested { credential_id: credential_id.to_vec(), cose: cose.to_vec(), key, sign_count })
}

/// The member `authData` of the object.
fn authenticator_data(object: &[u8]) -> Option<&[u8]> {
    if object.len() > ATTESTATION_BYTES_MAX {
        return None;
    }
    let mut reader = Reader::new(object);
    if reader.map()? != MEMBERS {
        return None;
    }
    let mut data = None;
    for _ in 0..MEMBERS {
        match reader.text()? {
            "authData" if data.is_none() => data = Some(reader.bytes()?),
            "fmt" | "attStmt" => reader.skip()?,
            _ => return None,
        }
    }
    data.filter(|_| reader.rest().is_empty())
}

/// Behind the kind of device: the credential's id and its key, and what follows.
fn credential(data: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (_, data) = data.split_first_chunk::<16>()?;
    let (length, data) = data.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, data) = data.split_at_checked(length).filter(|_| (1..=CREDENTIAL_ID_BYTES_MAX).contains(&length))?;
    let mut reader = Reader::new(data);
    reader.skip()?;
    let rest = reader.rest();
    Some((id, &data[..data.len() - rest.len()], rest))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VECTORS: &str = include_str!("attested/vectors.txt");

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// Credential id and attestation object of a published vector.
    fn vector(name: &str) -> (Vec<u8>, Vec<u8>) {
        let line = VECTORS.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap();
        let (id, object) = line.split_once(' ').unwrap();
        (hex(id), hex(object))
    }

    #[test]
    fn published_vectors_are_read() {
        // Which of them say that their human was verified is drawn at random.
        for (name, algorithm) in [("packed-self-es256", Ok(-7)), ("none-es256", Err(AttestedProblem::NotVerified))] {
            let (id, object) = vector(name);
            let read = read(&object, "example.org").map(|read| {
                assert_eq!(read.credential_id, id, "{name}");
                read.key.algorithm()
            });
            assert_eq!(read, algorithm, "{name}");
        }
        for name in ["packed-es256", "packed-rs256", "packed-eddsa"] {
            let (id, object) = vector(name);
            let data = authenticator_data(&object).unwrap();
            let (found, cose, rest) = credential(&data[37..]).unwrap();
            assert_eq!((found, rest), (id.as_slice(), &[][..]), "{name}");
            let algorithm = PublicKey::read(cose).map(|key| key.algorithm()).ok();
            assert_eq!(
                algorithm,
                match name {
                    "packed-es256" => Some(-7),
                    "packed-eddsa" => Some(-8),
                    _ => None,
                }
            );
            assert_eq!(read(&object, "example.com"), Err(AttestedProblem::OtherSite));
        }
    }

    fn object() -> Vec<u8> {
        let point = std::array::from_fn(|at| if at == 0 { 4 } else { at as u8 });
        made(&[7; 20], &crate::trust::cose::es256(&point), 0x45, "act.example")
    }

    fn made(id: &[u8], cose: &[u8], flags: u8, domain: &str) -> Vec<u8> {
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        let site = Hash::of(&[domain.as_bytes()]).0;
        let data = [&site[..], &[flags, 0, 0, 0, 9], &[0; 16], &length, id, cose].concat();
        let long = u16::try_from(data.len()).unwrap().to_be_bytes();
        [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..], &long, &data].concat()
    }

    #[test]
    fn a_new_passkey_is_read() {
        let read = read(&object(), "act.example").unwrap();
        assert_eq!((read.credential_id, read.sign_count, read.key.algorithm()), (vec![7; 20], 9, -7));
        assert_eq!(read.cose.len(), 77);
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let point = std::array::from_fn(|at| if at == 0 { 4 } else { at as u8 });
        let cose = crate::trust::cose::es256(&point);
        let rsa = [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x41, 1, 0x21, 0x41, 3];
        for (object, problem) in [
            (made(&[7; 20], &cose, 0x45, "evil.example"), AttestedProblem::OtherSite),
            (made(&[7; 20], &cose, 0x41, "act.example"), AttestedProblem::NotVerified),
            (made(&[7; 20], &cose, 0x44, "act.example"), AttestedProblem::NotVerified),
            (made(&[7; 20], &cose, 0x05, "act.example"), AttestedProblem::Malformed),
            (made(&[], &cose, 0x45, "act.example"), AttestedProblem::Malformed),
            (made(&[7; 1024], &cose, 0x45, "act.example"), AttestedProblem::Malformed),
            (made(&[7; 20], &rsa, 0x45, "act.example"), AttestedProblem::OtherAlgorithm),
            (made(&[7; 20], &[&cose[..], &[0xa0]].concat(), 0x45, "act.example"), AttestedProblem::Malformed),
            (vec![0; ATTESTATION_BYTES_MAX + 1], AttestedProblem::Malformed),
        ] {
            assert_eq!(read(&object, "act.example"), Err(problem));
        }
        let whole = object();
        for length in 0..whole.len() {
            assert!(read(&whole[..length], "act.example").is_err(), "cut off after {length}");
        }
        assert!(read(&[&whole[..], &[0]].concat(), "act.example").is_err(), "something after the object");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0usize..200, change: u8) {
            let _ = read(&bytes, "act.example");
            let mut near = object();
            let at = at % near.len();
            near[at] ^= change;
            let _ = read(&near, "act.example");
        }
    }
}
