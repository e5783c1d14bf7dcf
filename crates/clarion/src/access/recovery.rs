//! Recovery codes: on paper, for the day on which mailbox and passkeys are gone. They sign in and never vote.
//!
//! Each has 80 random bits and works once. What is kept is a hash keyed with a secret of the server and the account, so that neither a
//! stolen database nor another account's code opens anything.

use super::sessions::{self, NewSession};
use super::store;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use db::{Fault, Tx};

/// Codes made at once; making new ones ends the old.
pub const CODES: usize = 8;
const CODE_BYTES: usize = 10;
const CODE_LETTERS: usize = 16;
/// Letters of a code between two hyphens.
const PART_LETTERS: usize = 4;
/// Crockford's base 32: no letter that looks like a digit.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Fresh codes, as they are shown once.
pub fn fresh(ids: &Ids) -> Vec<String> {
    (0..CODES).map(|_| text_of(ids.bytes())).collect()
}

fn text_of(bytes: [u8; CODE_BYTES]) -> String {
    let bits = bytes.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let letter = |at: usize| char::from(LETTERS[(bits >> (5 * (CODE_LETTERS - 1 - at)) & 31) as usize]);
    let letters: Vec<char> = (0..CODE_LETTERS).map(letter).collect();
    letters.chunks(PART_LETTERS).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code as somebody typed it: hyphens and spaces are left out, and what looks like a digit is one. `None` for what is no code.
fn clean(typed: &str) -> Option<String> {
    let letters: Option<String> = typed
        .chars()
        .filter(|c| !matches!(c, '-' | '–' | ' '))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            letter if u8::try_from(letter).is_ok_and(|letter| LETTERS.contains(&letter)) => Some(letter),
            _ => None,
        })
        .take(CODE_LETTERS + 1)
        .collect();
    letters.filter(|letters| letters.len() == CODE_LETTERS)
}

/// The hash under which an account's code is kept; `None` for what is no code.
pub fn hash(vault: &Vault, account: Id, typed: &str) -> Option<[u8; 16]> {
    Some(vault.stamp(&[b"recovery code", &account.0, clean(typed)?.as_bytes()]))
}

/// Gives an account these codes in place of all it had.
pub fn replace(tx: &mut Tx<'_>, account: Id, hashes: &[[u8; 16]], now: i64) -> Result<(), Fault> {
    store::drop_codes(tx, account)?;
    store::add_codes(tx, account, hashes, now)
}

/// How many codes of an account still work.
pub fn left(tx: &mut Tx<'_>, account: Id) -> Result<usize, Fault> {
    store::codes_left(tx, account)
}

/// Uses a code and begins the session; whether it worked.
pub fn sign_in(tx: &mut Tx<'_>, account: Id, hash: &[u8; 16], session: &NewSession) -> Result<bool, Fault> {
    let works = store::use_code(tx, account, hash, session.id)?;
    if works {
        sessions::begin(tx, account, session)?;
    }
    Ok(works)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_well_and_are_typed_as_people_type() {
        assert_eq!(text_of([0; 10]), "0000-0000-0000-0000");
        assert_eq!(text_of([0xff; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(text_of([0, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf]), "0123-4567-89AB-CDEF");
        for typed in ["0123-4567-89AB-CDEF", " o1z3 4567 89ab cdef".replace('z', "2").as_str(), "OL2345678 9ABCDEF"] {
            assert_eq!(clean(typed).as_deref(), Some("0123456789ABCDEF"), "{typed}");
        }
        for typed in ["", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU", "0123\u{301}4567 89AB CDEF"] {
            assert_eq!(clean(typed), None, "{typed}");
        }
        let codes = fresh(&Ids::seeded(1));
        assert!(codes.len() == CODES && codes.iter().all(|code| code.len() == 19 && clean(code).is_some()));
    }
}
