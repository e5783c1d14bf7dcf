//! Handing a command to the server that holds the SQLite database: one line of JSON asks, lines of JSON answer.
//!
//! The socket is for its owner only. Both ends must be of one version, because they share the commands' types.

pub mod client;
pub mod server;

use super::Problem;
use super::writing::{Answer, Writing};
use serde::{Deserialize, Serialize};

/// Of this program; a request of another version is refused.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A petition in two languages is the longest request.
const LINE_BYTES_MAX: u64 = 1024 * 1024;

/// What is asked.
#[derive(Serialize, Deserialize)]
struct Request {
    version: String,
    writing: serde_json::Value,
}

impl Request {
    fn of(writing: &Writing) -> Self {
        let writing = serde_json::to_value(writing).expect("commands are plain data");
        Self { version: VERSION.to_owned(), writing }
    }
}

/// What is answered: progress any number of times, then one of the other two.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reply {
    Progress { what: String, done: u64, of: u64 },
    Done(Answer),
    Problem { sentence: String },
}

impl Reply {
    fn of(done: Result<Answer, Problem>) -> Self {
        match done {
            Ok(answer) => Self::Done(answer),
            Err(problem) => Self::Problem { sentence: problem.sentence().to_owned() },
        }
    }

    fn line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("replies are plain data");
        line.push('\n');
        line
    }
}
