//! The signatures of a petition, for the group whose page it is: a list, the newest first, and all of them as a CSV file for owners.
//!
//! The file is written as it is sent, a slice at a time, and lies nowhere on the server. What a spreadsheet would run as a formula has an
//! apostrophe before it. A co-sponsor sees neither: its list holds those who agreed to its news.

use super::super::listing::{self, Own, Seen as Listed};
use super::super::{Petition, SignatureKind};
use super::{Seen, look, path_of, tabs_here};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::audit;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::ids::Id;
use crate::people::{self, Coarse, Details};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, zoned};
use crate::web::spreadsheet;
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Form, Row, Section, SectionsPage};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// Signatures on one page.
const PAGE: i64 = 100;
/// Signatures written at once.
const SLICE: i64 = 500;
/// Before all that are; ids begin with their instant.
const NEWEST: Id = Id([0xff; 16]);
/// In the words of the file of a form's answers.
const COLUMNS: [&str; 10] =
    ["signature", "signed", "how_known", "given_name", "family_name", "email", "phone", "state", "zip", "comment"];

type Line = (Own, Option<(Details, Coarse)>);

/// So many signatures before one, with whoever still stands on the list.
async fn before(app: &App, petition: Id, group: Id, id: Id, at_most: i64) -> Result<Vec<Line>, Fault> {
    app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let vault = app.vault.clone();
    let read = app.db.read_newest(move |tx| {
        let own = listing::own_before(tx, &vault, Listed { petition, by: group }, id, at_most)?;
        let identities: Vec<Id> = own.iter().map(|signature| signature.identity).collect();
        let mut people = people::opened(tx, &vault, group, &identities)?;
        let line = |signature: Own| {
            let person = people.remove(&signature.identity);
            (signature, person)
        };
        Ok(own.into_iter().map(line).collect())
    });
    read.await
}

/// The petition of an address, where it is the group's own.
async fn own(
    app: &App,
    here: &Here,
    account: Id,
    (slug, petition): (&str, &str),
) -> Result<Result<(Seen, Petition), Response>, Fault> {
    let seen = match look(app, account, slug, petition).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    let petition = seen.petition.as_ref().map(|whole| whole.petition.clone()).filter(|_| seen.writes);
    Ok(petition.map(|petition| (seen, petition)).ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)))
}

fn path(slug: &str, petition: Id) -> String {
    format!("{}/signatures", path_of(slug, petition))
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let (seen, petition) = match own(&app, &here, signed_in.account, (&slug, &petition)).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let from = query.get("before").parse().unwrap_or(NEWEST);
        let mut lines = before(&app, petition.id, seen.group.id, from, PAGE + 1).await?;
        let more = lines.len() as i64 > PAGE;
        lines.truncate(PAGE as usize);
        let may_export = app.db.read_newest({
            let (account, group) = (signed_in.account, seen.group.id);
            move |tx| {
                Ok(crate::access::actor(tx, account)?
                    .is_some_and(|actor| crate::access::may(&actor, &Deed::ExportSupporters(group))))
            }
        });
        let may_export = may_export.await?;
        let mut page = SectionsPage::new(here.frame(&app, ""), signed_in);
        page.frame.title = page.frame.t("signatures-title");
        let frame = &page.frame;
        let title = seen.petition.as_ref().and_then(|whole| whole.title_in(here.lang)).unwrap_or_default();
        page.above = Some(Link { name: title, url: frame.link(&path_of(&slug, petition.id)) });
        page.tabs = tabs_here(frame, &seen.group, seen.waiting);
        page.sections = vec![list(frame, (&slug, &petition), &lines, more)];
        if may_export && !lines.is_empty() {
            page.sections.push(export_section(frame, &slug, petition.id));
        }
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// How a signature is known, as a message.
fn way(kind: SignatureKind) -> &'static str {
    match kind {
        SignatureKind::Confirmed => "signature-way-confirmed",
        SignatureKind::Asserted => "signature-way-program",
        SignatureKind::Imported => "signature-way-import",
        SignatureKind::Paper => "signature-way-paper",
    }
}

fn list(frame: &Frame, (slug, petition): (&str, &Petition), lines: &[Line], more: bool) -> Section {
    let row = |(signature, person): &Line| {
        let name = person.as_ref().map(|(details, _)| format!("{} {}", details.given_name, details.family_name).trim().to_owned());
        let name = name.map(|name| if name.is_empty() { frame.t("signature-no-name") } else { name });
        let day = frame.date(&zoned(signature.created_at, &petition.time_zone));
        let comment = Some(signature.note.comment.clone()).filter(|comment| !comment.is_empty());
        Row {
            url: person.is_some().then(|| frame.link(&format!("/console/groups/{slug}/supporters/{}", signature.person))),
            name: name.unwrap_or_else(|| frame.t("form-somebody-erased")),
            facts: std::iter::once(format!("{day} · {}", frame.t(way(signature.kind)))).chain(comment).collect(),
            ..Row::default()
        }
    };
    let older = lines.last().filter(|_| more).map(|(last, _)| Link {
        name: frame.t("signatures-older"),
        url: frame.link(&format!("{}?before={}", path(slug, petition.id), last.id)),
    });
    Section {
        id: "list",
        heading: frame.t("signatures-newest"),
        rows: lines.iter().map(row).collect(),
        empty: frame.t("signatures-none"),
        links: older.into_iter().collect(),
        ..Section::default()
    }
}

fn export_section(frame: &Frame, slug: &str, petition: Id) -> Section {
    let action = frame.link(&format!("{}/export", path(slug, petition)));
    Section {
        id: "export",
        heading: frame.t("signatures-file"),
        text: frame.t("signatures-file-text"),
        form: Some(Form { action, button: frame.t("signatures-download"), ..Form::default() }),
        ..Section::default()
    }
}

pub(super) async fn export(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let made = async {
        match read_for_group(&app, signed_in.account, &slug, Deed::ExportSupporters, |_, _, _| Ok(())).await? {
            Outcome::Done(()) => {}
            other => return Ok(led_back(&app, &here, &other, "")),
        }
        let (seen, petition) = match own(&app, &here, signed_in.account, (&slug, &petition)).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let by = (signed_in.account, seen.group.id);
        let noted = audit::Note::new(&app.ids, app.clock.now(), by, "petitions.export", petition.id);
        app.db.write("petitions.export", move |tx| audit::note(tx, &noted)).await?;
        let name = format!("{}-signatures.csv", petition.slug);
        let file = File { app: app.clone(), group: seen.group.id, before: Some(NEWEST), petition };
        Ok(spreadsheet::download(&name, Body::from_stream(file.stream())))
    };
    here.answer(&app, made.await)
}

/// A file that is being written, the newest signature first.
struct File {
    app: App,
    group: Id,
    petition: Petition,
    /// Before which signature it goes on; `None` at its end.
    before: Option<Id>,
}

impl File {
    /// The header, then slices. A database that goes away ends the file before its end, which the browser tells.
    fn stream(self) -> impl futures_util::Stream<Item = Result<Vec<u8>, std::io::Error>> {
        futures_util::stream::unfold((self, false), |(mut file, begun)| async move {
            if !begun {
                return Some((spreadsheet::heading(&COLUMNS.map(str::to_owned)), (file, true)));
            }
            let from = file.before?;
            let bytes = match before(&file.app, file.petition.id, file.group, from, SLICE).await {
                Ok(lines) if lines.is_empty() => return None,
                Ok(lines) => {
                    file.before = lines.last().map(|(last, _)| last.id);
                    spreadsheet::lines(&lines.into_iter().map(|line| file.line(line)).collect::<Vec<_>>())
                }
                Err(fault) => Err(std::io::Error::other(fault.to_string())),
            };
            if bytes.is_err() {
                file.before = None;
            }
            Some((bytes, (file, true)))
        })
    }

    /// One line; of somebody who was erased only that there is one.
    fn line(&self, (signature, person): Line) -> Vec<String> {
        let known = match signature.kind {
            SignatureKind::Confirmed => "confirmed",
            SignatureKind::Asserted => "asserted",
            SignatureKind::Imported => "imported",
            SignatureKind::Paper => "on paper",
        };
        let (details, coarse) = person.unwrap_or_default();
        vec![
            signature.id.to_string(),
            zoned(signature.created_at, &self.petition.time_zone).date().to_string(),
            known.to_owned(),
            details.given_name,
            details.family_name,
            details.email,
            details.phone,
            coarse.region,
            coarse.zip,
            signature.note.comment,
        ]
    }
}
