//! The buttons of a published form: stop, open again, close, goal and closing.

use super::super::Form;
use super::super::running::{RunningRefusal, close as close_it, set_dates as set_goal_and_closing, set_stopped};
use super::{Seen, look, path_of, tabs_here};
use crate::access::{Deed, SignedIn};
use crate::actions::console::dates::{self, Dated};
use crate::actions::running::dates::{Dates, DatesRefusal};
use crate::app::App;
use crate::coalitions::Act;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::ids::Id;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
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

/// The published form whose goal and closing somebody changes; the answer where they may not.
async fn own(app: &App, here: &Here, account: Id, slug: &str, form: &str) -> Result<Result<(Seen, Form), Response>, Fault> {
    let seen = match look(app, account, slug, form).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    let form = seen.form.as_ref().filter(|_| seen.writes).map(|whole| whole.form.clone());
    Ok(form.map(|form| (seen, form)).ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)))
}

fn standing(form: &Form) -> Dates {
    Dates { goal: form.goal, opens_at: None, closes_at: form.closes_at }
}

/// What is asked, with what stands or what was typed.
fn dates_page(
    to: (&App, &Here, SignedIn),
    (seen, form): (&Seen, &Form),
    typed: Option<&Typed>,
    refusal: Option<DatesRefusal>,
) -> Response {
    let dated = Dated {
        path: path_of(&seen.group.slug, form.id),
        words: ["form-dates-back", "form-form-goal", "form-closes-hint"],
        dates: standing(form),
        time_zone: form.time_zone.clone(),
        modified_at: form.modified_at,
    };
    dates::page(to, &dated, |frame| tabs_here(frame, &seen.group, seen.waiting), typed, refusal)
}

pub(super) async fn show_dates(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let shown = async {
        Ok(match own(&app, &here, signed_in.account, &slug, &form).await? {
            Ok((seen, form)) => dates_page((&app, &here, signed_in), (&seen, &form), None, None),
            Err(answer) => answer,
        })
    };
    here.answer(&app, shown.await)
}

pub(super) async fn set_dates(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let set = async {
        let (seen, form) = match own(&app, &here, signed_in.account, &slug, &form).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (id, version) = (form.id, typed.get("seen").parse().unwrap_or(0));
        let again = |wrong| dates_page((&app, &here, signed_in.clone()), (&seen, &form), Some(&typed), wrong);
        let wanted = match dates::read(&typed, &form.time_zone, &standing(&form)) {
            Ok(wanted) => wanted,
            Err(wrong) => return Ok(again(Some(wrong))),
        };
        let what = ("forms.set_dates", &slug, id);
        let done = for_group(&app, signed_in.account, what, Deed::WritePetitions, move |tx, act, _| {
            set_goal_and_closing(tx, act, id, version, &wanted)
        });
        Ok(match done.await? {
            Outcome::Refused(message) => again(dates::refusal_of(message)),
            other => {
                // Its page says at once what changed.
                app.live_forms.forget(&form.slug);
                led_back(&app, &here, &other, &path_of(&slug, id))
            }
        })
    };
    here.answer(&app, set.await)
}
