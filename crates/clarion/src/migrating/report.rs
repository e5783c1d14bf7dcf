//! What a run did, and what it left where it was: every kind of thing by name, so that nothing is lost unseen.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts by name, and what was left behind by its name in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// What was read, added, changed and noted.
    pub counts: BTreeMap<String, i64>,
    /// What Clarion does not hold or could not read.
    pub left: BTreeMap<String, i64>,
}

impl Report {
    /// One more of this name.
    pub fn count(&mut self, name: &str) {
        self.count_many(name, 1);
    }

    /// So many more.
    pub fn count_many(&mut self, name: &str, number: i64) {
        if number != 0 {
            *self.counts.entry(name.to_owned()).or_default() += number;
        }
    }

    /// So many of this kind stay behind.
    pub fn leave(&mut self, what: &str, number: i64) {
        if number > 0 {
            *self.left.entry(what.to_owned()).or_default() += number;
        }
    }

    /// What was counted under a name.
    pub fn of(&self, name: &str) -> i64 {
        self.counts.get(name).copied().unwrap_or(0)
    }
}
