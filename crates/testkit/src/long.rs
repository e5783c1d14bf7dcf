//! Whether tests may take hours. `make test-long` says so with `CLARION_LONG=1`; a test with a large number reads it
//! here and otherwise runs with a small one, so that it is never left out altogether.

/// True when `make test-long` runs the tests.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a switch of the test run, not a setting of the server")]
pub fn long() -> bool {
    std::env::var_os("CLARION_LONG").is_some_and(|value| value == "1")
}
