//! Leaving from the supporter's page: one group, some, or all; news, calls, or every mail. And letting mails come again.
//!
//! It is the human's own word: it replaces what stood there, and no import and no key turns it into a "yes". It is kept by the mailbox's
//! key, too, so that it also holds for a list that does not have them yet.

use super::store;
use crate::ids::Id;
use crate::people::consent::{self, Consent, ConsentStatus, Purpose, Words};
use crate::people::{self, NO_NEWS, server_words, store as records};
use db::{Fault, Tx};
use seal::{Channel, MatchingKey};

/// What one leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// News of the group. What they do themselves is still confirmed, calls still come.
    News,
    /// Calls of the coalitions.
    Calls,
    /// Every mail, those that ask to confirm something among them.
    Everything,
}

impl Leaving {
    /// Reads a form's word.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "news" => Some(Self::News),
            "calls" => Some(Self::Calls),
            "everything" => Some(Self::Everything),
            _ => None,
        }
    }

    fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::News => &[Purpose::News],
            Self::Calls => &[Purpose::Calls],
            Self::Everything => &[Purpose::News, Purpose::Calls],
        }
    }
}

/// The human behind a mailbox leaves these groups. Twice changes nothing.
pub fn leave(tx: &mut Tx<'_>, now: i64, key: MatchingKey, groups: &[Id], leaving: Leaving) -> Result<(), Fault> {
    let said = |group: &Id, purpose: &Purpose| Consent {
        group: *group,
        channel: Channel::Email,
        purpose: *purpose,
        status: ConsentStatus::Unsubscribed,
        words: Words::new("en", server_words::LEFT_ON_PAGE),
        source: String::new(),
        noted_at: now,
    };
    for group in groups {
        match leaving {
            Leaving::News => drop(records::suppress(tx, key, *group, NO_NEWS, None, now)?),
            Leaving::Calls => {}
            Leaving::Everything => {
                records::suppress(tx, key, *group, NO_NEWS, None, now)?;
                people::suppress_mail(tx, key, *group, now)?;
            }
        }
    }
    let Some((identity, _)) = store::identity(tx, key)? else { return Ok(()) };
    let consents: Vec<Consent> =
        groups.iter().flat_map(|group| leaving.purposes().iter().map(|purpose| said(group, purpose))).collect();
    consent::note(tx, &consents.iter().map(|consent| (identity, consent)).collect::<Vec<_>>())
}

/// No group of this server writes to the mailbox any more, whether or not it has it on a list, now or later.
pub fn leave_all(tx: &mut Tx<'_>, now: i64, key: MatchingKey, groups: &[Id]) -> Result<(), Fault> {
    leave(tx, now, key, groups, Leaving::Everything)?;
    people::suppress_mail(tx, key, Id::ZERO, now)
}

/// Mails of a group, or ([`Id::ZERO`]) of all, may come again: those that the human asks for. News and calls stay left until they agree
/// to them anew.
pub fn let_come_again(tx: &mut Tx<'_>, key: MatchingKey, scope: Id) -> Result<(), Fault> {
    store::lift_stop(tx, key, scope).map(drop)
}
