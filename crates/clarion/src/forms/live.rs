//! A form as its page shows it: words, group and count, of one committed state. `web/live.rs` keeps it.

use super::count::{self, Count};
use super::create::{self, NewForm};
use super::{Form, Words};
use crate::coalitions::{self, Coalition, Group};
use crate::petitions;
use crate::web::lang::Lang;
use crate::web::live::Living;
use db::{Fault, Tx};
use serde_json::{Map, Value, json};

/// All that a form's page says, of one committed state.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The form.
    pub form: Form,
    /// Its words, one for each language.
    pub words: Vec<Words>,
    /// The coalition in whose name it speaks.
    pub coalition: Option<Coalition>,
    /// Its group, alone; a slice, as the form of a page wants it.
    pub groups: Vec<Group>,
    /// The count.
    pub count: Count,
}

impl Facts {
    /// All that the page of a form says, whether it is published or still a draft.
    pub fn of(tx: &mut Tx<'_>, whole: NewForm, now: i64) -> Result<Self, Fault> {
        let groups = coalitions::group(tx, whole.form.group)?.into_iter().collect();
        let coalition = whole.form.coalition.map(|coalition| coalitions::coalition(tx, coalition)).transpose()?.flatten();
        let count = count::count(tx, whole.form.id, now)?;
        Ok(Self { form: whole.form, words: whole.words, coalition: coalition.map(|(found, _)| found), groups, count })
    }

    /// The words for a page in a language, those of the other where there are none.
    pub fn words_in(&self, lang: Lang) -> Words {
        petitions::words_for(&self.words, lang)
    }

    /// The group's name.
    pub fn group_name(&self) -> &str {
        self.groups.first().map_or("", |group| &group.name)
    }

    /// The coalition's name; empty where it is of none.
    pub fn coalition_name(&self) -> &str {
        self.coalition.as_ref().map_or("", |coalition| &coalition.name)
    }
}

impl Living for Facts {
    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        create::find(tx, slug)?.map(|whole| Self::of(tx, whole, now)).transpose()
    }

    fn slug(&self) -> &str {
        &self.form.slug
    }

    fn as_of(&self) -> i64 {
        self.count.as_of
    }

    fn figures(&self) -> Map<String, Value> {
        let mut figures = Map::new();
        figures.insert("confirmed".to_owned(), self.count.confirmed.into());
        figures.insert("asserted".to_owned(), (self.count.total() - self.count.confirmed).into());
        figures.insert("goal".to_owned(), self.form.goal.into());
        figures.insert("states".to_owned(), json!({}));
        figures
    }
}
