//! Two databases, one SQL text; knows no domain.
//!
//! Database code is plain synchronous Rust in closures that run on database threads: `db.write("area.verb", |tx| ...)` and
//! `db.read(...)`; whoever asks awaits the answer. SQLite has one writer thread and several readers, PostgreSQL a thread per
//! connection. A closure may run more than once (after a lost connection), so it is `Fn` and what it writes is idempotent by its
//! keys. What a crowd does goes through a [`Gather`]: one durable commit for many people. A simulation opens one connection on its own
//! thread instead, with faults at the writes it chooses.
//!
//! Not here: any table, any rule, any engine's words outside this crate.

mod archive;
mod connection;
mod dialect;
#[cfg(debug_assertions)]
mod dying;
mod fault;
mod gather;
mod inline;
mod migrate;
mod postgres;
mod queue;
mod scope;
mod scratch;
mod sqlite;
mod statement;
mod tx;
mod url;
mod value;

pub use archive::{ArchiveProblem, ArchiveReport, read_archive, write_archive};
pub use fault::{Fault, FaultKind};
pub use gather::Gather;
pub use inline::{Fate, Fates};
pub use migrate::{Migration, Table, tables};
pub use queue::{Db, OpenFault, Settings};
pub use scope::{Scope, Scoped, Within};
pub use scratch::Scratch;
pub use statement::Statement;
pub use tx::Tx;
pub use url::{DatabaseUrl, DatabaseUrlProblem, Engine};
pub use value::{Row, Val};
