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

/// A value as indented JSON.
pub fn json(value: &serde_json::Value) {
    out(&format!("{value:#}"));
}
