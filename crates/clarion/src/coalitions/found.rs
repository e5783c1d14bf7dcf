//! Founding a coalition: by one group, or by several as equals.
//!
//! One group alone founds at once. Several found together: the coalition stands, and is public, in the instant in which the last of
//! them agrees; all of them steer. If one declines, or one gives the founding up, it never stands and its address is free again.
//! A founding that nobody ends lapses after [`FOUNDING_LIFE`].

use super::history::note;
use super::profile::{ABOUT_CHARS_MAX, NAME_CHARS_MAX};
use super::{Act, ActKind, Coalition, CoalitionState, Group, Role, hold, store};
use crate::actions::address::is_slug;
use crate::clock::DAY;
use crate::ids::Id;
use db::{Fault, Tx};

/// The founders have so long to agree.
pub const FOUNDING_LIFE: i64 = 30 * DAY;
/// Groups that found together, the proposing one included.
pub const FOUNDERS_MAX: usize = 50;

/// What a founder answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Asked,
    /// Yes.
    Agreed,
    /// No.
    Declined,
}

impl Answer {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Declined => "declined",
        }
    }

    pub(super) fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Asked, Self::Agreed, Self::Declined];
        all.into_iter().find(|answer| answer.as_str() == word).ok_or_else(|| Fault::bug("a founder's answer"))
    }
}

refusals! {
    /// Why a coalition cannot be founded.
    FoundRefusal {
        /// No name, or a long one.
        Name = "found-refused-name",
        /// Too many words.
        About = "found-refused-about",
        /// An address with other characters.
        Slug = "found-refused-slug",
        /// Another coalition has the address.
        SlugTaken = "found-refused-slug-taken",
        /// Too many founders, or one of them is no group here.
        Founders = "found-refused-founders",
    }

    /// Why an answer to a founding is not taken.
    AnswerRefusal {
        /// It stands, was called off, lapsed, or never was; or this group was not asked.
        Over = "founding-refused-over",
        /// This group answered otherwise before.
        Answered = "founding-refused-answered",
    }
}

/// Checks what needs no database.
pub fn check(coalition: &Coalition) -> Result<(), FoundRefusal> {
    let too_long = |text: &str, chars_max| text.chars().count() > chars_max;
    if coalition.name.trim().is_empty() || too_long(&coalition.name, NAME_CHARS_MAX) {
        return Err(FoundRefusal::Name);
    }
    if too_long(&coalition.about_en, ABOUT_CHARS_MAX) || too_long(&coalition.about_es, ABOUT_CHARS_MAX) {
        return Err(FoundRefusal::About);
    }
    if is_slug(&coalition.slug) { Ok(()) } else { Err(FoundRefusal::Slug) }
}

/// Founds a coalition for `act.group` and the others. Its id is the deed's.
pub fn found(tx: &mut Tx<'_>, act: &Act, new: &Coalition, others: &[Id]) -> Result<Result<CoalitionState, FoundRefusal>, Fault> {
    if let Err(refusal) = check(new) {
        return Ok(Err(refusal));
    }
    let mut founders: Vec<Id> = others.iter().copied().chain([act.group]).collect();
    founders.sort_unstable();
    founders.dedup();
    if founders.len() > FOUNDERS_MAX {
        return Ok(Err(FoundRefusal::Founders));
    }
    for founder in &founders {
        if store::group(tx, *founder)?.is_none() {
            return Ok(Err(FoundRefusal::Founders));
        }
    }
    let coalition = Coalition { id: act.id, created_at: act.now, ..new.clone() };
    let state = if founders.len() == 1 { CoalitionState::Standing } else { CoalitionState::Founding };
    if let Some(lapsed) = store::old_founding(tx, &coalition.slug, act.now - FOUNDING_LIFE)? {
        store::call_off(tx, lapsed)?;
    }
    if !store::add_coalition(tx, &coalition, state)? {
        // A commit in doubt is run again: our own row is no stranger's.
        let standing = store::coalition_in_any_state(tx, &coalition.slug)?;
        return Ok(match standing.filter(|(standing, _)| standing.id == coalition.id) {
            Some((_, state)) => Ok(state),
            None => Err(FoundRefusal::SlugTaken),
        });
    }
    match state {
        CoalitionState::Standing => {
            store::add_membership(tx, coalition.id, act.group, Role::Steering, act.now)?;
            note(tx, coalition.id, act, ActKind::Stands, None, "")?;
        }
        _ => {
            for founder in founders {
                let answer = if founder == act.group { Answer::Agreed } else { Answer::Asked };
                store::add_founder(tx, coalition.id, founder, answer, (founder == act.group).then_some(act.now))?;
            }
            note(tx, coalition.id, act, ActKind::Proposed, None, "")?;
        }
    }
    Ok(Ok(state))
}

/// A founder's answer; where the coalition stands after it.
pub fn answer(tx: &mut Tx<'_>, act: &Act, coalition: Id, agrees: bool) -> Result<Result<CoalitionState, AnswerRefusal>, Fault> {
    let state = hold(tx, coalition)?;
    let answer = if agrees { Answer::Agreed } else { Answer::Declined };
    let Some(state) = state else { return Ok(Err(AnswerRefusal::Over)) };
    match store::founder(tx, coalition, act.group)? {
        None => return Ok(Err(AnswerRefusal::Over)),
        Some(Answer::Asked) => {}
        Some(before) if before == answer => return Ok(Ok(state)),
        Some(_) => return Ok(Err(AnswerRefusal::Answered)),
    }
    if state != CoalitionState::Founding || is_lapsed(tx, coalition, act.now)? {
        return Ok(Err(AnswerRefusal::Over));
    }
    store::answer_founding(tx, coalition, act.group, answer, act.now)?;
    note(tx, coalition, act, if agrees { ActKind::Agreed } else { ActKind::Declined }, None, "")?;
    if !agrees {
        store::call_off(tx, coalition)?;
        return Ok(Ok(CoalitionState::CalledOff));
    }
    let founders = store::founders(tx, coalition)?;
    if founders.iter().any(|(_, answer)| *answer != Answer::Agreed) {
        return Ok(Ok(CoalitionState::Founding));
    }
    store::let_stand(tx, coalition, act.now)?;
    for (group, _) in founders {
        store::add_membership(tx, coalition, group.id, Role::Steering, act.now)?;
    }
    note(tx, coalition, act, ActKind::Stands, None, "")?;
    Ok(Ok(CoalitionState::Standing))
}

fn is_lapsed(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<bool, Fault> {
    Ok(store::coalition(tx, coalition)?.is_none_or(|(founding, _)| now - founding.created_at > FOUNDING_LIFE))
}

/// Gives a founding up: any of its founders who agreed before.
pub fn call_off(tx: &mut Tx<'_>, act: &Act, coalition: Id) -> Result<Result<(), AnswerRefusal>, Fault> {
    let state = hold(tx, coalition)?;
    let agreed = store::founder(tx, coalition, act.group)? == Some(Answer::Agreed);
    match state {
        Some(CoalitionState::Founding) if agreed => {
            store::call_off(tx, coalition)?;
            note(tx, coalition, act, ActKind::CalledOff, None, "")?;
            Ok(Ok(()))
        }
        Some(CoalitionState::CalledOff) if agreed => Ok(Ok(())),
        _ => Ok(Err(AnswerRefusal::Over)),
    }
}

/// Makes a coalition with its groups at once, as whoever keeps the server may: `act` names its id, and the account of nobody. Groups
/// that are in it already keep their role.
pub fn by_operator(tx: &mut Tx<'_>, act: &Act, new: &Coalition, groups: &[(Id, Role)]) -> Result<Result<(), FoundRefusal>, Fault> {
    if let Err(refusal) = check(new) {
        return Ok(Err(refusal));
    }
    let Some((first, _)) = groups.iter().find(|(_, role)| *role == Role::Steering) else {
        return Ok(Err(FoundRefusal::Founders));
    };
    let coalition = Coalition { id: act.id, created_at: act.now, ..new.clone() };
    if !store::add_coalition(tx, &coalition, CoalitionState::Standing)? {
        let ours = store::coalition_in_any_state(tx, &coalition.slug)?.is_some_and(|(standing, _)| standing.id == coalition.id);
        return Ok(if ours { Ok(()) } else { Err(FoundRefusal::SlugTaken) });
    }
    for (group, role) in groups {
        store::add_membership(tx, coalition.id, *group, *role, act.now)?;
    }
    note(tx, coalition.id, &Act { group: *first, ..*act }, ActKind::Stands, None, "")?;
    Ok(Ok(()))
}

/// The founders by name, with their answers.
pub fn founders(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Group, Answer)>, Fault> {
    store::founders(tx, coalition)
}

/// The foundings that wait and in which a group has a part, with its answer.
pub fn of_group(tx: &mut Tx<'_>, group: Id) -> Result<Vec<(Coalition, Answer)>, Fault> {
    store::foundings_of(tx, group)
}
