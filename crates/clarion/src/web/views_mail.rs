//! The words of mails: the one that asks to confirm a signature, and the one for somebody who has long signed.
//! Each is rendered as HTML and as plain text from the same data; who it goes to is no concern of this file.

use std::fmt::Display;

use askama::Template;

use super::lang::{self, Lang};

/// What every mail of a group carries.
#[derive(Clone, Debug)]
pub struct MailFrame {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's given name; empty if unknown.
    pub given_name: String,
    /// The group that writes.
    pub group_name: String,
    /// Its postal address on one line. Without one nothing may be sent.
    pub postal_address: String,
    /// The page to unsubscribe on.
    pub unsubscribe_url: String,
}

impl MailFrame {
    pub(super) fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    pub(super) fn t1(&self, id: &str, name: &'static str, value: impl Display) -> String {
        lang::t(self.lang, id, &[(name, value.to_string().into())])
    }

    /// Where whoever reads it sees what is held: on the server of the link to leave, which is never empty.
    pub(super) fn your_data_url(&self) -> String {
        let site = self.unsubscribe_url.split('/').take(3).collect::<Vec<_>>().join("/");
        format!("{site}{}", self.lang.path(crate::people::supporter::PATH))
    }

    pub(super) fn greeting(&self) -> String {
        match self.given_name.is_empty() {
            true => self.t("mail-greeting"),
            false => self.t1("mail-greeting-name", "name", &self.given_name),
        }
    }
}

/// Where a confirming mail leads.
#[derive(Clone, Debug)]
pub struct MailLinks {
    /// The site, without a final slash.
    pub public_url: String,
    /// The page with the button.
    pub confirm_url: String,
    /// The same page, where "It wasn't me" stands.
    pub not_me_url: String,
}

/// A mail, ready to be built.
#[derive(Clone, Debug)]
pub struct MailWords {
    /// Subject on one line.
    pub subject: String,
    /// The whole HTML document.
    pub html: String,
    /// The same in plain text.
    pub text: String,
}

/// Asks somebody to confirm a signature.
#[derive(Clone, Debug)]
pub struct ConfirmMail {
    /// Reader and group.
    pub mail: MailFrame,
    /// What was signed.
    pub petition_title: String,
    /// The page with the button.
    pub confirm_url: String,
    /// The same page or another, where "It wasn't me" stands.
    pub not_me_url: String,
}

/// Tells somebody who signs again that their signature already counts.
#[derive(Clone, Debug)]
pub struct AlreadySignedMail {
    /// Reader and group.
    pub mail: MailFrame,
    /// What was signed.
    pub petition_title: String,
    /// The petition's page.
    pub petition_url: String,
}

/// Asks somebody to confirm that they come to an event if it is called.
#[derive(Clone, Debug)]
pub struct ConfirmAnswerMail {
    /// Reader and group.
    pub mail: MailFrame,
    /// What happens.
    pub event_title: String,
    /// When, in the event's zone.
    pub when: String,
    /// Where, on one line.
    pub place: String,
    /// The coalition that may call.
    pub coalition_name: String,
    /// The page with the button.
    pub confirm_url: String,
    /// The same page, where "It wasn't me" stands.
    pub not_me_url: String,
    /// Whether they have answered before.
    pub has_answered: bool,
}

/// Asks somebody to confirm what they answered to a form.
#[derive(Clone, Debug)]
pub struct ConfirmSubmissionMail {
    /// Reader and group.
    pub mail: MailFrame,
    /// What was filled in.
    pub form_title: String,
    /// Whether it is a promise to take part.
    pub is_pledge: bool,
    /// The page with the button.
    pub confirm_url: String,
    /// The same page, where "It wasn't me" stands.
    pub not_me_url: String,
    /// Whether they have answered before.
    pub has_submitted: bool,
}

#[derive(Template)]
#[template(path = "mail/confirm_submission.html")]
struct ConfirmSubmissionHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a ConfirmSubmissionMail,
}

#[derive(Template)]
#[template(path = "mail/confirm_submission.txt")]
struct ConfirmSubmissionText<'a> {
    mail: &'a MailFrame,
    data: &'a ConfirmSubmissionMail,
}

impl ConfirmSubmissionMail {
    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.mail.t1("mail-submission-subject", "title", &self.form_title);
        let html = render(&ConfirmSubmissionHtml { mail: &self.mail, subject: &subject, data: self });
        let text = render(&ConfirmSubmissionText { mail: &self.mail, data: self });
        MailWords { subject, html, text }
    }

    fn lead(&self) -> String {
        let id = match (self.has_submitted, self.is_pledge) {
            (true, _) => "mail-submission-again",
            (false, true) => "mail-submission-pledge",
            (false, false) => "mail-submission-lead",
        };
        self.mail.t1(id, "title", &self.form_title)
    }
}

/// Tells somebody on the waiting list that a place became free for them.
#[derive(Clone, Debug)]
pub struct PlaceFreeMail {
    /// Reader and group.
    pub mail: MailFrame,
    /// What happens.
    pub event_title: String,
    /// When, in the event's zone.
    pub when: String,
    /// Where, on one line.
    pub place: String,
    /// Where they change or cancel.
    pub answer_url: String,
}

#[derive(Template)]
#[template(path = "mail/confirm_answer.html")]
struct ConfirmAnswerHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a ConfirmAnswerMail,
}

#[derive(Template)]
#[template(path = "mail/confirm_answer.txt")]
struct ConfirmAnswerText<'a> {
    mail: &'a MailFrame,
    data: &'a ConfirmAnswerMail,
}

#[derive(Template)]
#[template(path = "mail/place_free.html")]
struct PlaceFreeHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a PlaceFreeMail,
}

#[derive(Template)]
#[template(path = "mail/place_free.txt")]
struct PlaceFreeText<'a> {
    mail: &'a MailFrame,
    data: &'a PlaceFreeMail,
}

impl ConfirmAnswerMail {
    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.mail.t1("mail-answer-subject", "title", &self.event_title);
        let html = render(&ConfirmAnswerHtml { mail: &self.mail, subject: &subject, data: self });
        let text = render(&ConfirmAnswerText { mail: &self.mail, data: self });
        MailWords { subject, html, text }
    }

    fn lead(&self) -> String {
        match self.has_answered {
            true => self.mail.t1("mail-answer-again", "title", &self.event_title),
            false => self.mail.t1("mail-answer-lead", "title", &self.event_title),
        }
    }
}

impl PlaceFreeMail {
    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.mail.t1("mail-place-subject", "title", &self.event_title);
        let html = render(&PlaceFreeHtml { mail: &self.mail, subject: &subject, data: self });
        let text = render(&PlaceFreeText { mail: &self.mail, data: self });
        MailWords { subject, html, text }
    }
}

/// Asks somebody to take a seat in a group.
#[derive(Clone, Debug)]
pub struct SeatMail {
    /// Reader and group.
    pub mail: MailFrame,
    /// The page with the button.
    pub accept_url: String,
    /// The coalition that the group asked to join and is part of now; else it is an invitation like others.
    pub taken_into: Option<String>,
}

#[derive(Template)]
#[template(path = "mail/seat.html")]
struct SeatHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a SeatMail,
}

#[derive(Template)]
#[template(path = "mail/seat.txt")]
struct SeatText<'a> {
    mail: &'a MailFrame,
    data: &'a SeatMail,
}

#[derive(Template)]
#[template(path = "mail/confirm.html")]
struct ConfirmHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a ConfirmMail,
}

#[derive(Template)]
#[template(path = "mail/confirm.txt")]
struct ConfirmText<'a> {
    mail: &'a MailFrame,
    data: &'a ConfirmMail,
}

#[derive(Template)]
#[template(path = "mail/already_signed.html")]
struct AlreadySignedHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a AlreadySignedMail,
}

#[derive(Template)]
#[template(path = "mail/already_signed.txt")]
struct AlreadySignedText<'a> {
    mail: &'a MailFrame,
    data: &'a AlreadySignedMail,
}

impl ConfirmMail {
    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.mail.t1("mail-confirm-subject", "title", &self.petition_title);
        let html = render(&ConfirmHtml { mail: &self.mail, subject: &subject, data: self });
        let text = render(&ConfirmText { mail: &self.mail, data: self });
        MailWords { subject, html, text }
    }
}

impl AlreadySignedMail {
    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.mail.t1("mail-already-subject", "title", &self.petition_title);
        let html = render(&AlreadySignedHtml { mail: &self.mail, subject: &subject, data: self });
        let text = render(&AlreadySignedText { mail: &self.mail, data: self });
        MailWords { subject, html, text }
    }
}

impl SeatMail {
    fn lead(&self) -> String {
        match &self.taken_into {
            Some(coalition) => self.taken_in("mail-seat-taken-lead", coalition),
            None => self.mail.t1("mail-seat-lead", "group", &self.mail.group_name),
        }
    }

    fn said(&self) -> String {
        match &self.taken_into {
            Some(coalition) => self.taken_in("mail-seat-taken-text", coalition),
            None => self.mail.t1("mail-seat-text", "group", &self.mail.group_name),
        }
    }

    fn why(&self) -> String {
        self.mail.t(if self.taken_into.is_some() { "mail-seat-taken-why" } else { "mail-seat-why" })
    }

    fn taken_in(&self, id: &str, coalition: &str) -> String {
        lang::t(self.mail.lang, id, &[("group", self.mail.group_name.as_str().into()), ("coalition", coalition.into())])
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.mail.t1("mail-seat-subject", "group", &self.mail.group_name);
        let html = render(&SeatHtml { mail: &self.mail, subject: &subject, data: self });
        let text = render(&SeatText { mail: &self.mail, data: self });
        MailWords { subject, html, text }
    }
}

fn render(template: &impl Template) -> String {
    template.render().expect("templates write into memory, and none of our filters fails")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confirm_mail(lang: Lang) -> ConfirmMail {
        let mail = MailFrame {
            lang,
            given_name: "Ada <b>".to_owned(),
            group_name: "Harbor Readers".to_owned(),
            postal_address: "1 Made-up Street, Springfield, OH 45501".to_owned(),
            unsubscribe_url: "https://act.example/t/unsubscribe".to_owned(),
        };
        ConfirmMail {
            mail,
            petition_title: "Keep Libraries Open & Warm".to_owned(),
            confirm_url: "https://act.example/t/token?a=1&b=2".to_owned(),
            not_me_url: "https://act.example/t/token#not-me".to_owned(),
        }
    }

    #[test]
    fn both_forms_carry_link_address_and_ways_out() {
        for lang in Lang::ALL {
            let words = confirm_mail(lang).words();
            for part in ["https://act.example/t/token", "/t/unsubscribe", "1 Made-up Street", "#not-me"] {
                assert!(words.html.contains(part) && words.text.contains(part), "{part} in {lang:?}");
            }
            assert!(!words.subject.contains('\n'));
        }
    }

    #[test]
    fn mails_about_events_carry_link_address_and_ways_out() {
        for lang in Lang::ALL {
            let mail = confirm_mail(lang).mail;
            let link = |path: &str| format!("https://act.example{path}");
            let (event_title, when, place) = ("Read-in".to_owned(), "Monday".to_owned(), "Library steps".to_owned());
            let answer = ConfirmAnswerMail {
                mail: mail.clone(),
                event_title: event_title.clone(),
                when: when.clone(),
                place: place.clone(),
                coalition_name: "Libraries".to_owned(),
                confirm_url: link("/t/token"),
                not_me_url: link("/t/token#not-me"),
                has_answered: false,
            };
            let free = PlaceFreeMail { mail, event_title, when, place, answer_url: link("/t/token") };
            for words in [answer.words(), free.words()] {
                for part in ["https://act.example/t/token", "/t/unsubscribe", "1 Made-up Street", "Monday", "Library steps"] {
                    assert!(words.html.contains(part) && words.text.contains(part), "{part} in {lang:?}");
                }
            }
        }
    }

    #[test]
    fn only_html_is_escaped() {
        let words = confirm_mail(Lang::En).words();
        assert!(words.html.contains("Ada &#60;b&#62;") && !words.html.contains("<b>"));
        assert!(words.text.contains("Ada <b>") && words.text.contains("Open & Warm") && words.text.contains("a=1&b=2"));
    }
}
