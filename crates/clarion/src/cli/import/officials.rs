//! `clarion import officials`: who holds which office, from the OpenStates layout or a plain CSV, with what could not be used.

use crate::app::App;
use crate::cli::writing::{Answer, Writing, carry_out};
use crate::cli::{Done, OtherSettings, Problem, dates, print};
use crate::officials::keep::{self, KeepReport};
use crate::officials::{Reading, openstates, simple_csv};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// Offices with conflicts that are named.
const NAMED_MAX: usize = 20;

/// `clarion import officials`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A folder or file in the OpenStates layout (YAML), or a CSV with the columns office, division, name, and if wanted start, end,
    /// email, phone, source, checked
    path: PathBuf,
    /// The day on which the data was last held against its source, as 2027-01-31; today if left out
    #[arg(long, value_name = "DATE", value_parser = dates::day)]
    checked: Option<Date>,
    /// Answer in JSON: read, kept, offices_added, current, standings, conflicts, unused
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// An import to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficialsToImport {
    path: PathBuf,
    checked: Option<String>,
}

/// Asks for it on the command line.
pub fn ask(arguments: &Arguments) -> Done {
    let path = std::path::absolute(&arguments.path).map_err(|error| Problem::file(&arguments.path, &error))?;
    let asked = OfficialsToImport { path, checked: arguments.checked.map(|date| date.to_string()) };
    carry_out(arguments.settings.read()?, &Writing::ImportOfficials(asked), arguments.json)
}

impl OfficialsToImport {
    /// Imports. Blocks.
    pub fn run(&self, app: &App) -> Result<Answer, Problem> {
        let now = app.clock.now();
        let instant = jiff::Timestamp::from_microsecond(now).map_err(|_| Problem::refused("The clock is wrong. Set the date."))?;
        let today = jiff::tz::TimeZone::UTC.to_datetime(instant).date();
        let reading = Arc::new(self.read(self.checked(today)?)?);
        let ids = app.ids.clone();
        let report = app.db.write_bulk("officials.import", move |tx| {
            keep::ship(tx, &ids, now)?;
            keep::keep(tx, &ids, now, today, &reading)
        })?;
        let json = serde_json::to_value(&report).expect("numbers and texts always serialise");
        Ok(Answer { words: words(&report), json })
    }

    fn checked(&self, today: Date) -> Result<Date, Problem> {
        let checked = self.checked.as_ref().map_or(Ok(today), |text| text.parse());
        let refuse = || Problem::refused("The data cannot have been checked in the future. Give another day with --checked.");
        checked.ok().filter(|checked| *checked <= today).ok_or_else(refuse)
    }

    fn read(&self, checked: Date) -> Result<Reading, Problem> {
        let unusable = |error: &std::io::Error| Problem::file(&self.path, error);
        if self.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv")) {
            let file = File::open(&self.path).map_err(|error| unusable(&error))?;
            let origin = self.path.file_name().unwrap_or_default().to_string_lossy();
            return Ok(simple_csv::read(file, &origin, checked));
        }
        openstates::read_tree(&self.path, checked).map_err(|error| unusable(&error))
    }
}

fn words(report: &KeepReport) -> String {
    let KeepReport { read, kept, offices_added, current, .. } = report;
    let people = print::counted(*read as i128, "person", "people");
    let (kept, added) =
        (print::counted(*kept as i128, "term", "terms"), print::counted(*offices_added as i128, "office", "offices"));
    let mut words = format!("{people} read, {kept} kept, {current} of them current; {added} added.");
    let mut line = |text: String| write!(words, "\n{text}").expect("a text takes every line");
    for (standing, count) in &report.standings {
        line(format!("  {standing}: {count}"));
    }
    if !report.conflicts.is_empty() {
        line("Several people are called current here, so nobody is shown:".to_owned());
        report.conflicts.iter().take(NAMED_MAX).for_each(|slug| line(format!("  {slug}")));
        let more = report.conflicts.len().saturating_sub(NAMED_MAX);
        if more > 0 {
            line(format!("  and {more} more"));
        }
    }
    if !report.unused.is_empty() {
        line("Not used:".to_owned());
        report.unused.iter().for_each(|(reason, count)| line(format!("  {count}: {reason}")));
    }
    words
}
