//! The sheets of a petition: which were printed and what became of each, and the form that prints more.

use super::super::super::paper::print;
use super::super::super::paper::{Sheet, print::AT_ONCE_MAX};
use super::super::{Seen, look, name_of, path_of, tabs_here};
use super::path_of as sheet_path;
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, Typed, for_group, led_back, refusal_of};
use crate::ids::Id;
use crate::notices::code::spaced;
use crate::petitions::create::NewPetition;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Row, Section, SectionsPage};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;
use std::collections::HashMap;

/// So many sheets are listed, the newest first; an older one is found by its code.
const LISTED_MAX: i64 = 200;
/// Digits of how many.
const COUNT_CHARS_MAX: usize = 3;

/// The published petition of the group in the address, for those who write at it; the answer where they may not.
pub(super) async fn own(
    app: &App,
    here: &Here,
    account: Id,
    slug: &str,
    petition: &str,
) -> Result<Result<(Seen, NewPetition), Response>, Fault> {
    let mut seen = match look(app, account, slug, petition).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    let petition = seen.petition.take().filter(|_| seen.writes);
    Ok(petition.map(|petition| (seen, petition)).ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)))
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let shown = async {
        let (seen, whole) = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (id, reading) = (whole.petition.id, app.clone());
        let (sheets, names) = app
            .db
            .read_newest(move |tx| {
                let sheets = print::newest(tx, id, LISTED_MAX)?;
                let mut names = HashMap::new();
                for account in sheets.iter().flat_map(|sheet| [Some(sheet.printed_by), sheet.held_by, sheet.closed.map(|by| by.0)])
                {
                    if let Some(account) = account.filter(|account| !names.contains_key(account)) {
                        names.insert(account, name_of(tx, &reading, account)?);
                    }
                }
                Ok((sheets, names))
            })
            .await?;
        let mut page = SectionsPage::new(here.frame(&app, ""), signed_in);
        page.frame.title = page.frame.t("paper-sheets");
        page.above = Some(Link { name: whole.title_in(here.lang).unwrap_or_default(), url: page.frame.link(&path_of(&slug, id)) });
        page.tabs = tabs_here(&page.frame, &seen.group, seen.waiting);
        page.refusal = refusal_of(here.lang, &Typed::read(query.unwrap_or_default().as_bytes()));
        page.lead = page.frame.t("paper-lead");
        let listed = Listed { frame: &page.frame, slug: &slug, whole: &whole, names: &names, now: app.clock.now() };
        page.sections = vec![listed.form(), listed.sheets(&sheets)];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

struct Listed<'a> {
    frame: &'a Frame,
    slug: &'a str,
    whole: &'a NewPetition,
    names: &'a HashMap<Id, String>,
    now: i64,
}

impl Listed<'_> {
    /// The form that prints more.
    fn form(&self) -> Section {
        let frame = self.frame;
        let in_lang = |lang: &Lang| self.whole.words.iter().any(|words| words.lang == lang.code());
        let langs = Lang::ALL.iter().filter(|lang| in_lang(lang)).map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()));
        let count = Field::line("sheets", frame.t("paper-how-many"), "1".to_owned(), COUNT_CHARS_MAX).typed("number");
        let form = Form {
            action: frame.link(&format!("{}/sheets", path_of(self.slug, self.whole.petition.id))),
            fields: vec![
                count.hinted(frame.tn("paper-how-many-hint", AT_ONCE_MAX.unsigned_abs())),
                Field::choice("lang", frame.t("paper-lang"), frame.lang.code().to_owned(), langs.collect()),
                Field::choice(
                    "paper",
                    frame.t("paper-size"),
                    "letter".to_owned(),
                    ["letter", "a4"].map(|size| (size.to_owned(), frame.t(&format!("paper-size-{size}")))).into(),
                ),
            ],
            button: frame.t("paper-print"),
            ..Form::default()
        };
        Section { id: "print", heading: frame.t("paper-print-heading"), form: Some(form), ..Section::default() }
    }

    fn sheets(&self, sheets: &[Sheet]) -> Section {
        Section {
            id: "sheets",
            heading: self.frame.t("paper-printed"),
            text: if sheets.is_empty() { String::new() } else { self.frame.t("paper-printed-text") },
            rows: sheets.iter().map(|sheet| self.row(sheet)).collect(),
            empty: self.frame.t("paper-none"),
            links: vec![Link { name: self.frame.t("paper-find"), url: self.frame.link("/console/sheets") }],
            ..Section::default()
        }
    }

    fn row(&self, sheet: &Sheet) -> Row {
        let frame = self.frame;
        let when = |at: i64| frame.date_time(&zoned(at, &self.whole.petition.time_zone));
        let name = |account: Id| self.names.get(&account).cloned().unwrap_or_default();
        let path = format!("{}/sheets/print", path_of(self.slug, self.whole.petition.id));
        let url = frame.link(&sheet_path(self.slug, &sheet.code));
        let mut facts = vec![frame.t2("paper-printed-by", ("name", &name(sheet.printed_by)), ("when", &when(sheet.printed_at)))];
        let again = |size: &str| Link {
            name: frame.t(&format!("paper-again-{size}")),
            url: frame.link(&format!("{path}?from={0}&to={0}&paper={size}", sheet.number)),
        };
        let mut links = vec![again("letter"), again("a4")];
        let badge = match (sheet.closed, sheet.holder(self.now)) {
            (Some((account, at)), _) => {
                facts.push(frame.t2("paper-closed-by", ("name", &name(account)), ("when", &when(at))));
                facts.push(numbers(frame, sheet));
                links.clear();
                "paper-state-closed"
            }
            (None, Some(account)) => {
                facts.push(frame.t2("paper-held-by", ("name", &name(account)), ("when", &when(sheet.held_until))));
                "paper-state-held"
            }
            (None, None) if sheet.lines > 0 => "paper-state-begun",
            (None, None) => "paper-state-new",
        };
        if sheet.closed.is_none() && sheet.lines > 0 {
            facts.push(frame.tn("paper-lines", sheet.lines.unsigned_abs()));
        }
        let title = frame.t2("paper-title", ("number", &sheet.number.to_string()), ("code", &spaced(&sheet.code)));
        Row { name: title, url: Some(url), badge: Some(frame.t(badge)), facts, links, ..Row::default() }
    }
}

/// What stood on a closed sheet.
pub(super) fn numbers(frame: &Frame, sheet: &Sheet) -> String {
    let count = |count: i64| frame.number(count.unsigned_abs());
    let of = &sheet.numbers;
    let sentence = |id: &str, lines: i64| (lines > 0).then(|| frame.tn(id, lines.unsigned_abs()));
    let taken = frame.t2("paper-taken", ("with", &count(of.with_address)), ("without", &count(of.without_address)));
    let more = [sentence("paper-taken-repeated", of.repeated), sentence("paper-taken-illegible", of.illegible)];
    std::iter::once(taken).chain(more.into_iter().flatten()).collect::<Vec<_>>().join(" ")
}

pub(super) async fn print(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let printed = async {
        let (_, whole) = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(&body);
        let id = whole.petition.id;
        let path = format!("{}/sheets", path_of(&slug, id));
        // A language in which it has no words would be printed in another: then that one is meant.
        let wanted = whole.words.iter().find(|words| words.lang == typed.get("lang")).or(whole.words.first());
        let lang = wanted.and_then(|words| Lang::from_code(&words.lang));
        let (Some(words), Some(lang)) = (wanted.cloned(), lang) else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let sheets = typed.get("sheets").trim().parse().unwrap_or(0);
        let new = match print::prepare(&app.ids, app.clock.now(), id, lang, sheets) {
            Ok(new) => new,
            Err(refusal) => return Ok(here.see(&format!("{path}?refused={}", refusal.message()))),
        };
        let petition = whole.petition;
        let done = for_group(
            &app,
            signed_in.account,
            ("petitions.print_sheets", &slug, id),
            Deed::WritePetitions,
            move |tx, act, group| print::print(tx, act, (group, &petition), &words, &new),
        );
        let size = printed_size(&typed);
        Ok(match done.await? {
            Outcome::Done((from, to)) => here.see(&format!("{path}/print?from={from}&to={to}&paper={size}")),
            other => led_back(&app, &here, &other, &path),
        })
    };
    here.answer(&app, printed.await)
}

/// `a4` or `letter`, which is what most of the server's groups have in their printers.
pub(super) fn printed_size(typed: &Typed) -> &'static str {
    if typed.get("paper") == "a4" { "a4" } else { "letter" }
}
