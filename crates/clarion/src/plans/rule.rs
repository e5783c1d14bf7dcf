//! The decision rule: when a coalition calls, stands down or holds. Data, and one pure, total function over it.
//!
//! The definitions, with their reasons, stand in `docs/reference/decision-rule.md`. In short: *call* if its share is met, else *stand
//! down* if its share is met, else *hold*, at the deadline or on a tie. Before the deadline a silent group has not agreed yet. Every
//! share asks for more than half of the groups that are counted, so that a call and a stand-down can never both be met.
//!
//! Not here: who may vote, which ballot of a group stands, and what any of it means for the plan (`count.rs`).

use crate::ids::Id;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// What a group can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Call.
    Call,
    /// Stand down.
    StandDown,
    /// Neither yet: counted, for nothing.
    Hold,
    /// The others shall decide: heard, not counted.
    StandAside,
    /// Against calling, with a reason.
    BlockCall,
    /// Against standing down, with a reason.
    BlockStandDown,
}

impl Choice {
    /// All of them, in the order of the page and of the counts.
    pub const ALL: [Self; 6] = [Self::Call, Self::StandDown, Self::Hold, Self::StandAside, Self::BlockCall, Self::BlockStandDown];

    /// The word in the signed ballot, the column and the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::StandDown => "stand-down",
            Self::Hold => "hold",
            Self::StandAside => "stand-aside",
            Self::BlockCall => "block-call",
            Self::BlockStandDown => "block-stand-down",
        }
    }

    /// The choice of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }

    /// A block needs a reason; the others may have one.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::BlockCall | Self::BlockStandDown)
    }
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It takes place.
    Call,
    /// Nothing is decided; a new ballot may be opened.
    Hold,
    /// It does not take place.
    StandDown,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Call, Self::Hold, Self::StandDown];

    /// The word in columns and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Hold => "hold",
            Self::StandDown => "stand-down",
        }
    }

    /// The outcome of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// How many of the counted groups an outcome needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Agreement {
    /// All of them.
    Unanimity,
    /// All but so many, and never less than a majority.
    ConsensusMinus(u32),
    /// Three quarters of them, or more.
    ThreeQuarters,
    /// Two thirds of them, or more.
    TwoThirds,
    /// More than half of them.
    Majority,
}

/// More would never matter: a coalition has at most this many steering groups.
pub const GROUPS_MAX: usize = 500;

impl Agreement {
    /// How many of `counted` groups must be for an outcome; more than there are where none is counted.
    pub fn needed(self, counted: usize) -> usize {
        let majority = counted / 2 + 1;
        match self {
            Self::Unanimity => counted.max(1),
            Self::ConsensusMinus(fewer) => counted.saturating_sub(fewer as usize).max(majority),
            Self::ThreeQuarters => (counted * 3).div_ceil(4).max(1),
            Self::TwoThirds => (counted * 2).div_ceil(3).max(1),
            Self::Majority => majority,
        }
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unanimity => f.write_str("unanimity"),
            Self::ConsensusMinus(fewer) => write!(f, "consensus-minus-{fewer}"),
            Self::ThreeQuarters => f.write_str("three-quarters"),
            Self::TwoThirds => f.write_str("two-thirds"),
            Self::Majority => f.write_str("majority"),
        }
    }
}

impl From<Agreement> for String {
    fn from(agreement: Agreement) -> Self {
        agreement.to_string()
    }
}

/// A word that is no agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is none of unanimity, consensus-minus-N, three-quarters, two-thirds, majority")]
pub struct UnknownAgreement;

impl FromStr for Agreement {
    type Err = UnknownAgreement;

    fn from_str(word: &str) -> Result<Self, UnknownAgreement> {
        let known = [Self::Unanimity, Self::ThreeQuarters, Self::TwoThirds, Self::Majority];
        if let Some(agreement) = known.into_iter().find(|agreement| agreement.to_string() == word) {
            return Ok(agreement);
        }
        let fewer = word.strip_prefix("consensus-minus-").and_then(|digits| digits.parse().ok());
        // One way to write each: the word is signed.
        let agreement = fewer.filter(|fewer| (1..GROUPS_MAX as u32).contains(fewer)).map(Self::ConsensusMinus);
        agreement.filter(|agreement| agreement.to_string() == word).ok_or(UnknownAgreement)
    }
}

impl TryFrom<String> for Agreement {
    type Error = UnknownAgreement;

    fn try_from(word: String) -> Result<Self, UnknownAgreement> {
        word.parse()
    }
}

/// What the silence of a group means at the deadline. It never means yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// It is not counted: those who spoke decide.
    NotCounted,
    /// It is counted as "hold": whoever is silent has not agreed.
    Hold,
}

/// A decision rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What a call needs.
    pub call: Agreement,
    /// What standing down needs.
    pub stand_down: Agreement,
    /// So many of a hundred groups must have spoken, or there is neither a call nor a stand-down.
    pub quorum_percent: u32,
    /// What silence means at the deadline.
    pub silence: Silence,
    /// When more groups than this stand aside, there is neither a call nor a stand-down; `None` for no such bound.
    pub stand_asides_max: Option<u32>,
    /// So many blocks of an outcome stop it, however many are for it; 0 when a block only counts as not for it.
    pub blocks_to_stop: u32,
}

/// Why a rule cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    /// Over a hundred.
    #[error("The quorum is a share of the groups, from 0 to 100 percent.")]
    Quorum,
    /// A number that no coalition reaches.
    #[error("A rule counts at most 500 groups. Choose a smaller number.")]
    TooMany,
}

impl Rule {
    /// Three quarters to call, a majority to stand down, three quarters must speak, two blocks stop.
    pub const USUAL: Self = Self {
        call: Agreement::ThreeQuarters,
        stand_down: Agreement::Majority,
        quorum_percent: 75,
        silence: Silence::NotCounted,
        stand_asides_max: None,
        blocks_to_stop: 2,
    };

    /// Checks its numbers.
    pub fn check(&self) -> Result<(), RuleRefusal> {
        let bound = GROUPS_MAX as u32;
        let fewer = [self.call, self.stand_down].map(|agreement| match agreement {
            Agreement::ConsensusMinus(fewer) => fewer,
            _ => 0,
        });
        if self.quorum_percent > 100 {
            return Err(RuleRefusal::Quorum);
        }
        let numbers = [fewer[0], fewer[1], self.stand_asides_max.unwrap_or(0), self.blocks_to_stop];
        if numbers.into_iter().any(|number| number >= bound) { Err(RuleRefusal::TooMany) } else { Ok(()) }
    }
}

/// Where a ballot stands in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Groups ask their own people. They may vote and change their votes; nothing is decided.
    Consulting,
    /// An outcome is decided as soon as it is met; a silent group has not agreed yet.
    Voting,
    /// The deadline has come: what stands decides, and silence means what the rule says.
    Over,
}

impl Moment {
    /// The moment of an instant. The window and the deadline have begun at their own instant.
    pub fn at(now: i64, consult_until: i64, deadline: i64) -> Self {
        match now {
            _ if now >= deadline => Self::Over,
            _ if now < consult_until => Self::Consulting,
            _ => Self::Voting,
        }
    }
}

/// What the rule says now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is decided yet.
    Open,
    /// This is.
    Decided(Outcome),
}

/// One of the two outcomes that need agreement, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Groups for it.
    pub is_for: usize,
    /// Groups it needs.
    pub needed: usize,
    /// Groups that block it.
    pub blocks: usize,
    /// Whether those are enough to stop it.
    pub stopped: bool,
    /// Whether it is met.
    pub met: bool,
}

/// The count behind a verdict, for pages and for whoever counts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Groups that may vote.
    pub electorate: usize,
    /// Groups that have spoken.
    pub spoken: usize,
    /// Groups that must have spoken.
    pub quorum: usize,
    /// Groups that say hold.
    pub hold: usize,
    /// Groups that stand aside.
    pub aside: usize,
    /// Groups that have said nothing.
    pub silent: usize,
    /// Groups that are counted: the shares are of these.
    pub counted: usize,
    /// Whether more stand aside than the rule allows.
    pub too_many_aside: bool,
    /// Calling.
    pub call: Side,
    /// Standing down.
    pub stand_down: Side,
}

/// Counts what stands. Ballots of groups outside the electorate are not looked at.
pub fn tally(rule: &Rule, electorate: &BTreeSet<Id>, standing: &BTreeMap<Id, Choice>, moment: Moment) -> Tally {
    let mut counts = [0; Choice::ALL.len()];
    for choice in electorate.iter().filter_map(|group| standing.get(group)) {
        counts[*choice as usize] += 1;
    }
    let [call, stand_down, hold, aside, block_call, block_stand_down] = counts;
    let spoken = call + stand_down + hold + aside + block_call + block_stand_down;
    let silent = electorate.len() - spoken;
    let silence_counts = moment != Moment::Over || rule.silence == Silence::Hold;
    let counted = spoken - aside + if silence_counts { silent } else { 0 };
    let quorum = (electorate.len() * rule.quorum_percent as usize).div_ceil(100);
    let too_many_aside = rule.stand_asides_max.is_some_and(|most| aside > most as usize);
    let may_pass = spoken >= quorum && !too_many_aside;
    let side = |agreement: Agreement, is_for: usize, blocks: usize| {
        let needed = agreement.needed(counted);
        let stopped = rule.blocks_to_stop > 0 && blocks >= rule.blocks_to_stop as usize;
        Side { is_for, needed, blocks, stopped, met: may_pass && !stopped && is_for >= needed }
    };
    Tally {
        electorate: electorate.len(),
        spoken,
        quorum,
        hold,
        aside,
        silent,
        counted,
        too_many_aside,
        call: side(rule.call, call, block_call),
        stand_down: side(rule.stand_down, stand_down, block_stand_down),
    }
}

/// What a count comes to.
pub fn verdict(tally: &Tally, moment: Moment) -> Verdict {
    let is_tied = tally.silent == 0 && tally.call.is_for == tally.stand_down.is_for;
    match moment {
        Moment::Consulting => Verdict::Open,
        _ if tally.call.met => Verdict::Decided(Outcome::Call),
        _ if tally.stand_down.met => Verdict::Decided(Outcome::StandDown),
        Moment::Over => Verdict::Decided(Outcome::Hold),
        Moment::Voting if is_tied => Verdict::Decided(Outcome::Hold),
        Moment::Voting => Verdict::Open,
    }
}

/// The decision rule: the same for the server, for whoever recounts a file, and for the simulator.
pub fn decide(rule: &Rule, electorate: &BTreeSet<Id>, standing: &BTreeMap<Id, Choice>, moment: Moment) -> Verdict {
    verdict(&tally(rule, electorate, standing, moment), moment)
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
