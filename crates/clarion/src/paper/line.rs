//! A line of a sheet: what was written on it, checked as it is typed, sealed while the sheet is open, and when two of them are equal.

use crate::forms::questions::{self, Wrong as WrongAnswer};
use crate::forms::{Answers, Question};
use crate::ids::Id;
use crate::people::import;
use crate::people::{Coarse, Details, Intake};
use crate::refusal::Refusal as _;
use crate::web::lang::{Lang, t};
use db::Fault;
use seal::text::clean_line;
use serde::{Deserialize, Serialize};

/// A whole name's longest form in characters.
pub const NAME_CHARS_MAX: usize = 150;
/// The longest mailbox that exists.
pub const EMAIL_CHARS_MAX: usize = 254;
/// A number with its spaces and brackets.
pub const PHONE_CHARS_MAX: usize = 40;
/// A ZIP with its four more digits.
pub const ZIP_CHARS_MAX: usize = 10;

refusals! {
    /// What is wrong with a line.
    LineRefusal {
        /// No name, or one that no name can be.
        Name = "paper-refused-name",
        /// A mailbox that cannot be one.
        Email = "paper-refused-email",
        /// A number that cannot be one.
        Phone = "paper-refused-phone",
        /// A ZIP that is none.
        Zip = "paper-refused-zip",
    }
}

/// What is wrong, with who somebody is or with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// With who somebody is.
    Line(LineRefusal),
    /// With the answer to this question.
    Answer(Box<Question>, WrongAnswer),
}

impl Wrong {
    /// The field to mend.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Line(LineRefusal::Name) => "name",
            Self::Line(LineRefusal::Email) => "email",
            Self::Line(LineRefusal::Phone) => "phone",
            Self::Line(LineRefusal::Zip) => "zip",
            Self::Answer(question, _) => questions::name_of(&question.key).unwrap_or_default(),
        }
    }

    /// How to mend it.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Line(wrong) => t(lang, wrong.message(), &[]),
            Self::Answer(question, wrong) => t(lang, wrong.message(), &[("question", question.words(lang).into())]),
        }
    }
}

impl From<LineRefusal> for Wrong {
    fn from(wrong: LineRefusal) -> Self {
        Self::Line(wrong)
    }
}

/// What stands on a line, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// Whole name.
    pub name: String,
    /// Mailbox; may be empty.
    pub email: String,
    /// Number; may be empty.
    pub phone: String,
    /// ZIP; may be empty.
    pub zip: String,
    /// Whether the box is ticked.
    pub news: bool,
    /// Answers to the questions of the sheet.
    #[serde(skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
}

/// A line of a sheet that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its row on the sheet, from 1.
    pub number: i64,
    /// What it says; `None` where it cannot be read.
    pub written: Option<Written>,
}

/// A line as it lies in the database.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(super) number: i64,
    pub(super) id: Id,
    /// Under whose key it is sealed.
    pub(crate) group: Id,
    pub(super) sealed: Option<Vec<u8>>,
}

/// Checks a line as it was typed, on a sheet that asks these questions; any of them may stay open. `home` is the group's country:
/// numbers without one are of there.
pub fn check(typed: &Written, home: &str, asked: &[&Question]) -> Result<Written, Wrong> {
    let line = |text: &str, chars_max, wrong| clean_line(text, chars_max).map_err(|_| wrong);
    let written = Written {
        name: line(&typed.name, NAME_CHARS_MAX, LineRefusal::Name)?,
        email: line(&typed.email, EMAIL_CHARS_MAX, LineRefusal::Email)?,
        phone: line(&typed.phone, PHONE_CHARS_MAX, LineRefusal::Phone)?,
        zip: line(&typed.zip, ZIP_CHARS_MAX, LineRefusal::Zip)?,
        news: typed.news,
        answers: Answers::new(),
    };
    if !written.name.chars().any(char::is_alphabetic) {
        return Err(LineRefusal::Name.into());
    }
    if !written.email.is_empty() && seal::email::fold(&written.email).is_err() {
        return Err(LineRefusal::Email.into());
    }
    if !written.phone.is_empty() && seal::phone::fold(&written.phone, home).is_err() {
        return Err(LineRefusal::Phone.into());
    }
    if home == "US" && !written.zip.is_empty() && seal::zip::clean(&written.zip).is_none() {
        return Err(LineRefusal::Zip.into());
    }
    written.person(home).map_err(|_| LineRefusal::Name)?;
    Ok(Written { answers: answers(typed, asked)?, ..written })
}

fn answers(typed: &Written, asked: &[&Question]) -> Result<Answers, Wrong> {
    let given = |key: &str| typed.answers.get(key).cloned().unwrap_or_default();
    questions::check(asked.iter().copied(), given, false).map_err(|wrong| match wrong.into_iter().next() {
        Some((question, wrong)) => Wrong::Answer(Box::new(question.clone()), wrong),
        None => LineRefusal::Name.into(),
    })
}

impl Written {
    /// Somebody who can be keyed and sealed, read as a row of a list is.
    pub(super) fn person(&self, home: &str) -> Result<(Option<String>, Details, Coarse), String> {
        import::written((&self.name, &self.email, &self.phone, &self.zip), home)
    }

    /// What makes two lines of a sheet one: the mailbox, else the number, else the name with its ZIP.
    pub fn same(&self, home: &str) -> String {
        let email = seal::email::fold(&self.email).ok().map(|email| email.folded);
        let phone = || seal::phone::fold(&self.phone, home).ok().map(|phone| phone.e164);
        email.or_else(phone).unwrap_or_else(|| format!("{}\n{}", seal::name::fold(&self.name), self.zip))
    }

    /// Whether they can be written to or called.
    pub fn has_address(&self) -> bool {
        !self.email.is_empty() || !self.phone.is_empty()
    }

    /// Seals it as a line.
    pub(super) fn seal(&self, intake: &Intake, group: Id, line: Id) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).map_err(|_| Fault::bug("a line of texts does not serialise"))?;
        intake.vault.seal(group, &line.0, &plain, intake.ids.bytes())
    }
}

/// Opens lines. The caller has their groups' keys at hand.
pub(crate) fn open(intake: &Intake, rows: &[Row]) -> Result<Vec<Line>, Fault> {
    let open = |row: &Row| {
        let plain = row.sealed.as_ref().map(|sealed| intake.vault.open_sealed(row.group, &row.id.0, sealed)).transpose()?;
        let written = plain.map(|plain| serde_json::from_slice(&plain)).transpose();
        Ok(Line { number: row.number, written: written.map_err(|_| Fault::bug("a line of a sheet cannot be read"))? })
    };
    rows.iter().map(open).collect()
}

/// For each line the number of an earlier one that is equal to it.
pub fn equals(lines: &[Line], home: &str) -> Vec<Option<i64>> {
    let same: Vec<Option<String>> = lines.iter().map(|line| Some(line.written.as_ref()?.same(home))).collect();
    let earlier = |(at, key): (usize, &Option<String>)| {
        let first = same[..at].iter().position(|other| key.is_some() && other == key)?;
        Some(lines[first].number)
    };
    same.iter().enumerate().map(earlier).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use crate::forms::{Choice, QuestionKind};

    fn written(name: &str, email: &str, phone: &str, zip: &str) -> Written {
        let (name, email, phone, zip) = (name.to_owned(), email.to_owned(), phone.to_owned(), zip.to_owned());
        Written { name, email, phone, zip, ..Written::default() }
    }

    #[test]
    fn a_line_needs_a_name_and_each_field_says_what_is_wrong() {
        assert_eq!(check(&written("", "ana@mail.example", "", ""), "US", &[]), Err(LineRefusal::Name.into()));
        assert_eq!(check(&written("?", "", "", ""), "US", &[]), Err(LineRefusal::Name.into()));
        assert_eq!(check(&written(&"x".repeat(400), "", "", ""), "US", &[]), Err(LineRefusal::Name.into()));
        assert_eq!(check(&written("Ana Example", "ana at mail", "", ""), "US", &[]), Err(LineRefusal::Email.into()));
        assert_eq!(check(&written("Ana Example", "", "12", ""), "US", &[]), Err(LineRefusal::Phone.into()));
        assert_eq!(check(&written("Ana Example", "", "", "1234"), "US", &[]), Err(LineRefusal::Zip.into()));
        let ana = check(&written(" Ana  Example ", "", "", "20001"), "US", &[]).unwrap();
        let (email, details, coarse) = ana.person("US").unwrap();
        assert_eq!((email, details.given_name.as_str(), details.family_name.as_str()), (None, "Ana", "Example"));
        assert_eq!((coarse.zip.as_str(), coarse.region.as_str()), ("20001", "DC"));
    }

    #[test]
    fn answers_stay_open_or_are_among_what_is_offered() {
        let choice = |key: &str| Choice { key: key.to_owned(), en: key.to_owned(), ..Choice::default() };
        let day = Question {
            key: "q2".to_owned(),
            kind: QuestionKind::One,
            required: true,
            en: "Which day?".to_owned(),
            choices: vec![choice("c1"), choice("c2")],
            ..Question::default()
        };
        let ana = |key: &str, given: &[&str]| {
            let given = given.iter().map(|text| (*text).to_owned()).collect();
            Written { answers: Answers::from([(key.to_owned(), given)]), ..written("Ana Example", "", "", "") }
        };
        let checked = |line: &Written| check(line, "US", &[&day]).map(|line| line.answers);
        assert_eq!(checked(&written("Ana Example", "", "", "")), Ok(Answers::new()));
        assert_eq!(checked(&ana("q2", &["c2"])).unwrap()["q2"], ["c2"]);
        assert_eq!(checked(&ana("q1", &["c2"])), Ok(Answers::new()), "it is not asked");
        let wrong = checked(&ana("q2", &["c3"])).unwrap_err();
        assert_eq!((wrong.field(), wrong.sentence(Lang::En).contains("Which day?")), ("q2", true));
        assert!(checked(&ana("q2", &["c1", "c2"])).is_err());
    }

    #[test]
    fn lines_are_equal_by_mailbox_then_number_then_name_and_zip() {
        let lines: Vec<Line> = [
            written("Ana Example", "Ana@Mail.example", "", ""),
            written("A. Example", "ana@mail.example", "202 555 0143", ""),
            written("Bo Example", "", "(202) 555-0143", "20001"),
            written("Bo Example", "", "+1 202 555 0143", ""),
            written("Cy Example", "", "", "20001"),
            written("cy example", "", "", "20001"),
            written("Cy Example", "", "", "20002"),
        ]
        .into_iter()
        .zip(1..)
        .map(|(written, number)| Line { number, written: Some(written) })
        .collect();
        assert_eq!(equals(&lines, "US"), [None, Some(1), None, Some(3), None, Some(5), None]);
        let illegible = [1, 2].map(|number| Line { number, written: None });
        assert_eq!(equals(&illegible, "US"), [None, None]);
    }
}
