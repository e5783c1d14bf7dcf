//! What a merge would do, counted page by page beside the writers, once both groups agreed to see it.

use super::holding::{self, Holding};
use super::unite::{self, is_no};
use super::{Merge, Numbers, store};
use crate::app::App;
use crate::ids::Id;
use db::{Fault, Tx};
use seal::Channel;

/// Records looked at in one snapshot: some 20 ms of one reader.
const PAGE: i64 = 1_000;

/// Counts, and keeps the numbers. Blocks.
pub fn count(app: &App, merge: &Merge) -> Result<(), Fault> {
    let [former, survivor] = merge.groups();
    let mut numbers = Numbers { former: 0, survivor: 0, both: 0, stricter: 0, texts: 0, counted_at: app.clock.now() };
    let mut after = Id::ZERO;
    loop {
        let page = app.db.read_blocking(move |tx| page(tx, [former, survivor], after))?;
        let Some(last) = page.last else { break };
        after = last;
        numbers.former += page.people;
        numbers.both += page.both;
        numbers.stricter += page.stricter;
        numbers.texts += page.texts;
    }
    let mut after = Id::ZERO;
    loop {
        let page = app.db.read_blocking(move |tx| store::count_page(tx, survivor, after, PAGE))?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        numbers.survivor += page.len() as i64;
    }
    let id = merge.id;
    app.db.write_bulk("groups.merge_counted", move |tx| store::counted(tx, id, &numbers))
}

#[derive(Default)]
struct Page {
    last: Option<Id>,
    people: i64,
    both: i64,
    stricter: i64,
    texts: i64,
}

fn page(tx: &mut Tx<'_>, groups: [Id; 2], after: Id) -> Result<Page, Fault> {
    let people = store::people_of(tx, groups[0], after, PAGE)?;
    let mut humans: Vec<Id> = people.iter().flat_map(|(_, humans)| humans.iter().copied()).collect();
    humans.sort_unstable();
    humans.dedup();
    let [there, here] = [holding::read_standing(tx, groups[0], &humans)?, holding::read_standing(tx, groups[1], &humans)?];
    let mut page = Page { last: people.last().map(|(id, _)| *id), people: people.len() as i64, ..Page::default() };
    for (human, former) in &there {
        let Some(survivor) = here.get(human) else { continue };
        page.both += i64::from(former.person.is_some() && survivor.person.is_some());
        let united = Holding { consents: unite::consents(former, survivor), ..Holding::default() };
        let email = Channel::Email.code();
        let differs = |row: &&holding::Consent| {
            row.channel == email
                && !is_no(row.status)
                && united.consent(row.channel, row.purpose).map(|row| row.status) != Some(row.status)
        };
        let was_yes = |held: &Holding| held.consents.iter().filter(differs).map(|row| row.purpose).collect::<Vec<_>>();
        let mut stricter = [was_yes(former), was_yes(survivor)].concat();
        stricter.sort_unstable();
        stricter.dedup();
        page.stricter += stricter.len() as i64;
        page.texts += former.consents.iter().filter(|row| row.channel != email && !is_no(row.status)).count() as i64;
    }
    Ok(page)
}
