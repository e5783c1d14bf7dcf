//! One webhook in the console: how it fares, what became of the last tries, and its buttons.

use super::console::{HookRefusal, actions, facts, hooks_path, open, secret_page};
use super::store::{self, Attempt, NewDelivery};
use super::{Happened, Hook, Kind, OLD_SECRET_LIFE, Sealed, Secret, deliver, happened};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, for_group, led_back, led_back_saying, read_for_group, say};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Button, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Of the tries so many are shown.
const SHOWN_MAX: i64 = 30;
/// What waits is counted up to so many.
const COUNTED_MAX: i64 = 10_000;

/// An instant in words.
pub(super) fn when(frame: &Frame, at: i64) -> String {
    frame.date_time(&zoned(at, SITE_ZONE))
}

/// What the page tells.
struct Facts {
    group: Group,
    hook: Hook,
    actions: Vec<(Id, String)>,
    waiting: i64,
    attempts: Vec<Attempt>,
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let Ok(id) = id.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let lang = here.lang;
        let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
            let Some(hook) = of_group(tx, group.id, id)? else { return Ok(None) };
            let (actions, waiting) = (actions(tx, lang, group.id)?, store::waiting(tx, id, COUNTED_MAX)?);
            Ok(Some(Facts { group: group.clone(), hook, actions, waiting, attempts: store::attempts(tx, id, SHOWN_MAX)? }))
        };
        let facts = match read_for_group(&app, signed_in.account, &slug, Deed::ManageKeys, look).await? {
            Outcome::Done(Some(facts)) => facts,
            Outcome::Done(None) => return Ok(here.refused(&app, StatusCode::NOT_FOUND)),
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let sealed = open(&app, facts.group.id, std::slice::from_ref(&facts.hook)).await?;
        let Some(sealed) = sealed.first() else { return Err(Fault::bug("a hook was not opened")) };
        let mut page = page(&app, &here, signed_in, &facts, sealed);
        say(&mut page, &query);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// A hook that is the group's.
fn of_group(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<Option<Hook>, Fault> {
    Ok(store::one(tx, id)?.filter(|hook| hook.group == group))
}

fn page(app: &App, here: &Here, signed_in: SignedIn, facts_of: &Facts, sealed: &Sealed) -> SectionsPage {
    let Facts { group, hook, actions, waiting, attempts } = facts_of;
    let mut frame = here.frame(app, "");
    frame.title = frame.t("webhook-one");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t("webhooks"), url: frame.link(&hooks_path(&group.slug)) });
    let old = sealed.old.as_ref().filter(|(_, until)| app.clock.now() < *until);
    let old = old.map(|(_, until)| frame.t1("webhook-old-secret", "when", when(frame, *until)));
    let remove = format!("{}/{}/remove", hooks_path(&group.slug), hook.id);
    let about = Row {
        name: sealed.url.clone(),
        badge: Some(frame.t(if hook.is_on { "webhook-is-on" } else { "webhook-is-off" })),
        facts: facts(frame, hook, actions).into_iter().chain(old).collect(),
        links: vec![Link { name: frame.t("webhook-remove"), url: frame.link(&remove) }],
        buttons: buttons(frame, &group.slug, hook),
        ..Row::default()
    };
    let log = Section {
        id: "log",
        heading: frame.t("webhook-log"),
        text: frame.tn("webhook-waiting", u64::try_from(*waiting).unwrap_or(0)),
        rows: attempts.iter().map(|attempt| attempt_row(frame, attempt)).collect(),
        empty: frame.t("webhook-log-empty"),
        ..Section::default()
    };
    page.sections = vec![Section { id: "webhook", rows: vec![about], ..Section::default() }, log];
    page
}

fn buttons(frame: &Frame, slug: &str, hook: &Hook) -> Vec<Button> {
    let switch = if hook.is_on { ("off", "webhook-switch-off") } else { ("on", "webhook-switch-on") };
    let button = |(deed, words): (&str, &str)| Button {
        words: frame.t(words),
        about: String::new(),
        action: frame.link(&format!("{}/{}/{deed}", hooks_path(slug), hook.id)),
        fields: Vec::new(),
        danger: false,
    };
    [switch, ("test", "webhook-test"), ("rotate", "webhook-rotate")].map(button).into()
}

fn attempt_row(frame: &Frame, attempt: &Attempt) -> Row {
    let answered = match (attempt.problem.as_str(), attempt.status) {
        ("", status) => frame.t1("webhook-taken", "status", status),
        ("status" | "gone", status) => frame.t1("webhook-refusal", "status", status),
        (problem, _) => frame.t(&format!("webhook-problem-{problem}")),
    };
    let tried = lang_tried(frame, attempt);
    Row { name: frame.t(&attempt.kind.message()), facts: vec![answered, tried], ..Row::default() }
}

fn lang_tried(frame: &Frame, attempt: &Attempt) -> String {
    let (number, took) = (attempt.number.to_string(), attempt.took_ms.to_string());
    let arguments = [("when", when(frame, attempt.tried_at).into()), ("number", number.into()), ("took", took.into())];
    crate::web::lang::t(frame.lang, "webhook-tried", &arguments)
}

/// What a button says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    On,
    Off,
    Test,
    Rotate,
}

impl Press {
    fn of(word: &str) -> Option<Self> {
        match word {
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            "test" => Some(Self::Test),
            "rotate" => Some(Self::Rotate),
            _ => None,
        }
    }

    /// Its name in the audit log.
    fn name(self) -> &'static str {
        match self {
            Self::On => "webhooks.switch_on",
            Self::Off => "webhooks.switch_off",
            Self::Test => "webhooks.test",
            Self::Rotate => "webhooks.rotate",
        }
    }

    /// Whether it lets more out than before; switching off only makes things safer, and a test holds nobody's data.
    fn needs_a_fresh_session(self) -> bool {
        matches!(self, Self::On | Self::Rotate)
    }
}

pub(super) async fn act(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, deed)): Path<(String, String, String)>,
) -> Response {
    let done = async {
        let (Ok(id), Some(press)) = (id.parse::<Id>(), Press::of(&deed)) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        pressed(&app, &here, signed_in, &slug, id, press).await
    };
    here.answer(&app, done.await)
}

async fn pressed(app: &App, here: &Here, signed_in: SignedIn, slug: &str, id: Id, press: Press) -> Result<Response, Fault> {
    let back = format!("{}/{id}", hooks_path(slug));
    if press.needs_a_fresh_session() && !signed_in.is_fresh(app.clock.now()) {
        return Ok(led_back(app, here, &Outcome::<()>::Refused(HookRefusal::OldSession.message()), &back));
    }
    if press == Press::Rotate {
        return rotated(app, here, signed_in, slug, id).await;
    }
    let outcome = for_group(app, signed_in.account, (press.name(), slug, id), Deed::ManageKeys, move |tx, act, group| {
        let is_ours = match press {
            Press::On | Press::Off => store::switch(tx, (id, group.id), press == Press::On, act.now)?,
            _ => test(tx, (id, group.id), act.id, act.now)?,
        };
        if !is_ours {
            return Ok(Err(HookRefusal::Unknown));
        }
        // In its turn a hook that is off lets go of what waits for it.
        deliver::queue(tx, &[(id, act.id)], act.now, act.now).map(Ok)
    });
    let said = match press {
        Press::On => "webhook-on",
        Press::Off => "webhook-off",
        Press::Test | Press::Rotate => "webhook-test",
    };
    Ok(led_back_saying(app, here, &outcome.await?, &back, said))
}

/// Queues a made-up delivery; it is posted also while the hook is off. `false` where the group has no such hook.
fn test(tx: &mut Tx<'_>, (hook, group): (Id, Id), press: Id, now: i64) -> Result<bool, Fault> {
    if !store::wake(tx, (hook, group))? {
        return Ok(false);
    }
    let happened = Happened { group, kind: Kind::Test, action: Id::ZERO, record: press, at: now };
    let id = happened::delivery_id(hook, &happened);
    store::add_deliveries(tx, &[NewDelivery { hook, id, happened }], now)?;
    Ok(true)
}

/// A new secret, shown once; the one before it signs along for a day.
async fn rotated(app: &App, here: &Here, signed_in: SignedIn, slug: &str, id: Id) -> Result<Response, Fault> {
    let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| of_group(tx, group.id, id);
    let hook = match read_for_group(app, signed_in.account, slug, Deed::ManageKeys, look).await? {
        Outcome::Done(Some(hook)) => hook,
        Outcome::Done(None) => return Ok(here.refused(app, StatusCode::NOT_FOUND)),
        other => return Ok(led_back(app, here, &other, "")),
    };
    let Some(before) = open(app, hook.group, std::slice::from_ref(&hook)).await?.pop() else {
        return Err(Fault::bug("a hook was not opened"));
    };
    let secret = Secret::new(&app.ids);
    let old = Some((before.secret, app.clock.now() + OLD_SECRET_LIFE));
    let sealed = Sealed { url: before.url.clone(), secret: secret.clone(), old };
    let sealed = app.vault.seal(hook.group, &id.0, &sealed.to_bytes(), app.ids.bytes())?;
    let was = hook.sealed;
    let press = Press::Rotate;
    let outcome = for_group(app, signed_in.account, (press.name(), slug, id), Deed::ManageKeys, move |tx, act, group| {
        // Run again, it finds its own.
        let is_done = store::seal(tx, (id, group.id), &sealed, &was, act.now)?
            || of_group(tx, group.id, id)?.is_some_and(|hook| hook.sealed == sealed);
        Ok(if is_done { Ok(()) } else { Err(HookRefusal::Changed) })
    });
    match outcome.await? {
        Outcome::Done(()) => Ok(secret_page(app, here, signed_in, slug, (id, before.url, &secret))),
        other => Ok(led_back(app, here, &other, &format!("{}/{id}", hooks_path(slug)))),
    }
}

/// What removing means, and the button.
pub(super) async fn ask_remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let asked = async {
        let Ok(id) = id.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
            Ok(of_group(tx, group.id, id)?.zip(Some(store::waiting(tx, id, COUNTED_MAX)?)))
        };
        let waiting = match read_for_group(&app, signed_in.account, &slug, Deed::ManageKeys, look).await? {
            Outcome::Done(Some((_, waiting))) => waiting,
            Outcome::Done(None) => return Ok(here.refused(&app, StatusCode::NOT_FOUND)),
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("webhook-remove-title");
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        page.above = Some(Link { name: frame.t("webhook-one"), url: frame.link(&format!("{}/{id}", hooks_path(&slug))) });
        page.lead = frame.tn("webhook-remove-text", u64::try_from(waiting).unwrap_or(0));
        let form = Form { action: frame.link(&here.path), button: frame.t("webhook-remove"), danger: true, ..Form::default() };
        page.sections = vec![Section { id: "remove", form: Some(form), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

pub(super) async fn remove(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let removed = async {
        let Ok(id) = id.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let what = ("webhooks.remove", &slug, id);
        let outcome = for_group(&app, signed_in.account, what, Deed::ManageKeys, move |tx, act, group| {
            if !store::remove(tx, id, group.id)? {
                return Ok(Err(HookRefusal::Unknown));
            }
            deliver::queue(tx, &[(id, act.id)], act.now, act.now).map(Ok)
        });
        Ok(led_back_saying(&app, &here, &outcome.await?, &hooks_path(&slug), "webhook-removed"))
    };
    here.answer(&app, removed.await)
}
