//! The streams of an open plan and an open ballot: they say that something happened, and the page is read again.

use super::{Outcome, id_of, look, not_done};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::plans::watch::{self, Watched};
use crate::web::site::Here;
use crate::web::stream::{self, News};
use crate::web::views_plans::Live;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What a page says of its stream, at this address without language; nothing where nothing more will come.
pub(super) fn live(frame: &crate::web::frame::Frame, path: &str, watched: Watched) -> Option<Live> {
    (!watched.is_over).then(|| Live { url: frame.link(&format!("{path}/stream")), mark: watched.mark })
}

pub(super) async fn plan(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let look = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
        let plan = crate::plans::plan(tx, plan)?.filter(|plan| plan.coalition == there.coalition.id);
        Ok(plan.map(|_| there.coalition.id))
    });
    match look.await {
        Ok(Outcome::Done((_, coalition))) => told(&app, move |tx, _| watch::plan(tx, coalition, plan)),
        Ok(other) => not_done(&app, &here, &other, ""),
        Err(fault) => here.fault(&app, &fault),
    }
}

pub(super) async fn ballot(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, ballot)): Path<(String, String)>,
) -> Response {
    let Some(ballot) = id_of(&ballot) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let look = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
        let coalition = crate::plans::coalition_of_ballot(tx, ballot)?;
        Ok(coalition.filter(|coalition| *coalition == there.coalition.id))
    });
    match look.await {
        Ok(Outcome::Done(_)) => told(&app, move |tx, now| watch::ballot(tx, ballot, now)),
        Ok(other) => not_done(&app, &here, &other, ""),
        Err(fault) => here.fault(&app, &fault),
    }
}

fn told(app: &App, look: impl Fn(&mut Tx<'_>, i64) -> Result<Option<Watched>, Fault> + Clone + Send + Sync + 'static) -> Response {
    stream::stream(app, "progress", move |app| {
        let (look, now) = (look.clone(), app.clock.now());
        async move {
            let watched = app.db.read_newest(move |tx| look(tx, now)).await?;
            Ok(watched.map(|watched| News::marked(watched.mark, watched.is_over)))
        }
    })
}
