//! The pages of events: one event with its form, a coalition's list, and what the link of an answer's mail shows.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::map::StatesMap;
use super::views::{Link, ShareLink};
use super::views_form::PersonForm;

/// What, when and where, and what its host states about access: the same on every page of an event.
#[derive(Clone, Debug)]
pub struct EventFacts {
    /// From when to when, in the event's zone.
    pub when: String,
    /// What the place is called.
    pub place_name: String,
    /// Street, city, state and ZIP on one line.
    pub address: String,
    /// The access facts in their order, stated or not.
    pub access: Vec<AccessRow>,
    /// Whom to ask about access; empty where it was not stated.
    pub access_contact: String,
    /// Until when requests should come.
    pub access_requests_by: Option<ZonedDateTime>,
}

/// One access fact.
#[derive(Clone, Debug)]
pub struct AccessRow {
    /// What it is about.
    pub name: String,
    /// Yes, no, or not stated, in the page's language.
    pub answer: String,
    /// Whether it was stated.
    pub is_stated: bool,
    /// More about it; may be empty.
    pub note: String,
}

/// How an event stands, as its page says it first.
#[derive(Clone, Debug)]
pub struct StandingNotice {
    /// Which colours: `plain`, `good`, `attention`, `danger`.
    pub role: &'static str,
    /// What it is.
    pub title: String,
    /// What that means.
    pub text: String,
}

/// The page at `/events/<slug>`.
#[derive(Template)]
#[template(path = "events/show.html")]
pub struct EventPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The event's title in the page's language.
    pub title: String,
    /// The group whose event it is; it receives the answers.
    pub group: Link,
    /// The coalition that may call.
    pub coalition: Link,
    /// How it stands.
    pub standing: StandingNotice,
    /// What happens there, as sanitised HTML: it is put into the page as it is.
    pub words_html: String,
    /// When, where, access.
    pub facts: EventFacts,
    /// Who vetted it; empty if that group is gone.
    pub vetted_by: String,
    /// The confirmed people who come.
    pub coming: u64,
    /// Beside the number: "people will come if it is called".
    pub coming_label: String,
    /// Those of whom only a group says so.
    pub asserted: u64,
    /// On the waiting list.
    pub waiting: u64,
    /// How many can come, where there is a limit.
    pub capacity: Option<u64>,
    /// As of when, in the event's zone.
    pub as_of: ZonedDateTime,
    /// The address of the server-sent events with the count.
    pub live_url: String,
    /// The address of the calendar file.
    pub calendar_url: String,
    /// The form; `None` while nobody can answer.
    pub form: Option<PersonForm>,
    /// The ways to share.
    pub share: Vec<ShareLink>,
}

impl EventPage {
    fn has_errors(&self) -> bool {
        self.form.as_ref().is_some_and(|form| !form.errors.is_empty())
    }

    /// The name of the zone that the browser formats new times in.
    fn zone(&self) -> &str {
        self.as_of.time_zone().iana_name().unwrap_or("UTC")
    }
}

/// An event in a list.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// Title and page.
    pub event: Link,
    /// City and state.
    pub place: String,
    /// From when to when.
    pub when: String,
    /// How it stands, in a word or two.
    pub standing: String,
    /// The confirmed people who come.
    pub coming: u64,
    /// How far it is from the ZIP that was asked for; empty where none was, or where that is not known.
    pub distance: String,
}

/// One choice of a list.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What is shown.
    pub words: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// `/coalitions/<slug>/events`.
#[derive(Template)]
#[template(path = "events/list.html")]
pub struct EventListPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The coalition.
    pub coalition: Link,
    /// The address of the page without any choice.
    pub path: String,
    /// The ZIP that was typed.
    pub zip: String,
    /// What is wrong with it.
    pub zip_error: Option<String>,
    /// How far to look.
    pub miles: Vec<Choice>,
    /// Which states have events.
    pub states: Vec<Choice>,
    /// What is shown and how it was found: a sentence.
    pub finding: String,
    /// The events of this page.
    pub rows: Vec<EventRow>,
    /// Where the list goes on.
    pub more_url: Option<String>,
    /// The map and table by state, of all events.
    pub map: StatesMap,
}

impl EventListPage {
    fn states_finding(&self) -> String {
        match self.map.first() {
            Some(first) => self.frame.tn1("events-states-finding", self.map.areas_with_signatures(), "most", &first.name),
            None => self.frame.t("events-states-none"),
        }
    }
}

/// `/t/<token>` of a form that waits: what confirming would do, a button that does it, and a smaller one for "It wasn't me".
#[derive(Template)]
#[template(path = "events/confirm.html")]
pub struct ConfirmAnswerPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The event.
    pub event: Link,
    /// How it stands.
    pub standing: StandingNotice,
    /// When, where, access.
    pub facts: EventFacts,
    /// The event's group.
    pub group_name: String,
    /// Who comes, as typed in the form.
    pub person_name: String,
    /// Their note; empty if none.
    pub note: String,
    /// The words that were ticked; empty if none.
    pub consents: Vec<String>,
    /// What the group writes about this event anyway.
    pub this_event: String,
    /// Where the main button POSTs; empty where the event takes no answers now.
    pub confirm_action: String,
    /// Where "It wasn't me" POSTs.
    pub not_me_action: String,
}

/// `/t/<token>` of an answer: what stands, and how to change it.
#[derive(Template)]
#[template(path = "events/answer.html")]
pub struct AnswerPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The event.
    pub event: Link,
    /// Coming, waiting or not coming: the colours and words of the notice.
    pub answer: StandingNotice,
    /// How the event stands.
    pub standing: StandingNotice,
    /// When, where, access.
    pub facts: EventFacts,
    /// The address of the calendar file.
    pub calendar_url: String,
    /// Whether they come or wait, so that they can cancel.
    pub can_cancel: bool,
    /// Whether they can come after all.
    pub can_return: bool,
    /// Their note to the host.
    pub note: String,
    /// What is wrong with the note.
    pub note_error: Option<String>,
    /// Whether words may come at any hour.
    pub any_hour: bool,
    /// Where the buttons POST: this followed by `/cancel`, `/return`, `/note`.
    pub action: String,
    /// The whole address to share.
    pub share_url: String,
    /// The ways to share it.
    pub share: Vec<ShareLink>,
}
