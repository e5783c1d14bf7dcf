//! Stories of people.

mod api;
mod import;
mod imports;
mod probing;
mod supporters;
pub mod your_data;
