//! The buttons of a supporter's page: tags given and taken, choices set, fields and notes written, notes removed.

use super::asked::CHOICE_OF;
use super::{group_of, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::coalitions::{Act, Group};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Scope;
use crate::people::beside::notes;
use crate::people::beside::tags::{self, TagRefusal};
use crate::people::fields::choosing::set::{self, Wish};
use crate::people::fields::choosing::{self, CHOOSING_MAX, ChoosingRefusal};
use crate::people::fields::write;
use crate::people::store;
use crate::refusal::Refusal as _;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Does something about one person, and leads back to their page.
async fn about(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, person): (&str, &str),
    verb: impl Fn(&mut Tx<'_>, &Act, &Group, Id) -> Result<Result<(), TagRefusal>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault> {
    let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let done = for_group(app, signed_in.account, (name, slug, id), Deed::SeeSupporters, move |tx, act, group| {
        // Whoever is being erased gets it before, and it goes with them, or is not found.
        tx.share(&[group.id.0])?;
        match store::person_of_group(tx, Scope::of(group.id), id)? {
            Some(found) => verb(tx, act, group, found.row.identity),
            None => Ok(Err(TagRefusal::Unknown)),
        }
    });
    Ok(led_back(app, here, &done.await?, &format!("{}/{id}", list_path(slug))))
}

pub(super) async fn tag(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let given = async {
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let named = tags::prepare(&app.vault, &app.ids, app.clock.now(), group, Typed::read(&body).get("name"))?;
        about((&app, &here, &signed_in), "people.tag", (&slug, &person), move |tx, act, group, identity| {
            let Some(named) = &named else { return Ok(Err(TagRefusal::NoName)) };
            let tag = match tags::find_or_add(tx, act.now, named)? {
                Ok(tag) => tag,
                Err(refusal) => return Ok(Err(refusal)),
            };
            Ok(tags::give(tx, act.now, group.id, tag, act.account, &[identity])?.map(drop))
        })
        .await
    };
    here.answer(&app, given.await)
}

/// A tag that nobody has any more is gone: the next who needs it writes its name.
pub(super) async fn untag(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person, tag)): Path<(String, String, String)>,
) -> Response {
    let taken = async {
        let Ok(tag) = tag.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        about((&app, &here, &signed_in), "people.untag", (&slug, &person), move |tx, _, group, identity| {
            tags::take(tx, group.id, tag, &[identity])?;
            tags::drop_unused(tx, group.id, tag)?;
            Ok(Ok(()))
        })
        .await
    };
    here.answer(&app, taken.await)
}

/// A custom field is written, or with an empty text taken away.
pub(super) async fn field(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let written = async {
        let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(&body);
        let (text, now) = (typed.text("value"), app.clock.now());
        let prepared = write::prepare(&app.intake(), (group, signed_in.account), id, (typed.get("field"), &text), now)?;
        let vault = app.vault.clone();
        let done =
            for_group(&app, signed_in.account, ("people.field", &slug), Deed::SeeSupporters, move |tx, act, _| match &prepared {
                Ok(prepared) => write::write(tx, &vault, act.now, prepared),
                Err(refusal) => Ok(Err(*refusal)),
            });
        Ok(led_back(&app, &here, &done.await?, &format!("{}/{id}", list_path(&slug))))
    };
    here.answer(&app, written.await)
}

/// The fields for choosing are set as the page's lists say. What stands already, and what a list does not name, stays.
pub(super) async fn choose(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let chosen = async {
        let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        if let Err(answer) = group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            return Ok(answer);
        }
        let typed = Typed::read(&body);
        let said = typed.beginning(CHOICE_OF).take(CHOOSING_MAX);
        // What is no id means nothing that the group has.
        let said: Vec<(Id, Option<Id>)> = said
            .filter_map(|(field, choice)| {
                let choice = Some(choice.trim()).filter(|choice| !choice.is_empty());
                Some((field.parse().ok()?, choice.map(|choice| choice.parse().unwrap_or(Id::ZERO))))
            })
            .collect();
        let (vault, spare): (_, [u8; 32]) = (app.vault.clone(), app.ids.bytes());
        let done = for_group(&app, signed_in.account, ("people.choose", &slug, id), Deed::SeeSupporters, move |tx, act, group| {
            set_all(tx, &vault, act.now, (group.id, id), &said, &spare)
        });
        Ok(led_back(&app, &here, &done.await?, &format!("{}/{id}", list_path(&slug))))
    };
    here.answer(&app, chosen.await)
}

fn set_all(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    (group, person): (Id, Id),
    said: &[(Id, Option<Id>)],
    spare: &[u8; 32],
) -> Result<Result<(), ChoosingRefusal>, Fault> {
    let Some(found) = store::person_of_group(tx, Scope::of(group), person)? else { return Ok(Err(ChoosingRefusal::Unknown)) };
    let identity = found.row.identity;
    let fields = choosing::of_group(tx, vault, group)?;
    let has = choosing::of_people(tx, group, &[identity])?.remove(&identity).unwrap_or_default();
    let stands = |field: Id| has.iter().find(|(known, _)| *known == field).map(|(_, choice)| *choice);
    for (field, choice) in said.iter().filter(|(field, choice)| stands(*field) != *choice) {
        let Some(known) = fields.iter().find(|known| known.field == *field) else { return Ok(Err(ChoosingRefusal::Unknown)) };
        let wish = Wish { field: *field, name: known.name.clone(), choice: *choice };
        if let Err(refusal) = set::set(tx, vault, now, group, &wish, &[identity], spare)? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

pub(super) async fn note(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let written = async {
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::SeeSupporters).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let text = Typed::read(&body).text("text");
        let text = match notes::checked(&text) {
            Ok(text) => text,
            Err(refusal) => {
                let back = format!("{}/{person}", list_path(&slug));
                return Ok(led_back(&app, &here, &Outcome::<()>::Refused(refusal.message()), &back));
            }
        };
        let note = notes::prepare(&app.vault, &app.ids, app.clock.now(), group, signed_in.account, text)?;
        about((&app, &here, &signed_in), "people.note", (&slug, &person), move |tx, _, group, identity| match &note {
            Some(note) => notes::add(tx, group.id, identity, note).map(Ok),
            None => Ok(Ok(())),
        })
        .await
    };
    here.answer(&app, written.await)
}

pub(super) async fn remove_note(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person, note)): Path<(String, String, String)>,
) -> Response {
    let removed = async {
        let Ok(note) = note.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        about((&app, &here, &signed_in), "people.remove_note", (&slug, &person), move |tx, _, group, identity| {
            notes::remove(tx, group.id, identity, note)?;
            Ok(Ok(()))
        })
        .await
    };
    here.answer(&app, removed.await)
}
