//! Mailing the links, and forgetting those that have ended.
//!
//! The same mail goes to every mailbox, whether or not anything is held: neither what leaves the server nor when tells who is on a list.
//! Its row is claimed before it is handed over, so that it leaves once; in doubt it is not sent again, since asking again costs a minute.

use super::ask::{self, OpenLink, SUPPORTER_MAIL};
use super::store;
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::messages::{self, Mailer, OutgoingMail};
use crate::people;
use crate::web::lang::Lang;
use crate::web::site::SITE_NAME;
use crate::web::views_supporter::SupporterMail;
use ::jobs::{Bounds, Job, Outcome, Registry};
use db::{Fault, Tx};
use seal::Token;
use std::time::Duration;

/// A link ends after a day, so its mail is tried for some hours and no longer.
const BOUNDS: Bounds = Bounds {
    attempts_max: 24,
    retry_delay_min: Duration::from_secs(2),
    retry_delay_max: Duration::from_secs(1800),
    run_time_max: Duration::from_secs(60),
    parallel_max: 8,
};
const CLEAN_UP: &str = "people.forget_supporter_links";
/// Groups among which one with a postal address is looked for.
const GROUPS_MAX: i64 = 1_000;

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let (mailing, mailer) = (app.clone(), mailer.clone());
    registry.add(SUPPORTER_MAIL, BOUNDS, move |job| run(mailing.clone(), mailer.clone(), job));
    let app = app.clone();
    registry.add_every(CLEAN_UP, Duration::from_secs(24 * 3600), Bounds::default(), move |_| clean_up(app.clone()));
}

async fn clean_up(app: App) -> Outcome {
    let now = app.clock.now();
    loop {
        match app.db.write(CLEAN_UP, move |tx| ask::forget_old(tx, now)).await {
            Ok(forgotten) if forgotten < ask::FORGET_SLICE.unsigned_abs() => return Outcome::Done,
            Ok(_) => {}
            Err(fault) => return Outcome::retry(format!("the database: {:?}", fault.kind())),
        }
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
    let Ok(hash) = <[u8; 16]>::try_from(job.payload.as_slice()) else {
        return Ok(Outcome::GiveUp { reason: "its payload cannot be read".to_owned() });
    };
    let (vault, now) = (app.vault.clone(), app.clock.now());
    let Some((link, lang, token)) = app.db.read_newest(move |tx| wanted(tx, &vault, now, &hash)).await? else {
        return Ok(Outcome::Done);
    };
    let Some(group) = app.db.read_newest(postal_group).await? else { return Ok(Outcome::retry("no group has a postal address")) };
    if !app.db.write("people.claim_supporter_mail", move |tx| store::claim_mail(tx, &hash, now)).await? {
        return Ok(Outcome::Done);
    }
    let outgoing = written(app, &link, lang, &token, &group, now);
    let outcome = mailer.send(vec![outgoing]).await.into_iter().next();
    if outcome.is_none_or(messages::Outcome::is_to_be_sent_again) {
        app.db.write("people.give_back_supporter_mail", move |tx| store::give_back_mail(tx, &hash, now)).await?;
        return Ok(Outcome::retry(outcome.map_or("no outcome", messages::Outcome::word)));
    }
    Ok(Outcome::Done)
}

/// The link of a mail, unless it has ended or its mailbox wants no such mails.
fn wanted(
    tx: &mut Tx<'_>,
    vault: &crate::keys::Vault,
    now: i64,
    hash: &[u8; 16],
) -> Result<Option<(OpenLink, Lang, Token)>, Fault> {
    let Some(row) = store::living_link(tx, hash, now)? else { return Ok(None) };
    if people::page_mails_stopped(tx, row.matching_key, now)? {
        return Ok(None);
    }
    let (token, lang) = (vault.token(row.id), row.lang);
    Ok(ask::open(tx, vault, now, hash)?.map(|link| (link, lang, token)))
}

/// The group whose postal address stands in the mail: the first of the server that has one. Not one of the reader's: whoever sees the
/// mail go by would learn on whose list they stand.
fn postal_group(tx: &mut Tx<'_>) -> Result<Option<Group>, Fault> {
    let mut groups = coalitions::groups(tx, GROUPS_MAX)?;
    groups.sort_by_key(|group| group.id);
    Ok(groups.into_iter().find(|group| !group.postal_address.trim().is_empty()))
}

fn written(app: &App, link: &OpenLink, lang: Lang, token: &Token, group: &Group, now: i64) -> OutgoingMail {
    let site = &app.settings.public_url;
    let words = SupporterMail {
        lang,
        site: site.split_once("://").map_or(site.as_str(), |(_, host)| host).to_owned(),
        link: format!("{site}{}", lang.path(&format!("/t/{}", token.to_text()))),
        group_name: group.name.clone(),
        postal_address: crate::pending::mail_parts::on_one_line(&group.postal_address),
    }
    .words();
    OutgoingMail {
        id: app.ids.fresh(now),
        at: now,
        from_name: SITE_NAME.to_owned(),
        postal_address: group.postal_address.clone(),
        to: link.email.clone(),
        subject: words.subject,
        text: words.text,
        html: words.html,
        // It was asked for, and is about nothing that one could leave.
        unsubscribe_url: String::new(),
    }
}
