//! Sheets on paper, of a petition or a form: as they are printed, and as they are entered.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_console::{Form, Tab};
use super::views_form::QuestionField;
use crate::access::SignedIn;
use crate::forms::QuestionKind;
use crate::paper::line::Written;

/// Sheets, ready for the printer.
#[derive(Template)]
#[template(path = "paper/print.html")]
pub struct PaperPrintPage {
    /// Of whoever prints.
    pub frame: Frame,
    /// Where one comes from.
    pub back: Link,
    /// The size: `a4` or `letter`.
    pub paper: &'static str,
    /// The other size.
    pub other: Link,
    /// The sheets.
    pub sheets: Vec<PrintedSheet>,
}

/// One of them.
pub struct PrintedSheet {
    /// Words in the sheet's language.
    pub words: Frame,
    /// The title of the petition or form.
    pub title: String,
    /// Whom it addresses, or what a pledge means; may be empty.
    pub lead: String,
    /// Its text, or the beginning of it.
    pub text: String,
    /// Where the whole of it stands, if this is the beginning.
    pub rest: Option<String>,
    /// The whole of it as sanitised HTML, on a page before the sheet.
    pub whole_html: Option<String>,
    /// Who answers for it.
    pub by: String,
    /// The sheet's number and its code.
    pub number: i64,
    /// The code as it is typed.
    pub code: String,
    /// The same as a picture.
    pub qr_svg: String,
    /// The words beside the box.
    pub consent_words: String,
    /// How people leave, and who reads this.
    pub foot: String,
    /// The numbers of its rows.
    pub rows: Vec<i64>,
    /// Whether people sign it.
    pub is_signed: bool,
    /// A form's questions.
    pub questions: Vec<PrintedQuestion>,
}

/// A question on a sheet.
pub struct PrintedQuestion {
    /// What is asked.
    pub words: String,
    /// How many boxes to tick; empty where one writes.
    pub hint: String,
    /// The words beside the boxes; none where one writes.
    pub choices: Vec<String>,
}

/// A sheet as it is entered.
#[derive(Template)]
#[template(path = "paper/entry.html")]
pub struct PaperEntryPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Where one comes from.
    pub above: Link,
    /// The group's other pages.
    pub tabs: Vec<Tab>,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// How the sheet stands, a sentence each.
    pub facts: Vec<String>,
    /// What was last entered; empty before the first line.
    pub said: Vec<String>,
    /// The form of a line, for whoever holds the sheet.
    pub form: Option<LineForm>,
    /// The lines so far, the last first.
    pub lines: Vec<LineView>,
    /// Takes the last line away: address and number.
    pub undo: Option<(String, i64)>,
    /// Closes the sheet.
    pub close: Option<Form>,
    /// Takes it in hand, or puts it back.
    pub hold: Option<Form>,
}

/// The form of a line.
pub struct LineForm {
    /// Where it POSTs.
    pub action: String,
    /// Which line.
    pub number: i64,
    /// Of how many.
    pub of: i64,
    /// The way back from a correction.
    pub correcting: Option<Link>,
    /// What was typed, or stands.
    pub written: Written,
    /// Whether the last line's ZIP is kept.
    pub keeps_zip: bool,
    /// The field that is wrong, and how to mend it.
    pub error: Option<(&'static str, String)>,
    /// The words beside the box.
    pub consent_words: String,
    /// The language of these.
    pub lang: String,
    /// The questions of the sheet, with what was answered.
    pub questions: Vec<QuestionField>,
}

impl LineForm {
    /// Which line of how many, or which one is corrected.
    pub fn heading(&self, frame: &Frame) -> String {
        let (number, of) = (self.number.to_string(), self.of.to_string());
        match self.correcting {
            Some(_) => frame.t1("paper-correct-heading", "number", number),
            None => frame.t2("paper-line-heading", ("number", &number), ("of", &of)),
        }
    }

    /// Where the cursor stands.
    pub fn focus(&self) -> &'static str {
        self.error.as_ref().map_or("name", |(field, _)| field)
    }

    /// What is wrong with a field.
    pub fn wrong(&self, field: &str) -> Option<&str> {
        self.error.as_ref().filter(|(wrong, _)| *wrong == field).map(|(_, words)| words.as_str())
    }
}

/// A line that stands.
pub struct LineView {
    /// Which.
    pub number: i64,
    /// What it says; `None` where it cannot be read.
    pub written: Option<Written>,
    /// What is answered to the sheet's questions; may be empty.
    pub answers: String,
    /// That an earlier one is equal; may be empty.
    pub note: String,
    /// Where it is corrected, by whoever holds the sheet.
    pub correct_url: Option<String>,
}
