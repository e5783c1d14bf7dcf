//! A petition as its page shows it: words, groups, targets and the count, of one committed state. `web/live.rs` keeps it.

use super::count::{self, Count};
use super::create;
use super::{Petition, PetitionWords, Target};
use crate::coalitions::{self, Group};
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
    /// Its group first, then the co-sponsors.
    pub groups: Vec<Group>,
    /// Whom it addresses, with the address of the office's page where it is one.
    pub targets: Vec<(Target, Option<officials::OfficeName>)>,
    /// The count.
    pub count: Count,
}

impl Facts {
    /// The words in a language, or in the one there is.
    pub fn words_in(&self, lang: Lang) -> &PetitionWords {
        static NONE: PetitionWords =
            PetitionWords { lang: String::new(), title: String::new(), text: String::new(), thanks: String::new() };
        self.words.iter().find(|words| words.lang == lang.code()).or(self.words.first()).unwrap_or(&NONE)
    }
}

impl Living for Facts {
    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        let Some(whole) = create::find(tx, slug)? else { return Ok(None) };
        let mut groups = Vec::new();
        for id in std::iter::once(whole.petition.group).chain(whole.sponsors) {
            groups.extend(coalitions::group(tx, id)?);
        }
        let mut targets = Vec::with_capacity(whole.targets.len());
        for target in whole.targets {
            let office = target.office.map(|office| officials::office_name(tx, office)).transpose()?.flatten();
            targets.push((target, office));
        }
        let count = count::count(tx, whole.petition.id, now)?;
        Ok(Some(Self { petition: whole.petition, words: whole.words, groups, targets, count }))
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
