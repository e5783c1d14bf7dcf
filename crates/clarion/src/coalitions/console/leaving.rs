//! Leaving a coalition, or taking a smaller part in it: first what it means, line by line with numbers, then the buttons.

use super::coalition::{acting_field, framed};
use super::deed::{Outcome, There, calling};
use super::{for_coalition, led_back, led_back_saying, read_for_coalition, say, unreadable};
use crate::access::{Deed, SignedIn, Standing};
use crate::app::App;
use crate::coalitions::Role;
use crate::coalitions::membership::change_role::RoleChange;
use crate::coalitions::membership::leave;
use crate::coalitions::membership::leaving::{self, Fate, Line, Preview};
use crate::messages::calls;
use crate::people::epoch;
use crate::plans;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views_console::{Field, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What the page tells.
struct Facts {
    preview: Option<Preview>,
    is_calling: bool,
    /// The epoch of the group's list.
    epoch: i64,
}

fn may_leave(standing: Standing) -> Deed {
    Deed::JoinCoalition(standing.group)
}

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let now = app.clock.now();
        let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there, now);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), may_leave, look).await?;
        let (there, facts) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let people = app.totals.of(&app, there.group.id, facts.epoch).await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("leave-title", "coalition", &there.coalition.name);
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        say(&mut page, &query);
        if let Some(preview) = &facts.preview {
            let frame = &page.frame;
            page.lead = frame.tn1("leave-lead", preview.others as u64, "group", &there.group.name);
            page.sections = sections(frame, &there, preview, people, facts.is_calling);
        }
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn facts(tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let preview = leaving::preview(tx, there.coalition.id, there.group.id, now)?;
    let epoch = epoch::of(tx, there.group.id)?;
    Ok(Facts { preview, is_calling: calls::is_on_its_way(tx, there.coalition.id)?, epoch })
}

/// What becomes of what, in this order, and its heading.
const FATES: [(Fate, &str, &str); 4] = [
    (Fate::GoesAlong, "goes-along", "leave-goes-along"),
    (Fate::Ends, "ends", "leave-ends"),
    (Fate::StaysSealed, "stays-sealed", "leave-stays-sealed"),
    (Fate::Stays, "stays", "leave-stays"),
];

fn sections(frame: &Frame, there: &There, preview: &Preview, people: u64, is_calling: bool) -> Vec<Section> {
    let own = Row { name: frame.tn("leave-line-people", people), facts: vec![frame.t("leave-line-people-what")], ..Row::default() };
    let consents = Row { name: frame.t("leave-line-consents"), facts: vec![frame.t("leave-line-consents-what")], ..Row::default() };
    let history = Row { name: frame.t("leave-line-history"), facts: vec![frame.t("leave-line-history-what")], ..Row::default() };
    let line = |(line, count): &(Line, i64)| Row {
        name: frame.tn(&format!("leave-line-{}", line.word()), count.unsigned_abs()),
        facts: vec![frame.t(&format!("leave-line-{}-what", line.word()))],
        ..Row::default()
    };
    let of = |fate: Fate| preview.lines.iter().filter(move |(line, _)| line.fate() == fate).map(line);
    let mut sections: Vec<Section> = Vec::new();
    for (fate, id, heading) in FATES {
        let rows: Vec<Row> = match fate {
            Fate::GoesAlong => std::iter::once(own.clone()).chain(of(fate)).collect(),
            Fate::StaysSealed => of(fate).chain([consents.clone()]).collect(),
            Fate::Stays => of(fate).chain([history.clone()]).collect(),
            Fate::Ends => of(fate).collect(),
        };
        if !rows.is_empty() {
            sections.push(Section { id, heading: frame.t(heading), rows, ..Section::default() });
        }
    }
    let refused = is_calling.then(|| frame.t("leave-refused-frozen"));
    sections.push(Section {
        id: "leave",
        heading: frame.t("leave-out"),
        text: refused.clone().unwrap_or_else(|| frame.t("leave-out-what")),
        form: refused.is_none().then(|| leave_form(frame, there, preview)),
        ..Section::default()
    });
    if refused.is_none() && there.standing.role != Some(Role::Endorser) {
        sections.push(Section {
            id: "step-down",
            heading: frame.t("leave-step-down"),
            text: frame.t("leave-step-down-what"),
            form: Some(smaller_form(frame, there)),
            ..Section::default()
        });
    }
    sections
}

fn leave_form(frame: &Frame, there: &There, preview: &Preview) -> Form {
    Form {
        action: frame.link(&format!("/console/coalitions/{}/leave", there.coalition.slug)),
        hidden: vec![acting_field(there), ("to", RoleChange::word(None).to_owned()), ("seen", preview.seen())],
        button: frame.t1("leave-out-button", "coalition", &there.coalition.name),
        danger: true,
        ..Form::default()
    }
}

fn smaller_form(frame: &Frame, there: &There) -> Form {
    let smaller = [(Role::Partner, frame.t("leave-to-partner")), (Role::Endorser, frame.t("leave-to-endorser"))];
    let own = there.standing.role;
    let below = |role: Role| own == Some(Role::Steering) || (own == Some(Role::Partner) && role == Role::Endorser);
    let smaller = smaller.into_iter().filter(|(role, _)| below(*role)).map(|(role, words)| (role.as_str().to_owned(), words));
    let choices: Vec<(String, String)> = smaller.collect();
    // What gives up least stands first, and chosen.
    let least = choices.first().map_or_else(String::new, |(role, _)| role.clone());
    Form {
        action: frame.link(&format!("/console/coalitions/{}/leave", there.coalition.slug)),
        hidden: vec![acting_field(there)],
        fields: vec![Field::choice("to", frame.t("leave-what"), least, choices)],
        button: frame.t("leave-button"),
        danger: true,
        ..Form::default()
    }
}

pub(super) async fn leave(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let left = async {
        let Some(to) = RoleChange::of_word(typed.get("to")) else {
            return unreadable(&app, &here, signed_in.account, (&slug, typed.get("as")), may_leave).await;
        };
        let (acting_for, seen) = (typed.get("as"), typed.get("seen").to_owned());
        let tools = plans::Tools::of(&app);
        let outcome = for_coalition(
            &app,
            signed_in.account,
            (if to.is_some() { "coalitions.step_down" } else { "coalitions.leave" }, &slug, acting_for),
            may_leave,
            move |tx, act, coalition| {
                let calling = calling(tx, coalition)?;
                if to.is_some() {
                    return leave::leave(tx, act, coalition, to, calling);
                }
                let left = leave::leave_as_seen(tx, act, coalition, &seen, calling)?;
                // In ballots that run, a group that left counts as silent.
                if left.is_ok() {
                    plans::cast::leave(tx, &tools, act.now, coalition, act.group)?;
                }
                Ok(left)
            },
        );
        let outcome = outcome.await?;
        let back = match (&outcome, to) {
            (Outcome::Done(()), None) => format!("/console/groups/{acting_for}"),
            (Outcome::Done(()), Some(_)) => format!("/console/coalitions/{slug}?as={acting_for}"),
            _ => format!("/console/coalitions/{slug}/leave?as={acting_for}"),
        };
        let said = if to.is_some() { "smaller-part" } else { "left-coalition" };
        Ok(led_back_saying(&app, &here, &outcome, &back, said))
    };
    here.answer(&app, left.await)
}
