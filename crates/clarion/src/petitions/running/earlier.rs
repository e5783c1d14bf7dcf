//! What a petition said before: words that people signed are kept when they change, and its page shows them.
//!
//! The console changes no words of a published petition. A program with the group's key does; whoever signed must still be able to
//! see what they signed, and whoever comes now that others signed something else.

use super::store;
use crate::ids::Id;
use crate::petitions::create::NewPetition;
use crate::petitions::{PetitionWords, count, words_for};
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// So many earlier wordings are shown; all are kept.
const SHOWN_MAX: i64 = 20;

/// An earlier wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// When other words took its place.
    pub changed_at: i64,
    /// Its title and text in one language.
    pub words: PetitionWords,
    /// Whom it addressed.
    pub targets: Vec<String>,
    /// How many had signed by then, however they signed.
    pub signatures: i64,
}

/// Keeps what stands, if it says something else than what is to stand and somebody has signed it.
pub(crate) fn keep(tx: &mut Tx<'_>, standing: &NewPetition, new: &NewPetition, changed_at: i64) -> Result<(), Fault> {
    let said = |whole: &NewPetition| {
        whole.words.iter().map(|words| (words.lang.clone(), words.title.clone(), words.text.clone())).collect::<Vec<_>>()
    };
    if said(standing) == said(new) && standing.targets == new.targets {
        return Ok(());
    }
    let signatures = count::count(tx, standing.petition.id, 0)?.total();
    if signatures == 0 {
        return Ok(());
    }
    let targets: Vec<&str> = standing.targets.iter().map(|target| target.name.as_str()).collect();
    for words in &standing.words {
        // As the page showed them: what was missing stood there in the words of the other language.
        let shown = Lang::from_code(&words.lang).map_or_else(|| words.clone(), |lang| words_for(&standing.words, lang));
        store::keep_earlier(tx, standing.petition.id, changed_at, &shown, (&targets.join("\n"), signatures))?;
    }
    Ok(())
}

/// The earlier wordings for a page in a language, the newest first.
pub fn shown(tx: &mut Tx<'_>, petition: Id, lang: Lang) -> Result<Vec<Earlier>, Fault> {
    let mut all = store::earlier(tx, petition, SHOWN_MAX * Lang::ALL.len() as i64)?;
    // Of the languages of one wording the page's own first, or the one there was.
    all.sort_by_key(|earlier| (std::cmp::Reverse(earlier.changed_at), earlier.words.lang != lang.code()));
    all.dedup_by_key(|earlier| earlier.changed_at);
    Ok(all)
}
