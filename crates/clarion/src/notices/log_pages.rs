//! A coalition's log on the web: a page for people, and the addresses of C2SP tlog-tiles for programs.
//!
//! Tiles never change once they are full or a checkpoint shows them, so they may be kept for good; the checkpoint for seconds.

use super::evidence::LogFile;
use super::log::{self, Signer};
use super::{store, witness};
use crate::app::App;
use crate::coalitions::{self, Coalition};
use crate::plans;
use crate::web::frame;
use crate::web::site::{self, Here};
use crate::web::views::Link;
use crate::web::views_notices::LogPage;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use db::{Fault, Tx};
use serde::Deserialize;
use std::collections::BTreeMap;
use tlog::tile::{self, Content, Tile};

/// A signature line with a post-quantum key has about 7,000 letters; ours 160.
const LINE_BYTES_MAX: usize = 8 * 1024;
const CHECKPOINT_KEPT: &str = "public, max-age=2";
const TILE_KEPT: &str = "public, max-age=31536000, immutable";
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
const JSON: &str = "application/json";

/// The page for people, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/coalitions/{slug}/log", get(page))
}

/// What programs read and what witnesses send.
pub fn machine_routes() -> Router<App> {
    Router::new()
        .route("/coalitions/{slug}/log/checkpoint", get(checkpoint))
        .route("/coalitions/{slug}/log/tile/{*path}", get(tile))
        .route("/coalitions/{slug}/log/log.json", get(whole))
        .route("/coalitions/{slug}/log/cosignatures", post(cosign).layer(DefaultBodyLimit::max(LINE_BYTES_MAX)))
        .route("/n/{code}/notice.json", get(super::code_pages::file))
}

/// An answer for programs, which pages of any host may read: all of it is public.
pub(super) fn given(kind: &'static str, kept: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, kept),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let headers: HeaderMap = headers.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
    (headers, body.into()).into_response()
}

/// JSON that may be kept for seconds.
pub(crate) fn given_json(body: String) -> Response {
    given(JSON, CHECKPOINT_KEPT, body)
}

/// A refusal for programs: one sentence.
pub(super) fn told(status: StatusCode, sentence: &str) -> Response {
    (status, [(header::CONTENT_TYPE, PLAIN_TEXT), (header::CACHE_CONTROL, "no-store")], format!("{sentence}\n")).into_response()
}

/// The answer of a handler for programs that may meet a fault.
pub(crate) fn answered(app: &App, result: Result<Option<Response>, Fault>) -> Response {
    match result {
        Ok(Some(response)) => response,
        Ok(None) => told(StatusCode::NOT_FOUND, "There is nothing here."),
        Err(fault) => {
            let (status, reference) = site::logged(app, &fault);
            told(status, &format!("Something went wrong here. Try again, or give this reference: {reference}."))
        }
    }
}

async fn read<T: Send + 'static>(
    app: &App,
    slug: String,
    look: impl Fn(&mut Tx<'_>, &Signer, &Coalition) -> Result<Option<T>, Fault> + Send + 'static,
) -> Result<Option<T>, Fault> {
    let signer = Signer::of(app);
    let looked = app.db.read_newest(move |tx| match coalitions::coalition_by_slug(tx, &slug)? {
        Some(coalition) => look(tx, &signer, &coalition),
        None => Ok(None),
    });
    looked.await
}

async fn checkpoint(State(app): State<App>, Path(slug): Path<String>) -> Response {
    let note = read(&app, slug, |tx, signer, coalition| log::checkpoint(tx, signer, coalition).map(Some)).await;
    answered(&app, note.map(|note| note.map(|note| given(PLAIN_TEXT, CHECKPOINT_KEPT, note.to_string()))))
}

async fn tile(State(app): State<App>, Path((slug, path)): Path<(String, String)>) -> Response {
    let Some(tile) = Tile::parse(&path) else { return told(StatusCode::NOT_FOUND, "There is no tile at this address.") };
    let bytes = read(&app, slug, move |tx, signer, coalition| tile_bytes(tx, signer, coalition, tile)).await;
    answered(&app, bytes.map(|bytes| bytes.map(|bytes| given(BYTES, TILE_KEPT, bytes))))
}

fn tile_bytes(tx: &mut Tx<'_>, signer: &Signer, coalition: &Coalition, tile: Tile) -> Result<Option<Vec<u8>>, Fault> {
    let size = log::unsigned(log::log_of(tx, signer, coalition)?.size)?;
    if !tile.is_in(size) {
        return Ok(None);
    }
    let places = tile.places();
    let (first, end) = (log::signed(places.start)?, log::signed(places.end)?);
    Ok(Some(match tile.content {
        Content::Hashes(_) => tile::write_hashes(&store::hashes(tx, coalition.id, tile.tree_level().into(), first, end)?),
        Content::Entries => {
            let entries = store::entries(tx, coalition.id, first, end)?;
            tile::write_entries(entries.iter().map(Vec::as_slice))
        }
    }))
}

async fn whole(State(app): State<App>, Path(slug): Path<String>) -> Response {
    let file = read(&app, slug, LogFile::of).await;
    answered(&app, file.map(|file| file.map(|file| given_json(file.to_text()))))
}

#[derive(Deserialize)]
struct OfSize {
    size: i64,
}

async fn cosign(State(app): State<App>, Path(slug): Path<String>, Query(OfSize { size }): Query<OfSize>, line: String) -> Response {
    let now = app.clock.now();
    let taken = app.db.write("notices.cosign", move |tx| match coalitions::coalition_by_slug(tx, &slug)? {
        Some(coalition) => witness::cosign(tx, coalition.id, size, &line, now).map(Some),
        None => Ok(None),
    });
    let taken = taken.await;
    answered(
        &app,
        taken.map(|taken| {
            Some(match taken? {
                Ok(()) => told(StatusCode::OK, "The signature is taken."),
                Err(refusal) => told(StatusCode::FORBIDDEN, &refusal.to_string()),
            })
        }),
    )
}

async fn page(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let shown = async {
        let tools = plans::Tools::of(&app);
        let found = read(&app, slug, move |tx, signer, coalition| {
            let view = log::log_of(tx, signer, coalition)?;
            let note = log::checkpoint(tx, signer, coalition)?;
            let zone = plans::zone_of_coalition(tx, &tools, coalition.id)?;
            Ok(Some((coalition.clone(), view, note, witness::named(tx, coalition.id)?, zone)))
        });
        let Some((coalition, view, note, witnesses, zone)) = found.await? else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let opened = tlog::checkpoint::open(&note, &view.verifier()?, &witnesses);
        let opened = opened.map_err(|problem| Fault::bug(format!("our own checkpoint: {problem}")))?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("log-title", "coalition", &coalition.name);
        frame.description = frame.t("log-lead");
        frame.indexed = true;
        let seen: BTreeMap<&str, u64> = opened.cosigned.iter().map(|cosigned| (cosigned.witness.as_str(), cosigned.at)).collect();
        let at = |seconds: &u64| frame.date_time(&site::zoned(log::micros(*seconds), &zone));
        let path = format!("/coalitions/{}/log", coalition.slug);
        let page = LogPage {
            coalition: Link { name: coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", coalition.slug)) },
            size: opened.checkpoint.size,
            vkey: view.vkey,
            witnesses: witnesses.iter().map(|witness| (witness.to_string(), seen.get(witness.name()).map(at))).collect(),
            checkpoint_url: format!("{path}/checkpoint"),
            file_url: format!("{path}/log.json"),
            prefix_url: format!("{}{path}/", app.settings.public_url),
            frame,
        };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}
