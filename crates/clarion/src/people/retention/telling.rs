//! Telling all owners of a group by mail that a rule was switched on or changed: from which day, and how many it would touch today.
//!
//! Each rule and account makes one job, so that nobody is told twice. Who switched it on is told as well: a mail that they did not expect
//! says that somebody used their account.

use super::{Rule, store};
use crate::access::{self, Deed, SeatRole, accounts, jobs as account_mails, may};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::lang;
use crate::web::site::{SITE_ZONE, zoned};
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const MAIL: &str = "people.retention_mail";
/// Tries for about two days, since relays have long nights too; well before the rule takes effect.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 4,
};
/// So many people of a group are looked at for its owners.
const TOLD_MAX: i64 = 100;

/// Queues a mail to each owner. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, rule: &Rule) -> Result<(), Fault> {
    let now = rule.switched_on_at;
    let seated = accounts::seated_in(tx, rule.group, TOLD_MAX)?;
    for (account, _) in seated.into_iter().filter(|(_, role)| *role == SeatRole::Owner) {
        let payload = [rule.group.0, rule.id.0, account.id.0].concat();
        let id = *blake3::derive_key(MAIL, &payload).first_chunk().expect("a hash has 32 bytes");
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

/// Group, rule and account of a payload.
fn read(payload: &[u8]) -> Option<[Id; 3]> {
    let (group, rest) = payload.split_first_chunk::<16>()?;
    let (rule, account) = rest.split_first_chunk::<16>()?;
    Some([Id(*group), Id(*rule), Id(account.try_into().ok()?)])
}

async fn tell(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some(named) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let mail = match app.db.read_newest(move |tx| reader(tx, named)).await {
        Ok(Some(reader)) => write(app, &reader).map(Some),
        // The rule was switched off or changed meanwhile, or they are no owner any more.
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

/// An owner, and what they are told of.
struct Reader {
    rule: Rule,
    group: Group,
    account: accounts::Account,
}

/// The reader, as long as the rule stands and they may switch it off.
fn reader(tx: &mut Tx<'_>, [group, rule, account]: [Id; 3]) -> Result<Option<Reader>, Fault> {
    let rule = store::rules(tx, group)?.into_iter().find(|standing| standing.id == rule);
    let may_switch = access::actor(tx, account)?.is_some_and(|actor| may(&actor, &Deed::EraseSupporters(group)));
    let (group, account) = (coalitions::group(tx, group)?, accounts::account(tx, account)?);
    Ok(match (rule, group, account) {
        (Some(rule), Some(group), Some(account)) if may_switch => Some(Reader { rule, group, account }),
        _ => None,
    })
}

fn write(app: &App, reader: &Reader) -> Result<OutgoingMail, Fault> {
    let Reader { rule, group, account } = reader;
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let path = format!("/console/groups/{}/retention/{}", group.slug, rule.kind.as_str());
    let day = lang::date(lang, &zoned(rule.takes_effect_at, SITE_ZONE));
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject: "retention-mail-subject",
        said: "retention-mail-said",
        button: "retention-mail-button",
        title: lang::t(lang, &format!("retention-rule-{}", rule.kind.as_str()), &[("count", rule.months.into())]),
        of: lang::t(
            lang,
            rule.kind.said(["retention-mail-day", "retention-mail-day-pieces"]),
            &[("day", day.into()), ("count", rule.announced.into())],
        ),
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
        let named = [Id([7; 16]), Id([8; 16]), Id([9; 16])];
        assert_eq!(read(&named.map(|id| id.0).concat()), Some(named));
        assert_eq!((read(&[7; 16]), read(&[7; 49]), read(&[])), (None, None, None));
    }
}
