//! Later work of requests to join: the owners of steering groups are told that one waits, the contact gets the answer, and requests are
//! gone after 90 days.

use super::{Request, Wanted, ask, store};
use crate::access::{SeatRole, accounts, jobs as account_mails};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::lang::Lang;
use crate::web::views_joining::JoinAnswerMail;
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const TELLING: &str = "coalitions.join_telling";
const ANSWER: &str = "coalitions.join_answer";
const FORGET: &str = "coalitions.forget_requests";
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);
/// Tries for about two days, since relays have long nights too.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 4,
};
/// So many owners of a group are told at most; more than these answer no sooner.
const TOLD_MAX: i64 = 100;

/// Queues a mail to each owner of a steering group. It names who asks, not the request: said anew, that has another id. After it, wake
/// the workers.
pub(super) fn queue_telling(tx: &mut Tx<'_>, request: &Request, asker: &[u8; 16]) -> Result<(), Fault> {
    let now = request.asked_at;
    for steering in coalitions::steering(tx, request.coalition)? {
        let seated = accounts::seated_in(tx, steering.group.id, TOLD_MAX)?;
        for (account, _) in seated.into_iter().filter(|(_, role)| *role == SeatRole::Owner) {
            let payload = [request.coalition.0, *asker, steering.group.id.0, account.id.0].concat();
            // Whoever owns two of the groups is told once.
            let id =
                *blake3::derive_key(TELLING, &[request.id.0, account.id.0].concat()).first_chunk().expect("a hash has 32 bytes");
            ::jobs::queue(tx, &[NewJob { id, kind: TELLING, payload: &payload, run_at: now, created_at: now }])?;
        }
    }
    Ok(())
}

pub(super) fn queue_answer(tx: &mut Tx<'_>, request: Id, now: i64) -> Result<(), Fault> {
    let id = request.following(ANSWER.as_bytes()).0;
    ::jobs::queue(tx, &[NewJob { id, kind: ANSWER, payload: &request.0, run_at: now, created_at: now }])
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (telling, mails) = (app.clone(), mailer.clone());
    registry.add(TELLING, BOUNDS, move |job| {
        let (app, mailer) = (telling.clone(), mails.clone());
        async move { tell(&app, &mailer, &job).await }
    });
    let (answering, mails) = (app.clone(), mailer.clone());
    registry.add(ANSWER, BOUNDS, move |job| {
        let (app, mailer) = (answering.clone(), mails.clone());
        async move { answer(&app, &mailer, &job).await }
    });
    let app = app.clone();
    registry.add_every(FORGET, DAILY, Bounds::default(), move |_| {
        let app = app.clone();
        async move {
            let now = app.clock.now();
            match app.db.write("coalitions.forget_requests", move |tx| ask::forget_old(tx, now)).await {
                Ok(_) => Outcome::Done,
                Err(fault) => Outcome::retry(format!("{:?}", fault.kind())),
            }
        }
    });
}

/// What a payload is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// Whoever asks, of which coalition.
    Asker(Id, Id),
    /// A request, as jobs of an older server name it.
    Request(Id),
}

/// What a mail is about, and whom it tells: group and account.
fn told_of(payload: &[u8]) -> Option<(About, [Id; 2])> {
    let ids: Vec<Id> = payload.chunks(16).map(|id| id.try_into().ok().map(Id)).collect::<Option<_>>()?;
    match ids[..] {
        [coalition, asker, group, account] => Some((About::Asker(coalition, asker), [group, account])),
        [request, group, account] => Some((About::Request(request), [group, account])),
        _ => None,
    }
}

/// The coalition in which what was asked still waits.
fn waits_in(tx: &mut Tx<'_>, about: About) -> Result<Option<Id>, Fault> {
    match about {
        About::Asker(coalition, asker) => Ok(store::waits(tx, coalition, &asker.0)?.then_some(coalition)),
        About::Request(id) => Ok(store::request(tx, id)?.filter(|found| found.state == store::OPEN).map(|found| found.coalition)),
    }
}

async fn tell(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((about, [group, account])) = told_of(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let read = app.db.read_newest(move |tx| {
        // Answered meanwhile, it is too late.
        let Some(coalition) = waits_in(tx, about)? else { return Ok(None) };
        let coalition = coalitions::coalition(tx, coalition)?.map(|(found, _)| found);
        Ok(match (coalition, coalitions::group(tx, group)?, accounts::account(tx, account)?) {
            (Some(coalition), Some(group), Some(account)) => Some((coalition, group, account)),
            _ => None,
        })
    });
    let mail = match read.await {
        Ok(Some(reader)) => told(app, &reader).map(Some),
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

/// The name of whoever asks stands in no mail: it was typed by a stranger.
fn told(app: &App, (coalition, group, account): &(Coalition, Group, accounts::Account)) -> Result<OutgoingMail, Fault> {
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let path = format!("/console/coalitions/{}/joining?as={}", coalition.slug, group.slug);
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject: "join-mail-subject",
        said: "join-mail-said",
        button: "join-mail-button",
        title: coalition.name.clone(),
        of: group.name.clone(),
        url: format!("{}{}", app.settings.public_url, lang.path(&path)),
        group_name: group.name.clone(),
        postal_address: account_mails::on_one_line(&group.postal_address),
    }
    .words();
    Ok(account_mails::outgoing((account.id, app.clock.now()), group, profile.email, words))
}

async fn answer(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Ok(id) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let read = app.db.read_newest(move |tx| {
        let Some(request) = store::request(tx, id)? else { return Ok(None) };
        let coalition = coalitions::coalition(tx, request.coalition)?.map(|(found, _)| found);
        // Whoever answered says so, whatever became of the group in whose name the form stood.
        let group = coalitions::group(tx, request.answered_by.unwrap_or(request.group))?;
        let form = store::form(tx, request.coalition)?;
        Ok(match (coalition, group, form) {
            (Some(coalition), Some(group), Some(form)) => Some((request, coalition, group, form)),
            _ => None,
        })
    });
    let mail = match read.await {
        Ok(Some((request, coalition, group, form))) => {
            if app.vault.know(&app.db, request.group).await.is_err() {
                return Outcome::retry("a group's key is not known here yet");
            }
            answered(app, &request, &coalition, &group, &form).map(Some)
        }
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

fn answered(
    app: &App,
    request: &Request,
    coalition: &Coalition,
    group: &Group,
    form: &super::JoinForm,
) -> Result<OutgoingMail, Fault> {
    let content = request.open(&app.vault)?;
    let lang = Lang::from_code(&content.coarse.lang).unwrap_or(Lang::En);
    let wanted = Wanted::read(form, &content, lang);
    let said = match &request.answer_sealed {
        Some(sealed) => String::from_utf8(app.vault.open_sealed(request.group, &request.id.0, sealed)?)
            .map_err(|_| Fault::bug("an answer is no text"))?,
        None => String::new(),
    };
    let is_accepted = request.state == store::ACCEPTED;
    let words = JoinAnswerMail {
        lang,
        name: content.details.given_name.clone(),
        coalition: coalition.name.clone(),
        group: wanted.name,
        is_accepted,
        is_new: is_accepted && request.own_group.is_none(),
        said,
        url: format!("{}{}", app.settings.public_url, lang.path(&format!("/coalitions/{}", coalition.slug))),
        by: group.name.clone(),
        postal_address: account_mails::on_one_line(&group.postal_address),
    }
    .words();
    Ok(account_mails::outgoing((request.id, app.clock.now()), group, content.details.email, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        let payload = [6, 7, 8, 9].map(|byte| [byte; 16]);
        let [coalition, asker, group, account] = payload.map(Id);
        assert_eq!(told_of(&payload.concat()), Some((About::Asker(coalition, asker), [group, account])));
        assert_eq!(told_of(&payload[1..].concat()), Some((About::Request(asker), [group, account])));
        assert_eq!((told_of(&[7; 32]), told_of(&[7; 63]), told_of(&[])), (None, None, None));
    }
}
