//! Where a webhook may go: to the public internet over TLS, on the port of the web; never to this machine or its neighbours, unless
//! whoever keeps the server allows that.
//!
//! Without this rule anybody who may add a webhook could have the server speak to what only the server can reach: a database's port, a
//! cloud's metadata address, a printer. The address that counts is the one that is connected to: a name is looked up once, all that it
//! stands for is checked, and the connection goes to one of these and to nothing that a second look-up might say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Longer addresses are no addresses of receivers.
const URL_BYTES_MAX: usize = 1_000;
/// The one port of receivers on the public internet: any other would let the server be used to find open ports of strangers.
const PORT: u16 = 443;

/// Whether whoever keeps the server allows private addresses, with `webhooks_private`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The public internet alone.
    Public,
    /// The server's own network too, there also without TLS and on any port.
    Private,
}

refusals! {
    /// Why an address is none for a webhook.
    AddressRefusal {
        /// It cannot be read, or holds a password or a fragment.
        Unreadable = "webhook-refused-address",
        /// It is not https.
        NotHttps = "webhook-refused-https",
        /// Another port than that of https.
        Port = "webhook-refused-port",
        /// It names this machine or its network.
        Private = "webhook-refused-private",
    }
}

/// Reads an address as its owner typed it. What its name stands for is asked when something is posted.
pub fn read(text: &str, reach: Reach) -> Result<Url, AddressRefusal> {
    let url = Url::parse(text.trim()).map_err(|_| AddressRefusal::Unreadable)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if text.len() > URL_BYTES_MAX || !plain || !url.has_host() {
        return Err(AddressRefusal::Unreadable);
    }
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Private) => {}
        _ => return Err(AddressRefusal::NotHttps),
    }
    if reach == Reach::Public && url.port_or_known_default() != Some(PORT) {
        return Err(AddressRefusal::Port);
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        _ => None,
    };
    match literal {
        Some(address) if !may_connect(&url, address, reach) => Err(AddressRefusal::Private),
        _ => Ok(url),
    }
}

/// Whether a connection to this address may be made for that URL. Words about people never leave the server's own network without TLS.
pub fn may_connect(url: &Url, address: IpAddr, reach: Reach) -> bool {
    match (is_public(address), reach) {
        (true, _) => url.scheme() == "https",
        (false, Reach::Public) => false,
        (false, Reach::Private) => !is_many(address),
    }
}

/// Whether it is nobody's or everybody's.
fn is_many(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_multicast() || v4.is_broadcast() || v4.octets()[0] == 0,
        IpAddr::V6(v6) => v6.is_multicast() || v6.is_unspecified(),
    }
}

/// Whether it lies on the public internet. Sources: the registries of special-purpose addresses (IANA, RFC 6890 and what follows it).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

/// Only what is handed out as global unicast, and of that nothing that carries an address of the older kind within it, except by the
/// prefix with which a network without IPv4 reaches the rest: there the address within is what counts.
fn is_public_v6(v6: Ipv6Addr) -> bool {
    let parts = v6.segments();
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., high, low] = parts;
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let is_unicast = parts[0] & 0xe000 == 0x2000;
    // 2001::/23 holds tunnels and tests, 2001:db8::/32 and 3fff::/20 stand in documents, 2002::/16 carries IPv4 within.
    let is_special = (parts[0] == 0x2001 && (parts[1] < 0x200 || parts[1] == 0xdb8))
        || parts[0] == 0x2002
        || (parts[0] == 0x3fff && parts[1] < 0x1000);
    is_unicast && !is_special
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        for address in
            ["1.1.1.1", "9.255.0.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "198.20.0.1"]
        {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "64:ff9b::101:101"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "127.0.0.1",
            "127.255.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "::7f00:1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_is_https_on_its_own_port_and_names_no_neighbour() {
        use AddressRefusal::{NotHttps, Port, Private, Unreadable};
        assert_eq!(read("https://hooks.example/in?list=1", Reach::Public).unwrap().as_str(), "https://hooks.example/in?list=1");
        for (text, refusal) in [
            ("", Unreadable),
            ("hooks.example/in", Unreadable),
            ("https://me:secret@hooks.example/", Unreadable),
            ("https://hooks.example/#in", Unreadable),
            ("http://hooks.example/", NotHttps),
            ("ftp://hooks.example/", NotHttps),
            ("https://hooks.example:8443/", Port),
            ("https://127.0.0.1/", Private),
            // The URL library reads what browsers read: numbers in every spelling.
            ("https://2130706433/", Private),
            ("https://0x7f.1/", Private),
            ("https://[::1]/", Private),
            ("https://[::ffff:10.0.0.1]/", Private),
            ("https://169.254.169.254/latest", Private),
        ] {
            assert_eq!(read(text, Reach::Public), Err(refusal), "{text}");
        }
        assert!(read(&format!("https://hooks.example/{}", "a".repeat(1_000)), Reach::Public).is_err());
    }

    #[test]
    fn where_private_ones_are_allowed_the_public_internet_still_asks_for_tls() {
        for text in ["http://127.0.0.1:8089/in", "https://10.0.0.7/", "http://crm.internal:5678/"] {
            assert!(read(text, Reach::Private).is_ok(), "{text}");
        }
        for text in ["http://1.1.1.1/", "http://0.0.0.0/", "http://224.0.0.1/"] {
            assert_eq!(read(text, Reach::Private), Err(AddressRefusal::Private), "{text}");
        }
        let plain = Url::parse("http://crm.example/").unwrap();
        assert!(may_connect(&plain, "10.0.0.7".parse().unwrap(), Reach::Private));
        assert!(!may_connect(&plain, "1.1.1.1".parse().unwrap(), Reach::Private), "without TLS people's data stays in the house");
    }
}
