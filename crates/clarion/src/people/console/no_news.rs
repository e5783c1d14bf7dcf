//! "They asked for no more news": first what it means, then the button that notes the "no" with its source.

use super::list::name_of;
use super::{group_of, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{for_group, led_back_saying};
use crate::ids::Id;
use crate::people::told_to_organiser::{self, NoMore};
use crate::people::{Details, Scope, store};
use crate::web::frame;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
) -> Response {
    let asked = async {
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let Some(found) = app.db.read_newest(move |tx| store::person_of_group(tx, Scope::of(group), id)).await? else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let details = Details::from_bytes(&app.vault.open_sealed(group, &id.0, &found.row.sealed)?)?;
        let mut frame = here.frame(&app, "");
        let name = name_of(&frame, &details);
        frame.title = frame.t1("person-no-news-title", "name", &name);
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        page.above = Some(Link { name, url: frame.link(&format!("{}/{id}", list_path(&slug))) });
        page.lead = frame.t("person-no-news-lead");
        let choices = [("news", "person-no-news-only"), ("calls", "person-no-news-and-calls")];
        let choices = choices.map(|(value, words)| (value.to_owned(), frame.t(words))).into();
        let form = Form {
            action: frame.link(&here.path),
            fields: vec![Field::choice("what", frame.t("person-no-news-what"), "news".to_owned(), choices)],
            button: frame.t("person-no-news-button"),
            danger: true,
            ..Form::default()
        };
        page.sections = vec![Section { id: "no-news", form: Some(form), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

pub(super) async fn deny(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let denied = async {
        let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let no_more = match Typed::read(&body).get("what") {
            "calls" => NoMore::NewsAndCalls,
            _ => NoMore::News,
        };
        let change = told_to_organiser::prepare(&app.intake(), (group, signed_in.account), id, app.clock.now());
        let vault = app.vault.clone();
        let done = for_group(&app, signed_in.account, ("people.no_news", &slug, id), Deed::SeeSupporters, move |tx, act, _| {
            told_to_organiser::deny(tx, &vault, act.now, &change, no_more)
        });
        Ok(led_back_saying(&app, &here, &done.await?, &format!("{}/{id}", list_path(&slug)), "person-no-news"))
    };
    here.answer(&app, denied.await)
}
