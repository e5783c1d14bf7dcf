//! What its group does with something published, a petition or a form: stop it, open it again, close it, give it another goal or other
//! dates.

use super::dates::{self, Dated, Standing};
use super::look_at;
use crate::access::{Actor, Deed, SignedIn};
use crate::actions::running::dates::{Dates, DatesRefusal};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::coalitions::{Act, Group};
use crate::ids::Id;
use crate::refusal::Refusal;
use crate::web::frame::Frame;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views_console::Tab;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// What a deed of a domain answers.
type Told<R> = Result<Result<(), R>, Fault>;

/// What is published, as its pages in the console have it; its verbs are its domain's.
pub(crate) struct Kind<R> {
    /// The address of its page in the console, without language.
    pub(crate) path: fn(&str, Id) -> String,
    /// The names of the deeds in logs: stopping, opening again, closing, setting goal and dates.
    pub(crate) names: [&'static str; 4],
    /// The messages that differ on the page of goal and dates: the way back, the label of the goal, the hint about closing.
    pub(crate) words: [&'static str; 3],
    /// The ways to a group's pages, with how many wait for the reader's word.
    pub(crate) tabs: fn(&Frame, &Group, usize) -> Vec<Tab>,
    /// What somebody sees who sits in a group.
    pub(crate) seen: Look,
    /// Stops it, or opens it again.
    pub(crate) set_stopped: fn(&mut Tx<'_>, &Act, Id, bool) -> Told<R>,
    /// Closes it.
    pub(crate) close: fn(&mut Tx<'_>, &Act, Id) -> Told<R>,
    /// Sets goal and dates on the version that was read.
    pub(crate) set_dates: SetDates,
    /// Has its public page say at once what changed.
    pub(crate) forget: fn(&App, &str),
}

/// Finds what somebody sees who sits in a group.
type Look = fn(&mut Tx<'_>, &Actor, &Group, Id) -> Result<Option<Seen>, Fault>;

/// Sets goal and dates on the version that was read.
type SetDates = fn(&mut Tx<'_>, &Act, Id, i64, &Dates) -> Told<DatesRefusal>;

/// Something published, or what is a draft yet, as somebody sees it who sits in a group that has a part in it.
pub(crate) struct Seen {
    pub(crate) id: Id,
    pub(crate) group: Group,
    pub(crate) waiting: usize,
    /// What stands, where it is published and they write at it.
    pub(crate) standing: Option<Standing>,
}

#[derive(Clone, Copy)]
enum Button {
    Stop,
    Reopen,
    Close,
}

/// The group and the petition or form in an address.
type At = Path<(String, String)>;

/// The buttons and the page of goal and dates, below the address of what is published.
pub(crate) fn routes<R: Refusal>(kind: &'static Kind<R>, published: &str) -> Router<App> {
    let pages = [
        ("/stop", post(move |app, here, who, at| press(kind, Button::Stop, app, here, who, at))),
        ("/reopen", post(move |app, here, who, at| press(kind, Button::Reopen, app, here, who, at))),
        ("/close", post(move |app, here, who, at| press(kind, Button::Close, app, here, who, at))),
        (
            "/dates",
            get(move |app, here, who, at| show_dates(kind, app, here, who, at))
                .post(move |app, here, who, at, sent| set_dates(kind, app, here, who, at, sent)),
        ),
    ];
    pages.into_iter().fold(Router::new(), |routes, (page, answer)| routes.route(&format!("{published}{page}"), answer))
}

async fn press<R: Refusal>(
    kind: &'static Kind<R>,
    button: Button,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): At,
) -> Response {
    let pressed = async {
        let Seen { id, standing, .. } = match look_at(&app, signed_in.account, (&slug, &id), kind.seen).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let verb = move |tx: &mut Tx<'_>, act: &Act, _: &Group| match button {
            Button::Stop => (kind.set_stopped)(tx, act, id, true),
            Button::Reopen => (kind.set_stopped)(tx, act, id, false),
            Button::Close => (kind.close)(tx, act, id),
        };
        let what = (kind.names[button as usize], &slug, id);
        let done = for_group(&app, signed_in.account, what, Deed::WritePetitions, verb).await?;
        if let Some(standing) = standing {
            (kind.forget)(&app, &standing.slug);
        }
        Ok(led_back(&app, &here, &done, &(kind.path)(&slug, id)))
    };
    here.answer(&app, pressed.await)
}

/// What stands of what somebody changes; the answer where they may not.
async fn own<R>(
    kind: &'static Kind<R>,
    (app, here, account): (&App, &Here, Id),
    at: (&str, &str),
) -> Result<Result<(Seen, Standing), Response>, Fault> {
    Ok(match look_at(app, account, at, kind.seen).await? {
        Outcome::Done(mut seen) => match seen.standing.take() {
            Some(standing) => Ok((seen, standing)),
            None => Err(here.refused(app, StatusCode::NOT_FOUND)),
        },
        other => Err(led_back(app, here, &other, "")),
    })
}

/// The form, with what stands or what was typed.
fn dates_page<R>(
    kind: &Kind<R>,
    to: (&App, &Here, SignedIn),
    (seen, standing): (&Seen, &Standing),
    typed: Option<&Typed>,
    refusal: Option<DatesRefusal>,
) -> Response {
    let dated = Dated { path: (kind.path)(&seen.group.slug, seen.id), words: kind.words, standing };
    dates::page(to, &dated, |frame| (kind.tabs)(frame, &seen.group, seen.waiting), typed, refusal)
}

async fn show_dates<R>(
    kind: &'static Kind<R>,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): At,
) -> Response {
    let shown = async {
        Ok(match own(kind, (&app, &here, signed_in.account), (&slug, &id)).await? {
            Ok((seen, standing)) => dates_page(kind, (&app, &here, signed_in), (&seen, &standing), None, None),
            Err(answer) => answer,
        })
    };
    here.answer(&app, shown.await)
}

async fn set_dates<R>(
    kind: &'static Kind<R>,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): At,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let set = async {
        let (seen, standing) = match own(kind, (&app, &here, signed_in.account), (&slug, &id)).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (id, version) = (seen.id, typed.get("seen").parse().unwrap_or(0));
        let again = |wrong| dates_page(kind, (&app, &here, signed_in.clone()), (&seen, &standing), Some(&typed), wrong);
        let wanted = match dates::read(&typed, &standing) {
            Ok(wanted) => wanted,
            Err(wrong) => return Ok(again(Some(wrong))),
        };
        let verb = move |tx: &mut Tx<'_>, act: &Act, _: &Group| (kind.set_dates)(tx, act, id, version, &wanted);
        let done = for_group(&app, signed_in.account, (kind.names[3], &slug, id), Deed::WritePetitions, verb).await?;
        Ok(match done {
            Outcome::Refused(message) => again(dates::refusal_of(message)),
            other => {
                (kind.forget)(&app, &standing.slug);
                led_back(&app, &here, &other, &(kind.path)(&slug, id))
            }
        })
    };
    here.answer(&app, set.await)
}
