//! Forms and submissions as clients send them.

use super::create::{CreateRefusal, NewForm};
use super::questions::{self, Answers, Choice, Question, QuestionKind};
use super::{FormKind, Words};
use crate::ids::Id;
use crate::osdi::body::LinksBody;
use crate::osdi::field::Field;
use crate::osdi::{ApiError, dates};
use crate::people::api_body::{self, PersonBody};
use crate::petitions::create::{TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fields of a form.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct FormBody {
    #[schema(value_type = Option<String>)]
    title: Field,
    #[schema(value_type = Option<String>)]
    description: Field,
    #[schema(value_type = Option<String>)]
    name: Field,
    #[schema(value_type = Option<String>)]
    origin_system: Field,
    identifiers: Option<Vec<String>>,
    #[serde(rename = "clarion:kind")]
    kind: Option<String>,
    #[serde(rename = "clarion:goal")]
    goal: Option<i64>,
    #[serde(rename = "clarion:closes_at")]
    #[schema(value_type = Option<String>)]
    closes_at: Field,
    #[serde(rename = "clarion:questions")]
    questions: Option<Vec<QuestionBody>>,
}

#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
struct QuestionBody {
    kind: String,
    required: bool,
    en: String,
    es: String,
    choices: Vec<ChoiceBody>,
}

#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
struct ChoiceBody {
    en: String,
    es: String,
}

/// A form's fields, checked.
#[derive(Clone, Debug)]
pub struct FormChange {
    title: Field,
    text: Field,
    name: Field,
    origin_system: Field,
    /// Foreign ids to add.
    pub identifiers: Vec<String>,
    /// What it is for.
    pub kind: FormKind,
    goal: Option<i64>,
    closes_at: Option<Option<i64>>,
    questions: Option<Vec<Question>>,
}

impl FormBody {
    /// Checks it.
    pub fn check(self) -> Result<FormChange, ApiError> {
        let line = |field: Field| field.checked(|text| api_body::line(text, TITLE_CHARS_MAX));
        let kind = match &self.kind {
            None => FormKind::default(),
            Some(word) => FormKind::of(word).ok_or_else(|| ApiError::bad("clarion:kind is sign_up, survey or pledge."))?,
        };
        let questions = self.questions.map(|all| all.iter().map(question).collect::<Result<Vec<_>, _>>()).transpose()?;
        Ok(FormChange {
            title: line(self.title)?,
            text: self
                .description
                .checked(|text| seal::text::clean(text, TEXT_CHARS_MAX).map_err(|problem| ApiError::bad(problem.to_string())))?,
            name: line(self.name)?,
            origin_system: line(self.origin_system)?,
            identifiers: api_body::identifiers(self.identifiers.unwrap_or_default())?,
            kind,
            goal: self.goal,
            closes_at: match &self.closes_at {
                Field::Absent => None,
                Field::Cleared => Some(None),
                Field::Given(text) => match dates::parse(text) {
                    Some(moment) => Some(Some(moment.start)),
                    None => return Err(ApiError::bad("clarion:closes_at needs a date such as 2026-01-31T12:00:00Z.")),
                },
            },
            questions,
        })
    }
}

fn question(body: &QuestionBody) -> Result<Question, ApiError> {
    let kind =
        QuestionKind::of(&body.kind).ok_or_else(|| ApiError::bad("A question's kind is short, long, one, several or yes_no."))?;
    let line = |text: &str| api_body::line(text, questions::LABEL_CHARS_MAX);
    let choice = |choice: &ChoiceBody| Ok(Choice { key: String::new(), en: line(&choice.en)?, es: line(&choice.es)?, fills: None });
    let choices = body.choices.iter().map(choice).collect::<Result<Vec<_>, ApiError>>()?;
    Ok(Question {
        key: String::new(),
        kind,
        required: body.required,
        en: line(&body.en)?,
        es: line(&body.es)?,
        choices,
        fills: None,
    })
}

impl FormChange {
    /// The title, for making an address of it.
    pub fn title(&self) -> Result<&str, ApiError> {
        self.title.text().ok_or_else(|| ApiError::bad("A form needs a title."))
    }

    /// Writes what was given over what stands. What it asks can only be said of a new one.
    pub fn put(&self, over: &mut NewForm, is_new: bool) -> Result<(), CreateRefusal> {
        if over.words.is_empty() {
            over.words.push(Words { lang: "en".to_owned(), ..Words::default() });
        }
        let words = &mut over.words[0];
        self.title.put(&mut words.title);
        self.text.put(&mut words.text);
        self.name.put(&mut over.form.name);
        over.form.goal = self.goal.unwrap_or(over.form.goal);
        over.form.closes_at = self.closes_at.unwrap_or(over.form.closes_at);
        if !is_new {
            return Ok(());
        }
        self.origin_system.put(&mut over.form.origin_system);
        over.form.questions = self.questions.clone().unwrap_or_default();
        if over.form.questions.len() > questions::QUESTIONS_MAX {
            return Err(CreateRefusal::Questions);
        }
        questions::numbered(&mut over.form.questions);
        Ok(())
    }
}

/// The body of a submission: with `person` the helper, with a link to a person the plain kind.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SubmissionBody {
    /// Who submits, for the helper.
    pub person: Option<PersonBody>,
    identifiers: Option<Vec<String>>,
    /// Tags of the group that the person gets.
    pub add_tags: Option<Vec<String>>,
    /// Tags of the group that the person loses.
    pub remove_tags: Option<Vec<String>>,
    /// By the question's key: a text, or keys of choices.
    #[serde(rename = "clarion:answers")]
    #[schema(value_type = Option<Object>)]
    answers: Option<BTreeMap<String, Given>>,
    #[serde(rename = "_links")]
    links: Option<LinksBody>,
}

/// One text or key, or several keys.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Given {
    One(String),
    Several(Vec<String>),
}

impl SubmissionBody {
    /// Whom the link names: the last part of its path, whatever its host.
    pub fn linked_person(&self) -> Option<Id> {
        self.links.as_ref()?.person()
    }

    /// The foreign ids.
    pub fn identifiers(&self) -> Result<Vec<String>, ApiError> {
        api_body::identifiers(self.identifiers.clone().unwrap_or_default())
    }

    /// The answers to a form's questions, checked; `None` where none were sent. Whoever `insists` asks for what is required.
    pub fn answers(&self, asked: &[Question], insists: bool) -> Result<Option<Answers>, ApiError> {
        let Some(given) = &self.answers else {
            return if insists { self.checked(asked, &BTreeMap::new(), true).map(Some) } else { Ok(None) };
        };
        if let Some(unknown) = given.keys().find(|key| asked.iter().all(|question| question.key != **key)) {
            let shown: String = unknown.chars().take(20).collect();
            return Err(ApiError::bad(format!("This form has no question \u{201c}{shown}\u{201d}.")));
        }
        self.checked(asked, given, insists).map(Some)
    }

    fn checked(&self, asked: &[Question], given: &BTreeMap<String, Given>, insists: bool) -> Result<Answers, ApiError> {
        let of = |key: &str| match given.get(key) {
            None => Vec::new(),
            Some(Given::One(text)) => vec![text.clone()],
            Some(Given::Several(all)) => all.clone(),
        };
        questions::check(asked, of, insists).map_err(|wrong| {
            let key = wrong.first().map_or("", |(question, _)| question.key.as_str());
            ApiError::bad(format!("The answer to {key} is none that this form takes."))
        })
    }
}
