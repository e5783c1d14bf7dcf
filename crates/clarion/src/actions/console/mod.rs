//! What the console's pages of petitions, of updates and of forms share: a draft with its buttons, what is typed for one, and the page of
//! goal and dates. What differs between them each names in its own `console/`.

pub(crate) mod compose;
pub(crate) mod dates;
pub(crate) mod draft_deeds;
pub(crate) mod drafted;
