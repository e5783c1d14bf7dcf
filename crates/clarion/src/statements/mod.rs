//! Statements: public words of a coalition, or of a group alone.
//!
//! A coalition's statement is drafted by one person of a steering group and published by an owner of another steering group, in the
//! version that they read. A group's own is published by one of its owners. What was published is not changed: it is withdrawn, with
//! a reason, and its address says so.

pub mod console;
pub mod draft;
pub mod pages;
pub mod publish;
pub(crate) mod store;

use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// A title in characters.
pub const TITLE_CHARS_MAX: usize = 150;
/// A text in each language.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// The reason of a withdrawal.
pub const WHY_CHARS_MAX: usize = 500;
/// Statements listed on one page.
pub const LISTED_MAX: i64 = 100;

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementState {
    /// Being written; only its writers see it.
    Draft,
    /// Public.
    Published,
    /// Was public; its page says that it was withdrawn.
    Withdrawn,
    /// A draft that was given up.
    Dropped,
}

impl StatementState {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Dropped => "dropped",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Draft, Self::Published, Self::Withdrawn, Self::Dropped];
        all.into_iter().find(|state| state.as_str() == word).ok_or_else(|| Fault::bug("a statement's state"))
    }
}

/// The words in both languages. One of them may be missing: then its page shows the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementWords {
    /// Title in English.
    pub title_en: String,
    /// Title in Spanish.
    pub title_es: String,
    /// Text in English, Markdown.
    pub text_en: String,
    /// Text in Spanish, Markdown.
    pub text_es: String,
}

impl StatementWords {
    /// The title for a page in a language.
    pub fn title(&self, lang: Lang) -> &str {
        if self.shown_in(lang) == Lang::Es { &self.title_es } else { &self.title_en }
    }

    /// The text for a page in a language, Markdown.
    pub fn text(&self, lang: Lang) -> &str {
        if self.shown_in(lang) == Lang::Es { &self.text_es } else { &self.text_en }
    }

    /// The language in which a page in this one shows the words.
    pub fn shown_in(&self, lang: Lang) -> Lang {
        match lang {
            Lang::Es if self.title_es.trim().is_empty() => Lang::En,
            Lang::En if self.title_en.trim().is_empty() => Lang::Es,
            lang => lang,
        }
    }
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its id.
    pub id: Id,
    /// The coalition whose words they are; `None` for a group's own.
    pub coalition: Option<Id>,
    /// The group that drafted them.
    pub group: Id,
    /// Its place in `/statements/<slug>`.
    pub slug: String,
    /// The words.
    pub words: StatementWords,
    /// Where it stands.
    pub state: StatementState,
    /// Raised by each change of the words.
    pub version: i64,
    /// Who drafted them first.
    pub drafted_by: Id,
    /// The group that published them.
    pub published_by: Option<Id>,
    /// When.
    pub published_at: Option<i64>,
    /// The group that withdrew them.
    pub withdrawn_by: Option<Id>,
    /// When.
    pub withdrawn_at: Option<i64>,
    /// Why.
    pub withdrawn_why: String,
}

/// One by its address, in any state.
pub fn by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Statement>, Fault> {
    store::by_slug(tx, slug)
}

/// One, in any state.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Statement>, Fault> {
    store::find(tx, id)
}

/// What a coalition has published, the newest first.
pub fn of_coalition(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Statement>, Fault> {
    store::of_coalition(tx, coalition, StatementState::Published, LISTED_MAX)
}

/// What is being written for a coalition.
pub fn drafts_of_coalition(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Statement>, Fault> {
    store::of_coalition(tx, coalition, StatementState::Draft, LISTED_MAX)
}

/// What a group has published for itself.
pub fn of_group(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Statement>, Fault> {
    store::of_group(tx, group, StatementState::Published, LISTED_MAX)
}

/// What a group is writing for itself.
pub fn drafts_of_group(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Statement>, Fault> {
    store::of_group(tx, group, StatementState::Draft, LISTED_MAX)
}
