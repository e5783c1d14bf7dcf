//! What people of the steering groups may do while a sending runs.
//!
//! Pause: anybody of a steering group, once for each group; it lapses after 15 minutes unless another group says the same. Resume, stop
//! and correct: two people of two steering groups over the same words. Each act is kept with who, for which group, and the hash of the
//! words. Whether somebody may speak for a group, and whether they signed the words, is asked before; that the group steers is asked here.

use super::super::store::{self, ActRow};
use super::super::{audience::Audience, delivery::KEPT_FOR, jobs};
use super::{Kind, NewMessage, Sending, State, Words, start};
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::refusal::Refusal;
use db::{Fault, FaultKind, Tx};

/// How long one group's pause holds.
pub const PAUSE_LAPSES_AFTER: i64 = 15 * MINUTE;

/// Something that people can do to a sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Hold it up.
    Pause = 1,
    /// Let it go on.
    Resume = 2,
    /// End it.
    Stop = 3,
    /// Send other words after it, or in its place.
    Correct = 4,
}

impl Power {
    fn of(code: i64) -> Result<Self, Fault> {
        let known = [Self::Pause, Self::Resume, Self::Stop, Self::Correct].into_iter().find(|power| *power as i64 == code);
        known.ok_or_else(|| Fault::bug("an act of an unknown kind"))
    }

    /// Whether there is something to do for it as the sending stands. A drill has reached nobody who could be told otherwise; and whom a
    /// sending reached is known for a while only.
    pub fn is_possible(self, sending: &Sending, now: i64) -> bool {
        let is_held_up = sending.waits_until(now).is_some();
        match (self, sending.state) {
            (Self::Pause, state) => state == State::Running,
            (Self::Resume, State::Running | State::Paused) => is_held_up,
            (Self::Stop, state) => matches!(state, State::Running | State::Paused),
            (Self::Correct, _) => !sending.is_drill && sending.ended_at.is_none_or(|at| now < at + KEPT_FOR),
            (Self::Resume, State::Stopped | State::Ended) => false,
        }
    }
}

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

impl Refusal for PauseRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::NotSteering => "power-refused-not-steering",
            Self::PausedBefore => "pause-refused-before",
            Self::NotRunning => "pause-refused-not-running",
            Self::Unknown => "power-refused-unknown",
        }
    }
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
        let mine = |act: &ActRow| act.kind == Power::Pause as i64 && act.group == by.group;
        let before = store::all_acts(tx, sending)?.into_iter().find(mine);
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
    match store::add_act(tx, by.act, sending, &row(by, Power::Pause, 0, now))? {
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

impl Refusal for TwoRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::NotSteering => "power-refused-not-steering",
            Self::Changed => "power-refused-changed",
            Self::NotNow => "power-refused-not-now",
            Self::Unknown => "power-refused-unknown",
        }
    }
}

fn row(by: &By, power: Power, round: i64, now: i64) -> ActRow {
    ActRow { kind: power as i64, round, group: by.group, account: by.account, words_hash: by.words_hash, noted_at: now }
}

/// How many have said the same.
#[derive(Clone, Copy)]
enum Said {
    One,
    Two,
    /// Both had, and it was done: a commit whose answer was lost is run again.
    Before,
}

/// Notes an act in the version that was seen; whether two people of two groups have now said it. What a group said last in a version
/// stands: two groups that began with different words can still agree on one of them.
fn said(tx: &mut Tx<'_>, now: i64, sending: Id, version: i64, power: Power, by: &By) -> Result<Result<Said, TwoRefusal>, Fault> {
    let Some(seen) = store::sending(tx, sending)? else { return Ok(Err(TwoRefusal::Unknown)) };
    if !store::steers(tx, seen.coalition, by.group)? {
        return Ok(Err(TwoRefusal::NotSteering));
    }
    let act = row(by, power, version, now);
    let is_as_seen = store::hold(tx, sending, version)?;
    if is_as_seen {
        store::say(tx, by.act, sending, &act)?;
    }
    let same = store::acts(tx, sending, &act)?;
    let mine = |(group, account): &(Id, Id)| *group == by.group && *account == by.account;
    let are_two = same.iter().any(mine) && same.iter().any(|other| are_two_of_two(*other, (by.group, by.account)));
    Ok(match (is_as_seen, are_two) {
        (true, true) => Ok(Said::Two),
        (true, false) => Ok(Said::One),
        (false, true) => Ok(Said::Before),
        (false, false) => Err(TwoRefusal::Changed),
    })
}

/// Two people of two groups.
fn are_two_of_two(one: (Id, Id), other: (Id, Id)) -> bool {
    one.0 != other.0 && one.1 != other.1
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
    let done = said(tx, now, sending, version, Power::Resume, by)?;
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
    let done = said(tx, now, sending, version, Power::Stop, by)?;
    two(done, || store::stop(tx, sending, version, now))
}

/// The words of a correction, published.
#[derive(Clone, Debug)]
pub struct NewWords {
    /// The id of the sending that carries them: starting the same one again changes nothing.
    pub sending: Id,
    /// The words, in the languages there are.
    pub words: Vec<Words>,
    /// The short code of their notice.
    pub notice_code: String,
}

/// Corrects: those whom the sending reached, or may have reached, get the new words, signed anew. If it still runs it is stopped, and
/// whoever it did not reach gets the new words in the place of the old, wave by wave; after a stop they get nothing, as was decided.
/// `new` is asked for the words once two agree; the words' hash in `by` must be of them. After it, wake the workers.
pub fn correct(
    tx: &mut Tx<'_>,
    now: i64,
    wrong: &Sending,
    by: &By,
    new: impl FnOnce(&mut Tx<'_>) -> Result<NewWords, Fault>,
) -> Result<Result<TwoSaid, TwoRefusal>, Fault> {
    let done = said(tx, now, wrong.id, wrong.version, Power::Correct, by)?;
    two(done, || {
        if !Power::Correct.is_possible(wrong, now) {
            return Ok(false);
        }
        let still_ran = store::stop(tx, wrong.id, wrong.version, now)?;
        if !still_ran && !store::move_on(tx, wrong.id, wrong.version)? {
            return Ok(false);
        }
        let others = if still_ran { store::audiences(tx, wrong.id)? } else { Vec::new() };
        let new = new(tx)?;
        let audiences = std::iter::once(Audience::Reached { sending: wrong.id }).chain(others);
        for (audience, wave) in audiences.zip(1..) {
            start(tx, now, &correction(wrong, &new, wave, audience, now))?;
        }
        Ok(true)
    })
}

fn correction(wrong: &Sending, new: &NewWords, wave: i64, audience: Audience, now: i64) -> NewMessage {
    NewMessage {
        id: new.sending.following(&wave.to_le_bytes()),
        sending: new.sending,
        coalition: wrong.coalition,
        plan: wrong.plan,
        corrects: Some(wrong.id),
        kind: Kind::Correction,
        wave,
        is_drill: wrong.is_drill,
        audience,
        words: new.words.clone(),
        notice_code: new.notice_code.clone(),
        starts_at: now,
    }
}

/// What an act came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameTo {
    /// It was done.
    Done,
    /// It waits for somebody of another steering group.
    Waits,
    /// Something else happened before a second person said the same.
    Nothing,
}

/// Something that somebody did to a sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acted {
    /// What.
    pub power: Power,
    /// For which group.
    pub group: Id,
    /// Who.
    pub account: Id,
    /// Over words of this hash.
    pub words_hash: [u8; 32],
    /// When.
    pub at: i64,
    /// And what that came to.
    pub came_to: CameTo,
}

/// Everything that was done to a sending, for those who look at it, the oldest first.
pub fn acts(tx: &mut Tx<'_>, sending: &Sending) -> Result<Vec<Acted>, Fault> {
    let rows = store::all_acts(tx, sending.id)?;
    let came_to = |act: &ActRow, power: Power| {
        let is_same = |other: &&ActRow| (other.kind, other.round, other.words_hash) == (act.kind, act.round, act.words_hash);
        let another = |other: &ActRow| are_two_of_two((other.group, other.account), (act.group, act.account));
        match power {
            Power::Pause => CameTo::Done,
            _ if act.round != sending.version && rows.iter().filter(is_same).any(another) => CameTo::Done,
            _ if act.round == sending.version => CameTo::Waits,
            _ => CameTo::Nothing,
        }
    };
    let acted = |act: &ActRow| {
        let power = Power::of(act.kind)?;
        let (group, account, words_hash, at) = (act.group, act.account, act.words_hash, act.noted_at);
        Ok(Acted { power, group, account, words_hash, at, came_to: came_to(act, power) })
    };
    rows.iter().map(acted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::lang::{Lang, t};

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        let pauses = [PauseRefusal::NotSteering, PauseRefusal::PausedBefore, PauseRefusal::NotRunning, PauseRefusal::Unknown];
        let twos = [TwoRefusal::NotSteering, TwoRefusal::Changed, TwoRefusal::NotNow, TwoRefusal::Unknown];
        let messages = pauses.iter().map(Refusal::message).chain(twos.iter().map(Refusal::message));
        for message in messages {
            assert_ne!(t(Lang::En, message, &[]), message);
            assert_ne!(t(Lang::Es, message, &[]), t(Lang::En, message, &[]), "{message}");
        }
    }
}
