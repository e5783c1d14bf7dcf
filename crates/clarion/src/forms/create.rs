//! Making and changing a form: by an approved draft, the API and the demo alike. Its questions stay once it is published, so that
//! what people answered stays an answer to what they were asked.

use super::questions::{self, QUESTIONS_MAX};
use super::store;
use super::{Form, FormKind, FormState, Words};
use crate::actions::address::is_slug;
use crate::ids::Id;
use crate::petitions::create::{TEXT_CHARS_MAX, TITLE_CHARS_MAX, USUAL_SIGNATURES_PER_MINUTE};
use crate::web::lang::Lang;
use db::{Fault, FaultKind, Tx};

/// A form to be.
#[derive(Clone, Debug)]
pub struct NewForm {
    /// Its row; `slug` may still be taken.
    pub form: Form,
    /// Its words in at least one language.
    pub words: Vec<Words>,
}

impl NewForm {
    /// Its title in a language, or in its own.
    pub fn title_in(&self, lang: Lang) -> &str {
        self.words.iter().find(|words| words.lang == lang.code()).or(self.words.first()).map_or("", |words| &words.title)
    }
}

/// Why a form cannot be made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateRefusal {
    /// No title, or one that is too long.
    #[error("Give the form a title of at most 150 characters.")]
    Title,
    /// A text that is too long.
    #[error("The text is longer than 20,000 characters. Shorten it.")]
    Text,
    /// Too many questions, or one that cannot be asked.
    #[error("Ask at most 20 questions of 200 characters, with 2 to 20 choices of 100 characters where people choose.")]
    Questions,
    /// A goal below zero.
    #[error("The goal must be a whole number, zero or more.")]
    Goal,
    /// Somebody else's form has this address.
    #[error("Another form has this address. Choose another one.")]
    SlugTaken,
    /// A slug with other characters.
    #[error("An address has only small letters, digits and hyphens, at most 80.")]
    Slug,
}

/// Checks what needs no database.
pub fn check(new: &NewForm) -> Result<(), CreateRefusal> {
    let chars = |text: &str| text.chars().count();
    if new.words.is_empty() || new.words.iter().any(|words| words.title.is_empty() || chars(&words.title) > TITLE_CHARS_MAX) {
        return Err(CreateRefusal::Title);
    }
    if new.words.iter().any(|words| chars(&words.text) > TEXT_CHARS_MAX || chars(&words.thanks) > TEXT_CHARS_MAX) {
        return Err(CreateRefusal::Text);
    }
    if new.form.questions.len() > QUESTIONS_MAX || !new.form.questions.iter().all(questions::is_sound) {
        return Err(CreateRefusal::Questions);
    }
    if new.form.goal < 0 {
        return Err(CreateRefusal::Goal);
    }
    if is_slug(&new.form.slug) { Ok(()) } else { Err(CreateRefusal::Slug) }
}

/// Makes it.
pub fn create(tx: &mut Tx<'_>, new: &NewForm) -> Result<Result<(), CreateRefusal>, Fault> {
    if let Err(refusal) = check(new) {
        return Ok(Err(refusal));
    }
    if !store::add_form(tx, &new.form)? {
        // A commit in doubt is run again: our own row is no stranger's.
        let standing = store::form_by_slug(tx, &new.form.slug)?;
        if standing.is_none_or(|standing| standing.id != new.form.id) {
            return Ok(Err(CreateRefusal::SlugTaken));
        }
    }
    for words in &new.words {
        store::set_words(tx, new.form.id, words)?;
    }
    Ok(Ok(()))
}

/// Changes name, goal, closing and words of a form as it was read. Its kind, questions, slug and group stay, and whether it is stopped.
pub fn change(tx: &mut Tx<'_>, new: &NewForm, now: i64) -> Result<Result<(), CreateRefusal>, Fault> {
    if let Err(refusal) = check(new) {
        return Ok(Err(refusal));
    }
    // Later than before even where the clock stood still.
    if !store::set_form(tx, &new.form, now.max(new.form.modified_at + 1))? {
        // Run again, it sees the change.
        return Err(Fault::new(FaultKind::Collision, "a form was changed by somebody else meanwhile"));
    }
    for words in &new.words {
        store::set_words(tx, new.form.id, words)?;
    }
    Ok(Ok(()))
}

/// Makes it under the first address that is free, with a number if need be; the address.
pub fn create_somewhere(tx: &mut Tx<'_>, mut new: NewForm, numbers_max: usize) -> Result<Result<String, CreateRefusal>, Fault> {
    let wanted = new.form.slug.clone();
    for number in 2..=numbers_max {
        match create(tx, &new)? {
            Ok(()) => return Ok(Ok(new.form.slug)),
            Err(CreateRefusal::SlugTaken) => new.form.slug = format!("{wanted}-{number}"),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    Ok(Err(CreateRefusal::SlugTaken))
}

fn whole(tx: &mut Tx<'_>, form: Form) -> Result<NewForm, Fault> {
    let words = store::words(tx, form.id)?;
    Ok(NewForm { form, words })
}

/// The form with this address, whole.
pub fn find(tx: &mut Tx<'_>, slug: &str) -> Result<Option<NewForm>, Fault> {
    store::form_by_slug(tx, slug)?.map(|form| whole(tx, form)).transpose()
}

/// The form with this id, whole.
pub fn find_by_id(tx: &mut Tx<'_>, id: Id) -> Result<Option<NewForm>, Fault> {
    store::form(tx, id)?.map(|form| whole(tx, form)).transpose()
}

/// Whether an address is taken.
pub fn is_taken(tx: &mut Tx<'_>, slug: &str) -> Result<bool, Fault> {
    Ok(store::form_by_slug(tx, slug)?.is_some())
}

/// A group's forms, the newest first.
pub fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<NewForm>, Fault> {
    store::forms_of_group(tx, group, at_most)?.into_iter().map(|form| whole(tx, form)).collect()
}

/// A group's forms that take submissions now, the newest first.
pub fn open_of_group(tx: &mut Tx<'_>, group: Id, now: i64, at_most: i64) -> Result<Vec<NewForm>, Fault> {
    store::open_of_group(tx, group, now, at_most)?.into_iter().map(|form| whole(tx, form)).collect()
}

/// The same of a coalition.
pub fn open_of_coalition(tx: &mut Tx<'_>, coalition: Id, now: i64, at_most: i64) -> Result<Vec<NewForm>, Fault> {
    store::open_of_coalition(tx, coalition, now, at_most)?.into_iter().map(|form| whole(tx, form)).collect()
}

/// A form's row as it begins: open, without a date, for the caller to change.
pub fn blank(id: Id, group: Id, slug: String, kind: FormKind, now: i64) -> Form {
    Form {
        id,
        group,
        coalition: None,
        slug,
        kind,
        name: String::new(),
        origin_system: String::new(),
        state: FormState::Open,
        goal: 0,
        closes_at: None,
        time_zone: "America/New_York".to_owned(),
        usual_per_minute: USUAL_SIGNATURES_PER_MINUTE,
        questions: Vec::new(),
        created_at: now,
        modified_at: now,
    }
}
