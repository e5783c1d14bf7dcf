//! Counting a ballot again, written from `docs/reference/decision-rule.md` and not from the server's code.
//!
//! It reads the records one by one and keeps its own account of who speaks, who was recalled, who left. Each record must be one that
//! could count at its instant, and each decision the one that the rule gives, in the instant in which it gives it first.

use crate::clock::MINUTE;
use crate::ids::Id;
use crate::plans::ballot_box::{Record, Signed, What};
use crate::plans::document::{Frozen, Power};
use crate::plans::rule::{Agreement, Choice, Outcome, Rule, Silence};
use crate::trust::Hash;
use crate::trust::ballot::{Act, SignedWords};
use std::collections::{BTreeMap, BTreeSet};

/// Where the records lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Prepared,
    Open { consult_until: i64 },
    Decided { outcome: Outcome, starts_at: i64 },
    Halted,
    Withdrawn,
    Started(Outcome),
}

/// One group's part.
#[derive(Default)]
struct Part {
    vote: Option<Choice>,
    recalled_by: BTreeSet<u32>,
    left: bool,
    opened: bool,
    halts: bool,
    withdraws: bool,
}

/// A ballot as it is counted again.
pub(super) struct Recount<'a> {
    frozen: &'a Frozen,
    parts: BTreeMap<Id, Part>,
    pub(super) end: End,
    at: i64,
}

impl<'a> Recount<'a> {
    /// Counts the records; `signed` says whether whoever holds a passkey signed these words of their own will.
    pub(super) fn of(frozen: &'a Frozen, records: &[Record], signed: impl Fn(&Hash) -> bool) -> Result<Self, String> {
        let parts = frozen.electorate.iter().map(|group| (group.group, Part::default())).collect();
        let mut recount = Self { frozen, parts, end: End::Prepared, at: 0 };
        for (record, number) in records.iter().zip(1..) {
            if record.number != number || record.at < recount.at {
                return Err(format!("record {number} is out of order"));
            }
            recount.take(record, &signed).map_err(|why| format!("record {number} {why}"))?;
            recount.at = record.at;
        }
        Ok(recount)
    }

    fn take(&mut self, record: &Record, signed: impl Fn(&Hash) -> bool) -> Result<(), String> {
        let due = self.due(record.at);
        match &record.what {
            What::Decided(decided) => {
                let cooling = if decided.outcome == Outcome::Hold { 0 } else { self.frozen.document.cooling_off_minutes };
                let hour = self.frozen.document.starts_at.filter(|_| decided.outcome != Outcome::Hold).unwrap_or(0);
                let starts_at = (record.at + cooling * MINUTE).max(hour);
                if due != Some(decided.outcome) || decided.starts_at != starts_at {
                    return Err(format!("decides {decided:?} where the rule gives {due:?} from {starts_at}"));
                }
                self.end = End::Decided { outcome: decided.outcome, starts_at };
                Ok(())
            }
            _ if due.is_some() => Err(format!("was taken when {due:?} had been due")),
            What::Started => match self.end {
                End::Decided { outcome, starts_at } if starts_at <= record.at => {
                    self.end = End::Started(outcome);
                    Ok(())
                }
                other => Err(format!("starts out of {other:?}")),
            },
            What::Left(left) => {
                let part = self.parts.get_mut(&left.group).ok_or("is of a group without a vote")?;
                (part.left, part.vote, part.halts, part.withdraws) = (true, None, false, false);
                match self.end {
                    End::Prepared | End::Open { .. } | End::Decided { .. } => Ok(()),
                    other => Err(format!("leaves a ballot that is {other:?}")),
                }
            }
            What::Signed(given) => self.take_signed(given, record.at, signed),
        }
    }

    fn take_signed(&mut self, given: &Signed, at: i64, signed: impl Fn(&Hash) -> bool) -> Result<(), String> {
        let words = SignedWords::read(given.words.as_bytes()).ok_or("cannot be read")?;
        if !signed(&words.challenge()) {
            return Err("was signed by nobody who may".to_owned());
        }
        let frozen = self.frozen.group(words.group()).ok_or("is of a group without a vote")?;
        let passkey = frozen.passkeys.iter().find(|passkey| passkey.passkey == words.passkey());
        let passkey = passkey.ok_or("is signed with another group's passkey")?;
        let part = self.parts.get_mut(&words.group()).ok_or("is of a group without a vote")?;
        let is_recalled = part.recalled_by.len() >= 2;
        let speaks = passkey.power == Power::Deputy || (passkey.power == Power::Delegate && !is_recalled);
        if part.left {
            return Err("is of a group that left".to_owned());
        }
        let is_open = matches!(self.end, End::Open { .. });
        match words {
            SignedWords::Ballot(ballot) if is_open && speaks => part.vote = Some(ballot.choice),
            SignedWords::Act(act) if act.act == Act::RecallDelegate && is_open => {
                if !part.recalled_by.insert(passkey.holder) || is_recalled {
                    return Err("recalls twice".to_owned());
                }
                if part.recalled_by.len() == 2 {
                    part.vote = None;
                }
            }
            SignedWords::Act(act) if act.act == Act::OpenBallot && self.end == End::Prepared => {
                part.opened = true;
                let openers = self.parts.values().filter(|part| part.opened && !part.left).count();
                if openers == 2 {
                    self.end = End::Open { consult_until: at + self.frozen.document.consult_minutes * MINUTE };
                }
            }
            SignedWords::Act(act) if act.act == Act::WithdrawBallot && is_open => {
                if std::mem::replace(&mut part.withdraws, true) {
                    return Err("withdraws twice".to_owned());
                }
                let could_be_halted = self.frozen.document.cooling_off_minutes > 0;
                if !((could_be_halted && speaks) || self.is_stuck()) {
                    return Err("withdraws a ballot that can be decided, and may not".to_owned());
                }
                if self.parts.values().filter(|part| part.withdraws).count() == 2 {
                    self.end = End::Withdrawn;
                }
            }
            SignedWords::Act(act) if act.act == Act::Halt && speaks => match self.end {
                End::Decided { outcome, starts_at } if outcome != Outcome::Hold && at < starts_at && !part.halts => {
                    part.halts = true;
                    if self.parts.values().filter(|part| part.halts).count() == 2 {
                        self.end = End::Halted;
                    }
                }
                other => return Err(format!("halts a ballot that is {other:?}")),
            },
            other => return Err(format!("says {other:?} to a ballot that is {:?}", self.end)),
        }
        Ok(())
    }

    /// Whether no outcome but hold is left, even if all who can still speak were of one mind.
    fn is_stuck(&self) -> bool {
        let rule = &self.frozen.document.rule;
        let of_one_mind = |choice: Choice| {
            let say = |(group, part): (&Id, &Part)| {
                let passkeys = self.frozen.group(*group).map(|group| group.passkeys.as_slice()).unwrap_or_default();
                let speaks = |power: Power| power == Power::Deputy || (power == Power::Delegate && part.recalled_by.len() < 2);
                (!part.left && passkeys.iter().any(|passkey| speaks(passkey.power))).then_some(choice)
            };
            let votes: Vec<Option<Choice>> = self.parts.iter().map(say).collect();
            Count { rule, votes: &votes, is_over: true }.outcome()
        };
        of_one_mind(Choice::Call) != Some(Outcome::Call) && of_one_mind(Choice::StandDown) != Some(Outcome::StandDown)
    }

    /// What a group says, once its recalls and its leaving are counted.
    pub(super) fn vote(&self, group: Id) -> Option<Choice> {
        self.parts.get(&group).and_then(|part| part.vote)
    }

    /// What the rule gives at an instant, while the ballot is open.
    pub(super) fn due(&self, at: i64) -> Option<Outcome> {
        let End::Open { consult_until } = self.end else { return None };
        let deadline = self.frozen.document.deadline;
        if at < consult_until && at < deadline {
            return None;
        }
        let votes: Vec<Option<Choice>> = self.parts.values().map(|part| part.vote).collect();
        let count = Count { rule: &self.frozen.document.rule, votes: &votes, is_over: at >= deadline };
        count.outcome()
    }
}

struct Count<'a> {
    rule: &'a Rule,
    votes: &'a [Option<Choice>],
    is_over: bool,
}

impl Count<'_> {
    fn with(&self, choice: Choice) -> usize {
        self.votes.iter().filter(|vote| **vote == Some(choice)).count()
    }

    fn outcome(&self) -> Option<Outcome> {
        let silent = self.votes.iter().filter(|vote| vote.is_none()).count();
        if self.is_met(self.rule.call, Choice::Call, Choice::BlockCall) {
            Some(Outcome::Call)
        } else if self.is_met(self.rule.stand_down, Choice::StandDown, Choice::BlockStandDown) {
            Some(Outcome::StandDown)
        } else if self.is_over || (silent == 0 && self.with(Choice::Call) == self.with(Choice::StandDown)) {
            Some(Outcome::Hold)
        } else {
            None
        }
    }

    /// Whether enough are for it: in fractions, where the server counts how many are needed.
    fn is_met(&self, agreement: Agreement, choice: Choice, block: Choice) -> bool {
        let (all, aside, blocks) = (self.votes.len(), self.with(Choice::StandAside), self.with(block));
        let silent = self.votes.iter().filter(|vote| vote.is_none()).count();
        let is_silence_left_out = self.is_over && self.rule.silence == Silence::NotCounted;
        let counted = all - aside - if is_silence_left_out { silent } else { 0 };
        let is_for = self.with(choice);
        let enough = match agreement {
            Agreement::Unanimity => is_for == counted,
            Agreement::ConsensusMinus(fewer) => is_for + fewer as usize >= counted && 2 * is_for > counted,
            Agreement::ThreeQuarters => 4 * is_for >= 3 * counted,
            Agreement::TwoThirds => 3 * is_for >= 2 * counted,
            Agreement::Majority => 2 * is_for > counted,
        };
        let has_quorum = (all - silent) * 100 >= all * self.rule.quorum_percent as usize;
        let is_stopped = self.rule.blocks_to_stop > 0 && blocks >= self.rule.blocks_to_stop as usize;
        let are_too_many_aside = self.rule.stand_asides_max.is_some_and(|most| aside > most as usize);
        is_for > 0 && enough && has_quorum && !is_stopped && !are_too_many_aside
    }
}
