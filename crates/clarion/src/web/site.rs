//! What every page handler needs: the language of the address, the frame of a page, and what to answer when something fails.

use super::frame::{self, Frame};
use super::lang::Lang;
use super::views::ErrorPage;
use crate::app::App;
use crate::reports::take::is_page;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use db::{Fault, FaultKind};
use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::convert::Infallible;

/// What an instance calls itself.
pub const SITE_NAME: &str = "Clarion";
/// The zone in which dates are said that belong to no petition or event of their own. Each is shown with its zone.
pub const SITE_ZONE: &str = "America/New_York";
/// A refused request comes again after so many seconds.
const RETRY_AFTER_SECONDS: &str = "5";

/// The language of the request's address, and the address without it.
#[derive(Clone, Debug)]
pub struct Here {
    /// English, or Spanish under `/es`.
    pub lang: Lang,
    /// The address without language.
    pub path: String,
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let whole = parts.extensions.get::<axum::extract::OriginalUri>().map_or_else(|| parts.uri.path(), |uri| uri.path());
        let (lang, path) = Lang::of_path(whole);
        Ok(Self { lang, path: path.to_owned() })
    }
}

impl Here {
    /// A frame for this address.
    pub fn frame(&self, app: &App, title: impl Into<String>) -> Frame {
        let mut frame = Frame::new(self.lang, title, &self.path, &app.settings.public_url, SITE_NAME);
        frame.report_url = report_url(self.lang, &self.path);
        frame
    }

    /// A page that says why something cannot be done.
    pub fn refused(&self, app: &App, status: StatusCode) -> Response {
        frame::html(status, &ErrorPage::new(self.frame(app, ""), status))
    }

    /// A page for a fault: logged once, under a reference that the page shows.
    pub fn fault(&self, app: &App, fault: &Fault) -> Response {
        let (status, reference) = logged(app, fault);
        let mut page = ErrorPage::new(self.frame(app, ""), status);
        page.reference = Some(reference);
        let mut response = frame::html(status, &page);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static(RETRY_AFTER_SECONDS));
        }
        response
    }

    /// The answer of a handler that may meet a fault.
    pub fn answer(&self, app: &App, result: Result<Response, Fault>) -> Response {
        result.unwrap_or_else(|fault| self.fault(app, &fault))
    }

    /// Leads to another page of ours, given without language.
    pub fn see(&self, path: &str) -> Response {
        (StatusCode::SEE_OTHER, [(header::LOCATION, self.lang.path(path))]).into_response()
    }
}

/// Logs a fault and gives the status and the reference that the person may quote.
pub fn logged(app: &App, fault: &Fault) -> (StatusCode, String) {
    let reference = app.ids.fresh(app.clock.now()).to_string();
    let status = match fault.kind() {
        FaultKind::Busy | FaultKind::Away | FaultKind::Full | FaultKind::Collision => StatusCode::SERVICE_UNAVAILABLE,
        FaultKind::Refused | FaultKind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
    };
    tracing::error!(%reference, %fault, "a request met a fault");
    (status, reference)
}

/// Everything but what an address of ours is made of is escaped in a query.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_');

/// An address of ours as a value in a query.
pub fn in_query(path: &str) -> String {
    utf8_percent_encode(path, IN_QUERY).to_string()
}

/// Where "Report this" leads for a page, given by its address without language; `None` where the page is no public one.
pub fn report_url(lang: Lang, path: &str) -> Option<String> {
    is_page(path).then(|| format!("{}?page={}", lang.path("/report"), in_query(path)))
}

/// An instant in a named zone; UTC where the name is unknown.
pub fn zoned(micros: i64, zone: &str) -> ZonedDateTime {
    let instant = Timestamp::from_microsecond(micros).unwrap_or_default();
    instant.to_zoned_datetime(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}
