//! How long a group keeps people and what was written about them: rules that its owners switch on, each after a look at what it would touch.
//!
//! | step | who |
//! |---|---|
//! | look | an owner; [`count`] goes through the list beside the writers and says how many a rule would touch today, in 30 and in 90 days |
//! | switch on, change | an owner, by the look they saw ([`switch`]); all owners are mailed ([`telling`]), and nothing happens for [`WAIT`] |
//! | run | once a day, in slices behind people ([`run`]); whoever goes, goes as where an owner erases them (`people/erase.rs`) |
//!
//! Without a rule nobody is erased: a list is a group's memory, and only the group knows how long its people expect to be on it.
//! When somebody is due is pure: [`due`].

pub mod count;
pub mod due;
pub mod jobs;
pub(crate) mod pages;
pub mod run;
pub(crate) mod store;
pub mod switch;
mod telling;
mod walk;

use crate::clock::DAY;
use crate::ids::Id;
use db::{Fault, Tx};

/// A rule takes effect no sooner than so long after it was switched on or changed: a weekend and two working days for the other owners.
pub const WAIT: i64 = 7 * DAY;
/// A month, as rules count: twelve are 365 days.
pub const MONTH: i64 = 365 * DAY / 12;
/// A look is good for so long: a rule is switched on by numbers of today.
pub const LOOK_FRESH: i64 = DAY;
/// How far a look looks ahead.
pub const AHEAD: [i64; 3] = [0, 30 * DAY, 90 * DAY];
/// So many examples a look shows.
pub const EXAMPLES_MAX: usize = 50;
/// A look is forgotten after so long; the numbers are old then.
pub const LOOK_KEPT: i64 = 7 * DAY;
/// What a run did is told for so long.
pub const RUN_KEPT: i64 = 365 * DAY;
/// A run of one rule touches so many at most; the rest comes the next day. An owner who erred can stop it before a large list is gone.
pub const TOUCHED_MAX: i64 = 50_000;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// People who did nothing and agreed to nothing.
    Quiet,
    /// People who left the news, and allow nothing else.
    Left,
    /// People who came with a list and never confirmed.
    Asserted,
    /// Notes beside records.
    Notes,
    /// Comments with signatures.
    Comments,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Quiet, Self::Left, Self::Asserted, Self::Notes, Self::Comments];

    /// The word in the column and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Left => "left",
            Self::Asserted => "asserted",
            Self::Notes => "notes",
            Self::Comments => "comments",
        }
    }

    /// What such a word means.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it erases people, or only what was written.
    pub fn erases_people(self) -> bool {
        matches!(self, Self::Quiet | Self::Left | Self::Asserted)
    }

    /// Of two messages, the one about people or the one about what was written.
    pub fn said(self, [people, pieces]: [&'static str; 2]) -> &'static str {
        if self.erases_people() { people } else { pieces }
    }

    /// After how many months it can take effect. People are not erased for having been silent over half a year.
    pub fn months(self) -> &'static [i64] {
        match self {
            Self::Quiet => &[12, 18, 24, 36, 60, 84],
            Self::Left | Self::Asserted => &[3, 6, 12, 24, 36],
            Self::Notes | Self::Comments => &[3, 6, 12, 24, 36, 60],
        }
    }

    /// The choice that stands first in the form.
    pub fn usual_months(self) -> i64 {
        match self {
            Self::Quiet => 36,
            Self::Left | Self::Asserted => 12,
            Self::Notes | Self::Comments => 24,
        }
    }
}

/// A rule that is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whose.
    pub group: Id,
    /// What it is about.
    pub kind: Kind,
    /// The deed that switched it on or changed it.
    pub id: Id,
    /// After how many months.
    pub months: i64,
    /// Who switched it on.
    pub account: Id,
    /// How many it would have touched then.
    pub announced: i64,
    /// When.
    pub switched_on_at: i64,
    /// From when on it does something.
    pub takes_effect_at: i64,
}

/// What a rule would touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whose list.
    pub group: Id,
    /// What the rule is about.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// After how many months.
    pub months: i64,
    /// When it was asked for.
    pub asked_at: i64,
    /// When it was counted, if it was.
    pub counted_at: Option<i64>,
    /// How many today, within 30 and within 90 days; each holds the one before.
    pub touched: [i64; 3],
    /// Of how many people on the list.
    pub people: i64,
    /// Some of them, the first due first.
    pub examples: Vec<Example>,
}

impl Look {
    /// Whether a rule can be switched on by it.
    pub fn is_good(&self, now: i64) -> bool {
        self.counted_at.is_some_and(|at| now - at <= LOOK_FRESH)
    }
}

/// Somebody whom a rule would touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Their record.
    pub person: Id,
    /// From what the time is counted.
    pub since: due::Since,
    /// When that was.
    pub at: i64,
}

/// What a rule did on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What it was about.
    pub kind: Kind,
    /// The day, counted from 1970.
    pub day: i64,
    /// After how many months.
    pub months: i64,
    /// How many were touched.
    pub touched: i64,
    /// How it ended; empty while it runs.
    pub ended: String,
}

/// The rules of a group.
pub fn rules(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Rule>, Fault> {
    store::rules(tx, group)
}

/// The newest look at a kind of rule.
pub fn look(tx: &mut Tx<'_>, group: Id, kind: Kind) -> Result<Option<Look>, Fault> {
    store::look(tx, group, kind)
}

/// What rules did, the newest day first.
pub fn runs(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Run>, Fault> {
    store::runs(tx, group, at_most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_chosen_and_read_again() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.as_str()), Some(kind));
            assert!(kind.months().contains(&kind.usual_months()), "{kind:?}");
        }
        assert_eq!(Kind::of("everybody"), None);
    }
}
