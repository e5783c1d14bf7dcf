//! The tables keep what their comments promise, and every registered statement can run on both engines.

use crate::harness::Server;
use clarion::schema::{self, MIGRATIONS};
use db::Engine;

/// Past one PostgreSQL the tables would be spread over many servers: then only a key that holds the column can be unique.
#[test]
fn every_unique_key_holds_the_column_its_table_is_distributed_by() {
    let tables = db::tables(MIGRATIONS);
    assert!(tables.len() > 15, "the tables are read");
    for table in &tables {
        assert!(!table.unique_keys.is_empty(), "{} has a key", table.name);
        let Some(column) = &table.distributed_by else { continue };
        for key in &table.unique_keys {
            assert!(key.contains(column), "{}: {key:?} lacks {column}", table.name);
        }
    }
}

/// What grows with people names its column; a table without one is small and the same everywhere.
#[test]
fn tables_that_grow_with_people_are_distributed() {
    let tables = db::tables(MIGRATIONS);
    for name in [
        "identity_key",
        "person",
        "signature",
        "consent",
        "suppression",
        "pending",
        "identifier",
        "job",
        "blob",
        "report",
        "attendance",
        "attendance_tally",
        "submission",
        "submission_tally",
        "answer_tally",
    ] {
        let table = tables.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("{name} is a table"));
        assert!(table.distributed_by.is_some(), "{name}");
    }
}

#[test]
fn every_statement_prepares_on_sqlite() {
    Server::start(Engine::Sqlite).app.db.check(schema::statements()).unwrap();
}

#[test]
fn every_statement_prepares_on_postgres() {
    Server::start(Engine::Postgres).app.db.check(schema::statements()).unwrap();
}
