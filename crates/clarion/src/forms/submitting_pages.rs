//! What the link of a form's mail shows: what confirming would do, the button's answer, and the thanks.

use super::confirm::{self, AllowedWords, ConfirmRefusal};
use super::confirming_mail::have_submitted;
use super::live::Facts;
use super::pages::form_link;
use super::{FormKind, SubmitRefusal, create, fill, questions};
use crate::app::App;
use crate::ids::Id;
use crate::pending::WaitingForm;
use crate::pending::form::{calls_words, consent_words};
use crate::pending::pages::{Opened, news_from};
use crate::web::frame::{self, Frame};
use crate::web::markdown;
use crate::web::site::Here;
use crate::web::views::{Link, share_links};
use crate::web::views_forms::{ConfirmSubmissionPage, SubmissionThanksPage};
use crate::web::views_signing::OutcomePage;
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;
use seal::MatchingKey;
use std::sync::Arc;

async fn facts(app: &App, form: Id) -> Result<Option<Arc<Facts>>, Fault> {
    match app.db.read_newest(move |tx| create::find_by_id(tx, form)).await? {
        Some(whole) => app.live_forms.facts(app, &whole.form.slug).await,
        None => Ok(None),
    }
}

/// The group that writes, and the form's page; `None` where the form is gone.
pub async fn about(app: &App, frame: &Frame, form: Id) -> Result<Option<(String, Link)>, Fault> {
    let facts = facts(app, form).await?;
    Ok(facts.map(|facts| (facts.group_name().to_owned(), form_link(frame, &facts))))
}

/// What confirming would do.
pub async fn waiting(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form.action).await? else { return Ok(None) };
    let wanted = [(form.matching_key, form.action)];
    // Only whoever holds the mailbox's link learns this.
    let has_submitted = !app.db.read_newest(move |tx| have_submitted(tx, &wanted)).await?.is_empty();
    let mut frame = here.frame(app, "");
    frame.title = frame.t(&facts.form.kind.message("form-confirm-title"));
    let (details, given) = (&form.content.details, &form.content.answers);
    let questions = facts.form.questions.iter();
    let answers = questions.filter_map(|question| {
        let said = given.get(&question.key).map(|answer| question.said(here.lang, answer))?;
        Some((question.words(here.lang).to_owned(), said))
    });
    let page = ConfirmSubmissionPage {
        form: form_link(&frame, &facts),
        group_name: facts.group_name().to_owned(),
        name: format!("{} {}", details.given_name, details.family_name),
        answers: answers.collect(),
        consents: consents(here, &facts, form),
        has_submitted,
        button: frame.t(&facts.form.kind.message("form-confirm-button")),
        confirm_action: frame.link(&format!("/t/{}?version={}", opened.token, form.version)),
        not_me_action: frame.link(&format!("/t/{}/not-me", opened.token)),
        frame,
    };
    Ok(Some(frame::html(StatusCode::OK, &page)))
}

/// The words that were ticked, of the boxes that the page still has.
fn consents(here: &Here, facts: &Facts, form: &WaitingForm) -> Vec<String> {
    let Some(group) = facts.groups.first() else { return Vec::new() };
    let news = form.content.news_of.contains(&group.id).then(|| consent_words(here.lang, group));
    let calls = asks_calls(facts, form).then(|| calls_words(here.lang, group, facts.coalition_name()));
    news.into_iter().chain(calls).collect()
}

fn asks_calls(facts: &Facts, form: &WaitingForm) -> bool {
    form.content.calls && facts.coalition.is_some()
}

/// Thanks, after confirming.
pub async fn thanks(app: &App, here: &Here, (form, key): (Id, MatchingKey)) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form).await? else { return Ok(None) };
    let news_from = news_from(app, key, &facts.groups).await?;
    let mut frame = here.frame(app, "");
    frame.title = frame.t("form-thanks-title");
    let form = form_link(&frame, &facts);
    let share_url = format!("{}{}", app.settings.public_url, form.url);
    let group = facts.groups.first();
    let page = SubmissionThanksPage {
        done: frame.t(&facts.form.kind.message("form-thanks")),
        next: match facts.form.kind {
            FormKind::Pledge => frame.t1("form-thanks-pledge-next", "group", facts.group_name()),
            _ => frame.t1("form-thanks-next", "group", facts.group_name()),
        },
        group: Link {
            name: facts.group_name().to_owned(),
            url: frame.link(&format!("/groups/{}", group.map_or("", |group| &group.slug))),
        },
        news_from,
        thank_you_html: markdown::html(&facts.words_in(here.lang).thanks),
        share: share_links(here.lang, &share_url, &form.name),
        share_url,
        form,
        frame,
    };
    Ok(Some(frame::html(StatusCode::OK, &page)))
}

/// The button: submits with the stored form.
pub async fn confirm(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form.action).await? else { return Ok(None) };
    let Some(group) = facts.groups.first() else { return Ok(None) };
    let mut form = form.clone();
    form.content.calls = asks_calls(&facts, &form);
    // What was checked when it came is checked again: nothing enters a list that the form does not ask.
    let given = |key: &str| form.content.answers.get(key).cloned().unwrap_or_default();
    form.content.answers = questions::check(&facts.form.questions, given, false).unwrap_or_default();
    let words =
        AllowedWords { news: consent_words(here.lang, group), calls: calls_words(here.lang, group, facts.coalition_name()) };
    let (vault, whose, given) = (app.vault.clone(), (form.action, form.group), form.content.answers.clone());
    let fills = match facts.form.questions.iter().any(|question| question.fills.is_some()) {
        true => app.db.read_newest(move |tx| fill::of(tx, &vault, whose, &given)).await?,
        false => Vec::new(),
    };
    let input = confirm::prepare(&app.intake(), &form, app.clock.now(), words, fills)?;
    match app.confirm_submission.submit(input).await? {
        Ok(_) | Err(ConfirmRefusal::LookAgain) => {
            // The next page says a number that holds this submission.
            app.live_forms.forget(&facts.form.slug);
            Ok(Some(here.see(&format!("/t/{}", opened.token))))
        }
        Err(ConfirmRefusal::Form(SubmitRefusal::Stopped)) => {
            let frame = here.frame(app, "");
            let next = form_link(&frame, &facts);
            Ok(Some(frame::html(StatusCode::CONFLICT, &OutcomePage::form_stopped(frame, Some(next)))))
        }
        Err(ConfirmRefusal::Form(SubmitRefusal::Closed(_))) => {
            let frame = here.frame(app, "");
            let next = form_link(&frame, &facts);
            Ok(Some(frame::html(StatusCode::GONE, &OutcomePage::form_too_late(frame, Some(next)))))
        }
        Err(ConfirmRefusal::Form(SubmitRefusal::Unknown)) => Ok(None),
    }
}
