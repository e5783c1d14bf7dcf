//! What the console's pages of petitions, of updates and of forms share: lists, a draft with its buttons, what is typed for one, and what is done
//! with a published one. What differs between them each names in its own `console/`.

pub(crate) mod compose;
pub(crate) mod dates;
pub(crate) mod draft_deeds;
pub(crate) mod drafted;
pub(crate) mod listed;
pub(crate) mod running_pages;

use crate::access::{Actor, Deed};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, read_for_group};
use crate::ids::Id;
use db::{Fault, Tx};

/// Looks at what the second part of an address names in the group of its first. Whoever has no seat there is turned away before anything
/// is looked up.
pub(crate) async fn look_at<T: Send + 'static>(
    app: &App,
    account: Id,
    (slug, id): (&str, &str),
    seen: impl Fn(&mut Tx<'_>, &Actor, &Group, Id) -> Result<Option<T>, Fault> + Send + Sync + 'static,
) -> Result<Outcome<T>, Fault> {
    let id = id.parse::<Id>().ok();
    let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| id.map_or(Ok(None), |id| seen(tx, actor, group, id));
    Ok(match read_for_group(app, account, slug, Deed::WritePetitions, look).await? {
        Outcome::Done(Some(seen)) => Outcome::Done(seen),
        Outcome::Done(None) | Outcome::Missing => Outcome::Missing,
        Outcome::Forbidden => Outcome::Forbidden,
        Outcome::Refused(message) => Outcome::Refused(message),
    })
}
