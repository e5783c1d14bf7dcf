//! Retention in the console: which rules a group has, what each would touch with reasons and examples, the buttons, and what runs did.

use super::switch::{self, RetentionRefusal};
use super::{EXAMPLES_MAX, Kind, Look, Rule, Run, WAIT};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::clock::DAY;
use crate::coalitions::console::{Outcome, for_group, led_back, led_back_saying, read_for_group, say, tabs};
use crate::coalitions::{Act, Group};
use crate::ids::Id;
use crate::people::store as people;
use crate::people::{Details, Scope};
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage, Table};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};
use std::collections::HashMap;

/// So many runs are listed: a month of all rules.
const RUNS_MAX: i64 = 150;

/// The addresses, without language.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/retention", get(overview))
        .route("/console/groups/{slug}/retention/{rule}", get(show))
        .route("/console/groups/{slug}/retention/{rule}/look", post(look))
        .route("/console/groups/{slug}/retention/{rule}/on", post(switch_on))
        .route("/console/groups/{slug}/retention/{rule}/off", post(switch_off))
}

fn path(slug: &str) -> String {
    format!("/console/groups/{slug}/retention")
}

/// What a rule does, in a sentence.
fn words(frame: &Frame, kind: Kind, months: i64) -> String {
    frame.tn(&format!("retention-rule-{}", kind.as_str()), months.unsigned_abs())
}

fn day(frame: &Frame, at: i64) -> String {
    frame.date(&zoned(at, SITE_ZONE))
}

/// A page of a group's retention, with its frame.
fn framed(app: &App, here: &Here, signed_in: SignedIn, group: &Group, title: String) -> SectionsPage {
    let mut page = SectionsPage::new(here.frame(app, title), signed_in);
    let frame = &page.frame;
    page.tabs = tabs(frame, &group.slug, &format!("/console/groups/{}/settings", group.slug));
    page.above = Some(Link { name: frame.t("settings"), url: frame.link(&format!("/console/groups/{}/settings", group.slug)) });
    page
}

async fn overview(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let look = |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
            Ok((group.clone(), super::rules(tx, group.id)?, super::runs(tx, group.id, RUNS_MAX)?))
        };
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::EraseSupporters, look).await? {
            Outcome::Done((group, rules, runs)) => {
                let title = lang::t(here.lang, "retention-title", &[]);
                let mut page = framed(&app, &here, signed_in, &group, title);
                say(&mut page, &query);
                page.lead = page.frame.t("retention-lead");
                page.sections = vec![
                    rules_section(&page.frame, &group, &rules, app.clock.now()),
                    fixed_section(&page.frame),
                    runs_section(&page.frame, &runs),
                ];
                frame::html(StatusCode::OK, &page)
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn rules_section(frame: &Frame, group: &Group, rules: &[Rule], now: i64) -> Section {
    let row = |kind: Kind| {
        let rule = rules.iter().find(|rule| rule.kind == kind);
        let (badge, stands) = standing(frame, rule, now);
        // What a rule that is off would do says more than that it does nothing.
        let said = if rule.is_some() { stands } else { frame.t(&format!("retention-{}-what", kind.as_str())) };
        Row {
            name: rule.map_or_else(|| frame.t(&format!("retention-{}", kind.as_str())), |rule| words(frame, kind, rule.months)),
            url: Some(frame.link(&format!("{}/{}", path(&group.slug), kind.as_str()))),
            badge: Some(badge),
            facts: vec![said],
            ..Row::default()
        }
    };
    Section {
        id: "rules",
        heading: frame.t("retention-rules"),
        rows: Kind::ALL.into_iter().map(row).collect(),
        ..Section::default()
    }
}

/// Whether a rule is on, and since or from when.
fn standing(frame: &Frame, rule: Option<&Rule>, now: i64) -> (String, String) {
    match rule {
        None => (frame.t("retention-off"), String::new()),
        Some(rule) if rule.takes_effect_at > now => {
            (frame.t("retention-waits"), frame.t1("retention-waits-what", "day", day(frame, rule.takes_effect_at)))
        }
        Some(rule) => (frame.t("retention-on"), frame.t1("retention-on-what", "day", day(frame, rule.takes_effect_at))),
    }
}

fn fixed_section(frame: &Frame) -> Section {
    Section {
        id: "by-itself",
        heading: frame.t("retention-by-itself"),
        text: frame.t("retention-by-itself-what"),
        ..Section::default()
    }
}

fn runs_section(frame: &Frame, runs: &[Run]) -> Section {
    let row = |run: &Run| {
        let ended = match run.ended.as_str() {
            "" => frame.t("retention-ended-running"),
            word => frame.t(&format!("retention-ended-{word}")),
        };
        let touched = frame.tn(run.kind.said(["retention-touched", "retention-touched-pieces"]), run.touched.unsigned_abs());
        Row {
            name: words(frame, run.kind, run.months),
            facts: vec![day(frame, run.day * DAY + DAY / 2), touched, ended],
            ..Row::default()
        }
    };
    Section {
        id: "runs",
        heading: frame.t("retention-runs"),
        rows: runs.iter().map(row).collect(),
        empty: frame.t("retention-runs-empty"),
        ..Section::default()
    }
}

/// What the page of one rule tells.
struct Facts {
    group: Group,
    kind: Kind,
    rule: Option<Rule>,
    look: Option<Look>,
    /// The examples that still stand on the list, sealed.
    examples: HashMap<Id, Vec<u8>>,
}

async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, rule)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let kind = Kind::of(&rule);
        let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
            let Some(kind) = kind else { return Ok(None) };
            let rule = super::store::rule(tx, group.id, kind)?;
            let look = super::look(tx, group.id, kind)?;
            let ids: Vec<Id> = look.iter().flat_map(|look| &look.examples).map(|example| example.person).collect();
            let found = people::people_of_group(tx, Scope::of(group.id), &ids)?;
            let examples = found.into_iter().map(|dated| (dated.row.id, dated.row.sealed)).collect();
            Ok(Some(Facts { group: group.clone(), kind, rule, look, examples }))
        };
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::EraseSupporters, look).await? {
            Outcome::Done(Some(facts)) => {
                app.vault.know(&app.db, facts.group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
                let mut page = page(&app, &here, signed_in, &facts)?;
                say(&mut page, &query);
                frame::html(StatusCode::OK, &page)
            }
            Outcome::Done(None) => here.refused(&app, StatusCode::NOT_FOUND),
            Outcome::Refused(message) => led_back::<()>(&app, &here, &Outcome::Refused(message), &path(&slug)),
            Outcome::Forbidden => here.refused(&app, StatusCode::FORBIDDEN),
            Outcome::Missing => here.refused(&app, StatusCode::NOT_FOUND),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, facts: &Facts) -> Result<SectionsPage, Fault> {
    let word = facts.kind.as_str();
    let title = lang::t(here.lang, &format!("retention-{word}"), &[]);
    let mut page = framed(app, here, signed_in, &facts.group, title);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t("retention-title"), url: frame.link(&path(&facts.group.slug)) });
    page.lead = frame.t(&format!("retention-{word}-what"));
    let mut sections = Vec::new();
    if facts.rule.is_some() {
        sections.push(standing_section(frame, facts, app.clock.now()));
    }
    sections.push(asking_section(frame, facts));
    if let Some(look) = &facts.look {
        sections.extend(look_sections(frame, facts, look, app)?);
    }
    page.sections = sections;
    Ok(page)
}

fn standing_section(frame: &Frame, facts: &Facts, now: i64) -> Section {
    let (badge, stands) = standing(frame, facts.rule.as_ref(), now);
    let off = Button {
        words: frame.t("retention-switch-off"),
        about: String::new(),
        action: frame.link(&format!("{}/{}/off", path(&facts.group.slug), facts.kind.as_str())),
        fields: Vec::new(),
        danger: false,
    };
    let name = facts.rule.as_ref().map_or_else(String::new, |rule| words(frame, facts.kind, rule.months));
    Section {
        id: "stands",
        heading: frame.t("retention-stands"),
        rows: vec![Row { name, badge: Some(badge), facts: vec![stands], buttons: vec![off], ..Row::default() }],
        ..Section::default()
    }
}

fn asking_section(frame: &Frame, facts: &Facts) -> Section {
    let kind = facts.kind;
    let chosen = facts.look.as_ref().map(|look| look.months).or(facts.rule.as_ref().map(|rule| rule.months));
    let choices = kind.months().iter().map(|months| (months.to_string(), frame.tn("retention-months", months.unsigned_abs())));
    let form = Form {
        action: frame.link(&format!("{}/{}/look", path(&facts.group.slug), kind.as_str())),
        fields: vec![Field::choice(
            "months",
            frame.t("retention-after"),
            chosen.unwrap_or(kind.usual_months()).to_string(),
            choices.collect(),
        )],
        button: frame.t("retention-look"),
        ..Form::default()
    };
    Section {
        id: "ask",
        heading: frame.t(if facts.rule.is_some() { "retention-change" } else { "retention-first-look" }),
        text: frame.t("retention-look-what"),
        form: Some(form),
        ..Section::default()
    }
}

fn look_sections(frame: &Frame, facts: &Facts, look: &Look, app: &App) -> Result<Vec<Section>, Fault> {
    let heading = words(frame, facts.kind, look.months);
    let again = Link {
        name: frame.t("retention-look-again"),
        url: frame.link(&format!("{}/{}", path(&facts.group.slug), facts.kind.as_str())),
    };
    let Some(counted_at) = look.counted_at else {
        let text = frame.t("retention-counting");
        return Ok(vec![Section { id: "look", heading, text, links: vec![again], ..Section::default() }]);
    };
    let unit = if facts.kind.erases_people() { "retention-people" } else { "retention-pieces" };
    let numbers = look.touched.iter().zip(["retention-today", "retention-in-30", "retention-in-90"]);
    let table = Table {
        head: vec![frame.t("retention-when"), frame.t(unit)],
        rows: numbers.map(|(touched, when)| vec![frame.t(when), frame.number(touched.unsigned_abs())]).collect(),
    };
    let now = app.clock.now();
    let text = frame.t2(
        "retention-counted",
        ("when", &frame.date_time(&zoned(counted_at, SITE_ZONE))),
        ("people", &frame.number(look.people.unsigned_abs())),
    );
    let is_on = facts.rule.as_ref().is_some_and(|rule| rule.months == look.months);
    let (form, note) = match (is_on, look.is_good(now)) {
        (true, _) => (None, frame.t("retention-is-on")),
        (_, false) => (None, frame.t(RetentionRefusal::NoLook.message())),
        _ => (Some(switch_form(frame, facts, look, now)), String::new()),
    };
    let mut sections = vec![Section { id: "look", heading, text, table: Some(table), ..Section::default() }];
    if look.touched[2] > 0 {
        sections.push(examples_section(frame, facts, look, app)?);
    }
    sections.push(Section { id: "switch", heading: frame.t("retention-switch"), text: note, form, ..Section::default() });
    Ok(sections)
}

fn switch_form(frame: &Frame, facts: &Facts, look: &Look, now: i64) -> Form {
    Form {
        heading: frame.tn1(
            facts.kind.said(["retention-switch-what", "retention-switch-what-pieces"]),
            look.touched[0].unsigned_abs(),
            "day",
            day(frame, now + WAIT),
        ),
        action: frame.link(&format!("{}/{}/on", path(&facts.group.slug), facts.kind.as_str())),
        hidden: vec![("look", look.id.to_string())],
        button: frame.t(if facts.rule.is_some() { "retention-switch-change" } else { "retention-switch-on" }),
        danger: true,
        ..Form::default()
    }
}

fn examples_section(frame: &Frame, facts: &Facts, look: &Look, app: &App) -> Result<Section, Fault> {
    let mut rows = Vec::new();
    for example in &look.examples {
        let Some(sealed) = facts.examples.get(&example.person) else { continue };
        let details = Details::from_bytes(&app.vault.open_sealed(facts.group.id, &example.person.0, sealed)?)?;
        let name = format!("{} {}", details.given_name, details.family_name).trim().to_owned();
        let name = [name, details.email, details.phone].into_iter().find(|words| !words.is_empty());
        rows.push(Row {
            name: name.unwrap_or_else(|| frame.t("event-people-nameless")),
            url: Some(frame.link(&format!("/console/groups/{}/supporters/{}", facts.group.slug, example.person))),
            facts: vec![frame.t1(&format!("retention-since-{}", example.since as i64), "day", day(frame, example.at))],
            ..Row::default()
        });
    }
    Ok(Section {
        id: "examples",
        heading: frame.t("retention-examples"),
        text: frame.tn("retention-examples-what", EXAMPLES_MAX as u64),
        rows,
        empty: frame.t("retention-examples-empty"),
        ..Section::default()
    })
}

/// The buttons of a rule's page.
#[derive(Clone, Copy)]
enum Press {
    Look,
    On,
    Off,
}

/// What a button does, as the audit log names it: which rule it was is part of the name, and so of the log's chain.
fn deed_of(press: Press, kind: Kind) -> &'static str {
    let [look, on, off] = match kind {
        Kind::Quiet => ["people.retention_look_quiet", "people.retention_on_quiet", "people.retention_off_quiet"],
        Kind::Left => ["people.retention_look_left", "people.retention_on_left", "people.retention_off_left"],
        Kind::Asserted => ["people.retention_look_asserted", "people.retention_on_asserted", "people.retention_off_asserted"],
        Kind::Notes => ["people.retention_look_notes", "people.retention_on_notes", "people.retention_off_notes"],
        Kind::Comments => ["people.retention_look_comments", "people.retention_on_comments", "people.retention_off_comments"],
    };
    match press {
        Press::Look => look,
        Press::On => on,
        Press::Off => off,
    }
}

/// A button of one rule's page.
async fn press(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    press: Press,
    (slug, rule): (String, String),
    verb: impl Fn(&mut Tx<'_>, &Act, Kind) -> Result<Result<(), RetentionRefusal>, Fault> + Send + Sync + 'static,
) -> Response {
    let Some(kind) = Kind::of(&rule) else { return here.refused(app, StatusCode::NOT_FOUND) };
    let back = format!("{}/{}", path(&slug), kind.as_str());
    let name = deed_of(press, kind);
    let done =
        for_group(app, signed_in.account, (name, &slug), Deed::EraseSupporters, move |tx, act, _: &Group| verb(tx, act, kind));
    here.answer(
        app,
        done.await.map(|outcome| match press {
            // What was counted shows itself.
            Press::Look => led_back(app, here, &outcome, &back),
            Press::On => led_back_saying(app, here, &outcome, &back, "rule-on"),
            Press::Off => led_back_saying(app, here, &outcome, &back, "rule-off"),
        }),
    )
}

async fn look(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(of): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    // What no number is, no rule has.
    let months = Typed::read(&body).get("months").parse::<i64>().unwrap_or(0);
    press((&app, &here, &signed_in), Press::Look, of, move |tx, act, kind| switch::look(tx, act, kind, months)).await
}

async fn switch_on(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(of): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let seen = Typed::read(&body).get("look").parse::<Id>().unwrap_or(Id::ZERO);
    press((&app, &here, &signed_in), Press::On, of, move |tx, act, kind| switch::switch_on(tx, act, kind, seen)).await
}

async fn switch_off(State(app): State<App>, here: Here, signed_in: SignedIn, Path(of): Path<(String, String)>) -> Response {
    press((&app, &here, &signed_in), Press::Off, of, switch::switch_off).await
}
