//! Who got the words of a sending is forgotten 90 days after it ended (DESIGN section 4, "delivery keys"): its deliveries by human and
//! by mailbox, and its frozen audiences. What stays is numbers: each slice's tally.
//!
//! Neither table of deliveries is ordered by sending, so both are walked once for all sendings that are due. The audiences go last:
//! where they are there, the walk has not come to its end, and it is begun again.

use super::super::audience;
use super::super::store as messages;
use super::store::{self, Trace};
use crate::app::App;
use crate::aside::{aside, outcome};
use crate::clock::DAY;
use crate::ids::Id;
use ::jobs::{Bounds, Registry};
use db::Fault;
use std::time::Duration;

const FORGET: &str = "messages.forget_deliveries";
const DAILY: Duration = Duration::from_secs(24 * 3600);
/// So long after a sending ended it is known who got it: to correct it, and for whoever asks what became of their mail.
pub const KEPT_FOR: i64 = 90 * DAY;
/// Sendings forgotten with one walk, more than come due in a day; the rest goes the day after.
const SENDINGS_MAX: i64 = 256;
/// Rows read at once, beside the writers.
const PAGE: i64 = 2_000;
/// Rows deleted with one commit, well under 20 ms (DESIGN section 5).
const SLICE: usize = 256;
/// Frozen slices likewise: each holds up to 1,024 people.
const AUDIENCE_SLICE: i64 = 16;
/// Walking two tables of some million rows takes minutes; a machine in trouble gets six hours.
const BOUNDS: Bounds = Bounds {
    attempts_max: 12,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(6 * 3600),
    parallel_max: 1,
};

/// Adds the daily clean-up to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.add_every(FORGET, DAILY, BOUNDS, move |_| {
        let app = app.clone();
        async move { outcome(aside(move |is_wanted| forget_old(&app, is_wanted)).await) }
    });
}

/// Behind people who wait; `false` where it was stopped before its end. Blocks.
fn forget_old(app: &App, is_wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
    let ended_until = app.clock.now() - KEPT_FOR;
    let due = app.db.read_blocking(move |tx| messages::to_forget(tx, ended_until, SENDINGS_MAX))?;
    if due.is_empty() {
        return Ok(true);
    }
    for trace in [Trace::Human, Trace::Mailbox] {
        if !walk(app, trace, &due, is_wanted)? {
            return Ok(false);
        }
    }
    for sending in due {
        let drop_some = move |tx: &mut db::Tx<'_>| audience::forget_some(tx, sending, AUDIENCE_SLICE);
        while is_wanted() && app.db.write_bulk(FORGET, drop_some)? > 0 {}
    }
    Ok(is_wanted())
}

/// Goes through a whole table of deliveries. `due` is in order.
fn walk(app: &App, trace: Trace, due: &[Id], is_wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
    let mut after = ([0; 16], Id::ZERO);
    while is_wanted() {
        let page = app.db.read_blocking(move |tx| store::traces(tx, trace, after, PAGE))?;
        let Some(last) = page.last().copied() else { return Ok(true) };
        let gone: Vec<([u8; 16], Id)> = page.into_iter().filter(|(_, sending)| due.binary_search(sending).is_ok()).collect();
        for slice in gone.chunks(SLICE) {
            let slice = slice.to_vec();
            app.db.write_bulk(FORGET, move |tx| store::forget(tx, trace, &slice))?;
        }
        after = last;
    }
    Ok(false)
}
