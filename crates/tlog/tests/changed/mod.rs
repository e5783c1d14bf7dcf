//! Every changed byte is found: each is replaced by several others, and never is the result believed for what it was.

use crate::{Stored, entry, log_key, witness_key};
use tlog::proof::Growth;
use tlog::tile::{self, Content, Tile};
use tlog::{Checkpoint, Hash, Note, Proof, VerifierKey, checkpoint, tree};

/// Each byte in its turn becomes another: the next letter, the other case, a digit, a line's end, no ASCII.
fn each_changed(whole: &[u8], mut look: impl FnMut(usize, &[u8])) {
    for at in 0..whole.len() {
        let old = whole[at];
        for new in [old ^ 1, old ^ 0x20, old ^ 0x80, b'0', b'\n', b'A'] {
            if new != old {
                let mut changed = whole.to_vec();
                changed[at] = new;
                look(at, &changed);
            }
        }
    }
    for at in 0..whole.len() {
        look(at, &whole[..at]);
        look(at, &[&whole[..at], &whole[at + 1..]].concat());
        look(at, &[&whole[..at], b"\n", &whole[at..]].concat());
    }
}

#[test]
fn in_a_checkpoint() {
    let (stored, log, witness) = (Stored::of(70), log_key(), witness_key(1));
    let mut note = stored.checkpoint(&log).signed(&log);
    note.signatures.push(witness.sign(note.text(), 1_700_000_000));
    let known = [witness.verifier().clone()];
    let open = |bytes: &[u8]| checkpoint::open(&Note::parse(bytes)?, log.verifier(), &known);
    let whole = note.to_string().into_bytes();
    let right = open(&whole).unwrap();
    assert_eq!(right.cosigned.len(), 1);
    each_changed(&whole, |at, changed| {
        if changed == whole {
            return;
        }
        // A witness's line that names another key is nobody's; then the witness's word is missing.
        assert!(open(changed).map_or(true, |opened| opened.cosigned.is_empty()), "byte {at}");
    });
    // Without a known witness the log's own part must still be whole.
    let alone = stored.checkpoint(&log).signed(&log).to_string().into_bytes();
    each_changed(&alone, |at, changed| {
        if changed != alone {
            assert!(Note::parse(changed).map_or(true, |note| checkpoint::open(&note, log.verifier(), &[]).is_err()), "byte {at}");
        }
    });
}

#[test]
fn in_a_proof() {
    let (stored, log) = (Stored::of(11), log_key());
    let proof = Proof { extra: None, index: 6, hashes: stored.inclusion(6, 11), checkpoint: stored.checkpoint(&log).signed(&log) };
    let leaf = Hash::leaf(&entry(6));
    let check = |bytes: &[u8]| Proof::parse(bytes)?.check(&leaf, log.verifier(), &[]);
    let whole = proof.to_string().into_bytes();
    check(&whole).unwrap();
    each_changed(&whole, |at, changed| {
        if changed != whole {
            assert!(check(changed).is_err(), "byte {at}: {}", String::from_utf8_lossy(changed));
        }
    });
    assert!(proof.check(&Hash::leaf(&entry(7)), log.verifier(), &[]).is_err(), "another entry");
}

#[test]
fn in_a_proof_of_growth() {
    let (stored, log) = (Stored::of(23), log_key());
    let growth = Growth { old: 9, hashes: stored.consistency(9, 23), checkpoint: stored.checkpoint(&log).signed(&log) };
    let old_root = stored.root(9);
    let check = |bytes: &[u8]| {
        let read = Growth::parse(bytes).ok()?;
        let head = checkpoint::open(&read.checkpoint, log.verifier(), &[]).ok()?.checkpoint;
        (read.old == 9 && tree::extends(9, &old_root, head.size, &head.root, &read.hashes)).then_some(())
    };
    let whole = growth.to_string().into_bytes();
    check(&whole).unwrap();
    each_changed(&whole, |at, changed| assert!(changed == whole || check(changed).is_none(), "byte {at}"));
}

/// Any bit of any tile gives another root.
#[test]
fn in_tiles_and_entries() {
    let stored = Stored::of(300);
    let root = stored.root(300);
    let entries: Vec<Vec<u8>> = (256..300).map(entry).collect();
    let bundle = tile::write_entries(entries.iter().map(Vec::as_slice));
    let place = Tile { content: Content::Entries, index: 1, width: 44 };
    let hashes: Vec<Hash> = (256..300).map(|index| stored.read(0, index).unwrap()).collect();
    let tile_bytes = tile::write_hashes(&hashes);
    let mut before = tree::Frontier::default();
    (0..256).for_each(|index| before.push(stored.read(0, index).unwrap()));
    let root_with = |leaves: Vec<Hash>| {
        let mut frontier = before.clone();
        leaves.into_iter().for_each(|leaf| frontier.push(leaf));
        frontier.root()
    };
    let of_entries = |bytes: &[u8]| Some(root_with(place.read_entries(bytes)?.into_iter().map(Hash::leaf).collect()));
    let of_hashes = |bytes: &[u8]| Some(root_with(place.read_hashes(bytes)?));
    assert_eq!((of_entries(&bundle), of_hashes(&tile_bytes)), (Some(root), Some(root)));
    each_changed(&bundle, |at, changed| assert!(changed == bundle || of_entries(changed) != Some(root), "byte {at}"));
    each_changed(&tile_bytes, |at, changed| assert!(changed == tile_bytes || of_hashes(changed) != Some(root), "byte {at}"));
}

#[test]
fn in_a_key() {
    for key in [log_key(), witness_key(1)] {
        let whole = key.verifier().to_string();
        each_changed(whole.as_bytes(), |at, changed| {
            let read = std::str::from_utf8(changed).ok().and_then(VerifierKey::parse);
            assert!(changed == whole.as_bytes() || read.is_none(), "byte {at}");
        });
    }
}

#[test]
fn what_is_signed_by_others_is_not_believed() {
    let (stored, log, other) = (Stored::of(3), log_key(), witness_key(9));
    let head = stored.checkpoint(&log);
    let unsigned = Note::new(head.to_string(), vec![other.sign(&head.to_string(), 5)]);
    assert!(checkpoint::open(&unsigned, log.verifier(), &[]).is_err());
    let elsewhere = Checkpoint { origin: "log.example/other".to_owned(), ..head };
    assert!(checkpoint::open(&elsewhere.signed(&log), log.verifier(), &[]).is_err());
    // A cosigner's key does not make a log's signature, nor the other way round.
    assert!(checkpoint::open(&stored.checkpoint(&log).signed(&log), other.verifier(), &[]).is_err());
}
