//! What records hold in a free field, counted: what somebody sees before they make it one for choosing, or delete it.

use crate::app::App;
use crate::ids::Id;
use crate::osdi::marks::Place;
use crate::people::store as records;
use crate::people::{Details, Scope};
use db::Fault;
use std::collections::HashMap;

/// Records looked at before a page is shown: some tenths of a second. Of a longer list the page says how many it is about.
pub const LOOKED_MAX: usize = 100_000;
/// Records read at once.
const PAGE: usize = 1_000;
/// Different texts told apart; a field with more is no field for choosing.
const TEXTS_MAX: usize = 10_000;

/// The texts that a field holds.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// So many records were looked at.
    pub looked: usize,
    /// Whether the list has more.
    pub more: bool,
    /// So many of them hold a text.
    pub with_text: u64,
    /// By the folded text: as it was first met, and how many hold it.
    texts: HashMap<String, (String, u64)>,
}

impl Texts {
    /// The texts by how many hold them, most first.
    pub fn by_number(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> = self.texts.values().map(|(text, people)| (text.as_str(), *people)).collect();
        all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        all
    }

    /// How many hold a text that is this choice.
    pub fn matching(&self, choice: &str) -> u64 {
        self.texts.get(&seal::name::fold(choice)).map_or(0, |(_, people)| *people)
    }

    fn add(&mut self, text: &str) {
        self.with_text += 1;
        let folded = seal::name::fold(text);
        if let Some((_, people)) = self.texts.get_mut(&folded) {
            *people += 1;
        } else if self.texts.len() < TEXTS_MAX {
            self.texts.insert(folded, (text.split_whitespace().collect::<Vec<_>>().join(" "), 1));
        }
    }
}

/// Looks through a group's list, the oldest first.
pub async fn texts(app: &App, group: Id, name: &str) -> Result<Texts, Fault> {
    let (mut found, mut after) = (Texts::default(), Id::ZERO);
    while found.looked < LOOKED_MAX {
        let (vault, wanted) = (app.vault.clone(), name.to_owned());
        let read = app.db.read_newest(move |tx| {
            let rows = records::people_page(tx, Scope::of(group), Place { after, skip: 0 }, PAGE as i64)?;
            let mut held = Vec::new();
            for dated in &rows {
                let details = Details::from_bytes(&vault.open_sealed(group, &dated.row.id.0, &dated.row.sealed)?)?;
                held.extend(details.custom.get(&wanted).cloned());
            }
            Ok((rows.len(), rows.last().map(|dated| dated.row.id), held))
        });
        let (read, last, held) = read.await?;
        held.iter().for_each(|text| found.add(text));
        found.looked += read;
        match last.filter(|_| read == PAGE) {
            Some(last) => after = last,
            None => return Ok(found),
        }
    }
    found.more = true;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted_by_what_they_fold_to() {
        let mut found = Texts::default();
        ["Large", " LARGE ", "small", "lárge"].iter().for_each(|text| found.add(text));
        assert_eq!(found.by_number(), [("Large", 3), ("small", 1)]);
        assert_eq!((found.matching("large"), found.matching("Medium"), found.with_text), (3, 0, 4));
    }
}
