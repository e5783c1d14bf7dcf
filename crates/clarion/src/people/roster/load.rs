//! Reading a list into memory: all of it the first time, then what was added and changed.

use super::{Roster, Row, TooLong, lock};
use crate::app::App;
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::people::Scope;
use crate::people::store::{self, DatedRow};
use crate::people::{Coarse, Details};
use db::Fault;
use std::collections::HashMap;
use std::sync::Mutex;

/// Records read at once: some 600 KB.
const PAGE: i64 = 2_000;
/// A record may be committed so long after its id was made, and stands before others that were read.
const LATE: i64 = MINUTE;
/// Marks of changed records read at once: some 500 KB.
const MARKS: i64 = 20_000;
/// A name is searched by so many bytes of its folded form.
const NAME_BYTES_MAX: usize = 200;

/// Brings a list up to date; it can be looked into meanwhile. Blocks.
pub(super) fn renew(app: &App, group: Id, list: &Mutex<Roster>, room: usize) -> Result<Result<(), TooLong>, Fault> {
    let began = app.clock.now();
    let since = {
        let roster = lock(list);
        (roster.read_at > 0 && !roster.wastes()).then(|| (roster.read_at - LATE).max(0))
    };
    let marks = since.map(|since| marks_since(app, group, since)).transpose()?.flatten();
    match marks {
        Some(marks) => read_changes(app, group, list, &marks)?,
        None => {
            let read = read_all(app, group, room)?;
            *lock(list) = read.unwrap_or_default();
        }
    }
    let mut roster = lock(list);
    if roster.rows.len() > room {
        *roster = Roster::default();
        return Ok(Err(TooLong));
    }
    (roster.read_at, roster.renewed_in) = (began, app.clock.now() - began);
    Ok(Ok(()))
}

/// A list as it is; `None` where it is too long.
fn read_all(app: &App, group: Id, room: usize) -> Result<Option<Roster>, Fault> {
    let (mut roster, mut after) = (Roster::default(), Id::ZERO);
    loop {
        let place = Place { after, skip: 0 };
        let rows = app.db.read_blocking(move |tx| store::people_page(tx, Scope::of(group), place, PAGE))?;
        let is_last = (rows.len() as i64) < PAGE;
        after = rows.last().map_or(after, |last| last.row.id);
        put(app, &mut roster, rows)?;
        if roster.rows.len() > room {
            return Ok(None);
        }
        if is_last {
            return Ok(Some(roster));
        }
    }
}

/// Reads the records that the list does not know as they were last changed. What lies in the overlap of two looks is a mark only, and
/// not opened again.
fn read_changes(app: &App, group: Id, list: &Mutex<Roster>, marks: &[(Id, i64)]) -> Result<(), Fault> {
    let mut unknown: Vec<Id> = {
        let roster = lock(list);
        marks.iter().filter(|mark| !roster.knows(**mark)).map(|(id, _)| *id).collect()
    };
    unknown.sort_unstable();
    unknown.dedup();
    for ids in unknown.chunks(PAGE as usize) {
        let ids = ids.to_vec();
        let rows = app.db.read_blocking(move |tx| store::people_of_group(tx, Scope::of(group), &ids))?;
        put(app, &mut lock(list), rows)?;
    }
    Ok(())
}

/// Marks of what was made or changed since an instant. `None` where so much changed in one microsecond that no page of it ends.
fn marks_since(app: &App, group: Id, since: i64) -> Result<Option<Vec<(Id, i64)>>, Fault> {
    let (mut marks, mut after, mut from) = (Vec::new(), marks::first_id(since), since);
    loop {
        let mut made = app.db.read_blocking(move |tx| store::marks_made(tx, Scope::of(group), after, MARKS))?;
        let is_last = (made.len() as i64) < MARKS;
        after = made.last().map_or(after, |(last, _)| *last);
        marks.append(&mut made);
        if is_last {
            break;
        }
    }
    loop {
        let mut changed = app.db.read_blocking(move |tx| store::marks_changed(tx, Scope::of(group), from, MARKS))?;
        let (is_last, last) = ((changed.len() as i64) < MARKS, changed.last().map_or(from, |(_, at)| *at));
        marks.append(&mut changed);
        if is_last {
            return Ok(Some(marks));
        }
        if last == from {
            return Ok(None);
        }
        from = last;
    }
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
        let mut new = roster.row(row.id, row.identity, row.modified_at, &details, &row.coarse);
        match place {
            Some(place) => {
                new.news = roster.rows[place].news;
                roster.rows[place] = new;
            }
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
    pub(super) fn place(&self, id: Id, known: usize) -> Option<usize> {
        self.rows[..known].binary_search_by_key(&id, |row| row.id).ok()
    }

    /// Whether a record stands in the list as it was last changed.
    fn knows(&self, (id, modified_at): (Id, i64)) -> bool {
        self.place(id, self.rows.len()).is_some_and(|place| self.rows[place].modified_at == modified_at)
    }

    /// Whether half of the names belong to nobody any more.
    fn wastes(&self) -> bool {
        let used: usize = self.rows.iter().map(|row| usize::from(row.name_bytes)).sum();
        self.names.len() > 2 * used + 1024
    }

    fn row(&mut self, id: Id, identity: Id, modified_at: i64, details: &Details, coarse: &Coarse) -> Row {
        let mut name = seal::name::searchable(&details.given_name, &details.family_name);
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
            news: None,
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
