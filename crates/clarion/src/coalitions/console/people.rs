//! The people of a group: who sits in it, who is asked, asking somebody, taking a seat away.

use super::deed::Outcome;
use super::group::tabs;
use super::{done_of, for_group, led_back, led_back_saying, read_for_group, refusal_of};
use crate::access::{Account, Actor, Deed, SeatRole, SignedIn, accounts, may};
use crate::app::App;
use crate::coalitions::seats::invite::{self, InviteSeatRefusal};
use crate::coalitions::seats::remove::{self, RemoveRefusal};
use crate::coalitions::seats::{self, Ended, SEATED_MAX, SeatInvitation};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

struct Facts {
    group: Group,
    seated: Vec<(Account, SeatRole)>,
    waiting: Vec<SeatInvitation>,
    may_seat: bool,
}

fn facts(tx: &mut Tx<'_>, actor: &Actor, group: &Group) -> Result<Facts, Fault> {
    Ok(Facts {
        seated: accounts::seated_in(tx, group.id, SEATED_MAX)?,
        waiting: seats::waiting(tx, group.id)?,
        may_seat: may(actor, &Deed::SeatPeople(group.id)),
        group: group.clone(),
    })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let said = (done_of(here.lang, &query), refusal_of(here.lang, &query));
    here.answer(&app, page(&app, &here, signed_in, &slug, &Typed::default(), said, StatusCode::OK).await)
}

async fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    typed: &Typed,
    (done, refusal): (Option<String>, Option<String>),
    status: StatusCode,
) -> Result<Response, Fault> {
    let account = signed_in.account;
    let facts = match read_for_group(app, account, slug, Deed::SeeGroup, facts).await? {
        Outcome::Done(facts) => facts,
        other => return Ok(led_back(app, here, &other, "")),
    };
    app.vault.know(&app.db, facts.group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let mut frame = here.frame(app, "");
    frame.title = frame.t("console-people");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: facts.group.name.clone(), url: frame.link(&format!("/console/groups/{slug}")) });
    page.tabs = tabs(frame, slug, &format!("/console/groups/{slug}/people"));
    (page.done, page.refusal) = (done, refusal);
    let seated = facts.seated.iter().map(|(seated, role)| seated_row(app, frame, &facts, seated, *role, account));
    let seated = Section {
        id: "seated",
        heading: frame.tn("people-seated", facts.seated.len() as u64),
        rows: seated.collect::<Result<_, _>>()?,
        ..Section::default()
    };
    let waiting = facts.waiting.iter().map(|waiting| waiting_row(app, frame, &facts, waiting));
    let waiting = Section {
        id: "invited",
        heading: frame.t("people-invited"),
        rows: waiting.collect::<Result<_, _>>()?,
        empty: frame.t("people-invited-empty"),
        form: facts.may_seat.then(|| form(frame, slug, typed)),
        ..Section::default()
    };
    page.sections = vec![seated, waiting];
    Ok(frame::html(status, &page))
}

fn role_words(frame: &Frame, role: SeatRole) -> String {
    match role {
        SeatRole::Owner => frame.t("people-owner"),
        SeatRole::Organiser => frame.t("people-organiser"),
    }
}

fn seated_row(app: &App, frame: &Frame, facts: &Facts, seated: &Account, role: SeatRole, own: Id) -> Result<Row, Fault> {
    let who = accounts::open(&app.vault, seated.id, &seated.sealed)?;
    let action = frame.link(&format!("/console/groups/{}/people/{}/remove", facts.group.slug, seated.id));
    let may_remove = facts.may_seat || seated.id == own;
    let words = if seated.id == own { frame.t("people-give-back") } else { frame.t("people-remove") };
    let remove = Link { name: words, url: action };
    Ok(Row {
        name: who.name,
        badge: Some(role_words(frame, role)),
        facts: vec![who.email],
        links: if may_remove { vec![remove] } else { Vec::new() },
        ..Row::default()
    })
}

fn waiting_row(app: &App, frame: &Frame, facts: &Facts, waiting: &SeatInvitation) -> Result<Row, Fault> {
    let email = waiting.open(&app.vault)?.email;
    let state = match (waiting.ended, waiting.mailed_at) {
        (Some(Ended::NotDelivered), _) => frame.t("people-not-delivered"),
        (_, Some(at)) => frame.t1("people-mailed", "when", frame.date_time(&zoned(at, SITE_ZONE))),
        (_, None) => frame.t("people-mail-waits"),
    };
    let over = waiting.expires_at <= app.clock.now();
    let until = match over {
        true => frame.t("people-link-over"),
        false => frame.t1("open-until", "when", frame.date_time(&zoned(waiting.expires_at, SITE_ZONE))),
    };
    let withdraw = Button {
        words: frame.t("answer-withdraw"),
        about: email.clone(),
        action: frame.link(&format!("/console/groups/{}/people/invitations/{}/withdraw", facts.group.slug, waiting.id)),
        fields: Vec::new(),
        danger: true,
    };
    Ok(Row {
        name: email,
        badge: Some(role_words(frame, waiting.role)),
        facts: vec![state, until],
        buttons: if facts.may_seat { vec![withdraw] } else { Vec::new() },
        ..Row::default()
    })
}

fn form(frame: &Frame, slug: &str, typed: &Typed) -> Form {
    let roles = [SeatRole::Organiser, SeatRole::Owner].map(|role| (role.as_str().to_owned(), role_words(frame, role)));
    let languages = Lang::ALL.map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()));
    let lang = if typed.get("lang").is_empty() { frame.lang.code() } else { typed.get("lang") };
    Form {
        heading: frame.t("people-invite"),
        action: frame.link(&format!("/console/groups/{slug}/people")),
        hidden: Vec::new(),
        fields: vec![
            Field::line("email", frame.t("form-email"), typed.get("email").to_owned(), 254)
                .typed("email")
                .hinted(frame.t("people-email-hint")),
            Field::choice("role", frame.t("people-role"), typed.get("role").to_owned(), roles.into())
                .hinted(frame.t("people-role-hint")),
            Field::choice("lang", frame.t("people-lang"), lang.to_owned(), languages.into()),
        ],
        button: frame.t("people-invite-button"),
        ..Form::default()
    }
}

pub(super) async fn invite(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, invited(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

async fn invited(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let role = SeatRole::from_word(typed.get("role")).unwrap_or(SeatRole::Organiser);
    let lang = Lang::from_code(typed.get("lang")).unwrap_or(here.lang);
    let account = signed_in.account;
    // The key of the group seals the mailbox, so the group is read before the deed; whether one may is asked within it.
    let group = match read_for_group(app, account, slug, Deed::SeatPeople, |_, _, group| Ok(group.clone())).await? {
        Outcome::Done(group) => group,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Ok(email) = seal::email::fold(typed.get("email")) else {
        let refusal = Some(crate::web::lang::t(here.lang, "form-error-email", &[]));
        return page(app, here, signed_in, slug, typed, (None, refusal), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    app.vault.know(&app.db, group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let new = invite::prepare(&app.vault, &app.ids, app.clock.now(), group.id, &email, role, lang, account)?;
    let outcome =
        for_group(app, account, ("coalitions.invite_to_seat", slug), Deed::SeatPeople, move |tx, _, _| invite::invite(tx, &new));
    match outcome.await? {
        Outcome::Refused(message) => {
            let refusal = Some(crate::web::lang::t(here.lang, message, &[]));
            page(app, here, signed_in, slug, typed, (None, refusal), StatusCode::CONFLICT).await
        }
        other => Ok(led_back_saying(app, here, &other, &format!("/console/groups/{slug}/people"), "seat-invited")),
    }
}

pub(super) async fn withdraw(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let done = async {
        let Ok(id) = id.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let outcome = for_group(
            &app,
            signed_in.account,
            ("coalitions.withdraw_seat", &slug),
            Deed::SeatPeople,
            move |tx, act, group| -> Result<Result<(), InviteSeatRefusal>, Fault> { invite::withdraw(tx, act.now, group.id, id) },
        );
        Ok(led_back_saying(&app, &here, &outcome.await?, &format!("/console/groups/{slug}/people"), "seat-withdrawn"))
    };
    here.answer(&app, done.await)
}

/// What taking a seat away means, and the button.
pub(super) async fn ask_remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, account)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let asked = async {
        let Ok(account) = account.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let facts = match read_for_group(&app, signed_in.account, &slug, deed_of(signed_in.account, account), facts).await? {
            Outcome::Done(facts) => facts,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let Some((seated, _)) = facts.seated.iter().find(|(seated, _)| seated.id == account) else {
            let gone = Outcome::<()>::Refused(RemoveRefusal::NoSeat.message());
            return Ok(led_back(&app, &here, &gone, &format!("/console/groups/{slug}/people")));
        };
        let name = accounts::open(&app.vault, seated.id, &seated.sealed)?.name;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("people-remove-title", "name", &name);
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        page.above = Some(Link { name: frame.t("console-people"), url: frame.link(&format!("/console/groups/{slug}/people")) });
        page.lead = frame.t1("people-remove-text", "group", &facts.group.name);
        page.refusal = refusal_of(here.lang, &query);
        let form =
            Form { action: frame.link(&here.path), button: frame.t("people-remove-button"), danger: true, ..Form::default() };
        page.sections = vec![Section { id: "remove", form: Some(form), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

/// One's own seat anybody may give back.
fn deed_of(own: Id, account: Id) -> fn(Id) -> Deed {
    if own == account { Deed::SeeGroup } else { Deed::SeatPeople }
}

pub(super) async fn remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, account)): Path<(String, String)>,
) -> Response {
    let removed = async {
        let Ok(account) = account.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let outcome = for_group(
            &app,
            signed_in.account,
            ("coalitions.unseat", &slug),
            deed_of(signed_in.account, account),
            move |tx, act, group| remove::remove(tx, act.now, group.id, account),
        );
        // Whoever gave the own seat back has no page of the group any more.
        let back = match signed_in.account == account {
            true => "/console".to_owned(),
            false => format!("/console/groups/{slug}/people"),
        };
        let outcome = outcome.await?;
        let stays = format!("/console/groups/{slug}/people/{account}/remove");
        let back = if outcome == Outcome::Refused(RemoveRefusal::LastOwner.message()) { stays } else { back };
        // Where the own seat is gone, the list of one's groups says it.
        Ok(led_back_saying(&app, &here, &outcome, &back, "unseated"))
    };
    here.answer(&app, removed.await)
}

/// The names of a group's people, for lists to choose from.
pub(super) fn names(app: &App, seated: &[(Account, SeatRole)]) -> Result<Vec<(Id, String)>, Fault> {
    seated.iter().map(|(seated, _)| Ok((seated.id, accounts::open(&app.vault, seated.id, &seated.sealed)?.name))).collect()
}

/// The people of a group, bounded.
pub(super) fn seated(tx: &mut Tx<'_>, group: Id) -> Result<Vec<(Account, SeatRole)>, Fault> {
    accounts::seated_in(tx, group, SEATED_MAX)
}

/// A group's name; empty where it is gone.
pub(super) fn group_name(tx: &mut Tx<'_>, group: Id) -> Result<String, Fault> {
    Ok(coalitions::group(tx, group)?.map_or_else(String::new, |group| group.name))
}
