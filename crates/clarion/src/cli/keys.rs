//! `clarion keys`: the master key and its recovery sheet.

use super::writing::{Answer, Writing, carry_out};
use super::{Done, OtherSettings, Problem, logs, open, print, prompt};
use crate::app::App;
use crate::config::{MasterKeySource, Settings};
use crate::ids::Ids;
use crate::keys::recovery::{self, Sheet};
use crate::keys::rotate::{self, new_file_of};
use crate::keys::source::{self, SourceProblem};
use crate::keys::{VaultProblem, opens};
use db::Db;
use seal::MasterKey;
use seal::recovery::RecoveryProblem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// `clarion keys ...`.
#[derive(Debug, clap::Subcommand)]
pub enum KeysCommand {
    /// Make a new master key and wrap every data key with it; on several servers, restart the others afterwards
    Rotate(RotateArguments),
    /// Print a sheet from which the master key can be made again with a passphrase
    RecoverySheet(SheetArguments),
    /// Check that a recovery sheet and its passphrase give this server's master key; `doctor` asks until it was done
    ConfirmRecovery(TypedArguments),
    /// Make a lost master key file again from a recovery sheet and its passphrase
    Recover(TypedArguments),
}

/// `clarion keys rotate`.
#[derive(Debug, clap::Args)]
pub struct RotateArguments {
    #[command(flatten)]
    rotation: Rotation,
    /// Answer in JSON: keys, fingerprint, file
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A rotation to be done.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub struct Rotation {
    /// Write the new key to this new file instead of replacing the old one; needed where the key comes from no file
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
}

/// `clarion keys recovery-sheet`.
#[derive(Debug, clap::Args)]
pub struct SheetArguments {
    /// Take the passphrase from the first line of this file instead of asking for it
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Write the sheet as a page for printing too, to a new HTML file
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    #[command(flatten)]
    settings: OtherSettings,
}

/// For the commands to which a sheet is typed.
#[derive(Debug, clap::Args)]
pub struct TypedArguments {
    /// Read the sheet from this file, typed or as `recovery-sheet` printed it, instead of the terminal
    #[arg(long, value_name = "FILE")]
    sheet_file: Option<PathBuf>,
    /// Take the passphrase from the first line of this file instead of asking for it
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A sheet that was typed back: the fingerprint of the key it gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirmation {
    fingerprint: String,
}

/// Runs the command.
pub fn run(command: &KeysCommand) -> Done {
    match command {
        KeysCommand::Rotate(rotate) => carry_out(rotate.settings.read()?, &Writing::KeysRotate(rotate.absolute()?), rotate.json),
        KeysCommand::RecoverySheet(sheet) => sheet.print(),
        KeysCommand::ConfirmRecovery(typed) => typed.confirm(),
        KeysCommand::Recover(typed) => typed.recover(),
    }
}

impl RotateArguments {
    /// The server that does the work may stand in another folder.
    fn absolute(&self) -> Result<Rotation, Problem> {
        let absolute = |file: &PathBuf| std::path::absolute(file).map_err(|error| Problem::file(file, &error));
        Ok(Rotation { new_key_file: self.rotation.new_key_file.as_ref().map(absolute).transpose()? })
    }
}

impl Rotation {
    /// Rotates.
    pub fn run(&self, app: &App) -> Result<Answer, Problem> {
        let (source, now) = (&app.settings.master_key, app.clock.now());
        let rotated = rotate::rotate(&app.db, &app.vault, &app.ids, now, source, self.new_key_file.as_deref())?;
        let (file, keys, fingerprint) = (rotated.file.display(), rotated.keys, &rotated.fingerprint);
        let use_it = match self.new_key_file {
            Some(_) => " Set CLARION_MASTER_KEY_FILE to it (or hand it over as before) before the next start.",
            None => "",
        };
        let keys_in_words = print::counted(keys as i128, "key", "keys");
        Ok(Answer {
            words: format!(
                "The new master key is in {file}; its fingerprint is {fingerprint}. Wrapped anew: {keys_in_words}.{use_it}\n\
                 Older backups still need the old key, and the recovery sheet is out of date: print a new one with `clarion keys recovery-sheet`."
            ),
            json: json!({ "keys": keys, "fingerprint": fingerprint, "file": rotated.file }),
        })
    }
}

impl SheetArguments {
    fn print(&self) -> Done {
        logs::start("error");
        let settings = self.settings.read()?;
        let master = standing_key(&settings)?;
        print_sheet(&master, &settings.public_url, self.passphrase_file.as_deref(), self.page.as_deref())
    }
}

/// The master key, after it was seen to open the database.
fn standing_key(settings: &Settings) -> Result<MasterKey, Problem> {
    let db = open::connect_to_existing(settings)?;
    let key = key_that_opens(&db, &settings.master_key);
    db.close();
    key
}

/// The master key that opens the database, also where a rotation was cut off. Changes nothing.
pub(super) fn key_that_opens(db: &Db, source: &MasterKeySource) -> Result<MasterKey, Problem> {
    let mut keys = Vec::new();
    let missing = match (source::read(source), source) {
        (Ok(key), MasterKeySource::File { path, .. }) => {
            keys.extend(key);
            keys.extend(source::read_file(&new_file_of(path)).ok());
            Some(SourceProblem::Missing(path.clone()))
        }
        (Ok(key), _) => {
            keys.extend(key);
            None
        }
        (Err(problem), MasterKeySource::File { path, .. }) => {
            keys.extend(source::read_file(&new_file_of(path)).ok());
            Some(problem)
        }
        (Err(problem), _) => return Err(problem.into()),
    };
    if let (true, Some(missing)) = (keys.is_empty(), missing) {
        return Err(missing.into());
    }
    for key in keys {
        let tried = key.clone();
        if db.read_blocking(move |tx| opens(tx, &tried))? == Some(true) {
            return Ok(key);
        }
    }
    Err(VaultProblem::WrongMasterKey.into())
}

/// Prints the sheet of a key, and writes the page for printing.
pub(super) fn print_sheet(master: &MasterKey, public_url: &str, passphrase_file: Option<&Path>, page: Option<&Path>) -> Done {
    let passphrase = prompt::passphrase(passphrase_file, true)?;
    let sheet = Sheet::new(master, &passphrase, &Ids::System).map_err(|problem| Problem::Refused(problem.to_string()))?;
    print::out(&sheet.to_text(public_url));
    if let Some(page) = page {
        let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(page);
        let written = opened.and_then(|mut file| file.write_all(sheet.to_html(public_url).as_bytes()));
        written.map_err(|error| Problem::file(page, &error))?;
        print::out(&format!("The page for printing is {}. Delete it once it is printed.", page.display()));
    }
    print::out("Then type it back with `clarion keys confirm-recovery`.");
    Ok(())
}

impl From<RecoveryProblem> for Problem {
    fn from(problem: RecoveryProblem) -> Self {
        Self::Refused(problem.to_string())
    }
}

impl TypedArguments {
    fn key(&self) -> Result<MasterKey, Problem> {
        let sheet = prompt::sheet(self.sheet_file.as_deref())?;
        let passphrase = prompt::passphrase(self.passphrase_file.as_deref(), false)?;
        Ok(seal::recovery::unwrap(&sheet, &passphrase)?)
    }

    /// The key stays in this process; the database learns the fingerprint only.
    fn confirm(&self) -> Done {
        let settings = self.settings.read()?;
        let confirmation = Confirmation { fingerprint: self.key()?.fingerprint() };
        carry_out(settings, &Writing::RecoveryConfirmed(confirmation), false)
    }

    fn recover(&self) -> Done {
        logs::start("error");
        let settings = self.settings.read()?;
        let MasterKeySource::File { path, .. } = &settings.master_key else {
            return Err(Problem::refused(
                "The settings name no file for the master key. Set CLARION_MASTER_KEY_FILE to where it should lie.",
            ));
        };
        if path.exists() {
            return Err(Problem::Refused(format!(
                "{} is there already. Move it away first if it is the wrong one.",
                path.display()
            )));
        }
        open::make_folders(&settings)?;
        let key = self.key()?;
        source::write_new(path, &key)?;
        print::out(&format!("The master key is in {} again; its fingerprint is {}.", path.display(), key.fingerprint()));
        Ok(())
    }
}

impl Confirmation {
    /// Compares and notes it.
    pub fn note(&self, app: &App) -> Result<Answer, Problem> {
        let (fingerprint, now) = (self.fingerprint.clone(), app.clock.now());
        if fingerprint != app.vault.master().fingerprint() {
            return Err(Problem::refused(
                "This sheet is of another master key, perhaps one that was rotated away. Print a new sheet with `clarion keys recovery-sheet`.",
            ));
        }
        app.db.write_bulk("keys.confirm_recovery", move |tx| recovery::note_confirmed(tx, &fingerprint, now))?;
        let words = "The sheet and the passphrase give the master key back. Keep them in two places.".to_owned();
        Ok(Answer { words, json: json!({ "fingerprint": self.fingerprint }) })
    }
}
