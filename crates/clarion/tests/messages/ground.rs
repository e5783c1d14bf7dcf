//! What stories about messages stand on: a coalition with groups and their people, workers with sinks that count, stall or die.

use crate::harness::tables::Tables;
use clarion::app::App;
use clarion::clock::{Clock, SECOND};
use clarion::coalitions::{self, Coalition, Group, Role};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::messages::audience::Audience;
use clarion::messages::calls::{self, Kind, NewMessage, Progress, Sending, State, Wave, Words};
use clarion::messages::delivery::{Relay, Sink};
use clarion::messages::{self, Builder, BuiltMail, Mailer, Outcome, OutgoingMail, Refused};
use clarion::people::consent::Words as ConsentWords;
use clarion::people::{self, Coarse, Consent, ConsentStatus, Details, Purpose};
use clarion::web::lang::Lang;
use db::Engine;
use jobs::{Registry, Worker};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::watch;

pub const START: i64 = 1_800_000_000 * SECOND;
pub const POSTAL_ADDRESS: &str = "1 Made-up Street\nSpringfield, OH 45501";
pub const WITHIN: Duration = Duration::from_secs(60);

pub struct Ground {
    pub app: App,
    pub mailer: Mailer,
    pub coalition: Id,
    pub groups: Vec<Id>,
    // Dropped after the connections above.
    _tables: Tables,
}

impl Ground {
    /// A server with these settings, and a coalition of steering groups.
    pub async fn new(engine: Engine, clock: Clock, groups: usize, settings: &[(&str, &str)]) -> Self {
        let tables = Tables::new(engine);
        let data_dir = tables.folder.path().display().to_string();
        let fixed = [("CLARION_DATA_DIR", data_dir.as_str()), ("CLARION_PUBLIC_URL", "https://act.example")];
        let variables = fixed.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let app = tables.app(clock, Ids::seeded(1), Settings::read(None, variables, &[]).unwrap());
        let mailer = Mailer::new(&app.settings).unwrap();
        let coalition = app.ids.fresh(START);
        let made = Coalition {
            id: coalition,
            slug: "open-libraries".into(),
            name: "Open Libraries".into(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: START,
        };
        assert!(app.db.write("stories.coalition", move |tx| coalitions::add_coalition(tx, &made)).await.unwrap());
        let mut ground = Self { app, mailer, coalition, groups: Vec::new(), _tables: tables };
        for number in 0..groups {
            let group = ground.add_group(&format!("Group {number}"), POSTAL_ADDRESS, Role::Steering).await;
            ground.groups.push(group);
        }
        ground
    }

    pub async fn add_group(&self, name: &str, postal_address: &str, role: Role) -> Id {
        let (app, coalition) = (&self.app, self.coalition);
        let id = app.ids.fresh(START);
        let group = Group {
            id,
            slug: format!("g-{id}"),
            name: name.into(),
            about_en: String::new(),
            about_es: String::new(),
            postal_address: postal_address.into(),
            country: "US".into(),
            created_at: START,
        };
        let key = coalitions::key_for(&app.vault, &group, &app.ids);
        let added = app.db.write("stories.group", move |tx| {
            coalitions::join(tx, coalition, id, role, START)?;
            coalitions::add_group(tx, &group, &key)
        });
        assert!(added.await.unwrap());
        id
    }

    /// Somebody in a group's list, with or without a consent to calls since an instant.
    pub async fn add(&self, group: Id, email: &str, zip: &str, lang: &str, agreed_at: Option<i64>) -> Id {
        self.add_many(group, vec![(email.to_owned(), zip.to_owned(), lang.to_owned(), agreed_at)]).await[0]
    }

    pub async fn add_many(&self, group: Id, people: Vec<(String, String, String, Option<i64>)>) -> Vec<Id> {
        let intake = self.app.intake();
        let inputs: Vec<_> = people
            .iter()
            .map(|(email, zip, lang, _)| {
                let details = Details { given_name: "Ana".into(), email: email.clone(), ..Details::default() };
                let coarse = Coarse { zip: zip.clone(), lang: lang.clone(), country: "US".into(), ..Coarse::default() };
                let folded = seal::email::fold(email).unwrap().folded;
                intake.person(group, START, Some(&folded), details, coarse).unwrap()
            })
            .collect();
        let vault = self.app.vault.clone();
        let write = move |tx: &mut db::Tx<'_>| {
            let known = people::recognise(tx, &vault, START, &inputs.iter().collect::<Vec<_>>())?;
            let consents: Vec<Option<Consent>> = people.iter().map(|(.., at)| at.map(|at| agreed(group, at))).collect();
            let given: Vec<(Id, &Consent)> =
                known.iter().zip(&consents).filter_map(|(known, consent)| Some((known.identity, consent.as_ref()?))).collect();
            people::consent::note(tx, &given)?;
            Ok(known.iter().map(|known| known.identity).collect::<Vec<_>>())
        };
        self.app.db.write("stories.people", write).await.unwrap()
    }

    /// So many people who agreed to calls, spread over the groups; every third stands in two lists.
    pub async fn crowd(&self, people: usize) {
        let mut lists: HashMap<Id, Vec<_>> = HashMap::new();
        for number in 0..people {
            let person = |at: i64| {
                let zip = if number % 5 == 0 { "45501" } else { "20001" };
                let lang = if number % 2 == 0 { "en" } else { "es" };
                (format!("p{number}@people.example"), zip.to_owned(), lang.to_owned(), Some(START - at))
            };
            lists.entry(self.groups[number % self.groups.len()]).or_default().push(person(1));
            if number % 3 == 0 {
                lists.entry(self.groups[(number + 1) % self.groups.len()]).or_default().push(person(2));
            }
        }
        for (group, people) in lists {
            for slice in people.chunks(500) {
                self.add_many(group, slice.to_vec()).await;
            }
        }
    }

    /// A wave to everybody of the coalition, to be changed before it is started.
    pub fn message(&self, sending: Id, wave: i64) -> NewMessage {
        let words = |lang, subject: &str, body: &str| Words { lang, subject: subject.into(), body: body.into() };
        NewMessage {
            id: self.app.ids.fresh(self.app.clock.now()),
            sending,
            coalition: self.coalition,
            plan: None,
            corrects: None,
            kind: Kind::Call,
            wave,
            is_drill: false,
            audience: Audience::Everyone,
            words: vec![
                words(Lang::En, "It is called", "Come to the library on Saturday at noon.\n\nBring a book."),
                words(Lang::Es, "Se convoca", "Venga a la biblioteca el sábado a mediodía.\n\nTraiga un libro."),
            ],
            notice_code: "K7QF-2M".into(),
            starts_at: self.app.clock.now(),
        }
    }

    /// A sending with a first wave near one ZIP and a second to everyone.
    pub async fn start_two_waves(&self) -> Id {
        let sending = self.app.ids.fresh(self.app.clock.now());
        let near = Audience::Near { zips: ["45501".to_owned()].into() };
        let first = NewMessage { audience: near, ..self.message(sending, 1) };
        self.start(vec![first, self.message(sending, 2)]).await;
        sending
    }

    pub async fn start(&self, messages: Vec<NewMessage>) {
        let now = self.app.clock.now();
        let start = move |tx: &mut db::Tx<'_>| messages.iter().try_for_each(|message| calls::start(tx, now, message));
        self.app.db.write("stories.start", start).await.unwrap();
        self.app.waker.wake();
    }

    /// A worker that hands over into this sink.
    pub fn worker<S: Sink>(&self, sink: S) -> Worker {
        let mut registry = Registry::new();
        messages::jobs::register_with(&mut registry, &self.app, sink);
        self.start_worker(registry)
    }

    /// A worker as the server has it: with the relay or outbox of the settings, and for drills.
    pub fn server_worker(&self) -> Worker {
        let mut registry = Registry::new();
        messages::jobs::register(&mut registry, &self.app, &self.mailer);
        self.start_worker(registry)
    }

    fn start_worker(&self, registry: Registry) -> Worker {
        let clock = self.app.clock.clone();
        let settings = jobs::Settings {
            // Stories move the clock by minutes: only the slices' own leases shall notice.
            lease: Duration::from_secs(24 * 3600),
            ..jobs::Settings::new(self.app.ids.bytes(), self.app.waker.clone())
        };
        Worker::start(self.app.db.clone(), Arc::new(registry), Arc::new(move || clock.now()), settings)
    }

    pub async fn sending(&self, id: Id) -> Sending {
        self.app.db.read_newest(move |tx| calls::sending(tx, id)).await.unwrap().unwrap()
    }

    pub async fn waves(&self, sending: Id) -> Vec<Wave> {
        self.app.db.read_newest(move |tx| calls::progress(tx, sending)).await.unwrap()
    }

    pub async fn progress(&self, sending: Id) -> Progress {
        Progress::of(&self.waves(sending).await)
    }

    pub async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + WITHIN;
        while !is_so().await {
            assert!(Instant::now() < deadline, "waited in vain: {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn until_ended(&self, sending: Id) {
        let deadline = Instant::now() + WITHIN;
        while self.sending(sending).await.state != State::Ended {
            assert!(Instant::now() < deadline, "{:?}: {:?}", self.sending(sending).await.state, self.waves(sending).await);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until nothing has moved for a while.
    pub async fn until_quiet(&self, sending: Id) {
        let mut last = None;
        while last != Some(self.progress(sending).await) {
            last = Some(self.progress(sending).await);
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    /// Lets leases lapse until the sending has ended. See [`Ground::until_ended_in_steps`].
    pub async fn until_ended_in_time(&self, sending: Id, worker: Worker, start: impl Fn() -> Worker) {
        self.until_ended_in_steps(sending, messages::delivery::LEASE + SECOND, worker, start).await;
    }

    /// Lets time pass whenever nothing moves, until the sending has ended, and stops the worker. While the clock leaps none works: on a busy
    /// machine one may stand still and live, so it lets go of what it has first, and only the leases of the dead end.
    pub async fn until_ended_in_steps(&self, sending: Id, step: i64, mut worker: Worker, start: impl Fn() -> Worker) {
        let deadline = Instant::now() + WITHIN;
        let mut last = (self.progress(sending).await, Instant::now());
        while self.sending(sending).await.state != State::Ended {
            assert!(Instant::now() < deadline, "the sending does not end: {:?}", self.waves(sending).await);
            tokio::time::sleep(Duration::from_millis(10)).await;
            let now = self.progress(sending).await;
            if now != last.0 {
                last = (now, Instant::now());
            } else if last.1.elapsed() > Duration::from_secs(2) {
                worker.stop().await;
                self.app.clock.advance(step);
                worker = start();
                last.1 = Instant::now();
            }
        }
        worker.stop().await;
    }
}

pub fn agreed(group: Id, noted_at: i64) -> Consent {
    Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::Calls,
        status: ConsentStatus::Confirmed,
        words: ConsentWords::new("en", "Yes, call me."),
        source: String::new(),
        noted_at,
    }
}

/// Where a worker dies: around its n-th hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Death {
    Never,
    /// The deliveries are written, and nothing has left.
    Before(usize),
    /// The mails have left, and nothing is noted.
    After(usize),
}

/// A sink that counts each mail, and stalls for ever where its worker is to die, or while its gate is shut.
#[derive(Clone)]
pub struct Counting {
    builder: Builder,
    mails: Arc<Mutex<HashMap<Id, usize>>>,
    written: Arc<Mutex<HashMap<Id, (String, String)>>>,
    handed_over: Arc<AtomicUsize>,
    death: Death,
    died: watch::Sender<bool>,
    gate: watch::Sender<bool>,
}

impl Counting {
    pub fn new(ground: &Ground, death: Death) -> Self {
        Self::of(ground.mailer.builder(), death)
    }

    pub fn of(builder: Builder, death: Death) -> Self {
        let (died, gate) = (watch::Sender::new(false), watch::Sender::new(true));
        Self { builder, mails: Arc::default(), written: Arc::default(), handed_over: Arc::default(), death, died, gate }
    }

    /// Another worker's sink, whose mails are counted together with these.
    pub fn with(&self, death: Death) -> Self {
        Self { death, died: watch::Sender::new(false), handed_over: Arc::default(), ..self.clone() }
    }

    pub fn shut(&self) {
        self.gate.send_replace(false);
    }

    pub fn open(&self) {
        self.gate.send_replace(true);
    }

    /// How often each mail came.
    pub fn mails(&self) -> HashMap<Id, usize> {
        self.mails.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.mails().values().sum()
    }

    /// Group and subject of each mail that was built.
    pub fn subjects(&self) -> Vec<String> {
        self.written.lock().unwrap().values().map(|(subject, _)| subject.clone()).collect()
    }

    /// The plain text of each mail that was built.
    pub fn texts(&self) -> Vec<String> {
        self.written.lock().unwrap().values().map(|(_, text)| text.clone()).collect()
    }

    pub fn is_dead(&self) -> bool {
        *self.died.borrow()
    }

    pub fn steps(&self) -> usize {
        self.handed_over.load(Ordering::SeqCst)
    }

    async fn die(&self) {
        self.died.send_replace(true);
        std::future::pending::<()>().await;
    }
}

impl Sink for Counting {
    const IS_DRILL: bool = false;

    fn prepare(&self, mail: OutgoingMail) -> Result<BuiltMail, Refused> {
        let subject = format!("{}: {}", mail.from_name, mail.subject);
        self.written.lock().unwrap().insert(mail.id, (subject, mail.text.clone()));
        self.builder.prepare(mail)
    }

    async fn hand_over(&self, mails: Vec<BuiltMail>) -> Vec<Outcome> {
        let number = self.handed_over.fetch_add(1, Ordering::SeqCst) + 1;
        drop(self.gate.subscribe().wait_for(|is_open| *is_open).await);
        if self.death == Death::Before(number) {
            self.die().await;
        }
        for mail in &mails {
            *self.mails.lock().unwrap().entry(mail.id()).or_default() += 1;
        }
        if self.death == Death::After(number) {
            self.die().await;
        }
        vec![Outcome::Accepted; mails.len()]
    }

    fn is_ready(&self) -> bool {
        true
    }

    fn is_too_many(&self, _: i64) -> bool {
        false
    }
}

pub fn relay(ground: &Ground) -> Relay {
    Relay(ground.mailer.clone())
}
