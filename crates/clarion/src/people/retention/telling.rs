//! Telling all owners of a group by mail that a rule was switched on or changed: from which day, and how many it would touch today.
//!
//! Each rule and account makes one job, so that nobody is told twice. Who switched it on is told as well: a mail that they did not expect
//! says that somebody used their account.

use super::{Rule, store};
use crate::access::Deed;
use crate::access::owner_mail::{self, News, Reader};
use crate::app::App;
use crate::coalitions;
use crate::ids::Id;
use crate::messages::Mailer;
use crate::web::lang;
use crate::web::site::{SITE_ZONE, zoned};
use ::jobs::Registry;
use db::{Fault, Tx};

const MAIL: &str = "people.retention_mail";

/// Queues a mail to each owner, well before the rule takes effect. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, rule: &Rule) -> Result<(), Fault> {
    let what = [rule.group.0, rule.id.0].concat();
    owner_mail::queue(tx, MAIL, rule.group, (&what, &what), rule.switched_on_at)
}

/// Adds this kind of job to the registry of a worker.
pub(super) fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    owner_mail::register(registry, (app, mailer), MAIL, owner_mail::ids, find);
}

/// As long as the rule stands: neither switched off nor changed.
fn find(tx: &mut Tx<'_>, [group, rule]: [Id; 2], reader: &Reader) -> Result<Option<News>, Fault> {
    let rule = store::rules(tx, group)?.into_iter().find(|standing| standing.id == rule);
    let Some((rule, group)) = rule.zip(coalitions::group(tx, group)?) else { return Ok(None) };
    let day = lang::date(reader.lang, &zoned(rule.takes_effect_at, SITE_ZONE));
    Ok(Some(News {
        needs: Deed::EraseSupporters(group.id),
        subject: "retention-mail-subject",
        said: "retention-mail-said",
        button: "retention-mail-button",
        title: lang::t(reader.lang, &format!("retention-rule-{}", rule.kind.as_str()), &[("count", rule.months.into())]),
        of: lang::t(
            reader.lang,
            rule.kind.said(["retention-mail-day", "retention-mail-day-pieces"]),
            &[("day", day.into()), ("count", rule.announced.into())],
        ),
        path: format!("/console/groups/{}/retention/{}", group.slug, rule.kind.as_str()),
        group,
    }))
}
