//! Witnesses: member groups' machines that saw the log only ever grow, and say so under its checkpoints.
//!
//! The server takes a cosignature only of a witness that is named for the coalition, for a checkpoint that it has signed, and
//! only if it verifies: a stranger can add nothing, and a slip is told at once.

use super::{Signer, log, store};
use crate::clock::MINUTE;
use crate::coalitions::Coalition;
use crate::ids::Id;
use db::{Fault, Tx};
use tlog::{Note, Signature, VerifierKey};

/// Witnesses of a coalition; every checkpoint may carry a line of each.
const WITNESSES_MAX: usize = 32;
/// A witness's clock may be ahead of ours by this much.
const AHEAD_MAX: i64 = 5 * MINUTE;

/// Why a witness is not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameRefusal {
    /// Not a cosigner's public key.
    #[error("This is no public key of a witness. `clarion witness key` prints it.")]
    NoKey,
    /// Enough of them.
    #[error("A coalition has at most 32 witnesses.")]
    TooMany,
    /// Another key under that name.
    #[error("A witness of that name is there already, with another key. Choose another name.")]
    NameTaken,
}

/// Why a cosignature is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CosignRefusal {
    /// No signature line.
    #[error("This is no signature line of a note.")]
    NoLine,
    /// A witness that nobody named.
    #[error("No witness of this coalition has that name and key.")]
    Unknown,
    /// A size that the log never signed.
    #[error("The log has signed no checkpoint of that size.")]
    NoCheckpoint,
    /// It does not verify, or its time lies ahead.
    #[error("The signature does not verify for the checkpoint of that size.")]
    Wrong,
}

/// Names a witness for a coalition, and begins its log, so that there is something to confirm; the same one again changes nothing.
pub fn name(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: &Coalition,
    vkey: &str,
) -> Result<Result<(), NameRefusal>, Fault> {
    let Some(key) = VerifierKey::parse(vkey).filter(|key| key.kind() == tlog::Kind::Cosignature) else {
        return Ok(Err(NameRefusal::NoKey));
    };
    log::begin(tx, signer, now, coalition)?;
    let coalition = coalition.id;
    let known = store::witnesses(tx, coalition)?;
    if known.iter().any(|known| known == vkey) {
        return Ok(Ok(()));
    }
    if known.len() >= WITNESSES_MAX {
        return Ok(Err(NameRefusal::TooMany));
    }
    let added = store::add_witness(tx, coalition, key.name(), vkey, now)?;
    Ok(if added { Ok(()) } else { Err(NameRefusal::NameTaken) })
}

/// The witnesses that are named for a coalition.
pub fn named(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<VerifierKey>, Fault> {
    let keys = store::witnesses(tx, coalition)?;
    keys.iter().map(|vkey| VerifierKey::parse(vkey).ok_or_else(|| Fault::bug("a witness's key cannot be read"))).collect()
}

/// Takes a witness's line for the checkpoint of a size.
pub fn cosign(tx: &mut Tx<'_>, coalition: Id, size: i64, line: &str, now: i64) -> Result<Result<(), CosignRefusal>, Fault> {
    let Some(signature) = Signature::parse(line.trim_end_matches('\n')) else { return Ok(Err(CosignRefusal::NoLine)) };
    let witnesses = named(tx, coalition)?;
    let Some(text) = store::checkpoint(tx, coalition, size)? else { return Ok(Err(CosignRefusal::NoCheckpoint)) };
    let signed = Note::parse(text.as_bytes()).map_err(|_| Fault::bug("a stored checkpoint cannot be read"))?;
    let alone = Note::new(signed.text().to_owned(), vec![signature.clone()]);
    for witness in witnesses.iter().filter(|witness| witness.name() == signature.name) {
        match alone.signed_by(witness) {
            Ok(Some(said)) if said.at.is_some_and(|at| log::micros(at) <= now.saturating_add(AHEAD_MAX)) => {
                store::add_cosignature(tx, coalition, size, witness.name(), &signature.to_string(), now)?;
                return Ok(Ok(()));
            }
            Ok(None) => {}
            _ => return Ok(Err(CosignRefusal::Wrong)),
        }
    }
    Ok(Err(CosignRefusal::Unknown))
}
