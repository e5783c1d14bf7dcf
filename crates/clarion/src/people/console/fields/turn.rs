//! A free field becomes one for choosing: what records hold in it is shown, somebody says which texts are choices, sees in numbers what
//! becomes of whom, and then does it.

use super::field_path;
use super::show::{choices_area, page_of, there};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{for_group, led_back_saying};
use crate::people::fields::choosing::define;
use crate::people::fields::choosing::look::{self, Texts};
use crate::people::fields::choosing::{CHOICES_MAX, ChoosingRefusal};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Form, Section, SectionsPage, Table};
use crate::web::views_form::FieldError;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Fault;

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field)): Path<(String, String)>,
) -> Response {
    here.answer(&app, answered((&app, &here, signed_in), (&slug, &field), None).await)
}

pub(super) async fn turn(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, answered((&app, &here, signed_in), (&slug, &field), Some(Typed::read(&body))).await)
}

async fn answered(
    (app, here, signed_in): (&App, &Here, SignedIn),
    (slug, field): (&str, &str),
    typed: Option<Typed>,
) -> Result<Response, Fault> {
    let shown = match there(app, here, signed_in.account, (slug, field), Deed::SeeSupporters).await? {
        Ok(shown) => shown,
        Err(answer) => return Ok(answer),
    };
    let (group, id) = (shown.group.id, shown.field.id);
    let back = field_path(slug, id);
    // Somebody was quicker.
    if shown.choosing.is_some() {
        return Ok(here.see(&back));
    }
    let choices = typed.as_ref().map(|typed| define::cleaned(typed.text("choices").lines()));
    let wrong = choices.as_ref().and_then(|choices| refusal_of(choices));
    let wrong = wrong.map(|refusal| FieldError { field: "choices", message: refusal.sentence(here.lang) });
    // What is wrong is mended before it is looked at.
    let choices = choices.filter(|_| wrong.is_none());
    if let (Some(choices), Some("yes")) = (&choices, typed.as_ref().map(|typed| typed.get("sure"))) {
        let new = define::prepare_choices((&app.vault, &app.ids), app.clock.now(), (group, id), choices)?;
        let verb = move |tx: &mut db::Tx<'_>, act: &crate::coalitions::Act, _: &crate::coalitions::Group| match &new {
            Ok(new) => define::turn(tx, act.now, new),
            Err(refusal) => Ok(Err(*refusal)),
        };
        let done = for_group(app, signed_in.account, ("people.turn_field", slug, id), Deed::SeeSupporters, verb).await?;
        return Ok(led_back_saying(app, here, &done, &back, "field-turned"));
    }
    let texts = look::texts(app, group, &shown.field.name).await?;
    let frame = here.frame(app, "");
    let above = Link { name: shown.field.name.clone(), url: frame.link(&back) };
    let mut page = page_of(app, here, signed_in, slug, (frame.t1("fields-turn-title", "field", &shown.field.name), above));
    let text = typed.filter(|_| wrong.is_some()).map(|typed| typed.text("choices"));
    fill(&mut page, &here.path, &texts, choices.as_deref(), (text, &wrong));
    Ok(frame::html(super::show::status_of(&wrong), &page))
}

fn refusal_of(choices: &[String]) -> Option<ChoosingRefusal> {
    match choices.len() {
        0 => Some(ChoosingRefusal::NoChoice),
        many if many > CHOICES_MAX => Some(ChoosingRefusal::TooManyChoices),
        _ => None,
    }
}

/// First the texts that were found, to be made choices; then what becomes of whom.
fn fill(
    page: &mut SectionsPage,
    path: &str,
    texts: &Texts,
    choices: Option<&[String]>,
    (text, wrong): (Option<String>, &Option<FieldError>),
) {
    let frame = &page.frame;
    page.lead = frame.t(if choices.is_some() { "fields-turn-sure-lead" } else { "fields-turn-lead" });
    let looked = texts.more.then(|| frame.t1("fields-looked", "people", frame.number(texts.looked as u64)));
    let found = texts.by_number();
    let suggested = || define::cleaned(found.iter().take(CHOICES_MAX).map(|(text, _)| *text));
    let typed = text.unwrap_or_else(|| choices.map_or_else(suggested, <[String]>::to_vec).join("\n"));
    let table =
        choices.map_or_else(|| table_of(frame, found.iter().take(CHOICES_MAX).copied()), |choices| becomes(frame, texts, choices));
    let mut sections = vec![Section {
        id: "texts",
        heading: frame.t(if choices.is_some() { "fields-turn-becomes" } else { "fields-turn-found" }),
        text: looked.unwrap_or_default(),
        empty: if table.rows.is_empty() { frame.t("fields-turn-nothing") } else { String::new() },
        table: (!table.rows.is_empty()).then_some(table),
        ..Section::default()
    }];
    if let Some(choices) = choices {
        let hidden = vec![("choices", choices.join("\n")), ("sure", "yes".to_owned())];
        let form = Form { action: frame.link(path), hidden, button: frame.t("fields-turn-sure"), ..Form::default() };
        sections.push(Section { id: "sure", form: Some(form), ..Section::default() });
    }
    let form = Form {
        action: frame.link(path),
        fields: vec![choices_area(frame, typed).told(wrong.as_slice())],
        button: frame.t("fields-turn-look"),
        ..Form::default()
    };
    sections.push(Section { id: "choices", heading: frame.t("fields-turn-choices"), form: Some(form), ..Section::default() });
    page.sections = sections;
}

fn table_of<'a>(frame: &Frame, lines: impl Iterator<Item = (&'a str, u64)>) -> Table {
    Table {
        head: vec![frame.t("fields-turn-text"), frame.t("fields-turn-people")],
        rows: lines.map(|(text, people)| vec![text.to_owned(), frame.number(people)]).collect(),
    }
}

/// How many people get each choice, and how many texts stay free.
fn becomes(frame: &Frame, texts: &Texts, choices: &[String]) -> Table {
    let matched: Vec<(&str, u64)> = choices.iter().map(|choice| (choice.as_str(), texts.matching(choice))).collect();
    let free = texts.with_text - matched.iter().map(|(_, people)| people).sum::<u64>();
    let words = frame.t("fields-turn-stays");
    table_of(frame, matched.into_iter().chain([(words.as_str(), free)]))
}
