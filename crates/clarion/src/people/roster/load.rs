//! Reading a list into memory: all of it the first time, then what was added and changed.

use super::{Roster, Row, TooLong};
use crate::app::App;
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::people::store::{self, DatedRow};
use crate::people::{Coarse, Details};
use db::Fault;
use std::collections::HashMap;

/// Records read at once: some 600 KB.
const PAGE: i64 = 2_000;
/// A record may be committed so long after its id was made, and stands before others that were read.
const LATE: i64 = MINUTE;
/// When more records than these were changed, the list is read anew.
const CHANGED_MAX: i64 = 20_000;
/// A name is searched by so many bytes of its folded form.
const NAME_BYTES_MAX: usize = 200;

/// Brings a list up to date. Blocks.
pub(super) fn renew(app: &App, group: Id, roster: &mut Roster, room: usize) -> Result<Result<(), TooLong>, Fault> {
    let now = app.clock.now();
    let since = (roster.read_at - LATE).max(0);
    let changed = match roster.read_at {
        0 => Vec::new(),
        _ => app.db.read_blocking(move |tx| store::people_changed(tx, group, since, CHANGED_MAX))?,
    };
    let is_too_much = changed.len() as i64 == CHANGED_MAX || roster.wastes();
    let mut after = if is_too_much { Id::ZERO } else { marks::first_id(since) };
    if is_too_much {
        *roster = Roster::default();
    }
    loop {
        let place = Place { after, skip: 0 };
        let rows = app.db.read_blocking(move |tx| store::people_page(tx, group, place, PAGE))?;
        let is_last = (rows.len() as i64) < PAGE;
        after = rows.last().map_or(after, |last| last.row.id);
        put(app, roster, rows)?;
        if roster.rows.len() > room {
            return Ok(Err(TooLong));
        }
        if is_last {
            break;
        }
    }
    if !is_too_much {
        for ids in changed.chunks(PAGE as usize) {
            let ids = ids.to_vec();
            let rows = app.db.read_blocking(move |tx| store::people_of_group(tx, group, &ids))?;
            put(app, roster, rows)?;
        }
    }
    roster.read_at = now;
    Ok(Ok(()))
}

fn put(app: &App, roster: &mut Roster, rows: Vec<DatedRow>) -> Result<(), Fault> {
    let known = roster.rows.len();
    let places: HashMap<Id, usize> =
        rows.iter().filter_map(|dated| Some((dated.row.id, roster.place(dated.row.id, known)?))).collect();
    for DatedRow { row, .. } in rows {
        let place = places.get(&row.id).copied();
        if place.is_some_and(|place| roster.rows[place].modified_at == row.modified_at) {
            continue;
        }
        let details = Details::from_bytes(&app.vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
        let new = roster.row(row.id, row.identity, row.modified_at, &details, &row.coarse);
        match place {
            Some(place) => roster.rows[place] = new,
            None => roster.rows.push(new),
        }
    }
    let is_sorted = roster.rows[known.saturating_sub(1)..].is_sorted_by_key(|row| row.id);
    if !is_sorted {
        roster.rows.sort_unstable_by_key(|row| row.id);
    }
    Ok(())
}

impl Roster {
    /// Where a record stands among the first `known`.
    fn place(&self, id: Id, known: usize) -> Option<usize> {
        self.rows[..known].binary_search_by_key(&id, |row| row.id).ok()
    }

    /// Whether half of the names belong to nobody any more.
    fn wastes(&self) -> bool {
        let used: usize = self.rows.iter().map(|row| usize::from(row.name_bytes)).sum();
        self.names.len() > 2 * used + 1024
    }

    fn row(&mut self, id: Id, identity: Id, modified_at: i64, details: &Details, coarse: &Coarse) -> Row {
        let whole = format!("{} {}", details.given_name, details.family_name);
        let mut name = seal::name::fold(&whole);
        name.truncate(name.floor_char_boundary(NAME_BYTES_MAX));
        let name_start = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push_str(&name);
        Row {
            id,
            identity,
            modified_at,
            name_start,
            name_bytes: name.len() as u16,
            region: self.region(&coarse.region),
            zip: coarse.zip.parse().unwrap_or(0),
            lang: coarse.lang.bytes().next().unwrap_or(0),
            has: [!details.email.is_empty(), !details.phone.is_empty()],
        }
    }

    /// The number of a state; there are few.
    fn region(&mut self, region: &str) -> u16 {
        let known = self.regions.iter().position(|known| known == region);
        let at = known.unwrap_or_else(|| {
            self.regions.push(region.to_owned());
            self.regions.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}
