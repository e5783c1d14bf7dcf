//! Connections that end in the middle, or never go on: every mail is accounted for.

use std::collections::HashSet;
use std::sync::Arc;

use smtp::{IN_FLIGHT_MAX, Outcome, Timeouts, Why};
use testkit::smtp_sink::{Answer, SinkSettings, SinkTls, SmtpSink};

use crate::*;

#[tokio::test]
async fn a_connection_cut_in_the_middle_leaves_no_mail_unaccounted_for() {
    let cuts = [
        Answer::DropAtRecipient,
        Answer::DropBody,
        Answer::KeepAndDrop,
        Answer::AcceptAndDrop,
        Answer::RefuseRecipient(421),
        Answer::RefuseBody(421),
    ];
    for (pipelining, chunking) in WAYS {
        for tls in [SinkTls::Off, SinkTls::Implicit] {
            for cut in cuts {
                for at in [0, 1, 70, 199] {
                    cut_at(at, cut, SinkSettings { pipelining, chunking, tls, ..SinkSettings::default() }).await;
                }
            }
        }
    }
}

/// Sends 200 mails to a server that cuts the connection at one of them.
async fn cut_at(at: usize, cut: Answer, settings: SinkSettings) {
    let SinkSettings { pipelining, chunking, tls, .. } = settings;
    let about = format!("{cut:?} at {at}, {pipelining} {chunking} {tls:?}");
    let script = only(&format!("p{at}@people.example"), cut).script;
    let sink = SmtpSink::start(SinkSettings { script, ..settings });
    let mut connection = open(&sink).await;
    let mails = numbered(200);
    let outcomes = connection.send(&mails).await;
    assert_honest(&sink, &mails, &outcomes, &about);
    assert!(outcomes[..at].iter().all(accepted), "{about}: {:?}", &outcomes[..at]);
    assert!(outcomes.iter().filter(|outcome| in_doubt(outcome)).count() <= IN_FLIGHT_MAX, "{about}");
    // Hanging up after the last answer is not noticed before the next send.
    if at < 199 || cut != Answer::AcceptAndDrop {
        assert!(!connection.is_open(), "{about}");
        assert!(connection.send(&mails).await.iter().all(not_sent), "{about}");
    }
    match cut {
        Answer::RefuseRecipient(_) | Answer::RefuseBody(_) => {
            let refused = matches!(outcomes[at], Outcome::Refused { code: 421, permanent: false, .. });
            assert!(refused && outcomes[at + 1..].iter().all(not_sent), "{about}: {:?}", &outcomes[at..]);
        }
        Answer::DropBody | Answer::KeepAndDrop => {
            assert!(in_doubt(&outcomes[at]), "{about}: {:?}", outcomes[at]);
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_server_that_is_killed_leaves_no_mail_unaccounted_for() {
    for (pipelining, chunking) in WAYS {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let (kept, mut keeping) = tokio::sync::mpsc::unbounded_channel();
        let sink = SmtpSink::start(SinkSettings {
            pipelining,
            chunking,
            on_mail: Some(Arc::new(move |mail| {
                kept.send(mail.to.clone()).unwrap();
                tell.send(()).unwrap();
            })),
            ..SinkSettings::default()
        });
        let mut connection = open(&sink).await;
        let killer = tokio::task::spawn_blocking(move || {
            for _ in 0..500 {
                told.blocking_recv();
            }
            drop(sink);
        });
        let mails = numbered(50_000);
        let outcomes = connection.send(&mails).await;
        killer.await.unwrap();
        let mut held = HashSet::new();
        while let Ok(to) = keeping.try_recv() {
            held.insert(to);
        }
        assert!(outcomes.iter().any(not_sent));
        for (mail, outcome) in mails.iter().zip(&outcomes) {
            assert!(!accepted(outcome) || held.contains(&mail.to));
            assert!(accepted(outcome) || in_doubt(outcome) || !held.contains(&mail.to));
        }
    }
}

#[tokio::test]
async fn a_stalled_server_costs_a_timeout_and_at_most_a_window_of_doubt() {
    for (pipelining, chunking) in WAYS {
        let settings = only("p10@people.example", Answer::Stall);
        let sink = SmtpSink::start(SinkSettings { pipelining, chunking, ..settings });
        let mut connection = open_with(&sink, &Timeouts { body: SHORT, ..patient() }).await.unwrap();
        let mails = numbered(200);
        let outcomes = connection.send(&mails).await;
        assert!(outcomes[..10].iter().all(accepted));
        assert_eq!(outcomes[10], Outcome::InDoubt { why: Why::TimedOut });
        let doubts = outcomes.iter().filter(|outcome| in_doubt(outcome)).count();
        assert!(doubts <= if pipelining && chunking { IN_FLIGHT_MAX } else { 1 }, "{doubts}");
        assert_eq!(outcomes[199], Outcome::NotSent { why: Why::TimedOut });
        assert!(!connection.is_open());
        assert_honest(&sink, &mails, &outcomes, "stall");
    }
}

#[tokio::test]
async fn a_send_that_is_dropped_closes_the_connection() {
    let sink = SmtpSink::start(only("p1@people.example", Answer::Stall));
    let mut connection = open(&sink).await;
    let mails = numbered(2);
    tokio::select! {
        _ = connection.send(&mails) => panic!("the second mail is never answered"),
        came = sink.wait_for(1, PATIENT) => assert!(came),
    }
    assert!(!connection.is_open());
    assert!(connection.send(&mails).await.iter().all(not_sent));
}
