//! The console's form of a form: its words, and a slot for each question.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_console::Tab;
use super::views_event_console::{Choice, Typed};
use super::views_form::FieldError;
use crate::access::SignedIn;

/// `/console/groups/<slug>/forms/new`, and the same for a draft that is changed.
#[derive(Template)]
#[template(path = "forms/console_form.html")]
pub struct FormFormPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Where one comes from.
    pub back: Link,
    /// The group's other pages.
    pub tabs: Vec<Tab>,
    /// Where it is sent.
    pub action: String,
    /// What was typed before, so that nothing is lost.
    pub typed: Typed,
    /// What to mend, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// What it can be for.
    pub kinds: Vec<Choice>,
    /// In whose name it can speak beside the group's.
    pub coalitions: Vec<Choice>,
    /// The zones to choose from.
    pub zones: Vec<Choice>,
    /// The questions, empty ones among them.
    pub slots: Vec<Slot>,
    /// Whether there is room for more.
    pub may_have_more: bool,
}

/// Room for one question.
pub struct Slot {
    /// What its fields' names begin with.
    pub name: &'static str,
    /// Its place.
    pub number: usize,
    /// How it can be answered.
    pub kinds: Vec<Choice>,
    /// The group's fields, of which it can fill one.
    pub fields: Vec<Choice>,
    /// Whether the one that it was to fill is none of them.
    pub is_unbound: bool,
    /// Whether it must be.
    pub required: bool,
    /// English words.
    pub en: String,
    /// Spanish words.
    pub es: String,
    /// English choices, one a line.
    pub choices_en: String,
    /// Spanish choices, one a line.
    pub choices_es: String,
    /// Why it cannot be asked so.
    pub wrong: Option<String>,
}

impl FormFormPage {
    /// What is wrong with a field.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}
