//! What one at a time does for all who wait: whoever waited behind one that began after they asked need not do it again.
//!
//! By number, not by time: a clock that is set back would have everybody believe that it was just done.

use super::lock;
use db::Fault;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, TryLockError};

/// Turns at one thing.
#[derive(Default)]
pub(super) struct Turns {
    one: Mutex<()>,
    begun: AtomicU64,
    /// The number of the last that came to its end.
    ended: AtomicU64,
}

impl Turns {
    /// To be remembered before what is to be done is looked at.
    pub(super) fn asked(&self) -> u64 {
        self.begun.load(Ordering::SeqCst)
    }

    /// Takes a turn; `None` where one that began since `asked` came to its end. Blocks.
    pub(super) fn take<T>(&self, asked: u64, run: impl FnOnce() -> Result<T, Fault>) -> Result<Option<T>, Fault> {
        let _one = lock(&self.one);
        if self.ended.load(Ordering::SeqCst) > asked {
            return Ok(None);
        }
        self.done(run).map(Some)
    }

    /// The same, unless somebody has the turn.
    pub(super) fn take_if_free<T>(&self, run: impl FnOnce() -> Result<T, Fault>) -> Result<Option<T>, Fault> {
        let _one = match self.one.try_lock() {
            Ok(one) => one,
            Err(TryLockError::Poisoned(one)) => PoisonError::into_inner(one),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        self.done(run).map(Some)
    }

    fn done<T>(&self, run: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let done = run()?;
        self.ended.store(number, Ordering::SeqCst);
        Ok(done)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn who_asked_before_a_turn_began_need_not_take_another() {
        let turns = Turns::default();
        let (before, mut during) = (turns.asked(), 0);
        let asks = || {
            during = turns.asked();
            Ok(())
        };
        turns.take(before, asks).unwrap();
        assert_eq!(turns.take(before, || Ok(())).unwrap(), None, "it was done since");
        assert_eq!(turns.take(during, || Ok(())).unwrap(), Some(()), "that one had begun before they asked");
        assert!(turns.take(turns.asked(), || Err::<(), _>(Fault::bug("made up"))).is_err());
        let failed = turns.asked();
        assert_eq!(turns.take(failed, || Ok(())).unwrap(), Some(()), "what failed is done by the next");
        assert_eq!(turns.take_if_free(|| turns.take_if_free(|| Ok(()))).unwrap(), Some(None));
    }
}
