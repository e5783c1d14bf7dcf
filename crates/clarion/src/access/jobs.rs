//! Later work of access: mailing sign-in links and news of an account's keys, and the daily clean-up.

use super::links::{self, KEPT_AFTER_END, Link, SIGN_IN_MAIL};
use super::safety::{self, SAFETY_MAIL};
use super::sessions::{IDLE_LIFE, WHOLE_LIFE};
use super::{accounts, passkeys, store};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::messages::{self, Mailer, OutgoingMail};
use crate::web::site::SITE_NAME;
use crate::web::views_access::SignInMail;
use crate::web::views_mail::MailWords;
use ::jobs::{Bounds, Job, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

/// A link ends after a quarter of an hour, so its mail is tried often and not for long.
const BOUNDS: Bounds = Bounds {
    attempts_max: 12,
    retry_delay_min: Duration::from_secs(2),
    retry_delay_max: Duration::from_secs(120),
    run_time_max: Duration::from_secs(60),
    parallel_max: 8,
};
const CLEAN_UP: &str = "access.clean_up";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Adds the kinds of job that access needs to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (worker, links) = (app.clone(), mailer.clone());
    registry.add(SIGN_IN_MAIL, BOUNDS, move |job| {
        let (app, mailer) = (worker.clone(), links.clone());
        async move { send_link(&app, &mailer, &job).await }
    });
    let (worker, mailer) = (app.clone(), mailer.clone());
    registry.add(SAFETY_MAIL, Bounds::default(), move |job| {
        let (app, mailer) = (worker.clone(), mailer.clone());
        async move { safety::send(&app, &mailer, &job).await }
    });
    let app = app.clone();
    registry.add_every(CLEAN_UP, DAY, Bounds::default(), move |_| clean_up(app.clone()));
}

/// Who a link's mail goes to, and in whose name.
struct Addressee {
    link: Link,
    account: accounts::Account,
    group: coalitions::Group,
}

async fn send_link(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Ok(id) = job.payload.as_slice().try_into().map(Id) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let now = app.clock.now();
    let found = app.db.read_newest(move |tx| addressee(tx, id, now)).await;
    let mail = match found {
        Ok(Some(addressee)) => write(app, &addressee, now),
        // Nobody has an account there, or the link has ended: nothing is sent, and nobody is told.
        Ok(None) => return Outcome::Done,
        Err(fault) => Err(fault),
    };
    match mail {
        Ok(mail) => hand_over(mailer, mail).await,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

/// Hands one mail over; one in doubt is not sent twice.
pub(crate) async fn hand_over(mailer: &Mailer, mail: OutgoingMail) -> Outcome {
    match mailer.send(vec![mail]).await.first() {
        Some(messages::Outcome::Accepted | messages::Outcome::InDoubt) => Outcome::Done,
        Some(outcome) if outcome.is_to_be_sent_again() => Outcome::retry(outcome.word()),
        _ => Outcome::GiveUp { reason: "the mail was refused".to_owned() },
    }
}

/// Hands over what a job has for its reader; nothing where it concerns them no more. The mail has the job's id: should it go out twice
/// after all, it is one to the reader's program.
pub(crate) async fn hand_over_of(mailer: &Mailer, job: &Job, mail: Result<Option<OutgoingMail>, Fault>) -> Outcome {
    match mail {
        Ok(Some(mail)) => hand_over(mailer, OutgoingMail { id: Id(job.id), ..mail }).await,
        Ok(None) => Outcome::Done,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

/// A mail of the site to somebody who has an account; the group's postal address stands at its foot.
pub(crate) fn outgoing((id, at): (Id, i64), group: &Group, to: String, words: MailWords) -> OutgoingMail {
    OutgoingMail {
        id,
        at,
        from_name: SITE_NAME.to_owned(),
        postal_address: group.postal_address.clone(),
        to,
        subject: words.subject,
        text: words.text,
        html: words.html,
        unsubscribe_url: String::new(),
    }
}

/// The host that people know this instance by.
pub(super) fn site_of(app: &App) -> String {
    app.settings.public_url.split_once("://").map_or("", |(_, host)| host).to_owned()
}

/// An address is entered in lines; the mail has it in one.
pub(crate) fn on_one_line(address: &str) -> String {
    address.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

fn addressee(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<Option<Addressee>, Fault> {
    let Some(link) = links::link(tx, id)?.filter(|link| !link.is_used && link.expires_at > now) else { return Ok(None) };
    let Some(account) = accounts::account_by_key(tx, link.matching_key)? else { return Ok(None) };
    // Mails carry a group's postal address; somebody without a seat has nothing to sign in for.
    let Some(seat) = store::seats(tx, account.id, 1)?.pop() else { return Ok(None) };
    let group = coalitions::group(tx, seat.group)?;
    Ok(group.map(|group| Addressee { link, account, group }))
}

fn write(app: &App, to: &Addressee, now: i64) -> Result<OutgoingMail, Fault> {
    let profile = accounts::open(&app.vault, to.account.id, &to.account.sealed)?;
    let path = to.link.lang.path(&links::path_of(&app.vault.token(to.link.id)));
    let words = SignInMail {
        lang: to.link.lang,
        name: profile.name,
        site: site_of(app),
        link: format!("{}{path}", app.settings.public_url),
        group_name: to.group.name.clone(),
        postal_address: on_one_line(&to.group.postal_address),
    }
    .words();
    Ok(outgoing((app.ids.fresh(now), now), &to.group, profile.email, words))
}

async fn clean_up(app: App) -> Outcome {
    let now = app.clock.now();
    let forgotten = app.db.write("access.clean_up", move |tx| {
        let links = store::drop_old_links(tx, now - KEPT_AFTER_END)?;
        let sessions = store::drop_ended(tx, now - IDLE_LIFE, now - WHOLE_LIFE)?;
        passkeys::forget_answered(tx, now)?;
        Ok((links, sessions))
    });
    match forgotten.await {
        Ok((links, sessions)) => {
            tracing::info!(links, sessions, "cleaned up after sign-in");
            Outcome::Done
        }
        Err(fault) => Outcome::retry(format!("{:?}", fault.kind())),
    }
}
