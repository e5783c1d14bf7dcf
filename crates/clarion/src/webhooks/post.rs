//! One POST to a receiver: its name looked up once, all addresses checked, the connection made to a checked one, the answer's status
//! read and its body left unread. Bounded in time; no redirect is followed.

use super::address::{self, Reach};
use crate::outgoing::{self, Names, Request};
use bytes::Bytes;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use url::Url;

/// From the look-up of the name to the head of the answer. Receivers answer first and work afterwards; ten seconds are for a cold start.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of a name with many addresses so many are tried.
const ADDRESSES_MAX: usize = 3;
/// One of several addresses that does not answer leaves time for the next.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);

/// Why nothing was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nobody knows the name.
    NoSuchName,
    /// It stands for an address that may not be connected to.
    Private,
    /// No connection, no TLS, or it broke off.
    Away,
    /// Not within [`PATIENCE`].
    Slow,
    /// An answer, and not 2xx.
    Status,
    /// 410: the receiver wants no more, ever.
    Gone,
}

impl Problem {
    /// The word in the log.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchName => "no-name",
            Self::Private => "private",
            Self::Away => "away",
            Self::Slow => "slow",
            Self::Status => "status",
            Self::Gone => "gone",
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posted {
    /// The answer's status; 0 where none came.
    pub(super) status: u16,
    /// Why it was not delivered, if it was not.
    pub(super) problem: Option<Problem>,
}

/// What is posted: the body with the three headers of its signature.
pub(super) struct Signed {
    pub(super) id: String,
    pub(super) seconds: String,
    pub(super) signature: String,
    pub(super) body: Bytes,
}

/// Posts it.
pub(super) async fn post(names: &Names, reach: Reach, url: &Url, signed: Signed) -> Posted {
    let failed = |problem| Posted { status: 0, problem: Some(problem) };
    match tokio::time::timeout(PATIENCE, sent(names, reach, url, signed)).await {
        Ok(Ok(status)) => Posted { status, problem: judged(status) },
        Ok(Err(problem)) => failed(problem),
        Err(_) => failed(Problem::Slow),
    }
}

fn judged(status: u16) -> Option<Problem> {
    match status {
        200..=299 => None,
        410 => Some(Problem::Gone),
        _ => Some(Problem::Status),
    }
}

async fn sent(names: &Names, reach: Reach, url: &Url, signed: Signed) -> Result<u16, Problem> {
    let found = names.of(url).await;
    if found.is_empty() {
        return Err(Problem::NoSuchName);
    }
    // All of them: a name that stands for a public and a private one is a trap, whichever would be taken first.
    if !found.iter().all(|found| address::may_connect(url, found.ip(), reach)) {
        return Err(Problem::Private);
    }
    let stream = connected(&found).await.ok_or(Problem::Away)?;
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", signed.id.as_str()),
        ("webhook-timestamp", signed.seconds.as_str()),
        ("webhook-signature", signed.signature.as_str()),
    ];
    let request = Request { method: "POST", url, headers: &headers, body: signed.body.clone() };
    let answering = outgoing::ask(stream, request).await.map_err(|_| Problem::Away)?;
    Ok(answering.response.status().as_u16())
}

async fn connected(addresses: &[SocketAddr]) -> Option<TcpStream> {
    for address in addresses.iter().take(ADDRESSES_MAX) {
        if let Ok(Ok(stream)) = tokio::time::timeout(CONNECT_PATIENCE, TcpStream::connect(address)).await {
            return Some(stream);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_2xx_is_delivered_and_a_redirect_is_not_followed() {
        for (status, problem) in [
            (200, None),
            (204, None),
            (301, Some(Problem::Status)),
            (307, Some(Problem::Status)),
            (404, Some(Problem::Status)),
            (410, Some(Problem::Gone)),
            (500, Some(Problem::Status)),
        ] {
            assert_eq!(judged(status), problem, "{status}");
        }
    }
}
