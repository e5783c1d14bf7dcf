//! The console's pages of supporters: a list with its questions, and one person.

use askama::Template;

use super::frame::Frame;
use super::views::Link;
use super::views_console::{Button, Field, Form, Tab};
use super::views_form::FieldError;
use crate::access::SignedIn;

/// Somebody in a list.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Name and page.
    pub person: Link,
    /// The mailbox, or else the number; may be empty.
    pub address: String,
    /// State and ZIP.
    pub place: String,
    /// On which day they came into the list.
    pub since: String,
    /// The names of their tags.
    pub tags: Vec<String>,
}

/// `/console/groups/{slug}/supporters`.
#[derive(Template)]
#[template(path = "people/list.html")]
pub struct PeopleListPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The group.
    pub above: Link,
    /// Sibling pages.
    pub tabs: Vec<Tab>,
    /// Where lists are imported, for whoever may.
    pub import_url: Option<String>,
    /// Where somebody is added by hand.
    pub add_url: String,
    /// Whether the list can be taken out as a file.
    pub may_export: bool,
    /// Where the group's fields are defined.
    pub fields_url: String,
    /// Where the questions go.
    pub action: String,
    /// The field for a name, a mailbox or a number.
    pub sought: Field,
    /// The other questions.
    pub fields: Vec<Field>,
    /// What was asked, in words.
    pub asked: Vec<String>,
    /// The whole list, where it is not shown.
    pub clear_url: Option<String>,
    /// What was just done.
    pub done: Option<String>,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// Saved questions, each with the button that removes it.
    pub queries: Vec<(Link, Button)>,
    /// How what was asked is saved.
    pub query_form: Option<Form>,
    /// What can be done with all of them.
    pub bulk: Option<Vec<Form>>,
    /// How many there are.
    pub count: String,
    /// How they stand towards the group's news, each a way to those.
    pub news: Vec<Link>,
    /// Since when these numbers are, where they are not of this moment.
    pub news_note: Option<String>,
    /// Where a search found more than are shown.
    pub narrow: Option<String>,
    /// Where the list cannot be searched.
    pub too_long: Option<String>,
    /// The people.
    pub people: Vec<PersonLine>,
    /// The next page.
    pub more_url: Option<String>,
}

impl PeopleListPage {
    /// What is wrong with the questions, in their order.
    pub fn errors(&self) -> Vec<FieldError> {
        self.fields.iter().filter_map(|field| field.error.clone()).collect()
    }
}

/// Something that somebody allowed, did, or that was noted about them.
#[derive(Clone, Debug)]
pub struct PersonFact {
    /// What.
    pub what: String,
    /// Where it has a page of its own.
    pub url: Option<String>,
    /// How it stands, and since when.
    pub how: String,
    /// The words of it: what was read, or written.
    pub words: String,
    /// What can be done about it.
    pub button: Option<Button>,
}

/// `/console/groups/{slug}/supporters/{person}`.
#[derive(Template)]
#[template(path = "people/person.html")]
pub struct PersonPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The list.
    pub above: Link,
    /// What was just done.
    pub done: Option<String>,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// Name of a fact and the fact.
    pub facts: Vec<(String, String)>,
    /// Their tags: name, and the button that takes it.
    pub tags: Vec<(String, Button)>,
    /// How a tag is given.
    pub tag_form: Form,
    /// The group's own fields that hold something: name and text.
    pub fields: Vec<(String, String)>,
    /// The fields for choosing, where the group has any.
    pub choose_form: Option<Form>,
    /// How a field is written.
    pub field_form: Form,
    /// Where the group's fields are defined.
    pub fields_url: String,
    /// What they allowed.
    pub consents: Vec<PersonFact>,
    /// What they did.
    pub history: Vec<PersonFact>,
    /// What organisers noted.
    pub notes: Vec<PersonFact>,
    /// How a note is written.
    pub note_form: Form,
    /// Where the record is corrected.
    pub change_url: String,
    /// Where it is noted that they asked for no more news.
    pub no_news_url: String,
    /// Where the person is erased, for whoever may.
    pub erase_url: Option<String>,
}
