//! A ballot as a file: everything that whoever counts again needs, and nothing that names a person.
//!
//! One JSON document in canonical bytes: the frozen plan with the passkeys, every record with its signature, the outcome, the notice,
//! and the proof of all that from the coalition's log. [`verify`] trusts none of it: it hashes the plan anew, checks every signature,
//! counts with the rule and compares. What the file cannot show (that a group's latest ballot was dropped) its receipts can: see
//! `docs/reference/decision-file.md`.

use super::ballot_box::{BallotBox, BoxRefusal, Phase, Record, Signatures, What};
use super::confirmation::ConfirmationRefusal;
use super::document::{Frozen, FrozenRefusal};
use super::proof::{self, LogProof, Part, Proved, Told};
use super::{Outcome, Tools, store};
use crate::ids::Id;
use crate::notices::evidence::EvidenceProblem;
use crate::notices::{self, Notice};
use crate::trust::ballot::{Act, SignedWords};
use crate::trust::canonical::NotCanonical;
use crate::trust::{Hash, canonical};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use tlog::VerifierKey;

/// The format of the file.
pub const FORMAT: &str = "clarion decision 1";
/// A file with the longest plan and a full box is smaller.
pub const FILE_BYTES_MAX: usize = 128 << 20;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// The frozen plan.
    pub frozen: Frozen,
    /// Its hash: the commitment that ballots sign and that enters the log.
    pub plan: Hash,
    /// Every record in its order.
    pub records: Vec<Record>,
    /// The end of their chain.
    pub head: Hash,
    /// What stands: the outcome that was decided; hold where it was halted; nothing while the ballot runs.
    pub outcome: Option<Outcome>,
    /// The notice of the outcome with its signature, once it was published.
    pub notice: Option<String>,
    /// The hash of all of the above without the texts of reasons: two files of one ballot with different sums are proof of a lie.
    pub sum: Hash,
    /// That all this stands in the coalition's log, once the ballot has opened.
    pub proof: Option<LogProof>,
}

/// A file, counted again.
#[derive(Clone, Debug)]
pub struct Recount {
    /// The ballot, folded from the file.
    pub ballot_box: BallotBox,
    /// The receipt of each record.
    pub receipts: Vec<Hash>,
    /// The sum.
    pub sum: Hash,
    /// What the log shows, if the file holds a proof.
    pub proved: Option<Proved>,
}

/// Why a file is refused, in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefusal {
    /// More than any ballot has.
    #[error("The file is larger than any ballot.")]
    TooLarge,
    /// Not canonical JSON of this shape.
    #[error("The file is no decision file: {0}.")]
    Shape(#[from] NotCanonical),
    /// A file of another program or a newer one.
    #[error("The file is of another kind than this program knows.")]
    Format,
    /// What was frozen.
    #[error("The frozen plan is not sound. {0}")]
    Frozen(#[from] FrozenRefusal),
    /// Another plan than was signed.
    #[error("The plan was changed: its hash is not the one that was signed.")]
    Plan,
    /// A record.
    #[error("Record {0} does not count. {1}")]
    Record(u64, BoxRefusal),
    /// The chain.
    #[error("A record was changed, dropped or added: the receipts do not lead to the end that the file names.")]
    Head,
    /// Another outcome than the records give.
    #[error("The file names another outcome than its ballots and its rule give.")]
    Outcome,
    /// Some other part.
    #[error("The file was changed: its sum is another.")]
    Sum,
    /// The log itself, or the words that it vouches for.
    #[error(transparent)]
    Log(#[from] EvidenceProblem),
    /// A part of the decision that the log does not hold.
    #[error("The coalition's log does not hold {0} as this file tells it.")]
    NotInLog(Part),
    /// Too much or too little of it, or in another order.
    #[error("The log's proof does not fit this ballot: a part is missing, too much, or out of order.")]
    ProofParts,
    /// A passkey that did not wait.
    #[error("A passkey of the electorate counts earlier than its entry in the log and the waiting time allow.")]
    PasskeyTime,
    /// The word by which a passkey did not wait.
    #[error("The confirmation of a passkey does not hold. {0}")]
    Confirmation(#[from] ConfirmationRefusal),
    /// Other words.
    #[error("The notice holds other words than the plan says for this outcome.")]
    NoticeWords,
    /// A notice that no log vouches for.
    #[error("The file holds a notice, but no proof of it.")]
    NoticeAlone,
    /// Nothing of the log.
    #[error("The file holds no proof from the coalition's log.")]
    NoProof,
    /// Started without words.
    #[error("The outcome has started, but the file holds no notice of it: it was withdrawn or left out.")]
    NoNotice,
    /// Taken back.
    #[error("This ballot was withdrawn by two groups: nothing was decided in it, and nothing starts.")]
    Withdrawn,
    /// Still open.
    #[error("This ballot has no outcome yet.")]
    NotDecided,
    /// The receipt is not in the chain.
    #[error(
        "The file does not hold the record with this receipt: something before it, or the record itself, was changed or dropped."
    )]
    Receipt,
}

/// What stands after all records.
pub fn outcome_of(phase: Phase) -> Option<Outcome> {
    match phase {
        Phase::Prepared | Phase::Open { .. } | Phase::Withdrawn { .. } => None,
        Phase::Decided { outcome, .. } | Phase::Started { outcome, .. } => Some(outcome),
        Phase::Halted { .. } => Some(Outcome::Hold),
    }
}

impl Certificate {
    /// The sum of everything but itself and the proof.
    fn summed(&self) -> Hash {
        let bare = Self { sum: Hash::ZERO, proof: None, ..self.clone().without_reasons() };
        Hash::of(&[&canonical::of(&bare)])
    }

    /// The same without the texts of reasons, to be given to everybody. Their hashes stand in the signed words; the sum is the same.
    pub fn without_reasons(self) -> Self {
        Self { records: self.records.iter().map(Record::without_reason).collect(), ..self }
    }

    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        canonical::of(self)
    }
}

/// Puts a ballot into a file, as it stands.
pub fn export(tx: &mut Tx<'_>, tools: &Tools, ballot: Id) -> Result<Option<Certificate>, Fault> {
    let Some(row) = store::ballot(tx, ballot)? else { return Ok(None) };
    let frozen = store::frozen(tools, &row)?;
    let records = store::records(tx, tools, ballot)?;
    let folded = fold(frozen, &records, Signatures::Known).map_err(|_| Fault::bug("the records of a ballot do not follow"))?;
    let ballot_box = folded.0;
    let published = published(tx, &ballot_box)?;
    let halts: Vec<u64> = halts(&records).map(|record| record.number).collect();
    let withdrawals: Vec<u64> = withdrawals(&records).map(|record| record.number).collect();
    let proof = proof::of(tx, tools, &ballot_box, (&withdrawals, &halts, published.as_ref()))?;
    let (plan, head, outcome) = (ballot_box.plan, ballot_box.head, outcome_of(ballot_box.phase));
    // Words that no proof vouches for are no part of a decision.
    let notice = published.and_then(|notice| notice.note).filter(|_| proof.is_some());
    let (format, sum) = (FORMAT.to_owned(), Hash::ZERO);
    let mut certificate = Certificate { format, frozen: ballot_box.frozen, plan, records, head, outcome, notice, sum, proof };
    certificate.sum = certificate.summed();
    Ok(Some(certificate))
}

/// The halts: what was signed once something was decided.
fn halts(records: &[Record]) -> impl Iterator<Item = &Record> {
    let after = records.iter().skip_while(|record| !matches!(record.what, What::Decided(_)));
    after.filter(|record| matches!(record.what, What::Signed(_)))
}

/// What groups signed to have the ballot withdrawn.
fn withdrawals(records: &[Record]) -> impl Iterator<Item = &Record> {
    let is_one =
        |words: &str| matches!(SignedWords::read(words.as_bytes()), Some(SignedWords::Act(act)) if act.act == Act::WithdrawBallot);
    records.iter().filter(move |record| matches!(&record.what, What::Signed(signed) if is_one(&signed.words)))
}

/// The notice of a ballot that has started, unless its words were withdrawn.
fn published(tx: &mut Tx<'_>, ballot_box: &BallotBox) -> Result<Option<Notice>, Fault> {
    match ballot_box.phase {
        Phase::Started { .. } => {
            let notice = notices::notice(tx, ballot_box.frozen.ballot.following(b"notice"))?;
            Ok(notice.filter(|notice| notice.note.is_some()))
        }
        _ => Ok(None),
    }
}

/// The box of these records, and the receipt of each.
fn fold(frozen: Frozen, records: &[Record], signatures: Signatures) -> Result<(BallotBox, Vec<Hash>), (u64, BoxRefusal)> {
    let mut ballot_box = match signatures {
        Signatures::Check => BallotBox::to_recount(frozen),
        Signatures::Known => BallotBox::new(frozen),
    };
    let mut receipts = Vec::with_capacity(records.len());
    for (record, number) in records.iter().zip(1..) {
        ballot_box.take(record, signatures).map_err(|refusal| (number, refusal))?;
        receipts.push(ballot_box.head);
    }
    Ok((ballot_box, receipts))
}

/// Counts a file again, offline. Nothing in it is believed.
pub fn verify(file: &[u8]) -> Result<Recount, CertificateRefusal> {
    if file.len() > FILE_BYTES_MAX {
        return Err(CertificateRefusal::TooLarge);
    }
    let certificate: Certificate = canonical::read(file)?;
    if certificate.format != FORMAT {
        return Err(CertificateRefusal::Format);
    }
    certificate.frozen.check()?;
    if certificate.frozen.hash() != certificate.plan {
        return Err(CertificateRefusal::Plan);
    }
    let folded = fold(certificate.frozen.clone(), &certificate.records, Signatures::Check);
    let (ballot_box, receipts) = folded.map_err(|(number, refusal)| CertificateRefusal::Record(number, refusal))?;
    if ballot_box.head != certificate.head {
        return Err(CertificateRefusal::Head);
    }
    if outcome_of(ballot_box.phase) != certificate.outcome {
        return Err(CertificateRefusal::Outcome);
    }
    let sum = certificate.summed();
    if sum != certificate.sum {
        return Err(CertificateRefusal::Sum);
    }
    let is_decision = |record: &Record| matches!(record.what, What::Decided(_));
    let decision = certificate.records.iter().position(is_decision).and_then(|at| receipts.get(at).copied());
    let receipt_of = |record: &Record| usize::try_from(record.number - 1).ok().and_then(|at| receipts.get(at).copied());
    let halts: Vec<Hash> = halts(&certificate.records).filter_map(receipt_of).collect();
    let withdrawals: Vec<Hash> = withdrawals(&certificate.records).filter_map(receipt_of).collect();
    let told =
        Told { ballot_box: &ballot_box, withdrawals: &withdrawals, decision, halts: &halts, notice: certificate.notice.as_deref() };
    let proved = match &certificate.proof {
        Some(proof) => Some(proof.check(told)?),
        None if certificate.notice.is_some() => return Err(CertificateRefusal::NoticeAlone),
        None => None,
    };
    Ok(Recount { ballot_box, receipts, sum, proved })
}

impl Recount {
    /// The outcome, for a file that must have one.
    pub fn outcome(&self) -> Result<Outcome, CertificateRefusal> {
        let is_withdrawn = matches!(self.ballot_box.phase, Phase::Withdrawn { .. });
        let none = if is_withdrawn { CertificateRefusal::Withdrawn } else { CertificateRefusal::NotDecided };
        outcome_of(self.ballot_box.phase).ok_or(none)
    }

    /// What the log shows, for a file that must hold a whole decision; of the log with this key, if the reader knows one.
    pub fn whole(&self, trusted: Option<&VerifierKey>) -> Result<&Proved, CertificateRefusal> {
        self.outcome()?;
        let proved = self.proved.as_ref().ok_or(CertificateRefusal::NoProof)?;
        self.is_of(trusted)?;
        let is_started = matches!(self.ballot_box.phase, Phase::Started { .. });
        if is_started && proved.notice.is_none() { Err(CertificateRefusal::NoNotice) } else { Ok(proved) }
    }

    /// Whether the proof, where there is one, is of the log with this key.
    pub fn is_of(&self, trusted: Option<&VerifierKey>) -> Result<(), CertificateRefusal> {
        let other = self.proved.as_ref().zip(trusted).is_some_and(|(proved, trusted)| proved.vkey != *trusted);
        if other { Err(EvidenceProblem::OtherKey.into()) } else { Ok(()) }
    }

    /// Whether the record with this receipt, and every one before it, is in the file as it was when the receipt was given.
    pub fn holds(&self, receipt: &Receipt) -> Result<(), CertificateRefusal> {
        let at = usize::try_from(receipt.number).ok().and_then(|number| number.checked_sub(1));
        let known = at.and_then(|at| self.receipts.get(at));
        if known == Some(&receipt.hash) { Ok(()) } else { Err(CertificateRefusal::Receipt) }
    }
}

/// What a voter keeps: the number of their record and the end of the chain after it, as `7:AbC...`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number.
    pub number: u64,
    /// The end of the chain.
    pub hash: Hash,
}

impl std::fmt::Display for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.number, self.hash)
    }
}

impl std::str::FromStr for Receipt {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, hash) = text.trim().split_once(':').ok_or("a receipt looks like 7:AbC..., a number and 43 letters")?;
        let number = number.parse().map_err(|_| "a receipt begins with the number of its record")?;
        let hash = Hash::parse(hash).ok_or("a receipt ends in 43 letters, digits, - and _")?;
        Ok(Self { number, hash })
    }
}
