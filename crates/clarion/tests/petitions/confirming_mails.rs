//! One form, one mail: with the right link and words, at most five, none to who asked for none, and none lost.

use super::mailing::{Ground, group, make_petition, readable};
use clarion::clock::{DAY, SECOND};
use clarion::messages::{BuildProblem, Mailer, Outcome, OutgoingMail, Refused};
use clarion::people;
use db::Engine;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::smtp_sink::{Answer, Keep, Script, SinkSettings, SmtpSink, first_link};
use tokio::net::{TcpListener, TcpStream};

const WITHIN: Duration = Duration::from_secs(30);

on_both!(
    one_form_is_one_mail_whose_link_confirms,
    six_forms_are_at_most_five_mails,
    a_crowd_of_forms_of_one_mailbox_is_at_most_five_mails,
    who_was_not_asked_gets_no_more,
    who_left_the_news_and_signs_again_gets_the_mail_to_confirm,
    who_has_signed_reads_other_words,
    a_relay_that_is_down_for_a_while_gets_each_mail_once,
    a_refused_mailbox_is_not_tried_for_ever,
    a_worker_killed_among_300_loses_none,
    old_forms_are_forgotten,
);

fn sink(script: Option<Script>) -> SmtpSink {
    SmtpSink::start(SinkSettings { script, ..SinkSettings::default() })
}

async fn ground(engine: Engine, sink: &SmtpSink) -> Ground {
    Ground::new(engine, &[("CLARION_SMTP_URL", &sink.url())]).await
}

async fn one_form_is_one_mail_whose_link_confirms(engine: Engine) {
    let sink = sink(None);
    let ground = ground(engine, &sink).await;
    let worker = ground.worker();
    ground.send_form(&ground.content("Ada+petitions@People.example", "Ada", "en")).await;
    assert!(sink.wait_for(1, WITHIN).await);
    let mail = sink.received().remove(0);
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("noreply@act.example", "Ada+petitions@people.example"));
    let link = first_link(&mail.data).unwrap();
    assert!(link.starts_with("https://act.example/t/"), "{link}");
    let message = readable(&mail.data);
    for part in [
        "From: \"Harbor Readers\" <noreply@act.example>",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://act.example/t/leave/",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
        "Hello Ada,",
        "Keep Libraries Open",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert_eq!(message.matches("1 Made-up Street, Springfield, OH 45501").count(), 2, "in both parts");
    ground.until_idle().await;
    ground.confirm(&link).await;
    assert_eq!(ground.mails("ada@people.example").await, Some((1, 1)));
    worker.stop().await;
    assert_eq!((sink.count(), sink.violations()), (1, vec![]));
}

async fn six_forms_are_at_most_five_mails(engine: Engine) {
    let sink = sink(None);
    let ground = ground(engine, &sink).await;
    let worker = ground.worker();
    let content = ground.content("ada@people.example", "Ada", "en");
    for sent in 1..=6 {
        ground.send_form(&content).await;
        ground.until_idle().await;
        assert_eq!(sink.count(), sent.min(5));
    }
    assert_eq!(ground.mails("ada@people.example").await, Some((6, 5)));
    worker.stop().await;
    let links: Vec<_> = sink.received().iter().map(|mail| first_link(&mail.data)).collect();
    assert!(links.iter().all(|link| link == &links[0]), "each mail has the same link");
}

async fn a_crowd_of_forms_of_one_mailbox_is_at_most_five_mails(engine: Engine) {
    let sink = sink(None);
    let ground = ground(engine, &sink).await;
    let workers = [ground.worker(), ground.worker()];
    let content = ground.content("ada@people.example", "Ada", "en");
    for _ in 0..40 {
        ground.send_form(&content).await;
    }
    ground.until_later("every job ends", async || ground.is_idle().await).await;
    assert!((1..=5).contains(&sink.count()), "{} mails", sink.count());
    assert_eq!(ground.mails("ada@people.example").await, Some((40, sink.count() as i64)));
    for worker in workers {
        worker.stop().await;
    }
}

async fn who_was_not_asked_gets_no_more(engine: Engine) {
    let sink = sink(None);
    let mut ground = ground(engine, &sink).await;
    let worker = ground.worker();
    let content = ground.content("ada@people.example", "Ada", "en");
    ground.send_form(&content).await;
    assert!(sink.wait_for(1, WITHIN).await);
    ground.until_idle().await;
    ground.not_me(&first_link(&sink.received()[0].data).unwrap()).await;
    ground.send_form(&content).await;
    ground.until_idle().await;
    assert_eq!(sink.count(), 1, "the group asks no more");
    assert_eq!(ground.mails("ada@people.example").await, Some((1, 0)), "and the form is taken as any other");
    // Another group may still ask.
    let other = group(&ground.app, super::mailing::POSTAL_ADDRESS).await;
    ground.petition = make_petition(&ground.app, other.id, other.id).await;
    let mut elsewhere = ground.content("ada@people.example", "Ada", "en");
    ground.group = other;
    ground.send_form(&elsewhere).await;
    assert!(sink.wait_for(2, WITHIN).await);
    // And nobody, once no mail at all may come.
    let key = ground.app.vault.matching_key(seal::Channel::Email, "bob@people.example");
    let stop = move |tx: &mut db::Tx<'_>| people::suppress_mail(tx, key, clarion::ids::Id::ZERO, 0);
    ground.app.db.write("stories.suppress", stop).await.unwrap();
    elsewhere = ground.content("bob@people.example", "Bob", "en");
    ground.send_form(&elsewhere).await;
    ground.until_idle().await;
    worker.stop().await;
    assert_eq!(sink.count(), 2);
}

/// People saw "Check your email", and no mail came, because they had left that group's news.
async fn who_left_the_news_and_signs_again_gets_the_mail_to_confirm(engine: Engine) {
    let sink = sink(None);
    let mut ground = ground(engine, &sink).await;
    let worker = ground.worker();
    ground.send_form(&ground.content("ada@people.example", "Ada", "en")).await;
    assert!(sink.wait_for(1, WITHIN).await);
    ground.until_idle().await;
    let link = first_link(&sink.received()[0].data).unwrap();
    ground.leave(&link).await;
    // The form that waits still does, and so does the way to sign another petition of that group.
    ground.confirm(&link).await;
    ground.petition = make_petition(&ground.app, ground.group.id, ground.group.id).await;
    ground.send_form(&ground.content("ada@people.example", "Ada", "en")).await;
    assert!(sink.wait_for(2, WITHIN).await, "no mail came to confirm the second petition");
    ground.until_idle().await;
    // "It wasn't me" ends them, for this group and a year.
    ground.not_me(&first_link(&sink.received()[1].data).unwrap()).await;
    ground.send_form(&ground.content("ada@people.example", "Ada", "en")).await;
    ground.until_idle().await;
    worker.stop().await;
    assert_eq!(sink.count(), 2);
}

async fn who_has_signed_reads_other_words(engine: Engine) {
    let sink = sink(None);
    let ground = ground(engine, &sink).await;
    let worker = ground.worker();
    let content = ground.content("ana@people.example", "Ana", "es");
    ground.send_form(&content).await;
    assert!(sink.wait_for(1, WITHIN).await);
    ground.until_idle().await;
    let first = sink.received().remove(0);
    let words = readable(&first.data);
    assert!(words.contains("Hola, Ana:") && words.contains("Mantengan abiertas las bibliotecas"), "{words}");
    ground.confirm(&first_link(&first.data).unwrap()).await;
    ground.send_form(&content).await;
    assert!(sink.wait_for(2, WITHIN).await);
    worker.stop().await;
    let second = sink.received().remove(1);
    let link = first_link(&second.data).unwrap();
    assert_eq!(link, format!("https://act.example/es/petitions/{}", ground.petition.slug));
    assert!(readable(&second.data).contains("ya está contada"));
}

/// Stands before a sink and lets nobody through while it is closed.
pub(crate) async fn gate(sink: &SmtpSink, is_open: Arc<AtomicBool>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, to) = (format!("smtp://{}", listener.local_addr().unwrap()), sink.address());
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            if is_open.load(Ordering::SeqCst) {
                let mut to = TcpStream::connect(to).await.unwrap();
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut from, &mut to).await });
            }
        }
    });
    url
}

async fn a_relay_that_is_down_for_a_while_gets_each_mail_once(engine: Engine) {
    let sink = sink(None);
    let is_open = Arc::new(AtomicBool::new(false));
    let url = gate(&sink, Arc::clone(&is_open)).await;
    let ground = Ground::new(engine, &[("CLARION_SMTP_URL", &url)]).await;
    let worker = ground.worker();
    ground.crowd(0..40).await;
    let is_away = async || !ground.mailer.is_ready();
    ground.until_later("the relay is found away", is_away).await;
    assert_eq!(sink.count(), 0);
    is_open.store(true, Ordering::SeqCst);
    ground.until_later("every mail leaves", async || ground.is_idle().await).await;
    worker.stop().await;
    assert_eq!(counts(&sink).into_values().collect::<Vec<_>>(), vec![1; 40]);
}

async fn a_refused_mailbox_is_not_tried_for_ever(engine: Engine) {
    let busy = Arc::new(AtomicBool::new(true));
    let is_busy = Arc::clone(&busy);
    let script: Script = Arc::new(move |to: &str| match to.split('@').next() {
        Some("gone") => Answer::RefuseRecipient(550),
        Some("full") if is_busy.load(Ordering::SeqCst) => Answer::RefuseRecipient(452),
        _ => Answer::Accept,
    });
    let sink = sink(Some(script));
    let ground = ground(engine, &sink).await;
    let worker = ground.worker();
    for name in ["gone", "full", "ada"] {
        ground.send_form(&ground.content(&format!("{name}@people.example"), "Ada", "en")).await;
    }
    assert!(sink.wait_for(1, WITHIN).await);
    let settled = async || ground.mails("gone@people.example").await == Some((1, 1));
    ground.until_later("the refusal is noted", settled).await;
    assert_eq!(ground.mails("full@people.example").await, Some((1, 0)), "a full mailbox waits");
    busy.store(false, Ordering::SeqCst);
    ground.until_later("the full mailbox has room again", async || ground.is_idle().await).await;
    worker.stop().await;
    let to: Vec<String> = sink.received().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["ada@people.example", "full@people.example"]);
}

async fn a_worker_killed_among_300_loses_none(engine: Engine) {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let on_mail = Arc::new(move |_: &_| {
        let _gone_when_told_enough = tell.send(());
    });
    let sink = SmtpSink::start(SinkSettings { on_mail: Some(on_mail), keep: Keep::Link, ..SinkSettings::default() });
    let mut ground = ground(engine, &sink).await;
    ground.crowd(0..300).await;
    // A runtime of one thread: when it is dropped, nothing of the worker goes a step further.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (kill, killed) = tokio::sync::oneshot::channel::<()>();
    let worker = {
        let _entered = runtime.enter();
        ground.worker()
    };
    let thread = std::thread::spawn(move || {
        let _killed = runtime.block_on(killed);
        runtime.shutdown_background();
        drop(worker);
    });
    for _ in 0..70 {
        told.recv().await.unwrap();
    }
    kill.send(()).unwrap();
    thread.join().unwrap();
    // What was on the wire arrives; then another worker takes over.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(sink.count() < 300, "the worker was killed in the middle");
    ground.mailer = Mailer::new(&ground.app.settings).unwrap();
    ground.app.clock.advance(61 * SECOND);
    let worker = ground.worker();
    ground.until_later("every mail leaves", async || ground.is_idle().await).await;
    worker.stop().await;
    let counts = counts(&sink);
    assert_eq!(counts.len(), 300, "nobody is forgotten");
    assert!(counts.values().all(|count| *count <= 2));
    let twice = counts.values().filter(|count| **count == 2).count();
    assert!(twice <= clarion::pending::jobs::ON_THE_WAY_MAX, "{twice} got two");
}

async fn old_forms_are_forgotten(engine: Engine) {
    let sink = sink(None);
    let ground = ground(engine, &sink).await;
    ground.crowd(0..600).await;
    ground.app.clock.advance(31 * DAY);
    ground.crowd(600..601).await;
    let worker = ground.worker();
    ground.until_later("only the new form stays", async || ground.pending_rows().await == 1).await;
    worker.stop().await;
}

fn counts(sink: &SmtpSink) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for mail in sink.received() {
        *counts.entry(mail.to).or_insert(0) += 1;
    }
    counts
}

#[tokio::test]
async fn without_a_relay_mails_lie_in_the_outbox_by_time() {
    let ground = Ground::new(Engine::Sqlite, &[("CLARION_PUBLIC_URL", "http://localhost:8080")]).await;
    let worker = ground.worker();
    for name in ["ada", "bob", "cyd"] {
        ground.send_form(&ground.content(&format!("{name}@people.example"), "x@win.example\r\nBcc: v@people.example", "en")).await;
        ground.until_idle().await;
        ground.app.clock.advance(SECOND);
    }
    worker.stop().await;
    let mut files: Vec<_> =
        std::fs::read_dir(ground.tables.folder.join("outbox")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mails: Vec<String> = files.iter().map(|file| readable(&std::fs::read(file).unwrap())).collect();
    assert_eq!(mails.len(), 3);
    for (mail, name) in mails.iter().zip(["ada", "bob", "cyd"]) {
        assert!(mail.contains(&format!("\r\nTo: {name}@people.example\r\n")), "{mail}");
        assert!(!mail.contains("List-Unsubscribe"), "one-click wants https");
        assert!(mail.contains("http://localhost:8080/t/"));
        assert!(!mail.contains("win.example") && !mail.contains("Bcc"), "what is no name greets nobody");
    }
    assert!(files.iter().all(|file| file.extension().is_some_and(|end| end == "eml")));
}

#[tokio::test]
async fn the_outbox_refuses_a_send_of_more_than_a_thousand() {
    let ground = Ground::new(Engine::Sqlite, &[]).await;
    let mail = OutgoingMail {
        to: "ada@people.example".into(),
        postal_address: "1 Made-up Street".into(),
        text: "1 Made-up Street".into(),
        html: "1 Made-up Street".into(),
        ..OutgoingMail::default()
    };
    let outcomes = ground.mailer.send(vec![mail.clone(); 1001]).await;
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Refused(Refused::Outbox)));
    assert!(Refused::Outbox.to_string().contains("CLARION_SMTP_URL"));
    assert!(!ground.tables.folder.join("outbox").exists());
    assert_eq!(ground.mailer.send(vec![mail]).await, [Outcome::Accepted]);
}

#[tokio::test]
async fn without_a_postal_address_no_mail_leaves() {
    let sink = sink(None);
    let mut ground = ground(Engine::Sqlite, &sink).await;
    let bare = group(&ground.app, "").await;
    ground.petition = make_petition(&ground.app, bare.id, bare.id).await;
    ground.group = bare;
    let worker = ground.worker();
    ground.send_form(&ground.content("ada@people.example", "Ada", "en")).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((sink.count(), ground.mails("ada@people.example").await), (0, Some((1, 0))));
    assert!(!ground.is_idle().await, "it waits until the group has one");
    worker.stop().await;
    let sentence = Refused::Build(BuildProblem::PostalAddress).to_string();
    assert!(sentence.contains("postal address"), "{sentence}");
}
