//! How many people stand on a group's list, for the console: a number that everybody who looks within a second shares.
//!
//! After many came in, the records of the last minute are counted row by row. Whoever looks meanwhile is told the last number, at most
//! ten seconds old, while it is counted anew beside them; only the first look after a pause waits for it.

use super::list::{self, PeopleOf};
use crate::app::App;
use crate::clock::SECOND;
use crate::ids::Id;
use db::Fault;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A number this young needs no counting.
const FRESH: i64 = SECOND;
/// An older one is not told any more.
const TOLD_MAX: i64 = 10 * SECOND;
/// Of so many lists; when there are more, all are counted anew.
const LISTS_MAX: usize = 1000;

#[derive(Clone, Copy, Debug)]
struct Total {
    people: u64,
    counted_at: i64,
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
    /// How many people a group has, at most ten seconds ago.
    pub async fn of(&self, app: &App, group: Id) -> Result<u64, Fault> {
        match self.look(group, app.clock.now()) {
            Look::Tell(people) => Ok(people),
            Look::TellAndRenew(people) => {
                let app = app.clone();
                // A fault is met again by whoever looks once the number is too old to be told.
                tokio::spawn(async move { count(&app, group).await.map(drop) });
                Ok(people)
            }
            Look::Count => count(app, group).await,
        }
    }

    fn look(&self, group: Id, now: i64) -> Look {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(total) = kept.get_mut(&group).filter(|total| now - total.counted_at <= TOLD_MAX) else { return Look::Count };
        if total.being_renewed || now - total.counted_at <= FRESH {
            return Look::Tell(total.people);
        }
        total.being_renewed = true;
        Look::TellAndRenew(total.people)
    }

    fn keep(&self, group: Id, people: u64, counted_at: i64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= LISTS_MAX && !kept.contains_key(&group) {
            kept.clear();
        }
        kept.insert(group, Total { people, counted_at, being_renewed: false });
    }

    /// After a change of the list that whoever made it wants to see.
    pub fn forget(&self, group: Id) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&group);
    }
}

async fn count(app: &App, group: Id) -> Result<u64, Fault> {
    let now = app.clock.now();
    let marks = app.marks.up_to_date(&app.db, (group, Id::ZERO), &PeopleOf(group), now).await?;
    let read = app.db.read_newest(move |tx| Ok(marks.counted() + list::count_after(tx, group, marks.last())?.unsigned_abs()));
    let people = read.await?;
    app.totals.keep(group, people, now);
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_told_for_a_second_and_renewed_once() {
        let (totals, group) = (Totals::default(), Id([1; 16]));
        assert!(matches!(totals.look(group, 0), Look::Count));
        totals.keep(group, 7, 0);
        assert!(matches!(totals.look(group, FRESH), Look::Tell(7)));
        assert!(matches!(totals.look(group, FRESH + 1), Look::TellAndRenew(7)));
        assert!(matches!(totals.look(group, FRESH + 2), Look::Tell(7)), "one renews it, others are told");
        assert!(matches!(totals.look(group, TOLD_MAX + 1), Look::Count));
        totals.forget(group);
        assert!(matches!(totals.look(group, 0), Look::Count));
    }
}
