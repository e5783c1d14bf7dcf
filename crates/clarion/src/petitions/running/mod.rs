//! A published petition in the hands of its group: stopped, opened again, closed, given other dates, and its signatures by day.
//!
//! Its words are not changed here: what people signed stays what they signed, and what is added stands beneath (`updates/`). A program
//! that changes them leaves the earlier ones on the page (`earlier.rs`). Every deed is kept with who did it (`actions/running/`).

pub mod close;
pub mod dates;
pub mod days;
pub mod earlier;
pub mod stop;
pub(crate) mod store;

use crate::ids::Id;
use db::{Fault, Tx};

/// How many signatures were recorded on a group's petitions since an instant; at most so many are counted.
pub fn recorded_since(tx: &mut Tx<'_>, group: Id, since: i64, at_most: i64) -> Result<i64, Fault> {
    store::recorded_since(tx, group, crate::osdi::marks::first_id(since), at_most)
}

/// How many signatures stand on a group's petitions, however they came.
pub fn signatures_of_group(tx: &mut Tx<'_>, group: Id) -> Result<i64, Fault> {
    store::signatures_of_group(tx, group)
}

/// Whether a group has a petition, in whatever state.
pub fn has_any(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    store::has_any(tx, group)
}
