//! Paging that stays quick on page 40,000: for each list the id of every 1,000th record is kept in memory.
//!
//! Ids sort by time, so what is older than a minute keeps its place, and marks are only ever added at the end. A page is then read
//! from the nearest mark with a short OFFSET, and a list is counted from its last mark. A million records need 1,000 marks (16 KB).
//! Where people were erased or groups merged, the list's epoch tells so, and its marks are made anew; in any case once an hour, since
//! a record that is deleted otherwise shifts the places a little.

use crate::clock::{HOUR, MINUTE, SECOND, is_within};
use crate::ids::Id;
use crate::people::epoch;
use db::{Db, Fault, Tx};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A mark stands after so many records.
pub const STRIDE: u64 = 1000;
/// Younger records may still get a neighbour before them.
const SETTLED: i64 = MINUTE;
const LIFE: i64 = HOUR;
/// What came since the last walk is counted and passed over row by row.
const WALK_EVERY: i64 = 10 * SECOND;
/// So many lists are kept; when there are more, all are made anew.
const LISTS_MAX: usize = 1000;
/// So many marks are sought in one snapshot, so that a first walk does not hold a database thread for long.
const MARKS_PER_WALK: usize = 50;

/// So many are counted after the last mark; a list that grows faster between two walks says less than it holds for a moment.
pub const COUNTED_MAX: i64 = 10_000_000;

/// The marks of one list.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    at: Vec<Id>,
    begun_at: i64,
    walked_at: i64,
    epoch: i64,
}

/// Where a page begins: after this id, then so many records further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The mark before it; zeros at the beginning.
    pub after: Id,
    /// Records between.
    pub skip: i64,
}

impl Marks {
    /// The last mark, from which the list is walked on and counted.
    pub fn last(&self) -> Id {
        self.at.last().copied().unwrap_or(Id::ZERO)
    }

    /// The epoch of the group's list as of which they stand.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Records up to the last mark.
    pub fn counted(&self) -> u64 {
        self.at.len() as u64 * STRIDE
    }

    /// Where the record with this place (from 0) is read from.
    pub fn place(&self, skipped: u64) -> Place {
        let mark = usize::try_from(skipped / STRIDE).unwrap_or(usize::MAX).min(self.at.len());
        let after = if mark == 0 { Id::ZERO } else { self.at[mark - 1] };
        Place { after, skip: (skipped - mark as u64 * STRIDE) as i64 }
    }

    /// Whether it is time to walk on. Marks that are old are thrown away first.
    pub fn is_due(&mut self, now: i64) -> bool {
        if !is_within(self.begun_at, now, LIFE) {
            *self = Self { begun_at: now, epoch: self.epoch, ..Self::default() };
        }
        self.at.is_empty() || !is_within(self.walked_at, now, WALK_EVERY)
    }

    /// Begins anew where the list is of another epoch than they were; whether that is so.
    fn are_over(&mut self, epoch: i64, now: i64) -> bool {
        let are_over = self.epoch != epoch && !self.at.is_empty();
        match are_over {
            true => *self = Self { begun_at: now, epoch, ..Self::default() },
            false => self.epoch = epoch,
        }
        are_over
    }

    /// Adds what a walk found; whether there may be more.
    pub fn walked(&mut self, found: Vec<Id>, now: i64) -> bool {
        self.walked_at = now;
        let more = found.len() >= MARKS_PER_WALK;
        self.at.extend(found);
        more
    }
}

/// The smallest id of a record made at this instant.
pub fn first_id(micros: i64) -> Id {
    let mut id = [0; 16];
    let millis = (micros.max(0) / 1000) as u64;
    id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    Id(id)
}

/// When a record was made, from its id: to the microsecond (see [`crate::ids::Ids::fresh`]).
pub fn instant_of(id: Id) -> i64 {
    let millis = id.0[..6].iter().fold(0i64, |sum, byte| sum << 8 | i64::from(*byte));
    let fraction = i64::from(id.0[6] & 0x0f) << 8 | i64::from(id.0[7]);
    millis * 1000 + (fraction * 1000).div_euclid(4096)
}

/// Ids from here on are not settled yet.
pub fn unsettled(now: i64) -> Id {
    first_id(now - SETTLED)
}

/// Which list: the group, and the petition or zeros for people.
pub type ListKey = (Id, Id);

/// A list in the order of its ids, as marks see it.
pub trait Walked: Clone + Send + 'static {
    /// The record `skip` places after the first one after `after`, before `before`.
    fn mark(&self, tx: &mut Tx<'_>, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault>;
}

/// The next marks: at most [`MARKS_PER_WALK`].
fn walk(tx: &mut Tx<'_>, list: &impl Walked, last: Id, now: i64) -> Result<Vec<Id>, Fault> {
    let (mut after, before) = (last, unsettled(now));
    let mut found = Vec::new();
    while found.len() < MARKS_PER_WALK {
        let Some(mark) = list.mark(tx, after, before, STRIDE as i64 - 1)? else { break };
        found.push(mark);
        after = mark;
    }
    Ok(found)
}

/// The marks of every list; each is walked by one at a time.
#[derive(Debug, Default)]
pub struct AllMarks {
    lists: Mutex<HashMap<ListKey, Arc<tokio::sync::Mutex<Marks>>>>,
}

impl AllMarks {
    /// The marks of one list.
    fn of(&self, key: ListKey) -> Arc<tokio::sync::Mutex<Marks>> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() >= LISTS_MAX && !lists.contains_key(&key) {
            lists.clear();
        }
        Arc::clone(lists.entry(key).or_default())
    }

    /// The marks of one list, brought up to date.
    pub async fn up_to_date(&self, db: &Db, key: ListKey, list: &impl Walked, now: i64) -> Result<Marks, Fault> {
        self.of_epoch(db, key, (list, 0), now).await
    }

    /// The same for who knows that the list has come to an epoch: older marks are not told, however short ago they were walked on.
    pub async fn of_epoch(&self, db: &Db, key: ListKey, (list, epoch): (&impl Walked, i64), now: i64) -> Result<Marks, Fault> {
        let marks = self.of(key);
        let mut marks = marks.lock().await;
        let mut more = marks.is_due(now) || marks.epoch < epoch;
        // Once: while groups merge an epoch follows another, and what is told here is as of the first look.
        let mut is_compared = false;
        while more {
            let (list, last, group) = (list.clone(), marks.last(), key.0);
            let (epoch, found) = db.read(move |tx| Ok((epoch::of(tx, group)?, walk(tx, &list, last, now)?))).await?;
            let is_first = !std::mem::replace(&mut is_compared, true);
            if is_first && marks.are_over(epoch, now) {
                continue;
            }
            more = marks.walked(found, now);
        }
        Ok(marks.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_at_the_nearest_mark() {
        let mut marks = Marks::default();
        assert_eq!(marks.place(999_975), Place { after: Id::ZERO, skip: 999_975 });
        marks.walked(vec![Id([1; 16]), Id([2; 16])], 0);
        assert_eq!(marks.place(0), Place { after: Id::ZERO, skip: 0 });
        assert_eq!(marks.place(1025), Place { after: Id([1; 16]), skip: 25 });
        assert_eq!(marks.place(5000), Place { after: Id([2; 16]), skip: 3000 });
    }

    #[test]
    fn marks_of_another_epoch_are_over() {
        let mut marks = Marks::default();
        assert!(!marks.are_over(1, 5), "there are none yet");
        marks.walked(vec![Id([1; 16])], 5);
        assert!(!marks.are_over(1, 6) && marks.counted() == STRIDE);
        assert!(marks.are_over(2, 7) && (marks.counted(), marks.epoch()) == (0, 2));
    }
}
