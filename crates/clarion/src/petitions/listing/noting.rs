//! Changing what is sealed with a signature, in one transaction: of two changes at once neither is lost, and what was erased is not
//! written back.

use super::{Note, Seen, foreign_key, note_of, store};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people;
use db::{Fault, FaultKind, Tx};

/// Writes into a signature of the group's own what `change` makes of its comment and foreign ids. `false` where the group has no such
/// signature, or whoever made it was erased: their record is gone.
pub fn change_note(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (seen, id): (Seen, Id),
    change: &dyn Fn(&Note) -> Note,
    (now, nonce): (i64, [u8; 32]),
) -> Result<bool, Fault> {
    let Some(row) = store::by_ids(tx, &seen, &[id])?.pop().filter(|row| row.group == seen.by) else { return Ok(false) };
    if !people::stays(tx, seen.by, row.person)? {
        return Ok(false);
    }
    let Some(held) = store::hold_note(tx, &seen, id)? else { return Ok(false) };
    if held.person != row.person {
        return Err(Fault::new(FaultKind::Collision, "a signature went to another record meanwhile"));
    }
    let was = note_of(vault, seen.by, id, held.sealed.as_deref())?;
    let note = change(&was);
    if note != was {
        // Run again, it draws another nonce from another text only.
        let seal = |plain: Vec<u8>| {
            let hash = blake3::keyed_hash(&nonce, &plain);
            vault.seal(seen.by, &id.0, &plain, *hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
        };
        let sealed = note.to_bytes().map(seal).transpose()?;
        store::set_note(tx, &seen, id, sealed.as_deref(), now.max(held.modified_at + 1))?;
    }
    let keys: Vec<_> = note.identifiers.iter().map(|text| foreign_key(vault, seen, text)).collect();
    people::add_identifiers(tx, seen.by, id, &keys)?;
    Ok(true)
}
