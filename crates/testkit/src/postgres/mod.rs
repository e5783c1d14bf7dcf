//! A PostgreSQL server for tests. `Postgres::shared()` is one temporary cluster for every test process of a build
//! folder: whoever comes first starts it, and a small script (`keep.sh`) stops and removes it some seconds after the
//! last process that used it is gone, however it went. `Postgres::own()` is a cluster for one test, which may stop and
//! restart it; only there `fsync` is on. Without PostgreSQL 15 or later a test fails and says so; it is never skipped.

mod database;
mod own;
mod programs;
mod server;
mod shared;

pub use database::Database;
pub use own::{Own, Stop};
pub use shared::Postgres;
