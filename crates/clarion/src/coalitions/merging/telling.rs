//! Telling the owners of a group that another asks it to become one with it, or to undo that: by mail, and what waits for them in the
//! console.
//!
//! The transaction that asks queues a mail for each owner of the other group, under an id that follows from the merge, the question and
//! the account, so that nobody is told twice. The mail leads to the console, where the answer is given.

use super::{Merge, State, store};
use crate::access::{self, Deed, SeatRole, accounts, jobs as account_mails, may};
use crate::app::App;
use crate::coalitions::{self, Act, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const MAIL: &str = "groups.merge_mail";
/// Tries for about two days, since relays have long nights too.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 4,
};
/// So many owners are told at most; more than these answer no sooner.
const TOLD_MAX: i64 = 100;
/// A group's newest merges, of which at most one is open.
const LOOKED_AT: i64 = 4;

/// What a merge waits for from one of its two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether to become one.
    Merge,
    /// Whether to undo it.
    Undo,
}

impl Question {
    /// The question that stands, if it is one to this group.
    fn to(merge: &Merge, group: Id) -> Option<Self> {
        match (merge.state, merge.apart) {
            (State::Asked, _) if merge.asked.group != group => Some(Self::Merge),
            (State::Merged, Some(word)) if word.group != group => Some(Self::Undo),
            _ => None,
        }
    }

    /// The message of its line in the console, which names the other group.
    pub(crate) fn line(self) -> &'static str {
        match self {
            Self::Merge => "asked-to-merge",
            Self::Undo => "asked-to-part",
        }
    }
}

/// What another group waits for from this one: the question, and the name of the group that asks.
pub(crate) fn waits_for(tx: &mut Tx<'_>, group: Id) -> Result<Option<(Question, String)>, Fault> {
    for merge in super::of_group(tx, group, LOOKED_AT)? {
        if let Some(question) = Question::to(&merge, group) {
            let asks = coalitions::group(tx, merge.other_of(group))?;
            return Ok(asks.map(|asks| (question, asks.name)));
        }
    }
    Ok(None)
}

/// Queues a mail to each owner of the other group. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, act: &Act, merge: Id, other: Id) -> Result<(), Fault> {
    let seated = accounts::seated_in(tx, other, TOLD_MAX)?;
    for (account, _) in seated.into_iter().filter(|(account, role)| *role == SeatRole::Owner && account.id != act.account) {
        let payload = [merge.0, account.id.0].concat();
        // Asked again after it was taken back, that is another question.
        let of = [&payload[..], &act.now.to_le_bytes()].concat();
        let id = *blake3::derive_key(MAIL, &of).first_chunk().expect("a hash has 32 bytes");
        ::jobs::queue(tx, &[NewJob { id, kind: MAIL, payload: &payload, run_at: act.now, created_at: act.now }])?;
    }
    Ok(())
}

/// Adds this kind of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (app, mailer) = (app.clone(), mailer.clone());
    registry.add(MAIL, BOUNDS, move |job| {
        let (app, mailer) = (app.clone(), mailer.clone());
        async move { tell(&app, &mailer, &job).await }
    });
}

/// Merge and account of a payload.
fn read(payload: &[u8]) -> Option<(Id, Id)> {
    let (merge, account) = payload.split_first_chunk::<16>()?;
    Some((Id(*merge), Id(account.try_into().ok()?)))
}

async fn tell(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((merge, account)) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let mail = match app.db.read_newest(move |tx| reader(tx, merge, account)).await {
        Ok(Some(reader)) => write(app, &reader).map(Some),
        // It was answered meanwhile, or they are no owner any more.
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

/// An owner of the group that is asked.
struct Reader {
    question: Question,
    asks: Group,
    group: Group,
    account: accounts::Account,
}

/// The reader, as long as the question stands and they may answer it.
fn reader(tx: &mut Tx<'_>, merge: Id, account: Id) -> Result<Option<Reader>, Fault> {
    let Some(merge) = store::merge(tx, merge)? else { return Ok(None) };
    let Some(actor) = access::actor(tx, account)? else { return Ok(None) };
    for group in merge.groups() {
        let Some(question) = Question::to(&merge, group).filter(|_| may(&actor, &Deed::MergeGroups(group))) else { continue };
        let (asks, group) = (coalitions::group(tx, merge.other_of(group))?, coalitions::group(tx, group)?);
        return Ok(match (asks, group, accounts::account(tx, account)?) {
            (Some(asks), Some(group), Some(account)) => Some(Reader { question, asks, group, account }),
            _ => None,
        });
    }
    Ok(None)
}

fn write(app: &App, reader: &Reader) -> Result<OutgoingMail, Fault> {
    let Reader { question, asks, group, account } = reader;
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let path = format!("/console/groups/{}/merging", group.slug);
    let (subject, said) = match question {
        Question::Merge => ("merge-mail-subject", "merge-mail-said"),
        Question::Undo => ("merge-mail-undo-subject", "merge-mail-undo-said"),
    };
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject,
        said,
        button: "merge-mail-button",
        title: group.name.clone(),
        of: asks.name.clone(),
        url: format!("{}{}", app.settings.public_url, lang.path(&path)),
        group_name: group.name.clone(),
        postal_address: account_mails::on_one_line(&group.postal_address),
    }
    .words();
    Ok(account_mails::outgoing((account.id, app.clock.now()), group, profile.email, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        assert_eq!(read(&[[7; 16], [8; 16]].concat()), Some((Id([7; 16]), Id([8; 16]))));
        assert_eq!((read(&[7; 16]), read(&[7; 33]), read(&[])), (None, None, None));
    }
}
