//! Cloudflare's implementations of the same formats read what we write, and we read what they write.

use crate::{Stored, entry, log_key, witness_key};
use signed_note::{StandardSigner, StandardVerifier, Verifier, VerifierList};
use std::cell::RefCell;
use std::collections::HashMap;
use tlog::tile::{self, Content, Tile};
use tlog::{Hash, Note, VerifierKey, checkpoint, tree};
use tlog_tiles::{HashReader, TileHashReader, TileReader};

const SIZES: [u64; 13] = [1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 511, 512, 700];

fn theirs(hash: &Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

/// Serves tiles as our server does: by the address.
struct Served<'a> {
    stored: &'a Stored,
    size: u64,
    asked: RefCell<Vec<String>>,
}

impl TileReader for Served<'_> {
    fn height(&self) -> u8 {
        tile::TILE_LEVELS
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |theirs: &tlog_tiles::Tile| {
            // Their addresses begin with the height of tiles, ours, as C2SP has them, do not.
            let path = theirs.path();
            let path = path.strip_prefix("tile/8/").or_else(|| path.strip_prefix("tile/")).unwrap();
            self.asked.borrow_mut().push(path.to_owned());
            let ours = Tile::parse(path).unwrap_or_else(|| panic!("{path}"));
            assert!(ours.is_in(self.size), "{path} is in a tree of {}", self.size);
            let hashes: Vec<Hash> = ours.places().map(|place| self.stored.read(ours.tree_level(), place).unwrap()).collect();
            tile::write_hashes(&hashes)
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

#[test]
fn they_find_the_same_root_in_our_hashes_and_in_our_tiles() {
    let stored = Stored::of(700);
    // Their own storage, filled by their own code.
    let theirs_stored = TheirStored::of(700);
    for size in SIZES {
        let root = stored.root(size);
        assert_eq!(tlog_tiles::tree_hash(size, &theirs_stored).unwrap(), theirs(&root), "{size}");
        let served = Served { stored: &stored, size, asked: RefCell::default() };
        let reader = TileHashReader::new(size, theirs(&root), &served);
        let last = reader.read_hashes(&[tlog_tiles::stored_hash_index(0, size - 1)]).unwrap();
        assert_eq!(last[0], tlog_tiles::record_hash(&entry(size - 1)));
        assert!(!served.asked.borrow().is_empty());
    }
}

#[test]
fn they_accept_our_proofs_and_we_theirs() {
    let stored = Stored::of(300);
    let theirs_stored = TheirStored::of(300);
    for size in [1, 2, 3, 5, 8, 13, 100, 256, 257, 300] {
        let root = stored.root(size);
        for index in (0..size).step_by(if size > 20 { 17 } else { 1 }) {
            let (leaf, proof) = (Hash::leaf(&entry(index)), stored.inclusion(index, size));
            let their_proof: Vec<_> = proof.iter().map(theirs).collect();
            tlog_tiles::check_record(&their_proof, size, theirs(&root), index, theirs(&leaf)).unwrap();
            let made = tlog_tiles::prove_record(size, index, &theirs_stored).unwrap();
            assert_eq!(made, their_proof, "one proof for {index} of {size}");
            assert!(tree::includes(&leaf, index, size, &proof, &root));
        }
        for old in (1..=size).step_by(if size > 20 { 7 } else { 1 }) {
            let (old_root, proof) = (stored.root(old), stored.consistency(old, size));
            let their_proof: Vec<_> = proof.iter().map(theirs).collect();
            tlog_tiles::check_tree(&their_proof, size, theirs(&root), old, theirs(&old_root)).unwrap();
            assert_eq!(tlog_tiles::prove_tree(size, old, &theirs_stored).unwrap(), their_proof, "{old} to {size}");
            assert!(tree::extends(old, &old_root, size, &root, &proof), "{old} to {size}");
        }
    }
}

#[test]
fn they_open_our_checkpoint_and_its_cosignature() {
    let (stored, log, witness) = (Stored::of(70), log_key(), witness_key(1));
    let mut note = stored.checkpoint(&log).signed(&log);
    note.signatures.push(witness.sign(note.text(), 1_700_000_000));

    let verifiers: Vec<Box<dyn Verifier>> =
        vec![Box::new(StandardVerifier::new(&log.verifier().to_string()).unwrap()), Box::new(Cosigner(witness.verifier().clone()))];
    let opened = signed_note::Note::from_bytes(note.to_string().as_bytes()).unwrap();
    let (verified, unknown) = opened.verify(&VerifierList::new(verifiers)).unwrap();
    assert_eq!((verified.len(), unknown.len()), (2, 0));
    let head = tlog_tiles::Checkpoint::from_bytes(opened.text()).unwrap();
    assert_eq!((head.origin(), head.size(), *head.hash()), ("log.example/made-up", 70, theirs(&stored.root(70))));
}

/// A cosigner's verifier after the specification's words, with nothing of ours but the vkey.
struct Cosigner(VerifierKey);

impl Verifier for Cosigner {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn key_id(&self) -> u32 {
        signed_note::key_id(self.0.name(), &[[4].as_slice(), &self.0.public()].concat())
    }

    fn verify(&self, msg: &[u8], sig: &[u8]) -> bool {
        let (time, signature) = sig.split_at(8);
        let seconds = u64::from_be_bytes(time.try_into().unwrap());
        let message = [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), msg].concat();
        let plain = [[1].as_slice(), &self.0.public()].concat();
        let id = signed_note::key_id("any", &plain);
        let vkey = format!("any+{id:08x}+{}", base64_of(&plain));
        StandardVerifier::new(&vkey).unwrap().verify(&message, signature)
    }
}

fn base64_of(bytes: &[u8]) -> String {
    // The only base64 that the test needs: that of a key, which a vkey of ours shows.
    let key = VerifierKey::new("any", tlog::Kind::Plain, bytes[1..].try_into().unwrap()).unwrap().to_string();
    key.splitn(3, '+').nth(2).unwrap().to_owned()
}

#[test]
fn we_open_what_they_sign() {
    let skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let mut note = signed_note::Note::new(b"PeterNeumann\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n", &[]).unwrap();
    note.add_sigs(&[&StandardSigner::new(skey).unwrap()]).unwrap();
    let key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let opened = checkpoint::open(&Note::parse(&note.to_bytes()).unwrap(), &key, &[]).unwrap();
    assert_eq!((opened.checkpoint.size, opened.checkpoint.root), (1, Hash::leaf(&[])));
}

#[test]
fn addresses_of_tiles_are_the_same() {
    for (level, index, width) in [(0, 0, 256), (0, 1, 7), (1, 999, 256), (2, 1_000, 1), (3, 1_234_067, 255), (0, 999_999_999, 256)]
    {
        let ours = Tile { content: Content::Hashes(level), index, width };
        let theirs = tlog_tiles::Tile::new(8, level, index, u32::from(width), false);
        assert_eq!(theirs.path().trim_start_matches("tile/8/").trim_start_matches("tile/"), ours.path());
        assert_eq!(Tile::parse(&ours.path()), Some(ours));
    }
}

/// Hashes in their own order, made by their own code.
struct TheirStored(HashMap<u64, tlog_tiles::Hash>);

impl TheirStored {
    fn of(size: u64) -> Self {
        let mut stored = Self(HashMap::new());
        for index in 0..size {
            let fresh = tlog_tiles::stored_hashes(index, &entry(index), &stored).unwrap();
            let first = tlog_tiles::stored_hash_index(0, index);
            stored.0.extend((first..).zip(fresh));
        }
        stored
    }
}

impl HashReader for TheirStored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[index]).collect())
    }
}
