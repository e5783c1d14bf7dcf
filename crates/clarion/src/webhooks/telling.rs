//! Telling a group's owners by mail that the server switched off one of their webhooks, once for each time.
//!
//! The transaction that switches it off queues a mail for each owner. The mail names no address and no person: it leads to the console.

use super::store;
use crate::access::Deed;
use crate::access::owner_mail::{self, News, Reader};
use crate::app::App;
use crate::coalitions;
use crate::ids::Id;
use crate::messages::Mailer;
use crate::web::lang;
use ::jobs::Registry;
use db::{Fault, Tx};

const MAIL: &str = "webhooks.off_mail";

/// Queues a mail to each owner. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, hook: Id, group: Id, now: i64) -> Result<(), Fault> {
    owner_mail::queue(tx, MAIL, group, (&hook.0, &[&hook.0[..], &now.to_le_bytes()].concat()), now)
}

/// Adds this kind of job to the registry of a worker.
pub(super) fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    owner_mail::register(registry, (app, mailer), MAIL, owner_mail::ids, find);
}

/// As long as it is off: not switched on again, nor removed.
fn find(tx: &mut Tx<'_>, [hook]: [Id; 1], reader: &Reader) -> Result<Option<News>, Fault> {
    let Some(hook) = store::one(tx, hook)?.filter(|hook| !hook.is_on && !hook.off_why.is_empty()) else { return Ok(None) };
    let group = coalitions::group(tx, hook.group)?;
    Ok(group.map(|group| News {
        needs: Deed::ManageKeys(group.id),
        subject: "webhook-mail-subject",
        said: "webhook-mail-said",
        button: "webhook-mail-button",
        title: lang::t(reader.lang, "webhook-one", &[]),
        of: group.name.clone(),
        path: format!("/console/groups/{}/webhooks/{}", group.slug, hook.id),
        group,
    }))
}
