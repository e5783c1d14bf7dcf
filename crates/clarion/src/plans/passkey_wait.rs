//! How long a coalition's new passkeys wait: changed by two people of different steering groups, each with a passkey that has itself
//! waited, over the same words; never while a ballot runs.
//!
//! A button would not do. Who waits is kept from voting in the night after a mailbox was broken into; two mailboxes must not be able to
//! let themselves off. Each signed word enters the coalition's log. The words name how often the time was changed before, so a signature that was held back fits nothing later.

use super::confirmation::Confirmation;
use super::document::MINUTES_MAX;
use super::{confirm_passkey, electorate, freeze, store, words};
use crate::access::passkeys;
use crate::coalitions::{self, Act, Coalition, Role};
use crate::ids::Id;
use crate::notices::{self, DocumentKind, NewDocument, Signer};
use crate::refusal::Refusal;
use crate::trust::Hash;
use crate::trust::assertion::{AssertionRefusal, RelyingParty};
use crate::trust::ballot::{Act as Signed, ActWords, NONCE_RANDOM_BYTES, SignedWords};
use crate::trust::cose::PublicKey;
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// What a page offers, in minutes. Any other number up to [`MINUTES_MAX`] could be signed, and is not asked for.
pub const OFFERED: [i64; 7] = [0, 60, 6 * 60, 12 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60];
/// What stands in the log of each word for another time.
const FORMAT: &str = "clarion passkey wait word 1";
/// How many people must sign, each of another group.
const SIGNERS: usize = 2;

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaitRefusal {
    /// A ballot is open, or its outcome waits for its start.
    #[error("A ballot runs. The waiting time stays as it is until it is over.")]
    Ballot,
    /// The group does not steer.
    #[error("Only groups that steer the coalition decide how long passkeys wait.")]
    NotSteering,
    /// It is so already, or no time at all.
    #[error("Passkeys wait so long already.")]
    Nothing,
    /// Other words, or of before the last change.
    #[error("This was signed for another time than this one. Load the page again.")]
    OtherWords,
    /// Not the signer's own, not of their group, or one that has not waited.
    #[error("Only a passkey that counts for your group, and has itself waited its time out, can sign this.")]
    Signer,
    /// What the passkey answered.
    #[error(transparent)]
    Assertion(#[from] AssertionRefusal),
}

impl WaitRefusal {
    /// Those of its own, for whoever looks that each has words.
    pub const OWN: [Self; 5] = [Self::Ballot, Self::NotSteering, Self::Nothing, Self::OtherWords, Self::Signer];
}

impl Refusal for WaitRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::Ballot => "passkey-refused-wait-ballot",
            Self::NotSteering => "passkey-refused-wait-not-steering",
            Self::Nothing => "passkey-refused-wait-nothing",
            Self::OtherWords => "passkey-refused-wait-other-words",
            Self::Signer => "passkey-refused-wait-signer",
            Self::Assertion(refusal) => words::of_assertion(*refusal),
        }
    }
}

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitSaid {
    /// Somebody of another group must sign the same.
    Waits,
    /// It is changed.
    Changed,
}

/// A group that wants another time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The group.
    pub group: Id,
    /// Who of it signed.
    pub account: Id,
    /// What they want, in minutes.
    pub minutes: i64,
    /// When they signed.
    pub at: i64,
}

/// The waiting time of a coalition as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Minutes.
    pub minutes: i64,
    /// How often it was changed.
    pub changes: i64,
    /// Who wants another, the oldest first.
    pub voices: Vec<Voice>,
    /// Whether a ballot keeps it as it is.
    pub is_held: bool,
}

/// Reads it.
pub fn wait(tx: &mut Tx<'_>, coalition: Id) -> Result<Wait, Fault> {
    let (minutes, changes) = store::passkey_wait(tx, coalition)?.unwrap_or((super::PASSKEY_WAIT_MINUTES, 0));
    let voices = store::wait_voices(tx, coalition, changes)?;
    let is_held = !store::running_ballots(tx, coalition)?.is_empty();
    Ok(Wait { minutes, changes, voices, is_held })
}

impl Wait {
    /// The exact words that are signed for another time: lines that a person can read and that have one spelling.
    pub fn text(&self, coalition: Id, minutes: i64) -> String {
        let (from, changes) = (self.minutes, self.changes);
        format!(
            "clarion passkey wait 1\ncoalition {coalition}\nfrom {from} minutes\nto {minutes} minutes\nchanges before {changes}"
        )
    }
}

/// A signature on its way.
#[derive(Clone, Debug)]
pub struct WaitInput {
    /// What is wanted, in minutes.
    pub minutes: i64,
    /// What was signed.
    pub word: Confirmation,
}

/// Signs for another time in the name of `act.group`; with the second group's signature it is changed.
pub fn sign(
    tx: &mut Tx<'_>,
    act: &Act,
    (in_coalition, site, signer): (&Coalition, &RelyingParty, &Signer),
    input: &WaitInput,
) -> Result<Result<WaitSaid, WaitRefusal>, Fault> {
    let coalition = in_coalition.id;
    // Who changes roles or this waits for its turn.
    coalitions::hold(tx, coalition)?;
    if coalitions::role_of(tx, coalition, act.group)? != Some(Role::Steering) {
        return Ok(Err(WaitRefusal::NotSteering));
    }
    let wait = wait(tx, coalition)?;
    let hash = Hash::of(&[input.word.words.as_bytes()]);
    if store::has_wait_word(tx, coalition, &hash)? {
        // A commit in doubt, run again.
        let is_changed = wait.minutes == input.minutes;
        return Ok(Ok(if is_changed { WaitSaid::Changed } else { WaitSaid::Waits }));
    }
    if wait.is_held {
        return Ok(Err(WaitRefusal::Ballot));
    }
    if input.minutes == wait.minutes || !(0..=MINUTES_MAX).contains(&input.minutes) {
        return Ok(Err(WaitRefusal::Nothing));
    }
    if let Err(refusal) = check(tx, act, (coalition, site), &wait, input)? {
        return Ok(Err(refusal));
    }
    store::add_wait_word(tx, (coalition, wait.changes), act, input.minutes, (&hash, &input.word))?;
    let bytes = input.word.document_as(FORMAT);
    let document = NewDocument { id: coalition.following(&hash.0), kind: DocumentKind::Passkey, bytes: &bytes };
    notices::enter(tx, signer, act.now, in_coalition, &[document])?;
    let steers = coalitions::steering(tx, coalition)?;
    let voices = store::wait_voices(tx, coalition, wait.changes)?;
    let agree = voices.iter().filter(|voice| voice.minutes == input.minutes);
    let agree = agree.filter(|voice| steers.iter().any(|known| known.group.id == voice.group));
    let (groups, people): (BTreeSet<Id>, BTreeSet<Id>) = agree.map(|voice| (voice.group, voice.account)).unzip();
    if groups.len().min(people.len()) < SIGNERS {
        return Ok(Ok(WaitSaid::Waits));
    }
    store::change_passkey_wait(tx, coalition, wait.changes, input.minutes, act.now)?;
    Ok(Ok(WaitSaid::Changed))
}

/// Whether these very words were signed with a passkey of one's own that counts for one's group and has waited.
fn check(
    tx: &mut Tx<'_>,
    act: &Act,
    (coalition, site): (Id, &RelyingParty),
    wait: &Wait,
    input: &WaitInput,
) -> Result<Result<(), WaitRefusal>, Fault> {
    let text = wait.text(coalition, input.minutes);
    let signed = SignedWords::read(input.word.words.as_bytes());
    let Some(SignedWords::Act(words)) = signed.filter(|words| is_of(words, coalition, &text)) else {
        return Ok(Err(WaitRefusal::OtherWords));
    };
    let electors = electorate::electors(tx, coalition)?;
    let own = passkeys::passkeys_of(tx, act.account)?;
    let is_own = own.iter().any(|passkey| passkey.id == words.passkey);
    if words.group != act.group || !is_own || !confirm_passkey::has_waited(&electors, (words.group, words.passkey), act.now) {
        return Ok(Err(WaitRefusal::Signer));
    }
    let counting = freeze::electorate(&electors, act.now);
    let passkeys = counting.iter().filter(|group| group.group == words.group).flat_map(|group| &group.passkeys);
    let passkey = passkeys.into_iter().find(|passkey| passkey.passkey == words.passkey);
    let Some(key) = passkey.and_then(|passkey| PublicKey::read(&passkey.key.0).ok()) else {
        return Ok(Err(WaitRefusal::Signer));
    };
    let challenge = Hash::of(&[input.word.words.as_bytes()]);
    Ok(input.word.assertion.check(&key, &challenge, site).map_err(WaitRefusal::from))
}

fn is_of(words: &SignedWords, coalition: Id, text: &str) -> bool {
    let is_of = |words: &ActWords| {
        (words.act, words.coalition, words.subject) == (Signed::PasskeyWait, coalition, coalition)
            && (words.plan, words.words) == (Hash::ZERO, Hash::of(&[text.as_bytes()]))
            && words.nonce.0.len() == NONCE_RANDOM_BYTES
    };
    matches!(words, SignedWords::Act(words) if is_of(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words themselves, so that nothing changes them unnoticed: signatures stand on them.
    #[test]
    fn a_change_has_these_words() {
        let wait = Wait { minutes: 1_440, changes: 2, voices: Vec::new(), is_held: false };
        let expected = "clarion passkey wait 1\ncoalition 01010101-0101-0101-0101-010101010101\nfrom 1440 minutes\nto 60 minutes\n\
            changes before 2";
        assert_eq!(wait.text(Id([1; 16]), 60), expected);
    }
}
