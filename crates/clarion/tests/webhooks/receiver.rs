//! A receiver of webhooks: answers as the story says, keeps what came, and checks its signature by itself.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex};

/// How the next post is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// With this status.
    Status(u16),
    /// With 302 to another address.
    Redirect(String),
    /// Not at all; the connection stays open.
    Silence,
    /// With 200, after the story has done something.
    Late(Arc<Barrier>),
}

/// One post.
#[derive(Clone, Debug)]
pub struct Received {
    pub id: String,
    pub signature: String,
    seconds: String,
    body: String,
}

impl Received {
    /// The one record, with what stands beside it.
    pub fn item(&self) -> Value {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(body.as_array().map(Vec::len), Some(1), "{body}");
        body[0].clone()
    }

    /// Whether one of the signatures was made with this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed =
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), format!("{}.{}.{}", self.id, self.seconds, self.body).as_bytes());
        let wanted = format!("v1,{}", STANDARD.encode(signed.as_ref()));
        self.signature.split(' ').any(|one| one == wanted)
    }
}

/// A running receiver.
pub struct Receiver {
    port: u16,
    got: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    /// Answers so, one after the other, then always 200.
    pub fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (got, replies) = (Arc::default(), Arc::new(Mutex::new(replies.into_iter().collect())));
        let (kept, open) = (Arc::clone(&got), Arc::new(Mutex::new(Vec::new())));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Each by itself: one that comes and says nothing holds up nobody.
                let (kept, replies, open) = (Arc::clone(&kept), Arc::clone(&replies), Arc::clone(&open));
                std::thread::spawn(move || {
                    let left_open = answer(stream, &kept, &replies);
                    open.lock().unwrap().extend(left_open);
                });
            }
        });
        Self { port, got }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn got(&self) -> Vec<Received> {
        self.got.lock().unwrap().clone()
    }
}

/// Reads a post and answers it; the connection, where it is left open.
fn answer(mut stream: TcpStream, got: &Mutex<Vec<Received>>, replies: &Mutex<VecDeque<Reply>>) -> Option<TcpStream> {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut headers) = (String::new(), Vec::new());
    reader.read_line(&mut line).ok()?;
    assert!(line.is_empty() || line.starts_with("POST /hooks "), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let header = |name: &str| headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value).to_owned();
    let mut body = vec![0; header("content-length").parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    assert_eq!(header("content-type"), "application/json");
    let (id, signature, seconds) = (header("webhook-id"), header("webhook-signature"), header("webhook-timestamp"));
    let reply = replies.lock().unwrap().pop_front().unwrap_or(Reply::Status(200));
    got.lock().unwrap().push(Received { id, signature, seconds, body: String::from_utf8(body).unwrap() });
    match reply {
        Reply::Silence => return Some(stream),
        Reply::Late(until) => {
            until.wait();
            write!(stream, "HTTP/1.1 200 So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok()?;
        }
        Reply::Status(status) => write!(stream, "HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok()?,
        Reply::Redirect(to) => {
            write!(stream, "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok()?;
        }
    }
    None
}
