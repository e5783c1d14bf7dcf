//! The pages of a group's fields: all of them, one with its choices, one choice, and what deleting a field would take away.

use super::super::{group_of, list_path};
use super::{field_path, path_of};
use crate::access::{Actor, Deed, SignedIn, may};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, led_back, read_for_group, say, tabs};
use crate::ids::Id;
use crate::people::api_body::NAME_CHARS_MAX;
use crate::people::fields::choosing::{self, CHOICE_CHARS_MAX, CHOICES_MAX, Choice, Choosing, look};
use crate::people::fields::{self, CustomField};
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Query, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use crate::web::views_form::FieldError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// All that is typed for a field's choices, one a line.
const CHOICES_CHARS_MAX: usize = CHOICES_MAX * (CHOICE_CHARS_MAX + 2);

/// A field as its pages show it.
pub(super) struct Shown {
    pub(super) group: Group,
    pub(super) field: CustomField,
    /// Where it has choices, each with how many people have it.
    pub(super) choosing: Option<(Choosing, Vec<u64>)>,
    pub(super) may_remove: bool,
}

fn shown(tx: &mut Tx<'_>, app: &App, actor: &Actor, group: &Group, field: Id) -> Result<Option<Shown>, Fault> {
    let Some(field) = fields::by_id(tx, &app.vault, group.id, field)? else { return Ok(None) };
    let known = choosing::of_group(tx, &app.vault, group.id)?.into_iter().find(|known| known.field == field.id);
    let mut choosing = None;
    if let Some(known) = known {
        let counts =
            known.choices.iter().map(|choice| choosing::count(tx, group.id, choice.id)).collect::<Result<Vec<_>, Fault>>()?;
        choosing = Some((known, counts));
    }
    let may_remove = may(actor, &Deed::EraseSupporters(group.id));
    Ok(Some(Shown { group: group.clone(), field, choosing, may_remove }))
}

/// A field of a group, for somebody who may do the deed; the answer where they may not, or there is none.
pub(super) async fn there(
    app: &App,
    here: &Here,
    account: Id,
    (slug, field): (&str, &str),
    deed: fn(Id) -> Deed,
) -> Result<Result<Shown, Response>, Fault> {
    if let Err(answer) = group_of(app, here, account, slug, deed).await? {
        return Ok(Err(answer));
    }
    let Ok(id) = field.parse::<Id>() else { return Ok(Err(here.refused(app, StatusCode::NOT_FOUND))) };
    let reading = app.clone();
    let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| shown(tx, &reading, actor, group, id);
    Ok(match read_for_group(app, account, slug, deed, look).await? {
        Outcome::Done(Some(shown)) => Ok(shown),
        Outcome::Done(None) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        other => Err(led_back(app, here, &other, "")),
    })
}

pub(super) async fn all(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    here.answer(&app, all_page(&app, &here, signed_in, &slug, (&query, None)).await)
}

/// The page of all; after a form that was not kept, with what was typed and what is wrong with it.
pub(super) async fn all_page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    (typed, wrong): (&Typed, Option<FieldError>),
) -> Result<Response, Fault> {
    if let Err(answer) = group_of(app, here, signed_in.account, slug, Deed::SeeSupporters).await? {
        return Ok(answer);
    }
    let vault = app.vault.clone();
    let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
        Ok((group.clone(), fields::of_group(tx, &vault, group.id)?, choosing::of_group(tx, &vault, group.id)?))
    };
    let (group, all, choosing) = match read_for_group(app, signed_in.account, slug, Deed::SeeSupporters, look).await? {
        Outcome::Done(found) => found,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("fields-title");
    let mut page = SectionsPage::new(frame, signed_in);
    say(&mut page, typed);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t1("supporters-of", "group", &group.name), url: frame.link(&list_path(slug)) });
    page.tabs = tabs(frame, slug, &list_path(slug));
    page.lead = frame.t("fields-lead");
    let row = |field: &CustomField| {
        let choices = choosing.iter().find(|known| known.field == field.id);
        let fact = match choices {
            Some(known) => known.standing().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join(" · "),
            None => frame.t("fields-free-fact"),
        };
        let url = Some(frame.link(&field_path(slug, field.id)));
        let badge = choices.map(|_| frame.t("fields-choosing-badge"));
        Row { name: field.name.clone(), url, badge, facts: vec![fact], ..Row::default() }
    };
    let kept = |name| kept(typed, wrong.as_ref(), name);
    let form = Form {
        heading: frame.t("fields-new"),
        action: frame.link(&path_of(slug)),
        fields: vec![
            Field::line("name", frame.t("fields-name"), kept("name"), NAME_CHARS_MAX)
                .hinted(frame.t("fields-name-hint"))
                .told(wrong.as_slice()),
            choices_area(frame, kept("choices")).told(wrong.as_slice()),
        ],
        button: frame.t("fields-add"),
        ..Form::default()
    };
    page.sections = vec![Section {
        id: "fields",
        heading: frame.t("fields-all"),
        rows: all.iter().map(row).collect(),
        empty: frame.t("fields-empty"),
        form: Some(form),
        ..Section::default()
    }];
    Ok(frame::html(status_of(&wrong), &page))
}

/// What was typed in a field of a form that was not kept. An address that somebody passes on fills none.
fn kept(typed: &Typed, wrong: Option<&FieldError>, name: &str) -> String {
    if wrong.is_some() { typed.text(name) } else { String::new() }
}

/// A form that was not kept says so to programs, too.
pub(super) fn status_of(wrong: &Option<FieldError>) -> StatusCode {
    if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// The field in which choices are written, one a line.
pub(super) fn choices_area(frame: &Frame, typed: String) -> Field {
    let area = Field::area("choices", frame.t("fields-choices"), typed, CHOICES_CHARS_MAX, 6);
    Field { needed: true, ..area.hinted(frame.t("fields-choices-hint")) }
}

/// A page about a field, below the page of all.
pub(super) fn page_of(app: &App, here: &Here, signed_in: SignedIn, slug: &str, (title, above): (String, Link)) -> SectionsPage {
    let mut frame = here.frame(app, title);
    frame.path.clone_from(&here.path);
    let mut page = SectionsPage::new(frame, signed_in);
    page.tabs = tabs(&page.frame, slug, &list_path(slug));
    page.above = Some(above);
    page
}

pub(super) async fn one(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    here.answer(&app, one_page(&app, &here, signed_in, (&slug, &field), (&query, None)).await)
}

/// The page of one; after choices that were not added, with what was typed and what is wrong with it.
pub(super) async fn one_page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, field): (&str, &str),
    (typed, wrong): (&Typed, Option<FieldError>),
) -> Result<Response, Fault> {
    let shown = match there(app, here, signed_in.account, (slug, field), Deed::SeeSupporters).await? {
        Ok(shown) => shown,
        Err(answer) => return Ok(answer),
    };
    let frame = here.frame(app, "");
    let above = Link { name: frame.t("fields-title"), url: frame.link(&path_of(slug)) };
    let mut page = page_of(app, here, signed_in, slug, (shown.field.name.clone(), above));
    page.frame.path = field_path(slug, shown.field.id);
    say(&mut page, typed);
    let area = choices_area(&page.frame, kept(typed, wrong.as_ref(), "choices")).told(wrong.as_slice());
    page.sections = vec![match &shown.choosing {
        Some((known, counts)) => choices_section(&page.frame, slug, known, counts, area),
        None => free_section(&page.frame, slug, &shown.field),
    }];
    if shown.may_remove {
        let url = page.frame.link(&format!("{}/remove", field_path(slug, shown.field.id)));
        let links = vec![Link { name: page.frame.t("fields-remove"), url }];
        page.sections.push(Section { id: "remove", links, ..Section::default() });
    }
    Ok(frame::html(status_of(&wrong), &page))
}

fn choices_section(frame: &Frame, slug: &str, known: &Choosing, counts: &[u64], area: Field) -> Section {
    let base = field_path(slug, known.field);
    let row = |(choice, people): (&Choice, &u64)| Row {
        name: choice.name.clone(),
        url: Some(frame.link(&format!("{base}/choices/{}", choice.id))),
        badge: choice.is_retired.then(|| frame.t("fields-retired")),
        facts: vec![frame.tn("fields-people", *people)],
        links: vec![Link {
            name: frame.t("fields-see-people"),
            url: frame.link(&format!("{}?choices={}", list_path(slug), choice.id)),
        }],
        ..Row::default()
    };
    Section {
        id: "choices",
        heading: frame.t("fields-choices"),
        text: frame.t("fields-choices-text"),
        rows: known.choices.iter().zip(counts).map(row).collect(),
        form: Some(Form {
            heading: frame.t("fields-more-choices"),
            action: frame.link(&format!("{base}/choices")),
            fields: vec![area],
            button: frame.t("fields-add-choices"),
            ..Form::default()
        }),
        ..Section::default()
    }
}

fn free_section(frame: &Frame, slug: &str, field: &CustomField) -> Section {
    let url = frame.link(&format!("{}/turn", field_path(slug, field.id)));
    Section {
        id: "free",
        heading: frame.t("fields-free"),
        text: frame.t("fields-free-text"),
        links: vec![Link { name: frame.t("fields-turn"), url }],
        ..Section::default()
    }
}

pub(super) async fn choice(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field, choice)): Path<(String, String, String)>,
    Query(query): Query,
) -> Response {
    let (query, id) = (query, choice.parse().unwrap_or(Id::ZERO));
    here.answer(&app, choice_page(&app, &here, signed_in, (&slug, field, id), (&query, None)).await)
}

/// The page of one choice; after a name that was not kept, with what was typed and what is wrong with it.
pub(super) async fn choice_page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, field, id): (&str, String, Id),
    (typed, wrong): (&Typed, Option<FieldError>),
) -> Result<Response, Fault> {
    let shown = match there(app, here, signed_in.account, (slug, &field), Deed::SeeSupporters).await? {
        Ok(shown) => shown,
        Err(answer) => return Ok(answer),
    };
    let known =
        shown.choosing.as_ref().and_then(|(known, counts)| known.choices.iter().zip(counts).find(|(choice, _)| choice.id == id));
    let Some((choice, people)) = known else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let frame = here.frame(app, "");
    let base = field_path(slug, shown.field.id);
    let above = Link { name: shown.field.name.clone(), url: frame.link(&base) };
    let mut page = page_of(app, here, signed_in, slug, (choice.name.clone(), above));
    page.frame.path = format!("{base}/choices/{id}");
    say(&mut page, typed);
    let name = if wrong.is_some() { typed.text("name") } else { choice.name.clone() };
    let name = Field::line("name", frame.t("fields-choice-name"), name, CHOICE_CHARS_MAX).told(wrong.as_slice());
    page.lead = page.frame.tn("fields-people", *people);
    page.sections = choice_sections(&page.frame, &format!("{base}/choices/{id}"), choice, (*people, name));
    Ok(frame::html(status_of(&wrong), &page))
}

fn choice_sections(frame: &Frame, base: &str, choice: &Choice, (people, name): (u64, Field)) -> Vec<Section> {
    let rename = Form {
        action: frame.link(&format!("{base}/rename")),
        fields: vec![name],
        button: frame.t("fields-rename"),
        ..Form::default()
    };
    let (deed, button, text) = match choice.is_retired {
        true => ("restore", "fields-restore", frame.t("fields-restore-text")),
        false => ("retire", "fields-retire", frame.tn("fields-retire-text", people)),
    };
    let retire = Form {
        action: frame.link(&format!("{base}/{deed}")),
        button: frame.t(button),
        danger: !choice.is_retired,
        ..Form::default()
    };
    vec![
        Section {
            id: "rename",
            heading: frame.t("fields-rename-title"),
            text: frame.t("fields-rename-text"),
            form: Some(rename),
            ..Section::default()
        },
        Section { id: "retire", heading: frame.t(button), text, form: Some(retire), ..Section::default() },
    ]
}

pub(super) async fn ask_remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field)): Path<(String, String)>,
) -> Response {
    let made = async {
        let shown = match there(&app, &here, signed_in.account, (&slug, &field), Deed::EraseSupporters).await? {
            Ok(shown) => shown,
            Err(answer) => return Ok(answer),
        };
        let texts = look::texts(&app, shown.group.id, &shown.field.name).await?;
        let chosen: u64 = shown.choosing.iter().flat_map(|(_, counts)| counts).sum();
        let frame = here.frame(&app, "");
        let above = Link { name: shown.field.name.clone(), url: frame.link(&field_path(&slug, shown.field.id)) };
        let title = frame.t1("fields-remove-title", "field", &shown.field.name);
        let mut page = page_of(&app, &here, signed_in, &slug, (title, above));
        let frame = &page.frame;
        let mut facts = vec![frame.tn("fields-remove-chosen", chosen), frame.tn("fields-remove-texts", texts.with_text)];
        facts.extend(texts.more.then(|| frame.t1("fields-looked", "people", frame.number(texts.looked as u64))));
        let row = Row { name: shown.field.name.clone(), facts, ..Row::default() };
        let button = Button {
            words: frame.t("fields-remove-sure"),
            about: String::new(),
            action: frame.link(&here.path),
            fields: Vec::new(),
            danger: true,
        };
        page.lead = frame.t("fields-remove-lead");
        page.sections = vec![Section { id: "remove", rows: vec![Row { buttons: vec![button], ..row }], ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, made.await)
}
