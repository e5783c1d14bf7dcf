//! Where mails go: to people, or nowhere. A drill runs the same code with another type, which holds nothing that could send.

use super::super::mailer::Prepared;
use super::super::{BuiltMail, Mailer, Outcome, OutgoingMail, Refused};

/// Takes mails that were built, and says what became of each.
pub trait Sink: Clone + Send + Sync + 'static {
    /// Whether nothing of it can reach anybody. A sending is walked by workers of its own kind only.
    const IS_DRILL: bool;

    /// Builds a mail, as the relay would get it.
    fn prepare(&self, mail: OutgoingMail) -> Prepared;

    /// Hands mails over; an outcome for each in its order.
    fn hand_over(&self, mails: Vec<BuiltMail>) -> impl Future<Output = Vec<Outcome>> + Send;

    /// Whether mails would be taken now, as far as is known.
    fn is_ready(&self) -> bool;

    /// Whether so many mails of one sending are more than it is meant for.
    fn is_too_many(&self, mails: i64) -> bool;
}

/// The mail relay of the settings, or the outbox.
#[derive(Clone)]
pub struct Relay(pub Mailer);

impl Sink for Relay {
    const IS_DRILL: bool = false;

    fn prepare(&self, mail: OutgoingMail) -> Prepared {
        self.0.prepare(mail)
    }

    async fn hand_over(&self, mails: Vec<BuiltMail>) -> Vec<Outcome> {
        self.0.hand_over(mails.into_iter().map(Ok::<_, Refused>).collect()).await
    }

    fn is_ready(&self) -> bool {
        self.0.is_ready()
    }

    fn is_too_many(&self, mails: i64) -> bool {
        self.0.is_too_many(mails)
    }
}

/// Builds every mail, counts it, and drops it: it knows a sender's name and nothing else.
#[derive(Clone)]
pub struct Drill(pub super::super::Builder);

impl Sink for Drill {
    const IS_DRILL: bool = true;

    fn prepare(&self, mail: OutgoingMail) -> Prepared {
        self.0.prepare(mail)
    }

    async fn hand_over(&self, mails: Vec<BuiltMail>) -> Vec<Outcome> {
        vec![Outcome::Accepted; mails.len()]
    }

    fn is_ready(&self) -> bool {
        true
    }

    fn is_too_many(&self, _: i64) -> bool {
        false
    }
}
