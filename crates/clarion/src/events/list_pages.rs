//! A coalition's events that are still to come: all, of one state, or near a ZIP. Works without scripts; the choice stands in the address.

use super::live::ListFacts;
use super::pages::when_words;
use super::{Event, EventState};
use crate::app::App;
use crate::places::{self, Nearby};
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::map::{StatesMap, area_name};
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_event::{Choice, EventListPage, EventRow};
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::Fault;
use std::collections::BTreeMap;

/// Events on one page of the list.
const ROWS_MAX: usize = 200;
/// How far somebody may look, in miles; the first is chosen at first.
const MILES: [u32; 5] = [25, 10, 50, 100, 250];

/// The address of the list, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/coalitions/{slug}/events", get(show))
}

/// What stands in the address.
#[derive(Default)]
struct Asked {
    zip: String,
    miles: u32,
    state: String,
    from: usize,
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self { miles: MILES[0], ..Self::default() };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "zip" => asked.zip = value.trim().chars().take(10).collect(),
                "miles" => asked.miles = value.parse().ok().filter(|miles| MILES.contains(miles)).unwrap_or(MILES[0]),
                "state" => asked.state = crate::web::map::known_area(&value).unwrap_or_default().to_owned(),
                "from" => asked.from = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        asked
    }

    fn query(&self, from: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.zip.is_empty() {
            query.append_pair("zip", &self.zip).append_pair("miles", &self.miles.to_string());
        }
        if !self.state.is_empty() {
            query.append_pair("state", &self.state);
        }
        query.append_pair("from", &from.to_string()).finish()
    }
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, RawQuery(query): RawQuery) -> Response {
    let asked = Asked::read(&query.unwrap_or_default());
    let shown = async {
        let Some(facts) = app.live_lists.facts(&app, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let near = near(&app, &asked).await?;
        Ok(frame::html(StatusCode::OK, &page(&app, &here, &facts, &asked, near.as_ref())))
    };
    here.answer(&app, shown.await)
}

/// What lies near the ZIP that was asked for; `None` where none was, or where it can be none.
async fn near(app: &App, asked: &Asked) -> Result<Option<Nearby>, Fault> {
    let (Some(zip), miles) = (seal::zip::clean(&asked.zip), asked.miles) else { return Ok(None) };
    app.db.read(move |tx| places::near(tx, &zip, f64::from(miles))).await.map(Some)
}

fn page(app: &App, here: &Here, facts: &ListFacts, asked: &Asked, near: Option<&Nearby>) -> EventListPage {
    let path = format!("/coalitions/{}/events", facts.coalition.slug);
    let mut frame = Frame::new(here.lang, "", &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    frame.title = frame.t1("events-title", "coalition", &facts.coalition.name);
    frame.description.clone_from(&frame.title);
    frame.indexed = true;
    let mut found: Vec<(&Event, Option<f64>)> = facts.events.iter().filter_map(|event| chosen(event, asked, near)).collect();
    if near.is_some() {
        let far = |miles: &Option<f64>| miles.unwrap_or(f64::MAX);
        found.sort_by(|(a, x), (b, y)| far(x).total_cmp(&far(y)).then_with(|| a.times.starts_at.cmp(&b.times.starts_at)));
    }
    let mut by_state: BTreeMap<String, u64> = BTreeMap::new();
    for event in &facts.events {
        *by_state.entry(event.place.region.clone()).or_default() += 1;
    }
    let until = asked.from.saturating_add(ROWS_MAX);
    let zip_error = (!asked.zip.is_empty() && near.is_none()).then(|| frame.t("form-error-zip"));
    EventListPage {
        coalition: Link { name: facts.coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", facts.coalition.slug)) },
        zip: asked.zip.clone(),
        zip_error,
        miles: miles_choices(&frame, asked),
        states: state_choices(here, &by_state, asked),
        finding: finding(&frame, found.len(), asked, near),
        rows: found.iter().skip(asked.from).take(ROWS_MAX).map(|found| row(&frame, facts, found)).collect(),
        more_url: (found.len() > until).then(|| frame.link(&format!("{path}?{}", asked.query(until)))),
        map: StatesMap::new(here.lang, &by_state),
        path: frame.link(&path),
        frame,
    }
}

/// Whether an event is of the state and near the ZIP that were asked for, and how far it is.
fn chosen<'a>(event: &'a Event, asked: &Asked, near: Option<&Nearby>) -> Option<(&'a Event, Option<f64>)> {
    if !asked.state.is_empty() && event.place.region != asked.state {
        return None;
    }
    match near {
        None => Some((event, None)),
        Some(near) => near.find(&event.place.zip).map(|miles| (event, miles)),
    }
}

fn finding(frame: &Frame, found: usize, asked: &Asked, near: Option<&Nearby>) -> String {
    let count = found as u64;
    match near {
        Some(near) if near.by_distance => {
            let (miles, zip) = (asked.miles.to_string(), asked.zip.as_str());
            lang::t(frame.lang, "events-found-near", &[("count", count.into()), ("miles", miles.into()), ("zip", zip.into())])
        }
        // Nothing was imported, or not this ZIP: the same first three digits are all that is known.
        Some(_) => frame.tn1("events-found-prefix", count, "prefix", asked.zip.chars().take(3).collect::<String>()),
        None => frame.tn("events-found", count),
    }
}

fn miles_choices(frame: &Frame, asked: &Asked) -> Vec<Choice> {
    let mut miles = MILES;
    miles.sort_unstable();
    let choice = |miles: u32| Choice {
        value: miles.to_string(),
        words: frame.tn("events-miles", u64::from(miles)),
        chosen: miles == asked.miles,
    };
    miles.map(choice).into()
}

fn state_choices(here: &Here, by_state: &BTreeMap<String, u64>, asked: &Asked) -> Vec<Choice> {
    let choice = |code: &String| Choice { value: code.clone(), words: area_name(here.lang, code), chosen: *code == asked.state };
    let mut choices: Vec<Choice> = by_state.keys().map(choice).collect();
    choices.sort_by(|a, b| a.words.cmp(&b.words));
    choices
}

fn row(frame: &Frame, facts: &ListFacts, (event, miles): &(&Event, Option<f64>)) -> EventRow {
    EventRow {
        event: Link { name: event.title(frame.lang).to_owned(), url: frame.link(&format!("/events/{}", event.slug)) },
        place: format!("{}, {}", event.place.city, event.place.region),
        when: when_words(frame.lang, &event.times),
        standing: match event.state() {
            EventState::Confirmed => frame.t("events-confirmed"),
            EventState::HeldBack => frame.t("events-held-back"),
            _ => frame.t("events-on-call"),
        },
        coming: facts.coming.get(&event.id).map_or(0, |coming| u64::try_from(*coming).unwrap_or(0)),
        distance: miles.map_or_else(String::new, |miles| frame.tn("events-miles", miles.round() as u64)),
    }
}
