//! Servers that are slow, confused or hostile, written out byte by byte.

use std::future::Future;

use smtp::{Connection, OpenProblem, Outcome, Relay, Timeouts, Why};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::*;

/// Answers to EHLO that lead to the two pipelined ways.
const RAW_OFFERS: [&str; 2] = ["250-raw.example\r\n250-CHUNKING\r\n250 PIPELINING\r\n", "250-raw.example\r\n250 PIPELINING\r\n"];

/// A server that does with its first connection what a test says, and the relay that leads to it.
async fn raw_server<F>(serve: impl FnOnce(Talk) -> F + Send + 'static) -> Relay
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = Relay::parse(&format!("smtp://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve(Talk(BufReader::new(stream))).await;
    });
    relay
}

/// The server's side of a conversation that a test writes out.
struct Talk(BufReader<TcpStream>);

impl Talk {
    async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads lines until one begins with `word`.
    async fn until(&mut self, word: &str) {
        let mut line = String::new();
        while !line.starts_with(word) {
            line.clear();
            assert!(self.0.read_line(&mut line).await.unwrap() > 0, "the client left before {word}");
        }
    }

    async fn greet(&mut self, offers: &str) {
        self.say("220 raw.example\r\n").await;
        self.until("EHLO").await;
        self.say(offers).await;
    }

    /// Waits until the client has gone.
    async fn end(mut self) {
        let mut rest = Vec::new();
        // However it went, it is gone.
        let _ = self.0.read_to_end(&mut rest).await;
    }
}

async fn open_raw(relay: &Relay, timeouts: &Timeouts) -> Result<Connection, OpenProblem> {
    Connection::open(relay, "client.example", timeouts, smtp::tls_config()).await
}

#[tokio::test]
async fn a_server_that_never_greets_or_trickles_is_given_up() {
    let silent = raw_server(async |talk| talk.end().await).await;
    let trickling = raw_server(async |mut talk| {
        let mut ticks = tokio::time::interval(SHORT / 20);
        while talk.0.write_all(b"2").await.is_ok() {
            ticks.tick().await;
        }
    })
    .await;
    for relay in [silent, trickling] {
        let problem = open_raw(&relay, &Timeouts { command: SHORT, ..patient() }).await.err();
        assert!(matches!(problem, Some(OpenProblem::Broken(Why::TimedOut))), "{problem:?}");
    }
}

#[tokio::test]
async fn garbage_and_endless_lines_end_the_connection_at_once() {
    for garbage in ["HTTP/1.1 200 OK\r\n", "22", "250-x\r\n", "354 go\r\n", "\0\u{1}\n"] {
        let relay = raw_server(async move |mut talk| {
            let flood = garbage.repeat(4096);
            while talk.0.write_all(flood.as_bytes()).await.is_ok() {}
        })
        .await;
        let problem = open_raw(&relay, &patient()).await.err();
        assert!(matches!(problem, Some(OpenProblem::Broken(Why::Garbled))), "{garbage:?}: {problem:?}");
    }
    for offers in RAW_OFFERS {
        let relay = raw_server(async move |mut talk| {
            talk.greet(offers).await;
            talk.until("RSET").await;
            talk.say("250 ok\r\n").await;
            talk.until("MAIL").await;
            talk.say("250 ok\r\n354 what?\r\n").await;
            talk.end().await;
        })
        .await;
        let mut connection = open_raw(&relay, &patient()).await.unwrap();
        let outcomes = connection.send(&numbered(100)).await;
        assert!(!connection.is_open() && !outcomes.iter().any(accepted));
        assert_eq!(in_doubt(&outcomes[0]), offers.contains("CHUNKING"), "{:?}", outcomes[0]);
        assert_eq!(outcomes[99], Outcome::NotSent { why: Why::Garbled });
    }
}

#[tokio::test]
async fn words_before_encryption_begins_are_taken_for_tampering() {
    let relay = raw_server(async |mut talk| {
        talk.greet("250-raw.example\r\n250 STARTTLS\r\n").await;
        talk.until("STARTTLS").await;
        talk.say("220 go\r\n250 injected\r\n").await;
        talk.end().await;
    })
    .await;
    assert!(matches!(open_raw(&relay, &patient()).await.err(), Some(OpenProblem::TlsTampered)));
}

#[tokio::test]
async fn a_body_that_nobody_will_get_is_ended_with_a_dot() {
    let relay = raw_server(async |mut talk| {
        talk.greet("250-raw.example\r\n250 PIPELINING\r\n").await;
        talk.until("RSET").await;
        talk.say("250 ok\r\n").await;
        talk.until("DATA").await;
        talk.say("250 ok\r\n550 nobody\r\n354 go\r\n").await;
        talk.until(".\r\n").await;
        talk.say("554 nobody\r\n").await;
        talk.until("RSET").await;
        talk.say("250 ok\r\n").await;
        talk.until("DATA").await;
        talk.say("250 ok\r\n250 ok\r\n354 go\r\n").await;
        talk.until(".\r\n").await;
        talk.say("250 taken\r\n").await;
        talk.end().await;
    })
    .await;
    let outcomes = open_raw(&relay, &patient()).await.unwrap().send(&numbered(2)).await;
    assert!(matches!(outcomes[0], Outcome::Refused { code: 550, .. }) && accepted(&outcomes[1]), "{outcomes:?}");
}

#[tokio::test]
async fn a_server_that_hung_up_while_idle_leaves_no_doubt() {
    let (gone, has_gone) = tokio::sync::oneshot::channel();
    let relay = raw_server(async |mut talk| {
        talk.greet("250-raw.example\r\n250-CHUNKING\r\n250 PIPELINING\r\n").await;
        drop(talk);
        gone.send(()).unwrap();
    })
    .await;
    let mut connection = open_raw(&relay, &patient()).await.unwrap();
    has_gone.await.unwrap();
    let outcomes = connection.send(&numbered(100)).await;
    assert!(outcomes.iter().all(not_sent) && !connection.is_open(), "{:?}", outcomes[0]);
}

#[tokio::test]
async fn a_server_that_stops_reading_has_certainly_not_taken_the_mail() {
    for offers in RAW_OFFERS {
        let relay = raw_server(async move |mut talk| {
            talk.greet(offers).await;
            talk.until("RSET").await;
            talk.say("250 ok\r\n").await;
            if !offers.contains("CHUNKING") {
                talk.until("DATA").await;
            }
            talk.say("250 ok\r\n250 ok\r\n").await;
            if !offers.contains("CHUNKING") {
                talk.say("354 go\r\n").await;
            }
            // Held open and never read again.
            std::future::pending::<()>().await;
        })
        .await;
        let limits = Timeouts { command: SHORT, body: SHORT, ..patient() };
        let mut connection = open_raw(&relay, &limits).await.unwrap();
        let mails = [mail("a@people.example", vec![b'x'; 64 << 20]), mail("b@people.example", "b")];
        let outcomes = connection.send(&mails).await;
        assert_eq!(outcomes, vec![Outcome::NotSent { why: Why::TimedOut }; 2]);
    }
}
