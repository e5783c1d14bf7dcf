//! A small HTTP client for commands: one request, one answer that is bounded in bytes and time. It follows no redirect. The server
//! uses this only for a command that was handed over to it.

use super::Problem;
use crate::outgoing::{self, Answering, Broken, bare};
use axum::body::{Body, Bytes};
use bytes::BytesMut;
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use url::Url;

/// How long one request may take, from the look-up of the name to the last byte.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
pub struct Answered {
    /// The status.
    pub status: u16,
    /// How many seconds the other side asks to be left alone.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Bytes,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// Nobody there, or it broke off.
    Away,
    /// The body has more bytes than may come.
    TooLarge,
}

/// What is asked.
struct Request<'a> {
    method: &'static str,
    url: &'a Url,
    headers: &'a [(&'static str, &'a str)],
    text: String,
    bytes_max: usize,
}

/// What we send, in words.
const PLAIN_TEXT: (&str, &str) = ("content-type", "text/plain; charset=utf-8");

/// Asks, over TLS where the address says https.
pub struct Client {
    runtime: Runtime,
}

impl Client {
    /// A client with a thread's worth of machinery.
    pub fn new() -> Result<Self, Problem> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Problem::refused("This machine has no room for a connection. Try again."))?;
        Ok(Self { runtime })
    }

    /// GET.
    pub fn get(&self, url: &Url, bytes_max: usize) -> Result<Answered, Problem> {
        let request = Request { method: "GET", url, headers: &[PLAIN_TEXT], text: String::new(), bytes_max };
        self.ask(request).map_err(|_| does_not_answer(url))
    }

    /// POST of a text.
    pub fn post(&self, url: &Url, text: String, bytes_max: usize) -> Result<Answered, Problem> {
        let request = Request { method: "POST", url, headers: &[PLAIN_TEXT], text, bytes_max };
        self.ask(request).map_err(|_| does_not_answer(url))
    }

    /// GET with headers of one's own.
    pub fn get_with(&self, url: &Url, headers: &[(&'static str, &str)], bytes_max: usize) -> Result<Answered, Unanswered> {
        self.ask(Request { method: "GET", url, headers, text: String::new(), bytes_max })
    }

    fn ask(&self, request: Request<'_>) -> Result<Answered, Unanswered> {
        let answered = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, exchange(request)).await });
        answered.unwrap_or(Err(Unanswered::Away))
    }
}

fn does_not_answer(url: &Url) -> Problem {
    let host = url.host_str().unwrap_or_default();
    Problem::Refused(format!("{host} does not answer as it should. Check the address and the network."))
}

async fn exchange(request: Request<'_>) -> Result<Answered, Unanswered> {
    let Request { method, url, headers, text, bytes_max } = request;
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(Unanswered::Away) };
    let stream = TcpStream::connect((bare(host), port)).await.map_err(|_| Unanswered::Away)?;
    let asked = outgoing::Request { method, url, headers, body: text.into() };
    let Answering { response, open: _open } = outgoing::ask(stream, asked).await?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut pieces = Body::new(response.into_body()).into_data_stream();
    let mut body = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Unanswered::Away)?;
        if body.len() + piece.len() > bytes_max {
            return Err(Unanswered::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Answered { status, retry_after, body: body.freeze() })
}

impl From<Broken> for Unanswered {
    fn from(_: Broken) -> Self {
        Self::Away
    }
}
