//! Forms: sign-ups, surveys and pledges, with questions of their own; and people's submissions.
//!
//! A form is written, approved and published the way a petition is, by the same drafts. A submission goes the way of a signature; it
//! stands once for each human, and what the same human, proved, says later takes its place.

pub mod api;
mod api_body;
pub(crate) mod api_resource;
pub mod api_submissions;
pub mod bring;
pub mod cards;
pub mod confirm;
pub(crate) mod confirming_mail;
pub(crate) mod console;
pub mod count;
pub mod create;
pub mod drafting;
pub mod fill;
pub mod listing;
pub mod live;
pub mod pages;
pub mod questions;
pub mod running;
pub(crate) mod store;
pub mod submit;
pub mod submitting_pages;

pub(crate) use console::{mark_waiting, waiting_count};
pub use questions::{Answers, Choice, Question, QuestionKind};
pub use submit::{SubmitInput, SubmitRefusal, Submitted, submit};

pub use crate::actions::kinds::{HowKnown as SubmissionKind, State as FormState, Words};

use crate::ids::Id;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// What a form is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// To join in.
    #[default]
    SignUp,
    /// To be asked.
    Survey,
    /// "I will take part if it is called."
    Pledge,
}

impl FormKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SignUp, Self::Survey, Self::Pledge];

    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::Survey => "survey",
            Self::Pledge => "pledge",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The message of these words for this kind: each kind has its own of a family, such as `form-button`.
    pub fn message(self, family: &str) -> String {
        let kind = match self {
            Self::SignUp => "sign-up",
            Self::Survey => "survey",
            Self::Pledge => "pledge",
        };
        format!("{family}-{kind}")
    }
}

/// A form without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its id.
    pub id: Id,
    /// Whose page it is: this group receives the people.
    pub group: Id,
    /// The coalition it is of, if any.
    pub coalition: Option<Id>,
    /// Its place in `/forms/<slug>`.
    pub slug: String,
    /// What it is for.
    pub kind: FormKind,
    /// Internal name.
    pub name: String,
    /// Which system made it, for the API.
    pub origin_system: String,
    /// Open or stopped.
    pub state: FormState,
    /// Submissions wanted; 0 for none.
    pub goal: i64,
    /// When it closes; never if `None`.
    pub closes_at: Option<i64>,
    /// The IANA zone its dates are said in.
    pub time_zone: String,
    /// Above this many a minute the form asks for proof of work.
    pub usual_per_minute: i64,
    /// What it asks, in order.
    pub questions: Vec<Question>,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

/// How many confirmed people pledged to take part in what a coalition may call, over all of its pledges. Somebody who gave two pledges
/// counts in both.
pub fn pledged_in(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    store::pledged_in(tx, coalition)
}
