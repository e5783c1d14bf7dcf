//! The log's stories in one program: others' code reads what we write, published examples come out, every changed byte is
//! found, and any tree keeps its promises.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod changed;
mod independent;
mod properties;
mod published;

use std::convert::Infallible;
use tlog::tree::{self, Node};
use tlog::{Checkpoint, Hash, Kind, SigningKey};

/// Complete subtrees by level and index, as a database would hold them.
#[derive(Clone, Debug, Default)]
struct Stored {
    levels: Vec<Vec<Hash>>,
}

impl Stored {
    /// A log of `size` made-up entries.
    fn of(size: u64) -> Self {
        let mut stored = Self::default();
        for index in 0..size {
            stored.push(Hash::leaf(&entry(index)));
        }
        stored
    }

    fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    fn push(&mut self, leaf: Hash) {
        let nodes = tree::append(self.size(), leaf, |level, index| self.read(level, index)).unwrap();
        for Node { level, index, hash } in nodes {
            if self.levels.len() == usize::from(level) {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[usize::from(level)];
            assert_eq!(row.len() as u64, index, "hashes become complete from left to right");
            row.push(hash);
        }
    }

    fn read(&self, level: u8, index: u64) -> Result<Hash, Infallible> {
        Ok(self.levels[usize::from(level)][usize::try_from(index).unwrap()])
    }

    fn root(&self, size: u64) -> Hash {
        tree::root(size, |level, index| self.read(level, index)).unwrap()
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        tree::inclusion(index, size, |level, index| self.read(level, index)).unwrap()
    }

    fn consistency(&self, old: u64, size: u64) -> Vec<Hash> {
        tree::consistency(old, size, |level, index| self.read(level, index)).unwrap()
    }

    fn checkpoint(&self, key: &SigningKey) -> Checkpoint {
        let size = self.size();
        Checkpoint { origin: key.verifier().name().to_owned(), size, root: self.root(size), extensions: Vec::new() }
    }
}

fn entry(index: u64) -> Vec<u8> {
    format!("made-up entry {index}").into_bytes()
}

fn log_key() -> SigningKey {
    SigningKey::from_seed("log.example/made-up", Kind::Plain, &[7; 32]).unwrap()
}

fn witness_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&format!("witness.example/{seed}"), Kind::Cosignature, &[seed; 32]).unwrap()
}
