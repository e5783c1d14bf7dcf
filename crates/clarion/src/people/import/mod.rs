//! Importing a list of people from a CSV: streamed, recognised, sealed, and taken up again where it stopped.
//!
//! One thread reads, folds, keys and seals ahead ([`prepare`]); slices go to the database behind people ([`slice`]). One transaction
//! writes a slice's people, their asserted consents, what was refused (sealed, [`refused`]) and how far the import has come, so that
//! a killed import loses nothing and counts nothing twice. A file that was imported is not imported again: people may have
//! corrected themselves since. What other groups hold or suppress is never told.

pub mod choosing;
mod mailboxes;
pub(in crate::people) mod pieces;
mod prepare;
mod refused;
mod row;
mod says;
pub mod signing;
mod slice;
pub(crate) mod store;
pub mod survey;
mod tagging;

pub use choosing::FieldColumns;
pub use mailboxes::Standings;
pub use refused::{Retold, drop_expired, refused_header, refused_lines, write_refused};
pub use signing::{Named, Signing, mapping_of};
pub use survey::{Look, left_out, look};
pub use tagging::Tagging;
pub(crate) use tagging::in_cell;

use super::csv_columns::{Field, Mapping, MappingRefusal, Override};
use super::csv_rows::{CsvRows, FileRefusal};
use super::{Coarse, Details, Intake, csv_rows};
use crate::clock::{Clock, DAY};
use crate::coalitions::merging;
use crate::ids::Id;
use crate::petitions::SignRefusal;
use db::{Db, Fault, Tx};
use says::Says;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

/// From this many rows on a list must say where its consent comes from (DESIGN, section 4).
pub const ROWS_WITHOUT_SOURCE_MAX: u64 = 1_000;
/// A source is a sentence.
pub const SOURCE_CHARS_MAX: usize = 200;
/// Refused rows are kept for this long.
pub const REFUSED_KEPT: i64 = 7 * DAY;
/// Repeated rows whose lines are named: enough to see what happened, and one line on a terminal.
pub const REPEATED_NAMED_MAX: usize = 20;
/// Packs that may be ready before they are written: with at most 64 rows each, a few MB.
const PACKS_READY_MAX: usize = 16;

/// What an import stands on.
#[derive(Clone)]
pub struct Importer {
    /// The database.
    pub db: Db,
    /// What keys and seals; it must know the group's data key (see [`Vault::know`](crate::keys::Vault::know)).
    pub intake: Intake,
    /// Time.
    pub clock: Clock,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whose list grows.
    pub group: Id,
    /// The country of rows that name none, such as `US`.
    pub country: String,
    /// Where the list's consent comes from. Without it nobody is asserted to have consented to anything.
    pub consent_source: Option<String>,
    /// The petition that everybody in the file signed, if one.
    pub petition: Option<Id>,
    /// What a file of signatures says beside its people.
    pub signing: Signing,
    /// Columns that are not to be guessed.
    pub overrides: Vec<Override>,
    /// What every column is, where somebody looked at each: then nothing is guessed.
    pub chosen: Option<Vec<Option<Field>>>,
    /// The tags that come with a list. Not with a petition's.
    pub tags: Tagging,
    /// Columns that fill fields for choosing.
    pub fields: FieldColumns,
}

impl Options {
    fn mapping(&self, header: &[String]) -> Result<Mapping, MappingRefusal> {
        match &self.chosen {
            Some(fields) => Mapping::chosen(header, fields),
            None => Mapping::guess(header, &self.overrides),
        }
    }
}

/// How many rows came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the file, the header and empty ones apart.
    pub read: i64,
    /// People who were not in the list before.
    pub added: i64,
    /// First rows of people who stood in the list before the import that changed their record.
    pub updated: i64,
    /// Rows that were not taken.
    pub refused: i64,
    /// Rows about somebody whom an earlier row of the same file had named: both are one person, and the later row's facts stand.
    pub repeated: i64,
    /// Signatures that are new, where the file is a petition's.
    pub signed: i64,
}

impl Counts {
    /// Rows that said nothing new of somebody who stood in the list.
    pub fn unchanged(&self) -> i64 {
        self.read - self.added - self.updated - self.refused - self.repeated
    }
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The import.
    pub id: Id,
    /// Bytes of the file that are done.
    pub bytes: u64,
    /// Bytes of the file.
    pub of_bytes: u64,
    /// Rows so far, those of earlier runs too.
    pub counts: Counts,
}

/// What it did, with what runs before it did that were cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The import.
    pub id: Id,
    /// Rows.
    pub counts: Counts,
    /// The file's column names.
    pub columns: Vec<String>,
    /// When an earlier run had brought the same file to its end, microseconds: then nothing was changed now.
    pub finished_before: Option<i64>,
    /// The import was begun without a source, and the one that is named now came too late for it.
    pub source_came_late: bool,
    /// The lines of the first repeated rows of this run, at most [`REPEATED_NAMED_MAX`].
    pub repeated_lines: Vec<u64>,
    /// Where the refused rows lie, and in how many pieces.
    refused: (Id, i64),
}

/// Why an import did not come to its end, worded for whoever imports.
#[derive(Debug, thiserror::Error)]
pub enum ImportProblem {
    /// The file.
    #[error("{0}")]
    File(FileRefusal),
    /// Its columns.
    #[error("{0}")]
    Mapping(MappingRefusal),
    /// More rows than go without one.
    #[error("A list of over 1,000 rows needs --consent-source: say where and when these people agreed to hear from you.")]
    SourceNeeded,
    /// An empty one, a very long one, or one of several lines.
    #[error("Say in one line of at most 200 characters where the consent comes from.")]
    Source,
    /// The petition takes no signatures.
    #[error("The petition does not take signatures now. Check its dates, or import without --petition.")]
    Petition(SignRefusal),
    /// Its group merges with another, or is part of one.
    #[error(
        "This group merges with another at the moment, or is part of another. Import the list for the group that stays, when it is done."
    )]
    Merging,
    /// More tags than a group can have.
    #[error("Your group has 500 tags already. Leave the column of tags out, or remove some tags first.")]
    Tags,
    /// Two imports of one file.
    #[error("Another command imports this file at the moment. Wait until it has ended.")]
    Overtaken,
    /// Whoever watched said so. What was done stays.
    #[error("The import was stopped. Give the same file again to go on.")]
    Stopped,
    /// The database.
    #[error(transparent)]
    Database(#[from] Fault),
}

impl From<FileRefusal> for ImportProblem {
    fn from(refusal: FileRefusal) -> Self {
        Self::File(refusal)
    }
}

impl From<MappingRefusal> for ImportProblem {
    fn from(refusal: MappingRefusal) -> Self {
        Self::Mapping(refusal)
    }
}

impl From<std::io::Error> for ImportProblem {
    fn from(error: std::io::Error) -> Self {
        Self::File(FileRefusal::Unreadable(error))
    }
}

/// An import as the database knows it.
#[derive(Clone, Debug)]
struct Standing {
    id: Id,
    consent_source: String,
    byte_offset: i64,
    line: i64,
    counts: Counts,
    refused_blob: Id,
    refused_pieces: i64,
    started_at: i64,
    ended_at: Option<i64>,
}

impl Importer {
    /// Imports a file, or goes on with it. Blocks. `progress` is told before the first slice and after each, and may stop it.
    pub fn run(
        &self,
        options: &Options,
        mut file: impl Read + Seek + Send,
        progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Report, ImportProblem> {
        let about = about(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        self.run_known(options, &about, file, progress)
    }

    /// The same with a file that was read once before, and stands at its start.
    pub fn run_known(
        &self,
        options: &Options,
        about: &About,
        file: impl Read + Send,
        progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Report, ImportProblem> {
        let source = checked_source(options)?;
        let group = options.group;
        if self.db.read_blocking(move |tx| merging::takes_no_lists(tx, group))? {
            return Err(ImportProblem::Merging);
        }
        if source.is_empty() && about.needs_source() {
            return Err(ImportProblem::SourceNeeded);
        }
        if options.petition.is_some() && !options.tags.is_empty() {
            return Err(Fault::bug("tags with the signatures of a petition").into());
        }
        let mut rows = CsvRows::open(file)?;
        let mapping = options.mapping(rows.columns())?;
        rows.read_as(&mapping);
        rows.read_tags(&options.tags.columns);
        rows.read_fields(&options.fields.places());
        rows.read_beside(&options.signing.columns());
        let columns = rows.columns().to_vec();
        let standing = self.begin(options, &source, about, &mapping, rows.place())?;
        let report = |standing: &Standing, finished_before| Report {
            id: standing.id,
            counts: standing.counts,
            columns: columns.clone(),
            finished_before,
            source_came_late: !source.is_empty() && standing.consent_source.is_empty(),
            repeated_lines: Vec::new(),
            refused: (standing.refused_blob, standing.refused_pieces),
        };
        if standing.ended_at.is_some() {
            let counts = Counts { read: standing.counts.read, refused: standing.counts.refused, ..Counts::default() };
            return Ok(Report { counts, ..report(&standing, standing.ended_at) });
        }
        let reached = Progress {
            id: standing.id,
            bytes: standing.byte_offset.unsigned_abs(),
            of_bytes: about.bytes,
            counts: standing.counts,
        };
        if progress(&reached).is_break() {
            return Err(ImportProblem::Stopped);
        }
        rows.skip_to(standing.byte_offset.unsigned_abs(), standing.line.unsigned_abs())?;
        let says = Says::of(options.group, &standing.consent_source, self.clock.now());
        let preparer = prepare::Preparer { intake: &self.intake, clock: &self.clock, options, says: &says, columns: &columns };
        let (ready, packs) = sync_channel(PACKS_READY_MAX);
        let writer = slice::Writer { importer: self, options, says: says.clone(), of_bytes: about.bytes, packs };
        let (ended, repeated_lines) = std::thread::scope(|scope| {
            scope.spawn(move || preparer.run(rows, &ready));
            writer.run(standing, progress)
        })?;
        Ok(Report { repeated_lines, ..report(&ended, None) })
    }

    fn begin(
        &self,
        options: &Options,
        source: &str,
        about: &About,
        mapping: &Mapping,
        (byte_offset, line): (u64, u64),
    ) -> Result<Standing, ImportProblem> {
        let (vault, ids, now, group) = (&self.intake.vault, &self.intake.ids, self.clock.now(), options.group);
        let columns: Vec<(&str, Option<&str>)> = mapping.rows().map(|(column, field)| (column, field.map(Field::name))).collect();
        let columns = serde_json::to_string(&columns).expect("texts always serialise");
        let petition = options.petition.map(|petition| petition.to_string()).unwrap_or_default();
        let (tags, fields, signing) = (options.tags.in_words(), options.fields.in_words(), options.signing.in_words());
        let beside = format!("{columns}{tags}{fields}{signing}");
        let file_hash = vault.foreign_key(group, "people_import", &format!("{} {petition} {beside}", about.hash));
        let (id, refused_blob) = (ids.fresh(now), ids.fresh(now));
        let sealed = vault.seal(group, &id.0, columns.as_bytes(), ids.bytes())?;
        let source = source.to_owned();
        let (byte_offset, line) = (signed(byte_offset), signed(line));
        Ok(self.db.write_bulk("people.import_begin", move |tx| {
            let new = store::NewImport {
                id,
                group,
                file_hash,
                consent_source: &source,
                sealed: &sealed,
                byte_offset,
                line,
                refused_blob,
                now,
            };
            store::add_import(tx, &new)?;
            let standing = store::import(tx, group, &file_hash)?.ok_or_else(|| Fault::bug("an import that was begun is gone"))?;
            if standing.ended_at.is_none() {
                store::keep_pieces(tx, standing.refused_blob, now + REFUSED_KEPT)?;
            }
            Ok(standing)
        })?)
    }
}

fn checked_source(options: &Options) -> Result<String, ImportProblem> {
    match options.consent_source.as_deref().map(|source| seal::text::clean_line(source, SOURCE_CHARS_MAX)) {
        None => Ok(String::new()),
        Some(Ok(source)) if !source.is_empty() => Ok(source),
        Some(_) => Err(ImportProblem::Source),
    }
}

/// A file as a whole.
#[derive(Clone, Debug)]
pub struct About {
    /// Its length.
    pub bytes: u64,
    /// At least as many as it has rows, the header among them.
    pub lines_max: u64,
    /// Of its bytes.
    pub hash: blake3::Hash,
}

impl About {
    /// Whether a list of this length must say where its consent comes from.
    pub fn needs_source(&self) -> bool {
        self.lines_max > ROWS_WITHOUT_SOURCE_MAX + 1
    }
}

/// Learns about a file while it passes by.
#[derive(Default)]
pub struct Reading {
    hasher: blake3::Hasher,
    bytes: u64,
    feeds: u64,
    returns: u64,
    is_open: bool,
}

impl Reading {
    /// The next bytes.
    pub fn add(&mut self, read: &[u8]) {
        let Some(last) = read.last() else { return };
        self.hasher.update(read);
        self.bytes += read.len() as u64;
        self.is_open = !matches!(last, b'\n' | b'\r');
        self.feeds += read.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.returns += read.iter().filter(|byte| **byte == b'\r').count() as u64;
    }

    /// What they were.
    pub fn end(&self) -> About {
        // Old spreadsheets end lines with a return alone; the last line may have no end.
        let lines_max = self.feeds.max(self.returns) + u64::from(self.is_open);
        About { bytes: self.bytes, lines_max, hash: self.hasher.finalize() }
    }
}

/// Reads a file once, from its start.
fn about(file: &mut (impl Read + Seek)) -> Result<About, ImportProblem> {
    file.seek(SeekFrom::Start(0))?;
    let mut reading = Reading::default();
    let mut buffer = vec![0; csv_rows::ROW_BYTES_MAX];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => return Ok(reading.end()),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        reading.add(&buffer[..count]);
    }
}

/// Offsets and lines as the database keeps them.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HowFar {
    /// Bytes of the file that are done.
    pub bytes: u64,
    /// Rows so far.
    pub counts: Counts,
    /// When it began.
    pub started_at: i64,
    /// When it came to its end.
    pub ended_at: Option<i64>,
    /// Where its refused rows lie, and in how many pieces.
    pub refused: (Id, i64),
}

/// How far an import has come, as it was committed last.
pub fn how_far(tx: &mut Tx<'_>, import: Id) -> Result<Option<HowFar>, Fault> {
    Ok(store::standing_of(tx, import)?.map(|standing| HowFar {
        bytes: standing.byte_offset.unsigned_abs(),
        counts: standing.counts,
        started_at: standing.started_at,
        ended_at: standing.ended_at,
        refused: (standing.refused_blob, standing.refused_pieces),
    }))
}

/// Somebody whose name, mailbox, number and ZIP another hand wrote down, read as a row of a list is: the folded mailbox, details and
/// coarse facts, or the sentence why not.
pub(crate) fn written(
    (name, email, phone, zip): (&str, &str, &str, &str),
    home: &str,
) -> Result<(Option<String>, Details, Coarse), String> {
    let row = csv_rows::PersonRow {
        full_name: name.to_owned(),
        email: email.to_owned(),
        phone: phone.to_owned(),
        zip: zip.to_owned(),
        ..csv_rows::PersonRow::default()
    };
    let row::Checked { folded_email, details, coarse, .. } = row::check(&row, home)?;
    Ok((folded_email, details, coarse))
}
