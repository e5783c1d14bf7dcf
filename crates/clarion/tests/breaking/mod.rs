//! Stories of what must not break: the real program with a mail server beside it, killed, starved and fed with nonsense, and searched
//! for traces of the people who signed. Here is what they share: an instance, a client that may get no answer, mailed links.

mod bad_input;
mod every_write;
mod foreign_ids;
mod frequencies;
mod full_disk;
mod imports;
mod kills;
mod merging;
mod traces;

use db::{DatabaseUrl, Db};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::TempFolder;
use testkit::postgres::Database;
use testkit::smtp_sink::{Keep, SinkSettings, SmtpSink};

/// Nothing here takes longer, unless it is broken.
const LONG: Duration = Duration::from_secs(120);
const SLUG: &str = "more-hours";

mod rows {
    db::statements! {
        // As if nobody had signed fast: the slower queue is another story.
        NO_USUAL_RATE = "UPDATE petition SET usual_signatures_per_minute = 1000000";
        NO_KEY_RATE = "UPDATE api_key SET calls_per_second = 0";
        // Leases and delays of two hours are over.
        JOBS_DUE = "UPDATE job SET run_at = run_at - 7200000000 WHERE state = 0";
        LEASES_OVER = "UPDATE pending SET mail_lease_until = mail_lease_until - 7200000000 WHERE mail_lease_until IS NOT NULL";
    }
}

/// Links by mailbox, with how many mails brought them.
type Mails = Arc<Mutex<HashMap<String, (String, usize)>>>;

/// An instance in a folder of its own, with a group, a petition and a mail server.
struct Place {
    folder: TempFolder,
    sink: SmtpSink,
    mails: Mails,
    url: String,
    /// The group's API key.
    key: String,
    petition: clarion::ids::Id,
    /// All that the program ever logged or printed.
    said: Arc<Mutex<Vec<u8>>>,
    _database: Option<Database>,
}

impl Place {
    fn new(database: Option<Database>) -> Self {
        let (folder, mails, said) = (TempFolder::new(), Mails::default(), Arc::default());
        let kept = Arc::clone(&mails);
        let on_mail = move |mail: &testkit::smtp_sink::Received| {
            let mut kept = kept.lock().unwrap();
            let (link, count) = kept.entry(mail.to.clone()).or_default();
            link.clone_from(mail.link.as_ref().unwrap());
            *count += 1;
        };
        let settings = SinkSettings { keep: Keep::Link, on_mail: Some(Arc::new(on_mail)), ..SinkSettings::default() };
        let sink = SmtpSink::start(settings);
        let file = format!("sqlite:{}", folder.join("data/clarion.db").display());
        let url = database.as_ref().map_or(file, Database::url);
        std::fs::create_dir(folder.join("tmp")).unwrap();
        let petition = clarion::ids::Id::ZERO;
        let mut place = Self { folder, sink, mails, url, key: String::new(), petition, said, _database: database };
        std::fs::write(place.folder.join("text.md"), "Please keep the evening hours.").unwrap();
        place.run(&["init"]);
        let group = place.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street", "--json"]);
        place.key = group["api_key"].as_str().unwrap().to_owned();
        let made = place.run(&[
            "petition",
            "add",
            "--group",
            "alder-readers",
            "--title",
            "More hours",
            "--text-file",
            "text.md",
            "--json",
        ]);
        place.petition = made["api_url"].as_str().unwrap().rsplit('/').next().unwrap().parse().unwrap();
        place.change(&rows::NO_USUAL_RATE);
        place.change(&rows::NO_KEY_RATE);
        place
    }

    fn command(&self) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_clarion"))
    }

    /// Another program with the same settings, which runs ours in the end.
    fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear().stdin(Stdio::null()).env("PATH", "/usr/bin:/bin");
        command.env("TMPDIR", self.folder.join("tmp")).env("CLARION_DATABASE_URL", &self.url);
        command.env("CLARION_SMTP_URL", self.sink.url()).env("CLARION_TRUSTED_PROXIES", "1");
        command
    }

    /// What a command answers; null where it answers no JSON.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.command().args(arguments).output().unwrap();
        self.said.lock().unwrap().extend([&output.stdout[..], &output.stderr].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    fn open(&self) -> Db {
        Db::open(&DatabaseUrl::parse(&self.url).unwrap(), None, db::Settings::default()).unwrap()
    }

    fn change(&self, statement: &'static db::Statement) {
        let db = self.open();
        db.write_bulk("stories.change", move |tx| tx.run(statement, &[])).unwrap();
        db.close();
    }

    /// Two hours go by while no server runs.
    fn let_time_pass(&self) {
        self.change(&rows::JOBS_DUE);
        self.change(&rows::LEASES_OVER);
    }

    fn serve(&self) -> Running {
        self.serve_as(self.command())
    }

    /// The server, which dies at one of its writes: see `crates/db/src/dying.rs`.
    fn serve_and_die(&self, at: &str) -> Running {
        let mut command = self.command();
        command.env("DIE_AT_WRITE", at);
        self.serve_as(command)
    }

    /// The server by a command that may be wrapped in another.
    fn serve_as(&self, mut command: Command) -> Running {
        command.args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said = Arc::clone(&self.said);
        let note = move |line: &str| said.lock().unwrap().extend_from_slice(format!("{line}\n").as_bytes());
        let listening = lines.by_ref().map_while(Result::ok).find_map(|line| {
            note(&line);
            serde_json::from_str::<serde_json::Value>(&line).ok()?["listen"].as_str()?.parse().ok()
        });
        let address = listening.unwrap_or_else(|| panic!("the server did not start: {}", self.said()));
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| note(&line)));
        Running { child, address }
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    fn link_for(&self, mailbox: &str) -> Option<String> {
        let mails = self.mails.lock().unwrap();
        let (link, _) = mails.get(mailbox)?;
        Some(link[link.find("/t/").unwrap()..].to_owned())
    }
}

/// A running server; killed with SIGKILL when it is dropped.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    #[track_caller]
    fn get(&self, path: &str) -> Answer {
        ask(self.address, "GET", path, &[], b"").unwrap()
    }

    /// The stamp of a form that is shown now.
    fn stamp(&self) -> String {
        after(&self.get(&format!("/petitions/{SLUG}")).text, "name=\"stamp\" value=\"").unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An owner of a group who is signed in; the session outlives the servers.
struct Owner {
    cookie: String,
}

impl Owner {
    fn of(place: &Place, server: &Running, group: &str) -> Self {
        let mailbox = format!("owner@{group}.example");
        let owner =
            ["account", "add", "--group", group, "--email", &mailbox, "--name", "Olga Made-Up", "--role", "owner", "--json"];
        place.run(&owner);
        let link = place.run(&["account", "link", "--email", &mailbox, "--json"]);
        let link = link["sign_in_link"].as_str().unwrap();
        let answer = ask(server.address, "POST", &link[link.find("/console").unwrap()..], &[], b"").unwrap();
        Self { cookie: answer.cookie.unwrap() }
    }

    fn page(&self, server: &Running, path: &str) -> Option<String> {
        let answer = ask(server.address, "GET", path, &[("cookie", &self.cookie)], b"")?;
        (answer.status == 200).then_some(answer.text)
    }

    fn post(&self, server: &Running, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        ask(server.address, "POST", path, &[("cookie", &self.cookie)], urlencoded(fields).as_bytes())
    }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    /// The cookie that was set, as it was written.
    cookie: Option<String>,
    text: String,
}

/// One request on a connection of its own; nothing when no whole answer came.
fn ask(at: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(at).ok()?;
    stream.set_read_timeout(Some(LONG)).ok()?;
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    // A server that refuses a long body early may close before all of it is sent, and still has answered.
    stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(body)).ok();
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let answer = String::from_utf8_lossy(&bytes).into_owned();
    let (head, text) = answer.split_once("\r\n\r\n")?;
    let cookie =
        head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).and_then(|set| Some(set.split_once(';')?.0.to_owned()));
    let head = head.to_lowercase();
    let length = after(&format!("{head}\n"), "content-length: ").and_then(|length| length.parse().ok());
    let is_whole = length.map_or(read.is_ok(), |length: usize| text.len() >= length);
    let status = head.split(' ').nth(1)?.parse().ok()?;
    is_whole.then(|| Answer { status, head, cookie, text: text.to_owned() })
}

/// The word that follows a mark.
fn after(text: &str, mark: &str) -> Option<String> {
    let rest = &text[text.find(mark)? + mark.len()..];
    Some(rest[..rest.find(['"', '\r', '\n'])?].to_owned())
}

fn urlencoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Sends the form from an address block of its own.
fn send_form(at: SocketAddr, number: usize, fields: &[(&str, &str)]) -> Option<Answer> {
    let block = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
    let kind = "application/x-www-form-urlencoded";
    let headers = [("x-forwarded-for", block.as_str()), ("content-type", kind)];
    ask(at, "POST", &format!("/petitions/{SLUG}"), &headers, urlencoded(fields).as_bytes())
}
