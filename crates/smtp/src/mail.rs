//! One mail to one recipient: what may stand in an envelope, and how a message is written onto the wire.
//!
//! It does not look into the message beyond its line ends: building and signing happen before.

use std::borrow::Cow;
use std::fmt;

use bytes::{BufMut, Bytes, BytesMut};

/// Longest address taken; RFC 5321 allows 254 between the angle brackets, SMTPUTF8 counts in bytes as well.
const ADDRESS_BYTES_MAX: usize = 320;

/// A whole message and its envelope, for one recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The envelope's sender, where bounces go; empty for none (`<>`).
    pub from: String,
    /// The one recipient.
    pub to: String,
    /// The whole message of RFC 5322. Lone CR and LF become CRLF on the way; dots are stuffed here, not before.
    pub data: Bytes,
}

/// Shows sizes only, because addresses and texts must not reach a log by accident.
impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mail").field("data_bytes", &self.data.len()).finish_non_exhaustive()
    }
}

impl Mail {
    /// Whether the envelope cannot be written at all: an empty or overlong recipient, or characters that would end the
    /// address or the command (line breaks are how commands are injected).
    pub(crate) fn has_unusable_address(&self) -> bool {
        let unusable = |address: &str| {
            address.len() > ADDRESS_BYTES_MAX || address.contains(|c: char| c.is_control() || matches!(c, '<' | '>' | ' '))
        };
        self.to.is_empty() || unusable(&self.to) || unusable(&self.from)
    }

    /// Whether an address is written in more than ASCII.
    pub(crate) fn needs_smtputf8(&self) -> bool {
        !self.from.is_ascii() || !self.to.is_ascii()
    }
}

/// The message with every line ended by CRLF, the last one too; borrowed when it was so already.
pub(crate) fn with_crlf(data: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = first_wrong_line_end(data) else {
        return Cow::Borrowed(data);
    };
    let mut out = Vec::with_capacity(data.len() + data.len() / 32 + 2);
    out.extend_from_slice(&data[..first]);
    let mut rest = &data[first..];
    while let Some(at) = memchr::memchr2(b'\r', b'\n', rest) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(b"\r\n");
        rest = &rest[at + line_end_length(&rest[at..])..];
    }
    if !rest.is_empty() {
        out.extend_from_slice(rest);
        out.extend_from_slice(b"\r\n");
    }
    Cow::Owned(out)
}

/// Where the first line starts whose end is not CRLF.
fn first_wrong_line_end(data: &[u8]) -> Option<usize> {
    let mut start = 0;
    while start < data.len() {
        match memchr::memchr2(b'\r', b'\n', &data[start..]) {
            Some(at) if data[start + at..].starts_with(b"\r\n") => start += at + 2,
            _ => return Some(start),
        }
    }
    None
}

/// 2 for CRLF, 1 for a lone CR or LF at the start of `data`.
fn line_end_length(data: &[u8]) -> usize {
    if data.starts_with(b"\r\n") { 2 } else { 1 }
}

/// Writes a message whose lines end in CRLF as a DATA command wants it: dots at line starts doubled, a lone dot at the
/// end (RFC 5321, section 4.5.2).
pub(crate) fn put_stuffed(out: &mut BytesMut, message: &[u8]) {
    out.reserve(message.len() + message.len() / 64 + 8);
    if message.starts_with(b".") {
        out.put_u8(b'.');
    }
    let mut copied = 0;
    for at in memchr::memmem::find_iter(message, b"\n.") {
        out.put_slice(&message[copied..=at]);
        out.put_u8(b'.');
        copied = at + 1;
    }
    out.put_slice(&message[copied..]);
    out.put_slice(b".\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stuffed(message: &[u8]) -> Vec<u8> {
        let mut out = BytesMut::new();
        put_stuffed(&mut out, message);
        out.to_vec()
    }

    #[test]
    fn line_ends_become_crlf() {
        assert!(matches!(with_crlf(b"a\r\nb\r\n"), Cow::Borrowed(_)));
        assert!(matches!(with_crlf(b""), Cow::Borrowed(_)));
        assert_eq!(&*with_crlf(b"a\nb\rc"), b"a\r\nb\r\nc\r\n");
        assert_eq!(&*with_crlf(b"a\r\r\n\n"), b"a\r\n\r\n\r\n");
        assert_eq!(&*with_crlf(b"a\r\n\r"), b"a\r\n\r\n");
    }

    #[test]
    fn dots_at_line_starts_are_doubled() {
        assert_eq!(stuffed(b""), b".\r\n");
        assert_eq!(stuffed(b".\r\n"), b"..\r\n.\r\n");
        assert_eq!(stuffed(b"a.\r\n.b\r\n..\r\n"), b"a.\r\n..b\r\n...\r\n.\r\n");
    }

    #[test]
    fn addresses_cannot_carry_commands() {
        let mail = |from: &str, to: &str| Mail { from: from.into(), to: to.into(), data: Bytes::new() };
        assert!(!mail("", "ada@org.example").has_unusable_address());
        for to in ["", "a@org.example\r\nRCPT TO:<b@org.example>", "a@org.example\n", "a\r@x", "a> SIZE=1", "a b@x", "\0"] {
            assert!(mail("x@org.example", to).has_unusable_address(), "{to:?}");
        }
        assert!(mail("x@org.example\r\nDATA", "a@org.example").has_unusable_address());
        assert!(!format!("{:?}", mail("x@org.example", "a@org.example")).contains('@'));
    }
}
