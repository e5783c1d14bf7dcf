//! Looking through a list that is in memory.

use super::{Roster, Row};
use memchr::memmem::Finder;

/// What is asked of the facts that are in memory. Empty asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Words, each of which begins a word of the name; folded.
    pub name: String,
    /// State code.
    pub region: String,
    /// Five digits.
    pub zip: String,
    /// `en` or `es`.
    pub lang: String,
}

impl Roster {
    /// How many people it has.
    pub fn people(&self) -> usize {
        self.rows.len()
    }

    /// Everybody to whom the facts apply, the newest first.
    pub fn choose<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a Row> + 'a {
        let words: Vec<Finder<'a>> = facts.name.split(' ').filter(|word| !word.is_empty()).map(Finder::new).collect();
        let region = self.regions.iter().position(|known| *known == facts.region);
        let zip = facts.zip.parse().ok();
        let lang = facts.lang.bytes().next();
        self.rows.iter().rev().filter(move |row| {
            (facts.region.is_empty() || region == Some(usize::from(row.region)))
                && (facts.zip.is_empty() || zip == Some(row.zip))
                && lang.is_none_or(|lang| lang == row.lang)
                && words.iter().all(|word| begins_a_word(self.name(row), word))
        })
    }

    /// The folded name of a person.
    pub fn name(&self, row: &Row) -> &str {
        let start = row.name_start as usize;
        self.names.get(start..start + usize::from(row.name_bytes)).unwrap_or_default()
    }
}

/// Whether a word of the name begins so. Hyphens and apostrophes part words, too: "garcia" finds "Lopez-Garcia".
fn begins_a_word(name: &str, wanted: &Finder<'_>) -> bool {
    wanted
        .find_iter(name.as_bytes())
        .any(|at| at == 0 || !name.as_bytes()[at - 1].is_ascii_alphanumeric() && name.as_bytes()[at - 1].is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_a_word_begins() {
        for (name, wanted, found) in [
            ("ana maria lopez-garcia", "ana", true),
            ("ana maria lopez-garcia", "mar", true),
            ("ana maria lopez-garcia", "garcia", true),
            ("ana maria lopez-garcia", "na", false),
            ("o'brien", "brien", true),
            ("joanna", "anna", false),
            ("anna joanna", "anna", true),
            ("νικοσ", "κοσ", false),
            ("", "a", false),
        ] {
            assert_eq!(begins_a_word(name, &Finder::new(wanted)), found, "{wanted} in {name}");
        }
    }
}
