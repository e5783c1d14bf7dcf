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
