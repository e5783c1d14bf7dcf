//! The different mailboxes of a list, and what it says of each: people are counted, not rows.

use crate::people::csv_status::News;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Mailboxes that are told apart, some 40 MB. Beyond, each row counts as a person of its own.
const MET_MAX: usize = 2_000_000;

/// People with a mailbox, by what the list says of news by e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standings {
    /// They want it.
    pub yes: i64,
    /// They do not, or mail to them failed.
    pub no: i64,
    /// Nothing is said, or nothing that can be read.
    pub unknown: i64,
}

/// Mailboxes met so far.
#[derive(Default)]
pub(super) struct Mailboxes {
    met: HashMap<u64, u8>,
    beyond: [i64; 3],
}

/// In the order in which one stands above another.
fn rank(news: News) -> u8 {
    match news {
        News::Unknown => 0,
        News::Yes => 1,
        News::No(_) => 2,
    }
}

impl Mailboxes {
    /// Another row with this mailbox, folded.
    pub(super) fn add(&mut self, folded: &str, news: News) {
        let hash = *blake3::hash(folded.as_bytes()).as_bytes().first_chunk().expect("a hash has 32 bytes");
        let (hash, rank) = (u64::from_le_bytes(hash), rank(news));
        let has_room = self.met.len() < MET_MAX;
        match self.met.get_mut(&hash) {
            Some(known) => *known = rank.max(*known),
            None if has_room => drop(self.met.insert(hash, rank)),
            None => self.beyond[usize::from(rank)] += 1,
        }
    }

    /// How many of each.
    pub(super) fn count(&self) -> Standings {
        let mut of = self.beyond;
        self.met.values().for_each(|rank| of[usize::from(*rank)] += 1);
        Standings { unknown: of[0], yes: of[1], no: of[2] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::consent::ConsentStatus;

    #[test]
    fn a_mailbox_counts_once_and_its_no_stands() {
        let (mut boxes, left) = (Mailboxes::default(), News::No(ConsentStatus::Unsubscribed));
        for (folded, news) in
            [("a", News::Yes), ("b", News::Yes), ("a", left), ("b", News::Yes), ("a", News::Yes), ("c", News::Unknown)]
        {
            boxes.add(folded, news);
        }
        assert_eq!(boxes.count(), Standings { yes: 1, no: 1, unknown: 1 });
    }
}
