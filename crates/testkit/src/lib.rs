//! What tests stand on: a PostgreSQL server, folders, waiting, and doubles for the world outside. It is built for tests
//! and the bench only, and no part of the server depends on it.

mod folder;
mod long;
pub mod postgres;
pub mod smtp_sink;
mod wait;

pub use folder::{TempFolder, shared_data};
pub use long::long;
pub use postgres::Postgres;
pub use wait::wait_until;
