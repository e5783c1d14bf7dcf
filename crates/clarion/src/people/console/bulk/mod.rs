//! One deed for everybody whom a question chooses, after a page that says for how many.
//!
//! The button of that page sends the number along: where more people fit by then, it is asked again, so that nothing is done to people
//! whom nobody meant.

mod choice;
mod tag;

pub(super) use choice::choose;
pub(super) use tag::tag;

use super::list::{Facts, everybody, look};
use super::{asked, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back};
use crate::ids::Id;
use crate::people::beside::tags::TagRefusal;
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::Typed;
use crate::web::views::Link;
use crate::web::views_console::{Form, Section, SectionsPage};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// Longer lists are to be asked for in parts: the answer waits for the last of them.
const PEOPLE_MAX: usize = 100_000;

/// What is done to everybody.
trait Verb: Send + Sized + 'static {
    type Refused: Refusal + Send + 'static;
    /// Where it would be for more people than one answer waits for.
    const TOO_MANY_PEOPLE: Self::Refused;

    /// What was typed in the form below the list.
    fn read(app: &App, facts: &Facts, typed: &Typed) -> Result<Result<Self, Self::Refused>, Fault>;

    /// The fields of that form, for the button that does it.
    fn fields(&self) -> Vec<(&'static str, String)>;

    /// The question for how many it is to be.
    fn question(&self, frame: &Frame, people: usize) -> String;

    /// What becomes of them, below the question.
    fn lead(&self) -> &'static str;

    /// Does it slice by slice, behind people who wait. Pressed again it does what is left; for how many something changed.
    fn change(self, app: &App, by: (Id, Id), identities: &[Id]) -> Result<Result<u64, Self::Refused>, Fault>;

    /// The word in the address that says what was done.
    fn done(&self) -> &'static str;
}

/// The forms below a list.
pub(super) fn panel(frame: &Frame, slug: &str, typed: &Typed, facts: &Facts) -> Vec<Form> {
    let file = |kind: &str, title: &str, button: &str| Form {
        heading: frame.t(title),
        action: frame.link(&format!("{}/{kind}", list_path(slug))),
        hidden: asked::hidden(typed),
        button: frame.t(button),
        ..Form::default()
    };
    let files = facts
        .may_export
        .then(|| [file("export", "export-title", "export-button"), file("receipts", "receipts-title", "receipts-button")]);
    std::iter::once(tag::form(frame, slug, typed))
        .chain(choice::form(frame, slug, typed, facts))
        .chain(files.into_iter().flatten())
        .collect()
}

async fn answered<V: Verb>(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let facts = match look(app, here, signed_in.account, slug, Deed::SeeSupporters).await? {
        Ok(facts) => facts,
        Err(answer) => return Ok(answer),
    };
    let back = format!("{}{}", list_path(slug), asked::query(typed, None));
    let refused = |refusal: V::Refused| Ok(led_back(app, here, &Outcome::<()>::Refused(refusal.message()), &back));
    let verb = match V::read(app, &facts, typed)? {
        Ok(verb) => verb,
        Err(refusal) => return refused(refusal),
    };
    let Some(people) = everybody(app, &facts, typed).await? else {
        return Ok(led_back(app, here, &Outcome::<()>::Refused(TagRefusal::ListTooLong.message()), &back));
    };
    if people.len() > PEOPLE_MAX {
        return refused(V::TOO_MANY_PEOPLE);
    }
    // A yes to no number is none.
    let shown: Option<usize> = typed.get("people").parse().ok().filter(|_| typed.get("sure") == "yes");
    if shown.is_none_or(|shown| people.len() > shown) {
        return Ok(ask(app, here, signed_in, (slug, typed), &verb, (shown, people.len())));
    }
    let identities: Vec<Id> = people.into_iter().map(|(_, identity)| identity).collect();
    let (done, by) = (verb.done(), (signed_in.account, facts.group.id));
    let changed = if identities.is_empty() { Ok(0) } else { change(app, verb, by, identities).await? };
    match changed {
        Ok(changed) => {
            let mark = if back.contains('?') { '&' } else { '?' };
            Ok(here.see(&format!("{back}{mark}done={done}&people={changed}")))
        }
        Err(refusal) => refused(refusal),
    }
}

async fn change<V: Verb>(app: &App, verb: V, by: (Id, Id), identities: Vec<Id>) -> Result<Result<u64, V::Refused>, Fault> {
    let app = app.clone();
    let changed = tokio::task::spawn_blocking(move || verb.change(&app, by, &identities));
    changed.await.map_err(|_| Fault::bug("a deed for many panicked"))?
}

/// For how many it would be, and for how many it was when it was asked before.
fn ask(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, typed): (&str, &Typed),
    verb: &impl Verb,
    (shown, people): (Option<usize>, usize),
) -> Response {
    let mut frame = here.frame(app, "");
    frame.title = verb.question(&frame, people);
    // The other language shows the list again with what was asked: what was typed is in no address.
    frame.path = list_path(slug);
    frame.query = asked::query(typed, None).trim_start_matches('?').to_owned();
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t("console-supporters"), url: frame.link(&list_path(slug)) });
    page.refusal = shown.map(|shown| frame.tn1("bulk-more", people as u64, "shown", frame.number(shown as u64)));
    page.lead = frame.t(verb.lead());
    let mut hidden = asked::hidden(typed);
    hidden.extend(verb.fields());
    hidden.extend([("people", people.to_string()), ("sure", "yes".to_owned())]);
    let form = Form { action: frame.link(&here.path), hidden, button: frame.t("bulk-sure"), ..Form::default() };
    page.sections = vec![Section { id: "bulk", form: Some(form), ..Section::default() }];
    frame::html(StatusCode::OK, &page)
}
