//! A coalition's first page in the console: what waits, who is in it, what one's own group is; what happened.

use super::deed::{Outcome, There};
use super::{led_back, read_for_coalition, say};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::history::{self, PastAct};
use crate::coalitions::membership::{change_role, invite};
use crate::coalitions::sharing::change as sharing_change;
use crate::coalitions::{self, Group, Role, SteeringGroup, delegates, joining, pages, words};
use crate::ids::Id;
use crate::messages::calls;
use crate::statements;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Acting, COALITION_TABS, REACH_TAB, Row, Section, SectionsPage, Tab};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Deeds told on the page of what happened.
const HISTORY_MAX: i64 = 200;
/// And on the first page.
const NEWEST_MAX: i64 = 8;

/// The ways to a coalition's pages, and for whom one acts.
pub(crate) fn framed(page: &mut SectionsPage, here: &Here, there: &There) {
    let frame = &page.frame;
    let base = format!("/console/coalitions/{}", there.coalition.slug);
    let tab = |rest: &str, words: String| Tab {
        is_here: format!("{base}{rest}") == here.path,
        link: Link { name: words, url: frame.link(&there.path(rest)) },
    };
    let is_shown = |tab: &(&str, &str)| *tab != REACH_TAB || there.may(Deed::SeePlans);
    page.tabs = COALITION_TABS.into_iter().filter(is_shown).map(|(rest, words)| tab(rest, frame.t(words))).collect();
    page.acting = Some(acting(frame, here, there));
    if here.path != base {
        page.above = Some(Link { name: there.coalition.name.clone(), url: frame.link(&there.path("")) });
    }
}

/// For whom one acts on a page, and for whom else one could.
pub(crate) fn acting(frame: &Frame, here: &Here, there: &There) -> Acting {
    let other = |group: &Group| Link {
        name: frame.t1("acting-other", "group", &group.name),
        url: frame.link(&format!("{}?as={}", here.path, group.slug)),
    };
    Acting { words: frame.t1("acting-for", "group", &there.group.name), others: there.others.iter().map(other).collect() }
}

/// The hidden field that says for whom a form acts.
pub(crate) fn acting_field(there: &There) -> (&'static str, String) {
    ("as", there.group.slug.clone())
}

/// What the first page tells.
struct Facts {
    steering: Vec<SteeringGroup>,
    waits: Waits,
    newest: Vec<PastAct>,
    is_calling: bool,
    speaks: usize,
}

/// How much of each kind waits in a coalition for the word of a steering group.
pub(crate) type Waits = [usize; 6];

/// Its words, and the page on which it waits, in the same order.
pub(crate) const WAITS: [(&str, &str); 6] = [
    ("waits-invitations", "/groups"),
    ("waits-roles", "/groups"),
    ("waits-sharing", "/sharing"),
    ("waits-drafts", "/statements"),
    ("waits-joining", "/joining"),
    ("waits-words", "/words"),
];

/// What other groups wait for from `own`, which steers.
pub(crate) fn waits(tx: &mut Tx<'_>, id: Id, own: Id, now: i64) -> Result<Waits, Fault> {
    let seconds = invite::open_of_coalition(tx, id, now)?.into_iter();
    let seconds =
        seconds.filter(|found| found.role == Role::Steering && found.seconded_by.is_none() && found.invited_by != own).count();
    let changes = change_role::open(tx, id, now)?.into_iter();
    let changes = changes.filter(|(change, voices)| change.group != own && !voices.contains(&own)).count();
    let lines = sharing_change::open(tx, id, now)?.into_iter().filter(|change| change.proposed_by != own).count();
    let drafts = statements::drafts_of_coalition(tx, id)?.into_iter().filter(|draft| draft.group != own).count();
    let asking = joining::waiting(tx, id)?.len();
    let names = words::open(tx, id, now)?.into_iter().filter(|proposal| proposal.proposed_by != own).count();
    Ok([seconds, changes, lines, drafts, asking, names])
}

fn facts(tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let (id, own) = (there.coalition.id, there.group.id);
    let steers = there.standing.role == Some(Role::Steering);
    Ok(Facts {
        steering: coalitions::steering(tx, id)?,
        waits: if steers { waits(tx, id, own, now)? } else { [0; 6] },
        newest: history::newest(tx, id, NEWEST_MAX)?,
        is_calling: calls::is_on_its_way(tx, id)?,
        speaks: delegates::current(tx, id, own)?.len(),
    })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let now = app.clock.now();
        let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there, now);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeeCoalition, look).await?;
        Ok(match seen {
            Outcome::Done((there, facts)) => {
                let mut page = page(&app, &here, signed_in, &there, &facts);
                say(&mut page, &query);
                frame::html(StatusCode::OK, &page)
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, there: &There, facts: &Facts) -> SectionsPage {
    let mut page = SectionsPage::new(here.frame(app, there.coalition.name.clone()), signed_in);
    framed(&mut page, here, there);
    let frame = &page.frame;
    let mut sections = Vec::new();
    let waiting = waiting(frame, there, facts);
    if !waiting.is_empty() {
        sections.push(Section { id: "waits", heading: frame.t("console-waits"), rows: waiting, ..Section::default() });
    }
    sections.push(own_section(frame, there, facts));
    let public = Link { name: frame.t("console-public-page"), url: frame.link(&format!("/coalitions/{}", there.coalition.slug)) };
    let whole = Link { name: frame.t("history-all"), url: frame.link(&there.path("/history")) };
    sections.push(Section {
        id: "steering",
        heading: frame.t("console-steering"),
        rows: facts.steering.iter().map(|steering| steering_row(frame, steering)).collect(),
        links: vec![public],
        ..Section::default()
    });
    sections.push(Section {
        id: "history",
        heading: frame.t("history-title"),
        rows: facts.newest.iter().map(|past| past_row(frame, past)).collect(),
        empty: frame.t("history-empty"),
        links: vec![whole],
        ..Section::default()
    });
    page.sections = sections;
    page
}

/// What other steering groups wait for.
fn waiting(frame: &Frame, there: &There, facts: &Facts) -> Vec<Row> {
    let rows = facts.waits.into_iter().zip(WAITS).filter(|(count, _)| *count > 0);
    let row = |(count, (words, path)): (usize, (&str, &str))| Row {
        name: frame.tn(words, count as u64),
        url: Some(frame.link(&there.path(path))),
        ..Row::default()
    };
    rows.map(row).collect()
}

fn own_section(frame: &Frame, there: &There, facts: &Facts) -> Section {
    let role = there.standing.role.map_or("", Role::as_str);
    let mut told = Vec::new();
    if role == Role::Steering.as_str() {
        told.push(frame.tn("own-posts", facts.speaks as u64));
    }
    if facts.is_calling {
        told.push(frame.t("role-refused-frozen"));
    }
    let row =
        Row { name: there.group.name.clone(), badge: Some(pages::role_view(role).words(frame)), facts: told, ..Row::default() };
    let leave = Link { name: frame.t("leave-link"), url: frame.link(&there.path("/leave")) };
    Section {
        id: "own",
        heading: frame.t("console-own-group"),
        rows: vec![row],
        links: if there.may_alone(Deed::JoinCoalition) { vec![leave] } else { Vec::new() },
        ..Section::default()
    }
}

fn steering_row(frame: &Frame, steering: &SteeringGroup) -> Row {
    let mut facts = Vec::new();
    if steering.delegate.is_none() {
        facts.push(frame.t("delegate-is-missing"));
    }
    if steering.deputy.is_none() {
        facts.push(frame.t("deputy-is-missing"));
    }
    let url = Some(frame.link(&format!("/groups/{}", steering.group.slug)));
    Row { name: steering.group.name.clone(), url, facts, ..Row::default() }
}

fn past_row(frame: &Frame, past: &PastAct) -> Row {
    let unknown = || frame.t("history-somebody");
    let group = past.group.clone().unwrap_or_else(unknown);
    let subject = past.subject.clone().unwrap_or_else(unknown);
    let told = lang::t(
        frame.lang,
        past.kind.message(),
        &[("group", group.into()), ("subject", subject.into()), ("detail", past.detail.clone().into())],
    );
    Row { name: told, facts: vec![frame.date_time(&zoned(past.done_at, SITE_ZONE))], ..Row::default() }
}

pub(super) async fn history(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let look = |tx: &mut Tx<'_>, there: &There| history::newest(tx, there.coalition.id, HISTORY_MAX);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeeCoalition, look).await?;
        let (there, acts) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("history-title");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        page.lead = page.frame.tn("history-lead", HISTORY_MAX as u64);
        let rows = acts.iter().map(|past| past_row(&page.frame, past)).collect();
        page.sections = vec![Section { id: "history", rows, empty: page.frame.t("history-empty"), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}
