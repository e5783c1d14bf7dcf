//! One slice of a frozen audience as its worker holds it: who was tried, who is on the way, who is to be tried again.

use super::super::audience::Entry;
use super::held::{HELD_MAX, Held};
use super::outcome::{Answer, End, Refusal};
use super::tally::Tally;
use crate::ids::Id;

/// How far a slice is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) message: Id,
    pub(super) number: i64,
    pub(super) sending: Id,
    pub(super) people: u16,
    pub(super) next: u16,
    pub(super) on_the_way: Vec<u16>,
    pub(super) held: Vec<Held>,
    pub(super) tally: Tally,
    pub(super) worker: Option<[u8; 16]>,
    pub(super) step: i64,
}

/// Somebody whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) place: u16,
    pub(super) tries: u8,
    /// Whether a delivery stands from an earlier try.
    pub(super) has_row: bool,
}

impl Turn {
    /// Their turn comes again then.
    pub(super) fn held_until(&self, due_at: i64) -> Held {
        Held { place: self.place, tries: self.tries, has_row: self.has_row, due_at }
    }
}

impl Slice {
    /// Whose turn it is: who was held and is due, then those who were not tried. At most so many.
    pub(super) fn turns(&self, now: i64, at_most: usize) -> Vec<Turn> {
        let due = self.held.iter().filter(|held| held.due_at <= now);
        let mut turns: Vec<Turn> =
            due.take(at_most).map(|held| Turn { place: held.place, tries: held.tries, has_row: held.has_row }).collect();
        let room = HELD_MAX.saturating_sub(self.held.len()).min(at_most - turns.len());
        let fresh = (self.next..self.people).take(room);
        turns.extend(fresh.map(|place| Turn { place, tries: 0, has_row: false }));
        turns
    }

    /// It is somebody's turn: they are no longer held, nor among those who were not tried.
    pub(super) fn take(&mut self, turn: &Turn) {
        self.held.retain(|held| held.place != turn.place);
        self.next = self.next.max(turn.place + 1);
    }

    /// Somebody came to their end.
    pub(super) fn end(&mut self, entries: &[Entry], place: u16, end: End) {
        self.on_the_way.retain(|other| *other != place);
        if let Some(entry) = entries.get(usize::from(place)) {
            self.tally.add(entry.group, end);
        }
    }

    /// Writes down what became of a mail on the way; the end, if it has come to one.
    pub(super) fn settle(&mut self, entries: &[Entry], turn: &Turn, answer: Answer, now: i64, not_tried_until: i64) -> Option<End> {
        let end = match answer {
            Answer::End(end) => Some(end),
            Answer::NotTried => {
                self.held.push(Held { place: turn.place, tries: turn.tries, has_row: true, due_at: not_tried_until });
                None
            }
            Answer::TryAgain => match Held::refused_again(turn.place, turn.tries, now) {
                Some(held) => {
                    self.held.push(held);
                    None
                }
                None => Some(End::Refused(Refusal::TriedTooOften)),
            },
        };
        match end {
            Some(end) => self.end(entries, turn.place, end),
            None => self.on_the_way.retain(|other| *other != turn.place),
        }
        end
    }

    /// People whose mail failed, or was refused for now and waits.
    pub(super) fn failed(&self) -> i64 {
        self.tally.totals().failed + self.held.iter().filter(|held| held.tries > 0).count() as i64
    }

    /// Whether nobody is left to be tried.
    pub(super) fn is_over(&self) -> bool {
        self.next >= self.people && self.on_the_way.is_empty() && self.held.is_empty()
    }

    /// When there is next somebody to try; 0 where there is somebody now.
    pub(super) fn due_at(&self) -> i64 {
        let is_open = self.next < self.people && self.held.len() < HELD_MAX;
        if is_open { 0 } else { self.held.iter().map(|held| held.due_at).min().unwrap_or(0) }
    }
}
