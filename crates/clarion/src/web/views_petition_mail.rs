//! The mail to organisers about a petition that is being written. Rendered as HTML and as plain text from the same data; who is told,
//! and when, is the business of `petitions/drafts/telling.rs`.

use askama::Template;

use super::lang::{self, Lang};
use super::views_mail::MailWords;

/// News of a petition that is being written.
#[derive(Clone, Debug)]
pub struct PetitionMail {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's name.
    pub name: String,
    /// The id of the subject.
    pub subject: &'static str,
    /// The id of what happened.
    pub said: &'static str,
    /// The id of the link's words.
    pub button: &'static str,
    /// The petition's title.
    pub title: String,
    /// The group that wrote it.
    pub of: String,
    /// Its page in the console.
    pub url: String,
    /// The group in whose name the reader acts.
    pub group_name: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/petition.html")]
struct PetitionHtml<'a> {
    mail: &'a PetitionMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/petition.txt")]
struct PetitionText<'a> {
    mail: &'a PetitionMail,
}

impl PetitionMail {
    fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[("group", self.of.as_str().into()), ("title", self.title.as_str().into())])
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.t(self.subject);
        let html = super::frame::text(&PetitionHtml { mail: self, subject: &subject });
        let text = super::frame::text(&PetitionText { mail: self });
        MailWords { subject, html, text }
    }
}
