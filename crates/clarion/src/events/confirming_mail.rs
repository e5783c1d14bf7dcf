//! The words of an event's confirming mail: what, when and where, so that the mail alone says what it asks.

use super::attending;
use super::pages::{place_line, when_words};
use super::{Event, store};
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::web::views_mail::{ConfirmAnswerMail, MailFrame, MailLinks, MailWords};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::HashSet;

/// What every mail of an event shares.
pub struct Subject {
    event: Event,
    coalition: Coalition,
    /// The event's group, which writes.
    pub group: Group,
}

/// What the mails of an event need; `None` where it is gone.
pub fn subject(tx: &mut Tx<'_>, id: Id) -> Result<Option<Subject>, Fault> {
    let Some(event) = store::event(tx, id)? else { return Ok(None) };
    let Some(group) = coalitions::group(tx, event.group)? else { return Ok(None) };
    let coalition = coalitions::coalition_by_id(tx, event.coalition)?;
    Ok(coalition.map(|coalition| Subject { event, coalition, group }))
}

/// Which of these mailboxes have answered already.
pub fn have_answered(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    attending::have_answered(tx, wanted)
}

impl Subject {
    /// The mail for a form that waits. Whoever has answered already reads so: their click changes what they said.
    pub fn mail(&self, mail: MailFrame, links: MailLinks, has_answered: bool) -> MailWords {
        ConfirmAnswerMail {
            event_title: self.event.title(mail.lang).to_owned(),
            when: when_words(mail.lang, &self.event.times),
            place: place_line(&self.event.place),
            coalition_name: self.coalition.name.clone(),
            confirm_url: links.confirm_url,
            not_me_url: links.not_me_url,
            has_answered,
            mail,
        }
        .words()
    }
}
