//! Relays that do what they should: what is delivered, what is refused, by whom, and that nothing is changed on the way.

use std::sync::Arc;

use proptest::prelude::*;
use smtp::{Connection, OpenProblem, Outcome, Relay};
use testkit::smtp_sink::{Answer, Keep, SinkSettings, SinkTls, SmtpSink};

use crate::*;

fn combinations() -> Vec<SinkSettings> {
    let mut all = Vec::new();
    for (pipelining, chunking) in WAYS {
        for tls in [SinkTls::Off, SinkTls::StartTls, SinkTls::Implicit] {
            for auth in [None, Some(false), Some(true)] {
                all.push(SinkSettings {
                    pipelining,
                    chunking,
                    tls,
                    auth: auth.map(|_| ("ada@org.example".to_owned(), "p/a:s?s@ #%".to_owned())),
                    auth_login_only: auth == Some(true),
                    ..SinkSettings::default()
                });
            }
        }
    }
    all
}

#[tokio::test]
async fn every_combination_delivers_refuses_and_says_which() {
    let answer = |to: &str| match to.as_bytes().get(1) {
        Some(b'3') => Answer::RefuseRecipient(550),
        Some(b'4') => Answer::RefuseRecipient(451),
        Some(b'5') => Answer::RefuseBody(554),
        Some(b'6') => Answer::RefuseBody(452),
        _ => Answer::Accept,
    };
    for settings in combinations() {
        let about = format!("{:?}", (settings.pipelining, settings.chunking, settings.tls, settings.auth_login_only));
        let sink = SmtpSink::start(SinkSettings { script: Some(Arc::new(answer)), ..settings });
        let mut connection = open(&sink).await;
        let mails = numbered(150);
        let mut outcomes = connection.send(&mails[..1]).await;
        outcomes.extend(connection.send(&mails[1..]).await);
        assert!(connection.is_open());
        connection.quit().await;
        for (mail, outcome) in mails.iter().zip(&outcomes) {
            let (wanted, permanent) = match answer(&mail.to) {
                Answer::RefuseRecipient(code) | Answer::RefuseBody(code) => (code, code >= 500),
                _ => (0, false),
            };
            match outcome {
                Outcome::Accepted { reply } => {
                    assert_eq!((wanted, reply.as_str()), (0, "2.0.0 taken"), "{about}");
                }
                Outcome::Refused { code, permanent: told, .. } => assert_eq!((*code, *told), (wanted, permanent), "{about}"),
                other => panic!("{about}: {other:?}"),
            }
        }
        assert_honest(&sink, &mails, &outcomes, &about);
        let taken = mails.iter().filter(|mail| answer(&mail.to) == Answer::Accept);
        let received = sink.received();
        assert!(taken.eq(received.iter().map(|got| mail(got.to.clone(), got.data.clone())).collect::<Vec<_>>().iter()));
        assert!(received.iter().all(|got| got.from == "bounces@org.example"));
    }
}

#[tokio::test]
async fn an_address_cannot_carry_a_command() {
    for (pipelining, chunking) in WAYS {
        let sink = SmtpSink::start(SinkSettings { pipelining, chunking, ..SinkSettings::default() });
        let mut connection = open(&sink).await;
        let mut mails = numbered(4);
        mails[0].to = "a@people.example>\r\nRCPT TO:<b@people.example".into();
        mails[1].from = "a@org.example\nDATA".into();
        mails[2].to = "a@people.example\r".into();
        let outcomes = connection.send(&mails).await;
        assert!(outcomes[..3].iter().all(|o| matches!(o, Outcome::Refused { code: 553, permanent: true, .. })));
        assert!(accepted(&outcomes[3]));
        assert_honest(&sink, &mails, &outcomes, "injection");
        assert_eq!(sink.count(), 1);
    }
    let sink = SmtpSink::start(SinkSettings::default());
    let relay = Relay::parse(&sink.url()).unwrap();
    let problem = Connection::open(&relay, "x\r\nMAIL FROM:<>", &patient(), smtp::tls_config()).await.err();
    assert!(matches!(problem, Some(OpenProblem::HelloName)));
}

#[tokio::test]
async fn international_addresses_and_long_messages_go_only_where_they_are_taken() {
    for smtputf8 in [false, true] {
        let sink = SmtpSink::start(SinkSettings { smtputf8, size_max: Some(100), ..SinkSettings::default() });
        let mails =
            [mail("jürgen@people.example", "x\r\n"), mail("long@people.example", vec![b'x'; 101]), mail("a@b.example", "ü\r\n")];
        let outcomes = open(&sink).await.send(&mails).await;
        assert_eq!(accepted(&outcomes[0]), smtputf8);
        assert!(smtputf8 || matches!(outcomes[0], Outcome::Refused { code: 553, permanent: true, .. }));
        assert!(matches!(outcomes[1], Outcome::Refused { code: 552, permanent: true, .. }));
        assert!(accepted(&outcomes[2]));
        assert_honest(&sink, &mails, &outcomes, "SMTPUTF8");
    }
}

#[tokio::test]
async fn long_messages_arrive_whole() {
    let data: Bytes = b"0123456789 a line of some length\r\n".repeat(200_000).into();
    for (pipelining, chunking) in WAYS {
        let settings = SinkSettings { pipelining, chunking, tls: SinkTls::Implicit, ..SinkSettings::default() };
        let sink = SmtpSink::start(settings);
        let mails = [mail("a@people.example", data.clone()), mail("b@people.example", data.clone())];
        let outcomes = open(&sink).await.send(&mails).await;
        assert!(outcomes.iter().all(accepted));
        assert!(sink.received().iter().all(|mail| mail.data == data));
    }
}

#[tokio::test]
async fn certificates_are_checked_where_encryption_is_required() {
    let sink = SmtpSink::start(SinkSettings { tls: SinkTls::StartTls, ..SinkSettings::default() });
    let open = async |option: &str| {
        let relay = Relay::parse(&format!("smtp://{}{option}", sink.address())).unwrap();
        Connection::open(&relay, "client.example", &patient(), smtp::tls_config()).await
    };
    assert!(matches!(open("?tls=required").await, Err(OpenProblem::TlsFailed(_))));
    for option in ["", "?tls=opportunistic", "?tls=never"] {
        let mails = numbered(1);
        assert!(accepted(&open(option).await.unwrap().send(&mails).await[0]), "{option}");
    }
    let clear = SmtpSink::start(SinkSettings::default());
    let relay = Relay::parse(&format!("{}?tls=required", clear.url())).unwrap();
    let problem = Connection::open(&relay, "client.example", &patient(), smtp::tls_config()).await.err();
    assert!(matches!(problem, Some(OpenProblem::TlsNotOffered)));
}

#[tokio::test]
async fn a_wrong_password_and_a_relay_without_logins_are_told() {
    let with_login = SmtpSink::start(SinkSettings { auth: Some(("ada".into(), "right".into())), ..SinkSettings::default() });
    let without = SmtpSink::start(SinkSettings::default());
    let open = async |sink: &SmtpSink| {
        let relay = Relay::parse(&format!("smtp://ada:wrong@{}", sink.address())).unwrap();
        Connection::open(&relay, "client.example", &patient(), smtp::tls_config()).await.err().unwrap()
    };
    let problem = open(&with_login).await;
    assert!(matches!(problem, OpenProblem::Refused { code: 535, .. }), "{problem}");
    assert_eq!(problem.to_string(), "the mail relay refused the login (535)");
    assert!(matches!(open(&without).await, OpenProblem::LoginNotOffered));
}

#[tokio::test]
async fn people_who_click_are_told_of_each_link() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let sink = SmtpSink::start(SinkSettings {
        keep: Keep::Link,
        on_mail: Some(Arc::new(move |mail| tell.send(mail.link.clone()).unwrap())),
        ..SinkSettings::default()
    });
    let mails = [mail("a@people.example", "List-Unsubscribe: <https://org.example/u>\r\n\r\nhttps://org.example/c\r\n")];
    open(&sink).await.send(&mails).await;
    assert_eq!(told.recv().await.unwrap().as_deref(), Some("https://org.example/c"));
    assert!(sink.wait_for(1, PATIENT).await && sink.received()[0].data.is_empty());
}

/// A line of any bytes, often with dots and line ends where they hurt.
fn line() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        proptest::sample::select(vec![
            &b"."[..],
            b"..",
            b"\r\n",
            b"\n",
            b"\r",
            b".\r\n",
            b"\r\n.\r\n",
            b"\n.\n",
            b".a\r\n",
            b"RSET\r\n"
        ])
        .prop_map(<[u8]>::to_vec),
    ]
}

/// What must arrive, said in the plainest way: every kind of line end is CRLF, and the last line has one.
fn normalised(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = message.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                out.extend(b"\r\n");
            }
            b'\n' => out.extend(b"\r\n"),
            other => out.push(other),
        }
    }
    if !out.is_empty() && !out.ends_with(b"\n") {
        out.extend(b"\r\n");
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_message_arrives_with_its_lines_and_dots(lines in proptest::collection::vec(line(), 0..12)) {
        let message: Vec<u8> = lines.concat();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for (pipelining, chunking) in WAYS {
                let sink = SmtpSink::start(SinkSettings { pipelining, chunking, ..SinkSettings::default() });
                let mails = [mail("a@people.example", message.clone()), mail("b@people.example", "b\r\n")];
                let outcomes = open(&sink).await.send(&mails).await;
                assert!(outcomes.iter().all(accepted));
                let received = sink.received();
                assert_eq!(received[0].data, normalised(&message));
                assert_eq!(&received[1].data[..], b"b\r\n");
                assert_eq!(sink.violations(), Vec::<String>::new());
            }
        });
    }
}
