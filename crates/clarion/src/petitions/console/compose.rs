//! Composing a petition: the form, looking for offices on the way, and what is wrong with it. What was typed is never lost.

use super::super::PetitionWords;
use super::super::drafts::write::{self, DraftRefusal};
use super::super::drafts::{self, Document, Draft, DraftState, targets};
use super::{list_path, look, path_of, tabs_here, waiting_count};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back, read_for_group};
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::frame;
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::typed::Sent;
use crate::web::views::Link;
use crate::web::views_event_console::{Choice, Typed};
use crate::web::views_form::{FieldError, ZONES};
use crate::web::views_petition_console::PetitionFormPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use jiff::civil::DateTime;

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

pub(crate) fn text(typed: &Typed, name: &str) -> String {
    let text = typed.get(name).replace("\r\n", "\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

/// The document that a form describes, and all that is wrong with it in the order of the fields.
pub(crate) fn document(typed: &Typed) -> (Document, Vec<DraftRefusal>) {
    let mut wrong = Vec::new();
    let zone = text(typed, "time_zone");
    let mut date = |name: &str, refusal: DraftRefusal| -> Option<i64> {
        let typed = typed.get(name).trim();
        let at = if typed.is_empty() { return None } else { typed.parse::<DateTime>().ok() };
        let instant = at.and_then(|at| at.in_tz(&zone).ok()).map(|at| at.timestamp().as_microsecond());
        if instant.is_none() {
            wrong.push(refusal);
        }
        instant
    };
    let (opens_at, closes_at) = (date("opens", DraftRefusal::Opens), date("closes", DraftRefusal::Closes));
    let goal = super::dates::goal_of(&text(typed, "goal"));
    if goal.is_none() {
        wrong.push(DraftRefusal::Goal);
    }
    let words = [("en", "title_en", "text_en", "thanks_en"), ("es", "title_es", "text_es", "thanks_es")].map(
        |(lang, title, body, thanks)| PetitionWords {
            lang: lang.to_owned(),
            title: text(typed, title),
            text: text(typed, body),
            thanks: text(typed, thanks),
        },
    );
    let is_there = |words: &PetitionWords| ![&words.title, &words.text, &words.thanks].iter().all(|text| text.is_empty());
    let document = Document {
        words: words.into_iter().filter(is_there).collect(),
        slug: text(typed, "slug"),
        goal: goal.unwrap_or(0),
        opens_at,
        closes_at,
        time_zone: zone,
        targets: text(typed, "targets").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
        form: None,
        update: None,
    };
    wrong.extend(write::check(&document));
    wrong.dedup();
    (document, wrong)
}

/// A draft as its form shows it.
pub(crate) fn typed_of(draft: &Draft, coalition: Option<&Coalition>) -> Typed {
    let (document, mut typed) = (&draft.document, Typed::default());
    for words in &document.words {
        typed.set(&format!("title_{}", words.lang), words.title.clone());
        typed.set(&format!("text_{}", words.lang), words.text.clone());
        typed.set(&format!("thanks_{}", words.lang), words.thanks.clone());
    }
    let at = |micros: Option<i64>| micros.map(|at| zoned(at, &document.time_zone).strftime("%Y-%m-%dT%H:%M").to_string());
    typed.set("slug", document.slug.clone());
    typed.set("goal", if document.goal > 0 { document.goal.to_string() } else { String::new() });
    typed.set("opens", at(document.opens_at).unwrap_or_default());
    typed.set("closes", at(document.closes_at).unwrap_or_default());
    typed.set("time_zone", document.time_zone.clone());
    typed.set("targets", document.targets.join("\n"));
    typed.set("coalition", coalition.map_or_else(String::new, |coalition| coalition.slug.clone()));
    typed.set("version", draft.version.to_string());
    typed
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
    let Composed { typed, finds } = composed(&body);
    let added = async {
        let (document, wrong) = document(&typed);
        if finds || !wrong.is_empty() {
            return again(&app, &here, signed_in, &slug, typed, if finds { &[] } else { &wrong }).await;
        }
        let wanted = text(&typed, "coalition");
        let made = for_group(&app, signed_in.account, ("petitions.draft", &slug), Deed::WritePetitions, move |tx, act, _| {
            let Some(coalition) = coalition_named(tx, &wanted)? else { return Ok(Err(Wrong(DraftRefusal::Coalition))) };
            Ok(write::draft(tx, act, coalition, &document)?.map_err(Wrong))
        });
        kept(&app, &here, signed_in, &slug, typed, made.await?).await
    };
    here.answer(&app, added.await)
}

/// The coalition with this address; `Some(None)` where none was chosen, `None` where there is none.
pub(crate) fn coalition_named(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Option<Id>>, Fault> {
    if slug.is_empty() {
        return Ok(Some(None));
    }
    Ok(coalitions::coalition_by_slug(tx, slug)?.map(|found| Some(found.id)))
}

/// A refusal of a form, to be shown beside its field.
#[derive(Clone, Copy)]
pub(crate) struct Wrong(pub(crate) DraftRefusal);

impl crate::refusal::Refusal for Wrong {
    fn message(&self) -> &'static str {
        self.0.message()
    }
}

/// After a form: the draft's page, or the form again.
async fn kept(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: Typed, made: Outcome<Id>) -> Result<Response, Fault> {
    match made {
        Outcome::Done(id) => Ok(here.see(&path_of(slug, id))),
        Outcome::Refused(message) => {
            let wrong = DraftRefusal::ALL.iter().find(|refusal| refusal.message() == message).copied();
            again(app, here, signed_in, slug, typed, &wrong.map_or_else(Vec::new, |wrong| vec![wrong])).await
        }
        other => Ok(led_back(app, here, &other, "")),
    }
}

/// The draft that a form changes; the answer where somebody may not, or it is none any more.
async fn own(app: &App, here: &Here, account: Id, slug: &str, petition: &str) -> Result<Result<Draft, Response>, Fault> {
    let seen = match look(app, account, slug, petition).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    let draft = seen.draft.filter(|draft| seen.writes && matches!(draft.state, DraftState::Draft | DraftState::Waiting));
    Ok(draft.ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)))
}

pub(super) async fn show_words(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let shown = async {
        let draft = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(draft) => draft,
            Err(answer) => return Ok(answer),
        };
        let coalition = draft.coalition;
        let coalition = app.db.read_newest(move |tx| coalition.map(|id| coalitions::coalition(tx, id)).transpose()).await?;
        let coalition = coalition.flatten().map(|(found, _)| found);
        again(&app, &here, signed_in, &slug, typed_of(&draft, coalition.as_ref()), &[]).await
    };
    here.answer(&app, shown.await)
}

pub(super) async fn change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Composed { typed, finds } = composed(&body);
    let changed = async {
        let draft = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(draft) => draft,
            Err(answer) => return Ok(answer),
        };
        let (document, wrong) = document(&typed);
        if finds || !wrong.is_empty() {
            return again(&app, &here, signed_in, &slug, typed, if finds { &[] } else { &wrong }).await;
        }
        let (id, wanted) = (draft.id, text(&typed, "coalition"));
        let version = typed.get("version").parse().unwrap_or(0);
        let made =
            for_group(&app, signed_in.account, ("petitions.change_draft", &slug), Deed::WritePetitions, move |tx, act, _| {
                let Some(coalition) = coalition_named(tx, &wanted)? else { return Ok(Err(Wrong(DraftRefusal::Coalition))) };
                Ok(write::change(tx, act, (id, version), coalition, &document)?.map(|_| id).map_err(Wrong))
            });
        kept(&app, &here, signed_in, &slug, typed, made.await?).await
    };
    here.answer(&app, changed.await)
}
