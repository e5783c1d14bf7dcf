//! Waiting for something to become true, with a deadline. For what can only be asked again and again (a port, a file, a
//! process); whatever can tell by itself, such as a channel, is waited for directly.

use std::time::{Duration, Instant};

/// Asks `is_so` every few milliseconds until it is true.
///
/// # Panics
/// When `limit` has passed; the message names `what` was waited for.
pub fn wait_until(what: &str, limit: Duration, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited {limit:?} in vain for: {what}");
        pause();
    }
}

#[expect(clippy::disallowed_methods, reason = "between two questions there is no event to wait for")]
fn pause() {
    std::thread::sleep(Duration::from_millis(10));
}
