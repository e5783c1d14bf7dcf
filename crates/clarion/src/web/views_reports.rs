//! The pages behind "Report this": the form, and what becomes of it.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_form::FieldError;

/// `/report?page=...`.
#[derive(Template)]
#[template(path = "reports/form.html")]
pub struct ReportPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The page that is reported.
    pub reported: Link,
    /// The form.
    pub form: ReportForm,
}

impl ReportPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "report-title";
}

/// The form. Its field names are `page`, `reason`, `words`, `email`, `stamp` and `altcha`.
#[derive(Clone, Debug)]
pub struct ReportForm {
    /// Where it is sent.
    pub action: String,
    /// The address of the page that is reported, without language.
    pub page: String,
    /// Why, to choose from.
    pub reasons: Vec<ReasonChoice>,
    /// What was written.
    pub words: String,
    /// Where an answer is wanted.
    pub email: String,
    /// What to mend, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// The signed time stamp that the form must bring back.
    pub stamp: String,
    /// Where to fetch the challenge of a proof of work; `None` while reports come as usual.
    pub challenge_url: Option<String>,
}

impl ReportForm {
    /// What to say above a field.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

/// A reason to choose.
#[derive(Clone, Debug)]
pub struct ReasonChoice {
    /// Its code.
    pub code: &'static str,
    /// Its words.
    pub words: String,
    /// Whether it was chosen before the form came back.
    pub chosen: bool,
}

/// After a report.
#[derive(Template)]
#[template(path = "reports/sent.html")]
pub struct ReportSentPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The page that was reported.
    pub reported: Link,
}

impl ReportSentPage {
    /// The id of the title's words.
    pub const TITLE: &'static str = "report-sent-title";
}
