//! The words that a passkey signs: a group's ballot, and the acts that need a passkey over their words.
//!
//! The challenge is the SHA-256 of the canonical bytes. `docs/reference/signed-words.md` writes both formats out for whoever wants to
//! check them with a program of their own.

use super::{Base64, Hash, canonical};
use crate::ids::Id;
use serde::{Deserialize, Serialize};

/// The format of a ballot, in the signed bytes, so that nothing else can be taken for one.
pub const BALLOT_FORMAT: &str = "clarion ballot 1";
/// The format of an act.
pub const ACT_FORMAT: &str = "clarion act 1";

/// The random bytes at the beginning of a nonce.
pub const NONCE_RANDOM_BYTES: usize = 16;

/// A group's ballot. The nonce is 16 random bytes and the challenge of the ballot that it replaces (zeros for the first), so that the
/// order of a group's ballots is signed too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotWords {
    /// [`BALLOT_FORMAT`].
    pub format: String,
    /// Which coalition.
    pub coalition: Id,
    /// The hash of the frozen plan.
    pub plan: Hash,
    /// Which ballot of the plan.
    pub ballot: Id,
    /// The group that speaks.
    pub group: Id,
    /// The passkey that signs.
    pub passkey: Id,
    /// What it says.
    pub choice: crate::plans::Choice,
    /// SHA-256 of the reason's text, also of an empty one.
    pub reason: Hash,
    /// See above.
    pub nonce: Base64,
}

impl BallotWords {
    /// The nonce of a ballot.
    pub fn nonce(random: [u8; NONCE_RANDOM_BYTES], replaces: Hash) -> Base64 {
        Base64([random.as_slice(), &replaces.0].concat())
    }

    /// The challenge of the ballot that this one replaces; `None` where the nonce has another length.
    pub fn replaces(&self) -> Option<Hash> {
        let (_, replaced) = self.nonce.0.split_first_chunk::<NONCE_RANDOM_BYTES>()?;
        replaced.try_into().ok().map(Hash)
    }
}

/// What two people of different groups (or of one group, for a recall) do with a passkey over its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Open the ballot on a frozen plan.
    OpenBallot,
    /// Take the group's ballot back and leave it to the deputy.
    RecallDelegate,
    /// Stop a decided plan before it starts.
    Halt,
    /// Take an open ballot back on which nothing is decided.
    WithdrawBallot,
    /// Stop a message for good.
    Stop,
    /// Let a paused message go on.
    Resume,
    /// Send a correction.
    Correct,
    /// Send further than planned.
    Escalate,
    /// Let a passkey of another group count before its time. `subject` is the passkey, `words` its entry in the log, `plan` zeros.
    ConfirmPasskey,
    /// Change how long new passkeys wait. `subject` is the coalition, `plan` zeros.
    PasskeyWait,
}

/// An act, signed by one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActWords {
    /// [`ACT_FORMAT`].
    pub format: String,
    /// Which coalition.
    pub coalition: Id,
    /// The hash of the frozen plan.
    pub plan: Hash,
    /// What is done.
    pub act: Act,
    /// To what: a ballot, a message, a passkey, or the coalition.
    pub subject: Id,
    /// The group in whose name.
    pub group: Id,
    /// The passkey that signs.
    pub passkey: Id,
    /// SHA-256 of the words: a reason, the text of a correction, an entry of the log; also of an empty one.
    pub words: Hash,
    /// 16 random bytes.
    pub nonce: Base64,
}

/// Either, as it stands in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedWords {
    /// A ballot.
    Ballot(BallotWords),
    /// An act.
    Act(ActWords),
}

/// More than the longest ballot takes.
pub const SIGNED_BYTES_MAX: usize = 1_024;

impl SignedWords {
    /// Reads either from its canonical bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > SIGNED_BYTES_MAX {
            return None;
        }
        let ballot = canonical::read::<BallotWords>(bytes).ok().filter(|words| words.format == BALLOT_FORMAT);
        let act = || canonical::read::<ActWords>(bytes).ok().filter(|words| words.format == ACT_FORMAT);
        ballot.map(Self::Ballot).or_else(|| act().map(Self::Act))
    }

    /// Its canonical bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Ballot(words) => canonical::of(words),
            Self::Act(words) => canonical::of(words),
        }
    }

    /// What the passkey is asked to sign.
    pub fn challenge(&self) -> Hash {
        Hash::of(&[&self.bytes()])
    }

    /// The group that speaks.
    pub fn group(&self) -> Id {
        match self {
            Self::Ballot(words) => words.group,
            Self::Act(words) => words.group,
        }
    }

    /// The passkey that signs.
    pub fn passkey(&self) -> Id {
        match self {
            Self::Ballot(words) => words.passkey,
            Self::Act(words) => words.passkey,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

    use super::*;
    use crate::plans::Choice;

    fn ballot() -> BallotWords {
        BallotWords {
            format: BALLOT_FORMAT.to_owned(),
            coalition: Id([1; 16]),
            plan: Hash([2; 32]),
            ballot: Id([3; 16]),
            group: Id([4; 16]),
            passkey: Id([5; 16]),
            choice: Choice::StandDown,
            reason: Hash::of(&[b""]),
            nonce: BallotWords::nonce([6; 16], Hash::ZERO),
        }
    }

    /// The bytes themselves, so that no change of a library changes them unnoticed.
    #[test]
    fn a_ballot_has_these_bytes() {
        let expected = "{\"ballot\":\"03030303-0303-0303-0303-030303030303\",\"choice\":\"stand-down\",\
            \"coalition\":\"01010101-0101-0101-0101-010101010101\",\"format\":\"clarion ballot 1\",\
            \"group\":\"04040404-0404-0404-0404-040404040404\",\
            \"nonce\":\"BgYGBgYGBgYGBgYGBgYGBgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\
            \"passkey\":\"05050505-0505-0505-0505-050505050505\",\
            \"plan\":\"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI\",\
            \"reason\":\"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU\"}";
        let words = SignedWords::Ballot(ballot());
        assert_eq!(String::from_utf8(words.bytes()).unwrap(), expected);
        assert_eq!(SignedWords::read(expected.as_bytes()), Some(words));
        assert_eq!(ballot().replaces(), Some(Hash::ZERO));
    }

    #[test]
    fn a_ballot_is_not_an_act_and_the_other_way_round() {
        let mut words = ballot();
        words.format = ACT_FORMAT.to_owned();
        assert_eq!(SignedWords::read(&canonical::of(&words)), None);
        let mut words = ballot();
        words.nonce = Base64(vec![0; 47]);
        assert_eq!(words.replaces(), None);
    }
}
