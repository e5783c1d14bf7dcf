//! What makes the open pages of a plan and of a ballot be read again: a few clear facts, looked at each second, and nothing opened.

use super::{drill, store};
use crate::ids::Id;
use crate::web::stream::Mark;
use db::{Fault, Tx};

/// A page as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Another one as soon as something happened.
    pub mark: u32,
    /// Nothing more will happen.
    pub is_over: bool,
}

/// A ballot: its records, its state, and whether the consult window has ended.
pub fn ballot(tx: &mut Tx<'_>, ballot: Id, now: i64) -> Result<Option<Watched>, Fault> {
    let Some((state, records, consult_until)) = store::ballot_mark(tx, ballot)? else { return Ok(None) };
    let consults = now < consult_until;
    let mark = Mark::default().with(state.as_bytes()).with(&records.to_le_bytes()).with(&[u8::from(consults)]);
    Ok(Some(Watched { mark: mark.number(), is_over: matches!(state.as_str(), "halted" | "withdrawn" | "started") }))
}

/// A plan: its version, its state, its facts, its drills and ballots.
pub fn plan(tx: &mut Tx<'_>, coalition: Id, plan: Id) -> Result<Option<Watched>, Fault> {
    let Some((state, version, facts)) = store::plan_mark(tx, plan)? else { return Ok(None) };
    let mut mark = Mark::default().with(state.as_bytes()).with(&version.to_le_bytes()).with(&facts.to_le_bytes());
    for drill in drill::drills_of(tx, coalition, plan)? {
        mark = mark.with(&drill.id.0);
    }
    for (ballot, state) in store::ballot_marks(tx, plan)? {
        mark = mark.with(&ballot.0).with(state.as_bytes());
    }
    Ok(Some(Watched { mark: mark.number(), is_over: matches!(state.as_str(), "called" | "stood-down") }))
}
