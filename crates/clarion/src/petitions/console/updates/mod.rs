//! Updates of a published petition in the console: written, read by somebody else, published beneath its words. Their drafts have pages
//! of their own; the form stands in `compose.rs`, and the buttons are those of all drafts
//! (`actions/console/draft_deeds.rs`).

pub(super) mod compose;

use super::super::create::NewPetition;
use super::super::live::Facts;
use super::super::pages;
use super::super::updates::{self, Update};
use super::{list_path, path_of as petition_path, tabs_here, waiting_count};
use crate::access::{Actor, Deed, SignedIn, may};
use crate::actions::console::drafted::{self, About, Shown};
use crate::actions::console::look_at;
use crate::actions::drafts::{self, Draft, DraftState, What, approve};
use crate::app::App;
use crate::coalitions::console::{Outcome, Typed, led_back, say};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::markdown;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// The address of an update's draft, without language.
fn path_of(slug: &str, update: Id) -> String {
    format!("/console/groups/{slug}/updates/{update}")
}

/// A draft of an update as somebody sees it who writes or answers it.
struct Seen {
    group: Group,
    /// Whose draft it is.
    of: Group,
    draft: Draft,
    petition: NewPetition,
    about: About,
    writes: bool,
    approves: bool,
    waiting: usize,
}

fn seen(tx: &mut Tx<'_>, app: &App, actor: &Actor, group: &Group, id: Id) -> Result<Option<Seen>, Fault> {
    let Some(draft) = drafts::find(tx, id)?.filter(|draft| draft.document.what() == What::Update) else { return Ok(None) };
    let approves = draft.state == DraftState::Waiting && approve::may_approve(tx, actor, &draft, group.id)?;
    let is_own = draft.group == group.id;
    if !is_own && !approves {
        return Ok(None);
    }
    let (petition, of) = (updates::petition_of(tx, &draft)?, coalitions::group(tx, draft.group)?);
    let (Some(petition), Some(of)) = (petition, of) else { return Err(Fault::bug("an update without its petition")) };
    Ok(Some(Seen {
        about: drafted::about(tx, app, &draft)?,
        writes: is_own && may(actor, &Deed::WritePetitions(group.id)),
        waiting: waiting_count(tx, actor, group.id)?,
        group: group.clone(),
        of,
        draft,
        petition,
        approves,
    }))
}

/// The same from a handler; the answer where there is none for this person.
async fn look(app: &App, here: &Here, account: Id, (slug, update): (&str, &str)) -> Result<Result<Seen, Response>, Fault> {
    let reading = app.clone();
    let look = look_at(app, account, (slug, update), move |tx, actor, group, id| seen(tx, &reading, actor, group, id));
    Ok(match look.await? {
        Outcome::Done(seen) => Ok(seen),
        other => Err(led_back(app, here, &other, "")),
    })
}

/// On the petition's page: what was added, what is being written, and the way to write more.
pub(super) fn section(frame: &Frame, group: &Group, whole: &NewPetition, all: &[Update], drafts: &[Draft]) -> Section {
    let petition = &whole.petition;
    let public = |update: &Update| frame.link(&pages::update_path(&petition.slug, update.id));
    let published = updates::in_lang(all, frame.lang);
    let published = published.into_iter().map(|update| Row {
        name: update.words.title.clone(),
        url: Some(public(update)),
        badge: Some(frame.t(update.kind.message())),
        facts: vec![frame.date(&zoned(update.published_at, &petition.time_zone))],
        ..Row::default()
    });
    let written = drafts.iter().map(|draft| drafted::row(frame, &path_of(&group.slug, draft.id), draft));
    let write = frame.link(&format!("{}/updates", petition_path(&group.slug, petition.id)));
    Section {
        id: "updates",
        heading: frame.t("updates"),
        text: frame.t("updates-text"),
        rows: written.chain(published).collect(),
        links: vec![Link { name: frame.t("update-write"), url: write }],
        ..Section::default()
    }
}

/// A draft in a list of what waits or is being written.
pub(super) fn row(frame: &Frame, slug: &str, draft: &Draft) -> Row {
    drafted::row(frame, &path_of(slug, draft.id), draft)
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, update)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let shown = async {
        let seen = match look(&app, &here, signed_in.account, (&slug, &update)).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let query = query.unwrap_or_default();
        if seen.draft.state == DraftState::Published {
            let mark = if query.is_empty() { "" } else { "?" };
            return Ok(here.see(&format!("{}{mark}{query}", petition_path(&slug, seen.petition.petition.id))));
        }
        let account = signed_in.account;
        let mut page = SectionsPage::new(here.frame(&app, seen.draft.document.title(here.lang)), signed_in);
        say(&mut page, &Typed::read(query.as_bytes()));
        let frame = &page.frame;
        page.above = Some(above(frame, &seen));
        page.tabs = tabs_here(frame, &seen.group, seen.waiting);
        let words = seen.draft.document.words_in(here.lang);
        page.preview_html = words.map_or_else(String::new, |words| markdown::html(&words.text));
        page.preview_lang =
            words.filter(|words| words.lang != here.lang.code()).and_then(|words| Lang::from_code(&words.lang)).map(Lang::code);
        page.sections = sections(frame, &seen, account);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// The way back: to the petition for its group, to what waits for whoever answers.
fn above(frame: &Frame, seen: &Seen) -> Link {
    let slug = &seen.group.slug;
    match seen.of.id == seen.group.id {
        true => Link {
            name: seen.petition.title_in(frame.lang).unwrap_or_default(),
            url: frame.link(&petition_path(slug, seen.petition.petition.id)),
        },
        false => Link { name: frame.t("console-petitions"), url: frame.link(&list_path(slug)) },
    }
}

fn sections(frame: &Frame, seen: &Seen, account: Id) -> Vec<Section> {
    let title = seen.petition.title_in(frame.lang).unwrap_or_default();
    let shown = Shown {
        path: path_of(&seen.group.slug, seen.draft.id),
        place: frame.t1("update-place", "title", title),
        group: &seen.group,
        of: &seen.of,
        writes: seen.writes,
        approves: seen.approves,
        publishes: ["update-publish-text", "update-publish-alone", "update-publish"],
    };
    let mut sections = drafted::sections(frame, &shown, &seen.draft, &seen.about, account);
    let kind = seen.draft.document.update.map(|part| frame.t(part.kind.message()));
    if let (Some(kind), Some(row)) = (kind, sections.first_mut().and_then(|section| section.rows.first_mut())) {
        row.facts.insert(0, kind);
    }
    sections
}

/// The petition's page as it will be with the update beneath its words. Nothing on it can be sent.
pub(super) async fn preview(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, update)): Path<(String, String)>,
) -> Response {
    let shown = async {
        let seen = match look(&app, &here, signed_in.account, (&slug, &update)).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let (id, now) = (seen.draft.id, app.clock.now());
        let Some(part) = seen.draft.document.update.filter(|_| seen.draft.state != DraftState::Published) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let petition = seen.petition;
        let mut facts = app.db.read_newest(move |tx| Facts::of(tx, petition.clone(), now)).await?;
        let words = seen.draft.document.words.into_iter();
        facts.updates.extend(words.map(|words| Update::new(id, part.kind, now, words)));
        let frame = here.frame(&app, "");
        let back = Link { name: frame.t("petition-preview-back"), url: frame.link(&path_of(&slug, id)) };
        Ok(frame::html(StatusCode::OK, &pages::preview(&app, &here, &facts, back)))
    };
    here.answer(&app, shown.await)
}

/// The petition's page says at once what was added.
pub(crate) async fn forget(app: &App, update: Id) -> Result<(), Fault> {
    let part = app.db.read_newest(move |tx| Ok(drafts::find(tx, update)?.and_then(|draft| draft.document.update))).await?;
    match part {
        Some(part) => super::sponsors::forget(app, part.petition).await,
        None => Ok(()),
    }
}
