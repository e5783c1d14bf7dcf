//! A server for stories: the whole router on a free port, a real database of either engine, and a small HTTP client.

pub mod tables;

use clarion::access::sessions::{self, BeganBy, Device, NewSession};
use clarion::access::{self, ApiKey, SeatRole, accounts};
use clarion::app::{App, Parts};
use clarion::clock::Clock;
use clarion::coalitions::{self, Group};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::messages::Mailer;
use clarion::outgoing::Names;
use clarion::web;
use clarion::web::lang::Lang;
use db::Engine;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use tables::Tables;

/// A running server.
pub struct Server {
    pub app: App,
    address: SocketAddr,
    runtime: tokio::runtime::Runtime,
    tables: Tables,
}

/// A group with a key of its own.
pub struct TestGroup {
    pub id: Id,
    pub key: String,
    pub key_id: Id,
}

/// What came back.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The document of a success.
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// The sentence of a refusal.
    pub fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        let sentence = self.json()["error"].as_str().unwrap().to_owned();
        assert!(!sentence.is_empty() && sentence.split_whitespace().count() <= 25, "{sentence}");
        sentence
    }
}

/// Tells a story on both engines.
pub fn on_both(story: impl Fn(&Server)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        story(&Server::start(engine));
    }
}

/// The same with a clock that the story moves; it begins now.
pub fn on_both_in_time(story: impl Fn(&Server)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        story(&Server::start_with(engine, Clock::manual(Clock::System.now())));
    }
}

impl Server {
    pub fn start(engine: Engine) -> Self {
        Self::start_with(engine, Clock::System)
    }

    pub fn start_with(engine: Engine, clock: Clock) -> Self {
        Self::start_as(engine, clock, &[], Names::default())
    }

    /// With more settings, and names that the story makes up.
    pub fn start_as(engine: Engine, clock: Clock, more: &[(&'static str, &str)], names: Names) -> Self {
        Self::over(Tables::new(engine), clock, more, |parts| Parts { names, ..parts })
    }

    /// With a part or two of the story's own.
    pub fn start_of(engine: Engine, clock: Clock, change: impl FnOnce(Parts) -> Parts) -> Self {
        Self::over(Tables::new(engine), clock, &[], change)
    }

    /// Another server on the same database, which stays this one's: it is to be dropped first.
    pub fn beside(&self) -> Self {
        Self::over(self.tables.beside(), self.app.clock.clone(), &[], |parts| parts)
    }

    fn over(tables: Tables, clock: Clock, more: &[(&'static str, &str)], change: impl FnOnce(Parts) -> Parts) -> Self {
        let data_dir = tables.folder.path().display().to_string();
        let flags = [("database_url", tables.url.clone()), ("data_dir", data_dir), ("trusted_proxies", "1".to_owned())];
        let more = more.iter().map(|(key, value)| (*key, (*value).to_owned()));
        let settings = Settings::read(None, std::iter::empty(), &flags.into_iter().chain(more).collect::<Vec<_>>()).unwrap();
        let app = App::from(change(tables.parts(clock, Ids::System, settings)));
        let routes = web::router(app.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await });
        Self { app, address, runtime, tables }
    }

    /// A worker that does all later work; mails go to the outbox.
    pub fn worker(&self) -> jobs::Worker {
        let mailer = Mailer::new(&self.app.settings).unwrap();
        let registry = Arc::new(clarion::later_work::registry(&self.app, &mailer));
        let clock = self.app.clock.clone();
        let settings = jobs::Settings::new(self.app.ids.bytes(), self.app.waker.clone());
        let _entered = self.runtime.enter();
        jobs::Worker::start(self.app.db.clone(), registry, Arc::new(move || clock.now()), settings)
    }

    /// Stops a worker after what it has in hand.
    pub fn stop(&self, worker: jobs::Worker) {
        self.runtime.block_on(worker.stop());
    }

    /// Waits for something of the server.
    pub fn waits_for<T>(&self, coming: impl Future<Output = T>) -> T {
        self.runtime.block_on(coming)
    }

    /// Lets all of them happen at once; what became of each, in their order.
    pub fn parallel<T: Send + 'static>(&self, all: impl Iterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
        let tasks: Vec<_> = all.map(|one| self.runtime.spawn(one)).collect();
        tasks.into_iter().map(|task| self.runtime.block_on(task).unwrap()).collect()
    }

    /// The mails in the outbox, oldest first, readable enough to find a link in them.
    pub fn mails(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.tables.folder.join("outbox")) else { return Vec::new() };
        let mut paths: Vec<_> =
            files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
        paths.sort();
        paths.iter().map(|path| std::fs::read_to_string(path).unwrap().replace("=\r\n", "")).collect()
    }

    /// Makes a group with a key that has no rate.
    pub fn group(&self, name: &str) -> TestGroup {
        self.group_with_rate(name, 0)
    }

    pub fn group_with_rate(&self, name: &str, calls_per_second: i64) -> TestGroup {
        let now = self.app.clock.now();
        let (id, key_id, key) = (self.app.ids.fresh(now), self.app.ids.fresh(now), access::new_secret(&self.app.ids));
        let group = Group {
            id,
            slug: name.to_lowercase(),
            name: name.to_owned(),
            about_en: String::new(),
            about_es: String::new(),
            postal_address: "1 Made Up Street".to_owned(),
            country: "US".to_owned(),
            created_at: now,
        };
        let wrapped = coalitions::key_for(&self.app.vault, &group, &self.app.ids);
        let (api_key, secret) =
            (ApiKey { id: key_id, group: id, name: "test".to_owned(), calls_per_second, scopes: access::Scopes::ALL }, key.clone());
        let added = self.app.db.write_bulk("test.group", move |tx| {
            access::add_api_key(tx, &api_key, &secret, now)?;
            coalitions::add_group(tx, &group, &wrapped)
        });
        assert!(added.unwrap());
        TestGroup { id, key, key_id }
    }

    /// An organiser's account, with these seats.
    pub fn account(&self, email: &str, seats: &[(Id, SeatRole)]) -> Id {
        let (app, now) = (&self.app, self.app.clock.now());
        let email = seal::email::fold(email).unwrap();
        let new = accounts::prepare(&app.vault, &app.ids, now, &email, "Ada Example", Lang::En).unwrap();
        let seats = seats.to_vec();
        let added = app.db.write_bulk("test.account", move |tx| {
            let account = access::add_account(tx, &new)?;
            for (group, role) in &seats {
                access::add_seat(tx, account, *group, *role, now)?;
            }
            Ok(account)
        });
        added.unwrap()
    }

    /// Signs an account in; the cookie to send, as `session=...`.
    pub fn sign_in(&self, account: Id) -> String {
        let session = NewSession::new(&self.app.ids, self.app.clock.now(), BeganBy::Link, Device::default());
        let cookie = format!("session={}", session.secret);
        self.app.db.write_bulk("test.sign_in", move |tx| sessions::begin(tx, account, &session)).unwrap();
        cookie
    }

    /// A page as somebody who is signed in sees it; `cookie` may be empty.
    pub fn page(&self, method: &str, path: &str, cookie: &str, body: &[u8]) -> Answered {
        self.ask_with(method, path, &[("Cookie", cookie)], body)
    }

    /// One request on a connection of its own; `key` may be empty.
    pub fn ask(&self, method: &str, path: &str, key: &str, body: &[u8]) -> Answered {
        self.ask_with(method, path, &[("OSDI-API-Token", key)], body)
    }

    pub fn ask_with(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            line.clear();
            reader.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        Answered { status, headers, text }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Status, head and bytes of a GET, for what is no text.
    pub fn ask_bytes(&self, path: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), head, answer[end + 4..].to_vec())
    }

    pub fn get(&self, path: &str, key: &str) -> Answered {
        self.ask("GET", &format!("/api/v2{path}"), key, b"")
    }

    pub fn post(&self, path: &str, key: &str, body: &Value) -> Answered {
        self.ask("POST", &format!("/api/v2{path}"), key, body.to_string().as_bytes())
    }

    pub fn put(&self, path: &str, key: &str, body: &Value) -> Answered {
        self.ask("PUT", &format!("/api/v2{path}"), key, body.to_string().as_bytes())
    }

    /// Makes a petition; its id.
    pub fn petition(&self, key: &str, title: &str) -> String {
        let made = self.post("/petitions", key, &serde_json::json!({"title": title, "origin_system": "Test"})).ok();
        id_of(&made)
    }
}

/// The bare id of a document.
pub fn id_of(document: &Value) -> String {
    document["identifiers"][0].as_str().unwrap().strip_prefix("action_network:").unwrap().to_owned()
}

/// A person as a client sends one.
pub fn person(email: &str) -> Value {
    serde_json::json!({"given_name": "Ana", "family_name": "Example", "email_addresses": [{"address": email}],
        "postal_addresses": [{"postal_code": "20001"}]})
}
