//! Time, handed in: the server reads the machine's clock here and nowhere else, tests and simulations bring their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Microseconds in a second, a minute, an hour and a day.
pub const SECOND: i64 = 1_000_000;
/// One minute.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour.
pub const HOUR: i64 = 60 * MINUTE;
/// One day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// Tells the time in microseconds since 1970 UTC.
#[derive(Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that only moves when it is told to.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now` until it is moved.
    pub fn manual(now: i64) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now)))
    }

    /// Now, in microseconds since 1970 UTC.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> i64 {
        match self {
            Self::System => jiff::Timestamp::now().as_microsecond(),
            Self::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock forward; the machine's cannot be moved.
    pub fn advance(&self, micros: i64) {
        if let Self::Manual(now) = self {
            now.fetch_add(micros, Ordering::SeqCst);
        }
    }
}

/// Whether now lies within so many microseconds after `then`. A clock that was set back lies before what it had stamped, and that is not
/// within: or what is kept for a second would be kept for as long as the step.
pub fn is_within(then: i64, now: i64, life: i64) -> bool {
    (0..life).contains(&now.saturating_sub(then))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clock_stamped_before_it_was_set_back_is_old() {
        assert!(is_within(100, 100, 1) && is_within(100, 109, 10));
        assert!(!is_within(100, 110, 10) && !is_within(100, 100, 0));
        assert!(!is_within(100, 99, 10), "the clock was set back");
    }
}
