//! The refused rows of an import while they are kept: lines of CSV, sealed in pieces, gone after seven days.
//!
//! The pieces hold no header, so that each run of an import only adds to what stands. Here is also how what expired is dropped.

use super::{Importer, Report, store};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::csv_refused::RefusedWriter;
use db::{Fault, Tx};
use std::io::{self, Write};

/// Of one piece (DESIGN, section 3).
const PIECE_BYTES_MAX: usize = 256 * 1024;

/// One sealed piece, with its number.
pub(super) struct Piece {
    pub(super) number: i64,
    pub(super) sealed: Vec<u8>,
}

/// Seals lines as pieces that follow the first `standing` ones.
pub(super) fn seal(vault: &Vault, ids: &Ids, group: Id, blob: Id, standing: i64, lines: &[u8]) -> Result<Vec<Piece>, Fault> {
    let pieces = lines.chunks(PIECE_BYTES_MAX).zip(standing..);
    pieces
        .map(|(plain, number)| Ok(Piece { number, sealed: vault.seal(group, &place(blob, number), plain, ids.bytes())? }))
        .collect()
}

/// What a piece is sealed under: no piece opens in the place of another.
fn place(blob: Id, number: i64) -> [u8; 16] {
    let mut place = blob.0;
    for (byte, mask) in place[8..].iter_mut().zip(number.to_be_bytes()) {
        *byte ^= mask;
    }
    place
}

/// Writes the file of an import's refused rows: mended, it can be imported. What was refused more than seven days ago is gone.
/// Blocks.
pub fn write_refused<W: Write>(importer: &Importer, group: Id, report: &Report, output: W) -> io::Result<()> {
    let mut output = RefusedWriter::new(output, &report.columns)?.finish()?;
    let (blob, pieces) = report.refused;
    let vault = &importer.intake.vault;
    for number in 0..pieces {
        let sealed = importer.db.read_blocking(move |tx| store::piece(tx, blob, number)).map_err(io::Error::other)?;
        if let Some(sealed) = sealed {
            let lines = vault.open_sealed(group, &place(blob, number), &sealed).map_err(io::Error::other)?;
            output.write_all(&lines)?;
        }
    }
    output.flush()
}

/// Drops some of what expired; how many pieces. To be run again until it answers 0.
pub fn drop_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_expired(tx, now)
}
