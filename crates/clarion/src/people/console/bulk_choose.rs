//! A field for choosing set for everybody whom a question chooses, after a page that says for how many.

use super::bulk::PEOPLE_MAX;
use super::list::{Facts, everybody, look};
use super::{asked, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::audit;
use crate::coalitions::console::{Outcome, led_back};
use crate::ids::Id;
use crate::people::beside::tags::TagRefusal;
use crate::people::fields::choosing::set::{self, Wish};
use crate::people::fields::choosing::{Choosing, ChoosingRefusal};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
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

pub(super) async fn choose(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, answered(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

async fn answered(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let facts = match look(app, here, signed_in.account, slug, Deed::SeeSupporters).await? {
        Ok(facts) => facts,
        Err(answer) => return Ok(answer),
    };
    let back = format!("{}{}", list_path(slug), asked::query(typed, None));
    let refused = |refusal: ChoosingRefusal| Ok(led_back(app, here, &Outcome::<()>::Refused(refusal.message()), &back));
    let Some((wish, words)) = wish(&facts.choices.fields, typed.get("choice")) else { return refused(ChoosingRefusal::Unknown) };
    let Some(people) = everybody(app, &facts, typed).await? else {
        return Ok(led_back(app, here, &Outcome::<()>::Refused(TagRefusal::ListTooLong.message()), &back));
    };
    if people.len() > PEOPLE_MAX {
        return refused(ChoosingRefusal::TooManyPeople);
    }
    if typed.get("sure") != "yes" {
        return Ok(ask(app, here, signed_in, slug, typed, (&wish, &words, people.len())));
    }
    let identities = people.into_iter().map(|(_, identity)| identity).collect();
    Ok(match change(app, facts.group.id, signed_in.account, wish, identities).await? {
        Ok(changed) => {
            let mark = if back.contains('?') { '&' } else { '?' };
            here.see(&format!("{back}{mark}done=chosen&people={changed}"))
        }
        Err(refusal) => led_back(app, here, &Outcome::<()>::Refused(refusal.message()), &back),
    })
}

/// For how many it would be.
fn ask(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    typed: &Typed,
    (wish, words, people): (&Wish, &str, usize),
) -> Response {
    let mut frame = here.frame(app, "");
    let id = if wish.choice.is_some() { "bulk-ask-choose" } else { "bulk-ask-unchoose" };
    frame.title = frame.tn1(id, people as u64, "choice", words);
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t("console-supporters"), url: frame.link(&list_path(slug)) });
    page.lead = frame.t(if wish.choice.is_some() { "bulk-ask-choose-lead" } else { "bulk-ask-unchoose-lead" });
    let mut hidden = asked::hidden(typed);
    hidden.extend([("choice", typed.get("choice").to_owned()), ("sure", "yes".to_owned())]);
    let form = Form { action: frame.link(&here.path), hidden, button: frame.t("bulk-sure"), ..Form::default() };
    page.sections = vec![Section { id: "bulk", form: Some(form), ..Section::default() }];
    frame::html(StatusCode::OK, &page)
}

/// Sets it slice by slice behind people who wait. Pressed again it does what is left; for how many something changed.
async fn change(app: &App, group: Id, account: Id, wish: Wish, identities: Vec<Id>) -> Result<Result<u64, ChoosingRefusal>, Fault> {
    if identities.is_empty() {
        return Ok(Ok(0));
    }
    let (changing, now) = (app.clone(), app.clock.now());
    let noted = audit::Note::new(&app.ids, now, (account, group), "people.choose_many", wish.choice.unwrap_or(wish.field));
    let changed = tokio::task::spawn_blocking(move || {
        let mut changed = 0;
        for slice in identities.chunks(SLICE) {
            let (slice, wish, vault, spare) = (slice.to_vec(), wish.clone(), changing.vault.clone(), changing.ids.bytes());
            // The log has it from the first slice on: kept by its id, it stands once.
            let done = changing.db.write_bulk("people.choose_many", move |tx| {
                let done = set::set(tx, &vault, now, group, &wish, &slice, &spare)?;
                noted.noted(tx, done)
            })?;
            match done {
                Ok(people) => changed += people,
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(Ok(changed))
    });
    changed.await.map_err(|_| Fault::bug("choosing panicked"))?
}
