//! The mail to those who vote: what happened in a ballot, until when something can be done, and where. Rendered as HTML and as plain
//! text from the same data; who is told, and when, is the business of `plans/telling.rs`.

use askama::Template;

use super::lang::{self, Lang};
use super::views_mail::MailWords;

/// A sentence.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub words: &'static str,
    /// The time that it names, in the plan's zone.
    pub when: Option<String>,
}

/// News of a ballot.
#[derive(Clone, Debug)]
pub struct BallotMail {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's name.
    pub name: String,
    /// The id of the subject.
    pub subject: &'static str,
    /// What happened.
    pub lines: Vec<Line>,
    /// The coalition's name.
    pub coalition: String,
    /// The plan's title.
    pub plan: String,
    /// The ballot's page.
    pub ballot_url: String,
    /// The group that the reader speaks for.
    pub group_name: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/ballot.html")]
struct BallotHtml<'a> {
    mail: &'a BallotMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/ballot.txt")]
struct BallotText<'a> {
    mail: &'a BallotMail,
}

impl BallotMail {
    fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    fn said(&self, line: &Line) -> String {
        let when = line.when.as_deref().unwrap_or_default();
        lang::t(self.lang, line.words, &[("when", when.into()), ("group", self.group_name.as_str().into())])
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let names = [("coalition", self.coalition.as_str().into()), ("plan", self.plan.as_str().into())];
        let subject = lang::t(self.lang, self.subject, &names);
        let html = super::frame::text(&BallotHtml { mail: self, subject: &subject });
        let text = super::frame::text(&BallotText { mail: self });
        MailWords { subject, html, text }
    }
}
