//! ZIP codes and states of the United States. A ZIP is one of the few facts kept in the clear, to choose audiences by.
//! Only syntax and a table of prefixes; where a ZIP lies on the map is another matter.

use std::sync::LazyLock;

const ZIP_STATES: &str = include_str!("../data/zip_states.csv");

/// The 50 states, the District of Columbia and the five inhabited territories, by name: code and English name.
#[rustfmt::skip]
pub const STATES: &[(&str, &str)] = &[
    ("AL", "Alabama"), ("AK", "Alaska"), ("AS", "American Samoa"), ("AZ", "Arizona"), ("AR", "Arkansas"),
    ("CA", "California"), ("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"),
    ("DC", "District of Columbia"), ("FL", "Florida"), ("GA", "Georgia"), ("GU", "Guam"), ("HI", "Hawaii"),
    ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"), ("KS", "Kansas"), ("KY", "Kentucky"),
    ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland"), ("MA", "Massachusetts"), ("MI", "Michigan"),
    ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri"), ("MT", "Montana"), ("NE", "Nebraska"),
    ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"), ("NM", "New Mexico"), ("NY", "New York"),
    ("NC", "North Carolina"), ("ND", "North Dakota"), ("MP", "Northern Mariana Islands"), ("OH", "Ohio"),
    ("OK", "Oklahoma"), ("OR", "Oregon"), ("PA", "Pennsylvania"), ("PR", "Puerto Rico"), ("RI", "Rhode Island"),
    ("SC", "South Carolina"), ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"), ("VI", "U.S. Virgin Islands"),
    ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"), ("WA", "Washington"), ("WV", "West Virginia"),
    ("WI", "Wisconsin"), ("WY", "Wyoming"),
];

/// Codes that [`state`] can give beside those of [`STATES`]: the armed forces' post, and three countries that the
/// Postal Service serves under a compact.
#[rustfmt::skip]
pub const POSTAL_ONLY: &[(&str, &str)] = &[
    ("AA", "Armed Forces Americas"), ("AE", "Armed Forces Europe"), ("AP", "Armed Forces Pacific"),
    ("FM", "Federated States of Micronesia"), ("MH", "Marshall Islands"), ("PW", "Palau"),
];

struct StateTable {
    by_prefix: [Option<&'static str>; 1000],
    /// Ranges of whole ZIPs that beat their prefix; a handful, so read one by one.
    exceptions: Vec<(u32, u32, &'static str)>,
}

static STATE_TABLE: LazyLock<StateTable> = LazyLock::new(|| {
    let mut table = StateTable { by_prefix: [None; 1000], exceptions: Vec::new() };
    for [first, last, state] in crate::table::rows(ZIP_STATES) {
        let number = |text: &str| text.parse::<u32>().expect("a test reads every row of the file");
        if first.len() == 5 {
            table.exceptions.push((number(first), number(last), state));
        } else {
            table.by_prefix[number(first) as usize..=number(last) as usize].fill(Some(state));
        }
    }
    table
});

/// The five digits of a ZIP or ZIP+4 as people write them, or `None`. Whether it is in use is not asked.
pub fn clean(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let (zip, rest) = typed.split_at_checked(5)?;
    let extra = rest.trim_start_matches(|character: char| character == '-' || character.is_whitespace());
    let bounded = rest.len() - extra.len() <= 3;
    (digits(zip, 5) && (rest.is_empty() || digits(extra, 4) && bounded)).then(|| zip.to_owned())
}

/// The two-letter code of the state, territory or military post of five digits; `None` for anything else and for
/// prefixes that are not in use. A ZIP that lies across a border belongs to the state of its post office.
pub fn state(zip: &str) -> Option<&'static str> {
    if zip.len() != 5 || !zip.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = zip.parse().ok()?;
    let exception = STATE_TABLE.exceptions.iter().find(|(first, last, _)| (*first..=*last).contains(&number));
    match exception {
        Some((_, _, state)) => Some(state),
        None => STATE_TABLE.by_prefix[(number / 100) as usize],
    }
}

/// The English name of a code from [`STATES`] or [`POSTAL_ONLY`].
pub fn state_name(code: &str) -> Option<&'static str> {
    STATES.iter().chain(POSTAL_ONLY).find(|(known, _)| *known == code).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;

    /// ZIPs across a border for which that table names only the far side. Their post offices (Lemmon, South Dakota, or
    /// Dove Creek, Colorado) and the middle of their areas lie on ours, so the prefix stands.
    const FAR_SIDE_ONLY: [&str; 12] =
        ["57255", "57430", "57638", "57641", "57642", "57645", "57648", "57660", "57717", "81120", "81137", "81324"];

    #[test]
    fn only_a_zip_is_a_zip() {
        for typed in ["02139", " 02139 ", "02139-1234", "021391234", "02139 1234", "02139 - 1234"] {
            assert_eq!(clean(typed).as_deref(), Some("02139"), "{typed}");
        }
        for typed in ["", "2139", "0213", "02139-", "02139-12", "02139--------1234", "0213a", "０２１３９", "02139é", "SW1A 1AA"]
        {
            assert_eq!(clean(typed), None, "{typed}");
        }
    }

    #[test]
    fn states_by_prefix_and_exception() {
        for (zip, expected) in [
            ("02139", "MA"),
            ("20001", "DC"),
            ("20500", "DC"),
            ("22201", "VA"),
            ("00901", "PR"),
            ("00802", "VI"),
            ("96910", "GU"),
            ("96799", "AS"),
            ("96701", "HI"),
            ("96950", "MP"),
            ("09012", "AE"),
            ("34001", "AA"),
            ("96201", "AP"),
            ("06390", "NY"),
            ("83414", "WY"),
            ("73960", "TX"),
            ("10001", "NY"),
            ("99501", "AK"),
            ("00501", "NY"),
        ] {
            assert_eq!(state(zip), Some(expected), "{zip}");
        }
        for zip in ["00000", "99", "", "0213９", "21300", "96900", "-1234", "+1234"] {
            assert_eq!(state(zip), None, "{zip}");
        }
    }

    #[test]
    fn every_state_has_zips_and_a_name() {
        let reached: BTreeSet<_> = (0..100_000).filter_map(|number| state(&format!("{number:05}"))).collect();
        let named: BTreeSet<_> = STATES.iter().chain(POSTAL_ONLY).map(|(code, _)| *code).collect();
        assert_eq!(reached, named);
        assert_eq!((STATES.len(), named.len()), (56, 62));
        assert!(STATES.is_sorted_by_key(|(_, name)| *name));
        assert_eq!(state_name("VT"), Some("Vermont"));
    }

    /// Compares every ZIP of a public table with ours, where that table is present.
    #[test]
    fn the_census_agrees() {
        #[expect(clippy::disallowed_methods, reason = "where the shared data lies is a matter of the test, not a setting")]
        let shared = std::env::var_os("CLARION_SHARED");
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
        let file = shared.map_or(root, PathBuf::from).join("data/zip_congressional_district.csv");
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("SKIPPED: no {}; set CLARION_SHARED to compare states with the Census", file.display());
            return;
        };
        let mut census: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            census.entry(fields[2]).or_default().insert(fields[1]);
        }
        let differs = |(zip, states): &(&&str, &BTreeSet<&str>)| !state(zip).is_some_and(|ours| states.contains(ours));
        let differing: Vec<_> = census.iter().filter(differs).map(|(zip, _)| *zip).collect();
        eprintln!("{} of {} ZIPs agree with the Census", census.len() - differing.len(), census.len());
        assert_eq!(differing, FAR_SIDE_ONLY);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = state(&text);
            if let Some(zip) = clean(&text) {
                prop_assert_eq!(clean(&zip), Some(zip));
            }
        }
    }
}
