//! Bringing submissions along that a form got in another system, each under the id that it has there.
//!
//! One that came before is known by that id. Its answers are written anew only where they changed there after they last changed here,
//! and nobody confirmed them here. Whoever's answers to the form stand here already keeps those, like everybody who submits twice.

use super::store;
use super::submit::{self, Said, SubmitInput, Submitted};
use super::{SubmissionKind, listing::SubmissionRow};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people;
use db::{Fault, Tx};

/// A submission to bring along, keyed and sealed.
#[derive(Clone, Debug)]
pub struct Brought {
    /// What is submitted, as its group asserts it.
    pub input: SubmitInput,
    /// Of the id that it has there; nothing where it has none.
    pub key: Option<[u8; 16]>,
    /// Of the ids that still others gave it.
    pub foreign: Vec<[u8; 16]>,
    /// The first and the last microsecond of when it last changed there: dates are told to the second.
    pub modified_at: (i64, i64),
    /// Randomness for sealing other answers.
    pub nonce: [u8; 32],
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is new.
    Added,
    /// It says something else now.
    Updated,
    /// It stays as it was.
    Unchanged,
    /// Other answers of the same human to the same form stand here.
    GaveWay,
}

/// Brings submissions of a group along, whether their forms take any here or not; answers in their order.
pub fn bring(tx: &mut Tx<'_>, vault: &Vault, now: i64, group: Id, slice: &[Brought]) -> Result<Vec<Done>, Fault> {
    let inputs: Vec<&SubmitInput> = slice.iter().map(|brought| &brought.input).collect();
    let submitted = submit::take_all(tx, vault, now, &inputs)?;
    slice.iter().zip(submitted).map(|(brought, submitted)| settle(tx, vault, now, group, (brought, submitted))).collect()
}

fn settle(tx: &mut Tx<'_>, vault: &Vault, now: i64, group: Id, (brought, submitted): (&Brought, Submitted)) -> Result<Done, Fault> {
    let form = brought.input.form;
    if submitted.added {
        store::set_modified(tx, (form, submitted.submission), brought.modified_at.0)?;
        let keys: Vec<[u8; 16]> = brought.key.iter().chain(&brought.foreign).copied().collect();
        people::add_identifiers(tx, group, submitted.submission, &keys)?;
        return Ok(Done::Added);
    }
    let known = brought.key.map(|key| people::find_identifier(tx, group, &key)).transpose()?.flatten();
    if known != Some(submitted.submission) {
        return Ok(Done::GaveWay);
    }
    let row = store::by_ids(tx, form, &[submitted.submission])?.pop().ok_or_else(|| Fault::bug("a submission vanished"))?;
    if !says_later(vault, &row, brought)? {
        return Ok(Done::Unchanged);
    }
    let answers = Some(&brought.input.said.answers);
    let set = submit::set_said(tx, vault, (form, row.id), (answers, &[]), (now, brought.nonce))?;
    Ok(if set { Done::Updated } else { Done::Unchanged })
}

/// Whether other answers were given there after the ones here. What was erased here stays so.
fn says_later(vault: &Vault, row: &SubmissionRow, brought: &Brought) -> Result<bool, Fault> {
    if row.kind == SubmissionKind::Confirmed || brought.modified_at.1 <= row.modified_at {
        return Ok(false);
    }
    let said = Said::open(vault, row.group, row.id, row.sealed.as_deref())?;
    Ok(said.is_some_and(|said| said.answers != brought.input.said.answers))
}
