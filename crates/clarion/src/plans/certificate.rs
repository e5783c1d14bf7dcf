//! A ballot as a file: everything that whoever counts again needs, and nothing that names a person.
//!
//! One JSON document in canonical bytes: the frozen plan with the passkeys, every record with its signature, the outcome, the notice,
//! and a place for the log's proof. [`verify`] trusts none of it: it hashes the plan anew, checks every signature, counts with the rule
//! and compares. What the file cannot show (that a group's latest ballot was dropped) its receipts can: see `docs/reference/decision-file.md`.

use super::ballot_box::{BallotBox, BoxRefusal, Phase, Record, Signatures};
use super::document::{Frozen, FrozenRefusal};
use super::{Outcome, Tools, store};
use crate::ids::Id;
use crate::trust::canonical::NotCanonical;
use crate::trust::{Hash, canonical};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// The notice of the outcome, once there is one.
    pub notice: Value,
    /// The hash of all of the above: what enters the log.
    pub sum: Hash,
    /// That the sum stands in the log, once it does.
    pub proof: Value,
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
    /// A proof of a kind that we do not know.
    #[error("The file holds a notice or a proof that this program cannot check.")]
    Proof,
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
        Phase::Prepared | Phase::Open { .. } => None,
        Phase::Decided { outcome, .. } | Phase::Started { outcome, .. } => Some(outcome),
        Phase::Halted { .. } => Some(Outcome::Hold),
    }
}

impl Certificate {
    /// The sum of everything but itself and the proof.
    fn summed(&self) -> Hash {
        let bare = Self { sum: Hash::ZERO, proof: Value::Null, ..self.clone() };
        Hash::of(&[&canonical::of(&bare)])
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
    let (plan, head, outcome) = (folded.0.plan, folded.0.head, outcome_of(folded.0.phase));
    let (format, notice, sum, proof) = (FORMAT.to_owned(), Value::Null, Hash::ZERO, Value::Null);
    let mut certificate = Certificate { format, frozen: folded.0.frozen, plan, records, head, outcome, notice, sum, proof };
    certificate.sum = certificate.summed();
    Ok(Some(certificate))
}

/// The box of these records, and the receipt of each.
fn fold(frozen: Frozen, records: &[Record], signatures: Signatures) -> Result<(BallotBox, Vec<Hash>), (u64, BoxRefusal)> {
    let mut ballot_box = BallotBox::new(frozen);
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
    if certificate.notice != Value::Null || certificate.proof != Value::Null {
        return Err(CertificateRefusal::Proof);
    }
    Ok(Recount { ballot_box, receipts, sum })
}

impl Recount {
    /// The outcome, for a file that must have one.
    pub fn outcome(&self) -> Result<Outcome, CertificateRefusal> {
        outcome_of(self.ballot_box.phase).ok_or(CertificateRefusal::NotDecided)
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
