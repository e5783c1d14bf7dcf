//! The buttons of a published petition: stop, open again, close, goal and dates.

use super::super::running::dates;
use super::super::running::{close as closing, stop as stopping};
use super::super::{Petition, PetitionState};
use super::sponsors::{forget, petition_of};
use super::{Seen, look, path_of, tabs_here};
use crate::access::{Deed, SignedIn};
use crate::actions::console::dates::{self as dates_form, Dated};
use crate::actions::running::dates::{Dates, DatesRefusal};
use crate::app::App;
use crate::coalitions::Act;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Form, Section};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What its group can do with a published petition.
pub(super) fn sections(frame: &Frame, path: &str, petition: &Petition, now: i64) -> Vec<Section> {
    let is_closed = petition.closes_at.is_some_and(|closes_at| closes_at <= now);
    let section = |deed: &'static str, heading: &str, text: &str, button: &str, danger: bool| Section {
        id: deed,
        heading: frame.t(heading),
        text: frame.t(text),
        form: Some(Form { action: frame.link(&format!("{path}/{deed}")), button: frame.t(button), danger, ..Form::default() }),
        ..Section::default()
    };
    let dates = Link { name: frame.t("running-dates"), url: frame.link(&format!("{path}/dates")) };
    let sheets = Link { name: frame.t("paper-sheets-petition"), url: frame.link(&format!("{path}/sheets")) };
    let words = Section {
        id: "words",
        heading: frame.t("running-words"),
        text: frame.t("running-words-text"),
        links: vec![dates],
        ..Section::default()
    };
    let paper = Section {
        id: "paper",
        heading: frame.t("paper-heading"),
        text: frame.t("paper-text-petition"),
        links: vec![sheets],
        ..Section::default()
    };
    let mut sections = vec![words, paper];
    match petition.state {
        PetitionState::Stopped => {
            sections.push(section("reopen", "running-stopped", "running-stopped-text", "running-reopen", false));
        }
        PetitionState::Open if !is_closed => {
            sections.push(section("stop", "running-stop-heading", "running-stop-text", "running-stop", true));
            sections.push(section("close", "running-close-heading", "running-close-text", "running-close", true));
        }
        PetitionState::Open => {}
    }
    sections
}

/// Does something with a petition of the group in the address.
async fn deed(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, petition): (&str, &str),
    verb: impl Fn(&mut Tx<'_>, &Act, Id) -> Result<Result<(), stopping::StopRefusal>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault> {
    let id = match petition_of(app, here, signed_in.account, slug, petition).await? {
        Ok(id) => id,
        Err(answer) => return Ok(answer),
    };
    let done =
        for_group(app, signed_in.account, (name, slug, id), Deed::WritePetitions, move |tx, act, _| verb(tx, act, id)).await?;
    forget(app, id).await?;
    Ok(led_back(app, here, &done, &path_of(slug, id)))
}

pub(super) async fn stop(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, id: Id| stopping::set(tx, act, id, true);
    here.answer(&app, deed((&app, &here, &signed_in), "petitions.stop", (&slug, &petition), verb).await)
}

pub(super) async fn reopen(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, id: Id| stopping::set(tx, act, id, false);
    here.answer(&app, deed((&app, &here, &signed_in), "petitions.reopen", (&slug, &petition), verb).await)
}

pub(super) async fn close(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    here.answer(&app, deed((&app, &here, &signed_in), "petitions.close", (&slug, &petition), closing::close).await)
}

/// The petition whose dates somebody changes; the answer where they may not.
async fn own(app: &App, here: &Here, account: Id, slug: &str, petition: &str) -> Result<Result<(Seen, Petition), Response>, Fault> {
    let seen = match look(app, account, slug, petition).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    let petition = seen.petition.as_ref().filter(|_| seen.writes).map(|whole| whole.petition.clone());
    Ok(petition.map(|petition| (seen, petition)).ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)))
}

fn standing(petition: &Petition) -> Dates {
    Dates { goal: petition.goal, opens_at: petition.opens_at, closes_at: petition.closes_at }
}

/// The form, with what stands or what was typed.
fn dates_page(
    to: (&App, &Here, SignedIn),
    (seen, petition): (&Seen, &Petition),
    typed: Option<&Typed>,
    refusal: Option<DatesRefusal>,
) -> Response {
    let dated = Dated {
        path: path_of(&seen.group.slug, petition.id),
        words: ["running-dates-back", "petition-form-goal", "running-closes-hint"],
        dates: standing(petition),
        time_zone: petition.time_zone.clone(),
        modified_at: petition.modified_at,
    };
    dates_form::page(to, &dated, |frame| tabs_here(frame, &seen.group, seen.waiting), typed, refusal)
}

pub(super) async fn show_dates(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let shown = async {
        Ok(match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok((seen, petition)) => dates_page((&app, &here, signed_in), (&seen, &petition), None, None),
            Err(answer) => answer,
        })
    };
    here.answer(&app, shown.await)
}

pub(super) async fn set_dates(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let set = async {
        let (seen, petition) = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (id, version) = (petition.id, typed.get("seen").parse().unwrap_or(0));
        let wanted = match dates_form::read(&typed, &petition.time_zone, &standing(&petition)) {
            Ok(wanted) => wanted,
            Err(wrong) => return Ok(dates_page((&app, &here, signed_in), (&seen, &petition), Some(&typed), Some(wrong))),
        };
        let done =
            for_group(&app, signed_in.account, ("petitions.set_dates", &slug, id), Deed::WritePetitions, move |tx, act, _| {
                dates::set(tx, act, id, version, &wanted)
            });
        match done.await? {
            Outcome::Refused(message) => {
                let wrong = dates_form::refusal_of(message);
                Ok(dates_page((&app, &here, signed_in), (&seen, &petition), Some(&typed), wrong))
            }
            other => {
                forget(&app, id).await?;
                Ok(led_back(&app, &here, &other, &path_of(&slug, id)))
            }
        }
    };
    here.answer(&app, set.await)
}
