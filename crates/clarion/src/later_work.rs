//! Every kind of later work, in one list: what a worker knows to do.

use crate::app::App;
use crate::messages::Mailer;
use crate::{access, actions, coalitions, events, messages, paper, pending, people, plans, reports, webhooks};
use jobs::Registry;

/// The registry of a running server.
pub fn registry(app: &App, mailer: &Mailer) -> Registry {
    let mut registry = Registry::new();
    access::jobs::register(&mut registry, app, mailer);
    coalitions::merging::jobs::register(&mut registry, app);
    coalitions::merging::telling::register(&mut registry, app, mailer);
    coalitions::overlap::jobs::register(&mut registry, app);
    coalitions::joining::jobs::register(&mut registry, app, mailer);
    coalitions::membership::telling::register(&mut registry, app, mailer);
    coalitions::reach::jobs::register(&mut registry, app);
    coalitions::seats::jobs::register(&mut registry, app, mailer);
    events::jobs::register(&mut registry, app, mailer);
    messages::jobs::register(&mut registry, app, mailer);
    pending::jobs::register(&mut registry, app, mailer);
    people::jobs::register(&mut registry, app, mailer);
    actions::drafts::telling::register(&mut registry, app, mailer);
    paper::jobs::register(&mut registry, app);
    plans::jobs::register(&mut registry, app, plans::follow::of(app));
    plans::telling::register(&mut registry, app, mailer);
    reports::register(&mut registry, app);
    webhooks::register(&mut registry, app, mailer);
    registry
}
