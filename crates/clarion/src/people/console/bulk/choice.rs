//! A field for choosing set for everybody whom a question chooses.

use super::super::{asked, list_path};
use super::{Facts, Verb, answered};
use crate::access::SignedIn;
use crate::app::App;
use crate::audit;
use crate::ids::Id;
use crate::people::fields::choosing::set::{self, Wish};
use crate::people::fields::choosing::{Choosing, ChoosingRefusal};
use crate::web::frame::Frame;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views_console::{Field, Form};
use axum::extract::{Path, State};
use axum::response::Response;
use db::Fault;

/// People changed with one commit: their records are opened, and sealed again where a free text goes.
const SLICE: usize = 200;

/// The form below a list; nothing where the group has no field for choosing.
pub(super) fn form(frame: &Frame, slug: &str, typed: &Typed, facts: &Facts) -> Option<Form> {
    let fields = &facts.choices.fields;
    let of_field = |field: &Choosing| {
        let mut all: Vec<(String, String)> =
            field.standing().map(|choice| (choice.id.to_string(), format!("{}: {}", field.name, choice.name))).collect();
        all.push((format!("-{}", field.field), frame.t1("bulk-choose-none", "field", &field.name)));
        all
    };
    let choices: Vec<(String, String)> = fields.iter().flat_map(of_field).collect();
    (!choices.is_empty()).then(|| Form {
        heading: frame.t("bulk-choose-title"),
        action: frame.link(&format!("{}/choose", list_path(slug))),
        hidden: asked::hidden(typed),
        fields: vec![Field::choice("choice", frame.t("bulk-choose"), String::new(), choices)],
        button: frame.t("bulk-button"),
        ..Form::default()
    })
}

/// What the form's list says: a choice, or a field of which the choice is taken away. In words too.
fn wish(fields: &[Choosing], said: &str) -> Option<(Wish, String)> {
    let of = |field: &Choosing, choice| Wish { field: field.field, name: field.name.clone(), choice };
    if let Some(field) = said.strip_prefix('-') {
        let field = fields.iter().find(|known| known.field.to_string() == field)?;
        return Some((of(field, None), field.name.clone()));
    }
    let id: Id = said.parse().ok()?;
    let (field, choice) = fields.iter().find_map(|field| Some((field, field.choice(id)?)))?;
    Some((of(field, Some(id)), format!("{}: {}", field.name, choice.name)))
}

pub(in super::super) async fn choose(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, answered::<Choice>(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

/// A choice to be set, or a field to be emptied; with what the form sent, and in words.
struct Choice {
    said: String,
    wish: Wish,
    words: String,
}

impl Verb for Choice {
    type Refused = ChoosingRefusal;
    const TOO_MANY_PEOPLE: ChoosingRefusal = ChoosingRefusal::TooManyPeople;

    fn read(_: &App, facts: &Facts, typed: &Typed) -> Result<Result<Self, ChoosingRefusal>, Fault> {
        let said = typed.get("choice");
        let of = |(wish, words)| Self { said: said.to_owned(), wish, words };
        Ok(wish(&facts.choices.fields, said).map(of).ok_or(ChoosingRefusal::Unknown))
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("choice", self.said.clone())]
    }

    fn question(&self, frame: &Frame, people: usize) -> String {
        let id = if self.wish.choice.is_some() { "bulk-ask-choose" } else { "bulk-ask-unchoose" };
        frame.tn1(id, people as u64, "choice", &self.words)
    }

    fn lead(&self) -> &'static str {
        if self.wish.choice.is_some() { "bulk-ask-choose-lead" } else { "bulk-ask-unchoose-lead" }
    }

    fn change(self, app: &App, (account, group): (Id, Id), identities: &[Id]) -> Result<Result<u64, ChoosingRefusal>, Fault> {
        let (now, wish) = (app.clock.now(), self.wish);
        let noted = audit::Note::new(&app.ids, now, (account, group), "people.choose_many", wish.choice.unwrap_or(wish.field));
        let mut changed = 0;
        for slice in identities.chunks(SLICE) {
            let (slice, wish, vault, spare) = (slice.to_vec(), wish.clone(), app.vault.clone(), app.ids.bytes());
            // The log has it from the first slice on: kept by its id, it stands once.
            let done = app.db.write_bulk("people.choose_many", move |tx| {
                let done = set::set(tx, &vault, now, group, &wish, &slice, &spare)?;
                noted.noted(tx, done)
            })?;
            match done {
                Ok(people) => changed += people,
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(Ok(changed))
    }

    fn done(&self) -> &'static str {
        "chosen"
    }
}
