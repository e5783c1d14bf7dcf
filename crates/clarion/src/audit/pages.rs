//! The audit log in the console, for owners: who did what, the newest first, and all of it as a file that can be checked elsewhere.

use super::about::{self, Subject};
use super::chain::{Entry, Link as Hash, hex};
use super::file::file;
use super::store;
use super::words::said;
use crate::access::{Actor, Deed, SignedIn, accounts};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, led_back, read_for_group, tabs};
use crate::ids::Id;
use crate::people::upload;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::{Fault, Tx};
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;

/// Entries of a page.
const PAGE: i64 = 50;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/console/groups/{slug}/audit", get(show)).route("/console/groups/{slug}/audit/file", get(download))
}

fn audit_path(slug: &str) -> String {
    format!("/console/groups/{slug}/audit")
}

/// What the page tells.
struct Facts {
    group: Group,
    end: Option<(i64, Hash)>,
    entries: Vec<(Entry, Hash)>,
    names: HashMap<Id, String>,
    subjects: HashMap<Id, Subject>,
    /// Lists that were sent to be imported.
    lists: HashMap<Id, String>,
}

/// Names of accounts, each read once.
pub(super) fn add_names(
    tx: &mut Tx<'_>,
    app: &App,
    entries: &[(Entry, Hash)],
    names: &mut HashMap<Id, String>,
) -> Result<(), Fault> {
    for (entry, _) in entries {
        if let Vacant(place) = names.entry(entry.account) {
            place.insert(accounts::name_of(tx, &app.vault, entry.account)?);
        }
    }
    Ok(())
}

fn facts(tx: &mut Tx<'_>, app: &App, lang: Lang, group: &Group, before: i64) -> Result<Facts, Fault> {
    let entries = store::before(tx, group.id, before, PAGE + 1)?;
    let mut names = HashMap::new();
    add_names(tx, app, &entries, &mut names)?;
    let all: Vec<Entry> = entries.iter().map(|(entry, _)| entry.clone()).collect();
    let subjects = about::subjects(tx, lang, group, &all)?;
    let end = store::end(tx, group.id)?;
    Ok(Facts { group: group.clone(), end, entries, names, subjects, lists: HashMap::new() })
}

async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Query(query): Query) -> Response {
    let before: i64 = query.get("before").parse().unwrap_or(i64::MAX);
    let (reading, lang) = (app.clone(), here.lang);
    let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| facts(tx, &reading, lang, group, before);
    let shown = async {
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::SeeAudit, look).await? {
            Outcome::Done(mut facts) => {
                facts.lists = lists(&app, facts.group.id, &facts.entries).await?;
                frame::html(StatusCode::OK, &page(&app, &here, signed_in, facts))
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

/// The files of the imports that entries are about, by what their owners' computers call them.
async fn lists(app: &App, group: Id, entries: &[(Entry, Hash)]) -> Result<HashMap<Id, String>, Fault> {
    let mut ids: Vec<Id> =
        entries.iter().filter(|(entry, _)| entry.deed.ends_with("_upload")).map(|(entry, _)| entry.about).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let vault = app.vault.clone();
    let read = app.db.read_newest(move |tx| {
        let mut named = HashMap::new();
        for id in &ids {
            named.extend(upload::find(tx, &vault, group, *id)?.map(|list| (*id, list.facts.name)));
        }
        Ok(named)
    });
    read.await
}

fn page(app: &App, here: &Here, signed_in: SignedIn, mut facts: Facts) -> SectionsPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("audit");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    let slug = &facts.group.slug;
    page.above = Some(Link { name: facts.group.name.clone(), url: frame.link(&format!("/console/groups/{slug}")) });
    page.tabs = tabs(frame, slug, &audit_path(slug));
    page.lead = frame.t("audit-lead");
    let more = facts.entries.len() > PAGE as usize;
    facts.entries.truncate(PAGE as usize);
    let (number, hash) = facts.end.unwrap_or((0, [0; 32]));
    let mut links = Vec::new();
    if number > 0 {
        links.push(Link { name: frame.t("audit-file"), url: frame.link(&format!("{}/file", audit_path(slug))) });
    }
    if let Some((last, _)) = facts.entries.last().filter(|_| more) {
        let url = frame.link(&format!("{}?before={}", audit_path(slug), last.number));
        links.push(Link { name: frame.t("audit-older"), url });
    }
    let text = if number > 0 { frame.t1("audit-end", "hash", hex(&hash)) } else { String::new() };
    page.sections = vec![Section {
        id: "entries",
        heading: frame.tn("audit-entries", number.unsigned_abs()),
        text,
        rows: facts.entries.iter().map(|(entry, _)| row(frame, &facts, entry)).collect(),
        empty: frame.t("audit-empty"),
        links,
        ..Section::default()
    }];
    page
}

fn row(frame: &Frame, facts: &Facts, entry: &Entry) -> Row {
    let who = facts.names.get(&entry.account).filter(|name| !name.is_empty());
    let who = who.cloned().unwrap_or_else(|| frame.t("audit-somebody"));
    let when = frame.date_time(&zoned(entry.done_at, SITE_ZONE));
    let links: Vec<Link> = facts.subjects.get(&entry.about).map(|subject| subject.link(frame)).into_iter().collect();
    let list = facts.lists.get(&entry.about);
    let about = match list {
        Some(name) => Some(frame.t1("audit-list", "name", name)),
        None => (entry.about != Id::ZERO && links.is_empty()).then(|| frame.t1("audit-about", "id", entry.about.to_string())),
    };
    let url = list.map(|_| frame.link(&format!("/console/groups/{}/imports/{}", facts.group.slug, entry.about)));
    let facts = [format!("{who} · {when}")].into_iter().chain(about).collect();
    Row { name: said(frame.lang, &entry.deed), url, badge: Some(entry.number.to_string()), facts, links, ..Row::default() }
}

async fn download(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let found = read_for_group(&app, signed_in.account, &slug, Deed::SeeAudit, |_, _, group| Ok(group.id)).await;
    here.answer(
        &app,
        found.map(|outcome| match outcome {
            Outcome::Done(group) => file(app.clone(), group, &slug),
            other => led_back(&app, &here, &other, ""),
        }),
    )
}
