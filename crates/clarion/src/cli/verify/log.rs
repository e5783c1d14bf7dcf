//! `clarion verify log FILE`: the file is the one that a log's page gives; with an older one it also shows that nothing of it was
//! changed since.

use super::{Trust, instant, read, say, witness_json, witness_lines};
use crate::cli::{Done, Problem};
use crate::notices::evidence::{EvidenceProblem, LOG_FILE_BYTES_MAX, LogFile};
use serde_json::json;
use std::path::{Path, PathBuf};
use tlog::VerifierKey;

/// `clarion verify log`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file from the log's page (`/coalitions/SLUG/log/log.json`)
    file: PathBuf,
    /// An older file of the same log, to show that it has only grown
    #[arg(long, value_name = "FILE")]
    older: Option<PathBuf>,
    #[command(flatten)]
    trust: Trust,
}

/// A log's file from the disk.
pub(in crate::cli) fn log_file(path: &Path) -> Result<LogFile, Problem> {
    LogFile::parse(&read(path, LOG_FILE_BYTES_MAX)?).map_err(refused)
}

/// Its sentence as a command's answer.
pub(in crate::cli) fn refused(problem: EvidenceProblem) -> Problem {
    Problem::refused(problem.to_string())
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let (file, trusted) = (log_file(&arguments.file)?, arguments.trust.key()?);
    let own = VerifierKey::parse(&file.vkey).ok_or_else(|| refused(EvidenceProblem::Key))?;
    let since = match &arguments.older {
        Some(path) => Some(log_file(path)?.check(trusted.as_ref().or(Some(&own)), None).map_err(refused)?.opened.checkpoint),
        None => None,
    };
    let checked = file.check(trusted.as_ref(), since.as_ref()).map_err(refused)?;
    let head = &checked.opened.checkpoint;
    let mut words = format!("The log {} holds: {} entries under the root {}.", head.origin, head.size, head.root);
    if let Some(since) = &since {
        words.push_str(&format!("\nSince the older file it has only grown, by {} entries.", head.size - since.size));
    }
    words.push_str(&checked.newest_at.map(|at| format!("\nThe newest entry is of {}.", instant(at))).unwrap_or_default());
    words.push_str(&witness_lines(&checked.opened));
    words.push_str(&arguments.trust.hint(&file.vkey));
    let value = json!({
        "holds": true, "origin": head.origin, "size": head.size, "root": head.root.to_string(), "vkey": file.vkey,
        "key_was_given": trusted.is_some(), "grown_by": since.map(|since| head.size - since.size),
        "newest_at": checked.newest_at.map(instant), "cosigned": witness_json(&checked.opened),
    });
    say(arguments.trust.json, &words, &value);
    Ok(())
}
