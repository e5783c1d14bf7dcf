//! Where SQL may stand: in a domain's `store.rs`, read by that domain only, in words that both engines know.

use super::source::{Source, whole_words};
use super::{Fault, lines_found};

/// Whether a text is an SQL statement: how it begins, and a word that must follow.
fn is_statement(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(400).collect();
    let follows = |word: &str| words.contains(&word);
    match words.first() {
        Some(&"SELECT") => words.len() > 1,
        Some(&"WITH") => follows("AS") && (follows("SELECT") || follows("(SELECT")),
        Some(&"INSERT") => follows("INTO"),
        Some(&"UPDATE") => follows("SET"),
        Some(&"DELETE") => follows("FROM"),
        Some(&("CREATE" | "ALTER" | "DROP")) => {
            ["TABLE", "INDEX", "UNIQUE", "VIEW", "DATABASE", "TRIGGER"].iter().any(|word| follows(word))
        }
        _ => false,
    }
}

/// These speak SQL for a living.
const SQL_PLACES: [&str; 5] = ["crates/db/", "crates/jobs/", "crates/testkit/", "migrations/", "bench/"];

fn is_sql_place(source: &Source) -> bool {
    SQL_PLACES.iter().any(|place| source.path.starts_with(place))
}

pub(super) fn stray_statements(source: &Source) -> Vec<Fault> {
    let is_store = source.path.ends_with("/store.rs") || source.path.contains("/store/");
    if !source.is_rust() || is_store || is_sql_place(source) {
        return Vec::new();
    }
    let stray = source.texts.iter().filter(|text| is_statement(&text.words) && !source.is_test(text.line));
    stray
        .map(|text| Fault::new(source, text.line, "SQL outside `store.rs`: move the statement to the store of its domain"))
        .collect()
}

/// The domain of a file: its folder below `crates/clarion/src/`.
fn domain(path: &str) -> &str {
    let below = path.strip_prefix("crates/clarion/src/").unwrap_or_default();
    below.split_once('/').map_or("", |(folder, _)| folder)
}

/// The list of all registered statements names every store, and nothing else may.
const STATEMENT_LIST: &str = "crates/clarion/src/schema.rs";

pub(super) fn foreign_stores(source: &Source) -> Vec<Fault> {
    if !source.path.starts_with("crates/clarion/src/") || !source.is_rust() || source.path == STATEMENT_LIST {
        return Vec::new();
    }
    let own = domain(&source.path);
    let foreign = store_owners(&source.code).into_iter().filter(|(_, owner)| owner != own);
    let faults = foreign.map(|(at, owner)| {
        let sentence = format!("the store of `{owner}` belongs to that domain: ask for what `{owner}/mod.rs` makes public");
        Fault::new(source, source.line_at(at), sentence)
    });
    faults.collect()
}

/// Every mention of a module `store` through a path, and the domain it belongs to. Braces of a `use` are followed:
/// `crate::{people::store, petitions::{self, store}}` names two.
fn store_owners(code: &str) -> Vec<(usize, String)> {
    let owners = whole_words(code, "store").filter_map(|at| {
        let before = path_before(code, at)?;
        let owner = before.rsplit("::").find(|part| !part.is_empty())?.to_owned();
        let is_relative = matches!(owner.as_str(), "self" | "super" | "crate");
        (!is_relative).then_some((at, owner))
    });
    owners.collect()
}

/// The path that leads to the name at `at`, outwards through the braces of a `use`; nothing when there is none.
fn path_before(code: &str, at: usize) -> Option<String> {
    let head = code[..at].trim_end();
    if let Some(path) = head.strip_suffix("::") {
        let start = path.rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).map_or(0, |end| end + 1);
        return Some(path[start..].to_owned());
    }
    let brace = enclosing_brace(head)?;
    code[..brace].trim_end().ends_with("::").then(|| path_before(code, brace))?
}

/// The offset of the brace that is open at the end of this text.
fn enclosing_brace(head: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in head.bytes().enumerate().rev() {
        match byte {
            b'}' => depth += 1,
            b'{' if depth == 0 => return Some(at),
            b'{' => depth -= 1,
            b';' => return None,
            _ => {}
        }
    }
    None
}

/// Words that only one of the two engines knows, and beginnings of such names.
const ENGINE_WORDS: [&str; 22] = [
    "PRAGMA",
    "SKIP LOCKED",
    "FOR UPDATE",
    "FOR SHARE",
    "LISTEN",
    "NOTIFY",
    "UNNEST",
    "unnest",
    "WITHOUT ROWID",
    "AUTOINCREMENT",
    "ROWID",
    "VACUUM",
    "ILIKE",
    "JSONB",
    "TIMESTAMPTZ",
    "SERIAL",
    "BIGSERIAL",
    "GENERATE_SERIES",
    "generate_series",
    "INSERT OR IGNORE",
    "INSERT OR REPLACE",
    "GLOB",
];
const ENGINE_BEGINNINGS: [&str; 3] = ["pg_", "sqlite_", "information_schema."];

/// What a domain may need of one engine, in all of them together. Raising it needs a reason in the commit.
const ENGINE_WORDS_MAX: usize = 3;

fn engine_words(source: &Source) -> Vec<Fault> {
    if is_sql_place(source) || !source.is_rust() {
        return Vec::new();
    }
    let texts = source.texts.iter().filter(|text| !source.is_test(text.line) && is_statement(&text.words));
    let mut faults = Vec::new();
    for text in texts {
        let words = ENGINE_WORDS.iter().filter(|word| whole_words(&text.words, word).next().is_some());
        let beginnings = ENGINE_BEGINNINGS.iter().filter(|begin| begins_a_word(&text.words, begin));
        faults.extend(words.chain(beginnings).map(|word| {
            let sentence = format!("`{word}` is known to one engine only: it belongs into crates/db or crates/jobs");
            Fault::new(source, text.line, sentence)
        }));
    }
    faults
}

/// None of them while they are few.
pub(super) fn engine_words_over_budget(sources: &[Source]) -> Vec<Fault> {
    let faults: Vec<Fault> = sources.iter().flat_map(engine_words).collect();
    if faults.len() > ENGINE_WORDS_MAX { faults } else { Vec::new() }
}

fn begins_a_word(text: &str, begin: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).any(|word| word.starts_with(begin))
}

#[test]
fn stray_statements_are_found() {
    let bad = "a(\"SELECT id FROM person\");\nb(r#\"\n  INSERT INTO person (id)\n  VALUES ($1)\"#);\nc(\"DELETE them\");\nd(\"UPDATE t SET a = 1\");\n\
               e(\"CREATE TABLE a (b BIGINT)\");\nf(\"WITH a AS (SELECT 1) SELECT * FROM a\");\n// \"DELETE FROM a\"\n";
    assert_eq!(lines_found(stray_statements, "crates/clarion/src/people/sign.rs", bad), [1, 2, 6, 7, 8]);
    for allowed in ["crates/clarion/src/people/store.rs", "crates/db/src/tx.rs", "crates/clarion/tests/a.rs", "bench/src/main.rs"] {
        assert!(lines_found(stray_statements, allowed, bad).is_empty(), "{allowed}");
    }
}

#[test]
fn foreign_stores_are_found() {
    let bad = "use crate::people::store;\nuse crate::{\n  clock::Clock,\n  people::{self, store::add},\n};\nfn a() { super::super::people::store::add(); }\n\
               use super::store;\nuse crate::petitions::store::open;\nfn store() { self.store(); store::add(); }\nuse crate::people::{\n  Person,\n  store,\n};\n";
    assert_eq!(lines_found(foreign_stores, "crates/clarion/src/petitions/sign.rs", bad), [1, 4, 6, 12]);
    assert_eq!(lines_found(foreign_stores, "crates/clarion/src/people/merge.rs", bad), [8]);
}

#[test]
fn engine_words_are_found() {
    let bad = "a(\"SELECT id FROM job FOR UPDATE SKIP LOCKED\");\nb(\"SELECT relname FROM pg_class\");\nc(\"SELECT a FROM sqlite_schema\");\n\
               d(\"CREATE TABLE a (b BIGINT) WITHOUT ROWID\");\ne(\"SELECT listened FROM a\");\nf(\"say NOTIFY\");\n";
    let path = "crates/clarion/src/people/store.rs";
    assert_eq!(lines_found(engine_words, path, bad), [1, 1, 2, 3, 4, 4]);
    assert!(lines_found(engine_words, "crates/db/src/tx.rs", bad).is_empty());
}

/// Stores whose statements the list leaves out: no test would prepare them on both engines.
pub(super) fn unlisted_stores(sources: &[Source]) -> Vec<Fault> {
    let list = sources.iter().find(|source| source.path == STATEMENT_LIST);
    let list = list.map(|source| source.code.as_str()).unwrap_or_default();
    let stores =
        sources.iter().filter(|source| source.path.starts_with("crates/clarion/src/") && source.path.ends_with("/store.rs"));
    let unlisted = stores.filter(|source| {
        let folder = source.path.strip_prefix("crates/clarion/src/").and_then(|path| path.strip_suffix("/store.rs"));
        let module = folder.unwrap_or_default().replace('/', "::");
        let paths = ["store::STATEMENTS", "STATEMENTS", "store::SCOPED"].map(|list| format!("crate::{module}::{list}"));
        !paths.iter().any(|path| whole_words(list, path).next().is_some())
    });
    unlisted.map(|source| Fault::new(source, 1, format!("`{STATEMENT_LIST}` does not name the statements of this store"))).collect()
}

#[test]
fn unlisted_stores_are_found() {
    let sources = [
        Source::new(
            STATEMENT_LIST,
            "[crate::people::store::STATEMENTS, crate::keys::STATEMENTS] // crate::access::store::STATEMENTS",
        ),
        Source::new("crates/clarion/src/people/store.rs", ""),
        Source::new("crates/clarion/src/keys/store.rs", ""),
        Source::new("crates/clarion/src/access/store.rs", ""),
    ];
    let unlisted: Vec<String> = unlisted_stores(&sources).into_iter().map(|fault| fault.path).collect();
    assert_eq!(unlisted, ["crates/clarion/src/access/store.rs"]);
}
