//! Leaving the calls of a coalition by the link in one of its mails: its groups write no more calls to that human.
//!
//! The link carries, sealed, who and which sending: a million mails need no row each. It lives as long as the mail is kept.

use super::{calls, store};
use crate::coalitions;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people;
use crate::web::lang::Lang;
use db::{Fault, Tx};

const PURPOSE: &[u8] = b"leave the calls of a coalition";

/// Whom a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaving {
    identity: Id,
    sending: Id,
    /// The group that is left, too: in a mail that tells somebody that theirs became part of it.
    group: Option<Id>,
}

/// The whole address that stands in a mail.
pub(super) fn link(vault: &Vault, public_url: &str, lang: Lang, identity: Id, sending: Id, group: Option<Id>) -> String {
    let plain: Vec<u8> = [Some(identity), Some(sending), group].into_iter().flatten().flat_map(|id| id.0).collect();
    let token = vault.wrap_link(PURPOSE, &plain);
    format!("{public_url}{}", lang.path(&format!("/t/leave/{token}")))
}

/// Reads a link; `None` for one that this server did not make.
pub(super) fn read(vault: &Vault, token: &str) -> Option<Leaving> {
    let plain = vault.open_link(PURPOSE, token)?;
    let mut ids = plain.chunks_exact(16).map(|id| id.try_into().map(Id).unwrap_or_default());
    let leaving = Leaving { identity: ids.next()?, sending: ids.next()?, group: ids.next() };
    matches!(plain.len(), 32 | 48).then_some(leaving)
}

/// The name of the group that would be left, too.
pub(super) fn group_name(tx: &mut Tx<'_>, leaving: Leaving) -> Result<Option<String>, Fault> {
    match leaving.group {
        Some(group) => Ok(coalitions::group(tx, group)?.map(|group| group.name)),
        None => Ok(None),
    }
}

/// The name of the coalition whose calls would end.
pub(super) fn coalition_name(tx: &mut Tx<'_>, leaving: Leaving) -> Result<Option<String>, Fault> {
    store::coalition_name(tx, leaving.sending)
}

/// Leaves the calls of all groups of the coalition. Twice changes nothing.
pub(super) fn leave(tx: &mut Tx<'_>, now: i64, leaving: Leaving) -> Result<(), Fault> {
    let Some(sending) = calls::sending(tx, leaving.sending)? else { return Ok(()) };
    let groups = store::groups_of(tx, sending.coalition)?;
    people::leave_calls(tx, leaving.identity, &groups, now)?;
    leaving.group.map_or(Ok(()), |group| people::leave(tx, leaving.identity, group, now))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_who_leaves_what_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("clarion.db").display());
        let db = db::Db::open(&db::DatabaseUrl::parse(&url).unwrap(), None, db::Settings::default()).unwrap();
        db.migrate(crate::schema::MIGRATIONS, 1).unwrap();
        let vault = Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), &crate::ids::Ids::seeded(1), 1).unwrap();
        for group in [None, Some(Id([3; 16]))] {
            let link = link(&vault, "https://act.example", Lang::Es, Id([1; 16]), Id([2; 16]), group);
            let token = link.strip_prefix("https://act.example/es/t/leave/").unwrap();
            assert_eq!(read(&vault, token), Some(Leaving { identity: Id([1; 16]), sending: Id([2; 16]), group }));
            assert_eq!(read(&vault, &token[1..]), None);
        }
        assert_eq!(read(&vault, ""), None);
    }
}
