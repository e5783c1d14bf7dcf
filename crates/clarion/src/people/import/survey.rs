//! A look at a list before anything is written: how its rows will be understood, which would be refused and why, which tags it names.
//!
//! Nothing is asked of the database, so nothing is told of people who are there already.

use super::choosing::CellsOfField;
use super::mailboxes::{Mailboxes, Standings};
use super::signing::Said;
use super::{Counts, ImportProblem, Options, row, tagging};
use crate::people::csv_columns::{Mapping, names_standing};
use crate::people::csv_rows::{CsvRows, Row};
use crate::people::csv_status;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::Read;

/// Whoever watches is asked after so many rows whether to go on.
const ROWS_BETWEEN_LOOKS: u64 = 1_000;

/// Rows whose left out columns are looked at: enough to know one that says who left.
const ROWS_LOOKED_OVER: u64 = 1_000;

/// What a look at the file says before anything is written.
#[derive(Debug)]
pub struct Look {
    /// What each column becomes.
    pub mapping: Mapping,
    /// Rows and refusals; nothing is known of people who are there already.
    pub counts: Counts,
    /// The first refused rows: line and reason.
    pub refused: Vec<(u64, String)>,
    /// What the list says of news by e-mail; nothing where no column does.
    pub standings: Option<Standings>,
    /// Columns that are left out and look as if they said so.
    pub left_out: Vec<String>,
}

/// Reads a whole file as an import would now, and writes nothing. At most `shown_max` refused rows are named.
pub fn look(file: impl Read, options: &Options, shown_max: usize, now: i64) -> Result<Look, ImportProblem> {
    let (mapping, found) = survey(file, options, &Bounds { rows: u64::MAX, shown: shown_max, now }, &mut || true)?;
    let counts = Counts { read: found.rows, refused: found.refused, ..Counts::default() };
    let Survey { refused_first: refused, standings, left_out, .. } = found;
    Ok(Look { mapping, counts, refused, standings, left_out })
}

/// The columns that are left out and look, in the first rows, as if they said how people stand towards news by e-mail.
pub fn left_out(file: impl Read, options: &Options, now: i64) -> Result<Vec<String>, ImportProblem> {
    let (_, found) = survey(file, options, &Bounds { rows: ROWS_LOOKED_OVER, shown: 0, now }, &mut || true)?;
    Ok(found.left_out)
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
    /// Different mailboxes of the others.
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
    /// What the list says of news by e-mail, mailbox by mailbox; nothing where no column does.
    #[serde(default)]
    pub standings: Option<Standings>,
    /// Columns that are left out and look as if they said so.
    #[serde(default)]
    pub left_out: Vec<String>,
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
    let (signing, mut over) = (options.signing.columns(), LookedOver::of(&mapping, options));
    rows.read_beside(&[&signing[..], &over.columns].concat());
    let (mut found, mut mailboxes) = (Survey::default(), Mailboxes::default());
    for number in 0..bounds.rows {
        if number == ROWS_LOOKED_OVER {
            rows.read_beside(&signing);
        }
        let Some(row) = rows.next() else { break };
        if number % ROWS_BETWEEN_LOOKS == 0 && !goes_on() {
            return Err(ImportProblem::Stopped);
        }
        found.rows += 1;
        match row? {
            Row::Refused(row) => found.refuse(bounds, row.line, row.reason),
            Row::Person(person) => {
                over.look(person.beside.get(signing.len()..).unwrap_or_default());
                options.fields.count(&person.fields, &mut found.fields);
                let checked = row::check(&person, &options.country).and_then(|mut checked| {
                    options.fields.put(&person.fields, &mut checked.details)?;
                    Ok((checked, options.signing.read(&person, bounds.now).map_err(str::to_owned)?))
                });
                match checked {
                    Err(reason) => found.refuse(bounds, person.line, reason),
                    Ok(taken) => {
                        if let Some(folded) = &taken.0.folded_email {
                            mailboxes.add(folded, person.news);
                        }
                        found.take(bounds, person.line, taken, tagging::names_in(&person.tags));
                    }
                }
            }
        }
    }
    let standings = mailboxes.count();
    found.with_email = standings.yes + standings.no + standings.unknown;
    found.standings = mapping.has_standing().then_some(standings);
    found.left_out = over.told(&mapping);
    Ok((mapping, found))
}

/// Columns that are left out, and how many of their cells are a standing towards news.
struct LookedOver {
    columns: Vec<usize>,
    /// Cells that have something, and of these those that are a standing.
    cells: Vec<(u64, u64)>,
}

impl LookedOver {
    fn of(mapping: &Mapping, options: &Options) -> Self {
        let taken = [&options.signing.columns()[..], &options.tags.columns, &options.fields.places()].concat();
        let fields = mapping.rows().map(|(_, field)| field).enumerate();
        let columns: Vec<usize> = fields.filter(|(at, field)| field.is_none() && !taken.contains(at)).map(|(at, _)| at).collect();
        Self { cells: vec![(0, 0); columns.len()], columns }
    }

    fn look(&mut self, cells: &[String]) {
        for ((filled, standings), cell) in self.cells.iter_mut().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            *filled += 1;
            *standings += u64::from(csv_status::tells(cell));
        }
    }

    /// The headers of those that are called so, or of whose cells at least half are one.
    fn told(&self, mapping: &Mapping) -> Vec<String> {
        let header: Vec<&str> = mapping.rows().map(|(column, _)| column).collect();
        let looks = |(at, (filled, standings)): &(&usize, &(u64, u64))| {
            *filled > 0 && names_standing(header[**at]) || *standings > 0 && standings * 2 >= *filled
        };
        self.columns.iter().zip(&self.cells).filter(looks).map(|(at, _)| header[*at].to_owned()).collect()
    }
}

impl Survey {
    fn refuse(&mut self, bounds: &Bounds, line: u64, reason: String) {
        self.refused += 1;
        if self.refused_first.len() < bounds.shown {
            self.refused_first.push((line, reason));
        }
    }

    fn take(&mut self, bounds: &Bounds, line: u64, (checked, said): (row::Checked, Said), tags: Vec<String>) {
        let row::Checked { details, coarse, .. } = checked;
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
