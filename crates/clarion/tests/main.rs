//! Every integration test of the server in one program, so that it is linked once: stories told over HTTP, one folder a
//! domain, and `tidy`, which reads our own source.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[macro_use]
mod engines;

mod breaking;
mod cli;
mod fuzzing;
mod harness;
mod people;
mod petitions;
mod reports;
mod schema;
mod tidy;
