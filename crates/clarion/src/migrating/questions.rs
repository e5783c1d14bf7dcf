//! What a form of the source asks, and how an answer there becomes one here: keys are put anew, by the places of what came along.

use super::read;
use super::report::Report;
use crate::forms::questions::{CHOICE_CHARS_MAX, LABEL_CHARS_MAX, QUESTIONS_MAX, check, is_sound, numbered};
use crate::forms::{Answers, Choice, Question, QuestionKind};
use serde_json::Value;

/// A question that came along.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Its key there.
    key: String,
    /// The keys of its choices there, in the order of ours.
    choices: Vec<String>,
    /// As it is asked here.
    pub(super) question: Question,
}

/// What a form asks, as far as it can be asked here.
pub(super) fn of(form: &Value, left: &mut Report) -> Vec<Asked> {
    let there = read::all(form, "clarion:questions");
    let mut all: Vec<Asked> = there.iter().filter_map(asked).take(QUESTIONS_MAX).collect();
    left.leave("questions of forms that cannot be asked here", there.len().saturating_sub(all.len()) as i64);
    let mut questions: Vec<Question> = all.iter().map(|asked| asked.question.clone()).collect();
    numbered(&mut questions);
    for (asked, question) in all.iter_mut().zip(questions) {
        if question.kind == QuestionKind::YesNo {
            asked.choices = question.choices.iter().map(|choice| choice.key.clone()).collect();
        }
        asked.question = question;
    }
    all
}

fn asked(record: &Value) -> Option<Asked> {
    let line = |record: &Value, lang: &str, chars_max: usize| seal::text::clean_line(read::text(record, lang), chars_max).ok();
    let choices = read::all(record, "choices");
    let choice = |record: &Value| {
        let (en, es) = (line(record, "en", CHOICE_CHARS_MAX)?, line(record, "es", CHOICE_CHARS_MAX)?);
        Some(Choice { en, es, ..Choice::default() })
    };
    let question = Question {
        key: String::new(),
        kind: QuestionKind::of(read::text(record, "kind"))?,
        required: record.get("required").and_then(Value::as_bool).unwrap_or(false),
        en: line(record, "en", LABEL_CHARS_MAX)?,
        es: line(record, "es", LABEL_CHARS_MAX)?,
        choices: choices.iter().map(choice).collect::<Option<_>>()?,
        fills: None,
    };
    let keys = choices.iter().map(|choice| read::text(choice, "key").to_owned()).collect();
    is_sound(&question).then(|| Asked { key: read::text(record, "key").to_owned(), choices: keys, question })
}

/// What somebody answered, and how many answers fit no question here.
pub(super) fn answers(all: &[Asked], submission: &Value) -> (Answers, i64) {
    let (mut answers, mut unfit) = (Answers::new(), 0);
    for (key, given) in submission.get("clarion:answers").and_then(Value::as_object).into_iter().flatten() {
        let asked = all.iter().find(|asked| asked.key == *key);
        match asked.and_then(|asked| answer(asked, given)) {
            Some(answer) => answers.extend(answer),
            None => unfit += 1,
        }
    }
    (answers, unfit)
}

fn answer(asked: &Asked, given: &Value) -> Option<Answers> {
    let said = match given {
        Value::Array(all) => all.iter().map(Value::as_str).collect::<Option<Vec<&str>>>()?,
        one => vec![one.as_str()?],
    };
    let ours = |said: &str| {
        let place = asked.choices.iter().position(|key| key == said)?;
        Some(asked.question.choices.get(place)?.key.clone())
    };
    let words = match asked.question.kind.is_text() {
        true => said.into_iter().map(str::to_owned).collect(),
        false => said.into_iter().map(ours).collect::<Option<Vec<String>>>()?,
    };
    check(std::slice::from_ref(&asked.question), |_| words.clone(), false).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_follow_their_questions_to_other_keys() {
        let mut left = Report::default();
        let all = of(
            &json!({"clarion:questions": [
                {"key": "a", "kind": "stars", "en": "How many stars?"},
                {"key": "b", "kind": "one", "en": "Which day?", "choices": [{"key": "sat", "en": "Saturday"}, {"key": "sun", "en": "Sunday"}]},
                {"key": "c", "kind": "yes_no", "en": "Do you drive?"},
                {"key": "d", "kind": "short", "en": "Name on your badge?", "required": true},
                {"key": "e", "kind": "one", "en": "Only this?", "choices": [{"key": "c1", "en": "This"}]},
                7,
            ]}),
            &mut left,
        );
        assert_eq!(left.left.values().copied().collect::<Vec<_>>(), [3]);
        assert_eq!(all.iter().map(|asked| asked.question.key.as_str()).collect::<Vec<_>>(), ["q1", "q2", "q3"]);
        let said = json!({"clarion:answers": {"a": "5", "b": ["sun"], "c": "yes", "d": ["Ada"], "e": ["c1"], "q1": ["c1"]}});
        let (taken, unfit) = answers(&all, &said);
        assert_eq!(json!(taken), json!({"q1": ["c2"], "q2": ["yes"], "q3": ["Ada"]}));
        assert_eq!(unfit, 3);
        for strange in
            [json!({"b": ["c1"]}), json!({"b": ["sat", "sun"]}), json!({"b": 7}), json!({"d": [7]}), json!({"c": "maybe"})]
        {
            assert_eq!(answers(&all, &json!({"clarion:answers": strange})), (Answers::new(), 1), "{strange}");
        }
        assert_eq!(answers(&all, &json!({"clarion:answers": null})), (Answers::new(), 0));
    }
}
