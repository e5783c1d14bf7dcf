//! Confirming: the link in the mail shows what it stands for, its button runs the real verb on the stored input.
//!
//! A GET changes nothing. The button carries the version that the person saw; if somebody posted the form again meanwhile, the page
//! shows the new input instead of confirming what nobody read. Claiming the row and signing are one transaction.

use super::sign::{self, SignInput, SignRefusal, SignatureKind, Signed};
use super::store::{self, PendingRow};
use super::take_form::{self, FormContent};
use crate::clock::DAY;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::consent::{Consent, ConsentStatus, Purpose, Words};
use crate::people::{self, Intake};
use db::{Fault, Tx};
use seal::MatchingKey;

/// A link works this long after the last form.
pub const TOKEN_LIFE: i64 = 30 * DAY;
/// "It wasn't me" stops confirming mails of that group to that mailbox for so long.
pub const NOT_ME_LIFE: i64 = 365 * DAY;

/// What a link stands for.
#[derive(Clone, Debug)]
pub enum Link {
    /// A form that waits for this click.
    Waiting(Box<WaitingForm>),
    /// It was confirmed before.
    Confirmed {
        /// The petition.
        petition: Id,
    },
    /// Nothing: never made, deleted, or older than [`TOKEN_LIFE`].
    Unknown,
}

/// A form that waits for a click.
#[derive(Clone, Debug)]
pub struct WaitingForm {
    /// The mailbox.
    pub matching_key: MatchingKey,
    /// The petition.
    pub petition: Id,
    /// The page's group.
    pub group: Id,
    /// Which of the forms this mailbox posted; the button carries it.
    pub version: i64,
    /// When the form was posted.
    pub posted_at: i64,
    /// What it said.
    pub content: FormContent,
}

/// Reads what a token's hash stands for. Changes nothing.
pub fn look(tx: &mut Tx<'_>, vault: &Vault, now: i64, token_hash: &[u8; 16]) -> Result<Link, Fault> {
    let Some(row) = store::pending_by_token(tx, token_hash)? else { return Ok(Link::Unknown) };
    if row.confirmed_at.is_some() {
        return Ok(Link::Confirmed { petition: row.petition });
    }
    if now - row.created_at > TOKEN_LIFE {
        return Ok(Link::Unknown);
    }
    waiting(vault, &row).map(|form| Link::Waiting(Box::new(form)))
}

fn waiting(vault: &Vault, row: &PendingRow) -> Result<WaitingForm, Fault> {
    let content = take_form::open(vault, row)?;
    let (matching_key, petition, group) = (row.matching_key, row.petition, row.group);
    Ok(WaitingForm { matching_key, petition, group, version: row.mails_wanted, posted_at: row.created_at, content })
}

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
    let person = |group| -> Result<_, Fault> {
        let (details, coarse) = (content.details.clone(), content.coarse.clone());
        let mut person = intake.person(group, now, Some(&content.folded_email), details, coarse)?;
        person.email_proved = true;
        Ok(person)
    };
    let signature = intake.ids.fresh(now);
    let sealed_comment = match content.comment.as_str() {
        "" => None,
        comment => Some(intake.vault.seal(form.group, &signature.0, comment.as_bytes(), intake.ids.bytes())?),
    };
    let lang = &content.coarse.lang;
    let also = content.news_of.iter().filter(|group| **group != form.group);
    let sign = SignInput {
        petition: form.petition,
        signature,
        kind: SignatureKind::Confirmed,
        person: person(form.group)?,
        also: also.map(|group| person(*group)).collect::<Result<_, _>>()?,
        consents: content.news_of.iter().map(|group| news_of(*group, lang, words(group), now)).collect(),
        sealed_comment,
        signed_at: form.posted_at,
    };
    Ok(ConfirmInput { matching_key: form.matching_key, version: form.version, sign })
}

fn news_of(group: Id, lang: &str, words: String, now: i64) -> Consent {
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
    let mut wanted: Vec<(MatchingKey, Id, i64)> = slice
        .iter()
        .zip(&refusals)
        .filter(|(_, refusal)| refusal.is_none())
        .map(|(input, _)| (input.matching_key, input.sign.petition, input.version))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut claimed = store::claim_pending(tx, now, &wanted)?;
    // Of two clicks on one link in one slice the first has it.
    let mut takes = |input: &ConfirmInput| claimed.remove(&(input.matching_key, input.sign.petition));
    let mine: Vec<bool> = slice.iter().zip(&refusals).map(|(input, refusal)| refusal.is_none() && takes(input)).collect();
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

/// "It wasn't me": deletes what waits and stops confirming mails of that group to that mailbox for [`NOT_ME_LIFE`].
pub fn not_me(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<bool, Fault> {
    let Some(row) = store::pending_by_token(tx, token_hash)? else { return Ok(false) };
    store::drop_pending(tx, token_hash)?;
    people::suppress_confirming_mails(tx, row.matching_key, row.group, now + NOT_ME_LIFE, now)?;
    Ok(true)
}

/// Leaving a group's mails by the link in one of them: no confirming mails for [`NOT_ME_LIFE`], and no news until the person asks
/// for them again.
pub fn unsubscribe(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<bool, Fault> {
    let Some(row) = store::pending_by_token(tx, token_hash)? else { return Ok(false) };
    people::unsubscribe(tx, row.matching_key, row.group, now)?;
    not_me(tx, now, token_hash)
}

/// Rows forgotten with one commit.
pub const FORGET_SLICE: u64 = 500;

/// The clean-up of one slice: forms that nobody confirmed, and the memory of those confirmed long ago. Fewer than
/// [`FORGET_SLICE`] means that nothing is left.
pub fn forget_old(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_old_pending(tx, now - TOKEN_LIFE, FORGET_SLICE as i64)
}
