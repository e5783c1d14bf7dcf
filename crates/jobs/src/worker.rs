//! A worker as the program sees it: started, woken, stopped.

use crate::registry::Registry;
use crate::rounds::Rounds;
use db::Db;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The time in microseconds UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Tells the workers of this process that something was queued; cheap to clone. Other nodes look by themselves every second.
#[derive(Clone, Default)]
pub struct Waker {
    woken: Arc<watch::Sender<()>>,
}

impl Waker {
    /// To be called after the commit. Without a worker it does nothing.
    pub fn wake(&self) {
        self.woken.send_replace(());
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.woken.subscribe()
    }
}

/// How a worker works.
#[derive(Clone)]
pub struct Settings {
    /// Names this worker among all: 16 bytes that no other worker has or had.
    pub worker_id: [u8; 16],
    /// Jobs run at once, of all kinds together.
    pub parallel: usize,
    /// How long a claim stands without a sign of life, which is given every third of it. A dead worker's jobs run again after it.
    /// The clocks of two nodes must differ by less than half of it.
    pub lease: Duration,
    /// How long `stop` waits for what runs.
    pub stop_wait: Duration,
    /// Who else wakes this worker.
    pub waker: Waker,
}

impl Settings {
    /// 64 jobs at once, leases of a minute, 20 seconds to stop.
    pub fn new(worker_id: [u8; 16], waker: Waker) -> Self {
        Self { worker_id, parallel: 64, lease: Duration::from_secs(60), stop_wait: Duration::from_secs(20), waker }
    }
}

/// A running worker. Dropped without `stop` it leaves what it ran to the end of its leases, like one that was killed.
pub struct Worker {
    waker: Waker,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts working, on the tokio runtime it is called in.
    pub fn start(db: Db, registry: Arc<Registry>, now: Clock, settings: Settings) -> Self {
        let waker = settings.waker.clone();
        let (stop, stopped) = watch::channel(false);
        let rounds = Rounds::new(db, registry, now, settings);
        Self { waker, stop, task: tokio::spawn(rounds.run(stopped)) }
    }

    /// Looks for work now.
    pub fn wake(&self) {
        self.waker.wake();
    }

    /// Takes nothing more, waits for what runs, and hands back what does not end in time: another worker may take it at once.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if (&mut self.task).await.is_err() {
            tracing::error!("jobs: the worker had panicked");
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.task.abort();
    }
}
