//! A group's webhooks in the console: listed, added and their secret shown once. For owners, and for what lets people's data out only in
//! a session that began within the hour, as for API keys.

use super::address::{self, AddressRefusal};
use super::{HOOKS_MAX, Hook, Kind, Sealed, Secret, deliver, one, store};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back, read_for_group, say};
use crate::coalitions::{Group, console};
use crate::events;
use crate::forms;
use crate::ids::Id;
use crate::petitions::{create, listing};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang::{self, Lang};
use crate::web::site::Here;
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, FieldKind, Form, Row, Section, SectionsPage};
use crate::web::views_form::FieldError;
use crate::web::views_webhooks::SecretPage;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// Of its petitions, events and forms a group can choose among the newest so many.
const CHOICES_MAX: usize = 200;

refusals! {
    /// Why a webhook is not added or changed.
    HookRefusal {
        /// It would be told of nothing.
        NoKind = "webhook-refused-no-kind",
        /// It names an action of another group.
        Action = "webhook-refused-action",
        /// It is about one action, and would be told of what belongs to none.
        NotOfOne = "webhook-refused-not-of-one",
        /// The group has as many as it may.
        TooMany = "webhook-refused-many",
        /// No webhook of this group.
        Unknown = "webhook-refused-unknown",
        /// Somebody else changed it meanwhile.
        Changed = "webhook-refused-changed",
        /// The session is older than an hour.
        OldSession = "webhook-refused-old-session",
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/webhooks", get(show).post(add))
        .route("/console/groups/{slug}/webhooks/{hook}", get(one::show))
        .route("/console/groups/{slug}/webhooks/{hook}/remove", get(one::ask_remove).post(one::remove))
        .route("/console/groups/{slug}/webhooks/{hook}/{deed}", post(one::act))
}

pub(super) fn hooks_path(slug: &str) -> String {
    format!("/console/groups/{slug}/webhooks")
}

/// The petitions, events and forms of a group by title, the newest first.
pub(super) fn actions(tx: &mut Tx<'_>, lang: Lang, group: Id) -> Result<Vec<(Id, String)>, Fault> {
    let mut all = Vec::new();
    for id in listing::petitions_of(tx, group)?.into_iter().rev().take(CHOICES_MAX) {
        all.extend(create::find_by_id(tx, id)?.and_then(|whole| whole.title_in(lang)).map(|title| (id, title)));
    }
    let events = events::of_group(tx, group)?.into_iter().take(CHOICES_MAX);
    all.extend(events.map(|event| (event.id, event.title(lang).to_owned())));
    let forms = forms::create::of_group(tx, group, CHOICES_MAX as i64)?.into_iter();
    all.extend(forms.map(|whole| (whole.form.id, whole.title_in(lang).to_owned())));
    Ok(all)
}

/// Opens what is sealed of some hooks of one group.
pub(super) async fn open(app: &App, group: Id, hooks: &[Hook]) -> Result<Vec<Sealed>, Fault> {
    app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    hooks.iter().map(|hook| Sealed::open(&app.vault, group, hook.id, &hook.sealed)).collect()
}

async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Query(query): Query) -> Response {
    here.answer(&app, page(&app, &here, signed_in, &slug, &query, None).await)
}

/// The field of the form that a refusal is about; none where it is about the group or the session.
fn field_of(message: &str) -> Option<&'static str> {
    if AddressRefusal::ALL.iter().any(|refusal| refusal.message() == message) {
        return Some("url");
    }
    match HookRefusal::ALL.iter().find(|refusal| refusal.message() == message)? {
        HookRefusal::NoKind | HookRefusal::NotOfOne => Some("kinds"),
        HookRefusal::Action => Some("action"),
        HookRefusal::TooMany | HookRefusal::Unknown | HookRefusal::Changed | HookRefusal::OldSession => None,
    }
}

async fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    typed: &Typed,
    refused: Option<&str>,
) -> Result<Response, Fault> {
    let lang = here.lang;
    let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
        Ok((group.clone(), store::of_group(tx, group.id, HOOKS_MAX)?, actions(tx, lang, group.id)?))
    };
    let (group, hooks, actions) = match read_for_group(app, signed_in.account, slug, Deed::ManageKeys, look).await? {
        Outcome::Done(found) => found,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let sealed = open(app, group.id, &hooks).await?;
    // Only what was sent is shown in the form again: an address that somebody passes on fills none.
    let (none, is_refused) = (Typed::default(), refused.is_some());
    let kept = if is_refused { typed } else { &none };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("webhooks");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: group.name, url: frame.link(&format!("/console/groups/{slug}")) });
    page.tabs = console::tabs(frame, slug, &hooks_path(slug));
    page.lead = frame.t("webhooks-lead");
    let wrong = refused.and_then(|message| Some(FieldError { field: field_of(message)?, message: frame.t(message) }));
    page.sections = vec![Section {
        id: "webhooks",
        heading: frame.tn("webhooks-count", hooks.len() as u64),
        rows: hooks.iter().zip(&sealed).map(|(hook, sealed)| row(frame, slug, hook, sealed, &actions)).collect(),
        empty: frame.t("webhooks-none"),
        form: ((hooks.len() as i64) < HOOKS_MAX).then(|| form(frame, slug, kept, &actions, wrong.as_slice())),
        ..Section::default()
    }];
    say(&mut page, typed);
    if wrong.is_none() {
        page.refusal = refused.map(|message| lang::t(lang, message, &[])).or(page.refusal);
    }
    Ok(frame::html(if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page))
}

fn row(frame: &Frame, slug: &str, hook: &Hook, sealed: &Sealed, actions: &[(Id, String)]) -> Row {
    Row {
        name: sealed.url.clone(),
        url: Some(frame.link(&format!("{}/{}", hooks_path(slug), hook.id))),
        badge: Some(frame.t(if hook.is_on { "webhook-is-on" } else { "webhook-is-off" })),
        facts: facts(frame, hook, actions),
        ..Row::default()
    }
}

/// What a hook is told of, and how it fares.
pub(super) fn facts(frame: &Frame, hook: &Hook, actions: &[(Id, String)]) -> Vec<String> {
    let kinds: Vec<String> = hook.kinds.iter().map(|kind| frame.t(&kind.message())).collect();
    let about = hook.action.map(|action| match actions.iter().find(|(id, _)| *id == action) {
        Some((_, title)) => frame.t1("webhook-about", "title", title),
        None => frame.t("webhook-about-gone"),
    });
    let fares = match (hook.off_why.as_str(), hook.failing_since) {
        ("gone", _) => Some(frame.t("webhook-off-gone")),
        ("failing", _) => Some(frame.t("webhook-off-failing")),
        ("full", _) => Some(frame.t("webhook-off-full")),
        (_, Some(since)) => Some(frame.t1("webhook-failing", "when", one::when(frame, since))),
        _ => None,
    };
    std::iter::once(kinds.join(" · ")).chain(about).chain(fares).collect()
}

fn form(frame: &Frame, slug: &str, typed: &Typed, actions: &[(Id, String)], wrong: &[FieldError]) -> Form {
    let ticks = Kind::CHOSEN.map(|kind| (kind.as_str(), frame.t(&kind.message()), typed.get(kind.as_str()) == "yes"));
    let all = std::iter::once((String::new(), frame.t("webhook-all-actions")));
    let choices = all.chain(actions.iter().map(|(id, title)| (id.to_string(), title.clone()))).collect();
    Form {
        heading: frame.t("webhook-new"),
        action: frame.link(&hooks_path(slug)),
        fields: vec![
            Field::line("url", frame.t("webhook-address"), typed.get("url").to_owned(), 1_000)
                .typed("url")
                .hinted(frame.t("webhook-address-hint"))
                .told(wrong),
            Field { kind: FieldKind::Ticks(ticks.into()), ..Field::line("kinds", frame.t("webhook-kinds"), String::new(), 0) }
                .told(wrong),
            Field::choice("action", frame.t("webhook-action"), typed.get("action").to_owned(), choices)
                .hinted(frame.t("webhook-action-hint"))
                .told(wrong)
                .optional(),
        ],
        button: frame.t("webhook-add"),
        ..Form::default()
    }
}

async fn add(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Sent(body): Sent) -> Response {
    here.answer(&app, added(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

/// What the form asks for.
struct Asked {
    url: String,
    kinds: Vec<Kind>,
    action: Option<Id>,
}

fn asked(app: &App, signed_in: &SignedIn, typed: &Typed) -> Result<Asked, &'static str> {
    if !signed_in.is_fresh(app.clock.now()) {
        return Err(HookRefusal::OldSession.message());
    }
    let url = address::read(typed.get("url"), deliver::reach(app)).map_err(|refusal: AddressRefusal| refusal.message())?;
    let kinds: Vec<Kind> = Kind::CHOSEN.into_iter().filter(|kind| typed.get(kind.as_str()) == "yes").collect();
    if kinds.is_empty() {
        return Err(HookRefusal::NoKind.message());
    }
    let action = match typed.get("action") {
        "" => None,
        text => Some(text.parse::<Id>().map_err(|_| HookRefusal::Action.message())?),
    };
    if action.is_some() && kinds.iter().any(|kind| !kind.is_of_an_action()) {
        return Err(HookRefusal::NotOfOne.message());
    }
    Ok(Asked { url: url.into(), kinds, action })
}

async fn added(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    // Whose key seals it is read before the deed; whether one may is asked within it again.
    let group = match read_for_group(app, signed_in.account, slug, Deed::ManageKeys, |_, _, group| Ok(group.id)).await? {
        Outcome::Done(group) => group,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let asked = match asked(app, &signed_in, typed) {
        Ok(asked) => asked,
        Err(message) => return page(app, here, signed_in, slug, typed, Some(message)).await,
    };
    app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let (now, secret) = (app.clock.now(), Secret::new(&app.ids));
    let (id, sealed) = (app.ids.fresh(now), Sealed { url: asked.url.clone(), secret: secret.clone(), old: None });
    let new = Hook {
        id,
        group,
        sealed: app.vault.seal(group, &id.0, &sealed.to_bytes(), app.ids.bytes())?,
        kinds: asked.kinds,
        action: asked.action,
        is_on: false,
        off_why: String::new(),
        failing_since: None,
        rests_until: 0,
        created_at: now,
    };
    let lang = here.lang;
    let outcome = for_group(app, signed_in.account, ("webhooks.add", slug, id), Deed::ManageKeys, move |tx, _, group| {
        let is_ours =
            |tx: &mut Tx<'_>, action: Id| Ok::<_, Fault>(actions(tx, lang, group.id)?.iter().any(|(id, _)| *id == action));
        if let Some(action) = new.action
            && !is_ours(tx, action)?
        {
            return Ok(Err(HookRefusal::Action));
        }
        Ok(if store::add(tx, &new, HOOKS_MAX)? { Ok(()) } else { Err(HookRefusal::TooMany) })
    });
    match outcome.await? {
        Outcome::Done(()) => Ok(secret_page(app, here, signed_in, slug, (id, asked.url, &secret))),
        Outcome::Refused(message) => page(app, here, signed_in, slug, typed, Some(message)).await,
        other => Ok(led_back(app, here, &other, &hooks_path(slug))),
    }
}

/// The only page that ever shows a secret.
pub(super) fn secret_page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    (hook, url, secret): (Id, String, &Secret),
) -> Response {
    let mut frame = here.frame(app, "");
    frame.path = format!("{}/{hook}", hooks_path(slug));
    frame.title = frame.t("webhook-secret-title");
    let back = frame.link(&frame.path.clone());
    frame::html(StatusCode::OK, &SecretPage { frame, signed_in, url, secret: secret.text().to_owned(), back })
}
