//! Bringing people along whom a group has in another system, under the ids that they have there.
//!
//! Who came before is known by that id, and changed only where the record there changed later than the one here. Somebody new is
//! recognised by mailbox, then by number, like everybody. What the other system says of their channels stands where nothing is known
//! or where it is stricter; a yes that the person gave here after the record there last changed stays.

use super::api_body::Checked;
use super::api_write::{self, Change, SignUp};
use super::beside::tags::Changes;
use super::consent::{self, Consent, ConsentStatus, strictness};
use super::store::{self, DatedRow};
use super::{Coarse, Details, Intake};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Scope;
use db::{Fault, Tx};
use seal::{Channel, MatchingKey};

/// When their record in the other system was made and last changed, microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// Made.
    pub created_at: i64,
    /// Last changed.
    pub modified_at: i64,
}

/// Somebody to bring along, keyed and sealed.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Of the id that they have there.
    key: [u8; 16],
    sign_up: SignUp,
    change: Change,
    said: Vec<Consent>,
    mailbox: Option<MatchingKey>,
    dates: Dates,
}

impl Brought {
    /// The names of their custom fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.change.checked.custom.keys().map(String::as_str)
    }
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// It is new.
    Added,
    /// It says something else now.
    Updated,
    /// It stays as it was.
    Unchanged,
}

/// What became of somebody.
#[derive(Clone, Debug)]
pub struct Done {
    /// Their record.
    pub record: Record,
    /// The address that they have there is another person's here, so that they keep the one before.
    pub address_taken: bool,
    /// What was noted of their channels.
    pub noted: Vec<(Channel, ConsentStatus)>,
    /// Channels to which the other system says yes, and they said no here.
    pub stopped_here: Vec<Channel>,
}

/// Prepares somebody with the id from elsewhere, `system:id`; `None` where there is neither a mailbox nor a number.
pub fn prepare(
    intake: &Intake,
    group: Id,
    foreign: &str,
    (mut checked, said): (Checked, Vec<Consent>),
    dates: Dates,
    now: i64,
) -> Result<Option<Brought>, Fault> {
    checked.identifiers.push(foreign.to_owned());
    let Some(person) = api_write::prepare(intake, group, &checked, now)? else { return Ok(None) };
    let mailbox = person.email.map(|(key, _)| key);
    let identifiers = api_write::identifier_keys(&intake.vault, group, &checked.identifiers);
    let key = intake.vault.foreign_key(group, "person", foreign);
    let (tags, by) = (Changes::default(), group);
    let change = api_write::prepare_change(intake, (group, by), Id::ZERO, checked, tags.clone(), now);
    let sign_up = SignUp { person, said: Vec::new(), otherwise: Vec::new(), identifiers, tags, by };
    Ok(Some(Brought { key, sign_up, change, said, mailbox, dates }))
}

/// Brings one person along.
pub fn bring(tx: &mut Tx<'_>, vault: &Vault, now: i64, group: Id, person: &Brought) -> Result<Done, Fault> {
    let mut done = Done { record: Record::Unchanged, address_taken: false, noted: Vec::new(), stopped_here: Vec::new() };
    let id = match known(tx, group, &person.key)? {
        Some(known) => {
            change(tx, vault, now, (&known, person), &mut done)?;
            known.row.id
        }
        None => {
            let recognised = api_write::sign_up(tx, vault, now, &person.sign_up)?;
            done.record = match (recognised.added, recognised.changed) {
                (true, _) => Record::Added,
                (false, true) => Record::Updated,
                (false, false) => Record::Unchanged,
            };
            if recognised.added {
                store::set_created(tx, Scope::of(group), &[(recognised.person, person.dates.created_at)])?;
            }
            recognised.person
        }
    };
    let written =
        store::person_of_group(tx, Scope::of(group), id)?.ok_or_else(|| Fault::bug("somebody who was just written is gone"))?;
    note(tx, now, group, (&written, person), &mut done)?;
    Ok(done)
}

/// The record that has an id from elsewhere.
fn known(tx: &mut Tx<'_>, group: Id, key: &[u8; 16]) -> Result<Option<DatedRow>, Fault> {
    match store::find_identifier(tx, Scope::of(group), key)? {
        Some(id) => store::person_of_group(tx, Scope::of(group), id),
        None => Ok(None),
    }
}

fn change(tx: &mut Tx<'_>, vault: &Vault, now: i64, (known, person): (&DatedRow, &Brought), done: &mut Done) -> Result<(), Fault> {
    let (id, group, was) = (known.row.id, known.row.group, known.row.modified_at);
    if person.dates.modified_at <= was {
        return Ok(());
    }
    let change = Change { person: id, ..person.change.clone() };
    done.address_taken = api_write::change(tx, vault, now, &change)?.is_err();
    let now_at = store::person_of_group(tx, Scope::of(group), id)?.map_or(was, |dated| dated.row.modified_at);
    if now_at != was {
        done.record = Record::Updated;
    }
    Ok(())
}

/// Notes what the other system says of their channels.
fn note(tx: &mut Tx<'_>, now: i64, group: Id, (written, person): (&DatedRow, &Brought), done: &mut Done) -> Result<(), Fault> {
    let row = &written.row;
    let humans: Vec<Id> = std::iter::once(row.identity).chain(row.phone_identity.filter(|phone| *phone != row.identity)).collect();
    let known = store::news_consents(tx, Scope::of(group), &humans)?;
    let stopped = match person.mailbox {
        Some(mailbox) => !store::stopped_here(tx, Scope::of(group), &[mailbox], now)?.is_empty(),
        None => false,
    };
    for said in &person.said {
        let of_channel = known.iter().filter(|(_, channel, ..)| *channel == said.channel.code());
        let here = of_channel.max_by_key(|(_, _, status, _)| strictness(*status)).map(|(_, _, status, at)| (*status, *at));
        let is_yes = said.status == ConsentStatus::Asserted;
        let is_known = match here {
            Some((status, at)) if status == ConsentStatus::Confirmed as i64 && at > person.dates.modified_at => true,
            Some((status, _)) => strictness(status) >= strictness(said.status as i64),
            None => is_yes && stopped && said.channel == Channel::Email,
        };
        if !is_known {
            consent::note(tx, &[(row.identity, said)])?;
            done.noted.push((said.channel, said.status));
        } else if is_yes && here.is_none_or(|(status, _)| strictness(status) > 1) {
            done.stopped_here.push(said.channel);
        }
    }
    Ok(())
}

/// The human who has an id from elsewhere in a group's list.
pub(crate) fn identity(tx: &mut Tx<'_>, group: Id, key: &[u8; 16]) -> Result<Option<Id>, Fault> {
    Ok(known(tx, group, key)?.map(|dated| dated.row.identity))
}

/// What is held of who has an id from elsewhere.
pub fn opened(tx: &mut Tx<'_>, vault: &Vault, group: Id, key: &[u8; 16]) -> Result<Option<(Details, Coarse)>, Fault> {
    let Some(DatedRow { row, .. }) = known(tx, group, key)? else { return Ok(None) };
    let details = Details::from_bytes(&vault.open_sealed(group, &row.id.0, &row.sealed)?)?;
    Ok(Some((details, row.coarse)))
}
