//! One mail of a sending: the words as they stand in the notice, in the reader's language, from the group that writes, with their own
//! event where they have one, the code under which the true words can be read, and the link that ends such mails.

use super::super::OutgoingMail;
use super::super::audience::{Audience, Entry, Ground};
use super::super::calls::{self, Words};
use super::super::leave;
use super::store;
use crate::coalitions::{self, Group, merging};
use crate::events::own::{self, OwnEvents};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Details;
use crate::web::lang::Lang;
use crate::web::views_mail::MailFrame;
use crate::web::views_messages::CallMail;
use db::{Fault, Tx};
use std::collections::{BTreeSet, HashMap};

/// What the mails of a slice share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) message: Id,
    pub(super) sending: Id,
    pub(super) is_budgeted: bool,
    /// Whether any sender has a rate. A slice is taken anew every few seconds, so a rate that is set meanwhile holds soon.
    pub(super) is_rated: bool,
    /// Whether anybody has yet to be told that their group became part of another.
    pub(super) is_telling: bool,
    words: Vec<Words>,
    notice_code: String,
    coalition_name: String,
    groups: HashMap<Id, Group>,
    own_events: OwnEvents,
}

impl Shared {
    /// Reads it, for the groups that write to these people.
    pub(super) fn read(tx: &mut Tx<'_>, message: Id, sending: Id, entries: &[Entry]) -> Result<Self, Fault> {
        let shared = store::shared(tx, message)?.ok_or_else(|| Fault::bug("a message without its sending"))?;
        let (audience, notice_code, coalition, coalition_name) = shared;
        let mut groups = HashMap::new();
        for group in entries.iter().map(|entry| entry.group).collect::<BTreeSet<Id>>() {
            groups.extend(coalitions::group(tx, group)?.map(|known| (group, known)));
        }
        let is_budgeted = Audience::from_text(&audience)?.is_budgeted();
        let on = |ground: Ground| -> Vec<Id> {
            entries.iter().filter(|entry| entry.ground == ground).map(|entry| entry.identity).collect()
        };
        let own_events = OwnEvents::read(tx, coalition, &on(Ground::Hosts), &on(Ground::Rsvps))?;
        let words = calls::words(tx, message)?;
        if words.is_empty() {
            return Err(Fault::bug("a message without words"));
        }
        let is_rated = !store::rates(tx)?.is_empty();
        let is_telling = merging::is_telling(tx)?;
        Ok(Self { message, sending, is_budgeted, is_rated, is_telling, words, notice_code, coalition_name, groups, own_events })
    }

    /// The groups that write.
    pub(super) fn group_ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.groups.keys().copied()
    }

    /// The mail for somebody; `None` where the group is gone.
    pub(super) fn write(&self, vault: &Vault, public_url: &str, to: &Reader<'_>, now: i64) -> Option<OutgoingMail> {
        let group = self.groups.get(&to.entry.group)?;
        let words = self.words.iter().find(|words| words.lang == to.lang).or(self.words.first())?;
        let lang = words.lang;
        let unsubscribe_url = leave::link(vault, public_url, lang, to.entry.identity, self.sending, to.former.map(|_| group.id));
        let mail = MailFrame {
            lang,
            given_name: to.details.given_name.clone(),
            group_name: group.name.clone(),
            postal_address: on_one_line(&group.postal_address),
            unsubscribe_url: unsubscribe_url.clone(),
        };
        let notice_url = format!("{public_url}{}", lang.path(&format!("/n/{}", self.notice_code)));
        let call = CallMail {
            mail,
            subject: &words.subject,
            body: &words.body,
            coalition_name: &self.coalition_name,
            notice_code: &self.notice_code,
            notice_url,
            former: to.former,
            own_event: self.own_events.of(to.entry.identity).map(|event| {
                let url = format!("{public_url}{}", lang.path(&format!("/events/{}", event.slug)));
                (own::lines(event, lang), url)
            }),
        };
        let written = call.words();
        Some(OutgoingMail {
            id: mail_id(vault, self.message, to.entry.identity),
            at: now,
            from_name: group.name.clone(),
            postal_address: group.postal_address.clone(),
            to: to.details.email.clone(),
            subject: written.subject,
            text: written.text,
            html: written.html,
            unsubscribe_url,
        })
    }
}

/// Who reads a mail.
pub(super) struct Reader<'a> {
    pub(super) entry: Entry,
    pub(super) details: &'a Details,
    pub(super) lang: Lang,
    /// The group on whose list they stood until it became part of the one that writes, if they were not told yet.
    pub(super) former: Option<&'a str>,
}

/// Names the mail of a message to a human, the same each time it is built: whoever looks into a doubt asks the relay's log for it.
pub(crate) fn mail_id(vault: &Vault, message: Id, identity: Id) -> Id {
    Id(vault.stamp(&[b"mail of a sending", &message.0, &identity.0]))
}

/// An address is entered in lines; the mail has it in one.
fn on_one_line(address: &str) -> String {
    let lines: Vec<&str> = address.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}
