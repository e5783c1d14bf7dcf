//! What a petition, a form and an event have alike. Each domain calls it in its own words: a `State` is a `PetitionState` there and a
//! `FormState` here.

use crate::clock::HOUR;
use crate::web::lang::Lang;
use db::Fault;

/// Whether a petition or form takes anything; closing is a date of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does, between its opening and its closing.
    Open,
    /// Its group stopped it.
    Stopped,
}

impl State {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the word.
    pub(crate) fn of(word: &str) -> Result<Self, Fault> {
        match word {
            "open" => Ok(Self::Open),
            "stopped" => Ok(Self::Stopped),
            _ => Err(Fault::bug("a petition's or form's state")),
        }
    }
}

/// The words of one in one language. Text and thanks are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Words {
    /// `en` or `es`.
    pub lang: String,
    /// Title.
    pub title: String,
    /// What it asks, Markdown.
    pub text: String,
    /// What the thank-you page says, Markdown; may be empty.
    pub thanks: String,
}

/// How we know that somebody took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[repr(i64)]
pub enum HowKnown {
    /// The human answered from their mailbox.
    Confirmed = 1,
    /// A group's API key says so.
    Asserted = 2,
    /// A group imported it.
    Imported = 3,
    /// It stands on paper.
    Paper = 4,
}

impl HowKnown {
    /// Reads the column.
    pub(crate) fn of(code: i64) -> Result<Self, Fault> {
        [Self::Confirmed, Self::Asserted, Self::Imported, Self::Paper]
            .into_iter()
            .find(|kind| *kind as i64 == code)
            .ok_or_else(|| Fault::bug("how a signature, a submission or an answer is known"))
    }
}

/// Confirmations count this long after closing (source: the practice of the UK Parliament's petitions site).
pub const GRACE: i64 = 24 * HOUR;

/// The words for a page in a language: what is missing there stands in the words of the other, each text for itself.
pub fn words_for(all: &[Words], lang: Lang) -> Words {
    let own = all.iter().find(|words| words.lang == lang.code()).or(all.first());
    let mut shown = own.cloned().unwrap_or_default();
    for other in all.iter().filter(|words| words.lang != shown.lang) {
        for (text, there) in [(&mut shown.title, &other.title), (&mut shown.text, &other.text), (&mut shown.thanks, &other.thanks)]
        {
            if text.trim().is_empty() {
                text.clone_from(there);
            }
        }
    }
    shown
}
