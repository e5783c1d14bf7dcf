//! Every kind of later work, in one list: what a worker knows to do.

use crate::app::App;
use crate::messages::Mailer;
use crate::{access, coalitions, events, messages, pending, people, plans, reports};
use jobs::Registry;
use std::sync::Arc;

/// The registry of a running server.
pub fn registry(app: &App, mailer: &Mailer) -> Registry {
    let mut registry = Registry::new();
    access::jobs::register(&mut registry, app, mailer);
    coalitions::seats::jobs::register(&mut registry, app, mailer);
    events::jobs::register(&mut registry, app, mailer);
    messages::jobs::register(&mut registry, app, mailer);
    pending::jobs::register(&mut registry, app, mailer);
    people::jobs::register(&mut registry, app);
    // A start notes its waves itself; what else an outcome sets off (events, notice, messages) is called here.
    plans::jobs::register(&mut registry, app, Arc::new(|_, _, _| Ok(())));
    reports::register(&mut registry, app);
    registry
}
