//! What other petition sites get wrong: many signatures of one mailbox, links that a mail scanner follows, limits that a header
//! lifts, counts that are wrong while they move. That nobody can ask who has signed stands in `peers_timing`.
//!
//! Each story was seen to fail with its care taken out: docs/reference/cares.md says with what.

use super::visitors::{Site, Visitor, address, first_action, form, path_of, public_number};
use clarion::ids::Id;
use clarion::people::{Coarse, Details};
use clarion::petitions::{Beside, SignInput, SignatureKind};
use clarion::schema;
use db::Engine;
use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};
use testkit::smtp_sink::{SinkSettings, SmtpSink, first_link};
use tokio::task::JoinSet;

const WITHIN: Duration = Duration::from_secs(30);
/// A count is at most a second old; the page itself takes a while on a machine where everything runs at once.
const OLD: Duration = Duration::from_secs(2);

on_both!(
    a_thousand_names_of_one_mailbox_are_one_signature,
    a_thousand_proved_names_of_one_mailbox_are_one_signature,
    whoever_only_looks_changes_nothing,
    made_up_hops_lift_no_limit,
    the_count_is_the_rows_while_a_crowd_signs,
);

async fn site(engine: Engine, sink: &SmtpSink, hops: &str) -> Site {
    Site::open(engine, &[("CLARION_SMTP_URL", &sink.url()), ("CLARION_TRUSTED_PROXIES", hops)]).await
}

fn sink() -> SmtpSink {
    SmtpSink::start(SinkSettings::default())
}

/// Forty browsers send forms, and forty press the button of the one link.
async fn a_thousand_names_of_one_mailbox_are_one_signature(engine: Engine) {
    let sink = sink();
    let mut site = site(engine, &sink, "1").await;
    site.let_time_pass();
    let worker = site.ground.worker();
    let (stamp, page) = (site.stamp().await, site.page());
    let mut browsers = JoinSet::new();
    for browser in 0..40 {
        let (mut visitor, stamp, page) = (site.visitor().await, stamp.clone(), page.clone());
        browsers.spawn(async move {
            for number in browser * 25..(browser + 1) * 25 {
                let body = form(&stamp, &format!("Ada+{number}@People.example"), &format!("Name {number}"), "20001");
                assert_eq!(visitor.ask("POST", &page, &address(number), &body).await.status, 303);
            }
        });
    }
    browsers.join_all().await;
    site.ground.until_later("every mail was settled", async || site.ground.is_idle().await).await;
    let links: HashSet<String> = sink.received().iter().map(|mail| first_link(&mail.data).unwrap()).collect();
    assert!((1..=5).contains(&sink.count()) && links.len() == 1, "{} mails, {} links", sink.count(), links.len());
    let link = links.into_iter().next().unwrap();
    let action = first_action(&site.visitor().await.get(path_of(&link)).await.text).to_owned();
    let mut browsers = JoinSet::new();
    for _ in 0..40 {
        let (mut visitor, action) = (site.visitor().await, action.clone());
        browsers.spawn(async move { visitor.post(&action, "").await.status });
    }
    assert_eq!(browsers.join_all().await, [303; 40]);
    let (tallies, rows) = site.counts().await;
    assert_eq!((tallies.confirmed, rows.confirmed), (1, 1));
    worker.stop().await;
}

/// A thousand at once past the form, where only the database's key stands.
async fn a_thousand_proved_names_of_one_mailbox_are_one_signature(engine: Engine) {
    let site = Site::open(engine, &[]).await;
    let (held, came) = (hold_writers(&site, engine).await, Arc::new(AtomicUsize::new(0)));
    let mut signing = JoinSet::new();
    for number in 0..1000 {
        let (input, sign) = (signer(&site, "ada@people.example", &format!("Name {number}"), "DC"), site.ground.app.sign.clone());
        let came = Arc::clone(&came);
        signing.spawn(async move {
            came.fetch_add(1, Ordering::SeqCst);
            sign.submit(input).await.unwrap().unwrap()
        });
    }
    while came.load(Ordering::SeqCst) < 1000 {
        tokio::task::yield_now().await;
    }
    drop(held);
    let signed = signing.join_all().await;
    let signatures: HashSet<Id> = signed.iter().map(|signed| signed.signature).collect();
    assert_eq!((signatures.len(), signed.iter().filter(|signed| signed.added).count()), (1, 1));
    let (tallies, rows) = site.counts().await;
    assert_eq!((tallies.confirmed, rows.confirmed), (1, 1));
}

/// Lets no write through until what it returns is dropped, so that all who come meanwhile meet in the first slices.
async fn hold_writers(site: &Site, engine: Engine) -> mpsc::Sender<()> {
    let ((release, held), (started, starts)) = (mpsc::channel(), mpsc::channel());
    let held = Arc::new(Mutex::new(held));
    let writers = if engine == Engine::Postgres { 2 } else { 1 };
    for _ in 0..writers {
        let (db, held, started) = (site.ground.app.db.clone(), Arc::clone(&held), started.clone());
        tokio::spawn(async move {
            let hold = move |_: &mut db::Tx<'_>| {
                started.send(()).ok();
                held.lock().unwrap().recv().ok();
                Ok(())
            };
            db.write("stories.hold", hold).await
        });
    }
    tokio::task::spawn_blocking(move || (0..writers).for_each(|_| starts.recv().unwrap())).await.unwrap();
    release
}

fn signer(site: &Site, email: &str, given_name: &str, region: &str) -> SignInput {
    let (app, now) = (&site.ground.app, site.ground.app.clock.now());
    let details = Details { given_name: given_name.to_owned(), email: email.to_owned(), ..Details::default() };
    let coarse = Coarse { country: "US".into(), region: region.into(), ..Coarse::default() };
    let mut person = app.intake().person(site.ground.group.id, now, Some(email), details, coarse).unwrap();
    person.email_proved = true;
    SignInput {
        petition: site.ground.petition.id,
        signature: app.ids.fresh(now),
        kind: SignatureKind::Confirmed,
        person,
        also: Vec::new(),
        consents: Vec::new(),
        sealed_comment: None,
        signed_at: now,
        beside: Beside::default(),
    }
}

/// Scanners of mail follow links.
async fn whoever_only_looks_changes_nothing(engine: Engine) {
    let sink = sink();
    let site = site(engine, &sink, "0").await;
    let worker = site.ground.worker();
    site.ground.send_form(&site.ground.content("ada@people.example", "Ada", "en")).await;
    assert!(sink.wait_for(1, WITHIN).await);
    site.ground.until_idle().await;
    worker.stop().await;
    let link = first_link(&sink.received()[0].data).unwrap();
    let link = path_of(&link);
    let (mut visitor, before) = (site.visitor().await, everything(&site).await);
    let shown = visitor.get(link).await.text;
    assert!(everything(&site).await == before, "opening the link changed a row");
    let version = first_action(&shown).to_owned();
    for path in [link, &version, &format!("{link}/not-me"), &format!("{link}/unsubscribe"), &format!("/es{link}")] {
        for method in ["GET", "HEAD", "OPTIONS"] {
            let status = visitor.ask(method, path, "", "").await.status;
            assert!(everything(&site).await == before, "{method} {} changed a row", path.replace(link, "<link>"));
            assert!(matches!(status, 200 | 405), "{method} {path}: {status}");
        }
    }
    assert_eq!(visitor.post(&version, "").await.status, 303);
    assert_eq!(site.counts().await.0.confirmed, 1, "the button does what looking did not");
    assert_ne!(everything(&site).await, before);
}

/// Every row of every table.
async fn everything(site: &Site) -> Vec<u8> {
    let (db, written) = (site.ground.app.db.clone(), Arc::new(Mutex::new(Vec::new())));
    let out = Shared(Arc::clone(&written));
    let report = tokio::task::spawn_blocking(move || db::write_archive(&db, schema::MIGRATIONS, out)).await.unwrap();
    report.unwrap();
    std::mem::take(&mut *written.lock().unwrap())
}

struct Shared(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Five forms of an address are mailed at once, later ones wait.
async fn made_up_hops_lift_no_limit(engine: Engine) {
    let same = |_: usize| "192.0.2.1".to_owned();
    let other = |number: usize| address(1_000 + number);
    for (hops, who, mailed_at_once) in [
        ("0", &(|number| address(number)) as &dyn Fn(usize) -> String, 5),
        ("1", &|number| format!("{}, {}", address(number), same(number)), 5),
        ("1", &|number| format!("{}, {}", same(number), address(number)), 8),
        // Two strangers' hops before the two that are known: counted from the left the second would be a stranger's.
        ("2", &|number| format!("{}, {}, {}, 198.51.100.7", address(number), other(number), same(number)), 5),
        ("2", &|number| format!("{}, {}, {}, 198.51.100.7", same(number), same(number), address(number)), 8),
    ] {
        let sink = sink();
        let site = site(engine, &sink, hops).await;
        let worker = site.ground.worker();
        let (stamp, page, mut visitor) = (site.stamp().await, site.page(), site.visitor().await);
        for number in 0..8 {
            let body = form(&stamp, &format!("p{number}@people.example"), "Ada", "20001");
            assert_eq!(visitor.ask("POST", &page, &who(number), &body).await.status, 303);
        }
        assert!(sink.wait_for(mailed_at_once, WITHIN).await, "{hops} hops: {} mails", sink.count());
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(sink.count(), mailed_at_once, "{hops} hops");
        site.ground.until_later("the mails of the forms over the limit", async || sink.count() == 8).await;
        worker.stop().await;
    }
}

async fn the_count_is_the_rows_while_a_crowd_signs(engine: Engine) {
    // A look costs as much as there are rows: rather many crowds than a large one.
    for _ in 0..if testkit::long() { 20 } else { 1 } {
        a_reader_looks_500_times(engine).await;
    }
}

async fn a_reader_looks_500_times(engine: Engine) {
    let mut site = Site::open(engine, &[]).await;
    site.let_time_pass();
    let (reader, committed) = (site.reader(), Arc::new(AtomicUsize::new(0)));
    let onlooker = tokio::spawn(look_at_the_page(site.visitor().await, site.page(), Arc::clone(&committed)));
    let (mut signed, began) = (0, Instant::now());
    while reader.taken() < 500 || signed < 2_000 || began.elapsed() < OLD * 2 {
        let mut signing = JoinSet::new();
        for number in signed..signed + 10 {
            let region = ["CA", "OH", "TX", "WY"][number % 4];
            let (input, sign) = (signer(&site, &format!("p{number}@people.example"), "Ada", region), site.ground.app.sign.clone());
            signing.spawn(async move { sign.submit(input).await.unwrap().unwrap() });
        }
        signing.join_all().await;
        signed += 10;
        committed.store(signed, Ordering::SeqCst);
    }
    let looks = reader.end().await;
    onlooker.abort();
    assert!(onlooker.await.is_err_and(|ended| ended.is_cancelled()), "the public number fell or is old");
    eprintln!("{engine:?}: {signed} signatures, {looks:?}");
    assert_eq!((looks.different, looks.fallen), (0, 0), "{looks:?}");
    assert!(looks.moved > 10, "the count moved under the reader's eyes: {looks:?}");
}

/// The public number goes up and never down, and knows of everybody who had signed a second before.
async fn look_at_the_page(mut visitor: Visitor, page: String, committed: Arc<AtomicUsize>) {
    let (mut shown, mut known) = (0, VecDeque::new());
    loop {
        known.push_back((Instant::now(), committed.load(Ordering::SeqCst)));
        let now = public_number(&visitor.get(&page).await.text);
        assert!(now >= shown, "the page said {shown} and then {now}");
        while let Some((_, signed)) = known.pop_front_if(|(at, _)| at.elapsed() > OLD) {
            assert!(now >= i64::try_from(signed).unwrap(), "{signed} had signed {OLD:?} ago, and the page says {now}");
        }
        shown = now;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
