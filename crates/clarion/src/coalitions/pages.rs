//! The pages of the instance, of a group and of a coalition.

use super::{Coalition, Group};
use crate::app::App;
use crate::petitions::{self, Card};
use crate::web::frame;
use crate::web::lang::Lang;
use crate::web::markdown;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_places::{CoalitionPage, GroupPage, HomePage, Member, MemberRole};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

/// Petitions listed on one page.
const PETITIONS_MAX: i64 = 50;
/// Coalitions that the first page names; one instance has few.
const COALITIONS_MAX: i64 = 20;
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of groups and coalitions, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/groups/{slug}", get(group)).route("/coalitions/{slug}", get(coalition))
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

async fn group(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let now = app.clock.now();
    let shown = async {
        let found = app.db.read(move |tx| {
            let Some(group) = super::group_by_slug(tx, &slug)? else { return Ok(None) };
            let coalitions = super::coalitions_of(tx, group.id)?;
            let cards = petitions::cards_of_group(tx, group.id, PETITIONS_MAX)?;
            Ok(Some((group, coalitions, cards)))
        });
        let Some((group, coalitions, cards)) = found.await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        Ok(frame::html(StatusCode::OK, &group_page(&app, &here, &group, &coalitions, &cards, now)))
    };
    here.answer(&app, shown.await)
}

fn group_page(app: &App, here: &Here, group: &Group, coalitions: &[Coalition], cards: &[Card], now: i64) -> GroupPage {
    let about = if here.lang == Lang::Es { &group.about_es } else { &group.about_en };
    let mut frame = here.frame(app, group.name.clone());
    frame.description = markdown::summary(about, DESCRIPTION_CHARS);
    frame.indexed = true;
    GroupPage {
        name: group.name.clone(),
        about_html: markdown::html(about),
        coalitions: coalitions.iter().map(|coalition| coalition_link(&frame, coalition)).collect(),
        postal_address: Some(group.postal_address.clone()).filter(|address| !address.is_empty()),
        petitions: views(&frame, cards, now),
        frame,
    }
}

async fn coalition(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let now = app.clock.now();
    let shown = async {
        let found = app.db.read(move |tx| {
            let Some(coalition) = super::coalition_by_slug(tx, &slug)? else { return Ok(None) };
            let members = super::members(tx, coalition.id)?;
            let cards = petitions::cards_of_coalition(tx, coalition.id, PETITIONS_MAX)?;
            Ok(Some((coalition, members, cards)))
        });
        let Some((coalition, members, cards)) = found.await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        Ok(frame::html(StatusCode::OK, &coalition_page(&app, &here, &coalition, &members, &cards, now)))
    };
    here.answer(&app, shown.await)
}

fn coalition_page(
    app: &App,
    here: &Here,
    coalition: &Coalition,
    members: &[(Group, String)],
    cards: &[Card],
    now: i64,
) -> CoalitionPage {
    let about = if here.lang == Lang::Es { &coalition.about_es } else { &coalition.about_en };
    let mut frame = here.frame(app, coalition.name.clone());
    frame.description = markdown::summary(about, DESCRIPTION_CHARS);
    frame.indexed = true;
    let member = |(group, role): &(Group, String)| Member {
        group: Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) },
        role: match role.as_str() {
            "steering" => MemberRole::Steering,
            "partner" => MemberRole::Partner,
            _ => MemberRole::Endorser,
        },
    };
    let mut groups: Vec<Member> = members.iter().map(member).collect();
    groups.sort_by_key(|member| member.role as u8);
    let (name, about_html) = (coalition.name.clone(), markdown::html(about));
    CoalitionPage { name, about_html, petitions: views(&frame, cards, now), groups, frame }
}
