//! What goes wrong with writes: a connection lost before or after a commit, a process that ends before or after it. How often is what
//! the seed leans to. A process may also end between two writes, while its mails are on their way.

use super::dice::Dice;
use db::Fate;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The fates of all writes of a simulation, in their order.
pub(super) struct FateBook {
    hand: Mutex<Hand>,
}

struct Hand {
    dice: Dice,
    /// Of a thousand writes so many each: lost before, lost after, died before, died after.
    in_thousand: [usize; 4],
    is_calm: bool,
    has_died: bool,
    deaths: u64,
}

impl FateBook {
    pub(super) fn new(dice: Dice, in_thousand: [usize; 4]) -> Self {
        Self { hand: Mutex::new(Hand { dice, in_thousand, is_calm: true, has_died: false, deaths: 0 }) }
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of the next write.
    pub(super) fn decide(&self) -> Fate {
        let mut hand = self.hand();
        let fates = [Fate::LostBefore, Fate::LostAfter, Fate::DiesBefore, Fate::DiesAfter];
        let mut drawn = hand.dice.below(1000);
        if hand.has_died {
            return Fate::DiesBefore;
        }
        if hand.is_calm {
            return Fate::Commits;
        }
        for (fate, share) in fates.into_iter().zip(hand.in_thousand) {
            if drawn < share {
                hand.has_died |= matches!(fate, Fate::DiesBefore | Fate::DiesAfter);
                return fate;
            }
            drawn -= share;
        }
        Fate::Commits
    }

    /// The process ends between two writes: whatever it wants to write next is not written. Whether it does; in calm it lives on.
    pub(super) fn end_now(&self) -> bool {
        let mut hand = self.hand();
        hand.has_died |= !hand.is_calm;
        hand.has_died
    }

    /// From now on nothing goes wrong, or something may.
    pub(super) fn calm(&self, is_calm: bool) {
        self.hand().is_calm = is_calm;
    }

    /// Whether the process has ended.
    pub(super) fn has_died(&self) -> bool {
        self.hand().has_died
    }

    /// A new process begins.
    pub(super) fn begin(&self) {
        let mut hand = self.hand();
        hand.deaths += u64::from(hand.has_died);
        hand.has_died = false;
    }

    /// How many processes have ended so far.
    pub(super) fn deaths(&self) -> u64 {
        self.hand().deaths
    }
}
