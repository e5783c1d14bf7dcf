//! Folding, matching keys, sealing and key wrapping; knows no database.
//!
//! What a person types is *folded* (`email`, `phone`, `name`, `text`, `zip`), so that two spellings of one thing
//! compare equal; an address is *keyed* (`MatchingSecret`), so that it can be found without being stored; and
//! everything that names somebody is *sealed* (`Keyring`) under a data key that the master key wraps.
//! Time and randomness are handed in: every function here gives the same answer to the same input.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "in a test a panic is the report"))]

mod cipher;
pub mod email;
mod keyring;
pub mod link;
mod master;
mod matching;
pub mod name;
pub mod phone;
pub mod recovery;
mod table;
pub mod text;
pub mod token;
pub mod zip;

pub use cipher::SealError;
pub use keyring::{DataKey, Keyring};
pub use master::{KeyTextProblem, MasterKey};
pub use matching::{Channel, FOLDING_VERSION, MatchingKey, MatchingSecret};
pub use token::Token;
