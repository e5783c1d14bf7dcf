//! Opening a connection: reach the relay, greet, protect, log in. What is sent over it stands in `send`.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::hello::Offers;
use crate::login::log_in;
use crate::outcome::Why;
use crate::relay::{Relay, Tls};
use crate::reply::Reply;
use crate::timeouts::Timeouts;
use crate::wire::{Stream, Wire};

/// How long a relay may take over its goodbye. Nothing hangs on it, so it is short whatever the settings are.
const QUIT_LIMIT: Duration = Duration::from_secs(5);

/// Why no connection could be opened. The `Display` text repeats nothing that the relay said.
#[derive(Debug, Error)]
pub enum OpenProblem {
    /// `hello_name` is not a host name or an address literal.
    #[error("the name to greet the mail relay with is not a host name")]
    HelloName,
    /// No address, or none that answers.
    #[error("the mail relay could not be reached: {0}")]
    NotReached(#[source] io::Error),
    /// It was reached and then lost, too slow, or does not speak SMTP.
    #[error("{0}")]
    Broken(#[from] Why),
    /// The relay said no.
    #[error("the mail relay refused {what} ({code})")]
    Refused {
        /// What was refused: the connection, the greeting, encryption, the login.
        what: &'static str,
        /// The three digits.
        code: u16,
        /// The relay's words; they may hold addresses: for the operator's eyes, not for a log.
        reply: String,
    },
    /// STARTTLS is required and was not offered.
    #[error("the mail relay offers no encryption (STARTTLS), and it is required; ?tls=opportunistic would send without")]
    TlsNotOffered,
    /// The handshake failed; most often a certificate that this machine does not trust.
    #[error("the mail relay could not be proven or encrypted to: {0}")]
    TlsFailed(#[source] io::Error),
    /// Bytes in clear text came after STARTTLS: somebody on the way adds words.
    #[error("the mail relay sent more than its answer before encryption began, as a tampered connection does")]
    TlsTampered,
    /// A password would travel unprotected.
    #[error("the connection to the mail relay is not encrypted, so the password was not sent")]
    LoginInClearText,
    /// There is a password, and no way of logging in that this client knows.
    #[error("the mail relay offers neither AUTH PLAIN nor AUTH LOGIN")]
    LoginNotOffered,
}

impl OpenProblem {
    pub(crate) fn refused(what: &'static str, reply: Reply) -> OpenProblem {
        if !reply.is_refusal() {
            return OpenProblem::Broken(Why::Garbled);
        }
        OpenProblem::Refused { what, code: reply.code, reply: reply.text() }
    }
}

/// An open connection to a relay, ready for mails. One task uses it at a time.
///
/// A future of [`Connection::send`] that is dropped before its end leaves the connection closed, because nobody knows
/// which replies are still to come.
pub struct Connection {
    pub(crate) wire: Wire,
    pub(crate) offers: Offers,
    pub(crate) timeouts: Timeouts,
    pub(crate) open: bool,
    pub(crate) last_heard: tokio::time::Instant,
}

impl Connection {
    /// Reaches the relay, greets it as `hello_name` (this server's host name), protects the connection as the relay's
    /// URL says, and logs in if it names a user.
    ///
    /// With opportunistic protection a failed handshake (a relay on this machine often has a certificate that nobody
    /// signed) is followed by one attempt in clear text: it promises nothing that clear text would not. A password goes
    /// in clear text to a loopback address only.
    ///
    /// # Errors
    /// See [`OpenProblem`]; no mail was sent.
    pub async fn open(
        relay: &Relay,
        hello_name: &str,
        timeouts: &Timeouts,
        tls: Arc<ClientConfig>,
    ) -> Result<Connection, OpenProblem> {
        check_hello_name(hello_name)?;
        let opening = Opening { relay, hello_name, timeouts, tls };
        let starttls = matches!(relay.tls(), Tls::Required | Tls::Opportunistic);
        match opening.attempt(starttls).await {
            Err(OpenProblem::TlsFailed(_)) if relay.tls() == Tls::Opportunistic => opening.attempt(false).await,
            result => result,
        }
    }

    /// Whether more mails can be handed in. It looks at what is known; a relay that hung up meanwhile is noticed by the
    /// next send, which then answers [`crate::Outcome::NotSent`].
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Says goodbye and closes, within seconds.
    pub async fn quit(mut self) {
        if self.open {
            // Nothing depends on the answer: all mails have theirs.
            let _ = self.wire.ask("QUIT", self.timeouts.command.min(QUIT_LIMIT)).await;
        }
        self.wire.shut_down(QUIT_LIMIT).await;
    }
}

/// What every attempt at a connection needs.
struct Opening<'a> {
    relay: &'a Relay,
    hello_name: &'a str,
    timeouts: &'a Timeouts,
    tls: Arc<ClientConfig>,
}

impl Opening<'_> {
    async fn attempt(&self, starttls: bool) -> Result<Connection, OpenProblem> {
        let stream = self.reach().await?;
        let peer = stream.peer_addr().map_err(OpenProblem::NotReached)?;
        let mut encrypted = self.relay.tls() == Tls::Implicit;
        let mut wire = Wire::new(if encrypted { self.encrypt(stream).await? } else { Box::new(stream) });
        expect(wire.reply(self.timeouts.command).await?, "the connection")?;
        let mut offers = self.greet(&mut wire).await?;
        if starttls && offers.starttls {
            wire = self.start_tls(wire).await?;
            encrypted = true;
            // What was offered in clear text may have been somebody else's words (RFC 3207, section 4.2).
            offers = self.greet(&mut wire).await?;
        } else if self.relay.tls() == Tls::Required {
            return Err(OpenProblem::TlsNotOffered);
        }
        if let Some(login) = self.relay.login() {
            if !may_carry_password(encrypted, peer) {
                return Err(OpenProblem::LoginInClearText);
            }
            log_in(&mut wire, &offers, login, self.timeouts.command).await?;
        }
        Ok(Connection { wire, offers, timeouts: *self.timeouts, open: true, last_heard: tokio::time::Instant::now() })
    }

    /// Connects to the first address of the host that answers.
    async fn reach(&self) -> Result<TcpStream, OpenProblem> {
        let limit = self.timeouts.connect;
        let mut problem = io::Error::new(io::ErrorKind::NotFound, "the host name has no address");
        let names = timeout(limit, lookup_host((self.relay.host(), self.relay.port()))).await;
        let addresses: Vec<SocketAddr> =
            names.map_err(too_slow).and_then(|found| found).map_err(OpenProblem::NotReached)?.collect();
        for address in addresses {
            match timeout(limit, TcpStream::connect(address)).await.map_err(too_slow).and_then(|stream| stream) {
                Ok(stream) => {
                    // With Nagle's algorithm on, each reply waits for the delayed acknowledgement of the last command:
                    // 22 mails a second over a link that carries 50,000.
                    stream.set_nodelay(true).map_err(OpenProblem::NotReached)?;
                    return Ok(stream);
                }
                Err(error) => problem = error,
            }
        }
        Err(OpenProblem::NotReached(problem))
    }

    async fn greet(&self, wire: &mut Wire) -> Result<Offers, OpenProblem> {
        let reply = wire.ask(&format!("EHLO {}", self.hello_name), self.timeouts.command).await?;
        Ok(Offers::read(&expect(reply, "the greeting")?))
    }

    async fn start_tls(&self, mut wire: Wire) -> Result<Wire, OpenProblem> {
        expect(wire.ask("STARTTLS", self.timeouts.command).await?, "encryption")?;
        let stream = wire.into_stream().ok_or(OpenProblem::TlsTampered)?;
        Ok(Wire::new(self.encrypt(stream).await?))
    }

    async fn encrypt(&self, stream: impl Stream + 'static) -> Result<Box<dyn Stream>, OpenProblem> {
        let name = ServerName::try_from(self.relay.host().to_owned())
            .map_err(|error| OpenProblem::TlsFailed(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
        let handshake = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream);
        match timeout(self.timeouts.connect, handshake).await.map_err(too_slow).and_then(|stream| stream) {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(OpenProblem::TlsFailed(error)),
        }
    }
}

fn expect(reply: Reply, what: &'static str) -> Result<Reply, OpenProblem> {
    if reply.is_positive() { Ok(reply) } else { Err(OpenProblem::refused(what, reply)) }
}

fn too_slow(_: tokio::time::error::Elapsed) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "no answer in time")
}

/// Whether a password may travel: under encryption, or without leaving this machine. What counts is the address that was
/// reached, because a name like `localhost` may lead elsewhere.
fn may_carry_password(encrypted: bool, peer: SocketAddr) -> bool {
    encrypted || peer.ip().to_canonical().is_loopback()
}

/// A host name or an address literal (`[192.0.2.1]`): what may follow EHLO without starting another command.
fn check_hello_name(name: &str) -> Result<(), OpenProblem> {
    let is_usable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if !name.is_empty() && name.len() <= 255 && name.chars().all(is_usable) { Ok(()) } else { Err(OpenProblem::HelloName) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_password_leaves_this_machine_only_encrypted() {
        for (address, alone) in [("127.0.0.1:25", true), ("[::1]:25", true), ("192.0.2.1:25", false), ("[2001:db8::1]:25", false)] {
            let peer = address.parse().unwrap();
            assert_eq!(may_carry_password(false, peer), alone, "{address}");
            assert!(may_carry_password(true, peer));
        }
    }
}
