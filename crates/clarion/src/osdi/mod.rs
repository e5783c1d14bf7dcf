//! `/api/v2`: what all domains' APIs share. The Action Network API (OSDI) as existing clients expect it.
//!
//! Here: keys, bodies, answers, HAL, pages, filters, dates. Not here: any rule; each domain's `api.rs` calls its own.

pub mod answer;
pub mod body;
pub mod chosen;
pub mod dates;
mod door;
mod entry;
pub mod field;
pub mod filter;
pub mod hal;
pub mod key;
pub mod marks;
mod openapi;
pub mod query;
pub mod range;

pub use answer::{Answer, ApiError};
pub use key::{Asker, Holder, Keyed, Parted};
pub use query::Query;

use crate::access::rate::Rates;
use crate::access::recent::Recent;
use crate::app::App;
use crate::ids::Id;
use crate::{forms, people, petitions};
use axum::extract::Path;
use axum::http::{HeaderName, Method, Uri};
use axum::response::IntoResponse;
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tower_http::cors::{Any, CorsLayer};

/// What the API keeps in memory.
pub struct Api {
    /// Makes links.
    pub links: hal::Links,
    /// Calls of each key.
    pub rates: Rates,
    /// Keys with their groups.
    pub holders: Recent<[u8; 32], Option<Arc<Holder>>>,
    /// Petitions.
    pub petitions: Recent<Id, Option<Arc<petitions::listing::Known>>>,
    /// What filters chose.
    pub chosen: chosen::AllChosen,
}

/// Holds [`Api`], which is made at the first request.
#[derive(Clone, Default)]
struct Slot(Arc<OnceLock<Arc<Api>>>);

impl Slot {
    fn of(&self, app: &App) -> &Arc<Api> {
        self.0.get_or_init(|| {
            Arc::new(Api {
                links: hal::Links::new(&app.settings.public_url),
                rates: Rates::default(),
                holders: Recent::new(app.clock.clone()),
                petitions: Recent::new(app.clock.clone()),
                chosen: chosen::AllChosen::default(),
            })
        })
    }
}

/// Everything below `/api/v2`, and `/api/openapi.json`: to be merged into the server's router.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .nest("/api/v2", below())
        // Nesting leaves this one out.
        .route("/api/v2/", axum::routing::any(unknown))
        .layer(axum::middleware::from_fn_with_state(app.clone(), door::guard))
        .route("/api/openapi.json", axum::routing::get(openapi::document))
        .layer(Extension(Slot::default()))
        .layer(cors())
}

fn below() -> Router<App> {
    let routes = [
        entry::routes(),
        people::api::routes(),
        people::beside::api::routes(),
        people::fields::api::routes(),
        people::queries::api::routes(),
        people::queries::list_api::routes(),
        people::id_lists::api::routes(),
        petitions::api::routes(),
        petitions::api_signatures::routes(),
        forms::api::routes(),
        forms::api_submissions::routes(),
    ]
    .concat();
    let router = routes.into_iter().fold(Router::new(), both);
    router.fallback(unknown).method_not_allowed_fallback(async || ApiError::no_such_verb())
}

/// One address with its verbs.
pub type Route = (&'static str, MethodRouter<App>);

/// Clients end addresses with a slash or without.
fn both(router: Router<App>, (path, verbs): Route) -> Router<App> {
    router.route(&format!("{path}/"), verbs.clone()).route(path, verbs)
}

/// The entry point with either ending; anything else is not there.
async fn unknown(method: Method, uri: Uri, asker: Asker) -> Answer {
    let is_entry = matches!(uri.path(), "" | "/" | "/api/v2/");
    if !is_entry {
        return Err(ApiError::not_found());
    }
    match method {
        Method::GET | Method::HEAD => Ok(entry::entry_point(&asker)),
        _ => Err(ApiError::no_such_verb()),
    }
}

/// Browsers of any page may post forms here; there are no cookies that they could abuse.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS])
        .allow_headers([HeaderName::from_static("content-type"), HeaderName::from_static(key::KEY_HEADER)])
        .max_age(Duration::from_secs(86_400))
}

/// An id in an address; one that is none is not found, like one that is nobody's.
pub fn id_in(path: &Path<String>) -> Result<Id, ApiError> {
    path.parse().map_err(|_| ApiError::not_found())
}

/// Two ids in an address.
pub fn ids_in(path: &Path<(String, String)>) -> Result<(Id, Id), ApiError> {
    let read = |text: &str| text.parse::<Id>().map_err(|_| ApiError::not_found());
    Ok((read(&path.0.0)?, read(&path.0.1)?))
}

/// Answers a write: the record, or `{}` to whoever asked for a background request. Such a request is done before it is answered, so
/// that nothing can be lost; refusals are told as always.
pub fn written(query: &Query, record: &impl serde::Serialize) -> axum::response::Response {
    if query.background { answer::nothing().into_response() } else { answer::hal(record) }
}
