//! `clarion demo --play`: the demo's coalition decides while one watches, once to call and once to stand down.
//!
//! The delegates get test passkeys, and sign with them what their browsers would sign; opening, ballots, start and mails are the server's
//! own. What was sent and decided stays, as it would, and the test passkeys stay with it, so that whoever looks around afterwards meets
//! groups that are ready; nobody can sign with them any more, and the next play takes them away.

use super::super::writing::Answer;
use super::super::{Problem, Progress};
use super::{plan, standing, words};
use crate::access::passkeys::{self, Passkey};
use crate::app::App;
use crate::coalitions;
use crate::ids::Id;
use crate::messages::calls::{self, State};
use crate::notices::Signer;
use crate::plans::ballot_box::{Phase, Signed};
use crate::plans::cast::{self, CastInput};
use crate::plans::open::{self, OpenInput};
use crate::plans::{self, Choice, Outcome, Tools, compose, electorate};
use crate::trust::assertion::RelyingParty;
use crate::trust::ballot::{ACT_FORMAT, Act, ActWords, BALLOT_FORMAT, BallotWords, SignedWords};
use crate::trust::cose::ES256;
use crate::trust::software::SoftwarePasskey;
use crate::trust::{Base64, Hash};
use db::Fault;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often it is looked whether what was decided has started, and how far its mails are.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// A server that works starts a decision within a second; one that does not is not there.
const START_WITHIN: Duration = Duration::from_secs(30);
/// A demo of 2,000 people is told within seconds; a larger one can be watched on its page.
const WATCHED_MAX: Duration = Duration::from_secs(300);

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Play {
    /// Between two delegates, in milliseconds.
    pub pause_ms: u64,
}

/// A delegate with a test passkey.
struct Delegate {
    group: Id,
    group_name: String,
    passkey: Id,
    key: SoftwarePasskey,
}

struct Stage<'a> {
    app: &'a App,
    progress: &'a dyn Progress,
    site: RelyingParty,
    coalition: coalitions::Coalition,
    delegates: Vec<Delegate>,
    pause: Duration,
}

/// Plays both outcomes. Blocks.
pub fn run(app: &App, play: &Play, progress: &dyn Progress) -> Result<Answer, Problem> {
    if !standing(app)?.is_some_and(|made| made.whole) {
        return Err(Problem::refused(
            "There is no demo here to play with. Start an empty folder with `clarion serve`, or run `clarion demo`.",
        ));
    }
    let site = passkeys::site(&app.settings);
    let site = site.ok_or_else(|| Problem::refused("Passkeys do not work at this address. Set CLARION_PUBLIC_URL to a name."))?;
    let coalition = app.db.read_blocking(|tx| coalitions::coalition_by_slug(tx, words::COALITION_SLUG))?;
    let coalition = coalition.ok_or_else(|| Problem::refused("The demo's coalition is gone."))?;
    let mut stage = Stage { app, progress, site, coalition, delegates: Vec::new(), pause: Duration::from_millis(play.pause_ms) };
    stage.say("The delegates of the steering groups get test passkeys.")?;
    stage.enter()?;
    let played = [Outcome::Call, Outcome::StandDown].into_iter().map(|outcome| stage.play(outcome)).collect::<Result<Vec<_>, _>>();
    let played = played?;
    let lines: Vec<String> = played.iter().map(|(words, _)| words.clone()).collect();
    let json = json!({ "plays": played.into_iter().map(|(_, json)| json).collect::<Vec<_>>() });
    Ok(Answer { words: lines.join("\n"), json })
}

impl Stage<'_> {
    fn say(&self, line: impl Display) -> Result<(), Problem> {
        self.progress.step(&line.to_string(), 0, 0)
    }

    fn wait(&self) {
        wait(self.pause);
    }

    fn tools(&self) -> Tools {
        Tools { vault: self.app.vault.clone(), ids: self.app.ids.clone() }
    }

    fn address(&self, path: &str) -> String {
        format!("{}/console/coalitions/{}{path}", self.app.settings.public_url, self.coalition.slug)
    }

    fn enter(&mut self) -> Result<(), Problem> {
        let coalition = self.coalition.id;
        for steering in self.app.db.read_blocking(move |tx| coalitions::steering(tx, coalition))? {
            let Some(account) = steering.delegate else { continue };
            self.clear(account)?;
            let (now, ids) = (self.app.clock.now(), &self.app.ids);
            let (key, passkey) = (SoftwarePasskey::from_secret(ids.bytes()), ids.fresh(now));
            let made = Passkey {
                id: passkey,
                account,
                credential_id: passkey.0.to_vec(),
                public_key: key.cose().to_vec(),
                algorithm: ES256,
                sign_count: 0,
                sealed_name: self.app.vault.seal(Id::ZERO, &passkey.0, b"Test passkey of the demo", ids.bytes())?,
                registered_at: now,
                used_at: None,
            };
            let signer = Signer::of(self.app);
            self.app.db.write_bulk("demo.passkey", move |tx| {
                passkeys::add_in_software(tx, &made)?;
                plans::passkeys::enter_of_account(tx, &signer, now, account)
            })?;
            self.delegates.push(Delegate { group: steering.group.id, group_name: steering.group.name, passkey, key });
        }
        match self.delegates.len() {
            0 | 1 => Err(Problem::refused("A ballot needs two steering groups with a delegate. Make a demo of more groups.")),
            _ => Ok(()),
        }
    }

    /// Takes away the test passkey of the play before: its credential is named as the passkey itself, which no browser does.
    fn clear(&self, account: Id) -> Result<(), Problem> {
        let (signer, now) = (Signer::of(self.app), self.app.clock.now());
        self.app.db.write_bulk("demo.passkey", move |tx| {
            for old in passkeys::passkeys_of(tx, account)?.iter().filter(|passkey| passkey.credential_id == passkey.id.0) {
                plans::passkeys::withdraw(tx, &signer, now, account, old.id)?;
                passkeys::remove(tx, account, old.id)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn play(&self, outcome: Outcome) -> Result<(String, serde_json::Value), Problem> {
        let title = if outcome == Outcome::Call { words::PLAYED_CALL_TITLE } else { words::PLAYED_STAND_DOWN_TITLE };
        let ballot = self.prepare(title)?;
        let page = self.address(&format!("/ballots/{ballot}"));
        self.say(format!("\nThe ballot: {page}"))?;
        self.wait();
        for delegate in self.delegates.iter().take(2) {
            self.open(ballot, delegate)?;
            self.say(format!("{} signs the opening.", delegate.group_name))?;
            self.wait();
        }
        let (choice, says) = match outcome {
            Outcome::Call => (Choice::Call, "call"),
            Outcome::StandDown | Outcome::Hold => (Choice::StandDown, "stand down"),
        };
        for (delegate, spoken) in self.delegates.iter().zip(1u64..) {
            let decided = self.vote(ballot, delegate, choice)?;
            self.progress.step(&format!("{} says: {says}.", delegate.group_name), spoken, self.delegates.len() as u64)?;
            if decided.is_some() {
                break;
            }
            self.wait();
        }
        self.await_start(ballot)?;
        let calls = self.address(&format!("/calls/{ballot}"));
        self.say(format!("It has started. Its mails: {calls}"))?;
        let all = self.await_end(ballot)?;
        let heading = if outcome == Outcome::Call { "The call" } else { "The stand-down" };
        let words = format!(
            "{heading}: {} people in its waves, {} handed over, {} refused, {} in doubt, {} waiting.\n  {page}\n  {calls}",
            all.audience, all.handed_over, all.refused, all.in_doubt, all.waiting
        );
        let numbers = json!({ "ballot_url": page, "calls_url": calls, "audience": all.audience, "handed_over": all.handed_over,
            "refused": all.refused, "in_doubt": all.in_doubt, "waiting": all.waiting });
        Ok((words, numbers))
    }

    /// A plan of its own, frozen for a ballot in the name of the first group.
    fn prepare(&self, title: [&str; 2]) -> Result<Id, Problem> {
        let (now, tools) = (self.app.clock.now(), self.tools());
        let draft = plan::prepare(self.app, title, now)?;
        let (coalition, group, site) = (self.coalition.id, self.delegates[0].group, self.site.clone());
        let prepared = self.app.db.write_bulk("demo.ballot", move |tx| {
            compose::begin(tx, coalition, group, &draft, now)?;
            let version = plans::version(tx, &tools, draft.plan, 1)?.ok_or_else(|| Fault::bug("a plan without its version"))?;
            let facts = electorate::facts(tx, coalition, &site)?;
            let preparation = match open::prepare(&tools, (coalition, draft.plan, group), &version, &facts, now)? {
                Ok(preparation) => preparation,
                Err(refusal) => return Ok(Err(refusal)),
            };
            Ok(open::keep(tx, &preparation, now)?.map(|()| preparation.frozen.ballot))
        })?;
        prepared.map_err(|refusal| Problem::refused(refusal.to_string()))
    }

    fn plan_hash(&self, ballot: Id) -> Result<(Hash, Vec<(Id, Hash)>), Problem> {
        let tools = self.tools();
        let found = self.app.db.read_blocking(move |tx| plans::ballot(tx, &tools, ballot))?;
        let found = found.ok_or_else(|| Problem::refused("The ballot is gone."))?;
        Ok((found.plan, found.groups.iter().map(|(group, state)| (*group, state.latest)).collect()))
    }

    fn signed(&self, words: &SignedWords, with: &Delegate) -> Signed {
        let assertion = with.key.sign(&words.challenge(), &self.site);
        let words = String::from_utf8(words.bytes()).expect("canonical JSON is UTF-8");
        Signed { words, reason: String::new(), assertion }
    }

    fn open(&self, ballot: Id, by: &Delegate) -> Result<(), Problem> {
        let words = SignedWords::Act(ActWords {
            format: ACT_FORMAT.to_owned(),
            coalition: self.coalition.id,
            plan: self.plan_hash(ballot)?.0,
            act: Act::OpenBallot,
            subject: ballot,
            group: by.group,
            passkey: by.passkey,
            words: Hash::of(&[b""]),
            nonce: Base64(self.app.ids.bytes::<16>().to_vec()),
        });
        let (signed, tools, now) = (self.signed(&words, by), self.tools(), self.app.clock.now());
        let (record, coalition, site) = (self.app.ids.fresh(now), self.coalition.id, self.site.clone());
        let opened = self.app.db.write_bulk("demo.open", move |tx| {
            let facts = electorate::facts(tx, coalition, &site)?;
            open::open(tx, &tools, now, &OpenInput { record, ballot, signed: signed.clone(), facts })
        })?;
        self.app.waker.wake();
        opened.map(drop).map_err(|refusal| Problem::refused(refusal.to_string()))
    }

    fn vote(&self, ballot: Id, by: &Delegate, choice: Choice) -> Result<Option<Outcome>, Problem> {
        let (plan, latest) = self.plan_hash(ballot)?;
        let replaces = latest.iter().find(|(group, _)| *group == by.group).map_or(Hash::ZERO, |(_, latest)| *latest);
        let words = SignedWords::Ballot(BallotWords {
            format: BALLOT_FORMAT.to_owned(),
            coalition: self.coalition.id,
            plan,
            ballot,
            group: by.group,
            passkey: by.passkey,
            choice,
            reason: Hash::of(&[b""]),
            nonce: BallotWords::nonce(self.app.ids.bytes(), replaces),
        });
        let (signed, tools, now) = (self.signed(&words, by), self.tools(), self.app.clock.now());
        let input = Arc::new(CastInput { record: self.app.ids.fresh(now), ballot, signed });
        let cast = self.app.db.write_bulk("demo.vote", move |tx| cast::cast(tx, &tools, now, &input))?;
        self.app.waker.wake();
        cast.map(|cast| cast.decided).map_err(|refusal| Problem::refused(refusal.to_string()))
    }

    fn await_start(&self, ballot: Id) -> Result<(), Problem> {
        let begun = Instant::now();
        while begun.elapsed() < START_WITHIN {
            let tools = self.tools();
            let found = self.app.db.read_blocking(move |tx| plans::ballot(tx, &tools, ballot))?;
            if found.is_some_and(|found| matches!(found.phase, Phase::Started { .. })) {
                return Ok(());
            }
            wait(LOOK_EVERY);
        }
        Err(Problem::refused("It is decided, but nobody starts it: run `clarion serve` or `clarion work` on this database."))
    }

    fn await_end(&self, ballot: Id) -> Result<calls::Progress, Problem> {
        let begun = Instant::now();
        loop {
            let look = move |tx: &mut db::Tx<'_>| Ok((calls::sending(tx, ballot)?, calls::progress(tx, ballot)?));
            let (sending, waves) = self.app.db.read_blocking(look)?;
            let all = calls::Progress::of(&waves);
            let moves = sending.is_some_and(|sending| sending.state == State::Running);
            if !moves || begun.elapsed() > WATCHED_MAX {
                return Ok(all);
            }
            wait(LOOK_EVERY);
        }
    }
}

/// Whoever watches wants to see one thing after the other.
fn wait(pause: Duration) {
    let until = Instant::now() + pause;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
}
