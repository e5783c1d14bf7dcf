//! Lists through the console: sent, looked at, signed for, imported by a worker, and what came of it. For owners.

mod deeds;
mod reasons;
mod refused;
mod send;
mod show;

use super::group_of;
use crate::access::{Deed, SignedIn, accounts};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::ids::Id;
use crate::people::import::{self, HowFar};
use crate::people::upload::{self, Upload};
use crate::petitions::{create, listing};
use crate::web::lang::Lang;
use crate::web::site::Here;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// A thousand columns with what each becomes, and a source escaped byte by byte.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/imports", get(show::list).post(send::receive))
        .route("/console/groups/{slug}/imports/{import}", get(show::show))
        .route("/console/groups/{slug}/imports/{import}/stream", get(show::stream))
        .route("/console/groups/{slug}/imports/{import}/refused", get(refused::download))
        .route("/console/groups/{slug}/imports/{import}/columns", post(deeds::columns))
        .route("/console/groups/{slug}/imports/{import}/source", post(deeds::source))
        .route("/console/groups/{slug}/imports/{import}/{deed}", post(deeds::go))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The address of a group's imports, without language.
fn imports_path(slug: &str) -> String {
    format!("/console/groups/{slug}/imports")
}

fn path_of(slug: &str, upload: Id) -> String {
    format!("{}/{upload}", imports_path(slug))
}

/// An import with what its pages say about it.
struct There {
    group: Group,
    upload: Upload,
    /// How far it has come, once it was begun.
    reached: Option<HowFar>,
    /// Who signed for its source; empty where nobody has, or they have left.
    signer: String,
    /// The newest petitions of the group, with their titles: what a list can hold signatures of.
    petitions: Vec<(Id, String)>,
}

/// So many petitions can be chosen from.
const PETITIONS_MAX: usize = 100;

/// The newest petitions of a group's own, with their titles.
fn petitions_of(tx: &mut Tx<'_>, group: Id, lang: Lang) -> Result<Vec<(Id, String)>, Fault> {
    let mut petitions = Vec::new();
    for id in listing::petitions_of(tx, group)?.into_iter().rev().take(PETITIONS_MAX) {
        if let Some(whole) = create::find_by_id(tx, id)?.filter(|whole| whole.petition.group == group) {
            petitions.push((id, whole.title_in(lang).unwrap_or_default()));
        }
    }
    Ok(petitions)
}

/// The import that an address names; the answer where there is none, or somebody may not see it.
async fn there(app: &App, here: &Here, signed_in: &SignedIn, slug: &str, id: &str) -> Result<Result<There, Response>, Fault> {
    if let Err(answer) = group_of(app, here, signed_in.account, slug, Deed::ImportSupporters).await? {
        return Ok(Err(answer));
    }
    let id: Id = id.parse().unwrap_or(Id::ZERO);
    let (vault, lang) = (app.vault.clone(), here.lang);
    let read = read_for_group(app, signed_in.account, slug, Deed::ImportSupporters, move |tx, _, group| {
        let Some(upload) = upload::find(tx, &vault, group.id, id)? else { return Ok(None) };
        let reached = match upload.import {
            Some(import) => import::how_far(tx, import)?,
            None => None,
        };
        let signer = match upload.signed {
            Some((account, _)) => accounts::name_of(tx, &vault, account)?,
            None => String::new(),
        };
        let petitions = petitions_of(tx, group.id, lang)?;
        Ok(Some(There { group: group.clone(), upload, reached, signer, petitions }))
    });
    Ok(match read.await? {
        Outcome::Done(Some(there)) => Ok(there),
        Outcome::Done(None) => Err(led_back::<()>(app, here, &Outcome::Missing, "")),
        other => Err(led_back(app, here, &other, "")),
    })
}
