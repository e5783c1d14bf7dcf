//! Where ZIPs lie: the middle of each one's area, imported from a table, and which lie near another.

pub mod import;
mod near;
pub(crate) mod store;

pub use near::{Nearby, near};
