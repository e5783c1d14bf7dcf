//! Switching the form of a coalition on and off, with its words and questions: a steering group's deed.

use super::{JoinForm, OWN_QUESTIONS_MAX, WORDS_CHARS_MAX, store};
use crate::coalitions::history::note;
use crate::coalitions::{Act, ActKind, hold_as_steering};
use crate::forms::{Question, QuestionKind, questions};
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why the form is not kept.
    OpenRefusal {
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "join-refused-not-steering",
        /// Too long, or no text.
        Words = "join-refused-words",
        /// More questions than a form asks, or one that is too long.
        Questions = "join-refused-questions",
    }
}

/// Questions, one on each line, the Spanish ones beside the English by their places.
pub fn questions_of(english: &str, spanish: &str) -> Result<Vec<Question>, OpenRefusal> {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect()
    };
    let (english, spanish) = (lines(english), lines(spanish));
    let many = english.len().max(spanish.len());
    let text = |of: &[String], at: usize| of.get(at).cloned().unwrap_or_default();
    let question =
        |at: usize| Question { kind: QuestionKind::Long, en: text(&english, at), es: text(&spanish, at), ..Question::default() };
    let all: Vec<Question> = (0..many).map(question).collect();
    match many <= OWN_QUESTIONS_MAX && all.iter().all(questions::is_sound) {
        true => Ok(all),
        false => Err(OpenRefusal::Questions),
    }
}

/// Checks a form's words.
pub fn check(form: &JoinForm) -> Result<(), OpenRefusal> {
    let fits = |text: &String| text.chars().count() <= WORDS_CHARS_MAX;
    if fits(&form.words_en) && fits(&form.words_es) { Ok(()) } else { Err(OpenRefusal::Words) }
}

/// Keeps the form as the act's group wants it: from now on it stands in that group's name.
pub fn set(tx: &mut Tx<'_>, act: &Act, coalition: Id, form: &JoinForm) -> Result<Result<(), OpenRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(OpenRefusal::NotSteering));
    }
    let was_open = store::form(tx, coalition)?.is_some_and(|known| known.is_open);
    store::set_form(tx, &JoinForm { coalition, group: act.group, ..form.clone() }, act.account, act.now)?;
    if was_open != form.is_open {
        let kind = if form.is_open { ActKind::JoiningOpened } else { ActKind::JoiningClosed };
        note(tx, coalition, act, kind, None, "")?;
    }
    Ok(Ok(()))
}
