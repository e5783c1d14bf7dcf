//! Later work of people: lists are imported, what records hold of a field becomes choices or goes, links are mailed, rules about how
//! long people are kept are carried out, and refused rows and uploads are gone after seven days.

use super::{fields, import, retention, supporter, upload};
use crate::app::App;
use crate::messages::Mailer;
use ::jobs::{Bounds, Outcome, Registry};
use db::Fault;
use std::time::Duration;

const DAILY: Duration = Duration::from_secs(24 * 60 * 60);

/// Adds the kinds of job that people need to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    retention::jobs::register(registry, app, mailer);
    fields::choosing::jobs::register(registry, app);
    upload::jobs::register(registry, app);
    supporter::jobs::register(registry, app, mailer);
    let app = app.clone();
    registry.add_every("people.forget_old_blobs", DAILY, Bounds::default(), move |_| {
        let app = app.clone();
        async move {
            match forget_old_blobs(&app).await {
                Ok(()) => Outcome::Done,
                Err(fault) => Outcome::retry(format!("{:?}", fault.kind())),
            }
        }
    });
}

/// A few pieces a transaction, so that nobody waits for it.
async fn forget_old_blobs(app: &App) -> Result<(), Fault> {
    let now = app.clock.now();
    while app.db.write("people.forget_old_blobs", move |tx| import::drop_expired(tx, now)).await? > 0 {}
    while app.db.write("people.forget_uploads", move |tx| upload::forget_expired(tx, now)).await? > 0 {}
    Ok(())
}
