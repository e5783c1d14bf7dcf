//! The buttons of a group's fields: one is added, gets choices, loses them, or is deleted; a choice is renamed, retired, brought back.

use super::super::group_of;
use super::{About, field_path, path_of, show, wrong};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{for_group, led_back_saying};
use crate::ids::Id;
use crate::people::fields::choosing::{ChoosingRefusal, define};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Of the form of a new field.
const OF_FIELD: &About = &[
    (ChoosingRefusal::NoName, "name"),
    (ChoosingRefusal::FieldStands, "name"),
    (ChoosingRefusal::NoChoice, "choices"),
    (ChoosingRefusal::TooManyChoices, "choices"),
];
/// Of more choices.
const OF_CHOICES: &About =
    &[(ChoosingRefusal::NoChoice, "choices"), (ChoosingRefusal::Taken, "choices"), (ChoosingRefusal::TooManyChoices, "choices")];
/// Of one choice's name.
const OF_CHOICE: &About =
    &[(ChoosingRefusal::NoName, "name"), (ChoosingRefusal::NoChoice, "name"), (ChoosingRefusal::Taken, "name")];

pub(super) async fn add(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let added =
        async {
            let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
                Ok(group) => group,
                Err(answer) => return Ok(answer),
            };
            let typed = Typed::read(&body);
            let choices = define::cleaned(typed.text("choices").lines());
            let new = define::prepare_field((&app.vault, &app.ids), app.clock.now(), group, (typed.get("name"), &choices))?;
            let field = new.as_ref().map_or(Id::ZERO, define::NewChoices::field);
            let vault = app.vault.clone();
            let done =
                for_group(&app, signed_in.account, ("people.add_field", &slug, field), Deed::SeeSupporters, move |tx, act, _| {
                    match &new {
                        Ok(new) => define::add_field(tx, &vault, act.now, new),
                        Err(refusal) => Ok(Err(*refusal)),
                    }
                });
            let done = done.await?;
            match wrong(here.lang, &done, OF_FIELD) {
                Some(wrong) => show::all_page(&app, &here, signed_in, &slug, (&typed, Some(wrong))).await,
                None => Ok(led_back_saying(&app, &here, &done, &path_of(&slug), "field-added")),
            }
        };
    here.answer(&app, added.await)
}

pub(super) async fn add_choices(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let added =
        async {
            let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
                Ok(group) => group,
                Err(answer) => return Ok(answer),
            };
            let Ok(id) = field.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
            let typed = Typed::read(&body);
            let choices = define::cleaned(typed.text("choices").lines());
            let new = define::prepare_choices((&app.vault, &app.ids), app.clock.now(), (group, id), &choices)?;
            let done =
                for_group(&app, signed_in.account, ("people.add_choices", &slug, id), Deed::SeeSupporters, move |tx, act, _| {
                    match &new {
                        Ok(new) => define::add_choices(tx, act.now, new),
                        Err(refusal) => Ok(Err(*refusal)),
                    }
                });
            let done = done.await?;
            match wrong(here.lang, &done, OF_CHOICES) {
                Some(wrong) => show::one_page(&app, &here, signed_in, (&slug, &field), (&typed, Some(wrong))).await,
                None => Ok(led_back_saying(&app, &here, &done, &field_path(&slug, id), "choices-added")),
            }
        };
    here.answer(&app, added.await)
}

pub(super) async fn rename(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field, choice)): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let renamed = async {
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let (Ok(field), Ok(choice)) = (field.parse::<Id>(), choice.parse::<Id>()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let typed = Typed::read(&body);
        let name = define::prepare_name((&app.vault, &app.ids), (group, field, choice), typed.get("name"))?;
        let done = for_group(
            &app,
            signed_in.account,
            ("people.rename_choice", &slug, choice),
            Deed::SeeSupporters,
            move |tx, act, group| match &name {
                Ok(name) => define::rename(tx, act.now, group.id, (field, choice), name),
                Err(refusal) => Ok(Err(*refusal)),
            },
        );
        let done = done.await?;
        if let Some(wrong) = wrong(here.lang, &done, OF_CHOICE) {
            let at = (slug.as_str(), field.to_string(), choice);
            return show::choice_page(&app, &here, signed_in, at, (&typed, Some(wrong))).await;
        }
        let back = format!("{}/choices/{choice}", field_path(&slug, field));
        Ok(led_back_saying(&app, &here, &done, &back, "choice-renamed"))
    };
    here.answer(&app, renamed.await)
}

pub(super) async fn retire(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(place): Path<(String, String, String)>,
) -> Response {
    retired((&app, &here, &signed_in), "people.retire_choice", place, true).await
}

pub(super) async fn restore(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(place): Path<(String, String, String)>,
) -> Response {
    retired((&app, &here, &signed_in), "people.restore_choice", place, false).await
}

async fn retired(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, field, choice): (String, String, String),
    retires: bool,
) -> Response {
    let (Ok(field), Ok(choice)) = (field.parse::<Id>(), choice.parse::<Id>()) else {
        return here.refused(app, StatusCode::NOT_FOUND);
    };
    let done = for_group(app, signed_in.account, (name, &slug, choice), Deed::SeeSupporters, move |tx, act, group| {
        define::retire(tx, act.now, group.id, (field, choice), retires)
    });
    let back = format!("{}/choices/{choice}", field_path(&slug, field));
    let said = if retires { "choice-retired" } else { "choice-restored" };
    here.answer(app, done.await.map(|done| led_back_saying(app, here, &done, &back, said)))
}

pub(super) async fn remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, field)): Path<(String, String)>,
) -> Response {
    let Ok(id) = field.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let done =
        for_group(&app, signed_in.account, ("people.remove_field", &slug, id), Deed::EraseSupporters, move |tx, act, group| {
            define::remove(tx, act.now, group.id, id)
        });
    here.answer(&app, done.await.map(|done| led_back_saying(&app, &here, &done, &path_of(&slug), "field-removed")))
}
