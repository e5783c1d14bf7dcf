//! What people answered: one submission, and all of them as a CSV file for owners.
//!
//! The file is written as it is sent, a slice of submissions at a time, and lies nowhere on the server. What a spreadsheet would run as
//! a formula has an apostrophe before it.

use super::super::listing::{self, OfForm, Shown};
use super::super::{Question, SubmissionKind};
use super::{look, path_of, tabs_here};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::audit;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::ids::Id;
use crate::osdi::marks::Place;
use crate::people::{self, Coarse, Details};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::spreadsheet;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// Submissions written at once.
const SLICE: i64 = 500;
/// Before the questions, in the words of the file of supporters.
const COLUMNS: [&str; 9] = ["submission", "submitted", "how_known", "given_name", "family_name", "email", "phone", "state", "zip"];

/// How a submission is known, as a message.
fn way(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Confirmed => "form-way-confirmed",
        SubmissionKind::Paper => "form-way-paper",
        _ => "form-way-asserted",
    }
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form, submission)): Path<(String, String, String)>,
) -> Response {
    let shown = async {
        let seen = match look(&app, signed_in.account, &slug, &form).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let (Some(whole), Ok(id)) = (&seen.form, submission.parse::<Id>()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let (vault, form, group) = (app.vault.clone(), whole.form.id, seen.group.id);
        let found = app.db.read_newest(move |tx| {
            let Some(shown) = listing::by_ids(tx, &vault, OfForm(form), &[id])?.pop() else { return Ok(None) };
            let details = people::opened(tx, &vault, group, &[shown.identity])?.remove(&shown.identity);
            Ok(Some((shown, details.map(|(details, _)| details))))
        });
        let Some((submission, details)) = found.await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let mut page = SectionsPage::new(here.frame(&app, ""), signed_in);
        let name = details.map(|details| format!("{} {}", details.given_name, details.family_name));
        page.frame.title = match &name {
            Some(name) => page.frame.t1("form-submission-of", "name", name),
            None => page.frame.t("form-somebody-erased"),
        };
        let frame = &page.frame;
        page.above = Some(Link { name: whole.title_in(here.lang).to_owned(), url: frame.link(&path_of(&slug, form)) });
        page.tabs = tabs_here(frame, &seen.group, seen.waiting);
        page.sections = vec![submission_section(frame, &whole.form.questions, &whole.form.time_zone, &submission)];
        if name.is_some() {
            let person = frame.link(&format!("/console/groups/{slug}/supporters/{}", submission.person));
            page.sections[0].links = vec![Link { name: frame.t("form-person"), url: person }];
        }
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn submission_section(frame: &Frame, questions: &[Question], zone: &str, submission: &Shown) -> Section {
    let at = |micros: i64| frame.date_time(&zoned(micros, zone));
    let changed = (submission.modified_at != submission.created_at)
        .then(|| frame.t1("form-submission-changed", "when", at(submission.modified_at)));
    let first = Row {
        name: frame.t1("form-submission-at", "when", at(submission.created_at)),
        facts: std::iter::once(frame.t(way(submission.kind))).chain(changed).collect(),
        ..Row::default()
    };
    let answer = |question: &Question| {
        let given = submission.said.as_ref().and_then(|said| said.answers.get(&question.key));
        let said = given.map(|answer| question.said(frame.lang, answer)).unwrap_or_default();
        let said = if said.is_empty() { frame.t("form-not-answered") } else { said };
        let former = submission.said.as_ref().and_then(|said| said.former.get(&question.key));
        let former = former.map(|text| frame.t1("form-filled-before", "text", text));
        Row { name: question.words(frame.lang).to_owned(), facts: std::iter::once(said).chain(former).collect(), ..Row::default() }
    };
    let answers = submission.said.is_some().then(|| questions.iter().map(answer)).into_iter().flatten();
    let erased = submission.said.is_none().then(|| Row { name: frame.t("form-answers-erased"), ..Row::default() });
    Section {
        id: "answers",
        heading: frame.t("form-answers"),
        rows: std::iter::once(first).chain(answers).chain(erased).collect(),
        ..Section::default()
    }
}

pub(super) async fn export(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let made = async {
        match read_for_group(&app, signed_in.account, &slug, Deed::ExportSupporters, |_, _, _| Ok(())).await? {
            Outcome::Done(()) => {}
            other => return Ok(led_back(&app, &here, &other, "")),
        }
        let seen = match look(&app, signed_in.account, &slug, &form).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(whole) = seen.form else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let by = (signed_in.account, seen.group.id);
        let noted = audit::Note::new(&app.ids, app.clock.now(), by, "forms.export", whole.form.id);
        app.db.write("forms.export", move |tx| audit::note(tx, &noted)).await?;
        let name = format!("{}-answers.csv", whole.form.slug);
        let file = File {
            app: app.clone(),
            form: OfForm(whole.form.id),
            group: seen.group.id,
            lang: here.lang,
            zone: whole.form.time_zone,
            questions: whole.form.questions,
            after: Some(Id::ZERO),
        };
        Ok(spreadsheet::download(&name, Body::from_stream(file.stream())))
    };
    here.answer(&app, made.await)
}

/// A file that is being written.
struct File {
    app: App,
    form: OfForm,
    group: Id,
    lang: Lang,
    zone: String,
    questions: Vec<Question>,
    /// After which submission it goes on; `None` at its end.
    after: Option<Id>,
}

impl File {
    /// The header, then slices. A database that goes away ends the file before its end, which the browser tells.
    fn stream(self) -> impl futures_util::Stream<Item = Result<Vec<u8>, std::io::Error>> {
        futures_util::stream::unfold((self, false), |(mut file, begun)| async move {
            if !begun {
                let questions = file.questions.iter().map(|question| question.words(file.lang).to_owned());
                let header = COLUMNS.iter().map(|column| (*column).to_owned()).chain(questions).collect::<Vec<_>>();
                return Some((spreadsheet::heading(&header), (file, true)));
            }
            let after = file.after?;
            let bytes = match file.slice(after).await {
                Ok(lines) if lines.is_empty() => return None,
                Ok(lines) => spreadsheet::lines(&lines),
                Err(fault) => Err(std::io::Error::other(fault.to_string())),
            };
            if bytes.is_err() {
                file.after = None;
            }
            Some((bytes, (file, true)))
        })
    }

    async fn slice(&mut self, after: Id) -> Result<Vec<Vec<String>>, Fault> {
        let (vault, form, group) = (self.app.vault.clone(), self.form, self.group);
        let read = self.app.db.read_newest(move |tx| {
            let shown = listing::page(tx, &vault, form, Place { after, skip: 0 }, SLICE)?;
            let identities: Vec<Id> = shown.iter().map(|submission| submission.identity).collect();
            let people = people::opened(tx, &vault, group, &identities)?;
            Ok((shown, people))
        });
        let (shown, mut people) = read.await?;
        self.after = shown.last().map(|submission| submission.id);
        let line = |submission: &Shown| self.line(submission, people.remove(&submission.identity).unwrap_or_default());
        Ok(shown.iter().map(line).collect())
    }

    /// One line; of somebody who was erased only that there is one.
    fn line(&self, submission: &Shown, (details, coarse): (Details, Coarse)) -> Vec<String> {
        let known = match submission.kind {
            SubmissionKind::Confirmed => "confirmed",
            SubmissionKind::Paper => "on paper",
            SubmissionKind::Asserted | SubmissionKind::Imported => "asserted",
        };
        let first = [
            submission.id.to_string(),
            zoned(submission.created_at, &self.zone).date().to_string(),
            known.to_owned(),
            details.given_name,
            details.family_name,
            details.email,
            details.phone,
            coarse.region,
            coarse.zip,
        ];
        let said = |question: &Question| {
            let answer = submission.said.as_ref().and_then(|said| said.answers.get(&question.key));
            answer.map(|answer| question.said(self.lang, answer)).unwrap_or_default()
        };
        first.into_iter().chain(self.questions.iter().map(said)).collect()
    }
}
