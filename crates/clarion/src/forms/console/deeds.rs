//! The buttons of a form: of a draft to send, publish, send back and give up, of a published one to stop, open again and close.
//! Each about a draft but giving up names the version that was read.

use super::super::running::{self, RunningRefusal};
use super::{list_path, look, path_of, tabs_here};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Act;
use crate::coalitions::console::{Outcome, Typed, for_group, led_back};
use crate::ids::Id;
use crate::petitions::drafts::{approve, write};
use crate::refusal::Refusal;
use crate::web::frame;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_console::{Form, Section, SectionsPage};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Does something about the version of a draft that was read, in the name of the group in the address.
async fn about_draft<T, R>(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, form): (&str, &str),
    body: &[u8],
    verb: impl Fn(&mut Tx<'_>, &Act, (Id, i64), &str) -> Result<Result<T, R>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault>
where
    T: Send + 'static,
    R: Refusal,
{
    let seen = match look(app, signed_in.account, slug, form).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Some(id) = seen.draft.map(|draft| draft.id) else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let typed = Typed::read(body);
    let (version, why) = (typed.get("version").parse().unwrap_or(0), typed.text("why"));
    let done =
        for_group(app, signed_in.account, (name, slug), Deed::WritePetitions, move |tx, act, _| verb(tx, act, (id, version), &why));
    let done = done.await?;
    // Whoever's word was given sees the page of another group's draft no more.
    let back = if seen.of.id == seen.group.id { path_of(slug, id) } else { list_path(slug) };
    Ok(led_back(app, here, &done, &back))
}

pub(super) async fn send(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), _: &str| approve::send(tx, act, id, version);
    here.answer(&app, about_draft((&app, &here, &signed_in), "forms.send_draft", (&slug, &form), &body, verb).await)
}

pub(super) async fn publish(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), _: &str| approve::publish(tx, act, id, version);
    here.answer(&app, about_draft((&app, &here, &signed_in), "forms.publish", (&slug, &form), &body, verb).await)
}

pub(super) async fn send_back(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), why: &str| approve::send_back(tx, act, id, version, why);
    here.answer(&app, about_draft((&app, &here, &signed_in), "forms.return_draft", (&slug, &form), &body, verb).await)
}

/// What giving up would do.
pub(super) async fn ask_drop(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let asked = async {
        let seen = match look(&app, signed_in.account, &slug, &form).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(draft) = seen.draft.filter(|_| seen.writes && seen.form.is_none()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("petition-drop-title", "title", draft.document.title(here.lang));
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        let path = path_of(&slug, draft.id);
        let form =
            Form { action: frame.link(&format!("{path}/drop")), button: frame.t("petition-drop"), danger: true, ..Form::default() };
        let back = Link { name: frame.t("petition-drop-not"), url: frame.link(&path) };
        let text = frame.t("petition-drop-text");
        page.tabs = tabs_here(frame, &seen.group, seen.waiting);
        page.sections = vec![Section { id: "drop", text, links: vec![back], form: Some(form), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

pub(super) async fn drop(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let dropped = async {
        let seen = match look(&app, signed_in.account, &slug, &form).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(id) = seen.draft.filter(|_| seen.writes).map(|draft| draft.id) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let done = for_group(&app, signed_in.account, ("forms.drop_draft", &slug), Deed::WritePetitions, move |tx, act, _| {
            write::drop_draft(tx, act, id)
        });
        Ok(led_back(&app, &here, &done.await?, &list_path(&slug)))
    };
    here.answer(&app, dropped.await)
}

/// Does something with a published form of the group in the address.
async fn about_running(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, form): (&str, &str),
    verb: impl Fn(&mut Tx<'_>, &Act, Id) -> Result<Result<(), RunningRefusal>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault> {
    let seen = match look(app, signed_in.account, slug, form).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Some(standing) = seen.form.map(|whole| whole.form) else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let id = standing.id;
    let done = for_group(app, signed_in.account, (name, slug), Deed::WritePetitions, move |tx, act, _| verb(tx, act, id)).await?;
    // Its page says at once what changed.
    app.live_forms.forget(&standing.slug);
    Ok(led_back(app, here, &done, &path_of(slug, id)))
}

pub(super) async fn stop(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, id: Id| running::set_stopped(tx, act, id, true);
    here.answer(&app, about_running((&app, &here, &signed_in), "forms.stop", (&slug, &form), verb).await)
}

pub(super) async fn reopen(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, id: Id| running::set_stopped(tx, act, id, false);
    here.answer(&app, about_running((&app, &here, &signed_in), "forms.reopen", (&slug, &form), verb).await)
}

pub(super) async fn close(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    here.answer(&app, about_running((&app, &here, &signed_in), "forms.close", (&slug, &form), running::close).await)
}
