//! Passkeys over HTTP: what the browser's script is handed, and the forms it fills.

use super::register::{self, NewPasskeyAnswer, RegisterRefusal};
use super::sign_in::{self, PasskeyAnswer, PasskeyRefusal};
use super::{NAME_CHARS_MAX, PASSKEYS_MAX, passkeys_of, site};
use crate::access::account_pages::{self, ACCOUNT_PATH};
use crate::access::forgery::OwnPage;
use crate::access::pages::field;
use crate::access::safety::{Change, Telling};
use crate::access::sessions::{BeganBy, Device, NewSession};
use crate::access::sign_in_pages;
use crate::access::{SignedIn, accounts};
use crate::app::App;
use crate::ids::Id;
use crate::notices::Signer;
use crate::plans;
use crate::trust::assertion::Assertion;
use crate::trust::{Base64, from_base64};
use crate::web::client::Client;
use crate::web::frame;
use crate::web::site::Here;
use crate::web::typed::Sent;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use db::Fault;
use serde_json::Value;
use std::net::IpAddr;

fn handed(options: &Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(options)).into_response()
}

pub(in crate::access) async fn sign_in_options(State(app): State<App>, here: Here) -> Response {
    match site(&app.settings) {
        Some(site) => handed(&sign_in::options(&app.vault, &app.ids, app.clock.now(), &site)),
        None => here.refused(&app, StatusCode::NOT_FOUND),
    }
}

pub(in crate::access) async fn sign_in(
    State(app): State<App>,
    here: Here,
    _: OwnPage,
    Client(client): Client,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, signed_in(&app, &here, client, &headers, &body).await)
}

async fn signed_in(app: &App, here: &Here, client: IpAddr, headers: &HeaderMap, body: &[u8]) -> Result<Response, Fault> {
    if !app.sign_in_limits.may_try(app.clock.now(), client) {
        return Ok(here.refused(app, StatusCode::TOO_MANY_REQUESTS));
    }
    let session = NewSession::of_request(app, headers, BeganBy::Passkey);
    let next = field(body, "next");
    match try_passkey(app, body, &session).await? {
        Ok(()) => Ok(sign_in_pages::welcome(app, here, &session, &next)),
        Err(refusal) => {
            let mut page = sign_in_pages::page(app, here, &next);
            page.refusal = Some(page.frame.t(sign_in_words(refusal)));
            Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn try_passkey(app: &App, body: &[u8], session: &NewSession) -> Result<Result<(), PasskeyRefusal>, Fault> {
    let (Some(site), Some(answer)) = (site(&app.settings), answer_in(body)) else { return Ok(Err(PasskeyRefusal::Wrong)) };
    let credential = answer.credential_id.clone();
    let found = app.db.read_newest(move |tx| sign_in::find(tx, &credential)).await?;
    let Some(passkey) = found else { return Ok(Err(PasskeyRefusal::Unknown)) };
    let now = app.clock.now();
    let checked = match sign_in::check(&app.vault, now, &site, &passkey, &answer) {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let session = session.clone();
    app.db.write("access.passkey_sign_in", move |tx| sign_in::sign_in(tx, now, &checked, &session)).await
}

fn answer_in(body: &[u8]) -> Option<PasskeyAnswer> {
    let bytes = |name| from_base64(&field(body, name)).filter(|bytes| !bytes.is_empty());
    Some(PasskeyAnswer {
        credential_id: bytes("credential_id")?,
        assertion: Assertion {
            authenticator_data: Base64(bytes("authenticator_data")?),
            client_data: Base64(bytes("client_data")?),
            signature: Base64(bytes("signature")?),
        },
    })
}

fn sign_in_words(refusal: PasskeyRefusal) -> &'static str {
    match refusal {
        PasskeyRefusal::Unknown => "passkey-unknown",
        PasskeyRefusal::Stale => "passkey-stale",
        PasskeyRefusal::NotVerified => "passkey-not-verified",
        PasskeyRefusal::Wrong => "passkey-wrong",
        PasskeyRefusal::Copied => "passkey-copied",
    }
}

pub(in crate::access) async fn register_options(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let now = app.clock.now();
    let Some(site) = site(&app.settings).filter(|_| signed_in.is_fresh(now)) else {
        return here.refused(&app, StatusCode::FORBIDDEN);
    };
    let answered = async {
        let account = signed_in.account;
        let read = app.db.read_newest(move |tx| Ok((accounts::account(tx, account)?, passkeys_of(tx, account)?)));
        let (Some(known), passkeys) = read.await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let email = accounts::open(&app.vault, account, &known.sealed)?.email;
        let asks = register::Asks { account, email: &email, name: &signed_in.name, known: &passkeys };
        Ok(handed(&register::options(&app.vault, &app.ids, now, &site, &asks)))
    };
    here.answer(&app, answered.await)
}

pub(in crate::access) async fn register(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, registered(&app, &here, signed_in, &headers, &body).await)
}

async fn registered(app: &App, here: &Here, signed_in: SignedIn, headers: &HeaderMap, body: &[u8]) -> Result<Response, Fault> {
    let now = app.clock.now();
    let Some(site) = site(&app.settings).filter(|_| signed_in.is_fresh(now)) else {
        return Ok(here.refused(app, StatusCode::FORBIDDEN));
    };
    let (account, vault) = (signed_in.account, app.vault.clone());
    let named = app.db.read_newest(move |tx| passkeys_of(tx, account)?.iter().map(|known| known.name(&vault)).collect());
    let taken: Vec<String> = named.await?;
    let answer = NewPasskeyAnswer {
        client_data: from_base64(&field(body, "client_data")).unwrap_or_default(),
        attestation: from_base64(&field(body, "attestation")).unwrap_or_default(),
        name: distinct(&passkey_name(&field(body, "name"), headers), &taken),
    };
    let done = match register::check(&app.vault, &app.ids, now, &site, signed_in.account, &answer)? {
        Ok(checked) => {
            let telling = Telling::new(&app.ids, signed_in.account, Change::PasskeyAdded, now);
            let signer = Signer::of(app);
            let registered = app.db.write("access.register_passkey", move |tx| {
                let registered = register::register(tx, now, &checked)?;
                if registered.is_ok() {
                    plans::passkeys::enter_of_account(tx, &signer, now, checked.passkey().account)?;
                    telling.queue(tx)?;
                }
                Ok(registered.map(|()| checked.passkey().id))
            });
            registered.await?
        }
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(passkey) => {
            app.waker.wake();
            Ok(here.see(&format!("{ACCOUNT_PATH}?added={passkey}#passkeys")))
        }
        Err(refusal) => {
            let mut page = account_pages::page(app, here, signed_in).await?;
            page.refusal = Some(page.frame.t(register_words(refusal)));
            Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

fn register_words(refusal: RegisterRefusal) -> &'static str {
    match refusal {
        RegisterRefusal::Stale => "passkey-stale",
        RegisterRefusal::Unreadable => "passkey-wrong",
        RegisterRefusal::NotVerified => "passkey-not-verified",
        RegisterRefusal::OtherAlgorithm => "passkey-algorithm",
        RegisterRefusal::Known => "passkey-known",
        RegisterRefusal::TooMany => "passkey-too-many",
    }
}

/// As its owner calls it, or by the device on which it was made.
fn passkey_name(typed: &str, headers: &HeaderMap) -> String {
    let typed = seal::text::clean_line(typed, NAME_CHARS_MAX).unwrap_or_default();
    let device = Device::of(headers);
    [typed, device.system, device.browser].into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "1".to_owned())
}

/// The name, or the name and the first number from 2 on that is free: "Linux", "Linux 2". Who signs must be able to tell them apart.
fn distinct(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    let numbered = (2..=PASSKEYS_MAX + 1).map(|number| {
        let ending = format!(" {number}");
        let kept: String = name.chars().take(NAME_CHARS_MAX - ending.len()).collect();
        kept + &ending
    });
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_else(|| name.to_owned())
}

pub(in crate::access) async fn remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(passkey): Path<String>,
) -> Response {
    let Ok(passkey) = passkey.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    if !signed_in.is_fresh(app.clock.now()) {
        return here.refused(&app, StatusCode::FORBIDDEN);
    }
    let account = signed_in.account;
    let telling = Telling::new(&app.ids, account, Change::PasskeyRemoved, app.clock.now());
    let (signer, now) = (Signer::of(&app), app.clock.now());
    let removed = app.db.write("access.remove_passkey", move |tx| {
        plans::passkeys::withdraw(tx, &signer, now, account, passkey)?;
        if super::remove(tx, account, passkey)? {
            telling.queue(tx)?;
        }
        Ok(())
    });
    let removed = removed.await;
    app.waker.wake();
    here.answer(&app, removed.map(|()| here.see(&format!("{ACCOUNT_PATH}#passkeys"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_passkeys_of_somebody_have_one_name() {
        let taken = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(distinct("Linux", &taken(&["Android"])), "Linux");
        assert_eq!(distinct("Linux", &taken(&["Linux"])), "Linux 2");
        assert_eq!(distinct("Linux", &taken(&["Linux", "Linux 2", "Linux 4"])), "Linux 3");
        let long = "ñ".repeat(NAME_CHARS_MAX);
        assert_eq!(distinct(&long, &taken(&[&long])).chars().count(), NAME_CHARS_MAX);
    }
}
