//! Who of the next in a slice may get their mail now: asked at the last moment before it is handed over.
//!
//! In this order: does their consent still stand; may the mailbox be written to; does the sender's rate leave room; is the mailbox
//! free, or did somebody with the same one get it; and is there room in the week's budget. The last two use something up, so they come
//! last, and only for whom no delivery stands yet.

use super::super::audience::{Entry, Ground};
use super::outcome::Refusal;
use super::store::{self, Rate};
use super::{CALLS_A_WEEK_MAX, Candidate};
use crate::clock::{DAY, MINUTE, SECOND};
use crate::ids::Id;
use crate::people;
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::{BTreeMap, HashSet};

/// Of several workers that use one rate at once each sees what the others took, and tries again so often.
const RATE_TRIES: usize = 8;

/// What is to be done with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    Refuse(Refusal),
    /// Not before this.
    Later(i64),
}

/// Somebody who is judged.
#[derive(Clone, Debug)]
pub(super) struct Judged<'a> {
    /// Of which step.
    pub(super) step: usize,
    pub(super) candidate: &'a Candidate,
    pub(super) entry: Entry,
    pub(super) sending: Id,
    pub(super) coalition: Id,
    pub(super) is_budgeted: bool,
    pub(super) is_rated: bool,
    pub(super) is_drill: bool,
    pub(super) verdict: Verdict,
}

impl Judged<'_> {
    fn goes(&self) -> bool {
        self.verdict == Verdict::Go
    }

    fn is_new(&self) -> bool {
        self.goes() && !self.candidate.turn.has_row
    }

    fn key(&self) -> Option<MatchingKey> {
        self.candidate.mailbox.ok()
    }
}

/// Judges everybody of a few steps.
pub(super) fn judge<'a>(tx: &mut Tx<'_>, now: i64, candidates: &[Judged<'a>]) -> Result<Vec<Judged<'a>>, Fault> {
    let mut judged = candidates.to_vec();
    if judged.is_empty() {
        return Ok(judged);
    }
    by_consent(tx, &mut judged)?;
    by_suppression(tx, now, &mut judged)?;
    by_rate(tx, now, &mut judged)?;
    by_mailbox(tx, &mut judged)?;
    by_budget(tx, now, &mut judged)?;
    Ok(judged)
}

fn by_consent(tx: &mut Tx<'_>, judged: &mut [Judged<'_>]) -> Result<(), Fault> {
    let mut wanted: Vec<(Id, Id)> =
        judged.iter().filter(|judged| judged.goes()).map(|judged| (judged.entry.identity, judged.entry.group)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let consents = people::call_consents(tx, &wanted)?;
    let come = who_comes(tx, judged)?;
    for judged in judged.iter_mut().filter(|judged| judged.goes()) {
        let consent = consents.get(&(judged.entry.identity, judged.entry.group)).copied().unwrap_or_default();
        let stands = match judged.entry.ground {
            Ground::Calls => consent.agreed,
            Ground::Reached => !consent.left,
            // Who hosts is told what becomes of their event for as long as they host it.
            Ground::Hosts => true,
            Ground::Rsvps => !consent.left && come.contains(&(judged.entry.identity, judged.coalition)),
        };
        if !stands {
            judged.verdict = Verdict::Refuse(Refusal::Left);
        }
    }
    Ok(())
}

/// Of those who answered to an event, who still comes to one of the coalition's.
fn who_comes(tx: &mut Tx<'_>, judged: &[Judged<'_>]) -> Result<HashSet<(Id, Id)>, Fault> {
    let guests = judged.iter().filter(|judged| judged.goes() && judged.entry.ground == Ground::Rsvps);
    let mut wanted: Vec<(Id, Id)> = guests.map(|judged| (judged.entry.identity, judged.coalition)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut come = HashSet::with_capacity(wanted.len());
    store::who_comes(tx, &wanted, |identity, coalition| {
        come.insert((identity, coalition));
    })?;
    Ok(come)
}

fn by_suppression(tx: &mut Tx<'_>, now: i64, judged: &mut [Judged<'_>]) -> Result<(), Fault> {
    let goers = judged.iter().filter(|judged| judged.goes());
    let mut wanted: Vec<(MatchingKey, Id)> = goers.filter_map(|judged| Some((judged.key()?, judged.entry.group))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let stopped = people::suppressed(tx, &wanted, now)?;
    for judged in judged.iter_mut().filter(|judged| judged.goes()) {
        if judged.key().is_some_and(|key| stopped.contains(&key)) {
            judged.verdict = Verdict::Refuse(Refusal::Suppressed);
        }
    }
    Ok(())
}

/// A sender without a rate has no bound; a group without one sends as the server does.
fn by_rate(tx: &mut Tx<'_>, now: i64, judged: &mut [Judged<'_>]) -> Result<(), Fault> {
    let is_bound = |judged: &Judged<'_>| judged.goes() && judged.is_rated && !judged.is_drill;
    if !judged.iter().any(is_bound) {
        return Ok(());
    }
    let rates: BTreeMap<Id, Rate> = store::rates(tx)?.into_iter().map(|rate| (rate.sender, rate)).collect();
    let minute = now.div_euclid(MINUTE);
    let mut by_sender: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
    for (at, judged) in judged.iter().enumerate().filter(|(_, judged)| is_bound(judged)) {
        let senders = [judged.entry.group, Id::ZERO];
        if let Some(sender) = senders.into_iter().find(|sender| rates.contains_key(sender)) {
            by_sender.entry(sender).or_default().push(at);
        }
    }
    for (sender, places) in by_sender {
        let (room, due_at) = match take_rate(tx, rates[&sender], minute, places.len())? {
            Some(room) => (room, (minute + 1) * MINUTE),
            None => (0, now + SECOND),
        };
        for at in &places[room..] {
            judged[*at].verdict = Verdict::Later(due_at);
        }
    }
    Ok(())
}

/// Uses the room that a rate leaves for so many mails: how many may go. `None` where others were always sooner.
fn take_rate(tx: &mut Tx<'_>, seen: Rate, minute: i64, wanted: usize) -> Result<Option<usize>, Fault> {
    let mut seen = seen;
    for _ in 0..RATE_TRIES {
        let used = if seen.minute == minute { seen.mails } else { 0 };
        let room = usize::try_from(seen.mails_a_minute - used).unwrap_or(0).min(wanted);
        if room == 0 || store::use_rate(tx, &seen, minute, used + room as i64)? {
            return Ok(Some(room));
        }
        let Some(now) = store::rates(tx)?.into_iter().find(|rate| rate.sender == seen.sender) else { return Ok(None) };
        seen = now;
    }
    Ok(None)
}

fn by_mailbox(tx: &mut Tx<'_>, judged: &mut [Judged<'_>]) -> Result<(), Fault> {
    let new = judged.iter().filter(|judged| judged.is_new());
    let mut wanted: Vec<(MatchingKey, Id)> = new.filter_map(|judged| Some((judged.key()?, judged.sending))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut free = HashSet::with_capacity(wanted.len());
    store::add_addresses(tx, &wanted, |key, sending| {
        free.insert((key, sending));
    })?;
    for judged in judged.iter_mut().filter(|judged| judged.is_new()) {
        // Of two with one mailbox the first has it.
        if !judged.key().is_some_and(|key| free.remove(&(key, judged.sending))) {
            judged.verdict = Verdict::Refuse(Refusal::SameMailbox);
        }
    }
    Ok(())
}

fn by_budget(tx: &mut Tx<'_>, now: i64, judged: &mut [Judged<'_>]) -> Result<(), Fault> {
    let week = now.div_euclid(7 * DAY);
    let wanted = |drill: bool| {
        let budgeted = judged.iter().filter(|judged| judged.is_new() && judged.is_budgeted && judged.is_drill == drill);
        let mut wanted: Vec<(Id, Id)> = budgeted.map(|judged| (judged.entry.identity, judged.coalition)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    };
    let (real, drilled) = (wanted(false), wanted(true));
    let mut allowed: HashSet<(Id, Id)> = drilled.iter().copied().collect();
    store::have_enough(tx, &drilled, week, CALLS_A_WEEK_MAX, |identity, coalition| {
        allowed.remove(&(identity, coalition));
    })?;
    store::add_contacts(tx, &real, week, CALLS_A_WEEK_MAX, |identity, coalition| {
        allowed.insert((identity, coalition));
    })?;
    for judged in judged.iter_mut().filter(|judged| judged.is_new() && judged.is_budgeted) {
        if !allowed.contains(&(judged.entry.identity, judged.coalition)) {
            judged.verdict = Verdict::Refuse(Refusal::OftenEnough);
        }
    }
    Ok(())
}
