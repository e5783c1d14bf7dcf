//! What makes a draft that of a form, and the form that it would be.

use super::create::{self, NewForm};
use super::questions::{self, QUESTIONS_MAX};
use super::{FormKind, Question};
use crate::actions::drafts::Draft;
use crate::web::lang::Lang;
use serde::{Deserialize, Serialize};

/// What a form says beside its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPart {
    /// What it is for.
    pub kind: FormKind,
    /// What it asks, in order.
    pub questions: Vec<Question>,
}

impl FormPart {
    /// Whether all of it can be asked.
    pub fn is_sound(&self) -> bool {
        self.questions.len() <= QUESTIONS_MAX && self.questions.iter().all(questions::is_sound)
    }
}

/// The form that a draft would be, published now; `None` where it is a petition's.
pub fn form_of(draft: &Draft, now: i64) -> Option<NewForm> {
    let (document, part) = (&draft.document, draft.document.form.as_ref()?);
    let mut form = create::blank(draft.id, draft.group, document.slug.clone(), part.kind, now);
    form.coalition = draft.coalition;
    form.name = document.title(Lang::En).to_owned();
    form.goal = document.goal;
    form.closes_at = document.closes_at;
    form.time_zone = document.time_zone.clone();
    form.questions = part.questions.clone();
    Some(NewForm { form, words: document.words.clone() })
}
