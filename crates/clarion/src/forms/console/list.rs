//! A group's forms: what waits for one's word, what is being written, what is published.

use super::super::submit::{self, SubmitRefusal};
use super::super::{Form, count, create};
use super::{list_path, path_of, tabs_here, waiting_count};
use crate::access::{Actor, Deed, SignedIn};
use crate::actions::console::{draft_deeds, drafted};
use crate::actions::drafts::{self, Draft, What, approve};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, read_for_group, say};
use crate::coalitions::{self, Group};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Forms on one page; a group with more finds the others through the API.
const LISTED_MAX: i64 = 200;

/// What the page tells.
struct Lists {
    group: Group,
    /// Each with the group that wrote it.
    waiting: Vec<(Draft, String)>,
    drafts: Vec<Draft>,
    /// Each with how many confirmed.
    published: Vec<(create::NewForm, i64)>,
    waiting_count: usize,
}

fn lists(tx: &mut Tx<'_>, actor: &Actor, group: &Group) -> Result<Lists, Fault> {
    let mut waiting = Vec::new();
    for draft in approve::waiting_for(tx, actor, group.id, &[What::Form])? {
        let of = coalitions::group(tx, draft.group)?.map_or_else(String::new, |of| of.name);
        waiting.push((draft, of));
    }
    let mut drafts = drafts::of_group(tx, group.id, What::Form)?;
    drafts.retain(|draft| waiting.iter().all(|(mine, _)| mine.id != draft.id));
    let mut published = Vec::new();
    for whole in create::of_group(tx, group.id, LISTED_MAX)? {
        let confirmed = count::count(tx, whole.form.id, 0)?.confirmed;
        published.push((whole, confirmed));
    }
    Ok(Lists { group: group.clone(), waiting, drafts, published, waiting_count: waiting_count(tx, actor, group.id)? })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let lists = match read_for_group(&app, signed_in.account, &slug, Deed::WritePetitions, lists).await? {
            Outcome::Done(lists) => lists,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("console-forms");
        let mut page = SectionsPage::new(frame, signed_in);
        page.above = Some(Link { name: lists.group.name.clone(), url: page.frame.link(&format!("/console/groups/{slug}")) });
        page.tabs = tabs_here(&page.frame, &lists.group, lists.waiting_count);
        say(&mut page, &query);
        page.lead = page.frame.t("console-forms-lead");
        page.sections = sections(&page.frame, &lists, app.clock.now());
        page.sections.splice(0..0, draft_deeds::published(&app, &page.frame, What::Form, &query).await?);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn sections(frame: &Frame, lists: &Lists, now: i64) -> Vec<Section> {
    let slug = &lists.group.slug;
    let mut sections = Vec::new();
    if !lists.waiting.is_empty() {
        let row = |(draft, of): &(Draft, String)| {
            let sent = frame.date_time(&zoned(draft.sent_at.unwrap_or(draft.changed_at), SITE_ZONE));
            let facts = vec![frame.t1("petition-by", "group", of), frame.t1("petition-sent-on", "when", sent)];
            Row { facts, ..drafted::row(frame, &path_of(slug, draft.id), draft) }
        };
        sections.push(Section {
            id: "waiting",
            heading: frame.t("petitions-waiting-heading"),
            text: frame.t("petitions-waiting-text"),
            rows: lists.waiting.iter().map(row).collect(),
            ..Section::default()
        });
    }
    let write = Link { name: frame.t("form-write"), url: frame.link(&format!("{}/new", list_path(slug))) };
    sections.push(Section {
        id: "drafts",
        heading: frame.t("petitions-drafts"),
        rows: lists.drafts.iter().map(|draft| drafted::row(frame, &path_of(slug, draft.id), draft)).collect(),
        empty: frame.t("forms-drafts-empty"),
        links: vec![write],
        ..Section::default()
    });
    let published = |(whole, confirmed): &(create::NewForm, i64)| {
        let count = frame.tn(&whole.form.kind.message("form-counted"), u64::try_from(*confirmed).unwrap_or(0));
        Row {
            name: whole.title_in(frame.lang).to_owned(),
            url: Some(frame.link(&path_of(slug, whole.form.id))),
            badge: Some(frame.t(state_message(&whole.form, now))),
            facts: [frame.t(&whole.form.kind.message("form-kind")), count]
                .into_iter()
                .chain(closing(frame, &whole.form, now))
                .collect(),
            ..Row::default()
        }
    };
    sections.push(Section {
        id: "published",
        heading: frame.t("petitions-published"),
        rows: lists.published.iter().map(published).collect(),
        empty: frame.t("forms-published-empty"),
        ..Section::default()
    });
    sections
}

/// The message that names how a published form stands.
pub(super) fn state_message(form: &Form, now: i64) -> &'static str {
    match submit::refusal(form, now, now) {
        None => "petition-state-open",
        Some(SubmitRefusal::Stopped) => "petition-state-stopped",
        Some(_) => "petition-state-closed",
    }
}

/// When it closes, as a sentence.
pub(super) fn closing(frame: &Frame, form: &Form, now: i64) -> Option<String> {
    let closes_at = form.closes_at?;
    let when = frame.date_time(&zoned(closes_at, &form.time_zone));
    Some(frame.t1(if closes_at > now { "petition-closes" } else { "petition-closed-on" }, "when", when))
}
