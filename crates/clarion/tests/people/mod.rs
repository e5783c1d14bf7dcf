//! Stories of people.

mod api;
mod import;
mod imports;
mod supporters;
