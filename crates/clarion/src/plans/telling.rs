//! Telling those who vote: mails to the delegates and deputies of a ballot's electorate when its opening waits for a second signature,
//! when it opens, before it ends to whoever has not voted, when something is decided, when that is halted, and when it is withdrawn.
//!
//! The transaction in which it happens queues one job; that one finds who is to be told and queues a mail for each, under ids that
//! follow from ballot, news and account, so that nobody is told twice. A mail names coalition and plan, and leads to the ballot. What
//! the plan says stands there and not in it: mail lies in mailboxes.

use super::ballot_box::{BallotBox, GroupState, Phase};
use super::document::{Frozen, Power};
use super::{Outcome, Tools};
use crate::access::{accounts, jobs as account_mails, passkeys};
use crate::app::App;
use crate::clock::{DAY, MINUTE};
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::web::lang;
use crate::web::site::zoned;
use crate::web::views_plan_mail::{BallotMail, Line};
use ::jobs::{Bounds, Job, NewJob, Outcome as Ended, Registry};
use db::{Fault, Tx};
use std::collections::BTreeMap;
use std::time::Duration;

const TELL: &str = "plans.tell";
const MAIL: &str = "plans.tell_one";
/// A decision can be halted for minutes, so its mail is tried often; after a day it is news to nobody.
const BOUNDS: Bounds = Bounds {
    attempts_max: 60,
    retry_delay_min: Duration::from_secs(2),
    retry_delay_max: Duration::from_secs(30 * 60),
    run_time_max: Duration::from_secs(60),
    parallel_max: 8,
};
/// Whoever has not voted is reminded a day before the end, so that a group can still meet.
const REMINDED_BEFORE_MAX: i64 = DAY;
/// Of a short ballot, when this part of its time is left.
const REMINDED_BEFORE_PART: i64 = 4;
/// With less time than this a mail would come too late for a group to talk: nobody is reminded.
const REMINDED_BEFORE_MIN: i64 = 15 * MINUTE;

/// However often a group prepares a ballot anew and signs it: the others are asked for the second signature once in this time.
const ASKED_EVERY: i64 = 15 * MINUTE;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The ballot is open.
    Opened,
    /// It ends soon, and one's group has not voted.
    Ending,
    /// An outcome is decided.
    Decided,
    /// The decision was halted.
    Halted,
    /// Two groups withdrew it.
    Withdrawn,
    /// One group signed its opening; somebody of another must sign.
    Awaited,
}

impl News {
    const ALL: [Self; 6] = [Self::Opened, Self::Ending, Self::Decided, Self::Halted, Self::Withdrawn, Self::Awaited];

    /// Whether it is still so. News that something else has overtaken are told to nobody.
    fn holds(self, ballot_box: &BallotBox, now: i64) -> bool {
        match (self, ballot_box.phase) {
            (Self::Opened | Self::Ending, Phase::Open { .. }) => ballot_box.due(now).is_none(),
            (Self::Decided, Phase::Decided { .. } | Phase::Started { .. })
            | (Self::Halted, Phase::Halted { .. })
            | (Self::Withdrawn, Phase::Withdrawn { .. }) => true,
            (Self::Awaited, Phase::Prepared) => ballot_box.groups.values().any(|state| state.opened && !state.left),
            _ => false,
        }
    }

    /// Whether somebody of a group in this state hears of it.
    fn is_for(self, state: &GroupState, is_delegate: bool, can_vote: bool) -> bool {
        let hears = match self {
            Self::Ending => can_vote && state.standing.is_none() && !(state.recalled && is_delegate),
            Self::Awaited => can_vote && !state.opened,
            _ => true,
        };
        !state.left && hears
    }
}

/// When whoever has not voted is reminded; `None` where the ballot is too short for that.
pub fn reminded_at(opened_at: i64, deadline: i64) -> Option<i64> {
    let before = ((deadline - opened_at) / REMINDED_BEFORE_PART).min(REMINDED_BEFORE_MAX);
    (before >= REMINDED_BEFORE_MIN).then(|| deadline - before)
}

/// Queues the telling; a second time changes nothing. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, ballot: Id, news: News, run_at: i64, now: i64) -> Result<(), Fault> {
    let payload = [&ballot.0[..], &[news as u8]].concat();
    let id = super::jobs::job_id(TELL, ballot, news as i64);
    ::jobs::queue(tx, &[NewJob { id, kind: TELL, payload: &payload, run_at, created_at: now }])
}

/// A group signed the opening of a ballot that it, or another, had prepared: the others are asked for the second signature.
pub(super) fn queue_awaited(tx: &mut Tx<'_>, (plan, ballot, group): (Id, Id, Id), now: i64) -> Result<(), Fault> {
    let payload = [&ballot.0[..], &[News::Awaited as u8]].concat();
    let window = now.div_euclid(ASKED_EVERY).to_le_bytes();
    let id = *blake3::derive_key(TELL, &[&plan.0[..], &group.0, &window].concat()).first_chunk().expect("a hash has 32 bytes");
    ::jobs::queue(tx, &[NewJob { id, kind: TELL, payload: &payload, run_at: now, created_at: now }])
}

/// A ballot opened: it is told now, and once more before its end.
pub(super) fn queue_opened(tx: &mut Tx<'_>, ballot: Id, deadline: i64, now: i64) -> Result<(), Fault> {
    queue(tx, ballot, News::Opened, now, now)?;
    match reminded_at(now, deadline) {
        Some(at) => queue(tx, ballot, News::Ending, at, now),
        None => Ok(()),
    }
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let telling = app.clone();
    registry.add(TELL, BOUNDS, move |job| {
        let app = telling.clone();
        async move { tell_all(&app, &job).await }
    });
    let (app, mailer) = (app.clone(), mailer.clone());
    registry.add(MAIL, BOUNDS, move |job| {
        let (app, mailer) = (app.clone(), mailer.clone());
        async move { tell_one(&app, &mailer, &job).await }
    });
}

async fn tell_all(app: &App, job: &Job) -> Ended {
    let Some((ballot, news, [])) = read(&job.payload) else { return unreadable() };
    let (tools, now) = (Tools::of(app), app.clock.now());
    match app.db.write("plans.tell", move |tx| tell(tx, &tools, now, ballot, news)).await {
        Ok(_) => {
            app.waker.wake();
            Ended::Done
        }
        Err(fault) => away(&fault),
    }
}

/// Queues the mail of each who is to hear of it, and says how many those are. Whoever has one already gets no second.
pub fn tell(tx: &mut Tx<'_>, tools: &Tools, now: i64, ballot: Id, news: News) -> Result<usize, Fault> {
    let Some(ballot_box) = super::ballot(tx, tools, ballot)?.filter(|found| news.holds(found, now)) else { return Ok(0) };
    let told = who(tx, &ballot_box, news)?;
    for account in told.keys() {
        let payload = [&ballot.0[..], &[news as u8], &account.0].concat();
        let id = *blake3::derive_key(MAIL, &payload).first_chunk().expect("a hash has 32 bytes");
        ::jobs::queue(tx, &[NewJob { id, kind: MAIL, payload: &payload, run_at: now, created_at: now }])?;
    }
    Ok(told.len())
}

/// Whose delegates and deputies hear of it, each with the group they speak for.
fn who(tx: &mut Tx<'_>, ballot_box: &BallotBox, news: News) -> Result<BTreeMap<Id, Group>, Fault> {
    let mut told = BTreeMap::new();
    for steering in coalitions::steering(tx, ballot_box.frozen.coalition)? {
        let Some(state) = ballot_box.groups.get(&steering.group.id) else { continue };
        let can_vote = can_vote(&ballot_box.frozen, steering.group.id);
        for (account, is_delegate) in [(steering.delegate, true), (steering.deputy, false)] {
            if let Some(account) = account.filter(|_| news.is_for(state, is_delegate, can_vote)) {
                told.entry(account).or_insert_with(|| steering.group.clone());
            }
        }
    }
    Ok(told)
}

/// Whether a passkey of a group's delegate or deputy counted when the ballot was prepared: without one the group is silent in it.
fn can_vote(frozen: &Frozen, group: Id) -> bool {
    frozen.group(group).is_some_and(|group| group.passkeys.iter().any(|passkey| passkey.power != Power::Member))
}

/// Ballot, news, and what follows.
fn read(payload: &[u8]) -> Option<(Id, News, &[u8])> {
    let (ballot, rest) = payload.split_first_chunk::<16>()?;
    let (news, rest) = rest.split_first()?;
    let news = News::ALL.into_iter().find(|known| *known as u8 == *news)?;
    Some((Id(*ballot), news, rest))
}

fn unreadable() -> Ended {
    Ended::GiveUp { reason: "its payload cannot be read".to_owned() }
}

fn away(fault: &Fault) -> Ended {
    Ended::retry(format!("the database: {:?}", fault.kind()))
}

/// One reader, as they and the ballot stand now.
struct Reader {
    ballot_box: BallotBox,
    coalition: Coalition,
    group: Group,
    account: accounts::Account,
    /// Whether a passkey of their own was frozen with the ballot.
    has_passkey: bool,
}

async fn tell_one(app: &App, mailer: &Mailer, job: &Job) -> Ended {
    let Some((ballot, news, account)) = read(&job.payload) else { return unreadable() };
    let Ok(account) = account.try_into().map(Id) else { return unreadable() };
    let (tools, now) = (Tools::of(app), app.clock.now());
    let found = app.db.read_newest(move |tx| reader(tx, &tools, now, ballot, news, account)).await;
    let mail = match found {
        Ok(Some(reader)) => write(app, &reader, news, now).map(Some),
        // Something else happened, or they no longer vote for anybody.
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

fn reader(tx: &mut Tx<'_>, tools: &Tools, now: i64, ballot: Id, news: News, account: Id) -> Result<Option<Reader>, Fault> {
    let Some(ballot_box) = super::ballot(tx, tools, ballot)?.filter(|found| news.holds(found, now)) else { return Ok(None) };
    let Some(group) = who(tx, &ballot_box, news)?.remove(&account) else { return Ok(None) };
    let Some((coalition, _)) = coalitions::coalition(tx, ballot_box.frozen.coalition)? else { return Ok(None) };
    let frozen = ballot_box.frozen.group(group.id).map(|group| group.passkeys.as_slice()).unwrap_or_default();
    let own = passkeys::passkeys_of(tx, account)?;
    let has_passkey = own.iter().any(|own| frozen.iter().any(|frozen| frozen.passkey == own.id));
    let account = accounts::account(tx, account)?;
    Ok(account.map(|account| Reader { ballot_box, coalition, group, account, has_passkey }))
}

fn write(app: &App, reader: &Reader, news: News, now: i64) -> Result<OutgoingMail, Fault> {
    let Reader { ballot_box, coalition, group, account, .. } = reader;
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let frozen = &ballot_box.frozen;
    let path = format!("/console/coalitions/{}/ballots/{}", coalition.slug, frozen.ballot);
    let when = |at: i64| lang::date_time(lang, &zoned(at, &frozen.document.time_zone));
    let (subject, lines) = said(reader, news, now, when);
    let words = BallotMail {
        lang,
        name: profile.name,
        subject,
        lines,
        coalition: coalition.name.clone(),
        plan: frozen.document.title.of(lang == lang::Lang::Es).to_owned(),
        ballot_url: format!("{}{}", app.settings.public_url, lang.path(&path)),
        group_name: group.name.clone(),
        postal_address: account_mails::on_one_line(&group.postal_address),
    }
    .words();
    Ok(account_mails::outgoing((account.id, now), group, profile.email, words))
}

/// The ids of subject and sentences, with the time that a sentence names.
fn said(reader: &Reader, news: News, now: i64, when: impl Fn(i64) -> String) -> (&'static str, Vec<Line>) {
    let ballot_box = &reader.ballot_box;
    let line = |words: &'static str| Line { words, when: None };
    let at = |words: &'static str, instant: i64| Line { words, when: Some(when(instant)) };
    let ends = at("ballot-mail-ends", ballot_box.frozen.document.deadline);
    match (news, ballot_box.phase) {
        (News::Opened, Phase::Open { consult_until, .. }) => {
            let consulting = (consult_until > now).then(|| at("ballot-mail-consult", consult_until));
            let lines = [Some(line("ballot-mail-opened")), Some(line(voice(reader))), consulting, Some(ends)];
            ("ballot-mail-opened-subject", lines.into_iter().flatten().collect())
        }
        (News::Awaited, _) => ("ballot-mail-awaited-subject", vec![line("ballot-mail-awaited"), line(asked(reader)), ends]),
        (News::Opened | News::Ending, _) => ("ballot-mail-ending-subject", vec![line("ballot-mail-ending"), ends]),
        (News::Decided, Phase::Decided { outcome: Outcome::Hold, .. } | Phase::Started { outcome: Outcome::Hold, .. }) => {
            ("ballot-mail-decided-subject", vec![line("ballot-mail-hold")])
        }
        (News::Decided, Phase::Decided { outcome, starts_at, .. }) => {
            let halt = if starts_at > now { at("ballot-mail-halt-until", starts_at) } else { line("ballot-mail-starts-now") };
            ("ballot-mail-decided-subject", vec![line(decided(outcome)), halt])
        }
        (News::Decided, Phase::Started { outcome, started_at, .. }) => {
            ("ballot-mail-decided-subject", vec![line(decided(outcome)), at("ballot-mail-started", started_at)])
        }
        (News::Withdrawn, _) => ("ballot-mail-withdrawn-subject", vec![line("ballot-mail-withdrawn")]),
        _ => ("ballot-mail-halted-subject", vec![line("ballot-mail-halted")]),
    }
}

/// Whether the reader can vote: nobody is sent to a page that has nothing for them to sign.
fn voice(reader: &Reader) -> &'static str {
    match (can_vote(&reader.ballot_box.frozen, reader.group.id), reader.has_passkey) {
        (false, _) => "ballot-mail-no-voice",
        (true, false) => "ballot-mail-not-yours",
        (true, true) => "ballot-mail-voice",
    }
}

/// Whether the reader can give the second signature.
fn asked(reader: &Reader) -> &'static str {
    if reader.has_passkey { "ballot-mail-awaited-sign" } else { "ballot-mail-awaited-other" }
}

fn decided(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Call => "ballot-mail-call",
        Outcome::Hold => "ballot-mail-hold",
        Outcome::StandDown => "ballot-mail-stand-down",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::HOUR;

    #[test]
    fn whoever_has_not_voted_is_reminded_while_a_group_can_still_talk() {
        assert_eq!(reminded_at(0, 10 * DAY), Some(9 * DAY), "a day before");
        assert_eq!(reminded_at(0, 8 * HOUR), Some(6 * HOUR), "a quarter of a short one");
        assert_eq!(reminded_at(0, HOUR), Some(45 * MINUTE));
        assert_eq!(reminded_at(0, 50 * MINUTE), None, "no mail is read that fast");
    }

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        for news in News::ALL {
            assert_eq!(read(&[&[7; 16][..], &[news as u8], &[8; 16]].concat()), Some((Id([7; 16]), news, &[8; 16][..])));
        }
        assert_eq!((read(&[7; 16]), read(&[9; 17])), (None, None));
    }
}
