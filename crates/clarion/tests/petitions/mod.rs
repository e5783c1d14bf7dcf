//! Stories of petitions: what signing them sets going, by page, by mail and by the API.

mod api;
mod api_lists;
mod confirming_mails;
mod crowd;
pub mod mailing;
mod peers;
mod peers_timing;
pub mod visitors;
