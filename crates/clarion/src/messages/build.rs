//! Building a mail as RFC 5322 and MIME want it: plain text beside HTML, and the heads that mailboxes ask of bulk mail.
//!
//! Whatever comes from people or groups is encoded, never pasted: a line break in a name cannot begin a head of its own. Nothing
//! here knows how the mail travels. Signing (DKIM) is the relay's work until groups have proven senders.

use super::OutgoingMail;
use bytes::Bytes;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use std::time::{Duration, SystemTime};

/// A subject is cut here: a title has at most 150 characters and some words beside it.
const SUBJECT_CHARS_MAX: usize = 250;
/// The sender's name is cut here.
const FROM_NAME_CHARS_MAX: usize = 100;

/// Why a mail cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildProblem {
    /// The group has no postal address, or the words do not carry it.
    #[error("a mail must carry its group's postal address in both parts: enter one for the group")]
    PostalAddress,
    /// The mailbox cannot be written in a mail.
    #[error("the mailbox cannot be written in a mail")]
    Mailbox,
}

/// A mail as it goes onto the wire.
#[derive(Clone)]
pub struct BuiltMail {
    /// As handed in.
    pub(super) id: crate::ids::Id,
    /// As handed in.
    pub(super) at: i64,
    /// The envelope and the whole message.
    pub(super) mail: smtp::Mail,
}

impl BuiltMail {
    /// Names the mail: its Message-ID.
    pub fn id(&self) -> crate::ids::Id {
        self.id
    }

    /// How long the whole message is.
    pub fn bytes(&self) -> usize {
        self.mail.data.len()
    }
}

/// Builds a mail from `sender`; `host` ends its Message-ID.
pub(super) fn build(mail: OutgoingMail, sender: &Address, host: &str) -> Result<BuiltMail, BuildProblem> {
    check_postal_address(&mail)?;
    let to: Address = mail.to.parse().map_err(|_| BuildProblem::Mailbox)?;
    let from_name = one_line(&mail.from_name, FROM_NAME_CHARS_MAX);
    let envelope = Envelope::new(Some(sender.clone()), vec![to.clone()]).map_err(|_| BuildProblem::Mailbox)?;
    let mut builder = Message::builder()
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(mail.at).unwrap_or(0)))
        .from(Mailbox::new(Some(from_name).filter(|name| !name.is_empty()), sender.clone()))
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject, SUBJECT_CHARS_MAX))
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .raw_header(header(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .envelope(envelope);
    if is_one_click(&mail.unsubscribe_url) {
        let (address, way) =
            (HeaderName::new_from_ascii_str("List-Unsubscribe"), HeaderName::new_from_ascii_str("List-Unsubscribe-Post"));
        builder = builder
            .raw_header(header(address, format!("<{}>", mail.unsubscribe_url)))
            .raw_header(header(way, "List-Unsubscribe=One-Click".to_owned()));
    }
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        // The id is random and new, so no text can hold this line.
        .boundary(format!("part-{}", mail.id))
        .singlepart(SinglePart::plain(mail.text))
        .singlepart(SinglePart::html(mail.html));
    let message = builder.multipart(parts).map_err(|_| BuildProblem::Mailbox)?;
    let data = Bytes::from(message.formatted());
    Ok(BuiltMail { id: mail.id, at: mail.at, mail: smtp::Mail { from: sender.to_string(), to: mail.to, data } })
}

/// RFC 8058 wants https, and the address stands between angle brackets.
fn is_one_click(url: &str) -> bool {
    url.starts_with("https://") && url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
}

fn header(name: HeaderName, value: String) -> HeaderValue {
    // Both our own words or a checked URL: folding one in the middle would break it for some readers.
    HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)
}

/// Each line of the address stands in both parts. In HTML it may be escaped, so there its words are looked for.
fn check_postal_address(mail: &OutgoingMail) -> Result<(), BuildProblem> {
    let has = |part: &str, word: &str| memchr::memmem::find(part.as_bytes(), word.as_bytes()).is_some();
    let mut words = mail.postal_address.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let is_there = words.peek().is_some();
    match is_there && words.all(|word| has(&mail.text, word) && has(&mail.html, word)) {
        true => Ok(()),
        false => Err(BuildProblem::PostalAddress),
    }
}

/// A text that stands in a head: control characters become spaces, ends are trimmed.
fn one_line(text: &str, chars_max: usize) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(chars_max).collect();
    spaced.trim().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn mail() -> OutgoingMail {
        OutgoingMail {
            id: Id([7; 16]),
            at: 1_800_000_000_000_000,
            from_name: "Harbor Readers".into(),
            postal_address: "1 Made-up Street\nSpringfield, OH 45501".into(),
            to: "ada@people.example".into(),
            subject: "Confirm your signature: “Keep Libraries Open”".into(),
            text: "Hello\n1 Made-up Street, Springfield, OH 45501".into(),
            html: "<p>1 Made-up Street, Springfield, OH 45501</p>".into(),
            unsubscribe_url: "https://act.example/t/AAAAAAAAAAAAAAAAAAAAAA/unsubscribe".into(),
        }
    }

    fn built(mail: OutgoingMail) -> Result<String, BuildProblem> {
        let sender = "noreply@act.example".parse().unwrap();
        build(mail, &sender, "act.example").map(|built| String::from_utf8(built.mail.data.to_vec()).unwrap())
    }

    fn head(message: &str) -> Vec<String> {
        let head = message.split("\r\n\r\n").next().unwrap();
        head.replace("\r\n ", " ").replace("\r\n\t", " ").lines().map(str::to_owned).collect()
    }

    #[test]
    fn carries_what_mailboxes_ask_for() {
        let message = built(mail()).unwrap();
        let head = head(&message);
        for line in [
            "Date: Fri, 15 Jan 2027 08:00:00 +0000",
            "From: \"Harbor Readers\" <noreply@act.example>",
            "To: ada@people.example",
            "Message-ID: <07070707-0707-0707-0707-070707070707@act.example>",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://act.example/t/AAAAAAAAAAAAAAAAAAAAAA/unsubscribe>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "MIME-Version: 1.0",
        ] {
            assert!(head.iter().any(|found| found == line), "{line} in {head:?}");
        }
        assert!(message.contains("multipart/alternative") && message.contains("text/plain") && message.contains("text/html"));
    }

    #[test]
    fn one_click_needs_https() {
        for url in ["http://localhost:8080/t/x/unsubscribe", "", "https://act.example/\r\nBcc: x@y.example", "https://a/>"] {
            let message = built(OutgoingMail { unsubscribe_url: url.into(), ..mail() }).unwrap();
            assert!(!message.contains("List-Unsubscribe"), "{url}");
        }
    }

    #[test]
    fn a_line_break_in_a_name_begins_no_head() {
        let evil = "Harbor\r\nBcc: victim@people.example\r\n\r\n<b>bodies</b>";
        for mail in [
            OutgoingMail { from_name: evil.into(), ..mail() },
            OutgoingMail { subject: evil.into(), ..mail() },
            OutgoingMail { from_name: format!("ñ{evil}"), ..mail() },
            OutgoingMail { subject: format!("ñ{evil}"), ..mail() },
        ] {
            let message = built(mail).unwrap();
            let head = head(&message);
            assert!(!head.iter().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head:?}");
            assert_eq!(message.matches("MIME-Version").count(), 1);
            assert!(message.split("\r\n\r\n").next().unwrap().contains("Content-Type: multipart"));
        }
        let to = OutgoingMail { to: "a@people.example\r\nBcc: b@people.example".into(), ..mail() };
        assert_eq!(built(to).unwrap_err(), BuildProblem::Mailbox);
    }

    #[test]
    fn is_refused_without_the_postal_address_in_both_parts() {
        for mail in [
            OutgoingMail { postal_address: " \n,".into(), ..mail() },
            OutgoingMail { text: "Hello".into(), ..mail() },
            OutgoingMail { html: "<p>Hello</p>".into(), ..mail() },
        ] {
            assert_eq!(built(mail).unwrap_err(), BuildProblem::PostalAddress);
        }
    }
}
