//! A crowd signs and confirms while the server is killed, and PostgreSQL stopped, again and again. Whoever got no answer asks again.
//! At the end every answered confirmation is counted, every accepted form got its mail, and nobody is counted twice.

use super::{Answer, LONG, Place, Running, SLUG, after, ask, send_form};
use clarion::petitions::count::{count, recount};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};
use testkit::Postgres;
use testkit::postgres::{Own, Stop};
use testkit::wait_until;

/// People who sign at the same time: a kill hits whatever the others have on the way.
const CLIENTS: usize = 8;
pub(super) const PEOPLE: usize = 200;
/// A mail that was in hand of a killed server comes when its lease is over: then two hours go by.
pub(super) const STANDSTILL: Duration = Duration::from_secs(4);

mod rows {
    db::statements! {
        SIGNATURES = "SELECT COUNT(*) FROM signature";
        SIGNERS = "SELECT COUNT(DISTINCT person_id) FROM signature";
        PEOPLE = "SELECT COUNT(*) FROM person";
        PROVED = "SELECT COUNT(*) FROM identity_key WHERE proved_at IS NOT NULL";
        UNCONFIRMED = "SELECT COUNT(*) FROM pending WHERE confirmed_at IS NULL";
    }
}

/// What is broken.
#[derive(Clone, Copy, Debug)]
enum Break {
    Kill,
    Postgres(Stop),
    Away(Duration),
}

/// When.
#[derive(Clone, Copy, Debug)]
enum When {
    /// After so many answered writes.
    Answered(usize),
    /// So long after the last one.
    Later(Duration),
}

pub(super) struct Crowd {
    pub(super) place: Place,
    pub(super) running: Mutex<Option<Running>>,
    address: RwLock<SocketAddr>,
    stamp: String,
    people: usize,
    next: AtomicUsize,
    pub(super) answered: AtomicUsize,
    unanswered: AtomicUsize,
    /// While it is set, more people than planned come.
    goes_on: AtomicBool,
}

impl Crowd {
    pub(super) fn new(place: Place, people: usize) -> Self {
        let running = place.serve();
        let (address, stamp) = (RwLock::new(running.address), running.stamp());
        let (next, answered, unanswered) = Default::default();
        let (running, goes_on) = (Mutex::new(Some(running)), AtomicBool::new(true));
        Self { place, running, address, stamp, people, next, answered, unanswered, goes_on }
    }

    /// Asks until an answer comes. Busy is an answer that says to ask again; any other fault fails the story.
    fn until_answered(&self, question: impl Fn(SocketAddr) -> Option<Answer>) -> Answer {
        let mut got = None;
        wait_until("an answer", LONG, || {
            let address = *self.address.read().unwrap();
            got = question(address).filter(|answer| answer.status != 503);
            self.unanswered.fetch_add(usize::from(got.is_none()), Ordering::Relaxed);
            got.is_some()
        });
        let answer = got.unwrap();
        assert_ne!(answer.status, 500, "{}\n{}", answer.text, self.place.said());
        answer
    }

    fn look(&self, link: &str) -> Answer {
        let page = self.until_answered(|at| ask(at, "GET", link, &[], b""));
        assert_eq!(page.status, 200, "a mailed link is lost: {}", page.text);
        page
    }

    fn sign_and_confirm(&self, number: usize) {
        let mailbox = format!("p{number}@people.example");
        let fields = [
            ("given_name", "Ada"),
            ("family_name", "Example"),
            ("email", &mailbox),
            ("zip", "20001"),
            ("comment", "Please."),
            ("stamp", &self.stamp),
        ];
        let accepted = self.until_answered(|at| send_form(at, number, &fields));
        assert_eq!(accepted.status, 303, "{}", accepted.text);
        self.answered.fetch_add(1, Ordering::SeqCst);
        let mut link = None;
        wait_until("the mail of an accepted form", LONG * 2, || {
            link = self.place.link_for(&mailbox);
            link.is_some()
        });
        let link = link.unwrap();
        while let Some(action) =
            after(&self.look(&link).text, "method=\"post\" action=\"").filter(|action| action.contains("?version="))
        {
            let confirmed = self.until_answered(|at| ask(at, "POST", &action, &[], b""));
            assert_eq!(confirmed.status, 303, "{}", confirmed.text);
            self.answered.fetch_add(1, Ordering::SeqCst);
            let again = self.look(&link).text;
            assert!(!again.contains("?version="), "an answered confirmation is lost");
        }
    }

    fn restart(&self) {
        self.restart_as(Place::serve);
    }

    pub(super) fn restart_as(&self, serve: impl Fn(&Place) -> Running) {
        *self.running.lock().unwrap() = None;
        self.place.let_time_pass();
        let running = serve(&self.place);
        *self.address.write().unwrap() = running.address;
        *self.running.lock().unwrap() = Some(running);
    }

    fn do_break(&self, what: Break, postgres: Option<&Own>) {
        match (what, postgres) {
            (Break::Postgres(how), Some(postgres)) => postgres.restart(how),
            (Break::Away(length), Some(postgres)) => {
                postgres.stop(Stop::Immediate);
                let gone = Instant::now();
                wait_until("PostgreSQL being away", length * 2, || gone.elapsed() >= length);
                postgres.start();
            }
            _ => self.restart(),
        }
    }

    /// Lets everybody come, breaks what is planned, and waits until all have confirmed. How often time had to pass.
    fn run(&self, plan: &[(When, Break)], postgres: Option<&Own>) -> usize {
        self.run_while(|is_over| {
            let mut standstills = 0;
            for (when, what) in plan {
                standstills += self.wait(*when, is_over);
                self.do_break(*what, postgres);
            }
            standstills
        })
    }

    /// Lets people come as long as something goes on that breaks the server, and waits until all have confirmed.
    pub(super) fn run_while(&self, breaks: impl FnOnce(&dyn Fn() -> bool) -> usize) -> usize {
        std::thread::scope(|scope| {
            let mut clients = Vec::new();
            for _ in 0..CLIENTS {
                clients.push(scope.spawn(|| {
                    while self.goes_on.load(Ordering::SeqCst) || self.next.load(Ordering::SeqCst) < self.people {
                        self.sign_and_confirm(self.next.fetch_add(1, Ordering::SeqCst));
                    }
                }));
            }
            let is_over = || clients.iter().all(std::thread::ScopedJoinHandle::is_finished);
            let standstills = breaks(&is_over);
            self.goes_on.store(false, Ordering::SeqCst);
            standstills + self.wait(When::Answered(usize::MAX), is_over)
        })
    }

    /// Waits for a moment, or for all to be over, and lets time pass whenever nothing moves.
    fn wait(&self, when: When, is_over: impl Fn() -> bool) -> usize {
        let (begun, mut standstills) = (Instant::now(), 0);
        let (mut last, mut moved) = (0, Instant::now());
        wait_until("the crowd", LONG * 30, || {
            let answered = self.answered.load(Ordering::SeqCst);
            if answered != last {
                (last, moved) = (answered, Instant::now());
            }
            if moved.elapsed() > STANDSTILL {
                self.restart();
                (standstills, moved) = (standstills + 1, Instant::now());
            }
            let is_now = match when {
                When::Answered(wanted) => answered >= wanted,
                When::Later(length) => begun.elapsed() >= length,
            };
            is_now || is_over()
        });
        standstills
    }

    pub(super) fn check(&self, name: &str, kills: usize, standstills: usize) {
        let people = i64::try_from(self.next.load(Ordering::SeqCst)).unwrap();
        let address = *self.address.read().unwrap();
        let api = format!("/api/v2/petitions/{}", self.place.petition);
        let key = [("osdi-api-token", self.place.key.as_str())];
        let petition: serde_json::Value = serde_json::from_str(&ask(address, "GET", &api, &key, b"").unwrap().text).unwrap();
        assert_eq!(petition["total_signatures"], people, "{name}");
        let list: serde_json::Value =
            serde_json::from_str(&ask(address, "GET", &format!("{api}/signatures"), &key, b"").unwrap().text).unwrap();
        assert_eq!(list["total_records"], people, "{name}");
        assert_eq!(ask(address, "GET", &format!("/petitions/{SLUG}"), &[], b"").unwrap().status, 200);
        *self.running.lock().unwrap() = None;
        let (db, petition) = (self.place.open(), self.place.petition);
        let (counted, recounted, rows) = db
            .read_blocking(move |tx| {
                let mut rows = Vec::new();
                for statement in [&rows::SIGNATURES, &rows::SIGNERS, &rows::PEOPLE, &rows::PROVED, &rows::UNCONFIRMED] {
                    rows.push(tx.first(statement, &[], |row| row.int(0))?.unwrap_or(0));
                }
                Ok::<_, db::Fault>((count(tx, petition, 0)?, recount(tx, petition, 0)?, rows))
            })
            .unwrap();
        assert_eq!(counted, recounted, "{name}");
        assert_eq!((counted.confirmed, counted.total()), (people, people), "{name}");
        assert_eq!(rows, [people, people, people, people, 0], "{name}");
        db.close();
        let mails = self.place.sink.count();
        assert!(self.place.sink.violations().is_empty());
        let unanswered = self.unanswered.load(Ordering::Relaxed);
        eprintln!(
            "{name}: {people} people, {kills} breaks, {unanswered} questions without an answer, {mails} mails, {standstills} standstills"
        );
    }
}

/// Runs a crowd through a plan.
fn story(name: &str, place: Place, plan: &[(When, Break)], postgres: Option<&Own>) {
    let crowd = Crowd::new(place, PEOPLE);
    let standstills = crowd.run(plan, postgres);
    crowd.check(name, plan.len(), standstills);
}

/// Six kills spread over the run; in a long test one after every answered write.
fn kills() -> Vec<(When, Break)> {
    let writes = if testkit::long() { (1..=2 * PEOPLE).collect() } else { vec![1, 40, 97, 180, 263, 391] };
    writes.into_iter().map(|answered| (When::Answered(answered), Break::Kill)).collect()
}

/// Kills at moments that the seed chooses, none later than 400 ms after the last start.
fn at_random(number: usize) -> Vec<(When, Break)> {
    let mut stream = blake3::Hasher::new().update(b"moments").finalize_xof();
    let mut moment = || {
        let mut bytes = [0; 2];
        stream.fill(&mut bytes);
        Duration::from_micros(u64::from(u16::from_le_bytes(bytes)) * 6)
    };
    (0..number).map(|_| (When::Later(moment()), Break::Kill)).collect()
}

#[test]
fn on_sqlite_no_kill_loses_or_doubles_a_signature() {
    story("SQLite, kills", Place::new(None), &kills(), None);
}

#[test]
fn on_sqlite_no_kill_at_random_loses_or_doubles_a_signature() {
    let moments = if testkit::long() { 1_000 } else { 4 };
    story("SQLite, random kills", Place::new(None), &at_random(moments), None);
}

#[test]
fn on_postgres_no_kill_loses_or_doubles_a_signature() {
    story("PostgreSQL, kills", Place::new(Some(Postgres::shared().fresh_database())), &kills(), None);
}

#[test]
fn on_postgres_no_kill_at_random_loses_or_doubles_a_signature() {
    let moments = if testkit::long() { 1_000 } else { 4 };
    story("PostgreSQL, random kills", Place::new(Some(Postgres::shared().fresh_database())), &at_random(moments), None);
}

#[test]
fn no_restart_of_postgres_loses_or_doubles_a_signature() {
    let postgres = Postgres::own();
    let away = Duration::from_secs(if testkit::long() { 30 } else { 2 });
    let plan = [
        (30, Break::Postgres(Stop::Fast)),
        (90, Break::Postgres(Stop::Immediate)),
        (150, Break::Kill),
        (210, Break::Away(away)),
        (270, Break::Postgres(Stop::Immediate)),
        (330, Break::Postgres(Stop::Fast)),
    ];
    let plan = plan.map(|(answered, what)| (When::Answered(answered), what));
    let place = Place::new(Some(postgres.fresh_database()));
    story("PostgreSQL itself", place, &plan, Some(&postgres));
}
