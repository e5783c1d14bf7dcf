//! The short code of a notice: printed in mails and texts, read aloud, typed by hand.
//!
//! A code is no secret: whoever forges words may print a true one, and the page then shows the true words. It needs only enough
//! letters that a mistyped or made-up one leads nowhere. Eight of twenty letters are 25.6 billion codes (34.6 bits): among ten
//! thousand notices a wrong code meets one in 2.5 million.

/// Letters of a code.
pub const CODE_LETTERS: usize = 8;
/// No vowels, so that no code is a word in any language; nothing that looks like something else in capitals or small letters
/// (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, Q 9 keep one or none of each), and no V, which sounds like B in Spanish.
const LETTERS: &[u8; 20] = b"347BCDFGHJKMNPRSTWXZ";
/// What people type who read a letter for its look-alike.
const READ_AS: [(char, char); 6] = [('8', 'B'), ('6', 'G'), ('5', 'S'), ('2', 'Z'), ('V', 'B'), ('Y', 'J')];
/// The longest text that is looked at: a whole address may be pasted.
const TYPED_BYTES_MAX: usize = 400;

/// The code that this number stands for.
pub fn of_number(mut number: u64) -> String {
    let mut letters = [0; CODE_LETTERS];
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[(number % 20) as usize];
        number /= 20;
    }
    letters.iter().map(|letter| char::from(*letter)).collect()
}

/// Reads a code however it was typed: small letters, spaces and hyphens anywhere, look-alikes, or the whole address.
pub fn fold(typed: &str) -> Option<String> {
    if typed.len() > TYPED_BYTES_MAX {
        return None;
    }
    let last = typed.trim().trim_end_matches('/').rsplit('/').next()?;
    let mut code = String::with_capacity(CODE_LETTERS);
    for typed in last.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.' | '_')) {
        let capital = typed.to_ascii_uppercase();
        let letter = READ_AS.iter().find(|(seen, _)| *seen == capital).map_or(capital, |(_, meant)| *meant);
        let known = u8::try_from(letter).is_ok_and(|byte| LETTERS.contains(&byte));
        if !known || code.len() == CODE_LETTERS {
            return None;
        }
        code.push(letter);
    }
    (code.len() == CODE_LETTERS).then_some(code)
}

/// A code as it is printed: two groups of four.
pub fn spaced(code: &str) -> String {
    match code.split_at_checked(CODE_LETTERS / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(of_number(0), "33333333");
        for typed in
            ["K7MW3XRT", "k7mw-3xrt", " k7mw 3xrt ", "https://act.example/n/K7MW-3XRT", "act.example/es/n/k7mw\u{2013}3xrt/"]
        {
            assert_eq!(fold(typed).as_deref(), Some("K7MW3XRT"), "{typed}");
        }
        assert_eq!(fold("8652-vyKX").as_deref(), Some("BGSZBJKX"));
        for wrong in ["", "K7MW3XR", "K7MW3XRTT", "K7MW3XRA", "\u{41a}7MW3XRT", "n/", &"K".repeat(500)] {
            assert_eq!(fold(wrong), None, "{wrong}");
        }
        assert_eq!(spaced("K7MW3XRT"), "K7MW-3XRT");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(number: u64) {
            let code = of_number(number);
            let (printed, small) = (fold(&spaced(&code)), fold(&code.to_lowercase()));
            prop_assert_eq!(printed.as_deref(), Some(code.as_str()));
            prop_assert_eq!(small.as_deref(), Some(code.as_str()));
        }
    }
}
