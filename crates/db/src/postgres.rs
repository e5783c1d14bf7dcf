//! PostgreSQL 15 and later: a thread per connection, TLS through rustls, reconnected when it is lost.

use crate::dialect;
use crate::fault::{Fault, FaultKind};
use crate::scope::Rows;
use crate::statement::Statement;
use crate::value::{Column, Row, Val};
use ::postgres::types::ToSql;
use ::postgres::{Client, Config, fallible_iterator::FallibleIterator};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio_postgres_rustls::MakeRustlsConnect;

const CONNECT_WAIT: Duration = Duration::from_secs(3);
/// A server that vanishes (a cut cable, a machine without power) closes no connection: without these a thread would wait for its answer
/// for hours. While an answer is awaited the system asks after so long a silence, so far apart, so often at most.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_RETRIES: u32 = 3;
/// What was sent and is not acknowledged for so long was sent to nobody. Linux ends the asking above after as long a silence; other
/// systems after 25 seconds.
const UNACKNOWLEDGED_MAX: Duration = Duration::from_secs(15);
/// A statement that takes longer does not come to its end: a sick disk, or a lock that nobody gives back. A write takes some 20 ms; the
/// longest, of an upkeep over a large table, take seconds.
const WRITE_MS_MAX: u32 = 60_000;
/// The longest reads walk a whole list of a million people, and wait for whoever takes their rows. A backup and migrations have no such
/// bound ([`Server::take_time`]).
const READ_MS_MAX: u32 = 600_000;
/// The other one frees what a client holds that vanished from the server's side: nobody waits so long between two statements.
const TIMEOUTS: [&str; 2] = ["statement_timeout", "idle_in_transaction_session_timeout"];
/// While the database is away, how often one connection knocks.
const KNOCK_EVERY: Duration = Duration::from_millis(100);
const VERSION_MIN: i64 = 150_000;

/// `enable_seqscan=off`: on a young table `= ANY(array)` was planned as a sequential scan and took ten times as long; the joins
/// that the same misjudgement would choose go too.
const WRITE_SETTINGS: &str = "SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; \
     SET max_parallel_workers_per_gather = 0; SET plan_cache_mode = force_generic_plan; SET synchronous_commit = on; \
     SET client_min_messages = warning; SET lock_timeout = '5s'";
/// Every list is read along an index and cut short; on a young table the planner knows too little and sorts all of it instead (a page of
/// 200,000 signatures took 108 ms, and 7 ms so). A page is too little work for a second process: starting it took 8 ms of 18.
const READ_SETTINGS: &str = "SET jit = off; SET enable_bitmapscan = off; SET enable_sort = off; \
     SET max_parallel_workers_per_gather = 0; SET client_min_messages = warning; SET default_transaction_read_only = on";

/// How to connect. What the URL says itself (`keepalives_idle`, `keepalives_interval`, `keepalives_retries`, `tcp_user_timeout`, all but the
/// third in seconds) is left as it is.
fn config(url: &str) -> Result<Config, Fault> {
    let mut config: Config = url.parse()?;
    config.application_name("clarion").connect_timeout(CONNECT_WAIT);
    if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
        config.keepalives_idle(KEEPALIVE_IDLE);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(KEEPALIVE_INTERVAL);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(KEEPALIVE_RETRIES);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNACKNOWLEDGED_MAX);
    }
    Ok(config)
}

/// One connection and what it has prepared.
pub(crate) struct Server {
    config: Config,
    writes: bool,
    client: Option<Client>,
    prepared: HashMap<(usize, bool), ::postgres::Statement>,
    last_failed: Option<Instant>,
}

impl Server {
    pub(crate) fn open(url: &str, writes: bool) -> Result<Self, Fault> {
        let mut server = Self { config: config(url)?, writes, client: None, prepared: HashMap::new(), last_failed: None };
        server.connect()?;
        Ok(server)
    }

    fn connect(&mut self) -> Result<&mut Client, Fault> {
        if self.client.as_ref().is_some_and(Client::is_closed) {
            self.drop_connection();
        }
        if self.client.is_none() {
            if self.last_failed.is_some_and(|at| at.elapsed() < KNOCK_EVERY) {
                return Err(Fault::new(FaultKind::Away, "postgres: away"));
            }
            self.client = Some(self.knock().inspect_err(|_| self.last_failed = Some(Instant::now()))?);
        }
        Ok(self.client.as_mut().expect("was just connected"))
    }

    fn knock(&mut self) -> Result<Client, Fault> {
        let away = |error: ::postgres::Error| match error.code() {
            Some(code) if !code.code().starts_with("57P") && !code.code().starts_with("53") => {
                Fault::new(FaultKind::Refused, format!("postgres: {}", code.code()))
            }
            _ => Fault::new(FaultKind::Away, "postgres: cannot connect"),
        };
        let mut client = self.config.connect(TLS.clone()).map_err(away)?;
        client.batch_execute(if self.writes { WRITE_SETTINGS } else { READ_SETTINGS })?;
        let (bound, said) = (if self.writes { WRITE_MS_MAX } else { READ_MS_MAX }, self.config.get_options().unwrap_or(""));
        for setting in TIMEOUTS.into_iter().filter(|setting| !said.contains(setting)) {
            client.batch_execute(&format!("SET {setting} = {bound}"))?;
        }
        let version = client.query_one("SELECT current_setting('server_version_num')::BIGINT", &[])?.try_get::<_, i64>(0)?;
        if version < VERSION_MIN {
            return Err(Fault::new(FaultKind::Refused, "PostgreSQL 15 or later is needed"));
        }
        Ok(client)
    }

    /// Whatever was prepared belongs to the lost connection.
    pub(crate) fn drop_connection(&mut self) {
        self.client = None;
        self.prepared.clear();
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<(), Fault> {
        Ok(self.connect()?.batch_execute(text)?)
    }

    /// For the rest of this transaction statements may take as long as they do: a backup's go as slowly as its file is written, and a
    /// migration may sort a large table.
    pub(crate) fn take_time(&mut self) -> Result<(), Fault> {
        self.batch("SET LOCAL statement_timeout = 0")
    }

    pub(crate) fn has_connection(&self) -> bool {
        self.client.is_some()
    }

    fn prepare(&mut self, statement: &'static Statement, many: bool) -> Result<::postgres::Statement, Fault> {
        let key = (statement.key(), many);
        if let Some(prepared) = self.prepared.get(&key) {
            return Ok(prepared.clone());
        }
        let prepared = if many {
            let one = self.prepare(statement, false)?;
            let types: Vec<&str> = one.params().iter().map(::postgres::types::Type::name).collect();
            let text = dialect::unnested(statement.text(), &types)?;
            self.connect()?.prepare(&text)?
        } else {
            self.connect()?.prepare(statement.text())?
        };
        self.prepared.insert(key, prepared.clone());
        Ok(prepared)
    }

    pub(crate) fn run(&mut self, statement: &'static Statement, params: &[Val<'_>]) -> Result<u64, Fault> {
        let prepared = self.prepare(statement, false)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
        Ok(self.connect()?.execute(&prepared, &params)?)
    }

    pub(crate) fn rows(
        &mut self,
        statement: &'static Statement,
        params: &[Val<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let prepared = self.prepare(statement, false)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
        let mut rows = self.connect()?.query_raw(&prepared, params)?;
        while let Some(row) = rows.next()? {
            each(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    /// The same for a text made inside this crate.
    pub(crate) fn text_rows(
        &mut self,
        text: &str,
        params: &[Val<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
        let mut rows = self.connect()?.query_raw(text, params)?;
        while let Some(row) = rows.next()? {
            each(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    pub(crate) fn many<R: Rows>(
        &mut self,
        statement: &'static Statement,
        rows: &R,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        if rows.len() == 0 {
            return Ok(0);
        }
        let prepared = self.prepare(statement, true)?;
        let columns: Vec<Column<'_, R>> = (0..rows.width()).map(|at| Column { rows, at }).collect();
        let params: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| column as _).collect();
        let client = self.connect()?;
        if prepared.columns().is_empty() {
            return Ok(client.execute(&prepared, &params)?);
        }
        let answers = client.query(&prepared, &params)?;
        for row in &answers {
            each(&Row::Postgres(row))?;
        }
        Ok(answers.len() as u64)
    }

    /// Prepares the statement in each form that can run.
    pub(crate) fn check(&mut self, statement: &'static Statement) -> Result<(), Fault> {
        let one = self.prepare(statement, false)?;
        if statement.text().trim_start().starts_with("INSERT") && !one.params().is_empty() {
            self.prepare(statement, true)?;
        }
        Ok(())
    }
}

/// TLS is used when the URL's `sslmode` or the server asks for it, with the machine's own roots: well over a hundred, read once and not
/// for each connection.
static TLS: LazyLock<MakeRustlsConnect> = LazyLock::new(|| {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    MakeRustlsConnect::new(config)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_vanishes_is_noticed_as_soon_as_the_url_or_we_say() {
        let ours = config("postgres://clarion@db.example/clarion").expect("is well formed");
        assert!(ours.get_keepalives());
        assert_eq!(ours.get_keepalives_idle(), KEEPALIVE_IDLE);
        assert_eq!(ours.get_keepalives_interval(), Some(KEEPALIVE_INTERVAL));
        assert_eq!(ours.get_keepalives_retries(), Some(KEEPALIVE_RETRIES));
        assert_eq!(ours.get_tcp_user_timeout(), Some(&UNACKNOWLEDGED_MAX));
        let said = "keepalives_idle=1&keepalives_interval=2&keepalives_retries=9&tcp_user_timeout=4";
        let theirs = config(&format!("postgres://clarion@db.example/clarion?{said}")).expect("is well formed");
        assert_eq!(theirs.get_keepalives_idle(), Duration::from_secs(1));
        assert_eq!(theirs.get_keepalives_interval(), Some(Duration::from_secs(2)));
        assert_eq!(theirs.get_keepalives_retries(), Some(9));
        assert_eq!(theirs.get_tcp_user_timeout(), Some(&Duration::from_secs(4)));
    }
}
