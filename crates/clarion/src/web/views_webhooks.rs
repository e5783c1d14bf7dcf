//! The page that shows the secret of a webhook, once.

use askama::Template;

use super::frame::Frame;
use crate::access::SignedIn;

/// A new secret.
#[derive(Template)]
#[template(path = "webhooks/secret.html")]
pub struct SecretPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who made it.
    pub signed_in: SignedIn,
    /// Where the webhook posts.
    pub url: String,
    /// The secret.
    pub secret: String,
    /// The webhook's page.
    pub back: String,
}
