//! How long things may be: functions, files and headers. Long ones hide what they do.

use super::source::{Source, closing, whole_words};
use super::{Fault, lines_found};

const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 600;
const HEADER_LINES_MAX: usize = 12;

pub(super) fn long_functions(source: &Source) -> Vec<Fault> {
    if !source.is_rust() {
        return Vec::new();
    }
    let code = &source.code;
    let long = whole_words(code, "fn").filter_map(|at| {
        let end = closing(code, body_of(code, at)?);
        let line = source.line_at(at);
        let length = source.line_at(end.min(code.len() - 1)) - line + 1;
        let sentence = format!("this function has {length} lines; split it so that none has over {FUNCTION_LINES_MAX}");
        (length > FUNCTION_LINES_MAX).then(|| Fault::new(source, line, sentence))
    });
    long.collect()
}

/// Where the body of the function at `at` opens; nothing for a function type or a signature without one.
fn body_of(code: &str, at: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(offset),
            b';' | b',' | b'}' if depth <= 0 => return None,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

pub(super) fn long_files(source: &Source) -> Vec<Fault> {
    let kinds = [".rs", ".ts", ".css"];
    let length = source.raw.lines().count();
    if length <= FILE_LINES_MAX || !kinds.iter().any(|kind| source.path.ends_with(kind)) {
        return Vec::new();
    }
    let is_list = source.raw.lines().any(|line| line.starts_with("// list: ") || line.starts_with("/* list: "));
    if is_list {
        return Vec::new();
    }
    let sentence =
        format!("this file has {length} lines, over {FILE_LINES_MAX}; split it, or mark a mere list with `// list: why`");
    vec![Fault::new(source, length, sentence)]
}

pub(super) fn missing_header(source: &Source) -> Vec<Fault> {
    if !source.is_rust() {
        return Vec::new();
    }
    let length = source.raw.lines().take_while(|line| line.starts_with("//!")).count();
    let sentence = match length {
        0 => "this file does not open with `//!`: say what it is for and what it is not for",
        1..=HEADER_LINES_MAX => return Vec::new(),
        _ => "the `//!` at the top is over 12 lines: what is longer belongs into docs/",
    };
    vec![Fault::new(source, 1, sentence)]
}

#[test]
fn long_functions_are_found() {
    let body = "    a();\n".repeat(FUNCTION_LINES_MAX);
    let bad = format!("//! A.\nfn short(f: fn(u8) -> u8) {{}}\nfn long<T: Fn(u8)>(t: T) -> [u8; 2] {{\n{body}}}\n");
    assert_eq!(lines_found(long_functions, "a.rs", &bad), [3]);
    let good = format!("fn at_the_limit() {{\n{}}}\n", "    a();\n".repeat(FUNCTION_LINES_MAX - 2));
    assert_eq!(lines_found(long_functions, "a.rs", &good), [0_usize; 0]);
}

#[test]
fn long_files_are_found() {
    let long = "a\n".repeat(FILE_LINES_MAX + 1);
    for path in ["a.rs", "a.ts", "a.css"] {
        assert_eq!(lines_found(long_files, path, &long), [FILE_LINES_MAX + 1]);
    }
    assert!(lines_found(long_files, "a.rs", &format!("// list: codes of places\n{long}")).is_empty());
    assert!(lines_found(long_files, "a.rs", &"a\n".repeat(FILE_LINES_MAX)).is_empty());
}

#[test]
fn missing_headers_are_found() {
    assert_eq!(lines_found(missing_header, "a.rs", "use b;\n//! Too late.\n"), [1]);
    assert_eq!(lines_found(missing_header, "a.rs", &"//! Much.\n".repeat(HEADER_LINES_MAX + 1)), [1]);
    assert!(lines_found(missing_header, "a.rs", "//! Enough.\n").is_empty());
}
