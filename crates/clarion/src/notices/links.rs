//! Addresses in plain text, as a mail program or a telephone would make links of them: with a scheme, or a bare host.

use url::Url;

/// An address that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As it stands in the text.
    pub shown: String,
    /// As a browser would ask for it, so that two spellings compare equal.
    pub address: String,
    /// Where it leads, as a browser would: small letters, foreign letters written out (`xn--`).
    pub host: String,
}

/// What stands around an address in prose.
const AROUND: &[char] = &[
    '.', ',', ';', ':', '!', '?', '(', ')', '[', ']', '<', '>', '"', '\'', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}',
    '\u{ab}', '\u{bb}', '*', '_', '\u{a1}', '\u{bf}',
];

/// The address that a word is, if it is one.
pub fn of_word(word: &str) -> Option<Found> {
    let shown = word.trim_matches(AROUND);
    let url = match shown.split_once("://") {
        Some(_) => Url::parse(shown).ok()?,
        None => Url::parse(&format!("https://{}", bare(shown)?)).ok()?,
    };
    let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
    let address = normal(&url);
    Some(Found { shown: shown.to_owned(), address, host })
}

/// The words of a text that are addresses.
pub fn in_text(text: &str) -> impl Iterator<Item = Found> + '_ {
    text.split_whitespace().filter_map(of_word)
}

/// A text that looks like a host with or without a path, or like a mailbox: `act.example/n/K7MW-3XRT`, `ana@act.example`.
fn bare(text: &str) -> Option<&str> {
    let after_mailbox = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let end = after_mailbox.find(['/', '?', '#', ':']).unwrap_or(after_mailbox.len());
    let (name, last) = after_mailbox[..end].rsplit_once('.')?;
    let label = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    // "Saturday.Come" is a line's end that got lost; "ACT.EXAMPLE" and "Act.Example/x" are hosts.
    let one_case = last.chars().all(char::is_lowercase) || last.chars().all(char::is_uppercase);
    let is_address = one_case || end < after_mailbox.len() || name.to_ascii_lowercase().starts_with("www.");
    let ending = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) && is_address;
    (ending && name.split('.').all(label)).then_some(after_mailbox)
}

/// An address of which neither the scheme, nor a slash at its end, nor a part within the page makes another.
fn normal(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{port}{}{query}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<String> {
        in_text(text).map(|found| found.host).collect()
    }

    #[test]
    fn addresses_are_found_as_a_telephone_finds_them() {
        assert_eq!(hosts("See https://act.example/x, (act.example/n/K7MW-3XRT) or Act.Example/x."), ["act.example"; 3]);
        assert_eq!(hosts("WWW.Act.Example!"), ["www.act.example"]);
        assert_eq!(hosts("mail ana@act.example or http://203.0.113.9:8080/x"), ["act.example", "203.0.113.9"]);
        assert_eq!(hosts("Come at 2 p.m. on Saturday.Bring water, e.g. 1.5 l"), [""; 0]);
        // The second letter is Cyrillic.
        assert_eq!(hosts("https://a\u{441}t.example"), ["xn--at-omc.example"]);
        // What stands before the @ is no host.
        assert_eq!(hosts("https://act.example@evil.example/x"), ["evil.example"]);
    }

    #[test]
    fn two_spellings_are_one_address() {
        let address = |text| of_word(text).map(|found| found.address);
        assert_eq!(address("HTTPS://Act.Example/n/X/"), address("act.example/n/X"));
        assert_ne!(address("act.example/n/X"), address("act.example/n/Y"));
        assert_ne!(address("act.example/n/X"), address("act.example/n/X?to=evil"));
    }
}
