//! Who is at the other end: the peer's address, or the one that a known number of proxies passed on.

use crate::app::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::net::{IpAddr, SocketAddr};

/// The client's address, for what is limited by it.
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    /// Of a server that does not tell who asks.
    type Rejection = <ConnectInfo<SocketAddr> as FromRequestParts<App>>::Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let ConnectInfo(peer) = ConnectInfo::from_request_parts(parts, app).await?;
        Ok(Self(address(peer, &parts.headers, app.settings.trusted_proxies)))
    }
}

/// The client's address. `hops` proxies stand before the server; each adds the address it was asked from at the right of
/// `X-Forwarded-For`, so the client is the `hops`-th from the right. What stands further left was written by strangers.
pub fn address(peer: SocketAddr, headers: &HeaderMap, hops: usize) -> IpAddr {
    let Some(back) = hops.checked_sub(1) else { return peer.ip().to_canonical() };
    // Bytes, not text: a stranger's byte beyond ASCII must not take the rest of its line away, which our proxies wrote.
    let forwarded = headers.get_all("x-forwarded-for").iter();
    let addresses: Vec<&[u8]> = forwarded.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).collect();
    let text = addresses.iter().rev().nth(back).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let client = text.and_then(|text| text.trim().parse::<IpAddr>().ok());
    client.unwrap_or_else(|| peer.ip()).to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asked(forwarded: &[&str], hops: usize) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_bytes(value.as_bytes()).expect("is a header"));
        }
        address(SocketAddr::from(([198, 51, 100, 9], 1)), &headers, hops).to_string()
    }

    #[test]
    fn only_known_hops_are_believed() {
        assert_eq!(asked(&["192.0.2.1"], 0), "198.51.100.9");
        assert_eq!(asked(&["203.0.113.5, 192.0.2.1"], 1), "192.0.2.1");
        assert_eq!(asked(&["203.0.113.5", "192.0.2.1, 192.0.2.2"], 2), "192.0.2.1");
        assert_eq!(asked(&[], 1), "198.51.100.9");
        assert_eq!(asked(&["nonsense"], 1), "198.51.100.9");
    }

    #[test]
    fn a_strange_letter_does_not_hide_who_asked() {
        assert_eq!(asked(&["\u{e9}, 192.0.2.1"], 1), "192.0.2.1");
        assert_eq!(asked(&["203.0.113.5", "\u{e9}, 192.0.2.1"], 1), "192.0.2.1");
    }
}
