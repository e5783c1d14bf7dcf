//! The page of a petition: its words, its count, its form, its map.
//! Handlers fill `PetitionPage`; whether somebody may sign is decided elsewhere and shows here as a form or none.

use std::collections::BTreeMap;

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::map::{AREA_CODES, StatesMap, area_name};
use super::views::{Link, ShareLink, share_links};

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
    pub form: Option<SignForm>,
    /// The ways to share; see `PetitionPage::share_of`.
    pub share: Vec<ShareLink>,
    /// The map and table; see `StatesMap::new`.
    pub map: StatesMap,
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

/// The form to sign with. Its field names are `given_name`, `family_name`, `email`, `zip`, `state`, `comment`,
/// each consent's own name with the value `yes`, `stamp` and `altcha`.
#[derive(Clone, Debug)]
pub struct SignForm {
    /// Where it is sent.
    pub action: String,
    /// What was typed before, so that nothing is lost.
    pub values: SignValues,
    /// What to mend, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// The ZIP is unknown: the form asks for the state as well.
    pub ask_state: bool,
    /// The petition takes comments.
    pub ask_comment: bool,
    /// One tick box a group and purpose, unticked at first.
    pub consents: Vec<Consent>,
    /// The signed time stamp that the form must bring back.
    pub stamp: String,
    /// Where to fetch the challenge of a proof of work; `None` while the petition is not over its usual rate.
    pub challenge_url: Option<String>,
}

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct SignValues {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mailbox.
    pub email: String,
    /// ZIP, five digits or nine.
    pub zip: String,
    /// Postal code of the state, or empty.
    pub state: String,
    /// Why they sign, or empty.
    pub comment: String,
}

/// What is wrong with one field.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name, which is its id as well.
    pub field: &'static str,
    /// The field, the reason and the mend, in the page's language.
    pub message: String,
}

/// A group's question whether it may write.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The field's name, unique in the form: letters, digits, `_` and `-`.
    pub name: String,
    /// The group's words, which are kept with the answer.
    pub words: String,
    /// Whether the person had ticked it before the form came back.
    pub ticked: bool,
}

/// A state in the form's list.
pub struct AreaOption {
    /// Postal code.
    pub code: &'static str,
    /// Name.
    pub name: String,
}

impl PetitionPage {
    /// The ways to share the page that a frame is for.
    pub fn share_of(frame: &Frame) -> Vec<ShareLink> {
        share_links(frame.lang, &frame.canonical_url(), &frame.title)
    }

    fn has_errors(&self) -> bool {
        self.form.as_ref().is_some_and(|form| !form.errors.is_empty())
    }

    fn target_count(&self) -> u64 {
        self.targets.len() as u64
    }

    /// The name of the zone that the browser formats new times in.
    fn zone(&self) -> &str {
        self.count.as_of.time_zone().iana_name().unwrap_or("UTC")
    }

    fn area_options(&self) -> Vec<AreaOption> {
        let mut options: Vec<AreaOption> =
            AREA_CODES.map(|code| AreaOption { code, name: area_name(self.frame.lang, code) }).into();
        options.sort_by(|a, b| a.name.cmp(&b.name));
        options
    }

    /// The map's title says what it shows.
    fn states_finding(&self) -> String {
        match self.map.first() {
            Some(first) => self.frame.tn1("states-finding", self.map.areas_with_signatures(), "most", &first.name),
            None => self.frame.t("states-none"),
        }
    }
}

impl SignForm {
    /// What to say above a field.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}
