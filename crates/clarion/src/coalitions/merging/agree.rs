//! The words of two groups: asking, agreeing, starting, and taking apart. Each needs an owner of its group; no one person gives both.

use super::store as merges;
use super::things::choices::ChoiceTwins;
use super::unite::Hands;
use super::{Merge, PARTED_WITHIN, State, Word, jobs, slices, telling, things};
use crate::coalitions::{self, Act, Role, hold_group};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::beside::tags;
use db::{Fault, Tx};
use std::collections::{BTreeSet, HashMap};

refusals! {
    /// Why groups do not merge, or part, now.
    MergeRefusal {
        /// There is no other group at this address.
        Unknown = "merge-refused-unknown",
        /// One of the two has a merge that is open, or not yet final.
        Waits = "merge-refused-waits",
        /// It was decided otherwise meanwhile.
        Over = "merge-refused-over",
        /// One person cannot speak for both.
        SamePerson = "merge-refused-same-person",
        /// The numbers are still being counted.
        NotCounted = "merge-refused-not-counted",
        /// The other group starts it: the one that stays.
        NotSurvivor = "merge-refused-not-survivor",
        /// A ballot, a call or a drill runs in a coalition of one of them.
        Busy = "merge-refused-busy",
        /// A list is being imported.
        Importing = "merge-refused-importing",
        /// The former group is in a coalition that the survivor is not in.
        Coalition = "merge-refused-coalition",
        /// Nobody would steer a coalition any more.
        LastSteering = "merge-refused-last-steering",
        /// A plan holds one of its events, or a change of one waits.
        Event = "merge-refused-event",
        /// They have more tags together than a group can have.
        Tags = "merge-refused-tags",
        /// They have more custom fields or saved questions together than a group can have.
        Words = "merge-refused-words",
        /// The 30 days are over.
        TooLate = "merge-refused-too-late",
        /// The group is part of another.
        Gone = "merge-refused-gone",
    }
}

type Verb<T> = Result<Result<T, MergeRefusal>, Fault>;

/// Takes two groups in hand, always in the same order, so that two who want the opposite do not wait for each other.
fn hold(tx: &mut Tx<'_>, groups: [Id; 2]) -> Result<bool, Fault> {
    let mut groups = groups;
    groups.sort_unstable();
    Ok(hold_group(tx, groups[0])? && hold_group(tx, groups[1])?)
}

/// The merge, with both groups in hand, if it stands and is the actor's.
fn held(tx: &mut Tx<'_>, act: &Act, id: Id) -> Verb<Merge> {
    let Some(seen) = merges::merge(tx, id)?.filter(|merge| merge.concerns(act.group)) else {
        return Ok(Err(MergeRefusal::Over));
    };
    hold(tx, seen.groups())?;
    Ok(merges::merge(tx, id)?.ok_or(MergeRefusal::Over))
}

/// Asks the group at an address. `survives`: the one that asks stays; else it goes into the other.
pub fn ask(tx: &mut Tx<'_>, act: &Act, other: &str, survives: bool) -> Verb<()> {
    let Some(other) = coalitions::group_by_slug(tx, other)?.filter(|other| other.id != act.group) else {
        return Ok(Err(MergeRefusal::Unknown));
    };
    let groups = if survives { [other.id, act.group] } else { [act.group, other.id] };
    if !hold(tx, groups)? {
        return Ok(Err(MergeRefusal::Unknown));
    }
    if merges::merge(tx, act.id)?.is_some() {
        // A commit in doubt is run again.
        return Ok(Ok(()));
    }
    for group in groups {
        if super::survivor_of(tx, group)?.is_some()
            || super::of_group(tx, group, OPEN_LOOKED)?.iter().any(|merge| merge.state.is_open())
        {
            return Ok(Err(MergeRefusal::Waits));
        }
    }
    merges::add(tx, act.id, (groups[0], groups[1]), Word { group: act.group, account: act.account }, act.now)?;
    telling::queue(tx, act, act.id, other.id)?;
    Ok(Ok(()))
}

/// Of a group's merges the newest so many are looked at; at most one is open, and it is the newest.
pub(super) const OPEN_LOOKED: i64 = 4;

/// Agrees for the other group. From now on the owners of both see the numbers, which are counted beside.
pub fn agree(tx: &mut Tx<'_>, act: &Act, id: Id) -> Verb<()> {
    let merge = match held(tx, act, id)? {
        Ok(merge) => merge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if merge.state == State::Agreed && merge.agreed_by == Some(act.account) {
        return Ok(Ok(()));
    }
    if merge.state != State::Asked || merge.asked.group == act.group {
        return Ok(Err(MergeRefusal::Over));
    }
    if merge.asked.account == act.account {
        return Ok(Err(MergeRefusal::SamePerson));
    }
    merges::agree(tx, id, act.account, act.now)?;
    jobs::queue_count(tx, id, act.now)?;
    Ok(Ok(()))
}

/// Has the numbers counted again.
pub fn count_again(tx: &mut Tx<'_>, act: &Act, id: Id) -> Verb<()> {
    match held(tx, act, id)? {
        Ok(merge) if merge.state == State::Agreed => jobs::queue_count(tx, id, act.now).map(Ok),
        Ok(_) => Ok(Err(MergeRefusal::Over)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Thinks better of it before the start: either group, by one person.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id) -> Verb<()> {
    let merge = match held(tx, act, id)? {
        Ok(merge) => merge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match merge.state == State::Withdrawn || merges::withdraw(tx, id)? {
        true => Ok(Ok(())),
        false => Ok(Err(MergeRefusal::Over)),
    }
}

/// The hands for what changes hands as a whole.
fn hands<'a>(vault: &'a Vault, ids: &Ids, merge: &Merge, now: i64) -> Hands<'a> {
    Hands { vault, groups: merge.groups(), now, spare: ids.bytes(), tags: HashMap::new(), choices: ChoiceTwins::default() }
}

/// Starts it: what is whole changes hands now, people follow.
pub fn start(tx: &mut Tx<'_>, vault: &Vault, ids: &Ids, act: &Act, id: Id) -> Verb<()> {
    let merge = match held(tx, act, id)? {
        Ok(merge) => merge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if merge.state == State::Running {
        return Ok(Ok(()));
    }
    if merge.state != State::Agreed {
        return Ok(Err(MergeRefusal::Over));
    }
    if act.group != merge.survivor {
        return Ok(Err(MergeRefusal::NotSurvivor));
    }
    if merge.numbers.is_none() {
        return Ok(Err(MergeRefusal::NotCounted));
    }
    if let Some(refusal) = hindrance(tx, vault, &merge, act.now)? {
        return Ok(Err(refusal));
    }
    if !merges::start(tx, id, act.account, act.now)? {
        return Ok(Err(MergeRefusal::Over));
    }
    things::hand_over(tx, ids, &hands(vault, ids, &merge, act.now), act, &merge)?;
    jobs::queue_work(tx, id, State::Running, act.now)?;
    Ok(Ok(()))
}

/// What stands against a start now.
pub(super) fn hindrance(tx: &mut Tx<'_>, vault: &Vault, merge: &Merge, now: i64) -> Result<Option<MergeRefusal>, Fault> {
    if let Some(refusal) = busy(tx, merge, now)? {
        return Ok(Some(refusal));
    }
    for coalition in coalitions::coalitions_of(tx, merge.former)? {
        if coalitions::role_of(tx, coalition.id, merge.survivor)?.is_none() {
            return Ok(Some(MergeRefusal::Coalition));
        }
        let steers = coalitions::role_of(tx, coalition.id, merge.former)? == Some(Role::Steering);
        if steers && coalitions::steering_count(tx, coalition.id)? == 1 {
            return Ok(Some(MergeRefusal::LastSteering));
        }
    }
    // The hash that groups vote on names the event's group.
    if things::has_bound_events(tx, merge.former)? {
        return Ok(Some(MergeRefusal::Event));
    }
    if things::tags_together(tx, vault, merge.former, merge.survivor)? > tags::TAGS_MAX {
        return Ok(Some(MergeRefusal::Tags));
    }
    if !things::words::has_room(tx, vault, merge.former, merge.survivor)? {
        return Ok(Some(MergeRefusal::Words));
    }
    Ok(None)
}

/// What runs in one of their coalitions or lists. The coalitions are taken in hand, so that nothing starts meanwhile.
fn busy(tx: &mut Tx<'_>, merge: &Merge, now: i64) -> Result<Option<MergeRefusal>, Fault> {
    let mut concerned = BTreeSet::new();
    for group in merge.groups() {
        concerned.extend(coalitions::coalitions_of(tx, group)?.into_iter().map(|coalition| coalition.id));
        if things::is_importing(tx, group, now)? {
            return Ok(Some(MergeRefusal::Importing));
        }
    }
    for coalition in concerned {
        if things::is_busy(tx, coalition)? {
            return Ok(Some(MergeRefusal::Busy));
        }
    }
    Ok(None)
}

/// Wants it taken apart: the first word of one group, or the second, of another person of the other group, which starts that.
pub fn part(tx: &mut Tx<'_>, vault: &Vault, ids: &Ids, act: &Act, id: Id) -> Verb<()> {
    let merge = match held(tx, act, id)? {
        Ok(merge) => merge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (word, merged_after) = (Word { group: act.group, account: act.account }, act.now - PARTED_WITHIN);
    match merge.state {
        State::Parting => return Ok(Ok(())),
        State::Merged if merge.merged_at.is_some_and(|at| at > merged_after) => {}
        State::Merged | State::Kept => return Ok(Err(MergeRefusal::TooLate)),
        _ => return Ok(Err(MergeRefusal::Over)),
    }
    if merges::survivor(tx, merge.survivor)?.is_some() {
        return Ok(Err(MergeRefusal::Gone));
    }
    match merge.apart {
        None => {
            if merges::want_apart(tx, id, word, act.now, merged_after)? {
                telling::queue(tx, act, id, merge.other_of(act.group))?;
            }
        }
        Some(first) if first.group == act.group => {}
        Some(first) if first.account == act.account => return Ok(Err(MergeRefusal::SamePerson)),
        Some(_) => {
            if let Some(refusal) = busy(tx, &merge, act.now)? {
                return Ok(Err(refusal));
            }
            if !merges::start_parting(tx, id, word, merged_after)? {
                return Ok(Err(MergeRefusal::Over));
            }
            // Who came by an old form a moment ago is a newcomer like the others.
            slices::sweep_some(tx, vault, ids, act.now, &merge)?;
            things::give_back(tx, ids, &hands(vault, ids, &merge, act.now), act, &merge)?;
            jobs::queue_work(tx, id, State::Parting, act.now)?;
        }
    }
    Ok(Ok(()))
}

/// Takes the first word for taking it apart back, or declines it.
pub fn stay(tx: &mut Tx<'_>, act: &Act, id: Id) -> Verb<()> {
    match held(tx, act, id)? {
        Ok(merge) if merge.state == State::Merged => merges::stay_together(tx, id).map(|_| Ok(())),
        Ok(_) => Ok(Err(MergeRefusal::Over)),
        Err(refusal) => Ok(Err(refusal)),
    }
}
