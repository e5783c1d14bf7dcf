//! What a rule would touch, counted page by page beside the writers, before an owner switches it on.

use super::walk::{self, Asked};
use super::{AHEAD, EXAMPLES_MAX, Example, Kind, Look, store};
use crate::app::App;
use crate::ids::Id;
use db::Fault;

/// Records looked at in one snapshot: some 10 ms of one reader.
const PAGE: i64 = 500;

/// Counts for a look, unless a newer one was asked for or it is counted. Blocks. `false`: it is not wanted any more.
pub fn count(app: &App, (group, kind, id): (Id, Kind, Id), is_wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
    let found = app.db.read_blocking(move |tx| store::look(tx, group, kind))?;
    let Some(mut look) = found.filter(|look| look.id == id && look.counted_at.is_none()) else { return Ok(true) };
    let now = app.clock.now();
    let asked = Asked { vault: app.vault.clone(), group, kind, months: look.months };
    let mut after = Id::ZERO;
    loop {
        if !is_wanted() {
            return Ok(false);
        }
        let (reader, until) = (asked.clone(), now + AHEAD[AHEAD.len() - 1]);
        let page = app.db.read_blocking(move |tx| walk::page(tx, &reader, after, PAGE, until))?;
        let Some(last) = page.last else { break };
        after = last;
        look.people += page.people;
        add(&mut look, &page.found, now);
    }
    app.db.write_bulk("people.retention_counted", move |tx| store::counted(tx, &look, now))?;
    Ok(true)
}

fn add(look: &mut Look, found: &[walk::Found], now: i64) {
    for (touched, ahead) in look.touched.iter_mut().zip(AHEAD) {
        *touched += found.iter().filter(|found| found.due_at <= now + ahead).count() as i64;
    }
    look.examples.extend(found.iter().map(|found| Example { person: found.person, since: found.since, at: found.at }));
    // Whose time began first is due first.
    look.examples.sort_by_key(|example| (example.at, example.person));
    look.examples.truncate(EXAMPLES_MAX);
}
