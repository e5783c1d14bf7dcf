//! The public page of an event: its words and facts, its form, its live count, its calendar file and its picture.

use super::attending::{self, RsvpRefusal};
use super::live::Facts;
use super::{AccessFact, Event, EventState, Place, Times, calendar};
use crate::app::App;
use crate::ids::Id;
use crate::pending::Kind;
use crate::pending::form::FormPage;
use crate::pending::public_form::{self, PublicForm};
use crate::web::frame::{self, Frame};
use crate::web::lang::{self, Lang};
use crate::web::site::{Here, zoned};
use crate::web::views::{Link, share_links};
use crate::web::views_event::{AccessRow, EventFacts, EventPage, StandingNotice};
use crate::web::views_form::PersonForm;
use crate::web::views_signing::CheckMailPage;
use crate::web::{markdown, picture};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use db::Fault;
use std::sync::Arc;

/// A form with the longest name, note and proof is far smaller.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of events, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{slug}", get(show).post(public_form::send::<Facts>).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/events/{slug}/check-mail", get(public_form::check_mail::<Facts>))
        .route("/events/{slug}/count", get(live_count))
        .route("/events/{slug}/challenge", get(public_form::challenge::<Facts>))
        .route("/events/{slug}/picture.png", get(shared_picture))
        .route("/events/{slug}/event.ics", get(calendar_file))
        .merge(super::answer_pages::routes())
        .merge(super::list_pages::routes())
        .merge(super::console::routes())
}

/// From when to when, in the event's zone.
pub fn when_words(lang: Lang, times: &Times) -> String {
    let at = |micros| zoned(micros, &times.time_zone);
    lang::span(lang, &at(times.starts_at), &at(times.ends_at))
}

/// Street, city, state and ZIP on one line.
fn address(place: &Place) -> String {
    format!("{}, {}, {} {}", place.street, place.city, place.region, place.zip)
}

/// The whole place on one line.
pub fn place_line(place: &Place) -> String {
    format!("{}, {}", place.name, address(place))
}

/// Whether a coalition's list shows an event: vetted, still to come, neither cancelled nor released.
pub fn is_listed(event: &Event, now: i64) -> bool {
    let stands = matches!(event.state(), EventState::OnCall | EventState::Confirmed | EventState::HeldBack);
    stands && event.times.ends_at > now
}

/// When, where and access in the words of a page.
pub(super) fn facts_view(facts: &Facts, lang: Lang) -> EventFacts {
    let Event { place, times, access_contact, access_requests_by, .. } = &facts.event;
    let row = |fact: AccessFact| {
        let stated = facts.access.get(&fact);
        let answer = match stated {
            None => lang::t(lang, "access-not-stated", &[]),
            Some(answer) if answer.is_there => lang::t(lang, "access-yes", &[]),
            Some(_) => lang::t(lang, "access-no", &[]),
        };
        AccessRow {
            name: lang::t(lang, fact.words_id(), &[]),
            answer,
            is_stated: stated.is_some(),
            note: stated.map_or_else(String::new, |answer| answer.note.clone()),
        }
    };
    EventFacts {
        when: when_words(lang, times),
        place_name: place.name.clone(),
        address: address(place),
        access: AccessFact::ALL.map(row).into(),
        access_contact: access_contact.clone(),
        access_requests_by: access_requests_by.map(|by| zoned(by, &times.time_zone)),
    }
}

/// How an event stands, in the words of a page.
pub(super) fn standing_view(facts: &Facts, lang: Lang, now: i64) -> StandingNotice {
    let coalition = || [("coalition", facts.coalition.name.as_str().into())];
    let notice = |role, title: &str, text: &str| StandingNotice {
        role,
        title: lang::t(lang, title, &coalition()),
        text: lang::t(lang, text, &coalition()),
    };
    match facts.event.state() {
        EventState::Cancelled => notice("danger", "event-cancelled", "event-cancelled-text"),
        EventState::Released => notice("danger", "event-released", "event-released-text"),
        EventState::HeldBack => notice("attention", "event-held-back", "event-held-back-text"),
        EventState::Unvetted => notice("attention", "event-unvetted", "event-unvetted-text"),
        _ if facts.event.times.ends_at <= now => notice("plain", "event-over", "event-over-text"),
        EventState::Confirmed => notice("good", "event-confirmed", "event-confirmed-text"),
        EventState::OnCall => notice("plain", "event-on-call", "event-on-call-text"),
    }
}

/// Beside the number of those who come.
fn coming_label(facts: &Facts, lang: Lang, now: i64) -> String {
    let count = [("count", facts.count.coming.into())];
    match facts.event.state() {
        EventState::OnCall | EventState::HeldBack | EventState::Unvetted => lang::t(lang, "event-coming-on-call", &count),
        EventState::Confirmed if facts.event.times.starts_at > now => lang::t(lang, "event-coming-confirmed", &count),
        _ => lang::t(lang, "event-coming-past", &count),
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl PublicForm for Facts {
    async fn find(app: &App, slug: &str) -> Result<Option<Arc<Self>>, Fault> {
        app.live_events.facts(app, slug).await
    }

    fn form_page(&self, lang: Lang) -> FormPage<'_> {
        let path = format!("/events/{}", self.event.slug);
        let (action, calls_of) = (self.event.id, self.coalition.name.as_str());
        FormPage { kind: Kind::Attendance, action, path, groups: &self.groups, calls_of, asked: None, lang }
    }

    fn group(&self) -> Id {
        self.event.group
    }

    fn usual_per_minute(&self) -> i64 {
        self.event.usual_answers_per_minute
    }

    fn is_open(&self, now: i64) -> bool {
        attending::refusal(&self.event, now).is_none()
    }

    fn page(&self, app: &App, here: &Here, form: PersonForm) -> impl Template {
        page(app, here, self, form)
    }

    fn check_mail_page(&self, frame: Frame) -> CheckMailPage {
        let event = event_link(&frame, self);
        CheckMailPage::of_event(frame, event)
    }
}

/// A link to the event's page in the frame's language.
pub(super) fn event_link(frame: &Frame, facts: &Facts) -> Link {
    Link { name: facts.event.title(frame.lang).to_owned(), url: frame.link(&format!("/events/{}", facts.event.slug)) }
}

async fn known(app: &App, here: &Here, slug: &str) -> Result<Arc<Facts>, Response> {
    match app.live_events.facts(app, slug).await {
        Ok(Some(facts)) => Ok(facts),
        Ok(None) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        Err(fault) => Err(here.fault(app, &fault)),
    }
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    match known(&app, &here, &slug).await {
        Ok(facts) => app.live_events.page(&facts, here.lang, || rendered(&app, &here, &facts)).response(&headers),
        Err(answer) => answer,
    }
}

fn rendered(app: &App, here: &Here, facts: &Facts) -> String {
    let form = facts.form_page(here.lang).empty(&app.vault, app.clock.now());
    frame::text(&page(app, here, facts, form))
}

/// The whole page with a form, which is left out while nobody can answer.
fn page(app: &App, here: &Here, facts: &Facts, mut form: PersonForm) -> EventPage {
    let (event, now, lang) = (&facts.event, app.clock.now(), here.lang);
    let path = format!("/events/{}", event.slug);
    let mut frame = Frame::new(lang, event.title(lang), &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    let when = when_words(lang, &event.times);
    let summary = markdown::summary(event.words(lang), DESCRIPTION_CHARS);
    frame.description = format!("{when}, {}. {summary}", event.place.city).trim_end().to_owned();
    frame.image = Some(lang.path(&format!("{path}/picture.png")));
    frame.indexed = true;
    if app.limits.is_busy(now, event.id, event.usual_answers_per_minute) {
        form.challenge_url = Some(lang.path(&format!("{path}/challenge")));
    }
    let group = facts.groups.first();
    EventPage {
        title: event.title(lang).to_owned(),
        group: Link {
            name: facts.group_name().to_owned(),
            url: frame.link(&format!("/groups/{}", group.map_or("", |group| &group.slug))),
        },
        coalition: Link { name: facts.coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", facts.coalition.slug)) },
        standing: standing_view(facts, lang, now),
        words_html: markdown::html(event.words(lang)),
        facts: facts_view(facts, lang),
        vetted_by: facts.vetted_by.as_ref().map_or_else(String::new, |group| group.name.clone()),
        coming: unsigned(facts.count.coming),
        coming_label: coming_label(facts, lang, now),
        asserted: unsigned(facts.count.asserted),
        waiting: unsigned(facts.count.waiting),
        capacity: event.capacity.map(unsigned),
        as_of: zoned(facts.count.as_of, &event.times.time_zone),
        live_url: frame.link(&format!("{path}/count")),
        calendar_url: frame.link(&format!("{path}/event.ics")),
        form: attending::refusal(event, now).is_none().then_some(form),
        share: share_links(lang, &frame.canonical_url(), &frame.title),
        frame,
    }
}

async fn live_count(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    public_form::count(&app, &here, &app.live_events, slug).await
}

/// `/events/<slug>/picture.png`.
async fn shared_picture(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match known(&app, &here, &slug).await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let (event, lang) = (&facts.event, here.lang);
    let count = lang::t(
        lang,
        "picture-event-count",
        &[
            ("number", lang::number(lang, unsigned(facts.count.coming)).into()),
            ("label", coming_label(&facts, lang, app.clock.now()).into()),
        ],
    );
    let by = format!(
        "{}, {} · {}",
        event.place.city,
        event.place.region,
        lang::date(lang, &zoned(event.times.starts_at, &event.times.time_zone))
    );
    let picture = picture::draw(event.title(lang), count, by).await;
    picture.unwrap_or_else(|| here.refused(&app, StatusCode::NOT_FOUND))
}

/// `/events/<slug>/event.ics`.
async fn calendar_file(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match known(&app, &here, &slug).await {
        Ok(facts) => {
            let url = format!("{}{}", app.settings.public_url, here.lang.path(&format!("/events/{slug}")));
            let text = calendar::text(&facts.event, &facts.coalition.name, here.lang, &url);
            let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
            let named = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.ics\"", facts.event.slug));
            ([kind, (header::CACHE_CONTROL, "no-cache")], [named], text).into_response()
        }
        Err(answer) => answer,
    }
}

/// Why nobody can answer, in a sentence; empty where they can.
pub(super) fn refusal_words(lang: Lang, refusal: RsvpRefusal) -> String {
    match refusal {
        RsvpRefusal::Unknown => lang::t(lang, "event-unvetted-text", &[]),
        RsvpRefusal::HeldBack => lang::t(lang, "event-held-back-text", &[]),
        RsvpRefusal::Released => lang::t(lang, "answer-released", &[]),
        RsvpRefusal::Cancelled => lang::t(lang, "event-cancelled-text", &[]),
        RsvpRefusal::Begun => lang::t(lang, "answer-begun", &[]),
    }
}
