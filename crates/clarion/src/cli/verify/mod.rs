//! `clarion verify`: checks files that anyone can download, on any machine, without a server, a database or the network.

mod audit;
mod ballots;
pub(super) mod log;
mod notice;

use super::{Done, Problem, print};
use std::io::Read;
use std::path::Path;
use tlog::{Opened, VerifierKey};

/// `clarion verify ...`.
#[derive(Debug, clap::Subcommand)]
pub enum VerifyCommand {
    /// Count the ballots of a decision file again; the ballot may still be open
    Ballots(ballots::Arguments),
    /// Check the decision in a file: the plan, every signature, the rule, the outcome, its notice, and that the log holds it all
    Call(ballots::Arguments),
    /// Check a notice: that the coalition signed it and that it is in the log
    Notice(notice::Arguments),
    /// Check a group's audit log: that no entry was changed, dropped or put in between
    Audit(audit::Arguments),
    /// Check a whole log: that no entry was changed, dropped or added, and that it has only grown
    Log(log::Arguments),
}

/// Runs the command.
pub fn run(command: &VerifyCommand) -> Done {
    match command {
        VerifyCommand::Ballots(arguments) => ballots::run(arguments, false),
        VerifyCommand::Call(arguments) => ballots::run(arguments, true),
        VerifyCommand::Notice(arguments) => notice::run(arguments),
        VerifyCommand::Audit(arguments) => audit::run(arguments),
        VerifyCommand::Log(arguments) => log::run(arguments),
    }
}

/// What all of them take.
#[derive(Debug, clap::Args)]
struct Trust {
    /// The public key of the log, as you know it from elsewhere than the file
    #[arg(long, value_name = "KEY")]
    vkey: Option<String>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

impl Trust {
    fn key(&self) -> Result<Option<VerifierKey>, Problem> {
        self.vkey.as_deref().map(read_key).transpose()
    }

    /// What is still to do for whoever gave no key.
    fn hint(&self, vkey: &str) -> String {
        match self.vkey {
            Some(_) => String::new(),
            None => format!("\nNo key was given: this holds if you know this public key from elsewhere (--vkey): {vkey}"),
        }
    }
}

/// A public key as it is written.
pub(super) fn read_key(text: &str) -> Result<VerifierKey, Problem> {
    let no_key = || Problem::refused("This is no public key of a log. Copy it from the log's page, whole.");
    VerifierKey::parse(text.trim()).ok_or_else(no_key)
}

/// A file in memory, if it is no longer than any we write.
pub(super) fn read(path: &Path, bytes_max: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| Problem::file(path, &error))?;
    // One byte more than allowed is enough to be found too long.
    file.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(|error| Problem::file(path, &error))?;
    Ok(bytes)
}

/// Who confirmed the log's state, one line each.
fn witness_lines(opened: &Opened) -> String {
    match opened.cosigned.as_slice() {
        [] => "\nNo witness has confirmed this state of the log yet.".to_owned(),
        cosigned => cosigned.iter().map(|one| format!("\nConfirmed by {} at {}.", one.witness, instant(seconds(one.at)))).collect(),
    }
}

fn witness_json(opened: &Opened) -> serde_json::Value {
    opened.cosigned.iter().map(|one| serde_json::json!({"witness": one.witness, "at": instant(seconds(one.at))})).collect()
}

fn seconds(at: u64) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX).saturating_mul(1_000_000)
}

fn instant(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).unwrap_or_default().to_string()
}

fn say(json: bool, words: &str, value: &serde_json::Value) {
    match json {
        true => print::json(value),
        false => print::out(words),
    }
}
