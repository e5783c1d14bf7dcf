//! The daily clean-up of reports.

use super::store;
use crate::app::App;
use crate::clock::DAY;
use ::jobs::{Bounds, Outcome, Registry};
use db::Fault;
use std::time::Duration;

const FORGET_OLD: &str = "reports.forget_old";
const DAILY: Duration = Duration::from_secs(24 * 3600);
/// So long after closing somebody may still ask what was done.
pub const CLOSED_LIFE: i64 = 90 * DAY;
/// What nobody has closed for so long will not be read any more.
pub const OPEN_LIFE: i64 = 365 * DAY;
/// Deleted with one commit, so that nobody waits for it.
const SLICE: i64 = 500;

/// Adds the kind of job that reports need.
pub fn register(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.add_every(FORGET_OLD, DAILY, Bounds::default(), move |_| {
        let app = app.clone();
        async move {
            match forget_old(&app).await {
                Ok(()) => Outcome::Done,
                Err(fault) => Outcome::retry(format!("{:?}", fault.kind())),
            }
        }
    });
}

async fn forget_old(app: &App) -> Result<(), Fault> {
    let now = app.clock.now();
    let drop_some = move |tx: &mut db::Tx<'_>| store::drop_old_reports(tx, now - OPEN_LIFE, now - CLOSED_LIFE, SLICE);
    while app.db.write("reports.forget_old", drop_some).await? > 0 {}
    Ok(())
}
