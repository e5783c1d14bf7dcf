//! `clarion plans export`: a ballot with all its signatures as one file, for whoever counts again.

use super::writing::{self, Answer, Writing};
use super::{Done, OtherSettings, Problem, Progress};
use crate::app::App;
use crate::ids::Id;
use crate::plans::{Tools, certificate};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is done with plans.
#[derive(Debug, clap::Subcommand)]
pub enum PlansCommand {
    /// Print a ballot as a decision file: `clarion plans export BALLOT > decision.json`
    Export(Arguments),
}

/// A ballot to export.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The ballot's id, as its page shows it
    ballot: String,
    /// Without the texts of reasons, as a decision is given to everybody
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    settings: OtherSettings,
}

/// A ballot to export, as data.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct BallotToExport {
    ballot: Id,
    public: bool,
}

/// Does it.
pub fn run(command: &PlansCommand) -> Done {
    let PlansCommand::Export(arguments) = command;
    let unreadable =
        |_| Problem::Usage("A ballot's id has 32 hex digits and four hyphens. Copy it from the ballot's page.".to_owned());
    let ballot = arguments.ballot.parse().map_err(unreadable)?;
    writing::carry_out(
        arguments.settings.read()?,
        &Writing::PlansExport(BallotToExport { ballot, public: arguments.public }),
        false,
    )
}

impl BallotToExport {
    /// The file, in words: canonical bytes are one line.
    pub fn export(&self, app: &App, _: &dyn Progress) -> Result<Answer, Problem> {
        let (tools, ballot) = (Tools { vault: app.vault.clone(), ids: app.ids.clone() }, self.ballot);
        let file = app.db.read_blocking(move |tx| certificate::export(tx, &tools, ballot))?;
        let file = file.ok_or_else(|| Problem::refused("There is no ballot with this id. Copy it from the ballot's page."))?;
        let file = if self.public { file.without_reasons() } else { file };
        let words = String::from_utf8(file.bytes()).map_err(|_| Problem::refused("The file is no text. Please report this."))?;
        Ok(Answer { words, json: Value::Null })
    }
}
