//! Later work of events: the mail that tells somebody on the waiting list that a place became free, and forgetting who came.
//!
//! At least once: a worker killed between handing over and ending the job may send it again, and the words are true both times.

use super::attending::{
    self, Response,
    change::{PLACE_MAIL, place_mail_of},
};
use super::pages::{place_line, when_words};
use super::{Event, store};
use crate::app::App;
use crate::clock::Clock;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::pending::mail_parts;
use crate::people::leave_link::{self, LeavingNews};
use crate::people::{self, Coarse, Details};
use crate::web::lang::Lang;
use crate::web::views_mail::{MailFrame, PlaceFreeMail};
use ::jobs::{Bounds, Job, Outcome, Registry};
use db::{Db, Fault, Tx};
use std::time::Duration;

/// Tries for about two days, since relays have long nights too.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(300),
    parallel_max: 4,
};

const CLEAN_UP: &str = "events.clean_up";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Adds the kinds of job that events need to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (db, clock) = (app.db.clone(), app.clock.clone());
    registry.add_every(CLEAN_UP, DAY, Bounds::default(), move |_| clean_up(db.clone(), clock.clone()));
    let (app, mailer) = (app.clone(), mailer.clone());
    registry.add(PLACE_MAIL, BOUNDS, move |job| {
        let (app, mailer) = (app.clone(), mailer.clone());
        async move { run(&app, &mailer, &job).await }
    });
}

/// Forgets answers of events that are long over, in slices.
async fn clean_up(db: Db, clock: Clock) -> Outcome {
    let now = clock.now();
    loop {
        match db.write("events.forget_old", move |tx| attending::forget_old(tx, now)).await {
            Ok(0) => return Outcome::Done,
            Ok(answers) => tracing::info!(answers, "forgot who answered events that are over"),
            Err(fault) => return Outcome::retry(format!("{:?}", fault.kind())),
        }
    }
}

/// Who is told, and what.
struct Told {
    event: Event,
    group: Group,
    attendance: Id,
    details: Details,
    coarse: Coarse,
}

async fn run(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((identity, event)) = place_mail_of(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    if !mailer.is_ready() {
        return Outcome::retry("the mail relay is away");
    }
    let told = match read(app, identity, event).await {
        Ok(Some(told)) => told,
        // They left again, or the event is gone: there is nothing to tell.
        Ok(None) => return Outcome::Done,
        Err(fault) => return Outcome::retry(format!("the database: {:?}", fault.kind())),
    };
    let outcomes = mailer.send(vec![mail(app, told)]).await;
    match outcomes.first() {
        Some(outcome) if outcome.is_to_be_sent_again() => Outcome::retry("the mail could not leave yet"),
        _ => Outcome::Done,
    }
}

async fn read(app: &App, identity: Id, event: Id) -> Result<Option<Told>, Fault> {
    let Some(event) = app.db.read_newest(move |tx| store::event(tx, event)).await? else { return Ok(None) };
    app.vault.know(&app.db, event.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let vault = app.vault.clone();
    app.db.read_newest(move |tx| told(tx, &vault, identity, &event)).await
}

fn told(tx: &mut Tx<'_>, vault: &crate::keys::Vault, identity: Id, event: &Event) -> Result<Option<Told>, Fault> {
    let answer = attending::find(tx, identity, event.id)?.filter(|answer| answer.response == Response::Coming);
    let (Some(answer), Some(group)) = (answer, coalitions::group(tx, event.group)?) else { return Ok(None) };
    let mut opened = people::opened(tx, vault, event.group, &[identity])?;
    let known = opened.remove(&identity).filter(|(details, _)| !details.email.is_empty());
    Ok(known.map(|(details, coarse)| Told { event: event.clone(), group, attendance: answer.id, details, coarse }))
}

fn mail(app: &App, told: Told) -> OutgoingMail {
    let Told { event, group, attendance, details, coarse } = told;
    let lang = Lang::from_code(&coarse.lang).unwrap_or(Lang::En);
    let answer_url = attending::answer_url(&app.vault, &app.settings.public_url, lang, attendance);
    let unsubscribe_url = match seal::email::fold(&details.email) {
        Ok(email) => {
            let key = app.vault.matching_key(seal::Channel::Email, &email.folded);
            leave_link::link(&app.vault, &app.settings.public_url, lang, LeavingNews { key, group: group.id })
        }
        Err(_) => format!("{answer_url}/unsubscribe"),
    };
    let words = PlaceFreeMail {
        mail: MailFrame {
            lang,
            given_name: mail_parts::greeted(&details.given_name),
            group_name: group.name.clone(),
            postal_address: mail_parts::on_one_line(&group.postal_address),
            unsubscribe_url: unsubscribe_url.clone(),
        },
        event_title: event.title(lang).to_owned(),
        when: when_words(lang, &event.times),
        place: place_line(&event.place),
        answer_url,
    }
    .words();
    let now = app.clock.now();
    OutgoingMail {
        id: app.ids.fresh(now),
        at: now,
        from_name: group.name,
        postal_address: group.postal_address,
        to: details.email,
        subject: words.subject,
        text: words.text,
        html: words.html,
        unsubscribe_url,
    }
}
