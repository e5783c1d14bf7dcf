//! The link of a confirming mail: what it stands for, and taking that once.
//!
//! A GET changes nothing. The button carries the version that the person saw; if somebody posted the form again meanwhile, the page
//! shows the new input instead of confirming what nobody read. Claiming the row and the domain's verb are one transaction.

use super::Kind;
use super::store::{self, PendingRow};
use super::take_form::{self, FormContent};
use crate::clock::DAY;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{self, Intake, PersonInput};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::HashSet;

/// A link works this long after the last form.
pub const TOKEN_LIFE: i64 = 30 * DAY;
/// "It wasn't me" stops confirming mails of that group to that mailbox for so long.
pub const NOT_ME_LIFE: i64 = 365 * DAY;

/// What a link stands for.
#[derive(Clone, Debug)]
pub enum Link {
    /// A form that waits for this click.
    Waiting(Box<WaitingForm>),
    /// It was confirmed before.
    Confirmed {
        /// What it asked for.
        kind: Kind,
        /// The petition or event.
        action: Id,
        /// The mailbox.
        matching_key: MatchingKey,
    },
    /// Nothing: never made, deleted, or older than [`TOKEN_LIFE`].
    Unknown,
}

/// A form that waits for a click.
#[derive(Clone, Debug)]
pub struct WaitingForm {
    /// The mailbox.
    pub matching_key: MatchingKey,
    /// What it asks for.
    pub kind: Kind,
    /// The petition or event.
    pub action: Id,
    /// The page's group.
    pub group: Id,
    /// The row's id, which gives the link's token.
    pub id: Id,
    /// Which of the forms this mailbox posted; the button carries it.
    pub version: i64,
    /// When the form was posted.
    pub posted_at: i64,
    /// What it said.
    pub content: FormContent,
}

impl WaitingForm {
    /// The person, now proved, for a group's list.
    pub fn person(&self, intake: &Intake, group: Id, now: i64) -> Result<PersonInput, Fault> {
        let (details, coarse) = (self.content.details.clone(), self.content.coarse.clone());
        let mut person = intake.person(group, now, Some(&self.content.folded_email), details, coarse)?;
        person.email_proved = true;
        Ok(person)
    }

    /// The person for the lists of the other groups that they ticked.
    pub fn also(&self, intake: &Intake, now: i64) -> Result<Vec<PersonInput>, Fault> {
        let others = self.content.news_of.iter().filter(|group| **group != self.group);
        others.map(|group| self.person(intake, *group, now)).collect()
    }

    /// The comment or note, sealed under the id of the record that it belongs to.
    pub fn sealed_comment(&self, intake: &Intake, record: Id) -> Result<Option<Vec<u8>>, Fault> {
        match self.content.comment.as_str() {
            "" => Ok(None),
            comment => intake.vault.seal(self.group, &record.0, comment.as_bytes(), intake.ids.bytes()).map(Some),
        }
    }
}

/// Reads what a token's hash stands for. Changes nothing.
pub fn look(tx: &mut Tx<'_>, vault: &Vault, now: i64, token_hash: &[u8; 16]) -> Result<Link, Fault> {
    let Some(row) = store::by_token(tx, token_hash)? else { return Ok(Link::Unknown) };
    if row.confirmed_at.is_some() {
        return Ok(Link::Confirmed { kind: row.kind, action: row.action, matching_key: row.matching_key });
    }
    if now - row.created_at > TOKEN_LIFE {
        return Ok(Link::Unknown);
    }
    waiting(vault, &row).map(|form| Link::Waiting(Box::new(form)))
}

fn waiting(vault: &Vault, row: &PendingRow) -> Result<WaitingForm, Fault> {
    let content = take_form::open(vault, row)?;
    let PendingRow { matching_key, kind, action, id, group, mails_wanted: version, created_at: posted_at, .. } = *row;
    Ok(WaitingForm { matching_key, kind, action, id, group, version, posted_at, content })
}

/// A mailbox, the action, and the version that the person saw.
pub type Click = (MatchingKey, Id, i64);

/// Takes what is pending in the version that was seen, for those of a slice that `wants` says so; for each, whether it took it. Of two
/// clicks on one link in one slice the first has it.
pub fn claim(tx: &mut Tx<'_>, now: i64, clicks: &[(Click, bool)]) -> Result<Vec<bool>, Fault> {
    let mut wanted: Vec<Click> = clicks.iter().filter(|(_, wants)| *wants).map(|(click, _)| *click).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut claimed: HashSet<(MatchingKey, Id)> = store::claim(tx, now, &wanted)?;
    Ok(clicks.iter().map(|((key, action, _), wants)| *wants && claimed.remove(&(*key, *action))).collect())
}

/// "It wasn't me": deletes what waits and stops confirming mails of that group to that mailbox for [`NOT_ME_LIFE`].
pub fn not_me(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<bool, Fault> {
    let Some(row) = store::by_token(tx, token_hash)? else { return Ok(false) };
    store::drop_unconfirmed(tx, token_hash)?;
    people::suppress_confirming_mails(tx, row.matching_key, row.group, now + NOT_ME_LIFE, now)?;
    Ok(true)
}

/// Leaving a group's news by the link in one of its mails, until the person asks for them again. A form that waits keeps waiting, and
/// the mail for a later one is sent: who wants neither says [`not_me`].
pub fn unsubscribe(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<bool, Fault> {
    let Some(row) = store::by_token(tx, token_hash)? else { return Ok(false) };
    people::unsubscribe(tx, row.matching_key, row.group, now)?;
    Ok(true)
}

/// Rows forgotten with one commit.
pub const FORGET_SLICE: u64 = 500;

/// The clean-up of one slice: forms that nobody confirmed, and the memory of those confirmed long ago. Fewer than
/// [`FORGET_SLICE`] means that nothing is left.
pub fn forget_old(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_old(tx, now - TOKEN_LIFE, FORGET_SLICE as i64)
}
