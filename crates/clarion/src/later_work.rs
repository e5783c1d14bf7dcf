//! Every kind of later work, in one list: what a worker knows to do.

use crate::app::App;
use crate::messages::Mailer;
use crate::{messages, people, petitions};
use jobs::Registry;

/// The registry of a running server.
pub fn registry(app: &App, mailer: &Mailer) -> Registry {
    let mut registry = Registry::new();
    messages::jobs::register(&mut registry, app, mailer);
    petitions::jobs::register(&mut registry, app, mailer);
    people::jobs::register(&mut registry, app);
    registry
}
