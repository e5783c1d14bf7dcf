//! Telephone numbers to E.164, so that one number is one key however it was typed. Syntax only: whether it rings is
//! not asked here.
//!
//! Our own small fold, not the `phonenumber` crate. That was fast (5 to 12 us) and did not panic on 300,000 hostile
//! texts, but let the assumed country change a number that names its own: with "GB", +39 06... lost its zero, and with
//! "US", 011 52 55... gained digits: another human's number. It also costs 64 ms and 17 MB at first use, and its rules
//! change with each release, while a stored matching key must not.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

const CALLING_CODES: &str = include_str!("../data/calling_codes.csv");
/// Most bytes of a text looked at: a number with every sensible separator is far shorter.
const INPUT_BYTES_MAX: usize = 64;
/// Digits of the shortest (Niue) and the longest international number, calling code included (E.164, section 6).
const INTERNATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A number in its one form. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone {
    /// Plus, calling code, number: `+12025550143`.
    pub e164: String,
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

/// Why a text is no telephone number, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// Nothing but white space.
    #[error("Please enter a telephone number.")]
    Empty,
    /// Letters, an extension, or signs that no number has.
    #[error("A telephone number has digits only; please leave out letters and extensions.")]
    BadCharacter,
    /// Too few digits for the country.
    #[error("This telephone number is too short; please write it with its area code.")]
    TooShort,
    /// Too many digits for the country.
    #[error("This telephone number is too long; please check it.")]
    TooLong,
    /// An area code or exchange that the North American plan does not have.
    #[error("This number does not exist in the North American numbering plan; please check the area code.")]
    NotAssigned,
    /// Written without a country, and the country named has no simple rule.
    #[error("Please write the number with a plus and the country code in front.")]
    CountryNeeded,
}

struct Plan {
    code: &'static str,
    trunk: &'static str,
    digits: std::ops::RangeInclusive<usize>,
}

static PLANS: LazyLock<HashMap<&'static str, Plan>> = LazyLock::new(|| {
    crate::table::rows(CALLING_CODES)
        .map(|[country, code, trunk, shortest, longest]| {
            let digits = |text: &str| text.parse().expect("a test reads every row of the file");
            (country, Plan { code, trunk, digits: digits(shortest)..=digits(longest) })
        })
        .collect()
});

/// Folds what a person typed. `country` is the ISO 3166-1 code (either case) assumed where the number names none.
pub fn fold(typed: &str, country: &str) -> Result<Phone, PhoneProblem> {
    if typed.len() > INPUT_BYTES_MAX {
        return Err(PhoneProblem::TooLong);
    }
    let typed: String = typed.nfkc().collect();
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(PhoneProblem::Empty);
    }
    let (marked, rest) = typed.strip_prefix('+').map_or((false, typed), |rest| (true, rest));
    if marked {
        // "+44 (0)20 ..." shows the trunk zero to callers inside the country.
        return international(&digits_of(&rest.replacen("(0)", "", 1))?);
    }
    let digits = digits_of(rest)?;
    let plan = PLANS.get(country.to_ascii_uppercase().as_str());
    let exit = if plan.is_some_and(|plan| plan.code == "1") { "011" } else { "00" };
    match (digits.strip_prefix(exit), plan) {
        (Some(abroad), _) => international(abroad),
        (None, Some(plan)) => national(&digits, plan),
        (None, None) => Err(PhoneProblem::CountryNeeded),
    }
}

/// The digits, if nothing stands between them but what people use to group them.
fn digits_of(text: &str) -> Result<String, PhoneProblem> {
    let mut digits = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' => digits.push(character),
            ' ' | '(' | ')' | '.' | '-' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            _ => return Err(PhoneProblem::BadCharacter),
        }
    }
    Ok(digits)
}

fn international(digits: &str) -> Result<Phone, PhoneProblem> {
    if let Some(national) = digits.strip_prefix('1') {
        return north_american(national);
    }
    check_length(digits.len(), &INTERNATIONAL_DIGITS)?;
    if digits.starts_with('0') {
        return Err(PhoneProblem::CountryNeeded);
    }
    // Mexico wrote mobiles as +52 1 until August 2019; both forms still reach the same telephone.
    if let Some(mobile) = digits.strip_prefix("521").filter(|mobile| mobile.len() == 10) {
        return Ok(Phone { e164: format!("+52{mobile}") });
    }
    Ok(Phone { e164: format!("+{digits}") })
}

fn national(digits: &str, plan: &Plan) -> Result<Phone, PhoneProblem> {
    if plan.code == "1" {
        return north_american(digits.strip_prefix(plan.trunk).unwrap_or(digits));
    }
    let number = digits.strip_prefix(plan.trunk).unwrap_or(digits);
    check_length(number.len(), &plan.digits)?;
    international(&format!("{}{number}", plan.code))
}

/// Ten digits NXX NXX XXXX with N from 2 to 9; neither area code nor exchange is a service code (N11), and area
/// codes N9X are kept for a longer plan (North American Numbering Plan Administrator).
fn north_american(digits: &str) -> Result<Phone, PhoneProblem> {
    check_length(digits.len(), &(10..=10))?;
    let bytes = digits.as_bytes();
    let block = |block: &[u8]| block[0] >= b'2' && &block[1..] != b"11";
    if !block(&bytes[..3]) || bytes[1] == b'9' || !block(&bytes[3..6]) {
        return Err(PhoneProblem::NotAssigned);
    }
    Ok(Phone { e164: format!("+1{digits}") })
}

fn check_length(length: usize, allowed: &std::ops::RangeInclusive<usize>) -> Result<(), PhoneProblem> {
    match length {
        _ if length < *allowed.start() => Err(PhoneProblem::TooShort),
        _ if length > *allowed.end() => Err(PhoneProblem::TooLong),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(typed: &str, country: &str) -> Result<String, PhoneProblem> {
        fold(typed, country).map(|phone| phone.e164)
    }

    #[test]
    fn one_number_however_it_is_typed() {
        for typed in [
            "202-555-0143",
            "(202) 555-0143",
            "1 202 555 0143",
            "+1 202.555.0143",
            " 2025550143 ",
            "+1/202/555\u{2013}0143",
            "０２",
            "011 1 202 555 0143",
        ] {
            let expected = if typed == "０２" { Err(PhoneProblem::TooShort) } else { Ok("+12025550143".to_owned()) };
            assert_eq!(folded(typed, "us"), expected, "{typed}");
        }
    }

    #[test]
    fn a_named_country_is_never_overruled() {
        for country in ["US", "GB", "IT", "MX", "", "??"] {
            assert_eq!(folded("+39 06 1234 5678", country).unwrap(), "+390612345678");
            assert_eq!(folded("+44 (0)20 7946 0958", country).unwrap(), "+442079460958");
            assert_eq!(folded("+52 1 55 1234 5678", country).unwrap(), "+525512345678");
        }
        assert_eq!(folded("011 52 55 1234 5678", "US").unwrap(), "+525512345678");
    }

    #[test]
    fn numbers_inside_a_country_get_its_code() {
        assert_eq!(folded("020 7946 0958", "GB").unwrap(), "+442079460958");
        assert_eq!(folded("0044 20 7946 0958", "DE").unwrap(), "+442079460958");
        assert_eq!(folded("06 1234 5678", "IT").unwrap(), "+390612345678");
        assert_eq!(folded("55 1234 5678", "MX").unwrap(), "+525512345678");
        assert_eq!(folded("787-555-0143", "PR").unwrap(), "+17875550143");
    }

    #[test]
    fn what_is_no_number_says_why() {
        let cases = [
            ("", "US", PhoneProblem::Empty),
            ("555-0143", "US", PhoneProblem::TooShort),
            ("202 555 0143 22", "US", PhoneProblem::TooLong),
            ("202 555 0143 x22", "US", PhoneProblem::BadCharacter),
            ("1-800-FLOWERS", "US", PhoneProblem::BadCharacter),
            ("102 555 0143", "US", PhoneProblem::TooShort),
            ("002 555 0143", "US", PhoneProblem::NotAssigned),
            ("202 155 0143", "US", PhoneProblem::NotAssigned),
            ("911 555 0143", "US", PhoneProblem::NotAssigned),
            ("202 555 0143", "XX", PhoneProblem::CountryNeeded),
            ("+0202 555 0143", "US", PhoneProblem::CountryNeeded),
            ("+1234567890123456", "US", PhoneProblem::TooLong),
            ("+49 1234567890123456", "US", PhoneProblem::TooLong),
            ("20255\u{0}50143", "US", PhoneProblem::BadCharacter),
            ("202+5550143", "US", PhoneProblem::BadCharacter),
        ];
        for (typed, country, problem) in cases {
            assert_eq!(folded(typed, country), Err(problem), "{typed}");
            assert!(problem.to_string().split_whitespace().count() <= 25);
        }
        assert_eq!(folded(&"1".repeat(100_000), "US"), Err(PhoneProblem::TooLong));
    }

    #[test]
    fn every_row_of_the_table_is_sound() {
        for (country, plan) in PLANS.iter() {
            assert!(country.len() == 2 && plan.code.parse::<u16>().is_ok() && plan.digits.start() <= plan.digits.end());
            assert!(plan.code.len() + plan.digits.end() <= 15, "{country}");
        }
        assert!(PLANS.len() > 60);
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(typed in "[+]?[0-9() .-]{6,20}", country in "US|GB|IT|MX|DE|XX", other in "US|GB|IT|MX|DE|XX") {
            if let Ok(phone) = fold(&typed, &country) {
                prop_assert_eq!(fold(&phone.e164, &other).unwrap(), phone);
            }
        }

        #[test]
        fn no_text_panics(typed in any::<String>(), country in any::<String>()) {
            let _ = fold(&typed, &country);
            let _ = fold(&typed, "US");
        }
    }
}
