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
pub use sign::{SignInput, SignRefusal, Signed, sign};

pub use crate::actions::kinds::{HowKnown as SignatureKind, State as PetitionState, Words as PetitionWords, words_for};

use crate::ids::Id;

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

/// Whom a petition addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The office, where it is one.
    pub office: Option<Id>,
    /// The office's title or the name that was given.
    pub name: String,
}
