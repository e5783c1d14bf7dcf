//! Reading reports: for the command line, and how many are open for the doctor and the start.

use super::store::{self, ReportRow};
use super::{Reason, ReportContent};
use crate::ids::Id;
use crate::keys::Vault;
use db::{Fault, Tx};
use serde::Serialize;

/// Reports read at once; the rest is read once these are closed.
pub const LISTED_MAX: i64 = 500;

/// A report, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its id, which logs show too.
    pub id: Id,
    /// The page's address without host and language.
    pub page: String,
    /// Why.
    pub reason: Reason,
    /// What the person wrote; may be empty.
    pub words: String,
    /// Where an answer is wanted; empty if nowhere.
    pub mailbox: String,
    /// The language that the person reads.
    pub lang: String,
    /// Whether it came over a limit.
    pub waiting: bool,
    /// When it came, microseconds.
    pub created_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// What was done about it.
    pub note: String,
}

fn opened(vault: &Vault, row: &ReportRow) -> Result<Report, Fault> {
    let ReportContent { page, reason, words, mailbox, lang, note } = ReportContent::opened(vault, row)?;
    let (id, waiting, created_at, closed_at) = (row.id, row.waiting, row.created_at, row.closed_at);
    Ok(Report { id, page, reason, words, mailbox, lang, waiting, created_at, closed_at, note })
}

/// Open reports, those over a limit last, the oldest first; or all that are kept, the newest first. At most [`LISTED_MAX`].
pub fn list(tx: &mut Tx<'_>, vault: &Vault, all: bool) -> Result<Vec<Report>, Fault> {
    let rows = if all { store::all_reports(tx, LISTED_MAX)? } else { store::open_reports(tx, LISTED_MAX)? };
    rows.iter().map(|row| opened(vault, row)).collect()
}

/// How many reports are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenReports {
    /// Within the limits.
    pub usual: i64,
    /// Over a limit.
    pub waiting: i64,
}

impl OpenReports {
    /// Both.
    pub fn total(self) -> i64 {
        self.usual + self.waiting
    }
}

/// How many reports are open.
pub fn open_reports(tx: &mut Tx<'_>) -> Result<OpenReports, Fault> {
    let mut open = OpenReports::default();
    for (waiting, count) in store::count_open(tx)? {
        *(if waiting { &mut open.waiting } else { &mut open.usual }) = count;
    }
    Ok(open)
}
