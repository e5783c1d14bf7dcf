//! Any tree keeps its promises, and any bytes are an error at worst.

use crate::{Stored, entry, log_key};
use proptest::prelude::*;
use tlog::proof::Growth;
use tlog::tile::{self, Content, Tile};
use tlog::tree::{self, Frontier};
use tlog::{Checkpoint, Hash, Note, Proof, Signature, VerifierKey};

#[test]
fn every_leaf_and_every_older_tree_up_to_70() {
    let stored = Stored::of(70);
    for size in 0..=70 {
        let root = stored.root(size);
        for index in 0..size {
            let (leaf, mut proof) = (Hash::leaf(&entry(index)), stored.inclusion(index, size));
            assert!(tree::includes(&leaf, index, size, &proof, &root));
            assert!(!tree::includes(&leaf, index + 1, size, &proof, &root));
            proof.push(root);
            assert!(!tree::includes(&leaf, index, size, &proof, &root), "a hash too many");
        }
        for old in 0..=size {
            let (old_root, mut proof) = (stored.root(old), stored.consistency(old, size));
            assert!(tree::extends(old, &old_root, size, &root, &proof), "{old} to {size}");
            assert!(!tree::extends(old, &Hash([1; 32]), size, &root, &proof), "{old} to {size}, another root");
            if proof.pop().is_some() {
                assert!(!tree::extends(old, &old_root, size, &root, &proof), "{old} to {size}, a hash too few");
            }
        }
        assert!(!tree::extends(size + 1, &stored.root(size), size, &root, &[]), "it cannot shrink");
    }
}

/// What a witness does: it computes any stored hash from tiles of the tree it was shown.
#[test]
fn tiles_hold_every_hash() {
    let stored = Stored::of(600);
    for size in [1_u64, 255, 256, 257, 600] {
        let read = |level: u8, index: u64| {
            let (tile, places) = Tile::of_node(level, index, size);
            assert!(tile.is_in(size), "{} in {size}", tile.path());
            let hashes: Vec<Hash> = tile.places().map(|place| stored.read(tile.tree_level(), place).unwrap()).collect();
            Ok::<_, std::convert::Infallible>(tile::fold(&hashes[places]))
        };
        assert_eq!(tree::root(size, read).unwrap(), stored.root(size));
        for old in [1, size / 2, size] {
            assert_eq!(tree::consistency(old, size, read).unwrap(), stored.consistency(old, size));
        }
    }
}

proptest! {
    #[test]
    fn a_frontier_is_the_tree(size in 0_u64..2_000) {
        let mut frontier = Frontier::default();
        (0..size).for_each(|index| frontier.push(Hash::leaf(&entry(index))));
        prop_assert_eq!((frontier.root(), frontier.size()), (Stored::of(size).root(size), size));
    }

    #[test]
    fn entries_are_written_and_read(entries in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..256)) {
        let bytes = tile::write_entries(entries.iter().map(Vec::as_slice));
        let tile = Tile { content: Content::Entries, index: 0, width: u16::try_from(entries.len()).unwrap() };
        prop_assert_eq!(tile.read_entries(&bytes).unwrap(), entries.iter().map(Vec::as_slice).collect::<Vec<_>>());
        prop_assert!(tile.read_entries(&bytes[..bytes.len() - 1]).is_none());
    }

    #[test]
    fn an_address_is_written_and_read(level in 0_u8..8, index: u64, width in 1_u16..=256) {
        let tile = Tile { content: Content::Hashes(level), index, width };
        prop_assert_eq!(Tile::parse(&tile.path()), Some(tile));
        let _ = tile.is_in(index);
    }

    #[test]
    fn a_signed_text_is_written_and_read(lines in proptest::collection::vec("[ -~é\u{2014}]{0,40}", 1..6)) {
        let text = format!("{}\n", lines.join("\n"));
        let note = Note::new(text.clone(), vec![log_key().sign(&text, 0)]);
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        prop_assert!(read.signed_by(log_key().verifier()).unwrap().is_some());
        prop_assert_eq!(read, note);
    }

    #[test]
    fn strangers_bytes_are_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "[a-z0-9+/=. \n\u{2014}-]{0,300}") {
        for input in [bytes.as_slice(), text.as_bytes()] {
            let _ = (Note::parse(input), Proof::parse(input), Growth::parse(input));
        }
        let _ = (Checkpoint::parse(&text), VerifierKey::parse(&text), Signature::parse(&text), Tile::parse(&text), Hash::parse(&text));
    }
}
