//! Every kind of later work, in one list: what a worker knows to do.

use crate::app::App;
use crate::messages::Mailer;
use crate::{people, petitions, reports};
use jobs::Registry;

/// The registry of a running server.
pub fn registry(app: &App, mailer: &Mailer) -> Registry {
    let mut registry = Registry::new();
    petitions::jobs::register(&mut registry, app, mailer);
    people::jobs::register(&mut registry, app);
    reports::register(&mut registry, app);
    registry
}
