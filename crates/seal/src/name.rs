//! Names folded for searching and comparing, never for showing: "José  Núñez" and "jose nunez" meet.
//! Only accents and case go; vowel signs of Indic scripts and the voicing marks of kana stay, because without them
//! different names would meet.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The folded form: decomposed (NFKD), without accents, lower case, words separated by one space, without control
/// and invisible characters. Folding it again changes nothing.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut gap = false;
    // Lower case can bring new accents (İ) and decomposing new capitals, hence twice.
    for character in name.nfkd().flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase) {
        if character.is_whitespace() || character.is_control() {
            gap = !folded.is_empty();
        } else if !is_dropped(character) {
            if gap {
                folded.push(' ');
                gap = false;
            }
            // The two small sigmas are one letter, which lower case writes by its place in the word.
            folded.push(if character == 'ς' { 'σ' } else { character });
        }
    }
    folded
}

/// Accents (combining classes of marks above, below and through a letter, and Hebrew and Arabic points), and
/// characters without a shape.
fn is_dropped(character: char) -> bool {
    let invisible =
        matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    // Classes 7, 8 and 9 are nukta, kana voicing and virama.
    invisible || !matches!(canonical_combining_class(character), 0 | 7 | 8 | 9)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_a_name_meet() {
        for (name, folded) in [
            ("  José   NÚÑEZ ", "jose nunez"),
            ("Jose\u{301}\u{a0}Nu\u{301}n\u{303}ez", "jose nunez"),
            ("ＡＮＡ", "ana"),
            ("Zoe\u{200b}\u{308}", "zoe"),
            ("İpek", "ipek"),
            ("ΝΙΚΟΣ", "νικοσ"),
            ("Νίκος", "νικοσ"),
            ("O'Brien-Ångström", "o'brien-angstrom"),
            ("\0\t", ""),
        ] {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn names_that_differ_stay_apart() {
        assert_ne!(fold("が"), fold("か"));
        assert_ne!(fold("कि"), fold("क"));
    }

    #[test]
    fn every_character_folds_to_its_last_form_at_once() {
        for character in '\0'..=char::MAX {
            let folded = fold(&format!("a{character}b"));
            assert_eq!(fold(&folded), folded, "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(name in any::<String>()) {
            let folded = fold(&name);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
