//! Reads rows ahead of the writer and makes them ready: checked, folded, keyed and sealed, in packs of a few.

use super::says::Says;
use super::tagging::Names;
use super::{ImportProblem, Options, row, signed};
use crate::clock::Clock;
use crate::people::beside::tags::Named;
use crate::people::csv_refused::RefusedWriter;
use crate::people::csv_rows::{CsvRows, PersonRow, RefusedRow, Row};
use crate::people::csv_status::News;
use crate::people::{Intake, PersonInput};
use crate::petitions::SignInput;
use crate::petitions::listing::Note;
use db::Fault;
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

/// The smallest slice; larger ones are several packs.
pub(super) const PACK_ROWS: usize = 64;
/// A pack with this much refused ends early, so that a file of nothing but long bad rows stays within memory too.
const PACK_REFUSED_BYTES_MAX: usize = 256 * 1024;

/// A few rows that follow each other, ready to be written.
#[derive(Default)]
pub(super) struct Pack {
    /// Rows of the file, refused ones among them.
    pub(super) read: i64,
    /// People, where there is no petition.
    pub(super) people: Vec<PersonInput>,
    /// What the rows of those say of news by e-mail.
    pub(super) news: Vec<News>,
    /// Signers, where there is one.
    pub(super) signers: Vec<SignInput>,
    /// The tags of each of them.
    pub(super) tags: Vec<Vec<Arc<Named>>>,
    /// Since when each of them has been on the list, where the row says so.
    pub(super) joined: Vec<Option<i64>>,
    /// The key of the id that each of them has elsewhere.
    pub(super) foreign: Vec<Option<[u8; 16]>>,
    /// Names under which something of them is kept as it stands.
    pub(super) kept: BTreeSet<String>,
    /// The line on which each of them starts.
    pub(super) lines: Vec<u64>,
    /// How many rows are refused.
    pub(super) refused: i64,
    /// Those rows as lines of CSV, without the header.
    pub(super) refused_csv: Vec<u8>,
    /// The byte and the line after the last row.
    pub(super) end: (i64, i64),
    /// Whether the file ends here.
    pub(super) last: bool,
}

impl Pack {
    /// Puts the rows that follow behind.
    pub(super) fn append(&mut self, mut next: Self) {
        self.read += next.read;
        self.people.append(&mut next.people);
        self.news.append(&mut next.news);
        self.signers.append(&mut next.signers);
        self.tags.append(&mut next.tags);
        self.joined.append(&mut next.joined);
        self.foreign.append(&mut next.foreign);
        self.kept.append(&mut next.kept);
        self.lines.append(&mut next.lines);
        self.refused += next.refused;
        self.refused_csv.append(&mut next.refused_csv);
        self.end = next.end;
        self.last = next.last;
    }
}

/// What makes rows ready.
pub(super) struct Preparer<'a> {
    pub(super) intake: &'a Intake,
    pub(super) clock: &'a Clock,
    pub(super) options: &'a Options,
    pub(super) says: &'a Says,
    pub(super) columns: &'a [String],
}

impl Preparer<'_> {
    /// Reads to the end of the file, or until the writer stops listening.
    pub(super) fn run<R: Read>(&self, mut rows: CsvRows<R>, ready: &SyncSender<Result<Pack, ImportProblem>>) {
        let Intake { vault, ids } = self.intake;
        let names = Names::new(vault, ids, self.clock.now(), self.options.group, &self.options.tags.whole);
        let mut names = match names {
            Ok(names) => names,
            // The writer hears of it, or has gone.
            Err(fault) => return drop(ready.send(Err(fault.into()))),
        };
        loop {
            let pack = self.pack(&mut rows, &mut names);
            let over = pack.as_ref().map_or(true, |pack| pack.last);
            if ready.send(pack).is_err() || over {
                return;
            }
        }
    }

    fn pack<R: Read>(&self, rows: &mut CsvRows<R>, names: &mut Names<'_>) -> Result<Pack, ImportProblem> {
        let mut pack = Pack { people: Vec::with_capacity(PACK_ROWS), ..Pack::default() };
        let (mut refused, mut refused_bytes): (Vec<RefusedRow>, usize) = (Vec::new(), 0);
        while pack.read < PACK_ROWS as i64 && refused_bytes < PACK_REFUSED_BYTES_MAX {
            let Some(row) = rows.next() else {
                pack.last = true;
                break;
            };
            pack.read += 1;
            let row = match row? {
                Row::Refused(row) => row,
                Row::Person(person) => match self.add(&mut pack, names, &person)? {
                    Ok(()) => continue,
                    Err(reason) => rows.refuse(&person, reason),
                },
            };
            refused_bytes += row.fields.iter().map(String::len).sum::<usize>();
            refused.push(row);
        }
        let (byte_offset, line) = rows.place();
        pack.end = (signed(byte_offset), signed(line));
        pack.refused = refused.len() as i64;
        pack.refused_csv = lines(self.columns, &refused)?;
        Ok(pack)
    }

    /// Puts a row's person into a pack, or says why not.
    fn add(&self, pack: &mut Pack, names: &mut Names<'_>, row: &PersonRow) -> Result<Result<(), String>, Fault> {
        let now = self.clock.now();
        let mut checked = match row::check(row, &self.options.country) {
            Ok(checked) => checked,
            Err(reason) => return Ok(Err(reason)),
        };
        let kept: Vec<String> = checked.details.custom.keys().cloned().collect();
        if let Err(reason) = self.options.fields.put(&row.fields, &mut checked.details) {
            return Ok(Err(reason));
        }
        let said = match self.options.signing.read(row, now) {
            Ok(said) => said,
            Err(reason) => return Ok(Err(reason.to_owned())),
        };
        match names.of_row(now, &row.tags)? {
            Ok(tags) => pack.tags.push(tags),
            Err(reason) => return Ok(Err(reason.to_owned())),
        }
        pack.lines.push(row.line);
        let row::Checked { folded_email, details, coarse, joined_at } = checked;
        let foreign = |text: &String| self.intake.vault.foreign_key(self.options.group, "person", text);
        pack.foreign.push(details.identifiers.first().map(foreign));
        pack.joined.push(joined_at);
        pack.kept.extend(kept);
        let person = self.intake.person(self.options.group, now, folded_email.as_deref(), details, coarse)?;
        let Some(petition) = self.options.petition else {
            pack.people.push(person);
            pack.news.push(row.news);
            return Ok(Ok(()));
        };
        let signature = self.intake.ids.fresh(now);
        let note = Note { comment: said.comment, identifiers: Vec::new() };
        let seal = |plain: Vec<u8>| self.intake.vault.seal(self.options.group, &signature.0, &plain, self.intake.ids.bytes());
        pack.signers.push(SignInput {
            petition,
            signature,
            kind: self.options.signing.kind(),
            consents: self.says.consent(row.news).filter(|_| person.email.is_some()).cloned().into_iter().collect(),
            person,
            also: Vec::new(),
            sealed_comment: note.to_bytes().map(seal).transpose()?,
            signed_at: said.at.unwrap_or(now),
            beside: None,
        });
        Ok(Ok(()))
    }
}

/// Refused rows as lines of their file, without its header.
fn lines(columns: &[String], refused: &[RefusedRow]) -> std::io::Result<Vec<u8>> {
    if refused.is_empty() {
        return Ok(Vec::new());
    }
    let header_bytes = RefusedWriter::new(Vec::new(), columns)?.finish()?.len();
    let mut writer = RefusedWriter::new(Vec::new(), columns)?;
    for row in refused {
        writer.write(row)?;
    }
    Ok(writer.finish()?.split_off(header_bytes))
}
