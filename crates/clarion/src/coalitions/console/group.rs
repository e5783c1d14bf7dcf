//! A group's own page in the console: its facts, its coalitions, what it is asked, its statements.

use super::deed::Outcome;
use super::overview;
use super::{for_group, led_back, led_back_saying, read_for_group, say};
use crate::access::{Actor, Deed, SignedIn, may};
use crate::app::App;
use crate::coalitions::found::{self, Answer};
use crate::coalitions::membership::invite::{self, Invitation};
use crate::coalitions::merging::telling::{self as merges, Question};
use crate::coalitions::merging::{self, Merge, PARTED_WITHIN, State as MergeState};
use crate::coalitions::profile::{self, Profile};
use crate::coalitions::{self, Coalition, Group, Role, pages};
use crate::forms;
use crate::ids::Id;
use crate::petitions;
use crate::web::frame::{self, Frame};
use crate::web::markdown;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Button, Row, Section, SectionsPage, Tab};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// So much of a proposed coalition's own words is shown with the question.
const ABOUT_CHARS: usize = 400;

/// What the page tells.
struct Facts {
    group: Group,
    profile: Profile,
    coalitions: Vec<(Coalition, Option<Role>)>,
    foundings: Vec<(Coalition, Answer, String)>,
    invitations: Vec<(Invitation, Coalition, String)>,
    children: Vec<(Group, bool)>,
    /// Whether another group asks it to become one, or to undo that, and which.
    merge: Option<(Question, String)>,
    /// The group of which it is part now.
    part_of: Option<(Merge, Group)>,
    may: [bool; 6],
    petitions_waiting: usize,
    forms_waiting: usize,
    work: overview::Work,
    /// The epoch of its list.
    epoch: i64,
}

/// Pages that stand under the tab of settings.
const UNDER_SETTINGS: [&str; 7] = ["/settings", "/profile", "/retention", "/api-keys", "/webhooks", "/audit", "/merging"];

/// The ways to a group's pages.
pub(crate) fn tabs(frame: &Frame, slug: &str, here: &str) -> Vec<Tab> {
    let base = format!("/console/groups/{slug}");
    let is_settings = UNDER_SETTINGS.iter().any(|page| here.strip_prefix(&base).is_some_and(|rest| rest.starts_with(page)));
    let tab = |path: &str, words: String| {
        let address = format!("{base}{path}");
        let is_here = address == here || path == UNDER_SETTINGS[0] && is_settings;
        Tab { is_here, link: Link { name: words, url: frame.link(&address) } }
    };
    vec![
        tab("", frame.t("console-group-overview")),
        tab("/supporters", frame.t("console-supporters")),
        tab("/petitions", frame.t("console-petitions")),
        tab("/forms", frame.t("console-forms")),
        tab("/people", frame.t("console-people")),
        tab("/statements", frame.t("statements")),
        tab("/settings", frame.t("settings")),
    ]
}

fn facts(tx: &mut Tx<'_>, actor: &Actor, group: &Group, now: i64) -> Result<Facts, Fault> {
    let mut in_coalitions = Vec::new();
    for coalition in coalitions::coalitions_of(tx, group.id)? {
        let role = coalitions::role_of(tx, coalition.id, group.id)?;
        in_coalitions.push((coalition, role));
    }
    let mut invitations = Vec::new();
    for invitation in invite::open_of_group(tx, group.id, now)? {
        let Some((coalition, _)) = coalitions::coalition(tx, invitation.coalition)? else { continue };
        let by = coalitions::group(tx, invitation.invited_by)?.map_or_else(String::new, |found| found.name);
        invitations.push((invitation, coalition, by));
    }
    let mut foundings = Vec::new();
    for (coalition, answer) in found::of_group(tx, group.id)? {
        let founders = found::founders(tx, coalition.id)?.into_iter().map(|(founder, _)| founder.name);
        foundings.push((coalition, answer, founders.collect::<Vec<_>>().join(", ")));
    }
    let deeds = [
        Deed::ChangeGroup(group.id),
        Deed::FoundCoalition(group.id),
        Deed::JoinCoalition(group.id),
        Deed::ManageKeys(group.id),
        Deed::SeeAudit(group.id),
        Deed::MergeGroups(group.id),
    ];
    let part_of = match merging::part_of(tx, group.id)? {
        Some(merge) => coalitions::group(tx, merge.survivor)?.map(|survivor| (merge, survivor)),
        None => None,
    };
    Ok(Facts {
        group: group.clone(),
        profile: profile::of(tx, group.id)?,
        coalitions: in_coalitions,
        foundings,
        invitations,
        children: profile::children(tx, group.id)?,
        merge: merges::waits_for(tx, group.id)?,
        part_of,
        may: deeds.map(|deed| may(actor, &deed)),
        petitions_waiting: petitions::waiting_count(tx, actor, group.id)?,
        forms_waiting: forms::waiting_count(tx, actor, group.id)?,
        work: overview::work(tx, actor, group.id, now)?,
        epoch: crate::people::epoch::of(tx, group.id)?,
    })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let now = app.clock.now();
        let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| facts(tx, actor, group, now);
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::SeeGroup, look).await? {
            Outcome::Done(facts) => {
                let people = app.totals.of(&app, facts.group.id, facts.epoch).await?;
                let mut page = page(&app, &here, signed_in, &facts, people);
                say(&mut page, &query);
                frame::html(StatusCode::OK, &page)
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, facts: &Facts, people: u64) -> SectionsPage {
    let frame = here.frame(app, facts.group.name.clone());
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.tabs = tabs(frame, &facts.group.slug, &here.path);
    petitions::mark_waiting(frame, &facts.group.slug, facts.petitions_waiting, &mut page.tabs);
    forms::mark_waiting(frame, &facts.group.slug, facts.forms_waiting, &mut page.tabs);
    let public = Link { name: frame.t("console-public-page"), url: frame.link(&format!("/groups/{}", facts.group.slug)) };
    let own = |rest: &str, words: &str| Link {
        name: frame.t(words),
        url: frame.link(&format!("/console/groups/{}/{rest}", facts.group.slug)),
    };
    let ways = [
        (facts.may[3], own("api-keys", "api-keys")),
        (facts.may[3], own("webhooks", "webhooks")),
        (facts.may[4], own("audit", "audit")),
    ];
    let ways = ways.into_iter().filter(|(may, _)| *may).map(|(_, way)| way);
    let kinds = [frame.t(facts.profile.kind.message()), frame.t(facts.profile.legal_kind.message())];
    let place = pages::place_of(here.lang, &facts.profile);
    let about = Row {
        name: kinds.join(" · "),
        facts: [place, facts.profile.website.clone()].into_iter().filter(|fact| !fact.is_empty()).collect(),
        ..Row::default()
    };
    let asked = asked(frame, facts);
    let mut sections: Vec<Section> = part_of(frame, facts, app.clock.now()).into_iter().collect();
    if !asked.is_empty() {
        sections.push(Section {
            id: "asked",
            heading: frame.t("console-asked"),
            text: if facts.may[2] { String::new() } else { frame.t("console-owners-answer") },
            rows: asked,
            ..Section::default()
        });
    }
    if facts.part_of.is_none() {
        sections.extend(overview::sections(frame, &facts.group, &facts.work, people));
    }
    sections.push(coalitions_section(frame, facts));
    sections.push(Section {
        id: "facts",
        heading: frame.t("console-facts"),
        rows: vec![about],
        links: std::iter::once(public).chain(ways).collect(),
        ..Section::default()
    });
    page.sections = sections;
    page
}

fn coalitions_section(frame: &Frame, facts: &Facts) -> Section {
    let mut rows: Vec<Row> =
        facts.coalitions.iter().map(|(coalition, role)| coalition_row(frame, facts, coalition, *role)).collect();
    let waiting = facts.foundings.iter().filter(|(_, answer, _)| *answer == Answer::Agreed);
    rows.extend(waiting.map(|(coalition, _, founders)| Row {
        name: coalition.name.clone(),
        badge: Some(frame.t("founding-badge")),
        facts: vec![frame.t1("founding-with", "groups", founders), frame.t("founding-waits")],
        buttons: if facts.may[2] { vec![founding_button(frame, facts, coalition, "call-off", true)] } else { Vec::new() },
        ..Row::default()
    }));
    let found = Link { name: frame.t("found-link"), url: frame.link(&format!("/console/groups/{}/found", facts.group.slug)) };
    Section {
        id: "coalitions",
        heading: frame.t("console-coalitions"),
        rows,
        empty: frame.t("console-coalitions-empty"),
        links: if facts.may[1] { vec![found] } else { Vec::new() },
        ..Section::default()
    }
}

/// That the group is part of another, since when, and until when that can be undone: nothing is done in its own name meanwhile.
fn part_of(frame: &Frame, facts: &Facts, now: i64) -> Option<Section> {
    let (merge, survivor) = facts.part_of.as_ref()?;
    let when = |at: i64| frame.date(&zoned(at, SITE_ZONE));
    let until = merge.merged_at.map(|at| at + PARTED_WITHIN).filter(|until| merge.state == MergeState::Merged && *until > now);
    let mut told = vec![frame.t("part-of-what")];
    told.extend(until.map(|until| frame.t1("merge-can-part", "when", when(until))));
    let theirs = Link { name: survivor.name.clone(), url: frame.link(&format!("/groups/{}", survivor.slug)) };
    let undo = Link { name: frame.t("merge-title"), url: frame.link(&format!("/console/groups/{}/merging", facts.group.slug)) };
    Some(Section {
        id: "part-of",
        heading: frame.t2("part-of", ("group", &survivor.name), ("when", &when(merge.began_at))),
        text: told.join(" "),
        links: std::iter::once(theirs).chain(facts.may[5].then_some(undo)).collect(),
        ..Section::default()
    })
}

fn coalition_row(frame: &Frame, facts: &Facts, coalition: &Coalition, role: Option<Role>) -> Row {
    Row {
        name: coalition.name.clone(),
        url: Some(frame.link(&format!("/console/coalitions/{}?as={}", coalition.slug, facts.group.slug))),
        badge: role.map(|role| pages::role_view(role.as_str()).words(frame)),
        ..Row::default()
    }
}

fn founding_button(frame: &Frame, facts: &Facts, coalition: &Coalition, answer: &str, danger: bool) -> Button {
    let words = match answer {
        "agree" => frame.t("founding-agree"),
        "decline" => frame.t("founding-decline"),
        _ => frame.t("founding-call-off"),
    };
    let action = frame.link(&format!("/console/groups/{}/foundings/{}/{answer}", facts.group.slug, coalition.id));
    Button { words, about: coalition.name.clone(), action, fields: Vec::new(), danger }
}

/// What the group is asked: to found, to join, to be somebody's larger body.
fn asked(frame: &Frame, facts: &Facts) -> Vec<Row> {
    let (may_change, may_join) = (facts.may[0], facts.may[2]);
    let asked = facts.foundings.iter().filter(|(_, answer, _)| *answer == Answer::Asked);
    let mut rows: Vec<Row> = asked
        .map(|(coalition, _, founders)| Row {
            name: frame.t1("asked-to-found", "coalition", &coalition.name),
            facts: vec![
                markdown::summary(pages::own_or_other(frame.lang, &coalition.about_en, &coalition.about_es), ABOUT_CHARS),
                frame.t1("founding-with", "groups", founders),
                frame.t("founding-what"),
            ],
            buttons: match may_join {
                true => [("agree", false), ("decline", true)]
                    .map(|(answer, danger)| founding_button(frame, facts, coalition, answer, danger))
                    .into(),
                false => Vec::new(),
            },
            ..Row::default()
        })
        .collect();
    for (invitation, coalition, by) in &facts.invitations {
        let until = frame.date(&zoned(invitation.expires_at, SITE_ZONE));
        let button = |answer: &str, words: String, danger| Button {
            words,
            about: coalition.name.clone(),
            action: frame.link(&format!("/console/groups/{}/invitations/{}/{answer}", facts.group.slug, invitation.id)),
            fields: Vec::new(),
            danger,
        };
        rows.push(Row {
            name: frame.t1("asked-to-join", "coalition", &coalition.name),
            url: Some(frame.link(&format!("/coalitions/{}", coalition.slug))),
            badge: Some(pages::role_view(invitation.role.as_str()).words(frame)),
            facts: vec![frame.t1("invited-by", "group", by), frame.t1("open-until", "when", until)],
            buttons: match may_join {
                true => vec![button("accept", frame.t("answer-accept"), false), button("decline", frame.t("answer-decline"), true)],
                false => Vec::new(),
            },
            ..Row::default()
        });
    }
    if let Some((question, asks)) = &facts.merge {
        let url = facts.may[5].then(|| frame.link(&format!("/console/groups/{}/merging", facts.group.slug)));
        rows.push(Row { name: frame.t1(question.line(), "group", asks), url, ..Row::default() });
    }
    for (child, agreed) in &facts.children {
        let button = |answer: &str, words: String, danger| Button {
            words,
            about: child.name.clone(),
            action: frame.link(&format!("/console/groups/{}/chapters/{}/{answer}", facts.group.slug, child.id)),
            fields: Vec::new(),
            danger,
        };
        let buttons = match (may_change, agreed) {
            (false, _) => Vec::new(),
            (true, true) => vec![button("decline", frame.t("chapter-end"), true)],
            (true, false) => {
                vec![button("agree", frame.t("chapter-agree"), false), button("decline", frame.t("answer-decline"), true)]
            }
        };
        let name =
            if *agreed { frame.t1("chapter-is", "group", &child.name) } else { frame.t1("chapter-asks", "group", &child.name) };
        rows.push(Row { name, url: Some(frame.link(&format!("/groups/{}", child.slug))), buttons, ..Row::default() });
    }
    rows
}

/// `accept` or `decline`: the group's answer to an invitation into a coalition.
pub(super) async fn answer_invitation(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, answer)): Path<(String, String, String)>,
) -> Response {
    let answered = async {
        let (Ok(id), "accept" | "decline") = (id.parse::<Id>(), answer.as_str()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let accepts = answer == "accept";
        let outcome =
            for_group(&app, signed_in.account, ("coalitions.answer_invitation", &slug), Deed::JoinCoalition, move |tx, act, _| {
                invite::answer(tx, act, id, accepts)
            });
        let said = if accepts { "joined" } else { "invitation-declined" };
        Ok(led_back_saying(&app, &here, &outcome.await?, &format!("/console/groups/{slug}"), said))
    };
    here.answer(&app, answered.await)
}
