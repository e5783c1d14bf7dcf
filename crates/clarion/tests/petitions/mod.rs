//! Stories of petitions: what signing them sets going, by page, by mail and by the API.

mod api;
mod api_lists;
mod approving;
pub(crate) mod co_sponsoring;
pub(crate) mod composing;
pub(crate) mod confirming_mails;
mod crowd;
mod erasing;
pub(crate) mod mailing;
mod paper;
mod peers;
mod peers_timing;
pub(crate) mod running;
mod updating;
pub(crate) mod visitors;
