//! The form of an action's page: who takes part, and which boxes they tick. One form for petitions and events; its words differ.

use super::frame::Frame;
use super::lang::{self, Lang};
use super::map::{AREA_CODES, area_name};
use crate::forms::{FormKind, Question, QuestionKind, questions};

/// The zones of the states and territories, the most people first; any other of the list may be typed on the command line.
pub const ZONES: [&str; 12] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Indiana/Indianapolis",
    "America/Boise",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
];

/// The form to take part with. Its field names are `given_name`, `family_name`, `email`, `country`, `zip`, `state`, `comment`,
/// each consent's own name with the value `yes`, `stamp` and `altcha`.
#[derive(Clone, Debug)]
pub struct PersonForm {
    /// Where it is sent.
    pub action: String,
    /// What was typed before, so that nothing is lost.
    pub values: PersonValues,
    /// What to mend, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// Whether it asks for the country, too; without, a ZIP must be given.
    pub ask_country: bool,
    /// The ZIP is unknown: the form asks for the state as well.
    pub ask_state: bool,
    /// The action takes comments or notes.
    pub ask_comment: bool,
    /// The action's own questions.
    pub questions: Vec<QuestionField>,
    /// One tick box a group and purpose, unticked at first.
    pub consents: Vec<Consent>,
    /// The signed time stamp that the form must bring back.
    pub stamp: String,
    /// Where to fetch the challenge of a proof of work; `None` while the action is not over its usual rate.
    pub challenge_url: Option<String>,
    /// What it says.
    pub words: FormWords,
}

/// What a form says, in the page's language.
#[derive(Clone, Debug, Default)]
pub struct FormWords {
    /// Above the form.
    pub heading: String,
    /// Above the free text.
    pub comment: String,
    /// Who reads it.
    pub comment_hint: String,
    /// On the button.
    pub button: String,
    /// What happens next.
    pub next: String,
    /// Who receives it.
    pub privacy: String,
}

impl FormWords {
    /// Those of a petition's form.
    pub fn of_petition(lang: Lang, group: &str) -> Self {
        Self {
            heading: lang::t(lang, "sign-heading", &[]),
            comment: lang::t(lang, "form-comment", &[]),
            comment_hint: lang::t(lang, "form-comment-hint", &[]),
            button: lang::t(lang, "sign-button", &[]),
            next: lang::t(lang, "sign-next", &[]),
            privacy: lang::t(lang, "sign-privacy", &[("group", group.into())]),
        }
    }

    /// Those of an event's form.
    pub fn of_event(lang: Lang, group: &str) -> Self {
        Self {
            heading: lang::t(lang, "answer-heading", &[]),
            comment: lang::t(lang, "answer-note", &[]),
            comment_hint: lang::t(lang, "answer-note-hint", &[]),
            button: lang::t(lang, "answer-button", &[]),
            next: lang::t(lang, "answer-next", &[]),
            privacy: lang::t(lang, "answer-privacy", &[("group", group.into())]),
        }
    }

    /// Those of a coalition's form by which groups ask to join.
    pub fn of_joining(lang: Lang) -> Self {
        Self {
            heading: lang::t(lang, "join-heading", &[]),
            button: lang::t(lang, "join-button", &[]),
            next: lang::t(lang, "join-next", &[]),
            privacy: lang::t(lang, "join-privacy", &[]),
            ..Self::default()
        }
    }

    /// Those of a form with questions of its own.
    pub fn of_form(lang: Lang, group: &str, kind: FormKind) -> Self {
        let of_kind = |family: &str| lang::t(lang, &kind.message(family), &[]);
        Self {
            heading: of_kind("form-heading"),
            button: of_kind("form-button"),
            next: of_kind("form-next"),
            privacy: lang::t(lang, "form-privacy", &[("group", group.into())]),
            ..Self::default()
        }
    }
}

/// A question of a form's own, with what was answered.
#[derive(Clone, Debug)]
pub struct QuestionField {
    /// The field's name, which is its id as well.
    pub name: &'static str,
    /// What is asked.
    pub words: String,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'static str>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether it must be.
    pub required: bool,
    /// What can be chosen.
    pub choices: Vec<ChoiceField>,
    /// The text that was typed.
    pub value: String,
}

impl QuestionField {
    /// A question in a language, with what was answered so far.
    pub fn of(question: &Question, lang: Lang, given: &[String]) -> Self {
        let choice = |choice: &questions::Choice| ChoiceField {
            words: choice.words(lang).to_owned(),
            lang: questions::other_lang(lang, &choice.en, &choice.es),
            chosen: given.contains(&choice.key),
            key: choice.key.clone(),
        };
        Self {
            name: questions::name_of(&question.key).unwrap_or_default(),
            words: question.words(lang).to_owned(),
            lang: questions::other_lang(lang, &question.en, &question.es),
            kind: question.kind,
            required: question.required,
            choices: question.choices.iter().map(choice).collect(),
            value: given.last().filter(|_| question.kind.is_text()).cloned().unwrap_or_default(),
        }
    }

    /// Whether only one can be chosen.
    pub fn is_one(&self) -> bool {
        matches!(self.kind, QuestionKind::One | QuestionKind::YesNo)
    }

    /// The id of a choice: the first has the question's own, to which what is wrong leads.
    pub fn choice_id(&self, place: &usize) -> String {
        if *place == 0 { self.name.to_owned() } else { format!("{}-{place}", self.name) }
    }
}

/// A choice of a question.
#[derive(Clone, Debug)]
pub struct ChoiceField {
    /// Its key.
    pub key: String,
    /// Its words.
    pub words: String,
    /// The language of these, where it is not the page's.
    pub lang: Option<&'static str>,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct PersonValues {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mailbox.
    pub email: String,
    /// Country, two letters.
    pub country: String,
    /// ZIP, five digits or nine.
    pub zip: String,
    /// Postal code of the state, or empty.
    pub state: String,
    /// Why they sign, a note to the host, or empty.
    pub comment: String,
}

/// What is wrong with one field.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name, which is its id as well.
    pub field: &'static str,
    /// The field, the reason and the mend, in the page's language.
    pub message: String,
}

/// A question that a tick box asks.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The field's name, unique in the form: letters, digits, `_` and `-`.
    pub name: String,
    /// The words, which are kept with the answer.
    pub words: String,
    /// Whether the person had ticked it before the form came back.
    pub ticked: bool,
}

/// A state in the form's list.
pub struct AreaOption {
    /// Postal code.
    pub code: &'static str,
    /// Name.
    pub name: String,
}

/// Every state and territory, by name.
pub fn area_options(frame: &Frame) -> Vec<AreaOption> {
    let mut options: Vec<AreaOption> = AREA_CODES.map(|code| AreaOption { code, name: area_name(frame.lang, code) }).into();
    options.sort_by(|a, b| a.name.cmp(&b.name));
    options
}

impl PersonForm {
    /// What to say above a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}
