//! Finds the link that a person would click: the first one in the text of a message, whatever its encoding.
//!
//! It reads just enough MIME for mails that this project sends: parts, quoted-printable and base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The first `http://` or `https://` link in the body of a message (of its first part that has one). Links in headers,
/// as in List-Unsubscribe, are nobody's to click.
pub fn first_link(message: &[u8]) -> Option<String> {
    let (head, body) = split_head(message);
    let head = String::from_utf8_lossy(head).replace("\r\n\t", " ").replace("\r\n ", " ");
    if let Some(boundary) = boundary(&head) {
        let parts = format!("--{boundary}");
        return split_at_all(body, parts.as_bytes()).skip(1).find_map(first_link);
    }
    let encoding = header(&head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let text = match encoding.as_str() {
        "quoted-printable" => from_quoted_printable(body),
        "base64" => {
            let letters: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            STANDARD.decode(letters).ok()?
        }
        _ => body.to_vec(),
    };
    link_in(&String::from_utf8_lossy(&text))
}

fn split_head(message: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memmem::find(message, b"\r\n\r\n") {
        Some(at) => (&message[..at], &message[at + 4..]),
        None => (message, &[]),
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The boundary of a multipart message, from its unfolded head.
fn boundary(head: &str) -> Option<&str> {
    let kind = header(head, "content-type")?;
    let at = kind.to_ascii_lowercase().find("boundary=")?;
    let value = &kind[at + "boundary=".len()..];
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([';', ' ']).next(),
    }
}

fn split_at_all<'a>(body: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let starts: Vec<usize> = memchr::memmem::find_iter(body, mark).collect();
    let ends: Vec<usize> = starts.iter().copied().chain([body.len()]).collect();
    let begins = std::iter::once(0).chain(starts.into_iter().map(move |at| at + mark.len()));
    begins.zip(ends).map(|(begin, end)| &body[begin..end])
}

fn from_quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(joined) = rest.strip_prefix(b"\r\n") {
            rest = joined;
        } else if let Some(byte) = rest.get(..2).and_then(hex_byte) {
            out.push(byte);
            rest = &rest[2..];
        }
    }
    out.extend_from_slice(rest);
    out
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn link_in(text: &str) -> Option<String> {
    let start = [text.find("https://"), text.find("http://")].into_iter().flatten().min()?;
    let end_of_link = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')');
    let link = text[start..].split(end_of_link).next()?;
    Some(link.trim_end_matches(['.', ',']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_in_every_encoding() {
        let list = "List-Unsubscribe: <https://org.example/u>\r\n";
        for (head, body) in [
            ("", "Confirm: https://org.example/c?t=1=2."),
            ("Content-Transfer-Encoding: quoted-printable\r\n", "Confirm: https://org.exam=\r\nple/c?t=3D1=3D2"),
            ("content-transfer-encoding: base64\r\n", "Q29uZmlybTogaHR0cHM6Ly9vcmcuZXhh\r\nbXBsZS9jP3Q9MT0y"),
            (
                "Content-Type: multipart/alternative;\r\n boundary=\"b1\"\r\n",
                "--b1\r\nContent-Type: text/plain\r\n\r\nno link\r\n--b1\r\n\r\n<a href=\"https://org.example/c?t=1=2\">\r\n--b1--",
            ),
        ] {
            let message = format!("Subject: x\r\n{list}{head}\r\n{body}");
            assert_eq!(first_link(message.as_bytes()).as_deref(), Some("https://org.example/c?t=1=2"), "{head}");
        }
        assert_eq!(first_link(format!("{list}\r\nnone").as_bytes()), None);
    }
}
