//! Signed notices, and the public log of each coalition.
//!
//! A notice is words of a coalition, signed with its key and found by a short code that every mail and text carries. Its salted
//! hash, and those of delegates' passkeys, plans and decisions, are entered in the coalition's append-only log, which anyone can
//! check. Who may publish is decided where the words come from, not here.

pub mod code;
pub mod code_pages;
pub mod compare;
pub mod document;
pub mod entry;
pub mod evidence;
pub mod links;
pub mod log;
pub mod log_pages;
pub mod proofs;
pub mod publish;
mod source;
pub(crate) mod store;
pub mod withdraw;
pub mod witness;

pub use entry::DocumentKind;
pub use log::{Entered, LogView, NewDocument, Signer, begin, enter, entered, log_of};
pub use publish::{NewNotice, PublishRefusal, publish};
pub use withdraw::withdraw;

use crate::app::App;
use crate::ids::Id;
use axum::Router;
use db::{Fault, Tx};

/// What a notice tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The coalition calls.
    Call,
    /// It does not act for now.
    Hold,
    /// It stands down.
    StandDown,
    /// It mends an earlier notice.
    Correction,
    /// Anything else it says.
    Statement,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Call, Self::Hold, Self::StandDown, Self::Correction, Self::Statement];

    /// The word in the column and in the signed text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Hold => "hold",
            Self::StandDown => "stand-down",
            Self::Correction => "correction",
            Self::Statement => "statement",
        }
    }

    /// The kind with this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A notice's words in one language. Parts that differ for each reader stand in double braces: `{{ given_name }}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// `en` or `es`.
    pub lang: String,
    /// One line: a mail's subject.
    pub subject: String,
    /// Plain text of one or more lines.
    pub text: String,
}

/// A notice as it stands in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: Id,
    /// Whose words.
    pub coalition: Id,
    /// By which people find it, as eight letters.
    pub code: String,
    /// What it tells.
    pub kind: Kind,
    /// When, microseconds.
    pub issued_at: i64,
    /// The signed words; `None` once they were withdrawn.
    pub note: Option<String>,
    /// When they were withdrawn.
    pub withdrawn_at: Option<i64>,
}

/// The notice with this code, however it was typed.
pub fn by_code(tx: &mut Tx<'_>, typed: &str) -> Result<Option<Notice>, Fault> {
    code::fold(typed).map_or(Ok(None), |code| store::notice_by_code(tx, &code))
}

/// One notice.
pub fn notice(tx: &mut Tx<'_>, id: Id) -> Result<Option<Notice>, Fault> {
    store::notice(tx, id)
}

/// The newest notices of a coalition, at most `at_most`.
pub fn newest_of(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Notice>, Fault> {
    store::notices_of(tx, coalition, at_most)
}

/// The signed words of a notice; `None` once they were withdrawn.
pub fn words_of(notice: &Notice) -> Result<Option<document::NoticeText>, Fault> {
    let Some(note) = &notice.note else { return Ok(None) };
    let text = tlog::Note::parse(note.as_bytes()).ok().and_then(|note| document::NoticeText::parse(note.text()));
    text.map(Some).ok_or_else(|| Fault::bug("the stored words of a notice cannot be read"))
}

/// Where a notice's code leads, without scheme, as it is printed: `act.example/n/K7MW-3XRT`.
pub fn printed_address(public_url: &str, code: &str) -> String {
    format!("{}/n/{}", log::host_of(public_url), code::spaced(code))
}

/// The pages that exist in both languages, without language.
pub fn routes() -> Router<App> {
    code_pages::routes().merge(log_pages::routes())
}

/// What machines read, in one place only: the log after C2SP tlog-tiles.
pub fn log_routes() -> Router<App> {
    log_pages::machine_routes()
}
