//! `clarion init`: an empty instance, for real use.

use super::{Done, OtherSettings, Problem, demo, keys, lock, logs, open, print};
use crate::app::App;
use crate::keys::{fact, set_fact};
use std::path::PathBuf;
use std::sync::Arc;

/// When this instance was begun; without it a first `serve` makes the demo.
const BEGUN: &str = "begun";

/// `clarion init`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Print the recovery sheet too, under the passphrase in the first line of this file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    settings: OtherSettings,
}

/// Begins it. An instance that is there stays as it is; the demo is none.
pub fn run(arguments: &Arguments) -> Done {
    logs::start("error");
    let settings = Arc::new(arguments.settings.read()?);
    open::make_folders(&settings)?;
    let held = || Problem::refused("A server uses this database already, so it is begun. There is nothing to do.");
    let _lock = lock::take(&settings.database_url)?.ok_or_else(held)?;
    let app = open::open(Arc::clone(&settings))?;
    if demo::is_here(&app)? {
        app.db.close();
        return Err(Problem::refused(
            "This database is the demo's. Run `clarion init` in another folder, or delete the demo's data folder first.",
        ));
    }
    let fresh = begin(&app)?;
    print::out(match fresh {
        true => "The database and the master key are made. Start the server with `clarion serve`.",
        false => "This instance was begun before; nothing was changed.",
    });
    match &arguments.passphrase_file {
        Some(file) => keys::print_sheet(&app.vault.master(), &settings.public_url, Some(file), None)?,
        None => print::out(
            "Print a recovery sheet now with `clarion keys recovery-sheet`: without the master key, nobody can open this database again.",
        ),
    }
    app.db.close();
    Ok(())
}

/// Notes that the instance was begun; whether that is new.
pub(super) fn begin(app: &App) -> Result<bool, Problem> {
    let now = app.clock.now();
    let text = jiff::Timestamp::from_microsecond(now).map(|now| now.to_string()).unwrap_or_default();
    Ok(app.db.write_bulk("init.begin", move |tx| {
        let fresh = fact(tx, BEGUN)?.is_none();
        if fresh {
            set_fact(tx, BEGUN, &text, now)?;
        }
        Ok(fresh)
    })?)
}

/// When it was begun, if it was.
pub(super) fn begun_at(tx: &mut db::Tx<'_>) -> Result<Option<String>, db::Fault> {
    fact(tx, BEGUN)
}
