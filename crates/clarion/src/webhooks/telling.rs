//! Telling a group's owners by mail that the server switched off one of their webhooks, once for each time.
//!
//! The transaction that switches it off queues a mail for each owner. The mail names no address and no person: it leads to the console.

use super::store;
use crate::access::{self, Deed, SeatRole, accounts, jobs as account_mails, may};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const MAIL: &str = "webhooks.off_mail";
/// Tries for about two days, since relays have long nights too.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 4,
};
/// So many owners are told at most.
const TOLD_MAX: i64 = 100;

/// Queues a mail to each owner. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, hook: Id, group: Id, now: i64) -> Result<(), Fault> {
    for (account, _) in accounts::seated_in(tx, group, TOLD_MAX)?.into_iter().filter(|(_, role)| *role == SeatRole::Owner) {
        let payload = [hook.0, account.id.0].concat();
        let key = [payload.as_slice(), &now.to_le_bytes()].concat();
        let id = *blake3::derive_key(MAIL, &key).first_chunk().expect("a hash has 32 bytes");
        ::jobs::queue(tx, &[NewJob { id, kind: MAIL, payload: &payload, run_at: now, created_at: now }])?;
    }
    Ok(())
}

/// Adds this kind of job to the registry of a worker.
pub(super) fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (app, mailer) = (app.clone(), mailer.clone());
    registry.add(MAIL, BOUNDS, move |job| {
        let (app, mailer) = (app.clone(), mailer.clone());
        async move { tell(&app, &mailer, &job).await }
    });
}

/// Hook and account of a payload.
fn read(payload: &[u8]) -> Option<(Id, Id)> {
    let (hook, account) = payload.split_first_chunk::<16>()?;
    Some((Id(*hook), Id(account.try_into().ok()?)))
}

async fn tell(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((hook, account)) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let mail = match app.db.read_newest(move |tx| reader(tx, hook, account)).await {
        Ok(Some((group, account))) => write(app, hook, &group, &account).map(Some),
        // They switched it on again or removed it, or are no owner any more.
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

/// The reader, as long as the hook is off and they may do something about it.
fn reader(tx: &mut Tx<'_>, hook: Id, account: Id) -> Result<Option<(Group, accounts::Account)>, Fault> {
    let Some(hook) = store::one(tx, hook)?.filter(|hook| !hook.is_on && !hook.off_why.is_empty()) else { return Ok(None) };
    let owns = access::actor(tx, account)?.is_some_and(|actor| may(&actor, &Deed::ManageKeys(hook.group)));
    let (group, account) = (coalitions::group(tx, hook.group)?, accounts::account(tx, account)?);
    Ok(group.zip(account).filter(|_| owns))
}

fn write(app: &App, hook: Id, group: &Group, account: &accounts::Account) -> Result<OutgoingMail, Fault> {
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let path = format!("/console/groups/{}/webhooks/{hook}", group.slug);
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject: "webhook-mail-subject",
        said: "webhook-mail-said",
        button: "webhook-mail-button",
        title: crate::web::lang::t(lang, "webhook-one", &[]),
        of: group.name.clone(),
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
        assert_eq!((read(&[7; 16]), read(&[])), (None, None));
    }
}
