//! Nobody can ask a petition who has signed it: a form of somebody who has signed gets the same answer as a newcomer's, in the same
//! time. The time is compared by t-tests over interleaved pairs, as tests of cryptographic code do.
//!
//! Both stories were seen to fail with their care taken out: docs/reference/cares.md says with what.

use super::mailing::Ground;
use super::visitors::{Site, Visitor, address, form};
use crate::harness::Answered;
use clarion::pending::{Kind, Link, link, take_form};
use clarion::petitions::confirm;
use db::Engine;
use std::time::Instant;
use tokio::task::JoinSet;

/// Above this two means differ (source: the usual bound of leakage tests, 4.5 standard errors).
const T_MAX: f64 = 4.5;
/// The fastest so many of a hundred answers of each kind are compared, in turn: a difference that noise hides in all of them stands
/// out in those that met none (so crops dudect: O. Reparaz and others, "Dude, is my code constant time?", 2017).
const FASTEST_PERCENT: [usize; 4] = [90, 50, 25, 10];

on_both!(who_has_signed_gets_the_same_answer, who_has_signed_is_answered_in_the_same_time);

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
        let answer = visitor.ask("POST", &site.page(), "192.0.2.1", &form(&stamp, email, "Ada", "20001")).await;
        answers.push(without_date(answer));
    }
    assert_eq!(answers[0].0, 303);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    let rows = ground.pending_rows().await;
    assert_eq!(rows, 5, "each mailbox has its row, whatever it did before");
    assert_eq!(ground.mails("signed@people.example").await, Some((2, 0)), "the form is taken like any other");
    let by_api = format!("/api/v2/petitions/{}/signatures", ground.petition.id);
    let mut answers = Vec::new();
    for email in people {
        let person = serde_json::json!({"given_name": "Ada", "family_name": "Made-Up", "email_addresses": [{"address": email}],
            "postal_addresses": [{"postal_code": "20001"}]});
        let answer = visitor.ask("POST", &by_api, "192.0.2.2", &serde_json::json!({ "person": person }).to_string()).await;
        answers.push(without_date(answer));
    }
    assert_eq!((answers[0].0, answers[0].2.as_str()), (200, "{}"));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "without an API key: {answers:#?}");
    assert_eq!(ground.mails("signed@people.example").await, Some((3, 0)));
}

/// All that somebody outside sees of an answer, but for when it came.
fn without_date(answer: Answered) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.into_iter().filter(|(name, _)| name != "date").collect();
    (answer.status, headers, answer.text)
}

async fn who_has_signed_is_answered_in_the_same_time(engine: Engine) {
    let pairs = if testkit::long() { 2_000 } else { 400 };
    let site = Site::open(engine, &[("CLARION_TRUSTED_PROXIES", "1")]).await;
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
    let compared = Compared::of(&fresh, &signed);
    eprintln!("{engine:?}, {pairs} pairs: {compared:?}");
    assert!(compared.t.abs() < T_MAX, "{compared:?}");
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

/// How two kinds of answers differ in time, among the fastest of each.
#[derive(Debug)]
struct Compared {
    /// Of a hundred.
    _fastest: usize,
    /// Microseconds that the first kind takes, and that the second takes.
    _means: [f64; 2],
    /// Their difference in standard errors.
    t: f64,
}

impl Compared {
    /// The crop of all in which they differ most.
    fn of(one: &[f64], other: &[f64]) -> Self {
        let all = FASTEST_PERCENT.map(|fastest| {
            let (one, other) = (Cropped::of(one, fastest), Cropped::of(other, fastest));
            let t = (one.mean - other.mean) / one.error.hypot(other.error);
            Self { _fastest: fastest, _means: [one.mean, other.mean], t }
        });
        all.into_iter().max_by(|one, other| one.t.abs().total_cmp(&other.t.abs())).unwrap()
    }
}

/// The mean of the fastest, and its standard error by the winsorised variance (K. K. Yuen, "The two-sample trimmed t for unequal
/// population variances", Biometrika 61, 1974).
struct Cropped {
    mean: f64,
    error: f64,
}

impl Cropped {
    fn of(times: &[f64], fastest: usize) -> Self {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        let (count, kept) = (times.len() as f64, times.len() * fastest / 100);
        let slowest = times[kept - 1];
        let winsorised: Vec<f64> = times.iter().map(|time| time.min(slowest)).collect();
        let middle = mean(&winsorised);
        let variance = winsorised.iter().map(|time| (time - middle).powi(2)).sum::<f64>() / (count - 1.0);
        Self { mean: mean(&times[..kept]), error: (variance / count).sqrt() * count / kept as f64 }
    }
}

fn mean(times: &[f64]) -> f64 {
    times.iter().sum::<f64>() / times.len() as f64
}

#[test]
fn the_test_sees_a_difference_of_a_tenth() {
    let times = |base: f64, factor: u32| -> Vec<f64> { (0..400).map(|n| base + f64::from(n * factor % 41)).collect() };
    let ours = times(100.0, 7);
    assert!(Compared::of(&ours, &times(100.0, 13)).t.abs() < 1.0);
    assert!(Compared::of(&ours, &times(110.0, 13)).t < -T_MAX);
    let mut outlying = ours.clone();
    outlying.iter_mut().step_by(20).for_each(|time| *time += 100_000.0);
    assert!(Compared::of(&outlying, &times(100.0, 13)).t.abs() < T_MAX, "what met a checkpoint tells nothing");
}
