//! A mail server for tests: it speaks SMTP on a free port of this machine, keeps what it is asked to keep, and misbehaves
//! on request.
//!
//! It is strict where real servers are forgiving: whatever a client does out of order is answered as the RFCs say and
//! also noted in [`SmtpSink::violations`]. It runs on a thread of its own, so that it serves blocking tests as well and
//! stops, with all its connections, when dropped. It relays nothing.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio_rustls::TlsAcceptor;

mod link;
mod session;

pub use link::first_link;

/// How the sink answers one mail, chosen by its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 250, and the mail is kept.
    Accept,
    /// This code (4xx or 5xx) to the recipient. After 421 the connection is closed.
    RefuseRecipient(u16),
    /// This code to the whole body; the mail is not kept. After 421 the connection is closed.
    RefuseBody(u16),
    /// The connection is dropped instead of an answer to the recipient.
    DropAtRecipient,
    /// The connection is dropped after the body; the mail is not kept.
    DropBody,
    /// The mail is kept, and the connection dropped instead of the answer.
    KeepAndDrop,
    /// The mail is kept and answered, and then the connection is dropped.
    AcceptAndDrop,
    /// The mail is not kept, and the answer to its body never comes.
    Stall,
}

/// Chooses an answer by recipient.
pub type Script = Arc<dyn Fn(&str) -> Answer + Send + Sync>;
/// Is told of each kept mail, on the sink's thread: hand the mail to a channel and return.
pub type OnMail = Arc<dyn Fn(&Received) + Send + Sync>;

/// What is remembered of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Everything.
    Whole,
    /// Envelope and the first link of the body: enough for people who click, for tens of thousands of mails.
    Link,
    /// Nothing; mails are counted, and `on_mail` sees the envelope.
    Count,
}

/// How connections to the sink are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinkTls {
    /// Not at all.
    Off,
    /// STARTTLS is offered, with a certificate made for this sink.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// How a sink behaves. The default offers PIPELINING and CHUNKING, no TLS and no login, and accepts and keeps all.
#[derive(Clone)]
pub struct SinkSettings {
    /// Offers PIPELINING; without it, commands sent ahead are violations.
    pub pipelining: bool,
    /// Offers CHUNKING and takes BDAT.
    pub chunking: bool,
    /// Offers SMTPUTF8.
    pub smtputf8: bool,
    /// Longest message in bytes that is announced, and taken.
    pub size_max: Option<usize>,
    /// Protection.
    pub tls: SinkTls,
    /// User and password without which no mail is taken. Offered only under TLS when there is TLS.
    pub auth: Option<(String, String)>,
    /// Offers AUTH LOGIN alone instead of AUTH PLAIN and LOGIN.
    pub auth_login_only: bool,
    /// Answers by recipient; none accepts all.
    pub script: Option<Script>,
    /// What is remembered.
    pub keep: Keep,
    /// Is told of each kept mail.
    pub on_mail: Option<OnMail>,
}

impl Default for SinkSettings {
    fn default() -> SinkSettings {
        SinkSettings {
            pipelining: true,
            chunking: true,
            smtputf8: false,
            size_max: None,
            tls: SinkTls::Off,
            auth: None,
            auth_login_only: false,
            script: None,
            keep: Keep::Whole,
            on_mail: None,
        }
    }
}

/// A mail that the sink took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Envelope sender without brackets.
    pub from: String,
    /// Envelope recipient without brackets.
    pub to: String,
    /// The message, dots unstuffed; empty unless [`Keep::Whole`].
    pub data: Bytes,
    /// The first link in the text of the message, for [`Keep::Link`] only; see [`first_link`].
    pub link: Option<String>,
}

/// A running mail server; dropping it stops it and cuts its connections.
pub struct SmtpSink {
    shared: Arc<Shared>,
    address: SocketAddr,
    certificate: Option<CertificateDer<'static>>,
    count: watch::Receiver<usize>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the sink's connections share.
struct Shared {
    settings: SinkSettings,
    tls: Option<TlsAcceptor>,
    received: Mutex<Vec<Received>>,
    violations: Mutex<Vec<String>>,
    count: watch::Sender<usize>,
}

impl Shared {
    fn keep(&self, mail: Received) {
        if let Some(on_mail) = &self.settings.on_mail {
            on_mail(&mail);
        }
        if self.settings.keep != Keep::Count {
            self.received.lock().expect("no holder of this lock panics").push(mail);
        }
        self.count.send_modify(|count| *count += 1);
    }

    fn note(&self, violation: impl Into<String>) {
        self.violations.lock().expect("no holder of this lock panics").push(violation.into());
    }
}

impl SmtpSink {
    /// Starts a sink on a free port of 127.0.0.1. It listens when this returns.
    pub fn start(settings: SinkSettings) -> SmtpSink {
        let (tls, certificate) = match settings.tls {
            SinkTls::Off => (None, None),
            SinkTls::StartTls | SinkTls::Implicit => {
                let (acceptor, certificate) = self_signed();
                (Some(acceptor), Some(certificate))
            }
        };
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("this machine has a free port");
        listener.set_nonblocking(true).expect("a socket can be made non-blocking");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (count_sender, count) = watch::channel(0);
        let shared =
            Arc::new(Shared { settings, tls, received: Mutex::default(), violations: Mutex::default(), count: count_sender });
        let (stop, stopped) = oneshot::channel();
        let thread = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || run(listener, shared, stopped))
        };
        SmtpSink { shared, address, certificate, count, stop: Some(stop), thread: Some(thread) }
    }

    /// The relay's URL, with user and password if there are some, ready for `CLARION_SMTP_URL`. Where the sink offers
    /// STARTTLS it is required; its certificate, see [`SmtpSink::certificate`], must be trusted.
    pub fn url(&self) -> String {
        let settings = &self.shared.settings;
        let login = match &settings.auth {
            Some((user, password)) => format!("{}:{}@", escaped(user), escaped(password)),
            None => String::new(),
        };
        let (scheme, option) = match settings.tls {
            SinkTls::Off => ("smtp", ""),
            SinkTls::StartTls => ("smtp", "?tls=required"),
            SinkTls::Implicit => ("smtps", ""),
        };
        format!("{scheme}://{login}{}{option}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of a sink with TLS, which is its own root.
    pub fn certificate(&self) -> Option<CertificateDer<'static>> {
        self.certificate.clone()
    }

    /// How many mails were taken.
    pub fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// The mails that were taken, in order.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().expect("no holder of this lock panics").clone()
    }

    /// What clients did out of order; a good client leaves none.
    pub fn violations(&self) -> Vec<String> {
        self.shared.violations.lock().expect("no holder of this lock panics").clone()
    }

    /// Waits until `count` mails were taken; false if that did not happen in time.
    pub async fn wait_for(&self, count: usize, within: Duration) -> bool {
        let mut counter = self.count.clone();
        let reached = counter.wait_for(|now| *now >= count);
        tokio::time::timeout(within, reached).await.is_ok_and(|result| result.is_ok())
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // If the thread has ended, there is nobody left to stop.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed; a second one in a drop would abort the test run.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for SmtpSink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SmtpSink").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The sink's thread: accepts connections until it is stopped.
fn run(listener: std::net::TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    let accept = async move {
        let listener = TcpListener::from_std(listener).expect("the socket is non-blocking");
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            tokio::spawn(session::serve(stream, Arc::clone(&shared)));
        }
    };
    runtime.block_on(async {
        tokio::select! {
            () = accept => {}
            _ = stopped => {}
        }
    });
}

/// A certificate for this machine's names that nobody signed, and an acceptor that shows it.
fn self_signed() -> (TlsAcceptor, CertificateDer<'static>) {
    let made =
        rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("a key pair can be made");
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("rcgen writes PKCS 8");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("aws-lc-rs offers suites for TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .expect("the key belongs to the certificate");
    (TlsAcceptor::from(Arc::new(config)), certificate)
}

/// Percent-encodes whatever may not stand in the user part of a URL.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
