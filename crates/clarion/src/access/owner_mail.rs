//! Mails to those who own a group, about something of theirs in the console: it waits for their word, or happened to it.
//!
//! The transaction in which it happens queues a mail for each owner ([`queue`]). When a mail's turn has come, its domain says whether what
//! it tells is still so; whether its reader still may what it asks of them is asked here, for all. A mail names neither addresses nor
//! people: it leads to the console.

use super::{Account, Deed, SeatRole, accounts, jobs, may};
use crate::app::App;
use crate::coalitions::Group;
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::lang::Lang;
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

/// Tries for about two days, since relays have long nights too.
pub(crate) const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 4,
};
/// So many people of a group are looked at for its owners; more than these answer no sooner.
pub(crate) const TOLD_MAX: i64 = 100;

/// Whoever a mail is for.
pub(crate) struct Reader {
    /// Who.
    pub account: Id,
    /// Their language.
    pub lang: Lang,
    /// When they are told.
    pub now: i64,
}

/// What somebody is told.
pub(crate) struct News {
    /// What they must still be allowed to do, or it concerns them no more.
    pub needs: Deed,
    /// The group in whose name they act.
    pub group: Group,
    /// The id of the subject.
    pub subject: &'static str,
    /// The id of what happened.
    pub said: &'static str,
    /// The id of the link's words.
    pub button: &'static str,
    /// The title of what it is about.
    pub title: String,
    /// Who wrote it or asks; or what is to be known of it first.
    pub of: String,
    /// Its page in the console, without language.
    pub path: String,
}

/// Queues a mail about `what` to each owner of a group. Nobody is told twice of the same `once`. After it, wake the workers.
pub(crate) fn queue(tx: &mut Tx<'_>, kind: &'static str, group: Id, (what, once): (&[u8], &[u8]), now: i64) -> Result<(), Fault> {
    let seated = accounts::seated_in(tx, group, TOLD_MAX)?;
    for (account, _) in seated.into_iter().filter(|(_, role)| *role == SeatRole::Owner) {
        queue_one(tx, kind, account.id, (what, once), now)?;
    }
    Ok(())
}

/// The same to somebody who is known already.
pub(crate) fn queue_one(
    tx: &mut Tx<'_>,
    kind: &'static str,
    account: Id,
    (what, once): (&[u8], &[u8]),
    now: i64,
) -> Result<(), Fault> {
    let payload = [what, &account.0].concat();
    let id = *blake3::derive_key(kind, &[once, &account.0].concat()).first_chunk().expect("a hash has 32 bytes");
    ::jobs::queue(tx, &[NewJob { id, kind, payload: &payload, run_at: now, created_at: now }])
}

/// The ids by which most mails say what they are about.
pub(crate) fn ids<const N: usize>(what: &[u8]) -> Option<[Id; N]> {
    let ids: Vec<Id> = what.chunks(16).map(|id| id.try_into().ok().map(Id)).collect::<Option<_>>()?;
    ids.try_into().ok()
}

/// Adds this kind of mail to the registry of a worker. `read` reads what was queued, `find` says what there is to tell of it by now.
pub(crate) fn register<W: Copy + Send + Sync + 'static>(
    registry: &mut Registry,
    (app, mailer): (&App, &Mailer),
    kind: &'static str,
    read: fn(&[u8]) -> Option<W>,
    find: fn(&mut Tx<'_>, W, &Reader) -> Result<Option<News>, Fault>,
) {
    let (app, mailer) = (app.clone(), mailer.clone());
    registry.add(kind, BOUNDS, move |job| {
        let (app, mailer) = (app.clone(), mailer.clone());
        async move { tell(&app, &mailer, &job, read, find).await }
    });
}

async fn tell<W: Copy + Send + Sync + 'static>(
    app: &App,
    mailer: &Mailer,
    job: &Job,
    read: fn(&[u8]) -> Option<W>,
    find: fn(&mut Tx<'_>, W, &Reader) -> Result<Option<News>, Fault>,
) -> Outcome {
    let Some((what, account)) = parts(&job.payload).and_then(|(what, account)| Some((read(what)?, account))) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let now = app.clock.now();
    let told = app.db.read_newest(move |tx| {
        let (Some(actor), Some(account)) = (accounts::actor(tx, account)?, accounts::account(tx, account)?) else {
            return Ok(None);
        };
        let news = find(tx, what, &Reader { account: account.id, lang: account.lang, now })?;
        // What something else has overtaken is told to nobody, nor what is no more theirs.
        Ok(news.filter(|news| may(&actor, &news.needs)).map(|news| (account, news)))
    });
    let mail = match told.await {
        Ok(Some((account, news))) => write(app, &account, news, now).map(Some),
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    jobs::hand_over_of(mailer, job, mail).await
}

/// What a mail is about, and the account at the end.
fn parts(payload: &[u8]) -> Option<(&[u8], Id)> {
    let (what, account) = payload.split_last_chunk::<16>()?;
    Some((what, Id(*account)))
}

fn write(app: &App, account: &Account, news: News, now: i64) -> Result<OutgoingMail, Fault> {
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject: news.subject,
        said: news.said,
        button: news.button,
        title: news.title,
        of: news.of,
        url: format!("{}{}", app.settings.public_url, lang.path(&news.path)),
        group_name: news.group.name.clone(),
        postal_address: jobs::on_one_line(&news.group.postal_address),
    }
    .words();
    Ok(jobs::outgoing((account.id, now), &news.group, profile.email, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        let payload = [[6; 16], [7; 16], [8; 16]].concat();
        let (what, account) = parts(&payload).expect("three ids");
        assert_eq!((ids(what), account), (Some([Id([6; 16]), Id([7; 16])]), Id([8; 16])));
        assert_eq!((ids::<1>(what), ids::<3>(what), ids::<1>(&what[..15])), (None, None, None));
        assert_eq!(parts(&[7; 16]), Some((&[][..], Id([7; 16]))));
        assert_eq!((parts(&[7; 15]), parts(&[])), (None, None));
    }
}
