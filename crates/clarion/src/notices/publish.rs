//! Publishing a notice: its words are checked, it gets a code, the coalition signs it, and its hash enters the log.
//!
//! Its words may hold no address that the notice does not list, because its page makes links of nothing else. The same notice
//! again is the one that stands: a commit in doubt is run again.

use super::document::{LANGUAGES_MAX, LINK_BYTES_MAX, LINKS_MAX, NoticeText, SUBJECT_CHARS_MAX, TEXT_CHARS_MAX};
use super::entry::DocumentKind;
use super::log::{self, NewDocument, Signer};
use super::{Kind, Notice, Words, code, links, store};
use crate::clock::SECOND;
use crate::coalitions::Coalition;
use crate::ids::Id;
use db::{Fault, Tx};
use url::Url;

/// A code that meets another's is made anew; eight meetings in a row are no chance.
const CODE_ATTEMPTS: u8 = 8;

/// A notice to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Its id, by which it is published once.
    pub id: Id,
    /// What it tells.
    pub kind: Kind,
    /// The addresses that its words hold, whole, with their scheme.
    pub links: Vec<String>,
    /// Its words, one for each language, the first for whoever reads none of them.
    pub words: Vec<Words>,
}

/// Why a notice is not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefusal {
    /// No words at all, or none in one language.
    #[error("A notice needs a subject and words in each of its languages.")]
    NoWords,
    /// Too many of anything.
    #[error("A notice has at most 200 letters in its subject, 10,000 in its words, 20 links and 8 languages.")]
    TooLong,
    /// Control characters, or white space around.
    #[error("The words hold characters that cannot be shown, or white space at their end. Type them again.")]
    Characters,
    /// Two texts for one language.
    #[error("A notice has one text for each language.")]
    LanguageTwice,
    /// A listed link that is none.
    #[error("Write each link whole, beginning with https://.")]
    BadLink,
    /// An address in the words that is not listed.
    #[error("The words hold the address {0}, which is not among the links of the notice. Add it, or leave it out.")]
    LinkNotListed(String),
}

impl NewNotice {
    /// Whether it can be published on this site.
    pub fn check(&self, public_url: &str) -> Result<(), PublishRefusal> {
        if self.words.len() > LANGUAGES_MAX || self.links.len() > LINKS_MAX {
            return Err(PublishRefusal::TooLong);
        }
        if self.words.is_empty() {
            return Err(PublishRefusal::NoWords);
        }
        for (at, words) in self.words.iter().enumerate() {
            check_words(words)?;
            if self.words[..at].iter().any(|before| before.lang == words.lang) {
                return Err(PublishRefusal::LanguageTwice);
            }
        }
        let listed: Vec<String> = self.links.iter().map(|link| check_link(link, public_url)).collect::<Result<_, _>>()?;
        let texts = self.words.iter().flat_map(|words| [&words.subject, &words.text]);
        match texts.flat_map(|text| links::in_text(text)).find(|found| !listed.contains(&found.address)) {
            Some(found) => Err(PublishRefusal::LinkNotListed(found.shown)),
            None => Ok(()),
        }
    }
}

fn check_words(words: &Words) -> Result<(), PublishRefusal> {
    let is_lang = words.lang.len() == 2 && words.lang.bytes().all(|letter| letter.is_ascii_lowercase());
    if words.subject.is_empty() || words.text.is_empty() || !is_lang {
        return Err(PublishRefusal::NoWords);
    }
    if words.subject.chars().count() > SUBJECT_CHARS_MAX || words.text.chars().count() > TEXT_CHARS_MAX {
        return Err(PublishRefusal::TooLong);
    }
    let clean = seal::text::clean_line(&words.subject, SUBJECT_CHARS_MAX).is_ok_and(|clean| clean == words.subject)
        && seal::text::clean(&words.text, TEXT_CHARS_MAX).is_ok_and(|clean| clean == words.text)
        && !words.text.contains(['\t', '\u{2028}', '\u{2029}'])
        && words.text.split('\n').all(|line| line.trim_end() == line);
    if clean { Ok(()) } else { Err(PublishRefusal::Characters) }
}

/// A link is https, or of this very site, which may be tried out without.
fn check_link(link: &str, public_url: &str) -> Result<String, PublishRefusal> {
    let url = Url::parse(link).map_err(|_| PublishRefusal::BadLink)?;
    let own = link == public_url || link.starts_with(&format!("{public_url}/"));
    let whole = link.len() <= LINK_BYTES_MAX
        && !link.contains(char::is_whitespace)
        && url.username().is_empty()
        && url.password().is_none();
    match links::of_word(link) {
        Some(found) if whole && (url.scheme() == "https" || own) && found.shown == link => Ok(found.address),
        _ => Err(PublishRefusal::BadLink),
    }
}

/// Publishes a notice of a coalition.
pub fn publish(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: &Coalition,
    new: &NewNotice,
) -> Result<Result<Notice, PublishRefusal>, Fault> {
    if let Err(refusal) = new.check(signer.public_url()) {
        return Ok(Err(refusal));
    }
    if let Some(standing) = store::notice(tx, new.id)? {
        return Ok(Ok(standing));
    }
    let log = log::log_of(tx, signer, coalition)?;
    for attempt in 0..CODE_ATTEMPTS {
        let code = code::of_number(signer.code_number(new.id, attempt));
        let text = text_of(signer.public_url(), now, coalition, new, &code).to_text();
        let note = signer.sign(coalition.id, &log, text)?.to_string();
        let notice = Notice {
            id: new.id,
            coalition: coalition.id,
            code,
            kind: new.kind,
            issued_at: now,
            note: Some(note.clone()),
            withdrawn_at: None,
        };
        if store::add_notice(tx, &notice)? {
            let document = NewDocument { id: new.id, kind: DocumentKind::Notice, bytes: note.as_bytes() };
            log::enter(tx, signer, now, coalition, &[document])?;
            return Ok(Ok(notice));
        }
    }
    Err(Fault::bug("no free code for a notice"))
}

fn text_of(public_url: &str, now: i64, coalition: &Coalition, new: &NewNotice, code: &str) -> NoticeText {
    NoticeText {
        coalition: coalition.slug.clone(),
        coalition_name: coalition.name.clone(),
        id: new.id,
        code: code.to_owned(),
        kind: new.kind,
        issued_at: now.div_euclid(SECOND),
        page: format!("{public_url}/n/{}", code::spaced(code)),
        links: new.links.clone(),
        words: new.words.clone(),
    }
}
