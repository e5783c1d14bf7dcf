//! Stories of people.

mod api;
mod api_tags;
mod import;
mod imports;
mod queries;
mod supporters;
