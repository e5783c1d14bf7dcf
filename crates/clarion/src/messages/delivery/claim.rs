//! Taking a slice: one worker has it until its lease ends, and what a dead one left on the way is listed in doubt.

use super::super::audience::{self, Entry};
use super::super::store as messages;
use super::LEASE;
use super::outcome::End;
use super::slice::Slice;
use super::store::{self, Change, Kept};
use crate::ids::Id;
use db::{Fault, FaultKind, Tx};
use std::sync::Arc;

/// Of several workers who look at once each tries another slice.
const LOOKED_AT: i64 = 8;

/// What there is to do for a sending.
#[derive(Clone, Debug)]
pub(super) enum Claim {
    /// This slice is now the worker's.
    Slice(Box<Slice>, Arc<[Entry]>),
    /// Nothing before this instant; never, where there is none.
    Nothing(Option<i64>),
}

/// Takes the next slice of a sending.
pub(super) fn claim(tx: &mut Tx<'_>, now: i64, sending: Id, worker: &[u8; 16], is_drill: bool) -> Result<Claim, Fault> {
    let known = messages::sending(tx, sending)?.filter(|known| known.is_drill == is_drill);
    let Some(known) = known else { return Ok(Claim::Nothing(None)) };
    if let Some(until) = known.waits_until(now) {
        return Ok(Claim::Nothing(Some(until).filter(|until| *until < i64::MAX)));
    }
    for (message, number) in store::free_slices(tx, sending, now, worker, LOOKED_AT)? {
        if !store::lease(tx, (message, number), worker, now, now + LEASE)? {
            continue;
        }
        let slice = store::slices(tx, &[(message, number)])?.into_iter().next();
        let (slice, _) = slice.ok_or_else(|| Fault::bug("a leased slice is gone"))?;
        let entries = audience::slice(tx, message, number)?.ok_or_else(|| Fault::bug("a slice without people"))?;
        let slice = list_doubts(tx, now, slice, worker, &entries)?;
        if !slice.is_over() {
            return Ok(Claim::Slice(Box::new(slice), entries.into()));
        }
    }
    let due_at = store::next_due(tx, sending)?;
    if due_at.is_none() {
        // Two workers that end the last two slices at once may not see each other: whoever looks last ends the rest.
        messages::end_all(tx, sending, now)?;
    }
    Ok(Claim::Nothing(due_at.filter(|due| *due < i64::MAX)))
}

/// Whatever the worker before had handed over without noting an answer: it may have arrived, so it is never sent again.
fn list_doubts(tx: &mut Tx<'_>, now: i64, slice: Slice, worker: &[u8; 16], entries: &[Entry]) -> Result<Slice, Fault> {
    if slice.on_the_way.is_empty() {
        return Ok(slice);
    }
    let (state, reason) = End::InDoubt.state();
    let mut after = slice.clone();
    let mut changes: Vec<Change> = Vec::with_capacity(slice.on_the_way.len());
    for place in &slice.on_the_way {
        after.end(entries, *place, End::InDoubt);
        changes.extend(entries.get(usize::from(*place)).map(|entry| (entry.identity, slice.sending, state, reason)));
    }
    changes.sort_unstable();
    store::set_deliveries(tx, &changes, now)?;
    let ended_at = after.is_over().then_some(now);
    let kept = Kept { slice: &after, worker: *worker, lease_until: now + LEASE, ended_at };
    if store::keep_slices(tx, &[kept])? != 1 {
        return Err(Fault::new(FaultKind::Collision, "a slice was leased by another worker meanwhile"));
    }
    if ended_at.is_some() {
        messages::end(tx, after.message, after.sending, now)?;
    }
    tracing::warn!(message = %after.message, in_doubt = changes.len(), "a worker was lost: its mails are in doubt");
    Ok(Slice { step: after.step + 1, ..after })
}
