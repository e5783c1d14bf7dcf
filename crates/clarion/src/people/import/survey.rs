//! A look at a list before anything is written: how its rows will be understood, which would be refused and why, which tags it names.
//!
//! Nothing is asked of the database, so nothing is told of people who are there already.

use super::choosing::CellsOfField;
use super::signing::Said;
use super::{Counts, ImportProblem, Options, row, tagging};
use crate::people::csv_columns::Mapping;
use crate::people::csv_rows::{CsvRows, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::Read;

/// Whoever watches is asked after so many rows whether to go on.
const ROWS_BETWEEN_LOOKS: u64 = 1_000;

/// What a look at the file says before anything is written.
#[derive(Debug)]
pub struct Look {
    /// What each column becomes.
    pub mapping: Mapping,
    /// Rows and refusals; nothing is known of people who are there already.
    pub counts: Counts,
    /// The first refused rows: line and reason.
    pub refused: Vec<(u64, String)>,
}

/// Reads a whole file as an import would now, and writes nothing. At most `shown_max` refused rows are named.
pub fn look(file: impl Read, options: &Options, shown_max: usize, now: i64) -> Result<Look, ImportProblem> {
    let (mapping, found) = survey(file, options, &Bounds { rows: u64::MAX, shown: shown_max, now }, &mut || true)?;
    let counts = Counts { read: found.rows, refused: found.refused, ..Counts::default() };
    Ok(Look { mapping, counts, refused: found.refused_first })
}

/// How much is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Rows read.
    pub rows: u64,
    /// Rows shown, of those that are taken and of those that are refused.
    pub shown: usize,
    /// Now, for days that must not be in the future.
    pub now: i64,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Rows, the header and empty ones apart.
    pub rows: i64,
    /// Of these, rows that would be refused.
    pub refused: i64,
    /// Of the others, those with a mailbox.
    pub with_email: i64,
    /// The first rows as they are understood.
    pub understood: Vec<Understood>,
    /// The first refused rows: line and reason.
    pub refused_first: Vec<(u64, String)>,
    /// The tags that the rows name; one more than a group can have means that there are too many.
    pub tags: BTreeSet<String>,
    /// What the cells of fields for choosing are.
    #[serde(default)]
    pub fields: Vec<CellsOfField>,
}

/// A row as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Understood {
    /// The line on which it starts.
    pub line: u64,
    /// Given and family name.
    pub name: String,
    /// Mailbox and number, those that there are.
    pub addresses: Vec<String>,
    /// City, state, ZIP and country.
    pub place: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Of a signature the day and the comment, those that there are.
    pub signed: Vec<String>,
}

/// Surveys a file from its start. Whoever watches may end it, which is [`ImportProblem::Stopped`].
pub fn survey(
    file: impl Read,
    options: &Options,
    bounds: &Bounds,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<(Mapping, Survey), ImportProblem> {
    let mut rows = CsvRows::open(file)?;
    let mapping = options.mapping(rows.columns())?;
    rows.read_as(&mapping);
    rows.read_tags(&options.tags.columns);
    rows.read_fields(&options.fields.places());
    rows.read_beside(&options.signing.columns());
    let mut found = Survey::default();
    for (number, row) in (0..bounds.rows).zip(rows) {
        if number % ROWS_BETWEEN_LOOKS == 0 && !goes_on() {
            return Err(ImportProblem::Stopped);
        }
        found.rows += 1;
        match row? {
            Row::Refused(row) => found.refuse(bounds, row.line, row.reason),
            Row::Person(person) => {
                options.fields.count(&person.fields, &mut found.fields);
                let checked = row::check(&person, &options.country).and_then(|mut checked| {
                    options.fields.put(&person.fields, &mut checked.details)?;
                    Ok((checked, options.signing.read(&person, bounds.now).map_err(str::to_owned)?))
                });
                match checked {
                    Err(reason) => found.refuse(bounds, person.line, reason),
                    Ok(taken) => found.take(bounds, person.line, taken, tagging::names_in(&person.tags)),
                }
            }
        }
    }
    Ok((mapping, found))
}

impl Survey {
    fn refuse(&mut self, bounds: &Bounds, line: u64, reason: String) {
        self.refused += 1;
        if self.refused_first.len() < bounds.shown {
            self.refused_first.push((line, reason));
        }
    }

    fn take(&mut self, bounds: &Bounds, line: u64, (checked, said): (row::Checked, Said), tags: Vec<String>) {
        let row::Checked { folded_email, details, coarse } = checked;
        self.with_email += i64::from(folded_email.is_some());
        if self.understood.len() < bounds.shown {
            let place = [&details.locality, &coarse.region, &coarse.zip, &coarse.country];
            let place: Vec<&str> = place.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            self.understood.push(Understood {
                line,
                name: format!("{} {}", details.given_name, details.family_name).trim().to_owned(),
                addresses: [details.email, details.phone].into_iter().filter(|address| !address.is_empty()).collect(),
                place: place.join(" "),
                tags: tags.clone(),
                signed: [said.day, said.comment].into_iter().filter(|part| !part.is_empty()).collect(),
            });
        }
        for tag in tags {
            if self.tags.len() <= tagging::NAMES_MAX {
                self.tags.insert(tag);
            }
        }
    }
}
