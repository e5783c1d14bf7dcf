//! Reads this crate's own data files, which are built into the program: rules that differ by provider or country stand
//! there, not in code. Not for files that come from outside.

/// Rows of one of this crate's own data files: comments and the heading row skipped, fields split at commas.
/// A row with another number of fields is a mistake in the file, which the tests read whole.
pub(crate) fn rows<const FIELDS: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; FIELDS]> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        fields.try_into().expect("a test reads every row of every data file")
    })
}
