//! A comparison with a date, as the span of microseconds that it means.
//!
//! `gt` compares with the very instant, so that whoever asks for what is later than the last date they saw also gets what came later
//! within that second: nothing is missed, and a record may come twice.

use super::answer::ApiError;
use super::dates;
use super::filter::Op;

/// From `start` on, before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first microsecond.
    pub start: i64,
    /// The one after the last.
    pub end: i64,
}

impl Range {
    /// Whether an instant lies within.
    pub fn holds(&self, at: i64) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether it has no end.
    pub fn is_open(&self) -> bool {
        self.end == i64::MAX
    }
}

/// Reads a comparison with a date.
pub fn of(field: &str, op: Op, value: &str) -> Result<Range, ApiError> {
    let moment = dates::parse(value)
        .ok_or_else(|| ApiError::bad(format!("{field} in the filter needs a date such as 2026-01-31 or 2026-01-31T12:00:00Z.")))?;
    let (start, end) = match op {
        Op::Eq => (moment.start, moment.end),
        Op::Gt => (moment.start + 1, i64::MAX),
        Op::Ge => (moment.start, i64::MAX),
        Op::Lt => (i64::MIN, moment.start),
        Op::Le => (i64::MIN, moment.end),
    };
    Ok(Range { start, end })
}

/// Refuses comparisons that make no sense for a text.
pub fn only_eq(field: &str, op: Op) -> Result<(), ApiError> {
    match op {
        Op::Eq => Ok(()),
        _ => Err(ApiError::bad(format!("{field} in the filter is compared with eq only."))),
    }
}

/// Refuses a field that the list does not have.
pub fn unknown_field(field: &str, known: &str) -> ApiError {
    let shown: String = field.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect();
    ApiError::bad(format!("This list has no filter {shown}; it has {known}."))
}
