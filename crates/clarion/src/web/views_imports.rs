//! The console's pages of lists that are imported: all of them, and one at each of its steps.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_console::{Button, Field, Form, Row, Tab};
use crate::access::SignedIn;

/// `/console/groups/{slug}/imports`.
#[derive(Template)]
#[template(path = "people/imports.html")]
pub struct ImportsPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The group.
    pub above: Link,
    /// Sibling pages.
    pub tabs: Vec<Tab>,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// Where a file is sent.
    pub action: String,
    /// How large it may be, and what becomes of it.
    pub limits: String,
    /// The imports, the newest first.
    pub imports: Vec<Row>,
}

/// A column of a file, and what it becomes.
#[derive(Clone, Debug)]
pub struct ColumnLine {
    /// The name of its field in the form.
    pub field: String,
    /// What the file calls it.
    pub name: String,
    /// The word of what it becomes.
    pub value: String,
}

/// The form that asks what each column becomes.
#[derive(Clone, Debug)]
pub struct ColumnsForm {
    /// Where it POSTs.
    pub action: String,
    /// The version that was seen.
    pub version: String,
    /// The columns.
    pub columns: Vec<ColumnLine>,
    /// What a column can become: word and words.
    pub choices: Vec<(String, String)>,
    /// What becomes of cells that are none of their field's choices, where the group has such fields.
    pub others: Option<Field>,
    /// The petitions that it can hold signatures of: id and title.
    pub petitions: Vec<(String, String)>,
    /// The one that it does; empty for none.
    pub petition: String,
    /// Whether on paper.
    pub on_paper: bool,
}

/// A row as it will be understood.
#[derive(Clone, Debug)]
pub struct UnderstoodLine {
    /// The line of the file.
    pub line: u64,
    /// Name; may be empty.
    pub name: String,
    /// Mailbox and number.
    pub addresses: Vec<String>,
    /// Place; may be empty.
    pub place: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Of a signature the day and the comment, those that there are.
    pub signed: Vec<String>,
}

/// A name, a figure, and the name by which it is told when it moves.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Of what.
    pub name: String,
    /// How many, or what.
    pub value: String,
    /// Its name in the stream; empty where it stands still.
    pub live: &'static str,
}

/// `/console/groups/{slug}/imports/{import}`.
#[derive(Template)]
#[template(path = "people/import.html")]
pub struct ImportPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// All imports.
    pub above: Link,
    /// The steps, and which of them this is.
    pub steps: Vec<(String, bool)>,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// Where it stands: role, title and text of a notice.
    pub notice: Option<(&'static str, String, String)>,
    /// Where an open page hears of changes, and the mark of this one.
    pub live: Option<(String, u32)>,
    /// What each column becomes.
    pub columns: Option<ColumnsForm>,
    /// The first rows as they will be understood.
    pub understood: Vec<UnderstoodLine>,
    /// The first refused rows: line and reason.
    pub refused: Vec<(u64, String)>,
    /// What will happen, or has.
    pub figures: Vec<Figure>,
    /// What else is to be known, a sentence each.
    pub means: Vec<String>,
    /// A form of this step.
    pub form: Option<Form>,
    /// What can be done: the first is what leads on.
    pub buttons: Vec<Button>,
    /// Where to go on.
    pub links: Vec<Link>,
}
