//! The console's pages of groups, coalitions and statements: sections of rows with buttons, and forms made of fields.
//! The handlers fill them; which row gets which button is the handler's concern, and what it may do `access`'s.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_form::FieldError;
use super::views_places::SharingLine;
use crate::access::SignedIn;
use std::borrow::Cow;

/// A button that posts, with what it sends along.
#[derive(Clone, Debug)]
pub struct Button {
    /// The verb.
    pub words: String,
    /// Whom or what it is about, for those who hear the page.
    pub about: String,
    /// Where it POSTs.
    pub action: String,
    /// Hidden fields.
    pub fields: Vec<(&'static str, String)>,
    /// Whether it takes something away.
    pub danger: bool,
}

/// A line in a list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// Where that has a page of its own.
    pub url: Option<String>,
    /// A short mark, such as a role.
    pub badge: Option<String>,
    /// What is to be known of it, a sentence each.
    pub facts: Vec<String>,
    /// Where something about it can be looked at or done.
    pub links: Vec<Link>,
    /// What can be done at once.
    pub buttons: Vec<Button>,
}

/// A part of a page: a heading, rows, and ways to go on.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub heading: String,
    /// What it is for.
    pub text: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// Numbers in place of rows.
    pub table: Option<Table>,
    /// What stands where there are none; empty leaves the section without words.
    pub empty: String,
    /// Where to go on.
    pub links: Vec<Link>,
    /// A form below the rows.
    pub form: Option<Form>,
}

/// A table: each row begins with what it is about, numbers follow.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What each column is.
    pub head: Vec<String>,
    /// The rows, as long as the head.
    pub rows: Vec<Vec<String>>,
}

/// A form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Its heading; empty for none.
    pub heading: String,
    /// Where it POSTs.
    pub action: String,
    /// Hidden fields.
    pub hidden: Vec<(&'static str, String)>,
    /// What is asked, in order.
    pub fields: Vec<Field>,
    /// The button's verb.
    pub button: String,
    /// Whether it takes something away.
    pub danger: bool,
    /// Whether another form of the page is the one that goes on.
    pub quiet: bool,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name, unique on the page.
    pub name: Cow<'static, str>,
    /// Above it.
    pub label: String,
    /// Below the label; may be empty.
    pub hint: String,
    /// What was typed or stands.
    pub value: String,
    /// Its longest value in characters.
    pub length_max: usize,
    /// Whether it must be filled in.
    pub needed: bool,
    /// How it is asked.
    pub kind: FieldKind,
    /// What is wrong with it, and how to mend that; it is said at the field, and above the page.
    pub error: Option<FieldError>,
}

/// How a field is asked.
#[derive(Clone, Debug)]
pub enum FieldKind {
    /// One line; the value is the type of the input, such as `email`.
    Line(&'static str),
    /// Several lines.
    Area(u8),
    /// One of these: value, words.
    Choice(Vec<(String, String)>),
    /// Any of these: name, words, whether it is ticked.
    Ticks(Vec<(&'static str, String, bool)>),
}

impl Field {
    /// A line that must be filled in.
    pub fn line(name: &'static str, label: String, value: String, length_max: usize) -> Self {
        let kind = FieldKind::Line("text");
        Self { name: name.into(), label, hint: String::new(), value, length_max, needed: true, kind, error: None }
    }

    /// Several lines that may stay empty.
    pub fn area(name: &'static str, label: String, value: String, length_max: usize, lines: u8) -> Self {
        Self { kind: FieldKind::Area(lines), needed: false, ..Self::line(name, label, value, length_max) }
    }

    /// One of several.
    pub fn choice(name: &'static str, label: String, value: String, choices: Vec<(String, String)>) -> Self {
        Self { kind: FieldKind::Choice(choices), ..Self::line(name, label, value, 0) }
    }

    /// Under a name that is put together.
    pub fn named(self, name: String) -> Self {
        Self { name: name.into(), ..self }
    }

    /// With a hint.
    pub fn hinted(self, hint: String) -> Self {
        Self { hint, ..self }
    }

    /// That may stay empty.
    pub fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    /// With what is wrong with it, of all that is wrong with a form.
    pub fn told(self, wrong: &[FieldError]) -> Self {
        Self { error: wrong.iter().find(|wrong| wrong.field == self.name).cloned(), ..self }
    }

    /// Of another type of input.
    pub fn typed(self, kind: &'static str) -> Self {
        Self { kind: FieldKind::Line(kind), ..self }
    }
}

/// A way to a sibling page.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Words and address.
    pub link: Link,
    /// Whether it is this page.
    pub is_here: bool,
}

/// A page of sections.
#[derive(Template)]
#[template(path = "console/sections.html")]
pub struct SectionsPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Above the title: what the page belongs to.
    pub above: Option<Link>,
    /// Sibling pages; may be empty.
    pub tabs: Vec<Tab>,
    /// For which group one acts here, and the others one could act for.
    pub acting: Option<Acting>,
    /// What was just done.
    pub done: Option<String>,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// Below the title; may be empty.
    pub lead: String,
    /// The parts.
    pub sections: Vec<Section>,
    /// The table of who may share what, on the page that is about it.
    pub sharing: Vec<SharingLine>,
    /// Words as they will stand in public, as sanitised HTML; may be empty.
    pub preview_html: String,
    /// The language of these, where it is not the page's.
    pub preview_lang: Option<&'static str>,
    /// Numbers below the sections.
    pub figures: Vec<Figure>,
}

/// Bars for which there is room at least: one alone would fill the page.
const BARS_MIN: usize = 30;

/// Numbers in a table, with bars above it where their order is one in time.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its anchor.
    pub id: &'static str,
    /// What the numbers say, in a sentence.
    pub finding: String,
    /// What the table holds.
    pub caption: String,
    /// Above the names, and above the numbers.
    pub columns: [String; 2],
    /// The rows.
    pub rows: Vec<FigureRow>,
    /// Whether bars are drawn.
    pub has_bars: bool,
}

/// One number.
#[derive(Clone, Debug)]
pub struct FigureRow {
    /// What it counts.
    pub name: String,
    /// The number.
    pub count: u64,
}

impl Figure {
    /// The height of a bar, of 100.
    pub fn bar(&self, row: &FigureRow) -> u64 {
        let most = self.rows.iter().map(|row| row.count).max().unwrap_or(0);
        if most == 0 { 0 } else { (row.count * 100).div_ceil(most) }
    }

    /// The width of all bars; each takes ten. Few bars do not grow wide.
    pub fn width(&self) -> usize {
        self.rows.len().max(BARS_MIN) * 10
    }
}

impl SectionsPage {
    /// An empty page under a title that the frame carries.
    pub fn new(frame: Frame, signed_in: SignedIn) -> Self {
        Self {
            frame,
            signed_in,
            above: None,
            tabs: Vec::new(),
            acting: None,
            done: None,
            refusal: None,
            lead: String::new(),
            sections: Vec::new(),
            sharing: Vec::new(),
            preview_html: String::new(),
            preview_lang: None,
            figures: Vec::new(),
        }
    }

    /// What is wrong with the fields of its forms, in their order.
    pub fn errors(&self) -> Vec<FieldError> {
        let forms = self.sections.iter().filter_map(|section| section.form.as_ref());
        forms.flat_map(|form| &form.fields).filter_map(|field| field.error.clone()).collect()
    }
}

/// A coalition's pages in the console, in the order of their tabs: the rest of the address, and the id of the words.
pub const COALITION_TABS: [(&str, &str); 8] = [
    ("", "console-coalition-overview"),
    ("/groups", "console-groups"),
    ("/delegates", "console-delegates"),
    ("/plans", "plans-title"),
    ("/statements", "statements"),
    ("/sharing", "sharing-tab"),
    REACH_TAB,
    ("/settings", "settings"),
];

/// The one that only organisers of steering groups have.
pub const REACH_TAB: (&str, &str) = ("/reach", "reach");

impl Frame {
    /// The tabs of the coalition to whose part of the console this page belongs; none elsewhere. Plans, ballots, calls and passkeys stand
    /// under the tab of plans.
    pub fn coalition_tabs(&self) -> Vec<Tab> {
        let Some(below) = self.path.strip_prefix("/console/coalitions/") else { return Vec::new() };
        let base = format!("/console/coalitions/{}", below.split('/').next().unwrap_or_default());
        let tab = |(rest, words): (&str, &str)| {
            let path = format!("{base}{rest}");
            Tab { is_here: path == self.path, link: Link { name: self.t(words), url: self.link(&path) } }
        };
        COALITION_TABS.map(tab).into()
    }
}

/// For which group one acts.
#[derive(Clone, Debug)]
pub struct Acting {
    /// The sentence.
    pub words: String,
    /// The others.
    pub others: Vec<Link>,
}
