//! The sheets of a petition or form: which were printed and what became of each, and the form that prints more.

use super::super::print;
use super::super::{Action, Kind, Sheet, print::AT_ONCE_MAX, questions};
use super::{action_path, path_of as sheet_path, sheets_path, tabs_of};
use crate::access::accounts::name_of;
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, for_group, led_back, read_for_group, refusal_of};
use crate::ids::Id;
use crate::notices::code::spaced;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Row, Section, SectionsPage};
use crate::{forms, petitions};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use std::collections::HashMap;

/// So many sheets are listed, the newest first; an older one is found by its code.
const LISTED_MAX: i64 = 200;
/// Digits of how many.
const COUNT_CHARS_MAX: usize = 3;

/// A published petition or form of the group in the address.
pub(super) struct Own {
    pub(super) group: Group,
    pub(super) action: Action,
    /// How many things of its kind wait for the reader's word.
    waiting: usize,
}

/// The published petition or form of the group in the address, for those who write at it; the answer where they may not.
pub(super) async fn own(
    (app, here): (&App, &Here),
    account: Id,
    kind: Kind,
    (slug, action): (&str, &str),
) -> Result<Result<Own, Response>, Fault> {
    let id = action.parse::<Id>().ok();
    let found = read_for_group(app, account, slug, Deed::WritePetitions, move |tx, actor, group| {
        let found = id.map(|id| Action::find(tx, kind, id)).transpose()?.flatten();
        let Some(action) = found.filter(|action| action.group() == group.id) else { return Ok(None) };
        let waiting = match kind {
            Kind::Petition => petitions::waiting_count(tx, actor, group.id)?,
            Kind::Form => forms::waiting_count(tx, actor, group.id)?,
        };
        Ok(Some(Own { group: group.clone(), action, waiting }))
    });
    Ok(match found.await? {
        Outcome::Done(Some(own)) => Ok(own),
        Outcome::Done(None) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        other => Err(led_back(app, here, &other, "")),
    })
}

/// The newest sheets, and the names of those who have to do with them.
fn read(tx: &mut Tx<'_>, app: &App, action: Id) -> Result<(Vec<Sheet>, HashMap<Id, String>), Fault> {
    let sheets = print::newest(tx, action, LISTED_MAX)?;
    let mut names = HashMap::new();
    for account in sheets.iter().flat_map(|sheet| [Some(sheet.printed_by), sheet.held_by, sheet.closed.map(|by| by.0)]) {
        if let Some(account) = account.filter(|account| !names.contains_key(account)) {
            names.insert(account, name_of(tx, &app.vault, account)?);
        }
    }
    Ok((sheets, names))
}

pub(super) async fn show(
    kind: Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, action)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let own = match own((&app, &here), signed_in.account, kind, (&slug, &action)).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (id, reading) = (own.action.id(), app.clone());
        let (sheets, names) = app.db.read_newest(move |tx| read(tx, &reading, id)).await?;
        let mut page = SectionsPage::new(here.frame(&app, ""), signed_in);
        page.frame.title = page.frame.t(kind.words("paper-sheets-petition", "paper-sheets-form"));
        let above = page.frame.link(&action_path(&slug, &own.action));
        page.above = Some(Link { name: own.action.title_in(here.lang), url: above });
        page.tabs = tabs_of(&page.frame, &own.group, &own.action, own.waiting);
        page.refusal = refusal_of(here.lang, &query);
        page.lead = page.frame.t("paper-lead");
        let listed = Listed { frame: &page.frame, slug: &slug, action: &own.action, names: &names, now: app.clock.now() };
        page.sections = std::iter::once(listed.form()).chain(listed.asked()).chain([listed.sheets(&sheets)]).collect();
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

struct Listed<'a> {
    frame: &'a Frame,
    slug: &'a str,
    action: &'a Action,
    names: &'a HashMap<Id, String>,
    now: i64,
}

impl Listed<'_> {
    /// The form that prints more.
    fn form(&self) -> Section {
        let frame = self.frame;
        let in_lang = |lang: &Lang| self.action.words().iter().any(|words| words.lang == lang.code());
        let langs = Lang::ALL.iter().filter(|lang| in_lang(lang)).map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()));
        let count = Field::line("sheets", frame.t("paper-how-many"), "1".to_owned(), COUNT_CHARS_MAX).typed("number");
        let form = Form {
            action: frame.link(&sheets_path(self.slug, self.action)),
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

    /// Which questions of a form stand on its sheets, and which have no room there.
    fn asked(&self) -> Option<Section> {
        let frame = self.frame;
        let all = self.action.questions();
        let printed = questions::on_sheet(all);
        let row = |question: &forms::Question| {
            let stands = printed.iter().any(|known| known.key == question.key);
            let required = question.required && !stands;
            Row {
                name: question.words(frame.lang).to_owned(),
                badge: Some(frame.t(if stands { "paper-question-stands" } else { "paper-question-left-out" })),
                facts: required.then(|| frame.t("paper-question-stays-open")).into_iter().collect(),
                ..Row::default()
            }
        };
        let text = match (self.action.is_survey(), printed.is_empty()) {
            (true, true) => "paper-refused-no-question",
            _ => "paper-questions-text",
        };
        (!all.is_empty()).then(|| Section {
            id: "questions",
            heading: frame.t("form-questions"),
            text: frame.t(text),
            rows: all.iter().map(row).collect(),
            ..Section::default()
        })
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
        let when = |at: i64| frame.date_time(&zoned(at, self.action.time_zone()));
        let name = |account: Id| self.names.get(&account).cloned().unwrap_or_default();
        let path = format!("{}/print", sheets_path(self.slug, self.action));
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
    kind: Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, action)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let printed = async {
        let own = match own((&app, &here), signed_in.account, kind, (&slug, &action)).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (typed, action) = (Typed::read(&body), own.action);
        let (id, path) = (action.id(), sheets_path(&slug, &action));
        // A language in which it has no words would be printed in another: then that one is meant.
        let wanted = action.words_in(typed.get("lang"));
        let lang = wanted.as_ref().and_then(|words| Lang::from_code(&words.lang));
        let (Some(words), Some(lang)) = (wanted, lang) else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let sheets = typed.get("sheets").trim().parse().unwrap_or(0);
        let new = match print::prepare(&app.ids, app.clock.now(), id, lang, sheets) {
            Ok(new) => new,
            Err(refusal) => return Ok(here.see(&format!("{path}?refused={}", refusal.message()))),
        };
        let name = match kind {
            Kind::Petition => "petitions.print_sheets",
            Kind::Form => "forms.print_sheets",
        };
        let done = for_group(&app, signed_in.account, (name, &slug, id), Deed::WritePetitions, move |tx, act, group| {
            print::print(tx, act, (group, &action), &words, &new)
        });
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
