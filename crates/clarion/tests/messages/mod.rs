//! Stories of a coalition's messages: who stands in an audience, that nobody gets two, and what people may do meanwhile.

mod audiences;
mod delivering;
mod forgetting;
pub(crate) mod ground;
mod kills;
mod merged;
mod of_events;
mod pages;
mod powers;
mod relays;
