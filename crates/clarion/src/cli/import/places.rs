//! `clarion import places`: where ZIPs lie, from a table such as the Census gazetteer's.

use crate::app::App;
use crate::cli::writing::{Answer, Writing, carry_out};
use crate::cli::{Done, OtherSettings, Problem, Progress, print};
use crate::places::import::{self, Reading};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs::File;
use std::path::PathBuf;

/// `clarion import places`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A CSV with the columns zip, lat, lon: a ZIP code and the middle of its area in degrees
    file: PathBuf,
    /// Answer in JSON: read, kept, refused, known
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// An import to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlacesToImport {
    file: PathBuf,
}

/// Asks for it on the command line.
pub fn ask(arguments: &Arguments) -> Done {
    let file = std::path::absolute(&arguments.file).map_err(|error| Problem::file(&arguments.file, &error))?;
    carry_out(arguments.settings.read()?, &Writing::ImportPlaces(PlacesToImport { file }), arguments.json)
}

impl PlacesToImport {
    /// Imports. A second run corrects the first. Blocks.
    pub fn run(&self, app: &App, progress: &dyn Progress) -> Result<Answer, Problem> {
        let file = File::open(&self.file).map_err(|error| Problem::file(&self.file, &error))?;
        let reading = import::read(file).map_err(|problem| Problem::Refused(problem.to_string()))?;
        let mut done = 0;
        for slice in reading.slices() {
            let rows = slice.to_vec();
            app.db.write_bulk("places.import", move |tx| import::keep(tx, &rows))?;
            done += slice.len() as u64;
            progress.step("ZIP codes", done, reading.usable() as u64)?;
        }
        let known = app.db.read_blocking(import::known)?;
        let refused: usize = reading.unused.values().sum();
        let json = json!({ "read": reading.read, "kept": reading.usable(), "refused": refused, "known": known });
        Ok(Answer { words: words(&reading, known), json })
    }
}

fn words(reading: &Reading, known: i64) -> String {
    let mut words = format!(
        "{} read, {} kept; {known} known.",
        print::counted(reading.read as i128, "row", "rows"),
        print::counted(reading.usable() as i128, "ZIP code", "ZIP codes")
    );
    for (reason, count) in &reading.unused {
        words.push_str(&format!("\nNot used: {count} with {reason}"));
    }
    words
}
