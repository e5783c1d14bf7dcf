//! Keeping offices and terms: the shipped offices at every start, imported terms when an operator brings a file.
//!
//! An import of the same file changes nothing; of a newer one it adds terms and notes newer checks. An office that does not ship,
//! such as a secretary of state, is added with the first term that names it.

use super::offices::Office;
use super::validity::{self, Standing};
use super::{Holding, Reading, Unused, offices, store};
use crate::ids::{Id, Ids};
use db::{Fault, Tx};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// More offices than this are not read at once; there are a few hundred.
const OFFICES_MAX: i64 = 100_000;

/// What an import of officials did.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct KeepReport {
    /// People seen in the files.
    pub read: usize,
    /// Terms kept, current or not.
    pub kept: usize,
    /// Offices that were added for them.
    pub offices_added: usize,
    /// Terms that are current today, conflicts left out.
    pub current: usize,
    /// Terms by what they are worth today.
    pub standings: BTreeMap<String, usize>,
    /// Offices in which sources call several people current: none is shown.
    pub conflicts: Vec<String>,
    /// Why files or terms could not be used, and how often.
    pub unused: BTreeMap<String, usize>,
}

/// Puts the shipped offices into the database; those that stand there stay.
pub fn ship(tx: &mut Tx<'_>, ids: &Ids, now: i64) -> Result<(), Fault> {
    for office in offices::shipped() {
        store::add_office(tx, ids.fresh(now), &office)?;
    }
    Ok(())
}

/// Keeps what was read.
pub fn keep(tx: &mut Tx<'_>, ids: &Ids, now: i64, today: Date, reading: &Reading) -> Result<KeepReport, Fault> {
    let mut known: HashMap<String, Id> =
        store::offices(tx, OFFICES_MAX)?.into_iter().map(|(id, office)| (office.slug, id)).collect();
    let mut report = KeepReport { read: reading.people, ..KeepReport::default() };
    for holding in &reading.holdings {
        let office = match known.get(&holding.office.slug) {
            Some(office) => *office,
            None => {
                let office = ids.fresh(now);
                store::add_office(tx, office, &unshipped(holding))?;
                known.insert(holding.office.slug.clone(), office);
                report.offices_added += 1;
                office
            }
        };
        store::set_holding(tx, ids.fresh(now), office, holding)?;
        report.kept += 1;
    }
    let verdict = validity::judge(&reading.holdings, today);
    report.current = verdict.current.len();
    report.conflicts = verdict.conflicts.keys().map(|slug| (*slug).to_owned()).collect();
    report.standings = verdict.counts.iter().map(|(standing, count)| (words(*standing).to_owned(), *count)).collect();
    report.unused =
        reading.unused_counts().into_iter().map(|(reason, count): (Unused, usize)| (reason.to_string(), count)).collect();
    Ok(report)
}

fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Current => "current",
        Standing::Expired => "expired",
        Standing::NotBegun => "not begun",
        Standing::Undated => "without dates or source",
        Standing::Unchecked => "not checked for long",
    }
}

/// An office that does not ship, named by its role and division: "Secretary of State (OH)".
fn unshipped(holding: &Holding) -> Office {
    let key = &holding.office;
    let code = key.division.rsplit(':').next().unwrap_or("").to_uppercase();
    let small = |word: &&str| matches!(*word, "of" | "the" | "and" | "for");
    let capital = |word: &str| {
        word.chars().next().map_or_else(String::new, |first| first.to_uppercase().chain(word.chars().skip(1)).collect())
    };
    let words: Vec<String> = key.role.split('-').map(|word| if small(&word) { word.to_owned() } else { capital(word) }).collect();
    let title = format!("{} ({code})", words.join(" "));
    Office {
        slug: key.slug.clone(),
        title_en: title.clone(),
        title_es: title,
        body_en: code.clone(),
        body_es: code,
        level: "state".to_owned(),
        division: key.division.clone(),
        sets: Vec::new(),
    }
}
