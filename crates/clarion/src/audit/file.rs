//! The audit log as a file: written for people and for `clarion verify audit`, and read again.

use super::chain::{self, Entry, Link as Hash, hex};
use super::pages::add_names;
use super::store;
use super::words::said;
use crate::app::App;
use crate::ids::Id;
use crate::web::lang::Lang;
use crate::web::spreadsheet;
use axum::body::Body;
use axum::response::Response;
use db::Fault;
use std::collections::HashMap;

/// Entries that are read at a time.
const SLICE: i64 = 500;
/// The first line of the file.
const COLUMNS: [&str; 10] = ["number", "done_at", "deed", "what", "account", "who", "about", "id", "group", "hash"];

pub(super) fn file(app: App, group: Id, slug: &str) -> Response {
    let writing = Writing { app, group, last: 0, names: HashMap::new() };
    let stream = futures_util::stream::unfold((Some(writing), false), |(writing, begun)| async move {
        let mut writing = writing?;
        if !begun {
            return Some((spreadsheet::heading(&COLUMNS.map(str::to_owned)), (Some(writing), true)));
        }
        let lines = writing.lines().await.map_err(|fault| std::io::Error::other(fault.to_string()));
        match lines.and_then(|lines| spreadsheet::lines(&lines)) {
            Ok(bytes) if bytes.is_empty() => None,
            Ok(bytes) => Some((Ok(bytes), (Some(writing), true))),
            Err(error) => Some((Err(error), (None, true))),
        }
    });
    spreadsheet::download(&format!("{slug}-audit.csv"), Body::from_stream(stream))
}

/// A file that is being written.
struct Writing {
    app: App,
    group: Id,
    /// The last number that was written.
    last: i64,
    names: HashMap<Id, String>,
}

impl Writing {
    /// The next lines; none at the end.
    async fn lines(&mut self) -> Result<Vec<Vec<String>>, Fault> {
        let (app, group, after, mut names) = (self.app.clone(), self.group, self.last, std::mem::take(&mut self.names));
        let read = self.app.db.read_newest(move |tx| {
            let entries = store::after(tx, group, after, SLICE)?;
            let mut names = names.clone();
            add_names(tx, &app, &entries, &mut names)?;
            Ok((entries, names))
        });
        let (entries, known) = read.await?;
        names = known;
        self.last = entries.last().map_or(self.last, |(entry, _)| entry.number);
        let lines = entries.iter().map(|(entry, hash)| line(self.group, entry, hash, &names)).collect();
        self.names = names;
        Ok(lines)
    }
}

fn line(group: Id, entry: &Entry, hash: &Hash, names: &HashMap<Id, String>) -> Vec<String> {
    let done_at = jiff::Timestamp::from_microsecond(entry.done_at).unwrap_or_default();
    vec![
        entry.number.to_string(),
        done_at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(),
        entry.deed.clone(),
        said(Lang::En, &entry.deed),
        entry.account.to_string(),
        names.get(&entry.account).cloned().unwrap_or_default(),
        entry.about.to_string(),
        entry.id.to_string(),
        group.to_string(),
        hex(hash),
    ]
}

/// What a file holds.
struct Held {
    group: Id,
    entries: Vec<(Entry, Hash)>,
    /// The first entry whose words, which no hash covers, are not those of its deed.
    other_words: Option<i64>,
}

/// Reads the file again; `None` where it is no such file.
fn read_file(bytes: &[u8]) -> Option<Held> {
    let mut rows = csv::Reader::from_reader(bytes);
    if rows.headers().ok()?.iter().ne(COLUMNS) {
        return None;
    }
    let (mut group, mut entries, mut other_words) = (None, Vec::new(), None);
    for row in rows.records() {
        let row = row.ok()?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let own: Id = cell(8).parse().ok()?;
        if *group.get_or_insert(own) != own {
            return None;
        }
        let entry = Entry {
            number: cell(0).parse().ok()?,
            done_at: cell(1).parse::<jiff::Timestamp>().ok()?.as_microsecond(),
            deed: cell(2).to_owned(),
            account: cell(4).parse().ok()?,
            about: cell(6).parse().ok()?,
            id: cell(7).parse().ok()?,
        };
        if cell(3) != said(Lang::En, &entry.deed) {
            other_words.get_or_insert(entry.number);
        }
        entries.push((entry, link(cell(9))?));
    }
    Some(Held { group: group.unwrap_or(Id::ZERO), entries, other_words })
}

fn link(hex: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(hash)
}

/// What a file holds: its entries and the last hash, or where it breaks. The names of people are no part of what is checked.
pub fn check_file(bytes: &[u8]) -> Option<(usize, Result<Hash, chain::Break>)> {
    let Held { group, entries, other_words } = read_file(bytes)?;
    let followed = chain::follow(group, &entries).and_then(|last| match other_words {
        Some(number) => Err(chain::Break::Words(number)),
        None => Ok(last),
    });
    Some((entries.len(), followed))
}
