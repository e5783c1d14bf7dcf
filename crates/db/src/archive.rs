//! A whole database as one stream, the same for both engines: for backups, and for moving from SQLite to PostgreSQL.
//!
//! Layout, inside gzip: the line `clarion-archive 1`, a line of JSON with the migration's number, then for each table a line of JSON
//! `{"table","columns"}` and its rows, each as a length (4 bytes, little endian) and its values; a length of 0 ends the table. Last a
//! line of JSON with the number of rows and the BLAKE3 hash of all before it. Rows are as sealed in the archive as in the database.

use crate::fault::Fault;
use crate::migrate::{Migration, Table, tables};
use crate::queue::Db;
use crate::tx::Tx;
use crate::value::Val;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};

const FIRST_LINE: &str = "clarion-archive 1";
/// A row longer than this was not written by us.
const ROW_BYTES_MAX: usize = 16 * 1024 * 1024;
const LINE_BYTES_MAX: u64 = 64 * 1024;
/// Rows put in with one commit.
const ROWS_PER_COMMIT: usize = 500;

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ArchiveReport {
    /// Rows of all tables.
    pub rows: u64,
}

/// Why an archive could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveProblem {
    /// The file or its disk.
    #[error("the file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
    /// The database.
    #[error("the database: {0}")]
    Database(#[from] Fault),
    /// Not one of ours, cut off, or changed.
    #[error("this is not a whole Clarion archive: {0}")]
    NotWhole(&'static str),
    /// Restoring over something would lose it.
    #[error("the database is not empty: restore into a new one")]
    NotEmpty,
    /// Made by a newer version.
    #[error("the archive was made by a newer version of Clarion")]
    Newer,
}

/// An owned value of either engine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Owned {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Owned {
    fn as_val(&self) -> Val<'_> {
        match self {
            Self::Null => Val::Null,
            Self::Int(value) => Val::Int(*value),
            Self::Real(value) => Val::Real(*value),
            Self::Text(value) => Val::Text(value),
            Self::Bytes(value) => Val::Bytes(value),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let (tag, bytes): (u8, &[u8]) = match self {
            Self::Null => (0, &[]),
            Self::Int(value) => (1, &value.to_le_bytes()),
            Self::Real(value) => (2, &value.to_le_bytes()),
            Self::Text(value) => (3, value.as_bytes()),
            Self::Bytes(value) => (4, value),
        };
        out.push(tag);
        if tag >= 3 {
            out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        }
        out.extend_from_slice(bytes);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let tag = take(from, 1)?[0];
        Some(match tag {
            0 => Self::Null,
            1 => Self::Int(i64::from_le_bytes(take(from, 8)?.try_into().ok()?)),
            2 => Self::Real(f64::from_le_bytes(take(from, 8)?.try_into().ok()?)),
            3 | 4 => {
                let length = u32::from_le_bytes(take(from, 4)?.try_into().ok()?) as usize;
                let bytes = take(from, length)?.to_vec();
                if tag == 3 { Self::Text(String::from_utf8(bytes).ok()?) } else { Self::Bytes(bytes) }
            }
            _ => return None,
        })
    }
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, tail) = from.split_at_checked(length)?;
    *from = tail;
    Some(head)
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Header {
    migration: i64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct TableLine {
    table: Option<String>,
    columns: Vec<String>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Footer {
    rows: u64,
    blake3: String,
}

/// Hashes whatever passes through.
struct Hashing<S> {
    stream: S,
    hash: blake3::Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.stream.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.stream.flush()
    }
}

impl<R: BufRead> Hashing<R> {
    fn line(&mut self) -> Result<String, ArchiveProblem> {
        let mut line = Vec::new();
        (&mut self.stream).take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
        self.hash.update(&line);
        let cut = ArchiveProblem::NotWhole("it ends too early");
        let text = line.strip_suffix(b"\n").ok_or(cut)?;
        String::from_utf8(text.to_vec()).map_err(|_| ArchiveProblem::NotWhole("a line is not text"))
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>, ArchiveProblem> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).map_err(|_| ArchiveProblem::NotWhole("it ends too early"))?;
        self.hash.update(&bytes);
        Ok(bytes)
    }
}

/// Writes every table, as of one instant, beside whatever else the database does. Blocks.
pub fn write_archive(
    db: &Db,
    migrations: &'static [Migration],
    out: impl Write + Send + 'static,
) -> Result<ArchiveReport, ArchiveProblem> {
    // The closure may run again only before its first row; a stream cannot be taken back, so it is handed over once.
    let out = std::sync::Mutex::new(Some(out));
    db.read_blocking(move |tx| {
        tx.connection.take_time()?;
        let Some(out) = out.lock().expect("nobody panics while holding it").take() else {
            return Err(Fault::new(crate::FaultKind::Refused, "the database went away during the backup"));
        };
        Ok(write_tables(tx, migrations, out))
    })?
}

fn write_tables(tx: &mut Tx<'_>, migrations: &[Migration], out: impl Write) -> Result<ArchiveReport, ArchiveProblem> {
    let zipped = flate2::write::GzEncoder::new(BufWriter::new(out), flate2::Compression::fast());
    let mut out = Hashing { stream: zipped, hash: blake3::Hasher::new() };
    let migration = migrations.iter().map(|migration| migration.number).max().unwrap_or(0);
    writeln!(out, "{FIRST_LINE}")?;
    writeln!(out, "{}", json(&Header { migration }))?;
    let mut rows = 0;
    for table in tables(migrations) {
        let columns = columns_of(tx, &table)?;
        writeln!(out, "{}", json(&TableLine { table: Some(table.name.clone()), columns: columns.clone() }))?;
        let text = format!("SELECT {} FROM {}", columns.join(", "), table.name);
        let mut failed = None;
        let mut encoded = Vec::new();
        tx.text_rows(&text, &[], |row| {
            encoded.clear();
            (0..columns.len()).try_for_each(|at| row.any(at).map(|value| value.write(&mut encoded)))?;
            rows += 1;
            let length = (encoded.len() as u32).to_le_bytes();
            failed = out.write_all(&length).and_then(|()| out.write_all(&encoded)).err();
            match failed {
                None => Ok(()),
                Some(_) => Err(Fault::new(crate::FaultKind::Refused, "the archive's file")),
            }
        })
        .or_else(|fault| failed.map_or(Err(ArchiveProblem::Database(fault)), |error| Err(error.into())))?;
        out.write_all(&0u32.to_le_bytes())?;
    }
    writeln!(out, "{}", json(&TableLine { table: None, columns: Vec::new() }))?;
    let blake3 = out.hash.finalize().to_hex().to_string();
    writeln!(out, "{}", json(&Footer { rows, blake3 }))?;
    out.stream.finish()?.flush()?;
    Ok(ArchiveReport { rows })
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain structs always serialise")
}

/// The columns in an order both engines share.
fn columns_of(tx: &mut Tx<'_>, table: &Table) -> Result<Vec<String>, Fault> {
    let text = match tx.engine() {
        crate::Engine::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY name",
        crate::Engine::Postgres => {
            "SELECT column_name::TEXT FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1::TEXT \
             ORDER BY column_name::TEXT COLLATE \"C\""
        }
    };
    let mut columns = Vec::new();
    tx.text_rows(text, &[Val::Text(&table.name)], |row| {
        columns.push(row.text(0)?);
        Ok(())
    })?;
    Ok(columns)
}

/// Reads an archive into an empty database and brings it to the newest migration. Blocks. Nothing is kept unless all of it was whole:
/// on a problem the database must be thrown away, and the caller says so.
pub fn read_archive(db: &Db, migrations: &'static [Migration], now: i64, from: impl Read) -> Result<ArchiveReport, ArchiveProblem> {
    let unzipped = BufReader::new(flate2::read::GzDecoder::new(from));
    let mut from = Hashing { stream: unzipped, hash: blake3::Hasher::new() };
    if from.line()? != FIRST_LINE {
        return Err(ArchiveProblem::NotWhole("its first line is another"));
    }
    let header: Header = parsed(&from.line()?)?;
    let then = migrations.iter().take_while(|migration| migration.number <= header.migration).count();
    if !migrations.iter().any(|migration| migration.number == header.migration) {
        return Err(ArchiveProblem::Newer);
    }
    db.migrate(&migrations[..then], now)?;
    let known = tables(&migrations[..then]);
    refuse_rows(db, &known)?;
    let mut rows = 0;
    loop {
        let line: TableLine = parsed(&from.line()?)?;
        let Some(name) = line.table else { break };
        let table = known.iter().find(|table| table.name == name).ok_or(ArchiveProblem::NotWhole("it names an unknown table"))?;
        rows += read_table(db, table, &line.columns, &mut from)?;
    }
    let hash = from.hash.finalize().to_hex().to_string();
    let footer: Footer = parsed(&from.line()?)?;
    if footer.rows != rows || footer.blake3 != hash {
        return Err(ArchiveProblem::NotWhole("its check sum differs"));
    }
    // Only the end of the stream shows that the packing is whole, too.
    if !matches!(from.stream.read(&mut [0]), Ok(0)) {
        return Err(ArchiveProblem::NotWhole("its end is missing, or something follows it"));
    }
    db.migrate(migrations, now)?;
    Ok(ArchiveReport { rows })
}

fn parsed<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, ArchiveProblem> {
    serde_json::from_str(line).map_err(|_| ArchiveProblem::NotWhole("a line cannot be read"))
}

fn refuse_rows(db: &Db, known: &[Table]) -> Result<(), ArchiveProblem> {
    let names: Vec<String> = known.iter().map(|table| table.name.clone()).collect();
    let empty = db.read_blocking(move |tx| {
        let mut empty = true;
        for name in &names {
            tx.text_rows(&format!("SELECT 1 FROM {name} LIMIT 1"), &[], |_| {
                empty = false;
                Ok(())
            })?;
        }
        Ok(empty)
    })?;
    if empty { Ok(()) } else { Err(ArchiveProblem::NotEmpty) }
}

fn read_table<R: BufRead>(db: &Db, table: &Table, columns: &[String], from: &mut Hashing<R>) -> Result<u64, ArchiveProblem> {
    // The names go into a text, so only names that the database itself gave are taken.
    let real = table.clone();
    let mut real = db.read_blocking(move |tx| columns_of(tx, &real))?;
    real.sort();
    if real != columns {
        return Err(ArchiveProblem::NotWhole("a table has other columns"));
    }
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let text = format!("INSERT INTO {} ({}) VALUES ({}) RETURNING 1", table.name, columns.join(", "), places.join(", "));
    let mut count = 0;
    loop {
        let batch = read_rows(from, columns.len())?;
        let last = batch.len() < ROWS_PER_COMMIT;
        count += batch.len() as u64;
        let text = text.clone();
        db.write_bulk("db.restore", move |tx| {
            tx.connection.take_time()?;
            for row in &batch {
                let params: Vec<Val<'_>> = row.iter().map(Owned::as_val).collect();
                tx.text_rows(&text, &params, |_| Ok(()))?;
            }
            Ok(())
        })?;
        if last {
            return Ok(count);
        }
    }
}

/// At most [`ROWS_PER_COMMIT`] rows; fewer when the table ends.
fn read_rows<R: BufRead>(from: &mut Hashing<R>, width: usize) -> Result<Vec<Vec<Owned>>, ArchiveProblem> {
    let mut batch = Vec::new();
    while batch.len() < ROWS_PER_COMMIT {
        let length = from.exactly(4)?.try_into().map(u32::from_le_bytes).expect("four bytes") as usize;
        if length == 0 {
            break;
        }
        if length > ROW_BYTES_MAX {
            return Err(ArchiveProblem::NotWhole("a row is too long"));
        }
        let bytes = from.exactly(length)?;
        let mut rest = bytes.as_slice();
        let row: Option<Vec<Owned>> = (0..width).map(|_| Owned::read(&mut rest)).collect();
        match row {
            Some(row) if rest.is_empty() => batch.push(row),
            _ => return Err(ArchiveProblem::NotWhole("a row cannot be read")),
        }
    }
    Ok(batch)
}
