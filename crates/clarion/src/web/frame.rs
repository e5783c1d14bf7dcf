//! The frame around every public page: head, language switch, foot, and the headers of the answer.
//! Templates reach words and addresses through it, so that a page cannot mix languages.

use std::fmt::Display;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::ZonedDateTime;

use super::assets;
use super::lang::{self, Lang};

/// What a page may load and do: its own styles, scripts and pictures, and forms to its own host; nothing inline.
///
/// `child-src` says the same as `worker-src` to Safari 12, which does not know the latter.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; worker-src 'self'; child-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A count as templates hand it over: they pass fields by reference, some of them twice.
pub trait Count {
    /// The number itself.
    fn count(&self) -> u64;
}

impl Count for u64 {
    fn count(&self) -> u64 {
        *self
    }
}

impl<T: Count> Count for &T {
    fn count(&self) -> u64 {
        (**self).count()
    }
}

/// What every page says about itself.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// Plain text, without the site's name.
    pub title: String,
    /// One or two sentences for search engines and link previews; empty for none.
    pub description: String,
    /// The page's address without language and host: `/petitions/keep-libraries-open`. Pages that live in one place
    /// only, such as errors, say `/`.
    pub path: String,
    /// What follows the address after a question mark, for the other language too; empty for nothing.
    pub query: String,
    /// Scheme and host without a final slash: `https://act.example`.
    pub public_url: String,
    /// What the instance calls itself.
    pub site_name: String,
    /// Address of the preview picture on this host, 1200 by 630; `None` where a page should not be shared.
    pub image: Option<String>,
    /// Whether search engines may list the page. Pages behind a token never.
    pub indexed: bool,
    /// Where "Report this" leads; `None` where there is nothing to report.
    pub report_url: Option<String>,
}

impl Frame {
    /// A frame for a page that is neither shared nor listed; set the public fields for one that is.
    pub fn new(lang: Lang, title: impl Into<String>, path: &str, public_url: &str, site_name: &str) -> Frame {
        Frame {
            lang,
            title: title.into(),
            description: String::new(),
            path: path.to_owned(),
            query: String::new(),
            public_url: public_url.to_owned(),
            site_name: site_name.to_owned(),
            image: None,
            indexed: false,
            report_url: None,
        }
    }

    /// The words of a message without variables.
    pub fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    /// The words of a message with one variable.
    pub fn t1(&self, id: &str, name: &'static str, value: impl Display) -> String {
        lang::t(self.lang, id, &[(name, value.to_string().into())])
    }

    /// The words of a message with two variables.
    pub fn t2(&self, id: &str, first: (&'static str, &str), second: (&'static str, &str)) -> String {
        lang::t(self.lang, id, &[(first.0, first.1.into()), (second.0, second.1.into())])
    }

    /// The words of a message about a `$count` of things.
    pub fn tn(&self, id: &str, count: impl Count) -> String {
        lang::t(self.lang, id, &[("count", count.count().into())])
    }

    /// The words of a message about a `$count` of things, and one more variable.
    pub fn tn1(&self, id: &str, count: impl Count, name: &'static str, value: impl Display) -> String {
        lang::t(self.lang, id, &[("count", count.count().into()), (name, value.to_string().into())])
    }

    /// A count with separators.
    pub fn number(&self, value: impl Count) -> String {
        lang::number(self.lang, value.count())
    }

    /// A day with its weekday.
    pub fn date(&self, when: &ZonedDateTime) -> String {
        lang::date(self.lang, when)
    }

    /// A day for a narrow column.
    pub fn short_date(&self, when: &ZonedDateTime) -> String {
        lang::short_date(self.lang, when)
    }

    /// A day and a time with its zone.
    pub fn date_time(&self, when: &ZonedDateTime) -> String {
        lang::date_time(self.lang, when)
    }

    /// A time of day in a sentence, where its day was said before.
    pub fn at_time(&self, when: &ZonedDateTime) -> String {
        lang::at_time(self.lang, when)
    }

    /// The address of a page of ours, given without language, in the language of this page.
    pub fn link(&self, path: &str) -> String {
        self.lang.path(path)
    }

    /// The whole address of this page, as it should be shared and listed.
    pub fn canonical_url(&self) -> String {
        self.url_in(self.lang)
    }

    /// The whole address of this page in a language.
    pub fn url_in(&self, lang: Lang) -> String {
        format!("{}{}", self.public_url, lang.path(&self.path))
    }

    /// The address of this page in the other language.
    pub fn other_path(&self) -> String {
        let path = self.lang.other().path(&self.path);
        if self.query.is_empty() { path } else { format!("{path}?{}", self.query) }
    }

    /// The stylesheet's address.
    pub fn stylesheet(&self) -> String {
        assets::url("src/styles/main.css")
    }

    /// The script's address.
    pub fn script(&self) -> String {
        assets::url("src/main.ts")
    }
}

/// A page as text.
pub fn text(page: &impl Template) -> String {
    page.render().expect("templates write into memory, and none of our filters fails")
}

/// The headers that every page carries.
///
/// `same-origin` keeps a token in an address from reaching other hosts, yet lets forms say where they come from.
pub fn add_page_headers(headers: &mut axum::http::HeaderMap) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// The answer with a page in it. Pages other than a petition's speak to one person and are kept by nobody.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    let mut response = (status, text(page)).into_response();
    add_page_headers(response.headers_mut());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
