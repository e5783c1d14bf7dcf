//! Nobody can ask a petition who has signed it: a form of somebody who has signed gets the same answer as a newcomer's, in the same
//! time. The time is compared by Welch's t-test over interleaved pairs, as tests of cryptographic code do.
//!
//! The first story was seen to fail with forms of those who have signed answered without their write.

use super::mailing::Ground;
use super::visitors::{Site, Visitor, address, form};
use clarion::pending::{Kind, Link, link, take_form};
use clarion::petitions::confirm;
use db::Engine;
use std::time::Instant;
use tokio::task::JoinSet;

/// Above this two means differ (source: the usual bound of leakage tests, 4.5 standard errors).
const T_MAX: f64 = 4.5;
/// Of a hundred measurements so many of the slowest are left out: those that met a checkpoint or another process.
const TRIMMED_PERCENT: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_signed_gets_the_same_answer_sqlite() {
    who_has_signed_gets_the_same_answer(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_signed_gets_the_same_answer_postgres() {
    who_has_signed_gets_the_same_answer(Engine::Postgres).await;
}

async fn who_has_signed_gets_the_same_answer(engine: Engine) {
    let site = Site::open(engine, &[("CLARION_TRUSTED_PROXIES", "1")]).await;
    let ground = &site.ground;
    ground.send_form(&ground.content("waits@people.example", "Ada", "en")).await;
    sign(ground, "signed@people.example").await;
    ground.not_me(&wait_for_click(ground, "no-more@people.example").await).await;
    let (stamp, mut visitor) = (site.stamp().await, site.visitor().await);
    let mut answers = Vec::new();
    let over_the_limit = std::iter::repeat_n("fresh-too@people.example", 7);
    let people = ["fresh@people.example", "waits@people.example", "signed@people.example", "no-more@people.example"];
    for email in people.into_iter().chain(over_the_limit) {
        let mut answer = visitor.ask("POST", &site.page(), "192.0.2.1", &form(&stamp, email, "Ada", "20001")).await;
        answer.headers.retain(|(name, _)| name != "date");
        answers.push((answer.status, answer.headers, answer.text));
    }
    assert_eq!(answers[0].0, 303);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    let rows = ground.pending_rows().await;
    assert_eq!(rows, 5, "each mailbox has its row, whatever it did before");
    assert_eq!(ground.mails("signed@people.example").await, Some((2, 0)), "the form is taken like any other");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_signed_is_answered_in_the_same_time() {
    let pairs = if testkit::long() { 2_000 } else { 400 };
    let site = Site::open(Engine::Sqlite, &[("CLARION_TRUSTED_PROXIES", "1")]).await;
    // In steps, since signing waits in the same queue for everybody.
    for first in (0..pairs).step_by(100) {
        let mut signing = JoinSet::new();
        for number in first..(first + 100).min(pairs) {
            signing.spawn(signing_of(&site.ground, &mailbox("s", number)));
        }
        signing.join_all().await;
    }
    assert_eq!(site.counts().await.0.confirmed, pairs as i64);
    let (stamp, page, mut visitor) = (site.stamp().await, site.page(), site.visitor().await);
    for number in 0..50 {
        time(&mut visitor, &page, number, &form(&stamp, &mailbox("w", number), "Ada", "20001")).await;
    }
    let (mut fresh, mut signed) = (Vec::new(), Vec::new());
    for number in 0..pairs {
        let forms = ["f", "s"].map(|kind| form(&stamp, &mailbox(kind, number), "Ada", "20001"));
        // Each is first in half of the pairs.
        for which in [number % 2, 1 - number % 2] {
            let took = time(&mut visitor, &page, 1000 + number * 2 + which, &forms[which]).await;
            if which == 0 { fresh.push(took) } else { signed.push(took) }
        }
    }
    let t = welch(&trimmed(fresh.clone()), &trimmed(signed.clone()));
    let (fresh, signed) = (mean(&trimmed(fresh)), mean(&trimmed(signed)));
    eprintln!("{pairs} pairs: fresh {fresh:.1} us, signed {signed:.1} us, t = {t:.2}");
    assert!(t.abs() < T_MAX, "t = {t}: fresh {fresh} us, signed {signed} us");
}

/// Mailboxes of every kind are equally long.
fn mailbox(kind: &str, number: usize) -> String {
    format!("{kind}{number:06}@people.example")
}

/// Microseconds from sending a form to its answer.
async fn time(visitor: &mut Visitor, page: &str, from: usize, body: &str) -> f64 {
    let began = Instant::now();
    let answer = visitor.ask("POST", page, &address(from), body).await;
    let took = began.elapsed().as_secs_f64() * 1e6;
    assert_eq!(answer.status, 303);
    took
}

async fn sign(ground: &Ground, email: &str) {
    signing_of(ground, email).await;
}

/// A form and its click, as a future of its own, so that many go together.
fn signing_of(ground: &Ground, email: &str) -> impl Future<Output = ()> + Send + 'static {
    let (app, group, content) = (ground.app.clone(), ground.group.id, ground.content(email, "Ada", "en"));
    async move {
        let now = app.clock.now();
        let form = take_form::prepare(&app.vault, &app.ids, (Kind::Signature, group), &content, false, now).unwrap();
        let (hash, vault) = (form.token_hash, app.vault.clone());
        app.take_form.submit(form).await.unwrap().unwrap();
        let link = app.db.read_newest(move |tx| link::look(tx, &vault, now, &hash)).await.unwrap();
        let Link::Waiting(form) = link else { panic!("the link waits for a click") };
        let input = confirm::prepare(&app.intake(), &form, now, |_| String::new()).unwrap();
        app.confirm.submit(input).await.unwrap().unwrap();
    }
}

/// The link of a form that nobody clicked.
async fn wait_for_click(ground: &Ground, email: &str) -> String {
    let (app, content) = (&ground.app, ground.content(email, "Ada", "en"));
    let form =
        take_form::prepare(&app.vault, &app.ids, (Kind::Signature, ground.group.id), &content, false, app.clock.now()).unwrap();
    let link = format!("/t/{}", app.vault.token(form.id).to_text());
    app.take_form.submit(form).await.unwrap().unwrap();
    link
}

fn trimmed(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times.truncate(times.len() - times.len() * TRIMMED_PERCENT / 100);
    times
}

fn mean(times: &[f64]) -> f64 {
    times.iter().sum::<f64>() / times.len() as f64
}

/// Welch's t: the difference of two means in standard errors.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let error = |times: &[f64]| {
        let mean = mean(times);
        let squares: f64 = times.iter().map(|time| (time - mean).powi(2)).sum();
        squares / (times.len() - 1) as f64 / times.len() as f64
    };
    (mean(one) - mean(other)) / (error(one) + error(other)).sqrt()
}

#[test]
fn the_test_sees_a_difference_of_a_tenth() {
    let times = |base: f64| -> Vec<f64> { (0..400).map(|n| base + f64::from(n % 40)).collect() };
    assert!(welch(&times(100.0), &times(100.0)).abs() < 0.01);
    assert!(welch(&times(100.0), &times(110.0)).abs() > T_MAX);
}
