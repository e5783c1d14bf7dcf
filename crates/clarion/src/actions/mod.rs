//! What all actions share, whichever is asked of people: to sign a petition, to fill in a form, to come to an event.
//!
//! Here belongs a rule or a page that is one and the same for several of them: how words are drafted and published (`drafts/`), what is
//! kept of a published one in the hands of its group (`running/`), the pages for both (`console/`), addresses (`address.rs`), and the
//! nouns they have alike (`kinds.rs`). What only one of them knows stays there: signing in `petitions/`, questions in `forms/`, places in
//! `events/`. What an unproved mailbox sent to any of them is `pending/`.

pub mod address;
pub(crate) mod console;
pub mod drafts;
pub mod kinds;
pub mod running;
