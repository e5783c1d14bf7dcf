//! The pages of the instance, of a group and of a coalition.

use super::profile::{self, LegalKind, Profile};
use super::{Coalition, Group, Role, sharing};
use crate::actions::drafts;
use crate::app::App;
use crate::events;
use crate::forms;
use crate::notices::{self, Notice};
use crate::petitions::{self, Card, Cards};
use crate::plans;
use crate::statements::pages::card;
use crate::statements::{self, Statement};
use crate::web::frame;
use crate::web::lang::{self, Lang};
use crate::web::map::area_name;
use crate::web::markdown;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_places::{CoalitionPage, GroupPage, HomePage, Member, MemberRole, SharingLine};
use crate::web::views_statements::StatementCard;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

/// Notices listed on one page; the log has all.
const NOTICES_MAX: i64 = 10;
/// Petitions listed on one page.
const PETITIONS_MAX: i64 = 50;
/// Coalitions that the first page names; one instance has few.
const COALITIONS_MAX: i64 = 20;
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of groups and coalitions, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/groups/{slug}", get(group))
        .route("/coalitions/{slug}", get(coalition))
        .merge(super::console::routes())
        .merge(super::joining::pages::routes())
        .merge(super::seats::pages::routes())
}

/// `/` and `/es`.
pub async fn home(State(app): State<App>, here: Here) -> Response {
    let now = app.clock.now();
    let shown = async {
        let read =
            app.db.read(move |tx| Ok((petitions::newest_cards(tx, now, PETITIONS_MAX)?, super::coalitions(tx, COALITIONS_MAX)?)));
        let (cards, coalitions) = read.await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("home-title");
        frame.description = frame.t("home-intro");
        frame.indexed = true;
        let petitions = views(&frame, &cards, now);
        let coalitions = coalitions.iter().map(|coalition| coalition_link(&frame, coalition)).collect();
        Ok(frame::html(StatusCode::OK, &HomePage { frame, coalitions, petitions, more_url: None }))
    };
    here.answer(&app, shown.await)
}

fn coalition_link(frame: &frame::Frame, coalition: &Coalition) -> Link {
    Link { name: coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", coalition.slug)) }
}

fn views(frame: &frame::Frame, cards: &[Card], now: i64) -> Vec<crate::web::views::PetitionCard> {
    cards.iter().map(|card| petitions::card_view(frame, card, now)).collect()
}

/// The address of the group that a group at an address has become part of.
async fn moved_to(app: &App, slug: &str) -> Result<Option<String>, db::Fault> {
    let slug = slug.to_owned();
    let read = app.db.read(move |tx| {
        let Some(group) = super::group_by_slug(tx, &slug)? else { return Ok(None) };
        let Some(survivor) = super::merging::survivor_of(tx, group.id)? else { return Ok(None) };
        Ok(super::group(tx, survivor)?.map(|survivor| format!("/groups/{}", survivor.slug)))
    });
    read.await
}

async fn group(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let now = app.clock.now();
    let shown = async {
        if let Some(address) = moved_to(&app, &slug).await? {
            return Ok(here.see(&address));
        }
        let found = app.db.read(move |tx| {
            let Some(group) = super::group_by_slug(tx, &slug)? else { return Ok(None) };
            let profile = profile::of(tx, group.id)?;
            let parent = match profile.parent.filter(|_| profile.parent_agreed) {
                Some(parent) => super::group(tx, parent)?,
                None => None,
            };
            let chapters =
                profile::children(tx, group.id)?.into_iter().filter(|(_, agreed)| *agreed).map(|(child, _)| child).collect();
            let coalitions = super::coalitions_of(tx, group.id)?;
            let statements = statements::of_group(tx, group.id)?;
            let cards = petitions::cards_of_group(tx, group.id, now, PETITIONS_MAX)?;
            let sponsored = petitions::cards_sponsored_by(tx, group.id, now, PETITIONS_MAX)?;
            let forms = forms::cards::of_group(tx, group.id, now)?;
            let publishes_alone = drafts::publishes_alone_now(tx, group.id)?;
            let facts =
                GroupFacts { group, profile, parent, chapters, coalitions, statements, cards, sponsored, forms, publishes_alone };
            Ok(Some(facts))
        });
        let Some(facts) = found.await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        Ok(frame::html(StatusCode::OK, &group_page(&app, &here, &facts, now)))
    };
    here.answer(&app, shown.await)
}

/// What a group's page tells.
struct GroupFacts {
    group: Group,
    profile: Profile,
    parent: Option<Group>,
    chapters: Vec<Group>,
    coalitions: Vec<Coalition>,
    statements: Vec<Statement>,
    cards: Cards,
    sponsored: Cards,
    forms: Vec<forms::cards::Card>,
    publishes_alone: bool,
}

fn group_page(app: &App, here: &Here, facts: &GroupFacts, now: i64) -> GroupPage {
    let (group, profile) = (&facts.group, &facts.profile);
    let about = own_or_other(here.lang, &group.about_en, &group.about_es);
    let mut frame = here.frame(app, group.name.clone());
    frame.description = markdown::summary(about, DESCRIPTION_CHARS);
    frame.indexed = true;
    GroupPage {
        name: group.name.clone(),
        about_html: markdown::html(about),
        kinds: [lang::t(here.lang, profile.kind.message(), &[]), lang::t(here.lang, profile.legal_kind.message(), &[])],
        place: place_of(here.lang, profile),
        website: profile.website.clone(),
        parent: facts.parent.as_ref().map(|parent| group_link(&frame, parent)),
        chapters: facts.chapters.iter().map(|chapter| group_link(&frame, chapter)).collect(),
        coalitions: facts.coalitions.iter().map(|coalition| coalition_link(&frame, coalition)).collect(),
        postal_address: Some(group.postal_address.clone()).filter(|address| !address.is_empty()),
        statements: facts.statements.iter().map(|statement| card(&frame, statement)).collect(),
        petitions: views(&frame, &facts.cards.open, now),
        closed: views(&frame, &facts.cards.closed, now),
        sponsored: views(&frame, &facts.sponsored.open, now),
        forms: facts.forms.iter().map(|card| card.view(&frame)).collect(),
        publishes_alone: facts.publishes_alone,
        frame,
    }
}

/// The text in the page's language, or in the other where there is none.
pub(in crate::coalitions) fn own_or_other<'a>(lang: Lang, en: &'a str, es: &'a str) -> &'a str {
    match lang {
        Lang::Es if !es.trim().is_empty() => es,
        Lang::En if en.trim().is_empty() => es,
        _ => en,
    }
}

/// What the coalition told under a code; `None` once it was withdrawn.
fn notice_card(frame: &frame::Frame, notice: &Notice, zone: &str) -> Option<StatementCard> {
    let text = notices::words_of(notice).ok()??;
    let name = text.words_in(frame.lang.code()).subject.clone();
    let url = frame.link(&format!("/n/{}", notices::code::spaced(&notice.code)));
    Some(StatementCard { link: Link { name, url }, published_at: zoned(notice.issued_at, zone) })
}

fn group_link(frame: &frame::Frame, group: &Group) -> Link {
    Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) }
}

/// "Alder Sample City, Ohio", as far as it is known.
pub(super) fn place_of(lang: Lang, profile: &Profile) -> String {
    let region = if profile.region.is_empty() { String::new() } else { area_name(lang, &profile.region) };
    let parts = [profile.city.clone(), region];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

async fn coalition(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let now = app.clock.now();
    let (signer, tools) = (notices::Signer::of(&app), plans::Tools::of(&app));
    let shown = async {
        let found = app.db.read(move |tx| {
            let Some(coalition) = super::coalition_by_slug(tx, &slug)? else { return Ok(None) };
            let mut members = Vec::new();
            for (group, role) in super::members(tx, coalition.id)? {
                let profile = profile::of(tx, group.id)?;
                members.push((group, role, profile));
            }
            let statements = statements::of_coalition(tx, coalition.id)?;
            let sharing = sharing::table(tx, coalition.id)?;
            let cards = petitions::cards_of_coalition(tx, coalition.id, now, PETITIONS_MAX)?;
            let forms = forms::cards::of_coalition(tx, coalition.id, now)?;
            let log_vkey = notices::log_of(tx, &signer, &coalition)?.vkey;
            let notices = notices::newest_of(tx, coalition.id, NOTICES_MAX)?;
            let zone = plans::zone_of_coalition(tx, &tools, coalition.id)?;
            let takes_groups = super::joining::open_form(tx, coalition.id)?.is_some();
            let has_events = events::has_public(tx, coalition.id)?;
            Ok(Some(CoalitionFacts {
                coalition,
                members,
                statements,
                sharing,
                cards,
                forms,
                has_events,
                takes_groups,
                log_vkey,
                notices,
                zone,
            }))
        });
        let Some(facts) = found.await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        Ok(frame::html(StatusCode::OK, &coalition_page(&app, &here, &facts, now)))
    };
    here.answer(&app, shown.await)
}

/// What a coalition's page tells.
struct CoalitionFacts {
    coalition: Coalition,
    members: Vec<(Group, String, Profile)>,
    statements: Vec<Statement>,
    sharing: Vec<sharing::Line>,
    cards: Cards,
    forms: Vec<forms::cards::Card>,
    has_events: bool,
    takes_groups: bool,
    log_vkey: String,
    notices: Vec<Notice>,
    /// In which the times of its notices are said.
    zone: String,
}

fn coalition_page(app: &App, here: &Here, facts: &CoalitionFacts, now: i64) -> CoalitionPage {
    let coalition = &facts.coalition;
    let about = own_or_other(here.lang, &coalition.about_en, &coalition.about_es);
    let mut frame = here.frame(app, coalition.name.clone());
    frame.description = markdown::summary(about, DESCRIPTION_CHARS);
    frame.indexed = true;
    let member = |(group, role, profile): &(Group, String, Profile)| Member {
        group: group_link(&frame, group),
        role: role_view(role),
        facts: group_facts(here.lang, profile),
    };
    CoalitionPage {
        name: coalition.name.clone(),
        about_html: markdown::html(about),
        statements: facts.statements.iter().map(|statement| card(&frame, statement)).collect(),
        notices: facts.notices.iter().filter_map(|notice| notice_card(&frame, notice, &facts.zone)).collect(),
        petitions: views(&frame, &facts.cards.open, now),
        closed: views(&frame, &facts.cards.closed, now),
        forms: facts.forms.iter().map(|card| card.view(&frame)).collect(),
        groups: facts.members.iter().map(member).collect(),
        events_url: facts.has_events.then(|| frame.link(&format!("/coalitions/{}/events", coalition.slug))),
        join_url: facts.takes_groups.then(|| frame.link(&format!("/coalitions/{}/join", coalition.slug))),
        log_url: frame.link(&format!("/coalitions/{}/log", coalition.slug)),
        log_vkey: facts.log_vkey.clone(),
        sharing: facts.sharing.iter().map(|line| sharing_line(here.lang, line)).collect(),
        frame,
    }
}

/// "Charity, 501(c)(3) · Alder Sample City, Ohio", as far as the group has stated it.
fn group_facts(lang: Lang, profile: &Profile) -> String {
    let legal = match profile.legal_kind {
        LegalKind::NotStated => String::new(),
        kind => lang::t(lang, kind.message(), &[]),
    };
    let parts = [legal, place_of(lang, profile)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A role's word as pages know it.
pub(super) fn role_view(word: &str) -> MemberRole {
    match Role::of(word) {
        Some(Role::Steering) => MemberRole::Steering,
        Some(Role::Partner) => MemberRole::Partner,
        _ => MemberRole::Endorser,
    }
}

/// A line of the table in words.
pub(super) fn sharing_line(lang: Lang, line: &sharing::Line) -> SharingLine {
    let kind = |kind: LegalKind| lang::t(lang, kind.message(), &[]);
    let may = line.may;
    SharingLine {
        pair: [kind(line.pair.first()), kind(line.pair.second())],
        may: [may.plans, may.audiences, may.money, may.words],
        decided: line.decided,
    }
}
