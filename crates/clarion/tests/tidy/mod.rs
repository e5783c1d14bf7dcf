//! Our own source, read by a test: a limit that no machine checks is not kept. Each check takes a file and says what is
//! wrong with it in one sentence; each has a test that hands it a bad piece, so that it cannot go blind unnoticed.
//! `cargo test tidy` runs them all.

mod documents;
mod size;
mod source;
mod sql;
mod words;

use source::Source;

/// What is wrong, where.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    path: String,
    line: usize,
    sentence: String,
}

impl Fault {
    fn new(source: &Source, line: usize, sentence: impl Into<String>) -> Self {
        Self { path: source.path.clone(), line, sentence: sentence.into() }
    }
}

/// Fails with every fault at once, one line each, as `file:line: sentence`.
fn assert_none(faults: &[Fault]) {
    let lines: Vec<String> = faults.iter().map(|f| format!("{}:{}: {}", f.path, f.line, f.sentence)).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// Runs a check over all of our files.
fn assert_tidy(check: impl Fn(&Source) -> Vec<Fault>) {
    let sources = source::all();
    assert!(sources.iter().any(|source| source.path == "crates/clarion/tests/tidy/mod.rs"), "the walk finds this very file");
    let faults: Vec<Fault> = sources.iter().flat_map(check).collect();
    assert_none(&faults);
}

/// The lines on which a check finds something in a made-up file.
fn lines_found(check: impl Fn(&Source) -> Vec<Fault>, path: &str, raw: &str) -> Vec<usize> {
    check(&Source::new(path, raw)).into_iter().map(|fault| fault.line).collect()
}
