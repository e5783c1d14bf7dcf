//! The console's forms about events: compose one, change its words, move it. What was typed is never lost.

use super::{console_path, look, own_in};
use crate::access::{self, Deed, SignedIn, may};
use crate::actions::address::slug_of;
use crate::app::App;
use crate::audit;
use crate::coalitions;
use crate::events::add::{self, EventRefusal, NewEvent};
use crate::events::change::{self, ChangeRefusal, Facts, NewChange, NewHost};
use crate::events::{AccessAnswer, AccessFact, AccessFacts, Event, Host, Place, Private, SafetyBrief, Times};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, zoned};
use crate::web::typed::{Sent, Typed};
use crate::web::views_event_console::{Choice, EventFormPage};
use crate::web::views_form::{FieldError, ZONES};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use jiff::civil::DateTime;

/// An address made from a title gets a number if it is taken, up to this one.
const SLUG_NUMBER_MAX: usize = 50;

/// The field that a refusal concerns, and the id of its words.
pub(super) fn refusal_words(refusal: EventRefusal) -> (&'static str, &'static str) {
    match refusal {
        EventRefusal::Title => ("title_en", "event-error-title"),
        EventRefusal::Words => ("words_en", "event-error-words"),
        EventRefusal::Place => ("place", "event-error-place"),
        EventRefusal::ZipElsewhere => ("zip", "event-error-zip"),
        EventRefusal::Zone => ("time_zone", "event-error-zone"),
        EventRefusal::Times => ("starts", "event-error-times"),
        EventRefusal::Past => ("starts", "event-error-past"),
        EventRefusal::Expected => ("expected", "event-error-expected"),
        EventRefusal::Capacity => ("capacity", "event-error-capacity"),
        EventRefusal::Note => ("access_contact", "event-error-note"),
        EventRefusal::Host => ("host_email", "event-error-host"),
        EventRefusal::Coalition => ("host_group", "event-error-group"),
        EventRefusal::SlugTaken | EventRefusal::Slug => ("title_en", "event-error-slug"),
    }
}

/// What somebody may host for: the value of the choice, group and coalition.
type Hosted = (String, Id, Id, String);

fn hosted(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Hosted>, Fault> {
    let Some(actor) = access::actor(tx, account)? else { return Ok(Vec::new()) };
    let mut hosted = Vec::new();
    for seat in actor.seats.iter().filter(|seat| may(&actor, &Deed::HostEvents(seat.group))) {
        for coalition in coalitions::coalitions_of(tx, seat.group)? {
            let own = own_in(tx, &actor, coalition.id)?;
            let Some(own) = own.into_iter().find(|own| own.group.id == seat.group) else { continue };
            let value = format!("{}~{}", own.group.slug, coalition.slug);
            hosted.push((value, own.group.id, coalition.id, format!("{} · {}", own.group.name, coalition.name)));
        }
    }
    Ok(hosted)
}

/// Which parts a form has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parts {
    New,
    Words,
    Move,
}

/// The form's page. `hosts` are the groups to host for, where that is asked.
fn page(frame: Frame, signed_in: SignedIn, parts: Parts, typed: Typed, hosts: &[Hosted], errors: Vec<FieldError>) -> EventFormPage {
    let chosen = |name: &str, value: &str| typed.get(name) == value;
    let zones = ZONES.iter().map(|zone| (*zone).to_owned()).collect::<Vec<_>>();
    let more = Some(typed.get("time_zone").to_owned()).filter(|zone| !zone.is_empty() && !zones.contains(zone));
    let choice = |name: &str, value: &str, words: &str| Choice {
        value: value.to_owned(),
        words: words.to_owned(),
        chosen: chosen(name, value),
    };
    EventFormPage {
        hosts: hosts.iter().map(|(value, _, _, words)| choice("host_group", value, words)).collect(),
        zones: zones.iter().chain(more.as_ref()).map(|zone| choice("time_zone", zone, zone)).collect(),
        access: AccessFact::ALL.map(|fact| (fact.as_str().to_owned(), lang::t(frame.lang, fact.words_id(), &[]))).into(),
        has_words: parts != Parts::Move,
        has_facts: parts != Parts::Words,
        is_new: parts == Parts::New,
        button: match parts {
            Parts::New => frame.t("event-form-add"),
            Parts::Words => frame.t("event-form-keep"),
            Parts::Move => frame.t("event-form-propose"),
        },
        action: frame.link(&frame.path),
        typed,
        errors,
        signed_in,
        frame,
    }
}

fn answer(page: &EventFormPage) -> Response {
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::html(status, page)
}

fn errors_of(frame: &Frame, refusal: EventRefusal) -> Vec<FieldError> {
    let (field, words) = refusal_words(refusal);
    vec![FieldError { field, message: lang::t(frame.lang, words, &[]) }]
}

pub(super) async fn show_new(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let shown = async {
        let account = signed_in.account;
        let hosts = app.db.read_newest(move |tx| hosted(tx, account)).await?;
        if hosts.is_empty() {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        }
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("event-form-new");
        let mut typed = Typed::default();
        typed.set("host_name", signed_in.name.clone());
        Ok(answer(&page(frame, signed_in, Parts::New, typed, &hosts, Vec::new())))
    };
    here.answer(&app, shown.await)
}

/// A date and a time of a form, in a named zone.
fn instant(typed: &Typed, name: &str, zone: &str) -> Result<i64, EventRefusal> {
    let at: DateTime = typed.get(name).trim().parse().map_err(|_| EventRefusal::Times)?;
    Ok(at.in_tz(zone).map_err(|_| EventRefusal::Zone)?.timestamp().as_microsecond())
}

fn line(typed: &Typed, name: &str) -> String {
    typed.get(name).trim().to_owned()
}

fn facts(typed: &Typed) -> Result<Facts, EventRefusal> {
    let zone = line(typed, "time_zone");
    let (starts_at, ends_at) = (instant(typed, "starts", &zone)?, instant(typed, "ends", &zone)?);
    let place = Place {
        name: line(typed, "place"),
        street: line(typed, "street"),
        city: line(typed, "city"),
        region: line(typed, "state"),
        zip: line(typed, "zip"),
    };
    Ok(Facts { place, times: Times { starts_at, ends_at, time_zone: zone } })
}

/// Puts the words of a form into an event.
fn set_words(typed: &Typed, event: &mut Event) -> Result<AccessFacts, EventRefusal> {
    (event.title_en, event.title_es) = (line(typed, "title_en"), line(typed, "title_es"));
    (event.words_en, event.words_es) = (typed.get("words_en").replace("\r\n", "\n"), typed.get("words_es").replace("\r\n", "\n"));
    event.expected = line(typed, "expected").parse().map_err(|_| EventRefusal::Expected)?;
    event.access_contact = line(typed, "access_contact");
    event.access_requests_by = match typed.get("access_requests_by").trim() {
        "" => None,
        day => Some(instant_of_day(day, &event.times.time_zone)?),
    };
    let stated = |fact: AccessFact| {
        let note = line(typed, &format!("note-{}", fact.as_str()));
        match typed.get(&format!("access-{}", fact.as_str())) {
            "yes" => Some((fact, AccessAnswer { is_there: true, note })),
            "no" => Some((fact, AccessAnswer { is_there: false, note })),
            _ => None,
        }
    };
    Ok(AccessFact::ALL.into_iter().filter_map(stated).collect())
}

/// The end of a day, so that whoever asks on that day is in time.
fn instant_of_day(day: &str, zone: &str) -> Result<i64, EventRefusal> {
    let day: jiff::civil::Date = day.parse().map_err(|_| EventRefusal::Times)?;
    Ok(day.at(23, 59, 0, 0).in_tz(zone).map_err(|_| EventRefusal::Zone)?.timestamp().as_microsecond())
}

fn host_of(typed: &Typed) -> Host {
    Host { name: line(typed, "host_name"), email: line(typed, "host_email"), phone: line(typed, "host_phone") }
}

fn private_of(typed: &Typed) -> Private {
    let part = |name: &str| typed.get(name).replace("\r\n", "\n").trim().to_owned();
    let brief = SafetyBrief {
        assembly: part("brief_assembly"),
        route: part("brief_route"),
        staging: part("brief_staging"),
        chain: part("brief_chain"),
        care: part("brief_care"),
        trouble: part("brief_trouble"),
    };
    Private { host: host_of(typed), brief }
}

pub(super) async fn add(State(app): State<App>, here: Here, signed_in: SignedIn, Sent(body): Sent) -> Response {
    let typed = Typed::read(&body);
    let added = async {
        let account = signed_in.account;
        let hosts = app.db.read_newest(move |tx| hosted(tx, account)).await?;
        let wanted = typed.get("host_group");
        let is_only = hosts.len() == 1 && wanted.is_empty();
        let Some((_, group, coalition, _)) = hosts.iter().find(|(value, ..)| is_only || value == wanted) else {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        };
        app.vault.know(&app.db, *group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        let made = match new_event(&app, &typed, (account, *group, *coalition), here.lang.code())? {
            Ok(new) => write_new(&app, new).await?,
            Err(refusal) => Err(refusal),
        };
        match made {
            Ok(slug) => Ok(here.see(&console_path(&slug))),
            Err(refusal) => {
                let mut frame = here.frame(&app, "");
                frame.title = frame.t("event-form-new");
                let errors = errors_of(&frame, refusal);
                Ok(answer(&page(frame, signed_in, Parts::New, typed.clone(), &hosts, errors)))
            }
        }
    };
    here.answer(&app, added.await)
}

/// The event that a form describes.
fn new_event(
    app: &App,
    typed: &Typed,
    (account, group, coalition): (Id, Id, Id),
    lang: &str,
) -> Result<Result<NewEvent, EventRefusal>, Fault> {
    let now = app.clock.now();
    let mut event = add::blank(app.ids.fresh(now), group, coalition, String::new(), now);
    let filled = facts(typed).and_then(|facts| {
        (event.place, event.times) = (facts.place, facts.times);
        event.capacity = match typed.get("capacity").trim() {
            "" => None,
            capacity => Some(capacity.parse().map_err(|_| EventRefusal::Capacity)?),
        };
        set_words(typed, &mut event)
    });
    let access = match filled {
        Ok(access) => access,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let title = if event.title_en.is_empty() { &event.title_es } else { &event.title_en };
    event.slug = slug_of(&format!("{title} {}", event.place.city), "event");
    event.host = Some(account);
    event.origin_system = "Clarion".to_owned();
    let prepared = add::prepare_private(&app.intake(), &event, private_of(typed), lang, now)?;
    Ok(prepared.map(|(host, sealed)| NewEvent { event, access, sealed, host }))
}

/// Writes it under the first free address.
async fn write_new(app: &App, mut new: NewEvent) -> Result<Result<String, EventRefusal>, Fault> {
    let wanted = new.event.slug.clone();
    for number in 2..=SLUG_NUMBER_MAX {
        let (writing, vault, now) = (new.clone(), app.vault.clone(), app.clock.now());
        let by = (new.event.host.unwrap_or(Id::ZERO), new.event.group);
        let noted = audit::Note::of(new.event.id, now, by, "events.add", new.event.id);
        let verb = move |tx: &mut db::Tx<'_>| {
            let done = add::add(tx, &vault, now, &writing)?;
            noted.noted(tx, done)
        };
        match app.db.write("events.add", verb).await? {
            Err(EventRefusal::SlugTaken) => new.event.slug = format!("{wanted}-{number}"),
            Err(refusal) => return Ok(Err(refusal)),
            Ok(()) => return Ok(Ok(new.event.slug)),
        }
    }
    Ok(Err(EventRefusal::SlugTaken))
}

/// The event that a form changes; the answer where somebody may not.
async fn own(app: &App, here: &Here, account: Id, slug: &str) -> Result<Result<super::Seen, Response>, Fault> {
    Ok(match look(app, account, slug).await? {
        Some(seen) if seen.hosts() => Ok(seen),
        Some(_) => Err(here.refused(app, StatusCode::FORBIDDEN)),
        None => Err(here.refused(app, StatusCode::NOT_FOUND)),
    })
}

fn typed_words(event: &Event, access: &AccessFacts) -> Typed {
    let mut typed = Typed::default();
    typed.set("title_en", event.title_en.clone());
    typed.set("title_es", event.title_es.clone());
    typed.set("words_en", event.words_en.clone());
    typed.set("words_es", event.words_es.clone());
    typed.set("expected", event.expected.to_string());
    typed.set("access_contact", event.access_contact.clone());
    let by = event.access_requests_by.map(|by| zoned(by, &event.times.time_zone).date().to_string());
    typed.set("access_requests_by", by.unwrap_or_default());
    for (fact, answer) in access {
        typed.set(&format!("access-{}", fact.as_str()), if answer.is_there { "yes" } else { "no" }.to_owned());
        typed.set(&format!("note-{}", fact.as_str()), answer.note.clone());
    }
    typed
}

pub(super) async fn show_words(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let shown = async {
        let seen = match own(&app, &here, signed_in.account, &slug).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("event-form-words", "title", seen.event().title(here.lang));
        let typed = typed_words(seen.event(), &seen.facts.access);
        Ok(answer(&page(frame, signed_in, Parts::Words, typed, &[], Vec::new())))
    };
    here.answer(&app, shown.await)
}

pub(super) async fn reword(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let changed = async {
        let seen = match own(&app, &here, signed_in.account, &slug).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let mut event = seen.event().clone();
        event.modified_at = app.clock.now();
        let written = match set_words(&typed, &mut event) {
            Ok(access) => {
                let by = (signed_in.account, event.group);
                let noted = audit::Note::new(&app.ids, event.modified_at, by, "events.reword", event.id);
                let verb = move |tx: &mut db::Tx<'_>| {
                    let done = add::reword(tx, &event, &access)?;
                    noted.noted(tx, done)
                };
                app.db.write("events.reword", verb).await?
            }
            Err(refusal) => Err(refusal),
        };
        match written {
            Ok(()) => Ok(here.see(&console_path(&slug))),
            Err(refusal) => {
                let mut frame = here.frame(&app, "");
                frame.title = frame.t1("event-form-words", "title", seen.event().title(here.lang));
                let errors = errors_of(&frame, refusal);
                Ok(answer(&page(frame, signed_in, Parts::Words, typed.clone(), &[], errors)))
            }
        }
    };
    here.answer(&app, changed.await)
}

fn typed_facts(event: &Event, host: &Host) -> Typed {
    let mut typed = Typed::default();
    let at = |micros| zoned(micros, &event.times.time_zone).strftime("%Y-%m-%dT%H:%M").to_string();
    for (name, value) in [
        ("place", event.place.name.clone()),
        ("street", event.place.street.clone()),
        ("city", event.place.city.clone()),
        ("state", event.place.region.clone()),
        ("zip", event.place.zip.clone()),
        ("starts", at(event.times.starts_at)),
        ("ends", at(event.times.ends_at)),
        ("time_zone", event.times.time_zone.clone()),
        ("host_name", host.name.clone()),
        ("host_email", host.email.clone()),
        ("host_phone", host.phone.clone()),
    ] {
        typed.set(name, value);
    }
    typed
}

/// The host as they stand, opened.
async fn host_now(app: &App, event: &Event) -> Result<Host, Fault> {
    app.vault.know(&app.db, event.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let (vault, event) = (app.vault.clone(), event.clone());
    Ok(app.db.read_newest(move |tx| crate::events::private(tx, &vault, &event)).await?.host)
}

pub(super) async fn show_move(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let shown = async {
        let seen = match own(&app, &here, signed_in.account, &slug).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let host = host_now(&app, seen.event()).await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("event-form-move", "title", seen.event().title(here.lang));
        Ok(answer(&page(frame, signed_in, Parts::Move, typed_facts(seen.event(), &host), &[], Vec::new())))
    };
    here.answer(&app, shown.await)
}

pub(super) async fn propose(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let proposed = async {
        let seen = match own(&app, &here, signed_in.account, &slug).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let done = match new_change(&app, &typed, seen.event(), signed_in.account, here.lang.code()).await? {
            Ok(new) => {
                let (vault, now) = (app.vault.clone(), app.clock.now());
                let by = (signed_in.account, seen.event().group);
                let noted = audit::Note::new(&app.ids, now, by, "events.propose_change", seen.event().id);
                let verb = move |tx: &mut db::Tx<'_>| {
                    let done = change::propose(tx, &vault, now, &new)?;
                    noted.noted(tx, done)
                };
                app.db.write("events.propose_change", verb).await?
            }
            Err(refusal) => Err(ChangeRefusal::Event(refusal)),
        };
        let refusal = match done {
            Ok(_) => return Ok(here.see(&console_path(&slug))),
            Err(refusal) => refusal,
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("event-form-move", "title", seen.event().title(here.lang));
        let errors = match refusal {
            ChangeRefusal::Event(refusal) => errors_of(&frame, refusal),
            other => vec![FieldError { field: "place", message: lang::t(here.lang, super::deeds::change_words(other), &[]) }],
        };
        Ok(answer(&page(frame, signed_in, Parts::Move, typed.clone(), &[], errors)))
    };
    here.answer(&app, proposed.await)
}

/// The change that a form describes. The host changes only where something else was typed.
async fn new_change(
    app: &App,
    typed: &Typed,
    event: &Event,
    account: Id,
    lang: &str,
) -> Result<Result<NewChange, EventRefusal>, Fault> {
    let now = app.clock.now();
    let facts = match facts(typed) {
        Ok(facts) => facts,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (typed_host, standing) = (host_of(typed), host_now(app, event).await?);
    let host = match typed_host == standing {
        true => None,
        false => {
            let private = Private { host: typed_host, ..Private::default() };
            match add::prepare_private(&app.intake(), event, private, lang, now)? {
                Err(refusal) => return Ok(Err(refusal)),
                Ok((person, _)) => {
                    let host = Host {
                        name: person.details.given_name.clone(),
                        email: person.details.email.clone(),
                        phone: person.details.phone.clone(),
                    };
                    Some(NewHost { host, account: None, person, spare: app.ids.bytes() })
                }
            }
        }
    };
    Ok(Ok(NewChange { id: app.ids.fresh(now), event: event.id, account: Some(account), facts, host }))
}
