//! The page on which a group asks to join a coalition, and the mail with the answer.

use askama::Template;

use super::frame::Frame;
use super::lang::{self, Lang};
use super::views::Link;
use super::views_form::PersonForm;
use super::views_mail::MailWords;

/// `/coalitions/<slug>/join`.
#[derive(Template)]
#[template(path = "coalitions/join.html")]
pub struct JoinPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The coalition.
    pub coalition: Link,
    /// The group in whose name the form stands, which takes what is sent for those that steer.
    pub group: Link,
    /// Its words above the form as sanitised HTML; may be empty.
    pub words_html: String,
    /// Where somebody asks for a group that is on this server.
    pub own_url: String,
    /// The form.
    pub form: PersonForm,
}

impl JoinPage {
    fn has_errors(&self) -> bool {
        !self.form.errors.is_empty()
    }
}

/// The answer to a group that asked.
#[derive(Clone, Debug)]
pub struct JoinAnswerMail {
    /// The language of the form.
    pub lang: Lang,
    /// The contact's name.
    pub name: String,
    /// The coalition.
    pub coalition: String,
    /// The group that asked.
    pub group: String,
    /// Whether it was taken in.
    pub is_accepted: bool,
    /// Whether the group was made for it: a mail with a link to its first seat comes beside.
    pub is_new: bool,
    /// What the coalition says; may be empty.
    pub said: String,
    /// The coalition's page.
    pub url: String,
    /// The group that writes.
    pub by: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/join_answer.html")]
struct JoinAnswerHtml<'a> {
    mail: &'a JoinAnswerMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/join_answer.txt")]
struct JoinAnswerText<'a> {
    mail: &'a JoinAnswerMail,
}

impl JoinAnswerMail {
    fn t(&self, id: &str) -> String {
        let values = [("coalition", self.coalition.as_str().into()), ("group", self.group.as_str().into())];
        lang::t(self.lang, id, &values)
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    fn lead(&self) -> String {
        self.t(if self.is_accepted { "join-mail-accepted" } else { "join-mail-declined" })
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.t1("join-mail-answer-subject", "coalition", &self.coalition);
        let html = super::frame::text(&JoinAnswerHtml { mail: self, subject: &subject });
        let text = super::frame::text(&JoinAnswerText { mail: self });
        MailWords { subject, html, text }
    }
}
