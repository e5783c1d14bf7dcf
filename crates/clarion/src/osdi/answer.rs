//! What the API answers: HAL documents, and refusals as `{"error": sentence}`. The written table of its statuses.
//!
//! 200 done or shown; 400 not understood or refused by a rule; 403 no key; 404 nothing here for this key; 405 no such verb; 413 over
//! the size limit; 429 over the key's rate; 500 our fault, with a reference that the log has too; 503 busy, come again.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use db::{Fault, FaultKind};
use serde::Serialize;
use std::borrow::Cow;

/// What a handler gives back.
pub type Answer = Result<Response, ApiError>;

/// A status and the sentence that says what to do.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: StatusCode,
    sentence: Cow<'static, str>,
}

impl ApiError {
    /// 400 with a sentence.
    pub fn bad(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, sentence: sentence.into() }
    }

    /// 404. Another group's record and one that never was are told apart by nothing.
    pub fn not_found() -> Self {
        Self { status: StatusCode::NOT_FOUND, sentence: "Not found".into() }
    }

    /// 403. Clients look for how this text starts.
    pub fn no_key() -> Self {
        let sentence = "API Key invalid or not present. Send it in the header OSDI-API-Token.";
        Self { status: StatusCode::FORBIDDEN, sentence: sentence.into() }
    }

    /// 403, for a key that opens less.
    pub fn out_of_scope() -> Self {
        let sentence = "This API key does not open that. An owner of the group can make one that does.";
        Self { status: StatusCode::FORBIDDEN, sentence: sentence.into() }
    }

    /// 405.
    pub fn no_such_verb() -> Self {
        Self { status: StatusCode::METHOD_NOT_ALLOWED, sentence: "This address does not take that method.".into() }
    }

    /// 413.
    pub fn too_large() -> Self {
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, sentence: "The body is larger than 1 MB. Send less at once.".into() }
    }

    /// 429.
    pub fn too_many_calls() -> Self {
        let sentence = "This key made more calls in a second than it may. Wait a second and try again.";
        Self { status: StatusCode::TOO_MANY_REQUESTS, sentence: sentence.into() }
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        if matches!(fault.kind(), FaultKind::Busy | FaultKind::Away | FaultKind::Full | FaultKind::Collision) {
            tracing::warn!(%fault, "the API is busy");
            return Self { status: StatusCode::SERVICE_UNAVAILABLE, sentence: "The server is busy. Try again in a moment.".into() };
        }
        let hash = blake3::hash(fault.to_string().as_bytes()).to_hex();
        let reference = &hash.as_str()[..8];
        tracing::error!(%fault, reference, "the API failed");
        let sentence = format!("Something went wrong here. Tell whoever runs this server the reference {reference}.");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, sentence: sentence.into() }
    }
}

impl From<crate::keys::VaultProblem> for ApiError {
    fn from(problem: crate::keys::VaultProblem) -> Self {
        match problem {
            crate::keys::VaultProblem::Database(fault) => fault.into(),
            other => Fault::bug(other.to_string()).into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Words<'a> {
            error: &'a str,
        }
        let mut response = json(self.status, &Words { error: &self.sentence });
        if matches!(self.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// 200 with a HAL document.
pub fn hal(document: &impl Serialize) -> Response {
    json(StatusCode::OK, document)
}

/// 200 with `{}`: what whoever has no key is told.
pub fn nothing() -> Response {
    finish(StatusCode::OK, Body::from("{}"))
}

fn json(status: StatusCode, document: &impl Serialize) -> Response {
    let text = serde_json::to_vec(document).expect("documents are made of strings, numbers and maps of strings");
    finish(status, Body::from(text))
}

fn finish(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/hal+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=0, private, must-revalidate"));
    response
}
