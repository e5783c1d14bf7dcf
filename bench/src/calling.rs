//! A call to an audience over eighty groups: chosen, deduplicated, rendered, recorded and handed to a sink in this process, beside
//! writing and building the same mails on one core and nothing else.

use crate::table::{Line, say};
use clarion::app::App;
use clarion::clock::Clock;
use clarion::coalitions::{self, Coalition, Group, Role};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage, State, Words};
use clarion::messages::delivery::Sink;
use clarion::messages::{self, Builder, BuiltMail, Mailer, Outcome, OutgoingMail, Refused};
use clarion::people::{self, Coarse, Consent, ConsentStatus, Details, Purpose};
use clarion::web::lang::Lang;
use clarion::web::views_mail::MailFrame;
use clarion::web::views_messages::CallMail;
use db::{DatabaseUrl, Db};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const GOAL: f64 = 0.50;
const GROUPS: u64 = 80;
/// Every so many people stand in a second list.
const TWICE_EVERY: u64 = 4;
/// People put in with one commit while a database is filled.
const FILL_SLICE: u64 = 2_000;
/// Mails that the floor builds.
const FLOOR_MAILS: u64 = 20_000;
const ADDRESS: &str = "1 Made-up Street, Springfield, OH 45501";
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
    let app = open(url, folder);
    let mailer = Mailer::new(&app.settings).expect("the settings name a host");
    let (coalition, groups) = ground(&app);
    fill(&app, &groups, people);
    let floor = floor_per_second(&mailer);
    let sink = Counting { builder: mailer.builder(), mails: Arc::default() };
    let per_second = runtime.block_on(call(&app, sink.clone(), coalition, people));
    assert_eq!(sink.mails.load(Ordering::Relaxed), people, "each human once");
    let work = format!("call {people} people over {GROUPS} groups, in-process sink, {engine}");
    Line::of_rounds(format!("{work} (floor: rendering)"), &[(per_second, floor)], GOAL)
}

fn open(url: &str, folder: &Path) -> App {
    let db = Db::open(&DatabaseUrl::parse(url).expect("a well-formed URL"), None, db::Settings::default()).expect("it opens");
    let (clock, ids) = (Clock::System, Ids::System);
    db.migrate(clarion::schema::MIGRATIONS, clock.now()).expect("the tables are made");
    let vault = Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), &ids, clock.now()).expect("a fresh key opens");
    let variables = [
        ("CLARION_PUBLIC_URL".to_owned(), "https://act.example".to_owned()),
        ("CLARION_DATA_DIR".to_owned(), folder.display().to_string()),
    ];
    let settings = Settings::read(None, variables.into_iter(), &[]).expect("the settings are whole");
    App::new(db, vault, clock, ids, Arc::new(settings))
}

fn ground(app: &App) -> (Id, Vec<Id>) {
    let now = app.clock.now();
    let id = app.ids.fresh(now);
    let (about_en, about_es) = (String::new(), String::new());
    let coalition =
        Coalition { id, slug: "open-libraries".into(), name: "Open Libraries".into(), about_en, about_es, created_at: now };
    let group = |number: u64| Group {
        id: app.ids.fresh(now),
        slug: format!("group-{number}"),
        name: format!("Library Friends {number}"),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: ADDRESS.to_owned(),
        country: "US".to_owned(),
        created_at: now,
    };
    let groups: Vec<Group> = (0..GROUPS).map(group).collect();
    let ids = groups.iter().map(|group| group.id).collect();
    let keyed: Vec<_> = groups.into_iter().map(|group| (coalitions::key_for(&app.vault, &group, &app.ids), group)).collect();
    let made = app.db.write_bulk("bench.ground", move |tx| {
        coalitions::add_coalition(tx, &coalition)?;
        for (key, group) in &keyed {
            coalitions::add_group(tx, group, key)?;
            coalitions::join(tx, coalition.id, group.id, Role::Steering, now)?;
        }
        Ok(())
    });
    made.expect("an empty database takes them");
    (id, ids)
}

fn fill(app: &App, groups: &[Id], people: u64) {
    let (intake, now) = (app.intake(), app.clock.now());
    for first in (0..people).step_by(FILL_SLICE as usize) {
        let mut slice = Vec::new();
        for number in first..(first + FILL_SLICE).min(people) {
            for list in 0..if number % TWICE_EVERY == 0 { 2 } else { 1 } {
                let group = groups[((number + list) % GROUPS) as usize];
                let email = format!("person{number}@mail.example");
                let details = Details { given_name: format!("Given{}", number % 1000), email: email.clone(), ..Details::default() };
                let lang = if number % 5 == 0 { "es" } else { "en" };
                let coarse = Coarse { lang: lang.to_owned(), country: "US".to_owned(), ..Coarse::default() };
                let person = intake.person(group, now, Some(&email), details, coarse).expect("the group has a key");
                slice.push((person, agreed(group, now - list as i64)));
            }
        }
        let vault = app.vault.clone();
        let write = move |tx: &mut db::Tx<'_>| {
            let inputs: Vec<_> = slice.iter().map(|(person, _)| person).collect();
            let known = people::recognise(tx, &vault, now, &inputs)?;
            let consents: Vec<_> = known.iter().zip(&slice).map(|(known, (_, consent))| (known.identity, consent)).collect();
            people::consent::note(tx, &consents)
        };
        app.db.write_bulk("bench.fill", write).expect("the database takes them");
    }
}

fn agreed(group: Id, noted_at: i64) -> Consent {
    Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::Calls,
        status: ConsentStatus::Confirmed,
        words: people::consent::Words::new("en", "Yes, call me."),
        source: String::new(),
        noted_at,
    }
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
