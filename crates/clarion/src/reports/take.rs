//! Taking a report: one sealed row, as often as somebody sends one, within the bounds of the box.
//!
//! What came over a limit without proof of work has a smaller box of its own, so that a flood of those takes no room from the others.

use super::ReportContent;
use super::store::{self, ReportRow};
use crate::coalitions;
use crate::forms;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::petitions;
use db::{Fault, Tx};

/// Open reports that came within the limits. Whoever has more open has stopped reading them; at 3 KB each this is 30 MB.
pub const OPEN_MAX: i64 = 10_000;
/// Open reports that came over a limit.
pub const WAITING_MAX: i64 = 1_000;
/// An address of ours is shorter: a slug has 80 characters.
const PAGE_BYTES_MAX: usize = 200;
/// The addresses that belong to one person, to organisers or to programs, by their first part. Here is nothing public to report, and
/// a token must not be kept.
const NOT_PUBLIC: [&str; 5] = ["api", "assets", "console", "report", "t"];

/// A report, sealed.
#[derive(Clone)]
pub struct ReportInput {
    row: ReportRow,
}

/// Why a report was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportRefusal {
    /// More are open than anybody reads.
    Full,
}

/// Whether an address, without host and language, can be that of a public page of ours. Whether there is one, it does not say.
pub fn is_page(path: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'_' | b'.');
    let first = path.split('/').nth(1).unwrap_or_default();
    let is_ours = path.starts_with('/') && !path.starts_with("//") && path.len() <= PAGE_BYTES_MAX;
    is_ours && path.bytes().all(allowed) && !NOT_PUBLIC.contains(&first)
}

/// The group whose page it is; the instance for all others.
pub fn group_of(tx: &mut Tx<'_>, page: &str) -> Result<Id, Fault> {
    let mut parts = page.split('/').skip(1);
    let group = match (parts.next(), parts.next()) {
        (Some("petitions"), Some(slug)) => petitions::create::find(tx, slug)?.map(|found| found.petition.group),
        (Some("forms"), Some(slug)) => forms::create::find(tx, slug)?.map(|found| found.form.group),
        (Some("groups"), Some(slug)) => coalitions::group_by_slug(tx, slug)?.map(|group| group.id),
        _ => None,
    };
    Ok(group.unwrap_or(Id::ZERO))
}

/// Seals a report; needs no transaction.
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    group: Id,
    content: &ReportContent,
    waiting: bool,
    now: i64,
) -> Result<ReportInput, Fault> {
    let id = ids.fresh(now);
    let sealed = content.sealed(vault, group, id, ids.bytes())?;
    Ok(ReportInput { row: ReportRow { id, group, sealed, waiting, created_at: now, closed_at: None } })
}

/// Takes a report: its id.
pub fn take(tx: &mut Tx<'_>, input: &ReportInput) -> Result<Result<Id, ReportRefusal>, Fault> {
    let row = &input.row;
    let added = store::add_report(tx, row, if row.waiting { WAITING_MAX } else { OPEN_MAX })?;
    // A commit in doubt is run again, and finds its own row.
    let stands = added || store::report(tx, row.id)?.is_some();
    Ok(if stands { Ok(row.id) } else { Err(ReportRefusal::Full) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_pages_of_ours_are_reported() {
        for page in ["/", "/petitions/more-hours", "/petitions/more-hours/check-mail", "/groups/x", "/n/abcd-efgh"] {
            assert!(is_page(page), "{page}");
        }
        let long = format!("/{}", "a".repeat(PAGE_BYTES_MAX));
        for page in ["", "petitions", "//evil.example", "/t/token", "/console", "/api/v2", "/report", "/A", "/<b>", "/a b", &long] {
            assert!(!is_page(page), "{page}");
        }
    }
}
