//! Erasing a supporter who asked for it: first what goes and what stays, then the button.

use super::list::name_of;
use super::{group_of, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::coalitions::{Act, Group};
use crate::ids::Id;
use crate::people::Scope;
use crate::people::erase::{self, EraseRefusal};
use crate::people::{Details, store};
use crate::web::frame;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_console::{Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
) -> Response {
    let asked = async {
        let group = match group_of(&app, &here, signed_in.account, &slug, Deed::EraseSupporters).await? {
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
        frame.title = frame.t1("erase-title", "name", &name);
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        page.above = Some(Link { name, url: frame.link(&format!("{}/{id}", list_path(&slug))) });
        page.lead = frame.t("erase-lead");
        let fact = |name: &str, facts: &str| Row { name: frame.t(name), facts: vec![frame.t(facts)], ..Row::default() };
        page.sections = vec![Section {
            id: "erase",
            rows: vec![fact("erase-goes", "erase-goes-what"), fact("erase-stays", "erase-stays-what")],
            form: Some(Form { action: frame.link(&here.path), button: frame.t("erase-button"), danger: true, ..Form::default() }),
            ..Section::default()
        }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

pub(super) async fn erase(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
) -> Response {
    let erased = async {
        let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        if let Err(answer) = group_of(&app, &here, signed_in.account, &slug, Deed::EraseSupporters).await? {
            return Ok(answer);
        }
        let (vault, ids) = (app.vault.clone(), app.ids.clone());
        let verb = move |tx: &mut Tx<'_>, act: &Act, group: &Group| -> Result<Result<(), EraseRefusal>, Fault> {
            erase::erase(tx, &vault, &ids, act.now, group.id, id)
        };
        let done = for_group(&app, signed_in.account, ("people.erase", &slug, id), Deed::EraseSupporters, verb).await?;
        let back = match done {
            Outcome::Done(()) => format!("{}?done=erased", list_path(&slug)),
            _ => list_path(&slug),
        };
        Ok(led_back(&app, &here, &done, &back))
    };
    here.answer(&app, erased.await)
}
