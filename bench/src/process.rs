//! The program itself with many people in its database: how soon it answers after its start, how much memory it takes when idle and
//! while it backs up.

use crate::table::Line;
use crate::world::MASTER_KEY;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const READY_GOAL_SECONDS: f64 = 1.0;
const IDLE_GOAL_MEGABYTES: f64 = 150.0;
const PEAK_GOAL_MEGABYTES: f64 = 400.0;
/// After so many seconds a server that was asked nothing is idle.
const IDLE_AFTER: Duration = Duration::from_secs(3);

/// Measures the program that lies beside this one, on the SQLite database in `folder`.
pub fn measure(folder: &Path, people: u64) -> Vec<Line> {
    let port = free_port();
    let begun = Instant::now();
    let server = command(folder, port).arg("serve").spawn();
    let Ok(mut server) = server else { return Vec::new() };
    while !is_ready(port) && begun.elapsed() < Duration::from_secs(30) {
        std::thread::park_timeout(Duration::from_millis(5));
    }
    let ready = begun.elapsed().as_secs_f64();
    std::thread::park_timeout(IDLE_AFTER);
    let idle = megabytes(&server, "VmRSS");
    let backup = peak(command(folder, port).args(["backup", "bench-backup.clarion"]));
    // The kernel always lets its parent end a child.
    server.kill().ok();
    server.wait().ok();
    vec![
        Line::under(format!("/readyz after start with {people} people"), ready, "s", READY_GOAL_SECONDS),
        Line::under(format!("memory, idle with {people} people"), idle, "MB", IDLE_GOAL_MEGABYTES),
        Line::under(format!("memory, peak of a backup of {people} people"), backup, "MB", PEAK_GOAL_MEGABYTES),
    ]
}

/// The program with the bench's settings.
pub fn command(folder: &Path, port: u16) -> Command {
    let program = std::env::current_exe().unwrap_or_default().with_file_name("clarion");
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("CLARION_DATABASE_URL", format!("sqlite:{}", folder.join("clarion.db").display()))
        .env("CLARION_DATA_DIR", folder)
        .env("CLARION_MASTER_KEY", MASTER_KEY)
        .env("CLARION_LISTEN", format!("127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

fn is_ready(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut answer = String::new();
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    asked.and_then(|()| stream.read_to_string(&mut answer)).is_ok() && answer.starts_with("HTTP/1.1 200")
}

/// Runs a command to its end; the most memory it held.
fn peak(command: &mut Command) -> f64 {
    let Ok(mut child) = command.spawn() else { return f64::INFINITY };
    let mut most = 0.0_f64;
    while child.try_wait().is_ok_and(|ended| ended.is_none()) {
        most = most.max(megabytes(&child, "VmHWM"));
        std::thread::park_timeout(Duration::from_millis(5));
    }
    match child.wait().is_ok_and(|status| status.success()) {
        true => most,
        false => f64::INFINITY,
    }
}

/// Runs a command and reads the JSON that it prints.
pub fn json_of(command: &mut Command) -> Option<serde_json::Value> {
    let output = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).output().ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

fn megabytes(child: &Child, field: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or("");
    let kilobytes: f64 = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0.0);
    kilobytes / 1024.0
}
