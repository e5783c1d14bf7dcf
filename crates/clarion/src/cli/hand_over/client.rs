//! The end that asks.

use super::{LINE_BYTES_MAX, Reply, Request};
use crate::cli::writing::{Answer, Writing};
use crate::cli::{Problem, Progress};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Reaches the server, if one listens.
pub fn connect(socket: &Path) -> Option<UnixStream> {
    UnixStream::connect(socket).ok()
}

/// Asks, shows the progress, and returns the answer.
pub fn ask(mut stream: UnixStream, writing: &Writing, progress: &dyn Progress) -> Result<Answer, Problem> {
    let request = serde_json::to_string(&Request::of(writing)).expect("commands are plain data");
    writeln!(stream, "{request}").map_err(|_| gone())?;
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = String::new();
        (&mut lines).take(LINE_BYTES_MAX).read_line(&mut line).map_err(|_| gone())?;
        match serde_json::from_str(&line).map_err(|_| gone())? {
            Reply::Progress { what, done, of } => progress.step(&what, done, of)?,
            Reply::Done(answer) => return Ok(answer),
            Reply::Problem { sentence } => return Err(Problem::Refused(sentence)),
        }
    }
}

fn gone() -> Problem {
    Problem::refused("The server stopped before the work was done. Start it, or run the command without it; what was done stays.")
}
