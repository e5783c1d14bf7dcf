//! What a relay offers, as its answer to EHLO says. Whatever this client has no use for is passed over.

use crate::reply::Reply;

/// The offers that change what this client does.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Offers {
    /// RFC 2920.
    pub pipelining: bool,
    /// RFC 3030: BDAT.
    pub chunking: bool,
    /// RFC 3207.
    pub starttls: bool,
    /// RFC 6152.
    pub eight_bit: bool,
    /// RFC 6531.
    pub smtputf8: bool,
    /// RFC 1870: longest message in bytes, if the relay names a limit.
    pub size_max: Option<u64>,
    /// RFC 4954, the ways this client knows.
    pub auth_plain: bool,
    /// Older than any RFC, still the only way of some relays.
    pub auth_login: bool,
}

impl Offers {
    /// Reads a positive answer to EHLO.
    pub fn read(reply: &Reply) -> Offers {
        let mut offers = Offers::default();
        // The first line is the relay's own name.
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("CHUNKING") => offers.chunking = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SMTPUTF8") => offers.smtputf8 = true,
                // Zero says "no fixed limit".
                Some("SIZE") => {
                    offers.size_max = words.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                }
                Some("AUTH") => words.for_each(|way| match way {
                    "PLAIN" => offers.auth_plain = true,
                    "LOGIN" => offers.auth_login = true,
                    _ => {}
                }),
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_in_any_case() {
        let lines = ["PIPELINING", "pipelining", "Size 1000", "AUTH CRAM-MD5 login PLAIN", "X-OTHER"];
        let offers = Offers::read(&Reply { code: 250, lines: lines.map(String::from).to_vec() });
        assert!(offers.pipelining && offers.auth_plain && offers.auth_login && !offers.chunking);
        assert_eq!(offers.size_max, Some(1000));
        let none = Offers::read(&Reply { code: 250, lines: vec!["CHUNKING".into(), "SIZE 0".into()] });
        assert_eq!(none, Offers::default());
    }
}
