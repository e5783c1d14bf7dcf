//! Correcting one's own record in one group's list: name, address, language; and taking a number off it.
//!
//! Not the mailbox: another one has to be proved, and whoever signs with it proves it. A number can only be taken off, since nobody has
//! answered from it.

use super::look;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::recognise::seal_again;
use crate::people::store::{self as records, PersonRow};
use db::{Fault, FaultKind, Tx};
use seal::MatchingKey;

/// The longest a field may be, in characters.
pub const FIELD_CHARS_MAX: usize = 100;

/// What the record says from now on. An empty field is one that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Street and number.
    pub street: String,
    /// City or town.
    pub locality: String,
    /// Five digits, or nothing.
    pub zip: String,
    /// `en` or `es`, or nothing.
    pub lang: String,
    /// Whether the number goes.
    pub drop_phone: bool,
}

/// Writes a correction; `false` where the group has no record of this mailbox.
pub fn correct(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    (key, group): (MatchingKey, Id),
    correction: &Correction,
    spare: &[u8; 32],
) -> Result<bool, Fault> {
    let Some((identity, record)) = look::record(tx, vault, key, group)? else { return Ok(false) };
    let Some(row) = records::find_people(tx, &[(identity, group)])?.pop() else { return Ok(false) };
    let (mut details, mut coarse) = (record.details.clone(), record.coarse.clone());
    details.given_name.clone_from(&correction.given_name);
    details.family_name.clone_from(&correction.family_name);
    details.street.clone_from(&correction.street);
    details.locality.clone_from(&correction.locality);
    if coarse.zip != correction.zip {
        coarse.zip.clone_from(&correction.zip);
        // Without a ZIP the state stays what it was: people know in which they live.
        if let Some(state) = seal::zip::state(&coarse.zip) {
            state.clone_into(&mut coarse.region);
        }
    }
    coarse.lang.clone_from(&correction.lang);
    let mut phone_identity = row.phone_identity;
    if correction.drop_phone {
        details.phone.clear();
        phone_identity = None;
    }
    if details == record.details && coarse == record.coarse && phone_identity == row.phone_identity {
        return Ok(true);
    }
    let sealed = seal_again(vault, group, row.id, &details, spare)?;
    let (was, modified_at) = (row.modified_at, now.max(row.modified_at + 1));
    let changed = PersonRow { sealed, coarse, phone_identity, modified_at, ..row };
    match records::set_people(tx, &[(changed, was)])? {
        1 => Ok(true),
        _ => Err(Fault::new(FaultKind::Collision, "a person was changed by somebody else meanwhile")),
    }
}
