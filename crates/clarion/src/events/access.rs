//! Access facts: what a host states about reaching, hearing and bearing an event. What is not stated is shown as "not stated", never
//! as "no" (rules.md, rule 25).

use db::Fault;
use std::collections::BTreeMap;

/// What can be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessFact {
    /// A route without steps, and how far it is.
    StepFree,
    /// Places to sit.
    Seating,
    /// A toilet that wheelchairs can use.
    Toilets,
    /// Sign language or live captions.
    Asl,
    /// A quiet or scent-free space.
    Quiet,
    /// Parking or transit near by.
    Transit,
    /// A place for service animals.
    Animals,
    /// A livestream.
    Livestream,
}

impl AccessFact {
    /// In the order in which pages show them.
    pub const ALL: [Self; 8] =
        [Self::StepFree, Self::Seating, Self::Toilets, Self::Asl, Self::Quiet, Self::Transit, Self::Animals, Self::Livestream];

    /// The word in the column, in form fields and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StepFree => "step_free",
            Self::Seating => "seating",
            Self::Toilets => "toilets",
            Self::Asl => "asl",
            Self::Quiet => "quiet",
            Self::Transit => "transit",
            Self::Animals => "animals",
            Self::Livestream => "livestream",
        }
    }

    /// The fact with this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.as_str() == word)
    }

    /// The id of its words in `locales/`.
    pub fn words_id(self) -> &'static str {
        match self {
            Self::StepFree => "access-step-free",
            Self::Seating => "access-seating",
            Self::Toilets => "access-toilets",
            Self::Asl => "access-asl",
            Self::Quiet => "access-quiet",
            Self::Transit => "access-transit",
            Self::Animals => "access-animals",
            Self::Livestream => "access-livestream",
        }
    }
}

/// What was stated about one fact.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AccessAnswer {
    /// Whether it is there.
    pub is_there: bool,
    /// More about it, as the host wrote it; may be empty.
    pub note: String,
}

impl AccessAnswer {
    pub(super) fn code(&self) -> i64 {
        if self.is_there { 1 } else { 2 }
    }

    pub(super) fn of(code: i64, note: String) -> Result<Self, Fault> {
        match code {
            1 => Ok(Self { is_there: true, note }),
            2 => Ok(Self { is_there: false, note }),
            _ => Err(Fault::bug("an access answer")),
        }
    }
}

/// What a host stated; what is missing was not stated.
pub type AccessFacts = BTreeMap<AccessFact, AccessAnswer>;
