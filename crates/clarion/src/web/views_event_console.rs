//! The console's pages of events: lists, one event with its counts and buttons, its forms, and who answered.

pub use super::typed::Typed;
use askama::Template;

use super::frame::Frame;
use super::views::Link;
pub use super::views_event::Choice;
use super::views_event::{EventFacts, StandingNotice};
use super::views_form::FieldError;
use crate::access::SignedIn;

/// An event in a list of the console.
#[derive(Clone, Debug)]
pub struct ConsoleEventRow {
    /// Title and page.
    pub event: Link,
    /// Whose it is.
    pub group: String,
    /// City and state.
    pub place: String,
    /// From when to when.
    pub when: String,
    /// How it stands, in a word or two.
    pub standing: String,
    /// The confirmed people who come.
    pub coming: u64,
}

/// `/console/events`.
#[derive(Template)]
#[template(path = "events/console_list.html")]
pub struct ConsoleEventsPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The events of their groups.
    pub hosted: Vec<ConsoleEventRow>,
    /// Events of other groups that nobody vetted.
    pub to_vet: Vec<ConsoleEventRow>,
    /// Events of other groups that a change holds back.
    pub to_confirm: Vec<ConsoleEventRow>,
    /// Where a new one is composed; `None` where they may not.
    pub new_url: Option<String>,
}

/// A change that waits: before and after of what changes.
#[derive(Clone, Debug)]
pub struct ChangeView {
    /// When, before and after.
    pub when: Option<(String, String)>,
    /// Where, before and after.
    pub place: Option<(String, String)>,
    /// Whether the host or their contact changes.
    pub contact: bool,
    /// When it was proposed.
    pub proposed_at: String,
    /// The groups that confirmed it.
    pub confirmed_by: Vec<String>,
    /// How many more must.
    pub words_missing: u64,
}

/// `/console/events/<slug>`.
#[derive(Template)]
#[template(path = "events/console_show.html")]
pub struct ConsoleEventPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Why a deed was refused.
    pub problem: Option<String>,
    /// How the event stands.
    pub standing: StandingNotice,
    /// When, where, access.
    pub facts: EventFacts,
    /// Whose it is.
    pub group_name: String,
    /// The coalition that may call.
    pub coalition_name: String,
    /// Its public page, once it was vetted.
    pub public_url: Option<String>,
    /// Come if it is called, confirmed.
    pub coming: u64,
    /// Come, as groups say.
    pub asserted: u64,
    /// On the waiting list.
    pub waiting: u64,
    /// Answered and do not come.
    pub not_coming: u64,
    /// How many the host expects.
    pub expected: u64,
    /// How many can come.
    pub capacity: Option<u64>,
    /// How many marshals there should be at least.
    pub marshals: u64,
    /// What happens there, as sanitised HTML.
    pub words_html: String,
    /// The host on one line; empty for other groups.
    pub host: String,
    /// The safety brief; empty for other groups.
    pub brief: Vec<(String, String)>,
    /// The group that refused it, and why.
    pub refusal: Option<(String, String)>,
    /// The change that holds it back.
    pub change: Option<ChangeView>,
    /// In whose name they may vet it.
    pub vetters: Vec<Choice>,
    /// In whose name they may confirm the change.
    pub confirmers: Vec<Choice>,
    /// Whether they may change it.
    pub can_change: bool,
    /// Whether they may take the change back.
    pub can_withdraw: bool,
    /// Who answered; for the own group.
    pub people_url: Option<String>,
    /// This page's address.
    pub path: String,
}

/// What cancelling would do.
#[derive(Template)]
#[template(path = "events/console_cancel.html")]
pub struct CancelEventPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// How many people answered that they come or wait.
    pub told: u64,
    /// The event's page.
    pub path: String,
}

/// The forms: a new event, its words, its place, time and host.
#[derive(Template)]
#[template(path = "events/console_form.html")]
pub struct EventFormPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Where it is sent.
    pub action: String,
    /// What was typed.
    pub typed: Typed,
    /// What to mend.
    pub errors: Vec<FieldError>,
    /// Groups to host for.
    pub hosts: Vec<Choice>,
    /// Time zones.
    pub zones: Vec<Choice>,
    /// The access facts: the field's name and what it is about.
    pub access: Vec<(String, String)>,
    /// Whether titles, words and access are asked for.
    pub has_words: bool,
    /// Whether place, time and host are asked for.
    pub has_facts: bool,
    /// Whether the event is new.
    pub is_new: bool,
    /// On the button.
    pub button: String,
}

impl EventFormPage {
    /// What to say above a field.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    fn access_is(&self, fact: &str, answer: &str) -> bool {
        self.typed.get(&format!("access-{fact}")) == answer
    }

    fn note(&self, fact: &str) -> &str {
        self.typed.get(&format!("note-{fact}"))
    }
}

/// Somebody who answered.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Name, opened.
    pub name: String,
    /// Mailbox, opened; may be empty.
    pub email: String,
    /// Number, opened; may be empty.
    pub phone: String,
    /// State and ZIP.
    pub place: String,
    /// What they answered.
    pub answer: String,
    /// Whether they confirmed it themselves.
    pub is_confirmed: bool,
    /// Whether words may come at any hour.
    pub any_hour: bool,
    /// Their note, opened; may be empty.
    pub note: String,
}

/// `/console/events/<slug>/people`.
#[derive(Template)]
#[template(path = "events/console_people.html")]
pub struct EventPeoplePage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The event's page in the console.
    pub event: Link,
    /// Everybody who comes.
    pub coming: u64,
    /// On the waiting list.
    pub waiting: u64,
    /// Do not come.
    pub not_coming: u64,
    /// The people of this page.
    pub people: Vec<PersonRow>,
    /// Where the list goes on.
    pub more_url: Option<String>,
}
