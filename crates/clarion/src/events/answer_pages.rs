//! What the link of an answer's mail shows: what confirming would do, the answer that stands, and the buttons that change it.

use super::attending::confirm::{self, AllowedWords, ConfirmRefusal};
use super::attending::{self, Attendance, Response as Reply, change};
use super::live::Facts;
use super::pages::{event_link, facts_view, refusal_words, standing_view};
use crate::app::App;
use crate::ids::Id;
use crate::pending::WaitingForm;
use crate::pending::form::{calls_words, consent_words};
use crate::pending::pages::{Opened, gone, opened};
use crate::people;
use crate::web::frame::{self, Frame};
use crate::web::lang::{self, Lang};
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views::{Link, share_links};
use crate::web::views_event::{AnswerPage, ConfirmAnswerPage, StandingNotice};
use crate::web::views_signing::OutcomePage;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use db::Fault;
use seal::MatchingKey;

/// A note and a tick are far smaller.
const FORM_BYTES_MAX: usize = 16 * 1024;
/// A note's longest form in characters.
const NOTE_CHARS_MAX: usize = 2_000;

/// The buttons of an answer, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/t/{token}/cancel", post(cancel))
        .route("/t/{token}/return", post(come_back))
        .route("/t/{token}/note", post(set_note).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
}

async fn facts(app: &App, event: Id) -> Result<Option<Facts>, Fault> {
    let now = app.clock.now();
    let read = app.db.read_newest(move |tx| match super::event(tx, event)? {
        Some(event) => Facts::of(tx, event, now),
        None => Ok(None),
    });
    read.await
}

/// The group that writes, and the event's page; `None` where the event is gone.
pub async fn about(app: &App, frame: &Frame, event: Id) -> Result<Option<(String, Link)>, Fault> {
    Ok(facts(app, event).await?.map(|facts| (facts.group_name().to_owned(), event_link(frame, &facts))))
}

/// The event of the answer behind a link.
pub async fn event_of(app: &App, hash: [u8; 16]) -> Result<Option<Id>, Fault> {
    Ok(app.db.read_newest(move |tx| attending::by_token(tx, &hash)).await?.map(|answer| answer.event))
}

/// What the group writes about this event to whoever answers, as it stands under the button.
fn this_event_words(lang: Lang, facts: &Facts) -> String {
    lang::t(lang, "answer-this-event", &[("group", facts.group_name().into())])
}

/// What confirming would do.
pub async fn waiting(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form.action).await? else { return Ok(None) };
    let (now, lang) = (app.clock.now(), here.lang);
    let mut frame = here.frame(app, "");
    frame.title = frame.t("confirm-answer-title");
    let content = &form.content;
    let ticked = facts.groups.iter().filter(|group| content.news_of.contains(&group.id));
    let mut consents: Vec<String> = ticked.map(|group| consent_words(lang, group)).collect();
    let group = facts.groups.first().filter(|_| content.calls);
    consents.extend(group.map(|group| calls_words(lang, group, &facts.coalition.name)));
    consents.extend(content.any_hour.then(|| frame.t("consent-any-hour")));
    let can_answer = attending::refusal(&facts.event, now).is_none();
    let page = ConfirmAnswerPage {
        event: event_link(&frame, &facts),
        standing: standing_view(&facts, lang, now),
        facts: facts_view(&facts, lang),
        group_name: facts.group_name().to_owned(),
        person_name: format!("{} {}", content.details.given_name, content.details.family_name),
        note: content.comment.clone(),
        consents,
        this_event: this_event_words(lang, &facts),
        confirm_action: match can_answer {
            true => frame.link(&format!("/t/{}?version={}", opened.token, form.version)),
            false => String::new(),
        },
        not_me_action: frame.link(&format!("/t/{}/not-me", opened.token)),
        frame,
    };
    Ok(Some(frame::html(StatusCode::OK, &page)))
}

/// The button: answers with the stored form.
pub async fn confirm(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form.action).await? else { return Ok(None) };
    let lang = here.lang;
    let news = |id: &Id| {
        let group = facts.groups.iter().find(|group| group.id == *id);
        group.map_or_else(String::new, |group| consent_words(lang, group))
    };
    let calls = facts.groups.first().map_or_else(String::new, |group| calls_words(lang, group, &facts.coalition.name));
    let words = AllowedWords { news, calls, this_event: this_event_words(lang, &facts) };
    let input = confirm::prepare(&app.intake(), form, app.clock.now(), &words)?;
    match app.confirm_answer.submit(input).await? {
        Ok(_) | Err(ConfirmRefusal::LookAgain) => {
            app.live_events.forget(&facts.event.slug);
            Ok(Some(here.see(&format!("/t/{}", opened.token))))
        }
        Err(ConfirmRefusal::Event(refusal)) => {
            let frame = here.frame(app, "");
            let next = event_link(&frame, &facts);
            let words = refusal_words(lang, refusal);
            Ok(Some(frame::html(StatusCode::GONE, &OutcomePage::no_answers(frame, words, Some(next)))))
        }
    }
}

/// The answer that stands: by the link's own token, or by the mailbox of a form that was confirmed.
pub async fn standing(
    app: &App,
    here: &Here,
    opened: Opened<'_>,
    confirmed: Option<(MatchingKey, Id)>,
) -> Result<Option<Response>, Fault> {
    let hash = opened.hash;
    let found = app.db.read_newest(move |tx| {
        if let Some(found) = attending::by_token(tx, &hash)? {
            return Ok(Some(found));
        }
        let Some((key, event)) = confirmed else { return Ok(None) };
        let Some(identity) = people::identity_of(tx, key)? else { return Ok(None) };
        attending::find(tx, identity, event)
    });
    match found.await? {
        Some(found) => shown(app, here, &found, None).await,
        None => Ok(None),
    }
}

async fn shown(app: &App, here: &Here, answer: &Attendance, typed: Option<(String, bool)>) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, answer.event).await? else { return Ok(None) };
    app.vault.know(&app.db, answer.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let (event, ticket) = (answer.event, answer.ticket);
    let before = app.db.read_newest(move |tx| attending::before_in_line(tx, event, ticket)).await?;
    let page = page(app, here, answer, &facts, before, typed)?;
    let status = if page.note_error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Some(frame::html(status, &page)))
}

/// The page of an answer. `typed`: a note that could not be taken, shown again.
fn page(
    app: &App,
    here: &Here,
    answer: &Attendance,
    facts: &Facts,
    before: i64,
    typed: Option<(String, bool)>,
) -> Result<AnswerPage, Fault> {
    let (now, lang) = (app.clock.now(), here.lang);
    let mut frame = here.frame(app, "");
    frame.title = frame.t("answer-title");
    let event = event_link(&frame, facts);
    let share_url = format!("{}{}", app.settings.public_url, event.url);
    let stands = attending::refusal(&facts.event, now).is_none();
    let note_error = typed.as_ref().map(|_| frame.t("form-error-comment"));
    let (note, any_hour) = match typed {
        Some(typed) => typed,
        None => (note_of(app, answer)?, answer.any_hour),
    };
    Ok(AnswerPage {
        answer: answer_view(answer, facts, lang, before),
        standing: standing_view(facts, lang, now),
        facts: facts_view(facts, lang),
        calendar_url: frame.link(&format!("/events/{}/event.ics", facts.event.slug)),
        can_cancel: answer.response != Reply::NotComing && facts.event.times.ends_at > now,
        can_return: answer.response == Reply::NotComing && stands,
        note,
        note_error,
        any_hour,
        // The answer's own token, which later mails carry too.
        action: frame.link(&format!("/t/{}", app.vault.token(answer.id).to_text())),
        share: share_links(lang, &share_url, &event.name),
        share_url,
        event,
        frame,
    })
}

fn note_of(app: &App, answer: &Attendance) -> Result<String, Fault> {
    let Some(sealed) = &answer.sealed else { return Ok(String::new()) };
    let plain = app.vault.open_sealed(answer.group, &answer.id.0, sealed)?;
    String::from_utf8(plain).map_err(|_| Fault::bug("a note is no text"))
}

fn answer_view(answer: &Attendance, facts: &Facts, lang: Lang, before: i64) -> StandingNotice {
    let called = facts.event.standing == super::Standing::Confirmed;
    let count = [("count", before.into())];
    let (role, title, text) = match answer.response {
        Reply::Coming if called => ("good", lang::t(lang, "answer-coming-called", &[]), String::new()),
        Reply::Coming => ("good", lang::t(lang, "answer-coming", &[]), lang::t(lang, "answer-coming-text", &[])),
        Reply::Waiting => ("attention", lang::t(lang, "answer-waiting", &[]), lang::t(lang, "answer-waiting-text", &count)),
        Reply::NotComing => ("plain", lang::t(lang, "answer-not-coming", &[]), lang::t(lang, "answer-not-coming-text", &[])),
    };
    StandingNotice { role, title, text }
}

async fn cancel(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let (hash, now, ids) = (opened.hash, app.clock.now(), app.ids.clone());
        let done = app.db.write("events.cancel_answer", move |tx| change::cancel(tx, &ids, now, &hash)).await?;
        app.waker.wake();
        Ok(if done.is_ok() { here.see(&format!("/t/{token}")) } else { gone(&app, &here) })
    };
    here.answer(&app, answered.await)
}

async fn come_back(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let (hash, now) = (opened.hash, app.clock.now());
        let done = app.db.write("events.come_back", move |tx| change::come_back(tx, now, &hash)).await?;
        Ok(match done {
            Ok(_) => here.see(&format!("/t/{token}")),
            Err(change::ChangeRefusal::Unknown) => gone(&app, &here),
            Err(change::ChangeRefusal::Event(refusal)) => {
                let words = refusal_words(here.lang, refusal);
                frame::html(StatusCode::GONE, &OutcomePage::no_answers(here.frame(&app, ""), words, None))
            }
        })
    };
    here.answer(&app, answered.await)
}

/// What the note's form sent: the note and the tick.
fn typed(body: &[u8]) -> (String, bool) {
    let mut typed = (String::new(), false);
    for (name, value) in url::form_urlencoded::parse(body) {
        match name.as_ref() {
            "note" => typed.0 = value.into_owned(),
            "any-hour" => typed.1 = value == "yes",
            _ => {}
        }
    }
    typed
}

async fn set_note(State(app): State<App>, here: Here, Path(token): Path<String>, Sent(body): Sent) -> Response {
    here.answer(&app, noted(&app, &here, &token, typed(&body)).await)
}

async fn noted(app: &App, here: &Here, token: &str, (note, any_hour): (String, bool)) -> Result<Response, Fault> {
    let Some(opened) = opened(token) else { return Ok(gone(app, here)) };
    let (hash, now) = (opened.hash, app.clock.now());
    let found = app.db.read_newest(move |tx| attending::by_token(tx, &hash)).await?;
    let Some(answer) = found else { return Ok(gone(app, here)) };
    let Ok(clean) = seal::text::clean(&note, NOTE_CHARS_MAX) else {
        let page = shown(app, here, &answer, Some((note, any_hour))).await?;
        return Ok(page.unwrap_or_else(|| gone(app, here)));
    };
    app.vault.know(&app.db, answer.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let sealed = match clean.as_str() {
        "" => None,
        clean => Some(app.vault.seal(answer.group, &answer.id.0, clean.as_bytes(), app.ids.bytes())?),
    };
    let done = app.db.write("events.set_note", move |tx| change::set_note(tx, now, &hash, any_hour, sealed.as_ref())).await?;
    Ok(if done.is_ok() { here.see(&format!("/t/{token}")) } else { gone(app, here) })
}
