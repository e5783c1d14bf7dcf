//! SQLite: the embedded default. One writer thread, WAL, every commit on the disk before it is answered.

use crate::dialect;
use crate::fault::Fault;
use crate::scope::Rows;
use crate::statement::Statement;
use crate::value::{Row, Val};
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// More rows in one statement brought nothing when it was measured.
const ROWS_PER_STATEMENT_MAX: usize = 16;
/// Enough for every registered statement in every chunk size that a busy server meets.
const STATEMENTS_KEPT: usize = 1024;
/// Readers and a backup beside the server may hold the file for a moment.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// A new file is for its owner only, whatever the folder allows; SQLite gives its companions the same mode. One that is there keeps the
/// mode that its owner chose. Where it cannot be made, opening it says why.
fn make_for_owner(path: &Path) {
    drop(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path));
}

/// One connection with the texts it has already rewritten.
pub(crate) struct Lite {
    connection: rusqlite::Connection,
    texts: HashMap<(usize, usize), Option<Arc<str>>>,
}

impl Lite {
    pub(crate) fn open(path: &Path, writes: bool) -> Result<Self, Fault> {
        make_for_owner(path);
        let connection = rusqlite::Connection::open(path)?;
        connection.busy_timeout(BUSY_WAIT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: a WAL commit is synced before it is answered. Temporary tables must never reach the disk in the clear.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        let cache_kibibytes = if writes { 48 * 1024 } else { 4 * 1024 };
        connection.pragma_update(None, "cache_size", -cache_kibibytes)?;
        connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
        if !writes {
            connection.pragma_update(None, "query_only", "ON")?;
        }
        Ok(Self { connection, texts: HashMap::new() })
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<(), Fault> {
        Ok(self.connection.execute_batch(text)?)
    }

    pub(crate) fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn text(&mut self, statement: &'static Statement, width: usize, rows: usize) -> Option<Arc<str>> {
        self.texts
            .entry((statement.key(), rows))
            .or_insert_with(|| match rows {
                1 => Some(dialect::numbered(statement.text()).into()),
                rows => dialect::chunk(statement.text(), width, rows).map(Into::into),
            })
            .clone()
    }

    pub(crate) fn run(&mut self, statement: &'static Statement, params: &[Val<'_>]) -> Result<u64, Fault> {
        let text = self.text(statement, params.len(), 1).expect("one row always has a text");
        let mut prepared = self.connection.prepare_cached(&text)?;
        if prepared.column_count() == 0 {
            return Ok(prepared.execute(rusqlite::params_from_iter(params))? as u64);
        }
        // A statement that returns rows has done its work when the last one was read.
        let mut rows = prepared.query(rusqlite::params_from_iter(params))?;
        let mut count = 0;
        while rows.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    pub(crate) fn rows(
        &mut self,
        text: &str,
        params: &[Val<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut prepared = self.connection.prepare_cached(text)?;
        let mut rows = prepared.query(rusqlite::params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            each(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    pub(crate) fn one_text(&mut self, statement: &'static Statement) -> Arc<str> {
        self.text(statement, 0, 1).expect("one row always has a text")
    }

    /// Runs the statement for every row, in chunks where it is an INSERT.
    pub(crate) fn many<R: Rows>(
        &mut self,
        statement: &'static Statement,
        rows: &R,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        let width = rows.width();
        let (mut changed, mut done) = (0, 0);
        while done < rows.len() {
            let wanted = (rows.len() - done).min(ROWS_PER_STATEMENT_MAX);
            let (take, text) = match self.text(statement, width, wanted) {
                Some(text) => (wanted, text),
                None => (1, self.one_text(statement)),
            };
            let mut prepared = self.connection.prepare_cached(&text)?;
            let values = (done..done + take).flat_map(|row| (0..width).map(move |column| rows.at(row, column)));
            let params = rusqlite::params_from_iter(values);
            if prepared.column_count() == 0 {
                changed += prepared.execute(params)? as u64;
            } else {
                let mut answers = prepared.query(params)?;
                while let Some(row) = answers.next()? {
                    changed += 1;
                    each(&Row::Sqlite(row))?;
                }
            }
            done += take;
        }
        Ok(changed)
    }

    /// Prepares the statement in each form that can run.
    pub(crate) fn check(&mut self, statement: &'static Statement) -> Result<(), Fault> {
        let one = self.one_text(statement);
        let width = self.connection.prepare(&one)?.parameter_count();
        if let Some(text) = dialect::chunk(statement.text(), width, 2) {
            self.connection.prepare(&text)?;
        }
        Ok(())
    }
}
