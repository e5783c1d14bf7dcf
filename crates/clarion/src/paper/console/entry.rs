//! The page on which a sheet is entered: how it stands, the form of the next line, the lines so far, closing.

use super::super::line::{Written, Wrong, equals};
use super::printed::says_something_else;
use super::sheets::numbers;
use super::{Seen, look, path_of, sheets_path, tabs_of};
use crate::access::SignedIn;
use crate::app::App;
use crate::coalitions::console::refusal_of;
use crate::forms::Question;
use crate::ids::Id;
use crate::notices::code::spaced;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Field, Form};
use crate::web::views_form::QuestionField;
use crate::web::views_paper::{LineForm, LineView, PaperEntryPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// A day as a browser sends it.
const DAY_CHARS_MAX: usize = 10;

/// What the form of a line shows.
#[derive(Default)]
pub(super) struct Filled {
    /// Which line is corrected; the next one is entered where it is `None`.
    pub(super) correcting: Option<i64>,
    /// What was typed and what is wrong with it.
    pub(super) wrong: Option<(Written, Wrong)>,
    /// Whether the last line's ZIP is kept.
    pub(super) keeps_zip: bool,
    /// Why the last deed was not done.
    pub(super) refusal: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, code)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let seen = match look(&app, &here, signed_in.account, &slug, &code).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let filled = Filled {
            correcting: query.get("line").parse().ok(),
            wrong: None,
            keeps_zip: query.get("keep") == "yes",
            refusal: refusal_of(here.lang, &query),
        };
        Ok(page((&app, &here, signed_in), &seen, filled))
    };
    here.answer(&app, shown.await)
}

/// The page.
pub(super) fn page((app, here, signed_in): (&App, &Here, SignedIn), seen: &Seen, filled: Filled) -> Response {
    let Seen { group, sheet, action, .. } = seen;
    let (account, now) = (signed_in.account, app.clock.now());
    let mut frame = here.frame(app, "");
    frame.title = frame.t2("paper-title", ("number", &sheet.number.to_string()), ("code", &spaced(&sheet.code)));
    let status = if filled.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let is_mine = sheet.closed.is_none() && sheet.holder(now) == Some(account);
    let path = path_of(&group.slug, &sheet.code);
    let shown = Shown { frame: &frame, seen, path: &path, is_mine, now };
    let page = PaperEntryPage {
        above: Link { name: frame.t("paper-back"), url: frame.link(&sheets_path(&group.slug, action)) },
        tabs: tabs_of(&frame, group, action, 0),
        facts: shown.facts(account),
        said: if filled.wrong.is_some() || filled.refusal.is_some() { Vec::new() } else { shown.said() },
        lines: shown.lines(filled.keeps_zip),
        undo: seen.lines.last().filter(|_| is_mine).map(|line| (frame.link(&format!("{path}/undo")), line.number)),
        close: (is_mine && !seen.lines.is_empty()).then(|| shown.close(now)),
        hold: sheet.closed.is_none().then(|| shown.hold(account)).flatten(),
        refusal: filled.refusal.clone(),
        form: is_mine.then(|| shown.form(filled)).flatten(),
        frame,
        signed_in,
    };
    frame::html(status, &page)
}

struct Shown<'a> {
    frame: &'a Frame,
    seen: &'a Seen,
    path: &'a str,
    is_mine: bool,
    now: i64,
}

impl Shown<'_> {
    fn when(&self, at: i64) -> String {
        self.frame.date_time(&zoned(at, self.seen.action.time_zone()))
    }

    /// How the sheet stands.
    fn facts(&self, account: Id) -> Vec<String> {
        let (frame, seen) = (self.frame, self.seen);
        let title = seen.action.title_in(frame.lang);
        let mut facts = vec![
            frame.t1("paper-of", "title", &title),
            frame.t2("paper-printed-by", ("name", &seen.printer), ("when", &self.when(seen.sheet.printed_at))),
        ];
        if says_something_else(&seen.sheet, seen.action.words()) {
            facts.push(frame.t("paper-other-words"));
        }
        match (seen.sheet.closed, &seen.closer, &seen.holder) {
            (Some((_, at)), Some(closer), _) => {
                facts.push(frame.t2("paper-closed-by", ("name", closer), ("when", &self.when(at))));
                facts.push(numbers(frame, &seen.sheet));
                facts.push(frame.t(seen.sheet.kind.words("paper-closed-text-petition", "paper-closed-text-form")));
            }
            (_, _, Some(holder)) if seen.sheet.holder(self.now) != Some(account) => {
                facts.push(frame.t2("paper-held-by", ("name", holder), ("when", &self.when(seen.sheet.held_until))));
            }
            _ if self.is_mine => facts.push(frame.t("paper-not-counted-yet")),
            _ => facts.push(frame.t("paper-take-text")),
        }
        facts
    }

    /// What was entered last.
    fn said(&self) -> Vec<String> {
        let frame = self.frame;
        let Some(last) = self.seen.lines.last().filter(|_| self.is_mine) else { return Vec::new() };
        let number = last.number.to_string();
        let stands = match &last.written {
            Some(written) => frame.t2("paper-said", ("number", &number), ("name", written.name.trim_end_matches('.'))),
            None => frame.t1("paper-said-illegible", "number", &number),
        };
        let equal = equals(&self.seen.lines, &self.seen.group.country).pop().flatten();
        let full = (self.seen.sheet.lines >= self.seen.sheet.rows).then(|| frame.t("paper-said-full"));
        [Some(stands), equal.map(|other| self.equal(last.number, other)), full].into_iter().flatten().collect()
    }

    fn equal(&self, number: i64, other: i64) -> String {
        self.frame.t2("paper-equal", ("number", &number.to_string()), ("other", &other.to_string()))
    }

    /// The lines, the last first.
    fn lines(&self, keeps_zip: bool) -> Vec<LineView> {
        let equals = equals(&self.seen.lines, &self.seen.group.country);
        let keep = if keeps_zip { "&keep=yes" } else { "" };
        let asked = self.seen.asked();
        let answers = |written: &Written| {
            let said = |question: &&Question| Some(question.said(self.frame.lang, written.answers.get(&question.key)?));
            asked.iter().filter_map(said).collect::<Vec<_>>().join(" · ")
        };
        let view = |(line, equal): (&super::Line, Option<i64>)| LineView {
            number: line.number,
            answers: line.written.as_ref().map(answers).unwrap_or_default(),
            written: line.written.clone(),
            note: equal.map(|other| self.equal(line.number, other)).unwrap_or_default(),
            correct_url: self.is_mine.then(|| self.frame.link(&format!("{}?line={}{keep}", self.path, line.number))),
        };
        let mut lines: Vec<LineView> = self.seen.lines.iter().zip(equals).map(view).collect();
        lines.reverse();
        lines
    }

    /// The form of the line that is corrected, or of the next one; none where all rows are entered.
    fn form(&self, filled: Filled) -> Option<LineForm> {
        let (frame, sheet) = (self.frame, &self.seen.sheet);
        let stands = filled.correcting.and_then(|number| self.seen.lines.iter().find(|line| line.number == number));
        if stands.is_none() && sheet.lines >= sheet.rows {
            return None;
        }
        let keep = if filled.keeps_zip { "?keep=yes" } else { "" };
        let last_zip = || self.seen.lines.iter().rev().find_map(|line| line.written.as_ref()).map(|written| written.zip.clone());
        let (typed, error) = filled.wrong.unzip();
        let written = typed.or_else(|| stands.and_then(|line| line.written.clone())).unwrap_or_else(|| Written {
            zip: last_zip().filter(|_| filled.keeps_zip && stands.is_none()).unwrap_or_default(),
            ..Written::default()
        });
        let question = |question: &&Question| {
            let given = written.answers.get(&question.key).map_or(&[][..], Vec::as_slice);
            QuestionField::of(question, frame.lang, given)
        };
        Some(LineForm {
            questions: self.seen.asked().iter().map(question).collect(),
            action: frame.link(&format!("{}/lines", self.path)),
            number: stands.map_or(sheet.lines + 1, |line| line.number),
            of: sheet.rows,
            correcting: stands
                .map(|_| Link { name: frame.t("paper-correct-not"), url: frame.link(&format!("{}{keep}", self.path)) }),
            written,
            keeps_zip: filled.keeps_zip,
            error: error.map(|wrong| (wrong.field(), wrong.sentence(frame.lang))),
            consent_words: sheet.consent_words.clone(),
            lang: sheet.lang.clone(),
        })
    }

    fn close(&self, now: i64) -> Form {
        let frame = self.frame;
        let zone = self.seen.action.time_zone();
        let today = zoned(now, zone).strftime("%Y-%m-%d").to_string();
        // Printed today, they were signed today.
        let printed = zoned(self.seen.sheet.printed_at, zone).strftime("%Y-%m-%d").to_string();
        let day = if printed == today { today } else { String::new() };
        let field = Field::line("day", frame.t("paper-day"), day, DAY_CHARS_MAX).typed("date");
        Form {
            heading: frame.t("paper-close-heading"),
            action: frame.link(&format!("{}/close", self.path)),
            hidden: vec![("version", self.seen.sheet.version.to_string())],
            fields: vec![field.hinted(frame.t("paper-day-hint"))],
            button: frame.t("paper-close"),
            ..Form::default()
        }
    }

    /// Takes it in hand, or puts it back; neither while somebody else has it.
    fn hold(&self, account: Id) -> Option<Form> {
        let frame = self.frame;
        let form = |rest: &str, button: &str| Form {
            action: frame.link(&format!("{}/{rest}", self.path)),
            button: frame.t(button),
            quiet: rest == "put-back",
            ..Form::default()
        };
        match self.seen.sheet.holder(self.now) {
            None => Some(form("take", "paper-take")),
            Some(holder) if holder == account => Some(form("put-back", "paper-put-back")),
            Some(_) => None,
        }
    }
}
