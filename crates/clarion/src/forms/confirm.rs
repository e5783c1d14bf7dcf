//! Confirming a submission: what the button of the mailed link does with the stored form.
//!
//! Claiming the waiting form (`pending/link.rs`) and submitting are one transaction. Answers that fill a field of the form's group come
//! along in the person's details, as any custom field does ([`super::fill`]).

use super::SubmissionKind;
use super::fill::{self, Fill};
use super::submit::{self, Said, SubmitInput, SubmitRefusal, Submitted};
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
    pub submit: SubmitInput,
    /// Which fields it fills.
    pub fills: Vec<Fill>,
}

/// Why a click did not confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmRefusal {
    /// The form was posted again since the page was shown, or was confirmed or deleted meanwhile: look again.
    LookAgain,
    /// The form does not take it.
    Form(SubmitRefusal),
}

/// What a form's boxes allow, each in the words that were shown.
pub struct AllowedWords {
    /// The words of the group's tick box.
    pub news: String,
    /// Those of the coalition's calls.
    pub calls: String,
}

/// Turns the stored input into a confirmed submission in the page's group.
pub fn prepare(
    intake: &Intake,
    form: &WaitingForm,
    now: i64,
    words: AllowedWords,
    fills: Vec<Fill>,
) -> Result<ConfirmInput, Fault> {
    let mut form = form.clone();
    form.content.details.custom.extend(fills.iter().map(|fill| (fill.name.clone(), fill.text.clone())));
    let content = &form.content;
    let allowed = |purpose, words: String| Consent {
        group: form.group,
        channel: seal::Channel::Email,
        purpose,
        status: ConsentStatus::Confirmed,
        words: Words::new(&content.coarse.lang, words),
        source: String::new(),
        noted_at: now,
    };
    let news = content.news_of.contains(&form.group).then(|| allowed(Purpose::News, words.news));
    let calls = content.calls.then(|| allowed(Purpose::Calls, words.calls));
    let submission = intake.ids.fresh(now);
    let said = Said { answers: content.answers.clone(), ..Said::default() };
    let sealed = intake.vault.seal(form.group, &submission.0, &said.to_bytes(), intake.ids.bytes())?;
    let submit = SubmitInput {
        form: form.action,
        submission,
        kind: SubmissionKind::Confirmed,
        person: form.person(intake, form.group, now)?,
        consents: news.into_iter().chain(calls).collect(),
        said,
        sealed,
        submitted_at: form.posted_at,
        identifiers: Vec::new(),
    };
    Ok(ConfirmInput { matching_key: form.matching_key, version: form.version, submit, fills })
}

/// Confirms for a slice: claims each row and submits for those that were claimed.
pub fn confirm(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    slice: &[ConfirmInput],
) -> Result<Vec<Result<Submitted, ConfirmRefusal>>, Fault> {
    let inputs: Vec<&SubmitInput> = slice.iter().map(|input| &input.submit).collect();
    let forms = submit::forms_of(tx, &inputs)?;
    let refusals = submit::refused(&forms, now, &inputs);
    // The form went to another group since it was looked up what it fills.
    let is_bound = |input: &ConfirmInput| {
        let form = forms.get(&input.submit.form).and_then(Option::as_ref);
        input.fills.is_empty() || form.is_some_and(|form| form.group == input.submit.person.group)
    };
    let click = |input: &ConfirmInput| -> (MatchingKey, Id, i64) { (input.matching_key, input.submit.form, input.version) };
    let clicks: Vec<_> =
        slice.iter().zip(&refusals).map(|(input, refusal)| (click(input), refusal.is_none() && is_bound(input))).collect();
    let mine = pending::claim(tx, now, &clicks)?;
    let clicked: Vec<&ConfirmInput> = slice.iter().zip(&mine).filter(|(_, mine)| **mine).map(|(input, _)| input).collect();
    let inputs = fill::with_former(tx, vault, &clicked)?;
    let inputs: Vec<&SubmitInput> = inputs.iter().map(AsRef::as_ref).collect();
    let mut submitted = submit::submit(tx, vault, now, &inputs)?.into_iter();
    refusals
        .into_iter()
        .zip(mine)
        .map(|(refusal, mine)| match (refusal, mine) {
            (Some(refusal), _) => Ok(Err(ConfirmRefusal::Form(refusal))),
            (None, false) => Ok(Err(ConfirmRefusal::LookAgain)),
            (None, true) => match submitted.next() {
                Some(answer) => Ok(answer.map_err(ConfirmRefusal::Form)),
                None => Err(Fault::bug("a click got no answer")),
            },
        })
        .collect()
}
