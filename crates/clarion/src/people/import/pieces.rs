//! Files of one group, sealed in pieces: an uploaded list, and the refused rows of an import. Gone after seven days.

use super::store;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use db::{Db, Fault, Tx};
use std::io::{self, ErrorKind, Read};

/// Of one piece (DESIGN, section 3).
pub(in crate::people) const PIECE_BYTES_MAX: usize = 256 * 1024;

/// What a file's pieces are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) enum Kind {
    /// A list as somebody sent it.
    Upload,
    /// Rows that an import refused, as lines of CSV.
    RefusedRows,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::RefusedRows => "refused-rows",
        }
    }
}

/// One sealed piece, with its number.
pub(in crate::people) struct Piece {
    /// Which of the file's, from 0.
    pub(in crate::people) number: i64,
    /// Its bytes.
    pub(in crate::people) sealed: Vec<u8>,
}

/// Seals bytes as pieces that follow the first `standing` ones.
pub(in crate::people) fn seal(
    vault: &Vault,
    ids: &Ids,
    group: Id,
    file: Id,
    standing: i64,
    bytes: &[u8],
) -> Result<Vec<Piece>, Fault> {
    let pieces = bytes.chunks(PIECE_BYTES_MAX).zip(standing..);
    pieces
        .map(|(plain, number)| Ok(Piece { number, sealed: vault.seal(group, &place(file, number), plain, ids.bytes())? }))
        .collect()
}

/// Opens one piece.
pub(in crate::people) fn open(vault: &Vault, group: Id, file: Id, piece: &Piece) -> Result<Vec<u8>, Fault> {
    vault.open_sealed(group, &place(file, piece.number), &piece.sealed)
}

/// What a piece is sealed under: no piece opens in the place of another.
fn place(file: Id, number: i64) -> [u8; 16] {
    let mut place = file.0;
    for (byte, mask) in place[8..].iter_mut().zip(number.to_be_bytes()) {
        *byte ^= mask;
    }
    place
}

/// Keeps a piece until an instant. Twice changes nothing.
pub(in crate::people) fn keep(
    tx: &mut Tx<'_>,
    (kind, group, file): (Kind, Id, Id),
    piece: &Piece,
    expires_at: i64,
) -> Result<(), Fault> {
    store::add_piece(tx, (kind.as_str(), group, file), piece.number, &piece.sealed, expires_at).map(drop)
}

/// Drops some of a file's pieces; how many. To be run again until it answers 0.
pub(in crate::people) fn drop_some(tx: &mut Tx<'_>, file: Id) -> Result<u64, Fault> {
    store::drop_pieces(tx, file)
}

/// Reads a file of whole pieces, one of them in memory. For threads of their own. A piece that is gone ends it with
/// [`ErrorKind::NotFound`]; a database that is away with another kind.
pub(in crate::people) struct Reader {
    /// The database.
    pub(in crate::people) db: Db,
    /// The secrets; the group's data key must be known.
    pub(in crate::people) vault: Vault,
    /// Whose file.
    pub(in crate::people) group: Id,
    /// The file.
    pub(in crate::people) file: Id,
    /// How many pieces it has.
    pub(in crate::people) pieces: i64,
    next: i64,
    held: Vec<u8>,
    at: usize,
}

impl Reader {
    /// From the start of a file.
    pub(in crate::people) fn new(db: Db, vault: Vault, group: Id, file: Id, pieces: i64) -> Self {
        Self { db, vault, group, file, pieces, next: 0, held: Vec::new(), at: 0 }
    }

    fn take_next(&mut self) -> io::Result<()> {
        let (file, number) = (self.file, self.next);
        let found = self.db.read_blocking(move |tx| store::piece(tx, file, number)).map_err(io::Error::other)?;
        let sealed = found.ok_or(ErrorKind::NotFound)?;
        self.held = open(&self.vault, self.group, file, &Piece { number, sealed }).map_err(io::Error::other)?;
        (self.at, self.next) = (0, number + 1);
        Ok(())
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.held.len() {
            if self.next == self.pieces {
                return Ok(0);
            }
            self.take_next()?;
        }
        let count = buffer.len().min(self.held.len() - self.at);
        buffer[..count].copy_from_slice(&self.held[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
