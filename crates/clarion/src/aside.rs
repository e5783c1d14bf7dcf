//! Later work that blocks: it has a thread of its own and writes behind people who wait, until its job's future is dropped, because the
//! worker stops or has lost the job.

use ::jobs::Outcome;
use db::Fault;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the work is still wanted: dropped with the job's future.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// Works on a thread of its own, and tells the work whether it is still wanted; `false` where it stopped before its end.
pub async fn aside(work: impl FnOnce(&dyn Fn() -> bool) -> Result<bool, Fault> + Send + 'static) -> Result<bool, Fault> {
    let wanted = Wanted(Arc::new(AtomicBool::new(true)));
    let still = Arc::clone(&wanted.0);
    let worked = tokio::task::spawn_blocking(move || work(&|| still.load(Ordering::Relaxed))).await;
    worked.unwrap_or_else(|_| Err(Fault::bug("later work panicked")))
}

/// What such work comes to.
pub fn outcome(worked: Result<bool, Fault>) -> Outcome {
    match worked {
        Ok(true) => Outcome::Done,
        Ok(false) => Outcome::retry("its worker stops"),
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}
