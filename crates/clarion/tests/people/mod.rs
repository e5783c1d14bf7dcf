//! Stories of people.

mod api;
mod import;
mod supporters;
