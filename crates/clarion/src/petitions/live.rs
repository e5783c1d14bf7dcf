//! A petition as its page shows it: words, groups, targets and the count, of one committed state. `web/live.rs` keeps it.

use super::count::{self, Count};
use super::create::{self, NewPetition};
use super::running::earlier::{self, Earlier};
use super::updates::{self, Update};
use super::{Petition, PetitionWords, Target};
use crate::coalitions::{self, Coalition, Group};
use crate::officials;
use crate::web::lang::Lang;
use crate::web::live::Living;
use db::{Fault, Tx};
use serde_json::{Map, Value, json};

/// All that a petition's page says, of one committed state.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The petition.
    pub petition: Petition,
    /// Its words, one for each language.
    pub words: Vec<PetitionWords>,
    /// The coalition in whose name it speaks.
    pub coalition: Option<Coalition>,
    /// Its group first, then the co-sponsors.
    pub groups: Vec<Group>,
    /// Whom it addresses, with the address of the office's page where it is one.
    pub targets: Vec<(Target, Option<officials::OfficeName>)>,
    /// What it said before, with signatures on it, for a page in each language.
    pub earlier: Vec<(Lang, Vec<Earlier>)>,
    /// What was added since, in all its languages, the newest first.
    pub updates: Vec<Update>,
    /// The count.
    pub count: Count,
}

impl Facts {
    /// The earlier wordings for a page in a language.
    pub fn earlier_in(&self, wanted: Lang) -> &[Earlier] {
        self.earlier.iter().find(|(lang, _)| *lang == wanted).map_or(&[], |(_, earlier)| earlier)
    }

    /// The words for a page in a language, those of the other where there are none.
    pub fn words_in(&self, lang: Lang) -> PetitionWords {
        super::words_for(&self.words, lang)
    }
}

impl Facts {
    /// All that the page of a petition says, whether it is published or still a draft.
    pub fn of(tx: &mut Tx<'_>, whole: NewPetition, now: i64) -> Result<Self, Fault> {
        let mut groups = Vec::new();
        for id in std::iter::once(whole.petition.group).chain(whole.sponsors) {
            groups.extend(coalitions::group(tx, id)?);
        }
        let mut targets = Vec::with_capacity(whole.targets.len());
        for target in whole.targets {
            let office = target.office.map(|office| officials::office_name(tx, office)).transpose()?.flatten();
            targets.push((target, office));
        }
        let coalition = whole.petition.coalition.map(|coalition| coalitions::coalition(tx, coalition)).transpose()?.flatten();
        let coalition = coalition.map(|(found, _)| found);
        let count = count::count(tx, whole.petition.id, now)?;
        let mut earlier = Vec::new();
        for lang in Lang::ALL {
            earlier.push((lang, earlier::shown(tx, whole.petition.id, lang)?));
        }
        let updates = updates::all(tx, whole.petition.id)?;
        Ok(Self { petition: whole.petition, words: whole.words, coalition, groups, targets, earlier, updates, count })
    }
}

impl Living for Facts {
    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        create::find(tx, slug)?.map(|whole| Self::of(tx, whole, now)).transpose()
    }

    fn slug(&self) -> &str {
        &self.petition.slug
    }

    fn as_of(&self) -> i64 {
        self.count.as_of
    }

    fn figures(&self) -> Map<String, Value> {
        let states: Map<String, Value> = self.count.regions.iter().map(|row| (row.region.clone(), row.confirmed.into())).collect();
        let mut figures = Map::new();
        figures.insert("confirmed".to_owned(), self.count.confirmed.into());
        figures.insert("asserted".to_owned(), (self.count.total() - self.count.confirmed).into());
        figures.insert("goal".to_owned(), self.petition.goal.into());
        figures.insert("states".to_owned(), json!(states));
        figures
    }
}
