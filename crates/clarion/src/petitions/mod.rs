//! Petitions: their words and targets, signing them, confirming, counting.

pub mod api;
pub mod api_body;
pub mod api_resource;
pub mod api_signatures;
mod cards;
pub mod co_sponsors;
pub mod confirm;
pub(crate) mod confirming_mail;
pub(crate) mod console;
pub mod count;
pub mod create;
pub mod drafts;
pub mod listing;
pub mod live;
pub mod pages;
pub mod running;
pub mod sign;
pub mod signing_pages;
pub(crate) mod store;
pub mod updates;

pub use cards::{Card, Cards, card_view, cards_of_coalition, cards_of_group, cards_sponsored_by, cards_to_office, newest_cards};
pub(crate) use console::{mark_waiting, waiting_count};
pub use count::{Count, RegionCount};
pub use sign::{SignInput, SignRefusal, SignatureKind, Signed, sign};

use crate::ids::Id;
use crate::web::lang::Lang;
use db::Fault;

/// Whether a petition takes signatures; closing is a date of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PetitionState {
    /// It does, between its opening and its closing.
    Open,
    /// Its group stopped it.
    Stopped,
}

impl PetitionState {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the word.
    pub(crate) fn of(word: &str) -> Result<Self, Fault> {
        match word {
            "open" => Ok(Self::Open),
            "stopped" => Ok(Self::Stopped),
            _ => Err(Fault::bug("a petition's state")),
        }
    }
}

/// A petition without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Petition {
    /// Its id.
    pub id: Id,
    /// Whose page it is: this group receives the signers.
    pub group: Id,
    /// The coalition it is of, if any.
    pub coalition: Option<Id>,
    /// Its place in `/petitions/<slug>`.
    pub slug: String,
    /// Internal name.
    pub name: String,
    /// Which system made it, for the API.
    pub origin_system: String,
    /// Open or stopped.
    pub state: PetitionState,
    /// Signatures wanted; 0 for none.
    pub goal: i64,
    /// When it opens, microseconds; at once if `None`.
    pub opens_at: Option<i64>,
    /// When it closes; never if `None`.
    pub closes_at: Option<i64>,
    /// The IANA zone its dates are said in.
    pub time_zone: String,
    /// Above this many forms a minute a form asks for proof of work.
    pub usual_signatures_per_minute: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

/// A petition's words in one language. Text and thanks are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PetitionWords {
    /// `en` or `es`.
    pub lang: String,
    /// Title.
    pub title: String,
    /// What it asks, Markdown.
    pub text: String,
    /// What the thank-you page says, Markdown; may be empty.
    pub thanks: String,
}

/// Whom a petition addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The office, where it is one.
    pub office: Option<Id>,
    /// The office's title or the name that was given.
    pub name: String,
}

/// The words for a page in a language: what is missing there stands in the words of the other, each text for itself.
pub fn words_for(all: &[PetitionWords], lang: Lang) -> PetitionWords {
    let own = all.iter().find(|words| words.lang == lang.code()).or(all.first());
    let mut shown = own.cloned().unwrap_or_default();
    for other in all.iter().filter(|words| words.lang != shown.lang) {
        for (text, there) in [(&mut shown.title, &other.title), (&mut shown.text, &other.text), (&mut shown.thanks, &other.thanks)]
        {
            if text.trim().is_empty() {
                text.clone_from(there);
            }
        }
    }
    shown
}
