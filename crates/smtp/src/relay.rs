//! Where mails go: the setting `smtp://...` read into a relay, or refused with a sentence that helps.
//!
//! The sentences never repeat any part of the URL: with a character left unescaped, a piece of the password may stand
//! anywhere in it.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use thiserror::Error;
use url::Url;

/// Port of `smtp://` when none is named. Submission (RFC 6409) rather than 25, which most networks close; a loopback
/// relay is on 25.
const SUBMISSION_PORT: u16 = 587;
const LOOPBACK_PORT: u16 = 25;
const IMPLICIT_TLS_PORT: u16 = 465;

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (`smtps://`).
    Implicit,
    /// STARTTLS, and no mail without it.
    Required,
    /// STARTTLS if it is offered and works, else clear text.
    Opportunistic,
    /// Clear text.
    Never,
}

/// A mail relay: host, port, protection, and who logs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<Login>,
}

/// Name and password for the relay.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Login {
    pub user: String,
    pub password: String,
}

/// Shows neither user nor password.
impl fmt::Debug for Relay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Relay")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("logs_in", &self.login.is_some())
            .finish()
    }
}

/// Why a relay's URL cannot be used, as a sentence for whoever wrote the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RelayProblem {
    /// It cannot be read as a URL.
    #[error(
        "this is not a URL of the form smtp://user:password@host:port; in the user and the password write % : / ? # @ as %25 %3A %2F %3F %23 %40"
    )]
    NotAUrl,
    /// Neither `smtp` nor `smtps`.
    #[error("the mail relay's URL must begin with smtp:// or smtps://")]
    Scheme,
    /// No host, or one that is not plain ASCII.
    #[error("the mail relay's URL needs a host name or an address (international names in their xn-- form)")]
    Host,
    /// A path or a fragment.
    #[error("after host and port only ?tls=... may follow; in a password write / ? # as %2F %3F %23")]
    Tail,
    /// A user without a password, or the reverse, or characters that no login can carry.
    #[error("the mail relay's URL needs both a user and a password, or neither, written in UTF-8 without control characters")]
    Login,
    /// An option that does not exist, or one given twice.
    #[error("the only option of smtp:// is ?tls=required, ?tls=opportunistic or ?tls=never; in a password write ? as %3F")]
    Option,
    /// `smtps://` with `?tls=`.
    #[error("smtps:// is always encrypted and takes no option; use smtp:// with ?tls=... for STARTTLS")]
    OptionWithImplicitTls,
}

impl Relay {
    /// Reads `smtp://[user:password@]host[:port][?tls=required|opportunistic|never]` or `smtps://...`.
    ///
    /// Without `?tls=`, STARTTLS is required unless the host is this machine, where it is opportunistic. The port
    /// defaults to 465 for `smtps`, 25 on this machine, and 587 elsewhere.
    ///
    /// # Errors
    /// A [`RelayProblem`] that repeats no part of the URL.
    pub fn parse(url: &str) -> Result<Relay, RelayProblem> {
        let url = Url::parse(url.trim()).map_err(|_| RelayProblem::NotAUrl)?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(RelayProblem::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(RelayProblem::Tail);
        }
        let host = host_of(&url)?;
        let loopback = is_loopback(&host);
        let tls = if implicit { implicit_tls(&url)? } else { tls_option(&url, loopback)? };
        let default_port = match (tls, loopback) {
            (Tls::Implicit, _) => IMPLICIT_TLS_PORT,
            (_, true) => LOOPBACK_PORT,
            (_, false) => SUBMISSION_PORT,
        };
        Ok(Relay { port: url.port().unwrap_or(default_port), tls, login: login_of(&url)?, host })
    }

    /// Host name or address, an IPv6 address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// TCP port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How the connection is protected.
    pub fn tls(&self) -> Tls {
        self.tls
    }

    pub(crate) fn login(&self) -> Option<&Login> {
        self.login.as_ref()
    }
}

fn host_of(url: &Url) -> Result<String, RelayProblem> {
    let host = url.host_str().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_usable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if bare.is_empty() || !bare.chars().all(is_usable) {
        return Err(RelayProblem::Host);
    }
    Ok(bare.to_ascii_lowercase())
}

/// Whether a host written like this is this machine. What counts for a password is the address that was reached, see
/// `open`.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn implicit_tls(url: &Url) -> Result<Tls, RelayProblem> {
    if url.query().is_some() { Err(RelayProblem::OptionWithImplicitTls) } else { Ok(Tls::Implicit) }
}

fn tls_option(url: &Url, loopback: bool) -> Result<Tls, RelayProblem> {
    match url.query() {
        None | Some("") if loopback => Ok(Tls::Opportunistic),
        None | Some("") | Some("tls=required") => Ok(Tls::Required),
        Some("tls=opportunistic") => Ok(Tls::Opportunistic),
        Some("tls=never") => Ok(Tls::Never),
        Some(_) => Err(RelayProblem::Option),
    }
}

fn login_of(url: &Url) -> Result<Option<Login>, RelayProblem> {
    let plain = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| RelayProblem::Login)?;
        if text.is_empty() || text.contains(char::is_control) {
            return Err(RelayProblem::Login);
        }
        Ok(text.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, password) => Ok(Some(Login { user: plain(user)?, password: plain(password.unwrap_or_default())? })),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(url: &str) -> (String, u16, Tls) {
        let relay = Relay::parse(url).unwrap();
        (relay.host, relay.port, relay.tls)
    }

    #[test]
    fn hosts_ports_and_protection() {
        assert_eq!(read("smtp://mail.org.example"), ("mail.org.example".into(), 587, Tls::Required));
        assert_eq!(read("smtp://Mail.org.example:25/?tls=never"), ("mail.org.example".into(), 25, Tls::Never));
        assert_eq!(read("smtp://mail.org.example?tls=opportunistic"), ("mail.org.example".into(), 587, Tls::Opportunistic));
        assert_eq!(read("smtps://mail.org.example"), ("mail.org.example".into(), 465, Tls::Implicit));
        assert_eq!(read("smtp://localhost"), ("localhost".into(), 25, Tls::Opportunistic));
        assert_eq!(read("smtp://127.0.0.1:2525?tls=required"), ("127.0.0.1".into(), 2525, Tls::Required));
        assert_eq!(read("smtp://[::1]:2525"), ("::1".into(), 2525, Tls::Opportunistic));
    }

    #[test]
    fn a_password_is_decoded_and_never_shown() {
        let relay = Relay::parse("smtps://ada%40org.example:p%2Fa%25ss%3A%40@mail.org.example").unwrap();
        let login = relay.login().unwrap();
        assert_eq!((login.user.as_str(), login.password.as_str()), ("ada@org.example", "p/a%ss:@"));
        let shown = format!("{relay:?}");
        assert!(!shown.contains("ss") && !shown.contains("ada"), "{shown}");
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_repeating_it() {
        for (url, problem) in [
            ("mail.org.example", RelayProblem::NotAUrl),
            ("smtp://ada:s3cret#x@mail.org.example", RelayProblem::NotAUrl),
            ("smtp://ada:123?s3cret@mail.org.example", RelayProblem::Option),
            ("smtp://ada:123/s3cret@mail.org.example", RelayProblem::Tail),
            ("http://mail.org.example", RelayProblem::Scheme),
            ("smtp:///", RelayProblem::Host),
            ("smtp://", RelayProblem::Host),
            ("smtp:mail.org.example", RelayProblem::Tail),
            ("smtp://bücher.example", RelayProblem::Host),
            ("smtp://ada@mail.org.example", RelayProblem::Login),
            ("smtp://ada:a%0Ab@mail.org.example", RelayProblem::Login),
            ("smtp://mail.org.example?s3cret=1", RelayProblem::Option),
            ("smtp://mail.org.example?tls=maybe", RelayProblem::Option),
            ("smtp://mail.org.example?tls=never&tls=never", RelayProblem::Option),
            ("smtps://mail.org.example?tls=never", RelayProblem::OptionWithImplicitTls),
        ] {
            assert_eq!(Relay::parse(url), Err(problem), "{url}");
            assert!(!problem.to_string().contains("s3cret"));
        }
    }
}
