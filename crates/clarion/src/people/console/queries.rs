//! Saved questions of the list: saved under a name beside what was asked, opened and removed above it.

use super::{asked, group_of, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{for_group, led_back};
use crate::ids::Id;
use crate::people::queries::{self, NAME_CHARS_MAX, QueryRefusal, SavedQuery};
use crate::web::frame::Frame;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// The saved questions, each with the button that removes it.
pub(super) fn saved(frame: &Frame, slug: &str, saved: &[SavedQuery]) -> Vec<(Link, Button)> {
    let one = |query: &SavedQuery| {
        let link = Link { name: query.name.clone(), url: frame.link(&format!("{}?{}", list_path(slug), query.asks)) };
        let action = frame.link(&format!("{}/queries/{}/remove", list_path(slug), query.id));
        (link, Button { words: frame.t("queries-remove"), about: query.name.clone(), action, fields: Vec::new(), danger: false })
    };
    saved.iter().map(one).collect()
}

/// How the question that was asked is saved; nothing where none was. A name, mailbox or number is no question to keep.
pub(super) fn form(frame: &Frame, slug: &str, typed: &Typed) -> Option<Form> {
    if asked::query(typed, None).is_empty() || !typed.get("q").trim().is_empty() {
        return None;
    }
    let field = Field::line("saved_as", frame.t("queries-name"), String::new(), NAME_CHARS_MAX);
    Some(Form {
        action: frame.link(&format!("{}/queries", list_path(slug))),
        hidden: asked::hidden(typed),
        fields: vec![field.hinted(frame.t("queries-name-hint"))],
        button: frame.t("queries-save"),
        ..Form::default()
    })
}

pub(super) async fn save(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let saved = async {
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(&body);
        let asks = asked::query(&typed, None);
        let new = queries::prepare(&app.vault, &app.ids, app.clock.now(), group, (typed.get("saved_as"), &asks))?;
        let done =
            for_group(&app, signed_in.account, ("people.save_query", &slug), Deed::SeeSupporters, move |tx, act, _| match &new {
                Ok(new) => queries::save(tx, act.now, new),
                Err(refusal) => Ok(Err(*refusal)),
            });
        Ok(led_back(&app, &here, &done.await?, &format!("{}{asks}", list_path(&slug))))
    };
    here.answer(&app, saved.await)
}

pub(super) async fn remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, query)): Path<(String, String)>,
) -> Response {
    let removed = async {
        let Ok(id) = query.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let done = for_group(&app, signed_in.account, ("people.remove_query", &slug), Deed::SeeSupporters, move |tx, _, group| {
            queries::remove(tx, group.id, id)?;
            Ok(Ok::<(), QueryRefusal>(()))
        });
        Ok(led_back(&app, &here, &done.await?, &list_path(&slug)))
    };
    here.answer(&app, removed.await)
}
