//! One's own account: who one is here, and where one is signed in.

use super::passkeys::{self, Passkey};
use super::sessions::{self, BeganBy, Device, Session};
use super::signed_in::SignedIn;
use super::{accounts, pages, recovery, rename};
use crate::app::App;
use crate::ids::Id;
use crate::plans::{self, passkeys::NEVER};
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::lang::{self, Lang};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent};
use crate::web::views_access::{AccountPage, PasskeyRow, SessionRow};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// The account's page, without language.
pub(super) const ACCOUNT_PATH: &str = "/console/account";

pub(super) async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Query(query): Query) -> Response {
    let shown = async {
        let mut page = page(&app, &here, signed_in).await?;
        if query.get("done") == "renamed" {
            page.added = vec![page.frame.t("account-renamed")];
        }
        if let Ok(passkey) = query.get("added").parse::<Id>() {
            page.added = said_of(&app, &page, passkey).await?;
        }
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// What whoever has just added a passkey hears: that it signs them in, and from when it counts where they speak for a group. Empty where
/// it is not theirs.
async fn said_of(app: &App, page: &AccountPage, passkey: Id) -> Result<Vec<String>, Fault> {
    let (account, now, frame) = (page.signed_in.account, app.clock.now(), &page.frame);
    let read = app.db.read_newest(move |tx| {
        let own = passkeys::passkeys_of(tx, account)?.into_iter().find(|own| own.id == passkey);
        Ok((own, plans::passkeys::counts(tx, account, passkey)?))
    });
    let (Some(own), counts) = read.await? else { return Ok(Vec::new()) };
    let counts = counts.into_iter().filter(|_| own.can_vote()).map(|counts| match counts.from {
        from if from <= now => frame.t2("passkey-counts-now", ("group", &counts.group), ("coalition", &counts.coalition)),
        NEVER => frame.t2("passkey-counts-later", ("group", &counts.group), ("coalition", &counts.coalition)),
        from => {
            let when = frame.date_time(&zoned(from, SITE_ZONE));
            let parts = [("group", counts.group), ("coalition", counts.coalition), ("when", when)];
            lang::t(frame.lang, "passkey-counts-from", &parts.map(|(name, words)| (name, words.into())))
        }
    });
    Ok(std::iter::once(frame.t1("passkey-added", "name", own.name(&app.vault)?)).chain(counts).collect())
}

pub(super) async fn page(app: &App, here: &Here, signed_in: SignedIn) -> Result<AccountPage, Fault> {
    let (account, now) = (signed_in.account, app.clock.now());
    let read = app.db.read_newest(move |tx| {
        let known = accounts::account(tx, account)?.ok_or_else(|| Fault::bug("an account vanished"))?;
        let (sessions, passkeys) = (sessions::of_account(tx, account, now)?, passkeys::passkeys_of(tx, account)?);
        Ok((known, sessions, passkeys, recovery::left(tx, account)?))
    });
    let (known, sessions, passkeys, codes_left) = read.await?;
    let mut frame = here.frame(app, "");
    frame.path = ACCOUNT_PATH.to_owned();
    frame.title = frame.t(AccountPage::TITLE);
    let accounts::Profile { name, email } = accounts::open(&app.vault, account, &known.sealed)?;
    let mut rows: Vec<SessionRow> = sessions.iter().map(|session| row(&frame, session, signed_in.session)).collect();
    rows.sort_by_key(|row| !row.is_this);
    let passkeys = passkeys.iter().map(|passkey| passkey_row(app, &frame, passkey)).collect::<Result<_, _>>()?;
    Ok(AccountPage {
        own_name: name,
        name_error: None,
        mail_lang: known.lang,
        email,
        passkeys,
        passkey_state: pages::passkey_state(app),
        codes_left: codes_left as u64,
        is_fresh: signed_in.is_fresh(now),
        sessions: rows,
        refusal: None,
        added: Vec::new(),
        frame,
        signed_in,
    })
}

/// Another name, or another language of mails.
pub(super) async fn rename(State(app): State<App>, here: Here, signed_in: SignedIn, Sent(body): Sent) -> Response {
    let renamed = async {
        let account = signed_in.account;
        let found = app.db.read_newest(move |tx| accounts::account(tx, account)).await?;
        let known = found.ok_or_else(|| Fault::bug("an account vanished"))?;
        let typed = pages::field(&body, "own_name");
        let lang = Lang::from_code(&pages::field(&body, "lang")).unwrap_or(known.lang);
        match rename::prepare(&app.vault, &app.ids, &known, &typed, lang)? {
            Ok(change) => {
                app.db.write("access.rename", move |tx| rename::rename(tx, &change)).await?;
                Ok(here.see(&format!("{ACCOUNT_PATH}?done=renamed")))
            }
            Err(refusal) => {
                let mut page = page(&app, &here, signed_in).await?;
                (page.own_name, page.mail_lang) = (typed, lang);
                page.name_error = Some(page.frame.t(refusal.message()));
                Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page))
            }
        }
    };
    here.answer(&app, renamed.await)
}

fn passkey_row(app: &App, frame: &Frame, passkey: &Passkey) -> Result<PasskeyRow, Fault> {
    Ok(PasskeyRow {
        name: passkey.name(&app.vault)?,
        can_vote: passkey.can_vote(),
        registered_at: zoned(passkey.registered_at, SITE_ZONE),
        used_at: passkey.used_at.map(|at| zoned(at, SITE_ZONE)),
        remove_action: frame.link(&format!("{ACCOUNT_PATH}/passkeys/{}/remove", passkey.id)),
    })
}

fn row(frame: &Frame, session: &Session, this: Id) -> SessionRow {
    SessionRow {
        device: device_words(frame, &session.device),
        began_by: match session.began_by {
            BeganBy::Link => frame.t("began-link"),
            BeganBy::Passkey => frame.t("began-passkey"),
            BeganBy::RecoveryCode => frame.t("began-code"),
        },
        began_at: zoned(session.began_at, SITE_ZONE),
        seen_at: zoned(session.seen_at, SITE_ZONE),
        is_this: session.id == this,
        end_action: frame.link(&format!("{ACCOUNT_PATH}/sessions/{}/end", session.id)),
    }
}

fn device_words(frame: &Frame, device: &Device) -> String {
    match (device.browser.as_str(), device.system.as_str()) {
        ("", "") => frame.t("device-unknown"),
        (one, "") | ("", one) => one.to_owned(),
        (browser, system) => frame.t2("device-both", ("browser", browser), ("system", system)),
    }
}

pub(super) async fn end_session(State(app): State<App>, here: Here, signed_in: SignedIn, Path(session): Path<String>) -> Response {
    let Ok(session) = session.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let account = signed_in.account;
    let ended = app.db.write("access.end_session", move |tx| sessions::end(tx, account, session)).await;
    // One that had ended already is where the person wanted it.
    here.answer(&app, ended.map(|_| here.see(&format!("{ACCOUNT_PATH}#sessions"))))
}

pub(super) async fn end_others(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let (account, this) = (signed_in.account, signed_in.session);
    let ended = app.db.write("access.end_others", move |tx| sessions::end_others(tx, account, this)).await;
    here.answer(&app, ended.map(|_| here.see(&format!("{ACCOUNT_PATH}#sessions"))))
}
