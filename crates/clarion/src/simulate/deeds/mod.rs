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

pub(super) use events::Gathering;

use super::{Broken, Story};

type Deed = fn(&mut Story) -> Result<String, Broken>;

/// Each deed with how often it is done.
const DEEDS: [(usize, &str, Deed); 28] = [
    (80, "writes a plan", ballots::write_plan),
    (60, "prepares a ballot", ballots::prepare),
    (120, "signs an opening", ballots::sign_opening),
    (280, "votes", ballots::vote),
    (30, "halts", ballots::halt),
    (14, "recalls in a ballot", ballots::recall),
    (40, "adds an event", events::add),
    (50, "vets an event", events::vet),
    (80, "answers an event", events::answer),
    (20, "proposes a change", events::propose_change),
    (25, "confirms a change", events::confirm_change),
    (5, "cancels an event", events::cancel),
    (60, "signs the petition", supporters::sign),
    (10, "comes new", supporters::come),
    (15, "leaves the calls", supporters::leave_calls),
    (20, "pauses a sending", calls::pause),
    (40, "resumes a sending", calls::resume),
    (10, "stops a sending", calls::stop),
    (10, "corrects a sending", calls::correct),
    (40, "relay changes its temper", calls::change_temper),
    (10, "sets a sender's rate", calls::set_rate),
    (8, "leaves the coalition", groups::leave),
    (30, "is invited or answers", groups::invite),
    (8, "names another delegate", groups::name),
    (10, "recalls a delegate", groups::recall),
    (60, "forges a ballot", hostile::forge),
    (40, "acts alone", hostile::act_alone),
    (20, "sets a frozen event elsewhere", hostile::move_event),
];

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

fn drawn(story: &mut Story) -> (&'static str, Deed) {
    let all: usize = DEEDS.iter().map(|(often, ..)| often).sum();
    let mut drawn = story.world.dice.below(all);
    for (often, words, deed) in DEEDS {
        if drawn < often {
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
