//! The console's pages about events: what one's groups host, what waits for one's word, and each event with its counts.
//!
//! Who may is asked of `access::may` alone. An event that somebody may not see is answered like one that is not there, so that an
//! address tells nothing.

mod deeds;
mod forms;
mod people;

use super::attending::{self, Count};
use super::change::{self, Change};
use super::live::Facts;
use super::pages::{facts_view, standing_view, when_words};
use super::vet::{self, Verdict};
use super::{Event, EventState};
use crate::access::{self, Actor, Deed, SignedIn, Standing, may};
use crate::app::App;
use crate::coalitions::{self, Group, Role};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_event_console::{ChangeView, Choice, ConsoleEventPage, ConsoleEventRow, ConsoleEventsPage};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// The longest form: words in two languages and all notes.
const FORM_BYTES_MAX: usize = 128 * 1024;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/events", get(list))
        .route("/console/events/new", get(forms::show_new).post(forms::add))
        .route("/console/events/{slug}", get(show))
        .route("/console/events/{slug}/words", get(forms::show_words).post(forms::reword))
        .route("/console/events/{slug}/move", get(forms::show_move).post(forms::propose))
        .route("/console/events/{slug}/people", get(people::show))
        .route("/console/events/{slug}/cancel", get(deeds::show_cancel).post(deeds::cancel))
        .route("/console/events/{slug}/vet", post(deeds::vet))
        .route("/console/events/{slug}/refuse", post(deeds::refuse))
        .route("/console/events/{slug}/confirm-change", post(deeds::confirm_change))
        .route("/console/events/{slug}/withdraw-change", post(deeds::withdraw_change))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// A group of the actor's that is in a coalition, as what.
#[derive(Clone, Debug)]
struct Own {
    group: Group,
    role: Role,
}

impl Own {
    fn standing(&self) -> Standing {
        Standing { group: self.group.id, role: Some(self.role), is_delegate: false }
    }
}

/// The actor's groups that are in a coalition.
fn own_in(tx: &mut Tx<'_>, actor: &Actor, coalition: Id) -> Result<Vec<Own>, Fault> {
    let members = coalitions::members(tx, coalition)?.into_iter();
    let own = members.filter(|(group, _)| actor.role_in(group.id).is_some());
    Ok(own.filter_map(|(group, word)| Role::of(&word).map(|role| Own { group, role })).collect())
}

/// An event as somebody sees it who may.
pub(super) struct Seen {
    actor: Actor,
    facts: Facts,
    /// Their groups in the event's coalition.
    own: Vec<Own>,
}

impl Seen {
    fn event(&self) -> &Event {
        &self.facts.event
    }

    /// Whether it is an event of one of their groups, which they may change.
    fn hosts(&self) -> bool {
        may(&self.actor, &Deed::HostEvents(self.event().group))
    }

    /// Their groups that may vouch for it.
    fn vetters(&self) -> Vec<&Group> {
        let host = self.event().group;
        let vets = |own: &&Own| may(&self.actor, &Deed::VetEvent { by: own.standing(), host });
        self.own.iter().filter(vets).map(|own| &own.group).collect()
    }

    /// Their groups that may confirm a change. Two words may come from the host's own group too, one word may not.
    fn confirmers(&self, change: &Change) -> Vec<&Group> {
        match change.words_needed {
            1 => self.vetters(),
            _ => {
                self.own.iter().filter(|own| may(&self.actor, &Deed::SeeCoalition(own.standing()))).map(|own| &own.group).collect()
            }
        }
    }
}

/// Reads an event for somebody; `None` where there is none, or where they may not see it.
fn seen(tx: &mut Tx<'_>, account: Id, slug: &str, now: i64) -> Result<Option<Seen>, Fault> {
    let (Some(event), Some(actor)) = (super::event_by_slug(tx, slug)?, access::actor(tx, account)?) else { return Ok(None) };
    let own = own_in(tx, &actor, event.coalition)?;
    let sees = own.iter().any(|own| may(&actor, &Deed::SeeCoalition(own.standing())));
    if !sees && !may(&actor, &Deed::HostEvents(event.group)) {
        return Ok(None);
    }
    Ok(Facts::of(tx, event, now)?.map(|facts| Seen { actor, facts, own }))
}

/// The same from a handler.
async fn look(app: &App, account: Id, slug: &str) -> Result<Option<Seen>, Fault> {
    let (slug, now) = (slug.to_owned(), app.clock.now());
    app.db.read_newest(move |tx| seen(tx, account, &slug, now)).await
}

/// Where an event is in the console.
fn console_path(slug: &str) -> String {
    format!("/console/events/{slug}")
}

/// An event in a list of the console, with what was last said about it.
struct Listed {
    event: Event,
    group: String,
    coming: i64,
    verdict: Option<Verdict>,
}

/// What a list of the console holds.
#[derive(Default)]
struct Lists {
    hosted: Vec<Listed>,
    to_vet: Vec<Listed>,
    to_confirm: Vec<Listed>,
    can_add: bool,
}

fn lists(tx: &mut Tx<'_>, account: Id) -> Result<Lists, Fault> {
    let mut lists = Lists::default();
    let Some(actor) = access::actor(tx, account)? else { return Ok(lists) };
    let mut coalitions: BTreeSet<Id> = BTreeSet::new();
    for seat in &actor.seats {
        let hosts = may(&actor, &Deed::HostEvents(seat.group));
        let here = coalitions::coalitions_of(tx, seat.group)?;
        lists.can_add |= hosts && !here.is_empty();
        coalitions.extend(here.into_iter().map(|coalition| coalition.id));
        // A group that left a coalition still tells those who answered its events there.
        if hosts {
            coalitions.extend(super::of_group(tx, seat.group)?.into_iter().map(|event| event.coalition));
        }
    }
    for coalition in coalitions {
        let own = own_in(tx, &actor, coalition)?;
        let coming = attending::coming_of_coalition(tx, coalition)?;
        for event in super::of_coalition(tx, coalition)? {
            let hosts = may(&actor, &Deed::HostEvents(event.group));
            let vets = own.iter().any(|own| may(&actor, &Deed::VetEvent { by: own.standing(), host: event.group }));
            let line = match event.state() {
                _ if hosts => &mut lists.hosted,
                EventState::Unvetted if vets => &mut lists.to_vet,
                EventState::HeldBack if vets => &mut lists.to_confirm,
                _ => continue,
            };
            let group = coalitions::group(tx, event.group)?.map(|group| group.name).unwrap_or_default();
            let verdict = if event.is_public() { None } else { vet::last_verdict(tx, event.id)? };
            line.push(Listed { coming: coming.get(&event.id).copied().unwrap_or(0), group, verdict, event });
        }
    }
    Ok(lists)
}

async fn list(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let shown = async {
        let account = signed_in.account;
        let lists = app.db.read_newest(move |tx| lists(tx, account)).await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("console-events");
        let rows = |listed: &[Listed]| listed.iter().map(|listed| row(&frame, listed)).collect();
        let page = ConsoleEventsPage {
            hosted: rows(&lists.hosted),
            to_vet: rows(&lists.to_vet),
            to_confirm: rows(&lists.to_confirm),
            new_url: lists.can_add.then(|| frame.link("/console/events/new")),
            signed_in,
            frame,
        };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn row(frame: &Frame, listed: &Listed) -> ConsoleEventRow {
    let event = &listed.event;
    let refused = listed.verdict.as_ref().is_some_and(|verdict| !verdict.is_vetted);
    ConsoleEventRow {
        event: Link { name: event.title(frame.lang).to_owned(), url: frame.link(&console_path(&event.slug)) },
        group: listed.group.clone(),
        place: format!("{}, {}", event.place.city, event.place.region),
        when: when_words(frame.lang, &event.times),
        standing: if refused && !event.is_public() { frame.t("console-event-refused") } else { state_words(frame, event.state()) },
        coming: u64::try_from(listed.coming).unwrap_or(0),
    }
}

fn state_words(frame: &Frame, state: EventState) -> String {
    match state {
        EventState::Unvetted => frame.t("console-event-unvetted"),
        EventState::OnCall => frame.t("events-on-call"),
        EventState::Confirmed => frame.t("events-confirmed"),
        EventState::Released => frame.t("console-event-released"),
        EventState::HeldBack => frame.t("events-held-back"),
        EventState::Cancelled => frame.t("console-event-cancelled"),
    }
}

/// What the page of one event shows beside the event.
struct Beside {
    count: Count,
    verdict: Option<(Verdict, String)>,
    change: Option<(Change, Vec<String>)>,
    brief: Option<super::Private>,
}

fn beside(tx: &mut Tx<'_>, vault: &crate::keys::Vault, event: &Event, hosts: bool, now: i64) -> Result<Beside, Fault> {
    let name = |tx: &mut Tx<'_>, id| Ok::<_, Fault>(coalitions::group(tx, id)?.map(|group| group.name).unwrap_or_default());
    let verdict = match vet::last_verdict(tx, event.id)? {
        Some(verdict) => {
            let group = name(tx, verdict.group)?;
            Some((verdict, group))
        }
        None => None,
    };
    let change = match event.held_back_by.map(|id| change::change(tx, id)).transpose()?.flatten() {
        Some(change) => {
            let words = change::words(tx, change.id)?;
            let groups = words.into_iter().map(|(group, _)| name(tx, group)).collect::<Result<_, _>>()?;
            Some((change, groups))
        }
        None => None,
    };
    let brief = if hosts { Some(super::private(tx, vault, event)?) } else { None };
    Ok(Beside { count: attending::count(tx, event.id, now)?, verdict, change, brief })
}

async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    here.answer(&app, shown(&app, &here, signed_in, &slug, None).await)
}

/// The page of one event; `problem` says why a deed was refused.
async fn shown(app: &App, here: &Here, signed_in: SignedIn, slug: &str, problem: Option<String>) -> Result<Response, Fault> {
    let Some(seen) = look(app, signed_in.account, slug).await? else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let (event, hosts, now) = (seen.event().clone(), seen.hosts(), app.clock.now());
    app.vault.know(&app.db, event.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let vault = app.vault.clone();
    let beside = app.db.read_newest(move |tx| beside(tx, &vault, &event, hosts, now)).await?;
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(frame::html(status, &page(app, here, signed_in, &seen, beside, problem)?))
}

fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    seen: &Seen,
    beside: Beside,
    problem: Option<String>,
) -> Result<ConsoleEventPage, Fault> {
    let (event, lang, now) = (seen.event(), here.lang, app.clock.now());
    let mut frame = here.frame(app, event.title(lang));
    // The frame of a page whose address was posted to is that of the page.
    frame.path = console_path(&event.slug);
    let stands = matches!(event.state(), EventState::Unvetted | EventState::OnCall | EventState::Confirmed | EventState::HeldBack);
    let can_change = seen.hosts() && stands;
    let choices = |groups: Vec<&Group>| groups.iter().map(|group| choice(group)).collect::<Vec<_>>();
    let change = beside.change.as_ref();
    let view = change.map(|(change, words)| change_view(&frame, event, change, words)).transpose()?;
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let host = beside.brief.as_ref().map(|private| &private.host);
    let brief = beside.brief.as_ref().map(|private| &private.brief);
    let confirmers = change.filter(|(change, _)| change.account != Some(signed_in.account));
    Ok(ConsoleEventPage {
        problem,
        standing: standing_view(&seen.facts, lang, now),
        facts: facts_view(&seen.facts, lang),
        group_name: seen.facts.group_name().to_owned(),
        coalition_name: seen.facts.coalition.name.clone(),
        public_url: event.is_public().then(|| frame.link(&format!("/events/{}", event.slug))),
        coming: number(beside.count.coming),
        asserted: number(beside.count.asserted),
        waiting: number(beside.count.waiting),
        not_coming: number(beside.count.not_coming),
        expected: number(event.expected),
        capacity: event.capacity.map(number),
        marshals: number(event.marshals_floor()),
        words_html: crate::web::markdown::html(event.words(lang)),
        host: host.map_or_else(String::new, host_line),
        brief: brief.map_or_else(Vec::new, |brief| brief_rows(&frame, brief)),
        refusal: beside
            .verdict
            .filter(|(verdict, _)| !verdict.is_vetted && !event.is_public())
            .map(|(verdict, group)| (group, verdict.reason)),
        change: view,
        vetters: if event.state() == EventState::Unvetted { choices(seen.vetters()) } else { Vec::new() },
        confirmers: confirmers.map_or_else(Vec::new, |(change, _)| choices(seen.confirmers(change))),
        can_change,
        can_withdraw: can_change && event.held_back_by.is_some(),
        people_url: seen.hosts().then(|| frame.link(&format!("{}/people", console_path(&event.slug)))),
        path: frame.link(&console_path(&event.slug)),
        signed_in,
        frame,
    })
}

fn choice(group: &Group) -> Choice {
    Choice { value: group.slug.clone(), words: group.name.clone(), chosen: false }
}

fn host_line(host: &super::Host) -> String {
    let parts = [&host.name, &host.email, &host.phone];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

fn brief_rows(frame: &Frame, brief: &super::SafetyBrief) -> Vec<(String, String)> {
    [
        ("brief-assembly", &brief.assembly),
        ("brief-route", &brief.route),
        ("brief-staging", &brief.staging),
        ("brief-chain", &brief.chain),
        ("brief-care", &brief.care),
        ("brief-trouble", &brief.trouble),
    ]
    .into_iter()
    .filter(|(_, words)| !words.is_empty())
    .map(|(name, words)| (frame.t(name), words.clone()))
    .collect()
}

/// What would change, before and after.
fn change_view(frame: &Frame, event: &Event, change: &Change, words: &[String]) -> Result<ChangeView, Fault> {
    let (before, after) = (change.before()?, change.after()?);
    let lang: Lang = frame.lang;
    let pair = |one: String, other: String| (one != other).then_some((one, other));
    Ok(ChangeView {
        when: pair(when_words(lang, &before.times), when_words(lang, &after.times)),
        place: pair(super::pages::place_line(&before.place), super::pages::place_line(&after.place)),
        contact: change.changes_contact(),
        proposed_at: frame.date_time(&zoned(change.proposed_at, &event.times.time_zone)),
        confirmed_by: words.to_vec(),
        words_missing: u64::try_from(change.words_needed - words.len() as i64).unwrap_or(0),
    })
}
