//! All SQL about reports.

use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    /// Adds a report while fewer than so many of its kind are open.
    ADD_REPORT = "WITH open AS (SELECT COUNT(*) AS reports FROM report WHERE closed_at IS NULL AND waiting = $4)
        INSERT INTO report (id, group_id, sealed, waiting, created_at, closed_at)
        SELECT $1, $2, $3, $4, $5, NULL FROM open WHERE reports < $6
        ON CONFLICT (id) DO NOTHING";
    /// One report.
    REPORT = "SELECT id, group_id, sealed, waiting, created_at, closed_at FROM report WHERE id = $1";
    /// What is open, what waits behind the others last, the oldest first.
    OPEN_REPORTS = "SELECT id, group_id, sealed, waiting, created_at, closed_at FROM report WHERE closed_at IS NULL
        ORDER BY waiting, id LIMIT $1";
    /// All that are kept, the newest first.
    ALL_REPORTS = "SELECT id, group_id, sealed, waiting, created_at, closed_at FROM report ORDER BY id DESC LIMIT $1";
    /// How many are open.
    COUNT_OPEN = "SELECT waiting, COUNT(*) FROM report WHERE closed_at IS NULL GROUP BY waiting ORDER BY waiting";
    /// Closes one, once.
    CLOSE_REPORT = "UPDATE report SET closed_at = $2, sealed = $3 WHERE id = $1 AND closed_at IS NULL";
    /// What has been kept long enough.
    DROP_OLD_REPORTS = "DELETE FROM report WHERE id IN
        (SELECT id FROM report WHERE created_at < $1 OR closed_at < $2 ORDER BY created_at LIMIT $3)";
}

/// A report as it is kept.
#[derive(Clone)]
pub(crate) struct ReportRow {
    pub(crate) id: Id,
    pub(crate) group: Id,
    pub(crate) sealed: Vec<u8>,
    pub(crate) waiting: bool,
    pub(crate) created_at: i64,
    pub(crate) closed_at: Option<i64>,
}

fn report_row(row: &Row<'_>) -> Result<ReportRow, Fault> {
    let (id, group, sealed) = (Id(row.id(0)?), Id(row.id(1)?), row.bytes(2)?);
    Ok(ReportRow { id, group, sealed, waiting: row.bool(3)?, created_at: row.int(4)?, closed_at: row.maybe_int(5)? })
}

/// Adds an open report; `false` where the box is full, or where it stands already.
pub(crate) fn add_report(tx: &mut Tx<'_>, report: &ReportRow, at_most: i64) -> Result<bool, Fault> {
    let params = [
        (&report.id).into(),
        (&report.group).into(),
        (&report.sealed).into(),
        report.waiting.into(),
        report.created_at.into(),
        at_most.into(),
    ];
    Ok(tx.run(&ADD_REPORT, &params)? == 1)
}

pub(crate) fn report(tx: &mut Tx<'_>, id: Id) -> Result<Option<ReportRow>, Fault> {
    tx.first(&REPORT, &[(&id).into()], report_row)
}

pub(crate) fn open_reports(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<ReportRow>, Fault> {
    tx.rows(&OPEN_REPORTS, &[at_most.into()], report_row)
}

pub(crate) fn all_reports(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<ReportRow>, Fault> {
    tx.rows(&ALL_REPORTS, &[at_most.into()], report_row)
}

/// How many are open: those that wait behind the others apart.
pub(crate) fn count_open(tx: &mut Tx<'_>) -> Result<Vec<(bool, i64)>, Fault> {
    tx.rows(&COUNT_OPEN, &[], |row| Ok((row.bool(0)?, row.int(1)?)))
}

pub(crate) fn close_report(tx: &mut Tx<'_>, id: Id, now: i64, sealed: &[u8]) -> Result<bool, Fault> {
    Ok(tx.run(&CLOSE_REPORT, &[(&id).into(), now.into(), sealed.into()])? == 1)
}

/// Deletes at most so many: what came before one moment, and what was closed before another.
pub(crate) fn drop_old_reports(tx: &mut Tx<'_>, came_before: i64, closed_before: i64, at_most: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLD_REPORTS, &[came_before.into(), closed_before.into(), at_most.into()])
}
