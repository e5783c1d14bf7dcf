//! Writing a plan: a new one, or the next version of one. A refused form shows everything again, as it was typed.

use super::fields::Draft;
use super::{Outcome, There, act, id_of, look, not_done, tools};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::ids::Id;
use crate::notices::Signer;
use crate::plans::{self, compose, words};
use crate::web::frame;
use crate::web::lang;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_plans::EditPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// The form, again or for the first time. `plan`: the plan and the version it began from.
fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    there: &There,
    plan: Option<(Id, i64)>,
    draft: &Draft,
    refusal: Option<&str>,
) -> Response {
    let frame = here.frame(app, lang::t(here.lang, if plan.is_some() { "plans-edit" } else { "plans-new" }, &[]));
    let (list, new) = (there.path("/plans"), there.path("/plans/new"));
    let (back, action) = match plan {
        Some((plan, _)) => (there.path(&format!("/plans/{plan}")), there.path(&format!("/plans/{plan}/edit"))),
        None => (list, new),
    };
    let page = EditPage {
        back: Link { name: frame.t("plans-title"), url: frame.link(&back) },
        refusal: refusal.map(|message| frame.t(message)),
        action: frame.link(&action),
        version: plan.map_or(0, |(_, version)| version),
        form: draft.fields(&frame),
        frame,
        signed_in,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    frame::html(status, &page)
}

pub(super) async fn blank(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let seen = look(&app, &signed_in, &slug, Deed::PreparePlan, |_, _| Ok(Some(()))).await;
    here.answer(
        &app,
        seen.map(|outcome| match outcome {
            Outcome::Done((there, ())) => page(&app, &here, signed_in, &there, None, &Draft::blank(), None),
            other => not_done(&app, &here, &other, ""),
        }),
    )
}

pub(super) async fn begin(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let (draft, now) = (Draft::typed(&Typed::read(&body)), app.clock.now());
    let (plan, account, tools, signer) = (app.ids.fresh(now), signed_in.account, tools(&app), Signer::of(&app));
    let written = async {
        let prepared = match draft.document() {
            Ok(document) => compose::prepare(&tools, plan, account, &document, now)?.map_err(words::of_compose),
            Err(message) => Err(message),
        };
        let begun = act(&app, &signed_in, ("plans.begin", &slug), Deed::PreparePlan, move |tx, there| {
            // Who acts is read even for a form that is refused: the page that shows it again needs it.
            if let Ok(prepared) = &prepared {
                compose::begin(tx, there.coalition.id, there.group.id, prepared, now)?;
                // The waiting time of what is not in the log yet begins with the plan, not with its ballot.
                plans::passkeys::enter_of_coalition(tx, &signer, now, there.coalition.id)?;
            }
            Ok(Ok(prepared.as_ref().err().copied()))
        });
        Ok(match begun.await? {
            Outcome::Done((there, None)) => here.see(&there.path(&format!("/plans/{plan}"))),
            Outcome::Done((there, Some(message))) => page(&app, &here, signed_in, &there, None, &draft, Some(message)),
            other => not_done(&app, &here, &other, ""),
        })
    };
    here.answer(&app, written.await)
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let tools = tools(&app);
    let seen = look(&app, &signed_in, &slug, Deed::PreparePlan, move |tx, there| {
        let Some(plan) = plans::plan(tx, plan)?.filter(|plan| plan.coalition == there.coalition.id) else { return Ok(None) };
        plans::version(tx, &tools, plan.id, plan.version)
    });
    here.answer(
        &app,
        seen.await.map(|outcome| match outcome {
            Outcome::Done((there, version)) => {
                let draft = Draft::of(&version.document);
                page(&app, &here, signed_in, &there, Some((plan, version.version)), &draft, None)
            }
            other => not_done(&app, &here, &other, ""),
        }),
    )
}

pub(super) async fn save(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (typed, now) = (Typed::read(&body), app.clock.now());
    let (draft, after) = (Draft::typed(&typed), typed.get("version").parse().unwrap_or(0));
    let (account, tools) = (signed_in.account, tools(&app));
    let written = async {
        let prepared = match draft.document() {
            Ok(document) => compose::prepare(&tools, plan, account, &document, now)?.map_err(words::of_compose),
            Err(message) => Err(message),
        };
        let saved = act(&app, &signed_in, ("plans.save", &slug), Deed::PreparePlan, move |tx, there| {
            if plans::plan(tx, plan)?.is_none_or(|plan| plan.coalition != there.coalition.id) {
                return Ok(Ok(Some("plan-refused-unknown")));
            }
            match &prepared {
                Ok(prepared) => Ok(Ok(compose::save(tx, after, prepared, now)?.err().map(words::of_compose))),
                Err(message) => Ok(Ok(Some(*message))),
            }
        });
        Ok(match saved.await? {
            Outcome::Done((there, None)) => here.see(&there.path(&format!("/plans/{plan}"))),
            Outcome::Done((there, Some(message))) => {
                page(&app, &here, signed_in, &there, Some((plan, after)), &draft, Some(message))
            }
            other => not_done(&app, &here, &other, ""),
        })
    };
    here.answer(&app, written.await)
}
