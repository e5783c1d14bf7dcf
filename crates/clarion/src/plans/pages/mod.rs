//! The console's pages of plans and ballots, and who may open which.
//!
//! A page shows a form only to whom `access::may` allows what it does; the deed asks again, in its own transaction. What a passkey
//! signed is checked by the ballot box and by nothing here.

mod ballot;
mod edit;
mod fields;
mod passkey_wait;
mod passkeys;
mod plan;
mod readiness;
mod rows;
mod running;
mod sign;
mod waiting;
mod watch;

pub(crate) use passkeys::wait_words;
pub(crate) use waiting::{ToDo, WaitingBallot, waiting};

use super::Tools;
use crate::access::{self, Actor, Deed, SignedIn, Standing, may};
use crate::app::App;
use crate::audit;
use crate::coalitions::console::refusal_of;
use crate::coalitions::{self, Coalition, CoalitionState, Group, Role, delegates};
use crate::ids::Id;
use crate::web::site::Here;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// Twenty scenarios and three outcomes in two languages, each byte of which may be escaped, are the longest form.
const FORM_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/coalitions/{slug}/plans", get(plan::list))
        .route("/console/coalitions/{slug}/plans/new", get(edit::blank).post(edit::begin))
        .route("/console/coalitions/{slug}/plans/{plan}", get(plan::show))
        .route("/console/coalitions/{slug}/plans/{plan}/stream", get(watch::plan))
        .route("/console/coalitions/{slug}/plans/{plan}/edit", get(edit::show).post(edit::save))
        .route("/console/coalitions/{slug}/plans/{plan}/drills", post(plan::start_drill))
        .route("/console/coalitions/{slug}/plans/{plan}/facts", post(plan::note_fact))
        .route("/console/coalitions/{slug}/plans/{plan}/readiness", get(readiness::show))
        .route("/console/coalitions/{slug}/plans/{plan}/versions/{version}", get(plan::version))
        .route("/console/coalitions/{slug}/plans/{plan}/prepare", post(ballot::prepare))
        .route("/console/coalitions/{slug}/passkeys", get(passkeys::show))
        .route("/console/coalitions/{slug}/passkeys/{entry}/confirm", get(passkeys::ask).post(passkeys::confirm))
        .route("/console/coalitions/{slug}/passkey-wait/{minutes}", get(passkey_wait::ask).post(passkey_wait::sign))
        .route("/console/coalitions/{slug}/ballots/{ballot}", get(ballot::show).post(sign::sign))
        .route("/console/coalitions/{slug}/ballots/{ballot}/stream", get(watch::ballot))
        .route("/console/coalitions/{slug}/ballots/{ballot}/withdraw", post(ballot::withdraw))
        .route("/console/coalitions/{slug}/ballots/{ballot}/file", get(ballot::file))
        .route("/console/coalitions/{slug}/calls/{id}/powers/{power}", get(running::ask).post(running::write))
        .route("/console/coalitions/{slug}/calls/{id}/acts/{draft}", get(running::show).post(running::sign))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// What somebody is in a coalition, and for which steering group they act.
#[derive(Clone, Debug)]
struct There {
    coalition: Coalition,
    actor: Actor,
    group: Group,
    standing: Standing,
}

impl There {
    fn may(&self, deed: fn(Standing) -> Deed) -> bool {
        may(&self.actor, &deed(self.standing))
    }

    /// The address of a page below the coalition's, without language.
    fn path(&self, rest: &str) -> String {
        format!("/console/coalitions/{}{rest}", self.coalition.slug)
    }
}

/// What became of a look or a deed.
#[derive(Clone, Debug)]
enum Outcome<T> {
    Done(T),
    /// The message that says why not.
    Refused(&'static str),
    Forbidden,
    Missing,
}

/// Who acts, if they may: for the group in which they are delegate or deputy, else for the first that steers, by name.
fn there(tx: &mut Tx<'_>, account: Id, slug: &str, deed: fn(Standing) -> Deed) -> Result<Outcome<There>, Fault> {
    let Some((coalition, CoalitionState::Standing)) = coalitions::coalition_in_any_state(tx, slug)? else {
        return Ok(Outcome::Missing);
    };
    let Some(actor) = access::actor(tx, account)? else { return Ok(Outcome::Forbidden) };
    let seats: Vec<Id> = actor.seats.iter().map(|seat| seat.group).collect();
    let mut own = Vec::new();
    for (id, role) in coalitions::roles_of(tx, coalition.id, &seats)? {
        let Some(group) = coalitions::group(tx, id)?.filter(|_| role == Role::Steering) else { continue };
        let is_delegate = delegates::is_delegate(tx, coalition.id, id, account)?;
        own.push((group, Standing { group: id, role: Some(role), is_delegate }));
    }
    own.sort_by_key(|(group, standing)| (!standing.is_delegate, group.name.clone()));
    let Some((group, standing)) = own.into_iter().next() else { return Ok(Outcome::Forbidden) };
    let there = There { coalition, actor, group, standing };
    Ok(if there.may(deed) { Outcome::Done(there) } else { Outcome::Forbidden })
}

/// Reads for somebody who may.
async fn look<T: Send + 'static>(
    app: &App,
    signed_in: &SignedIn,
    slug: &str,
    deed: fn(Standing) -> Deed,
    look: impl Fn(&mut Tx<'_>, &There) -> Result<Option<T>, Fault> + Send + Sync + 'static,
) -> Result<Outcome<(There, T)>, Fault> {
    let (account, slug) = (signed_in.account, slug.to_owned());
    let read = app.db.read_newest(move |tx| {
        let there = match there(tx, account, &slug, deed)? {
            Outcome::Done(there) => there,
            Outcome::Missing => return Ok(Outcome::Missing),
            _ => return Ok(Outcome::Forbidden),
        };
        let seen = look(tx, &there)?;
        Ok(seen.map_or(Outcome::Missing, |seen| Outcome::Done((there, seen))))
    });
    read.await
}

/// Writes for somebody who may. The inner refusal is a message's id.
async fn act<T: Send + 'static>(
    app: &App,
    signed_in: &SignedIn,
    (name, slug): (&'static str, &str),
    deed: fn(Standing) -> Deed,
    verb: impl Fn(&mut Tx<'_>, &There) -> Result<Result<T, &'static str>, Fault> + Send + Sync + 'static,
) -> Result<Outcome<(There, T)>, Fault> {
    let (account, slug) = (signed_in.account, slug.to_owned());
    let (id, now) = (app.ids.fresh(app.clock.now()), app.clock.now());
    let written = app.db.write(name, move |tx| {
        let there = match there(tx, account, &slug, deed)? {
            Outcome::Done(there) => there,
            Outcome::Missing => return Ok(Outcome::Missing),
            _ => return Ok(Outcome::Forbidden),
        };
        let noted = audit::Note::of(id, now, (account, there.group.id), name, there.coalition.id);
        let done = verb(tx, &there)?;
        Ok(match noted.noted(tx, done)? {
            Ok(done) => Outcome::Done((there, done)),
            Err(message) => Outcome::Refused(message),
        })
    });
    let outcome = written.await?;
    app.waker.wake();
    Ok(outcome)
}

fn tools(app: &App) -> Tools {
    Tools::of(app)
}

/// The page of what is not there or not for this person; after a refusal back to where the form stands.
fn not_done<T>(app: &App, here: &Here, outcome: &Outcome<T>, back: &str) -> Response {
    match outcome {
        Outcome::Refused(message) => {
            let mark = if back.contains('?') { '&' } else { '?' };
            here.see(&format!("{back}{mark}refused={message}"))
        }
        Outcome::Forbidden => here.refused(app, StatusCode::FORBIDDEN),
        Outcome::Done(_) | Outcome::Missing => here.refused(app, StatusCode::NOT_FOUND),
    }
}

/// The id in an address.
fn id_of(text: &str) -> Option<Id> {
    text.parse().ok()
}
