//! Later work of seats: the mail that asks somebody to take one, and forgetting invitations that are long over.
//!
//! The invitation's row is the queue of its mail. A worker killed between hand-over and note may send it again, with the same link.

use super::invite::{SEAT_MAIL, about, link};
use super::{Ended, SeatInvitation, store};
use crate::app::App;
use crate::clock::DAY;
use crate::coalitions::{self, Group};
use crate::messages::{Mailer, OutgoingMail};
use crate::people;
use crate::web::views_mail::{MailFrame, SeatMail};
use ::jobs::{Bounds, Job, Outcome, Registry};
use db::Fault;
use std::time::Duration;

/// Tries for as long as the link works: seven days of at most an hour between tries.
const BOUNDS: Bounds = Bounds {
    attempts_max: 170,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(300),
    parallel_max: 4,
};
const CLEAN_UP: &str = "coalitions.forget_seat_invitations";
/// An invitation that is over is told for so long, and then forgotten.
const REMEMBERED: i64 = 30 * DAY;

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (mailing, mailer) = (app.clone(), mailer.clone());
    registry.add(SEAT_MAIL, BOUNDS, move |job| run(mailing.clone(), mailer.clone(), job));
    let app = app.clone();
    registry.add_every(CLEAN_UP, Duration::from_secs(24 * 3600), Bounds::default(), move |_| clean_up(app.clone()));
}

async fn clean_up(app: App) -> Outcome {
    let before = app.clock.now() - REMEMBERED;
    match app.db.write("coalitions.forget_seat_invitations", move |tx| store::drop_old(tx, before)).await {
        Ok(_) => Outcome::Done,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

async fn run(app: App, mailer: Mailer, job: Job) -> Outcome {
    if !mailer.is_ready() {
        return Outcome::retry("the mail relay is away");
    }
    match mail(&app, &mailer, &job).await {
        Ok(outcome) => outcome,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

async fn mail(app: &App, mailer: &Mailer, job: &Job) -> Result<Outcome, Fault> {
    let Some((key, group, taken_into)) = about(&job.payload) else {
        return Ok(Outcome::GiveUp { reason: "its payload cannot be read".to_owned() });
    };
    let now = app.clock.now();
    let found = app.db.read_newest(move |tx| {
        let wants_none = !people::suppressed(tx, &[(key, group)], now)?.is_empty();
        let coalition = taken_into.map(|coalition| coalitions::coalition(tx, coalition)).transpose()?.flatten();
        let found = store::find(tx, key, group)?.zip(coalitions::group(tx, group)?).filter(|_| !wants_none);
        Ok((found, coalition.map(|(found, _)| found.name)))
    });
    let (found, coalition) = found.await?;
    // Answered, taken back or mailed meanwhile, or mails of all groups are stopped: nothing is left to do.
    let Some((invitation, group)) = found.filter(|(found, _)| found.is_open(app.clock.now()) && found.mailed_at.is_none()) else {
        return Ok(Outcome::Done);
    };
    app.vault.know(&app.db, group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let outgoing = words(app, &invitation, &group, coalition)?;
    let Some(outcome) = mailer.send(vec![outgoing]).await.into_iter().next() else {
        return Err(Fault::bug("a mail got no outcome"));
    };
    if outcome.is_to_be_sent_again() {
        return Ok(Outcome::retry(outcome.word()));
    }
    let refused = matches!(outcome, crate::messages::Outcome::Refused(_));
    let (mailed_at, ended) = ((!refused).then(|| app.clock.now()), refused.then_some(Ended::NotDelivered));
    app.db.write("coalitions.settle_seat_mail", move |tx| store::settle_mail(tx, &invitation, mailed_at, ended)).await?;
    Ok(Outcome::Done)
}

/// The mail with its link. The mailbox is unproved, so nothing that the inviter typed stands in it: only public names.
fn words(app: &App, invitation: &SeatInvitation, group: &Group, taken_into: Option<String>) -> Result<OutgoingMail, Fault> {
    let lang = invitation.lang;
    let link = link(app, invitation);
    let unsubscribe_url = format!("{link}/decline");
    let lines: Vec<&str> = group.postal_address.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mail = MailFrame {
        lang,
        given_name: String::new(),
        group_name: group.name.clone(),
        postal_address: lines.join(", "),
        unsubscribe_url: unsubscribe_url.clone(),
    };
    let words = SeatMail { mail, accept_url: link, taken_into }.words();
    let now = app.clock.now();
    Ok(OutgoingMail {
        id: app.ids.fresh(now),
        at: now,
        from_name: group.name.clone(),
        postal_address: group.postal_address.clone(),
        to: invitation.open(&app.vault)?.email,
        subject: words.subject,
        text: words.text,
        html: words.html,
        unsubscribe_url,
    })
}
