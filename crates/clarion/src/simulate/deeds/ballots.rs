//! Plans and ballots: written, prepared, opened, voted on, halted; by whoever may, and at times by who may not.

use super::nothing;
use crate::clock::HOUR;
use crate::coalitions;
use crate::ids::Id;
use crate::notices::Signer;
use crate::plans::ballot_box::{BallotBox, Phase, Signed};
use crate::plans::cast::{self, CastInput};
use crate::plans::document::{Audience, Both, OutcomeWords, PlanDocument};
use crate::plans::electorate;
use crate::plans::open::{self, OpenInput};
use crate::plans::rule::{Agreement, Rule, Silence};
use crate::plans::{self, Choice, PlanState, compose, withdraw};
use crate::simulate::people::{DELEGATE, DEPUTY, Party, Person};
use crate::simulate::world::Told;
use crate::simulate::{Broken, Story, Vote};
use crate::trust::assertion::RelyingParty;
use crate::trust::ballot::{ACT_FORMAT, Act, ActWords, BALLOT_FORMAT, BallotWords, SignedWords};
use crate::trust::software::SoftwarePasskey;
use crate::trust::{Base64, Hash};

/// Where everybody signs.
pub(super) fn site() -> RelyingParty {
    RelyingParty { id: "act.example".to_owned(), origin: "https://act.example".to_owned() }
}

fn both(words: &str) -> Both {
    Both { en: words.to_owned(), es: format!("{words} (es)") }
}

/// Signs words with a passkey.
pub(super) fn signed(words: &SignedWords, with: &SoftwarePasskey, reason: &str) -> Signed {
    let assertion = with.sign(&words.challenge(), &site());
    Signed { words: String::from_utf8_lossy(&words.bytes()).into_owned(), reason: reason.to_owned(), assertion }
}

impl Story {
    fn rule(&mut self) -> Rule {
        let dice = &mut self.world.dice;
        let all = [
            Agreement::Unanimity,
            Agreement::ConsensusMinus(1),
            Agreement::ThreeQuarters,
            Agreement::TwoThirds,
            Agreement::Majority,
            Agreement::Majority,
        ];
        let pick = |at: usize| all[at];
        Rule {
            call: pick(dice.below(all.len())),
            stand_down: pick(dice.below(all.len())),
            quorum_percent: [0, 50, 75][dice.below(3)],
            silence: [Silence::NotCounted, Silence::Hold][dice.below(2)],
            stand_asides_max: [None, None, Some(1)][dice.below(3)],
            blocks_to_stop: dice.below(3) as u32,
        }
    }

    fn document(&mut self) -> PlanDocument {
        let rule = self.rule();
        let (now, plan, dice) = (self.world.now(), self.plans.len(), &mut self.world.dice);
        let outcome = |words: &str, waves: &[Audience]| OutcomeWords {
            subject: both(&format!("{words} ({plan})")),
            text: both(words),
            waves: waves.to_vec(),
        };
        let waves = [Audience::Hosts, Audience::Rsvps, Audience::Everyone];
        let consult_minutes = dice.below(60) as i64;
        PlanDocument {
            title: both("Keep the libraries open"),
            scenarios: vec![both("The county votes to cut the opening hours.")],
            rule,
            deadline: now + (2 + dice.below(30) as i64) * HOUR,
            time_zone: "America/New_York".to_owned(),
            consult_minutes,
            // Long enough at times that two groups come in time to halt it.
            cooling_off_minutes: if dice.in_thousand(700) { dice.below(20) } else { 60 + dice.below(120) } as i64,
            starts_at: dice.in_thousand(200).then_some(now + 20 * HOUR),
            call: outcome("It is called", &waves),
            hold: outcome("It is on hold", &[]),
            stand_down: outcome("It is stood down", &waves[..2]),
        }
    }

    /// The plan that is talked about: the newest, unless it is over.
    fn plan(&self) -> Result<Option<plans::Plan>, Broken> {
        let Some(id) = self.plans.last().copied() else { return Ok(None) };
        let plan = self.world.read(move |tx| plans::plan(tx, id))?;
        Ok(plan.filter(|plan| !matches!(plan.state, PlanState::Called | PlanState::StoodDown)))
    }

    /// A group, mostly one that steers; the hostile one included: it acts like any other most of the time.
    pub(super) fn steering_party(&mut self) -> Result<Party, Broken> {
        let coalition = self.coalition().id;
        let steering = self.world.read(move |tx| coalitions::steering(tx, coalition))?;
        let steers = |party: &&Party| steering.iter().any(|steering| steering.group.id == party.id);
        let among: Vec<&Party> = match self.world.dice.in_thousand(900) {
            true => self.parties.iter().filter(steers).collect(),
            false => self.parties.iter().collect(),
        };
        let picked = self.world.dice.pick(&among).map(|party| (*party).clone());
        picked.ok_or_else(|| Broken::new("nobody steers the coalition any more".to_owned()))
    }

    pub(super) fn ballot_box(&self, ballot: Id) -> Result<Option<BallotBox>, Broken> {
        let tools = self.world.tools();
        self.world.read(move |tx| plans::ballot(tx, &tools, ballot))
    }

    /// One of the latest ballots, mostly the newest.
    pub(super) fn some_ballot(&mut self) -> Option<Id> {
        let back = if self.world.dice.in_thousand(850) { 0 } else { self.world.dice.below(4) };
        self.ballots.iter().rev().nth(back).map(|vote| vote.id)
    }

    /// A ballot and its box; mostly one in the right phase, for people mostly know what they do.
    fn box_in(&mut self, is_right: impl Fn(&Phase) -> bool) -> Result<Option<(Id, BallotBox)>, Broken> {
        let Some(ballot) = self.some_ballot() else { return Ok(None) };
        let is_careless = self.world.dice.in_thousand(120);
        let found = self.ballot_box(ballot)?;
        Ok(found.filter(|found| is_careless || is_right(&found.phase)).map(|found| (ballot, found)))
    }

    /// An act over a ballot, in canonical words.
    pub(super) fn act_words(&self, found: &BallotBox, act: Act, group: Id, passkey: Id, reason: &str) -> SignedWords {
        SignedWords::Act(ActWords {
            format: ACT_FORMAT.to_owned(),
            coalition: found.frozen.coalition,
            plan: found.plan,
            act,
            subject: found.frozen.ballot,
            group,
            passkey,
            words: Hash::of(&[reason.as_bytes()]),
            nonce: Base64(self.world.ids.bytes::<16>().to_vec()),
        })
    }

    /// The words of a group's next ballot.
    pub(super) fn ballot_words(&self, found: &BallotBox, group: Id, passkey: Id, choice: Choice, reason: &str) -> SignedWords {
        let replaces = found.groups.get(&group).map_or(Hash::ZERO, |state| state.latest);
        SignedWords::Ballot(BallotWords {
            format: BALLOT_FORMAT.to_owned(),
            coalition: found.frozen.coalition,
            plan: found.plan,
            ballot: found.frozen.ballot,
            group,
            passkey,
            choice,
            reason: Hash::of(&[reason.as_bytes()]),
            nonce: BallotWords::nonce(self.world.ids.bytes(), replaces),
        })
    }

    /// Somebody signs these words with their own passkey, for their own group.
    pub(super) fn sign(&mut self, words: &SignedWords, by: &Person, reason: &str) -> Signed {
        self.honest.insert(words.challenge());
        signed(words, &by.key, reason)
    }

    /// Puts a signed record into a box; whoever hears nothing may press again.
    pub(super) fn put(&mut self, ballot: Id, signed: &Signed) -> Result<&'static str, Broken> {
        let record = self.world.ids.fresh(self.world.now());
        let challenge = SignedWords::read(signed.words.as_bytes()).map(|words| words.challenge());
        let presses = 1 + self.world.dice.below(3);
        let mut told = "no answer";
        for _ in 0..presses {
            let (tools, now) = (self.world.tools(), self.world.now());
            let input = CastInput { record, ballot, signed: signed.clone() };
            let answer = self.world.write("plans.cast", move |tx| cast::cast(tx, &tools, now, &input))?;
            told = answer.word();
            if let (Told::Done(cast), Some(challenge)) = (&answer, challenge) {
                let vote = self.ballots.iter_mut().find(|vote| vote.id == ballot);
                vote.map(|vote| vote.answered.insert(cast.number, challenge));
            }
            if !matches!(answer, Told::Nothing) {
                break;
            }
        }
        Ok(told)
    }
}

/// Begins a plan where there is none, or sets one that can be changed anew.
pub(super) fn write_plan(story: &mut Story) -> Result<String, Broken> {
    let plan = story.plan()?;
    // One that is well as it is, or on a ballot, is seldom touched.
    let now = story.world.now();
    let is_well = plan.is_some() && story.plan_ends_at > now + 2 * HOUR;
    if is_well && !story.world.dice.in_thousand(60) {
        return nothing();
    }
    let document = story.document();
    let deadline = document.deadline;
    let party = story.steering_party()?;
    let (tools, coalition) = (story.world.tools(), story.coalition().id);
    let account = party.people[DELEGATE].account;
    let id = plan.as_ref().map_or_else(|| story.world.ids.fresh(now), |plan| plan.id);
    let draft = compose::prepare(&tools, id, account, &document, now).map_err(Broken::unable)?;
    let draft = draft.map_err(Broken::unable)?;
    let Some(plan) = plan else {
        let begun =
            story.world.write("plans.begin", move |tx| compose::begin(tx, coalition, party.id, &draft, now).map(Ok::<_, ()>))?;
        // Where nobody was answered, it may be there all the same.
        let is_there = begun.is_done() || story.world.read(move |tx| plans::plan(tx, id))?.is_some();
        story.plans.extend(is_there.then_some(id));
        story.plan_ends_at = deadline;
        return Ok(begun.word().to_owned());
    };
    let saved = story.world.write("plans.save", move |tx| compose::save(tx, plan.version, &draft, now))?;
    if saved.is_done() {
        story.plan_ends_at = deadline;
    }
    Ok(saved.word().to_owned())
}

/// Freezes the plan for a ballot.
pub(super) fn prepare(story: &mut Story) -> Result<String, Broken> {
    let Some(plan) = story.plan()?.filter(|plan| plan.state.is_open_to_edits()) else { return nothing() };
    let party = story.steering_party()?;
    let (tools, now, coalition) = (story.world.tools(), story.world.now(), story.coalition().id);
    let of = (coalition, plan.id, party.id);
    // As the page does it: passkeys that are not in the log yet are entered, and wait their day.
    let signer = Signer::of(story.world.app());
    story.world.write("plans.enter_passkeys", move |tx| {
        plans::passkeys::enter_of_coalition(tx, &signer, now, coalition).map(Ok::<_, ()>)
    })?;
    let found = story.world.read({
        let tools = tools.clone();
        move |tx| Ok((electorate::facts(tx, coalition, &site())?, plans::version(tx, &tools, plan.id, plan.version)?))
    })?;
    let (facts, Some(version)) = found else { return nothing() };
    let Ok(preparation) = open::prepare(&tools, of, &version, &facts, now).map_err(Broken::unable)? else {
        return Ok("cannot be prepared".to_owned());
    };
    let ballot = preparation.frozen.ballot;
    let kept = story.world.write("plans.prepare", move |tx| open::keep(tx, &preparation, now))?;
    if !matches!(kept, Told::Refused(_)) {
        story.ballots.push(Vote { id: ballot, ..Vote::default() });
    }
    let mut told = vec![kept.word().to_owned()];
    // Mostly people have agreed to open it at once.
    while kept.is_done() && told.len() < 6 && story.world.dice.in_thousand(850) {
        told.push(sign_opening(story)?);
    }
    Ok(told.join(", "))
}

/// Somebody signs the opening of the newest ballot.
pub(super) fn sign_opening(story: &mut Story) -> Result<String, Broken> {
    let Some(ballot) = story.ballots.last().map(|vote| vote.id) else { return nothing() };
    let Some(found) = story.ballot_box(ballot)?.filter(|found| found.phase == Phase::Prepared) else { return nothing() };
    let party = story.steering_party()?;
    let who = story.world.dice.below(party.people.len());
    let words = story.act_words(&found, Act::OpenBallot, party.id, party.people[who].passkey, "");
    let signed = story.sign(&words, &party.people[who], "");
    story.open(ballot, signed)
}

impl Story {
    /// Puts a signed opening before the server.
    pub(super) fn open(&mut self, ballot: Id, signed: Signed) -> Result<String, Broken> {
        let (tools, now, coalition) = (self.world.tools(), self.world.now(), self.coalition().id);
        let record = self.world.ids.fresh(now);
        let opened = self.world.write("plans.open", move |tx| {
            let facts = electorate::facts(tx, coalition, &site())?;
            open::open(tx, &tools, now, &OpenInput { record, ballot, signed: signed.clone(), facts })
        })?;
        Ok(match opened {
            Told::Done(true) => "it is open".to_owned(),
            other => other.word().to_owned(),
        })
    }
}

/// Groups vote, one or several after each other.
pub(super) fn vote(story: &mut Story) -> Result<String, Broken> {
    let open = |phase: &Phase| matches!(phase, Phase::Open { .. });
    let Some((ballot, _)) = story.box_in(open)? else { return nothing() };
    let mut told = Vec::new();
    for _ in 0..1 + story.world.dice.below(4) {
        let Some(found) = story.ballot_box(ballot)? else { return nothing() };
        told.push(story.vote_in(&found)?);
    }
    Ok(told.join(", "))
}

impl Story {
    /// A group's delegate or deputy votes, seldom somebody who may not.
    fn vote_in(&mut self, found: &BallotBox) -> Result<String, Broken> {
        let (party, ballot) = (self.steering_party()?, found.frozen.ballot);
        let who = [DELEGATE, DELEGATE, DELEGATE, DEPUTY, DEPUTY, DEPUTY, 2][self.world.dice.below(7)];
        // Groups talk to each other, so that most ballots lean to one side.
        let leaning = [Choice::Call, Choice::Call, Choice::StandDown][usize::from(ballot.0[15] % 3)];
        let leans = self.world.dice.in_thousand(750);
        let choice = if leans { leaning } else { Choice::ALL[self.world.dice.below(Choice::ALL.len())] };
        let reason = if choice.needs_reason() { "We have nobody there." } else { "" };
        let words = self.ballot_words(found, party.id, party.people[who].passkey, choice, reason);
        let signed = self.sign(&words, &party.people[who], reason);
        let told = self.put(ballot, &signed)?;
        Ok(format!("{} {told}", choice.as_str()))
    }
}

/// A group wants a decision halted.
pub(super) fn halt(story: &mut Story) -> Result<String, Broken> {
    let decided = |phase: &Phase| matches!(phase, Phase::Decided { .. });
    let Some((ballot, found)) = story.box_in(decided)? else { return nothing() };
    let mut told = "not tried";
    let voices = 1 + story.world.dice.below(3);
    for _ in 0..voices {
        let party = story.steering_party()?;
        let reason = "The bridge is closed.";
        let words = story.act_words(&found, Act::Halt, party.id, party.people[DEPUTY].passkey, reason);
        let signed = story.sign(&words, &party.people[DEPUTY], reason);
        told = story.put(ballot, &signed)?;
    }
    Ok(told.to_owned())
}

/// Groups take a ballot back: the one that prepared it before it opens, two of them while it is open.
pub(super) fn withdraw(story: &mut Story) -> Result<String, Broken> {
    let open = |phase: &Phase| matches!(phase, Phase::Open { .. });
    let Some((ballot, _)) = story.box_in(open)? else { return nothing() };
    let mut told = Vec::new();
    for _ in 0..1 + story.world.dice.below(3) {
        let Some(found) = story.ballot_box(ballot)? else { return nothing() };
        let party = story.steering_party()?;
        if found.phase == Phase::Prepared {
            let group = party.id;
            let withdrawn = story.world.write("plans.withdraw", move |tx| withdraw::withdraw_prepared(tx, ballot, group))?;
            told.push(withdrawn.word());
            continue;
        }
        let (who, reason) = (story.world.dice.below(3), "The deadline is wrong.");
        let words = story.act_words(&found, Act::WithdrawBallot, party.id, party.people[who].passkey, reason);
        let signed = story.sign(&words, &party.people[who], reason);
        told.push(story.put(ballot, &signed)?);
    }
    Ok(told.join(", "))
}

/// Two people of a group take its ballot back from its delegate.
pub(super) fn recall(story: &mut Story) -> Result<String, Broken> {
    let open = |phase: &Phase| matches!(phase, Phase::Open { .. });
    let Some((ballot, found)) = story.box_in(open)? else { return nothing() };
    let party = story.steering_party()?;
    let mut told = "not tried";
    for person in &party.people[2..] {
        let words = story.act_words(&found, Act::RecallDelegate, party.id, person.passkey, "");
        let signed = story.sign(&words, person, "");
        told = story.put(ballot, &signed)?;
    }
    // The delegate does not give up.
    if story.world.dice.in_thousand(500) {
        let Some(found) = story.ballot_box(ballot)? else { return nothing() };
        let words = story.ballot_words(&found, party.id, party.people[DELEGATE].passkey, Choice::Call, "");
        let signed = story.sign(&words, &party.people[DELEGATE], "");
        told = story.put(ballot, &signed)?;
    }
    Ok(told.to_owned())
}
