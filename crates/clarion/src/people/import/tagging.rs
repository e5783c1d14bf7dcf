//! The tags that come with a list: those that its rows name in columns of their own, and one for everybody in it.

use super::ImportProblem;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::beside::tags::{self, Named, TAGS_MAX};
use db::{Fault, FaultKind, Tx};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Different names that a list may bring: as many tags as a group can have.
pub(super) const NAMES_MAX: usize = TAGS_MAX;
/// Tags of one row; the rest of a longer cell is no list of tags.
const NAMES_IN_ROW_MAX: usize = 20;
/// Names are apart by one of these.
const BETWEEN: [char; 4] = [',', ';', '|', '\n'];

/// Which tags come with a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagging {
    /// Who gives them.
    pub account: Id,
    /// The columns whose cells name tags.
    pub columns: Vec<usize>,
    /// One for everybody in the list; empty for none.
    pub whole: String,
}

impl Tagging {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.whole.is_empty()
    }

    /// What tells an import with these tags from one with others. Nothing where there are none, so that imports from before stand.
    pub(super) fn in_words(&self) -> String {
        if self.is_empty() { String::new() } else { format!(" tags {:?} {:?}", self.columns, self.whole) }
    }
}

/// A name as it stands in a cell of several: in quotation marks, doubled within, where it would be read as more than one.
pub(crate) fn in_cell(name: &str) -> Cow<'_, str> {
    match name.contains(BETWEEN) || name.starts_with('"') {
        true => format!("\"{}\"", name.replace('"', "\"\"")).into(),
        false => name.into(),
    }
}

/// The parts of a cell.
fn parts(cell: &str) -> Vec<String> {
    let (mut parts, mut rest) = (Vec::new(), Some(cell));
    while let Some(text) = rest {
        let (name, more) = match in_marks(text.trim_start()) {
            Some((name, after)) => (name, after.strip_prefix(BETWEEN)),
            None => text.split_once(BETWEEN).map_or((text.to_owned(), None), |(name, more)| (name.to_owned(), Some(more))),
        };
        parts.push(name);
        rest = more;
    }
    parts
}

/// A name in quotation marks that stands alone between two commas, and what follows it.
fn in_marks(text: &str) -> Option<(String, &str)> {
    let (mut name, mut rest) = (String::new(), text.strip_prefix('"')?);
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => {
                let after = after.trim_start_matches([' ', '\t']);
                return (after.is_empty() || after.starts_with(BETWEEN)).then_some((name, after));
            }
        }
    }
}

/// The names in a row's cells, each once.
pub(super) fn names_in(cells: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in cells.iter().flat_map(|cell| parts(cell)).map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")) {
        if !name.is_empty() && names.len() < NAMES_IN_ROW_MAX && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Makes names ready, each once for a whole run.
pub(super) struct Names<'a> {
    vault: &'a Vault,
    ids: &'a Ids,
    group: Id,
    whole: Option<Arc<Named>>,
    known: HashMap<String, Option<Arc<Named>>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(vault: &'a Vault, ids: &'a Ids, now: i64, group: Id, whole: &str) -> Result<Self, Fault> {
        let whole = tags::prepare(vault, ids, now, group, whole)?.map(Arc::new);
        Ok(Self { vault, ids, group, whole, known: HashMap::new() })
    }

    /// The tags of a row; the sentence why not where the list names more than a group can have.
    pub(super) fn of_row(&mut self, now: i64, cells: &[String]) -> Result<Result<Vec<Arc<Named>>, &'static str>, Fault> {
        let mut tags: Vec<Arc<Named>> = self.whole.iter().cloned().collect();
        for name in names_in(cells) {
            let tag = match self.known.get(&name) {
                Some(tag) => tag.clone(),
                None if self.known.len() >= NAMES_MAX => return Ok(Err(TOO_MANY_NAMES)),
                None => {
                    let tag = tags::prepare(self.vault, self.ids, now, self.group, &name)?.map(Arc::new);
                    self.known.insert(name, tag.clone());
                    tag
                }
            };
            tags.extend(tag);
        }
        Ok(Ok(tags))
    }
}

/// Why a row is refused whose tags are too many for one group.
pub(super) const TOO_MANY_NAMES: &str = "The list names more than 500 different tags. Leave that column out, or use fewer.";

/// A slice's tags as they stand in the group, by their keys.
pub(super) type Standing = BTreeMap<[u8; 16], Id>;

/// Finds or adds the tags of a slice. To be done before its people are written: a group that has no room refuses all of it.
pub(super) fn find_or_add(tx: &mut Tx<'_>, now: i64, slice: &[Vec<Arc<Named>>]) -> Result<Result<Standing, ImportProblem>, Fault> {
    let mut wanted: BTreeMap<[u8; 16], &Named> = BTreeMap::new();
    for named in slice.iter().flatten() {
        // Of two ways to write a name the first is shown.
        wanted.entry(named.key()).or_insert(named);
    }
    let mut standing = Standing::new();
    for (key, named) in wanted {
        match tags::find_or_add(tx, now, named)? {
            Ok(tag) => standing.insert(key, tag),
            Err(_) => return Ok(Err(ImportProblem::Tags)),
        };
    }
    Ok(Ok(standing))
}

/// Gives a slice's people their tags; `identities` stand in the order of the rows.
pub(super) fn give(
    tx: &mut Tx<'_>,
    (now, group, account): (i64, Id, Id),
    standing: &Standing,
    slice: &[Vec<Arc<Named>>],
    identities: &[Id],
) -> Result<(), Fault> {
    let mut wanted: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (named, identity) in slice.iter().zip(identities) {
        for tag in named.iter().filter_map(|named| standing.get(&named.key())) {
            wanted.entry(*tag).or_default().push(*identity);
        }
    }
    for (tag, identities) in wanted {
        if tags::give(tx, now, group, tag, account, &identities)?.is_err() {
            return Err(Fault::new(FaultKind::Collision, "a tag was taken from the last who had it meanwhile"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_apart_by_commas_semicolons_and_lines_and_stand_once() {
        let cells = ["Marshal, phone  bank;Marshal".to_owned(), String::new(), "a|b\nc,,".to_owned()];
        assert_eq!(names_in(&cells), ["Marshal", "phone bank", "a", "b", "c"]);
        assert!(names_in(&[" ; ".to_owned()]).is_empty());
        let marked = ["\"a, b\" ; \"say \"\"yes\"\"\",c".to_owned(), "\"open, d".to_owned(), "\"x\" y".to_owned()];
        assert_eq!(names_in(&marked), ["a, b", "say \"yes\"", "c", "\"open", "d", "\"x\" y"]);
        for name in ["plain", "a,b", "a;b", "\"x\" y", "\"", "x \"y\"", "a|\"b\",c"] {
            assert_eq!(names_in(&[format!("{}, last", in_cell(name))]), [name, "last"]);
        }
        let many: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        assert_eq!(names_in(&[many.join(",")]).len(), NAMES_IN_ROW_MAX);
    }
}
