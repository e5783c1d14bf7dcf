//! The pages of imports: all of a group, and one at its step.

use super::{There, imports_path, path_of, reasons, there};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, read_for_group, refusal_of, tabs};
use crate::ids::Id;
use crate::people::beside::tags;
use crate::people::csv_columns::Field as ColumnField;
use crate::people::fields::choosing::{self, Choosing};
use crate::people::import::survey::{Bounds, Survey, survey};
use crate::people::import::{self, Counts, HowFar, REFUSED_KEPT, SOURCE_CHARS_MAX};
use crate::people::upload::{self, Column, FILE_BYTES_MAX, State as Standing, Upload, UploadRefusal};
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::stream::{self, Mark, News};
use crate::web::typed::{Query, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, FieldKind, Form, Row};
use crate::web::views_imports::{ColumnLine, ColumnsForm, Figure, ImportPage, ImportsPage, UnderstoodLine};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// Rows that are looked at before anybody has decided anything: enough to see what a column holds, in the first pieces of the file.
const FIRST_ROWS: u64 = 500;
/// Of these, rows that are shown.
const FIRST_SHOWN: usize = 5;

pub(super) async fn list(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(typed): Query,
) -> Response {
    let made = async {
        if let Err(answer) = super::group_of(&app, &here, signed_in.account, &slug, Deed::ImportSupporters).await? {
            return Ok(answer);
        }
        let vault = app.vault.clone();
        let read = read_for_group(&app, signed_in.account, &slug, Deed::ImportSupporters, move |tx, _, group| {
            let mut imports = Vec::new();
            for upload in upload::of_group(tx, &vault, group.id)? {
                let reached = upload.import.map(|import| import::how_far(tx, import)).transpose()?.flatten();
                imports.push((upload, reached));
            }
            Ok((group.clone(), imports))
        });
        let (group, imports) = match read.await? {
            Outcome::Done(found) => found,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("imports-title");
        let page = ImportsPage {
            above: Link { name: group.name, url: frame.link(&format!("/console/groups/{slug}/supporters")) },
            tabs: tabs(&frame, &slug, &super::super::list_path(&slug)),
            refusal: refusal_of(here.lang, &typed),
            action: frame.link(&imports_path(&slug)),
            limits: frame.t1("imports-limits", "size", frame.number(FILE_BYTES_MAX / (1024 * 1024))),
            imports: imports.iter().map(|(upload, reached)| row(&frame, &slug, upload, reached.as_ref())).collect(),
            signed_in,
            frame,
        };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, made.await)
}

fn row(frame: &Frame, slug: &str, upload: &Upload, reached: Option<&HowFar>) -> Row {
    let mut facts = vec![frame.t1("imports-sent", "when", frame.date_time(&zoned(upload.created_at, SITE_ZONE)))];
    if let Some(HowFar { counts, .. }) = reached.filter(|_| !upload.was_before) {
        facts.push(frame.tn("imports-added", counts.added as u64));
    }
    Row {
        name: upload.facts.name.clone(),
        url: Some(frame.link(&path_of(slug, upload.id))),
        badge: Some(frame.t(&format!("import-state-{}", upload.state.as_str()))),
        facts,
        ..Row::default()
    }
}

/// What somebody wants to see again of what they decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Columns,
    Source,
    Start,
    Under,
}

impl Step {
    /// Where an import stands, or where somebody goes back to while nothing has started.
    fn of(upload: &Upload, asked: &str) -> Self {
        match (upload.state, asked) {
            (Standing::Ready, _) | (Standing::Checked, "columns") => Self::Columns,
            (Standing::Checked, "source") => Self::Source,
            (Standing::Checked, _) if upload.signed.is_none() => Self::Source,
            (Standing::Checked, _) => Self::Start,
            _ => Self::Under,
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(typed): Query,
) -> Response {
    let made = async {
        let there = match there(&app, &here, &signed_in, &slug, &id).await? {
            Ok(there) => there,
            Err(answer) => return Ok(answer),
        };
        let step = Step::of(&there.upload, typed.get("step"));
        let shown = shown(&app, &here, signed_in, &slug, &there, (step, refusal_of(here.lang, &typed)));
        Ok(frame::html(StatusCode::OK, &shown.await?))
    };
    here.answer(&app, made.await)
}

/// The question for the source again, with what was typed and why it was not taken.
pub(super) async fn source_again(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    (mut there, typed, refusal): (There, &Typed, UploadRefusal),
) -> Result<Response, Fault> {
    typed.get("source").clone_into(&mut there.upload.consent_source);
    typed.get("tag").clone_into(&mut there.upload.facts.tag);
    let words = lang::t(here.lang, refusal.message(), &[]);
    let shown = shown(app, here, signed_in, slug, &there, (Step::Source, Some(words))).await?;
    Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

async fn shown(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    there: &There,
    (step, refusal): (Step, Option<String>),
) -> Result<ImportPage, Fault> {
    let first = if step == Step::Columns { first_rows(app, there).await? } else { None };
    let (vault, group) = (app.vault.clone(), there.group.id);
    let fields = match step {
        Step::Columns => app.db.read_newest(move |tx| choosing::of_group(tx, &vault, group)).await?,
        _ => Vec::new(),
    };
    let people_url = people_url(app, slug, there).await?;
    let mut frame = here.frame(app, "");
    frame.path = path_of(slug, there.upload.id);
    frame.title.clone_from(&there.upload.facts.name);
    let page = Page { frame: &frame, slug, there, now: app.clock.now(), people_url, fields };
    let mut shown = page.shown(step, first.as_ref(), signed_in);
    shown.refusal = refusal;
    Ok(shown)
}

/// The first rows as they would be understood; nothing where the columns make no list yet, or the file is gone.
async fn first_rows(app: &App, there: &There) -> Result<Option<Survey>, Fault> {
    let (reader, options) = (there.upload.reader(app), there.upload.options(&there.group.country));
    let bounds = Bounds { rows: FIRST_ROWS, shown: FIRST_SHOWN, now: app.clock.now() };
    let found = tokio::task::spawn_blocking(move || survey(reader, &options, &bounds, &mut || true));
    Ok(found.await.map_err(|_| Fault::bug("looking at a list panicked"))?.ok().map(|(_, found)| found))
}

/// Where the people of an import stand in the list, with the words of the link: by its tag. Else the days on which it ran are
/// all that is known, and others came on them, too; not even these where the list said since when people were on it.
async fn people_url(app: &App, slug: &str, there: &There) -> Result<Option<(&'static str, String)>, Fault> {
    let Some(reached) = there.reached else { return Ok(None) };
    let list = super::super::list_path(slug);
    let (group, tag, vault) = (there.group.id, seal::name::fold(&there.upload.facts.tag), app.vault.clone());
    if !tag.is_empty() {
        let tags = app.db.read_newest(move |tx| tags::of_group(tx, &vault, group)).await?;
        let tag = tags.into_iter().find(|known| seal::name::fold(&known.name) == tag);
        return Ok(tag.map(|tag| (THESE_PEOPLE, format!("{list}?tag={}", tag.id))));
    }
    if there.upload.facts.columns().contains(&Column::Field(ColumnField::Joined)) {
        return Ok(None);
    }
    let day = |at: i64| zoned(at, SITE_ZONE).date().to_string();
    let until = reached.ended_at.map_or_else(String::new, |at| format!("&until={}", day(at)));
    Ok(Some(("import-people-of-days", format!("{list}?since={}{until}", day(reached.started_at)))))
}

pub(super) async fn stream(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    match there(&app, &here, &signed_in, &slug, &id).await {
        Ok(Ok(there)) => told(&app, there.upload.id),
        Ok(Err(answer)) => answer,
        Err(fault) => here.fault(&app, &fault),
    }
}

fn told(app: &App, id: Id) -> Response {
    stream::stream(app, "progress", move |app| async move {
        let read = app.db.read_newest(move |tx| {
            let Some(seen) = upload::seen(tx, id)? else { return Ok(None) };
            let reached = seen.import.map(|import| import::how_far(tx, import)).transpose()?.flatten();
            Ok(Some((seen, reached)))
        });
        Ok(read.await?.map(|(seen, reached)| {
            let mut news = News::marked(mark(seen.version), seen.state.is_over());
            let reached = reached.map(|reached| (percent(&reached, seen.bytes), reached.counts));
            let (percent, counts) = reached.unwrap_or_default();
            for (name, count) in figures_of(&counts).into_iter().chain([("percent", percent)]) {
                news.figures.insert(name.to_owned(), count.into());
            }
            news
        }))
    })
}

/// The words of a link to exactly those of an import.
const THESE_PEOPLE: &str = "import-people";
/// A figure of lists of signatures alone.
const SIGNED: &str = "signed";

fn mark(version: i64) -> u32 {
    Mark::default().with(&version.to_le_bytes()).number()
}

fn percent(reached: &HowFar, of_bytes: u64) -> i64 {
    if reached.ended_at.is_some() {
        return 100;
    }
    i64::try_from(reached.bytes * 100 / of_bytes.max(1)).unwrap_or(100).min(100)
}

/// The figures of an import by the names under which they are told.
fn figures_of(counts: &Counts) -> [(&'static str, i64); 7] {
    [
        ("read", counts.read),
        ("added", counts.added),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged()),
        ("repeated", counts.repeated),
        ("refused", counts.refused),
        (SIGNED, counts.signed),
    ]
}

/// One import as its page shows it.
struct Page<'a> {
    frame: &'a Frame,
    slug: &'a str,
    there: &'a There,
    now: i64,
    people_url: Option<(&'static str, String)>,
    /// The fields for choosing that a column can fill.
    fields: Vec<Choosing>,
}

impl Page<'_> {
    fn path(&self, rest: &str) -> String {
        self.frame.link(&format!("{}{rest}", path_of(self.slug, self.there.upload.id)))
    }

    fn shown(&self, step: Step, first: Option<&Survey>, signed_in: SignedIn) -> ImportPage {
        let (frame, upload) = (self.frame, &self.there.upload);
        let survey = match step {
            Step::Columns => first,
            Step::Source | Step::Start => upload.facts.survey.as_ref(),
            Step::Under => None,
        };
        let under = step == Step::Under;
        let is_moving = matches!(upload.state, Standing::Checking | Standing::Running | Standing::Paused);
        ImportPage {
            above: Link { name: frame.t("imports-title"), url: frame.link(&imports_path(self.slug)) },
            steps: self.steps(step),
            refusal: None,
            notice: if under { Some(self.notice()) } else { survey.and_then(|found| self.left_out(found)) },
            live: is_moving.then(|| (self.path("/stream"), mark(upload.version))),
            columns: (step == Step::Columns).then(|| self.columns()),
            understood: first.map(|found| self.understood(found)).unwrap_or_default(),
            refused: survey.map(|found| self.refused(found)).unwrap_or_default(),
            figures: if under { self.counted() } else { self.planned(step) },
            means: if step == Step::Start { self.means() } else { Vec::new() },
            form: (step == Step::Source).then(|| self.source_form()),
            buttons: self.buttons(step),
            links: self.links(step),
            signed_in,
            frame: frame.clone(),
        }
    }

    fn steps(&self, step: Step) -> Vec<(String, bool)> {
        let checking = self.there.upload.state == Standing::Checking;
        let words =
            [("import-step-columns", Step::Columns), ("import-step-source", Step::Source), ("import-step-start", Step::Start)];
        let mut steps: Vec<(String, bool)> =
            words.into_iter().map(|(id, of)| (self.frame.t(id), of == step || checking && of == Step::Columns)).collect();
        steps.push((self.frame.t("import-step-report"), step == Step::Under && !checking));
        steps
    }

    /// Where it stands, for one that is being worked on or over.
    fn notice(&self) -> (&'static str, String, String) {
        let (frame, upload) = (self.frame, &self.there.upload);
        let role = match upload.state {
            Standing::Done => "good",
            Standing::Failed => "danger",
            _ => "attention",
        };
        let text = match upload.state {
            Standing::Failed => frame.t(&upload.problem),
            Standing::Done if upload.was_before => frame.t("import-was-before"),
            state => frame.t(&format!("import-about-{}", state.as_str())),
        };
        (role, frame.t(&format!("import-state-{}", upload.state.as_str())), text)
    }

    /// A warning where a column that is left out looks as if it said who does not want news.
    fn left_out(&self, found: &Survey) -> Option<(&'static str, String, String)> {
        let words = self.frame.t1("import-standing-left-out-text", "columns", found.left_out.join(", "));
        (!found.left_out.is_empty()).then(|| ("attention", self.frame.t("import-standing-left-out"), words))
    }

    fn columns(&self) -> ColumnsForm {
        let facts = &self.there.upload.facts;
        let words = |column: Column| (column.word(), self.frame.t(&word_of(column)));
        let fields = ColumnField::ALL.into_iter().map(Column::Field);
        let filled =
            |field: &Choosing| (Column::Choosing(field.field).word(), self.frame.t1("import-column-field", "field", &field.name));
        let columns = facts.header.iter().zip(&facts.columns).enumerate();
        ColumnsForm {
            action: self.path("/columns"),
            version: self.there.upload.version.to_string(),
            columns: columns
                .map(|(at, (name, value))| ColumnLine {
                    field: format!("column-{at}"),
                    name: if name.is_empty() { self.frame.t1("import-column-nameless", "number", at + 1) } else { name.clone() },
                    value: value.clone(),
                })
                .collect(),
            choices: std::iter::once(Column::Out)
                .chain(fields)
                .chain([Column::Tags, Column::SignedOn, Column::Comment])
                .map(words)
                .chain(self.fields.iter().map(filled))
                .collect(),
            others: (!self.fields.is_empty()).then(|| self.others()),
            petitions: self.there.petitions.iter().map(|(id, title)| (id.to_string(), title.clone())).collect(),
            petition: facts.petition.clone(),
            on_paper: facts.on_paper,
        }
    }

    /// What becomes of cells that are none of their field's choices.
    fn others(&self) -> Field {
        let stands = if self.there.upload.facts.fields.refuses_others { "refuse" } else { "keep" };
        let choices = ["keep", "refuse"].map(|code| (code.to_owned(), self.frame.t(&format!("import-others-{code}"))));
        Field::choice("others", self.frame.t("import-others"), stands.to_owned(), choices.into())
    }

    fn understood(&self, found: &Survey) -> Vec<UnderstoodLine> {
        let line = |row: &import::survey::Understood| UnderstoodLine {
            line: row.line,
            name: row.name.clone(),
            addresses: row.addresses.clone(),
            place: row.place.clone(),
            tags: row.tags.clone(),
            signed: row.signed.clone(),
        };
        found.understood.iter().take(FIRST_SHOWN).map(line).collect()
    }

    fn refused(&self, found: &Survey) -> Vec<(u64, String)> {
        found.refused_first.iter().map(|(line, reason)| (*line, reasons::in_words(self.frame.lang, reason))).collect()
    }

    fn figure(&self, id: &str, count: i64) -> Figure {
        Figure { name: self.frame.t(id), value: self.frame.number(count.unsigned_abs()), live: "" }
    }

    /// What will happen, in numbers.
    fn planned(&self, step: Step) -> Vec<Figure> {
        let (upload, frame) = (&self.there.upload, self.frame);
        let Some(found) = upload.facts.survey.as_ref().filter(|_| step != Step::Columns) else { return Vec::new() };
        let mut figures = vec![
            self.figure("import-rows", found.rows),
            self.figure("import-to-take", found.rows - found.refused),
            self.figure("import-to-refuse", found.refused),
        ];
        if !found.tags.is_empty() {
            figures.push(self.figure("import-tags-named", found.tags.len() as i64));
        }
        for field in found.fields.iter().filter(|field| !field.name.is_empty()) {
            let (choices, others) = (frame.number(field.choices.unsigned_abs()), frame.number(field.others.unsigned_abs()));
            let value = frame.t2("import-field-cells", ("choices", &choices), ("others", &others));
            figures.push(Figure { name: field.name.clone(), value, live: "" });
        }
        figures.extend(self.petition());
        if let Some(standings) = found.standings {
            let said =
                [("import-says-yes", standings.yes), ("import-says-no", standings.no), ("import-says-nothing", standings.unknown)];
            figures.extend(said.map(|(id, count)| self.figure(id, count)));
        }
        if step == Step::Start {
            let yes = found.standings.map_or(found.with_email, |standings| standings.yes);
            let news = if upload.consent_source.is_empty() { 0 } else { yes };
            figures.push(self.figure("import-news", news));
            if !upload.facts.tag.is_empty() {
                figures.push(Figure { name: frame.t("import-tag"), value: upload.facts.tag.clone(), live: "" });
            }
            figures.extend(self.signed());
        }
        figures
    }

    /// The petition that they signed, and how they are counted.
    fn petition(&self) -> Option<Figure> {
        let (facts, frame) = (&self.there.upload.facts, self.frame);
        let id = facts.petition()?;
        let title = self.there.petitions.iter().find(|(of, _)| *of == id).map_or("", |(_, title)| title);
        let way = if facts.on_paper { "import-way-paper" } else { "import-way-imported" };
        Some(Figure { name: frame.t("import-signatures-of"), value: format!("{title} ({})", frame.t(way)), live: "" })
    }

    /// Where the consent comes from, and whose statement that is.
    fn signed(&self) -> Vec<Figure> {
        let (upload, frame) = (&self.there.upload, self.frame);
        let Some((_, at)) = upload.signed.filter(|_| !upload.consent_source.is_empty()) else { return Vec::new() };
        let signer = if self.there.signer.is_empty() { frame.t("person-note-author-gone") } else { self.there.signer.clone() };
        vec![
            Figure { name: frame.t("import-source"), value: upload.consent_source.clone(), live: "" },
            Figure {
                name: frame.t("import-signed-by"),
                value: format!("{signer}, {}", frame.date_time(&zoned(at, SITE_ZONE))),
                live: "",
            },
        ]
    }

    /// What a start means.
    fn means(&self) -> Vec<String> {
        let upload = &self.there.upload;
        let standings = upload.facts.survey.as_ref().is_some_and(|found| found.standings.is_some());
        let consent = match (upload.consent_source.is_empty(), standings) {
            (true, false) => "import-means-no-news",
            (true, true) => "import-means-only-nos",
            (false, false) => "import-means-news",
            (false, true) => "import-means-standings",
        };
        ["import-means-changes", consent, "import-means-calls", "import-means-stop"].map(|id| self.frame.t(id)).into()
    }

    /// What has happened, in numbers that move.
    fn counted(&self) -> Vec<Figure> {
        let upload = &self.there.upload;
        let is_moving = matches!(upload.state, Standing::Running | Standing::Paused);
        let reached = self.there.reached.filter(|_| !upload.was_before);
        if reached.is_none() && !is_moving {
            return Vec::new();
        }
        let mut figures = Vec::new();
        if is_moving {
            let percent = reached.map_or(0, |reached| percent(&reached, upload.bytes));
            figures.push(Figure { live: "percent", ..self.figure("import-percent", percent) });
        }
        let counted = figures_of(&reached.map(|reached| reached.counts).unwrap_or_default()).into_iter();
        let counted = counted.filter(|(live, _)| *live != SIGNED || upload.facts.petition().is_some());
        figures.extend(counted.map(|(live, count)| Figure { live, ..self.figure(&format!("import-counted-{live}"), count) }));
        figures.extend(self.petition());
        figures.extend(self.signed());
        figures
    }

    fn source_form(&self) -> Form {
        let (frame, upload) = (self.frame, &self.there.upload);
        let hint = if upload.facts.needs_source() { "import-source-hint-needed" } else { "import-source-hint" };
        let source = Field::line("source", frame.t("import-source-field"), upload.consent_source.clone(), SOURCE_CHARS_MAX);
        let source = Field { needed: upload.facts.needs_source(), ..source.hinted(frame.t(hint)) };
        let tag = Field::line("tag", frame.t("import-tag-field"), upload.facts.tag.clone(), tags::NAME_CHARS_MAX).optional();
        // Whoever signed a petition is found by it.
        let tag = upload.facts.petition().is_none().then(|| tag.hinted(frame.t("import-tag-hint")));
        let words = frame.t1("import-sign", "group", &self.there.group.name);
        let ticks = vec![("signed", words, false)];
        let sign = Field { kind: FieldKind::Ticks(ticks), ..Field::line("sign", frame.t("import-sign-label"), String::new(), 0) };
        Form {
            action: self.path("/source"),
            hidden: vec![("version", upload.version.to_string())],
            fields: [source, sign].into_iter().chain(tag).collect(),
            button: frame.t("import-source-button"),
            ..Form::default()
        }
    }

    fn button(&self, deed: &'static str, words: &str, danger: bool) -> Button {
        Button {
            words: self.frame.t(words),
            about: String::new(),
            action: self.path(&format!("/{deed}")),
            fields: vec![("version", self.there.upload.version.to_string())],
            danger,
        }
    }

    fn buttons(&self, step: Step) -> Vec<Button> {
        let throw_away = || self.button("stop", "import-throw-away", true);
        match (step, self.there.upload.state) {
            (Step::Start, _) => vec![self.button("start", "import-start", false), throw_away()],
            (_, Standing::Running) => vec![self.button("pause", "import-pause", false), self.button("stop", "import-stop", true)],
            (_, Standing::Paused) => vec![self.button("start", "import-go-on", false), self.button("stop", "import-stop", true)],
            (_, state) if state.is_over() => Vec::new(),
            _ => vec![throw_away()],
        }
    }

    fn links(&self, step: Step) -> Vec<Link> {
        let link = |id: &str, url: String| Link { name: self.frame.t(id), url };
        let mut links = Vec::new();
        if matches!(step, Step::Source | Step::Start) {
            links.push(link("import-back-columns", self.path("?step=columns")));
        }
        if step == Step::Start {
            links.push(link("import-back-source", self.path("?step=source")));
        }
        if self.there.upload.state == Standing::Checking {
            links.push(link("import-look-again", self.path("")));
        }
        let Some(reached) = self.there.reached.filter(|_| step == Step::Under) else { return links };
        if self.there.upload.state.is_over() {
            links.extend(self.people_url.iter().map(|(words, url)| link(words, self.frame.link(url))));
        }
        // The last piece was written when it ended, or is being written.
        if reached.counts.refused > 0 && reached.ended_at.is_none_or(|at| at + REFUSED_KEPT > self.now) {
            links.push(link("import-refused-file", self.path("/refused")));
        }
        links
    }
}

/// The message that names what a column becomes.
fn word_of(column: Column) -> String {
    match column {
        Column::Out => "import-column-out".to_owned(),
        other => format!("import-column-{}", other.word().replace('_', "-")),
    }
}
