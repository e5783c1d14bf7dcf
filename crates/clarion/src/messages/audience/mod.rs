//! Who gets a message: an audience as a saved question, walked in the order of identities, and frozen when the message starts.
//!
//! Each human stands in an audience once, whatever number of groups know them; the mail comes from the group they know best: the
//! one with the newest consent to calls of the coalition, then with their newest action, then the one with the smallest id. Who stood
//! in an earlier wave of the same sending is left out. Nothing here sends, and nothing keeps an audience in memory.

mod entry;
pub(super) mod freeze;
mod leaf;
pub(crate) mod store;

pub use entry::{Entry, Ground, PEOPLE_PER_SLICE};

use crate::ids::Id;
use crate::{events, places};
use db::{Fault, Tx};
use leaf::{Human, Leaf, Standing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// Humans whose group is chosen together: ties need a look-up.
const CHOSEN_TOGETHER: usize = 256;

/// The question, as it is saved with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The hosts of its vetted events.
    Hosts,
    /// Who answered to one of its events that they come if it is called, or that they wait for a place.
    Rsvps,
    /// Everyone who agreed to calls of the coalition.
    Everyone,
    /// Of those, who lives in one of these ZIPs, as any of their groups knows it.
    Near {
        /// Five digits each.
        zips: BTreeSet<String>,
    },
    /// Of those who agreed to calls, who lives within so many miles of a vetted event of the coalition, as it stands when this is frozen.
    NearEvents {
        /// Miles.
        miles: u32,
    },
    /// Whoever was reached by another sending, or may have been: those whom a correction is for.
    Reached {
        /// That sending.
        sending: Id,
    },
}

impl Audience {
    /// Whether its mails count towards the bound on calls in a week. Hosts and guests take part, and a correction must arrive.
    pub(super) fn is_budgeted(&self) -> bool {
        matches!(self, Self::Everyone | Self::Near { .. } | Self::NearEvents { .. })
    }

    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("strings and ids always serialise")
    }

    pub(super) fn from_text(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(|_| Fault::bug("a saved audience cannot be read"))
    }
}

/// Forgets some of a sending's frozen slices; how many.
pub(super) fn forget_some(tx: &mut Tx<'_>, sending: Id, at_most: i64) -> Result<u64, Fault> {
    store::drop_some(tx, sending, at_most)
}

/// One slice of a frozen audience; `None` where there is none of this number.
pub(crate) fn slice(tx: &mut Tx<'_>, message: Id, number: i64) -> Result<Option<Vec<Entry>>, Fault> {
    store::slice(tx, message, number)
}

/// The first wave of a sending that is not frozen yet, and when it starts.
pub(super) fn next_wave(tx: &mut Tx<'_>, sending: Id) -> Result<Option<(Id, i64)>, Fault> {
    store::next_wave(tx, sending)
}

/// Walks an audience of a coalition's message in one snapshot, without those of earlier waves; calls back for each human, in the
/// order of identities. How many there were.
pub(super) fn walk(
    tx: &mut Tx<'_>,
    audience: &Audience,
    coalition: Id,
    earlier_waves: &[Id],
    each: &mut dyn FnMut(Entry) -> Result<(), Fault>,
) -> Result<i64, Fault> {
    let mut leaf = match audience {
        Audience::Hosts => Leaf::new(Ground::Hosts, coalition),
        Audience::Rsvps => Leaf::new(Ground::Rsvps, coalition),
        Audience::Everyone | Audience::Near { .. } | Audience::NearEvents { .. } => Leaf::new(Ground::Calls, coalition),
        Audience::Reached { sending } => Leaf::new(Ground::Reached, *sending),
    };
    let zips = match audience {
        Audience::Near { zips } => Some(zips.clone()),
        Audience::NearEvents { miles } => Some(zips_near_events(tx, coalition, *miles)?),
        Audience::Hosts | Audience::Rsvps | Audience::Everyone | Audience::Reached { .. } => None,
    };
    let mut earlier: Vec<Frozen> = earlier_waves.iter().copied().map(Frozen::new).collect();
    let (mut people, mut together) = (0, Vec::with_capacity(CHOSEN_TOGETHER));
    while let Some(human) = leaf.next(tx)? {
        if !zips.as_ref().is_none_or(|zips| lives_in(zips, &human)) || stood_before(tx, &mut earlier, human.identity)? {
            continue;
        }
        people += 1;
        together.push(human);
        if together.len() == CHOSEN_TOGETHER {
            choose(tx, &mut together, each)?;
        }
    }
    choose(tx, &mut together, each)?;
    Ok(people)
}

/// In a list of any group that knows them.
fn lives_in(zips: &BTreeSet<String>, human: &Human) -> bool {
    human.standings.iter().any(|standing| zips.contains(&standing.zip))
}

/// The ZIPs around the coalition's vetted events that stand.
fn zips_near_events(tx: &mut Tx<'_>, coalition: Id, miles: u32) -> Result<BTreeSet<String>, Fault> {
    let stands = |event: &events::Event| {
        event.vetted_at.is_some() && matches!(event.standing, events::Standing::OnCall | events::Standing::Confirmed)
    };
    let around: BTreeSet<String> =
        events::of_coalition(tx, coalition)?.into_iter().filter(stands).map(|event| event.place.zip).collect();
    let mut zips = BTreeSet::new();
    for zip in &around {
        zips.extend(places::near(tx, zip, f64::from(miles))?.zips());
    }
    Ok(zips)
}

fn stood_before(tx: &mut Tx<'_>, earlier: &mut [Frozen], identity: Id) -> Result<bool, Fault> {
    for wave in earlier {
        if wave.holds(tx, identity)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads an earlier wave beside the walk: both go by identity, so one slice at a time is enough.
struct Frozen {
    message: Id,
    next_number: Option<i64>,
    read: VecDeque<Id>,
}

impl Frozen {
    fn new(message: Id) -> Self {
        Self { message, next_number: Some(0), read: VecDeque::new() }
    }

    fn holds(&mut self, tx: &mut Tx<'_>, identity: Id) -> Result<bool, Fault> {
        loop {
            match self.read.front() {
                Some(first) if *first < identity => drop(self.read.pop_front()),
                Some(first) => return Ok(*first == identity),
                None => {
                    let Some(number) = self.next_number else { return Ok(false) };
                    let slice = store::slice(tx, self.message, number)?;
                    self.next_number = slice.as_ref().map(|_| number + 1);
                    self.read.extend(slice.into_iter().flatten().map(|entry| entry.identity));
                }
            }
        }
    }
}

/// Hands over each human with the group they know best.
fn choose(tx: &mut Tx<'_>, together: &mut Vec<Human>, each: &mut dyn FnMut(Entry) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut ties: Vec<(Id, Id)> = Vec::new();
    for human in together.iter_mut() {
        let newest = human.standings.iter().map(|standing| standing.since).max();
        human.standings.retain(|standing| Some(standing.since) == newest);
        if human.standings.len() > 1 {
            ties.extend(human.standings.iter().map(|standing| (human.identity, standing.group)));
        }
    }
    let mut actions = if ties.is_empty() { Vec::new() } else { store::newest_actions(tx, &ties)? };
    actions.sort_unstable();
    let newest_action = |identity: Id, group: Id| {
        let at = actions.partition_point(|(whose, with, _)| (*whose, *with) < (identity, group));
        actions.get(at).filter(|(whose, with, _)| (*whose, *with) == (identity, group)).map(|(.., at)| *at)
    };
    for human in together.drain(..) {
        let best = |standing: &&Standing| (newest_action(human.identity, standing.group), std::cmp::Reverse(standing.group));
        let Some(known) = human.standings.iter().max_by_key(best) else { continue };
        each(Entry { identity: human.identity, group: known.group, ground: known.ground })?;
    }
    Ok(())
}
