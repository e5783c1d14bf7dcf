//! The link of a group's mail that ends its news: who leaves whom, sealed in the address.
//!
//! It needs no row, so it works as long as the server's secret does: also after the form behind its mail was forgotten. One POST to it
//! leaves (RFC 8058); a GET shows the button.

use crate::ids::Id;
use crate::keys::Vault;
use crate::web::lang::Lang;
use seal::MatchingKey;

const PURPOSE: &[u8] = b"leave the news of a group";

/// Who would leave whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeavingNews {
    /// The mailbox.
    pub key: MatchingKey,
    /// The group.
    pub group: Id,
}

/// The whole address that stands in a mail.
pub fn link(vault: &Vault, public_url: &str, lang: Lang, leaving: LeavingNews) -> String {
    let token = vault.wrap_link(PURPOSE, &[leaving.key.0, leaving.group.0].concat());
    format!("{public_url}{}", lang.path(&format!("/t/leave/{token}")))
}

/// Reads a link; `None` for one that this server did not make, or that leaves something else.
pub fn read(vault: &Vault, token: &str) -> Option<LeavingNews> {
    let plain = vault.open_link(PURPOSE, token)?;
    let (key, group) = (plain.first_chunk()?, plain.last_chunk()?);
    (plain.len() == 32).then_some(LeavingNews { key: MatchingKey(*key), group: Id(*group) })
}
