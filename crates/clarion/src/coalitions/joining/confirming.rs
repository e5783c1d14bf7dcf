//! What the link of a request's mail shows, what its button does, and the words of that mail. Nothing that was typed stands in the mail:
//! whoever filled in the form may have entered a stranger's mailbox.

use super::ask::{self, AskRefusal};
use super::{JoinForm, Wanted};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::pending::WaitingForm;
use crate::pending::pages::Opened;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_forms::ConfirmSubmissionPage;
use crate::web::views_mail::{ConfirmSubmissionMail, MailFrame, MailLinks, MailWords};
use crate::web::views_signing::OutcomePage;
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// A coalition with its form and the group in whose name that stands.
type Asked = (Coalition, JoinForm, Group);

/// Read whether the form is still open or not, as long as it stands in the name of this group.
async fn asked(app: &App, coalition: Id) -> Result<Option<Asked>, Fault> {
    let read = app.db.read_newest(move |tx| {
        let Some((found, _)) = coalitions::coalition(tx, coalition)? else { return Ok(None) };
        let Some(form) = super::form_of(tx, coalition)? else { return Ok(None) };
        Ok(coalitions::group(tx, form.group)?.map(|group| (found, form, group)))
    });
    read.await
}

fn page_link(frame: &Frame, coalition: &Coalition) -> Link {
    Link { name: coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", coalition.slug)) }
}

/// The group that writes, and the coalition's page; `None` where the form is gone.
pub async fn about(app: &App, frame: &Frame, coalition: Id) -> Result<Option<(String, Link)>, Fault> {
    Ok(asked(app, coalition).await?.map(|(coalition, _, group)| (group.name, page_link(frame, &coalition))))
}

/// What confirming would do.
pub async fn waiting(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some((coalition, join, group)) = asked(app, form.action).await? else { return Ok(None) };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("join-confirm-title");
    let wanted = Wanted::read(&join, &form.content, here.lang);
    let mut answers = vec![
        (frame.t("join-group-name"), wanted.name),
        (frame.t("join-legal-kind"), frame.t(wanted.legal_kind.message())),
        (frame.t("join-address"), wanted.address),
        (frame.t("join-why"), wanted.why),
        (frame.t("join-role"), coalitions::pages::role_view(wanted.role.as_str()).words(&frame)),
    ];
    answers.extend(wanted.answers);
    let details = &form.content.details;
    let page = ConfirmSubmissionPage {
        form: page_link(&frame, &coalition),
        group_name: group.name,
        name: format!("{} {}", details.given_name, details.family_name),
        answers,
        consents: Vec::new(),
        has_submitted: false,
        button: frame.t("join-confirm-button"),
        confirm_action: frame.link(&format!("/t/{}?version={}", opened.token, form.version)),
        not_me_action: frame.link(&format!("/t/{}/not-me", opened.token)),
        frame,
    };
    Ok(Some(frame::html(StatusCode::OK, &page)))
}

/// Thanks, after confirming: what happens next, the same whatever became of it.
pub async fn thanks(app: &App, here: &Here, coalition: Id) -> Result<Option<Response>, Fault> {
    let Some((coalition, ..)) = asked(app, coalition).await? else { return Ok(None) };
    let frame = here.frame(app, "");
    let next = page_link(&frame, &coalition);
    Ok(Some(frame::html(StatusCode::OK, &OutcomePage::asked_to_join(frame, next))))
}

/// The button: the request stands before the steering groups.
pub async fn confirm(app: &App, here: &Here, opened: Opened<'_>, form: &WaitingForm) -> Result<Option<Response>, Fault> {
    let Some((coalition, ..)) = asked(app, form.action).await? else { return Ok(None) };
    let new = ask::prepare((&app.vault, &app.ids), app.clock.now(), form)?;
    let click = (form.matching_key, form.version);
    let done = app.db.write("coalitions.confirm_join", move |tx| ask::confirm(tx, click, &new)).await?;
    app.waker.wake();
    Ok(Some(match done {
        Ok(()) | Err(AskRefusal::LookAgain) => here.see(&format!("/t/{}", opened.token)),
        Err(refusal) => {
            let frame = here.frame(app, "");
            let (words, next) = (lang::t(here.lang, refusal.message(), &[]), page_link(&frame, &coalition));
            frame::html(StatusCode::CONFLICT, &OutcomePage::not_asked(frame, words, next))
        }
    }))
}

/// What every mail of a coalition's form shares.
pub struct Subject {
    coalition: Coalition,
    /// The group in whose name the form stands, which writes.
    pub group: Group,
}

/// What the mails need; `None` where the form takes nothing any more.
pub fn subject(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<Subject>, Fault> {
    Ok(super::open_form(tx, coalition)?.map(|(coalition, _, group)| Subject { coalition, group }))
}

impl Subject {
    /// The mail for a request that waits for its mailbox.
    pub fn mail(&self, mail: MailFrame, links: MailLinks) -> MailWords {
        ConfirmSubmissionMail {
            form_title: lang::t(mail.lang, "join-title", &[("coalition", self.coalition.name.as_str().into())]),
            is_pledge: false,
            confirm_url: links.confirm_url,
            not_me_url: links.not_me_url,
            has_submitted: false,
            mail,
        }
        .words()
    }
}
