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
