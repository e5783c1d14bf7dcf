//! One petition in the console: a draft with what can be done about it, or a published one with its numbers.

use super::super::count::{self, Count};
use super::super::create::NewPetition;
use super::super::live::Facts;
use super::super::running::days;
use super::super::updates::{self, Update};
use super::super::{Petition, pages};
use super::list::{dates, state_message};
use super::running as steering;
use super::sponsors::{self, Named};
use super::{Seen, list_path, look, path_of, tabs_here};
use crate::access::SignedIn;
use crate::actions::console::drafted::{self, About, Shown};
use crate::actions::drafts::{Draft, DraftState};
use crate::actions::running::Done;
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, say};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::map::area_name;
use crate::web::markdown;
use crate::web::site::{Here, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Figure, FigureRow, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What is looked up about a petition or draft, and who co-sponsors it.
struct Around {
    about: Option<About>,
    count: Count,
    /// How many of those who signed stand on the list of a co-sponsor that looks.
    own_signers: i64,
    sponsors: Vec<Named>,
    days: Vec<(jiff::civil::Date, i64)>,
    /// What was done, each with the name of who did it.
    history: Vec<(Done, String)>,
    updates: Vec<Update>,
    /// Updates that are being written or wait.
    drafts: Vec<Draft>,
}

fn around(tx: &mut Tx<'_>, app: &App, seen: &Looked, now: i64) -> Result<Around, Fault> {
    Ok(Around {
        about: seen.draft.as_ref().map(|draft| drafted::about(tx, app, draft)).transpose()?,
        count: count::count(tx, seen.id, now)?,
        own_signers: if seen.is_sponsor { sponsors::own_signers(tx, seen.id, seen.group)? } else { 0 },
        sponsors: sponsors::named(tx, seen.id)?,
        days: match &seen.petition {
            Some(petition) => days::counts(tx, petition, now)?,
            None => Vec::new(),
        },
        history: if seen.is_sponsor { Vec::new() } else { drafted::history(tx, app, seen.id, seen.group)? },
        updates: updates::all(tx, seen.id)?,
        drafts: updates::drafts_of(tx, seen.group, seen.id)?,
    })
}

/// Of what somebody sees, the part that says what is looked up.
struct Looked {
    id: Id,
    draft: Option<Draft>,
    petition: Option<Petition>,
    group: Id,
    is_sponsor: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let seen = match look(&app, signed_in.account, &slug, &petition).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let title = title_of(&seen, here.lang);
        let account = signed_in.account;
        let mut page = SectionsPage::new(here.frame(&app, title), signed_in);
        let frame = &page.frame;
        page.above = Some(Link { name: frame.t("console-petitions"), url: frame.link(&list_path(&slug)) });
        page.tabs = tabs_here(frame, &seen.group, seen.waiting);
        say(&mut page, &query);
        let Some(id) = seen.id() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let is_sponsor = seen.sponsorship.is_some();
        let petition = seen.petition.as_ref().map(|whole| whole.petition.clone());
        let looked = Looked { id, draft: seen.draft.clone(), petition, group: seen.group.id, is_sponsor };
        let (reading, now) = (app.clone(), app.clock.now());
        let around = app.db.read_newest(move |tx| around(tx, &reading, &looked, now)).await?;
        match (&seen.petition, &seen.draft, &around.about) {
            (Some(whole), _, _) => {
                page.sections = published(&page.frame, &seen, whole, &around, now);
                page.figures = figures(&page.frame, &whole.petition, &around);
            }
            (None, Some(draft), Some(about)) => {
                page.lead = draft.document.says_in_other(&page.frame);
                let (text, lang) = draft.document.text_shown(here.lang);
                (page.preview_html, page.preview_lang) = (markdown::html(text), lang);
                page.sections = drafted::sections(&page.frame, &shown_draft(&page.frame, &seen, draft), draft, about, account);
            }
            _ => return Ok(here.refused(&app, StatusCode::NOT_FOUND)),
        }
        let more = match &seen.sponsorship {
            Some(sponsorship) => Some(sponsors::section_of_asked(&page.frame, &seen, id, sponsorship)),
            None if seen.of.id == seen.group.id && !is_dropped(&seen) => {
                Some(sponsors::section_of_own(&page.frame, &seen, id, &around.sponsors))
            }
            None => None,
        };
        // What a group is asked comes first; whom it asked after its own words, before it sends them.
        let is_last = |section: &Section| ["send", "drop", "history"].contains(&section.id);
        let place = if is_sponsor { 0 } else { page.sections.iter().position(is_last).unwrap_or(page.sections.len()) };
        page.sections.splice(place..place, more);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn is_dropped(seen: &Seen) -> bool {
    seen.petition.is_none() && seen.draft.as_ref().is_some_and(|draft| draft.state == DraftState::Dropped)
}

fn title_of(seen: &Seen, lang: Lang) -> String {
    match (&seen.petition, &seen.draft) {
        (Some(whole), _) => whole.title_in(lang).unwrap_or_default(),
        (None, Some(draft)) => draft.document.title(lang).to_owned(),
        (None, None) => String::new(),
    }
}

fn shown_draft<'a>(frame: &Frame, seen: &'a Seen, draft: &Draft) -> Shown<'a> {
    Shown {
        path: path_of(&seen.group.slug, draft.id),
        place: frame.t1("petition-address", "address", format!("/petitions/{}", draft.document.slug)),
        group: &seen.group,
        of: &seen.of,
        writes: seen.writes,
        approves: seen.approves,
        publishes: ["petition-publish-text", "petition-publish-alone", "petition-publish"],
    }
}

/// A published petition: its page, how it stands, how people signed.
fn published(frame: &Frame, seen: &Seen, whole: &NewPetition, around: &Around, now: i64) -> Vec<Section> {
    let (petition, count, is_own) = (&whole.petition, &around.count, seen.of.id == seen.group.id);
    let about = around.about.as_ref();
    let number = |count: i64| frame.number(u64::try_from(count).unwrap_or(0));
    let mut facts = dates(frame, petition, now);
    if !is_own {
        facts.insert(0, frame.t1("petition-by", "group", &seen.of.name));
    }
    if let Some(coalition) = about.and_then(|about| about.coalition.as_ref()) {
        facts.push(frame.t1("petition-in-name-of", "coalition", &coalition.name));
    }
    let public = Link { name: frame.t("console-public-page"), url: frame.link(&format!("/petitions/{}", petition.slug)) };
    let supporters = Link {
        name: frame.t("petition-supporters"),
        url: frame.link(&format!("/console/groups/{}/supporters?petition={}", seen.group.slug, petition.id)),
    };
    let signatures = Link {
        name: frame.t("signatures-title"),
        url: frame.link(&format!("{}/signatures", path_of(&seen.group.slug, petition.id))),
    };
    let ways = [
        ("petition-way-form", count.confirmed),
        ("petition-way-api", count.asserted),
        ("petition-way-import", count.imported),
        ("petition-way-paper", count.paper),
    ];
    let own_signers = (!is_own).then(|| frame.t1("sponsor-own-signers", "count", number(around.own_signers)));
    let goal = (petition.goal > 0).then(|| frame.tn("count-goal", u64::try_from(petition.goal).unwrap_or(0)));
    let mut sections = vec![
        Section {
            id: "state",
            heading: frame.t("petition-state"),
            rows: vec![Row { name: frame.t(state_message(petition, now)), facts, ..Row::default() }],
            links: vec![public],
            ..Section::default()
        },
        Section {
            id: "signatures",
            heading: frame.t("count-heading"),
            rows: vec![Row {
                name: frame.tn("petition-signatures", u64::try_from(count.confirmed).unwrap_or(0)),
                facts: ways
                    .iter()
                    .map(|(way, signatures)| frame.t1(way, "count", number(*signatures)))
                    .chain(goal)
                    .chain(own_signers)
                    .collect(),
                ..Row::default()
            }],
            links: seen.writes.then_some(signatures).into_iter().chain([supporters]).collect(),
            ..Section::default()
        },
    ];
    if seen.writes {
        sections.push(super::updates::section(frame, &seen.group, whole, &around.updates, &around.drafts));
        sections.extend(steering::sections(frame, &path_of(&seen.group.slug, petition.id), petition, now));
    }
    sections.extend(drafted::history_section(frame, &around.history));
    sections
}

/// Signatures by day and by state.
fn figures(frame: &Frame, petition: &Petition, around: &Around) -> Vec<Figure> {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let day = |day: jiff::civil::Date| frame.date(&zoned(midday(day, &petition.time_zone), &petition.time_zone));
    let finding = match days::busiest(&around.days) {
        Some((busiest, count)) => {
            frame.t2("petition-days-finding", ("day", &day(busiest)), ("count", &frame.number(number(count))))
        }
        None => frame.t("petition-days-none"),
    };
    let by_day = Figure {
        id: "days",
        finding,
        caption: frame.t("petition-days-caption"),
        columns: [frame.t("petition-days-day"), frame.t("states-count")],
        rows: around.days.iter().map(|(date, count)| FigureRow { name: day(*date), count: number(*count) }).collect(),
        has_bars: days::busiest(&around.days).is_some(),
    };
    let mut regions = around.count.regions.clone();
    regions.sort_by_key(|row| (std::cmp::Reverse(row.confirmed), row.region.clone()));
    let name = |code: &str| if code.is_empty() { frame.t("petition-states-unknown") } else { area_name(frame.lang, code) };
    let by_state = regions.first().map(|first| Figure {
        id: "states",
        finding: match regions.get(1).is_some_and(|second| second.confirmed == first.confirmed) {
            true => frame.t("petition-states-even"),
            false => frame.t1("petition-states-finding", "most", name(&first.region)),
        },
        caption: frame.t("states-caption"),
        columns: [frame.t("states-column"), frame.t("states-count")],
        rows: regions.iter().map(|row| FigureRow { name: name(&row.region), count: number(row.confirmed) }).collect(),
        has_bars: false,
    });
    std::iter::once(by_day).chain(by_state).collect()
}

/// An instant in the middle of a day, which is that day in its zone.
fn midday(day: jiff::civil::Date, zone: &str) -> i64 {
    let noon = day.at(12, 0, 0, 0).in_tz(zone).or_else(|_| day.at(12, 0, 0, 0).in_tz("UTC"));
    noon.map_or(0, |noon| noon.timestamp().as_microsecond())
}

/// The draft as its public page will look. Nothing on it can be sent.
pub(super) async fn preview(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let shown = async {
        let seen = match look(&app, signed_in.account, &slug, &petition).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(draft) = seen.draft.filter(|_| seen.petition.is_none()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let (id, now) = (draft.id, app.clock.now());
        let facts = app.db.read_newest(move |tx| {
            let whole = draft.as_petition(tx, now)?;
            Facts::of(tx, whole, now)
        });
        let facts = facts.await?;
        let frame = here.frame(&app, "");
        let back = Link { name: frame.t("petition-preview-back"), url: frame.link(&path_of(&slug, id)) };
        Ok(frame::html(StatusCode::OK, &pages::preview(&app, &here, &facts, back)))
    };
    here.answer(&app, shown.await)
}
