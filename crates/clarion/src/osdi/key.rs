//! Who asks: the group behind the API key of a request, or nobody.

use super::answer::ApiError;
use super::{Api, hal::Links};
use crate::access::{self, ApiKey};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::client;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use db::Fault;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The header of a key.
pub const KEY_HEADER: &str = "osdi-api-token";
/// Longer texts are no key of ours.
const KEY_BYTES_MAX: usize = 200;

/// A key with its group.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The key.
    pub key: ApiKey,
    /// Whose list it opens.
    pub group: Group,
}

/// The server's parts and what the API keeps in memory.
#[derive(Clone)]
pub struct Parted {
    /// The server.
    pub app: App,
    /// What the API keeps.
    pub api: Arc<Api>,
}

impl Parted {
    /// Makes links.
    pub fn links(&self) -> &Links {
        &self.api.links
    }
}

impl FromRequestParts<App> for Parted {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // The router brings it; it is made at the first request, since only then the server's parts are known.
        let slot = parts.extensions.get::<super::Slot>().ok_or_else(|| Fault::bug("the API's routes without their memory"))?;
        Ok(Self { app: app.clone(), api: Arc::clone(slot.of(app)) })
    }
}

/// A request with or without a key.
pub struct Asker {
    /// The server's parts.
    pub parts: Parted,
    /// The holder; `Err` is what a wrong or absent key is told.
    pub holder: Option<Arc<Holder>>,
    /// Whether a key was sent at all.
    pub sent_key: bool,
    /// Where the request came from, for limits.
    pub client: IpAddr,
}

impl FromRequestParts<App> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(request: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let parts = Parted::from_request_parts(request, app).await?;
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        let peer = peer.ok_or_else(|| Fault::bug("a server that does not tell who asks"))?;
        let client = client::address(peer, &request.headers, app.settings.trusted_proxies);
        if !request.headers.contains_key(KEY_HEADER) {
            return Ok(Self { parts, holder: None, sent_key: false, client });
        }
        // The door left it here, for a key that opens.
        let holder = request.extensions.get::<Arc<Holder>>().cloned();
        if let Some(holder) = &holder {
            let allowed = parts.api.rates.allows(holder.key.id, holder.key.calls_per_second, app.clock.now());
            if !allowed {
                return Err(ApiError::too_many_calls());
            }
            // Another node may have made the group: its key must be known before anything is sealed or opened.
            app.vault.know(&app.db, holder.group.id).await?;
        }
        Ok(Self { parts, holder, sent_key: true, client })
    }
}

/// Whose key a request carries; `None` where it is no key of ours.
pub(super) async fn holder_of(parts: &Parted, headers: &HeaderMap) -> Result<Option<Arc<Holder>>, Fault> {
    let secret = headers.get(KEY_HEADER).and_then(|secret| secret.to_str().ok()).unwrap_or("").trim();
    if secret.is_empty() || secret.len() > KEY_BYTES_MAX {
        return Ok(None);
    }
    let hash = access::hash_of(secret);
    let read = || {
        parts.app.db.read_newest(move |tx| {
            let Some(key) = access::api_key_by_hash(tx, &hash)? else { return Ok(None) };
            let group = coalitions::group(tx, key.group)?;
            Ok(group.map(|group| Arc::new(Holder { key, group })))
        })
    };
    parts.api.holders.get(hash, read).await
}

/// A request with a key that opens a list; anything else is refused.
pub struct Keyed {
    /// The server's parts.
    pub parts: Parted,
    /// Whose key.
    pub holder: Arc<Holder>,
}

impl Keyed {
    /// Whose list.
    pub fn group(&self) -> Id {
        self.holder.group.id
    }

    /// The server.
    pub fn app(&self) -> &App {
        &self.parts.app
    }

    /// Makes links.
    pub fn links(&self) -> &Links {
        self.parts.links()
    }
}

impl FromRequestParts<App> for Keyed {
    type Rejection = ApiError;

    async fn from_request_parts(request: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let asker = Asker::from_request_parts(request, app).await?;
        let holder = asker.holder.ok_or_else(ApiError::no_key)?;
        Ok(Self { parts: asker.parts, holder })
    }
}
