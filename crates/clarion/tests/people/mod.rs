//! Stories of people.

mod api;
mod api_id_lists;
mod api_tags;
mod asking;
mod choosing;
mod import;
mod imports;
mod one_person;
mod probing;
mod queries;
mod retention;
mod supporters;
pub mod your_data;
