//! `/console/coalitions/<slug>/calls/<id>`: how far a sending is, for the steering groups, and what they can do to it. The numbers move
//! on reload, and with scripts by themselves: the stream sends them whenever they changed. Pausing is one button here; what asks for a
//! passkey has pages of its own (`plans/pages/running.rs`).

use super::audience::Audience;
use super::calls::{self, Acted, CameTo, Power, Progress, Sending, State as SendingState, Wave, WhyPaused};
use super::delivery::{Refusal, mail_id};
use super::drill_report;
use crate::access::signed_in::SIGN_IN_PATH;
use crate::access::{self, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, There, acting, acting_field, for_coalition, led_back, read_for_coalition, refusal_of};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::plans::{self, running};
use crate::refusal::Refusal as _;
use crate::trust::Hash;
use crate::web::frame::{self, Frame};
use crate::web::site::{self, Here};
use crate::web::stream::{self, Mark, News};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_messages::{ActRow, DraftRow, PauseForm, People, ProgressPage, WaveRow};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};
use jiff::ZonedDateTime;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Mails in doubt that one page lists.
const DOUBTS_MAX: i64 = 500;
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/console/coalitions/{slug}/calls/{id}", get(show))
        .route("/console/coalitions/{slug}/calls/{id}/pause", post(pause))
        .route("/console/coalitions/{slug}/calls/{id}/stream", get(stream))
}

/// The address of a sending's page, without language.
pub(crate) fn path_of(coalition_slug: &str, sending: Id) -> String {
    format!("/console/coalitions/{coalition_slug}/calls/{sending}")
}

/// What the page shows.
struct Seen {
    /// The plan's, in which all its times are said.
    zone: String,
    groups: Vec<Group>,
    sending: Sending,
    corrections: Vec<Sending>,
    waves: Vec<Wave>,
    audiences: Vec<Audience>,
    refusals: BTreeMap<Refusal, i64>,
    acts: Vec<(Acted, String)>,
    drafts: Vec<(running::Written, String)>,
    doubts: Vec<calls::Doubt>,
    drill: Option<drill_report::Counted>,
}

/// The sending, if it is this coalition's.
fn find(tx: &mut Tx<'_>, there: &There, id: Id) -> Result<Option<Sending>, Fault> {
    Ok(calls::sending(tx, id)?.filter(|sending| sending.coalition == there.coalition.id))
}

fn look(tx: &mut Tx<'_>, tools: &plans::Tools, there: &There, id: Id) -> Result<Option<Seen>, Fault> {
    let Some(sending) = find(tx, there, id)? else { return Ok(None) };
    let mut refusals: BTreeMap<Refusal, i64> = BTreeMap::new();
    for (why, people) in calls::report(tx, id)?.into_iter().flat_map(|line| line.refused) {
        *refusals.entry(why).or_default() += people;
    }
    let groups = coalitions::members(tx, there.coalition.id)?.into_iter().map(|(group, _)| group).collect();
    let (mut acts, mut drafts) = (Vec::new(), Vec::new());
    for act in calls::acts(tx, &sending)? {
        acts.push((act, access::accounts::name_of(tx, &tools.vault, act.account)?));
    }
    for written in running::drafts(tx, tools, &sending)? {
        let name = access::accounts::name_of(tx, &tools.vault, written.account)?;
        drafts.push((written, name));
    }
    let (corrections, waves) = (calls::corrections(tx, &sending)?, calls::progress(tx, id)?);
    let audiences = calls::audiences(tx, id)?;
    let (doubts, drill) = (calls::in_doubt(tx, id, DOUBTS_MAX)?, drill_report::count(tx, &sending)?);
    let zone = plans::zone(tx, tools, sending.plan)?;
    Ok(Some(Seen { zone, groups, sending, corrections, waves, audiences, refusals, acts, drafts, doubts, drill }))
}

async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let Ok(id) = id.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let tools = plans::Tools::of(&app);
    let shown = async {
        let look = move |tx: &mut Tx<'_>, there: &There| look(tx, &tools, there, id);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeePlans, look).await?;
        Ok(match seen {
            Outcome::Done((there, Some(seen))) => {
                let mut page = page(&app, &here, signed_in, &there, &seen);
                page.refusal = refusal_of(here.lang, &query);
                frame::html(StatusCode::OK, &page)
            }
            Outcome::Done((_, None)) => here.refused(&app, StatusCode::NOT_FOUND),
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

/// What a sending is called.
pub(crate) fn title(frame: &Frame, sending: &Sending) -> String {
    frame.t(match (sending.kind, sending.is_drill) {
        (calls::Kind::Call, false) => "sending-call",
        (calls::Kind::Hold, false) => "sending-hold",
        (calls::Kind::StandDown, false) => "sending-stand-down",
        (calls::Kind::Correction, false) => "sending-correction",
        (calls::Kind::Call, true) => "drill-call",
        (calls::Kind::Hold, true) => "drill-hold",
        (calls::Kind::StandDown, true) => "drill-stand-down",
        (calls::Kind::Correction, true) => "drill-correction",
    })
}

/// The pages around a sending: its plan, the ballot that decided it, and the page of its code.
fn around(frame: &Frame, slug: &str, sending: &Sending) -> Vec<Link> {
    let console =
        |words: &str, rest: String| Link { name: frame.t(words), url: frame.link(&format!("/console/coalitions/{slug}{rest}")) };
    let plan = sending.plan.map(|plan| console("sending-plan", format!("/plans/{plan}")));
    // The mails of an outcome go by the id of its ballot; drills and corrections have none.
    let is_outcome = !sending.is_drill && sending.corrects.is_none() && sending.plan.is_some();
    let ballot = is_outcome.then(|| console("sending-ballot", format!("/ballots/{}", sending.id)));
    let code = (!sending.is_drill).then(|| {
        let (code, url) = (&sending.notice_code, frame.link(&format!("/n/{}", sending.notice_code)));
        Link { name: frame.t1("sending-code", "code", code), url }
    });
    [plan, ballot, code].into_iter().flatten().collect()
}

fn page(app: &App, here: &Here, signed_in: SignedIn, there: &There, seen: &Seen) -> ProgressPage {
    let mut frame = here.frame(app, "");
    frame.title = title(&frame, &seen.sending);
    let now = app.clock.now();
    let slug = &there.coalition.slug;
    let (state, state_role) = state(&frame, seen, now);
    let mut times = Times { frame: &frame, zone: &seen.zone, is_drill: seen.sending.is_drill, said: None };
    let row = |(wave, audience): (&Wave, &Audience)| WaveRow {
        number: wave.number,
        people: people(wave.people),
        told: times.told(wave, audience),
    };
    let waves = seen.waves.iter().zip(&seen.audiences).map(row).collect();
    let doubt = |doubt: &calls::Doubt| (mail_id(&app.vault, doubt.message, doubt.identity).to_string(), seen.name_of(doubt.group));
    let refused = |(why, people): (&Refusal, &i64)| (refusal(&frame, *why), unsigned(*people));
    let other = |id: Id, words: &str| Link { name: frame.t(words), url: frame.link(&path_of(slug, id)) };
    let address = path_of(slug, seen.sending.id);
    let way = |act, words: &str| {
        let url = frame.link(&format!("{address}/powers/{}?as={}", running::word_of(act), there.group.slug));
        running::is_possible(act, &seen.sending, now).then(|| Link { name: frame.t(words), url })
    };
    let may = there.may(Deed::SteerCall);
    let ways =
        running::ACTS.into_iter().zip(["power-resume", "power-stop", "power-correct"]).filter_map(|(act, words)| way(act, words));
    let is_over = seen.sending.ended_at.is_some();
    ProgressPage {
        coalition: Link { url: frame.link(&format!("/coalitions/{slug}")), name: there.coalition.name.clone() },
        around: around(&frame, slug, &seen.sending),
        acting: acting(&frame, here, there),
        refusal: None,
        state,
        state_role,
        is_drill: seen.sending.is_drill,
        corrects: seen.sending.corrects.map(|id| other(id, "sending-corrects")),
        corrections: seen.corrections.iter().map(|new| other(new.id, "sending-corrected")).collect(),
        pause: if may { seen.pause(&frame, &signed_in, there, now) } else { None },
        ways: if may { ways.collect() } else { Vec::new() },
        drafts: seen.drafts.iter().map(|draft| seen.draft_row(&frame, there, draft)).collect(),
        waves,
        all: people(Progress::of(&seen.waves)),
        refusals: seen.refusals.iter().map(refused).collect(),
        acts: seen.acts.iter().map(|(act, name)| seen.act_row(&frame, act, name)).collect(),
        doubts: seen.doubts.iter().map(doubt).collect(),
        drill: seen.drill.as_ref().map(|counted| drill_report::report(&frame, counted, &seen.waves, &seen.zone)),
        stream: (!is_over).then(|| frame.link(&format!("{address}/stream"))),
        mark: mark(&seen.sending, &seen.waves, seen.acts.iter().map(|(act, _)| act), seen.drafts.iter().map(|(draft, _)| draft.id)),
        signed_in,
        frame,
    }
}

impl Seen {
    fn name_of(&self, group: Id) -> String {
        self.groups.iter().find(|known| known.id == group).map_or_else(String::new, |known| known.name.clone())
    }

    /// The button that pauses, and what it does now; nothing where there is nothing to pause, or this group has paused.
    fn pause(&self, frame: &Frame, signed_in: &SignedIn, there: &There, now: i64) -> Option<PauseForm> {
        let has_paused = self.acts.iter().any(|(act, _)| act.power == Power::Pause && act.group == there.group.id);
        if has_paused || !Power::Pause.is_possible(&self.sending, now) {
            return None;
        }
        let address = path_of(&there.coalition.slug, self.sending.id);
        let text = match self.sending.waits_until(now).and(self.sending.paused_by) {
            Some(group) => frame.t1("pause-confirm-text", "group", self.name_of(group)),
            None => frame.t("pause-text"),
        };
        let next = site::in_query(&frame.lang.path(&address));
        let stale = !signed_in.is_fresh(now);
        Some(PauseForm {
            text,
            action: frame.link(&format!("{address}/pause")),
            field: acting_field(there),
            sign_in_url: stale.then(|| format!("{}?next={next}", frame.link(SIGN_IN_PATH))),
        })
    }

    fn draft_row(&self, frame: &Frame, there: &There, (written, name): &(running::Written, String)) -> DraftRow {
        let hash = written.draft.hash();
        let signed = |(act, name): &(Acted, String)| {
            let says_it = act.came_to == CameTo::Waits && Hash(act.words_hash) == hash;
            says_it.then(|| frame.t2("act-signed-by", ("group", &self.name_of(act.group)), ("name", name)))
        };
        let path = format!("{}/acts/{}?as={}", path_of(&there.coalition.slug, self.sending.id), written.id, there.group.slug);
        let words = format!("act-{}-draft", running::word_of(written.draft.act));
        DraftRow {
            link: Link { name: frame.t(&words), url: frame.link(&path) },
            by: frame.t2("act-written-by", ("group", &self.name_of(written.group)), ("name", name)),
            signed: self.acts.iter().filter_map(signed).collect(),
        }
    }

    fn act_row(&self, frame: &Frame, act: &Acted, name: &str) -> ActRow {
        let what = match (act.power, act.came_to) {
            (Power::Pause, _) => "act-pause",
            (Power::Resume, CameTo::Done) => "act-resume",
            (Power::Stop, CameTo::Done) => "act-stop",
            (Power::Correct, CameTo::Done) => "act-correct",
            (Power::Resume, _) => "act-resume-said",
            (Power::Stop, _) => "act-stop-said",
            (Power::Correct, _) => "act-correct-said",
        };
        let note = match act.came_to {
            CameTo::Done => None,
            CameTo::Waits => Some("act-waits"),
            CameTo::Nothing => Some("act-nothing"),
        };
        let (group_name, at) = (self.name_of(act.group), site::zoned(act.at, &self.zone));
        ActRow { what: frame.t(what), group_name, name: name.to_owned(), at, note: note.map(|note| frame.t(note)) }
    }
}

/// Changes as soon as somebody did something, or a wave began or ended.
fn mark<'a>(sending: &Sending, waves: &[Wave], acts: impl Iterator<Item = &'a Acted>, drafts: impl Iterator<Item = Id>) -> u32 {
    let mut mark = Mark::default().with(&[sending.state as u8]).with(&sending.version.to_le_bytes());
    for at in waves.iter().flat_map(|wave| [wave.first_at, wave.ended_at]) {
        mark = mark.with(&at.unwrap_or_default().to_le_bytes());
    }
    for act in acts {
        mark = mark.with(&act.at.to_le_bytes()).with(&act.group.0);
    }
    drafts.fold(mark, |mark, draft| mark.with(&draft.0)).number()
}

async fn pause(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Ok(id) = id.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let typed = Typed::read(&body);
    let (acting_for, now) = (typed.get("as"), app.clock.now());
    let is_fresh = signed_in.is_fresh(now);
    let who = (slug.as_str(), acting_for);
    let paused =
        for_coalition(&app, signed_in.account, ("messages.pause", who.0, who.1), Deed::SteerCall, move |tx, act, coalition| {
            let is_here = calls::sending(tx, id)?.is_some_and(|sending| sending.coalition == coalition);
            if !is_here {
                return Ok(Err(calls::PauseRefusal::Unknown.message()));
            }
            // An unlocked browser that somebody left behind must not be able to hold up a call.
            if !is_fresh {
                return Ok(Err("pause-refused-stale"));
            }
            let words_hash = Hash::of(&[b"pause", &id.0]).0;
            let by = calls::By { act: act.id, account: act.account, group: act.group, words_hash };
            Ok(calls::confirm_or_pause(tx, now, id, &by)?.map_err(|refusal| refusal.message()))
        });
    let back = format!("{}?as={acting_for}", path_of(&slug, id));
    here.answer(&app, paused.await.map(|outcome| led_back(&app, &here, &outcome, &back)))
}

fn state(frame: &Frame, seen: &Seen, now: i64) -> ((String, String), &'static str) {
    let sending = &seen.sending;
    let words = |id: &str, text: String| (frame.t(id), text);
    match (sending.state, sending.why_paused) {
        (SendingState::Running, _) => match sending.waits_until(now) {
            Some(until) => {
                let when = frame.date_time(&site::zoned(until, &seen.zone));
                (words("sending-paused", frame.t1("sending-paused-until", "when", when)), "attention")
            }
            None if sending.is_drill => (words("sending-running", frame.t("sending-running-drill")), "good"),
            None => (words("sending-running", frame.t("sending-running-text")), "good"),
        },
        (SendingState::Paused, Some(WhyPaused::Errors)) => (words("sending-paused", frame.t("sending-paused-errors")), "danger"),
        (SendingState::Paused, Some(WhyPaused::Outbox)) => (words("sending-paused", frame.t("sending-paused-outbox")), "danger"),
        (SendingState::Paused, _) => (words("sending-paused", frame.t("sending-paused-group")), "attention"),
        (SendingState::Stopped, _) => (words("sending-stopped", frame.t("sending-stopped-text")), "attention"),
        (SendingState::Ended, _) if sending.is_drill => (words("sending-ended", frame.t("sending-ended-drill")), "good"),
        (SendingState::Ended, _) => (words("sending-ended", frame.t("sending-ended-text")), "good"),
    }
}

pub(super) fn refusal(frame: &Frame, why: Refusal) -> String {
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

/// The times of the waves in the order of the page: a day is said where it is another than that of the time before.
struct Times<'a> {
    frame: &'a Frame,
    zone: &'a str,
    is_drill: bool,
    said: Option<ZonedDateTime>,
}

impl Times<'_> {
    /// Whom a wave is for, when its first mail was handed over, and when the last of its people was done with.
    fn told(&mut self, wave: &Wave, audience: &Audience) -> String {
        let first = if self.is_drill { "wave-first-drill" } else { "wave-first" };
        let who = match audience {
            Audience::Hosts => self.frame.t("plan-wave-hosts"),
            Audience::Rsvps => self.frame.t("plan-wave-rsvps"),
            Audience::Everyone => self.frame.t("plan-wave-everyone"),
            Audience::NearEvents { miles } => self.frame.t1("plan-wave-near", "miles", miles),
            Audience::Near { .. } => self.frame.t("wave-near-places"),
            Audience::Reached { .. } => self.frame.t("wave-reached"),
        };
        let who = self.frame.t2("wave-who", ("wave", &wave.number.to_string()), ("who", &who));
        let times = [(first, wave.first_at), ("wave-ended", wave.ended_at)];
        let times = times.into_iter().filter_map(|(id, at)| Some(self.when(id, at?)));
        std::iter::once(who).chain(times).collect::<Vec<_>>().join(" ")
    }

    fn when(&mut self, id: &str, at: i64) -> String {
        let at = site::zoned(at, self.zone);
        let is_same_day = self.said.as_ref().is_some_and(|said| said.date() == at.date());
        let when = if is_same_day { self.frame.at_time(&at) } else { self.frame.date_time(&at) };
        self.said = Some(at);
        self.frame.t1(id, "when", when)
    }
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
fn numbers(waves: &[Wave]) -> Map<String, Value> {
    let mut out = Map::new();
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
    out
}

fn news(tx: &mut Tx<'_>, tools: &plans::Tools, id: Id) -> Result<Option<News>, Fault> {
    let Some(sending) = calls::sending(tx, id)? else { return Ok(None) };
    let (acts, drafts, waves) = (calls::acts(tx, &sending)?, running::drafts(tx, tools, &sending)?, calls::progress(tx, id)?);
    let mark = mark(&sending, &waves, acts.iter(), drafts.iter().map(|draft| draft.id));
    let mut news = News::marked(mark, sending.ended_at.is_some());
    news.figures.extend(numbers(&waves));
    Ok(Some(news))
}

async fn stream(State(app): State<App>, here: Here, signed_in: SignedIn, Path((slug, id)): Path<(String, String)>) -> Response {
    let Ok(id) = id.parse::<Id>() else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let look = move |tx: &mut Tx<'_>, there: &There| find(tx, there, id);
    match read_for_coalition(&app, signed_in.account, (&slug, ""), Deed::SeePlans, look).await {
        Ok(Outcome::Done((_, Some(_)))) => {}
        Ok(Outcome::Done((_, None))) => return here.refused(&app, StatusCode::NOT_FOUND),
        Ok(other) => return led_back(&app, &here, &other, ""),
        Err(fault) => return here.fault(&app, &fault),
    }
    stream::stream(&app, "progress", move |app| {
        let tools = plans::Tools::of(&app);
        async move { app.db.read_newest(move |tx| news(tx, &tools, id)).await }
    })
}
