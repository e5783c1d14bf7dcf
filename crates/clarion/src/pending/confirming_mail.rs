//! The words of one confirming mail: who writes, in which language, with which links.
//!
//! The mailbox is unproved: whoever filled in the form may have entered a stranger's. So nothing that was typed reaches the mail
//! except a name that can only be a name.

use super::store::PendingRow;
use super::{Kind, take_form};
use crate::coalitions::{Group, joining};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::messages::OutgoingMail;
use crate::people::leave_link::{self, LeavingNews};
use crate::web::lang::Lang;
use crate::web::views_mail::{MailFrame, MailLinks, MailWords};
use crate::{events, forms, petitions};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::HashSet;

/// Longer names greet nobody: they are where unasked-for words would stand.
const GREETED_CHARS_MAX: usize = 30;

/// What every mail of an action shares: the domain of its kind has the words.
pub(super) enum Subject {
    Petition(Box<petitions::confirming_mail::Subject>),
    Event(Box<events::confirming_mail::Subject>),
    Form(Box<forms::confirming_mail::Subject>),
    Joining(Box<joining::confirming::Subject>),
}

impl Subject {
    /// Reads it; `None` where the action is gone.
    pub(super) fn read(tx: &mut Tx<'_>, kind: Kind, action: Id) -> Result<Option<Self>, Fault> {
        Ok(match kind {
            Kind::Signature => petitions::confirming_mail::subject(tx, action)?.map(|subject| Self::Petition(Box::new(subject))),
            Kind::Attendance => events::confirming_mail::subject(tx, action)?.map(|subject| Self::Event(Box::new(subject))),
            Kind::Submission => forms::confirming_mail::subject(tx, action)?.map(|subject| Self::Form(Box::new(subject))),
            Kind::Joining => joining::confirming::subject(tx, action)?.map(|subject| Self::Joining(Box::new(subject))),
        })
    }

    /// The group that writes.
    fn group(&self) -> &Group {
        match self {
            Self::Petition(subject) => &subject.group,
            Self::Event(subject) => &subject.group,
            Self::Form(subject) => &subject.group,
            Self::Joining(subject) => &subject.group,
        }
    }

    fn mail(&self, mail: MailFrame, links: MailLinks, has_taken_part: bool) -> MailWords {
        match self {
            Self::Petition(subject) => subject.mail(mail, links, has_taken_part),
            Self::Event(subject) => subject.mail(mail, links, has_taken_part),
            Self::Form(subject) => subject.mail(mail, links, has_taken_part),
            // Whether they asked before, no mail tells.
            Self::Joining(subject) => subject.mail(mail, links),
        }
    }
}

/// Which of these mailboxes have taken part already, as their mail says in other words.
pub(super) fn have_taken_part(
    tx: &mut Tx<'_>,
    kind: Kind,
    wanted: &[(MatchingKey, Id)],
) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    match kind {
        Kind::Signature => petitions::confirming_mail::have_signed(tx, wanted),
        Kind::Attendance => events::confirming_mail::have_answered(tx, wanted),
        Kind::Submission => forms::confirming_mail::have_submitted(tx, wanted),
        Kind::Joining => Ok(HashSet::new()),
    }
}

/// What writing needs besides.
pub(super) struct Writer<'a> {
    pub(super) vault: &'a Vault,
    pub(super) ids: &'a Ids,
    pub(super) public_url: &'a str,
    pub(super) now: i64,
}

impl Writer<'_> {
    /// The mail for a form that waits, or for one that came from somebody who has taken part.
    pub(super) fn write(&self, row: &PendingRow, subject: &Subject, has_taken_part: bool) -> Result<OutgoingMail, Fault> {
        let content = take_form::open(self.vault, row)?;
        let lang = Lang::from_code(&content.coarse.lang).unwrap_or(Lang::En);
        let link = format!("{}{}", self.public_url, lang.path(&format!("/t/{}", self.vault.token(row.id).to_text())));
        let leaving = LeavingNews { key: row.matching_key, group: row.group };
        let unsubscribe_url = leave_link::link(self.vault, self.public_url, lang, leaving);
        let group = subject.group();
        let mail = MailFrame {
            lang,
            given_name: greeted(&content.details.given_name),
            group_name: group.name.clone(),
            postal_address: on_one_line(&group.postal_address),
            unsubscribe_url: unsubscribe_url.clone(),
        };
        let not_me_url = format!("{link}#not-me");
        let links = MailLinks { public_url: self.public_url.to_owned(), confirm_url: link, not_me_url };
        let words = subject.mail(mail, links, has_taken_part);
        Ok(OutgoingMail {
            id: self.ids.fresh(self.now),
            at: self.now,
            from_name: group.name.clone(),
            postal_address: group.postal_address.clone(),
            to: content.details.email,
            subject: words.subject,
            text: words.text,
            html: words.html,
            unsubscribe_url,
        })
    }
}

/// An address is entered in lines; the mail has it in one.
pub(crate) fn on_one_line(address: &str) -> String {
    let lines: Vec<&str> = address.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

/// The name if it can be nothing else: letters, with what stands between them in names; a dot only before a space or at the end,
/// since mail programs make links of what looks like one. Otherwise nothing.
pub(crate) fn greeted(name: &str) -> String {
    let name = name.trim();
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let follows = chars.peek().copied();
        let stands_in_names = match c {
            '.' => follows.is_none_or(|next| next == ' '),
            ' ' | '-' | '\'' | '’' | '·' => true,
            _ => c.is_alphabetic() || is_mark(c),
        };
        if !stands_in_names {
            return String::new();
        }
    }
    if name.chars().count() > GREETED_CHARS_MAX { String::new() } else { name.to_owned() }
}

/// Marks that combine with a Latin letter, as some keyboards send them.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_is_greeted() {
        for name in ["Ada", "María José", "Jean-Luc", "O’Neil", "Mary K.", "Núria·Llum", "José\u{301}", "李小龍"] {
            assert_eq!(greeted(name), name);
        }
        for other in [
            "win.example",
            "https://win.example",
            "You won 1000",
            "a@b.example",
            "Ada\r\nBcc: x",
            "Ada <b>",
            "Call us now because this is a very long name",
        ] {
            assert_eq!(greeted(other), "", "{other}");
        }
    }

    #[test]
    fn an_address_stands_on_one_line() {
        assert_eq!(on_one_line("1 Made-up Street\r\n\n Springfield, OH 45501 "), "1 Made-up Street, Springfield, OH 45501");
    }
}
