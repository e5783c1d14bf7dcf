//! Requests that another site had a browser make: they carry the reader's cookie, and must change nothing.
//!
//! The cookie is SameSite=Lax, which holds current browsers; this check holds the others, and a sibling domain. A browser says where a
//! POST comes from in `Sec-Fetch-Site`, older ones in `Origin`; what carries neither comes from no browser that would send the cookie
//! across sites.

use crate::app::App;
use crate::web::site::Here;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;

/// What a handler takes that changes something for whoever is not signed in yet: the request comes from a page of ours.
/// [`SignedIn`](super::SignedIn) looks at the same.
#[derive(Clone, Copy, Debug)]
pub struct OwnPage;

impl FromRequestParts<App> for OwnPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        if !is_from_elsewhere(&parts.method, &parts.headers, &app.settings.public_url) {
            return Ok(Self);
        }
        let Ok(here) = Here::from_request_parts(parts, app).await;
        Err(here.refused(app, StatusCode::FORBIDDEN))
    }
}

/// Whether a request would change something and comes from elsewhere.
pub fn is_from_elsewhere(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD) {
        return false;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        // "none": typed, or loaded again by hand.
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let Ok(origin) = origin.to_str() else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_this_host = host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, from)| from == host));
    origin != public_url && !is_this_host
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn refused(method: &Method, given: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_from_elsewhere(method, &headers, "https://act.example")
    }

    #[test]
    fn only_our_own_pages_post() {
        for (given, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://act.example")], true),
            (&[("origin", "https://act.example")], false),
            (&[("origin", "http://localhost:8080"), ("host", "localhost:8080")], false),
            (&[("origin", "https://evil.example"), ("host", "act.example")], true),
            (&[("origin", "https://act.example.evil.example"), ("host", "act.example")], true),
            (&[("origin", "null"), ("host", "act.example")], true),
            (&[("origin", "null"), ("host", "null")], true),
            (&[], false),
        ] {
            assert_eq!(refused(&Method::POST, given), expected, "{given:?}");
        }
        assert!(!refused(&Method::GET, &[("sec-fetch-site", "cross-site")]), "links lead in from everywhere");
        assert!(refused(&Method::DELETE, &[("sec-fetch-site", "cross-site")]));
    }
}
