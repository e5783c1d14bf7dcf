//! The command line: one command, one file. What a command does lives in the domains; here is how it is asked for and answered.
//!
//! A command that writes is a [`writing::Writing`]: run here, or by the server that holds the database (`hand_over`).

pub mod account;
pub mod backup;
pub mod coalition;
mod dates;
pub mod demo;
pub mod doctor;
pub mod event;
mod fetch;
pub mod group;
pub mod group_key;
mod hand_over;
pub mod import;
pub mod init;
pub mod keys;
mod lock;
mod logs;
pub mod migrate;
mod open;
pub mod petition;
pub mod plans;
mod print;
mod problem;
mod progress;
mod prompt;
pub mod reports;
pub mod restore;
pub mod serve;
mod settings;
pub mod simulate;
pub mod verify;
pub mod witness;
pub mod work;
mod writing;

/// What a line on the socket asks, for the fuzzer.
#[doc(hidden)]
pub use hand_over::server::asked as handed_over;
pub use problem::{Done, Problem, exit_code};
pub use progress::Progress;
pub use settings::{OtherSettings, ServerSettings};
