//! Styles, scripts and shapes, embedded in the binary and served under `/assets/`.
//! Names carry a hash of their content, so browsers may keep them for ever; each exists precompressed.
//! Development builds read them from `frontend/dist` at each request instead.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Dist;

#[derive(Deserialize)]
struct Entry {
    file: String,
}

static MANIFEST: LazyLock<HashMap<String, Entry>> =
    LazyLock::new(|| Dist::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default());

/// One year: the longest that caches honour.
const KEEP_FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "public, max-age=3600";
/// Built by `frontend/scripts/verify.mjs`.
const VERIFY_PAGE: &str = "verify.html";

/// Whether styles and scripts were built before the binary was; the sentence says what to do if not.
pub fn ready() -> Result<(), &'static str> {
    match MANIFEST.is_empty() {
        true => Err("The styles of the pages are missing: run `make frontend` first, then build again."),
        false => Ok(()),
    }
}

/// The address of a built entry, by the name of its source such as `src/main.ts`.
///
/// Without a built frontend this is an address that answers 404: the page works, plain.
pub fn url(source: &str) -> String {
    let file = MANIFEST.get(source).map_or(source, |entry| entry.file.as_str());
    format!("/assets/{file}")
}

/// The bytes of a file that the build wrote under its own name.
pub(crate) fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    Dist::get(name).map(|file| file.data)
}

/// The routes under `/assets/`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(asset)).route("/verify", get(verify_page))
}

/// The page that checks decisions in a browser. It stands alone and may be kept, passed on, and opened from a disk.
async fn verify_page(headers: HeaderMap) -> Response {
    let Some(file) = Dist::get(VERIFY_PAGE) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = answer(VERIFY_PAGE, file, &headers);
    for (name, value) in
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'")]
    {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match Dist::get(&name) {
        Some(file) if content_type(&name).is_some() => answer(&name, file, &headers),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> Response {
    let (file, encoding) = smallest(name, plain, asked);
    let tag = entity_tag(&file);
    let hashed = MANIFEST.values().any(|entry| entry.file == name) || has_hash(name);
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    put(header::CACHE_CONTROL, if hashed { KEEP_FOR_EVER } else { ASK_AGAIN });
    put(header::VARY, "accept-encoding");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::CONTENT_TYPE, content_type(name).unwrap_or("application/octet-stream"));
    if let Some(encoding) = encoding {
        put(header::CONTENT_ENCODING, encoding);
    }
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).expect("hexadecimal digits in quotes are a header"));
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, file.data).into_response()
}

/// The smallest form of a file that the browser says it can read.
fn smallest(name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> (EmbeddedFile, Option<&'static str>) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts =
        |encoding: &str| accepted.split(',').any(|item| item.split(';').next().is_some_and(|name| name.trim() == encoding));
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if let Some(file) = accepts(encoding).then(|| Dist::get(&format!("{name}.{ending}"))).flatten() {
            return (file, Some(encoding));
        }
    }
    (plain, None)
}

fn entity_tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// Workers and lazily loaded scripts are hashed, too, but the manifest lists only what pages name: `name-8letters.js`.
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.len() > 9 && stem.as_bytes()[stem.len() - 9] == b'-'
}

/// Only these are for browsers; the manifest, the shapes and the compressed copies have no address of their own.
fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_told_from_others() {
        assert!(has_hash("pbkdf2-DI25UFEH.js"));
        assert!(!has_hash("icon.svg"));
    }

    #[test]
    fn inner_files_are_not_served() {
        assert_eq!(content_type("manifest.json"), None);
        assert_eq!(content_type("main.css.br"), None);
    }

    #[test]
    fn browsers_get_the_smallest_form_they_can_read() {
        let asked = |value: &'static str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        // Without a built frontend there is nothing to choose from, and `ready` has said so.
        let Some(name) = MANIFEST.get("src/main.ts").map(|entry| entry.file.clone()) else { return };
        let plain = || Dist::get(&name).expect("the manifest lists what is there");
        assert_eq!(smallest(&name, plain(), &asked("gzip, deflate, br;q=0.9")).1, Some("br"));
        assert_eq!(smallest(&name, plain(), &asked("gzip")).1, Some("gzip"));
        assert_eq!(smallest(&name, plain(), &HeaderMap::new()).1, None);
        let tagged = answer(&name, plain(), &asked("br"));
        let tag = tagged.headers()[header::ETAG].clone();
        let mut again = asked("br");
        again.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(answer(&name, plain(), &again).status(), StatusCode::NOT_MODIFIED);
    }
}
