//! People at their browsers: the whole site on a free port, clients that keep their connection, forms as people send them, and a
//! reader that compares the count with the rows. No story stands here.

use super::mailing::Ground;
use crate::harness::Answered;
use axum::serve::ListenerExt as _;
use clarion::petitions::count::{Count, count, recount};
use clarion::petitions::create::{NewPetition, create};
use clarion::petitions::{Petition, PetitionWords};
use clarion::web;
use db::Engine;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The clock of a site whose time passes is moved this often.
const TICK: Duration = Duration::from_millis(10);

/// A served site; its petition is never too busy, so that only the limit of an address block stands in a form's way.
pub struct Site {
    pub ground: Ground,
    address: SocketAddr,
    // Aborted when the site is dropped.
    tasks: JoinSet<()>,
}

impl Site {
    /// Serves over an engine with these settings.
    pub async fn open(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let mut ground = Ground::new(engine, settings).await;
        ground.petition = roomy_petition(&ground).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        let service = web::router(ground.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { ground, address, tasks }
    }

    /// From now on the site's clock goes as fast as ours.
    pub fn let_time_pass(&mut self) {
        let clock = self.ground.app.clock.clone();
        self.tasks.spawn(async move {
            let mut ticks = tokio::time::interval(TICK);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
            loop {
                ticks.tick().await;
                clock.advance(i64::try_from(TICK.as_micros()).unwrap());
            }
        });
    }

    pub async fn visitor(&self) -> Visitor {
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Visitor { stream: BufReader::new(stream) }
    }

    /// The petition's page.
    pub fn page(&self) -> String {
        format!("/petitions/{}", self.ground.petition.slug)
    }

    /// The stamp that a form of the petition's page carries now.
    pub async fn stamp(&self) -> String {
        let page = self.visitor().await.get(&self.page()).await;
        assert_eq!(page.status, 200);
        between(&page.text, "name=\"stamp\" value=\"", "\"").to_owned()
    }

    /// The tallies of the petition, and its rows, in one snapshot.
    pub async fn counts(&self) -> (Count, Count) {
        let petition = self.ground.petition.id;
        self.ground.app.db.read_newest(move |tx| Ok((count(tx, petition, 0)?, recount(tx, petition, 0)?))).await.unwrap()
    }

    /// Begins to compare tallies and rows, again and again.
    pub fn reader(&self) -> Reader {
        let (db, petition, stop) = (self.ground.app.db.clone(), self.ground.petition.id, Arc::new(AtomicBool::new(false)));
        let (told, taken) = (Arc::clone(&stop), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&taken);
        let looking = tokio::spawn(async move {
            let mut looks = Looks::default();
            while !told.load(Ordering::SeqCst) {
                let look = db.read_newest(move |tx| Ok((count(tx, petition, 0)?, recount(tx, petition, 0)?)));
                let (tallies, rows) = look.await.unwrap();
                looks.taken = counted.fetch_add(1, Ordering::SeqCst) + 1;
                looks.different += usize::from(tallies != rows);
                looks.fallen += usize::from(tallies.confirmed < looks.confirmed);
                looks.moved += usize::from(tallies.confirmed > looks.confirmed);
                looks.confirmed = tallies.confirmed;
                tokio::task::yield_now().await;
            }
            looks
        });
        Reader { stop, taken, looking }
    }
}

async fn roomy_petition(ground: &Ground) -> Petition {
    let id = ground.app.ids.fresh(ground.app.clock.now());
    let (slug, rate) = (format!("room-for-all-{id}"), 1_000_000_000);
    let petition = Petition { id, slug, coalition: None, usual_signatures_per_minute: rate, ..ground.petition.clone() };
    let words = PetitionWords { lang: "en".into(), title: "Keep Libraries Open".into(), ..PetitionWords::default() };
    let new = NewPetition { petition: petition.clone(), words: vec![words], sponsors: vec![], targets: vec![] };
    ground.app.db.write("stories.petition", move |tx| create(tx, &new)).await.unwrap().unwrap();
    petition
}

/// Somebody who compares.
pub struct Reader {
    stop: Arc<AtomicBool>,
    taken: Arc<AtomicUsize>,
    looking: JoinHandle<Looks>,
}

/// What a reader saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Looks {
    /// Looks taken.
    pub taken: usize,
    /// Of them, with tallies that were not the rows.
    pub different: usize,
    /// Of them, with fewer signatures than the look before.
    pub fallen: usize,
    /// Of them, with more.
    pub moved: usize,
    /// Signatures at the last look.
    pub confirmed: i64,
}

impl Looks {
    /// What another reader saw beside.
    pub fn add(&mut self, other: Self) {
        self.taken += other.taken;
        self.different += other.different;
        self.fallen += other.fallen;
        self.moved += other.moved;
        self.confirmed = self.confirmed.max(other.confirmed);
    }
}

impl Reader {
    /// Looks taken so far.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }

    /// Stops looking; what was seen.
    pub async fn end(self) -> Looks {
        self.stop.store(true, Ordering::SeqCst);
        self.looking.await.unwrap()
    }
}

/// A browser with one connection.
pub struct Visitor {
    stream: BufReader<TcpStream>,
}

impl Visitor {
    pub async fn get(&mut self, path: &str) -> Answered {
        self.ask("GET", path, "", "").await
    }

    pub async fn post(&mut self, path: &str, body: &str) -> Answered {
        self.ask("POST", path, "", body).await
    }

    /// One request; `forwarded` is what stands in X-Forwarded-For, none if empty.
    pub async fn ask(&mut self, method: &str, path: &str, forwarded: &str, body: &str) -> Answered {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: act.example\r\n");
        if !forwarded.is_empty() {
            request.push_str(&format!("X-Forwarded-For: {forwarded}\r\n"));
        }
        if method == "POST" {
            let length = body.len();
            request.push_str(&format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.answer(method == "HEAD").await
    }

    async fn answer(&mut self, without_body: bool) -> Answered {
        let (mut line, mut headers) = (String::new(), Vec::new());
        self.stream.read_line(&mut line).await.unwrap();
        let status = line.split(' ').nth(1).expect("a status line").parse().unwrap();
        loop {
            line.clear();
            self.stream.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, length)| length.parse().unwrap());
        let mut body = vec![0; length.filter(|_| !without_body).unwrap_or(0)];
        self.stream.read_exact(&mut body).await.unwrap();
        Answered { status, headers, text: String::from_utf8(body).unwrap() }
    }
}

/// The body of a filled form.
pub fn form(stamp: &str, email: &str, given_name: &str, zip: &str) -> String {
    let fields = [("given_name", given_name), ("family_name", "Made-Up"), ("email", email), ("zip", zip), ("stamp", stamp)];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// An address that a proxy could have seen, another for each number under 16 million.
pub fn address(number: usize) -> String {
    format!("10.{}.{}.{}", (number >> 16) & 255, (number >> 8) & 255, number & 255)
}

/// A mailed link without the public address.
pub fn path_of(link: &str) -> &str {
    link.strip_prefix("https://act.example").expect("a link to the public address")
}

/// Where the first form of a page posts to.
pub fn first_action(page: &str) -> &str {
    between(page, "<form method=\"post\" action=\"", "\"")
}

/// The public number on a petition's page.
pub fn public_number(page: &str) -> i64 {
    between(page, "data-live=\"confirmed\">", "<").replace(',', "").parse().unwrap()
}

/// What stands between two marks, the first time.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}
