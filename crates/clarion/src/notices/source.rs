//! The source of a mail, as a file or "show original" gives it: its subject and plain words, as a reader would have seen them.
//!
//! Whoever pastes that pastes heads, boundaries and encoded words around the true ones; compared as they are they would look forged.
//! Anything else that was pasted is left as it is.

use std::borrow::Cow;

const PLAIN: &str = "content-type: text/plain";
const ENCODING: &str = "content-transfer-encoding:";
const SUBJECT: &str = "subject:";

/// The words of what was pasted.
pub(super) fn words_of(pasted: &str) -> Cow<'_, str> {
    let lower = pasted.to_ascii_lowercase();
    let Some(part) = line_at(&lower, PLAIN) else { return Cow::Borrowed(pasted) };
    let rest = pasted[part..].replace("\r\n", "\n");
    let Some((heads, body)) = rest.split_once("\n\n") else { return Cow::Borrowed(pasted) };
    let encoding = head(heads, ENCODING).unwrap_or_default().trim().to_ascii_lowercase();
    let body = until_boundary(body);
    let text = match encoding.as_str() {
        "quoted-printable" => quoted_printable::decode(body, quoted_printable::ParseMode::Robust).ok(),
        "base64" => base64_of(body),
        _ => Some(body.as_bytes().to_vec()),
    };
    let Some(text) = text else { return Cow::Borrowed(pasted) };
    let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
    let subject = head(&pasted[..part].replace("\r\n", "\n"), SUBJECT).map(|subject| decoded(subject.trim()));
    // Calls repeat their subject above the words; one that says something else is shown as well.
    Cow::Owned(match subject.filter(|subject| !text.trim_start().starts_with(subject.as_str())) {
        Some(subject) => format!("{subject}\n\n{text}"),
        None => text,
    })
}

/// Where a line begins with this.
fn line_at(text: &str, begins: &str) -> Option<usize> {
    text.match_indices(begins).map(|(at, _)| at).find(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n')
}

/// A head's value, unfolded.
fn head(heads: &str, name: &str) -> Option<String> {
    let at = line_at(&heads.to_ascii_lowercase(), name)?;
    let mut lines = heads[at + name.len()..].lines();
    let mut value = lines.next()?.to_owned();
    for more in lines.take_while(|line| line.starts_with([' ', '\t'])) {
        value.push_str(more);
    }
    Some(value)
}

/// A part ends where the line of its boundary begins; the line that parts a foot from the words is "--" alone.
fn until_boundary(body: &str) -> &str {
    let is_boundary = |at: &usize| body[at + 1..].lines().next().is_some_and(|line| line.trim_end().len() > 2);
    let end = body.match_indices("\n--").map(|(at, _)| at).find(is_boundary);
    &body[..end.unwrap_or(body.len())]
}

fn base64_of(body: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let packed: String = body.split_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(packed).ok()
}

/// A head whose words are encoded (RFC 2047): each of them decoded, the blanks between two of them left out.
fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut was_encoded = false;
    for word in value.split_ascii_whitespace() {
        let encoded = encoded_word(word);
        let joins = was_encoded && encoded.is_some();
        if !out.is_empty() && !joins {
            out.push(' ');
        }
        was_encoded = encoded.is_some();
        out.push_str(encoded.as_deref().unwrap_or(word));
    }
    out
}

fn encoded_word(word: &str) -> Option<String> {
    let mut parts = word.strip_prefix("=?")?.strip_suffix("?=")?.splitn(3, '?');
    let (charset, kind, text) = (parts.next()?, parts.next()?, parts.next()?);
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let bytes = match kind {
        "B" | "b" => base64_of(text)?,
        _ => quoted_printable::decode(text.replace('_', "=20"), quoted_printable::ParseMode::Robust).ok()?,
    };
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_a_mail_gives_its_words() {
        let source = "To: ana@people.example\nSubject: =?utf-8?Q?Ma=C3=B1ana_?=\n =?utf-8?B?YWwgbWVkaW9kw61h?=\nContent-Type: multipart/alternative;\n boundary=\"x\"\n\n\
            --x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nCome to the county li=\nbrary.=E2=80=A6\n\n--\nA foot\n\n--x\n\
            Content-Type: text/html\n\n<p>Other</p>\n--x--\n";
        let expected = "Mañana al mediodía\n\nCome to the county library.…\n\n--\nA foot\n";
        assert_eq!(words_of(source), expected);
        assert_eq!(words_of(&source.replace('\n', "\r\n")), expected);
        let repeated = "Subject: It is called\nContent-Type: text/plain\n\nIt is called\n\nCome.";
        assert_eq!(words_of(repeated), "It is called\n\nCome.");
    }

    #[test]
    fn other_words_stay_as_they_are() {
        for pasted in ["Come on Saturday.", "", "The Content-Type: text/plain of it", "Content-Type: text/plain", "\u{1f600}"] {
            assert_eq!(words_of(pasted), pasted);
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_pasted_breaks_it(start in "(?s).{0,40}", end in "(?s).{0,80}") {
            words_of(&format!("{start}\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{end}"));
            words_of(&format!("Subject: =?{start}?=\nContent-Type: text/plain\n\n{end}"));
        }
    }
}
