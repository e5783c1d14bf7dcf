//! Tables, written once in PostgreSQL's words, and the order in which they came.
//!
//! Above each `CREATE TABLE` stands a comment that says how the table would be spread over several servers:
//! `-- distributed by COLUMN` or `-- reference table`, and `; clustered` where SQLite keeps it in the order of its key. [`tables`]
//! reads these, for the test that holds every unique key to contain the column.

use crate::dialect;
use crate::fault::Fault;
use crate::queue::Db;
use crate::tx::Tx;
use crate::url::Engine;
use crate::value::Val;

/// One file of `migrations/`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Counts from 1 without a gap.
    pub number: i64,
    /// The file's text.
    pub text: &'static str,
}

/// One table as its migration describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The column that says on which server a row lies; `None` for a reference table.
    pub distributed_by: Option<String>,
    /// The columns of each unique key, the primary key first.
    pub unique_keys: Vec<Vec<String>>,
}

const VERSIONS: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, hash BYTEA NOT NULL, applied_at BIGINT NOT NULL)";

pub(crate) fn run(db: &Db, migrations: &'static [Migration], now: i64) -> Result<(), Fault> {
    db.write_bulk("db.migrate", move |tx| {
        tx.connection.take_time()?;
        lock(tx)?;
        tx.connection.batch(&in_words_of(tx.engine(), VERSIONS))?;
        let done = applied(tx)?;
        for migration in migrations {
            let hash = *blake3::hash(migration.text.as_bytes()).as_bytes();
            match done.iter().find(|(number, _)| *number == migration.number) {
                Some((_, known)) if *known == hash => {}
                Some(_) => return Err(Fault::bug(format!("migration {} was changed after it ran", migration.number))),
                None => apply(tx, migration, &hash, now)?,
            }
        }
        match done.iter().any(|(number, _)| migrations.iter().all(|migration| migration.number != *number)) {
            true => Err(Fault::bug("this database was made by a newer version of Clarion")),
            false => Ok(()),
        }
    })
}

fn lock(tx: &mut Tx<'_>) -> Result<(), Fault> {
    match tx.engine() {
        // BEGIN IMMEDIATE already holds the only lock there is.
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.connection.batch("SELECT pg_advisory_xact_lock(4711001)"),
    }
}

fn applied(tx: &mut Tx<'_>) -> Result<Vec<(i64, Vec<u8>)>, Fault> {
    let mut done = Vec::new();
    tx.text_rows("SELECT number, hash FROM schema_version ORDER BY number", &[], |row| {
        done.push((row.int(0)?, row.bytes(1)?));
        Ok(())
    })?;
    Ok(done)
}

fn apply(tx: &mut Tx<'_>, migration: &Migration, hash: &[u8; 32], now: i64) -> Result<(), Fault> {
    let engine = tx.engine();
    for statement in statements(migration.text) {
        tx.connection.batch(&in_words_of(engine, &statement))?;
    }
    let params = [Val::Int(migration.number), Val::from(hash), Val::Int(now)];
    // A RETURNING makes it a statement with rows, which is all that `text_rows` knows.
    tx.text_rows("INSERT INTO schema_version (number, hash, applied_at) VALUES ($1, $2, $3) RETURNING number", &params, |_| Ok(()))
}

/// The statements of a file, each with the comment above it.
fn statements(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for line in text.lines() {
        let last = out.last_mut().expect("never empty");
        last.push_str(line);
        last.push('\n');
        if line.trim_end().ends_with(';') && !line.trim_start().starts_with("--") {
            out.push(String::new());
        }
    }
    out.retain(|statement| statement.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--")));
    out
}

fn comment_of(statement: &str) -> String {
    let lines = statement.lines().take_while(|line| line.trim().is_empty() || line.starts_with("--"));
    lines.map(|line| line.trim_start_matches('-').trim()).collect::<Vec<_>>().join(" ")
}

fn in_words_of(engine: Engine, statement: &str) -> String {
    match engine {
        Engine::Postgres => statement.to_owned(),
        Engine::Sqlite => {
            let clustered = comment_of(statement).contains("; clustered");
            dialect::sqlite_definition(statement.trim_end().trim_end_matches(';'), clustered)
        }
    }
}

/// Every table that stands after the migrations, with what its comment promises.
pub fn tables(migrations: &[Migration]) -> Vec<Table> {
    let mut out: Vec<Table> = Vec::new();
    for statement in migrations.iter().flat_map(|migration| statements(migration.text)) {
        let words: Vec<&str> = body_of(&statement).split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", name, ..] => out.push(table(name, &statement)),
            ["DROP", "TABLE", name] => out.retain(|table| Some(table.name.as_str()) != name.strip_suffix(';')),
            ["CREATE", "UNIQUE", "INDEX", _, "ON", name, ..] => {
                let name = name.split('(').next().unwrap_or(name);
                let columns = in_parentheses(&statement, "ON");
                if let Some(table) = out.iter_mut().find(|table| table.name == name) {
                    table.unique_keys.push(columns);
                }
            }
            _ => {}
        }
    }
    out
}

/// A statement without the comment above it.
fn body_of(statement: &str) -> &str {
    let is_comment = |line: &&str| line.trim().is_empty() || line.starts_with("--");
    let comment: usize = statement.split_inclusive('\n').take_while(is_comment).map(str::len).sum();
    &statement[comment..]
}

fn table(name: &str, statement: &str) -> Table {
    let comment = comment_of(statement);
    let distributed_by = comment.split("distributed by ").nth(1).and_then(|rest| rest.split([' ', ';', '.', ',']).next());
    let mut unique_keys = Vec::new();
    for line in body_of(statement).lines() {
        let line = line.split("--").next().unwrap_or(line);
        if line.contains("PRIMARY KEY (") {
            unique_keys.insert(0, in_parentheses(line, "PRIMARY KEY"));
        } else if line.contains("UNIQUE (") {
            unique_keys.push(in_parentheses(line, "UNIQUE"));
        } else if line.contains("PRIMARY KEY") || line.contains(" UNIQUE") {
            unique_keys.push(line.split_whitespace().take(1).map(str::to_owned).collect());
        }
    }
    Table { name: name.to_owned(), distributed_by: distributed_by.map(str::to_owned), unique_keys }
}

fn in_parentheses(text: &str, after: &str) -> Vec<String> {
    let rest = text.split(after).nth(1).and_then(|rest| rest.split('(').nth(1)).unwrap_or("");
    rest.split(')').next().unwrap_or("").split(',').map(|column| column.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "-- Whose key is whose.\n-- distributed by matching_key; clustered\nCREATE TABLE identity_key (\n  matching_key BYTEA NOT NULL,\n  identity_id BYTEA NOT NULL,\n  PRIMARY KEY (matching_key)\n);\n\n-- reference table\nCREATE TABLE petition (\n  id BYTEA PRIMARY KEY,\n  slug TEXT NOT NULL UNIQUE\n);\nCREATE UNIQUE INDEX identity_key_other ON identity_key (identity_id, matching_key);\n";

    #[test]
    fn reads_what_the_comments_promise() {
        let found = tables(&[Migration { number: 1, text: TEXT }]);
        assert_eq!(found[0].distributed_by.as_deref(), Some("matching_key"));
        assert_eq!(found[0].unique_keys, [vec!["matching_key"], vec!["identity_id", "matching_key"]]);
        assert_eq!(
            found[1],
            Table { name: "petition".into(), distributed_by: None, unique_keys: vec![vec!["id".into()], vec!["slug".into()]] }
        );
    }

    #[test]
    fn a_table_that_a_later_migration_drops_is_none() {
        let drop = Migration { number: 2, text: "-- Nobody asked for it.\nDROP TABLE petition;\n" };
        let names = |migrations: &[Migration]| tables(migrations).into_iter().map(|table| table.name).collect::<Vec<_>>();
        let first = Migration { number: 1, text: TEXT };
        assert_eq!(names(&[first]), ["identity_key", "petition"]);
        assert_eq!(names(&[first, drop]), ["identity_key"]);
    }

    #[test]
    fn writes_a_clustered_table_in_sqlites_words() {
        let text = in_words_of(Engine::Sqlite, &statements(TEXT)[0]);
        assert!(text.ends_with(") WITHOUT ROWID"), "{text}");
        assert!(text.contains("matching_key BLOB NOT NULL"));
    }
}
