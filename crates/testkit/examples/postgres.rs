//! An empty PostgreSQL database for tests that are not written in Rust: prints its address on a line, and keeps it until
//! standard input ends, however whoever started it went. The browser tests use it (`frontend/tests/served.mjs`).

use std::io::{Read as _, Write as _};
use testkit::Postgres;

fn main() -> std::io::Result<()> {
    let database = Postgres::shared().fresh_database();
    let mut out = std::io::stdout();
    writeln!(out, "{}", database.url())?;
    out.flush()?;
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest)?;
    Ok(())
}
