//! What a form asks, and whether an answer is one: the rule that the page, the confirming link and the API share.
//!
//! An answer is a list of words under its question's key: one text, or the keys of the choices that were made. So counting choices
//! needs no other shape for each kind.

use super::fill::Field;
use crate::ids::Id;
use crate::web::lang::Lang;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Nobody fills in a longer form on a phone.
pub const QUESTIONS_MAX: usize = 20;
/// As many choices as still fit on two screens.
pub const CHOICES_MAX: usize = 20;
/// The longest question.
pub const LABEL_CHARS_MAX: usize = 200;
/// The longest choice.
pub const CHOICE_CHARS_MAX: usize = 100;
/// The longest answer on one line.
pub const SHORT_CHARS_MAX: usize = 200;
/// The longest answer in several lines, as long as a comment.
pub const LONG_CHARS_MAX: usize = 2_000;

/// The keys of questions in their order, which are the names of their fields as well.
pub static NAMES: [&str; QUESTIONS_MAX] = [
    "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10", "q11", "q12", "q13", "q14", "q15", "q16", "q17", "q18", "q19",
    "q20",
];

/// The ids of the fields in which a question's English words are written, in the order of [`NAMES`].
static ANCHORS: [&str; QUESTIONS_MAX] = [
    "q1_en", "q2_en", "q3_en", "q4_en", "q5_en", "q6_en", "q7_en", "q8_en", "q9_en", "q10_en", "q11_en", "q12_en", "q13_en",
    "q14_en", "q15_en", "q16_en", "q17_en", "q18_en", "q19_en", "q20_en",
];

/// Where what is wrong with a question leads.
pub fn anchor_of(name: &str) -> Option<&'static str> {
    NAMES.iter().position(|known| *known == name).map(|place| ANCHORS[place])
}

/// The name of a key, which lives as long as the program.
pub fn name_of(key: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|name| *name == key)
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A line.
    #[default]
    Short,
    /// Several lines.
    Long,
    /// One of the choices.
    One,
    /// Any of the choices.
    Several,
    /// Yes or no.
    YesNo,
}

impl QuestionKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Short, Self::Long, Self::One, Self::Several, Self::YesNo];

    /// The word in forms and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::One => "one",
            Self::Several => "several",
            Self::YesNo => "yes_no",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is answered by text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Short | Self::Long)
    }
}

/// A choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// By which it is kept and counted.
    pub key: String,
    /// English words.
    pub en: String,
    /// Spanish words; may be empty.
    pub es: String,
    /// Which choice of the field that its question fills it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fills: Option<Id>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// One of [`NAMES`].
    pub key: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether it must be.
    pub required: bool,
    /// English words.
    pub en: String,
    /// Spanish words; may be empty.
    pub es: String,
    /// What can be chosen; of yes and no too.
    pub choices: Vec<Choice>,
    /// Which field of its group's people it fills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fills: Option<Field>,
}

fn in_lang<'a>(lang: Lang, en: &'a str, es: &'a str) -> &'a str {
    match (lang, en.is_empty(), es.is_empty()) {
        (Lang::Es, _, false) | (_, true, _) => es,
        _ => en,
    }
}

/// In which language words stand on a page of another, since there are none in its own.
pub fn other_lang(lang: Lang, en: &str, es: &str) -> Option<&'static str> {
    let own = if lang == Lang::Es { es } else { en };
    own.is_empty().then(|| lang.other().code())
}

impl Choice {
    /// Its words in a language, or those there are.
    pub fn words(&self, lang: Lang) -> &str {
        in_lang(lang, &self.en, &self.es)
    }
}

impl Question {
    /// Its words in a language, or those there are.
    pub fn words(&self, lang: Lang) -> &str {
        in_lang(lang, &self.en, &self.es)
    }

    /// An answer as people read it.
    pub fn said(&self, lang: Lang, answer: &[String]) -> String {
        if self.kind.is_text() {
            return answer.first().cloned().unwrap_or_default();
        }
        let words = |key: &String| self.choices.iter().find(|choice| choice.key == *key).map(|choice| choice.words(lang));
        answer.iter().filter_map(words).collect::<Vec<_>>().join(", ")
    }

    /// Checks one answer; nothing is an answer too, where the question may stay open.
    fn check(&self, given: &[String], insists: bool) -> Result<Vec<String>, Wrong> {
        let answer = match self.kind {
            QuestionKind::Short | QuestionKind::Long => {
                let typed = given.last().map_or("", String::as_str);
                let clean = match self.kind {
                    QuestionKind::Short => seal::text::clean_line(typed, SHORT_CHARS_MAX),
                    _ => seal::text::clean(typed, LONG_CHARS_MAX),
                };
                let clean = clean.map_err(|_| if self.kind == QuestionKind::Short { Wrong::Line } else { Wrong::Text })?;
                vec![clean].into_iter().filter(|text| !text.is_empty()).collect()
            }
            _ => {
                let made: BTreeSet<&String> = given.iter().filter(|key| !key.is_empty()).collect();
                if made.iter().any(|key| self.choices.iter().all(|choice| choice.key != **key)) {
                    return Err(Wrong::NotOffered);
                }
                if self.kind != QuestionKind::Several && made.len() > 1 {
                    return Err(Wrong::OnlyOne);
                }
                made.into_iter().cloned().collect::<Vec<_>>()
            }
        };
        match answer.is_empty() && self.required && insists {
            true => Err(Wrong::Missing),
            false => Ok(answer),
        }
    }
}

/// What somebody answered, by the question's key; a question that stayed open has no entry.
pub type Answers = BTreeMap<String, Vec<String>>;

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is none, and there must be.
    Missing,
    /// More than a line, or a long one.
    Line,
    /// A long text.
    Text,
    /// Something was chosen that is not offered.
    NotOffered,
    /// Only one can be chosen.
    OnlyOne,
}

impl Wrong {
    /// The message that says how to mend it, with `$question`.
    pub fn message(self) -> &'static str {
        match self {
            Self::Missing => "form-answer-missing",
            Self::Line => "form-answer-line",
            Self::Text => "form-answer-text",
            Self::NotOffered => "form-answer-not-offered",
            Self::OnlyOne => "form-answer-only-one",
        }
    }
}

/// Checks the answers to all questions; what is wrong in their order. Whoever `insists` asks for what is required; a group that
/// enters what it has on paper may leave it open.
pub fn check<'a>(
    questions: impl IntoIterator<Item = &'a Question>,
    given: impl Fn(&str) -> Vec<String>,
    insists: bool,
) -> Result<Answers, Vec<(&'a Question, Wrong)>> {
    let (mut answers, mut wrong) = (Answers::new(), Vec::new());
    for question in questions {
        match question.check(&given(&question.key), insists) {
            Ok(answer) if answer.is_empty() => {}
            Ok(answer) => drop(answers.insert(question.key.clone(), answer)),
            Err(problem) => wrong.push((question, problem)),
        }
    }
    if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
}

/// What is counted of somebody's answers: each choice that was made, and under the empty choice that the question was answered.
pub fn counted<'a>(questions: &'a [Question], answers: &'a Answers) -> impl Iterator<Item = (&'a str, &'a str)> {
    questions.iter().flat_map(|question| {
        let answer = answers.get(&question.key).map_or(&[][..], Vec::as_slice);
        let made = answer.iter().filter(|_| !question.kind.is_text()).map(String::as_str);
        let answered = (!answer.is_empty()).then_some("");
        answered.into_iter().chain(made).map(|choice| (question.key.as_str(), choice))
    })
}

/// Puts keys to questions and choices by their places, and yes and no to what asks for them.
pub fn numbered(questions: &mut [Question]) {
    for (question, name) in questions.iter_mut().zip(NAMES) {
        name.clone_into(&mut question.key);
        match question.kind {
            QuestionKind::YesNo => {
                let choice = |key: &str, en: &str, es: &str| Choice {
                    key: key.to_owned(),
                    en: en.to_owned(),
                    es: es.to_owned(),
                    ..Choice::default()
                };
                question.choices = vec![choice("yes", "Yes", "Sí"), choice("no", "No", "No")];
            }
            QuestionKind::Short | QuestionKind::Long => question.choices.clear(),
            QuestionKind::One | QuestionKind::Several => {
                for (choice, place) in question.choices.iter_mut().zip(1..) {
                    choice.key = format!("c{place}");
                }
            }
        }
    }
}

/// What is wrong with a question itself.
pub fn is_sound(question: &Question) -> bool {
    let fits = |text: &str, most: usize| text.chars().count() <= most;
    let named = !(question.en.is_empty() && question.es.is_empty());
    let labels = fits(&question.en, LABEL_CHARS_MAX) && fits(&question.es, LABEL_CHARS_MAX);
    let choice = |choice: &Choice| {
        !(choice.en.is_empty() && choice.es.is_empty()) && fits(&choice.en, CHOICE_CHARS_MAX) && fits(&choice.es, CHOICE_CHARS_MAX)
    };
    let choices = match question.kind {
        QuestionKind::Short | QuestionKind::Long | QuestionKind::YesNo => true,
        _ => (2..=CHOICES_MAX).contains(&question.choices.len()) && question.choices.iter().all(choice),
    };
    named && labels && choices
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    fn questions() -> Vec<Question> {
        let choice = |en: &str| Choice { en: en.to_owned(), ..Choice::default() };
        let question = |kind, required| Question {
            kind,
            required,
            en: "What?".to_owned(),
            choices: vec![choice("Red"), choice("Green"), choice("Blue")],
            ..Question::default()
        };
        let mut all = vec![
            question(QuestionKind::Short, true),
            question(QuestionKind::Long, false),
            question(QuestionKind::One, true),
            question(QuestionKind::Several, false),
            question(QuestionKind::YesNo, false),
        ];
        numbered(&mut all);
        all
    }

    fn given(all: &'static [(&str, &[&str])]) -> impl Fn(&str) -> Vec<String> {
        move |key| all.iter().filter(|(name, _)| *name == key).flat_map(|(_, said)| said.iter().map(|s| (*s).to_owned())).collect()
    }

    #[test]
    fn each_kind_is_answered_its_own_way() {
        let all = questions();
        assert!(all.iter().all(is_sound));
        let answers =
            check(&all, given(&[("q1", &[" Ada "]), ("q3", &["c2"]), ("q4", &["c3", "c1", "c3"]), ("q5", &["no"])]), true);
        let answers = answers.unwrap();
        assert_eq!(answers["q1"], ["Ada"]);
        assert_eq!(answers["q4"], ["c1", "c3"], "each once, in order");
        assert!(!answers.contains_key("q2"));
        assert_eq!(all[3].said(Lang::En, &answers["q4"]), "Red, Blue");
        assert_eq!(all[4].said(Lang::Es, &answers["q5"]), "No");
        let counted: Vec<_> = counted(&all, &answers).collect();
        assert_eq!(
            counted,
            [("q1", ""), ("q3", ""), ("q3", "c2"), ("q4", ""), ("q4", "c1"), ("q4", "c3"), ("q5", ""), ("q5", "no")],
            "of a text only that there is one"
        );
    }

    #[test]
    fn what_is_wrong_is_said_in_order() {
        let all = questions();
        let wrong =
            |said, insists| -> Vec<Wrong> { check(&all, given(said), insists).unwrap_err().into_iter().map(|(_, w)| w).collect() };
        assert_eq!(wrong(&[], true), [Wrong::Missing, Wrong::Missing]);
        assert_eq!(
            wrong(&[("q1", &["a\nb"]), ("q3", &["c9"]), ("q5", &["yes", "no"])], true),
            [Wrong::Line, Wrong::NotOffered, Wrong::OnlyOne]
        );
        assert!(check(&all, given(&[("q99", &["x"])]), false).unwrap().is_empty(), "what is not asked is not kept");
    }

    #[test]
    fn a_choice_needs_two_ways() {
        let mut question = questions().remove(2);
        question.choices.truncate(1);
        assert!(!is_sound(&question));
        question.kind = QuestionKind::Short;
        assert!(is_sound(&question));
        question.en = "x".repeat(LABEL_CHARS_MAX + 1);
        assert!(!is_sound(&question));
    }
}
