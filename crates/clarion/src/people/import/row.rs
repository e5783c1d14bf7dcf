//! From a row of a list to somebody who can be keyed and sealed, or the sentence why not.
//!
//! A mailbox or a number that cannot be read refuses its row: nothing is taken by half, and whoever imports can mend the row or
//! leave the column out. What only fails to be a coarse fact (a foreign postal code, a province) is kept, sealed.

use super::signing::date;
use crate::people::csv_rows::PersonRow;
use crate::people::{Coarse, Details};
use crate::web::site::SITE_ZONE;
use seal::text::{clean, clean_line};

const NAME_CHARS_MAX: usize = 100;
const STREET_CHARS_MAX: usize = 300;
/// Of a foreign id and whatever else is kept as it stands.
const OTHER_CHARS_MAX: usize = 100;

/// How people and their systems write the countries that the lists of this server's groups name most.
const COUNTRIES: [(&str, &str); 12] = [
    ("united states", "US"),
    ("united states of america", "US"),
    ("usa", "US"),
    ("u.s.", "US"),
    ("u.s.a.", "US"),
    ("estados unidos", "US"),
    ("ee. uu.", "US"),
    ("puerto rico", "US"),
    ("canada", "CA"),
    ("mexico", "MX"),
    ("méxico", "MX"),
    ("united kingdom", "GB"),
];

/// Somebody who can be keyed and sealed.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) folded_email: Option<String>,
    pub(super) details: Details,
    pub(super) coarse: Coarse,
    /// Since when they have been on the list, where the row says so: the noon of a day.
    pub(super) joined_at: Option<i64>,
}

/// Reads a row. `home` is the country of rows that name none. The sentence of a refusal holds nothing of the row.
pub(super) fn check(row: &PersonRow, home: &str) -> Result<Checked, String> {
    let mut details = Details::default();
    let country = country(row, home, &mut details)?;
    let email = match row.email.as_str() {
        "" => None,
        typed => Some(seal::email::fold(typed).map_err(|problem| problem.to_string())?),
    };
    if !row.phone.is_empty() {
        let assumed = if country.is_empty() { home } else { &country };
        details.phone = seal::phone::fold(&row.phone, assumed).map_err(|problem| problem.to_string())?.e164;
    }
    // A row that names a place abroad and a number abroad is not at home, though it names no country.
    let is_abroad = row.country.is_empty() && is_elsewhere(row) && !matches!(details.phone.get(..2), None | Some("+1"));
    let country = if is_abroad { String::new() } else { country };
    (details.given_name, details.family_name) = names(row)?;
    details.street = clean(&row.street, STREET_CHARS_MAX).map_err(|problem| problem.to_string())?;
    details.locality = line(&row.city, NAME_CHARS_MAX)?;
    let coarse = Coarse { region: String::new(), zip: zip(row, &country, &mut details)?, lang: lang(&row.language), country };
    let coarse = Coarse { region: region(row, &coarse, &mut details)?, ..coarse };
    if !row.source_id.is_empty() {
        details.identifiers.push(format!("import:{}", line(&row.source_id, OTHER_CHARS_MAX)?));
    }
    let joined_at = noon(&row.joined);
    if joined_at.is_none() {
        keep(&mut details, "joined", &row.joined)?;
    }
    let (folded_email, typed) = email.map(|email| (email.folded, email.typed)).unzip();
    details.email = typed.unwrap_or_default();
    Ok(Checked { folded_email, details, coarse, joined_at })
}

/// The noon of a day as it is written in front of a cell.
fn noon(text: &str) -> Option<i64> {
    let at = date(text)?.at(12, 0, 0, 0).in_tz(SITE_ZONE).ok()?;
    Some(at.timestamp().as_microsecond())
}

fn line(text: &str, chars_max: usize) -> Result<String, String> {
    clean_line(text, chars_max).map_err(|problem| problem.to_string())
}

/// Keeps a cell sealed as it stands, unless it is empty.
fn keep(details: &mut Details, name: &str, text: &str) -> Result<(), String> {
    if !text.is_empty() {
        details.custom.insert(name.to_owned(), line(text, OTHER_CHARS_MAX)?);
    }
    Ok(())
}

/// Given and family name. A whole name in one cell is "Family, Given" where it has a comma, else its last word is the family name.
fn names(row: &PersonRow) -> Result<(String, String), String> {
    if row.full_name.is_empty() || !row.given_name.is_empty() || !row.family_name.is_empty() {
        return Ok((line(&row.given_name, NAME_CHARS_MAX)?, line(&row.family_name, NAME_CHARS_MAX)?));
    }
    let whole = line(&row.full_name, 2 * NAME_CHARS_MAX)?;
    let (given, family) = match (whole.split_once(','), whole.rsplit_once(' ')) {
        (Some((family, given)), _) | (None, Some((given, family))) => (given.trim(), family.trim()),
        (None, None) => (whole.as_str(), ""),
    };
    Ok((given.to_owned(), family.to_owned()))
}

fn country(row: &PersonRow, home: &str, details: &mut Details) -> Result<String, String> {
    let text = row.country.as_str();
    if text.is_empty() {
        return Ok(home.to_owned());
    }
    if text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    let small = text.to_lowercase();
    if let Some((_, code)) = COUNTRIES.iter().find(|(name, _)| *name == small) {
        return Ok((*code).to_owned());
    }
    keep(details, "country", text)?;
    Ok(String::new())
}

/// The state or territory that the row names, if it is one of the United States.
fn named_state(row: &PersonRow) -> Option<&'static str> {
    let mut states = seal::zip::STATES.iter().chain(seal::zip::POSTAL_ONLY);
    states.find(|(code, name)| row.state.eq_ignore_ascii_case(code) || row.state.eq_ignore_ascii_case(name)).map(|(code, _)| *code)
}

/// Whether the row names a state that is none of the United States.
fn is_elsewhere(row: &PersonRow) -> bool {
    !row.state.is_empty() && named_state(row).is_none()
}

/// Whether the rest of the row agrees that its digits were a ZIP of the United States once: four digits are a postal code in many
/// countries, too, and a wrong digit in others.
fn may_have_lost_zeros(row: &PersonRow, zip: &str) -> bool {
    match named_state(row) {
        Some(named) => seal::zip::state(zip) == Some(named),
        None => row.state.is_empty() || !row.country.is_empty(),
    }
}

/// Five digits. Spreadsheets take the zeros in front of a ZIP away: two of them are put back, unless the row contradicts that.
fn zip(row: &PersonRow, country: &str, details: &mut Details) -> Result<String, String> {
    let text = row.zip.as_str();
    let short = (3..5).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    let found = match country == "US" {
        true if short => seal::zip::clean(&format!("{text:0>5}")).filter(|zip| may_have_lost_zeros(row, zip)),
        true => seal::zip::clean(text),
        false => None,
    };
    if found.is_none() {
        keep(details, "postal_code", text)?;
    }
    Ok(found.unwrap_or_default())
}

/// The state that the row names, else that of its ZIP.
fn region(row: &PersonRow, coarse: &Coarse, details: &mut Details) -> Result<String, String> {
    if coarse.country != "US" {
        keep(details, "state", &row.state)?;
        return Ok(String::new());
    }
    let named = named_state(row);
    if named.is_none() {
        keep(details, "state", &row.state)?;
    }
    Ok(named.or_else(|| seal::zip::state(&coarse.zip)).unwrap_or_default().to_owned())
}

/// `en` or `es` of "es-MX", "Spanish", "Español", "inglés"; else empty.
fn lang(text: &str) -> String {
    let small = text.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| small.starts_with(word));
    let lang = match () {
        () if matches!(small.get(..2), Some("en" | "es")) && !small.starts_with("esto") => &small[..2],
        () if begins(&["sp", "castellano"]) => "es",
        () if begins(&["ingl"]) => "en",
        () => "",
    };
    lang.to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    fn row() -> PersonRow {
        PersonRow { email: "Ana@Mail.example".to_owned(), ..PersonRow::default() }
    }

    #[test]
    fn a_state_is_named_or_follows_from_the_zip_whose_zeros_are_put_back() {
        let by_zip = check(&PersonRow { zip: "2134".to_owned(), ..row() }, "US").unwrap();
        assert_eq!((by_zip.coarse.zip.as_str(), by_zip.coarse.region.as_str()), ("02134", "MA"));
        let named =
            check(&PersonRow { state: "new york".to_owned(), country: "Estados Unidos".to_owned(), ..row() }, "MX").unwrap();
        assert_eq!((named.coarse.region.as_str(), named.coarse.country.as_str()), ("NY", "US"));
        let abroad = check(&PersonRow { zip: "K1A 0B1".to_owned(), country: "ca".to_owned(), ..row() }, "US").unwrap();
        assert_eq!((abroad.coarse.zip.as_str(), abroad.details.custom["postal_code"].as_str()), ("", "K1A 0B1"));
    }

    /// A number in Denmark with "Zealand, 2100" became 02100, MA, US; "Ohio, 1234" became 01234, which lies in Massachusetts.
    #[test]
    fn a_short_zip_makes_no_state_that_the_row_contradicts() {
        let checked = |state: &str, zip: &str, country: &str, phone: &str| {
            let (state, zip, country, phone) = (state.to_owned(), zip.to_owned(), country.to_owned(), phone.to_owned());
            let Checked { details, coarse, .. } = check(&PersonRow { state, zip, country, phone, ..row() }, "US").unwrap();
            (coarse.zip, coarse.region, coarse.country, details.custom.get("postal_code").cloned().unwrap_or_default())
        };
        let facts = |zip: &str, region: &str, country: &str, kept: &str| {
            (zip.to_owned(), region.to_owned(), country.to_owned(), kept.to_owned())
        };
        assert_eq!(checked("Zealand", "2100", "", "+45 32 12 34 56"), facts("", "", "", "2100"));
        assert_eq!(checked("Zealand", "2100", "", ""), facts("", "", "US", "2100"));
        assert_eq!(checked("", "2100", "Denmark", ""), facts("", "", "", "2100"));
        assert_eq!(checked("Ohio", "1234", "", ""), facts("", "OH", "US", "1234"));
        assert_eq!(checked("MA", "2134", "", ""), facts("02134", "MA", "US", ""));
        assert_eq!(checked("", "2134", "", "+1 617 555 0143"), facts("02134", "MA", "US", ""));
        assert_eq!(checked("Mass.", "2134", "USA", ""), facts("02134", "MA", "US", ""));
    }

    #[test]
    fn a_whole_name_is_parted() {
        let named = |full_name: &str| names(&PersonRow { full_name: full_name.to_owned(), ..row() }).unwrap();
        assert_eq!(named("Ana María Example"), ("Ana María".to_owned(), "Example".to_owned()));
        assert_eq!(named("Example, Ana"), ("Ana".to_owned(), "Example".to_owned()));
        assert_eq!(named("Ana"), ("Ana".to_owned(), String::new()));
    }

    #[test]
    fn languages_are_english_spanish_or_unknown() {
        let known = ["es-MX", "Spanish", "Español", "castellano", "EN", "English", "Inglés"];
        assert_eq!(known.map(lang), ["es", "es", "es", "es", "en", "en", "en"]);
        assert_eq!(["", "fr", "e", "한국어"].map(lang), ["", "", "", ""]);
    }

    #[test]
    fn a_refusal_says_why_and_quotes_nothing() {
        let bad = [
            PersonRow { email: "ana at mail".to_owned(), ..row() },
            PersonRow { phone: "12".to_owned(), ..row() },
            PersonRow { given_name: "x".repeat(200), ..row() },
        ];
        for row in bad {
            let reason = check(&row, "US").unwrap_err();
            assert!(reason.split_whitespace().count() <= 25 && !reason.contains("ana"), "{reason}");
        }
    }
}
