//! A group's list in memory, opened: names to search, and the coarse facts to choose by.
//!
//! Names are sealed in the database and leave no token there, so whoever searches them opens the list first (about 2 us a person).
//! It is kept while it is used, renewed by what was added and changed, and dropped after ten idle minutes. Who was erased, or came with an
//! older id when groups merged, has no date to be found by: then the list's epoch is another, and all of it is compared by id. What it says
//! is only where to look: each record that is shown is read again, so a person who was erased is not shown from here.

mod load;
mod news;
mod search;
mod turns;

pub use news::NewsCounts;
pub use search::Facts;

use super::consent::NewsStanding;
use super::epoch;
use crate::app::App;
use crate::clock::{MINUTE, SECOND, is_within};
use crate::ids::Id;
use db::Fault;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use turns::Turns;

/// People kept in memory, of all groups together: about 80 bytes each.
pub const KEPT_MAX: usize = 1_500_000;
/// So long a list that did not fit is taken not to fit without reading it again: that takes seconds.
const TOO_LONG_KNOWN: i64 = 10 * SECOND;
/// A list that nobody looked into for so long is dropped.
const IDLE: i64 = 10 * MINUTE;
/// A list is renewed whenever somebody looks, but rests for so many times as long as that took.
const REST: i64 = 5;
/// What is read again so quickly is read while somebody waits.
const QUICK: i64 = SECOND / 20;
/// A list no longer than this never rests: who changed it and looks, sees it, however busy the machine is.
const SHORT: usize = 5_000;

/// A list has more people than are kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// One person of a list.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The record.
    pub id: Id,
    /// The human, internal to the server.
    pub identity: Id,
    modified_at: i64,
    name_start: u32,
    name_bytes: u16,
    region: u16,
    /// Five digits as a number; 0 where not known.
    zip: u32,
    /// `e` or `s`, or 0.
    lang: u8,
    /// Whether there is a mailbox, and whether there is a number.
    pub has: [bool; 2],
    /// How they stand towards news, as it was when that was last read; `None` where it was not.
    pub news: Option<NewsStanding>,
}

/// A group's list, sorted by the ids of its records, which begin with when they were made.
#[derive(Debug, Default)]
pub struct Roster {
    rows: Vec<Row>,
    names: String,
    regions: Vec<String>,
    read_at: i64,
    renewed_in: i64,
    /// How often people had gone from the list by then; when it was last compared because of that, and how long that took.
    epoch: i64,
    compared_at: i64,
    compared_in: i64,
    /// When it was last found that it does not fit; then nothing of it is here.
    too_long_at: Option<i64>,
    /// When it was last read how people stand towards news, 0 where nobody asked by it; and how long that took.
    news_read_at: i64,
    news_read_in: i64,
}

#[derive(Default)]
struct Kept {
    roster: Mutex<Roster>,
    renewing: Turns,
    /// Those at reading how people stand towards news.
    news: Turns,
    looked: Mutex<Looked>,
}

/// How a list is to be renewed.
enum Due {
    /// While somebody waits.
    AtOnce,
    /// Beside those who look into it as it is.
    Beside,
}

impl Roster {
    fn is_too_long(&self, now: i64) -> bool {
        self.too_long_at.is_some_and(|found_at| is_within(found_at, now, TOO_LONG_KNOWN))
    }

    /// Whether somebody went from the list since: who knows of that waits until they are gone here too, but not all the time, since rules
    /// and merges take people out slice by slice.
    fn is_over(&self, epoch: i64, now: i64) -> bool {
        self.epoch < epoch && !is_within(self.compared_at, now, REST * self.compared_in)
    }

    /// Whether there is somebody in memory who may be gone.
    fn is_behind(&self, epoch: i64) -> bool {
        self.epoch < epoch && !self.rows.is_empty()
    }

    fn is_due(&self, epoch: i64, now: i64) -> Option<Due> {
        if self.rows.len() <= SHORT || self.is_over(epoch, now) {
            return Some(Due::AtOnce);
        }
        let is_due = !is_within(self.read_at, now, REST * self.renewed_in);
        is_due.then_some(if self.renewed_in <= QUICK { Due::AtOnce } else { Due::Beside })
    }
}

#[derive(Default)]
struct Looked {
    at: i64,
    people: usize,
}

/// The lists that are in use.
pub struct Rosters {
    kept: Mutex<HashMap<Id, Arc<Kept>>>,
    room: usize,
}

impl Default for Rosters {
    fn default() -> Self {
        Self::with_room(KEPT_MAX)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing half-done stays: a row is put whole or not at all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Rosters {
    /// None yet; so many people of all groups together may be kept.
    pub fn with_room(room: usize) -> Self {
        Self { kept: Mutex::default(), room }
    }

    /// Looks into a group's list as it is, or as it was a moment ago where it is long and grows. Who asks by how people stand towards
    /// news sees that as it was a little longer ago: some seconds for a list of a hundred thousand. `epoch` is that of the list as whoever
    /// asks has read it: who had gone by then is not seen.
    pub async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        app: &App,
        (group, epoch): (Id, i64),
        asks_news: bool,
        look: impl FnOnce(&Roster) -> T + Send + 'static,
    ) -> Result<Result<T, TooLong>, Fault> {
        app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        let kept = self.take(app, group);
        let (rosters, app) = (Arc::clone(self), app.clone());
        let looked = tokio::task::spawn_blocking(move || {
            if rosters.bring_up_to_date(&app, (group, epoch), &kept)?.is_err() {
                return Ok(Err(TooLong));
            }
            if asks_news {
                news::renew(&app, group, &kept)?;
            }
            let roster = lock(&kept.roster);
            if roster.too_long_at.is_some() {
                // Found by somebody else meanwhile.
                return Ok(Err(TooLong));
            }
            *lock(&kept.looked) = Looked { at: app.clock.now(), people: roster.rows.len() };
            Ok(Ok(look(&roster)))
        });
        looked.await.map_err(|_| Fault::bug("looking into a list panicked"))?
    }

    /// A list that takes long to renew is renewed beside, while it is looked into as it was. One at a time renews.
    fn bring_up_to_date(
        self: &Arc<Self>,
        app: &App,
        (group, epoch): (Id, i64),
        kept: &Arc<Kept>,
    ) -> Result<Result<(), TooLong>, Fault> {
        let (asked_at, asked) = (app.clock.now(), kept.renewing.asked());
        let due = {
            let roster = lock(&kept.roster);
            if roster.is_too_long(asked_at) {
                return Ok(Err(TooLong));
            }
            roster.is_due(epoch, asked_at)
        };
        match due {
            None => Ok(Ok(())),
            Some(Due::AtOnce) => {
                let renew = || load::renew(app, group, &kept.roster, self.room_beside(group));
                Ok(kept.renewing.take(asked, renew)?.unwrap_or(Ok(())))
            }
            Some(Due::Beside) => {
                self.renew_beside(app, group, Arc::clone(kept));
                Ok(Ok(()))
            }
        }
    }

    /// Renews a list while others look into it as it is; not where somebody does so already.
    fn renew_beside(self: &Arc<Self>, app: &App, group: Id, kept: Arc<Kept>) {
        let (rosters, app) = (Arc::clone(self), app.clone());
        tokio::task::spawn_blocking(move || {
            let renew = || load::renew(&app, group, &kept.roster, rosters.room_beside(group));
            if let Err(fault) = kept.renewing.take_if_free(renew) {
                tracing::warn!(%fault, "a list in memory was not renewed");
            }
        });
    }

    /// The list, which is not in memory before somebody looks; whoever takes it first watches that it is dropped again.
    fn take(self: &Arc<Self>, app: &App, group: Id) -> Arc<Kept> {
        let mut kept = lock(&self.kept);
        if let Some(known) = kept.get(&group) {
            lock(&known.looked).at = app.clock.now();
            return Arc::clone(known);
        }
        let looked = Mutex::new(Looked { at: app.clock.now(), people: 0 });
        let new = Arc::new(Kept { looked, ..Kept::default() });
        kept.insert(group, Arc::clone(&new));
        tokio::spawn(watch(Arc::downgrade(self), app.clone(), group, Arc::downgrade(&new)));
        new
    }

    /// How many people of this group may be kept: the lists that were left alone for longest make room.
    fn room_beside(&self, group: Id) -> usize {
        let mut kept = lock(&self.kept);
        loop {
            let others: Vec<(i64, usize, Id)> = kept
                .iter()
                .filter(|(id, _)| **id != group)
                .map(|(id, kept)| {
                    let looked = lock(&kept.looked);
                    (looked.at, looked.people, *id)
                })
                .collect();
            let theirs: usize = others.iter().map(|(_, people, _)| people).sum();
            match others.iter().min() {
                Some((_, _, oldest)) if theirs > self.room / 2 => drop(kept.remove(oldest)),
                _ => return self.room - theirs.min(self.room / 2),
            }
        }
    }

    /// How many people of a group are in memory, erased ones among them if nobody looked since.
    pub fn people_kept(&self, group: Id) -> usize {
        let kept = lock(&self.kept).get(&group).cloned();
        kept.map_or(0, |kept| lock(&kept.roster).rows.len())
    }

    /// Whoever was erased goes from memory even where nobody looks.
    pub async fn let_go_of_erased(self: &Arc<Self>, app: &App, group: Id) -> Result<(), Fault> {
        let epoch = app.db.read_newest(move |tx| epoch::of(tx, group)).await?;
        let Some(kept) = lock(&self.kept).get(&group).cloned() else { return Ok(()) };
        let is_behind = lock(&kept.roster).is_behind(epoch);
        if is_behind {
            self.renew_beside(app, group, kept);
        }
        Ok(())
    }

    /// Drops a list that was not used. Whether that very list is gone: it may have made room for others, and one that was taken since has
    /// somebody of its own who watches it.
    fn drop_idle(&self, group: Id, watched: &Weak<Kept>, now: i64) -> bool {
        let mut kept = lock(&self.kept);
        let Some(known) = kept.get(&group).filter(|known| std::ptr::eq(Arc::as_ptr(known), watched.as_ptr())) else { return true };
        let is_idle = !is_within(lock(&known.looked).at, now, IDLE);
        if is_idle {
            kept.remove(&group);
        }
        is_idle
    }
}

async fn watch(rosters: Weak<Rosters>, app: App, group: Id, watched: Weak<Kept>) {
    let every = Duration::from_micros(MINUTE.unsigned_abs());
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = app.stopping.wait() => return,
        }
        let Some(rosters) = rosters.upgrade() else { return };
        if rosters.drop_idle(group, &watched, app.clock.now()) {
            return;
        }
        if let Err(fault) = rosters.let_go_of_erased(&app, group).await {
            tracing::warn!(%fault, "a list in memory was not compared");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_did_not_fit_is_not_read_again_for_some_seconds() {
        let list = Roster { too_long_at: Some(SECOND), ..Roster::default() };
        assert!(list.is_too_long(SECOND) && list.is_too_long(10 * SECOND));
        assert!(!list.is_too_long(11 * SECOND) && !Roster::default().is_too_long(SECOND));
    }

    #[test]
    fn a_list_is_watched_by_one_and_no_longer_than_it_is_kept() {
        let (rosters, group) = (Rosters::default(), Id([1; 16]));
        let take = |at| {
            let kept = Arc::new(Kept { looked: Mutex::new(Looked { at, people: 0 }), ..Kept::default() });
            lock(&rosters.kept).insert(group, Arc::clone(&kept));
            Arc::downgrade(&kept)
        };
        let first = take(0);
        assert!(!rosters.drop_idle(group, &first, MINUTE));
        // It made room, and was taken anew.
        let second = take(0);
        assert!(rosters.drop_idle(group, &first, MINUTE), "whoever watched the first one is done");
        assert!(!rosters.drop_idle(group, &second, MINUTE), "and let the second one be");
        assert!(rosters.drop_idle(group, &second, IDLE) && lock(&rosters.kept).is_empty());
        assert!(rosters.drop_idle(group, &second, IDLE));
    }

    /// A list of so many, renewed at second 1.
    pub(super) fn list(people: usize, renewed_in: i64) -> Roster {
        let row = Row {
            id: Id::ZERO,
            identity: Id::ZERO,
            modified_at: 0,
            name_start: 0,
            name_bytes: 0,
            region: 0,
            zip: 0,
            lang: 0,
            has: [false; 2],
            news: None,
        };
        Roster { rows: vec![row; people], read_at: SECOND, renewed_in, ..Roster::default() }
    }

    #[test]
    fn a_short_list_is_read_at_once_however_long_that_took_and_a_long_one_rests() {
        assert!(matches!(list(SHORT, SECOND).is_due(0, SECOND), Some(Due::AtOnce)));
        assert!(list(SHORT + 1, SECOND).is_due(0, 5 * SECOND).is_none());
        assert!(matches!(list(SHORT + 1, SECOND).is_due(0, 6 * SECOND), Some(Due::Beside)));
        assert!(matches!(list(SHORT + 1, QUICK).is_due(0, 2 * SECOND), Some(Due::AtOnce)));
        assert!(matches!(list(SHORT + 1, SECOND).is_due(0, 0), Some(Due::Beside)), "the clock was set back");
        // Somebody was erased: at once, but not again and again while a rule erases slice by slice.
        let mut list = list(SHORT + 1, SECOND);
        assert!(matches!(list.is_due(1, 2 * SECOND), Some(Due::AtOnce)));
        (list.compared_at, list.compared_in) = (SECOND, SECOND / 2);
        assert!(list.is_due(1, 2 * SECOND).is_none());
        assert!(matches!(list.is_due(1, 4 * SECOND), Some(Due::AtOnce)));
    }
}
