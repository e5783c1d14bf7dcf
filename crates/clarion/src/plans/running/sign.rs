//! Signing what is to be done to a sending. With the signature of somebody of another steering group it is done, in the same
//! transaction: the sending goes on or ends; a correction is published and on its way.
//!
//! The passkey must be the signer's own and one that counts for their group: two people are two people, and each speaks for a group of
//! their own. The words name the sending and its version, so a signature that was held back does nothing later.

use super::{Draft, Electorate, Signature, Written, draft, electorate, power, store};
use crate::access::passkeys;
use crate::coalitions::{self, Coalition};
use crate::ids::Id;
use crate::messages::calls::{self, By, Power, Sending, TwoRefusal, TwoSaid};
use crate::notices::Signer;
use crate::plans::{Tools, follow, words};
use crate::refusal::Refusal;
use crate::trust::assertion::{Assertion, AssertionRefusal, RelyingParty};
use crate::trust::ballot::{ActWords, NONCE_RANDOM_BYTES, SignedWords};
use crate::trust::cose::PublicKey;
use crate::trust::{Hash, canonical};
use db::{Fault, Tx};

/// A signature on its way.
#[derive(Clone, Debug)]
pub struct SignInput {
    /// The act's id.
    pub act: Id,
    /// What is signed.
    pub draft: Id,
    /// Who signs.
    pub account: Id,
    /// For which group.
    pub group: Id,
    /// The act in canonical bytes.
    pub words: String,
    /// The passkey's answer.
    pub assertion: Assertion,
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignRefusal {
    /// There is no such draft any more.
    #[error("These words were replaced by others. Look at what can be signed now.")]
    Gone,
    /// Neither an act nor in canonical bytes, or of other words than the draft's.
    #[error("This was signed for other words than these. Load the page again.")]
    OtherWords,
    /// In another group's name.
    #[error("This passkey belongs to another group and cannot speak for this one.")]
    OtherGroup,
    /// Not the signer's own, or not frozen with the ballot.
    #[error("This passkey does not count here.")]
    Passkey,
    /// What the passkey answered.
    #[error(transparent)]
    Assertion(#[from] AssertionRefusal),
    /// The sending.
    #[error(transparent)]
    Sending(#[from] TwoRefusal),
}

impl SignRefusal {
    /// Those of its own, for whoever looks that each has words.
    pub const OWN: [Self; 4] = [Self::Gone, Self::OtherWords, Self::OtherGroup, Self::Passkey];
}

impl Refusal for SignRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::Gone => "act-refused-gone",
            Self::OtherWords => "act-refused-other-words",
            Self::OtherGroup => "act-refused-other-group",
            Self::Passkey => "act-refused-passkey",
            Self::Assertion(refusal) => words::of_assertion(*refusal),
            Self::Sending(refusal) => refusal.message(),
        }
    }
}

/// Signs a draft of a coalition. After it, wake the workers.
pub fn sign(
    tx: &mut Tx<'_>,
    tools: &Tools,
    signer: &Signer,
    now: i64,
    (coalition, site): (Id, &RelyingParty),
    input: &SignInput,
) -> Result<Result<TwoSaid, SignRefusal>, Fault> {
    // As at every start: whoever is just leaving is let go first, or waits and is refused.
    coalitions::hold(tx, coalition)?;
    let Some((coalition, _)) = coalitions::coalition(tx, coalition)? else { return Ok(Err(SignRefusal::Gone)) };
    let Some(written) = draft(tx, tools, input.draft)? else { return Ok(Err(SignRefusal::Gone)) };
    let sending = calls::sending(tx, written.draft.sending)?.filter(|sending| sending.coalition == coalition.id);
    let Some(sending) = sending else { return Ok(Err(SignRefusal::Gone)) };
    let electorate = electorate(tx, tools, now, &sending, site)?;
    let own: Vec<Id> = passkeys::passkeys_of(tx, input.account)?.iter().map(|passkey| passkey.id).collect();
    let signature = match check(&written.draft, &sending, &electorate, &own, input) {
        Ok(signature) => signature,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let by = By { act: input.act, account: input.account, group: input.group, words_hash: written.draft.hash().0 };
    let done = act(tx, signer, now, &coalition, &Seen { written: &written, sending: &sending }, &by)?;
    if done.is_ok() {
        let sealed = tools.seal(input.act, &canonical::of(&signature))?;
        store::add_signature(tx, input.act, sending.id, &sealed)?;
    }
    Ok(done.map_err(SignRefusal::from))
}

/// Whether these very words were signed by a passkey of the signer that counts for their group.
fn check(
    draft: &Draft,
    sending: &Sending,
    electorate: &Electorate,
    own: &[Id],
    input: &SignInput,
) -> Result<Signature, SignRefusal> {
    let Some(SignedWords::Act(words)) = SignedWords::read(input.words.as_bytes()) else { return Err(SignRefusal::OtherWords) };
    if !is_of(&words, draft, sending, electorate.plan) {
        return Err(SignRefusal::OtherWords);
    }
    if words.group != input.group {
        return Err(SignRefusal::OtherGroup);
    }
    let passkey = electorate.passkey(words.group, words.passkey).filter(|passkey| own.contains(&passkey.passkey));
    let passkey = passkey.ok_or(SignRefusal::Passkey)?;
    let key = PublicKey::read(&passkey.key.0).map_err(|_| SignRefusal::Passkey)?;
    input.assertion.check(&key, &Hash::of(&[input.words.as_bytes()]), &electorate.site)?;
    Ok(Signature {
        words: input.words.clone(),
        text: draft.text(),
        key: passkey.key.clone(),
        site: electorate.site.clone(),
        assertion: input.assertion.clone(),
    })
}

fn is_of(words: &ActWords, draft: &Draft, sending: &Sending, plan: Hash) -> bool {
    (words.act, words.subject, words.coalition) == (draft.act, sending.id, sending.coalition)
        && (words.plan, words.words) == (plan, draft.hash())
        && words.nonce.0.len() == NONCE_RANDOM_BYTES
}

/// What is signed, and to what it is done.
struct Seen<'a> {
    written: &'a Written,
    sending: &'a Sending,
}

fn act(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: &Coalition,
    Seen { written, sending }: &Seen<'_>,
    by: &By,
) -> Result<Result<TwoSaid, TwoRefusal>, Fault> {
    let round = written.draft.round;
    match power(written.draft.act).map(|(_, power)| power) {
        Some(Power::Resume) => calls::resume(tx, now, sending.id, round, by),
        Some(Power::Stop) => calls::stop(tx, now, sending.id, round, by),
        Some(Power::Correct) => {
            let Some(words) = &written.draft.words else { return Ok(Err(TwoRefusal::NotNow)) };
            let seen = Sending { version: round, ..(*sending).clone() };
            calls::correct(tx, now, &seen, by, |tx| follow::publish_correction(tx, signer, now, coalition, written.id, words))
        }
        Some(Power::Pause) | None => Ok(Err(TwoRefusal::NotNow)),
    }
}
