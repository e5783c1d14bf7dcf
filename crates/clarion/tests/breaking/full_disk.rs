//! The disk of a SQLite database is full: people are told to come again, nothing is written in part, the server lives, and goes on by
//! itself once there is room.
//!
//! Two ways to a small disk: one of memory, mounted where only the server sees it, and a limit on how long its files may grow.

use super::{Answer, LONG, Place, Running, SLUG, after, ask, send_form};
use std::path::PathBuf;
use std::process::Command;
use testkit::wait_until;

/// More forms than a disk of this size takes.
const FORMS_MAX: usize = 20_000;

/// Takes all room, or gives it back.
type Room<'a> = &'a dyn Fn(&Running, bool);

struct Story<'a> {
    place: &'a Place,
    running: Running,
    stamp: String,
    accepted: usize,
}

fn mailbox(number: usize) -> String {
    format!("p{number}@people.example")
}

impl Story<'_> {
    fn send(&self, number: usize) -> Answer {
        let (email, comment) = (mailbox(number), "Please keep the evening hours. ".repeat(50));
        let fields = [
            ("given_name", "Ada"),
            ("family_name", "Example"),
            ("email", email.as_str()),
            ("zip", "20001"),
            ("comment", &comment),
            ("stamp", &self.stamp),
        ];
        send_form(self.running.address, number, &fields).unwrap()
    }

    fn accepts_the_next(&mut self) -> Answer {
        let answer = self.send(self.accepted);
        self.accepted += usize::from(answer.status == 303);
        answer
    }

    fn confirm_action(&self, number: usize) -> String {
        let mut link = None;
        wait_until("a confirming mail", LONG, || {
            link = self.place.link_for(&mailbox(number));
            link.is_some()
        });
        after(&self.running.get(&link.unwrap()).text, "method=\"post\" action=\"").unwrap()
    }

    fn api(&self, method: &str, path: &str, body: &str) -> Answer {
        let path = format!("/api/v2/petitions/{}{path}", self.place.petition);
        ask(self.running.address, method, &path, &[("osdi-api-token", &self.place.key)], body.as_bytes()).unwrap()
    }

    fn total(&self) -> i64 {
        serde_json::from_str::<serde_json::Value>(&self.api("GET", "", "").text).unwrap()["total_signatures"].as_i64().unwrap()
    }

    fn post(&self, path: &str) -> Answer {
        ask(self.running.address, "POST", path, &[], b"").unwrap()
    }

    /// All three ways of writing are refused in words, and reading goes on.
    fn is_full(&mut self, confirm: &str, rounds: usize) {
        let before = self.total();
        let signature = r#"{"person":{"given_name":"Bo","email_addresses":[{"address":"bo@people.example"}]}}"#;
        for _ in 0..rounds {
            let form = self.send(FORMS_MAX);
            assert_eq!(form.status, 503, "{}", form.text);
            assert!(form.head.contains("retry-after: 5"), "{}", form.head);
            assert!(
                form.text.contains("Very many people are here right now") && form.text.contains("Wait a minute, then try again.")
            );
            assert_eq!(self.post(confirm).status, 503);
            let api = self.api("POST", "/signatures", signature);
            assert_eq!((api.status, api.text.as_str()), (503, r#"{"error":"The server is busy. Try again in a moment."}"#));
        }
        assert_eq!(self.running.get(&format!("/petitions/{SLUG}")).status, 200);
        assert_eq!(self.total(), before);
        assert!(self.running.is_alive());
    }
}

fn story(place: &Place, command: Command, rounds: usize, room: Room<'_>) {
    let running = place.serve_as(command);
    let stamp = running.stamp();
    let mut story = Story { place, running, stamp, accepted: 0 };
    for _ in 0..4 {
        assert_eq!(story.accepts_the_next().status, 303);
    }
    let confirms: Vec<String> = (0..4).map(|number| story.confirm_action(number)).collect();
    assert_eq!(story.post(&confirms[0]).status, 303);
    room(&story.running, false);
    // What the log has room for is still taken.
    wait_until("a full disk", LONG, || story.accepts_the_next().status != 303);
    story.is_full(&confirms[1], rounds);
    room(&story.running, true);
    wait_until("the server to go on by itself", LONG, || story.accepts_the_next().status == 303);
    for confirm in &confirms[1..] {
        assert_eq!(story.post(confirm).status, 303);
    }
    assert_eq!(story.total(), 4);
    // Whoever was accepted gets a mail, whoever was refused none.
    wait_until("all mails", LONG, || (0..story.accepted).all(|number| place.link_for(&mailbox(number)).is_some()));
    assert_eq!(place.sink.count(), story.accepted);
    assert!(place.link_for(&mailbox(FORMS_MAX)).is_none());
    assert!(story.running.is_alive());
    eprintln!("{} forms were accepted around a full disk", story.accepted);
}

/// A disk of memory that only the server sees; whether this machine lets us mount one.
fn on_a_small_disk() -> bool {
    let mut place = Place::new(None);
    let small = place.folder.join("small");
    std::fs::create_dir(&small).unwrap();
    let apart = ["--map-root-user", "--mount"];
    let can_mount = Command::new("unshare").args(apart).args(["mount", "-t", "tmpfs", "tmpfs"]).arg(&small).status();
    if !can_mount.is_ok_and(|status| status.success()) {
        return false;
    }
    place.url = format!("sqlite:{}", small.join("clarion.db").display());
    let script = r#"mount -t tmpfs -o size=6m tmpfs small && cp data/clarion.db* small/ && exec "$0" "$@""#;
    let mut command = place.command_of("unshare");
    command.args(apart).args(["sh", "-c", script, env!("CARGO_BIN_EXE_clarion")]);
    story(&place, command, 5, &|running, room| {
        // The disk is mounted in the server's own view of the files alone.
        let filler = PathBuf::from(format!("/proc/{}/root{}", running.child.id(), small.join("filler").display()));
        match room {
            true => std::fs::remove_file(filler).unwrap(),
            false => assert!(std::fs::write(filler, vec![0; 8 << 20]).is_err(), "the disk is small"),
        }
    });
    true
}

/// A limit on the server's files. SQLite calls that a fault of the disk, which may pass, so each write is tried for ten seconds.
fn with_files_that_may_not_grow() {
    let place = Place::new(None);
    let mut command = place.command_of("sh");
    // The signal for a file that is too long would end the server; ignored, the write fails.
    command.args(["-c", r#"trap '' XFSZ; exec "$0" "$@""#, env!("CARGO_BIN_EXE_clarion")]);
    story(&place, command, 1, &|running, room| {
        let limit = if room { "--fsize=unlimited:" } else { "--fsize=1000000:" };
        let done = Command::new("prlimit").args(["--pid", &running.child.id().to_string(), limit]).status();
        assert!(done.unwrap().success(), "prlimit is part of every Debian (util-linux)");
    });
}

#[test]
fn on_a_full_disk_people_are_told_to_come_again() {
    let mounted = on_a_small_disk();
    if !mounted {
        eprintln!("this machine mounts no small disk for us: the server's files are limited instead");
    }
    if !mounted || testkit::long() {
        with_files_that_may_not_grow();
    }
}
