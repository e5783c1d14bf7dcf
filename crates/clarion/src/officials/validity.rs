//! Who holds an office today, as far as imported, dated terms say; nobody where they do not.
//!
//! A term is *current* on a day if all of this is so:
//! - it has a source;
//! - it has a start, on or before that day. A term without one is *undated*, even with an end far ahead: between an
//!   election and the oath files already carry the next holder, often with an end only. (In the OpenStates data this
//!   leaves out about fifty secretaries of state and election officers, and no governor.)
//! - it has an end after that day. On the end day itself it has expired: sources give the successor the same day as start.
//! - a term without an end (heads of departments serve until they go) counts for [`OPEN_TERM_DAYS_MAX`] days from the day
//!   it was checked, then it is *unchecked*: nothing in it would ever say that it is over.
//!
//! Where two different people are current in one office, neither is shown, and the conflict is reported.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Holding;

/// How long a term without an end is believed after it was last checked, in days: half a year, about twice a season of
/// appointments. Our choice, not a rule of anybody's.
pub const OPEN_TERM_DAYS_MAX: i32 = 182;

/// What a term is worth on a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// May be shown.
    Current,
    /// Over.
    Expired,
    /// Starts later.
    NotBegun,
    /// No start, or no source: nothing to rely on.
    Undated,
    /// No end, and last checked too long ago or, by a slip, in the future.
    Unchecked,
}

/// The standing of one term on `today`, by the rule at the head of this file.
pub fn standing(holding: &Holding, today: Date) -> Standing {
    // An end that has passed is certain, whatever else is missing.
    if holding.end.is_some_and(|end| end <= today) {
        return Standing::Expired;
    }
    let Some(start) = holding.start else {
        return Standing::Undated;
    };
    if holding.sources.is_empty() {
        return Standing::Undated;
    }
    if start > today {
        return Standing::NotBegun;
    }
    if holding.end.is_none() && !freshly_checked(holding.checked, today) {
        return Standing::Unchecked;
    }
    Standing::Current
}

fn freshly_checked(checked: Date, today: Date) -> bool {
    let age_days = (today - checked).get_days();
    (0..=OPEN_TERM_DAYS_MAX).contains(&age_days)
}

/// What a set of terms says about one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// Office slug to its one current holder. Every other office shows none.
    pub current: BTreeMap<&'a str, &'a Holding>,
    /// Office slug to the several people whom the sources all call current; none of them is shown.
    pub conflicts: BTreeMap<&'a str, Vec<&'a Holding>>,
    /// How many terms have each standing; terms in conflict count as current here.
    pub counts: BTreeMap<Standing, usize>,
}

/// Sorts terms by office and finds the holders on `today`. The same person listed twice is one holder: the term checked
/// last stands for both.
pub fn judge(holdings: &[Holding], today: Date) -> Verdict<'_> {
    let mut counts = BTreeMap::new();
    let mut by_office: BTreeMap<&str, Vec<&Holding>> = BTreeMap::new();
    for holding in holdings {
        let standing = standing(holding, today);
        *counts.entry(standing).or_default() += 1;
        if standing == Standing::Current {
            add_person(by_office.entry(&holding.office.slug).or_default(), holding);
        }
    }
    let (single, conflicts): (BTreeMap<_, _>, BTreeMap<_, _>) = by_office.into_iter().partition(|(_, people)| people.len() == 1);
    let current = single.into_iter().filter_map(|(slug, people)| Some((slug, *people.first()?))).collect();
    Verdict { current, conflicts, counts }
}

fn add_person<'a>(people: &mut Vec<&'a Holding>, holding: &'a Holding) {
    let same = |known: &&mut &Holding| known.name.to_lowercase() == holding.name.to_lowercase();
    match people.iter_mut().find(same) {
        Some(known) if known.checked < holding.checked => *known = holding,
        Some(_) => {}
        None => people.push(holding),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use crate::officials::offices;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 8, 5);

    fn term(name: &str, start: &str, end: &str) -> Holding {
        let day = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        Holding {
            office: offices::key("governor", "ocd-division/country:us/state:nv").unwrap(),
            name: name.into(),
            start: day(start),
            end: day(end),
            emails: vec![],
            phones: vec![],
            sources: vec!["https://governor.example/".into()],
            checked: TODAY,
            origin: "made up".into(),
        }
    }

    #[test]
    fn a_term_is_current_from_its_first_day_and_never_on_its_last() {
        let it = |start, end| standing(&term("Ada Example", start, end), TODAY);
        assert_eq!(it("2026-08-05", "2026-08-06"), Standing::Current);
        assert_eq!(it("2026-08-06", "2030-01-01"), Standing::NotBegun);
        assert_eq!(it("2020-01-01", "2026-08-05"), Standing::Expired);
        assert_eq!(it("", "2026-01-01"), Standing::Expired);
        assert_eq!(it("", "2030-01-01"), Standing::Undated);
        assert_eq!(it("", ""), Standing::Undated);
    }

    #[test]
    fn a_term_without_a_source_is_shown_to_nobody() {
        let mut holding = term("Ada Example", "2020-01-01", "2030-01-01");
        holding.sources.clear();
        assert_eq!(standing(&holding, TODAY), Standing::Undated);
    }

    #[test]
    fn a_term_without_an_end_needs_a_fresh_check() {
        let checked = |day: Date| {
            let mut holding = term("Ada Example", "2020-01-01", "");
            holding.checked = day;
            standing(&holding, TODAY)
        };
        assert_eq!(checked(TODAY), Standing::Current);
        assert_eq!(checked(date(2026, 2, 4)), Standing::Current);
        assert_eq!(checked(date(2026, 2, 3)), Standing::Unchecked);
        assert_eq!(checked(date(2026, 8, 6)), Standing::Unchecked);
    }

    #[test]
    fn a_governor_and_the_predecessor_are_no_conflict() {
        let terms = [term("Ada Example", "2019-01-07", "2023-01-02"), term("Ben Example", "2023-01-02", "2027-01-04")];
        let verdict = judge(&terms, TODAY);
        assert_eq!(verdict.current["us-nv-governor"].name, "Ben Example");
        assert!(verdict.conflicts.is_empty());
        let on_the_day = judge(&terms, date(2023, 1, 2));
        assert_eq!(on_the_day.current["us-nv-governor"].name, "Ben Example");
    }

    #[test]
    fn of_two_current_governors_neither_is_shown() {
        let terms = [term("Ada Example", "2019-01-07", "2027-01-02"), term("Ben Example", "2023-01-02", "2027-01-04")];
        let verdict = judge(&terms, TODAY);
        assert!(verdict.current.is_empty());
        assert_eq!(verdict.conflicts["us-nv-governor"].len(), 2);
        assert_eq!(verdict.counts[&Standing::Current], 2);
    }

    #[test]
    fn the_same_person_listed_twice_is_one_holder() {
        let mut older = term("ADA EXAMPLE", "2023-01-02", "2027-01-01");
        older.checked = date(2026, 1, 1);
        let terms = [older, term("Ada Example", "2023-01-02", "2027-01-04")];
        let verdict = judge(&terms, TODAY);
        assert_eq!(verdict.current["us-nv-governor"].checked, TODAY);
    }
}
