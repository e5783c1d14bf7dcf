//! Free text as people send it: made whole, bounded and free of control characters before it is sealed or shown.
//! What may stand in HTML, mail or CSV is not decided here but where it is written out.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Why a text is not taken, in words for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// More characters than the field takes.
    #[error("This text is too long; please keep it under {max_chars} characters.")]
    TooLong {
        /// The most characters that are taken.
        max_chars: usize,
    },
    /// NUL or another control character.
    #[error("This text contains characters that cannot be shown; please type it again.")]
    ControlCharacter,
}

/// Whether a character has no shape of its own: it turns text round, hides in it, or takes room that nobody sees. In a title it makes
/// links without words, and names that read otherwise than they are.
fn is_shapeless(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text without characters that have no shape. Joiners stay where letters need them: between two of a script such as Arabic or
/// Devanagari, and in emoji that are put together.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(is_shapeless) {
        return Cow::Borrowed(text);
    }
    // Latin, Greek, Cyrillic and Armenian need none; what follows them in the table may.
    let joins = |character: Option<char>| character.is_some_and(|c| c >= '\u{590}' && !is_shapeless(c) && !c.is_whitespace());
    let mut seen = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let is_joiner = matches!(character, '\u{200c}' | '\u{200d}');
        if !is_shapeless(character) || (is_joiner && joins(seen.chars().next_back()) && joins(rest.peek().copied())) {
            seen.push(character);
        }
    }
    Cow::Owned(seen)
}

/// Text of one or more lines: trimmed, NFC, without what has no shape ([`visible`]), with `\n` between lines whatever the browser
/// sent. Refuses NUL and every control character but newline and tab, and more than `max_chars` characters. May come out empty.
pub fn clean(text: &str, max_chars: usize) -> Result<String, TextProblem> {
    let too_long = TextProblem::TooLong { max_chars };
    let text = text.trim();
    // A character is at most 4 bytes and NFC joins few of them, so this much cannot become short enough.
    if text.len() > max_chars.saturating_mul(16) {
        return Err(too_long);
    }
    let text: String = text.replace("\r\n", "\n").nfc().collect();
    // What stood on both sides of a character without a shape may be one letter now.
    let seen = match visible(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(seen) => Some(seen.trim().nfc().collect::<String>()),
    };
    let text = seen.unwrap_or(text);
    if text.chars().any(|character| character.is_control() && character != '\n' && character != '\t') {
        return Err(TextProblem::ControlCharacter);
    }
    if text.chars().count() > max_chars {
        return Err(too_long);
    }
    Ok(text)
}

/// Text of one line, such as a name: as [`clean`], but newline and tab are refused too, so that it can never start
/// a new header, row or field.
pub fn clean_line(text: &str, max_chars: usize) -> Result<String, TextProblem> {
    let text = clean(text, max_chars)?;
    if text.contains(['\n', '\t', '\u{2028}', '\u{2029}']) {
        return Err(TextProblem::ControlCharacter);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_comes_out_whole_and_bounded() {
        assert_eq!(clean("  Hi,\r\n\tyou \n", 20).unwrap(), "Hi,\n\tyou");
        assert_eq!(clean("e\u{301}", 1).unwrap(), "é");
        assert_eq!(clean("", 0).unwrap(), "");
        assert_eq!(clean("abc", 2), Err(TextProblem::TooLong { max_chars: 2 }));
        assert_eq!(clean(&"a".repeat(1_000_000), 100), Err(TextProblem::TooLong { max_chars: 100 }));
        for bad in ["a\0b", "a\rb", "a\u{1b}[31mb", "a\u{85}b", "a\u{7f}b"] {
            assert_eq!(clean(bad, 100), Err(TextProblem::ControlCharacter));
        }
    }

    #[test]
    fn what_has_no_shape_goes_and_joiners_stay_where_letters_need_them() {
        for empty in ["\u{200b}", "\u{2066}\u{2069}", " \u{feff} ", "\u{3164}", "\u{200d}\u{200d}", "\u{e0061}"] {
            assert_eq!(clean(empty, 100).unwrap(), "", "{empty:?}");
        }
        assert_eq!(visible("\u{202e}open\u{202c} room"), "open room");
        assert_eq!(visible("read\u{200b}ing\u{ad}room\u{200d}"), "readingroom");
        for whole in ["می\u{200c}خواهم", "क\u{94d}\u{200d}ष", "👩\u{200d}🌾", "❤\u{fe0f}\u{200d}🔥", "José Núñez", "שלום"]
        {
            assert_eq!(visible(whole), whole);
        }
    }

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(clean_line(" Ana María ", 20).unwrap(), "Ana María");
        for bad in ["Ana\nBcc: x", "Ana\r\nBcc: x", "Ana\tB", "Ana\u{2028}B"] {
            assert_eq!(clean_line(bad, 100), Err(TextProblem::ControlCharacter));
        }
    }

    proptest! {
        #[test]
        fn cleaning_again_changes_nothing(text in any::<String>()) {
            if let Ok(clean_text) = clean(&text, 500) {
                prop_assert_eq!(clean(&clean_text, 500), Ok(clean_text));
            }
        }
    }
}
