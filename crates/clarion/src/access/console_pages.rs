//! The console's first page: what waits for somebody, the groups in which they sit, and what to do next.

use super::account_pages::ACCOUNT_PATH;
use super::passkeys::{self, Passkey};
use super::signed_in::SignedIn;
use super::waiting::{self, Waiting};
use super::{Actor, Seat, SeatRole, accounts, pages, recovery};
use crate::app::App;
use crate::coalitions::console::WAITS;
use crate::coalitions::{self, Coalition, Group};
use crate::plans::Tools;
use crate::plans::pages::{ToDo, WaitingBallot};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_access::{DashboardPage, NextStep, OwnGroup, PasskeyState};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

type Sits = (Group, SeatRole, Vec<Coalition>);

pub(super) async fn dashboard(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let shown = async {
        let account = signed_in.account;
        let (tools, now) = (Tools::of(&app), app.clock.now());
        let seen = app.db.read_newest(move |tx| {
            let actor = accounts::actor(tx, account)?.unwrap_or(Actor { account, seats: Vec::new() });
            let sits = actor.seats.iter().map(|seat| sits(tx, *seat)).collect::<Result<Vec<_>, _>>()?;
            let keys = Keys { passkeys: passkeys::passkeys_of(tx, account)?, has_codes: recovery::left(tx, account)? > 0 };
            Ok((sits, waiting::waiting(tx, &tools, &actor, now)?, keys))
        });
        let (sits, waiting, keys) = seen.await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t(DashboardPage::TITLE);
        let groups = sits.into_iter().flatten().map(|sits| own_group(&frame, sits)).collect();
        let (waits, steps) = (waits(&frame, &waiting), next_steps(&app, &frame, &keys, waiting.may_vote));
        Ok(frame::html(StatusCode::OK, &DashboardPage { frame, signed_in, groups, waits, steps }))
    };
    here.answer(&app, shown.await)
}

/// What somebody has to sign in with.
struct Keys {
    passkeys: Vec<Passkey>,
    has_codes: bool,
}

/// What an organiser does first: a passkey, and codes for the day on which it is lost. Only who speaks for a group, or may be about to,
/// hears that it takes one to vote.
fn next_steps(app: &App, frame: &Frame, keys: &Keys, may_vote: bool) -> Vec<NextStep> {
    let step = |part: &str, what: &str, why: &str| NextStep {
        what: Link { name: frame.t(what), url: frame.link(&format!("{ACCOUNT_PATH}#{part}")) },
        why: frame.t(why),
    };
    let usable = pages::passkey_state(app) == PasskeyState::Usable;
    let to_vote = may_vote && !keys.passkeys.iter().any(Passkey::can_vote);
    let why = if to_vote { "next-passkey-why" } else { "next-passkey-signs-in" };
    [
        (usable && (to_vote || keys.passkeys.is_empty())).then(|| step("passkeys", "next-passkey", why)),
        (!keys.has_codes).then(|| step("codes", "next-codes", "next-codes-why")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What waits, in words: what runs out first.
fn waits(frame: &Frame, waiting: &Waiting) -> Vec<NextStep> {
    let step = |name: String, path: &str, why: String| NextStep { what: Link { name, url: frame.link(path) }, why };
    let mut ballots: Vec<&(String, WaitingBallot)> = waiting.ballots.iter().collect();
    ballots.sort_by_key(|(_, ballot)| ballot.until);
    let mut waits: Vec<NextStep> = ballots.into_iter().map(|(slug, ballot)| ballot_step(frame, slug, ballot)).collect();
    for (group, asked) in &waiting.asked {
        let path = format!("/console/groups/{}#asked", group.slug);
        waits.push(step(frame.tn("dashboard-asked", *asked as u64), &path, group.name.clone()));
    }
    for (group, question, asks) in &waiting.merges {
        let path = format!("/console/groups/{}/merging", group.slug);
        waits.push(step(frame.t1(question.line(), "group", asks), &path, group.name.clone()));
    }
    for (group, draft) in &waiting.sent_back {
        let name = frame.t1("dashboard-sent-back", "title", draft.document.title(frame.lang));
        waits.push(step(name, &draft.path(&group.slug), frame.t1("dashboard-sent-back-why", "why", &draft.returned_why)));
    }
    for (group, forms) in &waiting.forms {
        let path = format!("/console/groups/{}/forms", group.slug);
        waits.push(step(frame.tn("dashboard-forms", *forms as u64), &path, group.name.clone()));
    }
    for (group, petitions) in &waiting.petitions {
        let path = format!("/console/groups/{}/petitions", group.slug);
        waits.push(step(frame.tn("dashboard-petitions", *petitions as u64), &path, group.name.clone()));
    }
    for (coalition, group, counts) in &waiting.coalitions {
        for (count, (words, page)) in counts.iter().zip(WAITS).filter(|(count, _)| **count > 0) {
            let path = format!("/console/coalitions/{}{page}?as={}", coalition.slug, group.slug);
            waits.push(step(frame.tn(words, *count as u64), &path, coalition.name.clone()));
        }
    }
    let events = [("dashboard-vet", waiting.to_vet), ("dashboard-confirm", waiting.to_confirm)];
    for (words, count) in events.into_iter().filter(|(_, count)| *count > 0) {
        waits.push(step(frame.tn(words, count.unsigned_abs()), "/console/events", frame.t("dashboard-vet-why")));
    }
    waits
}

fn ballot_step(frame: &Frame, slug: &str, waiting: &WaitingBallot) -> NextStep {
    let (what, why) = match waiting.to_do {
        ToDo::Open => ("dashboard-open", "dashboard-open-why"),
        ToDo::Vote => ("dashboard-vote", "dashboard-vote-why"),
        ToDo::Halt => ("dashboard-halt", "dashboard-halt-why"),
    };
    let when = frame.date_time(&zoned(waiting.until, &waiting.time_zone));
    let name = frame.t1(what, "plan", waiting.plan.of(frame.lang == Lang::Es));
    let url = frame.link(&format!("/console/coalitions/{slug}/ballots/{}", waiting.ballot));
    NextStep { what: Link { name, url }, why: frame.t2(why, ("group", &waiting.group), ("when", &when)) }
}

fn sits(tx: &mut Tx<'_>, seat: Seat) -> Result<Option<Sits>, Fault> {
    let Some(group) = coalitions::group(tx, seat.group)? else { return Ok(None) };
    let coalitions = coalitions::coalitions_of(tx, seat.group)?;
    Ok(Some((group, seat.role, coalitions)))
}

fn own_group(frame: &Frame, (group, role, coalitions): Sits) -> OwnGroup {
    let link = |coalition: &Coalition| Link {
        url: frame.link(&format!("/console/coalitions/{}?as={}", coalition.slug, group.slug)),
        name: coalition.name.clone(),
    };
    OwnGroup {
        group: Link { url: frame.link(&format!("/console/groups/{}", group.slug)), name: group.name.clone() },
        is_owner: role == SeatRole::Owner,
        coalitions: coalitions.iter().map(link).collect(),
    }
}
