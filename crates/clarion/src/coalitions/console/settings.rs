//! A group's settings: one page that gathers what can be set about a group and how it stands, each a way to the page where it is done.

use super::deed::Outcome;
use super::group::tabs;
use super::{led_back, read_for_group};
use crate::access::{self, Actor, Deed, SeatRole, SignedIn, accounts, may};
use crate::app::App;
use crate::coalitions::merging::{self, State as MergeState};
use crate::coalitions::{self, Coalition, Group, Role, pages, profile};
use crate::people::retention;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// So many seats are counted; no group has as many.
const SEATS_MAX: i64 = 1_000;

/// How things stand.
struct Facts {
    group: Group,
    is_owner: bool,
    public: profile::Profile,
    owners: usize,
    organisers: usize,
    rules: usize,
    keys: usize,
    merge: Option<MergeState>,
    coalitions: Vec<(Coalition, Option<Role>)>,
}

fn facts(tx: &mut Tx<'_>, actor: &Actor, group: &Group) -> Result<Facts, Fault> {
    let seats = accounts::seated_in(tx, group.id, SEATS_MAX)?;
    let owners = seats.iter().filter(|(_, role)| *role == SeatRole::Owner).count();
    let mut in_coalitions = Vec::new();
    for coalition in coalitions::coalitions_of(tx, group.id)? {
        let role = coalitions::role_of(tx, coalition.id, group.id)?;
        in_coalitions.push((coalition, role));
    }
    Ok(Facts {
        group: group.clone(),
        is_owner: may(actor, &Deed::ChangeGroup(group.id)),
        public: profile::of(tx, group.id)?,
        owners,
        organisers: seats.len() - owners,
        rules: retention::rules(tx, group.id)?.len(),
        keys: access::api_keys(tx, group.id)?.iter().filter(|key| key.revoked_at.is_none()).count(),
        merge: merging::of_group(tx, group.id, 1)?.first().map(|merge| merge.state).filter(|state| state.is_open()),
        coalitions: in_coalitions,
    })
}

pub(super) async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let shown = async {
        let look = |tx: &mut Tx<'_>, actor: &Actor, group: &Group| facts(tx, actor, group);
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::SeeGroup, look).await? {
            Outcome::Done(facts) => frame::html(StatusCode::OK, &page(&app, &here, signed_in, &facts)),
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, facts: &Facts) -> SectionsPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("settings");
    let mut page = SectionsPage::new(frame, signed_in);
    let (frame, slug) = (&page.frame, &facts.group.slug);
    page.above = Some(Link { name: facts.group.name.clone(), url: frame.link(&format!("/console/groups/{slug}")) });
    page.tabs = tabs(frame, slug, &here.path);
    page.lead = frame.t(if facts.is_owner { "settings-lead" } else { "settings-lead-organiser" });
    let mut sections = vec![group_section(frame, facts)];
    if facts.is_owner {
        sections.push(people_section(frame, facts));
        sections.push(programs_section(frame, facts));
    }
    sections.push(coalitions_section(frame, facts));
    sections.push(account_section(frame));
    page.sections = sections;
    page
}

/// A way to a page of the group, with how things stand there.
fn way(frame: &Frame, facts: &Facts, (rest, name): (&str, &str), stands: Vec<String>) -> Row {
    let url = Some(frame.link(&format!("/console/groups/{}/{rest}", facts.group.slug)));
    Row { name: frame.t(name), url, facts: stands, ..Row::default() }
}

fn group_section(frame: &Frame, facts: &Facts) -> Section {
    let public = pages::place_of(frame.lang, &facts.public);
    let kinds = [frame.t(facts.public.kind.message()), frame.t(facts.public.legal_kind.message()), public];
    let stated = kinds.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
    let seats = vec![frame.tn("settings-owners", facts.owners as u64), frame.tn("settings-organisers", facts.organisers as u64)];
    let people = way(frame, facts, ("people", "console-people"), seats);
    let rows = match facts.is_owner {
        true => vec![way(frame, facts, ("profile", "console-profile"), vec![stated, frame.t("settings-profile-what")]), people],
        false => vec![people],
    };
    Section { id: "group", heading: frame.t("settings-group"), rows, ..Section::default() }
}

fn people_section(frame: &Frame, facts: &Facts) -> Section {
    let merge = match facts.merge {
        Some(MergeState::Asked | MergeState::Agreed) => "settings-merge-asked",
        Some(_) => "settings-merge-open",
        None => "settings-merge-none",
    };
    let rows = vec![
        way(frame, facts, ("retention", "retention-title"), vec![frame.tn("settings-rules", facts.rules as u64)]),
        way(frame, facts, ("merging", "merge-title"), vec![frame.t(merge)]),
    ];
    Section { id: "list", heading: frame.t("settings-list"), rows, ..Section::default() }
}

fn programs_section(frame: &Frame, facts: &Facts) -> Section {
    let rows = vec![
        way(frame, facts, ("api-keys", "api-keys"), vec![frame.tn("settings-keys", facts.keys as u64)]),
        way(frame, facts, ("webhooks", "webhooks"), vec![frame.t("settings-webhooks-what")]),
        way(frame, facts, ("audit", "audit"), vec![frame.t("settings-audit-what")]),
    ];
    Section { id: "programs", heading: frame.t("settings-programs"), rows, ..Section::default() }
}

fn coalitions_section(frame: &Frame, facts: &Facts) -> Section {
    let slug = &facts.group.slug;
    let row = |(coalition, role): &(Coalition, Option<Role>)| {
        let of = |rest: &str| frame.link(&format!("/console/coalitions/{}{rest}?as={slug}", coalition.slug));
        Row {
            name: coalition.name.clone(),
            url: Some(of("")),
            badge: role.map(|role| pages::role_view(role.as_str()).words(frame)),
            links: if facts.is_owner { vec![Link { name: frame.t("leave-link"), url: of("/leave") }] } else { Vec::new() },
            ..Row::default()
        }
    };
    Section {
        id: "coalitions",
        heading: frame.t("console-coalitions"),
        rows: facts.coalitions.iter().map(row).collect(),
        empty: frame.t("console-coalitions-empty"),
        ..Section::default()
    }
}

fn account_section(frame: &Frame) -> Section {
    let own = Row {
        name: frame.t("settings-account"),
        url: Some(frame.link("/console/account")),
        facts: vec![frame.t("settings-account-what")],
        ..Row::default()
    };
    Section { id: "account", heading: frame.t("settings-you"), rows: vec![own], ..Section::default() }
}
