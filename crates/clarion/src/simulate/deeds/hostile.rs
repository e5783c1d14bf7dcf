//! What a hostile group tries. Each of these says by itself where it must not get through; the rest is found by `check.rs`.

use super::ballots::signed;
use super::nothing;
use crate::clock::HOUR;
use crate::events::change::{self, Facts, NewChange};
use crate::messages::calls::{self, Power, TwoSaid};
use crate::plans::Choice;
use crate::plans::ballot_box::{BallotBox, Phase, Signed, What};
use crate::simulate::people::{DELEGATE, DEPUTY, Party};
use crate::simulate::world::Told;
use crate::simulate::{Broken, Story};
use crate::trust::ballot::{Act, SignedWords};

impl Story {
    fn hostile(&self) -> Option<Party> {
        self.parties.iter().find(|party| party.is_hostile).cloned()
    }

    fn victim(&mut self) -> Option<Party> {
        let others: Vec<Party> = self.parties.iter().filter(|party| !party.is_hostile).cloned().collect();
        self.world.dice.pick(&others).cloned()
    }

    /// What the hostile group signs in a name that is not its own, or changes on the way.
    fn forgery(&mut self, found: &BallotBox) -> Option<(&'static str, Signed)> {
        let (own, victim) = (self.hostile()?, self.victim()?);
        let mine = &own.people[DELEGATE];
        let theirs = victim.people[DELEGATE].passkey;
        let words = |story: &Self, passkey| story.ballot_words(found, victim.id, passkey, Choice::Call, "");
        Some(match self.world.dice.below(6) {
            0 => ("another group's ballot with their own passkey", signed(&words(self, mine.passkey), &mine.key, "")),
            1 => ("a forged signature", signed(&words(self, theirs), &mine.key, "")),
            2 => {
                let words = self.act_words(found, Act::RecallDelegate, victim.id, mine.passkey, "");
                ("another group's recall", signed(&words, &mine.key, ""))
            }
            3 => {
                let words = self.act_words(found, Act::Halt, victim.id, theirs, "No.");
                ("another group's halt", signed(&words, &mine.key, "No."))
            }
            4 => {
                let words = self.act_words(found, Act::OpenBallot, victim.id, theirs, "");
                ("another group's opening", signed(&words, &mine.key, ""))
            }
            _ => {
                // A member signs as if they were the delegate: with their own passkey, which may not.
                let words = self.ballot_words(found, own.id, own.people[2].passkey, Choice::BlockCall, "No.");
                let given = signed(&words, &own.people[2].key, "No, no.");
                ("a changed reason", given)
            }
        })
    }
}

/// A forged ballot or act, or an old one again.
pub(super) fn forge(story: &mut Story) -> Result<String, Broken> {
    let Some(ballot) = story.some_ballot() else { return nothing() };
    let Some(found) = story.ballot_box(ballot)? else { return nothing() };
    if story.world.dice.in_thousand(300) {
        return replay(story);
    }
    let Some((what, given)) = story.forgery(&found) else { return nothing() };
    if let Some(words) = SignedWords::read(given.words.as_bytes()) {
        story.forged.insert(words.challenge());
    }
    let told = match found.phase {
        Phase::Prepared => story.open(ballot, given)?,
        _ => story.put(ballot, &given)?.to_owned(),
    };
    if told == "done" || told == "it is open" {
        return Err(Broken::new(format!("ballot {ballot} took {what}")));
    }
    Ok(format!("{what}: {told}"))
}

/// A record that a box holds is put in once more, there or in another box.
fn replay(story: &mut Story) -> Result<String, Broken> {
    let (Some(from), Some(to)) = (story.some_ballot(), story.some_ballot()) else { return nothing() };
    let tools = story.world.tools();
    let file = story.world.read(move |tx| crate::plans::certificate::export(tx, &tools, from))?;
    let records = file.map(|file| file.records).unwrap_or_default();
    let old: Vec<Signed> =
        records.into_iter().filter_map(|record| if let What::Signed(signed) = record.what { Some(signed) } else { None }).collect();
    let Some(given) = story.world.dice.pick(&old).cloned() else { return nothing() };
    let told = story.put(to, &given)?;
    if told == "done" {
        return Err(Broken::new(format!("ballot {to} took a record of ballot {from} again")));
    }
    Ok(format!("an old record: {told}"))
}

/// The hostile group opens, halts or stops with its own people only.
pub(super) fn act_alone(story: &mut Story) -> Result<String, Broken> {
    let Some(own) = story.hostile() else { return nothing() };
    if story.world.dice.in_thousand(500) {
        return stop_alone(story, &own);
    }
    let Some(ballot) = story.some_ballot() else { return nothing() };
    let mut told = Vec::new();
    for who in [DELEGATE, DEPUTY] {
        let Some(found) = story.ballot_box(ballot)? else { return nothing() };
        let is_prepared = found.phase == Phase::Prepared;
        let (act, reason) = if is_prepared { (Act::OpenBallot, "") } else { (Act::Halt, "No.") };
        let words = story.act_words(&found, act, own.id, own.people[who].passkey, reason);
        // Each is theirs to sign. That both together are not enough is for the recount to say.
        let given = story.sign(&words, &own.people[who], reason);
        told.push(if is_prepared { story.open(ballot, given)? } else { story.put(ballot, &given)?.to_owned() });
    }
    Ok(told.join(", "))
}

fn stop_alone(story: &mut Story, own: &Party) -> Result<String, Broken> {
    let Some(sending) = story.some_sending()? else { return nothing() };
    let (id, version) = (sending.id, sending.version);
    let acts = story.world.read(move |tx| calls::acts(tx, &sending))?;
    let is_alone = !acts.iter().any(|act| act.power == Power::Stop && act.group != own.id);
    let mut told = Vec::new();
    for who in 0..3 {
        let (by, now) = (story.by(own, who), story.world.now());
        let said = story.world.write("messages.stop", move |tx| calls::stop(tx, now, id, version, &by))?;
        if is_alone && matches!(said, Told::Done(TwoSaid::Done)) {
            return Err(Broken::new(format!("sending {id} was stopped by one group")));
        }
        told.push(said.word());
    }
    Ok(format!("stops: {}", told.join(", ")))
}

/// The hostile group moves an event of its own, and confirms that by itself.
pub(super) fn move_event(story: &mut Story) -> Result<String, Broken> {
    let Some(own) = story.hostile() else { return nothing() };
    let own_events: Vec<usize> = (0..story.events.len()).filter(|at| story.parties[story.events[*at].party].is_hostile).collect();
    let Some(at) = story.world.dice.pick(&own_events).copied() else { return nothing() };
    let Some(event) = story.event(story.events[at].id)?.filter(|event| event.vetted_at.is_some()) else { return nothing() };
    let (id, now) = (story.world.ids.fresh(story.world.now()), story.world.now());
    let mut facts = Facts::of(&event);
    facts.times.starts_at += 2 * HOUR;
    facts.times.ends_at += 2 * HOUR;
    let new = NewChange { id, event: event.id, account: Some(own.people[0].account), facts, host: None };
    let vault = story.world.app().vault.clone();
    let mut told = vec![story.world.write("events.propose", move |tx| change::propose(tx, &vault, now, &new))?.word()];
    for person in &own.people {
        let (vault, spare, by) = (story.world.app().vault.clone(), story.world.ids.bytes(), (person.account, own.id));
        let confirmed = story.world.write("events.confirm", move |tx| change::confirm(tx, &vault, now, id, by, spare))?;
        told.push(confirmed.word());
    }
    // It waits for others; no word of theirs is counted on, so that where it stands, it stands against the rule.
    Ok(told.join(", "))
}
