//! How many people of a long list stand how towards its news, for the console: counted beside, kept, and told with when that was.
//!
//! No index leads from a group to its consents, so a count reads the whole list (some 5 us a person), a page at a time and in no memory.
//! Whoever looks first waits a moment for it; a list that takes longer is told to the next who looks.

use super::Scope;
use super::consent::{self, NewsStanding};
use super::roster::NewsCounts;
use super::store;
use crate::app::App;
use crate::clock::{SECOND, is_within};
use crate::ids::Id;
use db::Fault;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// People read at once.
const PAGE: i64 = 2_000;
/// Whoever looks first waits at most so long.
const WAIT: Duration = Duration::from_millis(300);
/// A count rests for so many times as long as it took, and for a moment at least.
const REST: i64 = 20;
const REST_MIN: i64 = 10 * SECOND;
/// Of so many lists; when there are more, all are counted anew.
const LISTS_MAX: usize = 1_000;

/// A count, and when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How many stand how.
    pub counts: NewsCounts,
    /// As of when, microseconds.
    pub at: i64,
    took: i64,
}

impl Counted {
    fn is_old(&self, now: i64) -> bool {
        !is_within(self.at, now, REST_MIN.max(REST * self.took) + 1)
    }
}

#[derive(Debug, Default)]
struct Kept {
    counted: HashMap<Id, Counted>,
    being_counted: HashSet<Id>,
}

/// The counts of all long lists that were looked at.
#[derive(Debug, Default)]
pub struct NewsTotals(Mutex<Kept>);

impl NewsTotals {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many people of a group stand how; `None` while it was never counted. An old count is renewed beside.
    pub async fn of(&self, app: &App, group: Id) -> Result<Option<Counted>, Fault> {
        let (known, begins) = self.look(group, app.clock.now());
        if begins {
            let counting = app.clone();
            let counted = tokio::task::spawn_blocking(move || {
                let counted = count(&counting, group);
                counting.news_totals.keep(group, counted.as_ref().ok().copied());
                counted.map(drop)
            });
            if known.is_none()
                && let Ok(counted) = tokio::time::timeout(WAIT, counted).await
            {
                counted.map_err(|_| Fault::bug("counting a list panicked"))??;
                return Ok(self.kept().counted.get(&group).copied());
            }
        }
        Ok(known)
    }

    /// What is known, and whether whoever looks counts.
    fn look(&self, group: Id, now: i64) -> (Option<Counted>, bool) {
        let mut kept = self.kept();
        let known = kept.counted.get(&group).copied();
        let begins = known.is_none_or(|known| known.is_old(now)) && kept.being_counted.insert(group);
        (known, begins)
    }

    fn keep(&self, group: Id, counted: Option<Counted>) {
        let mut kept = self.kept();
        kept.being_counted.remove(&group);
        if kept.counted.len() >= LISTS_MAX {
            kept.counted.clear();
        }
        kept.counted.extend(counted.map(|counted| (group, counted)));
    }
}

/// Blocks.
fn count(app: &App, group: Id) -> Result<Counted, Fault> {
    let (at, mut counts, mut after) = (app.clock.now(), NewsCounts::default(), Id::ZERO);
    loop {
        let page = app.db.read_blocking(move |tx| {
            let people = store::humans_after(tx, Scope::of(group), after, PAGE)?;
            let identities: Vec<Id> = people.iter().map(|(_, identity)| *identity).collect();
            let standings = consent::towards_news(tx, group, &identities)?;
            Ok(people.last().map(|(last, _)| (*last, people.len(), standings)))
        })?;
        let Some((last, people, standings)) = page else { break };
        after = last;
        for standing in standings.values() {
            match standing {
                NewsStanding::Confirmed => counts.confirmed += 1,
                NewsStanding::Asserted => counts.asserted += 1,
                NewsStanding::Left => counts.left += 1,
                NewsStanding::Unasked => counts.unasked += 1,
            }
        }
        if (people as i64) < PAGE {
            break;
        }
    }
    Ok(Counted { counts, at, took: app.clock.now() - at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_counts_and_what_is_known_is_told_meanwhile() {
        let (totals, group) = (NewsTotals::default(), Id([1; 16]));
        assert_eq!(totals.look(group, 0), (None, true));
        assert_eq!(totals.look(group, 1), (None, false), "one counts");
        let counted = Counted { counts: NewsCounts { confirmed: 7, ..NewsCounts::default() }, at: 0, took: SECOND };
        totals.keep(group, Some(counted));
        assert_eq!(totals.look(group, REST * SECOND), (Some(counted), false));
        assert_eq!(totals.look(group, REST * SECOND + 1), (Some(counted), true));
        assert_eq!(totals.look(group, REST * SECOND + 2), (Some(counted), false), "the old one is told while it is counted");
        totals.keep(group, None);
        assert_eq!(totals.look(group, REST * SECOND + 3), (Some(counted), true), "a count that failed is begun again");
    }
}
