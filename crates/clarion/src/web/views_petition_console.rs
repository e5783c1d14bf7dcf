//! The console's form of a petition: what was typed, what is wrong with it, and the offices that were found.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_console::Tab;
use super::views_event_console::{Choice, Typed};
use super::views_form::FieldError;
use crate::access::SignedIn;

/// `/console/groups/<slug>/petitions/new`, and the same for a draft that is changed.
#[derive(Template)]
#[template(path = "petitions/console_form.html")]
pub struct PetitionFormPage {
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
    /// In whose name it can speak beside the group's.
    pub coalitions: Vec<Choice>,
    /// The zones to choose from.
    pub zones: Vec<Choice>,
    /// Whether offices were looked for.
    pub has_sought: bool,
    /// The offices and sets that were found, to be ticked.
    pub found: Vec<String>,
}

impl PetitionFormPage {
    /// What is wrong with a field.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}
