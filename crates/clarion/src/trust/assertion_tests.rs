//! The check of an assertion against the published vectors, against our own authenticator, and with every byte changed.
//!
//! Source of `webauthn-level-3.json`: W3C Web Authentication Level 3, section 16, "Test Vectors"
//! (<https://www.w3.org/TR/webauthn-3/#sctn-test-vectors>); the file says from which commit of its source.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use super::super::cose::{EDDSA, ES256};
use super::super::software::{SoftwarePasskey, USER_IS_THERE, client_data};
use super::*;
use proptest::prelude::*;

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    title: String,
    cose: String,
    challenge: String,
    authenticator_data: String,
    client_data: String,
    signature: String,
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).unwrap() as u8;
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str::<Vectors>(include_str!("webauthn-level-3.json")).unwrap().vectors
}

impl Vector {
    fn key(&self) -> PublicKey {
        PublicKey::read(&bytes(&self.cose)).unwrap()
    }

    fn challenge(&self) -> Hash {
        Hash(bytes(&self.challenge).try_into().unwrap())
    }

    fn assertion(&self) -> Assertion {
        let [authenticator_data, client_data, signature] =
            [&self.authenticator_data, &self.client_data, &self.signature].map(|hex| Base64(bytes(hex)));
        Assertion { authenticator_data, client_data, signature }
    }
}

fn published_site() -> RelyingParty {
    RelyingParty { id: "example.org".to_owned(), origin: "https://example.org".to_owned() }
}

/// The signature is looked at before the flags, so a vector whose human was not verified is refused for that and nothing else.
#[test]
fn published_vectors_are_taken_or_refused_for_what_they_are() {
    let mut taken = 0;
    for vector in vectors() {
        let flags = bytes(&vector.authenticator_data)[32];
        let is_framed = vector.title.contains("crossOrigin") || vector.title.contains("topOrigin");
        let expected = match (is_framed, flags & 0x04) {
            (true, _) => Err(AssertionRefusal::CrossOrigin),
            (false, 0) => Err(AssertionRefusal::UserNotVerified),
            (false, _) => Ok(()),
        };
        taken += usize::from(expected.is_ok());
        let said = vector.assertion().check(&vector.key(), &vector.challenge(), &published_site());
        assert_eq!(said, expected, "{}", vector.title);
    }
    assert!(taken >= 3, "{taken} vectors of verified humans");
}

#[test]
fn published_signatures_of_both_algorithms_hold_and_no_byte_of_them_can_change() {
    let mut algorithms = Vec::new();
    for vector in vectors() {
        let (key, assertion) = (vector.key(), vector.assertion());
        let message = [assertion.authenticator_data.0.as_slice(), &Hash::of(&[&assertion.client_data.0]).0].concat();
        assert!(key.signed(&message, &assertion.signature.0), "{}", vector.title);
        for at in 0..assertion.signature.0.len() {
            let mut changed = assertion.signature.0.clone();
            changed[at] ^= 1;
            assert!(!key.signed(&message, &changed), "{} byte {at}", vector.title);
        }
        algorithms.push(key.algorithm());
    }
    assert!(algorithms.contains(&ES256) && algorithms.contains(&EDDSA));
}

fn site() -> RelyingParty {
    RelyingParty { id: "act.example".to_owned(), origin: "https://act.example".to_owned() }
}

fn passkey() -> (SoftwarePasskey, PublicKey) {
    let passkey = SoftwarePasskey::from_secret([7; 32]);
    let key = PublicKey::read(passkey.cose()).unwrap();
    (passkey, key)
}

const CHALLENGE: Hash = Hash([9; 32]);

#[test]
fn a_signature_with_any_bit_changed_is_refused() {
    let (passkey, key) = passkey();
    let good = passkey.sign(&CHALLENGE, &site());
    assert_eq!(good.check(&key, &CHALLENGE, &site()), Ok(()));
    let parts = [good.authenticator_data.0.len(), good.client_data.0.len(), good.signature.0.len()];
    for (part, length) in parts.into_iter().enumerate() {
        for at in 0..length * 8 {
            let mut changed = good.clone();
            let bytes = [&mut changed.authenticator_data.0, &mut changed.client_data.0, &mut changed.signature.0];
            bytes[part][at / 8] ^= 1 << (at % 8);
            assert!(changed.check(&key, &CHALLENGE, &site()).is_err(), "part {part}, bit {at}");
        }
    }
    for at in 0..32 {
        let mut other = CHALLENGE;
        other.0[at] ^= 1;
        assert_eq!(good.check(&key, &other, &site()), Err(AssertionRefusal::Challenge));
    }
    let cose = passkey.cose();
    for at in 0..cose.len() {
        let mut other = cose.to_vec();
        other[at] ^= 1;
        let taken = PublicKey::read(&other).is_ok_and(|key| good.check(&key, &CHALLENGE, &site()).is_ok());
        assert!(!taken, "byte {at} of the key");
    }
}

#[test]
fn each_way_to_be_wrong_has_its_own_sentence() {
    let (passkey, key) = passkey();
    let said = |assertion: &Assertion| assertion.check(&key, &CHALLENGE, &site()).unwrap_err();
    let data = |kind: &str, origin: &str| client_data(kind, &CHALLENGE, origin);
    let of = |client: &str, id: &str, flags: u8| said(&passkey.sign_as(client, id, flags));
    let (get, home) = ("webauthn.get", "https://act.example");
    use AssertionRefusal as Refusal;
    assert_eq!(of(&data("webauthn.create", home), "act.example", USER_IS_THERE), Refusal::Type);
    assert_eq!(of(&data(get, "https://evil.example"), "act.example", USER_IS_THERE), Refusal::Origin);
    assert_eq!(of(&data(get, "http://act.example"), "act.example", USER_IS_THERE), Refusal::Origin);
    assert_eq!(of(&data(get, home), "evil.example", USER_IS_THERE), Refusal::RelyingParty);
    assert_eq!(of(&data(get, home), "act.example", 0x04), Refusal::UserNotPresent);
    assert_eq!(of(&data(get, home), "act.example", 0x01), Refusal::UserNotVerified);
    assert_eq!(of(&data(get, home), "act.example", 0x45), Refusal::Malformed, "a new passkey inside");
    assert_eq!(of(&data(get, home), "act.example", 0x85), Refusal::Malformed, "extensions that are not there");
    let framed = data(get, home).replace("false", "true");
    assert_eq!(of(&framed, "act.example", USER_IS_THERE), Refusal::CrossOrigin);
    let twice = data(get, home).replace('{', r#"{"origin":"https://act.example","#);
    assert_eq!(of(&twice, "act.example", USER_IS_THERE), Refusal::Malformed, "a member that stands twice");
    let other = SoftwarePasskey::from_secret([8; 32]).sign(&CHALLENGE, &site());
    assert_eq!(said(&other), Refusal::Signature);
    let mut long = passkey.sign(&CHALLENGE, &site());
    long.client_data.0.extend([b' '; CLIENT_DATA_BYTES_MAX]);
    assert_eq!(said(&long), Refusal::Malformed);
    let sentences: std::collections::BTreeSet<String> = [
        Refusal::Malformed,
        Refusal::Type,
        Refusal::Challenge,
        Refusal::Origin,
        Refusal::CrossOrigin,
        Refusal::RelyingParty,
        Refusal::Signature,
        Refusal::UserNotPresent,
        Refusal::UserNotVerified,
    ]
    .map(|refusal| refusal.to_string())
    .into();
    assert_eq!(sentences.len(), 9);
}

/// What extensions add is signed, so it is taken with the rest.
#[test]
fn data_of_extensions_is_part_of_what_was_signed() {
    let (passkey, key) = passkey();
    let good = passkey.sign_as(&client_data("webauthn.get", &CHALLENGE, "https://act.example"), "act.example", 0x85);
    assert_eq!(good.check(&key, &CHALLENGE, &site()), Err(AssertionRefusal::Malformed));
    let mut longer = good;
    longer.authenticator_data.0.extend([0xa0]);
    assert_eq!(longer.check(&key, &CHALLENGE, &site()), Err(AssertionRefusal::Signature), "added after signing");
}

proptest! {
    #[test]
    fn any_answer_is_read_without_a_panic(
        authenticator in prop::collection::vec(any::<u8>(), 0..1100),
        client in prop::collection::vec(any::<u8>(), 0..300),
        signature in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let assertion = Assertion { authenticator_data: Base64(authenticator), client_data: Base64(client), signature: Base64(signature) };
        prop_assert!(assertion.check(&passkey().1, &CHALLENGE, &site()).is_err());
    }
}
