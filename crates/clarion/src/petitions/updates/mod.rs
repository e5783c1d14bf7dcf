//! What a group adds to a published petition: news, and corrections. They stand beneath the words with their day; the words themselves
//! stay what people signed.
//!
//! An update is written as a draft whose document names its petition, and goes the way of drafts (`actions/drafts/approve.rs`): in a
//! coalition's name by the word of another group that steers it, else of another person of the group. What was published stays: whoever
//! erred there adds a correction of it.

pub(crate) mod store;

use super::{PetitionWords, create};
use crate::actions::drafts::approve::ApproveRefusal;
use crate::actions::drafts::write::{self, DraftRefusal};
use crate::actions::drafts::{self, Document, Draft};
use crate::coalitions::{self, Act};
use crate::ids::Id;
use crate::web::lang::Lang;
use crate::web::markdown;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A petition takes so many: nobody reads more, and whoever asks for the petition is answered with all of them.
pub const UPDATES_MAX: i64 = 20;
/// Characters of a text: some paragraphs. More is a statement or a message.
pub const TEXT_CHARS_MAX: usize = 3_000;

/// What an update is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateKind {
    /// What has happened since.
    #[default]
    News,
    /// What the words, or an earlier update, have wrong.
    Correction,
}

impl UpdateKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::News, Self::Correction];

    /// The word in the column and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Correction => "correction",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The message that names it.
    pub fn message(self) -> &'static str {
        match self {
            Self::News => "update-news",
            Self::Correction => "update-correction",
        }
    }
}

/// What makes a draft one of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdatePart {
    /// To which petition it adds.
    pub petition: Id,
    /// What it is.
    pub kind: UpdateKind,
}

/// An update that stands, in one language.
#[derive(Clone, Debug)]
pub struct Update {
    /// Its id, which was the draft's.
    pub id: Id,
    /// What it is.
    pub kind: UpdateKind,
    /// When it was published.
    pub published_at: i64,
    /// Title and text; there are no thanks.
    pub words: PetitionWords,
    html: OnceLock<String>,
}

impl Update {
    /// One with its words.
    pub fn new(id: Id, kind: UpdateKind, published_at: i64, words: PetitionWords) -> Self {
        Self { id, kind, published_at, words, html: OnceLock::new() }
    }

    /// Its text as sanitised HTML, made once: a crowd whose forms are wrong is shown the same page again and again.
    pub fn html(&self) -> &str {
        self.html.get_or_init(|| markdown::html(&self.words.text))
    }
}

/// Begins an update of a published petition of the act's group.
pub fn begin(tx: &mut Tx<'_>, act: &Act, part: UpdatePart, words: &[PetitionWords]) -> Result<Result<Id, DraftRefusal>, Fault> {
    let Some((coalition, document)) = document(tx, act, part, words)? else { return Ok(Err(DraftRefusal::Over)) };
    if store::count(tx, part.petition)? >= UPDATES_MAX {
        return Ok(Err(DraftRefusal::TooManyUpdates));
    }
    write::draft(tx, act, coalition, &document)
}

/// Changes one in the version that was read; the petition stays the one that it was begun for.
pub fn change(
    tx: &mut Tx<'_>,
    act: &Act,
    (id, version): (Id, i64),
    kind: UpdateKind,
    words: &[PetitionWords],
) -> Result<Result<i64, DraftRefusal>, Fault> {
    let part = drafts::find(tx, id)?.and_then(|draft| draft.document.update);
    let Some(part) = part.map(|part| UpdatePart { kind, ..part }) else { return Ok(Err(DraftRefusal::Over)) };
    match document(tx, act, part, words)? {
        Some((coalition, document)) => write::change(tx, act, (id, version), coalition, &document),
        None => Ok(Err(DraftRefusal::Over)),
    }
}

/// The draft's document, and the coalition in whose name the petition speaks, and so whatever is added to it.
fn document(
    tx: &mut Tx<'_>,
    act: &Act,
    part: UpdatePart,
    words: &[PetitionWords],
) -> Result<Option<(Option<Id>, Document)>, Fault> {
    let petition = super::store::petition(tx, part.petition)?.filter(|petition| petition.group == act.group);
    Ok(petition.map(|petition| {
        let document = Document { words: words.to_vec(), time_zone: petition.time_zone, update: Some(part), ..Document::default() };
        (petition.coalition, document)
    }))
}

/// Whether a draft can stand beneath the words of its petition: the petition is its group's and speaks in the same name, and takes one
/// more. The petition's row is held, so that of two that are published at once the second meets the bound.
pub(crate) fn fits(tx: &mut Tx<'_>, draft: &Draft, part: UpdatePart) -> Result<Result<(), ApproveRefusal>, Fault> {
    store::hold(tx, part.petition)?;
    let petition = super::store::petition(tx, part.petition)?;
    if !petition.is_some_and(|petition| petition.group == draft.group && petition.coalition == draft.coalition) {
        return Ok(Err(ApproveRefusal::NoPlace));
    }
    // A group that left the coalition meanwhile adds nothing in its name.
    if let Some(coalition) = draft.coalition
        && coalitions::role_of(tx, coalition, draft.group)?.is_none()
    {
        return Ok(Err(ApproveRefusal::NoPlace));
    }
    Ok(if store::count(tx, part.petition)? < UPDATES_MAX { Ok(()) } else { Err(ApproveRefusal::TooManyUpdates) })
}

/// Puts an approved one beneath the words; the petition's address.
pub(crate) fn publish(tx: &mut Tx<'_>, draft: &Draft, part: UpdatePart, now: i64) -> Result<Option<String>, Fault> {
    for words in &draft.document.words {
        store::add(tx, part.petition, &Update::new(draft.id, part.kind, now, words.clone()))?;
    }
    slug(tx, part)
}

/// The address of the petition that an update adds to.
pub(crate) fn slug(tx: &mut Tx<'_>, part: UpdatePart) -> Result<Option<String>, Fault> {
    Ok(super::store::petition(tx, part.petition)?.map(|petition| petition.slug))
}

/// The drafts of updates of one petition that its group is writing or has sent.
pub fn drafts_of(tx: &mut Tx<'_>, group: Id, petition: Id) -> Result<Vec<Draft>, Fault> {
    let mut drafts = drafts::of_group(tx, group, drafts::What::Update)?;
    drafts.retain(|draft| draft.document.update.is_some_and(|part| part.petition == petition));
    Ok(drafts)
}

/// All updates of a petition in all their languages, the newest first.
pub fn all(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Update>, Fault> {
    store::all(tx, petition, UPDATES_MAX * Lang::ALL.len() as i64)
}

/// The updates for a page in a language, the newest first: each in its words, or in those there are.
pub fn in_lang(all: &[Update], lang: Lang) -> Vec<&Update> {
    let mut shown: Vec<&Update> = all.iter().collect();
    shown.sort_by_key(|update| (std::cmp::Reverse((update.published_at, update.id)), update.words.lang != lang.code()));
    shown.dedup_by_key(|update| update.id);
    shown
}

/// The petition that a draft of an update adds to.
pub fn petition_of(tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<create::NewPetition>, Fault> {
    match draft.document.update {
        Some(part) => create::find_by_id(tx, part.petition),
        None => Ok(None),
    }
}
