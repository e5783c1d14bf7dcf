//! The supporter's page: where its link is asked for, what is held, correcting, being forgotten; and the mail with the link.

use askama::Template;

use super::frame::Frame;
use super::lang::{self, Lang};
use super::views::Link;
use super::views_form::FieldError;
use super::views_mail::MailWords;

/// `/your-data`: the form for a link.
#[derive(Template)]
#[template(path = "people/own_ask.html")]
pub struct OwnAskPage {
    /// Title, language and address; listed.
    pub frame: Frame,
    /// Where it is sent.
    pub action: String,
    /// What was typed.
    pub email: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
    /// The signed time stamp that the form must bring back.
    pub stamp: String,
    /// Where to fetch the challenge of a proof of work; `None` while forms come as usual.
    pub challenge_url: Option<String>,
}

impl OwnAskPage {
    /// What to say above the field.
    fn error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.message.as_str())
    }
}

/// After the form: the same for everybody.
#[derive(Template)]
#[template(path = "people/own_asked.html")]
pub struct OwnAskedPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Where it can be asked again.
    pub again: String,
}

/// One thing that is held.
#[derive(Clone, Debug)]
pub struct OwnLine {
    /// What it is.
    pub what: String,
    /// Its page.
    pub url: Option<String>,
    /// What it says.
    pub says: String,
    /// When, and how it is known.
    pub how: String,
    /// The words that were read, or written.
    pub words: String,
}

/// Things of one kind.
#[derive(Clone, Debug)]
pub struct OwnPart {
    /// Its heading.
    pub heading: String,
    /// Whether they are no more than a name and what it says.
    pub is_short: bool,
    /// The things.
    pub lines: Vec<OwnLine>,
}

/// What one group holds.
#[derive(Clone, Debug)]
pub struct OwnGroup {
    /// Name and page.
    pub group: Link,
    /// Its word in addresses and fields.
    pub slug: String,
    /// Part by part.
    pub parts: Vec<OwnPart>,
    /// Where the record is corrected, if there is one.
    pub correct_url: Option<String>,
    /// Where being forgotten is explained; `None` once it was done.
    pub forget_url: Option<String>,
    /// Whether its news is stopped.
    pub has_no_news: bool,
    /// Where mails are let come again, if they are stopped.
    pub lift_action: Option<String>,
}

/// `/t/<token>` of such a link.
#[derive(Template)]
#[template(path = "people/own.html")]
pub struct OwnPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// The mailbox that the link proved.
    pub email: String,
    /// Until when the link works.
    pub until: String,
    /// What was just done.
    pub done: Option<String>,
    /// What to mend in the form for leaving.
    pub error: Option<String>,
    /// Group by group.
    pub groups: Vec<OwnGroup>,
    /// What stands for all of them.
    pub all: OwnPart,
    /// Where mails of all groups are let come again, if they are stopped.
    pub lift_action: Option<String>,
    /// Where leaving POSTs.
    pub leave_action: String,
    /// The files.
    pub copies: [Link; 2],
    /// Where being forgotten by all is explained; `None` once all have forgotten.
    pub forget_url: Option<String>,
    /// Where an organiser signs in, if the mailbox has an account.
    pub account_url: Option<String>,
    /// Where "It wasn't me" POSTs.
    pub not_me_action: String,
}

/// Correcting one's record in one group's list.
#[derive(Template)]
#[template(path = "people/own_correct.html")]
pub struct OwnCorrectPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Back to what is held.
    pub back: Link,
    /// The group.
    pub group_name: String,
    /// Where it POSTs.
    pub action: String,
    /// What the fields say.
    pub given_name: String,
    /// Likewise.
    pub family_name: String,
    /// Likewise.
    pub street: String,
    /// Likewise.
    pub locality: String,
    /// Likewise.
    pub zip: String,
    /// Value, words, whether it is chosen.
    pub langs: Vec<(String, String, bool)>,
    /// The number beside the mailbox; empty for none.
    pub phone: String,
    /// What to mend.
    pub errors: Vec<FieldError>,
}

impl OwnCorrectPage {
    /// What to say above a field.
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

/// What being forgotten does, and the second button.
#[derive(Template)]
#[template(path = "people/own_forget.html")]
pub struct OwnForgetPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Back to what is held.
    pub back: Link,
    /// The groups that would forget.
    pub groups: Vec<String>,
    /// Which one, in the form's words; `all` for all.
    pub which: String,
    /// Where it POSTs.
    pub action: String,
}

/// The mail with the link.
#[derive(Clone, Debug)]
pub struct SupporterMail {
    /// The reader's language.
    pub lang: Lang,
    /// The host that it is about.
    pub site: String,
    /// The page.
    pub link: String,
    /// A group of the server, at whose address letters reach it.
    pub group_name: String,
    /// Its postal address on one line.
    pub postal_address: String,
}

#[derive(Template)]
#[template(path = "mail/supporter.html")]
struct SupporterHtml<'a> {
    mail: &'a SupporterMail,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/supporter.txt")]
struct SupporterText<'a> {
    mail: &'a SupporterMail,
}

impl SupporterMail {
    fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    fn t1(&self, id: &str, name: &'static str, value: &str) -> String {
        lang::t(self.lang, id, &[(name, value.into())])
    }

    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let subject = self.t1("mail-own-subject", "site", &self.site);
        let html = super::frame::text(&SupporterHtml { mail: self, subject: &subject });
        let text = super::frame::text(&SupporterText { mail: self });
        MailWords { subject, html, text }
    }
}
