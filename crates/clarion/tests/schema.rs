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
        "field_chosen",
        "paper_line",
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

/// What is a group's own about people: a statement over these runs within that group's scope, which the layer binds.
const OF_A_GROUP: [&str; 7] = ["person", "consent", "tag", "tagging", "person_note", "field_choice", "field_chosen"];

/// The few that look across groups: a human counts once in a coalition, whatever their groups (its reach by state, the audience of a
/// call), two groups agreed to know how many people they have in common, and somebody looks at all that is held about themselves. A merge
/// walks over consents, which lie by human, to find who said something to one of the two without being on its list.
const ACROSS_GROUPS: [(&str, &str); 6] = [
    ("CALL_CONSENTS", "person consent"),
    ("CONSENT_PAGE", "consent"),
    ("COUNT", "person consent"),
    ("COUNT", "person consent"),
    ("GROUPS_OF", "person consent tagging person_note"),
    ("RECORD", "person"),
];

/// Which of those tables a statement names as one it reads or writes.
fn owned_tables(text: &str) -> Vec<&'static str> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let names_a_table = |word: &str| matches!(word, "FROM" | "JOIN" | "INTO" | "UPDATE");
    let named = |table: &&str| words.windows(2).any(|pair| names_a_table(pair[0]) && pair[1] == *table);
    OF_A_GROUP.into_iter().filter(named).collect()
}

#[test]
fn no_statement_over_a_groups_people_runs_without_its_scope() {
    let scoped: Vec<_> = schema::scoped();
    assert!(scoped.len() > 30, "the scoped statements are read");
    for statement in &scoped {
        let names_its_group = statement.text().contains("group_id") || statement.text().contains("scope = $1");
        assert!(names_its_group, "{} names its group", statement.name());
        let binds_elsewhere = statement.text().contains("group_id = $") && !statement.text().contains("group_id = $1");
        assert!(!binds_elsewhere, "{}: the group of a scoped statement is $1", statement.name());
    }
    let is_scoped = |statement: &&'static db::Statement| scoped.iter().any(|other| std::ptr::eq(*other, *statement));
    let mut across: Vec<(&str, String)> = Vec::new();
    for statement in schema::statements().iter().filter(|statement| !is_scoped(statement)) {
        let tables = owned_tables(statement.text());
        if !tables.is_empty() {
            across.push((statement.name(), tables.join(" ")));
        }
    }
    across.sort();
    let allowed: Vec<(&str, String)> = ACROSS_GROUPS.iter().map(|(name, tables)| (*name, (*tables).to_owned())).collect();
    assert_eq!(across, allowed);
}

#[test]
fn tables_of_a_group_are_seen_in_a_statement() {
    assert_eq!(owned_tables("SELECT id FROM person p JOIN consent c ON c.group_id = $1"), ["person", "consent"]);
    assert_eq!(owned_tables("UPDATE tagging SET tag_id = $1"), ["tagging"]);
    assert!(owned_tables("SELECT person_id FROM signature WHERE person = $1").is_empty());
}
