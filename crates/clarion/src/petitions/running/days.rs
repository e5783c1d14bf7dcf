//! Signatures by day, as they were recorded: an id holds its instant, so that days are counted along the index of a petition.

use super::store;
use crate::osdi::marks::first_id;
use crate::petitions::Petition;
use db::{Fault, Tx};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// So many days are shown, the newest among them.
pub const DAYS: i64 = 30;

/// The signatures of each of the last days in the petition's zone, oldest first; the empty ones from before it
/// was made are left out.
pub fn counts(tx: &mut Tx<'_>, petition: &Petition, now: i64) -> Result<Vec<(Date, i64)>, Fault> {
    let zone = TimeZone::get(&petition.time_zone).unwrap_or(TimeZone::UTC);
    let day_of = |micros: i64| zone.to_datetime(Timestamp::from_microsecond(micros).unwrap_or_default()).date();
    let starts = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, Timestamp::as_microsecond);
    let today = day_of(now);
    let (mut day, made_on) = (today.saturating_sub((DAYS - 1).days()), day_of(petition.created_at.min(now)));
    let mut counts = Vec::new();
    while day <= today {
        let next = day.saturating_add(1.day());
        let recorded = store::recorded(tx, petition.id, (first_id(starts(day)), first_id(starts(next))))?;
        // An import brings signatures of the days before the petition stood here.
        if recorded > 0 || day >= made_on || !counts.is_empty() {
            counts.push((day, recorded));
        }
        if next == day {
            break;
        }
        day = next;
    }
    Ok(counts)
}

/// The day with the most signatures, if there is any signature.
pub fn busiest(counts: &[(Date, i64)]) -> Option<(Date, i64)> {
    counts.iter().copied().filter(|(_, count)| *count > 0).max_by_key(|(day, count)| (*count, std::cmp::Reverse(*day)))
}
