//! Telling the owner of an account by mail that its keys changed: whoever did it, they hear of it where they always do.
//!
//! Queued in the transaction of the change itself. The mail carries no link to press: it says what to do, and where.

use super::{accounts, jobs, store};
use crate::app::App;
use crate::clock::DAY;
use crate::coalitions;
use crate::ids::{Id, Ids};
use crate::messages::{Mailer, OutgoingMail};
use crate::web::site::{SITE_ZONE, zoned};
use crate::web::views_access::SafetyMail;
use ::jobs::{Job, NewJob, Outcome};
use db::{Fault, Tx};

/// The job that mails it; its payload is the account's id, what happened and when.
pub(super) const SAFETY_MAIL: &str = "access.safety_mail";
/// News of yesterday warns nobody: a mail that could not leave for so long is left out.
const TELL_WITHIN: i64 = DAY;
const PAYLOAD_BYTES: usize = 25;

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// New recovery codes were made.
    CodesMade,
    /// Somebody signed in with a recovery code.
    CodeUsed,
}

impl Change {
    const ALL: [Self; 4] = [Self::PasskeyAdded, Self::PasskeyRemoved, Self::CodesMade, Self::CodeUsed];

    /// The id of the sentence that says so.
    fn words(self) -> &'static str {
        match self {
            Self::PasskeyAdded => "safety-passkey-added",
            Self::PasskeyRemoved => "safety-passkey-removed",
            Self::CodesMade => "safety-codes-made",
            Self::CodeUsed => "safety-code-used",
        }
    }
}

/// A mail to be, with an id made outside the transaction.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    id: Id,
    account: Id,
    change: Change,
    at: i64,
}

impl Telling {
    /// Prepares it.
    pub fn new(ids: &Ids, account: Id, change: Change, now: i64) -> Self {
        Self { id: ids.fresh(now), account, change, at: now }
    }

    /// Queues it; a second time changes nothing.
    pub fn queue(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let payload = [&self.account.0[..], &[self.change as u8], &self.at.to_be_bytes()].concat();
        let job = NewJob { id: self.id.0, kind: SAFETY_MAIL, payload: &payload, run_at: self.at, created_at: self.at };
        ::jobs::queue(tx, &[job])
    }
}

/// Account, change and time of a payload.
fn read(payload: &[u8]) -> Option<(Id, Change, i64)> {
    let payload: &[u8; PAYLOAD_BYTES] = payload.try_into().ok()?;
    let (account, rest) = payload.split_first_chunk::<16>()?;
    let (change, at) = rest.split_first()?;
    let change = Change::ALL.into_iter().find(|known| *known as u8 == *change)?;
    Some((Id(*account), change, i64::from_be_bytes(at.try_into().ok()?)))
}

pub(super) async fn send(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((account, change, at)) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let now = app.clock.now();
    if now - at > TELL_WITHIN {
        return Outcome::GiveUp { reason: "it could not leave within a day".to_owned() };
    }
    let found = app.db.read_newest(move |tx| addressee(tx, account)).await;
    match found {
        Ok(Some((account, group))) => match write(app, &account, &group, change, at, now) {
            Ok(mail) => jobs::hand_over(mailer, mail).await,
            Err(fault) => Outcome::retry(format!("the account: {:?}", fault.kind())),
        },
        Ok(None) => Outcome::Done,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

fn addressee(tx: &mut Tx<'_>, account: Id) -> Result<Option<(accounts::Account, coalitions::Group)>, Fault> {
    let Some(known) = accounts::account(tx, account)? else { return Ok(None) };
    // Mails carry a group's postal address.
    let Some(seat) = store::seats(tx, account, 1)?.pop() else { return Ok(None) };
    Ok(coalitions::group(tx, seat.group)?.map(|group| (known, group)))
}

fn write(
    app: &App,
    account: &accounts::Account,
    group: &coalitions::Group,
    change: Change,
    at: i64,
    now: i64,
) -> Result<OutgoingMail, Fault> {
    let profile = accounts::open(&app.vault, account.id, &account.sealed)?;
    let words = SafetyMail {
        lang: account.lang,
        name: profile.name,
        site: jobs::site_of(app),
        change: change.words(),
        at: zoned(at, SITE_ZONE),
        account_url: format!("{}{}", app.settings.public_url, account.lang.path(super::account_pages::ACCOUNT_PATH)),
        group_name: group.name.clone(),
        postal_address: jobs::on_one_line(&group.postal_address),
    }
    .words();
    Ok(jobs::outgoing((app.ids.fresh(now), now), group, profile.email, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        for change in Change::ALL {
            let payload = [&[7; 16][..], &[change as u8], &42_i64.to_be_bytes()].concat();
            assert_eq!(read(&payload), Some((Id([7; 16]), change, 42)));
        }
        for wrong in [vec![], vec![9; PAYLOAD_BYTES], vec![0; PAYLOAD_BYTES + 1]] {
            assert_eq!(read(&wrong), None);
        }
    }
}
