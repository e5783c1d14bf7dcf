//! One form in the console: a draft with what can be done about it, or a published one with what people answered.

use super::super::count::{self, Count};
use super::super::create::NewForm;
use super::super::listing::{self, OfForm, Shown};
use super::super::live::Facts;
use super::super::{Form as Asked, FormState, Question, drafting, pages};
use super::list::{closing, state_message};
use super::{Seen, list_path, look, path_of, tabs_here};
use crate::access::SignedIn;
use crate::actions::console::drafted::{self, About};
use crate::actions::drafts::Draft;
use crate::actions::running::Done;
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, say};
use crate::ids::Id;
use crate::people;
use crate::people::fields;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::markdown;
use crate::web::site::{Here, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Figure, FigureRow, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use std::collections::{BTreeMap, HashMap};

/// So many of the newest submissions are listed; all of them stand in the file.
const LISTED_MAX: i64 = 50;

/// What is looked up about a form or draft.
struct Around {
    about: Option<About>,
    count: Count,
    /// How often each choice was made.
    choices: BTreeMap<(String, String), i64>,
    /// The newest submissions, each with the name of who sent it; empty where they were erased.
    newest: Vec<(Shown, String)>,
    history: Vec<(Done, String)>,
    /// What the questions fill.
    fields: Fields,
}

/// How the fields are called that can be filled, by their ids; no name for whoever publishes another group's form, whose own names are.
type Fields = HashMap<Id, Option<String>>;

fn around(
    tx: &mut Tx<'_>,
    app: &App,
    (id, group, of): (Id, Id, Id),
    (draft, asked): (Option<&Draft>, &[Question]),
    now: i64,
) -> Result<Around, Fault> {
    let shown = listing::newest(tx, &app.vault, OfForm(id), LISTED_MAX)?;
    let identities: Vec<Id> = shown.iter().map(|submission| submission.identity).collect();
    let people = people::opened(tx, &app.vault, group, &identities)?;
    let name = |submission: &Shown| {
        let details = people.get(&submission.identity).map(|(details, _)| details);
        details.map_or_else(String::new, |details| format!("{} {}", details.given_name, details.family_name))
    };
    Ok(Around {
        about: draft.map(|draft| drafted::about(tx, app, draft)).transpose()?,
        count: count::count(tx, id, now)?,
        choices: count::choices(tx, id)?,
        newest: shown.into_iter().map(|submission| (submission.clone(), name(&submission))).collect(),
        history: drafted::history(tx, app, id, group)?,
        fields: fields(tx, app, (group, of), asked)?,
    })
}

/// The fields of the form's group that questions fill, as the reader's group sees them.
fn fields(tx: &mut Tx<'_>, app: &App, (group, of): (Id, Id), asked: &[Question]) -> Result<Fields, Fault> {
    let mut names = Fields::new();
    for field in asked.iter().filter_map(|question| question.fills).filter(|field| field.group == of) {
        if let Some(known) = fields::by_id(tx, &app.vault, of, field.id)? {
            names.insert(field.id, (group == of).then_some(known.name));
        }
    }
    Ok(names)
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let seen = match look(&app, signed_in.account, &slug, &form).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some(id) = seen.id() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let account = signed_in.account;
        let mut page = SectionsPage::new(here.frame(&app, title_of(&seen, here.lang)), signed_in);
        page.above = Some(Link { name: page.frame.t("console-forms"), url: page.frame.link(&list_path(&slug)) });
        page.tabs = tabs_here(&page.frame, &seen.group, seen.waiting);
        say(&mut page, &query);
        let (reading, now, draft, of) = (app.clone(), app.clock.now(), seen.draft.clone(), (id, seen.group.id, seen.of.id));
        for group in [seen.group.id, seen.of.id] {
            app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        }
        let asked = asked_in(&seen);
        let around = app.db.read_newest(move |tx| around(tx, &reading, of, (draft.as_ref(), &asked), now)).await?;
        match (&seen.form, &seen.draft, &around.about) {
            (Some(whole), _, _) => {
                page.sections = published(&page.frame, &seen, whole, &around, now);
                page.figures = whole.form.questions.iter().map(|question| figure(&page.frame, question, &around)).collect();
            }
            (None, Some(draft), Some(about)) => {
                page.lead = draft.document.says_in_other(&page.frame);
                let (text, lang) = draft.document.text_shown(here.lang);
                (page.preview_html, page.preview_lang) = (markdown::html(text), lang);
                page.sections = draft_sections(&page.frame, &seen, draft, (about, &around.fields), account);
            }
            _ => return Ok(here.refused(&app, StatusCode::NOT_FOUND)),
        }
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn title_of(seen: &Seen, lang: Lang) -> String {
    match (&seen.form, &seen.draft) {
        (Some(whole), _) => whole.title_in(lang).to_owned(),
        (None, Some(draft)) => draft.document.title(lang).to_owned(),
        (None, None) => String::new(),
    }
}

/// What a draft asks stands above its buttons, so that it is read before it is published.
fn draft_sections(frame: &Frame, seen: &Seen, draft: &Draft, (about, fields): (&About, &Fields), account: Id) -> Vec<Section> {
    let shown = drafted::Shown {
        path: path_of(&seen.group.slug, draft.id),
        place: frame.t1("petition-address", "address", format!("/forms/{}", draft.document.slug)),
        group: &seen.group,
        of: &seen.of,
        writes: seen.writes,
        approves: seen.approves,
        publishes: ["form-publish-text", "form-publish-alone", "form-publish"],
    };
    let mut sections = drafted::sections(frame, &shown, draft, about, account);
    if let Some(part) = &draft.document.form {
        let kind = frame.t(&part.kind.message("form-kind"));
        if let Some(row) = sections.first_mut().and_then(|section| section.rows.first_mut()) {
            row.facts.insert(0, kind);
        }
        let asks = Section {
            id: "questions",
            heading: frame.t("form-questions"),
            rows: part.questions.iter().map(|question| question_row(frame, question, fields)).collect(),
            empty: frame.t("form-questions-none"),
            ..Section::default()
        };
        sections.insert(1.min(sections.len()), asks);
    }
    sections
}

/// What a draft or a published form asks.
fn asked_in(seen: &Seen) -> Vec<Question> {
    let drafted = seen.draft.as_ref().and_then(|draft| draft.document.form.as_ref()).map(|part| &part.questions);
    seen.form.as_ref().map(|whole| &whole.form.questions).or(drafted).cloned().unwrap_or_default()
}

fn question_row(frame: &Frame, question: &Question, fields: &Fields) -> Row {
    let other = if frame.lang == Lang::Es { &question.en } else { &question.es };
    let choices = question.choices.iter().map(|choice| choice.words(frame.lang)).collect::<Vec<_>>().join(" · ");
    let required = question.required.then(|| frame.t("form-question-required"));
    let facts =
        [Some(frame.t(kind_message(question))), required, Some(choices), Some(other.clone()), fills(frame, question, fields)];
    Row {
        name: question.words(frame.lang).to_owned(),
        facts: facts.into_iter().flatten().filter(|fact| !fact.is_empty() && *fact != question.words(frame.lang)).collect(),
        ..Row::default()
    }
}

/// Which field a question fills.
fn fills(frame: &Frame, question: &Question, fields: &Fields) -> Option<String> {
    Some(match fields.get(&question.fills?.id) {
        Some(Some(name)) => frame.t1("form-fills", "name", name),
        Some(None) => frame.t("form-fills-unknown"),
        None => frame.t("form-fills-nothing"),
    })
}

fn kind_message(question: &Question) -> &'static str {
    super::compose::kind_message(question.kind)
}

/// A published form: its page, how it stands, who took part.
fn published(frame: &Frame, seen: &Seen, whole: &NewForm, around: &Around, now: i64) -> Vec<Section> {
    let (form, count, path) = (&whole.form, &around.count, path_of(&seen.group.slug, whole.form.id));
    let number = |count: i64| frame.number(u64::try_from(count).unwrap_or(0));
    let in_name_of = around.about.as_ref().and_then(|about| about.coalition.as_ref());
    let facts = [
        Some(frame.t(&form.kind.message("form-kind"))),
        closing(frame, form, now),
        in_name_of.map(|coalition| frame.t1("petition-in-name-of", "coalition", &coalition.name)),
    ];
    let public = Link { name: frame.t("console-public-page"), url: frame.link(&format!("/forms/{}", form.slug)) };
    let supporters = Link {
        name: frame.t("form-supporters"),
        url: frame.link(&format!("/console/groups/{}/supporters?form={}", seen.group.slug, form.id)),
    };
    let ways = [("petition-way-form", count.confirmed), ("petition-way-api", count.asserted), ("petition-way-paper", count.paper)];
    let goal = (form.goal > 0).then(|| frame.tn("count-goal", u64::try_from(form.goal).unwrap_or(0)));
    let ways = ways.iter().map(|(way, submissions)| frame.t1(way, "count", number(*submissions))).chain(goal);
    let mut sections = vec![
        Section {
            id: "state",
            heading: frame.t("petition-state"),
            rows: vec![Row {
                name: frame.t(state_message(form, now)),
                facts: facts.into_iter().flatten().collect(),
                ..Row::default()
            }],
            links: vec![public],
            ..Section::default()
        },
        Section {
            id: "submissions",
            heading: frame.t("form-count-heading"),
            rows: vec![Row {
                name: frame.tn(&form.kind.message("form-counted"), u64::try_from(count.confirmed).unwrap_or(0)),
                facts: ways.collect(),
                ..Row::default()
            }],
            links: vec![supporters],
            ..Section::default()
        },
        newest_section(frame, seen, form, around, &path),
    ];
    sections.extend(filling_section(frame, form, &around.fields));
    if seen.writes {
        sections.extend(steering(frame, &path, form, now));
    }
    sections.extend(drafted::history_section(frame, &around.history));
    sections
}

/// Which fields of the list its questions fill; none where none does.
fn filling_section(frame: &Frame, form: &Asked, fields: &Fields) -> Option<Section> {
    let row = |question: &Question| {
        let facts = vec![fills(frame, question, fields)?];
        Some(Row { name: question.words(frame.lang).to_owned(), facts, ..Row::default() })
    };
    let rows: Vec<Row> = form.questions.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| Section {
        id: "fields",
        heading: frame.t("form-fills-heading"),
        text: frame.t("form-fills-text"),
        rows,
        ..Section::default()
    })
}

/// Who answered last, and the file with all answers.
fn newest_section(frame: &Frame, seen: &Seen, form: &Asked, around: &Around, path: &str) -> Section {
    let row = |(submission, name): &(Shown, String)| Row {
        name: if name.trim().is_empty() { frame.t("form-somebody-erased") } else { name.clone() },
        url: Some(frame.link(&format!("{path}/submissions/{}", submission.id))),
        facts: vec![frame.date_time(&zoned(submission.created_at, &form.time_zone))],
        ..Row::default()
    };
    let export = Form { action: frame.link(&format!("{path}/export")), button: frame.t("form-export"), ..Form::default() };
    Section {
        id: "newest",
        heading: frame.t("form-newest"),
        text: if seen.exports && !around.newest.is_empty() { frame.t("form-export-text") } else { String::new() },
        rows: around.newest.iter().map(row).collect(),
        empty: frame.t("form-newest-none"),
        form: (seen.exports && !around.newest.is_empty()).then_some(export),
        ..Section::default()
    }
}

/// What its group can do with a published form.
fn steering(frame: &Frame, path: &str, form: &Asked, now: i64) -> Vec<Section> {
    let is_closed = form.closes_at.is_some_and(|closes_at| closes_at <= now);
    let section = |deed: &'static str, danger: bool| Section {
        id: deed,
        heading: frame.t(&format!("form-{deed}-heading")),
        text: frame.t(&format!("form-{deed}-text")),
        form: Some(Form {
            action: frame.link(&format!("{path}/{deed}")),
            button: frame.t(&format!("form-{deed}")),
            danger,
            ..Form::default()
        }),
        ..Section::default()
    };
    let dates = Link { name: frame.t("running-dates"), url: frame.link(&format!("{path}/dates")) };
    let words = Section {
        id: "words",
        heading: frame.t("running-words"),
        text: frame.t("form-words-text"),
        links: vec![dates],
        ..Section::default()
    };
    let buttons = match form.state {
        FormState::Stopped => vec![section("reopen", false)],
        FormState::Open if !is_closed => vec![section("stop", true), section("close", true)],
        FormState::Open => Vec::new(),
    };
    let paper = Section {
        id: "paper",
        heading: frame.t("paper-heading"),
        text: frame.t("paper-text-form"),
        links: vec![Link { name: frame.t("paper-sheets-form"), url: frame.link(&format!("{path}/sheets")) }],
        ..Section::default()
    };
    [words, paper].into_iter().chain(buttons).collect()
}

/// How often each choice of a question was made; of a text, how many wrote one.
fn figure(frame: &Frame, question: &Question, around: &Around) -> Figure {
    let of = |choice: &str| {
        let found = around.choices.get(&(question.key.clone(), choice.to_owned())).copied();
        u64::try_from(found.unwrap_or(0)).unwrap_or(0)
    };
    let mut rows: Vec<FigureRow> = question
        .choices
        .iter()
        .map(|choice| FigureRow { name: choice.words(frame.lang).to_owned(), count: of(&choice.key) })
        .collect();
    let answered = of("");
    // Of two that were given equally often neither is said.
    let highest = rows.iter().map(|row| row.count).max().filter(|count| *count > 0);
    let mut leading = rows.iter().filter(|row| Some(row.count) == highest);
    let most = leading.next().map(|row| row.name.clone()).filter(|_| leading.next().is_none());
    rows.push(FigureRow { name: frame.t("form-figure-answered"), count: answered });
    let words = question.words(frame.lang);
    Figure {
        id: super::super::questions::name_of(&question.key).unwrap_or("question"),
        finding: match most {
            Some(most) => frame.t2("form-figure-most", ("question", words), ("most", &most)),
            None => frame.t1("form-figure-finding", "question", words),
        },
        caption: frame.t1("form-figure-caption", "question", words),
        columns: [frame.t("form-figure-answer"), frame.t("form-figure-count")],
        rows,
        has_bars: false,
    }
}

/// The draft as its public page will look. Nothing on it can be sent.
pub(super) async fn preview(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, form)): Path<(String, String)>,
) -> Response {
    let shown = async {
        let seen = match look(&app, signed_in.account, &slug, &form).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let now = app.clock.now();
        let whole = seen.draft.filter(|_| seen.form.is_none()).and_then(|draft| drafting::form_of(&draft, now));
        let Some(whole) = whole else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let id = whole.form.id;
        let facts = app.db.read_newest(move |tx| Facts::of(tx, whole.clone(), now)).await?;
        let frame = here.frame(&app, "");
        let back = Link { name: frame.t("petition-preview-back"), url: frame.link(&path_of(&slug, id)) };
        Ok(frame::html(StatusCode::OK, &pages::preview(&app, &here, &facts, back)))
    };
    here.answer(&app, shown.await)
}
