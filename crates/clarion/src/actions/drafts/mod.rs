//! Petitions, forms and updates of petitions that are being written: drafts, which nobody but their writers sees until somebody else
//! publishes them.
//!
//! A form is a draft whose document says what it asks; it goes the same way, before the same eyes. A draft is no petition and stands in
//! a table of its own: nothing that lists, shows or signs petitions can meet one. Publishing makes a petition of it, under the same id.
//! Petitions that an API key or the command line makes need no second person: whoever holds those is trusted with the group or the
//! whole server already.

pub mod approve;
pub(crate) mod store;
pub mod targets;
pub(crate) mod telling;
pub mod write;

use super::kinds::Words;
use crate::access::accounts;
use crate::coalitions;
use crate::forms::drafting::FormPart;
use crate::ids::Id;
use crate::petitions::create::{self, NewPetition};
use crate::petitions::updates::UpdatePart;
use crate::petitions::{Target, co_sponsors};
use crate::web::frame::Frame;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// Drafts of one group that may wait at once.
pub const DRAFTS_MAX: i64 = 50;
/// Drafts that may wait for the word of one group's people: beyond, the rest is shown once these are answered.
const WAITING_MAX: usize = 200;
/// So many are read at a time, of which some wait for others.
const WAITING_PAGE: usize = 200;
/// The reason with which a draft is sent back, in characters.
pub const WHY_CHARS_MAX: usize = 1_000;

/// Where a draft stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// Being written.
    Draft,
    /// Sent for approval.
    Waiting,
    /// It became a petition.
    Published,
    /// Given up.
    Dropped,
}

impl DraftState {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Published => "published",
            Self::Dropped => "dropped",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Draft, Self::Waiting, Self::Published, Self::Dropped];
        all.into_iter().find(|state| state.as_str() == word).ok_or_else(|| Fault::bug("a draft's state"))
    }
}

/// What a draft says, as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its words, one for each language that has a title; English first.
    pub words: Vec<Words>,
    /// Its place in `/petitions/<slug>`. If it is taken when it is published, it gets a number.
    pub slug: String,
    /// Signatures wanted; 0 for none.
    pub goal: i64,
    /// When it opens, microseconds; once it is published if `None`.
    pub opens_at: Option<i64>,
    /// When it closes; never if `None`.
    pub closes_at: Option<i64>,
    /// The IANA zone its dates are said in.
    pub time_zone: String,
    /// Whom it addresses, one a line: an office by title or slug, the name of a set of offices, or any other name.
    pub targets: Vec<String>,
    /// What it asks, where it is a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormPart>,
    /// To what it adds, where it is an update of a petition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<UpdatePart>,
}

/// What a draft will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A petition.
    Petition,
    /// A form.
    Form,
    /// What is added to a published petition.
    Update,
}

impl Document {
    /// What it will be.
    pub fn what(&self) -> What {
        match (&self.form, &self.update) {
            (Some(_), _) => What::Form,
            (None, Some(_)) => What::Update,
            (None, None) => What::Petition,
        }
    }

    /// The title for a page in a language.
    pub fn title(&self, lang: Lang) -> &str {
        self.words_in(lang).map_or("", |words| &words.title)
    }

    /// The text as the page in a language shows it, with its own language where that is another.
    pub fn text_shown(&self, lang: Lang) -> (&str, Option<&'static str>) {
        let own = |words: &&Words| words.lang == lang.code();
        let mut told = self.words.iter().filter(|words| !words.text.trim().is_empty());
        let Some(words) = told.clone().find(own).or_else(|| told.next()) else { return ("", None) };
        let other = Lang::from_code(&words.lang).map(Lang::code).filter(|code| *code != lang.code());
        (&words.text, other)
    }

    /// What one of its languages lacks, so that its page there shows the words of the other: in a sentence each.
    pub fn says_in_other(&self, frame: &Frame) -> String {
        let [one, other] = &self.words[..] else { return String::new() };
        let mut told = Vec::new();
        for (there, elsewhere) in [(one, other), (other, one)] {
            let texts = [(&there.text, &elsewhere.text, "text"), (&there.thanks, &elsewhere.thanks, "thanks")];
            for (_, _, what) in texts.into_iter().filter(|(own, theirs, _)| own.trim().is_empty() && !theirs.trim().is_empty()) {
                told.push(match (there.lang.as_str(), what) {
                    ("es", "text") => frame.t("draft-text-of-english"),
                    ("es", _) => frame.t("draft-thanks-of-english"),
                    (_, "text") => frame.t("draft-text-of-spanish"),
                    _ => frame.t("draft-thanks-of-spanish"),
                });
            }
        }
        told.join(" ")
    }

    /// The words for a page in a language.
    pub fn words_in(&self, lang: Lang) -> Option<&Words> {
        self.words.iter().find(|words| words.lang == lang.code()).or(self.words.first())
    }
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id, which the petition will have.
    pub id: Id,
    /// Whose petition it will be.
    pub group: Id,
    /// The coalition in whose name it speaks, if any.
    pub coalition: Option<Id>,
    /// Where it stands.
    pub state: DraftState,
    /// Raised by each change.
    pub version: i64,
    /// What it says.
    pub document: Document,
    /// The account that began it.
    pub drafted_by: Id,
    /// The account that changed it last.
    pub changed_by: Id,
    /// When.
    pub changed_at: i64,
    /// When it was last sent for approval.
    pub sent_at: Option<i64>,
    /// The account that published it or sent it back last.
    pub answered_by: Option<Id>,
    /// For which group that account spoke.
    pub answered_by_group: Option<Id>,
    /// When.
    pub answered_at: Option<i64>,
    /// Why it was last sent back; empty where it was not.
    pub returned_why: String,
}

impl Draft {
    /// Whether this account wrote at it first or last.
    pub fn is_by(&self, account: Id) -> bool {
        self.drafted_by == account || self.changed_by == account
    }

    /// Whether it was sent back, and not sent again since.
    pub fn is_sent_back(&self) -> bool {
        self.state == DraftState::Draft && !self.returned_why.is_empty()
    }

    /// Its page in its group's console, without language.
    pub fn path(&self, slug: &str) -> String {
        let word = match self.document.what() {
            What::Petition => "petitions",
            What::Form => "forms",
            What::Update => "updates",
        };
        format!("/console/groups/{slug}/{word}/{}", self.id)
    }

    /// The petition that it would be, published now.
    pub fn as_petition(&self, tx: &mut Tx<'_>, now: i64) -> Result<NewPetition, Fault> {
        let document = &self.document;
        let mut petition = create::blank(self.id, self.group, document.slug.clone(), now);
        petition.coalition = self.coalition;
        petition.name = document.title(Lang::En).to_owned();
        petition.goal = document.goal;
        (petition.opens_at, petition.closes_at) = (document.opens_at, document.closes_at);
        petition.time_zone = document.time_zone.clone();
        let targets: Vec<Target> = targets::resolve(tx, &document.targets)?;
        let sponsors = co_sponsors::accepted(tx, self.id)?;
        Ok(NewPetition { petition, words: document.words.clone(), sponsors, targets })
    }
}

/// One draft, in any state.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Draft>, Fault> {
    store::find(tx, id)
}

/// The petitions, forms or updates that a group is writing and that it sent for approval, what changed last first.
pub fn of_group(tx: &mut Tx<'_>, group: Id, what: What) -> Result<Vec<Draft>, Fault> {
    let mut drafts = store::of_group(tx, group, DRAFTS_MAX)?;
    drafts.retain(|draft| draft.document.what() == what);
    Ok(drafts)
}

/// All that a group is writing and that it sent for approval, what changed last first.
pub fn open_in(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Draft>, Fault> {
    store::of_group(tx, group, DRAFTS_MAX)
}

/// Whether one person of a group publishes what they wrote, as long as nobody else sits there, and who said so when.
pub fn publishes_alone(tx: &mut Tx<'_>, group: Id) -> Result<Option<(Id, i64)>, Fault> {
    store::alone(tx, group)
}

/// The same, as its public page says it: only while it holds.
pub fn publishes_alone_now(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(store::alone(tx, group)?.is_some() && accounts::seated_in(tx, group, 2)?.len() < 2)
}

/// The coalitions in whose name a group may ask to speak: all that it is in.
pub fn coalitions_to_choose(tx: &mut Tx<'_>, group: Id) -> Result<Vec<coalitions::Coalition>, Fault> {
    coalitions::coalitions_of(tx, group)
}
