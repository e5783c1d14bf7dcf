//! A call to an audience over eighty groups: chosen, deduplicated, rendered, recorded and handed to a sink in this process, beside
//! writing and building the same mails on one core and nothing else.

use crate::crowd::{ADDRESS, Crowd, GROUPS};
use crate::table::{Line, say};
use clarion::app::App;
use clarion::ids::Id;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage, State, Words};
use clarion::messages::delivery::Sink;
use clarion::messages::{self, Builder, BuiltMail, Mailer, Outcome, OutgoingMail, Refused};
use clarion::web::lang::Lang;
use clarion::web::views_mail::MailFrame;
use clarion::web::views_messages::CallMail;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const GOAL: f64 = 0.50;
/// Mails that the floor builds.
const FLOOR_MAILS: u64 = 20_000;
const BODY: &str = "The budget was cut last night. Come to your library on Saturday at noon, and bring a book that you love.\n\n\
     Marshals wear yellow vests. If you cannot come, call your county commissioner on Monday.\n\nThank you for standing with us.";

/// Counts what comes, and drops it.
#[derive(Clone)]
struct Counting {
    builder: Builder,
    mails: Arc<AtomicU64>,
}

impl Sink for Counting {
    const IS_DRILL: bool = false;

    fn prepare(&self, mail: OutgoingMail) -> Result<BuiltMail, Refused> {
        self.builder.prepare(mail)
    }

    async fn hand_over(&self, mails: Vec<BuiltMail>) -> Vec<Outcome> {
        self.mails.fetch_add(mails.len() as u64, Ordering::Relaxed);
        vec![Outcome::Accepted; mails.len()]
    }

    fn is_ready(&self) -> bool {
        true
    }

    fn is_too_many(&self, _: i64) -> bool {
        false
    }
}

/// Measures it on a database of its own.
pub fn measure(runtime: &tokio::runtime::Runtime, engine: &str, url: &str, folder: &Path, people: u64) -> Line {
    let crowd = Crowd::new(url, folder);
    let app = &crowd.app;
    let mailer = Mailer::new(&app.settings).expect("the settings name a host");
    crowd.fill(people);
    let floor = floor_per_second(&mailer);
    let sink = Counting { builder: mailer.builder(), mails: Arc::default() };
    let per_second = runtime.block_on(call(app, sink.clone(), crowd.coalition, people));
    assert_eq!(sink.mails.load(Ordering::Relaxed), people, "each human once");
    let work = format!("call {people} people over {GROUPS} groups, in-process sink, {engine}");
    Line::of_rounds(format!("{work} (floor: rendering)"), &[(per_second, floor)], GOAL)
}

/// Mails written and built a second, on one core.
fn floor_per_second(mailer: &Mailer) -> f64 {
    let begun = Instant::now();
    for number in 0..FLOOR_MAILS {
        let link = format!("https://act.example/t/leave/{number:096}");
        let mail = MailFrame {
            lang: Lang::En,
            given_name: format!("Given{number}"),
            group_name: "Library Friends 7".to_owned(),
            postal_address: ADDRESS.to_owned(),
            unsubscribe_url: link.clone(),
        };
        let notice_url = "https://act.example/n/K7QF-2M".to_owned();
        let call = CallMail {
            former: None,
            mail,
            subject: "It is called: Saturday at noon",
            body: BODY,
            coalition_name: "Open Libraries",
            notice_code: "K7QF-2M",
            notice_url,
            own_event: None,
        };
        let words = call.words();
        let built = mailer.prepare(OutgoingMail {
            from_name: "Library Friends 7".to_owned(),
            postal_address: ADDRESS.to_owned(),
            to: format!("person{number}@mail.example"),
            subject: words.subject,
            text: words.text,
            html: words.html,
            unsubscribe_url: link,
            ..OutgoingMail::default()
        });
        std::hint::black_box(built.expect("it can be built"));
    }
    FLOOR_MAILS as f64 / begun.elapsed().as_secs_f64()
}

/// People a second, from the start of the call to its end.
async fn call(app: &App, sink: Counting, coalition: Id, people: u64) -> f64 {
    let mut registry = jobs::Registry::new();
    messages::jobs::register_with(&mut registry, app, sink);
    let clock = app.clock.clone();
    let settings = jobs::Settings::new(app.ids.bytes(), app.waker.clone());
    let worker = jobs::Worker::start(app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings);
    let (now, sending) = (app.clock.now(), app.ids.fresh(app.clock.now()));
    let words = |lang| Words { lang, subject: "It is called: Saturday at noon".to_owned(), body: BODY.to_owned() };
    let message = NewMessage {
        id: app.ids.fresh(now),
        sending,
        coalition,
        plan: None,
        corrects: None,
        kind: Kind::Call,
        wave: 1,
        is_drill: false,
        audience: Audience::Everyone,
        words: vec![words(Lang::En), words(Lang::Es)],
        notice_code: "K7QF-2M".to_owned(),
        starts_at: now,
    };
    let begun = Instant::now();
    app.db.write("bench.start", move |tx| calls::start(tx, now, &message)).await.expect("it starts");
    app.waker.wake();
    let mut frozen = None;
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let read = app.db.read_newest(move |tx| Ok((calls::sending(tx, sending)?, calls::progress(tx, sending)?)));
        let (state, waves) = read.await.expect("the database answers");
        if frozen.is_none() && waves.iter().all(|wave| wave.frozen_at.is_some()) {
            frozen = Some(begun.elapsed());
        }
        if state.is_some_and(|sending| sending.state == State::Ended) {
            break;
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    say(&format!("  chosen and frozen after {:.2} s, all after {seconds:.2} s", frozen.unwrap_or_default().as_secs_f64()));
    worker.stop().await;
    people as f64 / seconds
}
