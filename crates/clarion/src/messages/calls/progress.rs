//! How far a sending is, wave by wave; and, at its end, the report by group.
//!
//! The numbers are those of one committed state. Over all waves, handed over, refused, in doubt and waiting add up to the people who
//! stood in the audiences when they were frozen.

use super::super::audience::Audience;
use super::super::delivery::{Refusal, Tally};
use super::super::store;
use crate::ids::Id;
use db::{Fault, Tx};
use std::collections::BTreeMap;

/// The people of one wave, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Who stood in the audience when it was frozen.
    pub audience: i64,
    /// Mails that the relay took.
    pub handed_over: i64,
    /// People who get none, each for a reason.
    pub refused: i64,
    /// Mails of which nobody knows whether the relay took them.
    pub in_doubt: i64,
    /// People who were not tried yet, or are to be tried again.
    pub waiting: i64,
}

/// One wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The message.
    pub message: Id,
    /// Counts from 1.
    pub number: i64,
    /// Its people.
    pub people: Progress,
    /// When it was to start.
    pub starts_at: i64,
    /// When its audience was frozen.
    pub frozen_at: Option<i64>,
    /// When its first mail was handed over.
    pub first_at: Option<i64>,
    /// When the last of its people was done with.
    pub ended_at: Option<i64>,
}

/// The waves of a sending in their order.
pub fn progress(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<Wave>, Fault> {
    let sums: BTreeMap<i64, [i64; 4]> = store::sums(tx, sending)?.into_iter().map(|sum| (sum[0], sum)).collect();
    let wave = |row: store::MessageRow| {
        // Slices of an audience that is still being frozen say nothing.
        let [_, handed_over, refused, in_doubt] =
            sums.get(&row.wave).copied().filter(|_| row.frozen_at.is_some()).unwrap_or_default();
        let audience = if row.frozen_at.is_some() { row.people } else { 0 };
        let waiting = audience - handed_over - refused - in_doubt;
        let people = Progress { audience, handed_over, refused, in_doubt, waiting };
        let (frozen_at, first_at, ended_at) = (row.frozen_at, row.first_at, row.ended_at);
        Wave { message: row.id, number: row.wave, people, starts_at: row.starts_at, frozen_at, first_at, ended_at }
    };
    Ok(store::messages(tx, sending)?.into_iter().map(wave).collect())
}

/// Whom the waves of a sending are for, in their order.
pub fn audiences(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<Audience>, Fault> {
    store::audiences(tx, sending)
}

impl Progress {
    /// All waves together.
    pub fn of(waves: &[Wave]) -> Self {
        waves.iter().fold(Self::default(), |sum, wave| Self {
            audience: sum.audience + wave.people.audience,
            handed_over: sum.handed_over + wave.people.handed_over,
            refused: sum.refused + wave.people.refused,
            in_doubt: sum.in_doubt + wave.people.in_doubt,
            waiting: sum.waiting + wave.people.waiting,
        })
    }
}

/// What became of the people whom one group wrote to in one wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLine {
    /// The wave.
    pub wave: i64,
    /// The group.
    pub group: Id,
    /// Mails that the relay took.
    pub handed_over: i64,
    /// Mails in doubt.
    pub in_doubt: i64,
    /// People who get none, by reason.
    pub refused: Vec<(Refusal, i64)>,
}

/// The report of a sending, a drill's as well as a real one's: for each wave and group what became of its people.
pub fn report(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<GroupLine>, Fault> {
    let mut waves: BTreeMap<i64, Tally> = BTreeMap::new();
    store::each_tally(tx, sending, |wave, bytes| {
        waves.entry(wave).or_default().add_all(&Tally::from_bytes(bytes)?);
        Ok(())
    })?;
    let mut lines: Vec<GroupLine> = Vec::new();
    for (wave, tally) in &waves {
        for (group, outcome, people) in tally.lines() {
            let is_new = lines.last().is_none_or(|line| (line.wave, line.group) != (*wave, group));
            if is_new {
                lines.push(GroupLine { wave: *wave, group, handed_over: 0, in_doubt: 0, refused: Vec::new() });
            }
            let line = lines.last_mut().expect("one was just put there");
            outcome.count(line, people);
        }
    }
    Ok(lines)
}

/// A mail of which nobody knows whether it was taken, for a person to look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The human; never shown.
    pub identity: Id,
    /// The message.
    pub message: Id,
    /// The group it came from.
    pub group: Id,
    /// Since when.
    pub since: i64,
}

/// Mails in doubt, at most so many.
pub fn in_doubt(tx: &mut Tx<'_>, sending: Id, at_most: i64) -> Result<Vec<Doubt>, Fault> {
    let doubt = |(identity, message, group, since)| Doubt { identity, message, group, since };
    Ok(store::in_doubt(tx, sending, at_most)?.into_iter().map(doubt).collect())
}
