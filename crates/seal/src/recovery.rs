//! The recovery sheet: the master key wrapped by a passphrase, as text that can be typed back from paper.
//!
//! The bytes are `format 1 | salt (16) | nonce (24) | ciphertext (32) | tag (16)`, in Crockford's base32: no letter
//! that looks like a digit, either case. Each line has five groups of data and one check group over the line and its
//! number, so that a typing error is found in its line, before the slow and silent passphrase is tried.
//!
//! The passphrase goes through Argon2id with 64 MiB, 3 passes and 4 lanes: the second choice of RFC 9106, section 4,
//! a fraction of a second. Another choice would be another format.

use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::cipher::{self, NONCE_BYTES, TAG_BYTES};
use crate::master::MasterKey;

const FORMAT: u8 = 1;
const SALT_BYTES: usize = 16;
const SHEET_BYTES: usize = 1 + SALT_BYTES + NONCE_BYTES + 32 + TAG_BYTES;

const ARGON2_MEMORY_KIB: u32 = 64 * 1024;
const ARGON2_PASSES: u32 = 3;
const ARGON2_LANES: u32 = 4;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP_DIGITS: usize = 5;
const DATA_DIGITS_PER_LINE: usize = 5 * GROUP_DIGITS;
const LINE_DIGITS: usize = DATA_DIGITS_PER_LINE + GROUP_DIGITS;
/// Digits of all data: 89 bytes need 143, made up to whole groups.
const DATA_DIGITS: usize = (SHEET_BYTES * 8).div_ceil(5).next_multiple_of(GROUP_DIGITS);
const LINES: usize = DATA_DIGITS.div_ceil(DATA_DIGITS_PER_LINE);
/// Keeps the check groups apart from every other BLAKE3 hash of the project.
const CHECK_CONTEXT: &str = "clarion 2026 recovery sheet line";
/// Longest text looked at: a sheet as it was printed for the terminal, words and QR code included, has under 8 KB.
const TEXT_BYTES_MAX: usize = 16 * 1024;
const PURPOSE: &[u8] = b"clarion recovery sheet";

/// Why a typed sheet did not give the key. Lines count from 1, empty ones left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryProblem {
    /// Nothing was typed.
    #[error("Please type the {LINES} lines of the recovery sheet.")]
    Empty,
    /// More or fewer lines than a sheet has.
    #[error("The sheet has {LINES} lines of groups; this text has {lines}.")]
    LineCount {
        /// Lines that were typed.
        lines: usize,
    },
    /// A sign that no sheet has.
    #[error("Line {line} contains \u{201c}{character}\u{201d}, which the sheet never uses; please compare it.")]
    BadCharacter {
        /// Line with the sign.
        line: usize,
        /// The sign.
        character: char,
    },
    /// A line with a sign too many or too few.
    #[error("Line {line} has {digits} letters and digits instead of {expected}; please compare it.")]
    LineLength {
        /// Line of the wrong length.
        line: usize,
        /// Signs typed, spaces left out.
        digits: usize,
        /// Signs that line has on the sheet.
        expected: usize,
    },
    /// The line does not fit its check group: a typing error, or lines in another order.
    #[error("Line {line} has a typing error; please compare it with the sheet, sign by sign.")]
    LineCheck {
        /// Line with the error.
        line: usize,
    },
    /// A sheet made by a version of the program with another format.
    #[error("This sheet was made by a newer version of Clarion; please use that version.")]
    UnknownFormat,
    /// Everything was typed rightly, but the passphrase does not open it.
    #[error("The sheet was typed correctly, but this passphrase does not open it.")]
    WrongPassphrase,
}

/// Wraps the key and writes the sheet: lines of groups of five, each line ended by `\n`. Takes a fraction of a
/// second and 64 MiB. The caller hands in fresh random `salt` and `nonce`, and judges the passphrase.
pub fn wrap(master: &MasterKey, passphrase: &str, salt: [u8; 16], nonce: [u8; 24]) -> String {
    let mut sheet = Vec::with_capacity(SHEET_BYTES);
    sheet.push(FORMAT);
    sheet.extend_from_slice(&salt);
    sheet.extend_from_slice(&nonce);
    sheet.extend_from_slice(master.bytes());
    cipher::encrypt(&stretched(passphrase, &salt), &nonce, PURPOSE, &mut sheet, 1 + SALT_BYTES + NONCE_BYTES);
    let digits = to_digits(&sheet);
    let mut text = String::new();
    for (index, data) in digits.chunks(DATA_DIGITS_PER_LINE).enumerate() {
        let check = check_group(index, data);
        let groups: Vec<String> = data.chunks(GROUP_DIGITS).chain([&check[..]]).map(letters).collect();
        text.push_str(&groups.join(" "));
        text.push('\n');
    }
    text
}

/// Reads a sheet as somebody typed it: either case, any spaces and hyphens, O for 0, I and L for 1, with the lines of
/// the sheet or all in one.
pub fn unwrap(text: &str, passphrase: &str) -> Result<MasterKey, RecoveryProblem> {
    let mut data = Vec::with_capacity(DATA_DIGITS);
    for (index, digits) in typed_lines(text)?.iter().enumerate() {
        let line = index + 1;
        let expected = if line == LINES { last_line_digits() } else { LINE_DIGITS };
        if digits.len() != expected {
            return Err(RecoveryProblem::LineLength { line, digits: digits.len(), expected });
        }
        let (content, check) = digits.split_at(expected - GROUP_DIGITS);
        if check != check_group(index, content) {
            return Err(RecoveryProblem::LineCheck { line });
        }
        data.extend_from_slice(content);
    }
    let sheet = to_bytes(&data);
    if sheet[0] != FORMAT {
        return Err(RecoveryProblem::UnknownFormat);
    }
    let (salt, rest) = sheet[1..].split_at(SALT_BYTES);
    let (nonce, sealed) = rest.split_at(NONCE_BYTES);
    let plain = cipher::decrypt(&stretched(passphrase, salt), nonce, PURPOSE, sealed);
    let plain = Zeroizing::new(plain.map_err(|_| RecoveryProblem::WrongPassphrase)?);
    let bytes = plain.as_slice().try_into().map_err(|_| RecoveryProblem::WrongPassphrase)?;
    Ok(MasterKey::from_bytes(bytes))
}

/// NFKC first: keyboards and systems write the same accent in different ways.
fn stretched(passphrase: &str, salt: &[u8]) -> Zeroizing<[u8; 32]> {
    let passphrase = Zeroizing::new(passphrase.nfkc().collect::<String>());
    let params = Params::new(ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES, Some(32)).expect("the constants are in range");
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .expect("salt and output lengths are constants in range, and nobody types 4 GiB");
    key
}

fn last_line_digits() -> usize {
    DATA_DIGITS - (LINES - 1) * DATA_DIGITS_PER_LINE + GROUP_DIGITS
}

/// The lines of the sheet alone, where a text holds more, such as the sheet as it was printed: lines that follow each other, each with the
/// signs and the length of its place.
fn sheet_within(text: &str) -> Option<Vec<Vec<u8>>> {
    let lines: Vec<Option<Vec<u8>>> =
        text.lines().filter(|line| !line.trim().is_empty()).map(|line| line_digits(line, 0).ok()).collect();
    let expected = |place: usize| if place + 1 == LINES { last_line_digits() } else { LINE_DIGITS };
    let fits = |(place, line): (usize, &Option<Vec<u8>>)| line.as_ref().is_some_and(|digits| digits.len() == expected(place));
    let found = lines.windows(LINES).find(|window| window.iter().enumerate().all(fits))?;
    found.iter().cloned().collect()
}

/// The digits of each line. A text that is not cut into lines as on the sheet is cut by length, if all is there.
fn typed_lines(text: &str) -> Result<Vec<Vec<u8>>, RecoveryProblem> {
    let mut lines = Vec::new();
    if text.len() > TEXT_BYTES_MAX {
        return Err(RecoveryProblem::LineCount { lines: text.lines().count() });
    }
    if let Some(sheet) = sheet_within(text) {
        return Ok(sheet);
    }
    for typed in text.lines().filter(|line| !line.trim().is_empty()) {
        lines.push(line_digits(typed, lines.len() + 1)?);
    }
    if lines.is_empty() {
        return Err(RecoveryProblem::Empty);
    }
    if lines.len() == LINES {
        return Ok(lines);
    }
    let digits = lines.concat();
    if digits.len() != DATA_DIGITS + LINES * GROUP_DIGITS {
        return Err(RecoveryProblem::LineCount { lines: lines.len() });
    }
    Ok(digits.chunks(LINE_DIGITS).map(<[u8]>::to_vec).collect())
}

fn line_digits(typed: &str, line: usize) -> Result<Vec<u8>, RecoveryProblem> {
    let signs = typed.chars().filter(|character| !character.is_whitespace() && *character != '-');
    signs.map(|character| digit_value(character).ok_or(RecoveryProblem::BadCharacter { line, character })).collect()
}

fn digit_value(character: char) -> Option<u8> {
    let read = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|&letter| char::from(letter) == read)?;
    u8::try_from(place).ok()
}

/// 25 bits over the line's number and digits: one wrong sheet in 33 million passes.
fn check_group(index: usize, data: &[u8]) -> [u8; GROUP_DIGITS] {
    let mut hasher = blake3::Hasher::new_derive_key(CHECK_CONTEXT);
    hasher.update(&[u8::try_from(index).unwrap_or(u8::MAX)]);
    hasher.update(data);
    let hash = hasher.finalize();
    std::array::from_fn(|place| hash.as_bytes()[place] & 31)
}

fn letters(group: &[u8]) -> String {
    group.iter().map(|&digit| char::from(ALPHABET[usize::from(digit)])).collect()
}

/// Five bits a digit, highest first, zero bits at the end.
fn to_digits(bytes: &[u8]) -> Vec<u8> {
    let bit = |place: usize| bytes.get(place / 8).map_or(0, |byte| byte >> (7 - place % 8) & 1);
    let digit = |at: usize| (0..5).fold(0, |value, place| value << 1 | bit(at * 5 + place));
    (0..DATA_DIGITS).map(digit).collect()
}

fn to_bytes(digits: &[u8]) -> [u8; SHEET_BYTES] {
    let bit = |place: usize| digits[place / 5] >> (4 - place % 5) & 1;
    std::array::from_fn(|at| (0..8).fold(0, |value, place| value << 1 | bit(at * 8 + place)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PASSPHRASE: &str = "tin whistle café pavement";

    fn sheet() -> String {
        wrap(&MasterKey::from_bytes([0x5a; 32]), PASSPHRASE, [1; 16], [2; 24])
    }

    #[test]
    fn a_sheet_can_be_typed_back_carelessly() {
        let sheet = sheet();
        assert_eq!(sheet.lines().count(), 6);
        assert!(sheet.lines().take(5).all(|line| line.len() == 35));
        let careless = sheet.to_lowercase().replace('0', "o").replace('1', "l").replace(' ', "-").replace('\n', "\r\n\r\n  ");
        let in_one = sheet.replace(['\n', ' '], "");
        for typed in [sheet, careless, in_one] {
            let key = unwrap(&typed, "tin whistle cafe\u{301} pavement").unwrap();
            assert_eq!(key, MasterKey::from_bytes([0x5a; 32]));
        }
    }

    /// A sheet printed today is typed back in years: if this fails, sheets in drawers have become useless.
    #[test]
    fn an_old_sheet_opens_for_ever() {
        let printed = "\
            040G2 08104 0G208 1040G 20810 94GJS\n\
            40G40 G2081 040G2 08104 0G208 CF7V1\n\
            1040G 20810 40G20 8040A V3KKQ RWJBE\n\
            324Z7 1GZ6C 2NGN6 YFX6X 5R5HN JZYZ1\n\
            GMEMJ 5ENBQ 937S2 9VXGC P5EAG 5M4A1\n\
            WNTWZ EYQ7R BHN72 DR800 RXVJG\n\
        ";
        assert_eq!(unwrap(printed, PASSPHRASE).unwrap(), MasterKey::from_bytes([0x5a; 32]));
    }

    /// The saved output of the command that printed it was refused: "this text has 44 lines".
    #[test]
    fn a_sheet_is_found_among_the_words_and_the_code_it_was_printed_with() {
        let code = "\u{2588}\u{2580}\u{2584} ".repeat(12) + "\n";
        let printed = format!("Recovery sheet of x\nFingerprint: 1a2b\n\n{}\n{}Print it.\n", sheet(), code.repeat(30));
        assert_eq!(unwrap(&printed, PASSPHRASE).unwrap(), MasterKey::from_bytes([0x5a; 32]));
        let wrong = printed.replacen(&sheet()[..5], "77777", 1);
        assert_eq!(unwrap(&wrong, PASSPHRASE), Err(RecoveryProblem::LineCheck { line: 1 }));
    }

    #[test]
    fn the_wrong_passphrase_is_told_from_a_wrong_line() {
        assert_eq!(unwrap(&sheet(), "another"), Err(RecoveryProblem::WrongPassphrase));
    }

    /// Every place of the sheet once with another sign: the problem names its line. No passphrase is tried.
    #[test]
    fn a_typing_error_is_named_by_its_line() {
        let sheet = sheet();
        for (index, line) in sheet.lines().enumerate() {
            for place in (0..line.len()).filter(|place| line.as_bytes()[*place] != b' ') {
                let wrong = if line.as_bytes()[place] == b'7' { "8" } else { "7" };
                let mut typed = line.to_owned();
                typed.replace_range(place..=place, wrong);
                let problem = unwrap(&sheet.replace(line, &typed), PASSPHRASE);
                assert_eq!(problem, Err(RecoveryProblem::LineCheck { line: index + 1 }));
            }
        }
    }

    #[test]
    fn other_mistakes_get_their_own_words() {
        let sheet = sheet();
        let lines: Vec<&str> = sheet.lines().collect();
        let swapped = [lines[1], lines[0], lines[2], lines[3], lines[4], lines[5]].join("\n");
        let short = sheet.replacen(lines[2], &lines[2][1..], 1);
        let strange = sheet.replacen(lines[3], &lines[3].replacen(' ', "u", 1), 1);
        let cases = [
            (String::new(), RecoveryProblem::Empty),
            (lines[..5].join("\n"), RecoveryProblem::LineCount { lines: 5 }),
            (swapped, RecoveryProblem::LineCheck { line: 1 }),
            (short, RecoveryProblem::LineLength { line: 3, digits: 29, expected: 30 }),
            (strange, RecoveryProblem::BadCharacter { line: 4, character: 'u' }),
        ];
        for (typed, problem) in cases {
            assert!(problem.to_string().split_whitespace().count() <= 25);
            assert_eq!(unwrap(&typed, PASSPHRASE), Err(problem));
        }
    }

    proptest! {
        #[test]
        fn digits_and_back(bytes in proptest::collection::vec(any::<u8>(), SHEET_BYTES)) {
            prop_assert_eq!(to_bytes(&to_digits(&bytes)).to_vec(), bytes);
        }

        #[test]
        fn no_text_panics(text in any::<String>(), letters in "[0-9A-Z \n-]{0,400}") {
            prop_assert!(unwrap(&text, "x").is_err());
            prop_assert!(unwrap(&letters, "x").is_err());
        }
    }
}
