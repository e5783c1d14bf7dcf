//! The console's pages of groups and coalitions: what stands, what waits for whom, and the buttons for what one may do.
//!
//! Every deed goes through [`deed`]: in one transaction it reads who acts and what their group is, asks `access::may`, and runs the
//! verb. A page shows a button only where `may` says yes; the deed asks again.

mod coalition;
mod coalition_settings;
mod deed;
mod delegates;
mod founding;
mod group;
mod groups;
mod leaving;
mod overlap;
mod overview;
mod people;
mod profile;
mod reach;
mod settings;
mod sharing;
mod words;

pub(crate) use crate::web::typed::Typed;
pub(crate) use coalition::{WAITS, Waits, acting, acting_field, framed, waits};
pub(crate) use deed::{
    Outcome, There, What, done_of, for_coalition, for_group, read_for_coalition, read_for_group, refusal_of, say,
};
pub(crate) use group::tabs;

use crate::access::{Deed, SignedIn, Standing};
use crate::app::App;
use crate::coalitions::Act;
use crate::ids::Id;
use crate::web::site::Here;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// Two texts in two languages, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 512 * 1024;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}", get(group::show))
        .route("/console/groups/{slug}/settings", get(settings::show))
        .route("/console/groups/{slug}/profile", get(profile::show).post(profile::change))
        .route("/console/groups/{slug}/chapters/{child}/{answer}", post(profile::answer))
        .route("/console/groups/{slug}/people", get(people::show).post(people::invite))
        .route("/console/groups/{slug}/people/{account}/remove", get(people::ask_remove).post(people::remove))
        .route("/console/groups/{slug}/people/invitations/{id}/withdraw", post(people::withdraw))
        .route("/console/groups/{slug}/found", get(founding::show).post(founding::found))
        .route("/console/groups/{slug}/foundings/{id}/{answer}", post(founding::answer))
        .route("/console/groups/{slug}/invitations/{id}/{answer}", post(group::answer_invitation))
        .route("/console/coalitions/{slug}", get(coalition::show))
        .route("/console/coalitions/{slug}/settings", get(coalition_settings::show))
        .route("/console/coalitions/{slug}/history", get(coalition::history))
        .route("/console/coalitions/{slug}/leave", get(leaving::ask).post(leaving::leave))
        .route("/console/coalitions/{slug}/groups", get(groups::show).post(groups::invite))
        .route("/console/coalitions/{slug}/invitations/{id}/{deed}", post(groups::answer_invitation))
        .route("/console/coalitions/{slug}/roles", post(groups::propose))
        .route("/console/coalitions/{slug}/roles/{id}/{deed}", post(groups::answer_change))
        .route("/console/coalitions/{slug}/delegates", get(delegates::show).post(delegates::name))
        .route("/console/coalitions/{slug}/delegates/resign", post(delegates::resign))
        .route("/console/coalitions/{slug}/recalls", post(delegates::propose_recall))
        .route("/console/coalitions/{slug}/recalls/{id}/{deed}", post(delegates::answer_recall))
        .route("/console/coalitions/{slug}/reach", get(reach::show))
        .route("/console/coalitions/{slug}/overlap", get(overlap::show).post(overlap::answer))
        .route("/console/coalitions/{slug}/words", get(words::show).post(words::propose))
        .route("/console/coalitions/{slug}/words/{id}/{deed}", post(words::answer))
        .route("/console/coalitions/{slug}/sharing", get(sharing::show).post(sharing::propose))
        .route("/console/coalitions/{slug}/sharing/{id}/{deed}", post(sharing::answer))
        .merge(super::joining::console::routes())
        .merge(super::joining::own::routes())
        .merge(super::merging::console::routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// After a button: back to where it stands, which shows what became of it or why it was not done.
pub(crate) fn led_back<T>(app: &App, here: &Here, outcome: &Outcome<T>, back: &str) -> Response {
    match outcome {
        Outcome::Done(_) => here.see(back),
        Outcome::Refused(message) => {
            let mark = if back.contains('?') { '&' } else { '?' };
            here.see(&format!("{back}{mark}refused={message}"))
        }
        Outcome::Forbidden => here.refused(app, StatusCode::FORBIDDEN),
        Outcome::Missing => here.refused(app, StatusCode::NOT_FOUND),
    }
}

/// The same where the page does not show by itself what became of it: it says so in a sentence, `done-` and this word.
pub(crate) fn led_back_saying<T>(app: &App, here: &Here, outcome: &Outcome<T>, back: &str, done: &str) -> Response {
    let (back, anchor) = back.split_once('#').map_or((back, String::new()), |(back, anchor)| (back, format!("#{anchor}")));
    let mark = if back.contains('?') { '&' } else { '?' };
    debug_assert!(done_of(here.lang, &Typed::read(format!("done={done}").as_bytes())).is_some(), "no words for {done}");
    match outcome {
        Outcome::Done(_) => here.see(&format!("{back}{mark}done={done}{anchor}")),
        other => led_back(app, here, other, back),
    }
}

/// Something that waits in a coalition for the word of another group.
struct Waiting<R, F, Y, W> {
    /// The word in the address that says yes to it; the other is `withdraw`.
    yes: &'static str,
    /// In which coalition it waits.
    find: F,
    /// Says yes.
    say_yes: Y,
    /// Takes it back.
    withdraw: W,
    /// It waits no more, or is another coalition's.
    over: R,
    /// Where its buttons stand.
    back: fn(&str, &str) -> String,
    /// What is said once it is done: yes, or taken back.
    said: [&'static str; 2],
}

/// The button of something that waits: `/{id}/{deed}` below a coalition's address. `names` are those of saying yes and of taking it back.
async fn answer_waiting<R, F, Y, W>(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    names: [&'static str; 2],
    (slug, id, deed): (String, String, String),
    body: &[u8],
    needs: impl Fn(Standing) -> Deed + Send + Sync + 'static,
    waiting: Waiting<R, F, Y, W>,
) -> Response
where
    R: crate::refusal::Refusal + Copy + Send + Sync + 'static,
    F: Fn(&mut Tx<'_>, Id) -> Result<Option<Id>, Fault> + Send + Sync + 'static,
    Y: Fn(&mut Tx<'_>, &Act, Id) -> Result<Result<(), R>, Fault> + Send + Sync + 'static,
    W: Fn(&mut Tx<'_>, &Act, Id) -> Result<Result<(), R>, Fault> + Send + Sync + 'static,
{
    let is_yes = deed == waiting.yes;
    let Some(id) = id.parse::<Id>().ok().filter(|_| is_yes || deed == "withdraw") else {
        return here.refused(app, StatusCode::NOT_FOUND);
    };
    let typed = Typed::read(body);
    let (acting_for, back, said) = (typed.get("as"), waiting.back, waiting.said[usize::from(!is_yes)]);
    let answered = for_coalition(
        app,
        signed_in.account,
        (names[usize::from(!is_yes)], &slug, acting_for),
        needs,
        move |tx, act, coalition| match (waiting.find)(tx, id)? == Some(coalition) {
            false => Ok(Err(waiting.over)),
            true if is_yes => (waiting.say_yes)(tx, act, id),
            true => (waiting.withdraw)(tx, act, id),
        },
    );
    here.answer(app, answered.await.map(|outcome| led_back_saying(app, here, &outcome, &back(&slug, acting_for), said)))
}

/// A form that cannot be read. Whoever may not do the deed at all is told that, and nothing of the form.
pub(crate) async fn unreadable(
    app: &App,
    here: &Here,
    account: Id,
    who: (&str, &str),
    deed: impl Fn(Standing) -> Deed + Send + Sync + 'static,
) -> Result<Response, Fault> {
    Ok(match read_for_coalition(app, account, who, deed, |_, _| Ok(())).await? {
        Outcome::Done(_) => here.refused(app, StatusCode::BAD_REQUEST),
        other => led_back(app, here, &other, ""),
    })
}

/// What was not done, as its message.
fn refused<T, R: crate::refusal::Refusal>(answer: Result<T, R>) -> Outcome<T> {
    match answer {
        Ok(done) => Outcome::Done(done),
        Err(refusal) => Outcome::Refused(refusal.message()),
    }
}
