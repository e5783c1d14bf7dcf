//! The outbox: for trying out without a relay, each mail becomes a file `*.eml` in the data folder.
//!
//! A file appears whole or not at all, and names sort by time. It is no queue: nothing here is sent later, and nothing is synced
//! to the disk.

use super::build::BuiltMail;
use std::io;
use std::path::{Path, PathBuf};

/// More mails at once are refused: whoever sends so many wants a relay.
pub(super) const MAILS_MAX: usize = 1000;

/// The folder.
pub(super) struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// `outbox` in the data folder; made with the first mail.
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("outbox") }
    }

    /// Writes each mail; whether it lies there. Blocks.
    pub(super) fn put(&self, mails: &[BuiltMail]) -> Vec<bool> {
        let made = make_folder(&self.folder);
        if let Err(error) = &made {
            tracing::error!(kind = %error.kind(), "the outbox cannot be made");
        }
        let written = mails.iter().map(|built| made.is_ok() && self.put_one(built).is_ok());
        written.collect()
    }

    fn put_one(&self, built: &BuiltMail) -> io::Result<()> {
        let name = file_name(built);
        let part = self.folder.join(format!(".{name}.part"));
        std::fs::write(&part, &built.mail.data)?;
        std::fs::rename(&part, self.folder.join(name))
    }
}

/// `20270115T080000.000000Z-<id>.eml`: the date sorts, the id tells two of one microsecond apart.
fn file_name(built: &BuiltMail) -> String {
    let at = jiff::Timestamp::from_microsecond(built.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{}-{}.eml", at.strftime("%Y%m%dT%H%M%S.%6fZ"), built.id)
}

/// Mails name people, so only the server's own user may look in.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
