//! The signed text of a notice: lines that a person can read and that have one spelling, so that its bytes can be signed.

use super::{Kind, Words, code};
use crate::ids::Id;
use jiff::Timestamp;

/// Characters of a subject.
pub const SUBJECT_CHARS_MAX: usize = 200;
/// Characters of the words in one language: four printed pages.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Links of a notice.
pub const LINKS_MAX: usize = 20;
/// Bytes of one.
pub const LINK_BYTES_MAX: usize = 500;
/// Languages of a notice.
pub const LANGUAGES_MAX: usize = 8;
/// Bytes of the whole: two languages at their longest, in letters of four bytes, fit.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

const HEAD: &str = "clarion notice v1";

/// What a notice says, to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// The coalition's place in `/coalitions/<slug>`.
    pub coalition: String,
    /// Its name.
    pub coalition_name: String,
    /// The notice's id.
    pub id: Id,
    /// Its code.
    pub code: String,
    /// What it tells.
    pub kind: Kind,
    /// When, in seconds since 1970 UTC.
    pub issued_at: i64,
    /// Its page on the coalition's site.
    pub page: String,
    /// All other addresses that its words may hold.
    pub links: Vec<String>,
    /// Its words, one for each language.
    pub words: Vec<Words>,
}

impl NoticeText {
    /// As it is signed. Lines of words begin with `>`, so that no words can look like a field.
    pub fn to_text(&self) -> String {
        let time = Timestamp::from_second(self.issued_at).unwrap_or_default();
        let mut lines = vec![
            HEAD.to_owned(),
            format!("coalition {}", self.coalition),
            format!("name {}", self.coalition_name),
            format!("id {}", self.id),
            format!("code {}", code::spaced(&self.code)),
            format!("kind {}", self.kind.as_str()),
            format!("issued {time}"),
            format!("page {}", self.page),
        ];
        lines.extend(self.links.iter().map(|link| format!("link {link}")));
        for words in &self.words {
            lines.push(format!("words {}", words.lang));
            lines.push(format!("subject {}", words.subject));
            lines.extend(words.text.split('\n').map(|line| format!("> {line}").trim_end_matches(' ').to_owned()));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// Reads a signed text; only what [`to_text`](Self::to_text) writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return None;
        }
        let mut lines = text.strip_suffix('\n')?.split('\n').peekable();
        if lines.next()? != HEAD {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
        let (coalition, coalition_name, id) = (field("coalition")?, field("name")?, field("id")?.parse().ok()?);
        let (code, kind) = (code::fold(&field("code")?)?, Kind::of(&field("kind")?)?);
        let issued_at = field("issued")?.parse::<Timestamp>().ok()?.as_second();
        let page = field("page")?;
        let mut links = Vec::new();
        while let Some(link) = lines.next_if(|line| line.starts_with("link ")) {
            links.push(link["link ".len()..].to_owned());
        }
        let mut words = Vec::new();
        while let Some(lang) = lines.next() {
            let lang = lang.strip_prefix("words ")?.to_owned();
            let subject = lines.next()?.strip_prefix("subject ")?.to_owned();
            let mut text = Vec::new();
            while let Some(line) = lines.next_if(|line| line.starts_with('>')) {
                text.push(line.strip_prefix("> ").unwrap_or(&line[1..]));
            }
            words.push(Words { lang, subject, text: text.join("\n") });
        }
        let read = Self { coalition, coalition_name, id, code, kind, issued_at, page, links, words };
        // One text has one spelling; whatever else was there is refused with this.
        (!read.words.is_empty() && read.words.len() <= LANGUAGES_MAX && read.links.len() <= LINKS_MAX && read.to_text() == text)
            .then_some(read)
    }

    /// The words in a language, else the first.
    pub fn words_in(&self, lang: &str) -> &Words {
        let first = self.words.first().expect("a notice has words in one language at least");
        self.words.iter().find(|words| words.lang == lang).unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn notice() -> NoticeText {
        NoticeText {
            coalition: "libraries".to_owned(),
            coalition_name: "Libraries for Every County".to_owned(),
            id: Id([1; 16]),
            code: "K7MW3XRT".to_owned(),
            kind: Kind::Call,
            issued_at: 1_800_000_000,
            page: "https://act.example/n/K7MW-3XRT".to_owned(),
            links: vec!["https://act.example/events/noon".to_owned()],
            words: vec![
                Words {
                    lang: "en".to_owned(),
                    subject: "We call".to_owned(),
                    text: "Come at noon.\n\nwords es\nBring water.".to_owned(),
                },
                Words { lang: "es".to_owned(), subject: "Llamamos".to_owned(), text: "> Vengan.".to_owned() },
            ],
        }
    }

    #[test]
    fn a_notice_is_written_and_read() {
        let text = notice().to_text();
        assert!(
            text.contains("\nissued 2027-01-15T08:00:00Z\n") && text.contains("\n> words es\n> Bring water.\nwords es\n"),
            "{text}"
        );
        assert_eq!(NoticeText::parse(&text), Some(notice()));
        assert_eq!((notice().words_in("es").subject.as_str(), notice().words_in("fr").subject.as_str()), ("Llamamos", "We call"));
    }

    #[test]
    fn no_second_spelling_is_read() {
        let text = notice().to_text();
        for at in 0..text.len() {
            let cut = text.get(..at).map(str::to_owned);
            let doubled = text.get(at..).map(|rest| format!("{} {rest}", &text[..at]));
            for changed in [cut, doubled].into_iter().flatten() {
                let read = NoticeText::parse(&changed);
                assert!(read.is_none_or(|read| read.to_text() == changed && read != notice()), "byte {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_an_error_at_worst(text in "(clarion notice v1\n)?[ -~\n>é]{0,400}") {
            if let Some(read) = NoticeText::parse(&text) {
                prop_assert_eq!(read.to_text(), text);
            }
        }
    }
}
