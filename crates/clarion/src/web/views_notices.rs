//! The pages of notices: a code, a notice with what somebody received held against it, and a coalition's log.

use super::frame::Frame;
use super::views::Link;
use askama::Template;

/// `/n`, and the answer to a code that nobody has.
#[derive(Template)]
#[template(path = "notices/ask.html")]
pub struct AskPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The code that is unknown, as it was typed.
    pub unknown: Option<String>,
}

/// `/n/<code>`.
#[derive(Template)]
#[template(path = "notices/notice.html")]
pub struct NoticePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The code, in two groups.
    pub code: String,
    /// What the notice tells, in a word or two.
    pub kind: String,
    /// Whose words.
    pub coalition: Link,
    /// When they were issued.
    pub issued: String,
    /// When they were withdrawn; then there are none.
    pub withdrawn: Option<String>,
    /// The sentence that says where it stands in the log.
    pub entered: Option<String>,
    /// The words, the page's language first.
    pub words: Vec<WordsView>,
    /// The addresses that the notice lists.
    pub links: Vec<String>,
    /// Newer notices of the coalition: link, kind, date.
    pub newer: Vec<(Link, String, String)>,
    /// Where the form posts to.
    pub action: String,
    /// The file for checking elsewhere.
    pub file_url: String,
    /// The file of the decision behind it, if it tells one.
    pub decision_url: Option<String>,
    /// The ballot behind it, for whoever may see it.
    pub ballot_url: Option<String>,
    /// The coalition's log.
    pub log_url: String,
    /// Its public key.
    pub vkey: String,
    /// What is wrong with what was sent.
    pub error: Option<String>,
    /// What was pasted.
    pub received: String,
    /// How it compares.
    pub seen: Option<Seen>,
}

/// Words in one language.
pub struct WordsView {
    /// Its code.
    pub lang: String,
    /// What it calls itself.
    pub language: String,
    /// The subject.
    pub subject: Vec<Segment>,
    /// The lines; empty ones divide paragraphs.
    pub lines: Vec<Vec<Segment>>,
}

/// A part of a line.
pub enum Segment {
    /// Plain text.
    Text(String),
    /// A link that the notice lists.
    Link {
        /// As it stands in the words.
        shown: String,
        /// As the notice lists it.
        url: String,
    },
    /// What each reader has for themselves, described.
    Own(String),
}

/// How what was received compares.
pub struct Seen {
    /// The role of its box: good, attention, danger.
    pub role: &'static str,
    /// In a few words.
    pub title: String,
    /// What to do.
    pub text: String,
    /// A sentence for each strange address.
    pub links: Vec<String>,
    /// Word by word.
    pub pieces: Vec<PieceView>,
    /// Another notice whose words these are.
    pub other: Option<Link>,
}

/// Words with a mark.
pub struct PieceView {
    /// The mark's class.
    pub mark: &'static str,
    /// What the mark says, for whoever does not see it; empty for the same.
    pub label: String,
    /// The words.
    pub text: String,
    /// What look-alikes should be.
    pub truly: Option<String>,
    /// Whether a line begins here.
    pub begins_line: bool,
}

/// `/coalitions/<slug>/log`.
#[derive(Template)]
#[template(path = "notices/log.html")]
pub struct LogPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Whose log.
    pub coalition: Link,
    /// Entries.
    pub size: u64,
    /// The public key.
    pub vkey: String,
    /// Witnesses: public key, and when they cosigned the newest checkpoint.
    pub witnesses: Vec<(String, Option<String>)>,
    /// The checkpoint.
    pub checkpoint_url: String,
    /// The whole log as a file.
    pub file_url: String,
    /// Where programs begin to read.
    pub prefix_url: String,
}
