//! What the layer promises, held on both engines.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod archives;
mod faults;
mod gathering;
mod inline;
mod statements;
mod tables;
