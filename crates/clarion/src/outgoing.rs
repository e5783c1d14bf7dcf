//! Requests to other servers, over TLS where the address says https. One request, one answer; no redirect is followed. Commands ask
//! with it (`cli/fetch.rs`) and webhooks post with it (`webhooks/`); whom they may ask, and how long, is theirs to say.

use axum::body::Body;
use bytes::Bytes;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use url::{Host, Url};

/// The head of an answer has at most so many bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// What is asked.
pub struct Request<'a> {
    /// The method.
    pub method: &'static str,
    /// Of what.
    pub url: &'a Url,
    /// Headers beside the host and the name of this program.
    pub headers: &'a [(&'static str, &'a str)],
    /// What is sent along; may be empty.
    pub body: Bytes,
}

/// The connection failed, or what came over it is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// An answer whose head has come, and the connection that its body still comes over.
pub struct Answering {
    /// The answer.
    pub response: http::Response<Incoming>,
    /// Ends when it is dropped.
    pub open: Open,
}

/// A connection in use.
pub struct Open(JoinHandle<hyper::Result<()>>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends a request over a connection that was made to its server, and waits for the head of the answer.
pub async fn ask(stream: TcpStream, request: Request<'_>) -> Result<Answering, Broken> {
    // A request is small: Nagle's algorithm would only hold it back.
    stream.set_nodelay(true).map_err(broken)?;
    match (request.url.scheme(), request.url.host_str()) {
        ("https", Some(host)) => {
            let connector = tokio_rustls::TlsConnector::from(smtp::tls_config());
            let name = ServerName::try_from(bare(host).to_owned()).map_err(broken)?;
            over(connector.connect(name, stream).await.map_err(broken)?, request).await
        }
        ("http", Some(_)) => over(stream, request).await,
        _ => Err(Broken),
    }
}

/// The brackets of an IPv6 address belong to the URL, not to the name.
pub fn bare(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

/// Whatever went wrong, the caller can only try again.
fn broken<E>(_: E) -> Broken {
    Broken
}

async fn over(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, request: Request<'_>) -> Result<Answering, Broken> {
    let mut builder = hyper::client::conn::http1::Builder::new();
    let (mut sender, connection) = builder.max_buf_size(HEAD_BYTES_MAX).handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let open = Open(tokio::spawn(connection));
    let url = request.url;
    let asked = http::Request::builder()
        .method(request.method)
        .uri(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(http::header::HOST, &url[url::Position::BeforeHost..url::Position::AfterPort])
        .header(http::header::USER_AGENT, concat!("clarion/", env!("CARGO_PKG_VERSION")));
    let asked = request.headers.iter().fold(asked, |asked, (name, value)| asked.header(*name, *value));
    let response = sender.send_request(asked.body(Body::from(request.body)).map_err(broken)?).await.map_err(broken)?;
    Ok(Answering { response, open })
}

type Lookup = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Finds what a name stands for: asks the system, or whatever a story hands in. Cheap to clone.
#[derive(Clone, Default)]
pub struct Names(Option<Arc<Lookup>>);

impl Names {
    /// Names that a story makes up.
    pub fn given(lookup: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(lookup)))
    }

    /// All addresses of a URL's host, with its port; none where nobody knows it.
    pub async fn of(&self, url: &Url) -> Vec<SocketAddr> {
        let Some(port) = url.port_or_known_default() else { return Vec::new() };
        let found: Vec<IpAddr> = match (url.host(), &self.0) {
            (Some(Host::Ipv4(address)), _) => vec![IpAddr::V4(address)],
            (Some(Host::Ipv6(address)), _) => vec![IpAddr::V6(address)],
            (Some(Host::Domain(name)), Some(given)) => given(name),
            (Some(Host::Domain(name)), None) => match tokio::net::lookup_host((name, port)).await {
                Ok(found) => found.map(|address| address.ip()).collect(),
                Err(_) => Vec::new(),
            },
            (None, _) => Vec::new(),
        };
        found.into_iter().map(|address| SocketAddr::new(address, port)).collect()
    }
}
