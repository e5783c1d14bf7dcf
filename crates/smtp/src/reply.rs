//! Reading replies: three digits, one line or several, from bytes that a stranger sent. Everything is bounded, so that a
//! relay which sends garbage or never ends a line costs an error and no memory.

use bytes::{Buf, BytesMut};

use crate::outcome::Why;

/// Longest reply line; RFC 5321 allows 512, and some relays put links to their rules in longer ones.
const LINE_BYTES_MAX: usize = 2048;
/// Most lines of one reply; long EHLO answers have about twenty.
const LINES_MAX: usize = 128;
/// How much of what the relay said is kept of a reply to a mail.
const KEPT_BYTES_MAX: usize = 512;

/// One whole reply of the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// The text of each line without the code. Control characters are replaced.
    pub lines: Vec<String>,
}

impl Reply {
    /// 2xx.
    pub fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// 4xx or 5xx.
    pub fn is_refusal(&self) -> bool {
        matches!(self.code / 100, 4 | 5)
    }

    /// The text in one line, cut at a length that can be stored with a delivery.
    pub fn text(mut self) -> String {
        let mut text = if self.lines.len() == 1 { self.lines.remove(0) } else { self.lines.join(" ") };
        text.truncate(text.floor_char_boundary(KEPT_BYTES_MAX));
        text
    }
}

/// Gathers the lines of a reply until its last one.
#[derive(Debug, Default)]
pub struct ReplyReader {
    code: u16,
    lines: Vec<String>,
}

impl ReplyReader {
    /// Takes the next whole reply out of `input`; `None` when more bytes are needed.
    ///
    /// # Errors
    /// [`Why::Garbled`] when a line is too long, has no code, or belongs to another reply than the lines before it.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Reply>, Why> {
        while let Some(end) = memchr::memchr(b'\n', input) {
            if end > LINE_BYTES_MAX || self.lines.len() == LINES_MAX {
                return Err(Why::Garbled);
            }
            let last = self.take_line(&input[..end])?;
            input.advance(end + 1);
            if last {
                return Ok(Some(Reply { code: self.code, lines: std::mem::take(&mut self.lines) }));
            }
        }
        if input.len() > LINE_BYTES_MAX { Err(Why::Garbled) } else { Ok(None) }
    }

    /// Whether nothing of a reply has come yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a line and says whether it was the last one of its reply.
    fn take_line(&mut self, line: &[u8]) -> Result<bool, Why> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (code, rest) = line.split_first_chunk::<3>().ok_or(Why::Garbled)?;
        if !matches!(code[0], b'2'..=b'5') || !code.iter().all(u8::is_ascii_digit) {
            return Err(Why::Garbled);
        }
        let code = code.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
        if !self.lines.is_empty() && code != self.code {
            return Err(Why::Garbled);
        }
        let (last, text) = match rest.split_first() {
            None => (true, rest),
            Some((b' ', text)) => (true, text),
            Some((b'-', text)) => (false, text),
            Some(_) => return Err(Why::Garbled),
        };
        self.code = code;
        self.lines.push(printable(text));
        Ok(last)
    }
}

/// The text with whatever could disturb a terminal or a page's line structure replaced.
fn printable(text: &[u8]) -> String {
    match std::str::from_utf8(text) {
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => String::from_utf8_lossy(text).replace(char::is_control, "\u{fffd}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Option<Reply>, Why> {
        ReplyReader::default().next(&mut BytesMut::from(bytes))
    }

    #[test]
    fn one_line_and_several() {
        assert_eq!(read(b"250 2.0.0 taken\r\n").unwrap().unwrap().text(), "2.0.0 taken");
        let reply = read(b"250-relay.example\r\n250-SIZE 10\n250\r\n").unwrap().unwrap();
        assert_eq!((reply.code, reply.lines.len()), (250, 3));
    }

    #[test]
    fn a_reply_may_come_in_pieces() {
        let mut reader = ReplyReader::default();
        let mut input = BytesMut::from(&b"250-a\r\n25"[..]);
        assert_eq!(reader.next(&mut input), Ok(None));
        assert!(!reader.is_empty());
        input.extend_from_slice(b"0 b\r\n354 ");
        assert_eq!(reader.next(&mut input).unwrap().unwrap().text(), "a b");
        assert_eq!(reader.next(&mut input), Ok(None));
        assert_eq!(&input[..], b"354 ");
    }

    #[test]
    fn garbage_is_an_error_and_not_a_wait() {
        for bytes in [&b"HTTP/1.1 400 Bad\r\n"[..], b"99 x\r\n", b"\r\n", b"250+x\r\n", b"250-a\r\n251 b\r\n", b"650 x\r\n"] {
            assert_eq!(read(bytes), Err(Why::Garbled), "{bytes:?}");
        }
        assert_eq!(read(&[b'2'; LINE_BYTES_MAX + 1]), Err(Why::Garbled));
        assert_eq!(read(&b"250-x\r\n".repeat(LINES_MAX + 1)), Err(Why::Garbled));
    }

    #[test]
    fn kept_text_is_short_and_printable() {
        let long = format!("550 \u{7}{}\r\n", "ü".repeat(600));
        let text = read(long.as_bytes()).unwrap().unwrap().text();
        assert!(text.len() <= KEPT_BYTES_MAX && text.starts_with('\u{fffd}') && text.ends_with('ü'));
    }
}
