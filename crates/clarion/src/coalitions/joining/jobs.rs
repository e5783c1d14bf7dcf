//! Later work of requests to join: the owners of steering groups are told that one waits, the contact gets the answer, and requests are
//! gone after 90 days.

use super::{Request, Wanted, ask, store};
use crate::access::owner_mail::{self, News, Reader};
use crate::access::{Deed, Standing, jobs as account_mails};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::lang::Lang;
use crate::web::views_joining::JoinAnswerMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const TELLING: &str = "coalitions.join_telling";
const ANSWER: &str = "coalitions.join_answer";
const FORGET: &str = "coalitions.forget_requests";
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);

/// Queues a mail to each owner of a steering group. It names who asks, not the request: said anew, that has another id. After it, wake
/// the workers.
pub(super) fn queue_telling(tx: &mut Tx<'_>, request: &Request, asker: &[u8; 16]) -> Result<(), Fault> {
    for steering in coalitions::steering(tx, request.coalition)? {
        let what = [request.coalition.0, *asker, steering.group.id.0].concat();
        // Whoever owns two of the groups is told once.
        owner_mail::queue(tx, TELLING, steering.group.id, (&what, &request.id.0), request.asked_at)?;
    }
    Ok(())
}

pub(super) fn queue_answer(tx: &mut Tx<'_>, request: Id, now: i64) -> Result<(), Fault> {
    let id = request.following(ANSWER.as_bytes()).0;
    ::jobs::queue(tx, &[NewJob { id, kind: ANSWER, payload: &request.0, run_at: now, created_at: now }])
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    owner_mail::register(registry, (app, mailer), TELLING, told_of, find);
    let (answering, mails) = (app.clone(), mailer.clone());
    registry.add(ANSWER, owner_mail::BOUNDS, move |job| {
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

/// What a mail is about, and the steering group whose owner it tells.
fn told_of(what: &[u8]) -> Option<(About, Id)> {
    match owner_mail::ids(what) {
        Some([coalition, asker, group]) => Some((About::Asker(coalition, asker), group)),
        None => owner_mail::ids(what).map(|[request, group]| (About::Request(request), group)),
    }
}

/// The coalition in which what was asked still waits.
fn waits_in(tx: &mut Tx<'_>, about: About) -> Result<Option<Id>, Fault> {
    match about {
        About::Asker(coalition, asker) => Ok(store::waits(tx, coalition, &asker.0)?.then_some(coalition)),
        About::Request(id) => Ok(store::request(tx, id)?.filter(|found| found.state == store::OPEN).map(|found| found.coalition)),
    }
}

/// As long as it waits: answered meanwhile, it is too late. The name of whoever asks stands in no mail: it was typed by a stranger.
fn find(tx: &mut Tx<'_>, (about, group): (About, Id), _: &Reader) -> Result<Option<News>, Fault> {
    let Some(coalition) = waits_in(tx, about)? else { return Ok(None) };
    let role = coalitions::role_of(tx, coalition, group)?;
    let (coalition, group) = (coalitions::coalition(tx, coalition)?, coalitions::group(tx, group)?);
    Ok(coalition.zip(group).map(|((coalition, _), group)| News {
        // As the page on which they answer asks.
        needs: Deed::ChangeCoalition(Standing { group: group.id, role, is_delegate: false }),
        subject: "join-mail-subject",
        said: "join-mail-said",
        button: "join-mail-button",
        title: coalition.name,
        of: group.name.clone(),
        path: format!("/console/coalitions/{}/joining?as={}", coalition.slug, group.slug),
        group,
    }))
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
        let payload = [6, 7, 8].map(|byte| [byte; 16]);
        let [coalition, asker, group] = payload.map(Id);
        assert_eq!(told_of(&payload.concat()), Some((About::Asker(coalition, asker), group)));
        assert_eq!(told_of(&payload[1..].concat()), Some((About::Request(asker), group)));
        assert_eq!((told_of(&[7; 16]), told_of(&[7; 47]), told_of(&[])), (None, None, None));
    }
}
