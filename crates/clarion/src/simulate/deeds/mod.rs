//! What people do in a simulation: one of these a step, chosen by chance.
//!
//! A deed tells in a few words what became of it, for the trace. It may be refused: people press buttons at the wrong time, too. What
//! must not happen is said by `check.rs`, and by the hostile deeds themselves.

mod ballots;
mod calls;
mod events;
mod groups;
mod hostile;
mod supporters;

pub(super) use calls::set_rate as slow_down;
pub(super) use events::Gathering;

use super::dice::Dice;
use super::{Broken, Story};

type Deed = fn(&mut Story) -> Result<String, Broken>;

/// Each deed with how often it is done in an ordinary seed. Nothing comes about without the first [`NEEDED`].
const DEEDS: [(usize, &str, Deed); 30] = [
    (80, "writes a plan", ballots::write_plan),
    (60, "prepares a ballot", ballots::prepare),
    (120, "signs an opening", ballots::sign_opening),
    (280, "votes", ballots::vote),
    (50, "halts", ballots::halt),
    (14, "recalls in a ballot", ballots::recall),
    (12, "withdraws a ballot", ballots::withdraw),
    (40, "adds an event", events::add),
    (50, "vets an event", events::vet),
    (80, "answers an event", events::answer),
    (20, "proposes a change", events::propose_change),
    (25, "confirms a change", events::confirm_change),
    (5, "cancels an event", events::cancel),
    (60, "signs the petition", supporters::sign),
    (10, "comes new", supporters::come),
    (6, "leaves the calls", supporters::leave_calls),
    (45, "pauses a sending", calls::pause),
    (40, "resumes a sending", calls::resume),
    (10, "stops a sending", calls::stop),
    (10, "corrects a sending", calls::correct),
    (40, "relay changes its temper", calls::change_temper),
    (15, "sets a sender's rate", calls::set_rate),
    (14, "leaves the coalition", groups::leave),
    (30, "is invited or answers", groups::invite),
    (12, "wants another role for a group", groups::change_role),
    (8, "names another delegate", groups::name),
    (10, "recalls a delegate", groups::recall),
    (60, "forges a ballot", hostile::forge),
    (40, "acts alone", hostile::act_alone),
    (20, "sets a frozen event elsewhere", hostile::move_event),
];

const NEEDED: usize = 4;
/// By how many quarters a seed's own weights differ from the ordinary ones.
const NEEDED_QUARTERS: [usize; 3] = [4, 8, 12];
const QUARTERS: [usize; 6] = [0, 1, 4, 4, 8, 32];
/// No deed but the needed ones crowds out the rest.
const OFTEN_MAX: usize = 160;

/// Deeds that are looked for in one step, until there is something to do.
const LOOKS_MAX: usize = 12;
const NOTHING: &str = "nothing to do";

/// One deed, by chance.
pub(super) fn any(story: &mut Story) -> Result<String, Broken> {
    for _ in 0..LOOKS_MAX {
        let (words, deed) = drawn(story);
        let told = deed(story)?;
        if told != NOTHING {
            return Ok(format!("{words}: {told}"));
        }
    }
    Ok("nobody does anything".to_owned())
}

/// A seed's own weights: some deeds it never does, some all the time.
pub(super) fn weights(dice: &mut Dice) -> Vec<usize> {
    let weight = |(at, often): (usize, usize)| match at < NEEDED {
        true => often * dice.one_of(&NEEDED_QUARTERS) / 4,
        false => (often * dice.one_of(&QUARTERS) / 4).min(OFTEN_MAX),
    };
    DEEDS.iter().map(|(often, ..)| *often).enumerate().map(weight).collect()
}

fn drawn(story: &mut Story) -> (&'static str, Deed) {
    let weights = &story.world.leanings.deeds;
    let mut drawn = story.world.dice.below(weights.iter().sum());
    for (often, (_, words, deed)) in weights.iter().zip(DEEDS) {
        if drawn < *often {
            return (words, deed);
        }
        drawn -= often;
    }
    (DEEDS[0].1, DEEDS[0].2)
}

/// What is told where there was nothing to do.
fn nothing() -> Result<String, Broken> {
    Ok(NOTHING.to_owned())
}
