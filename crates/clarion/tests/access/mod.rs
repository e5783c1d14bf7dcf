//! Stories of organisers: how they sign in, what is theirs, and who may what.

mod accounts;
mod api_keys;
mod audit;
mod others_ids;
mod passed_on_links;
mod passkeys;
mod routes;
mod signing_in;
