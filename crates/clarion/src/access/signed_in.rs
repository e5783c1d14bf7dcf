//! The extractor by which a handler asks for somebody who is signed in. Whoever is not is led to sign-in, and from there back.
//!
//! It refuses what another site had the browser send (`forgery`), so a handler that takes it may change things in the person's name.

use super::sessions::{self, BeganBy, SEEN_STEP};
use super::{accounts, forgery};
use crate::app::App;
use crate::clock::HOUR;
use crate::ids::Id;
use crate::web::site::Here;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use db::Fault;

/// Where sign-in is, without language.
pub const SIGN_IN_PATH: &str = "/console/sign-in";
/// Where the console begins, without language.
pub const CONSOLE_PATH: &str = "/console";
/// After signing in, what opens the account (passkeys, recovery codes) can be changed for so long: an unlocked browser that somebody
/// left behind must not become a key of a stranger's own.
pub const FRESH_FOR: i64 = HOUR;
/// A longer address is not come back to.
const NEXT_BYTES_MAX: usize = 300;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub account: Id,
    /// The session.
    pub session: Id,
    /// The person's name, as their pages show it.
    pub name: String,
    /// What began the session.
    pub began_by: BeganBy,
    /// When it began.
    pub began_at: i64,
}

impl SignedIn {
    /// Whether they signed in a short while ago.
    pub fn is_fresh(&self, now: i64) -> bool {
        now - self.began_at < FRESH_FOR
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(here) = Here::from_request_parts(parts, app).await;
        if forgery::is_from_elsewhere(&parts.method, &parts.headers, &app.settings.public_url) {
            return Err(here.refused(app, StatusCode::FORBIDDEN));
        }
        match signed_in(app, parts).await {
            Ok(Some(signed_in)) => Ok(signed_in),
            Ok(None) => Err(here.see(&sign_in_path(parts, &here))),
            Err(fault) => Err(here.fault(app, &fault)),
        }
    }
}

async fn signed_in(app: &App, parts: &Parts) -> Result<Option<SignedIn>, Fault> {
    let Some(hash) = sessions::hash_in(&parts.headers, &app.settings) else { return Ok(None) };
    let now = app.clock.now();
    let found = app.db.read_newest(move |tx| sessions::find(tx, &hash, now)).await?;
    let Some((session, sealed)) = found else { return Ok(None) };
    if now - session.seen_at >= SEEN_STEP {
        touch_beside(app, session.id, now);
    }
    let name = accounts::open(&app.vault, session.account, &sealed)?.name;
    let (began_by, began_at) = (session.began_by, session.began_at);
    Ok(Some(SignedIn { account: session.account, session: session.id, name, began_by, began_at }))
}

/// Notes beside the page that the session is used. A page that is only looked at waits for no write: it comes while the disk is full.
fn touch_beside(app: &App, session: Id, now: i64) {
    let db = app.db.clone();
    tokio::spawn(async move {
        if let Err(fault) = db.write("access.touch_session", move |tx| sessions::touch(tx, session, now)).await {
            tracing::warn!(%fault, "that a session is used was not noted; its next page tries again");
        }
    });
}

/// Sign-in with the way back. Only a page that was looked at can be come back to.
fn sign_in_path(parts: &Parts, here: &Here) -> String {
    let next = if parts.method == Method::GET { clean_next(&here.path) } else { None };
    match next.filter(|next| *next != CONSOLE_PATH) {
        Some(next) => format!("{SIGN_IN_PATH}?next={next}"),
        None => SIGN_IN_PATH.to_owned(),
    }
}

/// A page of the console, without language, that sign-in may lead back to; never an address of another host, nor one that a query would
/// have to escape.
pub(super) fn clean_next(path: &str) -> Option<&str> {
    let is_console = path == CONSOLE_PATH || path.strip_prefix(CONSOLE_PATH).is_some_and(|rest| rest.starts_with('/'));
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte));
    (is_console && is_plain && path.len() <= NEXT_BYTES_MAX && !path.contains("//")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_leads_back_into_the_console_only() {
        for path in ["/console", "/console/account", "/console/groups/alder-readers"] {
            assert_eq!(clean_next(path), Some(path));
        }
        let long = format!("/console/{}", "a".repeat(300));
        for path in [
            "",
            "/",
            "//evil.example",
            "/consoleevil",
            "/console//evil.example",
            "/console/../x",
            "/petitions/x",
            "/console/%0d",
            &long,
        ] {
            assert_eq!(clean_next(path), None, "{path}");
        }
    }
}
