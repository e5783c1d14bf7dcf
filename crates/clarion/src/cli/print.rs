//! Words on the terminal. A reader that went away (`| head`) is no problem of ours.

use std::io::Write;

/// One line on the standard output.
pub fn out(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}

/// One line on the standard error.
pub fn err(line: &str) {
    writeln!(std::io::stderr(), "{line}").ok();
}

/// A number with its noun, in one or many: "1 row", "2 rows".
pub fn counted(number: impl Into<i128>, one: &str, many: &str) -> String {
    let number = number.into();
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A value as indented JSON.
pub fn json(value: &serde_json::Value) {
    out(&format!("{value:#}"));
}
