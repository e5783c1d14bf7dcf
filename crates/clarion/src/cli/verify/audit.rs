//! `clarion verify audit FILE`: the file is a group's audit log, as the console gives it.

use super::{read, say};
use crate::audit::{self, Break};
use crate::cli::{Done, Problem};
use serde_json::json;
use std::path::PathBuf;

/// A million entries and more: a group of many hands over many years.
const FILE_BYTES_MAX: usize = 512 * 1024 * 1024;

/// `clarion verify audit`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file from a group's audit log (`/console/groups/SLUG/audit/file`)
    file: PathBuf,
    /// Answer in JSON: holds, entries, last_hash
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let checked = audit::check_file(&read(&arguments.file, FILE_BYTES_MAX)?);
    let Some((entries, followed)) = checked else {
        return Err(Problem::refused("This is not a whole audit log as the console gives it."));
    };
    let last = followed.map_err(|broken| {
        Problem::refused(match broken {
            Break::Missing(number) => format!("The log does not hold: an entry is missing before number {number}."),
            Break::Changed(number) => format!("The log does not hold: entry {number} was changed, or the one before it."),
            Break::Words(number) => format!(
                "The hashes hold, but the column what of entry {number} does not say what its deed is: the file was changed, or \
                 another version of Clarion wrote it. What is proved stands in the column deed."
            ),
        })
    })?;
    let last = audit::hex(&last);
    let words = format!(
        "The log holds: {entries} entries, each bound to the one before.\nIts last hash is {last}.\n\
         Proved are number, time, deed and ids. The names in the column who are not: the id in the column account says who it was.\n\
         Whoever noted a hash of this log earlier finds it in the file, or the log was written anew."
    );
    say(arguments.json, &words, &json!({ "holds": true, "entries": entries, "last_hash": last }));
    Ok(())
}
