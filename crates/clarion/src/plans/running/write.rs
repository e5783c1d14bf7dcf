//! Writing down what is to be done to a sending, for two people to sign.
//!
//! It does nothing by itself. A group's new draft takes the place of its earlier one of the same kind; whoever was about to sign that one
//! is told so.

use super::{CORRECTIONS_MAX, Corrected, Draft, Written, chain, power, store};
use crate::coalitions::Act;
use crate::ids::Id;
use crate::messages::calls::{self, TwoRefusal};
use crate::plans::ballot_box::REASON_CHARS_MAX;
use crate::plans::document::{Both, TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::plans::{Tools, follow};
use crate::refusal::Refusal;
use crate::trust::ballot::Act as Signed;
use crate::trust::canonical;
use db::{Fault, Tx};

/// Why it was not written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefusal {
    /// Missing in a language, or too long.
    #[error("Write the subject and the words in English and in Spanish.")]
    Words,
    /// They cannot be published.
    #[error("The words cannot be published as they are.")]
    NoticeWords,
    /// Too long.
    #[error("A reason has at most 1,000 characters.")]
    Reason,
    /// One correction after the other.
    #[error("These words were corrected ten times. Call anew instead.")]
    TooOften,
    /// The sending.
    #[error(transparent)]
    Sending(#[from] TwoRefusal),
}

impl WriteRefusal {
    /// All of them, for whoever looks that each has words.
    pub const ALL: [Self; 5] = [Self::Words, Self::NoticeWords, Self::Reason, Self::TooOften, Self::Sending(TwoRefusal::Changed)];
}

impl Refusal for WriteRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::Words => "act-refused-words",
            Self::NoticeWords => "act-refused-notice-words",
            Self::Reason => "act-refused-reason",
            Self::TooOften => "act-refused-too-often",
            Self::Sending(refusal) => refusal.message(),
        }
    }
}

/// A draft, checked and sealed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its id.
    pub id: Id,
    draft: Draft,
    sealed: Vec<u8>,
}

/// Checks and seals it, outside of the transaction.
pub fn prepare(tools: &Tools, id: Id, draft: Draft, public_url: &str) -> Result<Result<Prepared, WriteRefusal>, Fault> {
    if let Err(refusal) = check(&draft, public_url) {
        return Ok(Err(refusal));
    }
    let sealed = tools.seal(id, &canonical::of(&draft))?;
    Ok(Ok(Prepared { id, draft, sealed }))
}

fn check(draft: &Draft, public_url: &str) -> Result<(), WriteRefusal> {
    if draft.reason.chars().count() > REASON_CHARS_MAX {
        return Err(WriteRefusal::Reason);
    }
    match (draft.act, &draft.words) {
        (Signed::Correct, Some(words)) => check_words(words, public_url),
        (Signed::Correct, None) => Err(WriteRefusal::Words),
        (_, None) => Ok(()),
        (_, Some(_)) => Err(WriteRefusal::Sending(TwoRefusal::NotNow)),
    }
}

fn check_words(words: &Corrected, public_url: &str) -> Result<(), WriteRefusal> {
    let fits = |both: &Both, chars_max: usize| {
        [&both.en, &both.es].into_iter().all(|text| !text.is_empty() && text.chars().count() <= chars_max)
    };
    if !fits(&words.subject, TITLE_CHARS_MAX) || !fits(&words.text, TEXT_CHARS_MAX) {
        return Err(WriteRefusal::Words);
    }
    // What two people sign is published as it stands: better to hear now that it cannot be.
    follow::correction(Id::ZERO, words).check(public_url).map_err(|_| WriteRefusal::NoticeWords)
}

/// Keeps it for the group and the person of an act, if the sending is still as it was seen.
pub fn write(tx: &mut Tx<'_>, by: &Act, coalition: Id, prepared: &Prepared) -> Result<Result<(), WriteRefusal>, Fault> {
    let draft = &prepared.draft;
    let sending = calls::sending(tx, draft.sending)?.filter(|sending| sending.coalition == coalition);
    let (Some(sending), Some((_, power))) = (sending, power(draft.act)) else { return Ok(Err(TwoRefusal::Unknown.into())) };
    if sending.version != draft.round {
        return Ok(Err(TwoRefusal::Changed.into()));
    }
    if !power.is_possible(&sending, by.now) {
        return Ok(Err(TwoRefusal::NotNow.into()));
    }
    if draft.act == Signed::Correct && chain(tx, &sending)?.len() >= CORRECTIONS_MAX {
        return Ok(Err(WriteRefusal::TooOften));
    }
    let (id, draft) = (prepared.id, draft.clone());
    let written = Written { id, draft, group: by.group, account: by.account, at: by.now };
    store::set_draft(tx, &written, power as i64, &prepared.sealed)?;
    Ok(Ok(()))
}
