//! An append-only public log: the Merkle tree of RFC 6962 over SHA-256, and the texts of C2SP around it (tlog-tiles,
//! tlog-checkpoint, signed-note, tlog-cosignature, tlog-proof, tlog-witness).
//!
//! Nothing here does I/O or asks for the time. Hashes are read through a closure, so that a database, a folder or a web
//! address can stand behind; keys are made from seeds that the caller keeps. Whatever reads strangers' bytes is bounded,
//! gives an error and never panics, and accepts one spelling only: what was read is written again byte for byte.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "in a test a panic is the report"))]

pub mod checkpoint;
mod hash;
pub mod key;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tree;

pub use checkpoint::{Checkpoint, CheckpointProblem, Opened};
pub use hash::Hash;
pub use key::{Kind, SigningKey, VerifierKey};
pub use note::{Note, NoteProblem, Signature};
pub use proof::{Proof, ProofProblem};
pub use tile::Tile;
