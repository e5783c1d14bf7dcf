//! That what a decision rests on stands in the coalition's log, in its order: the passkeys in time, then the plan, what was signed to
//! withdraw the ballot, the decision, its halts, and the notice.
//!
//! [`LogProof::check`] believes nothing but signatures and hashes; that the log's key is the coalition's, the reader knows from elsewhere.

use super::ballot_box::{BallotBox, Phase};
use super::certificate::CertificateRefusal;
use super::confirmation::{Confirmation, ConfirmationRefusal};
use super::document::{FrozenGroup, FrozenPasskey};
use super::passkeys::Entry;
use super::{Outcome, Tools, commitments, confirm_passkey, follow};
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::notices::document::NoticeText;
use crate::notices::proofs::{self, Believed, Inclusion, LogState, Proofs};
use crate::notices::{DocumentKind, Notice};
use crate::trust::Hash;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::fmt;
use tlog::{Opened, VerifierKey};

/// Everything of the log that a decision file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogProof {
    /// The state against which all is proved.
    pub log: LogState,
    /// That the plan's hash stands in it.
    pub plan: Inclusion,
    /// That each group's word for a withdrawal does, in their order; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawals: Vec<Inclusion>,
    /// That the decision does; `null` while nothing is decided.
    pub decision: Option<Inclusion>,
    /// That each halt does, in their order.
    pub halts: Vec<Inclusion>,
    /// That the notice does; `null` while there is none.
    pub notice: Option<Inclusion>,
    /// That each passkey does, in the order of the frozen plan.
    pub passkeys: Vec<PasskeyProof>,
}

/// That a passkey stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyProof {
    /// Its entry.
    pub entered: Inclusion,
    /// The confirmation by which it counts, where it did not wait.
    pub confirmed: Option<Confirmed>,
}

/// That a second group confirmed a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// Its word, signed by a passkey of the electorate.
    pub word: Confirmation,
    /// The entry of the word.
    pub entered: Inclusion,
}

/// A part of a decision that the log should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The frozen plan.
    Plan,
    /// A passkey of the electorate.
    Passkey,
    /// The confirmation of one.
    Confirmation,
    /// The records up to the decision.
    Decision,
    /// The records up to a group's word for a withdrawal.
    Withdrawal,
    /// The records up to a halt.
    Halt,
    /// The words that were published.
    Notice,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plan => "the plan",
            Self::Passkey => "a passkey of the electorate",
            Self::Confirmation => "the confirmation of a passkey",
            Self::Decision => "the decision",
            Self::Withdrawal => "a withdrawal",
            Self::Halt => "a halt",
            Self::Notice => "the notice",
        })
    }
}

/// What the log shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The log's public key, as the file tells it.
    pub vkey: VerifierKey,
    /// The log's head and who cosigned it.
    pub opened: Opened,
    /// The notice's words.
    pub notice: Option<NoticeText>,
    /// When the plan was entered.
    pub plan_at: i64,
    /// When the decision was.
    pub decided_at: Option<i64>,
    /// How many passkeys waited.
    pub waited: usize,
    /// The passkeys that count by a group's signed word, and whose.
    pub confirmed: Vec<(Id, Id)>,
}

/// The passkeys of a ballot with their groups, in their order.
fn electorate(ballot_box: &BallotBox) -> impl Iterator<Item = (&FrozenGroup, &FrozenPasskey)> {
    ballot_box.frozen.electorate.iter().flat_map(|group| group.passkeys.iter().map(move |passkey| (group, passkey)))
}

fn is_decided(phase: Phase) -> bool {
    matches!(phase, Phase::Decided { .. } | Phase::Halted { .. } | Phase::Started { .. })
}

/// The proof of a ballot; `None` while it has not opened, or where something of it was never entered.
pub fn of(
    tx: &mut Tx<'_>,
    tools: &Tools,
    ballot_box: &BallotBox,
    (withdrawals, halts, notice): (&[u64], &[u64], Option<&Notice>),
) -> Result<Option<LogProof>, Fault> {
    let (coalition, ballot) = (ballot_box.frozen.coalition, ballot_box.frozen.ballot);
    let entries: Vec<Entry> = electorate(ballot_box).map(|(group, passkey)| Entry::of_frozen(group, passkey)).collect();
    let mut documents = vec![commitments::plan_id(ballot), commitments::decision_id(ballot)];
    documents.push(notice.map_or(Id::ZERO, |notice| notice.id));
    documents.extend(withdrawals.iter().map(|record| commitments::withdrawal_id(ballot, *record)));
    documents.extend(halts.iter().map(|record| commitments::halt_id(ballot, *record)));
    documents.extend(entries.iter().flat_map(|entry| [entry.id(), entry.confirmation_id()]));
    let signer = commitments::signer(tools, &ballot_box.frozen);
    let Some(Proofs { log, inclusions }) = proofs::prove(tx, &signer, coalition, &documents)? else { return Ok(None) };
    let mut found = inclusions.into_iter();
    let mut next = || found.next().flatten();
    let (plan, decision, published) = (next(), next(), next());
    let is_missing = (is_decided(ballot_box.phase) && decision.is_none()) || (notice.is_some() && published.is_none());
    let Some(plan) = plan.filter(|_| !is_missing) else { return Ok(None) };
    let mut as_many = |records: &[u64]| records.iter().map(|_| next()).collect::<Option<Vec<Inclusion>>>();
    let Some((withdrawals, halts)) = as_many(withdrawals).zip(as_many(halts)) else { return Ok(None) };
    let mut passkeys = Vec::with_capacity(entries.len());
    for ((_, passkey), entry) in electorate(ballot_box).zip(&entries) {
        let (entered, confirmation) = (next(), next());
        let Some(entered) = entered else { return Ok(None) };
        let confirmation = confirmation.filter(|_| waited(ballot_box, &entered) != passkey.counts_from);
        let word = confirm_passkey::word_for(tx, coalition, entry.id())?;
        let confirmed = confirmation.zip(word).map(|(entered, kept)| Confirmed { word: kept.word, entered });
        passkeys.push(PasskeyProof { entered, confirmed });
    }
    Ok(Some(LogProof { log, plan, withdrawals, decision, halts, notice: published, passkeys }))
}

/// When a passkey counts that nobody confirmed.
fn waited(ballot_box: &BallotBox, entered: &Inclusion) -> i64 {
    entered.at.saturating_add(ballot_box.frozen.passkey_wait_minutes * MINUTE)
}

/// What a ballot came to, as far as the log is concerned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// The ballot, counted again.
    pub ballot_box: &'a BallotBox,
    /// The ends of the chain with each group's word for a withdrawal.
    pub withdrawals: &'a [Hash],
    /// The end of the chain with the decision.
    pub decision: Option<Hash>,
    /// The ends of the chain with each halt.
    pub halts: &'a [Hash],
    /// The signed words of the notice.
    pub notice: Option<&'a str>,
}

impl LogProof {
    /// Checks all of it.
    pub(super) fn check(&self, told: Told<'_>) -> Result<Proved, CertificateRefusal> {
        let log = self.log.open()?;
        let holds = |kind, document: &[u8], inclusion: &Inclusion, part| {
            log.holds(kind, document, inclusion).map_err(|_| CertificateRefusal::NotInLog(part))
        };
        let ballot_box = told.ballot_box;
        holds(DocumentKind::Plan, &ballot_box.plan.0, &self.plan, Part::Plan)?;
        match (&self.decision, told.decision) {
            (Some(decision), Some(head)) => holds(DocumentKind::Decision, &head.0, decision, Part::Decision)?,
            (None, None) => {}
            _ => return Err(CertificateRefusal::ProofParts),
        }
        let voices = [
            (&self.withdrawals, told.withdrawals, DocumentKind::Withdrawal, Part::Withdrawal),
            (&self.halts, told.halts, DocumentKind::Halt, Part::Halt),
        ];
        for (proofs, heads, kind, part) in voices {
            if proofs.len() != heads.len() {
                return Err(CertificateRefusal::ProofParts);
            }
            proofs.iter().zip(heads).try_for_each(|(proof, head)| holds(kind, &head.0, proof, part))?;
        }
        let notice = match (&self.notice, told.notice) {
            (Some(inclusion), Some(note)) => {
                holds(DocumentKind::Notice, note.as_bytes(), inclusion, Part::Notice)?;
                Some(words(&log, ballot_box, note)?)
            }
            (None, None) => None,
            _ => return Err(CertificateRefusal::ProofParts),
        };
        let in_order =
            [&self.plan].into_iter().chain(&self.withdrawals).chain(&self.decision).chain(&self.halts).chain(&self.notice);
        let places: Vec<u64> = in_order.map(|known| known.place).collect();
        if !places.is_sorted_by(|one, next| one < next) {
            return Err(CertificateRefusal::ProofParts);
        }
        let confirmed = self.check_passkeys(&log, ballot_box)?;
        let waited = self.passkeys.len() - confirmed.len();
        let (plan_at, decided_at) = (self.plan.at, self.decision.as_ref().map(|decision| decision.at));
        Ok(Proved { vkey: log.vkey, opened: log.opened, notice, plan_at, decided_at, waited, confirmed })
    }

    /// Each passkey stood in the log before the plan, and long enough, or a second group of the electorate had signed for it.
    fn check_passkeys(&self, log: &Believed, ballot_box: &BallotBox) -> Result<Vec<(Id, Id)>, CertificateRefusal> {
        if electorate(ballot_box).count() != self.passkeys.len() {
            return Err(CertificateRefusal::ProofParts);
        }
        let mut confirmed = Vec::new();
        for ((group, passkey), proof) in electorate(ballot_box).zip(&self.passkeys) {
            let (entry, not_in) = (Entry::of_frozen(group, passkey), CertificateRefusal::NotInLog);
            let document = entry.document();
            log.holds(DocumentKind::Passkey, &document, &proof.entered).map_err(|_| not_in(Part::Passkey))?;
            let counts_from = match &proof.confirmed {
                None => waited(ballot_box, &proof.entered),
                Some(word) => {
                    let by = self.check_word(log, ballot_box, (&entry, &proof.entered), word)?;
                    confirmed.push((passkey.passkey, by));
                    word.entered.at
                }
            };
            let in_time = passkey.counts_from == counts_from && counts_from <= self.plan.at;
            if !in_time || proof.entered.place >= self.plan.place {
                return Err(CertificateRefusal::PasskeyTime);
            }
        }
        Ok(confirmed)
    }

    /// A passkey of another group of the electorate signed for an entry, and had waited its own time out by then. The group.
    fn check_word(
        &self,
        log: &Believed,
        ballot_box: &BallotBox,
        (entry, own): (&Entry, &Inclusion),
        Confirmed { word, entered }: &Confirmed,
    ) -> Result<Id, CertificateRefusal> {
        let held = log.holds(DocumentKind::Passkey, &word.document(), entered);
        held.map_err(|_| CertificateRefusal::NotInLog(Part::Confirmation))?;
        let frozen = &ballot_box.frozen;
        let (group, signer) = word.check((frozen.coalition, &frozen.site), &frozen.electorate, entry)?;
        let of_signer = electorate(ballot_box).zip(&self.passkeys).find(|((_, known), _)| known.passkey == signer.passkey);
        let (_, signers) = of_signer.ok_or(ConfirmationRefusal::Signer)?;
        if waited(ballot_box, &signers.entered) > entered.at || signers.entered.place >= entered.place {
            return Err(ConfirmationRefusal::SignerWaits.into());
        }
        if own.place >= entered.place || entered.place >= self.plan.place {
            return Err(CertificateRefusal::PasskeyTime);
        }
        Ok(group.group)
    }
}

/// The words of the notice, which are those that were frozen for the outcome that started.
fn words(log: &Believed, ballot_box: &BallotBox, note: &str) -> Result<NoticeText, CertificateRefusal> {
    let text = log.signed_words(note)?;
    let Phase::Started { outcome, .. } = ballot_box.phase else { return Err(CertificateRefusal::ProofParts) };
    if is_of(&text, ballot_box, outcome) { Ok(text) } else { Err(CertificateRefusal::NoticeWords) }
}

fn is_of(text: &NoticeText, ballot_box: &BallotBox, outcome: Outcome) -> bool {
    let frozen = &ballot_box.frozen;
    let expected = follow::notice_for(frozen.ballot, outcome, &frozen.document);
    (text.id, text.kind, &text.links, &text.words) == (expected.id, expected.kind, &expected.links, &expected.words)
}
