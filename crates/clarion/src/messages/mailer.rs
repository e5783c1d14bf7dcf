//! The mailer: builds mails and hands them to the relay of the settings, or to the outbox where there is none.
//!
//! It queues nothing and tries nothing again by itself: a job row does, so that a mail survives a restart.

use super::build::{self, BuiltMail};
use super::outbox::{MAILS_MAX, Outbox};
use super::pool::Pool;
use super::{Outcome, OutgoingMail, Refused};
use crate::config::Settings;
use lettre::Address;
use std::sync::Arc;

/// Where mails go.
enum Sink {
    Relay(Pool),
    Outbox(Outbox),
}

struct Parts {
    sink: Sink,
    builder: Builder,
}

/// Builds mails from the server's sender; it knows no way to send one. Cheap to clone.
#[derive(Clone)]
pub struct Builder {
    sender: Arc<Address>,
    host: Arc<str>,
}

impl Builder {
    /// Builds a mail: some 100 microseconds of work and no waiting. For threads that may be busy.
    pub fn prepare(&self, mail: OutgoingMail) -> Prepared {
        build::build(mail, &self.sender, &self.host).map_err(Refused::Build)
    }
}

/// Sends mails; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    parts: Arc<Parts>,
}

/// Why there can be no mailer, in words for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailerProblem {
    /// No sender's address can be made of the public URL.
    #[error("no sender's address can be made of CLARION_PUBLIC_URL; write one as CLARION_MAIL_FROM")]
    Sender,
}

/// A mail that was built, or why it cannot be.
pub type Prepared = Result<BuiltMail, Refused>;

impl Mailer {
    /// The mailer of these settings. Opens no connection yet.
    pub fn new(settings: &Settings) -> Result<Self, MailerProblem> {
        let url = url::Url::parse(&settings.public_url).map_err(|_| MailerProblem::Sender)?;
        // An address stands in brackets, in a sender as in a greeting (RFC 5321, section 4.1.3).
        let host = match url.host().ok_or(MailerProblem::Sender)? {
            url::Host::Domain(name) => name.to_owned(),
            url::Host::Ipv4(address) => format!("[{address}]"),
            url::Host::Ipv6(address) => format!("[IPv6:{address}]"),
        };
        // A mailbox at a bare address is refused by most relays and by our own builder: such a server names its sender.
        let made = (!host.starts_with('[')).then(|| format!("noreply@{host}"));
        let sender = settings.mail_from.clone().or(made).ok_or(MailerProblem::Sender)?;
        let sender = Arc::new(sender.parse().map_err(|_| MailerProblem::Sender)?);
        let sink = match &settings.smtp {
            Some(relay) => Sink::Relay(Pool::new(relay.clone(), host.clone(), smtp::tls_config())),
            None => Sink::Outbox(Outbox::new(&settings.data_dir)),
        };
        let builder = Builder { sender, host: host.into() };
        Ok(Self { parts: Arc::new(Parts { sink, builder }) })
    }

    /// Whether mails would be taken now, as far as is known: `false` while a relay that failed is left alone.
    pub fn is_ready(&self) -> bool {
        match &self.parts.sink {
            Sink::Relay(pool) => !pool.is_resting(),
            Sink::Outbox(_) => true,
        }
    }

    /// What builds its mails, without any way to send one.
    pub fn builder(&self) -> Builder {
        self.parts.builder.clone()
    }

    /// Whether so many mails of one sending are more than the outbox is for.
    pub fn is_too_many(&self, mails: i64) -> bool {
        matches!(self.parts.sink, Sink::Outbox(_)) && mails > MAILS_MAX as i64
    }

    /// Builds a mail: some 100 microseconds of work and no waiting. For threads that may be busy.
    pub fn prepare(&self, mail: OutgoingMail) -> Prepared {
        self.parts.builder.prepare(mail)
    }

    /// Builds and sends a batch; an outcome for each mail in its order.
    pub async fn send(&self, batch: Vec<OutgoingMail>) -> Vec<Outcome> {
        let mailer = self.clone();
        let all = batch.len();
        let prepared =
            tokio::task::spawn_blocking(move || batch.into_iter().map(|mail| mailer.prepare(mail)).collect::<Vec<_>>()).await;
        match prepared {
            Ok(prepared) => self.hand_over(prepared).await,
            // The program ends, or building panicked: nothing left.
            Err(_) => vec![Outcome::NotSent; all],
        }
    }

    /// Hands over what was built; an outcome for each in its order. Dropped on the way, some may have left.
    pub async fn hand_over(&self, batch: Vec<Prepared>) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut ready = Vec::with_capacity(batch.len());
        for prepared in batch {
            match prepared {
                Ok(built) => {
                    ready.push(built);
                    outcomes.push(None);
                }
                Err(refused) => outcomes.push(Some(Outcome::Refused(refused))),
            }
        }
        let mut answers = self.carry(ready).await.into_iter();
        let outcomes: Vec<Outcome> =
            outcomes.into_iter().map(|known| known.or_else(|| answers.next()).unwrap_or(Outcome::NotSent)).collect();
        tell(&outcomes);
        outcomes
    }

    async fn carry(&self, ready: Vec<BuiltMail>) -> Vec<Outcome> {
        match &self.parts.sink {
            _ if ready.is_empty() => Vec::new(),
            Sink::Relay(pool) => {
                let answers = pool.send(ready.into_iter().map(|built| built.mail).collect()).await;
                answers.into_iter().map(|answer| outcome_of(&answer)).collect()
            }
            Sink::Outbox(_) if ready.len() > MAILS_MAX => vec![Outcome::Refused(Refused::Outbox); ready.len()],
            Sink::Outbox(_) => {
                let (mailer, all) = (self.clone(), ready.len());
                let written = tokio::task::spawn_blocking(move || mailer.put(&ready)).await;
                written.unwrap_or_else(|_| vec![Outcome::NotSent; all])
            }
        }
    }

    fn put(&self, ready: &[BuiltMail]) -> Vec<Outcome> {
        let Sink::Outbox(outbox) = &self.parts.sink else { return Vec::new() };
        let written = outbox.put(ready).into_iter();
        written.map(|written| if written { Outcome::Accepted } else { Outcome::NotSent }).collect()
    }
}

/// What the relay said stays behind: it may quote an address.
fn outcome_of(answer: &smtp::Outcome) -> Outcome {
    match answer {
        smtp::Outcome::Accepted { .. } => Outcome::Accepted,
        smtp::Outcome::Refused { code, permanent: true, .. } => Outcome::Refused(Refused::Relay(*code)),
        smtp::Outcome::Refused { code, permanent: false, .. } => Outcome::RefusedForNow { code: *code },
        smtp::Outcome::InDoubt { .. } => Outcome::InDoubt,
        smtp::Outcome::NotSent { .. } => Outcome::NotSent,
    }
}

/// Counts outcomes, and says once a batch why something was refused.
fn tell(outcomes: &[Outcome]) {
    for outcome in outcomes {
        metrics::counter!("clarion_mails_total", "outcome" => outcome.word()).increment(1);
    }
    let refused: Vec<&Refused> =
        outcomes.iter().filter_map(|outcome| if let Outcome::Refused(why) = outcome { Some(why) } else { None }).collect();
    if let Some(first) = refused.first() {
        tracing::warn!(mails = refused.len(), why = %first, "mails were refused");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_at_a_bare_address_must_name_its_sender() {
        let with = |flags: &[(&'static str, String)]| {
            let settings = Settings::read(None, std::iter::empty(), flags).expect("the settings are well formed");
            Mailer::new(&settings).map(drop)
        };
        let bare = ("public_url", "http://127.0.0.1:8123".to_owned());
        assert_eq!(with(std::slice::from_ref(&bare)), Err(MailerProblem::Sender));
        assert_eq!(with(&[bare, ("mail_from", "post@act.example".to_owned())]), Ok(()));
        assert_eq!(with(&[]), Ok(()));
    }
}
