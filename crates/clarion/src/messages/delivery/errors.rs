//! A sending pauses itself when errors mount: a relay that turned against the sender, or words that no server takes, must not be
//! tried on a million people.

use super::super::calls::WhyPaused;
use super::super::store as messages;
use crate::ids::Id;
use db::{Fault, Tx};

/// Fewer failures say nothing: every list has some dead mailboxes.
pub const FAILED_MIN: i64 = 50;
/// More than one in twenty. Lists that were written to within a year stay far below; providers start to block senders about here.
pub const FAILED_SHARE: i64 = 20;

/// Pauses the sending if too many mails failed since people last let it go on: refused for good, in doubt, given up, or refused for
/// now and waiting.
pub(super) fn pause_if_they_mount(tx: &mut Tx<'_>, sending: Id) -> Result<bool, Fault> {
    let failures = messages::failures(tx, sending)?;
    match mount(failures.failed_since, failures.handed_over_since) {
        true => messages::pause_itself(tx, sending, WhyPaused::Errors),
        false => Ok(false),
    }
}

fn mount(failed: i64, handed_over: i64) -> bool {
    failed >= FAILED_MIN && failed * FAILED_SHARE > failed + handed_over
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_dead_mailboxes_stop_nothing() {
        assert!(!mount(49, 0) && mount(50, 0));
        assert!(!mount(50, 950) && mount(51, 950));
        assert!(!mount(5_000, 100_000) && mount(6_000, 100_000));
    }
}
