//! Stories of the queue, each told on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the answer")]

#[macro_use]
mod ground;
mod stories;
