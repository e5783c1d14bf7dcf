//! The public page of a statement. A draft has none; one that was withdrawn says so at its address.

use super::{Statement, StatementState};
use crate::app::App;
use crate::coalitions;
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::markdown;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::views::Link;
use crate::web::views_statements::{StatementCard, StatementPage, Withdrawn};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::{Fault, Tx};

/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of statements, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/statements/{slug}", get(show)).merge(super::console::routes())
}

/// A statement with the names it needs.
struct Told {
    statement: Statement,
    of: (String, String),
    published_by: String,
    withdrawn_by: String,
}

fn told(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Told>, Fault> {
    let found = super::by_slug(tx, slug)?;
    let public = |found: &Statement| matches!(found.state, StatementState::Published | StatementState::Withdrawn);
    let Some(statement) = found.filter(public) else { return Ok(None) };
    let mut name = |group: Option<Id>| -> Result<String, Fault> {
        Ok(match group {
            Some(group) => coalitions::group(tx, group)?.map_or_else(String::new, |group| group.name),
            None => String::new(),
        })
    };
    let (published_by, withdrawn_by) = (name(statement.published_by)?, name(statement.withdrawn_by)?);
    let of = match statement.coalition {
        Some(coalition) => {
            coalitions::coalition(tx, coalition)?.map(|(found, _)| (found.name, format!("/coalitions/{}", found.slug)))
        }
        None => coalitions::group(tx, statement.group)?.map(|found| (found.name, format!("/groups/{}", found.slug))),
    };
    Ok(of.map(|of| Told { statement, of, published_by, withdrawn_by }))
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let shown = async {
        let Some(told) = app.db.read(move |tx| told(tx, &slug)).await? else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let status = if told.statement.withdrawn_at.is_some() { StatusCode::GONE } else { StatusCode::OK };
        Ok(frame::html(status, &page(&app, &here, told)))
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, told: Told) -> StatementPage {
    let Told { statement, of, published_by, withdrawn_by } = told;
    let title = statement.words.title(here.lang).to_owned();
    let mut frame = here.frame(app, title.clone());
    let withdrawn = statement.withdrawn_at.map(|at| Withdrawn {
        by: withdrawn_by,
        at: zoned(at, SITE_ZONE),
        why: statement.withdrawn_why.clone(),
    });
    let text = statement.words.text(here.lang);
    if withdrawn.is_none() {
        frame.description = markdown::summary(text, DESCRIPTION_CHARS);
        frame.indexed = true;
    }
    let shown_in = statement.words.shown_in(here.lang);
    StatementPage {
        title,
        words_lang: (shown_in != here.lang).then(|| shown_in.code()),
        of: Link { name: of.0, url: frame.link(&of.1) },
        published_by: statement.coalition.map(|_| published_by),
        published_at: zoned(statement.published_at.unwrap_or_default(), SITE_ZONE),
        text_html: if withdrawn.is_none() { markdown::html(text) } else { String::new() },
        withdrawn,
        frame,
    }
}

/// A published statement in a list.
pub fn card(frame: &Frame, statement: &Statement) -> StatementCard {
    let link =
        Link { name: statement.words.title(frame.lang).to_owned(), url: frame.link(&format!("/statements/{}", statement.slug)) };
    StatementCard { link, published_at: zoned(statement.published_at.unwrap_or_default(), SITE_ZONE) }
}
