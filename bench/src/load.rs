//! The load: as many clients as asked, each on a connection of its own, each asking again as soon as it is answered.
//!
//! It lives in the same process and on the same two cores as the server, for the floors as for the rest.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a round of load showed.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// Answers of status 2xx and 3xx a second.
    pub per_second: f64,
    /// Answers of another status.
    pub refused: u64,
    /// Half of the answers took at most this long, milliseconds.
    pub p50_ms: f64,
    /// Ninety-nine in a hundred took at most this long, milliseconds.
    pub p99_ms: f64,
}

/// Makes the n-th request of the whole round: head and body.
pub type MakeRequest = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// A POST with a JSON body.
pub fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A POST of a form.
pub fn post_form(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let (kind, length) = ("application/x-www-form-urlencoded", body.len());
    format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A GET.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{headers}\r\n").into_bytes()
}

/// Loads the server for as long as `length` says; requests are numbered from `first` on.
pub async fn run(server: SocketAddr, clients: usize, length: Duration, first: u64, make: MakeRequest) -> Round {
    let counter = Arc::new(AtomicU64::new(first));
    let begun = Instant::now();
    let tasks: Vec<_> =
        (0..clients).map(|_| tokio::spawn(client(server, begun + length, Arc::clone(&counter), Arc::clone(&make)))).collect();
    let mut times = Vec::new();
    let mut refused = 0;
    for task in tasks {
        let (mut own, own_refused) = task.await.expect("a client does not panic");
        times.append(&mut own);
        refused += own_refused;
    }
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let at =
        |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1))).copied().unwrap_or(0);
    Round {
        per_second: times.len() as f64 / seconds,
        refused,
        p50_ms: f64::from(at(0.5)) / 1000.0,
        p99_ms: f64::from(at(0.99)) / 1000.0,
    }
}

async fn client(server: SocketAddr, end: Instant, counter: Arc<AtomicU64>, make: MakeRequest) -> (Vec<u32>, u64) {
    let mut times = Vec::with_capacity(4096);
    let mut refused = 0;
    let mut stream = connect(server).await;
    let mut buffer = Vec::with_capacity(64 * 1024);
    while Instant::now() < end {
        let request = make(counter.fetch_add(1, Ordering::Relaxed));
        let asked = Instant::now();
        stream.write_all(&request).await.expect("the server takes what we send");
        match answer(&mut stream, &mut buffer).await {
            Some(status) if (200..400).contains(&status) => times.push(asked.elapsed().as_micros() as u32),
            Some(_) => refused += 1,
            None => {
                refused += 1;
                stream = connect(server).await;
            }
        }
    }
    (times, refused)
}

async fn connect(server: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(server).await.expect("the server listens");
    stream.set_nodelay(true).expect("a fresh socket takes options");
    stream
}

/// Reads one answer; its status, or `None` if the connection ended.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<u16> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
        let Some(head) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head]).ok()?;
        let status = text.split(' ').nth(1)?.parse().ok()?;
        let length: usize = text
            .lines()
            .find_map(|line| line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length")))
            .and_then(|(_, value)| value.trim().parse().ok())
            .unwrap_or(0);
        while buffer.len() < head + 4 + length {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        return Some(status);
    }
}
