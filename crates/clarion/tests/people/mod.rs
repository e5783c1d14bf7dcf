//! Stories of people.

mod api;
mod api_tags;
mod choosing;
mod import;
mod imports;
mod probing;
mod queries;
mod supporters;
pub mod your_data;
