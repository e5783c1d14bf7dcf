//! Every integration test of the server in one program, so that it is linked once: stories told over HTTP, one folder a
//! domain, and `tidy`, which reads our own source.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod breaking;
mod cli;
mod fuzzing;
mod harness;
mod notices;
mod people;
mod petitions;
mod schema;
mod tidy;
