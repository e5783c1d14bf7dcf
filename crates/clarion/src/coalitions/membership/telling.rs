//! Telling the owners of a group by mail that a coalition invites it, once the invitation can be accepted.
//!
//! The transaction that makes it so queues a mail for each owner, under an id that follows from invitation and account, so that nobody is
//! told twice. The mail leads to the console, where the answer is given.

use super::{Invitation, store};
use crate::access::{self, Deed, SeatRole, accounts, jobs as account_mails, may};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group, Role};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const MAIL: &str = "coalitions.invitation_mail";
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

/// Queues a mail to each owner. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, invitation: &Invitation, now: i64) -> Result<(), Fault> {
    let seated = accounts::seated_in(tx, invitation.group, TOLD_MAX)?;
    for (account, _) in seated.into_iter().filter(|(_, role)| *role == SeatRole::Owner) {
        let payload = [invitation.id.0, account.id.0].concat();
        let id = *blake3::derive_key(MAIL, &payload).first_chunk().expect("a hash has 32 bytes");
        ::jobs::queue(tx, &[NewJob { id, kind: MAIL, payload: &payload, run_at: now, created_at: now }])?;
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

/// Invitation and account of a payload.
fn read(payload: &[u8]) -> Option<(Id, Id)> {
    let (invitation, account) = payload.split_first_chunk::<16>()?;
    Some((Id(*invitation), Id(account.try_into().ok()?)))
}

async fn tell(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((invitation, account)) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let now = app.clock.now();
    let mail = match app.db.read_newest(move |tx| reader(tx, invitation, account, now)).await {
        Ok(Some(reader)) => write(app, &reader).map(Some),
        // It was answered meanwhile, or they are no owner any more.
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

/// An owner of the group that is asked.
struct Reader {
    coalition: Coalition,
    role: Role,
    by: Group,
    group: Group,
    account: accounts::Account,
}

/// The reader, as long as the invitation is open and they may answer it.
fn reader(tx: &mut Tx<'_>, invitation: Id, account: Id, now: i64) -> Result<Option<Reader>, Fault> {
    let found = store::invitation(tx, invitation)?.filter(|found| found.answer == store::OPEN && found.expires_at > now);
    let Some(found) = found else { return Ok(None) };
    let may_answer = access::actor(tx, account)?.is_some_and(|actor| may(&actor, &Deed::JoinCoalition(found.group)));
    let (coalition, account) = (coalitions::coalition(tx, found.coalition)?, accounts::account(tx, account)?);
    let (by, group) = (coalitions::group(tx, found.invited_by)?, coalitions::group(tx, found.group)?);
    Ok(match (coalition, by, group, account) {
        (Some((coalition, _)), Some(by), Some(group), Some(account)) if may_answer => {
            Some(Reader { coalition, role: found.role, by, group, account })
        }
        _ => None,
    })
}

fn write(app: &App, reader: &Reader) -> Result<OutgoingMail, Fault> {
    let Reader { coalition, role, by, group, account } = reader;
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let path = format!("/console/groups/{}#asked", group.slug);
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject: "invitation-mail-subject",
        said: match role {
            Role::Steering => "invitation-mail-said-steering",
            Role::Partner => "invitation-mail-said-partner",
            Role::Endorser => "invitation-mail-said-endorser",
        },
        button: "invitation-mail-button",
        title: coalition.name.clone(),
        of: by.name.clone(),
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
