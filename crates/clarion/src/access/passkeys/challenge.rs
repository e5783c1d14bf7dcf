//! Challenges: what a passkey signs, so that an old answer opens nothing.
//!
//! A challenge carries its own date and a code that only this server can make, so showing a page writes nothing. What was answered is
//! noted, so that no answer works twice.

use crate::clock::MINUTE;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::trust::Hash;

/// An answer comes within this time: long enough to fetch a phone from another room.
pub const CHALLENGE_LIFE: i64 = 5 * MINUTE;

/// What a challenge is for; one for signing in registers nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Signing in, by whoever it is.
    SignIn,
    /// Registering a passkey of this account.
    Register(Id),
}

/// A fresh challenge: the time, eight random bytes, and the code over both.
pub(super) fn fresh(vault: &Vault, ids: &Ids, now: i64, purpose: Purpose) -> Hash {
    let (time, random) = (now.to_be_bytes(), ids.bytes::<8>());
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&time);
    bytes[8..16].copy_from_slice(&random);
    let code = code(vault, purpose, &bytes[..16]);
    bytes[16..].copy_from_slice(&code);
    Hash(bytes)
}

/// Whether this server made it, for this, not long ago.
pub(super) fn is_fresh(vault: &Vault, now: i64, purpose: Purpose, challenge: &Hash) -> bool {
    let (said, code_given) = challenge.0.split_at(16);
    let time = said.first_chunk().map_or(0, |time| i64::from_be_bytes(*time));
    // A forged number may be as far away as numbers go.
    let is_young = now.checked_sub(time).is_some_and(|age| (0..CHALLENGE_LIFE).contains(&age));
    let ours = code(vault, purpose, said);
    is_young && aws_lc_rs::constant_time::verify_slices_are_equal(&ours, code_given).is_ok()
}

fn code(vault: &Vault, purpose: Purpose, said: &[u8]) -> [u8; 16] {
    match purpose {
        Purpose::SignIn => vault.stamp(&[b"passkey sign-in", said]),
        Purpose::Register(account) => vault.stamp(&[b"passkey registration", &account.0, said]),
    }
}
