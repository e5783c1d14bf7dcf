//! `/console/coalitions/<slug>/calls/<id>`: how far a sending is, for the steering groups. The numbers move on reload, and with scripts
//! by themselves: the stream sends them whenever they changed.

use super::calls::{self, Progress, Sending, State as SendingState, Wave, WhyPaused};
use super::delivery::{Refusal, mail_id};
use crate::access::{self, Deed, SignedIn, Standing};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group, Role};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::site::{self, Here};
use crate::web::views::Link;
use crate::web::views_messages::{ActRow, People, ProgressPage, WaveRow};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use db::{Fault, Tx};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

/// Mails in doubt that one page lists.
const DOUBTS_MAX: i64 = 500;
/// How often the stream looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A stream ends after so long; the browser asks again.
const STREAM_MAX: Duration = Duration::from_secs(30 * 60);
/// Times are shown in a zone that everybody can compare.
const ZONE: &str = "UTC";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/console/coalitions/{slug}/calls/{id}", get(show))
        .route("/console/coalitions/{slug}/calls/{id}/stream", get(stream))
}

/// What the page shows.
struct Seen {
    coalition: Coalition,
    groups: Vec<Group>,
    sending: Sending,
    waves: Vec<Wave>,
    refusals: BTreeMap<Refusal, i64>,
    acts: Vec<(&'static str, Id, Id, i64)>,
    doubts: Vec<calls::Doubt>,
}

/// The sending, if it is this coalition's and this person may see it.
fn find(tx: &mut Tx<'_>, slug: &str, id: Id, account: Id) -> Result<Option<(Coalition, Vec<Group>, Sending)>, Fault> {
    let Some(coalition) = coalitions::coalition_by_slug(tx, slug)? else { return Ok(None) };
    let Some(sending) = calls::sending(tx, id)?.filter(|sending| sending.coalition == coalition.id) else { return Ok(None) };
    let Some(actor) = access::actor(tx, account)? else { return Ok(None) };
    let members = coalitions::members(tx, coalition.id)?;
    let may = members.iter().any(|(group, role)| {
        let role = (role == Role::Steering.as_str()).then_some(Role::Steering);
        access::may(&actor, &Deed::SeePlans(Standing { group: group.id, role, is_delegate: false }))
    });
    let groups = members.into_iter().map(|(group, _)| group).collect();
    Ok(may.then_some((coalition, groups, sending)))
}

fn look(tx: &mut Tx<'_>, slug: &str, id: Id, account: Id) -> Result<Option<Seen>, Fault> {
    let Some((coalition, groups, sending)) = find(tx, slug, id, account)? else { return Ok(None) };
    let mut refusals: BTreeMap<Refusal, i64> = BTreeMap::new();
    for (why, people) in calls::report(tx, id)?.into_iter().flat_map(|line| line.refused) {
        *refusals.entry(why).or_default() += people;
    }
    let (waves, acts) = (calls::progress(tx, id)?, calls::acts(tx, id)?);
    let doubts = calls::in_doubt(tx, id, DOUBTS_MAX)?;
    Ok(Some(Seen { coalition, groups, sending, waves, refusals, acts, doubts }))
}

async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path((slug, id)): Path<(String, String)>) -> Response {
    let Ok(id) = id.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let account = signed_in.account;
    let shown = app.db.read_newest(move |tx| look(tx, &slug, id, account)).await.map(|seen| match seen {
        Some(seen) => frame::html(StatusCode::OK, &page(&app, &here, signed_in, &seen)),
        None => here.refused(&app, StatusCode::NOT_FOUND),
    });
    here.answer(&app, shown)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, seen: &Seen) -> ProgressPage {
    let mut frame = here.frame(app, "");
    let kind = match seen.sending.kind {
        calls::Kind::Call => "sending-call",
        calls::Kind::Hold => "sending-hold",
        calls::Kind::StandDown => "sending-stand-down",
        calls::Kind::Correction => "sending-correction",
    };
    frame.title = frame.t(kind);
    let now = app.clock.now();
    let (state, state_role) = state(&frame, &seen.sending, now);
    let name_of = |id: Id| seen.groups.iter().find(|group| group.id == id).map_or_else(String::new, |group| group.name.clone());
    let zoned = |at: i64| site::zoned(at, ZONE);
    let row = |wave: &Wave| WaveRow { number: wave.number, people: people(wave.people), times: times(&frame, wave) };
    let what = |word: &str| match word {
        "pause" => frame.t("act-pause"),
        "resume" => frame.t("act-resume"),
        "stop" => frame.t("act-stop"),
        _ => frame.t("act-correct"),
    };
    let acts =
        seen.acts.iter().map(|(word, group, _, at)| ActRow { what: what(word), group_name: name_of(*group), at: zoned(*at) });
    let doubt = |doubt: &calls::Doubt| (mail_id(&app.vault, doubt.message, doubt.identity).to_string(), name_of(doubt.group));
    let refused = |(why, people): (&Refusal, &i64)| (refusal(&frame, *why), unsigned(*people));
    let is_over = seen.sending.ended_at.is_some();
    let address = format!("/console/coalitions/{}/calls/{}/stream", seen.coalition.slug, seen.sending.id);
    ProgressPage {
        coalition: Link { url: frame.link(&format!("/coalitions/{}", seen.coalition.slug)), name: seen.coalition.name.clone() },
        state,
        state_role,
        is_drill: seen.sending.is_drill,
        waves: seen.waves.iter().map(row).collect(),
        all: people(Progress::of(&seen.waves)),
        refusals: seen.refusals.iter().map(refused).collect(),
        acts: acts.collect(),
        doubts: seen.doubts.iter().map(doubt).collect(),
        stream: (!is_over).then(|| frame.link(&address)),
        signed_in,
        frame,
    }
}

fn state(frame: &Frame, sending: &Sending, now: i64) -> ((String, String), &'static str) {
    let words = |id: &str, text: String| (frame.t(id), text);
    match (sending.state, sending.why_paused) {
        (SendingState::Running, _) => match sending.waits_until(now) {
            Some(until) => {
                let when = frame.date_time(&site::zoned(until, ZONE));
                (words("sending-paused", frame.t1("sending-paused-until", "when", when)), "attention")
            }
            None => (words("sending-running", frame.t("sending-running-text")), "good"),
        },
        (SendingState::Paused, Some(WhyPaused::Errors)) => (words("sending-paused", frame.t("sending-paused-errors")), "danger"),
        (SendingState::Paused, Some(WhyPaused::Outbox)) => (words("sending-paused", frame.t("sending-paused-outbox")), "danger"),
        (SendingState::Paused, _) => (words("sending-paused", frame.t("sending-paused-group")), "attention"),
        (SendingState::Stopped, _) => (words("sending-stopped", frame.t("sending-stopped-text")), "attention"),
        (SendingState::Ended, _) => (words("sending-ended", frame.t("sending-ended-text")), "good"),
    }
}

fn refusal(frame: &Frame, why: Refusal) -> String {
    match why {
        Refusal::Left => frame.t("refusal-left"),
        Refusal::Suppressed => frame.t("refusal-suppressed"),
        Refusal::OftenEnough => frame.t("refusal-often-enough"),
        Refusal::SameMailbox => frame.t("refusal-same-mailbox"),
        Refusal::NoMailbox => frame.t("refusal-no-mailbox"),
        Refusal::Relay => frame.t("refusal-relay"),
        Refusal::Unwritable => frame.t("refusal-unwritable"),
        Refusal::NoPostalAddress => frame.t("refusal-no-postal-address"),
        Refusal::TriedTooOften => frame.t("refusal-tried-too-often"),
    }
}

/// When the first mail of a wave was handed over, and when the last of its people was done with.
fn times(frame: &Frame, wave: &Wave) -> Option<String> {
    let when = |at: i64| frame.date_time(&site::zoned(at, ZONE));
    let first = frame.t2("wave-first", ("wave", &wave.number.to_string()), ("when", &when(wave.first_at?)));
    Some(match wave.ended_at {
        Some(ended_at) => format!("{first} {}", frame.t1("wave-ended", "when", when(ended_at))),
        None => first,
    })
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn people(of: Progress) -> People {
    People {
        audience: unsigned(of.audience),
        handed_over: unsigned(of.handed_over),
        refused: unsigned(of.refused),
        in_doubt: unsigned(of.in_doubt),
        waiting: unsigned(of.waiting),
    }
}

/// The numbers by the names of their places in the page.
fn numbers(waves: &[Wave]) -> String {
    let mut out = serde_json::Map::new();
    let mut put = |of: &str, people: Progress| {
        let named = [
            ("audience", people.audience),
            ("handed-over", people.handed_over),
            ("refused", people.refused),
            ("in-doubt", people.in_doubt),
            ("waiting", people.waiting),
        ];
        out.extend(named.map(|(name, count)| (format!("{of}-{name}"), unsigned(count).into())));
    };
    for wave in waves {
        put(&format!("wave-{}", wave.number), wave.people);
    }
    put("all", Progress::of(waves));
    serde_json::Value::Object(out).to_string()
}

async fn stream(State(app): State<App>, here: Here, signed_in: SignedIn, Path((slug, id)): Path<(String, String)>) -> Response {
    let Ok(id) = id.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let account = signed_in.account;
    match app.db.read_newest(move |tx| find(tx, &slug, id, account)).await {
        Ok(Some(_)) => {}
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    }
    let ends_at = tokio::time::Instant::now() + STREAM_MAX;
    let begin = (app.clone(), String::new(), false);
    let events = futures_util::stream::unfold(begin, move |(app, last, is_over)| async move {
        if is_over {
            return None;
        }
        let (now, is_over) = next_numbers(&app, id, &last, ends_at).await?;
        let event = Event::default().event("progress").data(&now);
        Some((Ok::<_, Infallible>(event), (app, now, is_over)))
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Waits until the numbers are others than the last; whether they are the final ones. `None` ends the stream.
async fn next_numbers(app: &App, id: Id, last: &str, ends_at: tokio::time::Instant) -> Option<(String, bool)> {
    loop {
        let read = app.db.read_newest(move |tx| {
            let is_over = calls::sending(tx, id)?.is_none_or(|sending| sending.ended_at.is_some());
            Ok((numbers(&calls::progress(tx, id)?), is_over))
        });
        let (now, is_over) = read.await.ok()?;
        if now != last || is_over {
            return Some((now, is_over));
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = app.stopping.wait() => return None,
        }
        if tokio::time::Instant::now() >= ends_at {
            return None;
        }
    }
}
