//! Freezing an audience: from one snapshot, into slices, so that what was counted at the start is what is walked.
//!
//! A reader walks the audience in its snapshot and hands slices over; this thread writes them, behind people who wait. Nobody can
//! lease a slice before the whole stands. Waves of one sending freeze in their order, each without those of the waves before it.

use super::entry::{self, Entry};
use super::store::{self, ToFreeze};
use super::{Audience, walk};
use crate::app::App;
use crate::ids::Id;
use db::{Fault, FaultKind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Slices written with one commit: 270 KB.
const SLICES_PER_WRITE: usize = 8;
/// Slices that may be ready before they are written.
const READY_MAX: usize = 2 * SLICES_PER_WRITE;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::messages) enum Freezing {
    /// It stands, now or since long.
    Frozen {
        /// Whose messages it belongs to.
        sending: Id,
        /// Whether nothing of it can reach anybody.
        is_drill: bool,
    },
    /// It starts later (microseconds).
    NotBefore(i64),
    /// An earlier wave is not frozen yet; when it is, this one is queued again.
    AfterEarlierWave,
    /// Another worker took it over.
    Elsewhere,
    /// There is no such message.
    Unknown,
}

/// What the reader hands over.
enum Piece {
    /// The snapshot begins; what came before is void.
    Begin,
    Slice(Vec<Entry>),
    End(i64),
}

/// Freezes the audience of a message. Blocks: for a thread of its own.
pub(in crate::messages) fn freeze(app: &App, message: Id) -> Result<Freezing, Fault> {
    let read = move |tx: &mut db::Tx<'_>| {
        let Some(about) = store::to_freeze(tx, message)? else { return Ok(None) };
        let earlier = store::earlier_waves(tx, about.sending, about.wave)?;
        Ok(Some((about, earlier)))
    };
    let Some((about, earlier)) = app.db.read_blocking(read)? else { return Ok(Freezing::Unknown) };
    let done = Freezing::Frozen { sending: about.sending, is_drill: about.is_drill };
    match about {
        ToFreeze { is_frozen: true, .. } => return Ok(done),
        ToFreeze { starts_at, .. } if starts_at > app.clock.now() => return Ok(Freezing::NotBefore(starts_at)),
        _ if earlier.iter().any(|(_, is_frozen)| !is_frozen) => return Ok(Freezing::AfterEarlierWave),
        _ => {}
    }
    let freezer: [u8; 16] = app.ids.bytes();
    if !app.db.write_bulk("messages.begin_freezing", move |tx| store::begin_freezing(tx, message, &freezer))? {
        return Ok(Freezing::Elsewhere);
    }
    let earlier: Vec<Id> = earlier.into_iter().map(|(id, _)| id).collect();
    let writer = Writer { app, message, freezer, about: about.clone() };
    let (ready, pieces) = sync_channel(READY_MAX);
    let written = std::thread::scope(|scope| {
        let reader = scope.spawn(move || read_all(app, &about, &earlier, &ready));
        let written = writer.write(&pieces);
        drop(pieces);
        let read = reader.join().map_err(|_| Fault::bug("walking an audience panicked"))?;
        // Where the writer stopped, the reader's complaint about it says nothing.
        if matches!(written, Ok(true)) { read.map(|()| true) } else { written }
    });
    Ok(if written? { done } else { Freezing::Elsewhere })
}

fn read_all(app: &App, about: &ToFreeze, earlier: &[Id], ready: &SyncSender<Piece>) -> Result<(), Fault> {
    let (audience, coalition) = (Audience::from_text(&about.audience)?, about.coalition);
    let (earlier, ready) = (earlier.to_vec(), ready.clone());
    app.db.read_blocking(move |tx| {
        let gone = |_| Fault::new(FaultKind::Refused, "whoever wrote the audience has stopped");
        ready.send(Piece::Begin).map_err(gone)?;
        let (mut number, mut slice) = (0, Vec::new());
        let people = walk(tx, &audience, coalition, &earlier, &mut |entry| {
            slice.push(entry);
            if slice.len() < entry::people_in_slice(number) {
                return Ok(());
            }
            number += 1;
            let full = std::mem::replace(&mut slice, Vec::with_capacity(entry::people_in_slice(number)));
            ready.send(Piece::Slice(full)).map_err(gone)
        })?;
        if !slice.is_empty() {
            ready.send(Piece::Slice(slice)).map_err(gone)?;
        }
        ready.send(Piece::End(people)).map_err(gone)
    })
}

struct Writer<'a> {
    app: &'a App,
    message: Id,
    freezer: [u8; 16],
    about: ToFreeze,
}

impl Writer<'_> {
    /// Writes what comes; `false` where another worker took the freezing over.
    fn write(&self, pieces: &Receiver<Piece>) -> Result<bool, Fault> {
        let (message, freezer) = (self.message, self.freezer);
        let (mut number, mut slices, mut frozen_at) = (0, Vec::new(), None);
        while let Ok(piece) = pieces.recv() {
            match piece {
                Piece::Begin => {
                    // A second beginning: the connection was lost, and the snapshot with it.
                    let again = frozen_at.replace(self.app.clock.now()).is_some();
                    (number, slices) = (0, Vec::new());
                    let void = move |tx: &mut db::Tx<'_>| store::begin_freezing(tx, message, &freezer);
                    if again && !self.app.db.write_bulk("messages.begin_freezing", void)? {
                        return Ok(false);
                    }
                }
                Piece::Slice(entries) => {
                    slices.push((number, entries.len() as i64, entry::to_bytes(&entries)));
                    number += 1;
                    if slices.len() == SLICES_PER_WRITE && !self.keep(std::mem::take(&mut slices))? {
                        return Ok(false);
                    }
                }
                Piece::End(people) => {
                    if !self.keep(slices)? {
                        return Ok(false);
                    }
                    let at = frozen_at.ok_or_else(|| Fault::bug("an audience ends before it begins"))?;
                    let frozen = move |tx: &mut db::Tx<'_>| store::frozen(tx, message, &freezer, at, people);
                    return self.app.db.write_bulk("messages.frozen", frozen);
                }
            }
        }
        Err(Fault::new(FaultKind::Away, "the audience could not be read to its end"))
    }

    fn keep(&self, slices: Vec<(i64, i64, Vec<u8>)>) -> Result<bool, Fault> {
        let (message, freezer, about) = (self.message, self.freezer, self.about.clone());
        match slices.is_empty() {
            true => Ok(true),
            false => self
                .app
                .db
                .write_bulk("messages.keep_audience", move |tx| store::keep_slices(tx, message, &freezer, &about, &slices)),
        }
    }
}
