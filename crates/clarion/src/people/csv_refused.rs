//! Writes the rows that an import refused, so that they can be mended in a spreadsheet and imported again.
//!
//! The file has the columns `refused_line` and `refused_reason`, then the original ones. They stand in front because a row
//! may have more cells than the header. Cells that a spreadsheet would run as formulas are written with an apostrophe
//! before them, headers too; [`CsvRows`](super::csv_rows::CsvRows) knows such a file by its first two columns, passes over
//! them and takes the apostrophes off again.

use std::io::{self, Write};

use super::csv_rows::{REFUSED_COLUMNS, RefusedRow, neutralise};

/// A file of refused rows being written, comma-separated UTF-8 whatever the original was.
pub struct RefusedWriter<W: Write> {
    output: csv::Writer<W>,
    count: u64,
}

impl<W: Write> RefusedWriter<W> {
    /// Begins the file with the header. `columns` are those of the file that is imported.
    ///
    /// # Errors
    /// Those of the output.
    pub fn new(output: W, columns: &[String]) -> io::Result<RefusedWriter<W>> {
        Self::named(output, REFUSED_COLUMNS, columns)
    }

    /// The same with other names of the two columns in front.
    ///
    /// # Errors
    /// Those of the output.
    pub fn named(output: W, first: [&str; 2], columns: &[String]) -> io::Result<RefusedWriter<W>> {
        let mut output = csv::WriterBuilder::new().flexible(true).from_writer(output);
        for column in first {
            output.write_field(column)?;
        }
        write_cells(&mut output, columns)?;
        Ok(RefusedWriter { output, count: 0 })
    }

    /// Writes one refused row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, row: &RefusedRow) -> io::Result<()> {
        self.output.write_field(row.line.to_string())?;
        self.output.write_field(&*neutralise(&row.reason))?;
        self.count += 1;
        write_cells(&mut self.output, &row.fields)
    }

    /// How many rows were written.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes out what is still buffered and hands the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.output.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

fn write_cells<W: Write>(output: &mut csv::Writer<W>, cells: &[String]) -> io::Result<()> {
    for cell in cells {
        output.write_field(&*neutralise(cell))?;
    }
    output.write_record(None::<&[u8]>)?;
    Ok(())
}
