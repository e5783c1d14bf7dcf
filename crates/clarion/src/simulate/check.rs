//! What must hold after every step, whatever went wrong in it.
//!
//! Nobody is handed the same sending twice, by human and by mailbox. No word leaves without an outcome that the records of its ballot
//! give. Every outcome is the one that the rule gives. Counters equal rows. A hostile deed never takes effect. The log only grows.

use super::recount::{End, Recount};
use super::relay::{Letter, Temper};
use super::{Broken, CALM_STEPS, Running, Story, store};
use crate::clock::{HOUR, MINUTE};
use crate::events;
use crate::ids::Id;
use crate::messages::audience;
use crate::messages::calls::{self, Sending, State, WhyPaused};
use crate::messages::delivery;
use crate::notices::{Signer, evidence::LogFile};
use crate::plans::rule::Outcome;
use crate::plans::{self, PlanState, certificate};
use crate::trust::Hash;
use crate::trust::ballot::SignedWords;
use std::collections::BTreeSet;

/// States of a delivery: see the migration.
const ON_THE_WAY: i64 = 2;
const HANDED_OVER: i64 = 3;
const IN_DOUBT: i64 = 5;
/// One group holds a sending up so long, and no longer.
const PAUSE_MAX: i64 = 15 * MINUTE;
/// Of the events, so many of the newest are compared after every step.
const EVENTS_LOOKED_AT: usize = 8;

impl Story {
    pub(super) fn check(&mut self) -> Result<(), Broken> {
        let records = self.world.read(store::records)?;
        for at in 0..self.ballots.len() {
            // One that is not there was only prepared, and another took its place.
            let now = records.get(&self.ballots[at].id).copied().unwrap_or(0);
            if !self.ballots[at].is_over && now as usize != self.ballots[at].records {
                self.check_ballot(at)?;
            }
        }
        self.learn_audiences()?;
        self.check_mails()?;
        for at in 0..self.sendings.len() {
            if !self.sendings[at].is_over {
                self.check_sending(at)?;
            }
        }
        self.check_counts()
    }

    /// Counts a ballot again, by the server's own recount and by ours.
    fn check_ballot(&mut self, at: usize) -> Result<(), Broken> {
        let (tools, ballot) = (self.world.tools(), self.ballots[at].id);
        let exported = self.world.read(move |tx| certificate::export(tx, &tools, ballot))?;
        let Some(file) = exported else {
            self.ballots[at].is_over = true;
            let was_open = self.ballots[at].was_open;
            let gone = Broken::new(format!("ballot {ballot} is gone with its records"));
            return if was_open { Err(gone) } else { Ok(()) };
        };
        let broken = |why: String| Broken::new(format!("ballot {ballot}: {why}"));
        let counted = certificate::verify(&file.bytes()).map_err(|refusal| broken(refusal.to_string()))?;
        if counted.outcome().is_ok() {
            counted.whole(None).map_err(|refusal| broken(refusal.to_string()))?;
        }
        let is_signed = |challenge: &Hash| self.honest.contains(challenge) && !self.forged.contains(challenge);
        let recount = Recount::of(&file.frozen, &file.records, is_signed).map_err(broken)?;
        let end = recount.end;
        for (group, state) in &counted.ballot_box.groups {
            let (stands, ours) = (state.standing.as_ref().map(|standing| standing.choice), recount.vote(*group));
            if stands != ours {
                return Err(broken(format!("group {group} stands as {stands:?} where its records give {ours:?}")));
            }
        }
        for (number, challenge) in &self.ballots[at].answered {
            let record = usize::try_from(*number).ok().and_then(|number| file.records.get(number.wrapping_sub(1)));
            let words = record.and_then(|record| match &record.what {
                crate::plans::ballot_box::What::Signed(signed) => SignedWords::read(signed.words.as_bytes()),
                _ => None,
            });
            if words.map(|words| words.challenge()) != Some(*challenge) {
                return Err(broken(format!("record {number} was answered, and is gone")));
            }
        }
        self.ballots[at].records = file.records.len();
        self.ballots[at].was_open |= end != End::Prepared;
        if end == End::Withdrawn {
            self.ballots[at].is_over = true;
            return self.check_withdrawn(ballot, &file);
        }
        if let End::Started(outcome) = end {
            self.ballots[at].is_over = true;
            self.started += 1;
            self.check_started(ballot, outcome, &file)?;
        }
        Ok(())
    }

    /// What was withdrawn decides nothing, sets nothing off, and keeps no plan: it is nobody's ballot any more, or on hold.
    fn check_withdrawn(&self, ballot: Id, file: &certificate::Certificate) -> Result<(), Broken> {
        let broken = |why: &str| Err(Broken::new(format!("ballot {ballot} was withdrawn, and {why}")));
        let plan = file.frozen.plan;
        let found = self.world.read(move |tx| Ok((plans::plan(tx, plan)?, plans::start::waves(tx, ballot)?)))?;
        let (plan, waves) = found;
        if file.outcome.is_some() || file.notice.is_some() || !waves.is_empty() {
            return broken("came to something");
        }
        match plan {
            Some(plan) if plan.ballot != Some(ballot) || plan.state == PlanState::Hold => Ok(()),
            _ => broken("its plan stays locked"),
        }
    }

    /// What an outcome sets off stands in the same instant as the outcome.
    fn check_started(&mut self, ballot: Id, outcome: Outcome, file: &certificate::Certificate) -> Result<(), Broken> {
        let words = file.frozen.document.outcome(outcome);
        let subjects = vec![words.subject.en.clone(), words.subject.es.clone()];
        self.sendings.push(Running::new(ballot, subjects, words.waves.is_empty()));
        let wanted = match outcome {
            Outcome::Call => events::Standing::Confirmed,
            Outcome::StandDown => events::Standing::Released,
            Outcome::Hold => return self.check_log(),
        };
        for frozen in &file.frozen.events {
            let id = frozen.event;
            let event = self.world.read(move |tx| events::event(tx, id))?;
            if event.as_ref().is_none_or(|event| event.standing != wanted && event.standing != events::Standing::Cancelled) {
                return Err(Broken::new(format!("ballot {ballot} started as {outcome:?}, and event {id} is not {wanted:?}")));
            }
        }
        self.check_log()
    }

    /// The log holds, and has only grown since it was last read.
    fn check_log(&mut self) -> Result<(), Broken> {
        let (signer, coalition) = (Signer::of(self.world.app()), self.coalition());
        let file = self.world.read(move |tx| LogFile::of(tx, &signer, &coalition))?;
        let file = file.ok_or_else(|| Broken::new("the log is larger than any log".to_owned()))?;
        let checked = file.check(None, self.log.as_ref()).map_err(|problem| Broken::new(format!("the log: {problem}")))?;
        self.log = Some(checked.opened.checkpoint);
        Ok(())
    }

    /// Which mail is of which sending and human: of sendings that our own count of the ballots let start, and of no others.
    fn learn_audiences(&mut self) -> Result<(), Broken> {
        for at in 0..self.sendings.len() {
            if self.sendings[at].is_over {
                continue;
            }
            let (vault, sending) = (self.world.app().vault.clone(), self.sendings[at].id);
            let known = self.sendings[at].waves.clone();
            let learnt = self.world.read(move |tx| {
                let (mut mails, waves) = (Vec::new(), calls::progress(tx, sending)?);
                let frozen: BTreeSet<Id> = waves.iter().filter(|wave| wave.frozen_at.is_some()).map(|wave| wave.message).collect();
                for wave in waves.iter().filter(|wave| frozen.contains(&wave.message) && !known.contains(&wave.message)) {
                    let mut number = 0;
                    while let Some(entries) = audience::slice(tx, wave.message, number)? {
                        mails.extend(
                            entries.iter().map(|entry| (delivery::mail_id(&vault, wave.message, entry.identity), entry.identity)),
                        );
                        number += 1;
                    }
                }
                Ok((mails, frozen))
            })?;
            let (learnt, frozen) = learnt;
            self.sendings[at].waves = frozen;
            self.mails.extend(learnt.into_iter().map(|(mail, human)| (mail, (at, human))));
        }
        Ok(())
    }

    /// Whatever is stopped, or paused for a while yet, must be so to the end of the work that begins now.
    pub(super) fn note_held_up(&mut self) -> Result<(), Broken> {
        let soon = self.world.now() + 5 * MINUTE;
        for at in 0..self.sendings.len() {
            if self.sendings[at].is_over {
                continue;
            }
            let id = self.sendings[at].id;
            let sending = self.world.read(move |tx| calls::sending(tx, id))?;
            self.sendings[at].is_held_up = sending.is_some_and(|sending| match sending.state {
                State::Running => sending.paused_until.is_some_and(|until| until > soon),
                State::Paused | State::Stopped => true,
                State::Ended => false,
            });
        }
        Ok(())
    }

    fn check_mails(&mut self) -> Result<(), Broken> {
        if let Some(mail) = self.world.relay.doubled() {
            return Err(Broken::new(format!("mail {mail} was handed over again after the relay had taken it")));
        }
        for (mail, letter) in self.world.relay.taken_after(self.mails_seen) {
            self.mails_seen += 1;
            self.check_mail(mail, letter)?;
        }
        Ok(())
    }

    fn check_mail(&mut self, mail: Id, letter: Letter) -> Result<(), Broken> {
        let Some((at, human)) = self.mails.get(&mail).copied() else {
            return Err(Broken::new(format!("mail {mail} was handed over, and no outcome that the ballots give sends it")));
        };
        let sending = &mut self.sendings[at];
        if sending.is_held_up {
            return Err(Broken::new(format!("sending {}: a mail left while it was paused or stopped", sending.id)));
        }
        if self.left.contains(&letter.to) {
            return Err(Broken::new(format!("sending {}: a mail went to somebody who had left", sending.id)));
        }
        if !sending.subjects.contains(&letter.subject) {
            return Err(Broken::new(format!("sending {}: a mail says \"{}\"", sending.id, letter.subject)));
        }
        if !sending.humans.insert(human) {
            return Err(Broken::new(format!("sending {}: a human got it twice", sending.id)));
        }
        if !sending.mailboxes.insert(letter.to) {
            return Err(Broken::new(format!("sending {}: a mailbox got it twice", sending.id)));
        }
        Ok(())
    }

    /// The rows of a sending, its slices and its waves agree with each other and with the relay's book.
    fn check_sending(&mut self, at: usize) -> Result<(), Broken> {
        let id = self.sendings[at].id;
        let (sending, waves) = self.world.read(move |tx| Ok((calls::sending(tx, id)?, calls::progress(tx, id)?)))?;
        let (rows, on_the_way) = self.world.read(move |tx| Ok((store::deliveries(tx, id)?, store::on_the_way(tx, id)?)))?;
        let broken = |why: String| Err(Broken::new(format!("sending {id}: {why}")));
        let Some(sending) = sending else { return broken("it was started, and is not there".to_owned()) };
        let all = calls::Progress::of(&waves);
        let of = |state: i64| rows.values().filter(|of| **of == state).count() as i64;
        let humans: BTreeSet<Id> = self.mails.values().filter(|(of, _)| *of == at).map(|(_, human)| *human).collect();
        let audience = humans.len() as i64;
        if all.audience != audience || waves.iter().any(|wave| wave.people.waiting < 0) {
            return broken(format!("its audience was {audience}, and it counts {all:?}"));
        }
        // A mail is written as handed over before it goes; as long as its slice names it on the way, it does not count.
        if (of(HANDED_OVER), of(IN_DOUBT)) != (all.handed_over + on_the_way, all.in_doubt) {
            let (over, doubt) = (of(HANDED_OVER), of(IN_DOUBT));
            return broken(format!(
                "{over} are handed over, {on_the_way} of them on the way, {doubt} in doubt, and it counts {all:?}"
            ));
        }
        let has_it = |human: &Id| self.sendings[at].humans.contains(human);
        let mut may_be_on_the_way = on_the_way;
        for (human, state) in &rows {
            match (has_it(human), *state) {
                (false, HANDED_OVER) if may_be_on_the_way > 0 => may_be_on_the_way -= 1,
                (false, HANDED_OVER) => return broken("somebody counts as handed over, and the relay has nothing".to_owned()),
                (true, HANDED_OVER | IN_DOUBT | ON_THE_WAY) | (false, _) => {}
                (true, state) => return broken(format!("somebody has it, and their delivery is in state {state}")),
            }
        }
        if let Some(human) = self.sendings[at].humans.iter().find(|human| !rows.contains_key(human)) {
            return broken(format!("human {human} has it without a delivery"));
        }
        // Whom the wrong words reached is in the first wave of those that correct them.
        let wrong = self.sendings[at].corrects.filter(|_| !self.sendings[at].waves.is_empty());
        if let Some(human) = wrong.and_then(|wrong| self.sendings[wrong].humans.iter().find(|human| !humans.contains(human))) {
            return broken(format!("human {human} has the words that it corrects, and is not in its audience"));
        }
        self.check_pause(at, &sending)?;
        if sending.state == State::Ended && all.waiting != 0 {
            return broken(format!("it ended, and {} people wait", all.waiting));
        }
        self.sendings[at].is_over = matches!(sending.state, State::Ended) && all.waiting == 0;
        Ok(())
    }

    /// One group holds a sending up for a quarter of an hour; for longer it takes a second one that says so before that has passed.
    fn check_pause(&self, at: usize, sending: &Sending) -> Result<(), Broken> {
        let (id, pauses) = (sending.id, &self.sendings[at].pauses);
        let latest = pauses.iter().map(|(at, _)| at + PAUSE_MAX).max();
        if sending.state == State::Running && sending.paused_until > latest {
            return Err(Broken::new(format!(
                "sending {id} is paused until {:?}, and may be until {latest:?}",
                sending.paused_until
            )));
        }
        let confirms = |(then, first): &(i64, Id), (now, second): &(i64, Id)| first != second && *now < then + PAUSE_MAX;
        let are_two = (1..pauses.len()).any(|now| pauses[..now].iter().any(|then| confirms(then, &pauses[now])));
        if sending.state == State::Paused && sending.why_paused == Some(WhyPaused::Group) && !are_two {
            return Err(Broken::new(format!("sending {id} is paused for good, and no two groups said so")));
        }
        Ok(())
    }

    fn check_counts(&mut self) -> Result<(), Broken> {
        let petition = self.petition;
        let (rows, tally) = self.world.read(move |tx| store::signed(tx, petition))?;
        if rows != tally {
            return Err(Broken::new(format!("the petition has {rows} signatures and counts {tally}")));
        }
        if (rows as usize) < self.signatures.len() {
            return Err(Broken::new(format!(
                "{} people were told that they signed, and {rows} signatures stand",
                self.signatures.len()
            )));
        }
        // People deal with the newest events; all are looked at in the end.
        let first = if self.is_at_its_end { 0 } else { self.events.len().saturating_sub(EVENTS_LOOKED_AT) };
        (first..self.events.len()).try_for_each(|at| self.check_event(at))
    }

    /// Later work has all the time it needs and nothing goes wrong: whatever has begun comes to its end.
    pub(super) fn come_to_an_end(&mut self) -> Result<(), Broken> {
        self.world.fates.calm(true);
        self.world.relay.set_temper(Temper::Kind);
        self.lift_rates()?;
        self.is_at_its_end = true;
        for _ in 0..CALM_STEPS {
            self.world.clock.advance(HOUR);
            self.note_held_up()?;
            self.world.work(200)?;
            self.check()?;
        }
        let unfinished = self.sendings.iter().find(|sending| !sending.is_over);
        if let Some(sending) = unfinished {
            let id = sending.id;
            let found = self.world.read(move |tx| calls::sending(tx, id))?;
            let state = found.map(|found| found.state);
            if state == Some(State::Running) {
                return Err(Broken::new(format!("sending {id} does not come to its end")));
            }
        }
        self.check_log()
    }
}
