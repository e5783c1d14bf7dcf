//! What the link of a signature's mail shows: what confirming would do, the button's answer, and the thanks.

use super::confirm::{self, ConfirmRefusal};
use super::confirming_mail::have_signed;
use super::live::Facts;
use super::pages::petition_link;
use super::{SignRefusal, create};
use crate::app::App;
use crate::ids::Id;
use crate::pending::WaitingForm;
use crate::pending::form::consent_words;
use crate::pending::pages::{Opened, news_from};
use crate::web::frame::{self, Frame};
use crate::web::markdown;
use crate::web::site::Here;
use crate::web::views::{Link, share_links};
use crate::web::views_signing::{ConfirmPage, OutcomePage, ThanksPage};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;
use seal::MatchingKey;
use std::sync::Arc;

async fn facts(app: &App, petition: Id) -> Result<Option<Arc<Facts>>, Fault> {
    let whole = app.db.read_newest(move |tx| create::find_by_id(tx, petition)).await?;
    match whole {
        Some(whole) => app.live_petitions.facts(app, &whole.petition.slug).await,
        None => Ok(None),
    }
}

/// The group that writes, and the petition's page; `None` where the petition is gone.
pub async fn about(app: &App, frame: &Frame, petition: Id) -> Result<Option<(String, Link)>, Fault> {
    let facts = facts(app, petition).await?;
    Ok(facts.map(|facts| {
        let group = facts.groups.first().map_or_else(String::new, |group| group.name.clone());
        (group, petition_link(frame, &facts))
    }))
}

/// What confirming would do.
pub async fn waiting(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form.action).await? else { return Ok(None) };
    let wanted = [(form.matching_key, form.action)];
    // Only whoever holds the mailbox's link learns this.
    let has_signed = !app.db.read_newest(move |tx| have_signed(tx, &wanted)).await?.is_empty();
    let mut frame = here.frame(app, "");
    frame.title = frame.t(if has_signed { ConfirmPage::TITLE_SIGNED } else { ConfirmPage::TITLE });
    let details = &form.content.details;
    let ticked = facts.groups.iter().filter(|group| form.content.news_of.contains(&group.id));
    let page = ConfirmPage {
        petition: petition_link(&frame, &facts),
        group_name: facts.groups.first().map_or_else(String::new, |group| group.name.clone()),
        signer_name: format!("{} {}", details.given_name, details.family_name),
        comment: form.content.comment.clone(),
        consents: ticked.map(|group| consent_words(here.lang, group)).collect(),
        has_signed,
        confirm_action: frame.link(&format!("/t/{}?version={}", opened.token, form.version)),
        not_me_action: frame.link(&format!("/t/{}/not-me", opened.token)),
        frame,
    };
    Ok(Some(frame::html(StatusCode::OK, &page)))
}

/// Thanks, after confirming.
pub async fn thanks(app: &App, here: &Here, (petition, key): (Id, MatchingKey)) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, petition).await? else { return Ok(None) };
    let news_from = news_from(app, key, &facts.groups).await?;
    let mut frame = here.frame(app, "");
    frame.title = frame.t(ThanksPage::TITLE);
    let petition = petition_link(&frame, &facts);
    let share_url = format!("{}{}", app.settings.public_url, petition.url);
    let group = facts.groups.first();
    let page = ThanksPage {
        group: Link {
            name: group.map_or_else(String::new, |group| group.name.clone()),
            url: frame.link(&format!("/groups/{}", group.map_or("", |group| &group.slug))),
        },
        news_from,
        thank_you_html: markdown::html(&facts.words_in(here.lang).thanks),
        count: u64::try_from(facts.count.confirmed).unwrap_or(0),
        share: share_links(here.lang, &share_url, &petition.name),
        share_url,
        petition,
        frame,
    };
    Ok(Some(frame::html(StatusCode::OK, &page)))
}

/// The button: signs with the stored form.
pub async fn confirm(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some(facts) = facts(app, form.action).await? else { return Ok(None) };
    let words = |group: &Id| facts.groups.iter().find(|known| known.id == *group).map(|group| consent_words(here.lang, group));
    // Of the groups that were ticked only those that this page still names: one that left since then gets nobody more.
    let mut form = form.clone();
    form.content.news_of.retain(|ticked| facts.groups.iter().any(|group| group.id == *ticked));
    let input = confirm::prepare(&app.intake(), &form, app.clock.now(), |group| words(group).unwrap_or_default())?;
    match app.confirm.submit(input).await? {
        Ok(_) | Err(ConfirmRefusal::LookAgain) => {
            // The next page says a number that holds this signature.
            app.live_petitions.forget(&facts.petition.slug);
            Ok(Some(here.see(&format!("/t/{}", opened.token))))
        }
        Err(ConfirmRefusal::Petition(SignRefusal::Stopped)) => {
            let frame = here.frame(app, "");
            let next = petition_link(&frame, &facts);
            Ok(Some(frame::html(StatusCode::CONFLICT, &OutcomePage::stopped(frame, Some(next)))))
        }
        Err(ConfirmRefusal::Petition(SignRefusal::Closed(_))) => {
            let frame = here.frame(app, "");
            let next = petition_link(&frame, &facts);
            Ok(Some(frame::html(StatusCode::GONE, &OutcomePage::too_late(frame, Some(next)))))
        }
        Err(ConfirmRefusal::Petition(_)) => Ok(None),
    }
}
