//! The buttons of a draft: send, publish, send back, give up; and the open word of a group in which one person alone sits.
//! Each but giving up names the version that was read.

use super::super::drafts::{approve, write};
use super::{list_path, look, path_of, tabs_here};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Act;
use crate::coalitions::console::{Outcome, Typed, for_group, led_back};
use crate::ids::Id;
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
async fn deed<T, R>(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, petition): (&str, &str),
    body: &[u8],
    verb: impl Fn(&mut Tx<'_>, &Act, (Id, i64), &str) -> Result<Result<T, R>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault>
where
    T: Send + 'static,
    R: Refusal,
{
    let seen = match look(app, signed_in.account, slug, petition).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Some(id) = seen.draft.map(|draft| draft.id) else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let typed = Typed::read(body);
    let (version, why) = (typed.get("version").parse().unwrap_or(0), typed.text("why"));
    let done = for_group(app, signed_in.account, (name, slug, id), Deed::WritePetitions, move |tx, act, _| {
        verb(tx, act, (id, version), &why)
    });
    let done = done.await?;
    // Whoever's word was given sees the page of another group's draft no more.
    let back = if seen.of.id == seen.group.id { path_of(slug, id) } else { list_path(slug) };
    Ok(led_back(app, here, &done, &back))
}

pub(super) async fn send(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), _: &str| approve::send(tx, act, id, version);
    here.answer(&app, deed((&app, &here, &signed_in), "petitions.send_draft", (&slug, &petition), &body, verb).await)
}

pub(super) async fn publish(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), _: &str| approve::publish(tx, act, id, version);
    here.answer(&app, deed((&app, &here, &signed_in), "petitions.publish", (&slug, &petition), &body, verb).await)
}

pub(super) async fn send_back(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), why: &str| approve::send_back(tx, act, id, version, why);
    here.answer(&app, deed((&app, &here, &signed_in), "petitions.return_draft", (&slug, &petition), &body, verb).await)
}

/// What giving up would do.
pub(super) async fn ask_drop(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let asked = async {
        let seen = match look(&app, signed_in.account, &slug, &petition).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(draft) = seen.draft.filter(|_| seen.writes && seen.petition.is_none()) else {
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
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let dropped = async {
        let seen = match look(&app, signed_in.account, &slug, &petition).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(id) = seen.draft.filter(|_| seen.writes).map(|draft| draft.id) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let done = for_group(&app, signed_in.account, ("petitions.drop_draft", &slug), Deed::WritePetitions, move |tx, act, _| {
            write::drop_draft(tx, act, id)
        });
        Ok(led_back(&app, &here, &done.await?, &list_path(&slug)))
    };
    here.answer(&app, dropped.await)
}

pub(super) async fn alone(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    body: Bytes,
) -> Response {
    let alone = Typed::read(&body).get("alone") == "yes";
    let said = for_group(&app, signed_in.account, ("petitions.publish_alone", &slug), Deed::PublishAlone, move |tx, act, _| {
        approve::set_alone(tx, act, alone)
    });
    here.answer(&app, said.await.map(|outcome| led_back(&app, &here, &outcome, &list_path(&slug))))
}
