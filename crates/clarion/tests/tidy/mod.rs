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

/// One test for all checks: reading and scanning our files takes longer than any of them.
#[test]
fn our_source_is_tidy() {
    let (sources, root) = (source::all(), source::root());
    assert!(sources.iter().any(|source| source.path == "crates/clarion/tests/tidy/mod.rs"), "the walk finds this very file");
    let of_each = [
        size::long_functions,
        size::long_files,
        size::missing_header,
        sql::stray_statements,
        sql::foreign_stores,
        words::empty_names,
        words::unwraps,
        words::open_work,
        words::private_logs,
    ];
    let mut faults: Vec<Fault> = of_each.iter().flat_map(|check| sources.iter().flat_map(check)).collect();
    faults.extend(sources.iter().flat_map(|source| documents::dead_links(source, &root)));
    faults.extend(documents::lost_pages(&sources));
    faults.extend(documents::lost_files(&sources));
    faults.extend(sql::unlisted_stores(&sources));
    faults.extend(sql::engine_words_over_budget(&sources));
    assert_none(&faults);
}

/// The lines on which a check finds something in a made-up file.
fn lines_found(check: impl Fn(&Source) -> Vec<Fault>, path: &str, raw: &str) -> Vec<usize> {
    check(&Source::new(path, raw)).into_iter().map(|fault| fault.line).collect()
}
