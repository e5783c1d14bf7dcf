//! How many people stand on a group's list, for the console: a number that everybody who looks within a second shares.
//!
//! After many came in, the records of the last minute are counted row by row. Whoever looks meanwhile is told the last number, at most
//! ten seconds old, while it is counted anew beside them; only the first look after a pause waits for it, and whoever knows that somebody
//! was erased since (the list's epoch says so).

use super::list::{self, PeopleOf};
use crate::app::App;
use crate::clock::{SECOND, is_within};
use crate::ids::Id;
use db::Fault;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A number this young needs no counting.
const FRESH: i64 = SECOND;
/// An older one is not told any more.
const TOLD_MAX: i64 = 10 * SECOND;
/// After people were erased a list is counted at once, but rests for so many times as long as that took: rules erase slice by slice.
const REST: i64 = 5;
/// Of so many lists; when there are more, all are counted anew.
const LISTS_MAX: usize = 1000;

#[derive(Clone, Copy, Debug)]
struct Total {
    people: u64,
    counted_at: i64,
    counted_in: i64,
    /// That of the list as it was counted, or an earlier one.
    epoch: i64,
    being_renewed: bool,
}

/// The totals of all lists that were looked at.
#[derive(Debug, Default)]
pub struct Totals(Mutex<HashMap<Id, Total>>);

/// What to do about a look.
enum Look {
    Tell(u64),
    TellAndRenew(u64),
    Count,
}

impl Totals {
    /// How many people a group has, at most ten seconds ago, and not before the epoch that whoever asks has seen.
    pub async fn of(&self, app: &App, group: Id, epoch: i64) -> Result<u64, Fault> {
        match self.look(group, epoch, app.clock.now()) {
            Look::Tell(people) => Ok(people),
            Look::TellAndRenew(people) => {
                let app = app.clone();
                // A fault is met again by whoever looks once the number is too old to be told.
                tokio::spawn(async move { count(&app, group, epoch).await.map(drop) });
                Ok(people)
            }
            Look::Count => count(app, group, epoch).await,
        }
    }

    fn look(&self, group: Id, epoch: i64, now: i64) -> Look {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(total) = kept.get_mut(&group).filter(|total| is_within(total.counted_at, now, TOLD_MAX)) else {
            return Look::Count;
        };
        if total.epoch < epoch && !is_within(total.counted_at, now, REST * total.counted_in) {
            return Look::Count;
        }
        if total.being_renewed || is_within(total.counted_at, now, FRESH) {
            return Look::Tell(total.people);
        }
        total.being_renewed = true;
        Look::TellAndRenew(total.people)
    }

    fn keep(&self, group: Id, total: Total) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= LISTS_MAX && !kept.contains_key(&group) {
            kept.clear();
        }
        // Who counted for longer than others may come with what is over.
        if kept.get(&group).is_none_or(|known| known.epoch <= total.epoch) {
            kept.insert(group, total);
        }
    }
}

async fn count(app: &App, group: Id, epoch: i64) -> Result<u64, Fault> {
    let now = app.clock.now();
    let marks = app.marks.of_epoch(&app.db, (group, Id::ZERO), (&PeopleOf(group), epoch), now).await?;
    let epoch = marks.epoch();
    let read = app.db.read_newest(move |tx| Ok(marks.counted() + list::count_after(tx, group, marks.last())?.unsigned_abs()));
    let people = read.await?;
    let counted_in = app.clock.now() - now;
    app.totals.keep(group, Total { people, counted_at: now, counted_in, epoch, being_renewed: false });
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(people: u64, epoch: i64) -> Total {
        Total { people, counted_at: 0, counted_in: SECOND / 10, epoch, being_renewed: false }
    }

    #[test]
    fn a_total_is_told_for_a_second_and_renewed_once() {
        let (totals, group) = (Totals::default(), Id([1; 16]));
        assert!(matches!(totals.look(group, 0, 0), Look::Count));
        totals.keep(group, total(7, 0));
        assert!(matches!(totals.look(group, 0, FRESH - 1), Look::Tell(7)));
        assert!(matches!(totals.look(group, 0, FRESH), Look::TellAndRenew(7)));
        assert!(matches!(totals.look(group, 0, FRESH + 1), Look::Tell(7)), "one renews it, others are told");
        assert!(matches!(totals.look(group, 0, TOLD_MAX), Look::Count));
        assert!(matches!(totals.look(group, 0, -1), Look::Count), "the clock was set back");
    }

    #[test]
    fn a_total_of_an_earlier_epoch_is_counted_anew_but_not_all_the_time() {
        let (totals, group) = (Totals::default(), Id([1; 16]));
        totals.keep(group, total(7, 1));
        assert!(matches!(totals.look(group, 2, SECOND / 4), Look::Tell(7)), "it rests after counting");
        assert!(matches!(totals.look(group, 2, SECOND / 2), Look::Count));
        totals.keep(group, total(6, 2));
        totals.keep(group, total(7, 1));
        assert!(matches!(totals.look(group, 2, SECOND / 2), Look::Tell(6)), "an older count does not come back");
    }
}
