//! What a supporter told an organizer by word of mouth, noted by the group: a "yes" with the source that the organizer states, and a
//! "no" whose source is that organizer.
//!
//! A source lies in clear, so the organizer stands in it by the account's id, never by name.

use super::api_body::Checked;
use super::api_write::{self, Change};
use super::beside::tags::Changes;
use super::consent::{Consent, ConsentStatus, Purpose, Words};
use super::{Details, Intake};
use crate::coalitions::merging;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{Scope, store};
use db::{Fault, Tx};
use seal::Channel;

/// What they want no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMore {
    /// News of the group.
    News,
    /// News, and calls of the coalition.
    NewsAndCalls,
}

impl NoMore {
    fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::News => &[Purpose::News],
            Self::NewsAndCalls => &[Purpose::News, Purpose::Calls],
        }
    }
}

/// The source of what was said to an organizer.
fn source_of(account: Id) -> String {
    format!("organizer {account}")
}

/// Whose account a source names.
pub fn organiser_of(source: &str) -> Option<Id> {
    source.strip_prefix("organizer ")?.parse().ok()
}

fn said(group: Id, channel: Channel, purpose: Purpose, (status, source): (ConsentStatus, String), now: i64) -> Consent {
    // No words are known that the person saw.
    Consent { group, channel, purpose, status, words: Words::new("", ""), source, noted_at: now }
}

/// The group says that they want its news by e-mail, with a source; without one nothing is said.
pub fn agreed(group: Id, source: &str, now: i64) -> Option<Consent> {
    let stated = (!source.is_empty()).then(|| (ConsentStatus::Asserted, source.to_owned()))?;
    Some(said(group, Channel::Email, Purpose::News, stated, now))
}

/// Prepares a "no" that `by` was told; needs no transaction.
pub fn prepare(intake: &Intake, (group, by): (Id, Id), person: Id, now: i64) -> Change {
    api_write::prepare_change(intake, (group, by), person, Checked::default(), Changes::default(), now)
}

/// Notes it for every channel by which the group could reach them, also for the group with which it is merging.
pub fn deny(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    change: &Change,
    no_more: NoMore,
) -> Result<Result<(), api_write::ChangeRefusal>, Fault> {
    let Some(found) = store::person_of_group(tx, Scope::of(change.group), change.person)? else {
        return Ok(Err(api_write::ChangeRefusal::Unknown));
    };
    let row = &found.row;
    let details = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    let channels = [(Channel::Email, !details.email.is_empty()), (Channel::Phone, !details.phone.is_empty())];
    let mut change = change.clone();
    for group in merging::stands(tx, change.group)? {
        for (channel, _) in channels.into_iter().filter(|(_, is_known)| *is_known) {
            let no = |purpose: &Purpose| (ConsentStatus::Unsubscribed, source_of(change.by), *purpose);
            let nos: Vec<_> = no_more.purposes().iter().map(no).collect();
            change
                .said
                .extend(nos.into_iter().map(|(status, source, purpose)| said(group, channel, purpose, (status, source), now)));
        }
    }
    api_write::change(tx, vault, now, &change)
}
