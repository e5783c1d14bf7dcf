//! From settings to an open database and its secrets: folders, migrations, the master key.

use super::Problem;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{MasterKeySource, Settings};
use crate::ids::Ids;
use crate::keys::rotate::RotateProblem;
use crate::keys::source::{self, SourceProblem};
use crate::keys::{self, Vault, VaultProblem, rotate};
use crate::officials::keep;
use crate::plans;
use crate::schema::MIGRATIONS;
use db::{DatabaseUrl, Db, Fault, FaultKind};
use seal::MasterKey;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

impl From<SourceProblem> for Problem {
    fn from(problem: SourceProblem) -> Self {
        Self::Refused(problem.to_string())
    }
}

impl From<RotateProblem> for Problem {
    fn from(problem: RotateProblem) -> Self {
        match problem {
            RotateProblem::Database(fault) => fault.into(),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Makes the data folder and the database's, for their owner only. Folders that are there stay as they are.
pub fn make_folders(settings: &Settings) -> Result<(), Problem> {
    let beside = match &settings.database_url {
        DatabaseUrl::Sqlite(path) => path.parent().filter(|folder| !folder.as_os_str().is_empty()),
        DatabaseUrl::Postgres(_) => None,
    };
    for folder in [Some(settings.data_dir.as_path()), beside].into_iter().flatten() {
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| Problem::file(folder, &error))?;
    }
    Ok(())
}

/// Refuses to go on under another passkey domain while a ballot runs: nobody could vote in it, or halt what it decides.
pub fn keep_passkey_domain(app: &App) -> Result<(), Problem> {
    let settings = Arc::clone(&app.settings);
    match app.db.read_blocking(move |tx| plans::domain_to_keep(tx, &settings))? {
        None => Ok(()),
        Some(domain) => Err(Problem::Refused(format!(
            "A ballot runs, and its passkeys belong to {domain}: under another domain nobody could vote or halt. \
             Set CLARION_PASSKEY_DOMAIN={domain}, with a public URL on it, until the ballot is over."
        ))),
    }
}

/// Opens the connections alone: nothing is made, migrated or unsealed.
pub fn connect(settings: &Settings, readers: usize) -> Result<Db, Problem> {
    let limits = db::Settings { readers, ..db::Settings::default() };
    Db::open(&settings.database_url, settings.database_replica_url.as_ref(), limits).map_err(|problem| match &settings.database_url {
        DatabaseUrl::Sqlite(path) => {
            tracing::error!(%problem, "the database file");
            Problem::Refused(format!("{} cannot be opened as a database. Check CLARION_DATABASE_URL and who may use the file.", path.display()))
        }
        DatabaseUrl::Postgres(_) => {
            tracing::error!(%problem, "the database server");
            Problem::refused("PostgreSQL does not answer. Check that it runs, and CLARION_DATABASE_URL: host, port, database, user and password.")
        }
    })
}

/// The same for a database that must be there.
pub fn connect_to_existing(settings: &Settings) -> Result<Db, Problem> {
    refuse_empty_folder(settings)?;
    connect(settings, 1)
}

/// Refuses where a SQLite database should be and is none; nothing is made.
pub fn refuse_empty_folder(settings: &Settings) -> Result<(), Problem> {
    match &settings.database_url {
        DatabaseUrl::Sqlite(path) if !path.exists() => Err(Problem::Refused(format!(
            "There is no database at {}. Run this in the folder of your instance, or begin one with `clarion init`.",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// Opens all of it, making what a first start needs.
pub fn open(settings: Arc<Settings>) -> Result<App, Problem> {
    let db = connect(&settings, db::Settings::default().readers)?;
    open_connected(db, settings)
}

/// The same for an instance that must have been begun: a command that ran against a wrong database makes no key for it.
pub fn open_begun(settings: Arc<Settings>) -> Result<App, Problem> {
    let db = connect(&settings, db::Settings::default().readers)?;
    migrate(&db, Clock::System.now())?;
    match is_begun(&db)? {
        true => open_connected(db, settings),
        false => {
            Err(Problem::refused("This database holds no instance yet. Check the settings, or begin one with `clarion init`."))
        }
    }
}

fn open_connected(db: Db, settings: Arc<Settings>) -> Result<App, Problem> {
    let (clock, ids) = (Clock::System, Ids::System);
    migrate(&db, clock.now())?;
    let vault = unseal(&db, &settings.master_key, &ids, clock.now())?;
    let (office_ids, now) = (ids.clone(), clock.now());
    db.write_bulk("officials.ship", move |tx| keep::ship(tx, &office_ids, now))?;
    Ok(App::new(db, vault, clock, ids, settings))
}

/// Brings the tables to this version.
pub fn migrate(db: &Db, now: i64) -> Result<(), Problem> {
    db.migrate(MIGRATIONS, now).map_err(|fault| match fault.kind() {
        FaultKind::Bug => {
            tracing::error!(%fault, "migrations");
            Problem::refused("This database was made by another version of Clarion. Use that version or a newer one.")
        }
        _ => fault.into(),
    })
}

/// Opens the secrets; makes the master key where a new database may have one made.
pub fn unseal(db: &Db, source: &MasterKeySource, ids: &Ids, now: i64) -> Result<Vault, Problem> {
    let master = match (source::read(source)?, source) {
        (Some(master), _) => master,
        (None, MasterKeySource::File { path, .. }) => match rotate::finish(db, path)? {
            Some(master) => master,
            None => make_first_key(db, path, ids)?,
        },
        (None, _) => return Err(VaultProblem::WrongMasterKey.into()),
    };
    match (Vault::open(db, master, ids, now), source) {
        (Err(VaultProblem::WrongMasterKey), MasterKeySource::File { path, .. }) => {
            let master = rotate::finish(db, path)?.ok_or(VaultProblem::WrongMasterKey)?;
            Ok(Vault::open(db, master, ids, now)?)
        }
        (opened, _) => Ok(opened?),
    }
}

/// A new key would open nothing of a database that was begun under another.
fn make_first_key(db: &Db, path: &Path, ids: &Ids) -> Result<MasterKey, Problem> {
    match is_begun(db)? {
        false => Ok(source::make(path, ids)?),
        true => Err(SourceProblem::Missing(path.to_owned()).into()),
    }
}

/// Whether the database holds secrets under some master key.
fn is_begun(db: &Db) -> Result<bool, Fault> {
    let any = MasterKey::from_bytes([0; 32]);
    Ok(db.read_blocking(move |tx| keys::opens(tx, &any))?.is_some())
}
