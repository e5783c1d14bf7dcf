//! The offices that ship with the product, without holders, and the sets that a petition can name at once.
//!
//! The list is `data/offices.csv`, whose header says where it comes from; it is built into the binary. It also says how
//! an office gets its slug, so that every source of holders arrives at the same one.

use super::{OfficeKey, Unused};

/// The shipped list; its layout is checked by the tests below.
const SHIPPED: &str = include_str!("../../data/offices.csv");

/// An office, whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// For example `us-al-governor`; never renamed, it is part of addresses.
    pub slug: String,
    /// Title in English.
    pub title_en: String,
    /// Title in Spanish, in both genders because the office has no holder here.
    pub title_es: String,
    /// The body it belongs to, in English.
    pub body_en: String,
    /// The body it belongs to, in Spanish.
    pub body_es: String,
    /// `country`, `state` or `district`.
    pub level: String,
    /// Open Civic Data division id.
    pub division: String,
    /// Names of the sets it is in: `governors`, `administration`, `mayors`.
    pub sets: Vec<String>,
}

/// Every office that ships, in the order of the list.
pub fn shipped() -> Vec<Office> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(SHIPPED.as_bytes())
        .into_records()
        .map(|row| office(&row.expect("the shipped list is part of the binary and covered by a test")))
        .collect()
}

/// The offices of a set: `governors` are the 50 of the states, `administration` the federal executive ones. Empty for an
/// unknown name.
pub fn in_set(set: &str) -> Vec<Office> {
    let mut offices = shipped();
    offices.retain(|office| office.sets.iter().any(|name| name == set));
    offices
}

fn office(row: &csv::StringRecord) -> Office {
    let cell = |column: usize| row.get(column).unwrap_or_default().to_owned();
    Office {
        slug: cell(0),
        title_en: cell(1),
        title_es: cell(2),
        body_en: cell(3),
        body_es: cell(4),
        level: cell(5),
        division: cell(6),
        sets: cell(7).split_whitespace().map(str::to_owned).collect(),
    }
}

/// The office of a role in a division.
///
/// The slug is the division's parts without their kinds for a country, state, district or territory (`us-al`) and with
/// them below (`us-ma-place-salem`, because a county may bear the same name), then the role. The head of the District of
/// Columbia is its mayor, whatever a source calls the role.
///
/// # Errors
/// [`Unused::UnknownOffice`] where the role is empty or the division is no Open Civic Data id.
pub fn key(role: &str, division: &str) -> Result<OfficeKey, Unused> {
    let division = division.trim();
    let place = place_slug(division).ok_or(Unused::UnknownOffice)?;
    let role = role_slug(role);
    if role.is_empty() {
        return Err(Unused::UnknownOffice);
    }
    let role = match (role.as_str(), place.as_str()) {
        ("governor", "us-dc") => "mayor".to_owned(),
        ("lt-governor", _) => "lieutenant-governor".to_owned(),
        _ => role,
    };
    Ok(OfficeKey { slug: format!("{place}-{role}"), role, division: division.to_owned() })
}

/// `lt_governor` and "Secretary of State" become `lt-governor` and `secretary-of-state`.
fn role_slug(role: &str) -> String {
    let words: Vec<String> =
        role.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let slug = words.join("-");
    // Nobody's title is this long; a slug is part of an address.
    if slug.len() > 80 { String::new() } else { slug }
}

fn place_slug(division: &str) -> Option<String> {
    let path = division.strip_prefix("ocd-division/")?;
    if path.len() > 150 {
        return None;
    }
    let mut slug = String::new();
    for part in path.split('/') {
        let (kind, name) = part.split_once(':')?;
        let known = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-~.".contains(&b))
        };
        if !known(kind) || !known(name) {
            return None;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        if !matches!(kind, "country" | "state" | "district" | "territory") {
            slug.push_str(kind);
            slug.push('-');
        }
        slug.push_str(name);
    }
    Some(slug)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn all_governors_are_fifty_and_the_mayor_is_not_among_them() {
        let governors = in_set("governors");
        assert_eq!(governors.len(), 50);
        assert!(governors.iter().all(|o| o.level == "state"));
        assert!(!governors.iter().any(|o| o.slug == "us-dc-mayor"));
        assert!(shipped().iter().any(|o| o.slug == "us-dc-mayor"));
    }

    #[test]
    fn the_administration_is_president_vice_president_and_fifteen_heads() {
        assert_eq!(in_set("administration").len(), 17);
        assert_eq!(shipped().len(), 50 + 1 + 17);
        assert!(in_set("unheard-of").is_empty());
    }

    #[test]
    fn slugs_and_division_and_role_agree_and_no_cell_is_empty() {
        let mut slugs = BTreeSet::new();
        for office in shipped() {
            assert!(slugs.insert(office.slug.clone()), "{} twice", office.slug);
            let place = place_slug(&office.division).unwrap();
            let role = office.slug.strip_prefix(&format!("{place}-")).unwrap();
            assert_eq!(key(role, &office.division).unwrap().slug, office.slug);
            for cell in [&office.title_en, &office.title_es, &office.body_en, &office.body_es] {
                assert!(!cell.is_empty(), "{}", office.slug);
            }
            assert!(!office.sets.is_empty());
        }
    }

    #[test]
    fn one_office_has_one_slug_however_a_source_writes_it() {
        let slug = |role, division| key(role, division).map(|key| key.slug);
        let dc = "ocd-division/country:us/district:dc";
        assert_eq!(slug("governor", dc).unwrap(), "us-dc-mayor");
        assert_eq!(slug("Mayor", dc).unwrap(), "us-dc-mayor");
        let nv = "ocd-division/country:us/state:nv";
        assert_eq!(slug("lt_governor", nv).unwrap(), "us-nv-lieutenant-governor");
        assert_eq!(slug("Secretary of State", nv).unwrap(), "us-nv-secretary-of-state");
        let salem = "ocd-division/country:us/state:ma/place:salem";
        assert_eq!(slug("mayor", salem).unwrap(), "us-ma-place-salem-mayor");
        for bad in ["", "us", "ocd-division/", "ocd-division/country:US", "ocd-division/country:us/../x"] {
            assert_eq!(slug("governor", bad), Err(Unused::UnknownOffice), "{bad}");
        }
        assert_eq!(slug(" ?", nv), Err(Unused::UnknownOffice));
    }
}
