//! Taking a form: what an unproved mailbox sends is one sealed row until that mailbox answers.
//!
//! Every accepted form, new or repeated or of somebody who has long signed, does the same one write and gets the same answer, so
//! that neither body, status nor time tells anything. The slice adds one job for its confirming mails. Who posts again keeps the link
//! that was already mailed; the newest input is what a click confirms, and the page of the link shows it.

use super::Kind;
use super::store::{self, NewPending};
use crate::clock::SECOND;
use crate::forms::Answers;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::{Coarse, Details};
use db::{Fault, Tx};
use jobs::NewJob;
use seal::MatchingKey;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;

/// The job that sends a slice's confirming mails; its payload is mailbox key and action id of each, 32 bytes together.
pub const CONFIRMING_MAILS: &str = "pending.confirming_mails";
/// Mails of forms that came over a limit leave this much later, behind the others.
const WAITING_DELAY: i64 = 60 * SECOND;

/// What is kept sealed of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormContent {
    /// The action, again, so that a row cannot be passed off for another's.
    #[serde(alias = "petition")]
    pub action: Id,
    /// The mailbox, folded.
    pub folded_email: String,
    /// Name and addresses as typed.
    pub details: Details,
    /// State, ZIP, language.
    pub coarse: Coarse,
    /// A comment on a petition, a note to an event's host; may be empty.
    pub comment: String,
    /// The groups that may write to the person with news, as ticked.
    pub news_of: Vec<Id>,
    /// Whether the page's group may pass on the coalition's calls, as ticked.
    #[serde(default)]
    pub calls: bool,
    /// Whether words about this action may come at any hour, as ticked.
    #[serde(default)]
    pub any_hour: bool,
    /// The answers to a form's own questions.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
}

/// A form that was checked, keyed and sealed.
#[derive(Clone, Debug)]
pub struct FormInput {
    /// The mailbox.
    pub matching_key: MatchingKey,
    /// What it asks for.
    pub kind: Kind,
    /// The petition, event or form.
    pub action: Id,
    /// The page's group.
    pub group: Id,
    /// The row's id, if it turns out to be new.
    pub id: Id,
    /// Hash of the token that `id` gives.
    pub token_hash: [u8; 16],
    /// [`FormContent`], sealed under the matching key as record id.
    pub sealed: Vec<u8>,
    /// Whether it came over a limit without proof of work.
    pub waiting: bool,
    /// When it came.
    pub created_at: i64,
}

/// Seals a form; needs no transaction.
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    (kind, group): (Kind, Id),
    content: &FormContent,
    waiting: bool,
    now: i64,
) -> Result<FormInput, Fault> {
    let matching_key = vault.matching_key(seal::Channel::Email, &content.folded_email);
    let id = ids.fresh(now);
    let plain = serde_json::to_vec(content).expect("plain structs always serialise");
    let sealed = vault.seal(group, &matching_key.0, &plain, ids.bytes())?;
    let token_hash = vault.token(id).hash();
    Ok(FormInput { matching_key, kind, action: content.action, group, id, token_hash, sealed, waiting, created_at: now })
}

/// Opens what `prepare` sealed.
pub(crate) fn open(vault: &Vault, row: &store::PendingRow) -> Result<FormContent, Fault> {
    let plain = vault.open_sealed(row.group, &row.matching_key.0, &row.sealed)?;
    let content: FormContent = serde_json::from_slice(&plain).map_err(|_| Fault::bug("a pending form cannot be read"))?;
    match content.action == row.action {
        true => Ok(content),
        false => Err(Fault::bug("a pending form is of another action")),
    }
}

/// Writes a slice of forms and queues their mails; accepts each.
pub fn take(tx: &mut Tx<'_>, ids: &Ids, slice: &[FormInput]) -> Result<Vec<Result<(), Infallible>>, Fault> {
    let mut forms: Vec<&FormInput> = slice.iter().collect();
    // The newest of a mailbox stands for the slice; one mail answers them all.
    forms.sort_by_key(|form| (form.matching_key, form.action, std::cmp::Reverse(form.created_at)));
    forms.dedup_by_key(|form| (form.matching_key, form.action));
    let rows: Vec<NewPending<'_>> = forms
        .iter()
        .map(|form| NewPending {
            matching_key: form.matching_key,
            action: form.action,
            kind: form.kind,
            id: form.id,
            group: form.group,
            token_hash: form.token_hash,
            sealed: &form.sealed,
            waiting: form.waiting,
            created_at: form.created_at,
        })
        .collect();
    store::take_forms(tx, &rows)?;
    for waiting in [false, true] {
        let which: Vec<&FormInput> = forms.iter().filter(|form| form.waiting == waiting).copied().collect();
        queue_mails(tx, ids, &which, if waiting { WAITING_DELAY } else { 0 })?;
    }
    Ok(slice.iter().map(|_| Ok(())).collect())
}

fn queue_mails(tx: &mut Tx<'_>, ids: &Ids, forms: &[&FormInput], delay: i64) -> Result<(), Fault> {
    let Some(now) = forms.iter().map(|form| form.created_at).max() else { return Ok(()) };
    let payload: Vec<u8> = forms.iter().flat_map(|form| [form.matching_key.0, form.action.0].concat()).collect();
    let job = NewJob { id: ids.fresh(now).0, kind: CONFIRMING_MAILS, payload: &payload, run_at: now + delay, created_at: now };
    jobs::queue(tx, &[job])
}
