//! The daily clean-up: forms that nobody confirmed within their time, and the memory of jobs that ended.
//!
//! It deletes in slices, so that people who take part meanwhile wait for none of it.

use super::link::{self, FORGET_SLICE};
use crate::app::App;
use crate::clock::Clock;
use db::{Db, Fault};
use jobs::{Bounds, Outcome, Registry};
use std::time::Duration;

const CLEAN_UP: &str = "pending.clean_up";
const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) fn register(registry: &mut Registry, app: &App) {
    let (db, clock) = (app.db.clone(), app.clock.clone());
    registry.add_every(CLEAN_UP, DAY, Bounds::default(), move |_| run(db.clone(), clock.clone()));
}

async fn run(db: Db, clock: Clock) -> Outcome {
    match clean_up(&db, clock.now()).await {
        Ok((forms, jobs)) => {
            tracing::info!(forms, jobs, "cleaned up");
            Outcome::Done
        }
        Err(fault) => Outcome::retry(format!("{:?}", fault.kind())),
    }
}

/// How many forms and jobs were forgotten.
async fn clean_up(db: &Db, now: i64) -> Result<(u64, u64), Fault> {
    let mut forms = 0;
    loop {
        let slice = db.write("pending.forget_old", move |tx| link::forget_old(tx, now)).await?;
        forms += slice;
        if slice < FORGET_SLICE {
            return Ok((forms, jobs::clean_up(db, now).await?));
        }
    }
}
