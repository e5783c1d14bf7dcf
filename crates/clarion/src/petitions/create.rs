//! Making and changing a petition: by the API, the command line and the demo alike.

use super::running::earlier;
use super::store;
use super::{Petition, PetitionState, PetitionWords, Target};
use crate::actions::address::is_slug;
use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, FaultKind, Tx};

/// A petition's own limits, in characters.
pub const TITLE_CHARS_MAX: usize = 150;
/// The text of a petition.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// A petition has at most so many targets: "all governors" are fifty.
pub const TARGETS_MAX: usize = 200;
/// Above this many forms a minute a form asks for proof of work, unless the petition says otherwise. The busiest public petition
/// took about 33 a second (2,000 a minute) in 2019; a twentieth of that is already unusual.
pub const USUAL_SIGNATURES_PER_MINUTE: i64 = 100;

/// A petition to be.
#[derive(Clone, Debug)]
pub struct NewPetition {
    /// Its row; `slug` may still be taken.
    pub petition: Petition,
    /// Its words in at least one language.
    pub words: Vec<PetitionWords>,
    /// The co-sponsors in order.
    pub sponsors: Vec<Id>,
    /// The targets in order.
    pub targets: Vec<Target>,
}

impl NewPetition {
    /// Its title in a language, or in its own.
    pub fn title_in(&self, lang: Lang) -> Option<String> {
        let words = self.words.iter().find(|words| words.lang == lang.code()).or(self.words.first())?;
        Some(words.title.clone())
    }
}

/// Why a petition cannot be made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateRefusal {
    /// No title, or one that is too long.
    #[error("Give the petition a title of at most 150 characters.")]
    Title,
    /// A text that is too long.
    #[error("The text is longer than 20,000 characters. Shorten it.")]
    Text,
    /// Too many targets.
    #[error("A petition has at most 200 targets.")]
    Targets,
    /// It would close before it opens.
    #[error("The petition would close before it opens. Change one of the dates.")]
    Dates,
    /// A goal below zero.
    #[error("The goal must be a whole number, zero or more.")]
    Goal,
    /// Somebody else's petition has this address.
    #[error("Another petition has this address. Choose another one.")]
    SlugTaken,
    /// A slug with other characters.
    #[error("An address has only small letters, digits and hyphens, at most 80.")]
    Slug,
}

/// Checks what needs no database.
pub fn check(new: &NewPetition) -> Result<(), CreateRefusal> {
    let chars = |text: &str| text.chars().count();
    if new.words.is_empty() || new.words.iter().any(|words| words.title.is_empty() || chars(&words.title) > TITLE_CHARS_MAX) {
        return Err(CreateRefusal::Title);
    }
    if new.words.iter().any(|words| chars(&words.text) > TEXT_CHARS_MAX || chars(&words.thanks) > TEXT_CHARS_MAX) {
        return Err(CreateRefusal::Text);
    }
    if new.targets.len() > TARGETS_MAX {
        return Err(CreateRefusal::Targets);
    }
    if new.petition.goal < 0 {
        return Err(CreateRefusal::Goal);
    }
    if matches!((new.petition.opens_at, new.petition.closes_at), (Some(opens), Some(closes)) if closes <= opens) {
        return Err(CreateRefusal::Dates);
    }
    if !is_slug(&new.petition.slug) {
        return Err(CreateRefusal::Slug);
    }
    Ok(())
}

/// Makes it.
pub fn create(tx: &mut Tx<'_>, new: &NewPetition) -> Result<Result<(), CreateRefusal>, Fault> {
    if let Err(refusal) = check(new) {
        return Ok(Err(refusal));
    }
    if !store::add_petition(tx, &new.petition)? {
        // A commit in doubt is run again: our own row is no stranger's.
        let standing = store::petition_by_slug(tx, &new.petition.slug)?;
        if standing.is_none_or(|standing| standing.id != new.petition.id) {
            return Ok(Err(CreateRefusal::SlugTaken));
        }
    }
    write_parts(tx, new)?;
    Ok(Ok(()))
}

/// Changes it as it was read: its row, its words, its targets. Its slug and group stay, and whether it is stopped; words that people
/// signed are kept beside.
pub fn change(tx: &mut Tx<'_>, new: &NewPetition, now: i64) -> Result<Result<(), CreateRefusal>, Fault> {
    if let Err(refusal) = check(new) {
        return Ok(Err(refusal));
    }
    // Later than before even where the clock stood still.
    let changed_at = now.max(new.petition.modified_at + 1);
    if let Some(standing) = find_by_id(tx, new.petition.id)? {
        earlier::keep(tx, &standing, new, changed_at)?;
    }
    if !store::set_petition(tx, &new.petition, changed_at)? {
        // Run again, it sees the change.
        return Err(Fault::new(FaultKind::Collision, "a petition was changed by somebody else meanwhile"));
    }
    write_parts(tx, new)?;
    Ok(Ok(()))
}

fn write_parts(tx: &mut Tx<'_>, new: &NewPetition) -> Result<(), Fault> {
    for words in &new.words {
        store::set_words(tx, new.petition.id, words)?;
    }
    for (group, place) in new.sponsors.iter().zip(0i64..) {
        store::add_sponsor(tx, new.petition.id, *group, place)?;
    }
    store::set_targets(tx, new.petition.id, &new.targets)
}

/// A petition as it stands, whole.
pub fn whole(tx: &mut Tx<'_>, petition: Petition) -> Result<NewPetition, Fault> {
    let words = store::words(tx, petition.id)?;
    let sponsors = store::sponsors(tx, petition.id)?;
    let targets = store::targets(tx, petition.id)?;
    Ok(NewPetition { petition, words, sponsors, targets })
}

/// The petition with this address, whole.
pub fn find(tx: &mut Tx<'_>, slug: &str) -> Result<Option<NewPetition>, Fault> {
    match store::petition_by_slug(tx, slug)? {
        Some(petition) => whole(tx, petition).map(Some),
        None => Ok(None),
    }
}

/// The petition with this id, whole.
pub fn find_by_id(tx: &mut Tx<'_>, id: Id) -> Result<Option<NewPetition>, Fault> {
    match store::petition(tx, id)? {
        Some(petition) => whole(tx, petition).map(Some),
        None => Ok(None),
    }
}

/// Whether an address is taken.
pub fn is_taken(tx: &mut Tx<'_>, slug: &str) -> Result<bool, Fault> {
    Ok(store::petition_by_slug(tx, slug)?.is_some())
}

/// A petition's row as it begins: open, without dates, for the caller to change.
pub fn blank(id: Id, group: Id, slug: String, now: i64) -> Petition {
    Petition {
        id,
        group,
        coalition: None,
        name: String::new(),
        slug,
        origin_system: String::new(),
        state: PetitionState::Open,
        goal: 0,
        opens_at: None,
        closes_at: None,
        time_zone: "America/New_York".to_owned(),
        usual_signatures_per_minute: USUAL_SIGNATURES_PER_MINUTE,
        created_at: now,
        modified_at: now,
    }
}
