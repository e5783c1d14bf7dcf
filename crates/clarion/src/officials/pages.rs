//! The page of an office: who holds it, only where an imported, dated term is current, and the petitions that address it.

use super::validity;
use super::{Holding, OfficeKey, offices::Office, store};
use crate::app::App;
use crate::clock::SECOND;
use crate::petitions;
use crate::web::frame;
use crate::web::lang::Lang;
use crate::web::map::area_name;
use crate::web::site::{Here, zoned};
use crate::web::views_places::{Holder, OfficePage};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::{Fault, Tx};
use jiff::civil::Date;

/// Petitions listed on one page.
const PETITIONS_MAX: i64 = 50;

/// The addresses of offices, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/officials/{slug}", get(show))
}

struct Found {
    office: Office,
    holdings: Vec<Holding>,
    petitions: petitions::Cards,
}

fn find(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Found>, Fault> {
    let Some((id, office)) = store::office_by_slug(tx, slug)? else { return Ok(None) };
    let key = OfficeKey { slug: office.slug.clone(), role: String::new(), division: office.division.clone() };
    let mut holdings = store::holdings(tx, id, &key)?;
    // What was checked last stands for the office: an older file's holder does not contradict a newer one's.
    let newest = holdings.iter().map(|holding| holding.checked).max();
    holdings.retain(|holding| Some(holding.checked) == newest);
    let petitions = petitions::cards_to_office(tx, id, now, PETITIONS_MAX)?;
    Ok(Some(Found { office, holdings, petitions }))
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let now = app.clock.now();
    let shown = async {
        let Some(found) = app.db.read(move |tx| find(tx, &slug, now)).await? else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        Ok(frame::html(StatusCode::OK, &page(&app, &here, &found, now)))
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, found: &Found, now: i64) -> OfficePage {
    let office = &found.office;
    let name = if here.lang == Lang::Es { &office.title_es } else { &office.title_en };
    let mut frame = here.frame(app, name.clone());
    frame.indexed = true;
    let today = zoned(now, "UTC").date();
    let verdict = validity::judge(&found.holdings, today);
    let current = verdict.current.values().next();
    OfficePage {
        name: name.clone(),
        division_name: division_name(here.lang, office),
        holder: current.map(|holding| holder(here.lang, holding)),
        source: current.and_then(|holding| holding.sources.first().cloned()),
        checked_at: current.map(|holding| at_noon(holding.checked)),
        petitions: found.petitions.open.iter().map(|card| petitions::card_view(&frame, card, now)).collect(),
        closed: found.petitions.closed.iter().map(|card| petitions::card_view(&frame, card, now)).collect(),
        frame,
    }
}

fn division_name(lang: Lang, office: &Office) -> String {
    let code = office.division.rsplit(':').next().unwrap_or("").to_uppercase();
    match crate::web::map::AREA_CODES.contains(&code.as_str()) {
        true => area_name(lang, &code),
        false if lang == Lang::Es => office.body_es.clone(),
        false => office.body_en.clone(),
    }
}

fn at_noon(day: Date) -> jiff::ZonedDateTime {
    day.at(12, 0, 0, 0).in_tz("UTC").unwrap_or_else(|_| zoned(12 * 3600 * SECOND, "UTC"))
}

fn holder(lang: Lang, holding: &Holding) -> Holder {
    let words = |day: Date| crate::web::lang::date(lang, &at_noon(day));
    Holder { name: holding.name.clone(), since: holding.start.map(words).unwrap_or_default(), until: holding.end.map(words) }
}
