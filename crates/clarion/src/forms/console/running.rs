//! The buttons of a published form: stop, open again, close.

use super::super::running::{RunningRefusal, close as close_it, set_stopped};
use super::{look, path_of};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Act;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::ids::Id;
use crate::web::site::Here;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

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
    let done =
        for_group(app, signed_in.account, (name, slug, id), Deed::WritePetitions, move |tx, act, _| verb(tx, act, id)).await?;
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
    let verb = |tx: &mut Tx<'_>, act: &Act, id: Id| set_stopped(tx, act, id, true);
    here.answer(&app, about_running((&app, &here, &signed_in), "forms.stop", (&slug, &form), verb).await)
}

pub(super) async fn reopen(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, id: Id| set_stopped(tx, act, id, false);
    here.answer(&app, about_running((&app, &here, &signed_in), "forms.reopen", (&slug, &form), verb).await)
}

pub(super) async fn close(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    here.answer(&app, about_running((&app, &here, &signed_in), "forms.close", (&slug, &form), close_it).await)
}
