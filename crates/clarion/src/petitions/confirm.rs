//! Confirming a signature: what the button of the mailed link does with the stored form.
//!
//! Claiming the waiting form (`pending/link.rs`) and signing are one transaction.

use super::SignatureKind;
use super::sign::{self, SignInput, SignRefusal, Signed};
use crate::ids::Id;
use crate::keys::Vault;
use crate::pending::{self, WaitingForm};
use crate::people::Intake;
use crate::people::consent::{Consent, ConsentStatus, Purpose, Words};
use db::{Fault, Tx};
use seal::MatchingKey;

/// One click, prepared.
#[derive(Clone, Debug)]
pub struct ConfirmInput {
    /// The mailbox.
    pub matching_key: MatchingKey,
    /// The version that the person saw.
    pub version: i64,
    /// What the stored input becomes.
    pub sign: SignInput,
}

/// Why a click did not confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmRefusal {
    /// The form was posted again since the page was shown, or was confirmed or deleted meanwhile: look again.
    LookAgain,
    /// The petition does not take it.
    Petition(SignRefusal),
}

/// Turns the stored input into a confirmed signature, in the page's group and in every group that was ticked.
///
/// `words` gives the words of each group's tick box, which are kept with the consent.
pub fn prepare(intake: &Intake, form: &WaitingForm, now: i64, words: impl Fn(&Id) -> String) -> Result<ConfirmInput, Fault> {
    let content = &form.content;
    let signature = intake.ids.fresh(now);
    let sign = SignInput {
        petition: form.action,
        signature,
        kind: SignatureKind::Confirmed,
        person: form.person(intake, form.group, now)?,
        also: form.also(intake, now)?,
        consents: content.news_of.iter().map(|group| news_of(*group, &content.coarse.lang, words(group), now)).collect(),
        sealed_comment: form.sealed_comment(intake, signature)?,
        signed_at: form.posted_at,
        beside: None,
    };
    Ok(ConfirmInput { matching_key: form.matching_key, version: form.version, sign })
}

/// The consent that a group's tick box gives, by whoever confirmed it from their mailbox.
pub fn news_of(group: Id, lang: &str, words: String, now: i64) -> Consent {
    let (channel, purpose, status) = (seal::Channel::Email, Purpose::News, ConsentStatus::Confirmed);
    Consent { group, channel, purpose, status, words: Words::new(lang, words), source: String::new(), noted_at: now }
}

/// Confirms for a slice: claims each row and signs for those that were claimed.
pub fn confirm(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    slice: &[ConfirmInput],
) -> Result<Vec<Result<Signed, ConfirmRefusal>>, Fault> {
    let refusals = sign::refusals(tx, now, &slice.iter().map(|input| &input.sign).collect::<Vec<_>>())?;
    let click = |input: &ConfirmInput| (input.matching_key, input.sign.petition, input.version);
    let clicks: Vec<_> = slice.iter().zip(&refusals).map(|(input, refusal)| (click(input), refusal.is_none())).collect();
    let mine = pending::claim(tx, now, &clicks)?;
    let inputs: Vec<&SignInput> = slice.iter().zip(&mine).filter(|(_, mine)| **mine).map(|(input, _)| &input.sign).collect();
    let mut signed = sign::sign(tx, vault, now, &inputs)?.into_iter();
    refusals
        .into_iter()
        .zip(mine)
        .map(|(refusal, mine)| match (refusal, mine) {
            (Some(refusal), _) => Ok(Err(ConfirmRefusal::Petition(refusal))),
            (None, false) => Ok(Err(ConfirmRefusal::LookAgain)),
            (None, true) => match signed.next() {
                Some(answer) => Ok(answer.map_err(ConfirmRefusal::Petition)),
                None => Err(Fault::bug("a click got no answer")),
            },
        })
        .collect()
}
