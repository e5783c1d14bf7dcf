//! Confirming an answer: what the button of the mailed link does with the stored form.
//!
//! Claiming the waiting form (`pending/link.rs`) and answering are one transaction. The answer takes the form's id, so that the link in
//! that mail stays the one by which it can be changed or cancelled.

use super::AttendanceKind;
use super::rsvp::{self, Answered, RsvpInput, RsvpRefusal};
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
    pub rsvp: RsvpInput,
}

/// Why a click did not confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmRefusal {
    /// The form was posted again since the page was shown, or was confirmed or deleted meanwhile: look again.
    LookAgain,
    /// The event does not take it.
    Event(RsvpRefusal),
}

/// What a form's answers allow, each in the words that were shown.
pub struct AllowedWords<F: Fn(&Id) -> String> {
    /// The words of a group's tick box.
    pub news: F,
    /// Those of the coalition's calls.
    pub calls: String,
    /// Those under the button: words about this event.
    pub this_event: String,
}

/// Turns the stored input into a confirmed answer, in the event's group and in every group that was ticked.
pub fn prepare<F: Fn(&Id) -> String>(
    intake: &Intake,
    form: &WaitingForm,
    now: i64,
    words: &AllowedWords<F>,
) -> Result<ConfirmInput, Fault> {
    let content = &form.content;
    let allowed = |group: Id, purpose, words: String| Consent {
        group,
        channel: seal::Channel::Email,
        purpose,
        status: ConsentStatus::Confirmed,
        words: Words::new(&content.coarse.lang, words),
        source: String::new(),
        noted_at: now,
    };
    let mut consents = vec![allowed(form.group, Purpose::ActionOnly, words.this_event.clone())];
    consents.extend(content.news_of.iter().map(|group| allowed(*group, Purpose::News, (words.news)(group))));
    consents.extend(content.calls.then(|| allowed(form.group, Purpose::Calls, words.calls.clone())));
    let rsvp = RsvpInput {
        event: form.action,
        attendance: form.id,
        token_hash: intake.vault.token(form.id).hash(),
        kind: AttendanceKind::Confirmed,
        person: form.person(intake, form.group, now)?,
        also: form.also(intake, now)?,
        consents,
        any_hour: content.any_hour,
        sealed_note: form.sealed_comment(intake, form.id)?,
        answered_at: form.posted_at,
    };
    Ok(ConfirmInput { matching_key: form.matching_key, version: form.version, rsvp })
}

/// Confirms for a slice: claims each row and answers for those that were claimed.
pub fn confirm(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    slice: &[ConfirmInput],
) -> Result<Vec<Result<Answered, ConfirmRefusal>>, Fault> {
    let refusals = rsvp::refusals(tx, now, &slice.iter().map(|input| &input.rsvp).collect::<Vec<_>>())?;
    let click = |input: &ConfirmInput| (input.matching_key, input.rsvp.event, input.version);
    let clicks: Vec<_> = slice.iter().zip(&refusals).map(|(input, refusal)| (click(input), refusal.is_none())).collect();
    let mine = pending::claim(tx, now, &clicks)?;
    let inputs: Vec<&RsvpInput> = slice.iter().zip(&mine).filter(|(_, mine)| **mine).map(|(input, _)| &input.rsvp).collect();
    let mut answered = rsvp::rsvp(tx, vault, now, &inputs)?.into_iter();
    refusals
        .into_iter()
        .zip(mine)
        .map(|(refusal, mine)| match (refusal, mine) {
            (Some(refusal), _) => Ok(Err(ConfirmRefusal::Event(refusal))),
            (None, false) => Ok(Err(ConfirmRefusal::LookAgain)),
            (None, true) => match answered.next() {
                Some(answer) => Ok(answer.map_err(ConfirmRefusal::Event)),
                None => Err(Fault::bug("a click got no answer")),
            },
        })
        .collect()
}
