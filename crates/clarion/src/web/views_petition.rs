//! The page of a petition: its words, its count, its form, its map.
//! Handlers fill `PetitionPage`; whether somebody may sign is decided elsewhere and shows here as a form or none.

use std::collections::BTreeMap;

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::{Count, Frame};
use super::lang;
use super::map::StatesMap;
use super::views::{Link, ShareLink, share_links};
use super::views_form::PersonForm;

/// The page at `/petitions/<slug>`.
#[derive(Template)]
#[template(path = "petitions/show.html")]
pub struct PetitionPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The petition's title in the page's language.
    pub title: String,
    /// The group whose petition it is; it receives the signatures.
    pub group: Link,
    /// The coalition in whose name it speaks.
    pub coalition: Option<Link>,
    /// Of a draft that nobody else sees: the way back to it.
    pub preview: Option<Link>,
    /// What it said before with signatures on it, the newest first.
    pub earlier: Vec<EarlierWords>,
    /// What its group has added since, the newest first: the newest few.
    pub updates: Vec<AddedWords>,
    /// And the older ones, each with its own page.
    pub older_updates: Vec<OlderWords>,
    /// Groups that carry it, too.
    pub cosponsors: Vec<Link>,
    /// The text as sanitised HTML: it is put into the page as it is.
    pub text_html: String,
    /// The offices it addresses.
    pub targets: Vec<Link>,
    /// Whether it can be signed now.
    pub state: PetitionState,
    /// The count of one committed state.
    pub count: PetitionCount,
    /// The address of the server-sent events with the count; `None` where nothing moves.
    pub live_url: Option<String>,
    /// The form; `None` while nobody can sign.
    pub form: Option<PersonForm>,
    /// The ways to share; see `PetitionPage::share_of`.
    pub share: Vec<ShareLink>,
    /// The map and table; see `StatesMap::new`.
    pub map: StatesMap,
}

/// News or a correction beneath the words.
#[derive(Clone, Debug)]
pub struct AddedWords {
    /// Its place on the page, for links to it.
    pub anchor: String,
    /// News or correction, in words.
    pub kind: String,
    /// The day on which it was published.
    pub day: String,
    /// Its title.
    pub title: String,
    /// Its language, where it is not the page's.
    pub lang: Option<String>,
    /// Its text as sanitised HTML.
    pub text_html: String,
}

/// News or a correction that is not among the newest.
#[derive(Clone, Debug)]
pub struct OlderWords {
    /// Its title, and the page that has its text.
    pub words: Link,
    /// Its language, where it is not the page's.
    pub lang: Option<String>,
    /// What it is, and the day on which it was published.
    pub fact: String,
}

/// The page at `/petitions/<slug>/updates/<id>`.
#[derive(Template)]
#[template(path = "petitions/update.html")]
pub struct UpdatePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The petition that it adds to.
    pub petition: Link,
    /// The news or correction.
    pub words: AddedWords,
}

/// Words that people signed and that were changed since.
#[derive(Clone, Debug)]
pub struct EarlierWords {
    /// When they were changed, and how many had signed them.
    pub summary: String,
    /// Their title.
    pub title: String,
    /// Their language, where it is not the page's.
    pub lang: Option<String>,
    /// Their text as sanitised HTML.
    pub text_html: String,
    /// Whom they addressed.
    pub targets: Vec<String>,
}

/// Whether a petition can be signed, with the moment that matters, in the petition's zone.
#[derive(Clone, Debug)]
pub enum PetitionState {
    /// It can be signed.
    Open {
        /// When it closes, if that is set.
        closes_at: Option<ZonedDateTime>,
    },
    /// It can be signed and closes within this day.
    ClosingToday {
        /// When.
        closes_at: ZonedDateTime,
    },
    /// It cannot be signed yet.
    NotYetOpen {
        /// When it opens.
        opens_at: ZonedDateTime,
    },
    /// Its group stopped it, and may open it again.
    Stopped,
    /// It can no longer be signed; confirmations still count for 24 hours.
    Closed {
        /// When it closed.
        closed_at: ZonedDateTime,
    },
}

/// The figures of a petition.
#[derive(Clone, Debug)]
pub struct PetitionCount {
    /// Signatures that their people confirmed.
    pub confirmed: u64,
    /// Signatures from paper, imports and the API, shown apart.
    pub asserted: u64,
    /// How many the organiser hopes for.
    pub goal: Option<u64>,
    /// As of when, in the petition's zone.
    pub as_of: ZonedDateTime,
    /// Confirmed signatures by postal code of the state.
    pub states: BTreeMap<String, u64>,
}

impl PetitionPage {
    /// The ways to share the page that a frame is for.
    pub fn share_of(frame: &Frame) -> Vec<ShareLink> {
        share_links(frame.lang, &frame.canonical_url(), &frame.title)
    }

    fn has_errors(&self) -> bool {
        self.form.as_ref().is_some_and(|form| !form.errors.is_empty())
    }

    fn count_label(&self, count: impl Count) -> String {
        self.frame.tn("count-confirmed", count)
    }

    /// What stands before a co-sponsor's name in the line: nothing, a comma, or "and" before the last.
    fn before_cosponsor(&self, place: &usize) -> String {
        let (place, last) = (*place, self.cosponsors.len().saturating_sub(1));
        match (place, place == last) {
            (0, _) => String::new(),
            (_, false) => ",".to_owned(),
            (_, true) => format!(" {}", lang::and(self.frame.lang, &self.cosponsors[last].name)),
        }
    }

    fn target_count(&self) -> u64 {
        self.targets.len() as u64
    }

    /// The name of the zone that the browser formats new times in.
    fn zone(&self) -> &str {
        self.count.as_of.time_zone().iana_name().unwrap_or("UTC")
    }

    /// The map's title says what it shows. `live-count.ts` keeps it current by the same rule.
    fn states_finding(&self) -> String {
        let finding = |id, count: &str, most: &str| self.frame.t2(id, ("count", count), ("most", most));
        match (self.map.first(), self.map.areas_with_signatures()) {
            (None, _) => self.frame.t("states-none"),
            (Some(first), 1) => finding("states-finding-one", "1", &first.name),
            (Some(first), count) => finding("states-finding-many", &count.to_string(), &first.name),
        }
    }

    /// A form of that title with places for what an open page fills in.
    fn finding_of(&self, id: &str) -> String {
        self.frame.t2(id, ("count", "{count}"), ("most", "{most}"))
    }

    fn state_count(&self) -> u64 {
        self.map.rows.len() as u64
    }
}
