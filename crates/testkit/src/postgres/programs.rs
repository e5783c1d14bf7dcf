//! Where PostgreSQL's programs are. Debian keeps them off the PATH, and a `postgres` on the PATH may be something else.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest major version that Clarion runs on (docs/decisions/0001).
const MAJOR_MIN: u32 = 15;

/// The folder of the newest PostgreSQL on this machine that is new enough.
///
/// # Panics
/// When there is none; the sentence says what to do.
pub(super) fn folder() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = candidates()
        .into_iter()
        .filter(|folder| folder.join("initdb").exists() && folder.join("pg_isready").exists())
        .filter_map(|folder| Some((major(&folder.join("postgres"))?, folder)))
        .filter(|(major, _)| *major >= MAJOR_MIN)
        .collect();
    found.sort();
    let Some((_, folder)) = found.pop() else {
        panic!(
            "No PostgreSQL {MAJOR_MIN} or later was found on this machine: `make test` installs it (as root on Debian), or says what to install."
        );
    };
    folder
}

fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    folders.extend(on_path());
    folders
}

/// The folder in which a `postgres` of the PATH really lives, links followed.
#[expect(clippy::disallowed_methods, reason = "the PATH is the machine's, not a setting of the server")]
fn on_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .filter_map(|folder| folder.join("postgres").canonicalize().ok())
        .filter_map(|program| program.parent().map(Path::to_path_buf))
        .collect()
}

fn major(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    major_of(&String::from_utf8_lossy(&output.stdout))
}

/// The major version in `postgres (PostgreSQL) 15.20 (Debian ...)`; nothing for any other program's words.
fn major_of(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("postgres (PostgreSQL) ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn versions_are_read_and_strangers_refused() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_of("some wrapper 15.2\n"), None);
        assert_eq!(major_of(""), None);
    }
}
