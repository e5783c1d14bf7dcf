//! What people typed, as browsers send it: in the query of an address, or in the body of a form. What it means is a domain's.

use super::site::Here;
use crate::app::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use std::borrow::Cow;
use std::convert::Infallible;

/// Fields in their order.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Reads an urlencoded body or query. What has no shape, such as a character that turns text round, nobody typed who meant well: it
    /// goes before anybody asks whether a field is empty.
    pub fn read(bytes: &[u8]) -> Self {
        let shown = |value: Cow<'_, str>| seal::text::visible(&value).into_owned();
        Self(url::form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), shown(value))).collect())
    }

    /// A field's last value; empty where there is none.
    pub fn get(&self, wanted: &str) -> &str {
        self.0.iter().rev().find(|(name, _)| name == wanted).map_or("", |(_, value)| value)
    }

    /// All values of a field, in their order.
    pub fn all(&self, wanted: &str) -> Vec<String> {
        self.0.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
    }

    /// Whether a field was sent with this value, perhaps beside others.
    pub fn has(&self, wanted: &str, value: &str) -> bool {
        self.0.iter().any(|(name, given)| name == wanted && given == value)
    }

    /// The fields whose names begin so, by the rest of the name.
    pub fn beginning(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// A text of one or several lines without control characters, with plain line ends.
    pub fn text(&self, wanted: &str) -> String {
        let text = self.get(wanted).replace("\r\n", "\n");
        text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
    }

    /// Fills a field.
    pub fn set(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }
}

/// The query of a request.
pub struct Query(pub Typed);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Typed::read(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// The body of a request. Where it is longer than is taken, a page says so.
pub struct Sent(pub Bytes);

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(here) = Here::from_request_parts(&mut parts, app).await;
        let read = Bytes::from_request(Request::from_parts(parts, body), app).await;
        read.map(Self).map_err(|rejection| here.refused(app, rejection.status()))
    }
}
