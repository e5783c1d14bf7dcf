//! What a plan says: scenarios, rule, deadline, the words and waves of each outcome. And the plan as a ballot freezes it.
//!
//! Both are written as canonical JSON: the hash of the frozen one is what every ballot signs.

use super::rule::{Outcome, Rule, RuleRefusal};
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::trust::assertion::RelyingParty;
use crate::trust::cose::{ES256, PublicKey};
use crate::trust::{Base64, Hash, canonical};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A title, in characters.
pub const TITLE_CHARS_MAX: usize = 150;
/// A text, in characters: a long mail.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Scenarios of one plan; who has more has several plans.
pub const SCENARIOS_MAX: usize = 20;
/// Waves of one outcome: the four audiences, near events at a few distances.
pub const WAVES_MAX: usize = 8;
/// As far as "near" can mean.
pub const MILES_MAX: u32 = 500;
/// A consult window and a cooling-off last at most 30 days.
pub const MINUTES_MAX: i64 = 30 * 24 * 60;
/// The cooling-off of a new plan.
pub const COOLING_OFF_MINUTES: i64 = 10;
/// The consult window of a new plan: a day, so that a group can meet.
pub const CONSULT_MINUTES: i64 = 24 * 60;
/// Events that one plan freezes.
pub const EVENTS_MAX: usize = 2_000;
/// Passkeys of one group that a ballot freezes.
pub const PASSKEYS_MAX: usize = 64;

/// A text in the two languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// English.
    pub en: String,
    /// Spanish.
    pub es: String,
}

impl Both {
    /// The text of a language.
    pub fn of(&self, is_spanish: bool) -> &str {
        if is_spanish { &self.es } else { &self.en }
    }

    fn fits(&self, chars_max: usize) -> bool {
        [&self.en, &self.es].into_iter().all(|text| !text.trim().is_empty() && text.chars().count() <= chars_max)
    }
}

/// Whom a wave reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The hosts of the on-call events.
    Hosts,
    /// Who said that they come.
    Rsvps,
    /// Supporters whose ZIP is within so many miles of an event.
    NearEvents {
        /// Miles.
        miles: u32,
    },
    /// Everyone who agreed to calls of the coalition.
    Everyone,
}

/// What an outcome says and to whom, in the order of the waves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWords {
    /// The subject of its mail and the title of its notice.
    pub subject: Both,
    /// The words.
    pub text: Both,
    /// Who is told, one wave after the other; none for nobody.
    pub waves: Vec<Audience>,
}

/// A version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanDocument {
    /// What it is called.
    pub title: Both,
    /// What would have to happen, in words. People judge it, never the server.
    pub scenarios: Vec<Both>,
    /// When the groups call, stand down or hold.
    pub rule: Rule,
    /// When the ballot ends, microseconds UTC.
    pub deadline: i64,
    /// The IANA zone in which the deadline and the hour of the start are said.
    pub time_zone: String,
    /// How long after the opening nothing is decided, so that groups can ask their people.
    pub consult_minutes: i64,
    /// How long after a decision any two groups can halt it.
    pub cooling_off_minutes: i64,
    /// A decided outcome does not start before this, microseconds UTC.
    pub starts_at: Option<i64>,
    /// If the groups call.
    pub call: OutcomeWords,
    /// If nothing is decided.
    pub hold: OutcomeWords,
    /// If they stand down.
    pub stand_down: OutcomeWords,
}

/// What is amiss with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentRefusal {
    /// Missing in a language, or too long.
    #[error("Give the plan a title in English and in Spanish, at most 150 characters each.")]
    Title,
    /// None, too many, or missing in a language.
    #[error("Describe 1 to 20 scenarios, each in English and in Spanish, with at most 10,000 characters.")]
    Scenarios,
    /// Missing in a language, or too long.
    #[error("Write the subject and the words of every outcome, in English and in Spanish.")]
    Words,
    /// Too many, or too far.
    #[error("An outcome has at most 8 waves, and near means 1 to 500 miles.")]
    Waves,
    /// Not a zone of the IANA list.
    #[error("Choose a time zone from the list, such as America/New_York.")]
    TimeZone,
    /// Negative or too long.
    #[error("The consult window and the cooling-off last 0 minutes to 30 days.")]
    Minutes,
    /// The rule's own.
    #[error(transparent)]
    Rule(#[from] RuleRefusal),
}

impl PlanDocument {
    /// The words of an outcome.
    pub fn outcome(&self, outcome: Outcome) -> &OutcomeWords {
        match outcome {
            Outcome::Call => &self.call,
            Outcome::Hold => &self.hold,
            Outcome::StandDown => &self.stand_down,
        }
    }

    /// The end of a cooling-off that begins now, or the stated hour if that is later. A hold starts at once: it changes nothing.
    pub fn start_of(&self, outcome: Outcome, decided_at: i64) -> i64 {
        match outcome {
            Outcome::Hold => decided_at,
            _ => (decided_at + self.cooling_off_minutes * MINUTE).max(self.starts_at.unwrap_or(decided_at)),
        }
    }

    /// Checks it. What it says is its authors' business; that it can be read, counted and sent is ours.
    pub fn check(&self) -> Result<(), DocumentRefusal> {
        if !self.title.fits(TITLE_CHARS_MAX) {
            return Err(DocumentRefusal::Title);
        }
        let scenarios = &self.scenarios;
        if !(1..=SCENARIOS_MAX).contains(&scenarios.len()) || !scenarios.iter().all(|words| words.fits(TEXT_CHARS_MAX)) {
            return Err(DocumentRefusal::Scenarios);
        }
        for outcome in Outcome::ALL.map(|outcome| self.outcome(outcome)) {
            if !outcome.subject.fits(TITLE_CHARS_MAX) || !outcome.text.fits(TEXT_CHARS_MAX) {
                return Err(DocumentRefusal::Words);
            }
            let far = |wave: &Audience| matches!(wave, Audience::NearEvents { miles } if !(1..=MILES_MAX).contains(miles));
            if outcome.waves.len() > WAVES_MAX || outcome.waves.iter().any(far) {
                return Err(DocumentRefusal::Waves);
            }
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            return Err(DocumentRefusal::TimeZone);
        }
        if [self.consult_minutes, self.cooling_off_minutes].iter().any(|minutes| !(0..=MINUTES_MAX).contains(minutes)) {
            return Err(DocumentRefusal::Minutes);
        }
        Ok(self.rule.check()?)
    }
}

/// An on-call event as the ballot freezes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenEvent {
    /// Its id.
    pub event: Id,
    /// Whose it is.
    pub group: Id,
    /// Its title.
    pub title: Both,
    /// When it begins, microseconds UTC.
    pub starts_at: i64,
    /// In which zone its time is said.
    pub time_zone: String,
    /// Where, as people say it.
    pub place: String,
    /// Whom to ask, as its page says.
    pub contact: String,
}

/// What a person may do with a frozen passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// Votes and halts for the group, until recalled.
    Delegate,
    /// Votes and halts for the group.
    Deputy,
    /// Opens a ballot and signs a recall, together with somebody else.
    Member,
}

/// A passkey that counts in a ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenPasskey {
    /// Its id on the server.
    pub passkey: Id,
    /// Its public key, a COSE_Key of ES256.
    pub key: Base64,
    /// Who holds it, by a number of this ballot only: names and accounts stay on the server.
    pub holder: u32,
    /// What they may do.
    pub power: Power,
    /// Since when it counts, microseconds UTC.
    pub counts_from: i64,
}

/// A group of the electorate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenGroup {
    /// Its id.
    pub group: Id,
    /// Its name.
    pub name: String,
    /// The passkeys of its people that count. A group with none is silent.
    pub passkeys: Vec<FrozenPasskey>,
}

/// The format of a frozen plan.
pub const FROZEN_FORMAT: &str = "clarion plan 1";

/// A plan as a ballot freezes it. Its hash is the commitment: the salt keeps it from being guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// [`FROZEN_FORMAT`].
    pub format: String,
    /// Which coalition.
    pub coalition: Id,
    /// Which plan.
    pub plan: Id,
    /// Which of its versions.
    pub version: i64,
    /// Which ballot.
    pub ballot: Id,
    /// 32 random bytes.
    pub salt: Base64,
    /// Where the passkeys sign.
    pub site: RelyingParty,
    /// How many minutes a new passkey waits, from its entry in the log on, until it counts.
    pub passkey_wait_minutes: i64,
    /// What the plan says.
    pub document: PlanDocument,
    /// Its events.
    pub events: Vec<FrozenEvent>,
    /// Who votes, in the order of the groups' ids.
    pub electorate: Vec<FrozenGroup>,
}

/// What is amiss with a frozen plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrozenRefusal {
    /// Another kind of document.
    #[error("This is no frozen plan of a kind that this program knows.")]
    Format,
    /// Fewer than two, too many, twice the same or out of order.
    #[error("A ballot needs at least two steering groups.")]
    Electorate,
    /// Twice the same, of another algorithm, or too many.
    #[error("A passkey of the electorate cannot vote.")]
    Passkeys,
    /// Too many.
    #[error("A plan has at most 2,000 events.")]
    Events,
    /// What it says.
    #[error(transparent)]
    Document(#[from] DocumentRefusal),
}

impl Frozen {
    /// The hash that ballots sign.
    pub fn hash(&self) -> Hash {
        Hash::of(&[&canonical::of(self)])
    }

    /// Checks what a ballot relies on; also for a file that comes from anywhere.
    pub fn check(&self) -> Result<(), FrozenRefusal> {
        let waits = (0..=MINUTES_MAX).contains(&self.passkey_wait_minutes);
        if self.format != FROZEN_FORMAT || self.salt.0.len() != 32 || !waits {
            return Err(FrozenRefusal::Format);
        }
        let groups = &self.electorate;
        let in_order = groups.windows(2).all(|pair| pair[0].group < pair[1].group);
        if !(2..=super::rule::GROUPS_MAX).contains(&groups.len()) || !in_order {
            return Err(FrozenRefusal::Electorate);
        }
        if !self.has_sound_passkeys() {
            return Err(FrozenRefusal::Passkeys);
        }
        if self.events.len() > EVENTS_MAX {
            return Err(FrozenRefusal::Events);
        }
        Ok(self.document.check()?)
    }

    /// Every passkey can vote and stands once, and nobody holds passkeys of two groups: one person must never be two.
    fn has_sound_passkeys(&self) -> bool {
        let (mut keys, mut ids, mut holders) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        self.electorate.iter().all(|group| {
            let mut passkeys = group.passkeys.iter();
            let sound = passkeys.all(|passkey| {
                let votes = PublicKey::read(&passkey.key.0).is_ok_and(|key| key.algorithm() == ES256);
                let is_of_this_group = *holders.entry(passkey.holder).or_insert(group.group) == group.group;
                votes && is_of_this_group && keys.insert(&passkey.key) && ids.insert(passkey.passkey)
            });
            sound && group.passkeys.len() <= PASSKEYS_MAX
        })
    }

    /// A group of the electorate.
    pub fn group(&self, id: Id) -> Option<&FrozenGroup> {
        self.electorate.iter().find(|group| group.group == id)
    }

    /// A passkey of the electorate and its group.
    pub fn passkey(&self, id: Id) -> Option<(&FrozenGroup, &FrozenPasskey)> {
        let of = |group| move |passkey| (group, passkey);
        self.electorate.iter().flat_map(|group| group.passkeys.iter().map(of(group))).find(|(_, passkey)| passkey.passkey == id)
    }
}
