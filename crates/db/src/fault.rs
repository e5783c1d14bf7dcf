//! What went wrong below a rule: opaque to callers, logged once, never shown to people.

use std::fmt;

/// What a caller may do about a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection is gone or the database away; running again may help.
    Away,
    /// Two transactions met (deadlock, serialization); running again helps.
    Collision,
    /// More is waiting than the queue holds; asked too early.
    Busy,
    /// No room on the disk.
    Full,
    /// The statement or its data was refused; running again does not help.
    Refused,
    /// A broken promise of our own code.
    Bug,
}

/// Nothing was written. The text is for the log and holds no values of people.
#[derive(Clone, Debug)]
pub struct Fault {
    kind: FaultKind,
    text: String,
}

impl Fault {
    /// A fault with words for the log.
    pub fn new(kind: FaultKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// A broken promise of our own code.
    pub fn bug(text: impl Into<String>) -> Self {
        Self::new(FaultKind::Bug, text)
    }

    /// What a caller may do about it.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.text)
    }
}

impl std::error::Error for Fault {}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let kind = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => FaultKind::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => FaultKind::Collision,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => FaultKind::Away,
            _ => FaultKind::Refused,
        };
        // The engine's own words may quote a value, so only its code and its fixed sentence are kept.
        let text = match &error {
            rusqlite::Error::SqliteFailure(code, _) => format!("sqlite: {code}"),
            other => format!("sqlite: {other}"),
        };
        Self::new(kind, text)
    }
}

impl From<postgres::Error> for Fault {
    fn from(error: postgres::Error) -> Self {
        if error.is_closed() {
            return Self::new(FaultKind::Away, "postgres: connection closed");
        }
        let Some(state) = error.code() else {
            // Without an SQLSTATE the wire broke, or our own conversion did.
            let broken = std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
            let kind = if broken { FaultKind::Away } else { FaultKind::Refused };
            return Self::new(kind, format!("postgres: {error}"));
        };
        let constraint = error.as_db_error().and_then(postgres::error::DbError::constraint).unwrap_or("");
        Self::new(kind_of_state(state.code()), format!("postgres: {} {constraint}", state.code()))
    }
}

/// Source: PostgreSQL's appendix of error codes (classes 08, 40, 53, 57).
fn kind_of_state(code: &str) -> FaultKind {
    match code {
        "40001" | "40P01" | "55P03" => FaultKind::Collision,
        "53100" => FaultKind::Full,
        // 57014 and 25P03: a statement, or the pause before it, was ended after its time; the server is as good as away.
        "25006" | "57014" | "25P03" => FaultKind::Away,
        _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => FaultKind::Away,
        _ => FaultKind::Refused,
    }
}
