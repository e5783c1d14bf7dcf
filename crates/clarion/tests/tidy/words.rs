//! Words that may not stand in our source: names that say nothing, calls that panic, work left open, and people's data
//! in logs.

use super::source::{Source, closing, whole_words};
use super::{Fault, lines_found};

/// Drawers: whatever is put into one is not found again.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "common", "helpers", "helper", "manager", "managers", "misc"];

pub(super) fn empty_names(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for part in source.path.split('/') {
        let stem = part.split('.').next().unwrap_or_default();
        if stem.split(['_', '-']).any(|word| EMPTY_NAMES.contains(&word)) {
            faults.push(Fault::new(source, 1, format!("the name `{part}` says nothing: name the work that is done there")));
        }
    }
    if source.is_rust() {
        faults.extend(whole_words(&source.code, "mod").filter_map(|at| {
            let name = source.code[at + 3..].split(['{', ';']).next()?.trim();
            let sentence = format!("the module name `{name}` says nothing: name the work that is done there");
            EMPTY_NAMES.contains(&name).then(|| Fault::new(source, source.line_at(at), sentence))
        }));
    }
    faults
}

pub(super) fn unwraps(source: &Source) -> Vec<Fault> {
    let found = source.code.match_indices(".unwrap()").map(|(at, _)| source.line_at(at));
    let outside_tests = found.filter(|line| source.is_rust() && !source.is_test(*line));
    outside_tests
        .map(|line| Fault::new(source, line, "`unwrap` outside tests: answer the failure, or `expect` why it cannot be"))
        .collect()
}

/// Calls and attributes that leave work for later.
const OPEN_CODE: [&str; 6] = ["todo!", "unimplemented!", "#[ignore", ".skip(", ".only(", ".todo("];
const OPEN_WORDS: [&str; 3] = ["TODO", "FIXME", "XXX"];

pub(super) fn open_work(source: &Source) -> Vec<Fault> {
    let is_script = source.path.ends_with(".ts");
    let calls = OPEN_CODE.iter().filter(|call| call.starts_with('.') == is_script);
    let mut found: Vec<usize> = Vec::new();
    if is_script || source.is_rust() {
        found.extend(calls.flat_map(|call| source.code.match_indices(call)).map(|(at, _)| at));
    }
    found.extend(OPEN_WORDS.iter().flat_map(|word| whole_words(&source.comments, word)));
    found
        .into_iter()
        .map(|at| Fault::new(source, source.line_at(at), "work left open: finish it here, or leave it to an issue"))
        .collect()
}

/// Last words of the names of fields that hold what people typed, or secrets.
const PRIVATE: [&str; 14] = [
    "email",
    "emails",
    "mailbox",
    "name",
    "names",
    "address",
    "addresses",
    "phone",
    "phones",
    "number",
    "token",
    "tokens",
    "password",
    "secret",
];
const LOG_CALLS: [&str; 12] = [
    "trace!",
    "debug!",
    "info!",
    "warn!",
    "error!",
    "event!",
    "span!",
    "trace_span!",
    "debug_span!",
    "info_span!",
    "warn_span!",
    "error_span!",
];

pub(super) fn private_logs(source: &Source) -> Vec<Fault> {
    if !source.is_rust() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for call in LOG_CALLS {
        for at in whole_words(&source.code, call) {
            let Some(open) = opening(&source.code, at + call.len()) else { continue };
            let (first, last) = (source.line_at(at), source.line_at(closing(&source.code, open).min(source.code.len() - 1)));
            let code = &source.code[open..closing(&source.code, open)];
            let texts = source.texts.iter().filter(|text| (first..=last).contains(&text.line));
            let captured: Vec<String> = texts.flat_map(|text| captures(&text.words)).collect();
            let private = logged(code).chain(captured.iter().map(String::as_str)).find(|name| is_private(name));
            if let Some(name) = private {
                let sentence = format!("a log may not hold `{name}`: log ids only (or name the field for what it is)");
                faults.push(Fault::new(source, first, sentence));
            }
        }
    }
    faults.extend(instrumented(source));
    faults
}

/// `#[instrument]` logs every argument unless told otherwise.
fn instrumented(source: &Source) -> impl Iterator<Item = Fault> + '_ {
    whole_words(&source.code, "instrument").filter_map(|at| {
        let is_attribute = source.code[..at].trim_end_matches("tracing::").ends_with("#[");
        let attribute = source.code[at..].split(']').next()?;
        let is_open = is_attribute && !attribute.contains("skip_all");
        is_open
            .then(|| Fault::new(source, source.line_at(at), "`instrument` logs all arguments: write `skip_all` and name the ids"))
    })
}

/// The offset of the bracket that opens a macro's arguments.
fn opening(code: &str, after: usize) -> Option<usize> {
    let blanks = code[after..].len() - code[after..].trim_start().len();
    code[after + blanks..].starts_with(['(', '[', '{']).then_some(after + blanks)
}

/// Fields for things that we named ourselves: their values may be called anything.
const OWN_FIELDS: [&str; 7] = ["verb", "queue", "job", "statement", "table", "command", "migration"];

/// The names that the arguments of a log call mention.
fn logged(code: &str) -> impl Iterator<Item = &str> {
    let arguments = code.split(',').filter(|argument| {
        let field = argument.split_once('=').map(|(field, _)| field.trim_matches(['(', ' ', '\n']));
        !field.is_some_and(|field| OWN_FIELDS.contains(&field))
    });
    arguments.flat_map(names)
}

fn names(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|name| !name.is_empty())
}

/// The names in the braces of a format text: `{email}`, `{person.id:?}`.
fn captures(text: &str) -> Vec<String> {
    let inside = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
    inside.filter_map(|(name, _)| Some(name.split(':').next()?.to_owned())).collect()
}

fn is_private(name: &str) -> bool {
    name.rsplit('_').next().is_some_and(|last| PRIVATE.contains(&last))
}

#[test]
fn empty_names_are_found() {
    assert_eq!(lines_found(empty_names, "crates/a/src/utils.rs", ""), [1]);
    assert_eq!(lines_found(empty_names, "frontend/src/common/a.ts", ""), [1]);
    assert_eq!(lines_found(empty_names, "crates/a/src/mail_helper.rs", ""), [1]);
    assert_eq!(lines_found(empty_names, "a.rs", "fn a() {}\npub mod misc;\nmod misconduct;\n// mod misc;\n"), [2]);
}

#[test]
fn unwraps_are_found() {
    let bad = "fn a() {\n  b().unwrap();\n  // c().unwrap()\n  d(\".unwrap()\");\n}\n#[cfg(test)]\nmod tests { fn e() { f().unwrap(); } }\n";
    assert_eq!(lines_found(unwraps, "crates/a/src/a.rs", bad), [2]);
    assert!(lines_found(unwraps, "crates/a/tests/a.rs", bad).is_empty());
}

#[test]
fn open_work_is_found() {
    let bad =
        "fn a() {\n  todo!()\n}\n// TODO: later\n#[ignore]\nfn b() { unimplemented!(\"x\") }\nlet ok = \"TODO\"; // FIXMEUP\n";
    let mut lines = lines_found(open_work, "a.rs", bad);
    lines.sort_unstable();
    assert_eq!(lines, [2, 4, 5, 6]);
    assert_eq!(lines_found(open_work, "a.ts", "test.skip('x');\nrows.map(x);\n"), [1]);
    assert_eq!(lines_found(open_work, "a.md", "FIXME: write\n"), [1]);
}

#[test]
fn private_logs_are_found() {
    let bad = [
        "tracing::info!(email = %person.email, \"signed\");",
        "warn!(%user_name, \"x\");",
        "error!(\"to {address} failed\");",
        "tracing::debug!(\n  person = %id,\n  ?token,\n  \"x\"\n);",
        "info!(\"sent to {}\", person.phone);",
        "#[tracing::instrument]\nfn a(password: &str) {}",
    ];
    for piece in bad {
        assert_eq!(lines_found(private_logs, "a.rs", piece), [1], "{piece}");
    }
    let good = "tracing::info!(verb = self.name, person = %person_id, name_count, \"no email was sent\");\nlet name = 1;\n#[instrument(skip_all, fields(id))]\n";
    assert!(lines_found(private_logs, "a.rs", good).is_empty());
}
