//! The end that does the work: inside `clarion serve` on SQLite.

use super::{LINE_BYTES_MAX, Reply, Request, VERSION};
use crate::app::App;
use crate::cli::writing::Writing;
use crate::cli::{Problem, Progress};
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};

/// Commands at once; more are told to wait.
const COMMANDS_MAX: usize = 4;
/// Lines of progress that may wait for a slow terminal.
const LINES_WAITING_MAX: usize = 64;

/// A listening socket; its file goes with it.
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl Socket {
    /// Listens. The caller holds the lock, so a file that is there is a dead server's.
    pub fn bind(path: &Path) -> std::io::Result<Self> {
        if path.exists() {
            std::fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
        let owner = std::fs::metadata(path)?.uid();
        Ok(Self { listener, path: path.to_owned(), owner })
    }

    /// Serves until it is dropped.
    pub async fn serve(self, app: App) {
        let free = Arc::new(Semaphore::new(COMMANDS_MAX));
        loop {
            let Ok((stream, _)) = self.listener.accept().await else { continue };
            // The mode keeps others out; this covers the moment before it was set.
            if stream.peer_cred().is_ok_and(|peer| peer.uid() == self.owner || peer.uid() == 0) {
                tokio::spawn(answer(stream, app.clone(), Arc::clone(&free)));
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).ok();
    }
}

async fn answer(stream: UnixStream, app: App, free: Arc<Semaphore>) {
    let (from, mut to) = stream.into_split();
    let mut line = String::new();
    if BufReader::new(from.take(LINE_BYTES_MAX)).read_line(&mut line).await.is_err() {
        return;
    }
    let (lines, mut waiting) = mpsc::channel(LINES_WAITING_MAX);
    match (asked(&line), free.try_acquire_owned()) {
        (Ok(writing), Ok(permit)) => {
            let wire = Wire { lines: lines.clone() };
            tokio::task::spawn_blocking(move || {
                let done = writing.run(&app, &wire);
                // Whoever asked may have gone.
                lines.blocking_send(Reply::of(done).line()).ok();
                drop(permit);
            });
        }
        (Err(problem), _) => refuse(lines, problem),
        (_, Err(_)) => {
            let busy = Problem::refused("The server already works for other commands. Wait until one has ended.");
            refuse(lines, busy);
        }
    }
    while let Some(line) = waiting.recv().await {
        if to.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The one line there is; the sender goes with it, so that the answer ends.
#[expect(clippy::needless_pass_by_value, reason = "the answer ends only when its sender is gone")]
fn refuse(lines: mpsc::Sender<String>, problem: Problem) {
    lines.try_send(Reply::of(Err(problem)).line()).ok();
}

/// The command in a line that asks.
pub fn asked(line: &str) -> Result<Writing, Problem> {
    let unreadable = || Problem::refused("The running server cannot read this command. Use the same version of Clarion for both.");
    let request: Request = serde_json::from_str(line).map_err(|_| unreadable())?;
    if request.version != VERSION {
        return Err(unreadable());
    }
    serde_json::from_value(request.writing).map_err(|_| unreadable())
}

/// Progress as lines.
struct Wire {
    lines: mpsc::Sender<String>,
}

impl Progress for Wire {
    fn step(&self, what: &str, done: u64, of: u64) -> Result<(), Problem> {
        let line = Reply::Progress { what: what.to_owned(), done, of }.line();
        self.lines.blocking_send(line).map_err(|_| Problem::refused("Whoever asked for this has gone."))
    }
}
