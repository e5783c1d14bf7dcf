//! Reach: how many different people a coalition's calls reach by mail, by state.
//!
//! One human on several lists counts once, in the state that the list says in which they agreed. Who agreed to calls did so from their
//! own mailbox: no import and no API call of a group adds anybody, so that a group that puts strangers on its list learns nothing from
//! the count. It is rounded to tens before it is kept, counted again after a day at the earliest, and the same for all who may see it.

pub mod jobs;
pub(crate) mod store;

use crate::clock::DAY;
use crate::ids::Id;
use db::{Fault, Tx};

/// A count is good for so long (DESIGN, section 4).
pub const COUNTED_EVERY: i64 = DAY;
/// Numbers are rounded to the nearest multiple of this; what lies below it is not told.
const ROUNDED_TO: i64 = 10;

/// A rounded number of people: `None` for under ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People(pub Option<u64>);

impl People {
    /// Rounds a count.
    pub fn of(people: i64) -> Self {
        let rounded = (people + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO;
        Self((people >= ROUNDED_TO).then_some(rounded.unsigned_abs()))
    }

    pub(super) fn to_column(self) -> i64 {
        self.0.map_or(0, |people| i64::try_from(people).unwrap_or(i64::MAX))
    }

    pub(super) fn from_column(people: i64) -> Self {
        Self((people > 0).then_some(people.unsigned_abs()))
    }
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// In all. The states need not sum up to it: each number is rounded by itself.
    pub people: People,
    /// By the code of the state, empty where none is known; in the order of the codes.
    pub states: Vec<(String, People)>,
    /// When, microseconds.
    pub counted_at: i64,
}

impl Reach {
    /// Whether it may be counted again.
    pub fn is_old(&self, now: i64) -> bool {
        now - self.counted_at >= COUNTED_EVERY
    }
}

/// What was last counted of a coalition, if anything was.
pub fn of(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<Reach>, Fault> {
    let Some((people, counted_at)) = store::kept(tx, coalition)? else { return Ok(None) };
    let states = store::kept_states(tx, coalition)?;
    let states = states.into_iter().map(|(state, people)| (state, People::from_column(people))).collect();
    Ok(Some(Reach { people: People::from_column(people), states, counted_at }))
}

/// Counts and rounds; reads every consent to calls.
pub fn count(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Reach, Fault> {
    let counted = store::count(tx, coalition)?;
    let people = People::of(counted.iter().map(|(_, people)| people).sum());
    let states = counted.into_iter().map(|(state, people)| (state, People::of(people))).collect();
    Ok(Reach { people, states, counted_at: now })
}

/// Keeps what was counted, unless another count is younger than a day.
fn keep(tx: &mut Tx<'_>, coalition: Id, reach: &Reach) -> Result<(), Fault> {
    if !store::keep(tx, coalition, reach.people.to_column(), reach.counted_at, reach.counted_at - COUNTED_EVERY)? {
        return Ok(());
    }
    let states: Vec<(&str, i64)> = reach.states.iter().map(|(state, people)| (state.as_str(), people.to_column())).collect();
    store::keep_states(tx, coalition, &states)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_tens_and_small_ones_not_told() {
        for (people, told) in [(0, None), (9, None), (10, Some(10)), (14, Some(10)), (15, Some(20)), (1_234_567, Some(1_234_570))] {
            assert_eq!(People::of(people), People(told), "{people}");
            assert_eq!(People::from_column(People::of(people).to_column()), People(told));
        }
    }
}
