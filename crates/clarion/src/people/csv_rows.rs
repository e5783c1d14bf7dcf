//! Streams the rows of a list of people from a CSV in bounded memory, row by row with its line and byte offset.
//!
//! - The delimiter (comma, semicolon, tab) is guessed from the header line; a byte-order mark and Excel's `sep=;` line are
//!   skipped; UTF-16 is refused with a sentence.
//! - A row that is not UTF-8 is read as Windows-1252, the row alone: lists pasted together from two systems mix both.
//! - A quote that is never closed costs its own line, not the rest of the file: a row that is too long, or spans lines
//!   where no line break belongs, is refused as its first line, and reading goes on with the next.
//! - Cells stay the text they are, trimmed; folding addresses is for others. `=1+1` is data here and made harmless only
//!   where it is written out again, see [`super::csv_refused`].

mod text;
mod window;

use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader};

pub(crate) use self::text::neutralise;
use self::text::{decode, restore, split};
use self::window::Window;
use super::csv_columns::{Field, Mapping};
use super::csv_status::{self, News};

/// The longest row, in bytes, line breaks in cells included; a name and addresses with a long note take 4 KB.
pub const ROW_BYTES_MAX: usize = 64 * 1024;
/// The most columns of a list; the widest export known here has about 260.
pub const COLUMNS_MAX: usize = 1_000;
/// The two columns that a file of refused rows carries before the original ones.
pub const REFUSED_COLUMNS: [&str; 2] = ["refused_line", "refused_reason"];
/// The same for whoever reads Spanish.
pub const REFUSED_COLUMNS_ES: [&str; 2] = ["fila_rechazada", "motivo_del_rechazo"];
/// The two columns with which a list begins that was taken out of the console.
pub const EXPORT_COLUMNS: [&str; 2] = ["clarion_person", "on_the_list_since"];
/// Files of our own: their first two columns are passed over, and apostrophes before would-be formulas taken off.
const OURS: [[&str; 2]; 3] = [REFUSED_COLUMNS, REFUSED_COLUMNS_ES, EXPORT_COLUMNS];

/// Why a file cannot be read at all, worded for whoever imports.
#[derive(Debug)]
pub enum FileRefusal {
    /// Nothing in it.
    Empty,
    /// Saved as UTF-16, as "Unicode text" is.
    Utf16,
    /// The first line has too many columns, is too long, or has a quote that never closes.
    BadHeader,
    /// The disk or the pipe failed.
    Unreadable(io::Error),
}

impl std::fmt::Display for FileRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FileRefusal::Empty => "The file is empty. Export it again with a line of column names first.",
            FileRefusal::Utf16 => "The file is saved as UTF-16. Save it as \"CSV UTF-8\" and try again.",
            FileRefusal::BadHeader => "The first line cannot be read as column names. Save the file as CSV and try again.",
            FileRefusal::Unreadable(_) => "The file cannot be read to its end. Check the disk and the file's permissions.",
        })
    }
}

impl std::error::Error for FileRefusal {}

/// One person as the file has them: cells as text, empty where the file has nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the cells are what Field documents under the same names")]
pub struct PersonRow {
    pub email: String,
    pub phone: String,
    pub given_name: String,
    pub family_name: String,
    pub full_name: String,
    pub street: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub country: String,
    pub language: String,
    pub source_id: String,
    pub joined: String,
    /// What the columns about news by e-mail say.
    pub news: News,
    /// The cells of the columns that hold tags.
    pub tags: Vec<String>,
    /// The cells of the columns that fill fields for choosing, one for each.
    pub fields: Vec<String>,
    /// The cells of other columns, in the order in which they were asked for; empty where the row ends before.
    pub beside: Vec<String>,
    /// The line of the file on which the row starts, counted from 1.
    pub line: u64,
    /// The byte of the file at which the row starts: where [`CsvRows::skip_to`] can take up again.
    pub byte_offset: u64,
    /// The row's bytes as they stand in the file, so that it can still be refused whole: [`CsvRows::refuse`].
    pub raw: Box<[u8]>,
}

impl PersonRow {
    /// Where a field's cell goes; nowhere where several are read together.
    fn cell_mut(&mut self, field: Field) -> Option<&mut String> {
        Some(match field {
            Field::Email => &mut self.email,
            Field::Phone => &mut self.phone,
            Field::GivenName => &mut self.given_name,
            Field::FamilyName => &mut self.family_name,
            Field::FullName => &mut self.full_name,
            Field::Street => &mut self.street,
            Field::City => &mut self.city,
            Field::State => &mut self.state,
            Field::Zip => &mut self.zip,
            Field::Country => &mut self.country,
            Field::Language => &mut self.language,
            Field::SourceId => &mut self.source_id,
            Field::Joined => &mut self.joined,
            Field::News | Field::NoNews => return None,
        })
    }
}

/// A row that is not taken, and the sentence that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The line of the file on which the row starts, counted from 1.
    pub line: u64,
    /// One sentence without anything of the row in it.
    pub reason: String,
    /// The cells in the file's order; a row that could not be split is one cell, its first line.
    pub fields: Vec<String>,
}

/// What a row of the file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "nearly every row is a person; a box would cost each an allocation")]
pub enum Row {
    /// A person with an e-mail address or a number, both still unproved and unfolded.
    Person(PersonRow),
    /// A row that this reader could not use.
    Refused(RefusedRow),
}

const TOO_LONG: &str = "The row is longer than 64 KB, or a quotation mark in it is never closed.";
const TOO_MANY_CELLS: &str = "The row has more cells than the header has columns.";
const TORN: &str = "A quotation mark joins this row with the next one. Remove the mark or double it.";
const CUT_OFF: &str = "The file ends in the middle of this row.";
const NUL: &str = "The row contains a NUL character.";
const NO_ADDRESS: &str = "The row has neither an e-mail address nor a phone number.";

/// How the bytes at the window's start read as a row.
enum Shape {
    Whole { used: usize, cells: usize },
    Broken(&'static str),
}

/// The rows of one file, an iterator once it has a [`Mapping`]; it ends after the first error of the input.
pub struct CsvRows<R> {
    window: Window<R>,
    parser: Reader,
    delimiter: u8,
    header: Vec<String>,
    /// 2 in a file of refused rows, whose first columns are ours, else 0.
    hidden: usize,
    /// Whether the file was taken out of the console: then numbers of people who stand in it are international, without their plus.
    is_export: bool,
    taken: Vec<(usize, Field)>,
    /// Columns that hold tags.
    tags: Vec<usize>,
    /// Columns that fill fields for choosing.
    fields: Vec<usize>,
    /// Columns that say something beside the person.
    beside: Vec<usize>,
    cells: Vec<u8>,
    ends: Vec<usize>,
    failed: bool,
}

impl<R: Read> CsvRows<R> {
    /// Reads the header line.
    ///
    /// # Errors
    /// See [`FileRefusal`].
    pub fn open(input: R) -> Result<CsvRows<R>, FileRefusal> {
        let mut window = Window::new(input);
        window.fill().map_err(FileRefusal::Unreadable)?;
        let start = window.bytes();
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(FileRefusal::Utf16);
        }
        if start.starts_with(b"\xEF\xBB\xBF") {
            window.advance(3);
        }
        let named = named_delimiter(&mut window);
        window.skip_breaks().map_err(FileRefusal::Unreadable)?;
        if window.bytes().is_empty() {
            return Err(FileRefusal::Empty);
        }
        let delimiter = named.unwrap_or_else(|| guess_delimiter(window.bytes()));
        let mut rows = CsvRows {
            window,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            header: Vec::new(),
            hidden: 0,
            is_export: false,
            taken: Vec::new(),
            tags: Vec::new(),
            fields: Vec::new(),
            beside: Vec::new(),
            cells: vec![0; ROW_BYTES_MAX + 1],
            ends: vec![0; COLUMNS_MAX + 1],
            failed: false,
        };
        rows.read_header()?;
        Ok(rows)
    }

    fn read_header(&mut self) -> Result<(), FileRefusal> {
        let Shape::Whole { used, cells } = self.parse() else {
            return Err(FileRefusal::BadHeader);
        };
        let raw = &self.window.bytes()[..used];
        if cells > COLUMNS_MAX || raw.contains(&0) {
            return Err(FileRefusal::BadHeader);
        }
        let mut header = split(raw, self.delimiter);
        self.window.advance(used);
        if OURS.iter().any(|ours| header.get(..2).is_some_and(|first| first == ours)) {
            self.hidden = 2;
            self.is_export = header[..2] == EXPORT_COLUMNS;
            header = header.split_off(self.hidden).iter().map(|column| restore(column).to_owned()).collect();
        }
        // One end more than there are columns: a wider row shows itself without being parsed on.
        self.ends.truncate(self.hidden + header.len() + 1);
        self.header = header;
        Ok(())
    }

    /// The headers as the file writes them, those of a file of refused rows without the two in front.
    pub fn columns(&self) -> &[String] {
        &self.header
    }

    /// Says which columns are read from here on; made from [`CsvRows::columns`] with [`Mapping::guess`].
    pub fn read_as(&mut self, mapping: &Mapping) {
        let fields = mapping.rows().map(|(_, field)| field).enumerate();
        self.taken = fields.filter_map(|(column, field)| Some((column + self.hidden, field?))).collect();
    }

    /// Says which columns hold tags, by their place in [`CsvRows::columns`].
    pub fn read_tags(&mut self, columns: &[usize]) {
        self.tags = columns.iter().map(|column| column + self.hidden).collect();
    }

    /// Says which columns fill fields for choosing, likewise.
    pub fn read_fields(&mut self, columns: &[usize]) {
        self.fields = columns.iter().map(|column| column + self.hidden).collect();
    }

    /// Says which other columns are handed out, by their place in [`CsvRows::columns`].
    pub fn read_beside(&mut self, columns: &[usize]) {
        self.beside = columns.iter().map(|column| column + self.hidden).collect();
    }

    /// The byte offset and the line of what is read next: a place to take up an import again.
    pub fn place(&self) -> (u64, u64) {
        (self.window.offset(), self.window.line())
    }

    /// Passes over everything before a place that [`CsvRows::place`] or a row gave for the same file.
    ///
    /// # Errors
    /// `InvalidInput` for a place before the current one, `UnexpectedEof` where the file has become shorter.
    pub fn skip_to(&mut self, byte_offset: u64, line: u64) -> io::Result<()> {
        self.window.skip_to(byte_offset, line)
    }

    /// Makes a refused row of one that was handed out, with all its cells. `reason` is one sentence without anything of
    /// the row in it.
    pub fn refuse(&self, person: &PersonRow, reason: impl Into<String>) -> RefusedRow {
        let mut cells = split(&person.raw, self.delimiter);
        let is_exported = self.is_export && cells.first().is_some_and(|person| !person.is_empty());
        for (column, _) in self.taken.iter().filter(|(_, field)| is_exported && *field == Field::Phone) {
            if let Some(cell) = cells.get_mut(*column) {
                *cell = international(cell);
            }
        }
        let fields = self.visible(cells);
        RefusedRow { line: person.line, reason: reason.into(), fields }
    }

    fn visible(&self, mut fields: Vec<String>) -> Vec<String> {
        if self.hidden == 0 {
            return fields;
        }
        let fields = fields.split_off(self.hidden.min(fields.len()));
        fields.iter().map(|cell| restore(cell).to_owned()).collect()
    }

    fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            self.window.skip_breaks()?;
            if self.window.bytes().is_empty() {
                return Ok(None);
            }
            let (used, cells) = match self.parse() {
                Shape::Whole { used, cells } => (used, cells),
                Shape::Broken(reason) => return self.refuse_line(reason).map(Some),
            };
            if self.is_blank(cells) {
                self.window.advance(used);
                continue;
            }
            if let Some(reason) = self.fault_of_shape(used, cells) {
                return self.refuse_line(reason).map(Some);
            }
            return Ok(Some(self.row(used, cells)));
        }
    }

    /// Parses the row at the window's start into `cells` and `ends`, without passing over it.
    fn parse(&mut self) -> Shape {
        self.parser.reset();
        let bytes = self.window.bytes();
        let (mut result, used, written, mut cells) =
            self.parser.read_record(&bytes[..bytes.len().min(ROW_BYTES_MAX)], &mut self.cells, &mut self.ends);
        if result == ReadRecordResult::InputEmpty && bytes.len() <= ROW_BYTES_MAX {
            // The file ends here, perhaps without a line break: the parser learns it from an empty piece.
            let (last, _, _, more) = self.parser.read_record(&[], &mut self.cells[written..], &mut self.ends[cells..]);
            result = last;
            cells += more;
        }
        match result {
            ReadRecordResult::Record | ReadRecordResult::End => Shape::Whole { used, cells },
            ReadRecordResult::OutputEndsFull => Shape::Broken(TOO_MANY_CELLS),
            ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull => Shape::Broken(TOO_LONG),
        }
    }

    /// Spreadsheets leave rows of nothing but commas behind.
    fn is_blank(&self, cells: usize) -> bool {
        let written = cells.checked_sub(1).map_or(0, |last| self.ends[last]);
        self.cells[..written].iter().all(u8::is_ascii_whitespace)
    }

    /// What is wrong with a row as a row. Fewer cells than columns are fine on one line: some systems drop empty ones.
    fn fault_of_shape(&self, used: usize, cells: usize) -> Option<&'static str> {
        let columns = self.hidden + self.header.len();
        let row = without_break(&self.window.bytes()[..used]);
        let spans_lines = row.contains(&b'\n') || row.contains(&b'\r');
        if spans_lines && (cells != columns || self.has_torn_cell(cells)) {
            return Some(TORN);
        }
        if cells > columns {
            return Some(TOO_MANY_CELLS);
        }
        let at_end = used == self.window.bytes().len() && row.len() == used && self.window.ended();
        (cells < columns && at_end).then_some(CUT_OFF)
    }

    /// Only a street may go over several lines; elsewhere a line break is the next person swallowed by a quote.
    fn has_torn_cell(&self, cells: usize) -> bool {
        let mut read = self.taken.iter().filter(|(_, field)| *field != Field::Street);
        read.any(|(column, _)| *column < cells && self.as_it_was(*column).trim_ascii().contains(&b'\n'))
    }

    /// A cell without the apostrophe that a file of refused rows has before a line break.
    fn as_it_was(&self, column: usize) -> &[u8] {
        let cell = self.cell(column);
        cell.strip_prefix(b"'").filter(|_| self.hidden > 0).unwrap_or(cell)
    }

    fn cell(&self, column: usize) -> &[u8] {
        let from = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[from..self.ends[column]]
    }

    /// Passes over one line and refuses it.
    fn refuse_line(&mut self, reason: &str) -> io::Result<Row> {
        let line = self.window.line();
        let bytes = self.window.take_line(ROW_BYTES_MAX)?;
        let fields =
            if reason == TOO_MANY_CELLS { self.visible(split(&bytes, self.delimiter)) } else { vec![decode(&bytes).into_owned()] };
        Ok(Row::Refused(RefusedRow { line, reason: reason.to_owned(), fields }))
    }

    /// Makes a row of what `parse` found and passes over it.
    fn row(&mut self, used: usize, cells: usize) -> Row {
        let (byte_offset, line) = self.place();
        let raw = without_break(&self.window.bytes()[..used]);
        let mut person = PersonRow { line, byte_offset, raw: raw.into(), ..PersonRow::default() };
        let has_nul = raw.contains(&0);
        self.read_cells(&mut person, cells);
        self.window.advance(used);
        let reason = match (has_nul, person.email.is_empty() && person.phone.is_empty()) {
            (true, _) => NUL,
            (false, true) => NO_ADDRESS,
            (false, false) => return Row::Person(person),
        };
        Row::Refused(self.refuse(&person, reason))
    }

    fn read_cells(&self, person: &mut PersonRow, cells: usize) {
        let is_utf8 = std::str::from_utf8(&person.raw).is_ok();
        let read = |column: usize| {
            let cell = self.cell(column);
            let text = if is_utf8 { decode(cell) } else { text::windows_1252(cell).into() };
            let text = if self.hidden == 0 { &text } else { restore(&text) };
            text.trim().to_owned()
        };
        for (column, field) in self.taken.iter().filter(|(column, _)| *column < cells) {
            if let Some(cell) = person.cell_mut(*field) {
                *cell = read(*column);
            }
        }
        if self.is_export && !self.cell(0).is_empty() {
            person.phone = international(&person.phone);
        }
        let standings: Vec<(Field, String)> = self
            .taken
            .iter()
            .filter(|(_, field)| field.is_standing())
            .map(|(column, field)| (*field, if *column < cells { read(*column) } else { String::new() }))
            .collect();
        if !standings.is_empty() {
            person.news = csv_status::news(standings.iter().map(|(field, cell)| (*field, cell.as_str())));
        }
        person.tags = self.tags.iter().filter(|column| **column < cells).map(|column| read(*column)).collect();
        person.fields = self.fields.iter().map(|column| if *column < cells { read(*column) } else { String::new() }).collect();
        let beside = |column: &usize| if *column < cells { read(*column) } else { String::new() };
        person.beside = self.beside.iter().map(beside).collect();
    }
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        if self.failed {
            return None;
        }
        let row = self.next_row().transpose();
        self.failed = matches!(row, Some(Err(_)));
        row
    }
}

/// A number of our own file, which is written without its plus.
fn international(digits: &str) -> String {
    let is_bare = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_bare { format!("+{digits}") } else { digits.to_owned() }
}

/// A row without the line break that ends it.
fn without_break(row: &[u8]) -> &[u8] {
    let end = row.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n'));
    &row[..end.map_or(0, |last| last + 1)]
}

/// The delimiter that Excel's first line names (`sep=;`), with the line passed over.
fn named_delimiter<R: Read>(window: &mut Window<R>) -> Option<u8> {
    let bytes = window.bytes();
    let (delimiter, rest) = bytes.strip_prefix(b"sep=")?.split_first()?;
    if !b",;\t".contains(delimiter) || !rest.starts_with(b"\n") && !rest.starts_with(b"\r") {
        return None;
    }
    let delimiter = *delimiter;
    window.advance(5);
    Some(delimiter)
}

/// The one of comma, semicolon and tab that the first line has most often outside quotes; comma where they tie. In a file of
/// refused rows it is what stands behind our own first column, whatever signs are in the headers of the original.
fn guess_delimiter(bytes: &[u8]) -> u8 {
    let ours = OURS.iter().find_map(|ours| bytes.strip_prefix(ours[0].as_bytes())).and_then(<[u8]>::first);
    if let Some(delimiter) = ours.filter(|byte| b",;\t".contains(byte)) {
        return *delimiter;
    }
    let mut counts = [(b'\t', 0_usize), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in bytes.iter().take(ROW_BYTES_MAX) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(one, _)| one == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // Of equal ones the last is taken, and that is the comma.
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests;
