//! Links that sign somebody in once: asked for at sign-in and mailed, or printed by the operator's command.
//!
//! Asking does the same work whether or not the mailbox has an account: one row, one job. Whether there is somebody to mail is looked
//! up by the job, behind the answer. Opening a link changes nothing; its button uses it, in whatever browser.

use super::accounts::{self, Account};
use super::sessions::{self, NewSession};
use super::store;
use crate::clock::{DAY, MINUTE};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use jobs::NewJob;
use seal::{MatchingKey, Token};

/// A mailed link works so long: time to fetch a mail that is slow, and no longer.
pub const LINK_LIFE: i64 = 15 * MINUTE;
/// A link that the operator's command prints works so long: it is handed on by other ways than mail.
pub const PRINTED_LINK_LIFE: i64 = DAY;
/// Rows stay so long after they ended, for the job that may still ask for them.
pub(super) const KEPT_AFTER_END: i64 = DAY;
/// The job that mails a link; its payload is the link's id.
pub(super) const SIGN_IN_MAIL: &str = "access.sign_in_mail";

/// A link to be.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// Its id, from which the vault makes the token again when the mail is written.
    pub id: Id,
    /// Hash of that token.
    pub token_hash: [u8; 16],
    /// The mailbox that it signs in.
    pub matching_key: MatchingKey,
    /// The language of the mail and of the page it leads to.
    pub lang: Lang,
    /// Where in the console to go, without language.
    pub next_path: String,
    /// When it is made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// A link as it lies in the database.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its id.
    pub id: Id,
    /// The mailbox that it signs in.
    pub matching_key: MatchingKey,
    /// The language of its mail.
    pub lang: Lang,
    /// When it ends.
    pub expires_at: i64,
    /// Whether it was used.
    pub is_used: bool,
}

/// Prepares a link; needs no transaction.
pub fn prepare(vault: &Vault, ids: &Ids, now: i64, mailbox: MatchingKey, lang: Lang, next_path: &str, life: i64) -> NewLink {
    let id = ids.fresh(now);
    NewLink {
        id,
        token_hash: vault.token(id).hash(),
        matching_key: mailbox,
        lang,
        next_path: next_path.to_owned(),
        created_at: now,
        expires_at: now + life,
    }
}

/// The page of a link, without language.
pub fn path_of(token: &Token) -> String {
    format!("{}/link/{}", super::signed_in::SIGN_IN_PATH, token.to_text())
}

/// Takes note that somebody asked to sign in, and queues the mail.
pub fn ask(tx: &mut Tx<'_>, new: &NewLink) -> Result<(), Fault> {
    store::add_link(tx, new)?;
    let (kind, now) = (SIGN_IN_MAIL, new.created_at);
    jobs::queue(tx, &[NewJob { id: new.id.0, kind, payload: &new.id.0, run_at: now, created_at: now }])
}

/// Adds a link whose address somebody else will hand on.
pub fn add(tx: &mut Tx<'_>, new: &NewLink) -> Result<(), Fault> {
    store::add_link(tx, new)
}

/// One link, whatever became of it.
pub(super) fn link(tx: &mut Tx<'_>, id: Id) -> Result<Option<Link>, Fault> {
    store::link(tx, id)
}

/// Whom a living link would sign in. Changes nothing.
pub fn look(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<Option<Account>, Fault> {
    match store::living_link(tx, token_hash, now)? {
        Some(mailbox) => accounts::account_by_key(tx, mailbox),
        None => Ok(None),
    }
}

/// Uses a link and begins the session; where in the console to go, or nothing for a link that was used or has ended.
pub fn follow(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16], session: &NewSession) -> Result<Option<String>, Fault> {
    let Some((mailbox, next_path)) = store::use_link(tx, token_hash, session.id, now)? else { return Ok(None) };
    let Some(account) = accounts::account_by_key(tx, mailbox)? else { return Ok(None) };
    sessions::begin(tx, account.id, session)?;
    Ok(Some(next_path))
}
