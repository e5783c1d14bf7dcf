//! The supporter's page: what is held under a mailbox, for whoever reads it, and what they may do about it.
//!
//! Anybody may ask for the link of any mailbox, and gets one answer whoever reads it (`ask.rs`). The mailed link opens what is held under
//! the address that it proved (`look.rs`), group by group, in words (`words.rs`) and as a file (`copy.rs`). From there one leaves,
//! corrects and is forgotten (`leave.rs`, `correct.rs`, `forget.rs`). What a number beside the mailbox allowed or did is not shown and not
//! touched: only whoever answers from that number may ask for it.

pub mod ask;
mod copy;
pub mod correct;
pub mod forget;
pub mod jobs;
pub mod leave;
pub mod look;
pub mod pages;
pub(crate) mod store;
mod words;

use crate::ids::Id;
use db::{Fault, Tx};
use seal::MatchingKey;

/// The page on which a link is asked for, without language.
pub const PATH: &str = "/your-data";

/// Whether a stop of this group's mails stands, apart from one of everybody's.
pub(super) fn stops_group(tx: &mut Tx<'_>, key: MatchingKey, group: Id, now: i64) -> Result<bool, Fault> {
    Ok(store::stops(tx, key)?.iter().any(|stop| stop.scope == group && stop.is_liftable(now)))
}
