//! How a command ends when it cannot do what it was asked: one sentence that says what to do.

use crate::ids::Ids;
use crate::keys::VaultProblem;
use db::{Fault, FaultKind, OpenFault};
use std::process::ExitCode;

/// How a command ended.
pub type Done = Result<(), Problem>;

/// Why a command did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It was asked wrongly: exit code 2.
    Usage(String),
    /// It cannot be done now; the sentence says what to do.
    Refused(String),
    /// Something broke below. It stands in the log under the reference that the sentence names.
    Fault(String),
    /// The command has said everything itself; only the exit code is left to give.
    Said,
}

impl Problem {
    /// A refusal in one sentence.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// A file that could not be read or written.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Refused(format!("{} cannot be used: {}. Check the folder and who may use it.", path.display(), plain(error)))
    }

    /// The sentence to show; empty when all was said.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Usage(sentence) | Self::Refused(sentence) | Self::Fault(sentence) => sentence,
            Self::Said => "",
        }
    }
}

/// The system's words without "(os error 13)".
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let random: [u8; 4] = Ids::System.bytes();
        let reference: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        tracing::error!(reference, fault = %fault, "a command failed");
        Self::Fault(match fault.kind() {
            FaultKind::Away => format!("The database does not answer. Check that it runs and try again (reference {reference})."),
            FaultKind::Busy | FaultKind::Collision => {
                format!("The database is busy. Try again in a moment (reference {reference}).")
            }
            FaultKind::Full => format!("The disk is full. Make room and try again (reference {reference})."),
            FaultKind::Refused | FaultKind::Bug => format!("Something went wrong; the log tells more under reference {reference}."),
        })
    }
}

impl From<OpenFault> for Problem {
    fn from(fault: OpenFault) -> Self {
        Self::from(fault.0)
    }
}

impl From<VaultProblem> for Problem {
    fn from(problem: VaultProblem) -> Self {
        match problem {
            VaultProblem::WrongMasterKey => Self::refused(
                "This master key does not open this database. Use the key it was begun with, or `clarion keys recover` with its recovery sheet.",
            ),
            VaultProblem::Database(fault) => fault.into(),
        }
    }
}

/// Says what went wrong and turns it into the exit code: 0 done, 1 not done, 2 asked wrongly.
pub fn exit_code(done: Done) -> ExitCode {
    let Err(problem) = done else { return ExitCode::SUCCESS };
    if !problem.sentence().is_empty() {
        super::print::err(problem.sentence());
    }
    match problem {
        Problem::Usage(_) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}
