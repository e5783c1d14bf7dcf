//! What the pages' views share: links, share links, petitions in lists, and the page of an error.
//! A view is plain data that a handler fills and `frame::html` turns into an answer; it knows no rule and no database.

use askama::Template;
use axum::http::StatusCode;
use jiff::ZonedDateTime;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::frame::Frame;
use super::lang::{self, Lang};

/// A name and where it leads. Addresses of our own pages come from `Frame::link`.
#[derive(Clone, Debug)]
pub struct Link {
    /// What is shown.
    pub name: String,
    /// Address.
    pub url: String,
}

/// A petition in a list.
#[derive(Clone, Debug)]
pub struct PetitionCard {
    /// Title in the page's language.
    pub title: String,
    /// Address.
    pub url: String,
    /// Name of the group whose petition it is.
    pub group: String,
    /// Confirmed signatures.
    pub confirmed: u64,
    /// When it closes or closed, in the petition's zone.
    pub closes_at: Option<ZonedDateTime>,
    /// Whether that day has passed.
    pub closed: bool,
}

/// One way to share: a plain link that works without scripts.
#[derive(Clone, Debug)]
pub struct ShareLink {
    /// Address at the service, or `mailto:` or `sms:`.
    pub url: String,
    /// The service's name or the deed, in the page's language.
    pub words: String,
}

/// Everything but RFC 3986's unreserved characters is escaped in a query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The links to share an address under a title. Nothing of any of these services is loaded.
pub fn share_links(lang: Lang, url: &str, title: &str) -> Vec<ShareLink> {
    let escape = |text: &str| utf8_percent_encode(text, QUERY).to_string();
    let (address, words) = (escape(url), escape(title));
    let both = escape(&format!("{title} {url}"));
    [
        (format!("mailto:?subject={words}&body={both}"), lang::t(lang, "share-mail", &[])),
        (format!("sms:?&body={both}"), lang::t(lang, "share-text", &[])),
        (format!("https://wa.me/?text={both}"), "WhatsApp".to_owned()),
        (format!("https://bsky.app/intent/compose?text={both}"), "Bluesky".to_owned()),
        (format!("https://x.com/intent/post?text={words}&url={address}"), "X".to_owned()),
        (format!("https://www.facebook.com/sharer/sharer.php?u={address}"), "Facebook".to_owned()),
    ]
    .map(|(url, words)| ShareLink { url, words })
    .into()
}

/// The page that answers when something could not be done.
#[derive(Template)]
#[template(path = "web/error.html")]
pub struct ErrorPage {
    /// Made by `ErrorPage::new`: its title is what happened.
    frame: Frame,
    status: u16,
    what_to_do: String,
    /// A refusal's own sentence, in the page's language.
    pub sentence: Option<String>,
    /// What a fault was logged under, for a message to the operator.
    pub reference: Option<String>,
}

impl ErrorPage {
    /// The page of a status. `frame` gives language, path and names; its title is replaced.
    pub fn new(mut frame: Frame, status: StatusCode) -> ErrorPage {
        let (title, what_to_do) = error_words(&frame, status);
        frame.title = title;
        frame.indexed = false;
        frame.report_url = None;
        ErrorPage { frame, status: status.as_u16(), what_to_do, sentence: None, reference: None }
    }
}

fn error_words(frame: &Frame, status: StatusCode) -> (String, String) {
    match status.as_u16() {
        403 => (frame.t("error-403"), frame.t("error-403-do")),
        404 => (frame.t("error-404"), frame.t("error-404-do")),
        405 => (frame.t("error-405"), frame.t("error-405-do")),
        410 => (frame.t("error-410"), frame.t("error-410-do")),
        413 => (frame.t("error-413"), frame.t("error-413-do")),
        429 => (frame.t("error-429"), frame.t("error-429-do")),
        503 => (frame.t("error-503"), frame.t("error-503-do")),
        _ if status.is_client_error() => (frame.t("error-400"), frame.t("error-400-do")),
        _ => (frame.t("error-500"), frame.t("error-500-do")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_cannot_break_out_of_the_address() {
        let links = share_links(Lang::En, "https://act.example/petitions/x?a=1&b", "Ours & theirs #1");
        assert_eq!(links.len(), 6);
        for link in &links {
            assert!(!link.url.contains(' ') && !link.url.contains('#'), "{}", link.url);
        }
        assert!(
            links[4].url.ends_with("text=Ours%20%26%20theirs%20%231&url=https%3A%2F%2Fact.example%2Fpetitions%2Fx%3Fa%3D1%26b")
        );
    }
}
