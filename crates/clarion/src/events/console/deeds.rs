//! What the buttons of an event's console page do: vet, refuse, confirm or withdraw a change, cancel.

use super::{Seen, console_path, look, shown};
use crate::access::SignedIn;
use crate::app::App;
use crate::audit;
use crate::coalitions::Group;
use crate::events::change::{self, ChangeRefusal};
use crate::events::outcome;
use crate::events::vet::{self, VetRefusal, Vetter};
use crate::ids::Id;
use crate::web::frame;
use crate::web::lang::{self, Lang};
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views_event_console::CancelEventPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// The last value of a field.
fn field(body: &[u8], wanted: &str) -> String {
    let found = url::form_urlencoded::parse(body).filter(|(name, _)| name == wanted);
    found.last().map_or_else(String::new, |(_, value)| value.into_owned())
}

/// The group in whose name the form speaks, of those that may; where it names none, the only one there is.
fn speaking(groups: Vec<&Group>, body: &[u8]) -> Option<Id> {
    let wanted = field(body, "group");
    let is_only = groups.len() == 1 && wanted.is_empty();
    groups.into_iter().find(|group| is_only || group.slug == wanted).map(|group| group.id)
}

fn see(here: &Here, slug: &str) -> Response {
    here.see(&console_path(slug))
}

/// A deed's refusal, in the page's language, above the event.
async fn refused(app: &App, here: &Here, signed_in: SignedIn, slug: &str, words: &str) -> Result<Response, Fault> {
    shown(app, here, signed_in, slug, Some(lang::t(here.lang, words, &[]))).await
}

fn vet_words(refusal: VetRefusal) -> &'static str {
    match refusal {
        VetRefusal::Unknown => "vet-unknown",
        VetRefusal::OwnGroup | VetRefusal::OwnEvent => "vet-own",
        VetRefusal::OtherCoalition => "vet-elsewhere",
        VetRefusal::AlreadyVetted => "vet-already",
        VetRefusal::Over => "vet-over",
        VetRefusal::Reason => "vet-reason",
    }
}

pub(super) fn change_words(refusal: ChangeRefusal) -> &'static str {
    match refusal {
        ChangeRefusal::Unknown => "vet-unknown",
        ChangeRefusal::Event(refusal) => super::forms::refusal_words(refusal).1,
        ChangeRefusal::Nothing => "change-nothing",
        ChangeRefusal::AnotherWaits => "change-another",
        ChangeRefusal::Ended => "change-ended",
        ChangeRefusal::OwnChange => "change-own",
        ChangeRefusal::SameGroup => "change-same-group",
        ChangeRefusal::OwnGroup => "vet-own",
        ChangeRefusal::OtherCoalition => "vet-elsewhere",
    }
}

/// The event, and the group in whose name somebody vets; the answer where they may not.
async fn vetter(app: &App, here: &Here, account: Id, slug: &str, body: &[u8]) -> Result<Result<(Id, Vetter), Response>, Fault> {
    let Some(seen) = look(app, account, slug).await? else { return Ok(Err(here.refused(app, StatusCode::NOT_FOUND))) };
    Ok(match speaking(seen.vetters(), body) {
        Some(group) => Ok((seen.event().id, Vetter { account: Some(account), group })),
        None => Err(here.refused(app, StatusCode::FORBIDDEN)),
    })
}

pub(super) async fn vet(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let answered = async {
        let (event, by) = match vetter(&app, &here, signed_in.account, &slug, &body).await? {
            Ok(found) => found,
            Err(answer) => return Ok(answer),
        };
        let now = app.clock.now();
        let verdict = app.ids.fresh(now);
        let noted = audit::Note::of(verdict, now, (signed_in.account, by.group), "events.vet", event);
        let verb = move |tx: &mut db::Tx<'_>| {
            let done = vet::vet(tx, now, verdict, event, by)?;
            noted.noted(tx, done)
        };
        match app.db.write("events.vet", verb).await? {
            Ok(()) => Ok(see(&here, &slug)),
            Err(refusal) => refused(&app, &here, signed_in, &slug, vet_words(refusal)).await,
        }
    };
    here.answer(&app, answered.await)
}

pub(super) async fn refuse(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let answered = async {
        let (event, by) = match vetter(&app, &here, signed_in.account, &slug, &body).await? {
            Ok(found) => found,
            Err(answer) => return Ok(answer),
        };
        let (now, reason) = (app.clock.now(), field(&body, "reason"));
        let verdict = app.ids.fresh(now);
        let noted = audit::Note::of(verdict, now, (signed_in.account, by.group), "events.refuse", event);
        let verb = move |tx: &mut db::Tx<'_>| {
            let done = vet::refuse(tx, now, verdict, event, by, &reason)?;
            noted.noted(tx, done)
        };
        match app.db.write("events.refuse", verb).await? {
            Ok(()) => Ok(see(&here, &slug)),
            Err(refusal) => refused(&app, &here, signed_in, &slug, vet_words(refusal)).await,
        }
    };
    here.answer(&app, answered.await)
}

/// The change that holds an event back.
async fn waiting_change(app: &App, seen: &Seen) -> Result<Option<change::Change>, Fault> {
    let Some(id) = seen.event().held_back_by else { return Ok(None) };
    app.db.read_newest(move |tx| change::change(tx, id)).await
}

pub(super) async fn confirm_change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let answered = async {
        let account = signed_in.account;
        let Some(seen) = look(&app, account, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let Some(change) = waiting_change(&app, &seen).await? else { return Ok(see(&here, &slug)) };
        let Some(group) = speaking(seen.confirmers(&change), &body) else { return Ok(here.refused(&app, StatusCode::FORBIDDEN)) };
        app.vault.know(&app.db, seen.event().group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        let (vault, now, spare) = (app.vault.clone(), app.clock.now(), app.ids.bytes());
        let noted = audit::Note::new(&app.ids, now, (account, group), "events.confirm_change", seen.event().id);
        let verb = move |tx: &mut db::Tx<'_>| {
            let done = change::confirm(tx, &vault, now, change.id, (account, group), spare)?;
            noted.noted(tx, done)
        };
        match app.db.write("events.confirm_change", verb).await? {
            Ok(_) => Ok(see(&here, &slug)),
            Err(refusal) => refused(&app, &here, signed_in, &slug, change_words(refusal)).await,
        }
    };
    here.answer(&app, answered.await)
}

pub(super) async fn withdraw_change(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let answered = async {
        let Some(seen) = look(&app, signed_in.account, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        if !seen.hosts() {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        }
        let Some(change) = waiting_change(&app, &seen).await? else { return Ok(see(&here, &slug)) };
        let now = app.clock.now();
        let by = (signed_in.account, seen.event().group);
        let noted = audit::Note::new(&app.ids, now, by, "events.withdraw_change", seen.event().id);
        let verb = move |tx: &mut db::Tx<'_>| {
            let done = change::withdraw(tx, now, change.id)?;
            noted.noted(tx, done)
        };
        match app.db.write("events.withdraw_change", verb).await? {
            Ok(()) => Ok(see(&here, &slug)),
            Err(refusal) => refused(&app, &here, signed_in, &slug, change_words(refusal)).await,
        }
    };
    here.answer(&app, answered.await)
}

pub(super) async fn show_cancel(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let answered = async {
        let Some(seen) = look(&app, signed_in.account, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        if !seen.hosts() {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        }
        let lang: Lang = here.lang;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("cancel-event-title", "title", seen.event().title(lang));
        let count = &seen.facts.count;
        let told = count.all_coming() + count.waiting;
        let page =
            CancelEventPage { told: u64::try_from(told).unwrap_or(0), path: frame.link(&console_path(&slug)), signed_in, frame };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, answered.await)
}

pub(super) async fn cancel(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let answered = async {
        let Some(seen) = look(&app, signed_in.account, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        if !seen.hosts() {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        }
        let (event, now) = (seen.event().id, app.clock.now());
        let noted = audit::Note::new(&app.ids, now, (signed_in.account, seen.event().group), "events.cancel", event);
        let verb = move |tx: &mut db::Tx<'_>| {
            outcome::cancel(tx, event, now)?;
            audit::note(tx, &noted)
        };
        app.db.write("events.cancel", verb).await?;
        Ok(see(&here, &slug))
    };
    here.answer(&app, answered.await)
}
