//! What one seed leans to: how often it does what, and how often what goes wrong.
//!
//! With one table of chances for all seeds each seed is much like the next, and whatever needs many recalls in one ballot, or many deaths
//! while mails leave, hardly ever comes up. So each seed draws its own: some things it never does and others all the time, it dies often
//! or not at all, its relay loses many answers or none. (Groce and others, "Swarm Testing", ISSTA 2012, found the same for compilers.)

use super::deeds;
use super::dice::Dice;

/// Of a thousand writes, how many have one of the fates.
const FATES: [usize; 6] = [0, 4, 12, 12, 25, 60];
/// Of a thousand times that mails are handed over, how often the process dies meanwhile.
const DEATHS_HANDING_OVER: [usize; 4] = [0, 20, 100, 300];
/// Of a thousand mails that a kind relay is offered: refused for good, refused for now, taken without an answer, lost without an answer,
/// not sent. A cross one is as many times worse as `relay.rs` says.
const RELAY: [usize; 5] = [10, 50, 20, 20, 20];
/// By how much a seed's relay differs from that.
const RELAY_TIMES: [usize; 5] = [0, 1, 1, 2, 4];
/// Later work that is done in a step, fewer than so much.
const JOBS: [usize; 4] = [2, 4, 4, 8];

/// What a seed leans to.
#[derive(Debug)]
pub(super) struct Leanings {
    /// How often each deed is done, in the order of their table.
    pub(super) deeds: Vec<usize>,
    /// Of a thousand writes so many each: lost before, lost after, died before, died after.
    pub(super) fates: [usize; 4],
    pub(super) deaths_handing_over: usize,
    pub(super) relay: [usize; 5],
    pub(super) jobs: usize,
}

impl Leanings {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed, "leanings");
        let fates = std::array::from_fn(|_| dice.one_of(&FATES));
        let deaths_handing_over = dice.one_of(&DEATHS_HANDING_OVER);
        let relay = RELAY.map(|ordinary| ordinary * dice.one_of(&RELAY_TIMES));
        let jobs = dice.one_of(&JOBS);
        Self { deeds: deeds::weights(&mut dice), fates, deaths_handing_over, relay, jobs }
    }
}
