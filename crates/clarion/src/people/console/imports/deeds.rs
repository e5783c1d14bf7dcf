//! The buttons of an import: what its columns become, where its consent comes from, start, pause, go on, stop.

use super::{There, imports_path, path_of, show, there};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::people::fields::choosing;
use crate::people::upload::{self, Column, State as Standing, Upload, UploadRefusal, decide};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;
use std::time::Duration;

/// An answer waits so long for a short file to be read through; whoever has no scripts need not look again then.
const WAITS: u32 = 20;
const WAIT: Duration = Duration::from_millis(100);

pub(super) async fn columns(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let made = async {
        let there = match there(&app, &here, &signed_in, &slug, &id).await? {
            Ok(there) => there,
            Err(answer) => return Ok(answer),
        };
        let chosen = (0..there.upload.facts.header.len()).map(|at| Column::parse(typed.get(&format!("column-{at}"))));
        let (chosen, goes_on): (Vec<Column>, bool) = (chosen.collect(), typed.get("then") == "on");
        let (vault, group) = (app.vault.clone(), there.group.id);
        let fields = app.db.read_newest(move |tx| choosing::of_group(tx, &vault, group)).await?;
        // Only a petition of the group is on the form; another's is none.
        let petition = there.petitions.iter().map(|(id, _)| *id).find(|id| id.to_string() == typed.get("petition"));
        let (refuses_others, signed) = (typed.get("others") == "refuse", (petition, typed.get("way") == "paper"));
        let filled = decide::Filled { fields: &fields, refuses_others, signed };
        let prepared = match is_current(&typed, &there) {
            _ if petition.is_none() && !typed.get("petition").is_empty() => Err(UploadRefusal::Petition),
            true => decide::columns(&app, &there.upload, &chosen, filled, goes_on)?,
            false => Err(UploadRefusal::Changed),
        };
        let back = format!("{}{}", path_of(&slug, there.upload.id), if goes_on { "" } else { "?step=columns" });
        taken(&app, &here, &signed_in, &slug, (prepared, back)).await
    };
    here.answer(&app, made.await)
}

pub(super) async fn source(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let made = async {
        let there = match there(&app, &here, &signed_in, &slug, &id).await? {
            Ok(there) => there,
            Err(answer) => return Ok(answer),
        };
        let said = (typed.get("source"), typed.get("tag"), typed.get("signed") == "yes");
        let prepared = match is_current(&typed, &there) {
            true => decide::source(&app, &there.upload, signed_in.account, said)?,
            false => Err(UploadRefusal::Changed),
        };
        let back = path_of(&slug, there.upload.id);
        match prepared {
            Err(refusal) if refusal != UploadRefusal::Changed => {
                show::source_again(&app, &here, signed_in, &slug, (there, &typed, refusal)).await
            }
            prepared => taken(&app, &here, &signed_in, &slug, (prepared, back)).await,
        }
    };
    here.answer(&app, made.await)
}

/// Whether the form is about the import as it stands.
fn is_current(typed: &Typed, there: &There) -> bool {
    typed.get("version").parse() == Ok(there.upload.version)
}

/// Takes a prepared step and leads back.
async fn taken(
    app: &App,
    here: &Here,
    signed_in: &SignedIn,
    slug: &str,
    (prepared, back): (Result<decide::Prepared, UploadRefusal>, String),
) -> Result<Response, Fault> {
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(refusal) => {
            let refusal = Outcome::<()>::Refused(crate::refusal::Refusal::message(&refusal));
            return Ok(led_back(app, here, &refusal, &back));
        }
    };
    let id = prepared.upload();
    let verb =
        move |tx: &mut db::Tx<'_>, act: &crate::coalitions::Act, _: &crate::coalitions::Group| decide::take(tx, act.now, &prepared);
    let who = ("people.decide_upload", slug, id);
    let outcome = for_group(app, signed_in.account, who, Deed::ImportSupporters, verb).await?;
    if outcome == Outcome::Done(()) {
        wait_while_checking(app, id).await?;
    }
    Ok(led_back(app, here, &outcome, &back))
}

/// Gives a worker a moment to read a short file through.
async fn wait_while_checking(app: &App, id: crate::ids::Id) -> Result<(), Fault> {
    for _ in 0..WAITS {
        let state = app.db.read_newest(move |tx| upload::state_of(tx, id)).await?;
        if state != Some(Standing::Checking) {
            return Ok(());
        }
        tokio::time::sleep(WAIT).await;
    }
    Ok(())
}

/// Start, pause, go on, stop.
pub(super) async fn go(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, deed)): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let made = async {
        let there = match there(&app, &here, &signed_in, &slug, &id).await? {
            Ok(there) => there,
            Err(answer) => return Ok(answer),
        };
        if !matches!(deed.as_str(), "start" | "pause" | "stop") {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        }
        let back = path_of(&slug, there.upload.id);
        if !is_current(&typed, &there) {
            let refusal = crate::refusal::Refusal::message(&UploadRefusal::Changed);
            return Ok(led_back(&app, &here, &Outcome::<()>::Refused(refusal), &back));
        }
        let upload = there.upload;
        let outcome = step(&app, &signed_in, &slug, &deed, upload.clone()).await?;
        let is_stopped = deed == "stop" && outcome == Outcome::Done(());
        if is_stopped {
            decide::drop_file(&app, &upload).await?;
        }
        let back = if is_stopped && upload.import.is_none() { imports_path(&slug) } else { back };
        Ok(led_back(&app, &here, &outcome, &back))
    };
    here.answer(&app, made.await)
}

async fn step(app: &App, signed_in: &SignedIn, slug: &str, deed: &str, upload: Upload) -> Result<Outcome<()>, Fault> {
    let (id, deed) = (upload.id, deed.to_owned());
    let name = match deed.as_str() {
        "start" => "people.start_upload",
        "pause" => "people.pause_upload",
        _ => "people.stop_upload",
    };
    let verb = move |tx: &mut db::Tx<'_>, act: &crate::coalitions::Act, _: &crate::coalitions::Group| match deed.as_str() {
        "start" => decide::start(tx, act.now, &upload),
        "pause" => decide::pause(tx, &upload),
        _ => decide::stop(tx, act.now, &upload),
    };
    for_group(app, signed_in.account, (name, slug, id), Deed::ImportSupporters, verb).await
}
