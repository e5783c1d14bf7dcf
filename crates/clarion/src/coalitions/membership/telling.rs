//! Telling the owners of a group by mail that a coalition invites it, once the invitation can be accepted.
//!
//! The transaction that makes it so queues a mail for each owner, under an id that follows from invitation and account, so that nobody is
//! told twice. The mail leads to the console, where the answer is given.

use super::{Invitation, store};
use crate::access::Deed;
use crate::access::owner_mail::{self, News, Reader};
use crate::app::App;
use crate::coalitions::{self, Role};
use crate::ids::Id;
use crate::messages::Mailer;
use ::jobs::Registry;
use db::{Fault, Tx};

const MAIL: &str = "coalitions.invitation_mail";

/// Queues a mail to each owner. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, invitation: &Invitation, now: i64) -> Result<(), Fault> {
    owner_mail::queue(tx, MAIL, invitation.group, (&invitation.id.0, &invitation.id.0), now)
}

/// Adds this kind of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    owner_mail::register(registry, (app, mailer), MAIL, owner_mail::ids, find);
}

/// As long as the invitation is open.
fn find(tx: &mut Tx<'_>, [invitation]: [Id; 1], reader: &Reader) -> Result<Option<News>, Fault> {
    let found = store::invitation(tx, invitation)?;
    let Some(found) = found.filter(|found| found.answer == store::OPEN && found.expires_at > reader.now) else { return Ok(None) };
    let coalition = coalitions::coalition(tx, found.coalition)?;
    let (by, group) = (coalitions::group(tx, found.invited_by)?, coalitions::group(tx, found.group)?);
    let (Some((coalition, _)), Some(by), Some(group)) = (coalition, by, group) else { return Ok(None) };
    Ok(Some(News {
        needs: Deed::JoinCoalition(group.id),
        subject: "invitation-mail-subject",
        said: match found.role {
            Role::Steering => "invitation-mail-said-steering",
            Role::Partner => "invitation-mail-said-partner",
            Role::Endorser => "invitation-mail-said-endorser",
        },
        button: "invitation-mail-button",
        title: coalition.name,
        of: by.name,
        path: format!("/console/groups/{}#asked", group.slug),
        group,
    }))
}
