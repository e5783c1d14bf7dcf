//! The addresses of sign-in and of the console's own pages, without language, and what their handlers share.

use super::{account_pages, console_pages, key_pages, passkeys, recovery_pages, sign_in_pages};
use crate::app::App;
use crate::web::views_access::PasskeyState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The longest form is a passkey's answer, at a few kilobytes.
const FORM_BYTES_MAX: usize = 32 * 1024;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/sign-in", get(sign_in_pages::show).post(sign_in_pages::ask))
        .route("/console/sign-in/check-mail", get(sign_in_pages::asked))
        .route("/console/sign-in/link/{token}", get(sign_in_pages::show_link).post(sign_in_pages::follow_link))
        .route("/console/sign-in/code", get(recovery_pages::show).post(recovery_pages::sign_in))
        .route("/console/sign-in/passkey", post(passkeys::pages::sign_in))
        .route("/console/sign-in/passkey/options", get(passkeys::pages::sign_in_options))
        .route("/console/sign-out", post(sign_in_pages::sign_out))
        .route("/console", get(console_pages::dashboard))
        .route("/console/groups/{slug}/api-keys", get(key_pages::show).post(key_pages::make))
        .route("/console/groups/{slug}/api-keys/{key}/revoke", get(key_pages::ask_revoke).post(key_pages::revoke))
        .route("/console/account", get(account_pages::show))
        .route("/console/account/passkeys", post(passkeys::pages::register))
        .route("/console/account/passkeys/options", get(passkeys::pages::register_options))
        .route("/console/account/passkeys/{passkey}/remove", post(passkeys::pages::remove))
        .route("/console/account/recovery-codes", post(recovery_pages::make))
        .route("/console/account/profile", post(account_pages::rename))
        .route("/console/account/sessions/end-others", post(account_pages::end_others))
        .route("/console/account/sessions/{session}/end", post(account_pages::end_session))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The last value of a field in an urlencoded body; empty where there is none.
pub(super) fn field(body: &[u8], wanted: &str) -> String {
    let found = url::form_urlencoded::parse(body).filter(|(name, _)| name == wanted);
    found.last().map_or_else(String::new, |(_, value)| value.into_owned())
}

/// Whether browsers make passkeys for this instance.
pub(super) fn passkey_state(app: &App) -> PasskeyState {
    match (app.settings.usable_passkey_domain(), &app.settings.passkey_domain) {
        (Some(_), _) => PasskeyState::Usable,
        (None, None) => PasskeyState::IpAddress,
        (None, Some(_)) => PasskeyState::NotEncrypted,
    }
}
