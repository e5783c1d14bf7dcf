//! Closing a report: what was done is noted, sealed with the rest, and the mailbox for an answer goes.

use super::ReportContent;
use super::store;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use db::{Fault, Tx};

/// Why a report cannot be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseRefusal {
    /// There is none with this id.
    #[error("No report has this id. `clarion reports list` shows them.")]
    Unknown,
    /// It was closed before.
    #[error("This report was closed before. `clarion reports list --all` shows its note.")]
    Closed,
}

/// Closes one.
pub fn close(tx: &mut Tx<'_>, vault: &Vault, ids: &Ids, now: i64, id: Id, note: &str) -> Result<Result<(), CloseRefusal>, Fault> {
    let Some(row) = store::report(tx, id)? else { return Ok(Err(CloseRefusal::Unknown)) };
    // A commit in doubt is run again, and finds its own closing.
    match row.closed_at {
        Some(at) if at == now => return Ok(Ok(())),
        Some(_) => return Ok(Err(CloseRefusal::Closed)),
        None => {}
    }
    let mut content = ReportContent::opened(vault, &row)?;
    content.mailbox.clear();
    note.clone_into(&mut content.note);
    let sealed = content.sealed(vault, row.group, id, ids.bytes())?;
    let closed = store::close_report(tx, id, now, &sealed)?;
    Ok(if closed { Ok(()) } else { Err(CloseRefusal::Closed) })
}
