//! Timestamps of the API: `YYYY-MM-DDTHH:MM:SSZ`, and the spans of time that filters mean.

use crate::clock::{DAY, SECOND};
use jiff::Timestamp;
use jiff::civil::Date;

/// An instant (microseconds) as the API writes it, cut to the second.
pub fn text(micros: i64) -> String {
    Timestamp::from_second(micros.div_euclid(SECOND)).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// `created_date` and `modified_date` of one record. A record that was changed within its first second shows the next second: clients
/// tell "added" from "updated" by whether both are equal.
pub fn pair(created_at: i64, modified_at: i64) -> (String, String) {
    let next = (created_at.div_euclid(SECOND) + 1) * SECOND;
    let shown = if modified_at > created_at { modified_at.max(next) } else { created_at };
    (text(created_at), text(shown))
}

/// A moment as somebody wrote it: the span of microseconds it stands for, a day or a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The first microsecond.
    pub start: i64,
    /// The one after the last.
    pub end: i64,
}

/// Reads `YYYY-MM-DD`, or a date with a time; without a zone it is UTC.
pub fn parse(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() <= 10 {
        let date: Date = text.parse().ok()?;
        let start = jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_microsecond();
        return Some(Moment { start, end: start + DAY });
    }
    let instant = text.parse::<Timestamp>().ok();
    let civil = || text.trim_end_matches(['Z', 'z']).parse::<jiff::civil::DateTime>().ok();
    let in_utc = || jiff::tz::TimeZone::UTC.to_timestamp(civil()?).ok();
    let start = instant.or_else(in_utc)?.as_microsecond();
    Some(Moment { start, end: start + SECOND })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_clients_write_them() {
        let day = parse("2026-01-02").unwrap();
        assert_eq!(text(day.start), "2026-01-02T00:00:00Z");
        assert_eq!(day.end - day.start, DAY);
        for written in ["2026-01-02T03:04:05Z", "2026-01-02 03:04:05", "2026-01-02T03:04:05", "2026-01-02T04:04:05+01:00"] {
            assert_eq!(text(parse(written).unwrap().start), "2026-01-02T03:04:05Z", "{written}");
        }
        for written in ["", "yesterday", "2026-13-01", "2026-01-02T25:00:00Z"] {
            assert_eq!(parse(written), None, "{written}");
        }
    }

    #[test]
    fn a_change_within_the_first_second_is_seen() {
        assert_eq!(pair(5 * SECOND + 3, 5 * SECOND + 3).0, pair(5 * SECOND + 3, 5 * SECOND + 3).1);
        assert_ne!(pair(5 * SECOND + 3, 5 * SECOND + 4).0, pair(5 * SECOND + 3, 5 * SECOND + 4).1);
    }
}
