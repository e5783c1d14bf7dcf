//! One step of a worker, in one transaction: what became of the mails on the way, and whose turn is next.
//!
//! First: does the worker still have the slice? Then the answers are noted. Then, unless the sending waits, it is judged who of the
//! next may get their mail (`judge.rs`), and a delivery is written for each of them before anything is handed over. The slice moves in
//! the same transaction. So whatever happens, everybody stands before the place `next` with a delivery, is held, or was not tried; and
//! who was on the way when a worker died is known by name. Steps of several workers share a commit.

use super::super::audience::Entry;
use super::super::calls::Sending;
use super::super::store as messages;
use super::errors;
use super::judge::{self, Judged, Verdict};
use super::outcome::{Answer, End, HANDED_OVER, WAITING};
use super::slice::{Slice, Turn};
use super::store::{self, Change, Kept, NewDelivery};
use super::{Candidate, LEASE};
use crate::coalitions::merging;
use crate::ids::Id;
use db::{Fault, FaultKind, Tx};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What a worker brings.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The slice as the worker knows it.
    pub(super) slice: Slice,
    pub(super) worker: [u8; 16],
    pub(super) entries: Arc<[Entry]>,
    /// What became of the mails on the way.
    pub(super) settled: Vec<(Turn, Answer)>,
    /// Whose turn is next.
    pub(super) candidates: Vec<Candidate>,
    /// When what could not be tried is tried again.
    pub(super) not_tried_until: i64,
    /// Whether mails count towards the bound on calls in a week.
    pub(super) is_budgeted: bool,
    /// Whether any sender had a rate when the slice was taken.
    pub(super) is_rated: bool,
    /// Whether the worker's sink is a drill's: a sending of the other kind is left alone.
    pub(super) is_drill: bool,
    /// The worker lets go of the slice after this step.
    pub(super) lets_go: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) struct Stepped {
    /// The slice now; who may be handed over is on the way.
    pub(super) slice: Slice,
    /// Nothing more before this; the sending is paused, stopped or ended.
    pub(super) waits_until: Option<i64>,
}

/// Another worker has the slice: nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lost;

enum Work {
    Lost,
    /// The commit of this very step had got through: its answer was lost.
    Before(Slice),
    Open(Slice),
}

/// Takes steps; answers in their order.
pub(super) fn step(tx: &mut Tx<'_>, now: i64, steps: &[Step]) -> Result<Vec<Result<Stepped, Lost>>, Fault> {
    let (mut works, sendings) = begin(tx, steps)?;
    let mut changes: Vec<Change> = Vec::new();
    for (step, work) in steps.iter().zip(&mut works) {
        let Work::Open(slice) = work else { continue };
        settle(step, slice, now, &mut changes);
    }
    let judged = judge::judge(tx, now, &open_candidates(steps, &works, &sendings, now))?;
    let judged = write(tx, now, steps, judged, &mut changes)?;
    for judged in &judged {
        let Work::Open(slice) = &mut works[judged.step] else { continue };
        let turn = &judged.candidate.turn;
        slice.take(turn);
        match judged.verdict {
            Verdict::Go => slice.on_the_way.push(turn.place),
            Verdict::Refuse(why) => slice.end(&steps[judged.step].entries, turn.place, End::Refused(why)),
            Verdict::Later(due_at) => slice.held.push(turn.held_until(due_at)),
        }
    }
    keep(tx, now, steps, &works)?;
    after(tx, now, steps, &works)?;
    Ok(works
        .into_iter()
        .zip(steps)
        .map(|(work, step)| match work {
            Work::Lost => Err(Lost),
            Work::Before(slice) => Ok(Stepped { waits_until: None, slice }),
            Work::Open(slice) => {
                let slice = Slice { step: slice.step + 1, ..slice };
                Ok(Stepped { waits_until: waits_until(sendings.get(&step.slice.sending), step, now), slice })
            }
        })
        .collect())
}

fn waits_until(sending: Option<&Sending>, step: &Step, now: i64) -> Option<i64> {
    match sending.filter(|sending| sending.is_drill == step.is_drill) {
        Some(sending) => sending.waits_until(now),
        None => Some(i64::MAX),
    }
}

/// Looks who still has their slice, and how the sendings stand.
fn begin(tx: &mut Tx<'_>, steps: &[Step]) -> Result<(Vec<Work>, HashMap<Id, Sending>), Fault> {
    let mut wanted: Vec<(Id, i64)> = steps.iter().map(|step| (step.slice.message, step.slice.number)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let (mut slices, mut sendings) = (HashMap::with_capacity(wanted.len()), HashMap::new());
    for (slice, sending) in store::slices(tx, &wanted)? {
        slices.insert((slice.message, slice.number), slice);
        sendings.insert(sending.id, sending);
    }
    let look = |step: &Step| {
        let slice = slices.get(&(step.slice.message, step.slice.number)).filter(|slice| slice.worker == Some(step.worker));
        match slice.map(|slice| (slice.step - step.slice.step, slice.clone())) {
            Some((0, slice)) => Work::Open(slice),
            Some((1, slice)) => Work::Before(slice),
            _ => Work::Lost,
        }
    };
    Ok((steps.iter().map(look).collect(), sendings))
}

fn settle(step: &Step, slice: &mut Slice, now: i64, changes: &mut Vec<Change>) {
    for (turn, answer) in &step.settled {
        let Some(entry) = step.entries.get(usize::from(turn.place)) else { continue };
        let end = slice.settle(&step.entries, turn, *answer, now, step.not_tried_until);
        let (state, reason) = end.map_or((WAITING, 0), End::state);
        // What went well was written before.
        if state != HANDED_OVER {
            changes.push((entry.identity, slice.sending, state, reason));
        }
    }
}

fn open_candidates<'a>(steps: &'a [Step], works: &[Work], sendings: &HashMap<Id, Sending>, now: i64) -> Vec<Judged<'a>> {
    let mut out = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let sending = sendings.get(&step.slice.sending);
        let (Work::Open(_), None, Some(sending)) = (&works[at], waits_until(sending, step, now), sending) else { continue };
        for candidate in &step.candidates {
            let Some(entry) = step.entries.get(usize::from(candidate.turn.place)) else { continue };
            let verdict = candidate.mailbox.map_or_else(Verdict::Refuse, |_| Verdict::Go);
            let (is_budgeted, is_rated, is_drill) = (step.is_budgeted, step.is_rated, step.is_drill);
            let (sending, coalition) = (sending.id, sending.coalition);
            out.push(Judged { step: at, candidate, entry: *entry, sending, coalition, is_budgeted, is_rated, is_drill, verdict });
        }
    }
    out
}

/// Writes a delivery for everybody who was judged, and what changes in those that stand.
fn write<'a>(
    tx: &mut Tx<'_>,
    now: i64,
    steps: &[Step],
    mut judged: Vec<Judged<'a>>,
    changes: &mut Vec<Change>,
) -> Result<Vec<Judged<'a>>, Fault> {
    let mut new = Vec::with_capacity(judged.len());
    for judged in &judged {
        let (state, reason) = match judged.verdict {
            Verdict::Go => (HANDED_OVER, 0),
            Verdict::Refuse(why) => End::Refused(why).state(),
            Verdict::Later(_) => continue,
        };
        let (identity, sending, group) = (judged.entry.identity, judged.sending, judged.entry.group);
        match judged.candidate.turn.has_row {
            true => changes.push((identity, sending, state, reason)),
            false => {
                let message = steps[judged.step].slice.message;
                new.push(NewDelivery { identity, sending, message, group, state, reason });
            }
        }
    }
    new.sort_unstable();
    let mut added = HashSet::with_capacity(new.len());
    store::add_deliveries(tx, &new, now, |identity, sending| {
        added.insert((identity, sending));
    })?;
    changes.sort_unstable();
    store::set_deliveries(tx, changes, now)?;
    for judged in &mut judged {
        let is_new = !judged.candidate.turn.has_row && !matches!(judged.verdict, Verdict::Later(_));
        // They stand in another wave: the unique key is the rule.
        if is_new && !added.contains(&(judged.entry.identity, judged.sending)) {
            judged.verdict = Verdict::Refuse(super::Refusal::SameMailbox);
        }
    }
    // A drill tells nobody anything.
    let went = |judged: &&Judged<'_>| matches!(judged.verdict, Verdict::Go) && judged.candidate.tells && !judged.is_drill;
    let told: Vec<(Id, Id)> = judged.iter().filter(went).map(|judged| (judged.entry.identity, judged.entry.group)).collect();
    merging::told(tx, &told)?;
    Ok(judged)
}

fn keep(tx: &mut Tx<'_>, now: i64, steps: &[Step], works: &[Work]) -> Result<(), Fault> {
    let mut kept: Vec<Kept<'_>> = Vec::with_capacity(works.len());
    for (step, work) in steps.iter().zip(works) {
        let Work::Open(slice) = work else { continue };
        let lease_until = if step.lets_go && slice.on_the_way.is_empty() { now } else { now + LEASE };
        kept.push(Kept { slice, worker: step.worker, lease_until, ended_at: slice.is_over().then_some(now) });
    }
    kept.sort_unstable_by_key(|kept| (kept.slice.message, kept.slice.number));
    match store::keep_slices(tx, &kept)? == kept.len() as u64 {
        true => Ok(()),
        // Run again, it sees the other worker.
        false => Err(Fault::new(FaultKind::Collision, "a slice was leased by another worker meanwhile")),
    }
}

/// What follows for messages and sendings.
fn after(tx: &mut Tx<'_>, now: i64, steps: &[Step], works: &[Work]) -> Result<(), Fault> {
    let (mut begun, mut over, mut failed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (step, work) in steps.iter().zip(works) {
        let Work::Open(slice) = work else { continue };
        let (before, totals) = (step.slice.tally.totals(), slice.tally.totals());
        if before.handed_over == 0 && totals.handed_over > 0 {
            begun.insert(slice.message);
        }
        if slice.is_over() {
            over.insert((slice.sending, slice.message));
        }
        if slice.failed() > step.slice.failed() {
            failed.insert(slice.sending);
        }
    }
    for message in begun {
        store::note_first(tx, message, now)?;
    }
    for sending in failed {
        errors::pause_if_they_mount(tx, sending)?;
    }
    for (sending, message) in over {
        messages::end(tx, message, sending, now)?;
    }
    Ok(())
}
