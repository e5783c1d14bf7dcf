//! What goes wrong with writes: a connection lost before or after a commit, a process that ends before or after it.

use super::dice::Dice;
use db::Fate;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Of a thousand writes so many each: lost before, lost after, died before, died after.
const IN_THOUSAND: [usize; 4] = [12, 12, 8, 8];

/// The fates of all writes of a simulation, in their order.
pub(super) struct FateBook {
    hand: Mutex<Hand>,
}

struct Hand {
    dice: Dice,
    is_calm: bool,
    has_died: bool,
    deaths: u64,
}

impl FateBook {
    pub(super) fn new(dice: Dice) -> Self {
        Self { hand: Mutex::new(Hand { dice, is_calm: true, has_died: false, deaths: 0 }) }
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of the next write.
    pub(super) fn decide(&self) -> Fate {
        let mut hand = self.hand();
        let fates = [Fate::LostBefore, Fate::LostAfter, Fate::DiesBefore, Fate::DiesAfter];
        let mut drawn = hand.dice.below(1000);
        if hand.is_calm {
            return Fate::Commits;
        }
        for (fate, share) in fates.into_iter().zip(IN_THOUSAND) {
            if drawn < share {
                hand.has_died |= matches!(fate, Fate::DiesBefore | Fate::DiesAfter);
                return fate;
            }
            drawn -= share;
        }
        Fate::Commits
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
