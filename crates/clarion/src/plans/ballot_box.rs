//! The ballot box: every record of a ballot in its order, and what they come to. Pure: the server folds its rows through it before it
//! adds one, and whoever recounts a file folds the file through the very same function.
//!
//! Each record is chained to the one before, so that none can be dropped or moved without changing the receipt of everybody who
//! voted after it. A record is taken only if the rule leaves the ballot open at that instant: a decision can be neither missed nor
//! made twice. Words and definitions: `docs/reference/decision-rule.md`.

use super::document::{Frozen, FrozenPasskey, Power};
use super::rule::{self, Choice, Moment, Outcome, Tally, Verdict};
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::trust::assertion::{Assertion, AssertionRefusal};
use crate::trust::ballot::{Act, ActWords, BallotWords, NONCE_RANDOM_BYTES, SignedWords};
use crate::trust::cose::PublicKey;
use crate::trust::{Hash, canonical};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A reason, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;
/// How often a group can vote in one ballot, so that a hostile one cannot fill the box.
pub const CHANGES_MAX: u32 = 50;
/// Records of one ballot: every group of the largest coalition using up its changes is no ballot.
pub const RECORDS_MAX: u64 = 30_000;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A ballot or an act, signed with a passkey.
    Signed(Signed),
    /// A group left the coalition: it counts as silent from here on. The server's word.
    Left(Left),
    /// The rule gave this.
    Decided(Decided),
    /// The outcome started: it can no longer be halted.
    Started,
}

/// Words with their signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The canonical text of a ballot or an act.
    pub words: String,
    /// The text whose hash stands in the words.
    pub reason: String,
    /// The passkey's answer.
    pub assertion: Assertion,
}

/// A group left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// Which.
    pub group: Id,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// What was decided.
    pub outcome: Outcome,
    /// When it starts, microseconds UTC.
    pub starts_at: i64,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Counted from 1.
    pub number: u64,
    /// When the server took it, microseconds UTC; never earlier than the one before.
    pub at: i64,
    /// What it says.
    pub what: What,
}

impl Record {
    /// The record as the chain holds it. Its reason stands in the signed words as a hash; its text can be withheld.
    pub fn without_reason(&self) -> Self {
        let mut bare = self.clone();
        if let What::Signed(signed) = &mut bare.what {
            signed.reason.clear();
        }
        bare
    }
}

/// Where a ballot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Frozen; fewer than two groups have signed its opening.
    Prepared,
    /// Groups vote.
    Open {
        /// Since when.
        opened_at: i64,
        /// Until then nothing is decided.
        consult_until: i64,
    },
    /// An outcome waits for its start.
    Decided {
        /// Which.
        outcome: Outcome,
        /// Since when.
        decided_at: i64,
        /// From then on it may start.
        starts_at: i64,
    },
    /// Two groups halted it: the plan is on hold.
    Halted {
        /// What had been decided.
        outcome: Outcome,
        /// When that was.
        decided_at: i64,
        /// When it was halted.
        halted_at: i64,
    },
    /// Two groups withdrew it while nothing was decided: the plan is on hold, and nothing of this ballot starts.
    Withdrawn {
        /// When.
        withdrawn_at: i64,
    },
    /// It started.
    Started {
        /// Which.
        outcome: Outcome,
        /// When it was decided.
        decided_at: i64,
        /// When it started.
        started_at: i64,
    },
}

/// A ballot that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the group says.
    pub choice: Choice,
    /// Why.
    pub reason: String,
    /// Who signed: delegate or deputy.
    pub power: Power,
    /// When the server took it.
    pub at: i64,
}

/// One group in a ballot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupState {
    /// Its latest valid ballot.
    pub standing: Option<Standing>,
    /// The challenge of its latest ballot, voided or not: the next one names it.
    pub latest: Hash,
    /// How often it has voted.
    pub changes: u32,
    /// Which of its people signed a recall.
    pub recall_by: BTreeSet<u32>,
    /// Its delegate was recalled.
    pub recalled: bool,
    /// It left the coalition.
    pub left: bool,
    /// One of its people signed the opening.
    pub opened: bool,
    /// It wants the decision halted, for this reason.
    pub halts: Option<String>,
    /// It wants the ballot withdrawn, for this reason.
    pub withdraws: Option<String>,
}

/// Why a record is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoxRefusal {
    /// Neither a ballot nor an act in canonical bytes.
    #[error("These are no words that can be signed here.")]
    Words,
    /// Of another coalition, plan, version or ballot.
    #[error("This was signed for another ballot or for other words than the frozen plan. Load the page again.")]
    OtherBallot,
    /// Not a steering group when the ballot opened.
    #[error("Your group does not vote in this ballot.")]
    NotInElectorate,
    /// Not frozen with the ballot.
    #[error("This passkey was not frozen with the ballot, so it does not count until the next one.")]
    UnknownPasskey,
    /// Frozen for another group.
    #[error("This passkey belongs to another group and cannot speak for this one.")]
    OtherGroup,
    /// Neither delegate nor deputy.
    #[error("Only your group's delegate or deputy can do this.")]
    NotDelegate,
    /// The delegate was recalled.
    #[error("Your group has recalled its delegate. The deputy votes until the next ballot.")]
    Recalled,
    /// The very same signature again.
    #[error("This signature was already used.")]
    Replayed,
    /// The group voted since the page was shown.
    #[error("Your group has voted since this page was shown. Look at its ballot and sign again.")]
    Stale,
    /// Another text than was signed.
    #[error("The reason is not the one that was signed.")]
    OtherReason,
    /// None.
    #[error("A block, a halt and a withdrawal need a reason.")]
    ReasonMissing,
    /// Too long.
    #[error("A reason has at most 1,000 characters.")]
    ReasonTooLong,
    /// Not open, or decided.
    #[error("This ballot is not open.")]
    NotOpen,
    /// The rule gave an outcome.
    #[error("The ballot has ended: an outcome was reached before this arrived.")]
    Ended,
    /// It was opened, or is opened twice by one group.
    #[error("Your group has already signed the opening. Somebody of another steering group must sign, too.")]
    OpenedAlready,
    /// The deadline leaves no time.
    #[error("The deadline must lie after the consult window. Change the plan and prepare the ballot again.")]
    DeadlineTooSoon,
    /// The same person again.
    #[error("You have already signed this recall. Somebody else of your group must sign, too.")]
    RecallSigned,
    /// Nothing to halt, or too late.
    #[error("There is no decision that can still be halted.")]
    NothingToHalt,
    /// Its own halt again.
    #[error("Your group has already asked to halt this. One more steering group is needed.")]
    HaltedAlready,
    /// Two groups withdrew it.
    #[error("This ballot was withdrawn.")]
    Withdrawn,
    /// Its own withdrawal again.
    #[error("Your group has already asked to withdraw this ballot. One more steering group is needed.")]
    WithdrawsAlready,
    /// Nobody could halt what it decides, so nobody may keep it from deciding.
    #[error("This plan has no cooling-off, so its ballot can be withdrawn only once it can no longer decide anything.")]
    CanBeDecided,
    /// It left.
    #[error("Your group has left the coalition and counts as silent.")]
    Left,
    /// Too often.
    #[error("A group can vote 50 times in one ballot.")]
    TooManyChanges,
    /// No room.
    #[error("This ballot takes no more records.")]
    Full,
    /// Its number does not follow, or time runs backwards.
    #[error("The records are not in their order.")]
    Order,
    /// Another outcome than the rule gives, or another start.
    #[error("The rule does not give this outcome at this time.")]
    NotTheOutcome,
    /// The passkey's.
    #[error(transparent)]
    Assertion(#[from] AssertionRefusal),
}

/// Whether signatures are checked: always, except when the server reads its own rows again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// Check them.
    Check,
    /// They were checked when they were taken.
    Known,
}

/// A ballot and all that happened in it.
#[derive(Clone, Debug)]
pub struct BallotBox {
    /// What was frozen.
    pub frozen: Frozen,
    /// Its hash.
    pub plan: Hash,
    /// Where it stands.
    pub phase: Phase,
    /// The electorate.
    pub groups: BTreeMap<Id, GroupState>,
    /// How many records there are.
    pub records: u64,
    /// The chain's end: the receipt of the last record.
    pub head: Hash,
    /// When the last record was taken.
    pub last_at: i64,
    challenges: BTreeSet<Hash>,
    /// Whether the text of a reason may be missing where its hash is signed.
    reasons_withheld: bool,
}

/// Where a chain begins.
fn first_head(plan: Hash) -> Hash {
    Hash::of(&[b"clarion ballot box 1", &plan.0])
}

impl BallotBox {
    /// An empty box for a frozen plan.
    pub fn new(frozen: Frozen) -> Self {
        let plan = frozen.hash();
        let groups = frozen.electorate.iter().map(|group| (group.group, GroupState::default())).collect();
        let (head, challenges) = (first_head(plan), BTreeSet::new());
        let reasons_withheld = false;
        Self { frozen, plan, phase: Phase::Prepared, groups, records: 0, head, last_at: 0, challenges, reasons_withheld }
    }

    /// An empty box in which a file is counted again, from which the texts of reasons may have been left out.
    pub fn to_recount(frozen: Frozen) -> Self {
        Self { reasons_withheld: true, ..Self::new(frozen) }
    }

    /// The ballots that stand.
    pub fn standing(&self) -> BTreeMap<Id, Choice> {
        self.groups.iter().filter_map(|(group, state)| Some((*group, state.standing.as_ref()?.choice))).collect()
    }

    /// The moment of an instant; `None` while it is not open.
    pub fn moment(&self, now: i64) -> Option<Moment> {
        match self.phase {
            Phase::Open { consult_until, .. } => Some(Moment::at(now, consult_until, self.frozen.document.deadline)),
            _ => None,
        }
    }

    /// The moment whose count is the one to show: that of the decision, or now.
    pub fn telling_moment(&self, now: i64) -> Moment {
        let at = match self.phase {
            Phase::Decided { decided_at, .. } | Phase::Halted { decided_at, .. } | Phase::Started { decided_at, .. } => decided_at,
            Phase::Withdrawn { withdrawn_at } => withdrawn_at,
            Phase::Prepared | Phase::Open { .. } => now,
        };
        if at >= self.frozen.document.deadline { Moment::Over } else { Moment::Voting }
    }

    /// The count at a moment.
    pub fn tally(&self, moment: Moment) -> Tally {
        let electorate = self.groups.keys().copied().collect();
        rule::tally(&self.frozen.document.rule, &electorate, &self.standing(), moment)
    }

    /// The outcome that is due now and was not yet noted.
    pub fn due(&self, now: i64) -> Option<Decided> {
        let moment = self.moment(now)?;
        match rule::verdict(&self.tally(moment), moment) {
            Verdict::Open => None,
            Verdict::Decided(outcome) => Some(Decided { outcome, starts_at: self.frozen.document.start_of(outcome, now) }),
        }
    }

    /// The groups that want the decision halted, with their reasons.
    pub fn halts(&self) -> Vec<(Id, &str)> {
        self.groups.iter().filter_map(|(group, state)| Some((*group, state.halts.as_deref()?))).collect()
    }

    /// Takes the next record, or says why not and changes nothing.
    pub fn take(&mut self, record: &Record, signatures: Signatures) -> Result<(), BoxRefusal> {
        if record.number != self.records + 1 || record.at < self.last_at {
            return Err(BoxRefusal::Order);
        }
        if self.records >= RECORDS_MAX {
            return Err(BoxRefusal::Full);
        }
        match &record.what {
            What::Signed(signed) => self.take_signed(signed, record.at, signatures)?,
            What::Left(left) => self.take_left(left, record.at)?,
            What::Decided(decided) => {
                if self.due(record.at).as_ref() != Some(decided) {
                    return Err(BoxRefusal::NotTheOutcome);
                }
                let (outcome, starts_at) = (decided.outcome, decided.starts_at);
                self.phase = Phase::Decided { outcome, decided_at: record.at, starts_at };
            }
            What::Started => match self.phase {
                Phase::Decided { outcome, decided_at, starts_at } if record.at >= starts_at => {
                    self.phase = Phase::Started { outcome, decided_at, started_at: record.at };
                }
                _ => return Err(BoxRefusal::NotTheOutcome),
            },
        }
        self.records = record.number;
        self.last_at = record.at;
        self.head = Hash::of(&[&self.head.0, &canonical::of(&record.without_reason())]);
        Ok(())
    }

    /// Whether the box takes ballots at this instant.
    pub(super) fn is_open(&self, at: i64) -> Result<(), BoxRefusal> {
        match self.phase {
            Phase::Open { .. } if self.due(at).is_none() => Ok(()),
            Phase::Prepared => Err(BoxRefusal::NotOpen),
            Phase::Withdrawn { .. } => Err(BoxRefusal::Withdrawn),
            _ => Err(BoxRefusal::Ended),
        }
    }

    fn take_left(&mut self, left: &Left, at: i64) -> Result<(), BoxRefusal> {
        match self.phase {
            Phase::Open { .. } => self.is_open(at)?,
            Phase::Decided { .. } | Phase::Prepared => {}
            _ => return Err(BoxRefusal::Ended),
        }
        let state = self.groups.get_mut(&left.group).ok_or(BoxRefusal::NotInElectorate)?;
        if state.left {
            return Err(BoxRefusal::Left);
        }
        (state.left, state.standing, state.halts, state.withdraws) = (true, None, None, None);
        Ok(())
    }

    fn take_signed(&mut self, signed: &Signed, at: i64, signatures: Signatures) -> Result<(), BoxRefusal> {
        let words = SignedWords::read(signed.words.as_bytes()).ok_or(BoxRefusal::Words)?;
        let challenge = words.challenge();
        let passkey = self.signer(&words, &challenge)?.clone();
        if signed.reason.chars().count() > REASON_CHARS_MAX {
            return Err(BoxRefusal::ReasonTooLong);
        }
        let stated = match &words {
            SignedWords::Ballot(words) => words.reason,
            SignedWords::Act(words) => words.words,
        };
        let is_as_signed = stated == Hash::of(&[signed.reason.as_bytes()]);
        let is_withheld = !is_as_signed && self.reasons_withheld && signed.reason.is_empty();
        if !is_as_signed && !is_withheld {
            return Err(BoxRefusal::OtherReason);
        }
        let has_reason = is_withheld || !signed.reason.trim().is_empty();
        if signatures == Signatures::Check {
            let key = PublicKey::read(&passkey.key.0).map_err(|_| BoxRefusal::UnknownPasskey)?;
            signed.assertion.check(&key, &challenge, &self.frozen.site)?;
        }
        match &words {
            SignedWords::Ballot(words) => self.take_ballot(words, &passkey, signed, has_reason, at)?,
            SignedWords::Act(words) => self.take_act(words, &passkey, signed, has_reason, at)?,
        }
        self.challenges.insert(challenge);
        Ok(())
    }

    /// Who signed: a passkey that was frozen for this very group, over words of this very ballot, never used before.
    fn signer(&self, words: &SignedWords, challenge: &Hash) -> Result<&FrozenPasskey, BoxRefusal> {
        let (coalition, plan, ballot) = match words {
            SignedWords::Ballot(words) => (words.coalition, words.plan, words.ballot),
            SignedWords::Act(words) => (words.coalition, words.plan, words.subject),
        };
        if (coalition, plan, ballot) != (self.frozen.coalition, self.plan, self.frozen.ballot) {
            return Err(BoxRefusal::OtherBallot);
        }
        let state = self.groups.get(&words.group()).ok_or(BoxRefusal::NotInElectorate)?;
        let (group, passkey) = self.frozen.passkey(words.passkey()).ok_or(BoxRefusal::UnknownPasskey)?;
        if group.group != words.group() {
            return Err(BoxRefusal::OtherGroup);
        }
        if state.left {
            return Err(BoxRefusal::Left);
        }
        if self.challenges.contains(challenge) {
            return Err(BoxRefusal::Replayed);
        }
        Ok(passkey)
    }

    fn take_ballot(
        &mut self,
        words: &BallotWords,
        passkey: &FrozenPasskey,
        signed: &Signed,
        has_reason: bool,
        at: i64,
    ) -> Result<(), BoxRefusal> {
        self.is_open(at)?;
        let state = self.groups.get_mut(&words.group).ok_or(BoxRefusal::NotInElectorate)?;
        speaks_for(passkey, state)?;
        if words.choice.needs_reason() && !has_reason {
            return Err(BoxRefusal::ReasonMissing);
        }
        if words.replaces().ok_or(BoxRefusal::Words)? != state.latest {
            return Err(BoxRefusal::Stale);
        }
        if state.changes >= CHANGES_MAX {
            return Err(BoxRefusal::TooManyChanges);
        }
        state.changes += 1;
        state.latest = Hash::of(&[signed.words.as_bytes()]);
        let (choice, reason, power) = (words.choice, signed.reason.clone(), passkey.power);
        state.standing = Some(Standing { choice, reason, power, at });
        Ok(())
    }

    fn take_act(
        &mut self,
        words: &ActWords,
        passkey: &FrozenPasskey,
        signed: &Signed,
        has_reason: bool,
        at: i64,
    ) -> Result<(), BoxRefusal> {
        if words.nonce.0.len() != NONCE_RANDOM_BYTES {
            return Err(BoxRefusal::Words);
        }
        match words.act {
            Act::OpenBallot => self.take_opening(words.group, at),
            Act::RecallDelegate => self.take_recall(words.group, passkey.holder, at),
            Act::Halt => self.take_halt(words.group, passkey, has_reason.then_some(signed.reason.as_str()), at),
            Act::WithdrawBallot => self.take_withdrawal(words.group, passkey, has_reason.then_some(signed.reason.as_str()), at),
            Act::Stop | Act::Resume | Act::Correct | Act::Escalate | Act::ConfirmPasskey | Act::PasskeyWait => {
                Err(BoxRefusal::Words)
            }
        }
    }

    fn take_opening(&mut self, group: Id, at: i64) -> Result<(), BoxRefusal> {
        if self.phase != Phase::Prepared {
            return Err(BoxRefusal::Ended);
        }
        let document = &self.frozen.document;
        let consult_until = at.saturating_add(document.consult_minutes * MINUTE);
        if consult_until >= document.deadline {
            return Err(BoxRefusal::DeadlineTooSoon);
        }
        let state = self.groups.get_mut(&group).ok_or(BoxRefusal::NotInElectorate)?;
        if std::mem::replace(&mut state.opened, true) {
            return Err(BoxRefusal::OpenedAlready);
        }
        if self.groups.values().filter(|state| state.opened && !state.left).count() == 2 {
            self.phase = Phase::Open { opened_at: at, consult_until };
        }
        Ok(())
    }

    fn take_recall(&mut self, group: Id, holder: u32, at: i64) -> Result<(), BoxRefusal> {
        self.is_open(at)?;
        let state = self.groups.get_mut(&group).ok_or(BoxRefusal::NotInElectorate)?;
        if state.recalled {
            return Err(BoxRefusal::Recalled);
        }
        if !state.recall_by.insert(holder) {
            return Err(BoxRefusal::RecallSigned);
        }
        if state.recall_by.len() == 2 {
            (state.recalled, state.standing) = (true, None);
        }
        Ok(())
    }

    fn take_halt(&mut self, group: Id, passkey: &FrozenPasskey, reason: Option<&str>, at: i64) -> Result<(), BoxRefusal> {
        let (outcome, decided_at) = match self.phase {
            Phase::Decided { outcome, decided_at, starts_at } if outcome != Outcome::Hold && at < starts_at => {
                (outcome, decided_at)
            }
            _ => return Err(BoxRefusal::NothingToHalt),
        };
        let state = self.groups.get_mut(&group).ok_or(BoxRefusal::NotInElectorate)?;
        speaks_for(passkey, state)?;
        let reason = reason.ok_or(BoxRefusal::ReasonMissing)?;
        if state.halts.is_some() {
            return Err(BoxRefusal::HaltedAlready);
        }
        state.halts = Some(reason.to_owned());
        if self.halts().len() == 2 {
            self.phase = Phase::Halted { outcome, decided_at, halted_at: at };
        }
        Ok(())
    }
}

/// Only the delegate and the deputy speak for a group; after a recall the deputy alone.
pub(super) fn speaks_for(passkey: &FrozenPasskey, state: &GroupState) -> Result<(), BoxRefusal> {
    match passkey.power {
        Power::Member => Err(BoxRefusal::NotDelegate),
        Power::Delegate if state.recalled => Err(BoxRefusal::Recalled),
        Power::Delegate | Power::Deputy => Ok(()),
    }
}
