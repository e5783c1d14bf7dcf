//! The mail client against a real SMTP server, which is strict about order, and against servers that misbehave.
//!
//! Whatever happens, each mail has one outcome, and what the server holds lies between what was accepted and what was
//! accepted or is in doubt.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use smtp::{Connection, Mail, OpenProblem, Outcome, Relay, Timeouts};
use testkit::smtp_sink::{Answer, SinkSettings, SmtpSink};

mod breaking;
mod delivering;
mod misbehaving;

/// Long enough that only a hang reaches it.
const PATIENT: Duration = Duration::from_secs(60);
/// Short enough to wait for in a test of waiting.
const SHORT: Duration = Duration::from_millis(300);

const WAYS: [(bool, bool); 4] = [(true, true), (true, false), (false, true), (false, false)];

fn patient() -> Timeouts {
    Timeouts { connect: PATIENT, command: PATIENT, body: PATIENT }
}

async fn open_with(sink: &SmtpSink, timeouts: &Timeouts) -> Result<Connection, OpenProblem> {
    let relay = Relay::parse(&sink.url()).unwrap();
    let tls = smtp::tls_config_trusting(sink.certificate()).unwrap();
    Connection::open(&relay, "client.example", timeouts, tls).await
}

async fn open(sink: &SmtpSink) -> Connection {
    open_with(sink, &patient()).await.unwrap()
}

fn mail(to: impl Into<String>, data: impl Into<Bytes>) -> Mail {
    Mail { from: "bounces@org.example".into(), to: to.into(), data: data.into() }
}

fn numbered(count: usize) -> Vec<Mail> {
    (0..count).map(|n| mail(format!("p{n}@people.example"), format!("Subject: {n}\r\n\r\n.dot\r\nHello {n}\r\n"))).collect()
}

/// A script that answers one recipient in its own way.
fn only(recipient: &str, answer: Answer) -> SinkSettings {
    let recipient = recipient.to_owned();
    SinkSettings {
        script: Some(Arc::new(move |to| if to == recipient { answer } else { Answer::Accept })),
        ..SinkSettings::default()
    }
}

fn not_sent(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::NotSent { .. })
}

fn in_doubt(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::InDoubt { .. })
}

fn accepted(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { .. })
}

/// What the server holds is at least what was accepted, at most that and what is in doubt, and nothing twice.
fn assert_honest(sink: &SmtpSink, mails: &[Mail], outcomes: &[Outcome], about: &str) {
    assert_eq!(mails.len(), outcomes.len(), "{about}");
    let received = sink.received();
    let held: HashSet<&str> = received.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(held.len(), received.len(), "{about}: something came twice");
    for (mail, outcome) in mails.iter().zip(outcomes) {
        match outcome {
            Outcome::Accepted { .. } => assert!(held.contains(mail.to.as_str()), "{about}: {} is lost", mail.to),
            Outcome::InDoubt { .. } => {}
            _ => assert!(!held.contains(mail.to.as_str()), "{about}: {} was taken, {outcome:?}", mail.to),
        }
    }
    assert_eq!(sink.violations(), Vec::<String>::new(), "{about}");
}
