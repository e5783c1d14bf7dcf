//! A crowd signs: made-up people with real ZIPs send the public form over HTTP, get their mail over SMTP, open its link and press
//! its button. Nobody is lost, nobody counts twice, and the count is right at every moment. 60,000 people in a long run.

use super::visitors::{Looks, Site, Visitor, address, first_action, form, path_of};
use db::Engine;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use testkit::smtp_sink::{Keep, SinkSettings, SmtpSink};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

/// Browsers that send forms, and as many that answer mails.
const BROWSERS: usize = 32;
/// Readers that compare: one alone counts too few times while PostgreSQL takes the crowd.
const READERS: usize = 2;
/// All of it, from the first form to the last answered mail, takes no longer.
const WITHIN: Duration = Duration::from_secs(300);

mod rows {
    db::statements! {
        UNANSWERED = "SELECT COUNT(*) FROM pending WHERE confirmed_at IS NULL";
        ANSWERED = "SELECT COUNT(*) FROM pending WHERE confirmed_at IS NOT NULL";
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_signs_and_confirms_sqlite() {
    a_crowd_signs_and_confirms(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_signs_and_confirms_postgres() {
    a_crowd_signs_and_confirms(Engine::Postgres).await;
}

async fn a_crowd_signs_and_confirms(engine: Engine) {
    let (people, looks_wanted) = if testkit::long() { (60_000, 10_000) } else { (600, 20) };
    let (mailed, links) = mpsc::unbounded_channel();
    let on_mail = move |mail: &testkit::smtp_sink::Received| drop(mailed.send(mail.link.clone().unwrap()));
    let settings = SinkSettings { keep: Keep::Link, on_mail: Some(Arc::new(on_mail)), ..SinkSettings::default() };
    let sink = SmtpSink::start(settings);
    let mut site = Site::open(engine, &[("CLARION_SMTP_URL", &sink.url()), ("CLARION_TRUSTED_PROXIES", "1")]).await;
    site.let_time_pass();
    let (worker, readers) = (site.ground.worker(), [(); READERS].map(|()| site.reader()));
    let began = Instant::now();
    let mut answering = answer_mails(&site, links, people).await;
    send_forms(&site, people).await;
    let sent = began.elapsed();
    let all = tokio::time::timeout(WITHIN.saturating_sub(sent), async { while answering.join_next().await.is_some() {} });
    assert!(all.await.is_ok(), "{} mails came and {:?} are counted", sink.count(), site.counts().await.0.confirmed);
    let took = began.elapsed();
    let mut looks = Looks::default();
    for reader in readers {
        looks.add(reader.end().await);
    }
    worker.stop().await;
    let rate = people as f64 / took.as_secs_f64();
    eprintln!("{engine:?}: {people} people in {took:.1?} ({rate:.0}/s), forms taken after {sent:.1?}; {looks:?}");
    assert_eq!((looks.different, looks.fallen), (0, 0), "{looks:?}");
    assert!(looks.taken >= looks_wanted && looks.moved > 0, "{looks:?}");
    check_the_end(&site, &sink, people).await;
}

/// Nothing lost, nothing twice.
async fn check_the_end(site: &Site, sink: &SmtpSink, people: usize) {
    let (tallies, counted) = site.counts().await;
    assert_eq!(tallies, counted);
    let regions: BTreeMap<String, i64> = tallies.regions.iter().map(|row| (row.region.clone(), row.confirmed)).collect();
    assert_eq!(tallies.confirmed, people as i64);
    assert_eq!(regions, regions_of(people), "each in their own state");
    let received = sink.received();
    let mailboxes: HashSet<&str> = received.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!((received.len(), mailboxes.len()), (people, people), "one mail to each mailbox");
    assert_eq!(sink.violations(), Vec::<String>::new());
    let pending = site.ground.app.db.read_newest(|tx| {
        let unanswered = tx.first(&rows::UNANSWERED, &[], |row| row.int(0))?;
        Ok((unanswered, tx.first(&rows::ANSWERED, &[], |row| row.int(0))?))
    });
    assert_eq!(pending.await.unwrap(), (Some(0), Some(people as i64)));
    assert!(site.ground.is_idle().await, "no mail waits");
}

/// Everybody's form, each from an address of their own.
async fn send_forms(site: &Site, people: usize) {
    let (page, next, zips) = (Arc::new(site.page()), Arc::new(AtomicUsize::new(0)), Arc::new(real_zips()));
    let mut browsers = JoinSet::new();
    for _ in 0..BROWSERS.min(people) {
        let (page, next, zips) = (Arc::clone(&page), Arc::clone(&next), Arc::clone(&zips));
        let (mut visitor, stamp) = (site.visitor().await, site.stamp().await);
        browsers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number >= people {
                    return;
                }
                let body = form(&stamp, &format!("p{number}@people.example"), &name(number), &zips[number % zips.len()]);
                let answer = visitor.ask("POST", &page, &address(number), &body).await;
                assert_eq!((answer.status, answer.header("location")), (303, format!("{page}/check-mail").as_str()));
            }
        });
    }
    browsers.join_all().await;
}

/// Browsers that open the link of each mail that comes and press its button, as many mails as there are people.
async fn answer_mails(site: &Site, links: mpsc::UnboundedReceiver<String>, people: usize) -> JoinSet<()> {
    let (links, taken) = (Arc::new(Mutex::new(links)), Arc::new(AtomicUsize::new(0)));
    let mut browsers = JoinSet::new();
    for _ in 0..BROWSERS {
        let (links, taken, mut visitor) = (Arc::clone(&links), Arc::clone(&taken), site.visitor().await);
        browsers.spawn(async move {
            while taken.fetch_add(1, Ordering::SeqCst) < people {
                let link = links.lock().await.recv().await.unwrap();
                press(&mut visitor, path_of(&link)).await;
            }
        });
    }
    browsers
}

/// Opens a mail's link and presses the button of its page.
async fn press(visitor: &mut Visitor, link: &str) {
    let page = visitor.get(link).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let answer = visitor.post(first_action(&page.text), "").await;
    assert_eq!((answer.status, answer.header("location")), (303, link));
}

/// A name without digits, since nobody is called by a number.
fn name(number: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap());
    format!("A{}{}{}", letter(number), letter(number / 26), letter(number / 676))
}

/// A ZIP under each prefix that the Postal Service uses.
fn real_zips() -> Vec<String> {
    (0..1000).map(|prefix| format!("{prefix:03}01")).filter(|zip| seal::zip::state(zip).is_some()).collect()
}

/// Where the crowd lives.
fn regions_of(people: usize) -> BTreeMap<String, i64> {
    let zips = real_zips();
    let mut regions = BTreeMap::new();
    for number in 0..people {
        *regions.entry(seal::zip::state(&zips[number % zips.len()]).unwrap().to_owned()).or_default() += 1;
    }
    regions
}
