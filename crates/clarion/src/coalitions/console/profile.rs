//! Changing what a group says about itself, and answering groups that say they belong to it.

use super::deed::Outcome;
use super::group::tabs;
use super::{for_group, led_back, led_back_saying, read_for_group};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::profile::{self, ABOUT_CHARS_MAX, ADDRESS_CHARS_MAX, CITY_CHARS_MAX, NAME_CHARS_MAX, WEBSITE_CHARS_MAX};
use crate::coalitions::{self, Group, GroupKind, LegalKind, Profile, slug_in};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::map::{AREA_CODES, area_name};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// A group's address is at most so long.
const SLUG_CHARS_MAX: usize = 80;

/// What the form holds.
struct Filled {
    group: Group,
    profile: Profile,
    /// The larger body's address as typed.
    parent: String,
}

pub(super) async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let shown = async {
        let look = |tx: &mut db::Tx<'_>, _: &crate::access::Actor, group: &Group| {
            let profile = profile::of(tx, group.id)?;
            let parent = match profile.parent {
                Some(parent) => coalitions::group(tx, parent)?.map_or_else(String::new, |parent| parent.slug),
                None => String::new(),
            };
            Ok(Filled { group: group.clone(), profile, parent })
        };
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::ChangeGroup, look).await? {
            Outcome::Done(filled) => frame::html(StatusCode::OK, &page(&app, &here, signed_in, &filled, None)),
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, filled: &Filled, refusal: Option<String>) -> SectionsPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("console-profile");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    let slug = &filled.group.slug;
    page.above = Some(Link { name: frame.t("settings"), url: frame.link(&format!("/console/groups/{slug}/settings")) });
    page.tabs = tabs(frame, slug, &format!("/console/groups/{slug}/profile"));
    page.lead = frame.t("profile-lead");
    page.refusal = refusal;
    page.sections = vec![Section { id: "profile", form: Some(form(frame, filled)), ..Section::default() }];
    page
}

fn form(frame: &Frame, filled: &Filled) -> Form {
    let Filled { group, profile, parent } = filled;
    let kinds = GroupKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), frame.t(kind.message()))).collect();
    let legal_kinds = LegalKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), frame.t(kind.message()))).collect();
    let mut regions: Vec<(String, String)> =
        AREA_CODES.iter().map(|code| ((*code).to_owned(), area_name(frame.lang, code))).collect();
    regions.sort_by(|a, b| a.1.cmp(&b.1));
    regions.insert(0, (String::new(), frame.t("legal-kind-not-stated")));
    Form {
        heading: String::new(),
        action: frame.link(&format!("/console/groups/{}/profile", group.slug)),
        hidden: Vec::new(),
        fields: vec![
            Field::line("name", frame.t("profile-name"), group.name.clone(), NAME_CHARS_MAX),
            Field::choice("kind", frame.t("group-kind"), profile.kind.as_str().to_owned(), kinds),
            Field::choice("legal_kind", frame.t("group-legal-kind"), profile.legal_kind.as_str().to_owned(), legal_kinds)
                .hinted(frame.t("profile-legal-kind-hint")),
            Field::line("city", frame.t("profile-city"), profile.city.clone(), CITY_CHARS_MAX).optional(),
            Field::choice("region", frame.t("form-state"), profile.region.clone(), regions).optional(),
            Field::line("website", frame.t("group-website"), profile.website.clone(), WEBSITE_CHARS_MAX).typed("url").optional(),
            Field::line("parent", frame.t("group-parent"), parent.clone(), SLUG_CHARS_MAX)
                .optional()
                .hinted(frame.t("profile-parent-hint")),
            Field::area("postal_address", frame.t("group-address"), group.postal_address.clone(), ADDRESS_CHARS_MAX, 3)
                .hinted(frame.t("profile-address-hint")),
            Field::area("about_en", frame.t("profile-about-en"), group.about_en.clone(), ABOUT_CHARS_MAX, 6)
                .hinted(frame.t("markdown-hint")),
            Field::area("about_es", frame.t("profile-about-es"), group.about_es.clone(), ABOUT_CHARS_MAX, 6)
                .hinted(frame.t("markdown-hint")),
        ],
        button: frame.t("profile-save"),
        ..Form::default()
    }
}

/// What was typed, over what stands. The larger body's id is looked up in the deed.
fn typed_over(group: &Group, typed: &Typed) -> Filled {
    let group = Group {
        name: typed.text("name"),
        about_en: typed.text("about_en"),
        about_es: typed.text("about_es"),
        postal_address: typed.text("postal_address"),
        ..group.clone()
    };
    let profile = Profile {
        kind: GroupKind::of(typed.get("kind")).unwrap_or_default(),
        legal_kind: LegalKind::of(typed.get("legal_kind")).unwrap_or_default(),
        city: typed.text("city"),
        region: typed.text("region"),
        website: typed.text("website"),
        parent: None,
        parent_agreed: false,
    };
    Filled { group, profile, parent: slug_in(&typed.text("parent")) }
}

pub(super) async fn change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, changed(&app, &here, signed_in, &slug, Typed::read(&body)).await)
}

async fn changed(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: Typed) -> Result<Response, Fault> {
    let group = match read_for_group(app, signed_in.account, slug, Deed::ChangeGroup, |_, _, group| Ok(group.clone())).await? {
        Outcome::Done(group) => group,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let filled = typed_over(&group, &typed);
    let (group, profile, parent) = (filled.group.clone(), filled.profile.clone(), filled.parent.clone());
    let outcome = for_group(app, signed_in.account, ("coalitions.change_profile", slug), Deed::ChangeGroup, move |tx, act, _| {
        let parent = match parent.as_str() {
            "" => None,
            // Nobody has this id, so an address that leads nowhere is refused like any other wrong body.
            slug => Some(coalitions::group_by_slug(tx, slug)?.map_or(Id::ZERO, |parent| parent.id)),
        };
        profile::change(tx, act.now, &group, &Profile { parent, ..profile.clone() })
    });
    Ok(match outcome.await? {
        Outcome::Refused(message) => {
            let refusal = Some(lang::t(here.lang, message, &[]));
            frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(app, here, signed_in, &filled, refusal))
        }
        other => led_back_saying(app, here, &other, &format!("/console/groups/{slug}"), "profile"),
    })
}

/// `agree` or `decline`: the answer to a group that says it belongs to this one.
pub(super) async fn answer(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, child, answer)): Path<(String, String, String)>,
) -> Response {
    let answered = async {
        let (Ok(child), "agree" | "decline") = (child.parse::<Id>(), answer.as_str()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let agrees = answer == "agree";
        let outcome =
            for_group(&app, signed_in.account, ("coalitions.answer_as_parent", &slug), Deed::ChangeGroup, move |tx, act, group| {
                profile::answer_as_parent(tx, act.now, group.id, child, agrees)
            });
        let said = if agrees { "chapter-agreed" } else { "chapter-declined" };
        Ok(led_back_saying(&app, &here, &outcome.await?, &format!("/console/groups/{slug}"), said))
    };
    here.answer(&app, answered.await)
}
