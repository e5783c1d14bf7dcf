//! Which of a form's questions stand on its sheets. A clipboard has room for a few that are answered by a tick or a word; the others stay
//! open for whoever fills the form in by hand, also those that its page insists on.

use crate::forms::{Question, QuestionKind};
use crate::web::lang::Lang;

/// Columns for questions beside those for who somebody is: with more the email no longer fits its own.
pub const QUESTIONS_MAX: usize = 3;
/// What fits above a column, in five short lines.
pub const LABEL_CHARS_MAX: usize = 80;
/// A row has room for so many lines of choices,
const CHOICE_LINES_MAX: usize = 3;
/// each as long as so many characters,
const LINE_CHARS_MAX: usize = 17;
/// of which the box before a choice takes so many.
const BOX_CHARS: usize = 3;

/// Those that stand on a sheet, in their order: such as must be answered first, then the first that fit, in either language.
pub fn on_sheet(questions: &[Question]) -> Vec<&Question> {
    let mut fitting: Vec<(usize, &Question)> = questions.iter().enumerate().filter(|(_, question)| fits(question)).collect();
    fitting.sort_by_key(|(_, question)| !question.required);
    fitting.truncate(QUESTIONS_MAX);
    fitting.sort_by_key(|(place, _)| *place);
    fitting.into_iter().map(|(_, question)| question).collect()
}

/// Those that a sheet was printed with, by their keys.
pub fn printed<'a>(questions: &'a [Question], keys: &[String]) -> Vec<&'a Question> {
    questions.iter().filter(|question| keys.contains(&question.key)).collect()
}

fn fits(question: &Question) -> bool {
    Lang::ALL.into_iter().all(|lang| fits_in(question, lang))
}

fn fits_in(question: &Question, lang: Lang) -> bool {
    let answers = match question.kind {
        QuestionKind::Short => true,
        QuestionKind::Long => false,
        QuestionKind::One | QuestionKind::Several | QuestionKind::YesNo => {
            let choices = question.choices.iter().map(|choice| choice.words(lang).chars().count() + BOX_CHARS);
            lines(choices).is_some_and(|lines| lines <= CHOICE_LINES_MAX)
        }
    };
    answers && question.words(lang).chars().count() <= LABEL_CHARS_MAX
}

/// How many lines choices of these lengths take; `None` where one is longer than a line.
fn lines(choices: impl Iterator<Item = usize>) -> Option<usize> {
    let (mut lines, mut left) = (0, 0);
    for chars in choices {
        if chars > LINE_CHARS_MAX {
            return None;
        }
        if chars > left {
            (lines, left) = (lines + 1, LINE_CHARS_MAX);
        }
        left -= chars;
    }
    Some(lines)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use crate::forms::{Choice, questions};

    fn question(kind: QuestionKind, required: bool, en: &str, choices: &[&str]) -> Question {
        let choice = |en: &&str| Choice { en: (*en).to_owned(), ..Choice::default() };
        let choices = choices.iter().map(choice).collect();
        Question { kind, required, en: en.to_owned(), choices, ..Question::default() }
    }

    fn keys(mut all: Vec<Question>) -> Vec<String> {
        questions::numbered(&mut all);
        on_sheet(&all).into_iter().map(|question| question.key.clone()).collect()
    }

    #[test]
    fn ticks_and_short_words_stand_on_a_sheet_and_long_ones_do_not() {
        let days = ["Saturday", "Sunday"];
        let long = "x".repeat(LABEL_CHARS_MAX + 1);
        let fitting = vec![
            question(QuestionKind::Long, true, "Why?", &[]),
            question(QuestionKind::One, false, "Which day?", &days),
            question(QuestionKind::One, false, &long, &days),
            question(QuestionKind::Several, false, "What?", &["Ladder", "Lantern", "Tea"]),
            question(QuestionKind::One, true, "Where?", &["In front of the town hall", "At home"]),
            question(QuestionKind::Several, false, "Which?", &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
            question(QuestionKind::YesNo, false, "Do you drive?", &[]),
        ];
        assert_eq!(keys(fitting), ["q2", "q4", "q7"]);
        assert!(keys(Vec::new()).is_empty());
    }

    #[test]
    fn what_must_be_answered_goes_before_what_comes_first() {
        let yes = |required| question(QuestionKind::YesNo, required, "Yes?", &[]);
        assert_eq!(keys(vec![yes(false), yes(false), yes(false), yes(true), yes(true)]), ["q1", "q4", "q5"]);
    }

    #[test]
    fn a_question_has_room_in_both_languages_or_none() {
        let mut drive = question(QuestionKind::YesNo, false, "Do you drive?", &[]);
        drive.es = "x".repeat(LABEL_CHARS_MAX + 1);
        assert!(keys(vec![drive]).is_empty());
    }
}
