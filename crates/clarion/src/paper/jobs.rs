//! Once a day: lines of sheets that somebody began and left are forgotten. They name people whom no list has yet, and the paper still has
//! them; the sheet stands as one that nobody entered.

use super::store;
use crate::app::App;
use crate::clock::{Clock, DAY};
use db::{Db, Fault, Tx};
use jobs::{Bounds, Outcome, Registry};
use std::time::Duration;

const FORGET_LEFT: &str = "petitions.forget_left_sheets";
/// As long as a form waits for its confirmation.
const LEFT_FOR: i64 = 30 * DAY;
/// A transaction forgets so many sheets.
const SLICE: i64 = 64;
const EVERY: Duration = Duration::from_secs(24 * 3600);

pub(crate) fn register(registry: &mut Registry, app: &App) {
    let (db, clock) = (app.db.clone(), app.clock.clone());
    registry.add_every(FORGET_LEFT, EVERY, Bounds::default(), move |_| run(db.clone(), clock.clone()));
}

async fn run(db: Db, clock: Clock) -> Outcome {
    let now = clock.now();
    loop {
        match db.write(FORGET_LEFT, move |tx| forget_left(tx, now)).await {
            Ok(sheets) if sheets < SLICE as usize => return Outcome::Done,
            Ok(_) => {}
            Err(fault) => return Outcome::retry(format!("{:?}", fault.kind())),
        }
    }
}

/// Forgets the lines of some sheets; of how many.
pub fn forget_left(tx: &mut Tx<'_>, now: i64) -> Result<usize, Fault> {
    let sheets = store::left_alone(tx, now - LEFT_FOR, SLICE)?;
    for sheet in &sheets {
        if store::begin_anew(tx, *sheet, now - LEFT_FOR)? {
            store::drop_lines(tx, *sheet)?;
        }
    }
    Ok(sheets.len())
}
