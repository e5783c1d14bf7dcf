//! Stories of on-call events: vetting and changing them, answering "if it is called", places and the waiting list.

mod answering;
mod changing;
pub mod console;
pub(crate) mod ground;
mod listing;
mod places;
