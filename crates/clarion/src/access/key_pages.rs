//! A group's API keys in the console: listed, made and shown once, taken away. For owners who signed in within the hour, since a key
//! reads what a whole group holds.

use super::{ApiKey, CALLS_PER_SECOND, Deed, ListedKey, Scopes, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, done_of, for_group, led_back, led_back_saying, read_for_group, refusal_of};
use crate::coalitions::{Group, console};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_access::ApiKeyPage;
use crate::web::views_console::{Field, FieldKind, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// A name's longest form in characters.
pub(crate) const NAME_CHARS_MAX: usize = 120;

refusals! {
    /// Why no key was made or taken away.
    KeyRefusal {
        /// Nobody would know later what it is for.
        NoName = "key-refused-no-name",
        /// It would open nothing.
        NoScope = "key-refused-no-scope",
        /// The group has as many as it can.
        TooMany = "key-refused-too-many",
        /// No key of this group.
        Unknown = "key-refused-unknown",
        /// The session is older than an hour.
        OldSession = "key-refused-old-session",
    }
}

fn keys_path(slug: &str) -> String {
    format!("/console/groups/{slug}/api-keys")
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
    let look = |tx: &mut Tx<'_>, _: &super::Actor, group: &Group| Ok((group.clone(), super::api_keys(tx, group.id)?));
    let (group, keys) = match read_for_group(app, signed_in.account, slug, Deed::ManageKeys, look).await? {
        Outcome::Done(found) => found,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("api-keys");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: group.name, url: frame.link(&format!("/console/groups/{slug}")) });
    page.tabs = console::tabs(frame, slug, &keys_path(slug));
    (page.done, page.refusal) = (done, refusal);
    page.lead = frame.t("api-keys-lead");
    let (open, ended): (Vec<&ListedKey>, Vec<&ListedKey>) = keys.iter().partition(|listed| listed.revoked_at.is_none());
    let open = Section {
        id: "open",
        heading: frame.tn("api-keys-open", open.len() as u64),
        rows: open.iter().map(|listed| row(frame, slug, listed)).collect(),
        empty: frame.t("api-keys-none"),
        form: Some(form(frame, slug, typed)),
        ..Section::default()
    };
    let ended = Section {
        id: "ended",
        heading: frame.t("api-keys-ended"),
        rows: ended.iter().map(|listed| row(frame, slug, listed)).collect(),
        ..Section::default()
    };
    page.sections = [open, ended].into_iter().filter(|section| section.form.is_some() || !section.rows.is_empty()).collect();
    Ok(frame::html(status, &page))
}

fn scope_words(frame: &Frame, word: &str) -> String {
    frame.t(match word {
        "read" => "api-key-reads",
        "people" => "api-key-people",
        _ => "api-key-actions",
    })
}

fn row(frame: &Frame, slug: &str, listed: &ListedKey) -> Row {
    let key = &listed.key;
    let when = |at: i64| frame.date_time(&zoned(at, SITE_ZONE));
    let mut facts: Vec<String> =
        key.scopes.each().into_iter().filter(|(_, has)| *has).map(|(word, _)| scope_words(frame, word)).collect();
    facts.push(frame.t1("api-key-made", "when", when(listed.created_at)));
    facts.extend(listed.revoked_at.map(|at| frame.t1("api-key-revoked", "when", when(at))));
    let revoke = Link { name: frame.t("api-key-revoke"), url: frame.link(&format!("{}/{}/revoke", keys_path(slug), key.id)) };
    let links = if listed.revoked_at.is_none() { vec![revoke] } else { Vec::new() };
    Row { name: key.name_in(frame.lang), facts, links, ..Row::default() }
}

fn form(frame: &Frame, slug: &str, typed: &Typed) -> Form {
    let ticks = Scopes::ALL.each().map(|(word, _)| (word, scope_words(frame, word), typed.get(word) == "yes"));
    let scopes =
        Field { kind: FieldKind::Ticks(ticks.into()), ..Field::line("scopes", frame.t("api-key-opens"), String::new(), 0) };
    Form {
        heading: frame.t("api-key-new"),
        action: frame.link(&keys_path(slug)),
        fields: vec![
            Field::line("name", frame.t("api-key-name"), typed.get("name").to_owned(), NAME_CHARS_MAX)
                .hinted(frame.t("api-key-name-hint")),
            scopes,
        ],
        button: frame.t("api-key-make"),
        ..Form::default()
    }
}

pub(super) async fn make(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, made(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

/// What the form asks for.
fn asked(app: &App, signed_in: &SignedIn, typed: &Typed) -> Result<(String, Scopes), KeyRefusal> {
    if !signed_in.is_fresh(app.clock.now()) {
        return Err(KeyRefusal::OldSession);
    }
    let name = seal::text::clean_line(typed.get("name"), NAME_CHARS_MAX).unwrap_or_default();
    if name.is_empty() {
        return Err(KeyRefusal::NoName);
    }
    let ticked: Vec<&str> = Scopes::ALL.each().into_iter().map(|(word, _)| word).filter(|word| typed.get(word) == "yes").collect();
    Ok((name, Scopes::from_words(&ticked.join(",")).ok_or(KeyRefusal::NoScope)?))
}

async fn made(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let (name, scopes) = match asked(app, &signed_in, typed) {
        Ok(asked) => asked,
        Err(refusal) => {
            let sentence = Some(lang::t(here.lang, refusal.message(), &[]));
            return page(app, here, signed_in, slug, typed, (None, sentence), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (now, secret) = (app.clock.now(), super::new_secret(&app.ids));
    let new = ApiKey { id: app.ids.fresh(now), group: Id::ZERO, name: name.clone(), calls_per_second: CALLS_PER_SECOND, scopes };
    let text = secret.clone();
    let outcome = for_group(app, signed_in.account, ("access.add_api_key", slug), Deed::ManageKeys, move |tx, act, group| {
        let key = ApiKey { group: group.id, ..new.clone() };
        Ok(if super::add_another_api_key(tx, &key, &text, act.now)? { Ok(()) } else { Err(KeyRefusal::TooMany) })
    });
    match outcome.await? {
        Outcome::Done(()) => {
            let mut frame = here.frame(app, "");
            frame.path = keys_path(slug);
            frame.title = frame.t("api-key-title");
            let back = frame.link(&keys_path(slug));
            Ok(frame::html(StatusCode::OK, &ApiKeyPage { frame, signed_in, name, secret, back }))
        }
        other => Ok(led_back(app, here, &other, &keys_path(slug))),
    }
}

/// What taking a key away means, and the button.
pub(super) async fn ask_revoke(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let asked = async {
        let Ok(id) = id.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let look = move |tx: &mut Tx<'_>, _: &super::Actor, group: &Group| open_key(tx, group.id, id);
        let key = match read_for_group(&app, signed_in.account, &slug, Deed::ManageKeys, look).await? {
            Outcome::Done(Some(key)) => key,
            Outcome::Done(None) => return Ok(here.refused(&app, StatusCode::NOT_FOUND)),
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("api-key-revoke-title", "name", key.name_in(frame.lang));
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        page.above = Some(Link { name: frame.t("api-keys"), url: frame.link(&keys_path(&slug)) });
        page.lead = frame.t("api-key-revoke-text");
        page.refusal = refusal_of(here.lang, &query);
        let form = Form { action: frame.link(&here.path), button: frame.t("api-key-revoke"), danger: true, ..Form::default() };
        page.sections = vec![Section { id: "revoke", form: Some(form), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

/// A key of a group that opens.
fn open_key(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<Option<ApiKey>, Fault> {
    let found = super::api_key_by_id(tx, id)?;
    Ok(found.filter(|listed| listed.key.group == group && listed.revoked_at.is_none()).map(|listed| listed.key))
}

/// A key that is taken away already stays so: pressing twice is no mistake. An old session may do this: it only makes things safer.
pub(super) async fn revoke(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let revoked = async {
        let Ok(id) = id.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let outcome =
            for_group(&app, signed_in.account, ("access.revoke_api_key", &slug), Deed::ManageKeys, move |tx, act, group| {
                let is_ours = super::api_key_by_id(tx, id)?.is_some_and(|listed| listed.key.group == group.id);
                if !is_ours {
                    return Ok(Err(KeyRefusal::Unknown));
                }
                super::revoke_api_key(tx, id, act.now).map(|_| Ok(()))
            });
        Ok(led_back_saying(&app, &here, &outcome.await?, &keys_path(&slug), "key-revoked"))
    };
    here.answer(&app, revoked.await)
}
