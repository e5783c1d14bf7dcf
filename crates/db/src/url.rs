//! Which database: a URL, checked with a sentence that helps.

use std::path::PathBuf;

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded default.
    Sqlite,
    /// PostgreSQL 15 and later.
    Postgres,
}

/// A checked database URL. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A connection string for a server.
    Postgres(String),
}

/// Why a database URL cannot be used, in words for whoever set it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlProblem {
    /// Another scheme than the two.
    #[error("the database URL must begin with sqlite: or postgres://, for example sqlite:data/clarion.db")]
    UnknownScheme,
    /// `sqlite:` without a file.
    #[error("the database URL names no file: write sqlite:data/clarion.db")]
    NoFile,
    /// A PostgreSQL URL that its own library refuses.
    #[error("the PostgreSQL URL cannot be read: write postgres://user:password@host:5432/database")]
    Unreadable,
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` or `postgres://...`.
    pub fn parse(text: &str) -> Result<Self, DatabaseUrlProblem> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" | ":memory:" => Err(DatabaseUrlProblem::NoFile),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let config: postgres::Config = text.parse().map_err(|_| DatabaseUrlProblem::Unreadable)?;
            if config.get_hosts().is_empty() {
                return Err(DatabaseUrlProblem::Unreadable);
            }
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(DatabaseUrlProblem::UnknownScheme)
    }

    /// Which engine it names.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => write!(f, "postgres://..."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_write_when_the_url_is_wrong() {
        for (text, problem) in [
            ("mysql://x", DatabaseUrlProblem::UnknownScheme),
            ("", DatabaseUrlProblem::UnknownScheme),
            ("sqlite:", DatabaseUrlProblem::NoFile),
            ("sqlite::memory:", DatabaseUrlProblem::NoFile),
            ("postgres://", DatabaseUrlProblem::Unreadable),
            ("postgres://host:port/x", DatabaseUrlProblem::Unreadable),
        ] {
            assert_eq!(DatabaseUrl::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let url = DatabaseUrl::parse("postgres://ann:secret@localhost/clarion").expect("is well formed");
        assert!(!format!("{url:?}").contains("secret"));
    }
}
