//! The groups of a coalition: in which role, who is invited, whose role may change; and the deeds of steering groups about it.

use super::coalition::{acting_field, framed};
use super::deed::{Outcome, There, calling};
use super::people::group_name;
use super::{Waiting, answer_waiting, for_coalition, led_back, led_back_saying, read_for_coalition, say, unreadable};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::membership::change_role::{self, ChangeRoleRefusal, Proposed as Carried, RoleChange};
use crate::coalitions::membership::invite::{self, InviteRefusal};
use crate::coalitions::{self, Act, Group, Role, pages};
use crate::ids::Id;
use crate::plans::{self, Tools};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use crate::web::views_form::FieldError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// An invitation with the names that it needs.
struct Invited {
    invitation: invite::Invitation,
    group: String,
    by: String,
    second: Option<String>,
}

/// A proposal with the names that it needs.
struct Proposed {
    change: RoleChange,
    group: String,
    voices: Vec<(Id, String)>,
    needed: i64,
}

struct Facts {
    members: Vec<(Group, String)>,
    invited: Vec<Invited>,
    proposed: Vec<Proposed>,
    steering: i64,
}

fn facts(tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let coalition = there.coalition.id;
    let mut invited = Vec::new();
    for invitation in invite::open_of_coalition(tx, coalition, now)? {
        let (group, by) = (group_name(tx, invitation.group)?, group_name(tx, invitation.invited_by)?);
        let second = invitation.seconded_by.map(|second| group_name(tx, second)).transpose()?;
        invited.push(Invited { invitation, group, by, second });
    }
    let steering = coalitions::steering_count(tx, coalition)?;
    let mut proposed = Vec::new();
    for (change, spoken) in change_role::open(tx, coalition, now)? {
        let from = coalitions::role_of(tx, coalition, change.group)?.unwrap_or(Role::Endorser);
        let needed = change_role::needed(from, change.to, steering - i64::from(from == Role::Steering));
        let mut voices = Vec::new();
        for group in spoken {
            voices.push((group, group_name(tx, group)?));
        }
        proposed.push(Proposed { group: group_name(tx, change.group)?, change, voices, needed });
    }
    Ok(Facts { members: coalitions::members(tx, coalition)?, invited, proposed, steering })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        Ok(match page(&app, &here, signed_in, (&slug, query.get("as")), &Asked::default()).await? {
            Outcome::Done(mut page) => {
                say(&mut page, &query);
                frame::html(StatusCode::OK, &page)
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

/// What was typed into the form for inviting, and what is wrong with it.
#[derive(Default)]
struct Asked {
    group: String,
    role: Option<Role>,
    wrong: Vec<FieldError>,
}

async fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, acting_for): (&str, &str),
    asked: &Asked,
) -> Result<Outcome<SectionsPage>, Fault> {
    let now = app.clock.now();
    let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there, now);
    let seen = read_for_coalition(app, signed_in.account, (slug, acting_for), Deed::SeeCoalition, look).await?;
    Ok(seen.map(|(there, facts)| {
        let mut frame = here.frame(app, "");
        frame.title = frame.t("console-groups");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, here, &there);
        page.sections = sections(&page.frame, &there, &facts, asked);
        page
    }))
}

fn sections(frame: &Frame, there: &There, facts: &Facts, asked: &Asked) -> Vec<Section> {
    let decides = there.may(Deed::ChangeCoalition);
    let joining = decides.then(|| Link { name: frame.t("join-console-title"), url: frame.link(&there.path("/joining")) });
    let mut sections = Vec::new();
    if !facts.proposed.is_empty() {
        sections.push(Section {
            id: "changes",
            heading: frame.t("roles-proposed"),
            rows: facts.proposed.iter().map(|proposed| proposed_row(frame, there, proposed, decides)).collect(),
            ..Section::default()
        });
    }
    sections.push(Section {
        id: "invitations",
        heading: frame.t("invitations"),
        rows: facts.invited.iter().map(|invited| invited_row(frame, there, invited, (decides, facts.steering))).collect(),
        empty: frame.t("invitations-empty"),
        links: joining.into_iter().collect(),
        form: decides.then(|| invite_form(frame, there, asked)),
        ..Section::default()
    });
    let member_row = |(group, role): &(Group, String)| Row {
        name: group.name.clone(),
        url: Some(frame.link(&format!("/groups/{}", group.slug))),
        badge: Some(pages::role_view(role).words(frame)),
        ..Row::default()
    };
    let others: Vec<&Group> = facts.members.iter().map(|(group, _)| group).filter(|group| group.id != there.group.id).collect();
    sections.push(Section {
        id: "members",
        heading: frame.tn("coalition-groups", facts.members.len() as u64),
        rows: facts.members.iter().map(member_row).collect(),
        form: (decides && !others.is_empty()).then(|| role_form(frame, there, &others)),
        ..Section::default()
    });
    sections
}

fn role_words(frame: &Frame, to: Option<Role>) -> String {
    match to {
        Some(role) => pages::role_view(role.as_str()).words(frame),
        None => frame.t("role-out"),
    }
}

fn button(frame: &Frame, there: &There, path: &str, (words, about, danger): (String, &str, bool)) -> Button {
    let action = frame.link(&format!("/console/coalitions/{}{path}", there.coalition.slug));
    Button { words, about: about.to_owned(), action, fields: vec![acting_field(there)], danger }
}

fn proposed_row(frame: &Frame, there: &There, proposed: &Proposed, decides: bool) -> Row {
    let Proposed { change, group, voices, needed } = proposed;
    let names: Vec<&str> = voices.iter().map(|(_, name)| name.as_str()).collect();
    let spoke = voices.iter().any(|(voice, _)| *voice == there.group.id);
    let path = |deed: &str| format!("/roles/{}/{deed}", change.id);
    let mut buttons = Vec::new();
    if decides && !spoke && change.group != there.group.id {
        buttons.push(button(frame, there, &path("support"), (frame.t("role-support"), group, false)));
    }
    if decides && change.proposed_by == there.group.id {
        buttons.push(button(frame, there, &path("withdraw"), (frame.t("answer-withdraw"), group, true)));
    }
    Row {
        name: frame.t2("role-proposal", ("group", group), ("role", &role_words(frame, change.to))),
        facts: vec![
            frame.t1("role-voices", "groups", names.join(", ")),
            frame.tn1("role-needed", u64::try_from(*needed).unwrap_or(0), "have", voices.len()),
            frame.t1("open-until", "when", frame.date(&zoned(change.expires_at, SITE_ZONE))),
        ],
        buttons,
        ..Row::default()
    }
}

fn invited_row(frame: &Frame, there: &There, invited: &Invited, (decides, steering): (bool, i64)) -> Row {
    let Invited { invitation, group, by, second } = invited;
    let to_steer = invitation.role == Role::Steering;
    let path = |deed: &str| format!("/invitations/{}/{deed}", invitation.id);
    let own = invitation.invited_by == there.group.id;
    let mut buttons = Vec::new();
    if decides && to_steer && second.is_none() && !own {
        buttons.push(button(frame, there, &path("second"), (frame.t("invitation-second"), group, false)));
    }
    if decides && own {
        buttons.push(button(frame, there, &path("withdraw"), (frame.t("answer-withdraw"), group, true)));
    }
    let mut facts = vec![frame.t1("invited-by", "group", by)];
    match second {
        Some(second) => facts.push(frame.t1("invitation-seconded", "group", second)),
        None if to_steer && steering > 1 => facts.push(frame.t("invitation-needs-second")),
        None => {}
    }
    facts.push(frame.t1("open-until", "when", frame.date(&zoned(invitation.expires_at, SITE_ZONE))));
    Row { name: group.clone(), badge: Some(role_words(frame, Some(invitation.role))), facts, buttons, ..Row::default() }
}

fn invite_form(frame: &Frame, there: &There, asked: &Asked) -> Form {
    let roles = [Role::Endorser, Role::Partner, Role::Steering];
    let roles = roles.map(|role| (role.as_str().to_owned(), role_words(frame, Some(role))));
    Form {
        heading: frame.t("invite-title"),
        action: frame.link(&format!("/console/coalitions/{}/groups", there.coalition.slug)),
        hidden: vec![acting_field(there)],
        fields: vec![
            Field::line("group", frame.t("invite-group"), asked.group.clone(), 200)
                .hinted(frame.t("invite-group-hint"))
                .told(&asked.wrong),
            Field::choice("role", frame.t("invite-role"), asked.role.unwrap_or(Role::Partner).as_str().to_owned(), roles.into())
                .hinted(frame.t("invite-role-hint")),
        ],
        button: frame.t("invite-button"),
        ..Form::default()
    }
}

fn role_form(frame: &Frame, there: &There, others: &[&Group]) -> Form {
    let groups = others.iter().map(|group| (group.id.to_string(), group.name.clone())).collect();
    let roles = [Some(Role::Steering), Some(Role::Partner), Some(Role::Endorser), None];
    let roles = roles.map(|to| (RoleChange::word(to).to_owned(), role_words(frame, to)));
    Form {
        heading: frame.t("role-title"),
        action: frame.link(&format!("/console/coalitions/{}/roles", there.coalition.slug)),
        hidden: vec![acting_field(there)],
        fields: vec![
            Field::choice("member", frame.t("role-group"), String::new(), groups),
            Field::choice("to", frame.t("role-to"), Role::Partner.as_str().to_owned(), roles.into())
                .hinted(frame.t("role-to-hint")),
        ],
        button: frame.t("role-button"),
        ..Form::default()
    }
}

fn back(slug: &str, acting_for: &str) -> String {
    format!("/console/coalitions/{slug}/groups?as={acting_for}")
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
    let (acting_for, account) = (typed.get("as"), signed_in.account);
    let Some(role) = Role::of(typed.get("role")) else {
        return unreadable(app, here, account, (slug, acting_for), Deed::ChangeCoalition).await;
    };
    let wanted = typed.text("group");
    let meant = wanted.clone();
    let outcome =
        for_coalition(app, account, ("coalitions.invite", slug, acting_for), Deed::ChangeCoalition, move |tx, act, coalition| {
            match coalitions::group_meant(tx, &meant)? {
                Some(group) => invite::invite(tx, act, coalition, group.id, role),
                None => Ok(Err(InviteRefusal::NoGroup)),
            }
        });
    let outcome = outcome.await?;
    let about_group = [InviteRefusal::NoGroup, InviteRefusal::AlreadyIn, InviteRefusal::AlreadyAsked];
    let message = match &outcome {
        Outcome::Refused(message) if about_group.iter().any(|refusal| refusal.message() == *message) => {
            lang::t(here.lang, message, &[])
        }
        other => return Ok(led_back_saying(app, here, other, &back(slug, acting_for), "invited")),
    };
    // What was typed and chosen stands there again: a second try must not ask for another role.
    let asked = Asked { group: wanted, role: Some(role), wrong: vec![FieldError { field: "group", message }] };
    Ok(match page(app, here, signed_in, (slug, acting_for), &asked).await? {
        Outcome::Done(page) => frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page),
        other => led_back(app, here, &other, ""),
    })
}

/// `second` or `withdraw` an invitation of this coalition.
pub(super) async fn answer_invitation(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(of): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let waiting = Waiting {
        yes: "second",
        find: |tx: &mut Tx<'_>, id| Ok(invite::find(tx, id)?.map(|found| found.coalition)),
        say_yes: invite::second,
        withdraw: invite::withdraw,
        over: invite::InvitationRefusal::Over,
        back,
        said: ["invitation-seconded", "invitation-withdrawn"],
    };
    let names = ["coalitions.second_invitation", "coalitions.withdraw_invitation"];
    answer_waiting((&app, &here, &signed_in), names, of, &body, Deed::ChangeCoalition, waiting).await
}

/// A role that was just changed. In ballots that run, a group that was put out counts as silent.
fn follow(tx: &mut Tx<'_>, tools: &Tools, act: &Act, change: (Id, Id, Option<Role>), done: Carried) -> Result<(), Fault> {
    match (change, done) {
        ((coalition, group, None), Carried::Done) => plans::cast::leave(tx, tools, act.now, coalition, group),
        _ => Ok(()),
    }
}

pub(super) async fn propose(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let proposed = async {
        let (Ok(group), Some(to)) = (typed.get("member").parse::<Id>(), RoleChange::of_word(typed.get("to"))) else {
            return unreadable(&app, &here, signed_in.account, (&slug, typed.get("as")), Deed::ChangeCoalition).await;
        };
        let (acting_for, tools) = (typed.get("as"), Tools::of(&app));
        let outcome = for_coalition(
            &app,
            signed_in.account,
            ("coalitions.propose_role", &slug, acting_for),
            Deed::ChangeCoalition,
            move |tx, act, coalition| {
                let calling = calling(tx, coalition)?;
                let proposed = change_role::propose(tx, act, coalition, group, to, calling)?;
                if let Ok(done) = proposed {
                    follow(tx, &tools, act, (coalition, group, to), done)?;
                }
                Ok(proposed)
            },
        );
        let outcome = outcome.await?;
        let said = if outcome == Outcome::Done(Carried::Done) { "role-changed" } else { "role-proposed" };
        Ok(led_back_saying(&app, &here, &outcome, &back(&slug, acting_for), said))
    };
    here.answer(&app, proposed.await)
}

/// `support` or `withdraw` a proposal of this coalition.
pub(super) async fn answer_change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(of): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let tools = Tools::of(&app);
    let support = move |tx: &mut Tx<'_>, act: &Act, id| {
        let Some(change) = change_role::find(tx, id)? else { return Ok(Err(ChangeRoleRefusal::Over)) };
        let calling = calling(tx, change.coalition)?;
        let supported = change_role::support(tx, act, id, calling)?;
        if let Ok(done) = supported {
            follow(tx, &tools, act, (change.coalition, change.group, change.to), done)?;
        }
        Ok(supported.map(drop))
    };
    let waiting = Waiting {
        yes: "support",
        find: |tx: &mut Tx<'_>, id| Ok(change_role::find(tx, id)?.map(|found| found.coalition)),
        say_yes: support,
        withdraw: change_role::withdraw,
        over: ChangeRoleRefusal::Over,
        back,
        said: ["role-supported", "proposal-withdrawn"],
    };
    let names = ["coalitions.support_role", "coalitions.withdraw_role"];
    answer_waiting((&app, &here, &signed_in), names, of, &body, Deed::ChangeCoalition, waiting).await
}
