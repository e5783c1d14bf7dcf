//! `clarion backup`: the whole database in one file, as of one instant, beside whatever runs. It only reads, and never holds the
//! master key.

use super::{Done, OtherSettings, Problem, logs, open, print};
use crate::clock::Clock;
use crate::config::Settings;
use crate::schema::MIGRATIONS;
use db::{ArchiveProblem, ArchiveReport, DatabaseUrl};
use serde_json::json;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Every archive is gzip and begins like this (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Where the time of the last backup is noted, in the data folder.
const NOTE: &str = "last-backup";

/// `clarion backup`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to write; an older backup of this name is replaced once the new one is whole
    file: PathBuf,
    /// Answer in JSON: file, rows, bytes
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

impl From<ArchiveProblem> for Problem {
    fn from(problem: ArchiveProblem) -> Self {
        match problem {
            ArchiveProblem::Database(fault) => fault.into(),
            ArchiveProblem::File(error) => {
                Self::Refused(format!("The file cannot be read or written ({}). Check it and the disk.", error.kind()))
            }
            ArchiveProblem::NotWhole(why) => Self::Refused(format!("This is not a whole Clarion backup: {why}. Use another one.")),
            ArchiveProblem::NotEmpty => Self::refused("The database is not empty. Restore into a new one."),
            ArchiveProblem::Newer => Self::refused("The backup was made by a newer version of Clarion. Use that version."),
        }
    }
}

/// Writes it.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("error");
    let settings = arguments.settings.read()?;
    let file = &arguments.file;
    refuse_other_file(&settings, file)?;
    let mut part = OsString::from(file);
    part.push(".part");
    let part = PathBuf::from(part);
    let report = write(&settings, &part).inspect_err(|_| drop(std::fs::remove_file(&part)))?;
    std::fs::rename(&part, file).map_err(|error| Problem::file(file, &error))?;
    note(&settings);
    let bytes = std::fs::metadata(file).map_or(0, |about| about.len());
    match arguments.json {
        true => print::json(&json!({ "file": file, "rows": report.rows, "bytes": bytes })),
        false => print::out(&format!(
            "{} holds {}. Keep the master key apart from it: without the key nobody can open it.",
            file.display(),
            print::counted(report.rows, "row", "rows")
        )),
    }
    Ok(())
}

/// Only a backup may be written over.
fn refuse_other_file(settings: &Settings, file: &Path) -> Result<(), Problem> {
    let is_database = matches!(&settings.database_url, DatabaseUrl::Sqlite(path) if path == file);
    let mut begin = Vec::new();
    match File::open(file) {
        Ok(opened) => drop(opened.take(2).read_to_end(&mut begin)),
        Err(_) => begin.extend(GZIP),
    }
    match !is_database && begin == GZIP {
        true => Ok(()),
        false => Err(Problem::Refused(format!("{} is there and no backup. Choose another name.", file.display()))),
    }
}

fn write(settings: &Settings, part: &Path) -> Result<ArchiveReport, Problem> {
    let db = open::connect_to_existing(settings)?;
    let broken = |error: std::io::Error| Problem::file(part, &error);
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part).map_err(broken)?;
    let whole = file.try_clone().map_err(broken)?;
    let report = db::write_archive(&db, MIGRATIONS, file)?;
    whole.sync_all().map_err(broken)?;
    db.close();
    Ok(report)
}

/// For `doctor`, which nags. A backup whose time could not be noted is a backup all the same.
fn note(settings: &Settings) {
    let now = Clock::System.now().to_string();
    if let Err(error) = std::fs::write(settings.data_dir.join(NOTE), now) {
        tracing::warn!(%error, "the time of the backup could not be noted");
    }
}

/// When the last backup was made from this data folder, in microseconds.
pub(super) fn last(settings: &Settings) -> Option<i64> {
    std::fs::read_to_string(settings.data_dir.join(NOTE)).ok()?.trim().parse().ok()
}
