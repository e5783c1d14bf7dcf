//! A transaction, as a store sees it.

use crate::connection::{Connection, Inner};
use crate::fault::Fault;
use crate::scope::Rows;
use crate::statement::Statement;
use crate::url::Engine;
use crate::value::{Row, Val};

static SHARE_NAME: Statement = Statement::registered("SHARE_NAME", "SELECT pg_advisory_xact_lock_shared($1)");
static HOLD_NAME: Statement = Statement::registered("HOLD_NAME", "SELECT pg_advisory_xact_lock($1)");

/// One transaction on one connection. It commits when its closure returns `Ok`, and leaves nothing behind otherwise.
pub struct Tx<'a> {
    pub(crate) connection: &'a mut Connection,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(connection: &'a mut Connection) -> Self {
        Self { connection }
    }

    /// The place of this writer among the writers: counters that a crowd raises have one row for each.
    pub fn stripe(&self) -> i64 {
        self.connection.stripe
    }

    /// Which engine runs this transaction.
    pub fn engine(&self) -> Engine {
        self.connection.engine()
    }

    /// Holds names (sorted, each once) until the transaction ends, together with whoever else shares them. For what is read and must stay
    /// true, and not worth a write for each row. SQLite has one writer: nobody else could hold them.
    pub fn share(&mut self, names: &[[u8; 16]]) -> Result<(), Fault> {
        self.lock(&SHARE_NAME, names)
    }

    /// Holds names (sorted) alone: waits for everybody who shares one, and whoever comes later waits.
    pub fn hold_alone(&mut self, names: &[[u8; 16]]) -> Result<(), Fault> {
        self.lock(&HOLD_NAME, names)
    }

    fn lock(&mut self, statement: &'static Statement, names: &[[u8; 16]]) -> Result<(), Fault> {
        let Inner::Postgres(server) = &mut self.connection.inner else { return Ok(()) };
        for name in names {
            // The second half of our ids is random. Two names that share it wait for each other now and then.
            let half = name.last_chunk().expect("a name has 16 bytes");
            server.run(statement, &[Val::Int(i64::from_be_bytes(*half))]).map_err(|fault| named(statement, &fault))?;
        }
        Ok(())
    }

    /// Runs one statement; the number of rows it changed.
    pub fn run(&mut self, statement: &'static Statement, params: &[Val<'_>]) -> Result<u64, Fault> {
        let done = match &mut self.connection.inner {
            Inner::Sqlite(lite) => lite.run(statement, params),
            Inner::Postgres(server) => server.run(statement, params),
        };
        done.map_err(|fault| named(statement, &fault))
    }

    /// Runs one statement and hands over its rows one by one.
    pub fn each(
        &mut self,
        statement: &'static Statement,
        params: &[Val<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let done = match &mut self.connection.inner {
            Inner::Sqlite(lite) => {
                let text = lite.one_text(statement);
                lite.rows(&text, params, &mut each)
            }
            Inner::Postgres(server) => server.rows(statement, params, &mut each),
        };
        done.map_err(|fault| named(statement, &fault))
    }

    /// Runs one statement and collects its rows. For answers with a bound of their own.
    pub fn rows<T>(
        &mut self,
        statement: &'static Statement,
        params: &[Val<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut out = Vec::new();
        self.each(statement, params, |row| {
            out.push(read(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row of the answer, if there is one.
    pub fn first<T>(
        &mut self,
        statement: &'static Statement,
        params: &[Val<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        Ok(self.rows(statement, params, read)?.into_iter().next())
    }

    /// Runs the statement, written for one row, for many; the number of rows changed.
    pub fn many<const N: usize>(&mut self, statement: &'static Statement, rows: &[[Val<'_>; N]]) -> Result<u64, Fault> {
        self.many_rows(statement, rows, |_| Ok(()))
    }

    /// The same, with what it returns. The answers come in no promised order: return the key and match on it. No row may stand
    /// twice in an `ON CONFLICT DO UPDATE`; sort the rows of every statement the same way, so that two slices never wait for each other.
    pub fn many_rows<const N: usize>(
        &mut self,
        statement: &'static Statement,
        rows: &[[Val<'_>; N]],
        each: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        self.many_of(statement, &rows, each)
    }

    pub(crate) fn many_of<R: Rows>(
        &mut self,
        statement: &'static Statement,
        rows: &R,
        mut each: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        let done = match &mut self.connection.inner {
            Inner::Sqlite(lite) => lite.many(statement, rows, &mut each),
            Inner::Postgres(server) => server.many(statement, rows, &mut each),
        };
        done.map_err(|fault| named(statement, &fault))
    }

    /// A text made inside this crate.
    pub(crate) fn text_rows(
        &mut self,
        text: &str,
        params: &[Val<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match &mut self.connection.inner {
            Inner::Sqlite(lite) => lite.rows(&crate::dialect::numbered(text), params, &mut each),
            Inner::Postgres(server) => server.text_rows(text, params, &mut each),
        }
    }

    pub(crate) fn check(&mut self, statement: &'static Statement) -> Result<(), Fault> {
        match &mut self.connection.inner {
            Inner::Sqlite(lite) => lite.check(statement),
            Inner::Postgres(server) => server.check(statement),
        }
        .map_err(|fault| named(statement, &fault))
    }
}

fn named(statement: &Statement, fault: &Fault) -> Fault {
    Fault::new(fault.kind(), format!("{} in {}", fault, statement.name()))
}
