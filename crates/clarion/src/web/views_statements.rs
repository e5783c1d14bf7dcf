//! The page of a statement, and how statements stand in lists.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::views::Link;

/// A statement in a list.
#[derive(Clone, Debug)]
pub struct StatementCard {
    /// Title and address.
    pub link: Link,
    /// When it was published.
    pub published_at: ZonedDateTime,
}

/// `/statements/<slug>`.
#[derive(Template)]
#[template(path = "statements/statement.html")]
pub struct StatementPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The title.
    pub title: String,
    /// The language of the words, where it is not the page's.
    pub words_lang: Option<&'static str>,
    /// Whose words they are.
    pub of: Link,
    /// The group that published them, where the words are a coalition's.
    pub published_by: Option<String>,
    /// When.
    pub published_at: ZonedDateTime,
    /// The words as sanitised HTML; empty once they are withdrawn.
    pub text_html: String,
    /// That they were withdrawn, if they were.
    pub withdrawn: Option<Withdrawn>,
}

/// That a statement was withdrawn.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The group that did.
    pub by: String,
    /// When.
    pub at: ZonedDateTime,
    /// Why.
    pub why: String,
}

impl StatementPage {
    fn withdrawn_words(&self, withdrawn: &Withdrawn) -> String {
        let when = self.frame.date_time(&withdrawn.at);
        self.frame.t2("statement-withdrawn", ("group", &withdrawn.by), ("when", &when))
    }
}
