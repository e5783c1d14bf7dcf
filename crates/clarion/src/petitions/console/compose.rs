//! Composing a petition: the form, looking for offices on the way, and what is wrong with it. What was typed is never lost.

use super::{PETITIONS, list_path, tabs_here, waiting_count};
use crate::access::{Actor, Deed, SignedIn};
use crate::actions::console::compose::{self as words, document, own, typed_of};
use crate::actions::drafts::write::DraftRefusal;
use crate::actions::drafts::{self, targets};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::coalitions::{Coalition, Group};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::frame;
use crate::web::lang::Lang;
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views::Link;
use crate::web::views_event_console::{Choice, Typed};
use crate::web::views_form::{FieldError, ZONES};
use crate::web::views_petition_console::PetitionFormPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What the form needs beside what was typed.
struct Around {
    group: Group,
    coalitions: Vec<Coalition>,
    found: Vec<String>,
    waiting: usize,
}

fn around(tx: &mut Tx<'_>, actor: &Actor, group: &Group, lang: Lang, sought: &str) -> Result<Around, Fault> {
    Ok(Around {
        group: group.clone(),
        coalitions: drafts::coalitions_to_choose(tx, group.id)?,
        found: targets::search(tx, lang, sought)?,
        waiting: waiting_count(tx, actor, group.id)?,
    })
}

/// A form that came in: what was typed, with the offices that were ticked put below the targets that stood.
struct Composed {
    typed: Typed,
    /// Whether offices are looked for; the form is shown again.
    finds: bool,
}

fn composed(body: &[u8]) -> Composed {
    let mut typed = Typed::read(body);
    let ticked = url::form_urlencoded::parse(body).filter(|(name, value)| name == "add" && !value.trim().is_empty());
    let mut lines = typed.get("targets").replace("\r\n", "\n").trim_end().to_owned();
    for (_, value) in ticked.take(targets::FOUND_MAX) {
        let stands = lines.lines().any(|line| line.trim() == value.trim());
        if !stands {
            lines = format!("{lines}\n{}", value.trim()).trim_start().to_owned();
        }
    }
    typed.set("targets", lines);
    // Whoever presses Enter in another field presses the first button; without a name to look for that keeps the draft.
    let finds = typed.get("deed") == "find" && !typed.get("find").trim().is_empty();
    Composed { typed, finds }
}

fn page(app: &App, here: &Here, signed_in: SignedIn, around: Around, typed: Typed, wrong: &[DraftRefusal]) -> PetitionFormPage {
    let mut frame = here.frame(app, "");
    let is_new = here.path.ends_with("/new");
    frame.title = frame.t(if is_new { "petition-form-new" } else { "petition-form-change" });
    let choice = |name: &str, value: &str, words: &str| Choice {
        value: value.to_owned(),
        words: words.to_owned(),
        chosen: typed.get(name) == value,
    };
    let zone = typed.get("time_zone");
    let more = Some(zone).filter(|zone| !zone.is_empty() && !ZONES.contains(zone));
    let error = |refusal: &DraftRefusal| FieldError { field: refusal.field(), message: refusal.sentence(frame.lang) };
    let back = match is_new {
        true => Link { name: frame.t("console-petitions"), url: frame.link(&list_path(&around.group.slug)) },
        false => Link { name: frame.t("petition-form-back"), url: frame.link(frame.path.trim_end_matches("/words")) },
    };
    PetitionFormPage {
        zones: ZONES.into_iter().chain(more).map(|zone| choice("time_zone", zone, zone)).collect(),
        coalitions: around.coalitions.iter().map(|found| choice("coalition", &found.slug, &found.name)).collect(),
        has_sought: !typed.get("find").trim().is_empty(),
        found: around.found,
        tabs: tabs_here(&frame, &around.group, around.waiting),
        action: frame.link(&frame.path),
        errors: wrong.iter().map(error).collect(),
        back,
        typed,
        signed_in,
        frame,
    }
}

fn answer(page: &PetitionFormPage) -> Response {
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::html(status, page)
}

/// The form again, with what was typed.
async fn again(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    typed: Typed,
    wrong: &[DraftRefusal],
) -> Result<Response, Fault> {
    let (lang, sought) = (here.lang, typed.get("find").to_owned());
    let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| around(tx, actor, group, lang, &sought);
    Ok(match read_for_group(app, signed_in.account, slug, Deed::WritePetitions, look).await? {
        Outcome::Done(around) => answer(&page(app, here, signed_in, around, typed, wrong)),
        other => led_back(app, here, &other, ""),
    })
}

pub(super) async fn show_new(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let mut typed = Typed::default();
    typed.set("time_zone", ZONES[0].to_owned());
    here.answer(&app, again(&app, &here, signed_in, &slug, typed, &[]).await)
}

pub(super) async fn add(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, keep(&app, &here, signed_in, (&slug, None), &body).await)
}

/// Keeps what was typed, as a new draft or as the change of one; or shows the form again.
async fn keep(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, draft): (&str, Option<Id>),
    body: &[u8],
) -> Result<Response, Fault> {
    let Composed { typed, finds } = composed(body);
    let (document, wrong) = document(&typed);
    if finds || !wrong.is_empty() {
        return again(app, here, signed_in, slug, typed, if finds { &[] } else { &wrong }).await;
    }
    let by = (app, here, signed_in.account);
    match words::keep(by, (&PETITIONS, ["petitions.draft", "petitions.change_draft"]), (slug, draft), (&typed, document)).await? {
        Ok(answer) => Ok(answer),
        Err(wrong) => again(app, here, signed_in, slug, typed, &wrong).await,
    }
}

pub(super) async fn show_words(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(at): Path<(String, String)>,
) -> Response {
    let shown = async {
        match own((&app, &here, signed_in.account), &PETITIONS, (&at.0, &at.1)).await? {
            Ok((draft, coalition)) => again(&app, &here, signed_in, &at.0, typed_of(&draft, coalition.as_ref()), &[]).await,
            Err(answer) => Ok(answer),
        }
    };
    here.answer(&app, shown.await)
}

pub(super) async fn change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(at): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let changed = async {
        match own((&app, &here, signed_in.account), &PETITIONS, (&at.0, &at.1)).await? {
            Ok((draft, _)) => keep(&app, &here, signed_in, (&at.0, Some(draft.id)), &body).await,
            Err(answer) => Ok(answer),
        }
    };
    here.answer(&app, changed.await)
}
