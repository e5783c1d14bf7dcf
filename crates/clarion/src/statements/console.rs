//! Statements in the console: what a coalition or a group has said and is about to say, writing a draft, publishing it, withdrawing.

use super::draft::{self, DraftRefusal};
use super::publish::{self, PublishRefusal};
use super::{Statement, StatementState, StatementWords, TEXT_CHARS_MAX, TITLE_CHARS_MAX, WHY_CHARS_MAX};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{
    Outcome, There, acting_field, for_coalition, for_group, framed, led_back, read_for_coalition, read_for_group, refusal_of, tabs,
    unreadable,
};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::lang::{self, Lang};
use crate::web::markdown;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Row, Section, SectionsPage};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::{Fault, Tx};

/// Two texts in two languages, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 512 * 1024;

/// The addresses, without language. `whose` is `coalitions` or `groups`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/coalitions/{slug}/statements", get(of_coalition).post(draft_for_coalition))
        .route("/console/coalitions/{slug}/statements/{statement}", get(one_of_coalition).post(act_in_coalition))
        .route("/console/groups/{slug}/statements", get(of_group).post(draft_for_group))
        .route("/console/groups/{slug}/statements/{statement}", get(one_of_group).post(act_in_group))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// Where the statements of a page live, and what may be done there.
struct Place {
    /// Their list's address, without language.
    base: String,
    /// What every form carries along, and each link ends with.
    hidden: Vec<(&'static str, String)>,
    query: String,
    may_write: bool,
    may_publish: bool,
    /// Whether publishing needs another group than the one that wrote.
    group: Id,
    of_coalition: bool,
}

impl Place {
    fn in_coalition(there: &There) -> Self {
        Self {
            base: format!("/console/coalitions/{}/statements", there.coalition.slug),
            hidden: vec![acting_field(there)],
            query: format!("?as={}", there.group.slug),
            may_write: there.may(Deed::WriteStatement),
            may_publish: there.may(Deed::ChangeCoalition),
            group: there.group.id,
            of_coalition: true,
        }
    }

    fn of_group(group: &Group, actor: &Actor) -> Self {
        Self {
            base: format!("/console/groups/{}/statements", group.slug),
            hidden: Vec::new(),
            query: String::new(),
            may_write: true,
            may_publish: crate::access::may(actor, &Deed::ChangeGroup(group.id)),
            group: group.id,
            of_coalition: false,
        }
    }
}

/// A statement with the name of the group that wrote it.
type Named = (Statement, String);

fn named(tx: &mut Tx<'_>, statements: Vec<Statement>) -> Result<Vec<Named>, Fault> {
    let mut out = Vec::new();
    for statement in statements {
        let name = coalitions::group(tx, statement.group)?.map_or_else(String::new, |group| group.name);
        out.push((statement, name));
    }
    Ok(out)
}

fn list_sections(frame: &Frame, place: &Place, drafts: &[Named], published: &[Named], typed: &Typed) -> Vec<Section> {
    let link = |statement: &Statement| frame.link(&format!("{}/{}{}", place.base, statement.slug, place.query));
    let draft_row = |(draft, by): &Named| Row {
        name: draft.words.title(frame.lang).to_owned(),
        url: Some(link(draft)),
        facts: vec![frame.t1("statement-written-by", "group", by)],
        ..Row::default()
    };
    let published_row = |(statement, _): &Named| Row {
        name: statement.words.title(frame.lang).to_owned(),
        url: Some(link(statement)),
        facts: vec![frame.t1(
            "statement-published",
            "when",
            frame.date_time(&zoned(statement.published_at.unwrap_or_default(), SITE_ZONE)),
        )],
        ..Row::default()
    };
    let form = Form {
        heading: frame.t("statement-write"),
        action: frame.link(&place.base),
        hidden: place.hidden.clone(),
        fields: fields(frame, &words_of(typed)),
        button: frame.t("statement-keep"),
        ..Form::default()
    };
    vec![
        Section {
            id: "drafts",
            heading: frame.t("statement-drafts"),
            text: frame.t(if place.of_coalition { "statement-rule-coalition" } else { "statement-rule-group" }),
            rows: drafts.iter().map(draft_row).collect(),
            empty: frame.t("statement-drafts-empty"),
            ..Section::default()
        },
        Section {
            id: "published",
            heading: frame.t("statement-public"),
            rows: published.iter().map(published_row).collect(),
            empty: frame.t("statement-public-empty"),
            ..Section::default()
        },
        Section { id: "write", form: place.may_write.then_some(form), ..Section::default() },
    ]
}

fn fields(frame: &Frame, words: &StatementWords) -> Vec<Field> {
    vec![
        Field::line("title_en", frame.t("statement-title-en"), words.title_en.clone(), TITLE_CHARS_MAX)
            .optional()
            .hinted(frame.t("statement-languages-hint")),
        Field::area("text_en", frame.t("statement-text-en"), words.text_en.clone(), TEXT_CHARS_MAX, 8)
            .hinted(frame.t("markdown-hint")),
        Field::line("title_es", frame.t("statement-title-es"), words.title_es.clone(), TITLE_CHARS_MAX).optional(),
        Field::area("text_es", frame.t("statement-text-es"), words.text_es.clone(), TEXT_CHARS_MAX, 8)
            .hinted(frame.t("markdown-hint")),
    ]
}

fn words_of(typed: &Typed) -> StatementWords {
    StatementWords {
        title_en: typed.text("title_en"),
        title_es: typed.text("title_es"),
        text_en: typed.text("text_en"),
        text_es: typed.text("text_es"),
    }
}

/// One statement: as it will be read or is read, and what can be done with it.
fn one_page(page: &mut SectionsPage, place: &Place, (statement, by): &Named, typed: Option<&Typed>) {
    let frame = &page.frame;
    let shown_in = statement.words.shown_in(frame.lang);
    page.preview_html = markdown::html(statement.words.text(frame.lang));
    page.preview_lang = (shown_in != frame.lang).then(|| shown_in.code());
    let form = |button: String, deed: &'static str, fields: Vec<Field>| {
        let mut hidden = place.hidden.clone();
        hidden.extend([("deed", deed.to_owned()), ("version", statement.version.to_string())]);
        Some(Form {
            action: frame.link(&format!("{}/{}", place.base, statement.slug)),
            hidden,
            fields,
            button,
            danger: deed == "drop" || deed == "withdraw",
            ..Form::default()
        })
    };
    let mut sections = Vec::new();
    let section =
        |id, heading: &str, text: String, form| Section { id, heading: frame.t(heading), text, form, ..Section::default() };
    match statement.state {
        StatementState::Draft => {
            let another = !place.of_coalition || statement.group != place.group;
            let text = frame.t1("statement-written-by", "group", by);
            let publish =
                if place.may_publish && another { form(frame.t("statement-publish"), "publish", Vec::new()) } else { None };
            let hint = if publish.is_some() { frame.t("statement-publish-hint") } else { frame.t("statement-rule-coalition") };
            sections.push(section("publish", "statement-publish-title", format!("{text} {hint}"), publish));
            if place.may_write {
                let words = typed.map_or_else(|| statement.words.clone(), words_of);
                let change = form(frame.t("statement-keep"), "change", fields(frame, &words));
                sections.push(section("change", "statement-change", String::new(), change));
                let dropped = form(frame.t("statement-drop-button"), "drop", Vec::new());
                sections.push(section("drop", "statement-drop", frame.t("statement-drop-hint"), dropped));
            }
        }
        StatementState::Published if place.may_publish => {
            let why = Field::area("why", frame.t("statement-why"), String::new(), WHY_CHARS_MAX, 3);
            let why = Field { needed: true, ..why };
            let withdraw = form(frame.t("statement-withdraw-button"), "withdraw", vec![why]);
            sections.push(section("withdraw", "statement-withdraw", frame.t("statement-withdraw-hint"), withdraw));
        }
        _ => {}
    }
    let public = Link { name: frame.t("console-public-page"), url: frame.link(&format!("/statements/{}", statement.slug)) };
    if statement.state == StatementState::Published {
        sections.insert(0, Section { id: "public", links: vec![public], ..Section::default() });
    }
    page.sections = sections;
}

async fn of_coalition(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let refusal = refusal_of(here.lang, &query);
    // Only what was sent is shown in the form again: an address that somebody passes on fills none.
    let none = Typed::default();
    here.answer(&app, coalition_list(&app, &here, signed_in, (&slug, query.get("as")), &none, refusal, StatusCode::OK).await)
}

async fn coalition_list(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, acting_for): (&str, &str),
    typed: &Typed,
    refusal: Option<String>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let look = |tx: &mut Tx<'_>, there: &There| {
        let (drafts, published) =
            (super::drafts_of_coalition(tx, there.coalition.id)?, super::of_coalition(tx, there.coalition.id)?);
        let drafts = if there.may(Deed::WriteStatement) { named(tx, drafts)? } else { Vec::new() };
        Ok((drafts, named(tx, published)?))
    };
    let seen = read_for_coalition(app, signed_in.account, (slug, acting_for), Deed::SeeCoalition, look).await?;
    let (there, (drafts, published)) = match seen {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("statements");
    let mut page = SectionsPage::new(frame, signed_in);
    framed(&mut page, here, &there);
    page.refusal = refusal;
    page.sections = list_sections(&page.frame, &Place::in_coalition(&there), &drafts, &published, typed);
    Ok(frame::html(status, &page))
}

async fn of_group(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let refusal = refusal_of(here.lang, &query);
    here.answer(&app, group_list(&app, &here, signed_in, &slug, &Typed::default(), refusal, StatusCode::OK).await)
}

async fn group_list(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    typed: &Typed,
    refusal: Option<String>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let look = |tx: &mut Tx<'_>, actor: &Actor, group: &Group| {
        let (drafts, published) = (super::drafts_of_group(tx, group.id)?, super::of_group(tx, group.id)?);
        Ok((group.clone(), Place::of_group(group, actor), named(tx, drafts)?, named(tx, published)?))
    };
    let (group, place, drafts, published) = match read_for_group(app, signed_in.account, slug, Deed::SeeGroup, look).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("statements");
    let mut page = SectionsPage::new(frame, signed_in);
    group_framed(&mut page, &group, &place.base);
    page.refusal = refusal;
    page.sections = list_sections(&page.frame, &place, &drafts, &published, typed);
    Ok(frame::html(status, &page))
}

fn group_framed(page: &mut SectionsPage, group: &Group, base: &str) {
    page.tabs = tabs(&page.frame, &group.slug, base);
    page.above = Some(Link { name: group.name.clone(), url: page.frame.link(&format!("/console/groups/{}", group.slug)) });
}

async fn draft_for_coalition(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let drafted = async {
        let (words, acting_for) = (words_of(&typed), typed.get("as").to_owned());
        let who = ("statements.draft", slug.as_str(), acting_for.as_str());
        let deed = for_coalition(&app, signed_in.account, who, Deed::WriteStatement, move |tx, act, coalition| {
            draft::draft(tx, act, Some(coalition), &words)
        });
        match deed.await? {
            Outcome::Refused(message) => {
                let refusal = Some(lang::t(here.lang, message, &[]));
                coalition_list(&app, &here, signed_in, (&slug, &acting_for), &typed, refusal, StatusCode::UNPROCESSABLE_ENTITY)
                    .await
            }
            Outcome::Done(statement) => Ok(here.see(&format!("/console/coalitions/{slug}/statements/{statement}?as={acting_for}"))),
            other => Ok(led_back(&app, &here, &other, "")),
        }
    };
    here.answer(&app, drafted.await)
}

async fn draft_for_group(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let drafted = async {
        let words = words_of(&typed);
        let deed = for_group(&app, signed_in.account, ("statements.draft", &slug), Deed::SeeGroup, move |tx, act, _| {
            draft::draft(tx, act, None, &words)
        });
        match deed.await? {
            Outcome::Refused(message) => {
                let refusal = Some(lang::t(here.lang, message, &[]));
                group_list(&app, &here, signed_in, &slug, &typed, refusal, StatusCode::UNPROCESSABLE_ENTITY).await
            }
            Outcome::Done(statement) => Ok(here.see(&format!("/console/groups/{slug}/statements/{statement}"))),
            other => Ok(led_back(&app, &here, &other, "")),
        }
    };
    here.answer(&app, drafted.await)
}

/// A statement of this coalition, or of this group alone.
fn here_only(tx: &mut Tx<'_>, slug: &str, coalition: Option<Id>, group: Option<Id>) -> Result<Option<Statement>, Fault> {
    let found = super::by_slug(tx, slug)?;
    Ok(found.filter(|found| found.coalition == coalition && group.is_none_or(|group| found.group == group)))
}

async fn one_of_coalition(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, statement)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let refusal = refusal_of(here.lang, &query);
    let who = (slug.as_str(), query.get("as"));
    here.answer(&app, coalition_one(&app, &here, signed_in, who, &statement, None, refusal).await)
}

async fn coalition_one(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    who: (&str, &str),
    statement: &str,
    typed: Option<&Typed>,
    refusal: Option<String>,
) -> Result<Response, Fault> {
    let wanted = statement.to_owned();
    let look = move |tx: &mut Tx<'_>, there: &There| {
        let found = here_only(tx, &wanted, Some(there.coalition.id), None)?;
        // A draft is for those who write.
        let found = found.filter(|found| found.state != StatementState::Draft || there.may(Deed::WriteStatement));
        named(tx, found.into_iter().collect())
    };
    let seen = read_for_coalition(app, signed_in.account, who, Deed::SeeCoalition, look).await?;
    let (there, found) = match seen {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Some(found) = found.first() else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let mut page = SectionsPage::new(here.frame(app, found.0.words.title(here.lang)), signed_in);
    framed(&mut page, here, &there);
    page.above = Some(Link { name: page.frame.t("statements"), url: page.frame.link(&there.path("/statements")) });
    let status = if refusal.is_some() && typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page.refusal = refusal;
    one_page(&mut page, &Place::in_coalition(&there), found, typed);
    Ok(frame::html(status, &page))
}

async fn one_of_group(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, statement)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let refusal = refusal_of(here.lang, &query);
    here.answer(&app, group_one(&app, &here, signed_in, &slug, &statement, None, refusal).await)
}

async fn group_one(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    statement: &str,
    typed: Option<&Typed>,
    refusal: Option<String>,
) -> Result<Response, Fault> {
    let wanted = statement.to_owned();
    let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| {
        let found = here_only(tx, &wanted, None, Some(group.id))?;
        Ok((group.clone(), Place::of_group(group, actor), named(tx, found.into_iter().collect())?))
    };
    let (group, place, found) = match read_for_group(app, signed_in.account, slug, Deed::SeeGroup, look).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Some(found) = found.first() else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let mut page = SectionsPage::new(here.frame(app, found.0.words.title(here.lang)), signed_in);
    group_framed(&mut page, &group, &place.base);
    let status = if refusal.is_some() && typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page.refusal = refusal;
    one_page(&mut page, &place, found, typed);
    Ok(frame::html(status, &page))
}

/// What a button on a statement's page asks for.
#[derive(Clone)]
enum Asked {
    Change(StatementWords),
    Drop,
    Publish,
    Withdraw(String),
}

impl Asked {
    fn of(typed: &Typed) -> Option<Self> {
        match typed.get("deed") {
            "change" => Some(Self::Change(words_of(typed))),
            "drop" => Some(Self::Drop),
            "publish" => Some(Self::Publish),
            "withdraw" => Some(Self::Withdraw(typed.text("why"))),
            _ => None,
        }
    }

    /// Publishing and withdrawing decide for the coalition or group; the others write.
    fn decides(&self) -> bool {
        matches!(self, Self::Publish | Self::Withdraw(_))
    }

    /// Runs the verb.
    fn run(&self, tx: &mut Tx<'_>, act: &coalitions::Act, id: Id, version: i64) -> Result<Result<(), AskedRefusal>, Fault> {
        Ok(match self {
            Self::Change(words) => draft::change(tx, act, id, version, words)?.map(drop).map_err(AskedRefusal::Draft),
            Self::Drop => draft::drop_draft(tx, act, id)?.map_err(AskedRefusal::Draft),
            Self::Publish => publish::publish(tx, act, id, version)?.map_err(AskedRefusal::Publish),
            Self::Withdraw(why) => publish::withdraw(tx, act, id, why)?.map_err(AskedRefusal::Publish),
        })
    }
}

/// Why a button did nothing.
enum AskedRefusal {
    Draft(DraftRefusal),
    Publish(PublishRefusal),
}

impl Refusal for AskedRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::Draft(refusal) => refusal.message(),
            Self::Publish(refusal) => refusal.message(),
        }
    }
}

/// What was given up, or is no draft here, has no page to go back to.
fn leads_to_list(asked: &Asked, outcome: &Outcome<()>) -> bool {
    matches!(asked, Asked::Drop) || *outcome == Outcome::Refused(DraftRefusal::Over.message())
}

fn version_of(typed: &Typed) -> i64 {
    typed.get("version").parse().unwrap_or_default()
}

fn refusal_words(lang: Lang, message: &str) -> Option<String> {
    Some(lang::t(lang, message, &[]))
}

async fn act_in_coalition(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, statement)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let done = async {
        let Some(asked) = Asked::of(&typed) else {
            return unreadable(&app, &here, signed_in.account, (&slug, typed.get("as")), Deed::WriteStatement).await;
        };
        let (acting_for, wanted, version) = (typed.get("as").to_owned(), statement.clone(), version_of(&typed));
        let deed = if asked.decides() { Deed::ChangeCoalition } else { Deed::WriteStatement };
        let (run, who) = (asked.clone(), ("statements.act", slug.as_str(), acting_for.as_str()));
        let outcome = for_coalition(&app, signed_in.account, who, deed, move |tx, act, coalition| {
            match here_only(tx, &wanted, Some(coalition), None)? {
                Some(found) => run.run(tx, act, found.id, version),
                None => Ok(Err(AskedRefusal::Draft(DraftRefusal::Over))),
            }
        });
        let outcome = outcome.await?;
        if let (Outcome::Refused(message), Asked::Change(_)) = (&outcome, &asked) {
            let refusal = refusal_words(here.lang, message);
            return coalition_one(&app, &here, signed_in, (&slug, &acting_for), &statement, Some(&typed), refusal).await;
        }
        let list = format!("/console/coalitions/{slug}/statements");
        let back = if leads_to_list(&asked, &outcome) { list } else { format!("{list}/{statement}") };
        Ok(led_back(&app, &here, &outcome, &format!("{back}?as={acting_for}")))
    };
    here.answer(&app, done.await)
}

async fn act_in_group(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, statement)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let done = async {
        let Some(asked) = Asked::of(&typed) else {
            return Ok(match read_for_group(&app, signed_in.account, &slug, Deed::SeeGroup, |_, _, _| Ok(())).await? {
                Outcome::Done(()) => here.refused(&app, StatusCode::BAD_REQUEST),
                other => led_back(&app, &here, &other, ""),
            });
        };
        let (wanted, version) = (statement.clone(), version_of(&typed));
        let deed = if asked.decides() { Deed::ChangeGroup } else { Deed::SeeGroup };
        let run = asked.clone();
        let outcome = for_group(&app, signed_in.account, ("statements.act", &slug), deed, move |tx, act, group| {
            match here_only(tx, &wanted, None, Some(group.id))? {
                Some(found) => run.run(tx, act, found.id, version),
                None => Ok(Err(AskedRefusal::Draft(DraftRefusal::Over))),
            }
        });
        let outcome = outcome.await?;
        if let (Outcome::Refused(message), Asked::Change(_)) = (&outcome, &asked) {
            let refusal = refusal_words(here.lang, message);
            return group_one(&app, &here, signed_in, &slug, &statement, Some(&typed), refusal).await;
        }
        let list = format!("/console/groups/{slug}/statements");
        let back = if leads_to_list(&asked, &outcome) { list } else { format!("{list}/{statement}") };
        Ok(led_back(&app, &here, &outcome, &back))
    };
    here.answer(&app, done.await)
}
