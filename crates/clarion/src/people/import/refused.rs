//! The refused rows of an import while they are kept: lines of CSV, sealed in pieces, gone after seven days.
//!
//! The pieces hold no header, so that each run of an import only adds to what stands. Here is also how what expired is dropped.

use super::pieces::{self, Piece};
use super::{Importer, Report, store};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::csv_refused::RefusedWriter;
use crate::people::csv_rows::{REFUSED_COLUMNS, REFUSED_COLUMNS_ES};
use crate::web::lang::Lang;
use crate::web::spreadsheet;
use db::{Fault, Tx};
use std::io::{self, Write};

/// How a file of refused rows begins; `columns` are those of the file that was imported.
pub fn refused_header(lang: Lang, columns: &[String]) -> io::Result<Vec<u8>> {
    let first = if lang == Lang::Es { REFUSED_COLUMNS_ES } else { REFUSED_COLUMNS };
    RefusedWriter::named(spreadsheet::MARK.to_vec(), first, columns)?.finish()
}

/// Says why rows were refused in other words, piece by piece: a row may begin in one piece and end in the next.
#[derive(Default)]
pub struct Retold {
    held: Vec<u8>,
}

impl Retold {
    /// The rows that are whole with the next piece, with `said` of each reason. After the last piece all are.
    pub fn next(&mut self, piece: &[u8], is_last: bool, said: impl Fn(&str) -> String) -> io::Result<Vec<u8>> {
        self.held.extend_from_slice(piece);
        let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&self.held[..]);
        let mut output = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let (mut row, mut done) = (csv::ByteRecord::new(), 0);
        while rows.read_byte_record(&mut row)? {
            let end = usize::try_from(rows.position().byte()).unwrap_or(usize::MAX);
            if !is_last && end >= self.held.len() {
                break;
            }
            let reason = row.get(1).map(|reason| said(&String::from_utf8_lossy(reason))).unwrap_or_default();
            let cell = |(at, cell): (usize, &[u8])| if at == 1 { reason.clone().into_bytes() } else { cell.to_vec() };
            output.write_record(row.iter().enumerate().map(cell))?;
            done = end;
        }
        self.held.drain(..done.min(self.held.len()));
        output.into_inner().map_err(csv::IntoInnerError::into_error)
    }
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
    output.write_all(&refused_header(Lang::En, &report.columns)?)?;
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn rows_are_retold_wherever_a_piece_ends() {
        let rows = "3,Why.,\"a \"\"b\"\", c\",'=1\n4,Why.,\"two\nlines\",x\n5,Other,y\n";
        let expected = rows.replace("Why.", "Por qué.");
        for cut in 0..rows.len() {
            let (mut retold, said) = (Retold::default(), |reason: &str| reason.replace("Why.", "Por qué."));
            let mut told = retold.next(&rows.as_bytes()[..cut], false, said).unwrap();
            told.extend(retold.next(&rows.as_bytes()[cut..], true, said).unwrap());
            assert_eq!(String::from_utf8(told).unwrap(), expected, "cut at {cut}");
        }
    }
}
