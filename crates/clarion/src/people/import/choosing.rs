//! Columns of a list that fill a group's fields for choosing: a cell that equals a choice becomes it. Another one is kept as it is
//! written, or its row is refused, as whoever imports says.

use crate::people::Details;
use crate::people::api_body::CUSTOM_CHARS_MAX;
use serde::{Deserialize, Serialize};

/// One such column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldColumn {
    /// Its place in the file.
    pub column: usize,
    /// The field's name.
    pub name: String,
    /// The field's choices, folded, as they stood when the columns were decided about.
    pub choices: Vec<String>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldColumns {
    /// The columns.
    pub columns: Vec<FieldColumn>,
    /// Whether a row is refused whose cell is no choice.
    pub refuses_others: bool,
}

/// Why such a row is refused.
const NO_CHOICE: &str = "A cell is none of the choices of its field. Mend it, add the choice, or keep such texts as they are.";

/// Of one field of a list: cells that are a choice, and others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsOfField {
    /// The field's name.
    pub name: String,
    /// Cells that are a choice.
    pub choices: i64,
    /// Cells that are none.
    pub others: i64,
}

impl FieldColumns {
    /// Where they are.
    pub(super) fn places(&self) -> Vec<usize> {
        self.columns.iter().map(|column| column.column).collect()
    }

    /// What tells an import with these from one with others. Nothing where there are none, so that imports from before stand.
    pub(super) fn in_words(&self) -> String {
        let columns: Vec<(usize, &str)> = self.columns.iter().map(|column| (column.column, column.name.as_str())).collect();
        if columns.is_empty() { String::new() } else { format!(" fields {columns:?} {}", self.refuses_others) }
    }

    fn is_choice(column: &FieldColumn, text: &str) -> bool {
        column.choices.contains(&seal::name::fold(text))
    }

    /// Puts a row's cells into what is kept of its person; the sentence why not.
    pub(super) fn put(&self, cells: &[String], details: &mut Details) -> Result<(), String> {
        for (column, cell) in self.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let text = seal::text::clean(cell, CUSTOM_CHARS_MAX).map_err(|problem| problem.to_string())?;
            if self.refuses_others && !Self::is_choice(column, &text) {
                return Err(NO_CHOICE.to_owned());
            }
            details.custom.insert(column.name.clone(), text);
        }
        Ok(())
    }

    /// Counts a row's cells, field by field.
    pub(super) fn count(&self, cells: &[String], counts: &mut Vec<CellsOfField>) {
        counts.resize_with(self.columns.len(), CellsOfField::default);
        for ((column, cell), count) in self.columns.iter().zip(cells).zip(counts).filter(|((_, cell), _)| !cell.is_empty()) {
            count.name.clone_from(&column.name);
            match Self::is_choice(column, cell) {
                true => count.choices += 1,
                false => count.others += 1,
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_is_no_choice_is_kept_or_refuses_its_row() {
        let column = FieldColumn { column: 3, name: "T-shirt".to_owned(), choices: vec!["large".to_owned()] };
        let mut fields = FieldColumns { columns: vec![column], refuses_others: false };
        let (large, other) = (["LARGE".to_owned()], ["huge".to_owned()]);
        let mut details = Details::default();
        fields.put(&large, &mut details).unwrap();
        fields.put(&other, &mut details).unwrap();
        assert_eq!(details.custom["T-shirt"], "huge");
        let mut counts = Vec::new();
        fields.count(&large, &mut counts);
        fields.count(&other, &mut counts);
        fields.count(&[String::new()], &mut counts);
        assert_eq!((counts[0].choices, counts[0].others), (1, 1));
        fields.refuses_others = true;
        assert!(fields.put(&large, &mut details).is_ok());
        assert_eq!(fields.put(&other, &mut details), Err(NO_CHOICE.to_owned()));
    }
}
