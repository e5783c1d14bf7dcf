//! Counting submissions and choices: the tallies of one committed state, and the same from the rows to compare with.

use super::store;
use crate::ids::Id;
pub use crate::petitions::Count;
use db::{Fault, Tx};
use std::collections::BTreeMap;

/// The count from the tallies.
pub fn count(tx: &mut Tx<'_>, form: Id, now: i64) -> Result<Count, Fault> {
    Ok(Count::of(store::tally(tx, form)?, now))
}

/// The count from the rows: slow, for comparing within one snapshot.
pub fn recount(tx: &mut Tx<'_>, form: Id, now: i64) -> Result<Count, Fault> {
    Ok(Count::of(store::rows_by_kind(tx, form)?, now))
}

/// How often each choice was made, by question and choice; under the empty choice how many answered the question. Of all
/// submissions, however they came.
pub fn choices(tx: &mut Tx<'_>, form: Id) -> Result<BTreeMap<(String, String), i64>, Fault> {
    store::answers(tx, form)
}
