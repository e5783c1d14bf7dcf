//! Replacing who stands in a list, in slices: whoever goes first, then whoever comes. A replacement that was cut off leaves the list
//! somewhere between, with a count that is true; the same call made again does what is left. One that is overtaken by another stops.

use super::{BEING_MADE, LISTS_MAX, MADE_WITHIN, store};
use crate::app::App;
use crate::ids::Id;
use crate::people::{Scope, list};
use db::{Fault, Tx};

/// People written with one commit, well under 20 ms (DESIGN section 5).
const SLICE: usize = 256;

/// Who stands in a list: nobody but these (sorted, each once), as far as they still stand on the group's list. `turn` is the number of
/// this replacement.
pub(super) async fn replace(app: &App, (group, id): (Id, Id), turn: i64, people: &[Id]) -> Result<(), Fault> {
    let there = app.db.read_newest(move |tx| store::people_of(tx, group, id, i64::MAX)).await?;
    let without = |of: &[Id], others: &[Id]| -> Vec<Id> {
        of.iter().filter(|person| others.binary_search(person).is_err()).copied().collect()
    };
    for (changed, stays) in [(without(&there, people), false), (without(people, &there), true)] {
        for slice in changed.chunks(SLICE) {
            let slice = slice.to_vec();
            let write = move |tx: &mut Tx<'_>| write(tx, (group, id), turn, (&slice, stays));
            if !app.db.write("people.replace_in_id_list", write).await? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Lists of a group whose making was cut off are no lists, and take no place from others.
pub(super) async fn sweep(app: &App, group: Id) -> Result<(), Fault> {
    let before = app.clock.now() - MADE_WITHIN;
    let cut_off = app.db.read_newest(move |tx| store::unfinished(tx, group, before, LISTS_MAX)).await?;
    for id in cut_off {
        replace(app, (group, id), BEING_MADE, &[]).await?;
        app.db.write("people.sweep_id_list", move |tx| store::drop_unfinished(tx, id)).await?;
    }
    Ok(())
}

/// `false` where another replacement has begun: what it wants stands.
fn write(tx: &mut Tx<'_>, (group, id): (Id, Id), turn: i64, (slice, stays): (&[Id], bool)) -> Result<bool, Fault> {
    // Takes the list in hand before anything is written.
    if !store::count_more(tx, id, turn, 0)? {
        return Ok(false);
    }
    let more = match stays {
        true => {
            // Somebody may have been erased since they were looked up.
            let mut standing = list::which_stand(tx, Scope::of(group), slice)?;
            standing.sort_unstable();
            store::add_items(tx, id, &standing)? as i64
        }
        false => -(store::drop_items(tx, id, slice)? as i64),
    };
    store::count_more(tx, id, turn, more)
}
