//! Reading a list into memory: all of it the first time, then what was added and changed.

use super::{Roster, Row, TooLong, lock};
use crate::app::App;
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::people::store::{self, DatedRow};
use crate::people::{Coarse, Details, Scope, epoch};
use db::Fault;
use std::collections::{HashMap, HashSet};
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
    let known = {
        let roster = lock(list);
        // Where the clock was set back, dates since then do not find what changed.
        let is_behind = roster.read_at <= 0 || roster.read_at > began;
        (!is_behind && !roster.wastes()).then(|| ((roster.read_at - LATE).max(0), roster.epoch))
    };
    let of_epoch = known.map(|(since, epoch)| follow(app, group, list, (since, epoch))).transpose()?.flatten();
    let Some(epoch) = of_epoch.map_or_else(|| read_all(app, group, list, room), |epoch| Ok(Some(epoch)))? else {
        return Ok(Err(give_up(app, list)));
    };
    if lock(list).rows.len() > room {
        return Ok(Err(give_up(app, list)));
    }
    let mut roster = lock(list);
    let took = app.clock.now() - began;
    if roster.epoch != epoch {
        (roster.epoch, roster.compared_at, roster.compared_in) = (epoch, began, took);
    }
    (roster.read_at, roster.renewed_in) = (began, took);
    Ok(Ok(()))
}

/// Follows a list that is in memory to the epoch of what it is then; `None` where it is to be read anew.
fn follow(app: &App, group: Id, list: &Mutex<Roster>, (since, epoch): (i64, i64)) -> Result<Option<i64>, Fault> {
    let (now_of, first) = made_after(app, group, marks::first_id(since))?;
    if now_of != epoch {
        return compare(app, group, list).map(Some);
    }
    let Some(marks) = marks_since(app, group, since, first)? else { return Ok(None) };
    let unknown = {
        let roster = lock(list);
        marks.into_iter().filter(|mark| !roster.knows(*mark)).map(|(id, _)| id).collect()
    };
    read_unknown(app, group, list, unknown)?;
    Ok(Some(epoch))
}

/// Lets go of a list that does not fit, and keeps in mind that it did not.
fn give_up(app: &App, list: &Mutex<Roster>) -> TooLong {
    *lock(list) = Roster { too_long_at: Some(app.clock.now()), ..Roster::default() };
    TooLong
}

/// Puts a list in place as it is, and says as of which epoch; `None` where it is too long.
fn read_all(app: &App, group: Id, list: &Mutex<Roster>, room: usize) -> Result<Option<i64>, Fault> {
    // First: who is erased while the list is read raises it again.
    let epoch = app.db.read_blocking(move |tx| epoch::of(tx, group))?;
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
            roster.epoch = epoch;
            *lock(list) = roster;
            return Ok(Some(epoch));
        }
    }
}

/// Holds a list against the marks of all that stands: whoever is gone goes from memory, with their name, and whoever came with an older id
/// is read. Nobody else is opened again, so that this takes a small part of reading the list. The epoch of what it is then.
fn compare(app: &App, group: Id, list: &Mutex<Roster>) -> Result<i64, Fault> {
    let (epoch, mut marks) = made_after(app, group, Id::ZERO)?;
    let (mut after, mut gone, mut unknown) = (Id::ZERO, HashSet::new(), Vec::new());
    loop {
        let is_last = (marks.len() as i64) < MARKS;
        let last = marks.last().filter(|_| !is_last).map_or(Id([0xff; 16]), |(last, _)| *last);
        {
            let roster = lock(list);
            let [from, to] = [after, last].map(|id| roster.rows.partition_point(|row| row.id <= id));
            let stands = |row: &Row| marks.binary_search_by_key(&row.id, |(id, _)| *id).is_ok();
            gone.extend(roster.rows[from..to].iter().filter(|row| !stands(row)).map(|row| row.id));
            unknown.extend(marks.iter().filter(|mark| !roster.knows(**mark)).map(|(id, _)| *id));
        }
        if is_last {
            break;
        }
        after = last;
        (_, marks) = made_after(app, group, after)?;
    }
    lock(list).let_go(&gone);
    read_unknown(app, group, list, unknown)?;
    Ok(epoch)
}

/// Reads the records that the list does not know as they were last changed. What lies in the overlap of two looks is a mark only, and
/// not opened again.
fn read_unknown(app: &App, group: Id, list: &Mutex<Roster>, mut unknown: Vec<Id>) -> Result<(), Fault> {
    unknown.sort_unstable();
    unknown.dedup();
    for ids in unknown.chunks(PAGE as usize) {
        let ids = ids.to_vec();
        let rows = app.db.read_blocking(move |tx| store::people_of_group(tx, Scope::of(group), &ids))?;
        put(app, &mut lock(list), rows)?;
    }
    Ok(())
}

/// A record's mark: its id, and when it was last changed.
type Mark = (Id, i64);

/// The epoch of a list, and marks of what stands after a record.
fn made_after(app: &App, group: Id, after: Id) -> Result<(i64, Vec<Mark>), Fault> {
    app.db.read_blocking(move |tx| Ok((epoch::of(tx, group)?, store::marks_made(tx, Scope::of(group), after, MARKS)?)))
}

/// Marks of what was made or changed since an instant, of which the first page is read. `None` where so much changed in one microsecond
/// that no page of it ends.
fn marks_since(app: &App, group: Id, since: i64, first: Vec<Mark>) -> Result<Option<Vec<Mark>>, Fault> {
    let (mut marks, mut from) = (first, since);
    let mut is_last = (marks.len() as i64) < MARKS;
    while !is_last {
        let after = marks.last().map_or(Id::ZERO, |(last, _)| *last);
        let (_, mut made) = made_after(app, group, after)?;
        is_last = (made.len() as i64) < MARKS;
        marks.append(&mut made);
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

    /// Lets go of people, and of what they are called.
    pub(super) fn let_go(&mut self, gone: &HashSet<Id>) {
        if gone.is_empty() {
            return;
        }
        let mut names = String::with_capacity(self.names.len());
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain_mut(|row| {
            if gone.contains(&row.id) {
                return false;
            }
            let start = u32::try_from(names.len()).unwrap_or(u32::MAX);
            names.push_str(self.name(row));
            row.name_start = start;
            true
        });
        (self.rows, self.names) = (rows, names);
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
