//! Delivery: everybody of a frozen audience is handed over, refused with a reason, or listed in doubt; nobody twice.
//!
//! Workers lease slices and walk them in the order of identities (`walk.rs`). Each step is one transaction (`step.rs`): it notes what
//! became of the mails before, judges who is next (`judge.rs`), and writes a delivery for each of them; only then are they handed over
//! (`sink.rs`). A worker that dies leaves at most [`ON_THE_WAY_MAX`] mails of which nobody knows: whoever takes its slice over
//! lists them in doubt, and sends none of them again.

mod claim;
mod errors;
pub(super) mod forget;
mod held;
mod judge;
mod letter;
mod outcome;
mod prepare;
mod sink;
mod slice;
mod step;
pub(crate) mod store;
mod tally;
mod walk;

pub use errors::{FAILED_MIN, FAILED_SHARE};
pub use forget::KEPT_FOR;
pub(crate) use letter::mail_id;
pub use outcome::Refusal;
pub use sink::{Drill, Relay, Sink};
pub(super) use tally::Tally;
pub use walk::Runner;

use crate::clock::MINUTE;
use crate::ids::Id;
use db::{Fault, Tx};
use seal::MatchingKey;
use slice::Turn;

/// Workers of one process for one kind of sink, each with a connection to the relay.
pub const LANES: usize = 8;
/// Mails that a worker hands over with one step: what a connection to a relay keeps unanswered at most, and in doubt when it breaks.
const MAILS_PER_STEP: usize = 64;
/// Mails handed over and not yet noted, of all workers of one process together: what a crash leaves in doubt.
pub const ON_THE_WAY_MAX: usize = LANES * MAILS_PER_STEP;
/// A worker that gives no sign of life for so long is gone. It gives one with each step, and every third of it while it hands over.
pub const LEASE: i64 = MINUTE;
/// Calls, stand-downs and their like from all groups of a coalition to one human in a week.
pub const CALLS_A_WEEK_MAX: i64 = 7;

/// Somebody whose turn it is, with the key of the mailbox that their mail would go to.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    turn: Turn,
    mailbox: Result<MatchingKey, Refusal>,
    /// Their mail tells them that their group became part of the one that writes.
    tells: bool,
}

/// How many mails a sender may hand over in a minute; `None` where there is no bound.
pub fn rate(tx: &mut Tx<'_>, sender: Id) -> Result<Option<i64>, Fault> {
    Ok(store::rates(tx)?.into_iter().find(|rate| rate.sender == sender).map(|rate| rate.mails_a_minute))
}

/// Sets how many mails a sender may hand over in a minute: a group, or [`Id::ZERO`] for the server's own sender.
pub fn set_rate(tx: &mut Tx<'_>, sender: Id, mails_a_minute: i64) -> Result<(), Fault> {
    store::set_rate(tx, sender, mails_a_minute)
}
