//! Every integration test of the server in one program, so that it is linked once: stories told over HTTP, one folder a
//! domain, and `tidy`, which reads our own source.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod access;
#[macro_use]
mod engines;

mod breaking;
mod cli;
mod coalitions;
mod events;
mod forms;
mod fuzzing;
mod harness;
mod messages;
mod migrating;
mod notices;
mod people;
mod petitions;
mod plans;
mod reports;
mod schema;
mod simulate;
mod tidy;
mod webhooks;
