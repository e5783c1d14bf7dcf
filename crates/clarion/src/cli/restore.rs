//! `clarion restore`: a backup into an empty database of either kind. A SQLite database appears only once all of it was whole.

use super::{Done, OtherSettings, Problem, keys, lock, logs, open, print};
use crate::clock::Clock;
use crate::config::{MasterKeySource, Settings};
use crate::keys::source::{self, SourceProblem};
use crate::schema::MIGRATIONS;
use db::{ArchiveReport, DatabaseUrl, Db};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

/// `clarion restore`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The backup to read
    file: PathBuf,
    /// Answer in JSON: rows
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// Restores.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("error");
    let mut settings = arguments.settings.read()?;
    let file = File::open(&arguments.file).map_err(|error| Problem::file(&arguments.file, &error))?;
    // A new key would open nothing of the backup, so none is made.
    if let (None, MasterKeySource::File { path, .. }) = (source::read(&settings.master_key)?, &settings.master_key) {
        return Err(SourceProblem::Missing(path.clone()).into());
    }
    open::make_folders(&settings)?;
    let held = || Problem::refused("A server or another command uses this database. Stop it, or restore into a new one.");
    let _lock = lock::take(&settings.database_url)?.ok_or_else(held)?;
    let report = match settings.database_url.clone() {
        DatabaseUrl::Sqlite(path) => into_file(&mut settings, &path, file)?,
        DatabaseUrl::Postgres(_) => into_server(&settings, file)?,
    };
    match arguments.json {
        true => print::json(&json!({ "rows": report.rows })),
        false => print::out(&format!("Restored {}, and the master key opens them.", print::counted(report.rows, "row", "rows"))),
    }
    Ok(())
}

fn into_file(settings: &mut Settings, path: &Path, file: File) -> Result<ArchiveReport, Problem> {
    if std::fs::metadata(path).is_ok_and(|about| about.len() > 0) {
        let sentence =
            format!("There is a database at {} already. Move it away first, or restore into another one.", path.display());
        return Err(Problem::Refused(sentence));
    }
    let part = path.with_extension("restoring");
    remove(&part);
    settings.database_url = DatabaseUrl::Sqlite(part.clone());
    let db = open::connect(settings, 1)?;
    let report = read(&db, settings, file);
    // The last connection that closes leaves one file. Were something left beside it, a database that lacks it must not begin.
    db.close();
    let mut beside = part.as_os_str().to_owned();
    beside.push("-wal");
    let is_one_file = !std::fs::metadata(&beside).is_ok_and(|about| about.len() > 0);
    let report = report.inspect_err(|_| remove(&part))?;
    if !is_one_file {
        remove(&part);
        return Err(Problem::refused("The restored database could not be closed. Nothing was kept. Try again."));
    }
    std::fs::rename(&part, path).map_err(|error| Problem::file(path, &error))?;
    Ok(report)
}

/// A database of a restore that was cut off, with what lies beside it.
fn remove(part: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = part.as_os_str().to_owned();
        name.push(end);
        std::fs::remove_file(PathBuf::from(name)).ok();
    }
}

fn into_server(settings: &Settings, file: File) -> Result<ArchiveReport, Problem> {
    let db = open::connect(settings, 1)?;
    let report = read(&db, settings, file);
    db.close();
    report.map_err(|problem| match problem.sentence().contains("not empty") {
        true => problem,
        false => Problem::Refused(format!("{} Drop the database and create it again before the next try.", problem.sentence())),
    })
}

fn read(db: &Db, settings: &Settings, file: File) -> Result<ArchiveReport, Problem> {
    let report = db::read_archive(db, MIGRATIONS, Clock::System.now(), file)?;
    keys::key_that_opens(db, &settings.master_key)?;
    Ok(report)
}
