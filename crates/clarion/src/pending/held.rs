//! Answers to forms are held: none leaves sooner than [`ANSWER_HELD`] after its form came, so that what its write took tells nothing.
//!
//! The time is counted by a thread of its own. tokio's timers do not do: their driver wakes when the write has ended and sleeps again for
//! whole milliseconds counted from then, so that the answer would be late by just what the write took longer.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// A row that is added touches one page of an index more than one that is written anew, which took SQLite some 12 us longer (t = 8 over
/// 2,000 pairs). The write of a lone form ends within this time. Where a crowd or a slow disk makes it take longer, they hide far more
/// than that, and nobody waits for a clock.
pub const ANSWER_HELD: Duration = Duration::from_millis(5);

type Waiting = (Instant, oneshot::Sender<()>);

/// Holds answers. Its thread ends with it.
pub struct Held {
    // No longer than there are requests at once, and each stays for a moment.
    queue: Sender<Waiting>,
}

impl Default for Held {
    fn default() -> Self {
        let (queue, waiting) = channel();
        // Without the thread answers leave at once, which is better than none.
        if std::thread::Builder::new().name("forms-held".to_owned()).spawn(move || let_go(&waiting)).is_err() {
            tracing::error!("no thread holds the answers to forms");
        }
        Self { queue }
    }
}

impl Held {
    /// Begins to count; what it returns is ready when the answer may leave.
    pub fn begin(&self) -> oneshot::Receiver<()> {
        let (go, may_go) = oneshot::channel();
        drop(self.queue.send((Instant::now() + ANSWER_HELD, go)));
        may_go
    }
}

/// All are held equally long, so they leave in the order in which they came.
fn let_go(waiting: &Receiver<Waiting>) {
    for (due, go) in waiting {
        while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left);
        }
        // Whoever waited may have gone.
        go.send(()).ok();
    }
}
