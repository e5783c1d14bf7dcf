//! The list of plans, a plan, what changed in a version, and noting facts.

use super::{Outcome, There, act, id_of, look, not_done, refusal_of, rows, tools, watch};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions;
use crate::ids::Id;
use crate::messages::calls::Sending;
use crate::messages::progress_pages::{path_of, title};
use crate::plans::document::PlanDocument;
use crate::plans::drill::{self, DrillInput};
use crate::plans::watch::Watched;
use crate::plans::{self, Fact, Plan, PlanState, PlanVersion, compose, diff, electorate, words};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_plans::{ChangeRow, Choose, FactRow, PlanPage, PlanRow, PlansPage, VersionPage, VersionRow};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;

pub(super) fn state_words(frame: &Frame, state: PlanState) -> String {
    frame.t(match state {
        PlanState::Draft => "plan-state-draft",
        PlanState::Ballot => "plan-state-ballot",
        PlanState::Decided => "plan-state-decided",
        PlanState::Hold => "plan-state-hold",
        PlanState::Called => "plan-state-called",
        PlanState::StoodDown => "plan-state-stood-down",
    })
}

pub(super) async fn list(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let tools = tools(&app);
    let shown = async {
        let seen = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
            let mut titled = Vec::new();
            for plan in plans::plans_of(tx, there.coalition.id)? {
                if let Some(version) = plans::version(tx, &tools, plan.id, plan.version)? {
                    titled.push((plan, version.document.title));
                }
            }
            Ok(Some(titled))
        });
        let (there, titled) = match seen.await? {
            Outcome::Done(seen) => seen,
            other => return Ok(not_done(&app, &here, &other, "")),
        };
        let frame = here.frame(&app, here.frame(&app, "").t("plans-title"));
        let row = |(plan, title): (Plan, _)| PlanRow {
            link: Link { name: rows::in_lang(&frame, &title), url: frame.link(&there.path(&format!("/plans/{}", plan.id))) },
            state: state_words(&frame, plan.state),
        };
        let plans = titled.into_iter().map(row).collect();
        let new_url = frame.link(&there.path("/plans/new"));
        let passkeys_url = frame.link(&there.path("/passkeys"));
        let page = PlansPage { plans, new_url, passkeys_url, coalition: there.coalition.name, frame, signed_in };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// Everything that a plan's page shows.
struct Seen {
    watched: Watched,
    plan: Plan,
    version: PlanVersion,
    versions: Vec<PlanVersion>,
    facts: Vec<Fact>,
    ballots: Vec<(Id, i64)>,
    drills: Vec<Sending>,
    groups: BTreeMap<Id, String>,
    /// How many steering groups could vote now, of how many.
    voters: (usize, usize),
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (tools, now) = (tools(&app), app.clock.now());
    let shown = async {
        let seen = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
            let Some(plan) = plans::plan(tx, plan)?.filter(|plan| plan.coalition == there.coalition.id) else { return Ok(None) };
            let Some(watched) = plans::watch::plan(tx, plan.coalition, plan.id)? else { return Ok(None) };
            let versions = plans::versions(tx, &tools, plan.id)?;
            let Some(version) = versions.iter().find(|known| known.version == plan.version).cloned() else { return Ok(None) };
            let (facts, ballots) = (plans::facts(tx, &tools, plan.id)?, plans::ballots_of(tx, plan.id)?);
            let drills = drill::drills_of(tx, there.coalition.id, plan.id)?;
            let members = coalitions::members(tx, there.coalition.id)?;
            let groups = members.into_iter().map(|(group, _)| (group.id, group.name)).collect();
            let voters = electorate::voters(tx, there.coalition.id, now)?;
            Ok(Some(Seen { watched, plan, version, versions, facts, ballots, drills, groups, voters }))
        });
        match seen.await? {
            Outcome::Done((there, seen)) => {
                let refusal = refusal_of(here.lang, &query);
                let page = page(&app, &here, signed_in, &there, &seen, refusal);
                Ok(frame::html(StatusCode::OK, &page))
            }
            other => Ok(not_done(&app, &here, &other, "")),
        }
    };
    here.answer(&app, shown.await)
}

/// Where not every group could vote: a ballot keeps the passkeys with which it was prepared.
fn few_voters(frame: &Frame, (can, all): (usize, usize)) -> Option<String> {
    (can < all).then(|| frame.t2("plan-few-voters", ("can", &can.to_string()), ("all", &all.to_string())))
}

fn page(app: &App, here: &Here, signed_in: SignedIn, there: &There, seen: &Seen, refusal: Option<String>) -> PlanPage {
    let (plan, document) = (&seen.plan, &seen.version.document);
    let frame = here.frame(app, document.title.of(here.lang == crate::web::lang::Lang::Es));
    let url = |rest: &str| frame.link(&there.path(&format!("/plans/{}{rest}", plan.id)));
    let (is_open, may_prepare) = (plan.state.is_open_to_edits(), there.may(Deed::PreparePlan));
    let is_over = matches!(plan.state, PlanState::Called | PlanState::StoodDown);
    let at = |at: i64| zoned(at, &document.time_zone);
    let fact = |fact: &Fact| FactRow {
        words: fact.words.clone(),
        source: fact.source.clone(),
        at: at(fact.created_at),
        group: seen.groups.get(&fact.group).cloned().unwrap_or_default(),
    };
    let version = |version: &PlanVersion| VersionRow {
        link: Link {
            name: frame.t1("plan-version", "number", version.version),
            url: url(&format!("/versions/{}", version.version)),
        },
        at: at(version.created_at),
    };
    let ballot = |(ballot, prepared_at): &(Id, i64)| Link {
        name: frame.t1("plan-ballot-of", "when", frame.date_time(&at(*prepared_at))),
        url: frame.link(&there.path(&format!("/ballots/{ballot}"))),
    };
    let drilled = |drill: &Sending| Link {
        name: frame.t2("plan-drill-of", ("outcome", &title(&frame, drill)), ("when", &frame.date_time(&at(drill.created_at)))),
        url: frame.link(&path_of(&there.coalition.slug, drill.id)),
    };
    PlanPage {
        live: watch::live(&frame, &there.path(&format!("/plans/{}", plan.id)), seen.watched),
        list: Link { name: frame.t("plans-back"), url: frame.link(&there.path("/plans")) },
        state: state_words(&frame, plan.state),
        refusal,
        deadline: (!is_over).then(|| rows::end(&frame, "ballot-ends", document.deadline, &document.time_zone, app.clock.now())),
        edit_url: (is_open && may_prepare).then(|| url("/edit")),
        scenarios: document.scenarios.iter().map(|words| rows::in_lang(&frame, words)).collect(),
        facts: seen.facts.iter().map(fact).collect(),
        fact_action: (!is_over && may_prepare).then(|| url("/facts")),
        rule: rows::rule_and_times(&frame, document),
        outcomes: rows::outcomes(&frame, document),
        version: plan.version,
        readiness_url: url("/readiness"),
        drill_action: may_prepare.then(|| url("/drills")),
        drill_outcomes: drillable(&frame, document),
        drills: seen.drills.iter().map(drilled).collect(),
        few_voters: few_voters(&frame, seen.voters),
        prepare_action: (is_open && may_prepare).then(|| url("/prepare")),
        ballots: seen.ballots.iter().map(ballot).collect(),
        versions: seen.versions.iter().map(version).collect(),
        frame,
        signed_in,
    }
}

/// The outcomes that tell somebody.
fn drillable(frame: &Frame, document: &PlanDocument) -> Vec<Choose> {
    let choose = |outcome: plans::Outcome| {
        let (value, words, hint) = (outcome.as_str().to_owned(), rows::outcome_heading(frame, outcome), String::new());
        Choose { value, words, hint, chosen: false }
    };
    plans::Outcome::ALL.into_iter().filter(|outcome| !document.outcome(*outcome).waves.is_empty()).map(choose).collect()
}

pub(super) async fn start_drill(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (typed, tools, now) = (Typed::read(&body), tools(&app), app.clock.now());
    let (id, public_url) = (app.ids.fresh(now), app.settings.public_url.clone());
    let wanted = plans::Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == typed.get("outcome"));
    let started = act(&app, &signed_in, ("plans.drill", &slug), Deed::PreparePlan, move |tx, there| {
        let Some(outcome) = wanted else { return Ok(Err(drill::DrillRefusal::Nobody.message())) };
        let input = DrillInput { id, coalition: there.coalition.id, plan, outcome, public_url: public_url.clone() };
        Ok(drill::start(tx, &tools, now, &input)?.map_err(|refusal| refusal.message()))
    });
    let back = format!("/console/coalitions/{slug}/plans/{plan}");
    here.answer(
        &app,
        started.await.map(|outcome| match outcome {
            Outcome::Done(_) => here.see(&path_of(&slug, id)),
            other => not_done(&app, &here, &other, &back),
        }),
    )
}

pub(super) async fn version(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan, number)): Path<(String, String, i64)>,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let tools = tools(&app);
    let shown = async {
        let seen = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
            if plans::plan(tx, plan)?.is_none_or(|plan| plan.coalition != there.coalition.id) {
                return Ok(None);
            }
            let Some(after) = plans::version(tx, &tools, plan, number)? else { return Ok(None) };
            Ok(Some((plans::version(tx, &tools, plan, number - 1)?, after)))
        });
        let (there, (before, after)) = match seen.await? {
            Outcome::Done(seen) => seen,
            other => return Ok(not_done(&app, &here, &other, "")),
        };
        let frame = here.frame(&app, here.frame(&app, "").t1("plan-version-changes", "number", number));
        let rule_words = |rule: &plans::rule::Rule| rows::rule_text(&frame, rule);
        let changes = before.as_ref().map(|before| diff::changes(&before.document, &after.document, &rule_words));
        let change = |change: diff::Change| ChangeRow {
            part: match change.number {
                0 => frame.t(change.part),
                number => format!("{} {number}", frame.t(change.part)),
            },
            before: change.before,
            after: change.after,
        };
        let title = rows::in_lang(&frame, &after.document.title);
        let plan = Link { name: title, url: frame.link(&there.path(&format!("/plans/{plan}"))) };
        let changes = changes.unwrap_or_default().into_iter().map(change).collect();
        Ok(frame::html(StatusCode::OK, &VersionPage { plan, is_first: before.is_none(), changes, frame, signed_in }))
    };
    here.answer(&app, shown.await)
}

pub(super) async fn note_fact(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (typed, tools, now) = (Typed::read(&body), tools(&app), app.clock.now());
    let (happened, source, account) = (typed.text("words"), typed.text("source"), signed_in.account);
    let back = format!("/console/coalitions/{slug}/plans/{plan}");
    let id = app.ids.fresh(now);
    let noted = act(&app, &signed_in, ("plans.note_fact", &slug), Deed::PreparePlan, move |tx, there| {
        if plans::plan(tx, plan)?.is_none_or(|plan| plan.coalition != there.coalition.id) {
            return Ok(Err(words::of_compose(compose::ComposeRefusal::Unknown)));
        }
        let by = compose::NotedBy { id, group: there.group.id, account };
        let fact = match compose::prepare_fact(&tools, by, &happened, &source)? {
            Ok(fact) => fact,
            Err(refusal) => return Ok(Err(words::of_compose(refusal))),
        };
        Ok(compose::note_fact(tx, plan, &fact, now)?.map_err(words::of_compose))
    });
    here.answer(
        &app,
        noted.await.map(|outcome| match outcome {
            Outcome::Done(_) => here.see(&format!("{back}#facts")),
            other => not_done(&app, &here, &other, &back),
        }),
    )
}
