//! The console's pages of sheets on paper: printing them for a petition or a form, finding one by its code, entering it.

mod deeds;
mod entry;
mod printed;
mod sheets;

use super::line::{self, Line, Row};
use super::{Action, Kind, Sheet, find as find_sheet, group_of, lines, questions};
use crate::access::accounts::name_of;
use crate::access::{self, Deed, SignedIn, may};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::coalitions::{self, Group};
use crate::forms::{self, Question};
use crate::ids::Id;
use crate::notices::code;
use crate::petitions;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views_console::{Field, Form, Section, SectionsPage, Tab};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// A code with its hyphen, or a pasted address.
const CODE_CHARS_MAX: usize = 200;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/console/groups/{slug}/petitions/{petition}/sheets",
            get(|app, here, who, at, query| sheets::show(Kind::Petition, app, here, who, at, query))
                .post(|app, here, who, at, body| sheets::print(Kind::Petition, app, here, who, at, body)),
        )
        .route(
            "/console/groups/{slug}/petitions/{petition}/sheets/print",
            get(|app, here, who, at, query| printed::show(Kind::Petition, app, here, who, at, query)),
        )
        .route(
            "/console/groups/{slug}/forms/{form}/sheets",
            get(|app, here, who, at, query| sheets::show(Kind::Form, app, here, who, at, query))
                .post(|app, here, who, at, body| sheets::print(Kind::Form, app, here, who, at, body)),
        )
        .route(
            "/console/groups/{slug}/forms/{form}/sheets/print",
            get(|app, here, who, at, query| printed::show(Kind::Form, app, here, who, at, query)),
        )
        .route("/console/groups/{slug}/sheets/{code}", get(entry::show))
        .route("/console/groups/{slug}/sheets/{code}/take", post(deeds::take))
        .route("/console/groups/{slug}/sheets/{code}/put-back", post(deeds::put_back))
        .route("/console/groups/{slug}/sheets/{code}/lines", post(deeds::enter))
        .route("/console/groups/{slug}/sheets/{code}/undo", post(deeds::undo))
        .route("/console/groups/{slug}/sheets/{code}/close", post(deeds::close))
        .route("/console/sheets", get(ask).post(find))
        .route("/console/sheets/{code}", get(lead))
}

/// The address of a petition's or form's page in the console, without language.
fn action_path(slug: &str, action: &Action) -> String {
    match action.kind() {
        Kind::Petition => petitions::console::path_of(slug, action.id()),
        Kind::Form => forms::console::path_of(slug, action.id()),
    }
}

/// The address of its sheets.
fn sheets_path(slug: &str, action: &Action) -> String {
    format!("{}/sheets", action_path(slug, action))
}

/// The ways to the group's other pages.
fn tabs_of(frame: &Frame, group: &Group, action: &Action, waiting: usize) -> Vec<Tab> {
    match action.kind() {
        Kind::Petition => petitions::console::tabs_here(frame, group, waiting),
        Kind::Form => forms::console::tabs_here(frame, group, waiting),
    }
}

/// The address of a sheet, without language.
fn path_of(slug: &str, code: &str) -> String {
    format!("/console/groups/{slug}/sheets/{code}")
}

/// What the code in an address leads to, without language: what a sheet's QR code holds.
fn short_path(code: &str) -> String {
    format!("/console/sheets/{code}")
}

/// A field for the code, for whoever cannot read it with a telephone.
async fn ask(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    ask_page(&app, &here, signed_in, None)
}

async fn find(State(app): State<App>, here: Here, signed_in: SignedIn, Sent(body): Sent) -> Response {
    let typed = Typed::read(&body);
    match code::fold(typed.get("code")) {
        Some(code) => here.see(&short_path(&code)),
        None => ask_page(&app, &here, signed_in, Some((typed.get("code"), "paper-refused-code", StatusCode::UNPROCESSABLE_ENTITY))),
    }
}

/// The field, with what was typed where that leads nowhere, and why.
fn ask_page(app: &App, here: &Here, signed_in: SignedIn, wrong: Option<(&str, &str, StatusCode)>) -> Response {
    let mut page = SectionsPage::new(here.frame(app, ""), signed_in);
    page.frame.title = page.frame.t("paper-find");
    page.refusal = wrong.map(|(_, message, _)| page.frame.t(message));
    let typed = wrong.map_or("", |(typed, ..)| typed).chars().take(CODE_CHARS_MAX).collect();
    let field = Field::line("code", page.frame.t("paper-code"), typed, CODE_CHARS_MAX);
    let form = Form {
        action: page.frame.link("/console/sheets"),
        fields: vec![field.hinted(page.frame.t("paper-code-hint"))],
        button: page.frame.t("paper-find-button"),
        ..Form::default()
    };
    page.sections = vec![Section { id: "find", form: Some(form), ..Section::default() }];
    frame::html(wrong.map_or(StatusCode::OK, |(.., status)| status), &page)
}

/// Leads to the sheet with a code. A sheet of others is answered like none.
async fn lead(State(app): State<App>, here: Here, signed_in: SignedIn, Path(typed): Path<String>) -> Response {
    let led = async {
        let nowhere = Some((typed.as_str(), "paper-refused-not-yours", StatusCode::NOT_FOUND));
        let Some(code) = code::fold(&typed) else { return Ok(ask_page(&app, &here, signed_in, nowhere)) };
        let (wanted, account) = (code.clone(), signed_in.account);
        let group = app.db.read_newest(move |tx| {
            let Some(group) = group_of(tx, &wanted)? else { return Ok(None) };
            let allowed = access::actor(tx, account)?.is_some_and(|actor| may(&actor, &Deed::WritePetitions(group)));
            if allowed { coalitions::group(tx, group) } else { Ok(None) }
        });
        Ok(match group.await? {
            Some(group) => here.see(&path_of(&group.slug, &code)),
            None => ask_page(&app, &here, signed_in, nowhere),
        })
    };
    here.answer(&app, led.await)
}

/// A sheet as somebody sees it who sits in its group.
struct Seen {
    group: Group,
    sheet: Sheet,
    action: Action,
    lines: Vec<Line>,
    /// Names of who printed it, who has it in hand, who closed it.
    printer: String,
    holder: Option<String>,
    closer: Option<String>,
}

impl Seen {
    /// The questions that stand on it.
    fn asked(&self) -> Vec<&Question> {
        questions::printed(self.action.questions(), &self.sheet.questions)
    }
}

fn read(tx: &mut Tx<'_>, app: &App, group: &Group, code: &str) -> Result<Option<(Seen, Vec<Row>)>, Fault> {
    let Some((sheet, action)) = find_sheet(tx, group.id, code)? else { return Ok(None) };
    let rows = lines(tx, sheet.id)?;
    let name = |tx: &mut Tx<'_>, account: Id| name_of(tx, &app.vault, account);
    let seen = Seen {
        group: group.clone(),
        action,
        lines: Vec::new(),
        printer: name(tx, sheet.printed_by)?,
        holder: sheet.holder(app.clock.now()).map(|account| name(tx, account)).transpose()?,
        closer: sheet.closed.map(|(account, _)| name(tx, account)).transpose()?,
        sheet,
    };
    Ok(Some((seen, rows)))
}

/// The sheet in the address, its lines opened; the answer where there is none for this person.
async fn look(app: &App, here: &Here, account: Id, slug: &str, typed: &str) -> Result<Result<Seen, Response>, Fault> {
    let (reading, code) = (app.clone(), code::fold(typed));
    let found = read_for_group(app, account, slug, Deed::WritePetitions, move |tx, _, group| match &code {
        Some(code) => read(tx, &reading, group, code),
        None => Ok(None),
    });
    let (mut seen, rows) = match found.await? {
        Outcome::Done(Some(found)) => found,
        Outcome::Done(None) => return Ok(Err(here.refused(app, StatusCode::NOT_FOUND))),
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    for group in rows.iter().map(|row| row.group).chain([seen.group.id]) {
        app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    }
    seen.lines = line::open(&app.intake(), &rows)?;
    Ok(Ok(seen))
}
