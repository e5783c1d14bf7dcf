//! What people of the steering groups may do while a sending runs.
//!
//! Pause: anybody of a steering group, once for each group; it lapses after 15 minutes unless another group says the same. Resume, stop
//! and correct: two people of two steering groups over the same words. Each act is kept with who, for which group, and the hash of the
//! words. Whether somebody may speak for a group is asked of `access` before; that the group steers is asked here.

use super::super::store::{self, ActRow};
use super::super::{audience::Audience, jobs};
use super::{Kind, NewMessage, Sending, start};
use crate::clock::MINUTE;
use crate::ids::Id;
use db::{Fault, FaultKind, Tx};

/// How long one group's pause holds.
pub const PAUSE_LAPSES_AFTER: i64 = 15 * MINUTE;

const PAUSE: i64 = 1;
const RESUME: i64 = 2;
const STOP: i64 = 3;
const CORRECT: i64 = 4;

/// Who acts, for which group, over which words.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// The id of the act, if it is done.
    pub act: Id,
    /// The person's account.
    pub account: Id,
    /// The group they speak for.
    pub group: Id,
    /// The hash of the words that their page showed.
    pub words_hash: [u8; 32],
}

/// What a pause became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paused {
    /// It holds until then, unless another group says the same.
    Until(i64),
    /// Another group had paused: now it holds until two groups resume.
    ForGood,
}

/// Why somebody's pause was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PauseRefusal {
    /// Only steering groups pause.
    #[error("Only a steering group of this coalition can pause this.")]
    NotSteering,
    /// Each group pauses once.
    #[error("Your group has already paused this once. Ask another steering group.")]
    PausedBefore,
    /// It does not run.
    #[error("This is not on its way, so there is nothing to pause.")]
    NotRunning,
    /// There is none.
    #[error("There is no such message.")]
    Unknown,
}

/// Pauses, or confirms the pause of another group.
pub fn confirm_or_pause(tx: &mut Tx<'_>, now: i64, sending: Id, by: &By) -> Result<Result<Paused, PauseRefusal>, Fault> {
    let Some(seen) = store::sending(tx, sending)? else { return Ok(Err(PauseRefusal::Unknown)) };
    if !store::steers(tx, seen.coalition, by.group)? {
        return Ok(Err(PauseRefusal::NotSteering));
    }
    let until = now + PAUSE_LAPSES_AFTER;
    let paused = if store::confirm_pause(tx, sending, by.group, now)? {
        Paused::ForGood
    } else if store::pause(tx, sending, by.group, until, now)? {
        Paused::Until(until)
    } else {
        let before = store::all_acts(tx, sending)?.into_iter().find(|act| act.kind == PAUSE && act.group == by.group);
        return Ok(match before {
            // Run again after a commit whose answer was lost, or pressed twice: the same answer.
            Some(act) if act.account == by.account && act.noted_at == now => Ok(match seen.paused_until {
                Some(until) => Paused::Until(until),
                None => Paused::ForGood,
            }),
            Some(_) => Err(PauseRefusal::PausedBefore),
            None => Err(PauseRefusal::NotRunning),
        });
    };
    let act = ActRow { kind: PAUSE, round: 0, ..row(by, 0, now) };
    match store::add_act(tx, by.act, sending, &act)? {
        true => Ok(Ok(paused)),
        false => Err(Fault::new(FaultKind::Collision, "a group pauses twice at once")),
    }
}

/// What became of an act that needs two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwoSaid {
    /// It waits for somebody of another steering group.
    WaitsForAnother,
    /// Two said so: it is done.
    Done,
}

/// Why such an act was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TwoRefusal {
    /// Only steering groups decide.
    #[error("Only a steering group of this coalition can do this.")]
    NotSteering,
    /// The sending changed since the page was shown.
    #[error("This has changed since you opened the page. Look at it again.")]
    Changed,
    /// It is not in a state for this.
    #[error("This cannot be done now.")]
    NotNow,
    /// There is none.
    #[error("There is no such message.")]
    Unknown,
}

fn row(by: &By, round: i64, now: i64) -> ActRow {
    ActRow { kind: 0, round, group: by.group, account: by.account, words_hash: by.words_hash, noted_at: now }
}

/// How many have said the same.
#[derive(Clone, Copy)]
enum Said {
    One,
    Two,
    /// Both had, and it was done: a commit whose answer was lost is run again.
    Before,
}

/// Notes an act in the version that was seen; whether two people of two groups have now said it.
fn said(tx: &mut Tx<'_>, now: i64, sending: Id, version: i64, kind: i64, by: &By) -> Result<Result<Said, TwoRefusal>, Fault> {
    let Some(seen) = store::sending(tx, sending)? else { return Ok(Err(TwoRefusal::Unknown)) };
    if !store::steers(tx, seen.coalition, by.group)? {
        return Ok(Err(TwoRefusal::NotSteering));
    }
    let act = ActRow { kind, ..row(by, version, now) };
    let is_as_seen = store::hold(tx, sending, version)?;
    if is_as_seen {
        store::add_act(tx, by.act, sending, &act)?;
    }
    let same = store::acts(tx, sending, &act)?;
    let another = |(group, account): &(Id, Id)| *group != by.group && *account != by.account;
    let mine = |(group, account): &(Id, Id)| *group == by.group && *account == by.account;
    let are_two = same.iter().any(mine) && same.iter().any(another);
    Ok(match (is_as_seen, are_two) {
        (true, true) => Ok(Said::Two),
        (true, false) => Ok(Said::One),
        (false, true) => Ok(Said::Before),
        (false, false) => Err(TwoRefusal::Changed),
    })
}

fn two(said: Result<Said, TwoRefusal>, act: impl FnOnce() -> Result<bool, Fault>) -> Result<Result<TwoSaid, TwoRefusal>, Fault> {
    Ok(match said {
        Err(refusal) => Err(refusal),
        Ok(Said::One) => Ok(TwoSaid::WaitsForAnother),
        Ok(Said::Before) => Ok(TwoSaid::Done),
        Ok(Said::Two) if act()? => Ok(TwoSaid::Done),
        Ok(Said::Two) => Err(TwoRefusal::NotNow),
    })
}

/// Lets a paused sending go on. After it, wake the workers.
pub fn resume(tx: &mut Tx<'_>, now: i64, sending: Id, version: i64, by: &By) -> Result<Result<TwoSaid, TwoRefusal>, Fault> {
    let done = said(tx, now, sending, version, RESUME, by)?;
    two(done, || {
        let resumed = store::resume(tx, sending, version, now)?;
        if let (true, Some(sending)) = (resumed, store::sending(tx, sending)?) {
            jobs::queue_delivery(tx, sending.id, sending.is_drill, sending.version, now)?;
        }
        Ok(resumed)
    })
}

/// Ends a sending: whoever was not handed over gets nothing of it.
pub fn stop(tx: &mut Tx<'_>, now: i64, sending: Id, version: i64, by: &By) -> Result<Result<TwoSaid, TwoRefusal>, Fault> {
    let done = said(tx, now, sending, version, STOP, by)?;
    two(done, || store::stop(tx, sending, version, now))
}

/// Corrects: those whom the sending reached, or may have reached, get the new words, signed anew. `new` names a sending of its own; its
/// kind and audience are set here. The words' hash in `by` must be of the new words. After it, wake the workers.
pub fn correct(
    tx: &mut Tx<'_>,
    now: i64,
    wrong: &Sending,
    new: &NewMessage,
    by: &By,
) -> Result<Result<TwoSaid, TwoRefusal>, Fault> {
    let done = said(tx, now, wrong.id, wrong.version, CORRECT, by)?;
    two(done, || {
        let correction = NewMessage {
            coalition: wrong.coalition,
            plan: wrong.plan,
            corrects: Some(wrong.id),
            kind: Kind::Correction,
            wave: 1,
            is_drill: wrong.is_drill,
            audience: Audience::Reached { sending: wrong.id },
            ..new.clone()
        };
        start(tx, now, &correction)?;
        Ok(true)
    })
}

/// Everything that was done to a sending, for those who look at it.
pub fn acts(tx: &mut Tx<'_>, sending: Id) -> Result<Vec<(&'static str, Id, Id, i64)>, Fault> {
    let word = |kind| match kind {
        PAUSE => "pause",
        RESUME => "resume",
        STOP => "stop",
        _ => "correct",
    };
    Ok(store::all_acts(tx, sending)?.into_iter().map(|act| (word(act.kind), act.group, act.account, act.noted_at)).collect())
}
