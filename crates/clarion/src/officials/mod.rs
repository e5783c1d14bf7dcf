//! Officials: the offices that a petition or a letter may address, and who holds them, with dates.
//!
//! Offices ship with the product; holders never do. A holder comes from an imported file ([`openstates`] or
//! [`simple_csv`]) and is shown only where [`validity`] finds the term current. Party is read by neither: Clarion takes
//! no side.

pub mod keep;
pub mod offices;
pub mod openstates;
pub mod pages;
pub mod simple_csv;
pub(crate) mod store;
pub mod validity;

use std::collections::BTreeMap;
use std::fmt;

use crate::ids::Id;
use db::{Fault, Tx};
use jiff::civil::Date;

/// The longest cell, name or address that is taken from a file, in characters; the longest real one is a web address.
const TEXT_CHARS_MAX: usize = 2_000;

/// Which office is meant: the same slug from every source, so that a holding finds its office.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeKey {
    /// For example `us-al-governor`, `us-dc-mayor`, `us-president`.
    pub slug: String,
    /// The role in words joined by `-`, for example `governor`, `secretary-of-state`.
    pub role: String,
    /// Open Civic Data division id, for example `ocd-division/country:us/state:al`.
    pub division: String,
}

/// What a link to an office says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeName {
    /// Its place in `/officials/<slug>`.
    pub slug: String,
    /// Title in English.
    pub title_en: String,
    /// Title in Spanish.
    pub title_es: String,
}

/// The name of an office, if there is one.
pub fn office_name(tx: &mut Tx<'_>, office: Id) -> Result<Option<OfficeName>, Fault> {
    store::office_name(tx, office)
}

/// All offices with their ids, at most `at_most`.
pub fn all_offices(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<(Id, offices::Office)>, Fault> {
    store::offices(tx, at_most)
}

/// One term of one person in one office, as a source states it; current or not is for [`validity`] to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The office held.
    pub office: OfficeKey,
    /// The person's full name as the source writes it.
    pub name: String,
    /// First day of the term, if the source gives it.
    pub start: Option<Date>,
    /// The day on which the term is over, if the source gives it; the successor's first day is often the same.
    pub end: Option<Date>,
    /// E-mail addresses of the office, as written.
    pub emails: Vec<String>,
    /// Telephone numbers of the office, as written, none twice.
    pub phones: Vec<String>,
    /// Web addresses on which the term rests; empty means that nothing backs it.
    pub sources: Vec<String>,
    /// The day on which somebody last held the source against the world.
    pub checked: Date,
    /// The file, and for a CSV its line, that it was read from; for reports.
    pub origin: String,
}

/// Why a file or one term in it could not be used. Its words are for the report of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unused {
    /// The file could not be opened or read.
    Unreadable,
    /// The file is larger than any real one.
    TooLarge,
    /// Not YAML or CSV of the expected layout, or it passes the limits on depth, aliases and size.
    NotUnderstood,
    /// A required column is missing from the CSV.
    MissingColumn,
    /// No name.
    NoName,
    /// The person has no role at all.
    NoRole,
    /// A seat in a legislature: executive offices only, because a district's name does not yield its division id.
    LegislativeSeat,
    /// No office or a jurisdiction that is no Open Civic Data id.
    UnknownOffice,
    /// A date that is not a whole day (`YYYY-MM-DD`); guessing its rest could make an expired term look current.
    UnreadableDate,
    /// The term ends before it starts.
    EndBeforeStart,
    /// More files or rows than an import takes.
    TooMany,
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unused::Unreadable => "the file cannot be read",
            Unused::TooLarge => "the file is too large",
            Unused::NotUnderstood => "the file does not have the expected layout",
            Unused::MissingColumn => "a column is missing: office, division and name are needed",
            Unused::NoName => "there is no name",
            Unused::NoRole => "there is no role",
            Unused::LegislativeSeat => "a seat in a legislature is not read yet",
            Unused::UnknownOffice => "the office or its division is not known",
            Unused::UnreadableDate => "a date is not a whole day written YYYY-MM-DD",
            Unused::EndBeforeStart => "the term ends before it starts",
            Unused::TooMany => "there are more files or rows than an import takes",
        })
    }
}

/// What reading a source yielded: every term that could be read, and what could not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// People seen, readable terms or not; for a CSV, rows.
    pub people: usize,
    /// Every term read, expired ones too: they are kept with their dates.
    pub holdings: Vec<Holding>,
    /// Where and why something could not be used, in reading order.
    pub unused: Vec<(String, Unused)>,
}

impl Reading {
    /// How often each reason was given.
    pub fn unused_counts(&self) -> BTreeMap<Unused, usize> {
        let mut counts = BTreeMap::new();
        for (_, reason) in &self.unused {
            *counts.entry(*reason).or_default() += 1;
        }
        counts
    }
}

/// The dates of a term, or why they cannot be used. Empty text is an unknown date; half a date is refused.
fn read_term(start: &str, end: &str) -> Result<(Option<Date>, Option<Date>), Unused> {
    let (start, end) = (read_date(start)?, read_date(end)?);
    match (start, end) {
        (Some(first), Some(last)) if last < first => Err(Unused::EndBeforeStart),
        _ => Ok((start, end)),
    }
}

/// A whole day, or none where the text is empty.
fn read_date(text: &str) -> Result<Option<Date>, Unused> {
    match text.trim() {
        "" => Ok(None),
        // jiff also takes other shapes (20230102, with a time); only the written-out day leaves nothing to guess.
        day if day.len() == 10 => day.parse().map(Some).map_err(|_| Unused::UnreadableDate),
        _ => Err(Unused::UnreadableDate),
    }
}

/// A name as one line of bounded text without control characters; empty where nothing is left.
fn read_name(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Adds an e-mail address that at least looks like one, once.
fn add_email(emails: &mut Vec<String>, text: &str) {
    let text = text.trim();
    let looks_right = text.contains('@') && !text.contains(char::is_whitespace);
    add_once(emails, text, looks_right);
}

/// Adds a telephone number that has digits, once.
fn add_phone(phones: &mut Vec<String>, text: &str) {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    add_once(phones, text, digits >= 7);
}

/// Adds a web address, once; only http and https can be shown as a link.
fn add_source(sources: &mut Vec<String>, text: &str) {
    let text = text.trim();
    let looks_right = (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    add_once(sources, text, looks_right);
}

fn add_once(list: &mut Vec<String>, text: &str, looks_right: bool) {
    let text = text.trim();
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let bounded = text.chars().count() <= TEXT_CHARS_MAX && !text.contains(breaks);
    if looks_right && bounded && !text.is_empty() && !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}
