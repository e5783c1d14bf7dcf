//! A group of this server asks to join a coalition: its owner is signed in, so no mailbox has to be proved, and what the group is stands
//! in its profile.

use super::{ADDRESS, FIXED, GROUP_NAME, JoinForm, LEGAL_KIND, ROLE, WHY, ask};
use crate::access::{self, Deed, SignedIn, accounts, may};
use crate::app::App;
use crate::coalitions::console::{for_group, led_back, refusal_of};
use crate::coalitions::profile::{self, LegalKind, Profile};
use crate::coalitions::{self, Coalition, Group};
use crate::forms::questions::SHORT_CHARS_MAX;
use crate::forms::{Question, questions};
use crate::pending::FormContent;
use crate::people::{Coarse, Details};
use crate::web::frame;
use crate::web::lang::{self, Lang};
use crate::web::site::Here;
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use crate::web::views_form::FieldError;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::{Fault, Tx};

/// The sentence about answers that are missing or too long.
const ANSWERS_REFUSED: &str = "join-refused-answers";

/// The address, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/console/join/{slug}", get(show).post(send))
}

struct Facts {
    coalition: Coalition,
    form: JoinForm,
    /// Under whose key it is sealed.
    by: Group,
    /// The groups that this person could ask for, each with its profile.
    own: Vec<(Group, Profile)>,
    given_name: String,
    email: String,
}

/// The form while it is open, and the groups for which this person may ask: those that are not in.
fn facts(tx: &mut Tx<'_>, app: &App, slug: &str, signed_in: &SignedIn) -> Result<Option<Facts>, Fault> {
    let Some(found) = coalitions::coalition_by_slug(tx, slug)? else { return Ok(None) };
    let Some((coalition, form, by)) = super::open_form(tx, found.id)? else { return Ok(None) };
    let (Some(actor), Some(account)) = (access::actor(tx, signed_in.account)?, accounts::account(tx, signed_in.account)?) else {
        return Ok(None);
    };
    let mut own = Vec::new();
    for seat in actor.seats.iter().filter(|seat| may(&actor, &Deed::JoinCoalition(seat.group))) {
        // A group that is part of another does nothing of its own.
        if coalitions::role_of(tx, coalition.id, seat.group)?.is_some()
            || coalitions::merging::survivor_of(tx, seat.group)?.is_some()
        {
            continue;
        }
        if let Some(group) = coalitions::group(tx, seat.group)? {
            let profile = profile::of(tx, group.id)?;
            own.push((group, profile));
        }
    }
    let person = accounts::open(&app.vault, account.id, &account.sealed)?;
    Ok(Some(Facts { coalition, form, by, own, given_name: person.name, email: person.email }))
}

async fn look(app: &App, here: &Here, slug: &str, signed_in: &SignedIn) -> Result<Result<Facts, Response>, Fault> {
    let (reading, slug, who) = (app.clone(), slug.to_owned(), signed_in.clone());
    let found = app.db.read_newest(move |tx| facts(tx, &reading, &slug, &who)).await?;
    Ok(found.ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)))
}

async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Query(query): Query) -> Response {
    let shown = async {
        let facts = match look(&app, &here, &slug, &signed_in).await? {
            Ok(facts) => facts,
            Err(answer) => return Ok(answer),
        };
        let is_done = query.get("done") == "asked";
        let mut page = page(&app, &here, signed_in, &facts, (&Typed::default(), &[]), is_done);
        page.refusal = refusal_of(here.lang, &query);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// The page, with what was typed and what is wrong with it.
fn page(app: &App, here: &Here, signed_in: SignedIn, facts: &Facts, typed: (&Typed, &[FieldError]), is_done: bool) -> SectionsPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t1("join-title", "coalition", &facts.coalition.name);
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above =
        Some(Link { name: facts.coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", facts.coalition.slug)) });
    page.lead = frame.t(if is_done { "join-own-done" } else { "join-own-lead" });
    let form = (!is_done && !facts.own.is_empty()).then(|| form(frame, here, facts, typed));
    let empty = if facts.own.is_empty() && !is_done { frame.t("join-own-none") } else { String::new() };
    page.sections = vec![Section { id: "join", form, empty, ..Section::default() }];
    page
}

fn form(frame: &frame::Frame, here: &Here, facts: &Facts, (typed, wrong): (&Typed, &[FieldError])) -> Form {
    let groups = facts.own.iter().map(|(group, _)| (group.slug.clone(), group.name.clone())).collect();
    let roles = [("c1", "join-role-endorser"), ("c2", "join-role-partner")];
    let roles = roles.map(|(key, id)| (key.to_owned(), frame.t(id)));
    let long = |name: &'static str, label| {
        Field { needed: true, ..Field::area(name, label, typed.text(name), questions::LONG_CHARS_MAX, 4) }.told(wrong)
    };
    let role = Some(typed.get(ROLE)).filter(|role| !role.is_empty()).unwrap_or("c1");
    let mut fields = vec![
        Field::choice("group", frame.t("join-own-group"), typed.get("group").to_owned(), groups),
        Field::choice(ROLE, frame.t("join-role"), role.to_owned(), roles.into()).told(wrong),
        long(WHY, frame.t("join-why")),
    ];
    let asked = facts.form.as_form().questions;
    let own = asked.iter().skip(FIXED).filter_map(|question| Some((questions::name_of(&question.key)?, question)));
    fields.extend(own.map(|(name, question)| long(name, question.words(here.lang).to_owned()).optional()));
    Form { action: frame.link(&here.path), fields, button: frame.t("join-button"), ..Form::default() }
}

/// What a group's owner typed, with what the group's profile says; or what is missing or too long.
fn content(facts: &Facts, (group, profile): &(Group, Profile), typed: &Typed, lang: Lang) -> Result<FormContent, Vec<FieldError>> {
    let place = LegalKind::ALL.iter().position(|kind| *kind == profile.legal_kind).unwrap_or(0) + 1;
    let asked: Vec<Question> = facts.form.as_form().questions;
    let given = |key: &str| match key {
        GROUP_NAME => vec![group.name.clone()],
        LEGAL_KIND => vec![format!("c{place}")],
        ADDRESS => {
            vec![group.postal_address.lines().map(str::trim).collect::<Vec<_>>().join(", ").chars().take(SHORT_CHARS_MAX).collect()]
        }
        WHY => vec![typed.text(WHY)],
        ROLE => vec![typed.get(ROLE).to_owned()],
        key => vec![typed.text(key)],
    };
    let insisted = |question: &Question| [WHY, ROLE].contains(&question.key.as_str());
    let asked: Vec<Question> = asked.into_iter().map(|question| Question { required: insisted(&question), ..question }).collect();
    let mut answers = questions::check(&asked, given, true).map_err(|wrong| errors(&wrong, lang))?;
    answers.retain(|_, answer| !answer.is_empty());
    Ok(FormContent {
        action: facts.coalition.id,
        folded_email: String::new(),
        details: Details { given_name: facts.given_name.clone(), email: facts.email.clone(), ..Details::default() },
        coarse: Coarse {
            country: group.country.clone(),
            region: profile.region.clone(),
            lang: lang.code().to_owned(),
            ..Coarse::default()
        },
        answers,
        ..FormContent::default()
    })
}

fn errors(wrong: &[(&Question, questions::Wrong)], lang: Lang) -> Vec<FieldError> {
    let error = |(question, wrong): &(&Question, questions::Wrong)| FieldError {
        field: questions::name_of(&question.key).unwrap_or_default(),
        message: lang::t(lang, wrong.message(), &[("question", question.words(lang).into())]),
    };
    wrong.iter().map(error).collect()
}

async fn send(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Sent(body): Sent) -> Response {
    let sent = async {
        let facts = match look(&app, &here, &slug, &signed_in).await? {
            Ok(facts) => facts,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(&body);
        let back = format!("/console/join/{slug}");
        let Some(own) = facts.own.iter().find(|(group, _)| group.slug == typed.get("group")) else {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        };
        let content = match content(&facts, own, &typed, here.lang) {
            Ok(content) => content,
            Err(wrong) => {
                let mut page = page(&app, &here, signed_in, &facts, (&typed, &wrong), false);
                // What the group's profile says wrong has no field here.
                page.refusal = page.errors().is_empty().then(|| lang::t(here.lang, ANSWERS_REFUSED, &[]));
                return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
            }
        };
        app.vault.know(&app.db, facts.by.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        let place = (facts.coalition.id, facts.by.id, own.0.id);
        let new = ask::prepare_own((&app.vault, &app.ids), app.clock.now(), place, &content)?;
        let what = ("coalitions.ask_to_join", &own.0.slug, facts.coalition.id);
        let done = for_group(&app, signed_in.account, what, Deed::JoinCoalition, move |tx, act, _| ask::ask(tx, act, &new)).await?;
        let is_done = matches!(done, crate::coalitions::console::Outcome::Done(()));
        Ok(led_back(&app, &here, &done, &if is_done { format!("{back}?done=asked") } else { back }))
    };
    here.answer(&app, sent.await)
}
