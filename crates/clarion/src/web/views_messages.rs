//! The words of a coalition's mails, the page to leave them, and the page on which steering groups see how far a sending is.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::{self, Frame};
use super::lang;
use super::views::Link;
use super::views_console::{Acting, Form};
use super::views_mail::{MailFrame, MailWords};
use super::views_plans::SignForm;
use crate::access::SignedIn;

/// Words of a coalition: a call, a stand-down, a correction.
#[derive(Clone, Debug)]
pub struct CallMail<'a> {
    /// Reader and group.
    pub mail: MailFrame,
    /// Subject, as it stands in the notice.
    pub subject: &'a str,
    /// The words, as they stand in the notice; an empty line parts paragraphs.
    pub body: &'a str,
    /// Whose words they are.
    pub coalition_name: &'a str,
    /// The short code of the notice.
    pub notice_code: &'a str,
    /// The page that shows the true words.
    pub notice_url: String,
    /// The group that became part of the one that writes, where the reader is told so.
    pub former: Option<&'a str>,
    /// The reader's own event, in lines, and its page.
    pub own_event: Option<([String; 3], String)>,
}

#[derive(Template)]
#[template(path = "mail/call.html")]
struct CallHtml<'a> {
    mail: &'a MailFrame,
    subject: &'a str,
    data: &'a CallMail<'a>,
}

#[derive(Template)]
#[template(path = "mail/call.txt")]
struct CallText<'a> {
    mail: &'a MailFrame,
    data: &'a CallMail<'a>,
}

impl CallMail<'_> {
    /// Subject, HTML and plain text.
    pub fn words(&self) -> MailWords {
        let html = frame::text(&CallHtml { mail: &self.mail, subject: self.subject, data: self });
        let text = frame::text(&CallText { mail: &self.mail, data: self });
        MailWords { subject: self.subject.to_owned(), html, text }
    }

    fn why(&self) -> String {
        let variables = [("coalition", self.coalition_name.into()), ("group", self.mail.group_name.as_str().into())];
        lang::t(self.mail.lang, "mail-call-why", &variables)
    }

    fn joined(&self, former: &str) -> String {
        let variables = [("former", former.into()), ("group", self.mail.group_name.as_str().into())];
        lang::t(self.mail.lang, "mail-call-joined", &variables)
    }

    /// Paragraphs, each with its lines.
    fn paragraphs(&self) -> Vec<Vec<&str>> {
        let lines: Vec<&str> = self.body.lines().map(str::trim_end).collect();
        lines.split(|line| line.is_empty()).filter(|part| !part.is_empty()).map(<[&str]>::to_vec).collect()
    }
}

/// What leaving would do, and the button.
#[derive(Template)]
#[template(path = "messages/leave.html")]
pub struct LeaveCallsPage {
    /// Title, language and address; never indexed.
    pub frame: Frame,
    /// Whose calls end.
    pub coalition_name: String,
    /// The group whose news end too, where the mail told that it took the reader's group in.
    pub group_name: Option<String>,
    /// Where the button POSTs.
    pub action: String,
}

/// How far a sending is.
#[derive(Template)]
#[template(path = "messages/progress.html")]
pub struct ProgressPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The coalition.
    pub coalition: Link,
    /// Its plan, its ballot, the page of its code.
    pub around: Vec<Link>,
    /// For whom one acts here.
    pub acting: Acting,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// How it stands, and what that means, in the page's language.
    pub state: (String, String),
    /// Which notice shows it: `good`, `attention`, `quiet`.
    pub state_role: &'static str,
    /// Whether it is a drill.
    pub is_drill: bool,
    /// What it corrects.
    pub corrects: Option<Link>,
    /// What corrects it.
    pub corrections: Vec<Link>,
    /// The button that pauses, where this person's group can.
    pub pause: Option<PauseForm>,
    /// What can be done that two people sign.
    pub ways: Vec<Link>,
    /// What waits to be signed.
    pub drafts: Vec<DraftRow>,
    /// The waves in their order.
    pub waves: Vec<WaveRow>,
    /// All waves together.
    pub all: People,
    /// Why people get none, in the page's language, and how many.
    pub refusals: Vec<(String, u64)>,
    /// What people did to it.
    pub acts: Vec<ActRow>,
    /// Mails of which nobody knows whether they arrived: the id in the relay's log, and the group.
    pub doubts: Vec<(String, String)>,
    /// The report of a drill.
    pub drill: Option<DrillReport>,
    /// Where events come from; `None` where nothing moves any more.
    pub stream: Option<String>,
    /// Another number as soon as somebody did something.
    pub mark: u32,
}

/// What a drill came to.
#[derive(Clone, Debug)]
pub struct DrillReport {
    /// Wave by wave.
    pub waves: Vec<DrillWave>,
    /// At which pace mails would leave, and how we know.
    pub pace: String,
}

/// A wave of it.
#[derive(Clone, Debug)]
pub struct DrillWave {
    /// Which.
    pub heading: String,
    /// What is to be known of it, a sentence each.
    pub facts: Vec<String>,
}

/// The button that pauses.
#[derive(Clone, Debug)]
pub struct PauseForm {
    /// What it does.
    pub text: String,
    /// Where it POSTs.
    pub action: String,
    /// The hidden field that says for whom.
    pub field: (&'static str, String),
    /// Where to sign in anew first, for whoever signed in too long ago.
    pub sign_in_url: Option<String>,
}

/// Something that waits to be signed.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// What, and its page.
    pub link: Link,
    /// Who wrote it.
    pub by: String,
    /// Who has signed it.
    pub signed: Vec<String>,
}

/// Writing down what is to be done, for two people to sign.
#[derive(Template)]
#[template(path = "messages/power.html")]
pub struct PowerPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The sending.
    pub back: Link,
    /// For whom one acts here.
    pub acting: Acting,
    /// What it means, in numbers.
    pub means: Vec<String>,
    /// What waits already to be signed, of the same kind.
    pub drafts: Vec<DraftRow>,
    /// The form; its refusal stands in `refusal`.
    pub form: Form,
    /// Why it was not taken.
    pub refusal: Option<String>,
}

/// What two people sign.
#[derive(Template)]
#[template(path = "messages/act.html")]
pub struct ActPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The sending.
    pub back: Link,
    /// For whom one acts here.
    pub acting: Acting,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// How it stands: done, waiting, void.
    pub state: (String, String),
    /// Which notice shows it.
    pub state_role: &'static str,
    /// What it means, in numbers.
    pub means: Vec<String>,
    /// The words, language by language: heading, language, subject, text. None but for a correction.
    pub words: Vec<ActWordsRow>,
    /// Why, as the writer put it; may be empty.
    pub reason: String,
    /// Who wrote it, and when.
    pub by: String,
    /// Who has signed it.
    pub signed: Vec<String>,
    /// The exact words that are signed.
    pub text: String,
    /// The form to sign it with, where this person can.
    pub form: Option<SignForm>,
}

/// A correction's words in one language.
#[derive(Clone, Debug)]
pub struct ActWordsRow {
    /// The language's name.
    pub heading: String,
    /// Its code.
    pub lang: &'static str,
    /// The subject.
    pub subject: String,
    /// The words.
    pub text: String,
}

/// The people of a wave.
#[derive(Clone, Copy, Debug, Default)]
pub struct People {
    /// Who stood in the audience.
    pub audience: u64,
    /// Mails that the relay took.
    pub handed_over: u64,
    /// People who get none.
    pub refused: u64,
    /// Mails in doubt.
    pub in_doubt: u64,
    /// Who is still to be tried.
    pub waiting: u64,
}

/// One wave.
#[derive(Clone, Debug)]
pub struct WaveRow {
    /// Counts from 1.
    pub number: i64,
    /// Its people.
    pub people: People,
    /// Whom it is for, when its first mail was handed over, and when it ended, in sentences.
    pub told: String,
}

/// Something that somebody did.
#[derive(Clone, Debug)]
pub struct ActRow {
    /// What, in the page's language.
    pub what: String,
    /// For which group.
    pub group_name: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: ZonedDateTime,
    /// What it waits for, or that it came to nothing.
    pub note: Option<String>,
}
