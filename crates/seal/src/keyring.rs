//! Sealing: one blob per record, under the data key of the group whose page took it.
//! A blob is `format 1 | key version (u16, little endian) | nonce (24) | ciphertext | tag (16)`; the record's id and
//! the group's id are associated data, so that a blob moved to another row or group does not open.
//! Before sealing the text gets a marker byte 0x80 and zeros up to the next multiple of 32 bytes (the padding of
//! ISO/IEC 7816-4): otherwise the length of a blob would tell short names from long ones.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::cipher::{self, NONCE_BYTES, SealError, TAG_BYTES};

const FORMAT: u8 = 1;
/// Format and key version.
const PREFIX_BYTES: usize = 3;
const HEADER_BYTES: usize = PREFIX_BYTES + NONCE_BYTES;
/// Sealed texts are a multiple of this long. 32: most first names with their field names come out alike.
const PAD_BYTES: usize = 32;
const PAD_MARKER: u8 = 0x80;

/// One version of a group's key. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey {
    version: u16,
    bytes: [u8; 32],
}

impl DataKey {
    /// The key made of these bytes, which must come from a good random source. Versions of a group count upwards.
    pub fn from_bytes(version: u16, bytes: [u8; 32]) -> Self {
        Self { version, bytes }
    }

    /// The version that every blob sealed with this key carries.
    pub fn version(&self) -> u16 {
        self.version
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey(version {}, ..)", self.version)
    }
}

/// Versions of one group's key; the last is the newest.
type Versions = BTreeMap<u16, DataKey>;

/// The opened data keys of all groups. Cloning is cheap, and all clones are the same keyring: a key inserted through
/// one is seen by the others. Sealing and opening only read, so that many threads do it at once.
#[derive(Clone, Default)]
pub struct Keyring {
    groups: Arc<RwLock<HashMap<[u8; 16], Versions>>>,
}

impl Keyring {
    /// A keyring without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a version of a group's key. The same version again replaces the earlier one.
    pub fn insert(&self, group: [u8; 16], key: DataKey) {
        // A panic elsewhere cannot leave the map half changed, so a poisoned lock is still good.
        let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
        groups.entry(group).or_default().insert(key.version, key);
    }

    /// Whether anything can be sealed for this group.
    pub fn contains(&self, group: &[u8; 16]) -> bool {
        self.read().contains_key(group)
    }

    /// Seals `plain` for one record of one group under the group's newest key. `nonce` must be fresh and random.
    ///
    /// Fails only with [`SealError::NoKey`].
    pub fn seal(&self, group: &[u8; 16], record: &[u8; 16], plain: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>, SealError> {
        let groups = self.read();
        let (version, key) = groups.get(group).and_then(BTreeMap::last_key_value).ok_or(SealError::NoKey)?;
        let padded = (plain.len() / PAD_BYTES + 1) * PAD_BYTES;
        let mut blob = Vec::with_capacity(HEADER_BYTES + padded + TAG_BYTES);
        blob.push(FORMAT);
        blob.extend_from_slice(&version.to_le_bytes());
        blob.extend_from_slice(&nonce);
        blob.extend_from_slice(plain);
        blob.push(PAD_MARKER);
        blob.resize(HEADER_BYTES + padded, 0);
        let associated = associated_data(record, group, &blob[..PREFIX_BYTES]);
        cipher::encrypt(&key.bytes, &nonce, &associated, &mut blob, HEADER_BYTES);
        Ok(blob)
    }

    /// Opens what [`seal`](Self::seal) made for the same record and group, under whichever version it was sealed.
    pub fn open(&self, group: &[u8; 16], record: &[u8; 16], blob: &[u8]) -> Result<Vec<u8>, SealError> {
        let (header, sealed) = blob.split_at_checked(HEADER_BYTES).ok_or(SealError::Truncated)?;
        let (prefix, nonce) = header.split_at(PREFIX_BYTES);
        if prefix[0] != FORMAT {
            return Err(SealError::UnknownFormat);
        }
        let version = u16::from_le_bytes([prefix[1], prefix[2]]);
        let groups = self.read();
        let key = groups.get(group).and_then(|versions| versions.get(&version)).ok_or(SealError::NoKey)?;
        let mut plain = cipher::decrypt(&key.bytes, nonce, &associated_data(record, group, prefix), sealed)?;
        let length = unpadded_length(&plain).ok_or_else(|| {
            // Only an authentic blob that another program padded otherwise gets here.
            plain.zeroize();
            SealError::Truncated
        })?;
        plain.truncate(length);
        Ok(plain)
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<[u8; 16], Versions>> {
        self.groups.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} groups)", self.read().len())
    }
}

/// Record id, group id, and the clear head of the blob, which would otherwise be unauthenticated.
fn associated_data(record: &[u8; 16], group: &[u8; 16], prefix: &[u8]) -> [u8; 32 + PREFIX_BYTES] {
    let mut associated = [0; 32 + PREFIX_BYTES];
    associated[..16].copy_from_slice(record);
    associated[16..32].copy_from_slice(group);
    associated[32..].copy_from_slice(prefix);
    associated
}

fn unpadded_length(plain: &[u8]) -> Option<usize> {
    let marker = plain.iter().rposition(|&byte| byte != 0)?;
    (plain[marker] == PAD_MARKER).then_some(marker)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GROUP: [u8; 16] = [1; 16];
    const RECORD: [u8; 16] = [2; 16];

    fn keyring() -> Keyring {
        let keyring = Keyring::new();
        keyring.insert(GROUP, DataKey::from_bytes(1, [7; 32]));
        keyring
    }

    #[test]
    fn a_blob_opens_only_in_its_place() {
        let keyring = keyring();
        keyring.insert([9; 16], DataKey::from_bytes(1, [7; 32]));
        let blob = keyring.seal(&GROUP, &RECORD, b"Ana", [3; 24]).unwrap();
        assert_eq!(keyring.open(&GROUP, &RECORD, &blob).unwrap(), b"Ana");
        assert_eq!(keyring.open(&GROUP, &[3; 16], &blob), Err(SealError::Forged));
        assert_eq!(keyring.open(&[9; 16], &RECORD, &blob), Err(SealError::Forged));
        assert_eq!(keyring.open(&[8; 16], &RECORD, &blob), Err(SealError::NoKey));
        assert_eq!(keyring.seal(&[8; 16], &RECORD, b"", [3; 24]), Err(SealError::NoKey));
    }

    #[test]
    fn old_blobs_open_after_a_new_key() {
        let keyring = keyring();
        let old = keyring.seal(&GROUP, &RECORD, b"old", [3; 24]).unwrap();
        keyring.clone().insert(GROUP, DataKey::from_bytes(300, [8; 32]));
        let new = keyring.seal(&GROUP, &RECORD, b"new", [3; 24]).unwrap();
        assert_eq!(new[..3], [1, 44, 1]);
        assert_eq!(keyring.open(&GROUP, &RECORD, &old).unwrap(), b"old");
        assert_eq!(keyring.open(&GROUP, &RECORD, &new).unwrap(), b"new");
    }

    #[test]
    fn lengths_show_only_in_steps_of_32() {
        let keyring = keyring();
        let length = |plain: &[u8]| keyring.seal(&GROUP, &RECORD, plain, [3; 24]).unwrap().len() - HEADER_BYTES - TAG_BYTES;
        assert_eq!([0, 1, 31, 32, 63, 64].map(|n| length(&vec![0x80; n])), [32, 32, 32, 64, 64, 96]);
    }

    /// What is stored in every instance: if this fails, stored blobs no longer open.
    #[test]
    fn the_form_of_a_blob_never_changes() {
        let blob = keyring().seal(&GROUP, &RECORD, b"Ana", [3; 24]).unwrap();
        let start: Vec<u8> = [&[1, 1, 0][..], &[3; 24]].concat();
        assert_eq!((blob.len(), &blob[..HEADER_BYTES]), (75, start.as_slice()));
        assert_eq!(blake3::hash(&blob).to_hex().as_str(), "4f0f64e6f578a95a2923b0137ca3a56d771fba9e39b9b7031a0b65396f1afbd6");
    }

    #[test]
    fn threads_share_one_keyring() {
        let keyring = keyring();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let keyring = keyring.clone();
                scope.spawn(move || {
                    for version in 2..200 {
                        let blob = keyring.seal(&GROUP, &RECORD, b"Ana", [thread; 24]).unwrap();
                        keyring.insert([thread + 10; 16], DataKey::from_bytes(version, [thread; 32]));
                        assert_eq!(keyring.open(&GROUP, &RECORD, &blob).unwrap(), b"Ana");
                    }
                });
            }
        });
        assert!((10..14).all(|group| keyring.contains(&[group; 16])));
    }

    #[test]
    fn nothing_that_debugs_shows_a_key() {
        let shown = format!("{:?} {:?}", keyring(), DataKey::from_bytes(1, [77; 32]));
        assert_eq!(shown, "Keyring(1 groups) DataKey(version 1, ..)");
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(plain in proptest::collection::vec(any::<u8>(), 0..300), nonce: [u8; 24], record: [u8; 16]) {
            let keyring = keyring();
            let blob = keyring.seal(&GROUP, &record, &plain, nonce).unwrap();
            prop_assert_eq!(keyring.open(&GROUP, &record, &blob).unwrap(), plain);
        }

        #[test]
        fn a_flipped_bit_or_a_cut_is_found(plain in proptest::collection::vec(any::<u8>(), 0..100), nonce: [u8; 24], bit: prop::sample::Index) {
            let keyring = keyring();
            keyring.insert(GROUP, DataKey::from_bytes(0, [6; 32]));
            let mut blob = keyring.seal(&GROUP, &RECORD, &plain, nonce).unwrap();
            let cut = bit.index(blob.len());
            prop_assert!(keyring.open(&GROUP, &RECORD, &blob[..cut]).is_err());
            let bit = bit.index(blob.len() * 8);
            blob[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(keyring.open(&GROUP, &RECORD, &blob).is_err());
        }

        #[test]
        fn strangers_bytes_are_an_error(blob in proptest::collection::vec(any::<u8>(), 0..200), with_header: bool) {
            let mut blob = blob;
            if with_header && blob.len() > 3 {
                blob[..3].copy_from_slice(&[1, 1, 0]);
            }
            prop_assert!(keyring().open(&GROUP, &RECORD, &blob).is_err());
        }
    }
}
