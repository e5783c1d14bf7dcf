//! The refused rows of an import while they are kept: lines of CSV, sealed in pieces, gone after seven days.
//!
//! The pieces hold no header, so that each run of an import only adds to what stands. Here is also how what expired is dropped.

use super::pieces::{self, Piece};
use super::{Importer, Report, store};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::csv_refused::RefusedWriter;
use crate::web::spreadsheet;
use db::{Fault, Tx};
use std::io::{self, Write};

/// How a file of refused rows begins; `columns` are those of the file that was imported.
pub fn refused_header(columns: &[String]) -> io::Result<Vec<u8>> {
    RefusedWriter::new(spreadsheet::MARK.to_vec(), columns)?.finish()
}

/// The lines in one piece of refused rows, opened; nothing where it has expired.
pub fn refused_lines(tx: &mut Tx<'_>, vault: &Vault, group: Id, blob: Id, number: i64) -> Result<Vec<u8>, Fault> {
    match store::piece(tx, blob, number)? {
        Some(sealed) => pieces::open(vault, group, blob, &Piece { number, sealed }),
        None => Ok(Vec::new()),
    }
}

/// Writes the file of an import's refused rows: mended, it can be imported. What was refused more than seven days ago is gone.
/// Blocks.
pub fn write_refused<W: Write>(importer: &Importer, group: Id, report: &Report, mut output: W) -> io::Result<()> {
    output.write_all(&refused_header(&report.columns)?)?;
    let (blob, pieces) = report.refused;
    for number in 0..pieces {
        let vault = importer.intake.vault.clone();
        let lines = importer.db.read_blocking(move |tx| refused_lines(tx, &vault, group, blob, number));
        output.write_all(&lines.map_err(io::Error::other)?)?;
    }
    output.flush()
}

/// Drops some of what expired; how many pieces. To be run again until it answers 0.
pub fn drop_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_expired(tx, now)
}
