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

/// What is kept of a name for finding it: folded, letters that have no accent to lose spelled as they are typed without one, whatever
/// stands for an apostrophe as one, and once more without it, so that "o’brien", "brien" and "obrien" meet. Names in scripts without
/// spaces stand in both orders as well. Not for keys: these are of [`fold`].
pub fn searchable(given: &str, family: &str) -> String {
    let mut kept = spelled(&format!("{given} {family}"));
    let joined: Vec<String> = kept.split(' ').filter(|word| word.contains('\'')).map(|word| word.replace('\'', "")).collect();
    for word in joined {
        kept.push(' ');
        kept.push_str(&word);
    }
    if [given, family].iter().all(|name| name.chars().any(is_unspaced)) {
        for both in [format!("{given}{family}"), format!("{family}{given}")] {
            kept.push(' ');
            kept.push_str(&spelled(&both));
        }
    }
    kept
}

/// What somebody types to find a name, in the same spelling: words, of which each begins a word of the name. Empty where no word is left.
pub fn sought(text: &str) -> String {
    let plain = spelled(text).replace('\'', "").replace('-', " ");
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn spelled(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '`' | '´' | '＇' => plain.push('\''),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => plain.push('-'),
            other => plain.push(other),
        }
    }
    let mut kept = String::with_capacity(plain.len());
    for character in fold(&plain).chars() {
        match character {
            'ł' => kept.push('l'),
            'ø' => kept.push('o'),
            'đ' | 'ð' => kept.push('d'),
            'ħ' => kept.push('h'),
            'ŧ' => kept.push('t'),
            'ı' => kept.push('i'),
            'æ' => kept.push_str("ae"),
            'œ' => kept.push_str("oe"),
            'þ' => kept.push_str("th"),
            'ß' => kept.push_str("ss"),
            other => kept.push(other),
        }
    }
    kept
}

/// Chinese, Japanese and Korean, whose names are written without a space and the family's first.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{323af}')
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
    fn whoever_looks_for_a_name_spells_it_as_they_can() {
        let begins =
            |name: &str, word: &str| name.split([' ', '-', '\'']).any(|part| part.starts_with(word)) || name.contains(word);
        for (given, family, looks) in [
            ("Josephine", "O'Brien", "o’brien"),
            ("Josephine", "O’Brien", "o'brien"),
            ("Josephine", "O´Brien", "obrien"),
            ("Josephine", "OBrien", "O'Brien"),
            ("Łukasz", "Żółć", "lukasz zolc"),
            ("Lukasz", "Zolc", "Łukasz Żółć"),
            ("Hans", "Straße", "STRASSE"),
            ("Hans", "Strasse", "straße"),
            ("Søren", "Ærø", "soren aero"),
            ("Đorđe", "Œuvre", "dorde oeuvre"),
            ("Þóra", "Guðrún", "thora gudrun"),
            ("Işıl", "Yılmaz", "isil yilmaz"),
            ("Ana", "López García", "lopez–garcia"),
            ("伟", "李", "李伟"),
            ("伟", "李", "伟李"),
        ] {
            let name = searchable(given, family);
            for word in sought(looks).split(' ') {
                assert!(!word.is_empty() && begins(&name, word), "{looks}: {word} in {name}");
            }
        }
        assert_eq!(searchable("Josephine", "O’Brien"), "josephine o'brien obrien");
        assert_eq!(sought(" ’ - "), "");
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
