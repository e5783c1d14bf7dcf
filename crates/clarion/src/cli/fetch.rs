//! A small HTTP client for commands: one request, one answer that is bounded in bytes and time. The server never uses it: it asks
//! nobody.

use super::Problem;
use axum::body::{Body, Bytes, to_bytes};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use url::Url;

/// How long one request may take, from the look-up of the name to the last byte.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

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
        self.ask("GET", url, String::new(), bytes_max)
    }

    /// POST of a text.
    pub fn post(&self, url: &Url, text: String, bytes_max: usize) -> Result<Answered, Problem> {
        self.ask("POST", url, text, bytes_max)
    }

    fn ask(&self, method: &str, url: &Url, text: String, bytes_max: usize) -> Result<Answered, Problem> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let answered =
            self.runtime.block_on(async { tokio::time::timeout(PATIENCE, exchange(method, url, text, bytes_max)).await });
        answered
            .ok()
            .flatten()
            .ok_or_else(|| Problem::Refused(format!("{host} does not answer as it should. Check the address and the network.")))
    }
}

async fn exchange(method: &str, url: &Url, text: String, bytes_max: usize) -> Option<Answered> {
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    // The brackets of an IPv6 address belong to the URL, not to the name.
    let name = host.trim_matches(['[', ']']);
    let stream = TcpStream::connect((name, port)).await.ok()?;
    match url.scheme() {
        "https" => {
            let connector = tokio_rustls::TlsConnector::from(smtp::tls_config());
            let stream = connector.connect(ServerName::try_from(name.to_owned()).ok()?, stream).await.ok()?;
            over(stream, method, url, text, bytes_max).await
        }
        "http" => over(stream, method, url, text, bytes_max).await,
        _ => None,
    }
}

async fn over(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    method: &str,
    url: &Url,
    text: String,
    bytes_max: usize,
) -> Option<Answered> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    let driven = tokio::spawn(connection);
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = http::Request::builder()
        .method(method)
        .uri(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(http::header::HOST, authority)
        .header(http::header::USER_AGENT, concat!("clarion/", env!("CARGO_PKG_VERSION")))
        .header(http::header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .body(Body::from(text))
        .ok()?;
    let response = sender.send_request(request).await.ok()?;
    let status = response.status().as_u16();
    let body = to_bytes(Body::new(response.into_body()), bytes_max).await.ok()?;
    driven.abort();
    Some(Answered { status, body })
}
