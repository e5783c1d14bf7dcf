//! Founding a coalition from a group's pages, and a founder's answer.

use super::deed::Outcome;
use super::{for_group, led_back, led_back_saying, read_for_group};
use crate::access::{Deed, SignedIn};
use crate::actions::address::slug_of;
use crate::app::App;
use crate::coalitions::found::{self, FOUNDERS_MAX, FoundRefusal};
use crate::coalitions::profile::{ABOUT_CHARS_MAX, NAME_CHARS_MAX};
use crate::coalitions::{self, Coalition, CoalitionState, Group, slug_in};
use crate::ids::Id;
use crate::web::frame;
use crate::web::lang;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

pub(super) async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let shown = async {
        let group = read_for_group(&app, signed_in.account, &slug, Deed::FoundCoalition, |_, _, group| Ok(group.clone())).await?;
        Ok(match group {
            Outcome::Done(group) => frame::html(StatusCode::OK, &page(&app, &here, signed_in, &group, &Typed::default(), None)),
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, group: &Group, typed: &Typed, refusal: Option<String>) -> SectionsPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("found-title");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: group.name.clone(), url: frame.link(&format!("/console/groups/{}", group.slug)) });
    page.lead = frame.t1("found-lead", "group", &group.name);
    page.refusal = refusal;
    let value = |name: &str| typed.get(name).to_owned();
    let form = Form {
        action: frame.link(&format!("/console/groups/{}/found", group.slug)),
        fields: vec![
            Field::line("name", frame.t("found-name"), value("name"), NAME_CHARS_MAX),
            Field::line("slug", frame.t("found-slug"), value("slug"), 80).optional().hinted(frame.t("found-slug-hint")),
            Field::area("founders", frame.t("found-founders"), value("founders"), FOUNDERS_MAX * 120, 4)
                .hinted(frame.t("found-founders-hint")),
            Field::area("about_en", frame.t("profile-about-en"), value("about_en"), ABOUT_CHARS_MAX, 4)
                .hinted(frame.t("markdown-hint")),
            Field::area("about_es", frame.t("profile-about-es"), value("about_es"), ABOUT_CHARS_MAX, 4)
                .hinted(frame.t("markdown-hint")),
        ],
        button: frame.t("found-button"),
        ..Form::default()
    };
    page.sections = vec![Section { id: "found", form: Some(form), ..Section::default() }];
    page
}

pub(super) async fn found(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, founded(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

async fn founded(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let name = typed.text("name");
    let wanted = typed.text("slug");
    let new = Coalition {
        id: Id::ZERO,
        slug: if wanted.is_empty() { slug_of(&name, "coalition") } else { wanted },
        name,
        about_en: typed.text("about_en"),
        about_es: typed.text("about_es"),
        created_at: 0,
    };
    let founders: Vec<String> = typed.text("founders").split_whitespace().map(slug_in).filter(|slug| !slug.is_empty()).collect();
    let address = new.slug.clone();
    let deed = for_group(app, signed_in.account, ("coalitions.found", slug), Deed::FoundCoalition, move |tx, act, _| {
        if founders.len() > FOUNDERS_MAX {
            return Ok(Err(FoundRefusal::Founders));
        }
        let mut others = Vec::new();
        for founder in &founders {
            match coalitions::group_by_slug(tx, founder)? {
                Some(group) => others.push(group.id),
                None => return Ok(Err(FoundRefusal::Founders)),
            }
        }
        found::found(tx, act, &new, &others)
    });
    match deed.await? {
        Outcome::Done(CoalitionState::Standing) => Ok(here.see(&format!("/console/coalitions/{address}?as={slug}&done=founded"))),
        Outcome::Refused(message) => {
            let group = read_for_group(app, signed_in.account, slug, Deed::FoundCoalition, |_, _, group| Ok(group.clone())).await?;
            let Outcome::Done(group) = group else { return Ok(led_back(app, here, &group, "")) };
            let refusal = Some(lang::t(here.lang, message, &[]));
            Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(app, here, signed_in, &group, typed, refusal)))
        }
        other => Ok(led_back_saying(app, here, &other, &format!("/console/groups/{slug}#coalitions"), "founding-proposed")),
    }
}

/// `agree`, `decline` or `call-off`.
pub(super) async fn answer(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, answer)): Path<(String, String, String)>,
) -> Response {
    let answered = async {
        let (Ok(id), "agree" | "decline" | "call-off") = (id.parse::<Id>(), answer.as_str()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let said = match answer.as_str() {
            "agree" => "founding-agreed",
            "decline" => "founding-declined",
            _ => "founding-called-off",
        };
        let outcome =
            for_group(&app, signed_in.account, ("coalitions.answer_founding", &slug), Deed::FoundCoalition, move |tx, act, _| {
                match answer.as_str() {
                    "call-off" => found::call_off(tx, act, id),
                    answer => Ok(found::answer(tx, act, id, answer == "agree")?.map(drop)),
                }
            });
        Ok(led_back_saying(&app, &here, &outcome.await?, &format!("/console/groups/{slug}"), said))
    };
    here.answer(&app, answered.await)
}
