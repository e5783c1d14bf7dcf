//! The mail to organisers about something that waits for them in the console: a petition or a form that is being written, a coalition
//! that invites their group. Rendered as HTML and as plain text from the same data; who is told, and when, is each domain's business.

use askama::Template;

use super::lang::{self, Lang};
use super::views_mail::MailWords;

/// News of something in the console.
#[derive(Clone, Debug)]
pub struct OrganiserMail {
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
    /// The title of what it is about.
    pub title: String,
    /// The group that wrote it, or asks; or what is to be known of it first.
    pub of: String,
    /// Its page in the console.
    pub url: String,
    /// The group in whose name the reader acts.
    pub group_name: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/organiser.html")]
struct OrganiserHtml<'a> {
    mail: &'a OrganiserMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/organiser.txt")]
struct OrganiserText<'a> {
    mail: &'a OrganiserMail,
}

impl OrganiserMail {
    fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[("group", self.of.as_str().into()), ("title", self.title.as_str().into())])
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.t(self.subject);
        let html = super::frame::text(&OrganiserHtml { mail: self, subject: &subject });
        let text = super::frame::text(&OrganiserText { mail: self });
        MailWords { subject, html, text }
    }
}
