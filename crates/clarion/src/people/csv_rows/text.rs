//! From the bytes of a row to text: UTF-8, else Windows-1252; splitting a row that is to be refused; and the apostrophe
//! that keeps a spreadsheet from running a cell as a formula, put on and taken off.

use std::borrow::Cow;

/// Windows-1252 for 0x80 to 0x9F; the five bytes without a character stay the control they are, as the web's encoding
/// standard has it. Every other byte is the code point of its own value.
const WINDOWS_1252_HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// UTF-8 if it is, else Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| windows_1252(bytes).into(), Cow::Borrowed)
}

/// Every byte string is Windows-1252.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    let character = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS_1252_HIGH[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}

/// All cells of one row, however many, in one encoding. Slow, for headers and refused rows only.
pub(super) fn split(raw: &[u8], delimiter: u8) -> Vec<String> {
    let is_utf8 = std::str::from_utf8(raw).is_ok();
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(raw);
    let mut row = csv::ByteRecord::new();
    // Bytes in memory do not fail to be read, and rows may have any number of cells; an error would leave none.
    let _ = reader.read_byte_record(&mut row);
    let text = |cell: &[u8]| if is_utf8 { decode(cell).into_owned() } else { windows_1252(cell) };
    row.iter().map(text).collect()
}

/// Whether a spreadsheet would run a cell that begins so, or would after one of our apostrophes was taken off.
fn needs_apostrophe(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cell as it may be written to a file: with an apostrophe before what a spreadsheet would run. A cell that already
/// has one gets another, so that [`restore`] is its exact inverse.
pub(crate) fn neutralise(cell: &str) -> Cow<'_, str> {
    if needs_apostrophe(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// The cell as it was before [`neutralise`].
pub(super) fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(inner) if needs_apostrophe(inner) => inner,
        _ => cell,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_gets_an_apostrophe_and_loses_it_again() {
        for cell in ["=1+1", "+15550100", "-2", "@sum", "\tx", "\rx", "'=x", "''@"] {
            assert_eq!(neutralise(cell), format!("'{cell}"));
            assert_eq!(restore(&neutralise(cell)), cell);
        }
        for cell in ["", "O'Example", "'quoted'", "a=b"] {
            assert_eq!(neutralise(cell), cell);
            assert_eq!(restore(cell), cell);
        }
    }

    #[test]
    fn windows_1252_is_read_byte_by_byte() {
        assert_eq!(decode(b"Jos\xE9 \x93x\x94 \x80"), "José “x” €");
        assert_eq!(decode("José €".as_bytes()), "José €");
    }

    proptest! {
        #[test]
        fn restoring_undoes_neutralising(cell in "['=+@a\t\r-]{0,6}") {
            let written = neutralise(&cell);
            prop_assert_eq!(restore(&written), cell.as_str());
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
