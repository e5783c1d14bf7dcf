//! A group's forms: what waits for one's word, what is being written, what is published.

use super::super::submit::{self, SubmitRefusal};
use super::super::{Form, count, create};
use super::{FORMS, list_path, path_of};
use crate::access::{Actor, SignedIn};
use crate::actions::console::drafted;
use crate::actions::console::listed::{self, Drafts};
use crate::actions::drafts::{Draft, What};
use crate::app::App;
use crate::coalitions::Group;
use crate::web::frame::Frame;
use crate::web::site::{Here, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section};
use axum::extract::{Path, State};
use axum::response::Response;
use db::{Fault, Tx};

/// Forms on one page; a group with more finds the others through the API.
const LISTED_MAX: i64 = 200;

/// What the page tells.
struct Lists {
    drafts: Drafts,
    /// Each with how many confirmed.
    published: Vec<(create::NewForm, i64)>,
}

fn lists(tx: &mut Tx<'_>, actor: &Actor, group: &Group) -> Result<Lists, Fault> {
    let drafts = listed::drafts(tx, actor, group, &[What::Form])?;
    let mut published = Vec::new();
    for whole in create::of_group(tx, group.id, LISTED_MAX)? {
        let confirmed = count::count(tx, whole.form.id, 0)?.confirmed;
        published.push((whole, confirmed));
    }
    Ok(Lists { drafts, published })
}

pub(super) async fn show(app: State<App>, here: Here, signed_in: SignedIn, slug: Path<String>, query: Query) -> Response {
    let of = (&FORMS, "console-forms", "console-forms-lead");
    listed::show(of, lists, sections, (app, here, signed_in, slug, query)).await
}

fn sections(frame: &Frame, group: &Group, lists: &Lists, now: i64) -> Vec<Section> {
    let slug = &group.slug;
    let row = |draft: &Draft| drafted::row(frame, &path_of(slug, draft.id), draft);
    let write = Link { name: frame.t("form-write"), url: frame.link(&format!("{}/new", list_path(slug))) };
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
    let published = Section {
        id: "published",
        heading: frame.t("petitions-published"),
        rows: lists.published.iter().map(published).collect(),
        empty: frame.t("forms-published-empty"),
        ..Section::default()
    };
    let waiting = lists.drafts.waiting_section(frame, "petitions-waiting-text", row);
    waiting.into_iter().chain([lists.drafts.written_section(frame, "forms-drafts-empty", write, row), published]).collect()
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
