//! A group's list of its petitions or of its forms: the page, what waits for the reader's word, and what is being written. What is
//! published each lists by itself.

use super::draft_deeds::{self, Kind};
use crate::access::{Actor, Deed, SignedIn};
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

/// Drafts as somebody finds them who sits in a group.
pub(crate) struct Drafts {
    /// What waits for their word, each with the group that wrote it.
    pub(crate) waiting: Vec<(Draft, String)>,
    /// What else the group is writing or has sent.
    written: Vec<Draft>,
}

/// Those of some kinds, in the order of the kinds.
pub(crate) fn drafts(tx: &mut Tx<'_>, actor: &Actor, group: &Group, kinds: &[What]) -> Result<Drafts, Fault> {
    let mut answered = approve::waiting_for(tx, actor, group.id, kinds)?;
    answered.sort_by_key(|draft| kinds.iter().position(|kind| *kind == draft.document.what()));
    let (mut waiting, mut written) = (Vec::new(), Vec::new());
    for draft in answered {
        let of = coalitions::group(tx, draft.group)?.map_or_else(String::new, |of| of.name);
        waiting.push((draft, of));
    }
    for kind in kinds {
        written.extend(drafts::of_group(tx, group.id, *kind)?);
    }
    written.retain(|draft| waiting.iter().all(|(mine, _)| mine.id != draft.id));
    Ok(Drafts { waiting, written })
}

impl Drafts {
    /// What waits for the reader's word; nothing where nothing does.
    pub(crate) fn waiting_section(&self, frame: &Frame, text: &str, row: impl Fn(&Draft) -> Row) -> Option<Section> {
        let waits = |(draft, of): &(Draft, String)| {
            let sent = frame.date_time(&zoned(draft.sent_at.unwrap_or(draft.changed_at), SITE_ZONE));
            Row { facts: vec![frame.t1("petition-by", "group", of), frame.t1("petition-sent-on", "when", sent)], ..row(draft) }
        };
        (!self.waiting.is_empty()).then(|| Section {
            id: "waiting",
            heading: frame.t("petitions-waiting-heading"),
            text: frame.t(text),
            rows: self.waiting.iter().map(waits).collect(),
            ..Section::default()
        })
    }

    /// What is being written, and the way to write more.
    pub(crate) fn written_section(&self, frame: &Frame, empty: &str, write: Link, row: impl Fn(&Draft) -> Row) -> Section {
        Section {
            id: "drafts",
            heading: frame.t("petitions-drafts"),
            rows: self.written.iter().map(row).collect(),
            empty: frame.t(empty),
            links: vec![write],
            ..Section::default()
        }
    }
}

/// Who asks for which group's list, and what the address says beside.
pub(crate) type Asked = (State<App>, Here, SignedIn, Path<String>, Query);

/// The list, of what is read and as it is shown; above it what the last deed says.
pub(crate) async fn show<L: Send + 'static>(
    (kind, title, lead): (&'static Kind, &str, &str),
    read: fn(&mut Tx<'_>, &Actor, &Group) -> Result<L, Fault>,
    sections: fn(&Frame, &Group, &L, i64) -> Vec<Section>,
    (State(app), here, signed_in, Path(slug), Query(query)): Asked,
) -> Response {
    let shown = async {
        let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| {
            Ok((group.clone(), read(tx, actor, group)?, (kind.waiting_count)(tx, actor, group.id)?))
        };
        let (group, list, waiting) = match read_for_group(&app, signed_in.account, &slug, Deed::WritePetitions, look).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t(title);
        let mut page = SectionsPage::new(frame, signed_in);
        page.above = Some(Link { name: group.name.clone(), url: page.frame.link(&format!("/console/groups/{slug}")) });
        page.tabs = (kind.tabs)(&page.frame, &group, waiting);
        say(&mut page, &query);
        page.lead = page.frame.t(lead);
        page.sections = sections(&page.frame, &group, &list, app.clock.now());
        page.sections.splice(0..0, draft_deeds::published(&app, &page.frame, kind.what, &query).await?);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}
