//! Reading a body: bounded, whatever content type it claims, JSON only.

use super::answer::ApiError;
use super::hal;
use crate::ids::Id;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Larger bodies are refused.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Of a body that is too large so much is read and dropped before the answer: a client that is cut off while it still writes
/// often never sees the 413.
const DRAINED_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The bytes of a body.
#[derive(Debug)]
pub struct Body(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let mut stream = request.into_body().into_data_stream();
        let mut whole = BytesMut::new();
        let mut seen = 0;
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|_| ApiError::bad("The body broke off. Send it again."))?;
            seen += piece.len();
            if seen <= BODY_BYTES_MAX {
                whole.extend_from_slice(&piece);
            } else if seen > DRAINED_BYTES_MAX {
                break;
            }
        }
        if seen > BODY_BYTES_MAX { Err(ApiError::too_large()) } else { Ok(Self(whole.freeze())) }
    }
}

impl Body {
    /// Reads JSON of a known shape; an empty body is an empty object. serde_json itself refuses more than 128 levels, lone
    /// surrogates and what is no UTF-8.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let text: &[u8] = if self.0.is_empty() { b"{}" } else { &self.0 };
        serde_json::from_slice(text).map_err(|error| {
            let what = if error.is_data() { "has a field of the wrong type" } else { "is not valid JSON" };
            // The error's own words may quote a value, so only its place is told.
            ApiError::bad(format!("The body {what} (line {}, column {}).", error.line(), error.column()))
        })
    }
}

/// The links of a record that a client sends: whom it is about.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct LinksBody {
    #[serde(rename = "osdi:person")]
    person: Option<LinkBody>,
}

#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
struct LinkBody {
    href: Option<String>,
}

impl LinksBody {
    /// The person whom the link names: the last part of its path, whatever its host.
    pub fn person(&self) -> Option<Id> {
        hal::last_segment(self.person.as_ref()?.href.as_deref()?)
    }
}
