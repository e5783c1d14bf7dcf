//! Asking for the link: one row and one job, whoever reads the mailbox and whether or not anything is held.
//!
//! The key of the row bounds the mails: a mailbox gets so many links a day, and the next ask writes nothing. That tells only that somebody
//! asked before, and the page does not even tell that.

use super::store::{self, LinkRow};
use crate::clock::{DAY, SECOND};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use jobs::NewJob;
use seal::{Channel, MatchingKey};

/// A link works so long: enough for a slow mail and for coming back in the evening. No longer, because it shows all that is held and can
/// erase it, and mails lie about; a new one costs a minute.
pub const LINK_LIFE: i64 = DAY;
/// Links for one mailbox in a day: one that was lost, one that was mistyped, and one more.
pub const LINKS_A_DAY_MAX: i64 = 3;
/// "It wasn't me" stops these mails to a mailbox for so long: long enough to tire whoever plays, short enough for an owner who pressed it
/// by mistake.
pub const NOT_ME_LIFE: i64 = 30 * DAY;
/// Links whose form came over a limit leave so much later, as those of other forms do.
const WAITING_DELAY: i64 = 60 * SECOND;
/// The job that mails a link; its payload is the hash of the token.
pub const SUPPORTER_MAIL: &str = "people.supporter_mail";
/// Rows forgotten with one commit.
pub const FORGET_SLICE: i64 = 500;

/// A link to be.
#[derive(Clone)]
pub struct NewLink {
    row: LinkRow,
    job: Id,
    run_at: i64,
}

/// Prepares a link; needs no transaction. `waiting` where its form came over a limit without proof of work.
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    now: i64,
    email: &seal::email::Email,
    lang: Lang,
    waiting: bool,
) -> Result<NewLink, Fault> {
    let id = ids.fresh(now);
    let row = LinkRow {
        matching_key: vault.matching_key(Channel::Email, &email.folded),
        day: now.div_euclid(DAY),
        id,
        token_hash: vault.token(id).hash(),
        lang,
        sealed: vault.seal(Id::ZERO, &id.0, email.typed.as_bytes(), ids.bytes())?,
        asked_at: now,
        expires_at: now + LINK_LIFE,
    };
    Ok(NewLink { row, job: ids.fresh(now), run_at: if waiting { now + WAITING_DELAY } else { now } })
}

/// Takes note that somebody asked, and queues the mail, unless the mailbox had its links of the day. Whether it did is nobody's to know.
pub fn ask(tx: &mut Tx<'_>, new: &NewLink) -> Result<(), Fault> {
    if !store::add_link(tx, &new.row, LINKS_A_DAY_MAX)? {
        return Ok(());
    }
    let payload = &new.row.token_hash;
    let job = NewJob { id: new.job.0, kind: SUPPORTER_MAIL, payload, run_at: new.run_at, created_at: new.row.asked_at };
    ::jobs::queue(tx, &[job])
}

/// An open link: which mailbox it proved, as typed, and until when it works.
#[derive(Clone, Debug)]
pub struct OpenLink {
    /// The mailbox's key.
    pub matching_key: MatchingKey,
    /// The mailbox as somebody typed it.
    pub email: String,
    /// When the link ends.
    pub expires_at: i64,
}

/// What a link stands for; `None` for one that never was or has ended. Changes nothing.
pub fn open(tx: &mut Tx<'_>, vault: &Vault, now: i64, token_hash: &[u8; 16]) -> Result<Option<OpenLink>, Fault> {
    let Some(row) = store::living_link(tx, token_hash, now)? else { return Ok(None) };
    let email = String::from_utf8(vault.open_sealed(Id::ZERO, &row.id.0, &row.sealed)?);
    let email = email.map_err(|_| Fault::bug("a mailbox is no text"))?;
    Ok(Some(OpenLink { matching_key: row.matching_key, email, expires_at: row.expires_at }))
}

/// "It wasn't me": the link ends, and nobody's asking mails that mailbox for [`NOT_ME_LIFE`]. Whether there was such a link.
pub fn not_me(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<bool, Fault> {
    let Some(row) = store::living_link(tx, token_hash, now)? else { return Ok(false) };
    people::suppress_page_mails(tx, row.matching_key, now + NOT_ME_LIFE, now)?;
    store::end_links(tx, row.matching_key, now)?;
    Ok(true)
}

/// Forgets links that have ended, a slice at a time; how many.
pub fn forget_old(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_ended(tx, now, FORGET_SLICE)
}
