//! Logs: structured, on the standard error, JSON when nobody watches. They hold ids only.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging. `usual` is what is logged when `RUST_LOG` says nothing, such as `info`.
pub fn start(usual: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let to_stderr = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in a test, keeps the first.
    match std::io::stderr().is_terminal() {
        true => to_stderr.with_target(false).try_init().ok(),
        false => to_stderr.json().with_ansi(false).flatten_event(true).try_init().ok(),
    };
}
