//! Mails as they leave, and messages of a coalition to many.
//!
//! One mail is built, handed to the relay or to the outbox, and its outcome told (`mailer.rs`). A message of a coalition goes to an
//! audience (`audience/`), wave by wave (`calls/`), each human once (`delivery/`). Addresses are never logged, and no answer of a relay
//! (it may quote one) leaves this folder.

pub mod audience;
mod build;
pub mod calls;
pub mod delivery;
pub(crate) mod drill_report;
pub mod jobs;
mod leave;
pub mod mailer;
mod outbox;
pub mod pages;
mod pool;
pub(crate) mod progress_pages;
pub(crate) mod store;

pub use build::{BuildProblem, BuiltMail};
pub use mailer::{Builder, Mailer, MailerProblem};

use crate::ids::Id;
use std::fmt;

/// One mail to one mailbox, before it is built.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Names the mail: its Message-ID and its file in the outbox.
    pub id: Id,
    /// Its Date, microseconds UTC.
    pub at: i64,
    /// Who writes: the group's name, shown beside the sender's address.
    pub from_name: String,
    /// The group's postal address, which must stand in `text` and `html` (rules.md, "E-mail law").
    pub postal_address: String,
    /// The mailbox as its owner typed it.
    pub to: String,
    /// Subject; line breaks in it become spaces.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The whole HTML document that says the same.
    pub html: String,
    /// Where one POST unsubscribes (RFC 8058). Stands in the head only if it begins with `https://`.
    pub unsubscribe_url: String,
}

/// Shows the id alone, because addresses and texts must not reach a log by accident.
impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingMail").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took responsibility for it, or it lies in the outbox.
    Accepted,
    /// It will never be taken as it is.
    Refused(Refused),
    /// The relay refused it for now (4xx).
    RefusedForNow {
        /// The three digits.
        code: u16,
    },
    /// It was handed over and no answer came: sending it again might send it twice.
    InDoubt,
    /// It was certainly not taken; sending it again is safe.
    NotSent,
}

/// Why a mail will never be taken. The texts name nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The relay said so (5xx).
    #[error("the mail relay refused it ({0})")]
    Relay(u16),
    /// It cannot be built.
    #[error(transparent)]
    Build(#[from] BuildProblem),
    /// Too many for the outbox.
    #[error(
        "the outbox is for trying out and takes at most 1,000 mails at once: set CLARION_SMTP_URL to a mail relay to send more"
    )]
    Outbox,
}

impl Outcome {
    /// The word in metrics and logs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
            Self::RefusedForNow { .. } => "refused for now",
            Self::InDoubt => "in doubt",
            Self::NotSent => "not sent",
        }
    }

    /// Whether the mail did not leave and may leave later: the relay may recover, and an operator or organiser may mend what
    /// stood against it.
    pub fn is_to_be_sent_again(self) -> bool {
        match self {
            Self::Accepted | Self::InDoubt | Self::Refused(Refused::Relay(_) | Refused::Build(BuildProblem::Mailbox)) => false,
            Self::RefusedForNow { .. } | Self::NotSent => true,
            Self::Refused(Refused::Outbox | Refused::Build(BuildProblem::PostalAddress)) => true,
        }
    }
}
